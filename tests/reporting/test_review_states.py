"""A review shows beside each figure the state of that very figure: of its period and its form."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from phongtrao.programme.models import Threshold
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.reviews import make_review
from phongtrao.reporting.queries.review_facts import gathered
from phongtrao.reporting.queries.review_figures import ReviewFigures
from phongtrao.reporting.queries.review_steps import Phase
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.queries.target_page import TargetPage, targets_measured
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import QUARTERS, YEAR, Asked, make_asked, make_form, send, window
from tests.reporting.review_rows import make_judged

if TYPE_CHECKING:
    from phongtrao.reporting.models import Review

pytestmark = pytest.mark.django_db
NOVEMBER = date(2020, 11, 22)
JANUARY = date(2021, 1, 5)


@pytest.fixture
def asked() -> Asked:
    return make_judged()


def review_of(asked: Asked, phase: Phase) -> Review:
    return make_review(
        programme=asked.story.programme,
        phase=phase,
        name="",
        held_on=None,
        minutes="",
        by=asked.officer,
    )


def test_each_figure_stands_beside_the_state_of_its_own_period(asked: Asked) -> None:
    """A quarter that runs, an early one, and a half-year that ends with the second quarter."""
    story = asked.story
    one, two, three = story.communes
    targets = [measure.target for measure in asked.form.measures.order_by("numerator__code")]
    for level in Threshold.objects.filter(target__in=targets):
        for horizon in ("2020-06", "2020"):
            level.pk, level.horizon_kind, level.horizon = None, "by", horizon
            level.save()
    Threshold.objects.filter(target__in=targets, horizon="").delete()
    halves = {**QUARTERS, "id": "half", "rhythm": "half-year"}
    half = make_form(story, targets, halves, name="Nửa năm")
    june = date(2020, 7, 2)
    for form, number, all_of in ((asked.form, 1, (200, 200, 180)), (half, 0, (10, 10, 8))):
        with day(june):
            period = open_period(form=form, window=window(form, 2020, number), by=asked.officer)
            whole = Asked(story, form, period)
            for unit in (one, two, three):
                send(whole, unit, *all_of)
    with day(date(2020, 10, 1)):
        last = open_period(form=asked.form, window=window(asked.form, 2020, 3), by=asked.officer)
    with day(NOVEMBER):
        send(Asked(story, asked.form, last), one, 10, 10, 1)
        review = review_of(asked, Phase("year", "", 2020, 2020))
        shown = gathered(review, Seen(NOVEMBER))
        client = client_of(asked.officer)
        page = client.get(reverse("reporting:review", args=[review.pk])).text
        file = client.get(reverse("reporting:review_file", args=[review.pk]))
        details = load_workbook(io.BytesIO(b"".join(file)))["Chi tiết"]
    titles = [step["title"] for step in shown["steps"]]
    assert titles == ["Quý I/2020", "Quý II/2020", "6 tháng đầu năm 2020", "Quý IV/2020"]
    settled = next(row for row in shown["targets"] if row["target"] == targets[1].pk)
    assert [(cell["figure"], cell["state"]) for cell in settled["cells"]] == [
        ("83,3 % (25/30)", "◐ Đúng tiến độ"),
        ("90,0 % (540/600)", "● Đạt"),
        ("80,0 % (24/30)", "✕ Không đạt"),
        ("10,0 % (1/10)", ""),
    ]
    assert [cell["runs"] for cell in settled["cells"]] == [False, False, False, True]
    assert page.count("kỳ chưa hết") == len(targets)
    assert "kỳ chưa hết" in [row[6].value for row in details.iter_rows()]
    with day(JANUARY):
        shown = gathered(review, Seen(JANUARY))
    settled = next(row for row in shown["targets"] if row["target"] == targets[1].pk)
    # Two communes never reported the fourth quarter: nothing final is said of it.
    assert [cell["state"] for cell in settled["cells"]] == [
        "◐ Đúng tiến độ",
        "● Đạt",
        "✕ Không đạt",
        "▲ Chậm",
    ]


def test_a_window_that_ends_before_its_year_is_judged_when_the_year_is_over() -> None:
    """Figures up to 31/10 are the last of the year; on the target's page and in the review."""
    asked = make_asked(3, YEAR)
    levels = Threshold.objects.filter(target__measures__form=asked.form)
    levels.update(horizon_kind="by", horizon="2020")
    with day(date(2020, 11, 5)):
        for unit in asked.story.communes:
            send(asked, unit, 10, 10, 8)
    settled = asked.form.measures.get(numerator__code="A3").target
    review = review_of(asked, Phase("year", "", 2020, 2020))

    def seen(on: date) -> set[str]:
        (row,) = TargetPage(targets_measured().get(pk=settled.pk), None, Seen(on)).rows
        cells = next(
            one for one in ReviewFigures(review, Seen(on)).rows() if one["target"] == settled.pk
        )
        assert row.state
        return {row.state.words, cells["cells"][0]["state"]}

    assert seen(NOVEMBER) == {"◐ Đúng tiến độ"}
    assert seen(JANUARY) == {"✕ Không đạt"}
    # From the new year on another level holds: it says nothing of the year before.
    new_year = date(2021, 1, 1)
    levels.update(until=new_year)
    Threshold.objects.create(
        target=settled, comparator="gte", value=80, unit="percent", horizon_kind="by",
        horizon="2025", since=new_year,
    )  # fmt: skip
    assert seen(JANUARY) == {"✕ Không đạt"}


def test_of_a_year_whose_last_quarter_is_silent_nothing_final_is_said(asked: Asked) -> None:
    with day(date(2021, 1, 2)):
        open_period(form=asked.form, window=window(asked.form, 2020, 3), by=asked.officer)
    three = asked.story.communes[2]
    with day(date(2020, 5, 4)):
        send(asked, three, 10, 10, 1)
    review = review_of(asked, Phase("phase", "", 2019, 2020))
    for horizon in ("", "2020"):
        kind = "by" if horizon else ""
        Threshold.objects.update(horizon_kind=kind, horizon=horizon)
        *_, settled = ReviewFigures(review, Seen(JANUARY)).rows()
        cell = settled["cells"][1]
        assert (cell["title"], cell["state"]) == ("Quý I/2020", "◐ Đúng tiến độ")
