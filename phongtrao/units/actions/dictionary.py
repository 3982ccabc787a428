"""Keep the dictionary: things get names and lose them, each from a day on, by an instrument."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.text import slugify

from phongtrao.access.queries import Denied
from phongtrao.audit import actions as audit
from phongtrao.core.text.folding import bare, fold
from phongtrao.core.tree.dated import shown_day
from phongtrao.units.actions.refusals import (
    TermAlreadyThere,
    TermNameAlreadyThere,
    TermNameEndsTooEarly,
    TermNameShipped,
    TwoMainNames,
)
from phongtrao.units.models import FIRST_DAY, LAST_DAY, NameOrigin, Term, TermName
from phongtrao.units.queries.terms import main_name, may_keep_dictionary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from phongtrao.access.models import User

_SLUG = 40


def _require(by: User) -> None:
    """See that `by` may change what the whole installation calls things. Raises Denied."""
    if not may_keep_dictionary(by):
        raise Denied(permission="sửa từ điển tên gọi, tức là sửa đơn vị cấp tỉnh")


@transaction.atomic
def add_term(*, kind: str, name: str, valid_from: date | None, source: str, by: User) -> TermName:
    """A thing that is not in the dictionary yet, with its name. Raises Denied, TermAlreadyThere."""
    _require(by)
    for known in TermName.objects.filter(term__kind=kind).select_related("term"):
        if fold(known.name) == fold(name):
            raise TermAlreadyThere(name=name, term=main_name(known.term))
    term = Term.objects.create(slug=_free_slug(name), kind=kind)
    row = TermName.objects.create(
        term=term, name=name, valid_from=valid_from, source=source, origin=NameOrigin.ADDED
    )
    audit.log("term.add", row, by=by, **_facts(row))
    return row


def _free_slug(name: str) -> str:
    """Of what people add; nothing that the program ships begins so."""
    plain = slugify(f"rieng {bare(name)}")[:_SLUG]
    return next(slug for slug in _numbered(plain) if not Term.objects.filter(slug=slug).exists())


def _numbered(plain: str) -> Iterator[str]:
    yield plain
    yield from (f"{plain}-{number}" for number in count(2))


@transaction.atomic
def add_term_name(
    *, term: Term, name: str, main: bool, valid_from: date | None, source: str, by: User
) -> TermName:
    """Another name of a thing from a day on. main: the one to print; others are variants.

    Raises Denied, TermNameAlreadyThere, TwoMainNames.
    """
    _require(by)
    row = TermName(
        term=term,
        name=name,
        main=main,
        valid_from=valid_from,
        source=source,
        origin=NameOrigin.ADDED,
    )
    _check_beside(row)
    row.save()
    audit.log("term.add-name", row, by=by, **_facts(row))
    return row


@transaction.atomic
def end_term_name(*, row: TermName, on: date | None, source: str, by: User) -> None:
    """Let a name no longer hold from a day on; None: it still holds. source: what ended it.

    Raises Denied, TermNameEndsTooEarly, TermNameAlreadyThere, TwoMainNames.
    """
    _require(by)
    if on is not None and row.valid_from is not None and on <= row.valid_from:
        raise TermNameEndsTooEarly(name=row.name, day=shown_day(row.valid_from))
    before = row.valid_to
    row.valid_to, row.end_source = on, source
    _check_beside(row)
    if row.origin == NameOrigin.SHIPPED:
        row.origin = NameOrigin.CHANGED
    row.save(update_fields=["valid_to", "end_source", "origin"])
    audit.log(
        "term.end-name",
        row,
        by=by,
        ended_on=on.isoformat() if on else None,
        before=before.isoformat() if before else None,
        source=source,
    )


@transaction.atomic
def remove_term_name(*, row: TermName, by: User) -> None:
    """Strike out a name that a person wrote by mistake; a thing without names goes with it.

    Raises Denied, TermNameShipped.
    """
    _require(by)
    if row.origin != NameOrigin.ADDED:
        raise TermNameShipped(name=row.name)
    facts, term = _facts(row), row.term
    audit.log("term.remove-name", row, by=by, **facts)
    row.delete()
    if not term.names.exists():
        term.delete()


def _check_beside(row: TermName) -> None:
    """See that the thing has neither the name twice on a day nor two names to print.

    Raises TermNameAlreadyThere, TwoMainNames.
    """
    Term.objects.select_for_update().get(pk=row.term_id)
    others = TermName.objects.filter(term=row.term_id).exclude(pk=row.pk)
    for other in others:
        if _meet(row, other) and fold(other.name) == fold(row.name):
            raise TermNameAlreadyThere(name=other.name)
        if _meet(row, other) and row.main and other.main:
            raise TwoMainNames(name=other.name)


def _meet(row: TermName, other: TermName) -> bool:
    """Tell whether there is a day on which both hold."""
    return (row.valid_from or FIRST_DAY) < (other.valid_to or LAST_DAY) and (
        other.valid_from or FIRST_DAY
    ) < (row.valid_to or LAST_DAY)


def _facts(row: TermName) -> dict[str, Any]:
    return {
        "term_name": row.name,
        "term_kind": row.term.get_kind_display(),
        "first_day": row.valid_from.isoformat() if row.valid_from else None,
        "source": row.source,
    }
