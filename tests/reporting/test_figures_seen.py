"""Figures of targets at a place, with their coverage, down to the report of a unit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from phongtrao.core.rollup.strata import Strata, UnitFacts
from phongtrao.core.targets.standing import State
from phongtrao.core.targets.wording import Change, measured_words
from phongtrao.programme.models import Group, MeasuredBy
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.totals import count_expected, rebuild_totals
from phongtrao.reporting.actions.verdicts import exempt
from phongtrao.reporting.models import Obligation
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.sheets import layout_of, layouts_of
from phongtrao.reporting.queries.sums import Reader, figures_of, owed_at, summed
from phongtrao.reporting.queries.target_page import TargetPage, targets_measured
from phongtrao.reporting.queries.unit_rows import matching, ordered, states_among
from phongtrao.units.models import Level, Unit
from tests.factories import make_unit
from tests.programme.cascade_rows import hand, make_story
from tests.reporting.report_rows import (
    Asked,
    make_asked,
    make_form,
    make_target,
    reporter_of,
    send,
    window,
)
from tests.reporting.seen_rows import TODAY, make_waiting, page, settled
from tests.reporting.strata_rows import figure_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    return make_waiting()


def test_a_figure_is_shown_with_its_parts_its_coverage_and_its_state(asked: Asked) -> None:
    shown = page(asked)
    assert shown.head
    assert shown.head.figure == "90,0 % (135/150)"
    assert shown.head.coverage == "1/3 đơn vị đã duyệt, 1 chờ duyệt, 1 chưa có số liệu"
    assert shown.head.provisional
    assert shown.level_words == "≥ 90 %"
    assert shown.state
    assert shown.state.words == "◐ Đúng tiến độ"
    assert shown.needed == ""


def test_the_rows_below_are_the_total_and_a_silent_one_is_missing_not_zero(asked: Asked) -> None:
    rows = page(asked).units
    assert [(row.name, row.words, row.state and row.state.words) for row in rows] == [
        ("Xã 1", "95,0 % (95/100)", "● Đạt"),
        ("Xã 2", "80,0 % (40/50)", "◐ Đúng tiến độ, chưa đạt mức"),
        ("Xã 3", "", "○ Chưa báo cáo"),
    ]
    assert [row.bar for row in rows] == [95, 80, None]
    parts = [row.figure.measured for row in rows if row.figure.measured]
    assert sum(one.part for one in parts) == 135
    assert sum(one.whole or 0 for one in parts) == 150


def test_a_commune_leads_to_its_reports(asked: Asked) -> None:
    commune = asked.story.communes[0]
    shown = page(asked, commune)
    assert shown.head
    assert shown.head.coverage == "đã duyệt"
    (row,) = shown.units
    assert (row.obligation, row.report) == (asked.of(commune).pk, "● Đã duyệt")
    assert not row.total


def test_what_is_read_together_is_what_is_read_one_by_one(asked: Asked) -> None:
    office = asked.story.officer.office
    targets = list(targets_measured().filter(programme=asked.story.programme))
    layout = layout_of(asked.form)
    for place in (None, asked.story.province, asked.story.communes[1], office):
        series = Series(targets, place, Seen(TODAY))
        kept = summed(asked.period, layout, place)
        for measure in layout.measures:
            together = [point.figure for point in series.points.get(measure.target_id, [])]
            apart = figure_of(measure, kept)
            assert together == [one for one in [apart] if one.expected]
    reader = Reader([asked.period], layouts_of([asked.form]))
    units, sums = reader.by_place(Level.COMMUNE, None)
    communes = Unit.objects.in_bulk(units)
    apart_by = {unit: summed(asked.period, layout, communes[unit]) for unit in units}
    for measure in layout.measures:
        together = figures_of(measure, [sums[asked.period.pk]])
        assert dict(zip(units, together, strict=True)) == {
            unit: figure_of(measure, apart_by[unit]) for unit in units
        }


def test_an_exempt_unit_is_not_expected_and_stays_to_be_seen(asked: Asked) -> None:
    third = asked.of(asked.story.communes[2])
    exempt(obligation=third, reason="Mới thành lập", by=asked.officer)
    shown = page(asked)
    assert shown.head
    assert shown.head.coverage == "1/2 đơn vị đã duyệt, 1 chờ duyệt"
    row = shown.units[2]
    assert (row.name, row.state and row.state.words) == ("Xã 3", "– Được miễn")
    (single,) = page(asked, asked.story.communes[2]).units or [None]
    assert single is None or single.report == "– Được miễn"


def test_a_target_without_a_level_has_figures_and_no_state(asked: Asked) -> None:
    settled(asked).thresholds.all().delete()
    shown = page(asked)
    assert shown.head
    assert shown.head.figure == "90,0 % (135/150)"
    assert (shown.state, shown.by_reported, shown.needed, shown.path) == (None, None, "", "")
    assert (shown.level_words, shown.rows[0].asked, shown.rows[0].level) == ("", "", None)
    assert all(row.state is None for row in shown.units)
    assert [row.name for row in ordered(shown.units, "", None)] == ["Xã 3", "Xã 2", "Xã 1"]


def test_units_are_found_by_name_without_marks_and_by_state(asked: Asked) -> None:
    shown = page(asked)
    rows = shown.units
    assert [row.name for row in matching(rows, "xa 2", "")] == ["Xã 2"]
    assert [row.name for row in matching(rows, "", "chua-bao-cao")] == ["Xã 3"]
    assert [row.name for row in matching(rows, "", "chua-dat-muc")] == ["Xã 2"]
    assert [(one.words, count) for one, count in states_among(rows)] == [
        ("○ Chưa báo cáo", 1),
        ("◐ Đúng tiến độ, chưa đạt mức", 1),
        ("● Đạt", 1),
    ]
    assert [row.name for row in ordered(rows, "", shown.level)] == ["Xã 3", "Xã 2", "Xã 1"]
    assert [row.name for row in ordered(rows, "ten", shown.level)] == ["Xã 1", "Xã 2", "Xã 3"]
    assert [row.name for row in ordered(rows, "cao", shown.level)] == ["Xã 1", "Xã 2", "Xã 3"]


def test_of_what_must_not_happen_the_most_comes_first() -> None:
    story = make_story(2)
    hand(story)
    target = make_target(
        story, "vụ việc", "Số vụ phức tạp", measured_by=MeasuredBy.ZERO, comparator="zero", value=0
    )
    form = make_form(story, [target])
    period = open_period(form=form, window=window(form), by=story.officer)
    for commune, many in zip(story.communes, (1, 3), strict=True):
        row = Obligation.objects.get(period=period, unit=commune)
        send_report(obligation=row, typed={"A1": str(many)}, by=reporter_of(commune))
    shown = TargetPage(targets_measured().get(pk=target.pk), None, Seen(TODAY))
    assert [(row.name, row.words) for row in ordered(shown.units, "", shown.level)] == [
        ("Xã 2", "3"),
        ("Xã 1", "1"),
    ]
    assert {row.judged for row in shown.units} == {State.MISSED}


def test_bodies_beside_communes_stand_in_the_province_by_themselves() -> None:
    story = make_story(1)
    school = make_unit("Trường Mẫu", story.province, kind="trường")
    below = make_unit("Trường Xã", story.communes[0], kind="trường")
    hand(story, school, below)
    story.officer.assignments.get_or_create(role="standing-officer", unit=story.province)
    target = make_target(
        story, "trường", "Trường đạt chuẩn", measured_by=MeasuredBy.UNITS, value=90
    )
    form = make_form(story, [target], group=Group.EVERYONE)
    period = open_period(form=form, window=window(form), by=story.officer)
    for unit, answer in ((school, "Có"), (below, "Không")):
        row = Obligation.objects.get(period=period, unit=unit)
        send_report(obligation=row, typed={"A1": answer}, by=reporter_of(unit))
    shown = TargetPage(targets_measured().get(pk=target.pk), None, Seen(TODAY))
    assert shown.head
    assert shown.head.figure == "50,0 % (1/2)"
    assert shown.needed == "còn thiếu 1 đơn vị"
    assert [(row.name, row.total, row.words) for row in shown.units] == [
        ("Trường Mẫu", False, "Có"),
        ("Xã 1", True, "0,0 % (0/1)"),
    ]
    own = TargetPage(targets_measured().get(pk=target.pk), school, Seen(TODAY))
    assert own.head
    assert own.head.figure == "Có"
    later = open_period(form=form, window=window(form, number=1), by=story.officer)
    for unit, answer in ((school, "Không"), (below, "Không")):
        row = Obligation.objects.get(period=later, unit=unit)
        send_report(obligation=row, typed={"A1": answer}, by=reporter_of(unit))
    now = TargetPage(targets_measured().get(pk=target.pk), school, Seen(TODAY)).rows[0].since_last
    assert now == Change("Có → Không", "bad")
    same = TargetPage(targets_measured().get(pk=target.pk), below, Seen(TODAY)).rows[0].since_last
    assert same == Change("không đổi", "none")
    assert [row.name for row in own.units] == ["Trường Mẫu"]
    owed = Obligation.objects.filter(owed_at(below), period=period)
    assert owed.get().unit == below


def test_a_country_is_looked_into_by_provinces(asked: Asked) -> None:
    country = make_unit("Việt Nam", level=Level.COUNTRY)
    asked.story.programme.unit = country
    asked.story.programme.save()
    (row,) = page(asked).units
    assert (row.name, row.total, row.words) == ("Tỉnh Mẫu", True, "90,0 % (135/150)")
    (then,) = page(asked, seen=Seen(TODAY - timedelta(days=1), known=True)).units
    assert then.words == ""
    rows = page(asked, asked.story.province).units
    assert [one.name for one in rows] == ["Xã 1", "Xã 2", "Xã 3"]


@pytest.mark.parametrize("communes", [1, 12])
def test_a_page_costs_the_same_for_one_commune_and_for_many(
    communes: int, django_assert_num_queries
) -> None:
    asked = make_asked(communes)
    for commune in asked.story.communes:
        send(asked, commune, 10, 10, 9)
    target = settled(asked)
    with django_assert_num_queries(9):
        shown = TargetPage(target, None, Seen(TODAY))
        assert len(shown.units) == communes
        assert shown.rows


def test_a_changed_figure_of_one_commune_changes_what_stands_above(asked: Asked) -> None:
    first = asked.story.communes[0]
    before = page(asked).rows[0].figure
    send(asked, first, 100, 100, 94, reason="Đếm sót")
    assert before == "90,0 % (135/150)"
    after = page(asked).head
    assert after
    assert after.figure == "89,3 % (134/150)"
    assert after.point.figure.measured
    assert measured_words(after.point.figure.measured) == after.figure


def test_reports_outside_of_provinces_stand_in_the_whole(asked: Asked) -> None:
    third = asked.story.communes[2]
    Obligation.objects.filter(unit=third).update(province=None, commune=None)
    count_expected(asked.period)
    send(asked, third, 50, 50, 45)
    shown = page(asked)
    assert shown.head
    assert shown.head.figure == "90,0 % (180/200)"
    assert shown.head.coverage == "1/3 đơn vị đã duyệt, 2 chờ duyệt"
    assert [(row.name, row.words) for row in shown.units][2] == ("Xã 3", "90,0 % (45/50)")
    assert shown.units[2].obligation == asked.of(third).pk


def test_a_measure_of_some_units_counts_only_those(asked: Asked) -> None:
    first, second, third = asked.story.communes
    for unit, settlement in ((first, "urban"), (second, "rural"), (third, "urban")):
        key = UnitFacts(level="commune", settlement=settlement, kind="xã").key
        Obligation.objects.filter(unit=unit).update(stratum=key)
    measure = settled(asked).measures.get()
    measure.strata = Strata(settlements=("urban",)).as_row()
    measure.save()
    rebuild_totals(asked.period)
    for place in (None, asked.story.province):
        shown = page(asked, place)
        assert shown.head
        assert shown.head.figure == "95,0 % (95/100)"
        assert shown.head.coverage == "1/2 đơn vị đã duyệt, 1 chưa có số liệu"
    rows = page(asked).units
    assert [row.state and row.state.words for row in rows] == [
        "● Đạt",
        "– Không áp dụng",
        "○ Chưa báo cáo",
    ]
    then = page(asked, seen=Seen(TODAY, known=True)).head
    assert then
    assert then.figure == "95,0 % (95/100)"
