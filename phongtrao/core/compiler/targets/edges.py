"""Where the clause of a goal begins and where its own words end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phongtrao.core.compiler.cue_words import lexicon

if TYPE_CHECKING:
    from phongtrao.core.compiler.targets.numbers import Goal

_DUTIES = lexicon("verbs", "duties")
_BREAK = re.compile(r"[;.:](?=\s|$)")
_PARENS = re.compile(r"\([^()]*\)")
_NEXT_RATE = re.compile(r"(?:,|\svà)(?=\s(?:tỷ lệ|tỉ lệ|tỷ số|tỷ suất|tỷ trọng)\s)")
# A horizon that opens a clause of its own behind another goal.
_DATED = re.compile(
    r"(?:,|\svà|\s)\s*"
    r"((?:phấn đấu\s+)?(?:đến|tới|vào|trong|hết|từ)\s+(?:hết\s+|cuối\s+|đầu\s+)*năm\s+20\d\d)"
)
_AMONG = re.compile(r",?\s+trong đó\s*$")
_FEW_WORDS = 5
_JOINT_TO_NUMBER = 16


def masked(folded: str) -> str:
    """The text with what stands in brackets and quotation marks blanked, so that signs inside them
    do not count.
    """
    blank = _PARENS.sub(lambda match: " " * len(match[0]), folded)
    return re.sub(r"“[^”]*”|\"[^\"]*\"", lambda match: "q" * len(match[0]), blank)


def sentence_of(folded: str, goal: Goal) -> tuple[str, int, int]:
    """The text in which the signs around a goal count, and the part of it that may hold its clause:
    the brackets it stands in, or everything outside brackets.
    """
    for match in _PARENS.finditer(folded):
        if match.start() < goal.start < match.end():
            return folded, match.start() + 1, match.end() - 1
    return masked(folded), 0, len(folded)


def next_break(text: str, position: int, high: int) -> int:
    """Where the clause around a position ends by its signs."""
    return next((sign.start() for sign in _BREAK.finditer(text, position, high)), high)


def start_of(text: str, low: int, high: int, goal: Goal, before: Goal | None) -> int:
    """Where the clause of a goal begins. before: the goal in front of it."""
    start = low
    for sign in _BREAK.finditer(text, low, goal.start):
        start = sign.end()
    behind_colon = start > low and text[start - 1] == ":" and not text[start : goal.cue].strip()
    if behind_colon and len(text[goal.end : next_break(text, goal.end, high)].split()) < _FEW_WORDS:
        start = low  # "Tỷ lệ đô thị hóa đến năm 2025: 16%" is one clause
        for sign in _BREAK.finditer(text, low, text.rfind(":", low, goal.start)):
            start = sign.end()
    if before is not None:
        start = _start_behind(text, start, goal, before)
    while start < goal.cue and text[start] in " ,;:.":
        start += 1
    if goal.kind == "zero":
        return _zero_start(text, start, goal.start)
    comma = text.rfind(", ", start, goal.cue)
    if comma > 0 and _DUTIES.at(text, comma + 2) and _DUTIES.at(text, start):
        return comma + 2  # the last of a list of duties: "giám sát tình hình, xử lý 100% ổ dịch"
    return start


def _start_behind(text: str, start: int, goal: Goal, before: Goal) -> int:
    """Where a clause begins that may share its sentence with a goal in front of it."""
    dated = _DATED.search(text, max(start, before.end), goal.cue)
    if dated is not None:
        return dated.start(1)
    if rate := _next_rate(text, before.end, goal.cue):
        return rate
    if before.end <= start:
        return start
    joint = text.rfind(" và ", before.end, goal.cue + 1)
    if joint >= 0 and goal.cue - joint < _JOINT_TO_NUMBER:
        return joint + 4
    comma = text.rfind(",", before.end, goal.start)
    return comma + 1 if comma >= 0 else start


def end_of(text: str, high: int, goal: Goal, behind: Goal | None) -> int:
    """Where the own words of a goal end. behind: the goal behind it."""
    end = next_break(text, goal.end, high)
    if behind is None or behind.start >= end:
        among = _AMONG.search(text[goal.end : end])
        return goal.end + among.start() if among else max(end, goal.end)
    if rate := _next_rate(text, goal.end, behind.cue):
        return rate
    comma = text.rfind(",", goal.end, max(behind.cue, goal.end))
    joint = text.rfind(" và ", goal.end, behind.cue + 1)
    last = max(comma, joint)
    return max(last if last > 0 else behind.cue, goal.end)


def _next_rate(text: str, low: int, high: int) -> int:
    """Where the last "tỷ lệ …" of a list between two numbers begins, 0 for none."""
    found = 0
    for joint in _NEXT_RATE.finditer(text, low, high):
        found = joint.end()
    return found


def _zero_start(text: str, start: int, cue: int) -> int:
    """Where the evidence of a goal of nothing begins: at its words, with the horizon or "phấn đấu"
    in front of them.
    """
    pieces = [
        start,
        *(match.end() for match in re.finditer(r",\s", text[:cue]) if match.end() > start),
        cue,
    ]
    begin = pieces[-2]
    while len(pieces) > 2 and re.match(
        r"(?:phấn đấu\s+)?(?:(?:đến|vào|trong|hết|hằng|hàng)\s.*)?(?:20\d\d|năm|quý|tháng),?\s*$",
        text[pieces[-3] : begin],
    ):
        pieces.pop(-2)
        begin = pieces[-2]
    return begin
