"""More of what test_figures_seen is about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from phongtrao.core.rollup.strata import Strata, UnitFacts
from phongtrao.core.targets.wording import measured_words
from phongtrao.programme.models import Group, MeasuredBy, Target
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.totals import count_expected, rebuild_totals
from phongtrao.reporting.models import Obligation
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.queries.sums import owed_at
from phongtrao.reporting.queries.target_page import (
    TargetPage,
    targets_measured,
)
from phongtrao.units.models import Level, Unit
from tests.factories import make_unit
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
        ("Trường Mẫu", False, "100,0 % (1/1)"),
        ("Xã 1", True, "0,0 % (0/1)"),
    ]
    own = TargetPage(targets_measured().get(pk=target.pk), school, Seen(TODAY))
    assert own.head
    assert own.head.figure == "100,0 % (1/1)"
    assert [row.name for row in own.units] == ["Trường Mẫu"]
    assert Obligation.objects.filter(owed_at(below)).get().unit == below


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
    with django_assert_num_queries(14):
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
