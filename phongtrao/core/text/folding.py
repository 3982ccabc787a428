"""Folding of Vietnamese text: one form for what readers take as the same words.

Vietnamese is printed with two habits of tone placement (hoà and hòa), in capitals and in small
letters, composed (NFC) or decomposed (NFD). A folded text is lower case, NFC, with the tone on
the first vowel of an open syllable. Folding keeps the length of an NFC text, so that an offset in
the folded text is an offset in the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_OPEN_SYLLABLES = {
    plain[0] + toned: moved + plain[1]
    for plain, toneds, moveds in (
        ("oa", "àáảãạ", "òóỏõọ"),
        ("oe", "èéẻẽẹ", "òóỏõọ"),
        ("uy", "ỳýỷỹỵ", "ùúủũụ"),
    )
    for toned, moved in zip(toneds, moveds, strict=True)
}
_OPEN = re.compile(r"o[àáảãạèéẻẽẹ](?!\w)|(?<!q)u[ỳýỷỹỵ](?!\w)")
_MARKS = re.compile(r"[#*_>\"“”„‟«»'‘’`\\|]+")
_LIST_MARKS = re.compile(r"(?m)^\s*[-–+•]\s+")
_SPACES = re.compile(r"\s+")
_ALL_MARKS = re.compile(r"[\u0300-\u036f]")
_DIGITS = re.compile(r"\d+")
_DIGITS_SORTED = 6


def _move_tone(syllable: re.Match[str]) -> str:
    return _OPEN_SYLLABLES[syllable[0]]


def composed(text: str) -> str:
    """The text as the program keeps it: each letter one character with its marks (NFC)."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Composed, in lower case, with one tone placement; as long as the composed text, so that only
    of that an offset means the same.
    """
    text = composed(text)
    lowered = text.lower()
    if len(lowered) != len(text):  # a capital İ becomes two characters
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return _OPEN.sub(_move_tone, lowered)


def fold_for_comparing(text: str) -> str:
    """What two quotations must have in common to be the same: marks, case, spaces and tone
    placement folded away.
    """
    text = _LIST_MARKS.sub(" ", unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", fold(_MARKS.sub(" ", text))).strip(" .,;:/…")


def bare(text: str) -> str:
    """The folded text in plain Latin letters, without any mark (đ becomes d)."""
    return _ALL_MARKS.sub("", unicodedata.normalize("NFD", fold(text))).replace("đ", "d")


@lru_cache(maxsize=16_384)
def sort_key(name: str) -> str:
    """A name as it is sorted: "Đ" stands with "D", marks do not count, "Xã 2" comes before "Xã 10".

    Kept, since a list has the same names each time.
    """
    return _DIGITS.sub(lambda number: number[0].zfill(_DIGITS_SORTED), bare(name))


def name_order(name: str, number: int) -> tuple[str, int]:
    """Where something stands in a list by name: as `sort_key`; of namesakes the lower number, such
    as the id of a unit, comes first.
    """
    return sort_key(name), number
