"""When something counts as sent in time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from phongtrao.core.dates.filing import (
    Sent,
    Standing,
    duty_standing,
    last_day_of,
    on_time,
    sent_day,
    sent_on_of,
    sent_state,
)


def day(text: str) -> date | None:
    return date.fromisoformat(f"2020-09-{text}") if text else None


@pytest.mark.parametrize(
    ("sent", "due", "on", "wanted"),
    [
        ("04", "04", "10", Sent.ON_TIME),
        ("05", "04", "10", Sent.LATE),
        ("", "04", "05", Sent.SILENT),
        ("", "04", "04", Sent.NOT_DUE),
        ("", "", "30", Sent.NOT_DUE),
        ("30", "", "30", Sent.ON_TIME),
    ],
)
def test_the_state_follows_from_the_day_it_was_sent_and_the_last_day(
    sent: str, due: str, on: str, wanted: Sent
) -> None:
    asked = day(on)
    assert asked
    assert sent_state(day(sent), day(due), asked) == wanted


def test_before_a_day_excludes_the_day() -> None:
    assert last_day_of(day("05"), before=True) == day("04")
    assert last_day_of(day("05"), before=False) == day("05")
    assert last_day_of(None, before=True) is None


@pytest.mark.parametrize(
    ("own", "inherited", "wanted"),
    [
        ("", [], ""),
        ("07", [], "07"),
        ("", ["03", "05"], "05"),
        ("", ["03", ""], ""),
        ("07", ["03", ""], "07"),
        ("07", ["03", "05"], "05"),
        ("04", ["03", "05"], "04"),
    ],
)
def test_a_merged_unit_has_sent_when_it_did_or_all_its_predecessors_did(
    own: str, inherited: list[str], wanted: str
) -> None:
    assert sent_on_of(day(own), [day(one) for one in inherited]) == day(wanted)


@pytest.mark.parametrize(
    ("done", "on", "wanted"),
    [
        ("", "01", Standing("due", 3)),
        ("", "04", Standing("due", 0)),
        ("", "06", Standing("overdue", -2)),
        ("04", "20", Standing("done", 0)),
        ("09", "20", Standing("done-late", -5)),
    ],
)
def test_a_duty_is_due_overdue_done_or_done_late(done: str, on: str, wanted: Standing) -> None:
    last, asked = day("04"), day(on)
    assert last
    assert asked
    standing = duty_standing(last, day(done), asked)
    assert standing == wanted
    assert standing.past == -wanted.days


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ("2026-11-09T23:59:59+07:00", True),
        ("2026-11-10T00:00:00+07:00", False),
        ("2026-11-09T16:59:59+00:00", True),
        ("2026-11-09T17:00:00+00:00", False),
        ("2026-11-10T01:30:00+09:00", True),
    ],
)
def test_before_10_november_ends_with_the_9th_by_the_clock_of_vietnam(
    sent: str, *, wanted: bool
) -> None:
    last = last_day_of(date(2026, 11, 10), before=True)
    assert on_time(datetime.fromisoformat(sent), last) is wanted


def test_without_a_last_day_nothing_is_late_at_any_moment() -> None:
    assert on_time(datetime(2026, 11, 10, tzinfo=UTC), None)


def test_a_moment_without_a_time_zone_has_no_day() -> None:
    east = timezone(timedelta(hours=9))
    assert sent_day(datetime(2026, 11, 10, 1, tzinfo=east)) == date(2026, 11, 9)
    with pytest.raises(ValueError, match="no time zone"):
        sent_day(datetime(2026, 11, 10))  # noqa: DTZ001 - what must be refused
