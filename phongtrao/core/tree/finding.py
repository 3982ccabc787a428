"""Find units as people type them: any name they ever had, without tone marks, with abbreviations.

`UBND TP HN` finds Thành phố Hà Nội: TP is read as thành phố, HN as the initials of a name behind
its kind words, and a People's Committee leads to its unit when none stands in the register itself.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING, Generic, NamedTuple

from phongtrao.core.tree.tree import Id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_WORDS = re.compile(r"[a-z0-9]+")
_GLUED = re.compile(r"(tp|tx|tt|p|q|x|h)(\d+|(?<=tp)[a-z]{2,5})")
_SHORT = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "bcd": "ban chi dao",
    "ca": "cong an",
    "tp": "thanh pho",
    "tx": "thi xa",
    "tt": "thi tran",
    "dk": "dac khu",
    "kdc": "khu dan cu",
    "tdp": "to dan pho",
    "thcs": "trung hoc co so",
    "thpt": "trung hoc pho thong",
    "t": "tinh",
    "h": "huyen",
    "q": "quan",
    "p": "phuong",
    "x": "xa",
}
"""Abbreviations, in plain letters; those of one letter only before another word."""
_COMMITTEE = ("uy", "ban", "nhan", "dan")
_KINDS: dict[str, list[list[str]]] = {}
for _words in (
    "uy ban nhan dan",
    "hoi dong nhan dan",
    "cong an",
    "thanh pho",
    "tinh",
    "thi xa",
    "thi tran",
    "quan",
    "huyen",
    "phuong",
    "xa",
    "dac khu",
    "khu dan cu",
    "to dan pho",
    "khu pho",
    "thon",
    "ap",
    "ban",
    "truong",
    "tieu hoc",
    "trung hoc co so",
    "trung hoc pho thong",
):
    _KINDS.setdefault(_words.split()[0], []).append(_words.split())
_INITIALS_MAX = 6  # words; nobody abbreviates a longer name letter by letter
_RANKED_MAX = 1_000  # names that are compared with what was typed; they come in order of weight


class Found(NamedTuple, Generic[Id]):
    """A unit, and the name of it that was found."""

    unit: Id
    name: str


class NameIndex(Generic[Id]):
    """All names of all units, made once and asked often.

    names: unit and name, a unit as often as it has names; of equally good ones the first comes
    first. plain: makes a text small plain Latin letters (`core.text.folding.bare`).
    """

    __slots__ = (
        "_exact",
        "_initials",
        "_kinds",
        "_names",
        "_plain",
        "_texts",
        "_vocabulary",
        "_with",
    )

    def __init__(self, names: Iterable[tuple[Id, str]], plain: Callable[[str], str]) -> None:
        self._names = list(names)
        self._plain = plain
        lines = plain("\n".join(name.replace("\n", " ") for _, name in self._names)).split("\n")
        self._texts: list[str] = []
        self._initials: list[str] = []
        self._kinds = array("B")
        same: dict[str, list[int]] = {}
        self._with: dict[str, array[int]] = {}
        for number, line in enumerate(lines if self._names else ()):
            words = _WORDS.findall(line)
            kinds = min(_kind_length(words), 255)
            text, initials = " ".join(words), _initials(words[kinds:])
            self._texts.append(text)
            self._initials.append(initials)
            self._kinds.append(kinds)
            same.setdefault(text, []).append(number)
            for word in {*words, initials} if initials else set(words):
                self._with.setdefault(word, array("I")).append(number)
        # Tuples of numbers, which the collector of garbage passes over.
        self._exact = {text: tuple(numbers) for text, numbers in same.items()}
        self._vocabulary = sorted(self._with)

    def find(
        self, query: str, limit: int = 50, keep: Callable[[Id], bool] = lambda _unit: True
    ) -> list[Found[Id]]:
        """Units that fit, the best first: the very name, then its beginning, then all words.

        keep: which units may be found. At most `limit`, each once.
        """
        found: dict[Id, str] = {}

        def kept(number: int) -> bool:
            return keep(self._names[number][0])

        for words in _readings(_WORDS.findall(self._plain(query))):
            for number in self._ranked(words, kept):
                unit, name = self._names[number]
                if unit not in found:
                    found[unit] = name
                    if len(found) == limit:
                        return [Found(*row) for row in found.items()]
        return [Found(*row) for row in found.items()]

    def _ranked(self, words: list[str], kept: Callable[[int], bool]) -> Iterator[int]:
        """Numbers of names that have all the words, the last of them perhaps unfinished, and whose
        units are wanted.
        """
        text = " ".join(words)
        yield from filter(kept, self._exact.get(text, ()))
        kinds = _kind_length(words)
        if len(words) > 1:
            some = self._with_all(words, kept)
        else:
            some = self._with_beginning(words[0], kept)
        ranks = [(self._rank(number, words, kinds, text), number) for number in some]
        yield from (number for _, number in sorted(ranks))

    def _with_all(self, words: list[str], kept: Callable[[int], bool]) -> list[int]:
        """The first numbers of names that have all words; of the last its beginning is enough."""
        *whole, last = words
        lists = sorted((self._with.get(word, array("I")) for word in whole), key=len)
        numbers = set(lists[0])
        for others in lists[1:]:
            numbers.intersection_update(others)
        beginning, found = f" {last}", []
        for number in sorted(numbers):
            text = self._texts[number]
            if (
                beginning in text or text.startswith(last) or self._initials[number] == last
            ) and kept(number):
                found.append(number)
                if len(found) == _RANKED_MAX:
                    break
        return found

    def _with_beginning(self, word: str, kept: Callable[[int], bool]) -> list[int]:
        """The first numbers of names that have a word which begins so."""
        numbers = set[int]()
        at = bisect_left(self._vocabulary, word)
        while at < len(self._vocabulary) and self._vocabulary[at].startswith(word):
            some = self._with[self._vocabulary[at]]
            numbers.update(islice(filter(kept, some), _RANKED_MAX))
            at += 1
        return sorted(numbers)[:_RANKED_MAX]

    def _rank(self, number: int, words: list[str], kinds: int, typed: str) -> int:
        """How well a name fits, 0 best: all of it; the kind words left out or the name by initials;
        so but with kind words that differ; its beginning, with or without kind words; all words.
        """
        text = self._texts[number]
        if text == typed:
            return 0
        own, wanted = text.split(), words[kinds:]
        name = own[self._kinds[number] :]
        if name == wanted or wanted == [self._initials[number]]:
            return 1 if not kinds or own[: self._kinds[number]] == words[:kinds] else 2
        if text.startswith(typed):
            return 3
        return 4 if " ".join(name).startswith(" ".join(wanted)) else 5


def _kind_length(words: list[str]) -> int:
    """How many words at the beginning say what the unit is; never all of them."""
    length = 0
    while length < len(words):
        for kind in _KINDS.get(words[length], ()):
            end = length + len(kind)
            if end < len(words) and words[length:end] == kind:
                length = end
                break
        else:
            return length
    return length


def _initials(name: list[str]) -> str:
    """First letters of a name without its kind words; "" when there are too many or too few."""
    if not 2 <= len(name) <= _INITIALS_MAX:
        return ""
    return "".join([word if word.isdigit() else word[0] for word in name])


def _readings(typed: list[str]) -> Iterator[list[str]]:
    """What the words may mean: themselves, abbreviations, a committee of the unit that is meant."""
    if not typed:
        return
    yield typed
    words: list[str] = []
    for place, word in enumerate(typed):
        glued = _GLUED.fullmatch(word)
        if glued:
            words += [*_SHORT[glued[1]].split(), glued[2]]
        elif word in _SHORT and (len(word) > 1 or place + 1 < len(typed)):
            words += _SHORT[word].split()
        else:
            words.append(word)
    if words != typed:
        yield words
    if tuple(words[: len(_COMMITTEE)]) == _COMMITTEE and len(words) > len(_COMMITTEE):
        yield words[len(_COMMITTEE) :]
