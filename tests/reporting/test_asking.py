"""What a report is held against: earlier reports, wholes, levels."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from phongtrao.access.models import Role
from phongtrao.core.questions.facts import Nature
from phongtrao.core.sheets.elements import Element, Kind
from phongtrao.reporting.actions.forms import issue_form, new_version
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Period, ReportForm
from phongtrao.reporting.queries.asking import asked_elements, levels_now, nature_of
from phongtrao.reporting.queries.earlier import (
    earlier_names,
    figures_before,
    history_of,
    periods_a_year,
)
from phongtrao.reporting.queries.sheet_words import rates_of
from phongtrao.reporting.queries.sheets import layout_of, sheet_of
from tests.programme.cascade_rows import make_story
from tests.reporting.report_rows import (
    Asked,
    crime_reports,
    make_form,
    make_target,
    send,
    window,
)


@pytest.mark.parametrize(
    ("label", "nature"),
    [
        ("Số hộ gia đình trên địa bàn", Nature.STANDING),
        ("Tổng số xã, phường, đặc khu", Nature.STANDING),
        ("Tổ hòa giải", Nature.STANDING),
        ("Tổng số báo cáo viên, tuyên truyền viên", Nature.STANDING),
        ("Số tin báo tiếp nhận", Nature.COUNTED),
        ("Số buổi tuyên truyền", Nature.COUNTED),
        ("Số hội nghị đã tổ chức", Nature.COUNTED),
    ],
)
def test_the_first_noun_says_whether_a_figure_stands_or_is_counted_anew(
    label: str, nature: Nature
) -> None:
    box = Element("A1", label, Kind.INTEGER)
    assert nature_of(box) == nature
    assert nature_of(box, adds_up=True) == Nature.COUNTED


def test_money_is_set_by_somebody() -> None:
    assert nature_of(Element("A1", "Số hộ", Kind.MONEY), adds_up=True) == Nature.SET


@pytest.mark.parametrize(
    ("name", "a_year", "names"),
    [
        ("2020-Q1", 4, ["2019-Q4", "2019-Q3", "2019-Q2", "2019-Q1"]),
        ("2020", 1, ["2019", "2018", "2017", "2016"]),
        ("2020-01-01/2020-02-01", 1, []),
    ],
)
def test_a_year_and_at_least_four_periods_are_looked_back(
    name: str, a_year: int, names: list[str]
) -> None:
    period = Period(name=name)
    assert periods_a_year(period) == a_year
    assert earlier_names(period) == names


def test_a_month_looks_back_over_twelve() -> None:
    assert earlier_names(Period(name="2020-03"))[-1] == "2019-03"


def test_a_part_knows_its_whole_and_its_level(asked: Asked) -> None:
    layout = layout_of(asked.form)
    taken, received, settled = asked_elements(layout, levels_now(layout))
    assert (taken.whole, received.whole, settled.whole) == ("A2", "", "A1")
    assert settled.threshold
    assert settled.threshold.words == "≥ 90 %"
    assert [settled.threshold.met(part, 200) for part in (179, 180)] == [False, True]


def test_history_has_an_entry_for_each_period_and_none_for_silence(asked: Asked) -> None:
    first, second, _ = asked.story.communes
    send(asked, first, 5, 9, 4)
    later = open_period(form=asked.form, window=window(asked.form, 2020, 2), by=asked.officer)
    known = history_of(later, sheet_of(asked.form), [first.pk, second.pk])
    assert known[second.pk] == ()
    assert [past and past.period for past in known[first.pk]] == [None, None, "Quý I/2020", None]
    assert known[first.pk][2].cells["A2"] == Decimal(9)


def test_a_new_version_remembers_what_asks_for_the_same(asked: Asked) -> None:
    commune = asked.story.communes[0]
    send(asked, commune, 5, 9, 4)
    form = new_version(form=asked.form, by=asked.officer)
    form.elements.filter(code="A2").update(label="Số tin báo, tố giác tiếp nhận")
    form.elements.filter(code="A3").update(code="B3")
    form.rules.all().delete()
    issue_form(form=form, by=asked.officer)
    form = ReportForm.objects.get(pk=form.pk)
    period = open_period(form=form, window=window(form, 2020, 1), by=asked.officer)
    past = history_of(period, sheet_of(form), [commune.pk])[commune.pk][-1]
    assert past
    assert past.cells == {"A1": Decimal(5)}
    # Of many units at once: who was silent says nothing, what asks for something else neither.
    units = [asked.story.communes[1].pk, commune.pk]
    found = figures_before(period, sheet_of(form), units)
    nothing = np.nan
    np.testing.assert_array_equal(found[1], [[nothing] * 3, [5, nothing, nothing]])


@pytest.mark.django_db
def test_a_rate_is_told_once_and_only_of_figures() -> None:
    story = make_story(1)
    story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
    twice = [*crime_reports(story), *crime_reports(story)]
    twice.append(make_target(story, "tin báo khó", "Số tin báo khó", "Số tin báo thụ lý"))
    twice[-1].thresholds.all().delete()
    form = make_form(story, twice, name="Hai lần")
    layout = layout_of(form)
    codes = {box.label: box.code for box in layout.sheet.elements}
    taken, received = codes["Số tin báo thụ lý"], codes["Số tin báo tiếp nhận"]
    cells = {taken: Decimal(5), received: Decimal(0), codes["Số tin báo khó"]: Decimal(1)}
    told = rates_of(layout, levels_now(layout), cells, "")
    assert told == {codes["Số tin báo khó"]: ("20,0 % (1/5)",)}
    cells = {taken: Decimal(5), received: Decimal(10)}
    told = rates_of(layout, levels_now(layout), cells, "")
    assert told == {taken: ("50,0 % (5/10), mức chung ≥ 100 %",)}
