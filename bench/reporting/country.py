"""A country that reports: 200,000 bodies below the communes of today, a form of sixty boxes, four
quarters of reports, made up with a seed and written straight into the tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from phongtrao.access.models import Assignment, Role, User
from phongtrao.core.figures.marks import BLANK, NOT_APPLICABLE, UNKNOWN
from phongtrao.programme.models import MeasuredBy, Programme, Target, Threshold
from phongtrao.reporting.actions.days import count_days
from phongtrao.reporting.actions.totals import count_expected
from phongtrao.reporting.models import (
    Element,
    Measure,
    Obligation,
    Period,
    ReportForm,
    SheetRule,
    Submission,
)
from phongtrao.units.actions.loading import load_national
from phongtrao.units.actions.reach import rebuild_ancestry
from phongtrao.units.models import Level, Unit, UnitVersion
from tests.factories import make_plan, make_unit, make_user

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PROVINCES, COMMUNES, BODIES = 34, 3_321, 200_000
WIDTH, RATES, COUNTS = 60, 5, 5
QUARTERS = ((1, 3, 31), (4, 6, 30), (7, 9, 30), (10, 12, 31))
YEAR = 2025
QUARTERS_END, DAYS = date(YEAR, 12, 31), 7
"""All quarters lie so long ago as if the last one ended today; so many days its reports take."""
PORTION = 20_000
WINDOW = {
    "id": "calendar-quarter",
    "name": "Trọn kỳ theo lịch",
    "rhythm": "quarter",
    "starts": {"month": 0, "day": 1},
    "ends": {"month": 0, "day": 31},
    "send": {"body": {"days": 5}},
}


@dataclass
class Country:
    """What the measurements start from. bodies: id of the unit, of its commune, of its province."""

    officer: User
    sender: User
    form: ReportForm
    periods: list[Period]
    bodies: list[tuple[int, int, int]]

    @property
    def values(self) -> int:
        """Figures in all periods."""
        return len(self.bodies) * len(self.periods) * WIDTH


def pour(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], key: str = "id"
) -> None:
    """Write rows by the quickest way of the database. key: whose counter goes on behind them."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            if key:
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), max({key}))"  # noqa: S608 - our own table
                    f" FROM {table}"
                )
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own table


def make_units(bodies: int) -> list[tuple[int, int, int]]:
    """The units of Viet Nam and so many bodies below its communes."""
    load_national()
    now = UnitVersion.objects.filter(valid_to=None)
    communes = list(
        now.filter(unit__level=Level.COMMUNE).order_by("unit").values_list("unit", "territory")
    )
    provinces = now.filter(unit__level=Level.PROVINCE).count()
    if (provinces, len(communes)) != (PROVINCES, COMMUNES):
        raise SystemExit(f"other units than expected: {provinces}, {len(communes)}")
    first = Unit.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    above = [communes[number % COMMUNES] for number in range(bodies)]
    found = [(first + number, *place) for number, place in enumerate(above)]
    units = [
        Unit(pk=pk, name=f"Trường Tiểu học số {pk}", kind="trường học", level=Level.BODY)
        for pk, *_ in found
    ]
    Unit.objects.bulk_create(units, batch_size=5000)
    UnitVersion.objects.bulk_create(
        (
            UnitVersion(unit_id=pk, name=f"Trường Tiểu học số {pk}", kind="trường học",
                        territory_id=commune)
            for pk, commune, _ in found
        ),
        batch_size=5000,
    )  # fmt: skip
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('units_unit', 'id'), max(id)) FROM units_unit"
            )
    rebuild_ancestry()
    return found


def make_form(officer: User) -> ReportForm:
    """Sixty boxes: five rates with the rule between their two parts, then counts and money; ten
    targets that are measured by them.
    """
    area = Unit.objects.create(name="Việt Nam", level=Level.COUNTRY)
    programme = Programme.objects.create(
        plan=make_plan(officer),
        office=officer.office,
        unit=area,
        published_by=officer,
        name="Phong trào toàn dân bảo vệ an ninh Tổ quốc",
        begins_on=date(YEAR, 1, 1),
    )
    form = ReportForm.objects.create(
        office=officer.office,
        unit=area,
        programme=programme,
        name="Kết quả hằng quý",
        window=WINDOW,
        group="trường học",
        opened_at=timezone.now(),
        opened_by=officer,
    )
    Element.objects.bulk_create(
        Element(
            form=form,
            number=number,
            code=f"A{number}",
            group="Tỷ lệ" if number <= 2 * RATES else "Số đếm",
            label=f"Chỉ tiêu số {number}",
            kind="money" if number % 10 == 0 else "integer",
            may_be_not_applicable=True,
            required=False,
        )
        for number in range(1, WIDTH + 1)
    )
    elements = list(form.elements.order_by("number"))
    for number in range(RATES + COUNTS):
        of_rate = number < RATES
        target = Target.objects.create(
            programme=programme,
            owner=area,
            number=number + 1,
            subject="đơn vị",
            measure=f"chỉ tiêu {number + 1}",
            measured_by=MeasuredBy.RATIO if of_rate else MeasuredBy.COUNT,
        )
        Threshold.objects.create(target=target, comparator="gte", value=50, unit="percent")
        upper = elements[2 * number if of_rate else RATES + number]
        lower = elements[2 * number + 1] if of_rate else None
        Measure.objects.create(
            form=form, target=target, numerator=upper, denominator=lower, adds_up=not of_rate
        )
        if lower:
            SheetRule.objects.create(
                form=form,
                expression=f"{upper.code} <= {lower.code}",
                words=f"{upper.code} không được lớn hơn {lower.code}",
                severity="refuse",
            )
    return form


