"""Reading of lists of bodies.

"Sở Y tế, Công an tỉnh và các cơ quan, đơn vị liên quan" holds three: a head (Sở, Công an) begins a
new entry, a list of nouns at large under one "các" stays together, units (xã, phường, thị trấn)
stay with the name before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from phongtrao.core.compiler.bodies.names import (
    ACTORS,
    COMPOUNDS,
    DETERMINERS,
    DUTIES,
    GENERIC,
    NAMED,
    POSITIONS,
    STOPS,
    TAILS,
    TOKEN,
    UNITS,
    NameWalk,
)

_BEHIND_NAME = re.compile(r"\s*\((?P<inside>[^()]{0,200})\)")
_SEPARATOR = re.compile(
    r"\s*(?:(?P<comma>,)|(?P<semicolon>;)|/|\s(?:và|cùng với|cùng|hoặc|với|&)(?=\s))\s*"
)
_COLON = re.compile(r"\s*:\s*")
_GROUP = re.compile(r"^(?:các|những)\s+", re.IGNORECASE)
# "25 khu dân cư", "03 doanh nghiệp": a number makes a group as "các" does.
_COUNTED = re.compile(r"\d{1,4}(?=\s[^\W\d_])")
_EACH = re.compile(r"^(?:[Mm]ỗi|[Tt]ừng)\s+")
# Heads that stand once for several names: "Sở Nội vụ, Tài chính", "các Sở: Y tế, Tư pháp".
_ELLIPTIC = ("sở", "phòng", "bộ", "ban", "các sở", "các bộ")
# Heads of bodies at large: "Người đứng đầu cấp ủy, chính quyền, cơ quan, đơn vị" is one entry.
_HEADS_OF_GROUPS = ("người đứng đầu", "thủ trưởng", "lãnh đạo")


@dataclass(frozen=True, slots=True)
class Bodies:
    """A list of bodies in a text.

    names: each entry as printed. start, end: where the list stands. sure: no name was split by
    guess. last_start: where the last entry begins. last_by_comma: a comma stands in front of it.
    """

    names: tuple[str, ...]
    start: int
    end: int
    sure: bool = True
    last_start: int = 0
    last_by_comma: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry: head_end is its start when the head before stands for it too."""

    start: int
    end: int
    head_end: int


