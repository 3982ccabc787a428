"""More of what test_boundaries is about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.access.models import Role
from phongtrao.core.rollup.boundaries import Comparability
from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.actions.lists import refresh_list
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import (
    Obligation,
    ObligationState,
    Period,
)
from phongtrao.reporting.queries.boundaries import CarriedFigure, OnBoundaries
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.target_page import targets_measured
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_move
from phongtrao.units.models import Level, Unit
from tests.factories import make_unit
from tests.programme.cascade_rows import hand, make_commune, make_story, merge
from tests.programme.reorganisation_rows import day
from tests.reporting.report_rows import (
    Asked,
    accept,
    crime_reports,
    make_asked,
    make_form,
    make_target,
    send,
    window,
)
from tests.reporting.test_lists import YEARS, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.programme.models import Target


pytestmark = pytest.mark.django_db


MERGED, TODAY = date(2020, 7, 1), date(2020, 12, 20)


def opened(asked: Asked, year: int, number: int = 0) -> Asked:
    """A further period of the form, opened when its window was over."""
    one = window(asked.form, year, number)
    with day(one.end):
        period = open_period(form=asked.form, window=one, by=asked.officer)
    return Asked(asked.story, asked.form, period)


def quarter(asked: Asked, year: int, number: int, *reports: tuple[Unit, Sequence[object]]) -> Asked:
    """A quarter is asked for, reported by some and accepted of them."""
    one = opened(asked, year, number)
    with day(one.period.end):
        for unit, figures in reports:
            send(one, unit, *figures)
            accept(one, unit)
    return one


def carried(
    asked: Asked, place: Unit | None = None, on: date = TODAY, *, of: Target | None = None
) -> OnBoundaries:
    """The figures at a place on the boundaries of a day."""
    targets = [of] if of else list(targets_measured().filter(measures__form=asked.form))
    return OnBoundaries(Series(targets, place, Seen(on)))


def settled(asked: Asked) -> Target:
    """The target whose rate is settled over taken."""
    return targets_measured().get(numerator="Số tin báo đã giải quyết")


def told(figure: CarriedFigure) -> tuple[int, int | None] | None:
    measured = figure.figure.measured
    return (measured.part, measured.whole) if measured else None


def trend(asked: Asked, place: Unit | None = None) -> list[tuple[int, int | None] | None]:
    """Settled over taken on today's boundaries, period by period."""
    target = settled(asked)
    points = carried(asked, place, of=target).points[target.pk]
    return [told(one.carried) for one in points]


def reported(asked: Asked, place: Unit | None = None) -> list[tuple[int, int | None] | None]:
    """The same as reported."""
    target = settled(asked)
    found = Series([target], place, Seen(TODAY)).points[target.pk]
    return [
        (one.figure.measured.part, one.figure.measured.whole) if one.figure.measured else None
        for one in found
    ]


@pytest.fixture
def asked() -> Asked:
    """Four communes; three quarters before the merger are reported."""
    with day(date(2019, 1, 2)):
        first = make_asked(communes=4)
    Obligation.objects.all().delete()
    first.period.delete()
    one, two, three, four = first.story.communes
    for number, (year, part) in enumerate([(2019, 3), (2020, 0), (2020, 1)]):
        quarter(
            first,
            year,
            part,
            (one, (10 + number, 12 + number, 9)),
            (two, (20, 20, 18 + number)),
            (three, (30, 30, 30)),
            (four, (40, 40, 35)),
        )
    first.period = Period.objects.get(name="2020-Q2")
    return first


def test_a_commune_that_was_split_over_two_provinces_is_in_each_by_its_share(asked: Asked) -> None:
    other = make_unit("Tỉnh Bên", level=Level.PROVINCE, kind="tỉnh")
    _, west = split(asked.story.communes[3], MERGED, ("Xã Đông", "0.6"), ("Xã Tây", "0.4"))
    carry_out(
        proposal=preview_move(
            unit=west, territory=other, line=None, on=date(2020, 7, 2), decision=None
        ),
        by=None,
    )
    target = settled(asked)
    found = {
        place.name: carried(asked, place, of=target).points[target.pk][0].carried
        for place in (asked.story.province, other)
    }
    assert {name: told(one) for name, one in found.items()} == {
        "Tỉnh Mẫu": (57 + 21, 60 + 24),
        "Tỉnh Bên": (14, 16),
    }
    assert {one.comparability for one in found.values()} == {Comparability.SHARED}


