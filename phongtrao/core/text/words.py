"""Words of folded text: lexicons of phrases that are looked up at a position, and the likeness of
two texts.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"\w+")
WORDS = re.compile(r"[^\W_]+")


class Lexicon:
    """A set of folded phrases that can be asked which of them begins at a position of a folded
    text.

    The longest phrase wins; a phrase ends at the end of a word. but: phrases that begin like one of
    the set and are none. Cost of a question: one dictionary look-up and as many comparisons as
    phrases share their first word.
    """

    __slots__ = ("_beginnings", "_by_first")

    def __init__(self, phrases: Iterable[str], but: Iterable[str] = ()) -> None:
        never = set(but)
        by_first: dict[str, list[tuple[str, bool]]] = {}
        for phrase in sorted({*phrases, *never}, key=len, reverse=True):
            first = _WORD.match(phrase)
            by_first.setdefault(first[0] if first else "", []).append((phrase, phrase not in never))
        self._by_first = by_first
        self._beginnings = {phrase[:2] for phrase in by_first}

    def at(self, folded: str, position: int) -> int:
        """The end of the longest phrase that begins at the position, 0 when none does."""
        if folded[position : position + 2] not in self._beginnings:
            return 0
        first = _WORD.match(folded, position)
        for phrase, counts in self._by_first.get(first[0], ()) if first else ():
            if folded.startswith(phrase, position):
                end = position + len(phrase)
                if end == len(folded) or not (folded[end].isalnum() or folded[end] == "_"):
                    return end if counts else 0
        return 0


def likeness(first: str, second: str) -> float:
    """How alike two folded texts are, 0 … 1: the share of word pairs that they have in common
    (Dice).
    """
    if first == second:
        return 1.0
    left, right = _pairs(first), _pairs(second)
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def _pairs(text: str) -> Counter[tuple[str, str]]:
    words = WORDS.findall(text)
    return Counter(zip(["", *words], [*words, ""], strict=True)) if words else Counter()