class BodyReader:
    """Reads lists of bodies in one text.

    known: names and abbreviations of bodies that the document defines itself.
    """

    __slots__ = ("folded", "sure", "text", "walk")

    def __init__(self, text: str, folded: str, known: frozenset[str] = frozenset()) -> None:
        self.text = text
        self.folded = folded
        self.walk = NameWalk(text, folded, known)
        self.sure = True

    def read(self, position: int) -> Bodies | None:
        """The list of bodies that begins at a position, None when none does."""
        self.sure = True
        entries: list[_Entry] = []
        at = position
        comma = semicolon = by_comma = False
        while entry := self._entry(at, entries[-1] if entries else None, headless=not semicolon):
            entries.append(entry)
            by_comma = comma
            after = self._behind_brackets(entry.end, 1)
            separator = _SEPARATOR.match(self.folded, after)
            if separator is not None:
                comma, semicolon = (
                    separator["comma"] is not None,
                    separator["semicolon"] is not None,
                )
                at = separator.end()
            elif self.walk.opens_department(after + 1):
                at = after + 1
            else:
                break
        if not entries:
            return None
        last = entries[-1]
        end = self._behind_brackets(last.end, 3)
        return Bodies(self._names(entries), entries[0].start, end, self.sure, last.start, by_comma)

    def _behind_brackets(self, end: int, at_most: int) -> int:
        for _ in range(at_most):
            behind = _BEHIND_NAME.match(self.text, end)
            if behind is None:
                break
            end = behind.end()
        return end

    def _names(self, entries: list[_Entry]) -> tuple[str, ...]:
        names: dict[str, None] = {}
        head = ""
        for entry in entries:
            name = self.text[entry.start : entry.end].strip(" ,;:-–")
            printed_head = self.text[entry.start : entry.head_end].strip()
            if entry.head_end == entry.start and head:
                name = f"{head} {name}"
            elif entry.head_end > entry.start:
                head = _singular(printed_head) if printed_head.lower() in _ELLIPTIC else ""
            if ":" in name:
                name = _singular(_COLON.sub(" ", name))
            names[_EACH.sub("", name)] = None
        return tuple(names)

    def _entry(self, start: int, before: _Entry | None, *, headless: bool) -> _Entry | None:
        """One entry that begins at start, None when no body does."""
        walk = self.walk
        if walk.is_no_body(start, group=False):
            return None
        at = start
        group = walk.explicit = walk.headed = False
        counted = _COUNTED.match(self.folded, at)
        if end := DETERMINERS.at(self.folded, at) or (counted.end() if counted else 0):
            group = walk.explicit = True
            at = end + 1
            if walk.is_no_body(at, group=True):
                return None
        head = self._head(at, before, group=group)
        if not head:
            return self._headless(start, at, before) if headless else None
        return self._behind_head(start, at, head, group=group)

    def _behind_head(self, start: int, at: int, head: int, *, group: bool) -> _Entry:
        """The entry whose head stands from at to head."""
        text, folded, walk = self.text, self.folded, self.walk
        position = POSITIONS.at(folded, at) == head
        if folded.startswith(", ", head):
            generic = GENERIC.at(folded, at) == head and GENERIC.at(folded, head + 2) > 0
            group = group or (generic and not ACTORS.at(folded, at))
            other = POSITIONS.at(folded, head + 2) if position else 0
            if other and DETERMINERS.at(folded, other + 1):
                head, group = other, True  # "Giám đốc, Thủ trưởng các sở, ngành" is one entry
        walk.headed = (
            position
            and folded[at:head] in _HEADS_OF_GROUPS
            and text[head + 1 : head + 2].islower()
            and not DETERMINERS.at(folded, head + 1)
        )
        if self._lists_names(start, head):
            self.sure = False
            return _Entry(start, walk.end_of_name(head + 1), head)
        begun = walk.own_name(at) == head
        end = walk.end_of_name(head, group=group, position=position, begun=begun)
        return _Entry(start, end, head)

    def _lists_names(self, start: int, head: int) -> bool:
        """Whether a colon behind a head stands for it before each name ("Sở: Nội vụ, Y tế")."""
        return (
            self.folded.startswith(": ", head)
            and self.text[head + 2 : head + 3].isupper()
            and self.folded[start:head].split()[-1] in _ELLIPTIC
            and not DUTIES.at(self.folded, head + 2)
        )

    def _head(self, at: int, before: _Entry | None, *, group: bool) -> int:
        """The end of the head of a body at a position, 0 when there is none or a common word."""
        text, folded = self.text, self.folded
        if at >= len(text):
            return 0
        if text[at].isupper() and (own := self.walk.own_name(at)):
            return own
        named = max(NAMED.at(folded, at), POSITIONS.at(folded, at))
        generic = GENERIC.at(folded, at)
        longest = max(named, generic)
        if folded[at:longest] == "cấp" and not group and not UNITS.at(folded, longest + 1):
            return 0  # "Cấp thuốc cho …" gives
        if not longest or text[at].isupper() or group:
            return longest
        if generic and folded.startswith(", ", generic) and GENERIC.at(folded, generic + 2):
            return generic
        if generic >= named and before is not None:
            return generic
        return longest if self._clear_alone(at, longest) else 0

    def _clear_alone(self, at: int, end: int) -> bool:
        """Whether a head in small letters without determiner is surely a body."""
        word = self.folded[at:end]
        if " " in word or "ủ" in word:
            return True
        behind = self.text[end + 1 : end + 2]
        if behind.isupper() or behind.isdigit():
            return True
        return any(phrases.at(self.folded, end + 1) for phrases in (TAILS, UNITS, DETERMINERS))

    def _headless(self, start: int, at: int, before: _Entry | None) -> _Entry | None:
        """One more name under the head before ("Sở Nội vụ, Tài chính")."""
        text, folded = self.text, self.folded
        if before is None or not text[at : at + 1].isupper():
            return None
        compound = COMPOUNDS.at(folded, at)
        if not compound and STOPS.at(folded, at):
            return None
        token = TOKEN.match(text, at)
        end = self.walk.end_of_name(compound or (token.end() if token else at))
        elliptic = (
            text[before.start : before.head_end].lower() in _ELLIPTIC
            or before.head_end == before.start
        )
        self.sure = False
        return _Entry(start, end, start if elliptic else -1)


def _singular(head: str) -> str:
    return _GROUP.sub("", head)
