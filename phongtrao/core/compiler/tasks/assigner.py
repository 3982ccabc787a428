"""The search for tasks: one walk over the body, with what labelled lines say about them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phongtrao.core.compiler.attributes import Attribute, read_attributes
from phongtrao.core.compiler.tasks.assignment import Assignment
from phongtrao.core.compiler.tasks.closings import closing_counts, enacts, is_formula
from phongtrao.core.compiler.tasks.leads import Leads
from phongtrao.core.compiler.tasks.listed import listed_bodies
from phongtrao.core.compiler.tasks.rows import RowReader
from phongtrao.core.compiler.tasks.work import WorkTest
from phongtrao.core.text.folding import fold

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Passage

_SHORTEST = 12  # letters of a task
_LONGEST_TIME = 80
_RUN_IN_LABEL = re.compile(r"[^:.;]{4,90}:\s")
# A label that says who carries out; the body that a sentence itself makes act goes before it.
_CARRIED_OUT_BY = ("đơn vị thực hiện", "cơ quan thực hiện", "cơ quan, đơn vị thực hiện")
_NO_TASKS = ("purpose", "target", "situation", "award", "subjects", "foreign")


class Assigner:
    """Finds the assignments of a document in one walk over its body."""

    def __init__(
        self,
        body: list[Passage],
        zones: dict[int, str],
        known: frozenset[str],
        preamble: list[Passage],
    ) -> None:
        self.body = body
        self.zones = zones
        self.made: list[Assignment] = []
        self._attributes = {
            id(passage): [] if passage.kind == "row" else read_attributes(passage.folded)
            for passage in body
        }
        self._leads = Leads(body, zones, known, self._attributes)
        self._leads.read_order(preamble)
        self._work = WorkTest(body, self._leads)
        self._rows = RowReader(self._leads.known)
        self._group: list[Assignment] = []  # the tasks that the next labelled lines belong to
        self._closed = False
        self._left_out: Passage | None = None  # an item that is a task if labelled lines follow
        self._open_attribute: str | None = None
        self._attribute_parent: Passage | None = None

    def assign(self) -> list[Assignment]:
        """All assignments in document order."""
        for at, passage in enumerate(self.body):
            if passage.kind == "row":
                self._new_group()
                if self.zones.get(id(passage)) not in ("foreign", "criteria") and (
                    row := self._rows.read(passage)
                ):
                    self.made.append(row)
            elif passage.kind in ("appendix", "title", "heading"):
                self._new_group()
                self._open_attribute = None
                if self._is_sentence(passage):
                    self.made.append(self._made(passage, "work", []))
                elif passage.mark is not None:
                    self._left_out = passage
            else:
                self._passage(passage, at)
        return self.made

    # one passage

    def _passage(self, passage: Passage, at: int) -> None:
        attributes = self._attributes[id(passage)]
        labelled = attributes and attributes[0].start <= 3 and attributes[0].kind != "task"
        if labelled and self._take_attributes(passage, attributes):
            return
        if (
            self._open_attribute
            and passage.bullet
            and passage.parent is self._attribute_parent
            and not attributes
        ):
            self._take_listed(passage, self._open_attribute)
            return
        self._open_attribute = None
        made = self._task(passage, at, attributes)
        if made is not None:
            self._add(made)
        elif passage.mark is not None and not any(
            a.kind in ("lead", "partner", "time", "task") for a in attributes
        ):
            self._new_group()
            self._left_out = passage

        elif passage.kind == "dash":
            self._left_out = passage

    def _add(self, made: Assignment) -> None:
        if self._closed:
            self._new_group()
        self._group.append(made)
        self.made.append(made)
        self._left_out = None

    def _new_group(self) -> None:
        self._group, self._closed, self._left_out = [], False, None

    def _take_attributes(self, passage: Passage, attributes: list[Attribute]) -> bool:
        """Give the values of labelled lines to the tasks above them."""
        kinds = {attribute.kind for attribute in attributes}
        bodied = kinds & {"lead", "partner"}
        if (
            bodied
            and self._left_out is not None
            and (self._closed or not self._group)
            and len(self._left_out.text) > 20
        ):
            left = self._left_out
            zone = self.zones.get(id(left), "none")
            if zone not in _NO_TASKS:
                self._add(
                    Assignment(
                        left,
                        self._leads.inherited(left),
                        (),
                        0,
                        len(left.text),
                        False,
                        True,
                        "work",
                    )
                )
        if not bodied and not (
            kinds & {"time", "other"} and self._group and (self._closed or self._belongs(passage))
        ):
            return False
        for attribute in attributes:
            self._apply(passage, attribute, self._group)
        self._closed = self._closed or bool(self._group)
        last = attributes[-1]
        if not passage.folded[slice(*last.value)].strip():
            self._open_attribute, self._attribute_parent = last.kind, passage
        return True

    def _take_listed(self, passage: Passage, kind: str) -> None:
        """Add the bodies of a dash below "Đơn vị phối hợp:" to the tasks of the label."""
        names = listed_bodies(passage.text, self._leads.known)
        for task in self._group:
            if kind == "lead":
                task.lead = (*task.lead, *names) if task.own else names
                task.own = True
            elif kind == "partner":
                task.coordinating += names

    def _belongs(self, passage: Passage) -> bool:
        """Whether a lone "Thời gian: …" stands in the group of the tasks above it."""
        above = self._group[-1].passage
        same = passage.parent is above.parent or passage.parent is above
        return same or (above.parent is not None and passage.parent is above.parent.parent)

    def _apply(self, passage: Passage, attribute: Attribute, group: list[Assignment]) -> None:
        start, end = attribute.value
        if attribute.kind in ("lead", "partner"):
            names = listed_bodies(passage.text[start:end], self._leads.known)
            label = passage.folded[attribute.start : start]
            for task in group if names else []:
                if attribute.kind == "lead":
                    if not (task.own and label.startswith(_CARRIED_OUT_BY)):
                        task.lead, task.own = names, True
                else:
                    known = {fold(name) for name in task.coordinating}
                    task.coordinating += tuple(name for name in names if fold(name) not in known)
        elif attribute.kind == "time":
            for task in group:
                task.time.append((passage, start, end))

    # a task or not

    def _is_sentence(self, passage: Passage) -> bool:
        """Whether a heading is a whole sentence that orders a body, with plain paragraphs below it
        that go on.
        """
        return (
            passage.kind == "heading"
            and passage.text.endswith(".")
            and self.zones.get(id(passage), "none") in ("work", "none")
            and self._leads.duty(passage).own
            and not any(p.mark or p.bullet for p in self._leads.children.get(id(passage), []))
        )

    def _task(self, passage: Passage, at: int, attributes: list[Attribute]) -> Assignment | None:
        if len(passage.text) < _SHORTEST or enacts(passage):
            return None
        zone = self.zones.get(id(passage), "none")
        labelled = next((a for a in attributes if a.kind == "task" and a.start <= 3), None)
        if labelled is not None:
            zone = "work"
            if not passage.folded[slice(*labelled.value)].strip():
                return None
        elif zone in _NO_TASKS or _is_time_alone(passage, attributes):
            return None
        if passage.kind == "closing":
            counts = closing_counts(passage, self._leads.duty(passage))
        elif passage.mark is None and is_formula(passage.folded):
            counts = False
        else:
            counts = self._work.is_work(passage, at, zone, labelled=labelled is not None)
        return self._made(passage, zone, attributes) if counts else None

    def _made(self, passage: Passage, zone: str, attributes: list[Attribute]) -> Assignment:
        duty = self._leads.duty(passage)
        closing = passage.kind == "closing"
        lead = tuple(duty.lead)
        if not duty.own:
            lead = () if closing else self._leads.inherited(passage)
            if label := _RUN_IN_LABEL.match(passage.text):
                lead = self._leads.like_siblings(passage, label[0]) or lead
        made = Assignment(
            passage=passage,
            lead=lead,
            coordinating=tuple(duty.coordinating),
            start=0,
            end=len(passage.text),
            own=duty.own,
            sure=duty.sure,
            zone=zone,
            closing=closing,
        )
        for attribute in attributes:
            if attribute.kind != "task" and attribute.start > 3:
                self._apply(passage, attribute, [made])
        return made


def _is_time_alone(passage: Passage, attributes: list[Attribute]) -> bool:
    """Whether a passage only says when something is done ("Thời gian: Quý II/2025.")."""
    return (
        bool(attributes)
        and attributes[0].kind == "time"
        and attributes[0].start <= 3
        and len(passage.text) < _LONGEST_TIME
    )
