"""Communes are merged and split between reports: what was reported stays as it was, and the trend
goes on over the boundaries of today.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from phongtrao.access.models import Role
from phongtrao.audit.models import LogEntry
from phongtrao.core.rollup.boundaries import Comparability
from phongtrao.core.targets.wording import figure_words
from phongtrao.reporting.actions.lists import refresh_list
from phongtrao.reporting.models import (
    Obligation,
    ObligationState,
    Period,
)
from phongtrao.reporting.queries.boundaries import WORDS, OnBoundaries
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.target_page import targets_measured
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_merge, preview_move
from phongtrao.units.models import Level
from tests.factories import make_unit
from tests.kept_rows import made_once
from tests.programme.cascade_rows import hand, make_commune, make_story, merge
from tests.programme.reorganisation_rows import day
from tests.reporting.boundary_rows import (
    KEPT,
    MERGED,
    TODAY,
    below,
    carried,
    carried_point,
    opened,
    quarter,
    reported,
    settled,
    stored,
    told,
    trend,
)
from tests.reporting.list_rows import YEARS, split
from tests.reporting.report_rows import (
    Asked,
    crime_reports,
    make_asked,
    make_form,
    send,
)

pytestmark = pytest.mark.django_db
SHARED = WORDS[Comparability.SHARED]


@made_once
def make_merged() -> Asked:
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


@pytest.fixture
def asked() -> Asked:
    return make_merged()


# Merged


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
    assert below(carried(asked, asked.story.province, of=target), target) == {
        (four.pk, False): (35, 40),
        (new.pk, False): (57, 60),
    }
    # A commune is made of single reports, also those of units that left it what they had.
    alone = below(carried(asked, new, of=target), target)
    assert alone == {(unit.pk, True): reported(asked, unit)[0] for unit in (one, two, three)}


def test_a_silent_unit_of_the_past_is_missing_in_its_heir_and_not_zero(asked: Asked) -> None:
    one, two, three, _ = asked.story.communes
    late = opened(asked, 2019, 2)
    with day(late.period.end):
        send(late, one, 10, 10, 9)
    new = merge("Xã Mới", one, two, three, on="2020-07-01")
    target = settled(asked)
    point = carried_point(asked, new, target)
    assert told(point.figure) == (9, 10)
    assert (point.figure.accepted, point.figure.reported, point.figure.expected) == (0, 1, 3)
    assert point.mark == ""


def test_without_any_change_both_ways_say_the_same(asked: Asked) -> None:
    for place in (None, asked.story.province, *asked.story.communes):
        series = Series(targets_measured().filter(measures__form=asked.form), place, Seen(TODAY))
        seen = carried(asked, place)
        assert seen.points == series.points


def test_a_commune_that_is_made_of_nobody_has_no_past(asked: Asked) -> None:
    assert trend(asked, make_commune("Xã Lập Sau", asked.story.province)) == []


def test_the_boundaries_of_the_day_before_are_the_old_ones(asked: Asked) -> None:
    one, two, three, _ = asked.story.communes
    merge("Xã Mới", one, two, three, on="2020-07-01")
    target, eve = settled(asked), date(2020, 6, 30)
    points = carried(asked, one, eve, of=target).points[target.pk]
    assert [told(point.figure) for point in points] == [(9, 10), (9, 11), (9, 12)]


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


# Split


def test_a_split_with_shares_goes_by_them_and_adds_up(asked: Asked) -> None:
    four = asked.story.communes[3]
    target = settled(asked)
    east, west = split(four, MERGED, ("Xã Đông", "0.6"), ("Xã Tây", "0.4"))
    parts = [carried_point(asked, one, target) for one in (east, west)]
    assert [told(one.figure) for one in parts] == [(21, 24), (14, 16)]
    assert {one.mark for one in parts} == {SHARED}
    whole = carried_point(asked, asked.story.province, target)
    assert (told(whole.figure), whole.mark) == ((92, 100), "")


def test_a_part_has_the_rate_of_the_whole_also_where_its_counts_are_rounded(asked: Asked) -> None:
    one, target = asked.story.communes[0], settled(asked)
    parts = split(one, MERGED, ("Xã Đông", "0.6"), ("Xã Tây", "0.4"))
    for part, counts in zip(parts, [(5, 6), (4, 4)], strict=True):
        point = carried_point(asked, part, target)
        assert told(point.figure) == counts
        assert figure_words(point.figure) == "90,0 % ({}/{})".format(*counts)
        assert point.mark == f"{SHARED}; tỷ lệ phần trăm tính trước khi làm tròn tử số, mẫu số"
    whole = carried_point(asked, asked.story.province, target)
    assert figure_words(whole.figure) == "92,0 % (92/100)"
    assert whole.mark == ""


def test_a_split_without_shares_is_marked_and_stands_where_its_heirs_are_together(
    asked: Asked,
) -> None:
    four = asked.story.communes[3]
    target = settled(asked)
    east, west = split(four, MERGED, ("Xã Đông", None), ("Xã Tây", None))
    for one in (east, west):
        point = carried_point(asked, one, target)
        assert point.cannot_be_said
        assert point.mark.startswith("không quy đổi được")
        assert (point.figure.reported, point.figure.expected) == (1, 1)
    assert trend(asked, asked.story.province) == reported(asked, asked.story.province)


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
        place.name: carried_point(asked, place, target) for place in (asked.story.province, other)
    }
    assert {name: told(one.figure) for name, one in found.items()} == {
        "Tỉnh Mẫu": (57 + 21, 60 + 24),
        "Tỉnh Bên": (14, 16),
    }
    assert {one.mark for one in found.values()} == {SHARED}


def test_a_commune_torn_between_two_provinces_takes_nothing_from_the_others(asked: Asked) -> None:
    other = make_unit("Tỉnh Bên", level=Level.PROVINCE, kind="tỉnh")
    _, west = split(asked.story.communes[3], MERGED, ("Xã Đông", None), ("Xã Tây", None))
    away = preview_move(unit=west, territory=other, line=None, on=date(2020, 7, 2), decision=None)
    carry_out(proposal=away, by=None)
    target = settled(asked)
    here, there = (carried_point(asked, one, target) for one in (asked.story.province, other))
    assert told(here.figure) == (57, 60)
    assert here.mark.startswith("1 đơn vị không quy đổi được")
    assert there.cannot_be_said
    assert trend(asked) == reported(asked)


# A period in which the units changed


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
    figure = carried_point(asked, last, target, date(2021, 3, 1)).figure
    assert told(figure) == (25, 35)
    assert (figure.reported, figure.expected) == (3, 3)


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
    found = [carried_point(asked, heir, target, on).figure for heir in heirs]
    assert [told(one) for one in found] == parts
    assert {(one.reported, one.expected) for one in found} == {(1, 2)}
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
    figure = carried_point(asked, new, target).figure
    assert (figure.reported, figure.expected) == (0, 1)


# Bodies in communes


def test_a_school_counts_in_the_commune_that_its_own_became() -> None:
    with day(date(2019, 1, 2)):
        story = make_story(3)
        one, two, three = story.communes
        schools = [make_unit(f"Trường {up.name}", up, kind="trường") for up in story.communes]
        office = make_unit("Sở Giáo dục", story.province, kind="trường")
        hand(story, *schools, office)
        story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
        form = make_form(story, crime_reports(story), YEARS, group="trường")
    asked = Asked(story, form, None)  # opened right now
    quarter(
        asked,
        2019,
        0,
        *((unit, (10, 10, number)) for number, unit in enumerate([*schools, office])),
    )
    new = merge("Xã Mới", one, two, on="2020-07-01")
    target = settled(asked)
    assert below(carried(asked, story.province, of=target), target) == {
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
