"""The addressees of a form, and which of them has acknowledged which report."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from phongtrao.core.text.folding import name_order
from phongtrao.reporting.models import STANDING, Acknowledgement, Addressee, ObligationState
from phongtrao.reporting.queries.addressed import offices_for
from phongtrao.reporting.queries.reports import obligations, obligations_of, state_words
from phongtrao.units.models import Ancestry, Level, Unit, UnitVersion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Obligation, Period, ReportForm

OFFERED = 200
"""How many offices are offered by name."""


@dataclass(frozen=True)
class Receipt:
    """How an addressee stands to a report. newest: what it acknowledged of the newest revision,
    last: of any. waits: the report stands and the newest is not acknowledged. mine: the reader
    acknowledges for it. back: the newest was given back.
    """

    office: Unit
    newest: Acknowledgement | None
    last: Acknowledgement | None
    waits: bool
    mine: bool
    former: bool = False
    back: bool = False

    @property
    def state(self) -> tuple[str, str]:
        """In words with a mark, and the tone."""
        if self.newest:
            return "● Đã nhận", "good"
        if not self.waits:
            came_back = "– Bị trả lại, chờ gửi lại"
            return came_back if self.back else "– Chưa có báo cáo để nhận", "none"
        if self.last:
            return "▲ Chưa xác nhận lần nộp mới", "warn"
        return "○ Chưa xác nhận đã nhận", "none"


@dataclass(frozen=True)
class ReceiptRow:
    """A report of a period with how its addressees stand to it, in their order."""

    row: Obligation
    state: str
    receipts: tuple[Receipt, ...]

    @property
    def to_acknowledge(self) -> bool:
        """Tell whether the reader can acknowledge it now."""
        return any(one.mine and one.waits for one in self.receipts)


@dataclass(frozen=True)
class Received:
    """How many of the reports that stand an addressee has acknowledged in their newest revision."""

    office: Unit
    many: int
    sent: int
    mine: bool

    @property
    def waiting(self) -> int:
        """Reports that it has not acknowledged."""
        return self.sent - self.many


def addressees_of(form: ReportForm) -> list[Addressee]:
    """The addressees of a form, in the order in which they were chosen."""
    return list(form.addressees.select_related("office", "added_by").order_by("pk"))


def addressee_of_form(form: ReportForm, pk: int) -> Addressee:
    """An addressee of a form; 404 for that of another."""
    row: Addressee = get_object_or_404(form.addressees.select_related("office", "form"), pk=pk)
    return row


def offices_beside(form: ReportForm) -> list[Unit]:
    """Offices in force right below what stands above the office of a form, such as the departments
    of its province: it may address them, though they do not lie within its reach. By name.
    """
    today = timezone.localdate()
    above = (
        Ancestry.objects.filter(unit=form.office_id, since__lte=today, until__gt=today)
        .exclude(ancestor=form.office_id)
        .values("ancestor")
    )
    now = UnitVersion.objects.in_force(today).filter(Q(territory__in=above) | Q(line__in=above))
    rows = Unit.objects.filter(pk__in=now.order_by().values("unit"), level=Level.BODY)
    found = rows.exclude(pk=form.office_id).order_by()
    return sorted(found, key=lambda unit: name_order(unit.name, unit.pk))


def receipts_of(obligation: Obligation, user: User) -> tuple[Receipt, ...]:
    """How the addressees of a report stand to it, then offices that received it and are no
    addressees any more; two queries where there are none.
    """
    given = _given([obligation.pk])[obligation.pk]
    offices = [row.office for row in addressees_of(obligation.period.form)]
    mine = {one.pk for one in offices_for(user, obligation.period.form)} if offices else set()
    found = _receipts(obligation, offices, given, mine)
    known = {one.pk for one in offices}
    former = {one.office_id: one for one in given if one.office_id not in known}
    newest = {one.office_id: one for one in given if one.submission_id == obligation.current_id}
    return (
        *found,
        *(
            Receipt(one.office, newest.get(pk), one, waits=False, mine=False, former=True)
            for pk, one in former.items()
        ),
    )


def receipt_rows(
    user: User, period: Period, reports: Sequence[int], offices: Collection[Unit]
) -> list[ReceiptRow]:
    """Reports of one period with how the addressees stand to them, in the order of their ids; the
    number of queries does not grow with the rows.
    """
    found = obligations().in_bulk(reports)
    shown = [found[pk] for pk in reports]
    mine = {one.pk for one in offices_for(user, period.form)}
    given = _given([row.pk for row in shown])
    return [
        ReceiptRow(row, state_words(row), _receipts(row, offices, given[row.pk], mine))
        for row in shown
    ]


def _receipts(
    row: Obligation,
    offices: Iterable[Unit],
    given: Iterable[Acknowledgement],
    mine: Collection[int],
) -> tuple[Receipt, ...]:
    last: dict[int, Acknowledgement] = {}
    newest: dict[int, Acknowledgement] = {}
    for one in given:
        last[one.office_id] = one
        if one.submission_id == row.current_id:
            newest[one.office_id] = one
    stands = row.state in STANDING
    return tuple(
        Receipt(
            office,
            newest.get(office.pk),
            last.get(office.pk),
            waits=stands and office.pk not in newest,
            mine=office.pk in mine,
            back=row.state == ObligationState.RETURNED,
        )
        for office in offices
    )


def _given(reports: Collection[int]) -> Mapping[int, list[Acknowledgement]]:
    """Report → what was acknowledged of it, the oldest revision first; one query."""
    found: dict[int, list[Acknowledgement]] = defaultdict(list)
    rows = Acknowledgement.objects.filter(submission__obligation__in=reports)
    for one in rows.select_related("submission", "office", "by").order_by(
        "submission__revision", "pk"
    ):
        found[one.submission.obligation_id].append(one)
    return found


def received(user: User, period: Period) -> list[Received]:
    """How many reports of those that a person sees each addressee of a period has acknowledged; a
    few queries.
    """
    offices = [row.office for row in addressees_of(period.form)]
    if not offices:
        return []
    standing = obligations_of(user, period).filter(state__in=STANDING).order_by()
    given = Acknowledgement.objects.filter(
        submission__in=standing.values("current"), office__in=offices
    ).order_by()
    many = Counter(given.values_list("office_id", flat=True))
    sent = standing.count()
    mine = {one.pk for one in offices_for(user, period.form)}
    return [Received(one, many[one.pk], sent, one.pk in mine) for one in offices]


def reports_to(
    user: User, period: Period, office: Unit | None = None, *, waiting: bool = False
) -> list[int]:
    """Ids of the reports of a period that a person sees, by the name of the unit. waiting: only
    those that stand and the office has not acknowledged in their newest revision.
    """
    rows = obligations_of(user, period).select_related(None).order_by()
    if waiting and office:
        given = Acknowledgement.objects.filter(office=office).values("submission")
        rows = rows.filter(state__in=STANDING).exclude(current__in=given)
    named = rows.values_list("pk", "unit__name")
    return [pk for pk, _ in sorted(named, key=lambda one: name_order(one[1], one[0]))]
