"""Public tables that share a box (F26): nothing hidden in one is found by means of another."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from phongtrao.access.models import Role
from phongtrao.core.rollup.strata import Strata, UnitFacts
from phongtrao.programme.models import MeasuredBy, Target
from phongtrao.reporting.actions.forms import build_form, issue_form
from phongtrao.reporting.actions.indicators import define_indicator
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.strata import set_strata
from phongtrao.reporting.models import Element, Obligation
from tests.programme.cascade_rows import Story, hand, make_story
from tests.reporting.public_rows import parts, published
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    accept,
    make_target,
    reporter_of,
    send,
    window,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.django_db
LATE, TAKEN = "Số tin báo quá hạn", "Số tin báo tiếp nhận"
TOWN, COUNTRY = "urban", "rural"


@pytest.fixture
def story() -> Story:
    story = make_story(6)
    hand(story)
    story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
    return story


def count(story: Story, subject: str, of: str) -> Target:
    return make_target(
        story, subject, of, measured_by=MeasuredBy.COUNT, comparator="lte", value=900
    )


def ask(story: Story, *targets: Target) -> Asked:
    """The communes are asked; the first three lie in the country, the others in town."""
    built = build_form(
        programme=story.programme, targets=targets, name="Tin báo", window=QUARTERS,
        group="commune", by=story.officer,
    )  # fmt: skip
    Element.objects.filter(form=built.form).update(required=False)
    issue_form(form=built.form, by=story.officer)
    period = open_period(form=built.form, window=window(built.form), by=story.officer)
    for place, unit in enumerate(story.communes):
        key = UnitFacts("commune", COUNTRY if place < 3 else TOWN).key
        Obligation.objects.filter(period=period, unit=unit).update(stratum=key)
    return Asked(story, built.form, period)


def narrow(asked: Asked, target: Target, settlement: str) -> None:
    measure = asked.form.measures.get(target=target)
    set_strata(measure=measure, strata=Strata(settlements=(settlement,)), by=asked.officer)


def all_accepted(asked: Asked, *rows: Sequence[object]) -> None:
    for unit, row in zip(asked.story.communes, rows, strict=True):
        send(asked, unit, *row)
        accept(asked, unit)


def sensitive(asked: Asked, code: str) -> None:
    indicator = asked.form.elements.get(code=code).indicator
    assert indicator
    now = indicator.versions.get()
    names = ("numerator", "denominator", "unit", "direction", "source", "breakdowns", "limits")
    define_indicator(
        indicator=indicator, valid_from=date(2020, 1, 1), sensitive=True, by=asked.officer,
        **{name: getattr(now, name) for name in names},
    )  # fmt: skip


def shown(target: Target) -> dict[str, str]:
    return parts(published(target))


def found_out(*tables: dict[str, str]) -> set[str]:
    """The hidden figures of units that follow from what some tables of one box show."""
    units = sorted({name for table in tables for name in table} - {"Tổng cộng"})
    known = np.array(
        [
            [unit == name if name != "Tổng cộng" else table.get(unit, "chưa có") != "chưa có"
             for unit in units]
            for table in tables
            for name, said in table.items()
            if said.isdigit()
        ],
        float,
    )  # fmt: skip
    rank = np.linalg.matrix_rank(known)
    one = np.eye(len(units))
    told = {
        unit
        for place, unit in enumerate(units)
        if np.linalg.matrix_rank(np.vstack([known, one[place]])) == rank
    }
    return told & {name for table in tables for name, said in table.items() if said == "ẩn"}


def test_one_table_of_all_and_one_of_the_towns(story: Story) -> None:
    everywhere, country, town = (count(story, one, LATE) for one in ("chung", "xã", "phường"))
    asked = ask(story, everywhere, country, town)
    narrow(asked, country, COUNTRY)
    narrow(asked, town, TOWN)
    all_accepted(asked, [2], [300], [400], [7], [60], [70])
    tables = [shown(one) for one in (everywhere, country, town)]
    assert found_out(*tables) == set()
    assert tables[1] == {
        "Xã 1": "ẩn", "Xã 2": "ẩn", "Xã 3": "400", "Tổng cộng": "702",
    }  # fmt: skip
    # What is shown of a unit is the same in each table.
    assert tables[2] == {"Xã 4": "7", "Xã 5": "60", "Xã 6": "70", "Tổng cộng": "137"}
    assert tables[0] == tables[1] | tables[2] | {"Tổng cộng": "839"}


def test_a_small_count_that_has_no_other_beside_it_hides_the_totals_it_is_in(story: Story) -> None:
    everywhere, town = (count(story, one, LATE) for one in ("chung", "phường"))
    asked = ask(story, everywhere, town)
    narrow(asked, town, TOWN)
    all_accepted(asked, [0], [3], [0], [10], [60], [70])
    tables = [shown(one) for one in (everywhere, town)]
    assert found_out(*tables) == set()
    assert tables[1]["Tổng cộng"] == "140"
    assert (tables[0]["Xã 2"], tables[0]["Tổng cộng"]) == ("ẩn", "ẩn")


def test_a_count_and_a_rate_that_leaves_a_report_out(story: Story) -> None:
    alone = count(story, "số", LATE)
    rate = make_target(story, "tỷ lệ", LATE, TAKEN)
    asked = ask(story, alone, rate)
    all_accepted(asked, [2, 900], [300, 900], [400, 900], [7, "?"], [60, 900], [70, 900])
    tables = [shown(one) for one in (alone, rate)]
    assert tables[1]["Xã 4"] == "chưa có"
    assert found_out(*tables) == set()


def test_what_is_left_of_sensitive_work_is_in_no_other_table_either(story: Story) -> None:
    rate = make_target(story, "giải quyết", "Số tin báo đã giải quyết", TAKEN)
    settled, taken = count(story, "số", "Số tin báo đã giải quyết"), count(story, "tin", TAKEN)
    asked = ask(story, rate, settled, taken)
    sensitive(asked, "A1")
    rows = [(198, 200), (250, 300), (300, 400), (50, 90), (60, 90), (70, 90)]
    all_accepted(asked, *rows)
    tables = [shown(one) for one in (rate, settled, taken)]
    # Two are left in Xã 1, and twenty, which hide them, in Xã 6.
    for table in tables:
        assert {name for name, said in table.items() if said == "ẩn"} == {"Xã 1", "Xã 6"}


def test_a_box_and_a_part_of_it(story: Story) -> None:
    whole, part = count(story, "mô hình", LATE), count(story, "trường học", "Trong đó: trường")
    draft = build_form(
        programme=story.programme, targets=[whole, part], name="Tin báo", window=QUARTERS,
        group="commune", by=story.officer,
    ).form  # fmt: skip
    upper, under = draft.elements.order_by("number")
    Element.objects.filter(pk=under.pk).update(
        code="A1.1", part="loại hình|trường học", indicator=upper.indicator
    )
    issue_form(form=draft, by=story.officer)
    asked = Asked(story, draft, open_period(form=draft, window=window(draft), by=story.officer))
    rows = [(100, 97), (200, 100), (300, 100), (400, 100), (500, 100), (600, 100)]
    for unit, (every, some) in zip(story.communes, rows, strict=True):
        typed = {"A1": str(every), "A1.1": str(some)}
        send_report(obligation=asked.of(unit), typed=typed, by=reporter_of(unit))
        accept(asked, unit)
    # Three are of no school in Xã 1: nobody finds them by subtracting.
    tables = shown(whole), shown(part)
    assert {table["Xã 1"] for table in tables} == {"ẩn"}
    assert all(list(table.values()).count("ẩn") == 2 for table in tables)
