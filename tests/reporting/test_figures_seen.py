"""Figures of targets at a place, with their coverage and what lies below, to the report."""

from __future__ import annotations

import pytest
from django.utils import timezone

from phongtrao.core.targets.standing import State
from phongtrao.programme.models import MeasuredBy, Target
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import exempt
from phongtrao.reporting.models import Obligation
from phongtrao.reporting.queries import figures
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.queries.sums import Reader, figures_of, layouts_of
from phongtrao.reporting.queries.target_page import (
    TargetPage,
    matching,
    ordered,
    states_among,
    targets_measured,
)
from phongtrao.units.models import Level, Unit
from tests.programme.cascade_rows import hand, make_story
from tests.reporting.report_rows import (
    Asked,
    accept,
    make_asked,
    make_form,
    make_target,
    reporter_of,
    send,
    window,
)

pytestmark = pytest.mark.django_db


TODAY = timezone.localdate()


@pytest.fixture
def asked() -> Asked:
    """Three communes; the first two have reported, the second waits."""
    asked = make_asked()
    first, second, _ = asked.story.communes
    send(asked, first, 100, 100, 95)
    accept(asked, first)
    send(asked, second, 50, 60, 40)
    return asked


def settled(asked: Asked) -> Target:
    """N13: nine of ten reports taken on are settled."""
    return targets_measured().get(programme=asked.story.programme, subject__contains="giải quyết")


def taken(asked: Asked) -> Target:
    """N12: all reports received are taken on."""
    return targets_measured().get(programme=asked.story.programme, subject__contains="thụ lý")


def page(asked: Asked, place: Unit | None = None, seen: Seen | None = None, **facts) -> TargetPage:
    return TargetPage(settled(asked), place, seen or Seen(TODAY), **facts)


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
        ("Xã 2", "80,0 % (40/50)", "◐ Đúng tiến độ"),
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
    for place in (None, asked.story.province, asked.story.communes[1], office):
        series = Series(targets, place, Seen(TODAY))
        one_by_one = figures.figure_series(targets, place, TODAY)
        for target in targets:
            together = [point.figure for point in series.points.get(target.pk, [])]
            apart = [figure for *_, figure in one_by_one.get(target.pk, []) if figure.expected]
            assert together == apart
    layout = layout_of(asked.form)
    reader = Reader([asked.period], layouts_of([asked.form.pk]))
    units, sums = reader.by_place(Level.COMMUNE, None)
    apart_by = figures.summed_by(asked.period, layout, Level.COMMUNE)
    for measure in layout.measures:
        together = figures_of(measure, [sums[asked.period.pk]])
        assert dict(zip(units, together, strict=True)) == {
            unit: figures.figure_of(measure, [apart_by[unit]]) for unit in units
        }


def test_an_exempt_unit_is_not_expected_and_stays_to_be_seen(asked: Asked) -> None:
    third = asked.of(asked.story.communes[2])
    exempt(obligation=third, reason="Mới thành lập", by=asked.officer)
    shown = page(asked)
    assert shown.head
    assert shown.head.coverage == "1/2 đơn vị đã duyệt, 1 chờ duyệt"
    row = shown.units[2]
    assert (row.name, row.state and row.state.words) == ("Xã 3", "– Không áp dụng")
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
    assert [(one.words, count) for one, count in states_among(rows)] == [
        ("○ Chưa báo cáo", 1),
        ("◐ Đúng tiến độ", 1),
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
