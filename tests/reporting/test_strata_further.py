"""More of what test_strata is about."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from phongtrao.access.models import Role, User
from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.core.rollup.strata import Strata
from phongtrao.core.targets.standing import State
from phongtrao.reporting.actions.bulk import send_many
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.strata import set_strata
from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.actions.verdicts import accept_many
from phongtrao.reporting.models import Measure, Total
from phongtrao.reporting.queries.boundaries import OnBoundaries
from phongtrao.reporting.queries.figures import figure_of, summed
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.queries.strata import (
    EVERYONE,
    facts_words,
    strata_of_measure,
    strata_on,
    strata_words,
)
from phongtrao.reporting.queries.target_page import targets_measured
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_reclassify
from phongtrao.units.models import Level, Unit
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import hand, make_story
from tests.programme.reorganisation_rows import day
from tests.reporting.report_rows import Asked, make_form, make_target, send, window
from tests.reporting.test_lists import YEARS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.core.sheets.elements import Cells


pytestmark = pytest.mark.django_db


COMMUNES = Strata(groups=("commune",))


BODIES = Strata(
    groups=("cơ quan", "doanh nghiệp", "trường học"), enterprise_sizes=("medium", "large")
)


JANUARY = date(2023, 1, 4)


def of_year(asked: Asked, year: int) -> Asked:
    with day(date(year + 1, 1, 4)):
        one = window(asked.form, year)
        period = open_period(form=asked.form, window=one, by=asked.officer)
    return Asked(asked.story, asked.form, period)


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


CAMERAS = "Số hộ lắp đặt camera an ninh"


@pytest.fixture
def cameras() -> Asked:
    """N25 and N26: households with a camera, in the country and in town."""
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
    return Asked(found, form, None)  # type: ignore[arg-type] - opened later


def households(asked: Asked, *rows: tuple[int, int]) -> None:
    """How many households have a camera, of how many, commune by commune."""
    units = zip(asked.story.communes, rows, strict=True)
    bring(
        asked,
        {unit.pk: {"A1": Decimal(upper), "A2": Decimal(lower)} for unit, (upper, lower) in units},
    )


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


@pytest.mark.parametrize(
    ("strata", "words"),
    [
        (Strata(), EVERYONE),
        (COMMUNES, "cấp xã"),
        (
            BODIES,
            "cơ quan, doanh nghiệp, trường học; doanh nghiệp quy mô vừa, lớn",
        ),
        (Strata(settlements=("urban",)), "ở đô thị"),
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
