"""Indicators as pages show them: what each means, since when, and who is asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from phongtrao.access.models import Permission
from phongtrao.access.queries import reach
from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.window_rules import asks_same_days
from phongtrao.core.dates.windows import span_words
from phongtrao.core.text.folding import bare, sort_key
from phongtrao.reporting.models import (
    Element,
    Indicator,
    IndicatorVersion,
    Measure,
    Obligation,
    Period,
)
from phongtrao.reporting.queries.addressed import forms_read
from phongtrao.reporting.queries.opened import opened_by

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.reporting.models import ReportForm


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator of a list with its newest definition. forms: how many open forms ask for it."""

    indicator: Indicator
    version: IndicatorVersion
    forms: int


@dataclass(frozen=True)
class Asking:
    """A box that asks for an indicator. targets: what it measures there; newest: the period opened
    last, None for none yet.
    """

    element: Element
    targets: tuple[Measure, ...]
    newest: Period | None

    @property
    def newest_words(self) -> str:
        """The period opened last, in words."""
        row = self.newest
        return f"{period_title(row.name)} ({span_words(row.start, row.end)})" if row else ""


def indicators_for(user: User) -> QuerySet[Indicator]:
    """Indicators of the offices within a person's reach, those that units within it are asked for,
    and those of forms whose reports the person receives.
    """
    own = Indicator.objects.visible_to(user, Permission.SUBMISSION_READ).values("pk")
    owed = Obligation.objects.filter(
        period__form__elements__indicator=OuterRef("pk"),
        unit__in=reach(user, Permission.SUBMISSION_READ),
    )
    received = Element.objects.filter(
        indicator=OuterRef("pk"), form__opened_at__isnull=False, form__in=forms_read(user)
    )
    seen = Q(pk__in=own) | Exists(owed) | Exists(received)
    return Indicator.objects.filter(seen).select_related("office")


def indicator_for(
    user: User, pk: int, permission: Permission = Permission.SUBMISSION_READ
) -> Indicator:
    """An indicator that a person may read of, or may define; 404 for any other."""
    if permission != Permission.SUBMISSION_READ:
        rows = Indicator.objects.visible_to(user, permission)
        found: Indicator = get_object_or_404(rows.select_related("office"), pk=pk)
        return found
    row = indicators_for(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def indicator_rows(user: User, words: str = "") -> list[IndicatorRow]:
    """The indicators that a person may read of, with their newest definitions, by office
    and code; three queries.

    words: only those whose name or code contains them, without regard to case and marks.
    """
    wanted = bare(words.strip())
    rows = sorted(
        (row for row in indicators_for(user) if wanted in bare(f"{row.code} {row.name}")),
        key=lambda row: (sort_key(row.office.name), row.office_id, sort_key(row.code)),
    )
    ids = [row.pk for row in rows]
    newest = {one.indicator_id: one for one in _versions(ids).order_by("number")}
    asked = (
        _open(Element.objects.filter(indicator__in=ids))
        .order_by()
        .values_list("indicator_id")
        .annotate(many=Count("form", distinct=True))
    )
    forms: dict[int | None, int] = dict(asked)
    return [IndicatorRow(row, newest[row.pk], forms.get(row.pk, 0)) for row in rows]


def _versions(indicators: Iterable[int]) -> QuerySet[IndicatorVersion]:
    return IndicatorVersion.objects.filter(indicator__in=list(indicators))


def _open(elements: QuerySet[Element]) -> QuerySet[Element]:
    """Boxes of forms that are asked for: issued, and not replaced by a version that is."""
    return elements.filter(form__opened_at__isnull=False).exclude(
        form__later__opened_at__isnull=False
    )


def versions_of(indicator: Indicator) -> list[IndicatorVersion]:
    """What an indicator means and meant, newest first."""
    return list(indicator.versions.order_by("-number"))


def newest_version(indicator: Indicator) -> IndicatorVersion:
    """What an indicator means now."""
    return versions_of(indicator)[0]


def is_asked(indicator: Indicator) -> bool:
    """Tell whether somebody was asked for the indicator: a period of a form with it is open."""
    return Period.objects.filter(form__elements__indicator=indicator).exists()


def askings_of(indicator: Indicator, on: date) -> list[Asking]:
    """The boxes of forms that ask for an indicator, newest first, with what they measure: of what
    had been issued and opened when a day ended.
    """
    boxes = list(
        indicator.elements.filter(opened_by(on, "form"))
        .select_related("form__programme", "form__office", "form__later")
        .order_by("-form__opened_at", "pk")
    )
    of_forms = {box.form_id for box in boxes}
    measures = list(
        Measure.objects.filter(form__in=of_forms).select_related("target__programme", "form")
    )
    # The last of each form in the order of their ends.
    periods = Period.objects.filter(opened_by(on), form__in=of_forms).order_by("end")
    newest = {row.form_id: row for row in periods}
    return [
        Asking(
            box,
            tuple(one for one in measures if box.pk in (one.numerator_id, one.denominator_id)),
            newest.get(box.form_id),
        )
        for box in boxes
    ]


def also_asked(
    form: ReportForm, indicators: Iterable[int], year: int
) -> dict[tuple[int, str], str]:
    """Id of an indicator and the part of it → the name of another open form that asks the same
    units for it, for the same days of a year; the version before is no other form.
    """
    rows = _open(Element.objects.filter(indicator__in=list(indicators), form__group=form.group))
    others = rows.exclude(form__in=[pk for pk in (form.pk, form.earlier_id) if pk])
    found = list(others.select_related("form").order_by("-pk"))
    forms = {row.form_id: row.form.window for row in found}
    same = {pk for pk, window in forms.items() if asks_same_days(window, form.window, year)}
    return {
        (row.indicator_id or 0, row.part): row.form.name for row in found if row.form_id in same
    }
