"""Reports of a year by units of several strata, and the figures read from them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from phongtrao.access.models import Role, User
from phongtrao.core.rollup.strata import Strata
from phongtrao.programme.models import Group, MeasuredBy
from phongtrao.reporting.actions.bulk import send_many
from phongtrao.reporting.actions.form_changes import save_measure
from phongtrao.reporting.actions.forms import build_form, issue_form
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.strata import set_strata
from phongtrao.reporting.actions.verdicts import accept_many
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.queries.sums import Sums, figures_of, summed
from phongtrao.reporting.queries.target_page import targets_measured
from phongtrao.units.models import Level, Unit
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import hand, make_story
from tests.programme.reorganisation_rows import day
from tests.reporting.list_rows import YEARS
from tests.reporting.report_rows import Asked, make_form, make_target, window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from phongtrao.core.sheets.elements import Cells
    from phongtrao.core.targets.standing import DatedFigure, State
    from phongtrao.reporting.models import Measure
    from tests.programme.cascade_rows import Story

CAMERAS = "Số hộ lắp đặt camera an ninh"
COMMUNES = Strata(groups=("commune",))
BODIES = Strata(
    groups=("cơ quan", "doanh nghiệp", "trường học"), enterprise_sizes=("medium", "large")
)
JANUARY = date(2023, 1, 4)
"""When the figures of 2022 are asked for: the list is that of the end of 2022."""


def of_year(asked: Asked, year: int) -> Asked:
    with day(date(year + 1, 1, 4)):
        one = window(asked.form, year)
        period = open_period(form=asked.form, window=one, by=asked.officer)
    return Asked(asked.story, asked.form, period)


def answer(asked: Asked, units: Sequence[Unit], yes: int) -> None:
    """The first of the units say yes, the others no; all are accepted."""
    rows: dict[int, Cells] = {unit.pk: {"A1": place < yes} for place, unit in enumerate(units)}
    bring(asked, rows)


def bring(asked: Asked, rows: Mapping[int, Cells]) -> None:
    """Reports come in one file, and the officer accepts them."""
    sender = User.objects.filter(username="nop").first() or make_user("nop", asked.story.province)
    with day(asked.period.end):
        send_many(period=asked.period, rows=rows, by=sender)
        ids = asked.period.obligations.filter(unit__in=rows).values_list("pk", flat=True)
        accept_many(period=asked.period, obligations=ids, by=asked.officer)


Counts = dict[str, tuple[int, int | None] | None]


def counts(asked: Asked, place: Unit | None = None) -> Counts:
    """Subject of a target → how many of how many in the period; the same by every way to read."""
    targets = list(targets_measured().filter(measures__form=asked.form))
    on, layout = asked.period.end + timedelta(days=200), layout_of(asked.form)
    series = Series(targets, place, Seen(on))
    known = Series(targets, place, Seen(on, known=True))
    carried = Series(targets, place, Seen(on, carried=True))
    kept = summed(asked.period, layout, place)
    found: Counts = {}
    for measure in layout.measures:
        ways = [series.points, known.points, carried.points]
        here = [
            next(one for one in points[measure.target_id] if one.period == asked.period)
            for points in ways
        ]
        figure = figure_of(measure, kept)
        assert [one.figure for one in here] == [figure] * 3
        measured = figure.measured
        found[measure.target.subject] = (measured.part, measured.whole) if measured else None
    return found


def figure_of(measure: Measure, found: Sums) -> DatedFigure:
    """What a target stands at by the kept total of one place."""
    (figure,) = figures_of(measure, [found])
    return figure


def states(asked: Asked, on: date) -> dict[str, State]:
    """Subject of a target → how it stands on a day."""
    targets = list(targets_measured().filter(measures__form=asked.form))
    series = Series(targets, None, Seen(on))
    held = {target.subject: series.now(target) for target in targets}
    return {name: now.held.state for name, now in held.items() if now and now.held}


def bodies_of(story: Story) -> list[Unit]:
    return list(Unit.objects.filter(level=Level.BODY).exclude(kind="công an").order_by("pk"))


def recognised(story: Story) -> Asked:
    """N03, N04 and N17 measured by one box that everyone answers."""
    facts = {
        "measured_by": MeasuredBy.UNITS,
        "numerator": "Đạt chuẩn an toàn",
        "horizon": "2022",
    }
    targets = [
        make_target(story, "N03", value=95, **facts),
        make_target(story, "N04", value=90, **facts),
        make_target(story, "N17", value=90, comparator="gt", **facts),
    ]
    form = build_form(
        programme=story.programme,
        targets=targets[:1],
        name="Công nhận đạt chuẩn",
        window=YEARS,
        group=Group.EVERYONE,
        by=story.officer,
    ).form
    box = form.elements.get()
    for target in targets[1:]:
        save_measure(
            form=form, measure=None, target=target, numerator=box, denominator=None,
            adds_up=False, by=story.officer,
        )  # fmt: skip
    issue_form(form=form, by=story.officer)
    split_up(story, form.measures.all())
    return Asked(story, form, None)  # opened later


def split_up(story: Story, measures: Sequence[Measure] | Any) -> None:
    for one in measures:
        strata = {"N03": COMMUNES, "N04": BODIES}.get(one.target.subject)
        if strata:
            set_strata(measure=one, strata=strata, by=story.officer)


def households(asked: Asked, *rows: tuple[int, int]) -> None:
    """How many households have a camera, of how many, commune by commune."""
    units = zip(asked.story.communes, rows, strict=True)
    bring(
        asked,
        {unit.pk: {"A1": Decimal(upper), "A2": Decimal(lower)} for unit, (upper, lower) in units},
    )


def make_cameras() -> Asked:
    """N25 and N26: households with a camera, in the country and in town; three communes and
    a ward. The period is opened later.
    """
    with day(date(2022, 1, 5)):
        found = make_story(0)
        found.communes = [
            make_unit(
                f"Xã {number}",
                found.province,
                level=Level.COMMUNE,
                kind="xã" if number < 3 else "phường",
                settlement="rural" if number < 3 else "urban",
            )
            for number in range(4)
        ]
        hand(found)
        found.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=found.province)
        targets = [
            make_target(found, "N25", CAMERAS, "Tổng số hộ dân", comparator="range", value=20),
            make_target(found, "N26", CAMERAS, "Tổng số hộ dân", comparator="gt", value=50),
        ]
        targets[0].thresholds.update(upper=30)
        form = make_form(found, targets, YEARS)
        for one in form.measures.all():
            town = one.target.subject == "N26"
            strata = Strata(settlements=("urban" if town else "rural",))
            set_strata(measure=one, strata=strata, by=found.officer)
    return Asked(found, form, None)