def test_an_answer_of_yes_is_not_handed_on_by_a_merger() -> None:
    with day(date(2019, 1, 2)):
        story = make_story(3)
        hand(story)
        story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
        target = make_target(
            story, "xã, phường", "Xã đạt chuẩn an toàn", measured_by=MeasuredBy.UNITS
        )
        form = make_form(story, [target], YEARS)
    asked = Asked(story, form, None)  # type: ignore[arg-type] - opened right now
    one, two, three = story.communes
    quarter(asked, 2019, 0, (one, ("Có",)), (two, ("Không",)), (three, ("Có",)))
    new = merge("Xã Mới", one, two, on="2020-07-01")
    target = targets_measured().get(pk=target.pk)

    def at(place: Unit) -> CarriedFigure:
        return carried(asked, place, of=target).points[target.pk][0].carried

    assert at(new).comparability == Comparability.NOT_COMPARABLE
    assert at(story.province).figure.measured is None
    assert told(at(three)) == (1, 1)
    seen = carried(asked, story.province, of=target)
    rows = {row.unit: told(row.carried) for row in seen.below(seen.points[target.pk][0])}
    assert rows == {new.pk: None, three.pk: (1, 1)}


def test_a_report_sent_before_the_merger_goes_on_to_the_heir_beside_its_own() -> None:
    with day(date(2020, 2, 3)):
        asked = make_asked(communes=3, rule=YEARS)
    one, two, three = asked.story.communes
    with day(date(2020, 6, 1)):
        send(asked, one, 10, 10, 9)
        send(asked, three, 5, 5, 5)
    new = merge("Xã Mới", one, two, on="2020-07-01")
    with day(date(2020, 9, 1)):
        refresh_list(period=asked.period, by=asked.officer)
        send(asked, new, 20, 20, 11)
    assert trend(asked, new) == reported(asked, new) == [(20, 30)]
    last = merge("Xã Mới Nữa", new, three, on="2021-02-01")
    target = settled(asked)
    found = carried(asked, last, date(2021, 3, 1), of=target).points[target.pk][0].carried
    assert told(found) == (25, 35)
    assert (found.figure.reported, found.figure.expected) == (3, 3)


@pytest.mark.parametrize(
    ("shares", "parts"), [(("0.6", "0.4"), [(5, 6), (4, 4)]), ((None, None), [None, None])]
)
@pytest.mark.parametrize("on", [TODAY, date(2021, 3, 1)])
def test_a_report_sent_before_a_split_goes_on_as_the_split_says(
    on: date,
    shares: tuple[str | None, str | None],
    parts: list[tuple[int, int] | None],
) -> None:
    with day(date(2020, 2, 3)):
        asked = make_asked(communes=2, rule=YEARS)
    one, _ = asked.story.communes
    with day(date(2020, 6, 1)):
        send(asked, one, 10, 10, 9)
    heirs = split(one, MERGED, ("Xã Đông", shares[0]), ("Xã Tây", shares[1]))
    with day(date(2020, 9, 1)):
        refresh_list(period=asked.period, by=asked.officer)
    target = settled(asked)
    found = [carried(asked, heir, on, of=target).points[target.pk][0].carried for heir in heirs]
    assert [told(one) for one in found] == parts
    assert {(one.figure.reported, one.figure.expected) for one in found} == {(1, 2)}
    assert trend(asked) == [(9, 10)]


def test_an_exempt_unit_is_not_expected_of_its_heir() -> None:
    with day(date(2020, 2, 3)):
        asked = make_asked(communes=3, rule=YEARS)
    one, two, _ = asked.story.communes
    new = merge("Xã Mới", one, two, on="2020-07-01")
    with day(date(2020, 9, 1)):
        refresh_list(period=asked.period, by=asked.officer)
    assert asked.of(one).state == ObligationState.EXEMPT
    target = settled(asked)
    figure = carried(asked, new, of=target).points[target.pk][0].carried.figure
    assert (figure.reported, figure.expected) == (0, 1)


def test_a_school_counts_in_the_commune_that_its_own_became() -> None:
    with day(date(2019, 1, 2)):
        story = make_story(3)
        one, two, three = story.communes
        schools = [make_unit(f"Trường {up.name}", up, kind="trường") for up in story.communes]
        office = make_unit("Sở Giáo dục", story.province, kind="trường")
        hand(story, *schools, office)
        story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
        form = make_form(story, crime_reports(story), YEARS, group="trường")
    asked = Asked(story, form, None)  # type: ignore[arg-type] - opened right now
    quarter(
        asked,
        2019,
        0,
        *((unit, (10, 10, number)) for number, unit in enumerate([*schools, office])),
    )
    new = merge("Xã Mới", one, two, on="2020-07-01")
    target = settled(asked)
    seen = carried(asked, story.province, of=target)
    rows = {
        (row.unit, row.reports): told(row.carried) for row in seen.below(seen.points[target.pk][0])
    }
    assert rows == {
        (three.pk, False): (2, 10),
        (new.pk, False): (1, 20),
        (office.pk, True): (3, 10),
    }


def test_the_trend_costs_the_same_for_few_and_for_many(
    asked: Asked, django_assert_num_queries: Any
) -> None:
    one, two, *_ = asked.story.communes
    merge("Xã Mới", one, two, on="2020-07-01")
    for number in range(6):
        make_commune(f"Xã Khác {number}", asked.story.province)
    series = Series(
        targets_measured().filter(measures__form=asked.form), asked.story.province, Seen(TODAY)
    )
    with django_assert_num_queries(4):
        OnBoundaries(series)
