"""Likely misprints: flagged with what was probably meant, never corrected."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from phongtrao.core.compiler.cue_words import any_of, cues
from phongtrao.core.compiler.plan import Misprint

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Passage

_TORN = re.compile(
    r"(?<![\w.])(?P<head>[bcdđghklmnpqrstvx]|ch|gh|kh|ng|nh|ph|th|tr) (?P<tail>"
    r"[àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ][a-zà-ỹ]{0,4})(?!\w)"
)
_CLAUSE = re.compile(r"[.;:]")
WHY = "In là “{printed}”, có thể là “{likely}”: hai chữ này dễ nhầm khi gõ hoặc khi quét văn bản."
WHY_TORN = "Chữ “{likely}” có thể đã bị tách làm đôi."
_NEAR = 90


@cache
def _pairs() -> tuple[re.Pattern[str], dict[str, list[dict[str, Any]]]]:
    table: dict[str, list[dict[str, Any]]] = {}
    for pair in cues("misprints")["pair"]:
        table.setdefault(pair["printed"], []).append(pair)
    return re.compile(rf"(?<!\w){any_of(table)}(?!\w)"), table


def find_misprints(passages: list[Passage]) -> list[Misprint]:
    """The likely misprints of the passages, in order."""
    expression, table = _pairs()
    made = []
    for passage in passages:
        lowered = passage.text.lower()
        if len(lowered) != len(passage.text):
            continue
        for match in expression.finditer(lowered):
            pair = next(
                (
                    pair
                    for pair in table[match[0]]
                    if _fits(lowered, match.start(), match.end(), pair)
                ),
                None,
            )
            if pair is not None:
                made.append(_misprint(passage, match.start(), match.end(), pair["likely"], WHY))
        made.extend(
            _misprint(passage, match.start(), match.end(), match["head"] + match["tail"], WHY_TORN)
            for match in _TORN.finditer(lowered)
        )
    return sorted(made, key=lambda found: found.start)


def _fits(lowered: str, start: int, end: int, pair: dict[str, Any]) -> bool:
    before = lowered[max(0, start - 2 * _NEAR) : start].rstrip()
    behind = lowered[end : end + _NEAR].lstrip()
    if any(behind.startswith(word) for word in pair.get("not_behind", ())):
        return False
    if "before" in pair and not before.endswith(tuple(pair["before"])):
        return False
    if "behind" in pair and not behind.startswith(tuple(pair["behind"])):
        return False
    if "near" in pair:
        clause = _CLAUSE.split(before[-_NEAR:])[-1] + " " + _CLAUSE.split(behind[:30])[0]
        return any(word in clause for word in pair["near"])
    return True


def _misprint(passage: Passage, start: int, end: int, likely: str, why: str) -> Misprint:
    proof = passage.content.proof(start, end)
    printed = passage.text[start:end]
    if printed.isupper():
        likely = likely.upper()
    elif printed[:1].isupper():
        likely = likely[:1].upper() + likely[1:]
    return Misprint(
        start=proof.start,
        end=proof.end,
        printed=printed,
        likely=likely,
        why=why.format(printed=printed, likely=likely),
    )