def make_period(form: ReportForm, year: int, quarter: int) -> Period:
    """A quarter that is asked for; nobody owes it yet."""
    first, last, day = QUARTERS[quarter - 1]
    end = date(year, last, day)
    return Period.objects.create(
        form=form, name=f"{year}-Q{quarter}", start=date(year, first, 1), end=end, closes_on=end,
        send_by={"body": end.isoformat()}, opened_by=form.opened_by,
    )  # fmt: skip


def figures_of(chance: np.random.Generator, count: int) -> np.ndarray:
    """Reports that their form accepts; one value in ten is none."""
    figures = chance.poisson(40, (count, WIDTH)).astype(np.int64)
    figures[:, 1 : 2 * RATES : 2] += figures[:, 0 : 2 * RATES : 2]
    figures[:, 9::10] *= 1_000_000  # money
    none = chance.random(figures.shape) < 0.1
    figures[none] = chance.choice([BLANK, NOT_APPLICABLE, UNKNOWN], int(none.sum()))
    return figures


def owe(period: Period, bodies: Sequence[tuple[int, int, int]]) -> None:
    """The bodies owe a report for the period, as when it is opened."""
    columns = ("period_id", "unit_id", "commune_id", "province_id", "due_on", "state", "stage",
               "returned", "corrected", "exempt_reason", "stratum", "levels",
               "waits_for")  # fmt: skip
    pour(
        "reporting_obligation",
        columns,
        ((period.pk, *places, period.end, "owed", 0, 0, 0, "", "", "", "") for places in bodies),
    )
    count_expected(period)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does within a minute


def report(
    period: Period, bodies: Sequence[tuple[int, int, int]], sender: User, officer: User
) -> None:
    """All bodies have sent, the last quarter in the last days; nine of ten reports are accepted. In
    no order, as they come.
    """
    chance = np.random.default_rng(period.pk)
    first = (Obligation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    sent = (Submission.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    now = timezone.now() - (QUARTERS_END - period.end)
    days = [now - timedelta(days=day) for day in range(DAYS)]
    at = [days[day] for day in chance.integers(0, DAYS, len(bodies)).tolist()]
    order = chance.permutation(len(bodies))
    accepted = chance.random(len(bodies)) < 0.9
    columns = ("id", "period_id", "unit_id", "commune_id", "province_id", "due_on", "state",
               "stage", "current_id", "first_sent_at", "returned", "corrected",
               "exempt_reason", "stratum", "levels", "waits_for")  # fmt: skip
    pour(
        "reporting_obligation",
        columns,
        (
            (first + number, period.pk, *bodies[place], period.end,
             "accepted" if accepted[number] else "sent", int(accepted[number]),
             sent + number, at[number], 0, 0, "", "", "", "")
            for number, place in enumerate(order.tolist())
        ),
    )  # fmt: skip
    columns = ("id", "obligation_id", "revision", "row", "words", "reason", "way", "by_id",
               "sent_at")  # fmt: skip
    for start in range(0, len(bodies), PORTION):
        rows = figures_of(chance, min(PORTION, len(bodies) - start))
        pour(
            "reporting_submission",
            columns,
            (
                (sent + start + number, first + start + number, 1, row.tobytes(), "{}", "", "web",
                 sender.pk, at[start + number])
                for number, row in enumerate(rows)
            ),
        )  # fmt: skip
    columns = ("submission_id", "kind", "stage", "reason", "boxes", "by_id", "at")
    pour(
        "reporting_verdict",
        columns,
        ((sent + number, "accept", 1, "", "{}", officer.pk, at[number])
         for number in np.flatnonzero(accepted).tolist()),
    )  # fmt: skip
    count_days(period)


def make_country(bodies: int) -> Country:
    """The units, the form and what they reported in four quarters; totals are not there yet."""
    found = make_units(bodies)
    office = make_unit("Văn phòng thường trực", kind="công an")
    officer = make_user("thuongtruc", office)
    sender = make_user("nhaplieu", office, Role.REPORTER)
    provinces = {province for *_, province in found}
    for user, role in ((officer, Role.STANDING_OFFICER), (sender, Role.REPORTER)):
        Assignment.objects.bulk_create(
            Assignment(user=user, role=role, unit_id=province) for province in sorted(provinces)
        )
    form = make_form(officer)
    periods = []
    for quarter in range(1, len(QUARTERS) + 1):
        with transaction.atomic():
            period = make_period(form, YEAR, quarter)
            report(period, found, sender, officer)
        periods.append(period)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does within a minute
    return Country(officer, sender, form, periods, found)
