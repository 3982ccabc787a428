"""The document of a programme as it was issued: whoever the programme was handed to reads the whole
text and the sentences that ask something of him; nothing of how the text was read and checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404

from phongtrao.access.models import Permission, User
from phongtrao.core.compiler.tracking import plain, source_words
from phongtrao.plans.models import PlanDocument, Record
from phongtrao.plans.queries.pages import Part, part_number_at, part_of
from phongtrao.programme.models import DeadlineRule, Programme, Receipt, Target, Task, TaskBody
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet


@dataclass(frozen=True)
class Sentence:
    """A sentence of a plan. source: where it stands, "Mục II.6", "" for no part."""

    record_id: int
    words: str
    source: str


def issued_to(user: User) -> QuerySet[Programme]:
    """Programmes whose document a person may read: one of the office that looks after it, one of a
    unit that it was handed to, or that a task of it names, and of whoever is the heir of such a
    unit.
    """
    asked = Permission.PROGRAMME_READ
    own = Programme.objects.visible_to(user, asked).filter(pk=OuterRef("pk"))
    held = Receipt.objects.visible_to(user, asked).filter(programme=OuterRef("pk"))
    mine = Unit.objects.visible_to(user, asked).filter(pk=OuterRef("unit"))
    bodies = TaskBody.objects.filter(Exists(mine), task__programme=OuterRef("pk"), confirmed=True)
    return Programme.objects.filter(Exists(own) | Exists(held) | Exists(bodies))


def document_for(user: User, pk: int) -> Programme:
    """A programme with its document, for who may read it. Raises Http404."""
    return get_object_or_404(issued_to(user).select_related("plan", "office"), pk=pk)


def sentences_of(programme: Programme, records: Iterable[int | None]) -> dict[int, Sentence]:
    """Sentences of the plan by the ids of the records that hold them. Two queries."""
    rows = Record.objects.filter(plan=programme.plan_id, pk__in={pk for pk in records if pk})
    found = list(rows.order_by().values_list("pk", "start", "end", "section"))
    if not found:
        return {}
    text = PlanDocument.objects.values_list("text", flat=True).get(pk=programme.plan_id)
    return {
        pk: Sentence(pk, plain(text[start:end]), source_words(section))
        for pk, start, end, section in found
    }


def sentence_asked(programme: Programme, pk: int | None) -> Record | None:
    """The record of a sentence by which a target, a task or a deadline of the programme was set;
    None for any other, since those are nobody's order.
    """
    here = {"programme": programme, "record": OuterRef("pk")}
    of_programme = Q(Exists(Target.objects.filter(**here)))
    of_programme |= Q(Exists(Task.objects.filter(**here)))
    of_programme |= Q(Exists(DeadlineRule.objects.filter(**here)))
    return Record.objects.filter(of_programme, plan=programme.plan_id, pk=pk or 0).first()


def page_of(programme: Programme, sentence: Record | None, number: int | None) -> Part:
    """A part of the document: the one asked for by its number, else that of the sentence, which is
    marked in it, else the first.
    """
    plan = programme.plan
    if number is None:
        number = part_number_at(plan, sentence.start) if sentence else 1
    return part_of(plan, number, [sentence] if sentence else [], misprints=False)
