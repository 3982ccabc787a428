"""Frozen lists and their strata: pooled and split rates come from the same reports (F02)."""

from __future__ import annotations

from datetime import date

import pytest

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.core.rollup.strata import Strata
from phongtrao.core.targets.standing import State
from phongtrao.reporting.actions.lists import ListUpToDate, refresh_list
from phongtrao.reporting.actions.strata import set_strata
from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.models import Measure, Total
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.queries.strata import (
    EVERYONE,
    facts_words,
    strata_of_measure,
    strata_on,
    strata_words,
)
from phongtrao.reporting.queries.sums import Reader, summed
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_reclassify
from phongtrao.units.models import Level
from tests.factories import make_unit, make_user
from tests.kept_rows import made_once
from tests.programme.cascade_rows import Story, hand, make_story
from tests.programme.reorganisation_rows import day
from tests.reporting.report_rows import Asked, send
from tests.reporting.strata_rows import (
    BODIES,
    COMMUNES,
    JANUARY,
    answer,
    bodies_of,
    counts,
    figure_of,
    households,
    make_cameras,
    of_year,
    recognised,
    states,
)

pytestmark = pytest.mark.django_db


@made_once
def make_many() -> Story:
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


@pytest.fixture
def story() -> Story:
    return make_many()


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
        one.target.subject: (figure_of(one, whole).reported, figure_of(one, whole).expected)
        for one in layout.measures
    }
    assert expected == {"N03": (5, 20), "N04": (0, 30), "N17": (5, 50)}
    reader = Reader([asked.period], {asked.form.pk: layout})
    units, sums = reader.by_place(Level.COMMUNE, None)
    first = units.index(story.communes[0].pk)
    by_commune = sums[asked.period.pk]
    assert [by_commune.expected(one)[first] for one in layout.measures] == [1, 30, 31]


def test_the_line_of_an_office_is_divided_too(story: Story) -> None:
    asked = of_year(recognised(story), 2022)
    chief = make_unit("Sở Công Thương", story.province, kind="sở")
    layout = layout_of(asked.form)
    found = summed(asked.period, layout, chief)
    assert [figure_of(one, found).expected for one in layout.measures] == [0, 0, 0]


# Town and country


@pytest.fixture
def cameras() -> Asked:
    return make_cameras()


def test_a_commune_that_becomes_a_ward_moves_to_the_other_denominator_from_its_day_on(
    cameras: Asked,
) -> None:
    first = of_year(cameras, 2022)
    households(first, (20, 100), (30, 100), (25, 100), (60, 100))
    before = {"N25": (75, 300), "N26": (60, 100)}
    assert counts(first) == before
    assert set(states(first, JANUARY).values()) == {State.REACHED}
    carry_out(
        proposal=preview_reclassify(
            unit=cameras.story.communes[2],
            on=date(2023, 7, 1),
            decision=None,
            kind="phường",
            settlement="urban",
        ),
        by=None,
    )
    assert counts(first) == before
    second = of_year(cameras, 2023)
    households(second, (20, 100), (30, 100), (25, 100), (60, 100))
    assert counts(second) == {"N25": (50, 200), "N26": (85, 200)}
    assert counts(first) == before


def test_kept_totals_of_strata_are_those_that_adding_up_anew_finds(cameras: Asked) -> None:
    asked = of_year(cameras, 2022)
    households(asked, (20, 100), (30, 100), (25, 100), (60, 100))
    with day(date(2023, 1, 3)):
        send(asked, asked.story.communes[0], 21, 100, reason="Đếm sót")

    def stored() -> set[tuple[int | None, bool, bytes]]:
        return {(row.unit_id, row.accepted, bytes(row.row)) for row in Total.objects.all()}

    kept = stored()
    rebuild_totals(asked.period)
    assert kept <= stored()
    assert counts(asked)["N25"] == (76, 300)


# Setting them


def test_the_strata_of_an_issued_form_are_set_and_its_totals_follow(cameras: Asked) -> None:
    asked = of_year(cameras, 2022)
    households(asked, (20, 100), (30, 100), (25, 100), (60, 100))
    measure = asked.form.measures.get(target__subject="N26")
    set_strata(measure=measure, strata=Strata(), by=asked.officer)
    assert strata_of_measure(Measure.objects.get(pk=measure.pk)).is_everyone
    assert counts(asked) == {"N25": (75, 300), "N26": (135, 400)}
    entry = LogEntry.objects.filter(action="report-form.strata").latest("pk")
    assert entry.detail["strata"] == EVERYONE
    stranger = make_user("la", make_unit("Sở khác", asked.story.province))
    with pytest.raises(Denied):
        set_strata(measure=measure, strata=COMMUNES, by=stranger)


def test_without_the_strata_of_reports_nothing_is_split(cameras: Asked) -> None:
    with pytest.raises(ValueError, match="strata"):
        layout_of(cameras.form).table([bytes(16)])


# In words


@pytest.mark.parametrize(
    ("strata", "words"),
    [
        (Strata(), EVERYONE),
        (COMMUNES, "cấp xã"),
        (
            BODIES,
            "cơ quan, doanh nghiệp, trường học; doanh nghiệp quy mô vừa, lớn",
        ),
        (
            Strata(settlements=("urban",)),
            "ở đô thị; không tính đơn vị có khu vực chưa xác định",
        ),
        (
            Strata(school_levels=("higher",), civil_only=True),
            "trường đại học, cao đẳng; không thuộc lực lượng vũ trang",
        ),
    ],
)
def test_strata_are_said_in_words(strata: Strata, words: str) -> None:
    assert strata_words(strata) == words


def test_the_facts_of_a_line_are_said_in_words() -> None:
    assert facts_words("body||large||armed|doanh nghiệp") == "doanh nghiệp, lớn, lực lượng vũ trang"
    assert facts_words("commune|urban||||") == "Cấp xã, đô thị"
    assert facts_words("commune|||||đặc khu") == "đặc khu, khu vực chưa xác định"
    assert facts_words("neighbourhood|||||tổ") == "tổ"
    assert facts_words("") == ""


def test_the_facts_of_a_unit_are_those_of_the_day() -> None:
    unit = make_unit("Xã A", level=Level.COMMUNE, kind="xã", settlement="rural")
    new = make_unit("Xã B", level=Level.COMMUNE, kind="xã", on=date(2024, 1, 1))
    carry_out(
        proposal=preview_reclassify(
            unit=unit, on=date(2023, 7, 1), decision=None, kind="phường", settlement="urban"
        ),
        by=None,
    )
    ids = [unit.pk, new.pk]
    assert strata_on(ids, date(2023, 6, 30)) == {
        unit.pk: "commune|rural||||xã",
        new.pk: "commune|||||xã",
    }
    assert strata_on(ids, date(2023, 7, 1))[unit.pk] == "commune|urban||||phường"
