"""Find units as people type them: any name they ever had, without tone marks, with abbreviations.

`UBND TP HN` finds Thành phố Hà Nội: TP is read as thành phố, HN as the initials of a name behind
its kind words, and a People's Committee leads to its unit when none stands in the register itself.
Abbreviations may be written together (`CATP`), and so may a name (`hanoi`).
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
_GLUED = re.compile(
    r"(?P<body>ubnd|hdnd|bcd|ca)(?P<kind>tp|tx|tt|dk|[tpqxh])?(?P<name>\d+|[a-z]{2,})?"
    r"|(?P<only>tp|tx|tt|dk|[pqxh](?=\d))(?P<rest>\d+|[a-z]{2,})"
)
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
_MAP_KINDS = (
    "thanh pho",
    "tinh",
    "thi xa",
    "thi tran",
    "quan",
    "huyen",
    "phuong",
    "xa",
    "dac khu",
)
_KINDS: dict[str, list[list[str]]] = {}
for _words in (
    *_MAP_KINDS,
    "uy ban nhan dan",
    "hoi dong nhan dan",
    "cong an",
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
_TOGETHER_MAX = 4  # words; nobody writes a longer name without spaces
_RANKED_MAX = 1_000  # names that are compared with what was typed; they come in order of weight


class Keys(NamedTuple):
    """A name as it may be read: as it stands, then with words such as "phường" before it."""

    whole: list[str]
    kind_left_out: list[str]


class Found(NamedTuple, Generic[Id]):
    """A unit, and the name of it that was found."""

    unit: Id
    name: str


Same = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
"""Words that stand for other words, both plain: ("snv",) for ("so", "noi", "vu")."""


class NameIndex(Generic[Id]):
    """All names of all units, made once, added to and asked often.

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
        "_together",
        "_vocabulary",
        "_with",
    )

    def __init__(self, names: Iterable[tuple[Id, str]], plain: Callable[[str], str]) -> None:
        self._names: list[tuple[Id, str]] = []
        self._plain = plain
        self._texts: list[str] = []
        self._initials: list[str] = []
        self._kinds = array("B")
        self._exact: dict[str, tuple[int, ...]] = {}
        self._together: dict[str, str] = {}
        self._with: dict[str, array[int]] = {}
        self._vocabulary: list[str] = []
        self.add(names)

    def add(self, names: Iterable[tuple[Id, str]]) -> None:
        """More names; of equally good ones they come after those that are there. Who asks in
        another thread meanwhile finds a name or does not.
        """
        more, first, known = list(names), len(self._names), len(self._with)
        self._names += more
        lines = self._plain("\n".join(name.replace("\n", " ") for _, name in more)).split("\n")
        same: dict[str, list[int]] = {}
        for number, line in enumerate(lines if more else (), first):
            words = _WORDS.findall(line)
            kinds = min(_kind_length(words), 255)
            name = words[kinds:]
            text, initials = " ".join(words), _initials(name)
            self._texts.append(text)
            self._initials.append(initials)
            self._kinds.append(kinds)
            same.setdefault(text, []).append(number)
            if 2 <= len(name) <= _TOGETHER_MAX and all(map(str.isalpha, name)):
                self._together.setdefault("".join(name), " ".join(name))
            for word in {*words, initials} if initials else set(words):
                self._with.setdefault(word, array("I")).append(number)
        for text, numbers in same.items():
            # Tuples of numbers, which the collector of garbage passes over.
            self._exact[text] = (*self._exact.get(text, ()), *numbers)
        if len(self._with) > known:
            self._vocabulary = sorted(self._with)

    def find(
        self,
        query: str,
        limit: int = 50,
        keep: Callable[[Id], bool] = lambda _unit: True,
        same: Same = (),
    ) -> list[Found[Id]]:
        """Units that fit, the best first: the very name, then its beginning, then all words.

        keep: which units may be found; same: words that may also be read as others. At most
        `limit`, each once.
        """
        found: dict[Id, str] = {}

        def kept(number: int) -> bool:
            return keep(self._names[number][0])

        for words in self._readings(_WORDS.findall(self._plain(query)), same):
            for number in self._ranked(words, kept):
                unit, name = self._names[number]
                if unit not in found:
                    found[unit] = name
                    if len(found) == limit:
                        return [Found(*row) for row in found.items()]
        return [Found(*row) for row in found.items()]

    def key(self, name: str) -> str:
        """A name as `having` takes it."""
        return " ".join(_WORDS.findall(self._plain(name)))

    def keys(self, name: str) -> Keys:
        """What is typed as whole names, as `having` takes them."""
        whole = [" ".join(words) for words in self._readings(_WORDS.findall(self._plain(name)), ())]
        return Keys(whole, [f"{kind} {text}" for text in whole for kind in _MAP_KINDS])

    def having(self, key: str) -> list[Id]:
        """Units that bear the very name or bore it."""
        return [self._names[number][0] for number in self._exact.get(key, ())]

    def places(self, query: str, limit: int) -> list[Id]:
        """Units that are called so, without kind words too, or whose initials these are."""
        keys = self.keys(query)
        found = [unit for key in (*keys.whole, *keys.kind_left_out) for unit in self.having(key)]
        for key in keys.whole:
            kinds, _, initials = key.rpartition(" ")
            found += [
                self._names[number][0]
                for number in self._with.get(initials, ())
                if self._initials[number] == initials and self._texts[number].startswith(kinds)
            ]
        return list(dict.fromkeys(found))[:limit]

    def _readings(self, typed: list[str], same: Same) -> Iterator[list[str]]:
        """What the words may mean: themselves, abbreviations, names written without spaces, a
        committee of the unit that is meant; each with words that stand for others.
        """
        if not typed:
            return
        words = [
            part
            for place, word in enumerate(typed, 1)
            for part in self._spelled(word, last=place == len(typed))
        ]
        told = [typed] if words == typed else [typed, words]
        if tuple(words[: len(_COMMITTEE)]) == _COMMITTEE and len(words) > len(_COMMITTEE):
            told.append(words[len(_COMMITTEE) :])
        yield from told
        for one in told:
            for said, meant in same:
                for start in range(len(one) - len(said) + 1):
                    if tuple(one[start : start + len(said)]) == said:
                        yield [*one[:start], *meant, *one[start + len(said) :]]

    def _spelled(self, word: str, *, last: bool) -> list[str]:
        """A word that is an abbreviation, several of them, or a name without spaces, in words."""
        if word in _SHORT and (len(word) > 1 or not last):
            return _SHORT[word].split()
        if word in self._together:
            return self._together[word].split()
        glued = _GLUED.fullmatch(word)
        if glued is None:
            return [word]
        shorts = [_SHORT[glued[name]] for name in ("body", "kind", "only") if glued[name]]
        name = glued["name"] or glued["rest"] or ""
        return " ".join([*shorts, self._together.get(name, name)]).split()

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
