"""Figures of targets over time: as known on a day, beside earlier ones, levels of their day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import accept_report, return_report
from phongtrao.reporting.models import Obligation, Verdict
from phongtrao.reporting.queries.comparing import before
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.queries.target_page import TargetPage, targets_measured
from phongtrao.reporting.queries.unit_rows import states_among
from tests.programme.cascade_rows import at, hand, make_story
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    make_form,
    make_target,
    reporter_of,
    send,
    typed,
    window,
)
from tests.reporting.seen_rows import TODAY, make_waiting, page, sent_on, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    return make_waiting()


def test_yesterday_shows_what_was_known_yesterday(asked: Asked) -> None:
    first, second, _ = asked.story.communes
    sent_on(asked.of(first), "2020-04-02")
    sent_on(asked.of(second), "2020-04-04")
    send(asked, first, 100, 100, 50, reason="Đếm lại sổ")
    assert page(asked).rows[0].figure == "60,0 % (90/150)"

    def known(day: str) -> tuple[str, str]:
        head = page(asked, seen=Seen(date.fromisoformat(day), known=True)).head
        assert head
        return head.figure, head.coverage

    assert known("2020-04-01") == ("", "0/3 đơn vị đã duyệt, 3 chưa có số liệu")
    assert known("2020-04-02") == (
        "95,0 % (95/100)",
        "1/3 đơn vị đã duyệt, 2 chưa có số liệu",
    )
    assert known("2020-04-05")[0] == "90,0 % (135/150)"
    # By what is known today the same day looks otherwise.
    later = page(asked, seen=Seen(date(2020, 4, 2))).head
    assert later
    assert later.figure == "60,0 % (90/150)"


def test_a_report_given_back_by_then_did_not_count_then(asked: Asked) -> None:
    commune = asked.story.communes[1]
    row = asked.of(commune)
    sent_on(row, "2020-04-02")
    return_report(obligation=row, revision=1, reason="Sai kỳ", by=asked.officer)
    Verdict.objects.filter(submission=row.current_id).update(at=at("2020-04-03"))
    for day, coverage in (("2020-04-02", "chờ duyệt"), ("2020-04-03", "chưa có số liệu")):
        shown = page(asked, commune, Seen(date.fromisoformat(day), known=True))
        assert shown.head
        assert shown.head.coverage == coverage
    (row_then,) = page(asked, commune, Seen(date(2020, 4, 2), known=True)).units
    assert row_then.words == "80,0 % (40/50)"
    rows = page(asked, seen=Seen(date(2020, 4, 2), known=True)).units
    assert [one.words for one in rows] == ["", "80,0 % (40/50)", ""]


def test_a_period_stands_beside_the_last_one_and_the_same_of_the_year_before(asked: Asked) -> None:
    second = open_period(form=asked.form, window=window(asked.form, 2020, 1), by=asked.officer)
    year_on = open_period(form=asked.form, window=window(asked.form, 2021, 0), by=asked.officer)
    commune = asked.story.communes[0]
    for period, figures_sent in ((second, (100, 100, 97)), (year_on, (100, 100, 91))):
        row = Obligation.objects.get(period=period, unit=commune)
        send_report(obligation=row, typed=typed(*figures_sent), by=reporter_of(commune))
    shown = page(asked, commune)
    said = [
        (
            row.title,
            row.since_last and row.since_last.words,
            row.since_year and row.since_year.words,
        )
        for row in shown.rows
    ]
    # Quarter II of 2020 is not the last before quarter I of 2021.
    assert said == [
        ("Quý I/2021", None, "−4,0 điểm %"),
        ("Quý II/2020", "+2,0 điểm %", None),
        ("Quý I/2020", None, None),
    ]
    looked_into = page(asked, period=asked.period.pk)
    assert [row.words for row in looked_into.units][:2] == ["95,0 % (95/100)", "80,0 % (40/50)"]
    assert looked_into.rows[-1].point is looked_into.shown


def test_a_period_that_nobody_reported_is_not_judged_by_the_one_before(asked: Asked) -> None:
    open_period(form=asked.form, window=window(asked.form, 2020, 1), by=asked.officer)
    silent, first = page(asked).rows
    assert first.state
    assert (silent.title, silent.figure, silent.since_last) == ("Quý II/2020", "", None)
    assert silent.coverage == "0/3 đơn vị đã duyệt, 3 chưa có số liệu"
    assert silent.state
    assert silent.state.words == "○ Chưa báo cáo"


def test_periods_laid_by_another_rule_are_not_compared(asked: Asked) -> None:
    second = open_period(form=asked.form, window=window(asked.form, 2020, 1), by=asked.officer)
    commune = asked.story.communes[0]
    row = Obligation.objects.get(period=second, unit=commune)
    send_report(obligation=row, typed=typed(1, 1, 1), by=reporter_of(commune))
    shown = page(asked, commune)
    assert shown.rows[0].since_last
    other = shown.points[0].period
    other.form = type(other.form)(window={**QUARTERS, "ends": {"month": 0, "day": 14}})
    assert before(shown.series, shown.points[1]) is None


def test_events_are_added_within_the_year_and_compared_within_it() -> None:
    story = make_story(2)
    hand(story)
    story.officer.assignments.get_or_create(role="standing-officer", unit=story.province)
    target = make_target(
        story,
        "tin, bài",
        "Số tin bài đăng tải",
        measured_by=MeasuredBy.COUNT,
        value=20,
        horizon="2020",
    )
    form = make_form(story, [target])
    periods = [
        open_period(form=form, window=window(form, year, number), by=story.officer)
        for year, number in ((2020, 2), (2020, 3), (2021, 0))
    ]
    commune = story.communes[0]
    for period, many in zip(periods, (8, 9, 30), strict=True):
        row = Obligation.objects.get(period=period, unit=commune)
        send_report(obligation=row, typed={"A1": str(many)}, by=reporter_of(commune))
        accept_report(obligation=row, revision=1, by=story.officer)
    shown = TargetPage(targets_measured().get(pk=target.pk), None, Seen(TODAY))
    rows = {row.title: row for row in shown.rows}
    assert {title: row.figure for title, row in rows.items()} == {
        "Quý III/2020": "8",
        "Quý IV/2020": "17",
        "Quý I/2021": "30",
    }
    assert rows["Quý IV/2020"].window == "01/7/2020–31/12/2020"
    last = rows["Quý IV/2020"].since_last
    assert last
    assert last.words == "+9"
    assert rows["Quý I/2021"].since_last is None
    # What is asked of all together is asked of none alone, and the year 2021 is none of 2020's.
    assert shown.head
    assert shown.head.title == "Quý IV/2020"
    assert shown.needed == "còn thiếu 3"
    first, second = shown.units
    assert (first.words, first.state, first.bar) == ("17", None, 100)
    assert (second.words, second.state, second.bar) == ("", None, None)
    assert states_among(shown.units) == []


def test_a_running_period_is_not_judged_by_itself(asked: Asked) -> None:
    seen = Seen(asked.period.end - timedelta(days=10))
    shown = page(asked, seen=seen)
    assert shown.rows[0].state is None
    assert shown.rows[0].figure == "90,0 % (135/150)"
    assert page(asked, seen=Seen(asked.period.start - timedelta(days=1))).now is None
    assert page(asked, seen=Seen(asked.period.start - timedelta(days=1))).units == []


def test_levels_are_those_that_held_on_the_day(asked: Asked) -> None:
    target = settled(asked)
    old = target.thresholds.get()
    old.until = date(2020, 6, 1)
    old.save()
    target.thresholds.create(comparator="gte", value=97, unit="percent", since=date(2020, 6, 1))
    assert page(asked).level_words == "≥ 97 %"
    assert page(asked, seen=Seen(date(2020, 5, 31))).level_words == "≥ 90 %"
    assert page(asked).rows[0].asked == "≥ 90 %"


def test_what_is_asked_anew_stands_beside_the_last_time_until_it_is_told(asked: Asked) -> None:
    target = settled(asked)
    target.thresholds.update(horizon_kind="every", horizon="quarter")
    shown = page(asked, seen=Seen(date(2020, 5, 1)))
    assert shown.head
    assert shown.head.title == "Quý I/2020"
    assert shown.state
    assert shown.state.words == "◐ Đúng tiến độ"  # a commune is missing
    assert shown.by_reported
    assert shown.by_reported.words == "● Đạt"
    assert [row.state and row.state.words for row in shown.units] == [
        "● Đạt",
        "✕ Không đạt",
        "○ Chưa báo cáo",
    ]
    # Once the next one is over and nobody has told of it, that is what stands there.
    later = page(asked, seen=Seen(date(2020, 8, 1)))
    assert later.state
    assert later.state.words == "○ Chưa báo cáo"


def test_the_path_says_what_is_asked_by_now(asked: Asked) -> None:
    target = settled(asked)
    target.thresholds.all().delete()
    for horizon, value in (("2019", 80), ("2025", 60)):
        target.thresholds.create(
            comparator="lte", value=value, unit="percent", horizon_kind="by", horizon=horizon
        )
    assert page(asked, seen=Seen(date(2020, 5, 1))).path == "≤ 79,2 %"
    assert page(asked, seen=Seen(date(2020, 5, 1))).level_words == "≤ 60 % đến hết ngày 31/12/2025"
    target.thresholds.all().delete()
    target.thresholds.create(
        comparator="gte", value=1000, unit="count", horizon_kind="during", horizon="2020"
    )
    assert page(asked, seen=Seen(date(2020, 5, 1))).path == "≥ 247"
    # Of a number that all reach together, a commune has no part of its own.
    own = page(asked, asked.story.communes[0], Seen(date(2020, 5, 1)))
    assert (own.state, own.path, own.rows[0].state) == (None, "", None)
