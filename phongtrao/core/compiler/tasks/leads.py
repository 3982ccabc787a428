"""Who leads what an item orders: the bodies that it names, or those of what stands above it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phongtrao.core.compiler.bodies import BodyReader, ends_in_duty
from phongtrao.core.compiler.cue_words import lexicon
from phongtrao.core.compiler.duties import Duty, DutyReader
from phongtrao.core.compiler.layout.passage import is_open
from phongtrao.core.compiler.tasks.listed import listed_bodies
from phongtrao.core.compiler.zones import heading_bodies, names_of_headings

if TYPE_CHECKING:
    from phongtrao.core.compiler.attributes import Attribute
    from phongtrao.core.compiler.layout import Passage

_DUTIES = lexicon("verbs", "duties", "modals")
_OPENERS = lexicon("verbs", "openers")
_LONGEST_NAME = 90
_LONGEST_HEADING = 160
_NEAR = 40  # letters behind a list of bodies
_ORDER = re.compile(r"(?<!\w)(?:yêu cầu|giao|đề nghị|chỉ thị)(?:\s+cho)?\s+")
_GOES_ON = (":", "trong phạm vi")


def acts(folded: str) -> bool:
    """Whether an item begins with a verb of duty, alone or behind an opening phrase."""
    return bool(_DUTIES.at(folded, 0)) or bool(_OPENERS.at(folded, 0))


class Leads:
    """Knows who leads each item of one body.

    known: names and abbreviations of bodies that the document defines. children: the passages that
    stand under each passage, by its identity. attributes: the labelled values of each passage.
    """

    def __init__(
        self,
        body: list[Passage],
        zones: dict[int, str],
        known: frozenset[str],
        attributes: dict[int, list[Attribute]],
    ) -> None:
        self.zones = zones
        self.known = known | names_of_headings(body)
        self.attributes = attributes
        self.children: dict[int, list[Passage]] = {}
        for passage in body:
            if passage.parent is not None:
                self.children.setdefault(id(passage.parent), []).append(passage)
        self.ordered: tuple[str, ...] = ()
        self._duties: dict[int, Duty] = {}
        self._headings: dict[int, tuple[str, ...]] = {}
        self._named: dict[int, tuple[int, int]] = {}

    def read_order(self, preamble: list[Passage]) -> None:
        """Take the bodies that the last words of the preamble order to do what follows."""
        for passage in reversed(preamble[-2:]):
            if not passage.text.endswith(":"):
                continue
            reader = BodyReader(passage.text, passage.folded, self.known)
            for match in _ORDER.finditer(passage.folded):
                found = reader.read(match.end())
                if found is None:
                    continue
                rest = passage.folded[found.end : found.end + _NEAR].lstrip()
                if rest.startswith(_GOES_ON) or ends_in_duty(passage.folded, found.end):
                    self.ordered = found.names
                    return

    def duty(self, passage: Passage) -> Duty:
        """The duty of an item: whom it names itself, and with whom."""
        found = self._duties.get(id(passage))
        if found is None:
            alone = not self.inherited(passage)
            labelled = [
                a for a in self.attributes.get(id(passage), []) if a.kind != "task" and a.start > 3
            ]
            end = labelled[0].start if labelled else len(passage.text)
            reader = DutyReader(passage.text[:end], passage.folded[:end], self.known)
            found = self._duties[id(passage)] = reader.read(alone=alone)
        return found

    def inherited(self, passage: Passage) -> tuple[str, ...]:
        """The bodies of the nearest heading or introducing item above, or those of the preamble."""
        above = passage.parent
        while above is not None:
            names_bodies = (
                above.kind == "heading" or above.text.endswith(":") or self.is_heading(above)
            )
            if names_bodies and (names := self.of_heading(above)):
                return names
            if above.kind in ("item", "dash", "paragraph"):
                duty = self.duty(above)
                if duty.own:
                    return tuple(duty.lead)
            above = above.parent
        return self.ordered

    def is_heading(self, passage: Passage) -> bool:
        """Whether an item with others under it is a heading in all but name ("- Cấp tỉnh")."""
        return (
            passage.kind in ("item", "dash")
            and id(passage) in self.children
            and is_open(passage.text)
            and len(passage.text) < _LONGEST_HEADING
        )

    def of_heading(self, passage: Passage) -> tuple[str, ...]:
        """The bodies that a heading names."""
        if id(passage) not in self._headings:
            sentence = passage.text.endswith(".") and self.duty(passage).own
            names = (
                tuple(self.duty(passage).lead) if sentence else heading_bodies(passage, self.known)
            )
            self._headings[id(passage)] = names or self.like_siblings(passage, passage.text)
        return self._headings[id(passage)]

    def like_siblings(self, passage: Passage, name: str) -> tuple[str, ...]:
        """The bodies of a name that begins with no known head ("3. Bếp ăn tập thể").

        It counts when most of the numbered siblings of the passage begin with bodies.
        """
        name = name.strip(" .:;")
        if passage.mark is None or passage.parent is None or len(name) > _LONGEST_NAME:
            return ()
        zone = self.zones.get(id(passage), "none")
        if zone not in ("work", "none") or acts(passage.folded) or not name[:1].isupper():
            return ()
        parent = id(passage.parent)
        if parent not in self._named:
            siblings = [p for p in self.children[parent] if p.mark is not None]
            self._named[parent] = (sum(map(self._begins_with_body, siblings)), len(siblings))
        named, everyone = self._named[parent]
        if named < 2 or named * 2 < everyone:
            return ()
        return listed_bodies(name, self.known) or (name,)

    def _begins_with_body(self, passage: Passage) -> bool:
        if passage.kind == "heading" or passage.text.endswith(":"):
            return bool(heading_bodies(passage, self.known))
        reader = BodyReader(passage.text, passage.folded, self.known)
        return reader.read(0) is not None
