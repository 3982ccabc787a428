"""What is compared: figures of all with figures of all, of one kind of window, of one form."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import accept_report
from phongtrao.reporting.models import Obligation, Period
from phongtrao.reporting.queries.box_series import BoxSeries
from phongtrao.reporting.queries.dashboard import Board
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.queries.target_page import TargetPage
from tests.programme.cascade_rows import hand, make_story
from tests.reporting.list_rows import YEARS
from tests.reporting.report_rows import make_form, make_target, reporter_of, window
from tests.reporting.seen_rows import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.programme.models import Target
    from phongtrao.reporting.models import ReportForm
    from phongtrao.reporting.queries.dashboard import TargetRow
    from tests.programme.cascade_rows import Story

pytestmark = pytest.mark.django_db

MONTHS = {
    "id": "calendar-month",
    "name": "Trọn tháng",
    "rhythm": "month",
    "starts": {"month": 0, "day": 1},
    "ends": {"month": 0, "day": 31},
    "send": {"commune": {"days": 5}},
}


@pytest.fixture
def story() -> Story:
    story = make_story(3)
    hand(story)
    story.officer.assignments.get_or_create(role="standing-officer", unit=story.province)
    return story


@pytest.fixture
def target(story: Story) -> Target:
    return make_target(
        story, "mô hình", "Số mô hình đang có", measured_by=MeasuredBy.COUNT, value=9
    )


def form_of(story: Story, target: Target, name: str, **facts: object) -> ReportForm:
    """A form that asks how many there are, which is not added up over time."""
    form = make_form(story, [target], name=name, **facts)
    form.measures.update(adds_up=False)
    return form


def say(story: Story, form: ReportForm, number: int, figures: Sequence[object]) -> None:
    """The first communes report a period and are accepted."""
    period = open_period(form=form, window=window(form, 2020, number), by=story.officer)
    for commune, figure in zip(story.communes, figures, strict=False):
        row = Obligation.objects.get(period=period, unit=commune)
        send_report(obligation=row, typed={"A1": str(figure)}, by=reporter_of(commune))
        accept_report(obligation=row, revision=1, by=story.officer)


def shown(form: ReportForm, day: str) -> TargetPage:
    """The page of the form's box."""
    seen = Seen(date.fromisoformat(day))
    series = BoxSeries(list(form.elements.select_related("form__unit")), None, seen)
    return TargetPage(series.target, None, seen, series=series)


def shown_of(target: Target, day: str) -> TargetPage:
    """The page of the target."""
    return TargetPage(target, None, Seen(date.fromisoformat(day)))


def on_board(target: Target, day: str) -> TargetRow:
    rows = Board(None, [target.programme], Seen(date.fromisoformat(day))).targets
    return next(row for row in rows if row.target == target)


def test_a_sum_of_fewer_says_of_how_many_and_not_that_it_is_worse(story, target) -> None:
    form = form_of(story, target, "Báo cáo quý")
    say(story, form, 0, (10, 10, 10))
    say(story, form, 1, (11, 12))
    newest, _ = shown(form, "2020-08-01").rows
    assert newest.since_last
    assert (newest.since_last.words, newest.since_last.tone) == ("−7 (2 so với 3 đơn vị)", "none")
    say(story, form, 2, (9, 12))
    newest = shown(form, "2020-11-01").rows[0]
    assert newest.since_last
    assert newest.since_last.words == "−2"


def test_what_a_few_have_said_of_a_running_period_is_compared_with_nothing(
    story, target, browser_of
) -> None:
    form = form_of(story, target, "Báo cáo quý")
    say(story, form, 0, (10, 10, 10))
    say(story, form, 1, (11, 12, 13))
    say(story, form, 2, (14,))
    running = shown(form, "2020-08-01")
    assert [row.figure for row in running.rows] == ["14", "36", "30"]
    assert running.rows[0].since_last is None
    assert running.head
    assert running.head.title == "Quý II/2020"
    assert on_board(target, "2020-11-01").trail == (30.0, 36.0, 14.0)
    assert on_board(target, "2020-08-01").trail == (30.0, 36.0)
    say_all = Obligation.objects.filter(period__end=date(2020, 9, 30), state="owed")
    for owed in say_all:
        send_report(obligation=owed, typed={"A1": "1"}, by=reporter_of(owed.unit))
    whole = shown(form, "2020-08-01")
    assert whole.rows[0].since_last
    assert whole.rows[0].since_last.words == "−20"


def test_months_and_quarters_are_not_drawn_in_one_line_and_forms_are_told_apart(
    story, target, browser_of
) -> None:
    quarters = form_of(story, target, "Báo cáo quý")
    months = form_of(story, target, "Báo cáo tháng", rule=MONTHS)
    for number in (0, 1):
        say(story, quarters, number, (10, 10, 10 + number))
    for number in range(4):
        say(story, months, number, (1, 1, 1))
    row = on_board(target, "2020-08-01")
    assert (row.figure, row.trail) == ("31", (30.0, 31.0))
    answer = browser_of(story.officer).get(address(target)).text
    told = json.loads(re.search(r'<script id="so-lieu"[^>]*>(.*?)</script>', answer)[1])
    assert (told["labels"], told["values"]) == (["Quý I/2020", "Quý II/2020"], [30.0, 31.0])
    assert "Biểu đồ vẽ các kỳ cùng loại" in answer
    assert answer.count('<span class="small soft">Báo cáo tháng</span>') == 4


def test_a_form_that_few_have_sent_does_not_turn_the_state_of_a_target(story, target) -> None:
    quarters = form_of(story, target, "Báo cáo quý")
    say(story, quarters, 0, (10, 10, 10))
    months = form_of(story, target, "Báo cáo tháng", rule=MONTHS)
    say(story, months, 4, (1,))
    head = shown_of(target, "2020-08-01").head
    assert head
    assert (head.title, head.figure) == ("Quý I/2020", "30")
    assert on_board(target, "2020-08-01").figure == "30"
    period = Period.objects.get(name="2020-05")
    for owed in Obligation.objects.filter(period=period, state="owed"):
        send_report(obligation=owed, typed={"A1": "1"}, by=reporter_of(owed.unit))
    head = shown_of(target, "2020-08-01").head
    assert head
    assert (head.title, head.figure) == ("Tháng 5/2020", "3")


def test_the_events_of_a_year_stand_beside_no_level_of_each_quarter(story) -> None:
    target = make_target(story, "tin, bài", "Số tin, bài", measured_by=MeasuredBy.COUNT, value=30)
    target.thresholds.update(horizon_kind="every", horizon="quarter")
    years = make_form(story, [target], YEARS)
    say(story, years, 0, (20, 20, 20))
    page = shown_of(target, "2021-02-01")
    assert [(row.figure, row.level, row.state) for row in page.rows] == [("60", None, None)]


def test_who_is_silent_does_not_make_a_rate_of_a_list_worse(story) -> None:
    target = make_target(story, "xã, phường", "Xã an toàn", measured_by=MeasuredBy.UNITS)
    form = make_form(story, [target])
    say(story, form, 0, ("Có", "Có", "Có"))
    say(story, form, 1, ("Có", "Có"))
    change = shown_of(target, "2020-08-01").rows[0].since_last
    assert change
    assert (change.words, change.tone) == ("−33,3 điểm % (2 so với 3 đơn vị)", "none")
    assert on_board(target, "2020-08-01").change == change
