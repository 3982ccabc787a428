"""When something counts as sent in time."""

from __future__ import annotations

from datetime import date

import pytest

from phongtrao.core.dates.filing import (
    Sent,
    Standing,
    duty_standing,
    last_day_of,
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
