"""Frozen lists and their strata: pooled and split rates come from the same reports (F02)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.access.models import Role, User
from phongtrao.core.rollup.strata import Strata
from phongtrao.core.targets.standing import State
from phongtrao.programme.models import Group, MeasuredBy
from phongtrao.reporting.actions.bulk import send_many
from phongtrao.reporting.actions.form_changes import save_measure
from phongtrao.reporting.actions.forms import build_form, issue_form
from phongtrao.reporting.actions.lists import ListUpToDate, refresh_list
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.strata import set_strata
from phongtrao.reporting.actions.verdicts import accept_many
from phongtrao.reporting.queries.boundaries import OnBoundaries
from phongtrao.reporting.queries.figures import figure_of, summed, summed_by
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.queries.target_page import targets_measured
from phongtrao.units.models import Level, Unit
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import Story, hand, make_story
from tests.programme.reorganisation_rows import day
from tests.reporting.report_rows import Asked, make_target, window
from tests.reporting.test_lists import YEARS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from phongtrao.core.sheets.elements import Cells
    from phongtrao.reporting.models import Measure


pytestmark = pytest.mark.django_db


COMMUNES = Strata(groups=("commune",))


BODIES = Strata(
    groups=("cơ quan", "doanh nghiệp", "trường học"), enterprise_sizes=("medium", "large")
)


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
    carried, kept = OnBoundaries(series), summed(asked.period, layout, place)
    found: Counts = {}
    for measure in layout.measures:
        ways = [series.points, known.points, carried.points]
        here = [
            next(one for one in points[measure.target_id] if one.period == asked.period)
            for points in ways
        ]
        figure = figure_of(measure, [kept])
        assert [here[0].figure, here[1].figure, here[2].carried.figure] == [figure] * 3
        measured = figure.measured
        found[measure.target.subject] = (measured.part, measured.whole) if measured else None
    return found


def states(asked: Asked, on: date) -> dict[str, State]:
    """Subject of a target → how it stands on a day."""
    targets = list(targets_measured().filter(measures__form=asked.form))
    series = Series(targets, None, Seen(on))
    held = {target.subject: series.now(target) for target in targets}
    return {name: now.held.state for name, now in held.items() if now and now.held}


@pytest.fixture
def story() -> Story:
    """20 communes and 30 bodies, of which 10 are enterprises."""
    with day(date(2022, 1, 5)):
        found = make_story(20)
        place = found.communes[0]
        facts: dict[str, dict[str, str]] = {
            "cơ quan": {},
            "doanh nghiệp": {"enterprise_size": "large"},
            "trường học": {"school_level": "upper-secondary"},
        }
        bodies = [
            make_unit(f"{kind} {number}", place, kind=kind, **more)
            for kind, more in facts.items()
            for number in range(10)
        ]
        hand(found)
        hand(found, *bodies)
        found.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=found.province)
    return found


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
    return Asked(story, form, None)  # type: ignore[arg-type] - opened later


def split_up(story: Story, measures: Sequence[Measure] | Any) -> None:
    for one in measures:
        strata = {"N03": COMMUNES, "N04": BODIES}.get(one.target.subject)
        if strata:
            set_strata(measure=one, strata=strata, by=story.officer)


def test_pooled_and_split_rates_come_from_one_list_and_differ(story: Story) -> None:
    asked = of_year(recognised(story), 2022)
    answer(asked, story.communes, 19)
    answer(asked, bodies_of(story), 26)
    assert counts(asked) == {"N03": (19, 20), "N04": (26, 30), "N17": (45, 50)}
    found = states(asked, date(2023, 1, 5))
    assert found["N03"] == State.REACHED  # 95.0 % meets at least 95 %
    assert found["N04"] == State.MISSED  # 86.7 %
    assert found["N17"] == State.MISSED  # 90.0 % does not meet more than 90 %
    # In the first commune lie all bodies and one commune.
    assert counts(asked, story.communes[0]) == {"N03": (1, 1), "N04": (26, 30), "N17": (27, 31)}


def test_three_enterprises_more_move_the_next_year_and_not_the_frozen_one(story: Story) -> None:
    asked = of_year(recognised(story), 2022)
    answer(asked, story.communes, 19)
    answer(asked, bodies_of(story), 27)
    before = {"N03": (19, 20), "N04": (27, 30), "N17": (46, 50)}
    assert counts(asked) == before
    with day(date(2023, 3, 1)):
        fresh = [
            make_unit(
                f"Công ty {number}",
                story.communes[1],
                kind="doanh nghiệp",
                enterprise_size="medium",
            )
            for number in range(3)
        ]
        hand(story, *fresh)
    assert counts(asked) == before
    with day(date(2023, 6, 1)), pytest.raises(ListUpToDate):
        refresh_list(period=asked.period, by=asked.officer)
    later = of_year(asked, 2023)
    answer(later, story.communes, 19)
    answer(later, bodies_of(story), 27)
    assert counts(asked) == before
    assert counts(later) == {"N03": (19, 20), "N04": (27, 33), "N17": (46, 53)}


def test_small_enterprises_are_in_the_pool_and_not_in_their_own_rate(story: Story) -> None:
    with day(date(2022, 2, 1)):
        small = make_unit(
            "Hộ kinh doanh", story.communes[1], kind="doanh nghiệp", enterprise_size="small"
        )
        hand(story, small)
    asked = of_year(recognised(story), 2022)
    answer(asked, bodies_of(story)[:-1], 30)
    assert counts(asked) == {"N03": None, "N04": (30, 30), "N17": (30, 51)}
    answer(asked, [small], 1)
    assert counts(asked) == {"N03": None, "N04": (30, 30), "N17": (31, 51)}


def test_a_silent_unit_is_expected_in_its_stratum_only(story: Story) -> None:
    asked = of_year(recognised(story), 2022)
    answer(asked, story.communes[:5], 5)
    layout = layout_of(asked.form)
    whole = summed(asked.period, layout)
    expected = {
        one.target.subject: (figure_of(one, [whole]).reported, figure_of(one, [whole]).expected)
        for one in layout.measures
    }
    assert expected == {"N03": (5, 20), "N04": (0, 30), "N17": (5, 50)}
    by_place = summed_by(asked.period, layout, Level.COMMUNE)
    first = by_place[story.communes[0].pk]
    assert [figure_of(one, [first]).expected for one in layout.measures] == [1, 30, 31]


def test_the_line_of_an_office_is_divided_too(story: Story) -> None:
    asked = of_year(recognised(story), 2022)
    chief = make_unit("Sở Công Thương", story.province, kind="sở")
    layout = layout_of(asked.form)
    found = summed(asked.period, layout, chief)
    assert [figure_of(one, [found]).expected for one in layout.measures] == [0, 0, 0]
