"""A programme of five years, asked for once a year over communes of which two become one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from phongtrao.access.models import Role
from phongtrao.programme.models import MeasuredBy, Target, Threshold
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.reviews import make_review
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import accept_report
from phongtrao.reporting.models import Obligation
from phongtrao.reporting.queries.review_steps import Phase
from tests.kept_rows import made_once
from tests.programme.cascade_rows import Story, hand, make_story, merge
from tests.programme.reorganisation_rows import day
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    accept,
    make_asked,
    make_form,
    make_target,
    reporter_of,
    send,
    window,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.reporting.models import ReportForm, Review
    from phongtrao.units.models import Unit

YEARLY = {**QUARTERS, "id": "calendar-year", "rhythm": "year"}
PHASE = Phase("phase", "", 2021, 2025)
MEETING = date(2026, 1, 12)


@dataclass
class Phased:
    """Communes one, two and three; on 01/07/2023 two and three become `new`."""

    story: Story
    form: ReportForm
    targets: dict[str, Target]
    one: Unit
    new: Unit


@made_once
def make_judged() -> Asked:
    """Quarter I/2020: Xã 1 sent in time, Xã 2 late, Xã 3 not at all."""
    with day(date(2020, 4, 1)):
        found = make_asked(3)
        send(found, found.story.communes[0], 10, 10, 9)
        accept(found, found.story.communes[0])
    with day(date(2020, 4, 20)):
        send(found, found.story.communes[1], 20, 20, 16)
    return found


@made_once
def make_phase() -> Phased:
    """Five years of a rate, a number, a share of communes, and of what nobody may let happen; in
    2024 the new commune is silent, and only reports of 2025 are accepted.
    """
    with day(date(2021, 1, 4)):
        story = make_story(3)
        story.programme.begins_on = date(2021, 1, 1)
        story.programme.save()
        story.programme.targets.all().delete()
        hand(story, on="2021-01-04")
        story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
        targets = _targets(story)
        form = make_form(story, list(targets.values()), YEARLY)
    one, two, three = story.communes
    for year, rates in ((2021, (8, 9, 18)), (2022, (9, 9, 18))):
        safe = "Có" if year == 2022 else "Không"
        _year(form, story, year, (one, (rates[0], 10, 10, "Có", 0)))
        _report(form, story, year, (two, (rates[1], 10, 5, safe, year - 2021)))
        _report(form, story, year, (three, (rates[2], 20, 5, "Không", 0)))
    with day(date(2023, 6, 1)):
        new = merge("Xã Mới", two, three, on="2023-07-01")
    _year(form, story, 2023, (one, (9, 10, 20, "Có", 0)), (new, (28, 30, 25, "Không", 0)))
    _year(form, story, 2024, (one, (9, 10, 1, "Có", 0)))
    _year(form, story, 2025, (one, (10, 10, 1, "Có", 0)), (new, (29, 30, 2, "Có", 0)))
    return Phased(story, form, targets, one, new)


def _targets(story: Story) -> dict[str, Target]:
    rate = make_target(
        story, "tin báo được giải quyết", "Tin báo đã giải quyết", "Tin báo", value=95
    )
    rate.thresholds.update(horizon_kind="by", horizon="2025")
    Threshold.objects.create(
        target=rate,
        comparator="gte",
        value=90,
        unit="percent",
        horizon_kind="by",
        horizon="2022",
    )
    return {
        "rate": rate,
        "number": make_target(
            story,
            "camera lắp mới",
            "Camera lắp mới",
            measured_by=MeasuredBy.COUNT,
            value=40,
            horizon="2023",
        ),
        "communes": make_target(
            story, "xã, phường", "Xã đạt chuẩn", measured_by=MeasuredBy.UNITS, value=70
        ),
        "none": make_target(
            story,
            "điểm nóng về an ninh",
            "Số điểm nóng",
            measured_by=MeasuredBy.ZERO,
            comparator="zero",
            value=0,
        ),
    }


def _year(
    form: ReportForm, story: Story, year: int, *reports: tuple[Unit, Sequence[object]]
) -> None:
    """A year is asked for when it is over, and reported by some."""
    one = window(form, year)
    with day(date(year + 1, 1, 2)):
        open_period(form=form, window=one, by=story.officer)
    for report in reports:
        _report(form, story, year, report)


def _report(
    form: ReportForm, story: Story, year: int, report: tuple[Unit, Sequence[object]]
) -> None:
    unit, figures = report
    row = Obligation.objects.get(period__form=form, period__name=str(year), unit=unit)
    typed = {f"A{number}": str(figure) for number, figure in enumerate(figures, start=1)}
    with day(date(year + 1, 1, 4)):
        send_report(obligation=row, typed=typed, by=reporter_of(unit))
        if year == 2025:
            row.refresh_from_db()
            accept_report(obligation=row, revision=1, by=story.officer)


def half_year_of(asked: Asked, held_on: date | None = None) -> Review:
    """A review of the first half of 2020."""
    return make_review(
        programme=asked.story.programme,
        phase=Phase("half-year", "H1", 2020, 2020),
        name="",
        held_on=held_on,
        minutes="",
        by=asked.officer,
    )


def review_of(phased: Phased, phase: Phase = PHASE) -> Review:
    """A review of the phase, still prepared."""
    return make_review(
        programme=phased.story.programme,
        phase=phase,
        name="",
        held_on=None,
        minutes="",
        by=phased.story.officer,
    )
