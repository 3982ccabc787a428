"""Communes are merged and split between reports: what was reported stays as it was, and the trend
goes on over the boundaries of today.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.audit.models import LogEntry
from phongtrao.core.rollup.boundaries import Comparability
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import (
    Obligation,
    Period,
    Submission,
    Total,
    Verdict,
)
from phongtrao.reporting.queries.boundaries import CarriedFigure, OnBoundaries
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.target_page import targets_measured
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_merge
from tests.programme.cascade_rows import make_commune, merge
from tests.programme.reorganisation_rows import day
from tests.reporting.report_rows import (
    Asked,
    accept,
    make_asked,
    send,
    window,
)
from tests.reporting.test_lists import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.programme.models import Target
    from phongtrao.units.models import Unit


pytestmark = pytest.mark.django_db


MERGED, TODAY = date(2020, 7, 1), date(2020, 12, 20)


KEPT = (Obligation, Submission, Verdict, Total)


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


def stored(period: Period) -> list[list[dict[str, Any]]]:
    """All that is stored of a period."""
    return [
        [*Obligation.objects.filter(period=period).order_by("pk").values()],
        [*Submission.objects.filter(obligation__period=period).order_by("pk").values()],
        [*Verdict.objects.filter(submission__obligation__period=period).order_by("pk").values()],
        [*Total.objects.filter(period=period).order_by("pk").values()],
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


def test_three_communes_become_one_and_the_trend_goes_on(asked: Asked) -> None:
    one, two, three, four = asked.story.communes
    before, log = (
        [stored(one) for one in Period.objects.all()],
        [*LogEntry.objects.order_by("pk").values()],
    )
    kept = {model: {*model.objects.values_list("pk", flat=True)} for model in KEPT}
    new = merge("Xã Mới", one, two, three, on="2020-07-01")
    quarter(asked, 2020, 2, (new, (63, 65, 60)), (four, (41, 41, 36)))
    assert trend(asked, new) == [(57, 60), (58, 61), (59, 62), (60, 63)]
    assert trend(asked, four) == [(35, 40), (35, 40), (35, 40), (36, 41)]
    assert trend(asked, asked.story.province) == reported(asked, asked.story.province)
    assert trend(asked) == reported(asked) == [(92, 100), (93, 101), (94, 102), (96, 104)]
    # As reported, each figure is of the units of its time; none of them was touched.
    assert reported(asked, new) == [(60, 63)]
    assert reported(asked, one) == [(9, 10), (9, 11), (9, 12)]
    old = Period.objects.exclude(name="2020-Q3")
    assert [stored(one) for one in old] == before
    assert [*LogEntry.objects.order_by("pk").values()][: len(log)] == log
    for model, ids in kept.items():
        assert ids <= {*model.objects.values_list("pk", flat=True)}


def test_what_lies_right_below_is_what_is_there_today(asked: Asked) -> None:
    one, two, three, four = asked.story.communes
    new = merge("Xã Mới", one, two, three, on="2020-07-01")
    target = settled(asked)
    seen = carried(asked, asked.story.province, of=target)
    rows = seen.below(seen.points[target.pk][0])
    assert {row.unit: (told(row.carried), row.reports) for row in rows} == {
        four.pk: ((35, 40), False),
        new.pk: ((57, 60), False),
    }
    alone = carried(asked, new, of=target)
    assert [(row.unit, row.reports) for row in alone.below(alone.points[target.pk][0])] == [
        (new.pk, True)
    ]


def test_a_silent_unit_of_the_past_is_missing_in_its_heir_and_not_zero(asked: Asked) -> None:
    one, two, three, _ = asked.story.communes
    late = opened(asked, 2019, 2)
    with day(late.period.end):
        send(late, one, 10, 10, 9)
    new = merge("Xã Mới", one, two, three, on="2020-07-01")
    target = settled(asked)
    figure = carried(asked, new, of=target).points[target.pk][0].carried
    assert told(figure) == (9, 10)
    assert (figure.figure.accepted, figure.figure.reported, figure.figure.expected) == (0, 1, 3)
    assert figure.is_comparable


def test_without_any_change_both_ways_say_the_same(asked: Asked) -> None:
    for place in (None, asked.story.province, *asked.story.communes):
        series = Series(targets_measured().filter(measures__form=asked.form), place, Seen(TODAY))
        seen = OnBoundaries(series)
        assert seen.points.keys() == series.points.keys()
        for pk, points in series.points.items():
            assert [one.carried.figure for one in seen.points[pk]] == [one.figure for one in points]
            assert {one.carried.words for one in seen.points[pk]} == {""}


def test_a_commune_that_is_made_of_nobody_has_no_past(asked: Asked) -> None:
    assert trend(asked, make_commune("Xã Lập Sau", asked.story.province)) == []


def test_the_boundaries_of_the_day_before_are_the_old_ones(asked: Asked) -> None:
    one, two, three, _ = asked.story.communes
    merge("Xã Mới", one, two, three, on="2020-07-01")
    target, eve = settled(asked), date(2020, 6, 30)
    points = carried(asked, one, eve, of=target).points[target.pk]
    assert [told(point.carried) for point in points] == [(9, 10), (9, 11), (9, 12)]


def test_a_unit_that_goes_on_holds_what_it_took_in(asked: Asked) -> None:
    one, two, *_ = asked.story.communes
    carry_out(proposal=preview_merge(units=[one], into=two, on=MERGED, decision=None), by=None)
    assert trend(asked, two) == [(27, 30), (28, 31), (29, 32)]


def test_a_chain_of_generations_is_followed(asked: Asked) -> None:
    one, two, three, _ = asked.story.communes
    new = merge("Xã Mới", one, two, on="2020-07-01")
    last = merge("Xã Mới Nữa", new, three, on="2020-08-01")
    east, _ = split(last, date(2020, 9, 1), ("Xã Đông", "0.5"), ("Xã Tây", "0.5"))
    assert trend(asked, east)[0] == (29, 30)  # 57 of 60: the odd one goes to the first
    assert trend(asked, asked.story.province)[0] == (92, 100)


def test_a_split_with_shares_goes_by_them_and_adds_up(asked: Asked) -> None:
    four = asked.story.communes[3]
    target = settled(asked)
    east, west = split(four, MERGED, ("Xã Đông", "0.6"), ("Xã Tây", "0.4"))
    parts = [carried(asked, one, of=target).points[target.pk][0].carried for one in (east, west)]
    assert [told(one) for one in parts] == [(21, 24), (14, 16)]
    assert {one.comparability for one in parts} == {Comparability.SHARED}
    assert {one.words for one in parts} == {
        "có phần chia theo tỷ lệ ghi trong quyết định chia tách"
    }
    whole = carried(asked, asked.story.province, of=target).points[target.pk][0].carried
    assert (told(whole), whole.comparability, whole.words) == ((92, 100), Comparability.KEPT, "")


def test_a_split_without_shares_is_marked_and_stands_where_its_heirs_are_together(
    asked: Asked,
) -> None:
    four = asked.story.communes[3]
    target = settled(asked)
    east, west = split(four, MERGED, ("Xã Đông", None), ("Xã Tây", None))
    for one in (east, west):
        figure = carried(asked, one, of=target).points[target.pk][0].carried
        assert not figure.is_comparable
        assert figure.figure.measured is None
        assert figure.words.startswith("không quy đổi được")
        assert (figure.figure.reported, figure.figure.expected) == (1, 1)
    assert trend(asked, asked.story.province) == reported(asked, asked.story.province)
