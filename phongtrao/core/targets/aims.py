"""Aims that sound measurable and print no number: offered to a unit as targets of its own, with
what could be counted and never a level.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from phongtrao.core.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_SENTENCE = re.compile(r"(?:[^.;:\n]|\n(?!\s*\n)|\.(?=\d))+")
_STOP = re.compile(r"[()]|,(?!\s+(?:trật tự|tố giác)\b)")
_FIGURE = re.compile(r"(?<!năm )(?<!tháng )(?<!ngày )(?<!quý )(?<![\d/.-])\d")
_ADDED = re.compile(r"(?:\bvà|\bđồng thời|,)\s+$")
_BETWEEN = r"\b[^.;:]{1,60}?\b"
"""What "…" of a cue stands for."""


@dataclass(frozen=True, slots=True)
class Aim:
    """start, end: span of the words in the text. measured_by: ratio, count, units or zero.
    numerator, denominator: what could be counted, "" where nothing is proposed.
    """

    start: int
    end: int
    measured_by: str
    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class _Cue:
    pattern: re.Pattern[str]
    added: bool
    measured_by: str
    numerator: str
    denominator: str


def aims_of(text: str, targets: Iterable[tuple[int, int]]) -> list[Aim]:
    """The aims of a plan, in order, each thing that could be counted once.

    text: of the plan, NFC. targets: spans of what is a target already; words that touch one are no
    aim, unless they follow its level as a further aim. Nor are words that print a figure.
    """
    cues, never = _cues()
    folded, spans = fold(text), list(targets)
    found: dict[tuple[str, str], Aim] = {}
    for sentence in _SENTENCE.finditer(folded):
        taken: list[tuple[int, int]] = []
        for cue in cues:
            for match in cue.pattern.finditer(folded, *sentence.span()):
                start, end = _words_of(match, sentence.end())
                words = folded[start:end]
                if _touches(start, end, taken):
                    continue
                taken.append((start, end))
                if (
                    _FIGURE.search(words)
                    or any(one.search(words) for one in never)
                    or any(_is_told(folded, cue, start, end, span) for span in spans)
                ):
                    continue
                aim = Aim(start, end, cue.measured_by, cue.numerator, cue.denominator)
                key = (cue.numerator or " ".join(words.split()), cue.denominator)
                if key not in found or start < found[key].start:
                    found[key] = aim
    return sorted(found.values(), key=lambda aim: aim.start)


def _words_of(match: re.Match[str], sentence_end: int) -> tuple[int, int]:
    """The words of an aim: from its cue on to the next comma."""
    start, end = match.span()
    while end < sentence_end and not _STOP.match(match.string, end):
        end += 1
    return start, start + len(match.string[start:end].rstrip())


def _touches(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(low < end and start < high for low, high in spans)


def _is_told(folded: str, cue: _Cue, start: int, end: int, target: tuple[int, int]) -> bool:
    """Whether a target says what an aim says; not where the aim only stands behind its level."""
    if not _touches(start, end, [target]):
        return False
    before = folded[target[0] : start]
    return not (cue.added and _FIGURE.search(before) and _ADDED.search(before))


@cache
def _cues() -> tuple[list[_Cue], list[re.Pattern[str]]]:
    table = tomllib.loads(
        (files("phongtrao.core.targets") / "cues" / "aims.toml").read_text("utf-8")
    )
    return [
        _Cue(
            _pattern(row["cue"]),
            row.get("added", False),
            row["measured_by"],
            row["numerator"],
            row["denominator"],
        )
        for row in table["aim"]
    ], [_pattern(words) for words in table["never"]]


def _pattern(cue: str) -> re.Pattern[str]:
    words = fold(cue).replace(" ", r"\s+").replace("…", _BETWEEN)
    return re.compile(rf"(?<!\w){words}(?!\w)")
