"""A form over a small province, and what its communes report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from phongtrao.access.models import Role, User
from phongtrao.programme.models import Group, MeasuredBy, Target, Threshold
from phongtrao.reporting.actions.forms import build_form, issue_form
from phongtrao.reporting.actions.indicators import confirm_sensitive
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import accept_report
from phongtrao.reporting.models import Obligation, Period, ReportForm
from phongtrao.reporting.queries.owing import windows_of
from phongtrao.reporting.queries.sensitive import proposed_of
from tests.factories import make_user
from tests.kept_rows import made_once
from tests.programme.cascade_rows import Story, at, hand, make_story

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.core.dates.windows import Window
    from phongtrao.units.models import Unit

QUARTERS = {
    "id": "calendar-quarter",
    "name": "Trọn kỳ theo lịch",
    "rhythm": "quarter",
    "starts": {"month": 0, "day": 1},
    "ends": {"month": 0, "day": 31},
    "send": {"commune": {"days": 5}},
}
YEAR = {
    **QUARTERS,
    "id": "before-10-11",
    "rhythm": "year",
    "ends": {"month": -2, "day": 31},
    "send": {"commune": {"month": -1, "day": 10, "before": True}},
}


@dataclass
class Asked:
    """A programme over communes, a form of its targets, one open period."""

    story: Story
    form: ReportForm
    period: Period

    @property
    def officer(self) -> User:
        """Of the office that looks after the form."""
        return self.story.officer

    def of(self, unit: Unit) -> Obligation:
        """What a unit owes for the period."""
        return Obligation.objects.get(period=self.period, unit=unit)


def make_target(
    story: Story,
    subject: str,
    numerator: str,
    denominator: str = "",
    *,
    measured_by: str = MeasuredBy.RATIO,
    comparator: str = "gte",
    value: int = 90,
    horizon: str = "",
) -> Target:
    """A confirmed target of the programme with one level."""
    target = Target.objects.create(
        programme=story.programme,
        owner=story.province,
        number=Target.objects.count() + 1,
        subject=subject,
        measure="",
        measured_by=measured_by,
        numerator=numerator,
        denominator=denominator,
    )
    Threshold.objects.create(
        target=target,
        comparator=comparator,
        value=value,
        unit="percent" if measured_by in (MeasuredBy.RATIO, MeasuredBy.UNITS) else "count",
        horizon_kind="during" if horizon else "",
        horizon=horizon,
    )
    return target


def crime_reports(story: Story) -> list[Target]:
    """Targets N12 and N13: all reports of crime are taken on, nine of ten are settled."""
    return [
        make_target(
            story, "tin báo được thụ lý", "Số tin báo thụ lý", "Số tin báo tiếp nhận", value=100
        ),
        make_target(
            story, "tin báo được giải quyết", "Số tin báo đã giải quyết", "Số tin báo thụ lý"
        ),
    ]


@made_once
def make_asked(communes: int = 3, rule: Mapping[str, Any] = QUARTERS, **facts: Any) -> Asked:
    """Communes that owe quarter I/2020 of a form of N12 and N13: A1 taken, A2 received, A3
    settled. The period was opened when the window began.
    """
    story = make_story(communes)
    hand(story)
    story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
    form = make_form(story, crime_reports(story), rule, **facts)
    return Asked(story, form, opened_in_time(form, story.officer))


def opened_in_time(form: ReportForm, by: User, year: int = 2020, number: int = 0) -> Period:
    """A period of a form, opened when the window began."""
    period = open_period(form=form, window=window(form, year, number), by=by)
    period.opened_at = min(timezone.now(), at(period.start))
    period.save(update_fields=["opened_at"])
    return period


def make_form(
    story: Story, targets: list[Target], rule: Mapping[str, Any] = QUARTERS, **facts: Any
) -> ReportForm:
    """An issued form; the officer said that nothing in it is sensitive."""
    built = build_form(
        programme=story.programme,
        targets=targets,
        name=facts.pop("name", "Tin báo, tố giác tội phạm"),
        window=rule,
        group=facts.pop("group", Group.COMMUNES),
        by=story.officer,
        **facts,
    )
    said = {one.indicator.pk: False for one in proposed_of(built.form)}
    confirm_sensitive(form=built.form, said=said, by=story.officer)
    issue_form(form=built.form, by=story.officer)
    return built.form


def window(form: ReportForm, year: int = 2020, number: int = 0) -> Window:
    """One window of a form."""
    return windows_of(form, year)[number]


def reporter_of(unit: Unit) -> User:
    """Who fills in the reports of a unit."""
    found = User.objects.filter(username=f"canbo{unit.pk}").first()
    return found or make_user(f"canbo{unit.pk}", unit, Role.REPORTER)


def typed(*figures: object) -> dict[str, str]:
    """What stands in the boxes A1, A2, …"""
    return {f"A{number}": str(figure) for number, figure in enumerate(figures, start=1)}


def send(
    asked: Asked, unit: Unit, *figures: object, reason: str = "", heir: Unit | None = None
) -> Obligation:
    """Send the report of a unit; of one that is no more its heir does."""
    row = asked.of(unit)
    send_report(obligation=row, typed=typed(*figures), reason=reason, by=reporter_of(heir or unit))
    return row


def accept(asked: Asked, unit: Unit) -> Obligation:
    """Accept what a unit sent last."""
    row = asked.of(unit)
    assert row.current
    accept_report(obligation=row, revision=row.current.revision, by=asked.officer)
    return row
