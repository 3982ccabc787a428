"""Town and country report in one box: each unit stands beside the level of its own stratum."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.core.rollup.strata import Strata
from phongtrao.programme.models import Group
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.strata import set_strata
from phongtrao.reporting.queries.asking import asked_elements, levels_now
from phongtrao.reporting.queries.group_questions import asked_of, group_questions
from phongtrao.reporting.queries.reports import obligations_of
from phongtrao.reporting.queries.sheets import layout_of
from tests.factories import make_unit
from tests.programme.cascade_rows import hand, make_story
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.list_rows import YEARS
from tests.reporting.report_rows import Asked, make_form, make_target, reporter_of, typed
from tests.reporting.strata_rows import CAMERAS, JANUARY, of_year

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
LATE = date(2023, 3, 10)
WARDS = 14


@pytest.fixture
def cameras() -> Asked:
    """N25 (country, 20 – 30 %), N26 (town, > 50 %) and what is asked of all (≥ 10 %), in that
    order, of one pair of boxes; a commune and fourteen wards.
    """
    with day(date(2022, 1, 5)):
        story = make_story(0)
        story.communes = [
            make_unit(
                f"Xã {number}" if number == 0 else f"Phường {number}",
                story.province,
                level="commune",
                kind="phường" if number else "xã",
                settlement="urban" if number else "rural",
            )
            for number in range(WARDS + 1)
        ]
        hand(story)
        story.officer.assignments.get_or_create(role="standing-officer", unit=story.province)
        facts = {"subject": CAMERAS, "numerator": CAMERAS, "denominator": "Tổng số hộ dân"}
        targets = [
            make_target(story, comparator="gte", value=10, **facts),
            make_target(story, comparator="range", value=20, **facts),
            make_target(story, comparator="gt", value=50, **facts),
        ]
        targets[1].thresholds.update(upper=30)
        form = make_form(story, targets, YEARS, group=Group.COMMUNES)
        measures = {one.target_id: one for one in form.measures.all()}
        for target, where in ((targets[1], "rural"), (targets[2], "urban")):
            measure = measures[target.pk]
            set_strata(measure=measure, strata=Strata(settlements=(where,)), by=story.officer)
    return of_year(Asked(story, form, None), 2022)  # type: ignore[arg-type]  # opened here


def report(asked: Asked, unit: Unit, part: int, on: date, reason: str = "") -> None:
    with day(on):
        row = asked.of(unit)
        send_report(obligation=row, typed=typed(part, 100), reason=reason, by=reporter_of(unit))


def page_of(asked: Asked, unit: Unit) -> str:
    with day(LATE):
        answer = client_of(reporter_of(unit)).get(
            reverse("reporting:report", args=[asked.of(unit).pk])
        )
    return " ".join(answer.content.decode().split())


def test_a_unit_reads_the_level_of_its_own_stratum(cameras: Asked) -> None:
    commune, ward, *_ = cameras.story.communes
    for unit, own, other in ((commune, "20 – 30 %", "&gt; 50 %"), (ward, "&gt; 50 %", "20 – 30 %")):
        report(cameras, unit, 44, JANUARY)
        page = page_of(cameras, unit)
        assert f"44,0 % (44/100), mức chung {own}" in page
        assert "mức chung ≥ 10 %" in page  # what is asked of all is asked of it, too
        assert f"mức chung {other}" not in page


def test_a_box_is_asked_about_by_the_level_of_the_own_stratum(cameras: Asked) -> None:
    layout = layout_of(cameras.form)
    words = []
    for unit in cameras.story.communes[:2]:
        stratum = cameras.of(unit).stratum
        part, _ = asked_elements(layout, levels_now(layout), stratum)
        assert part.threshold
        words.append(part.threshold.words)
    assert words == ["20 – 30 %", "> 50 %"]
    part, whole = asked_elements(layout, levels_now(layout), "commune|||||đặc khu")
    assert part.threshold
    assert (part.threshold.words, part.whole) == ("≥ 10 %", whole.code)


@pytest.mark.parametrize(
    ("place", "before", "now", "asked_about"),
    [
        (1, 50, 51, "từ 50/100 (chưa đạt) thành 51/100 (đạt mức &gt; 50 %)"),
        (0, 20, 19, "từ 20/100 (đạt) thành 19/100 (chưa đạt mức 20 – 30 %)"),
        # Across the level of the others.
        (1, 19, 20, ""),
        (0, 50, 51, ""),
    ],
)
def test_a_late_correction_is_asked_about_where_it_crosses_the_unit_s_own_level(
    cameras: Asked, place: int, before: int, now: int, asked_about: str
) -> None:
    unit = cameras.story.communes[place]
    report(cameras, unit, before, JANUARY)
    report(cameras, unit, now, LATE, reason="Đếm lại")
    with day(LATE):
        office = client_of(cameras.officer)
        answers = [
            office.get(reverse("reporting:accept", args=[cameras.of(unit).pk])),
            office.get(reverse("reporting:period_questions", args=[cameras.period.pk])),
        ]
    for page in (page_of(cameras, unit), *(" ".join(one.text.split()) for one in answers)):
        assert ("ngày sau khi chốt kỳ" in page) is bool(asked_about)
        assert asked_about in page


def test_wards_that_heap_on_their_level_are_asked_about_together(cameras: Asked) -> None:
    commune, *wards = cameras.story.communes
    report(cameras, commune, 24, JANUARY)
    for place, ward in enumerate(wards):
        report(cameras, ward, 51 if place < WARDS - 2 else 50 + 2 * (place % 2), JANUARY)
    rows = obligations_of(cameras.officer, cameras.period)
    found = group_questions(rows, layout_of(cameras.form))
    (heaped,) = [one for one in found if one.question.rule == "exactly-on-the-level"]
    assert "gần mức > 50 %" in heaped.question.words
    assert [name for _, name in heaped.units] == [f"Phường {one}" for one in range(1, WARDS - 1)]
    with day(LATE):
        assert asked_of([cameras.of(commune), cameras.of(wards[0])], layout_of(cameras.form)) == []
