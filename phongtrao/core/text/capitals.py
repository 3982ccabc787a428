"""Phrases printed in capitals, in the spelling that the rest of the text gives them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from phongtrao.core.text.folding import bare, fold

_WORD = re.compile(r"[^\W\d_]+")
_SYMBOL = re.compile(r"\S*[/\d]\S*")
_SHARE_OF_CAPITALS = 0.7
_VOWELS = frozenset("aeiouy")

_Spellings = dict[tuple[str, ...], Counter[str]]


def in_small_letters(phrase: str, text: str) -> str:
    """A phrase in capitals as the text spells its words where it is not in capitals; any other
    phrase as it is.

    "ỦY BAN NHÂN DÂN TỈNH QUẢNG TRỊ" → "Ủy ban nhân dân tỉnh Quảng Trị". A word is spelt as it is
    most often between the same neighbours; what the text does not know is in small letters, but
    symbols (27/CT-TTG) and abbreviations (UBND) stay. phrase, text: NFC.
    """
    letters = [letter for letter in phrase if letter.isalpha()]
    if sum(map(str.isupper, letters)) <= _SHARE_OF_CAPITALS * len(letters):
        return phrase
    symbols = {at for found in _SYMBOL.finditer(phrase) for at in range(*found.span())}
    spellings = _spellings(text)
    words = list(_WORD.finditer(phrase))
    folded = ["", *(fold(word[0]) for word in words), ""]
    made, end = [], 0
    for number, word in enumerate(words, 1):
        before, here, after = folded[number - 1 : number + 2]
        known = spellings[before, here] + spellings[here, "", after]
        made.append(phrase[end : word.start()])
        end = word.end()
        if word.start() in symbols or (not known and _is_abbreviation(here)):
            made.append(word[0])
        elif known:
            made.append(_spelt(word[0], max(known, key=lambda way: (known[way], way[0].isupper()))))
        else:
            made.append(word[0].lower())
    calm = "".join(made) + phrase[end:]
    first = next(at for at, letter in enumerate(calm) if letter.isalpha())
    return calm[:first] + calm[first].upper() + calm[first + 1 :]


def _spellings(text: str) -> _Spellings:
    """How words are spelt after a word (before, word) and before one (word, "", after); two words
    in capitals side by side tell nothing.
    """
    found: _Spellings = defaultdict(Counter)
    for line in text.splitlines():
        words = [word[0] for word in _WORD.finditer(line)]
        folded = [fold(word) for word in words]
        for at in range(1, len(words)):
            if words[at].isupper() and words[at - 1].isupper():
                continue
            found[folded[at - 1], folded[at]][words[at]] += 1
            if at > 1:  # the first word of a line is in a capital anyhow
                found[folded[at - 1], "", folded[at]][words[at - 1]] += 1
    return found


def _spelt(word: str, spelling: str) -> str:
    if spelling.lower() == word.lower():
        return spelling
    small = word.lower()  # hoà for hòa: the word keeps its own tone mark
    return small[0].upper() + small[1:] if spelling[0].isupper() else small


def _is_abbreviation(folded: str) -> bool:
    """Tell whether a word has no vowel, as no Vietnamese syllable does: UBND has one, HĐND none."""
    return _VOWELS.isdisjoint(bare(folded))
