"""The answer to a difficulty changes value, base, comparator and horizon of a level, said in words
before it is done; the old level stays with its days.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from phongtrao.audit.models import LogEntry
from phongtrao.core.targets.levels import LevelUnusable
from phongtrao.programme.actions import difficulties
from phongtrao.programme.actions.difficulties import Adjustment
from phongtrao.programme.models import Difficulty, Target, Threshold
from phongtrao.programme.queries.levels import in_words
from tests.programme.cascade_rows import Story, hand, make_story, user_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    story = make_story()
    hand(story)
    return story


@pytest.fixture
def office(story: Story, browser_of: Callable) -> Client:
    return browser_of(story.officer)


@pytest.fixture
def target(story: Story) -> Target:
    return story.programme.targets.get()


def level_is(target: Target, **facts: Any) -> Threshold:
    target.thresholds.update(**facts)
    return target.thresholds.get()


def report(story: Story, target: Target) -> Difficulty:
    unit = story.communes[0]
    return difficulties.report_difficulty(
        programme=story.programme,
        unit=unit,
        target=target,
        text="Xã đã sáp nhập.",
        by=user_of(unit),
    )


def page_of(row: Difficulty) -> str:
    return reverse("programme:answer", args=[row.receipt.programme_id, row.pk])


def typed(level: Threshold, **facts: str) -> dict[str, Any]:
    start = {"accepted": "co", "answer": "Đồng ý.", "since": "01/01/2021"}
    return {**start, "threshold": level.pk, **facts}


NINETEEN = {"comparator": "eq", "value": 19, "unit": "count", "out_of": 28}


def test_the_base_that_broke_is_changed_with_the_value_and_both_are_read_by_the_day(
    story: Story, target: Target, office: Client, browser_of: Callable, time_machine: Any
) -> None:
    old = level_is(target, **NINETEEN)
    time_machine.move_to("2021-03-01T09:00:00+07:00", tick=False)
    row, sent = report(story, target), typed(old, value="12", out_of="18")
    asked = office.post(page_of(row), sent)
    assert asked.status_code == 200
    assert "19/28 đến năm 2025" in asked.text
    assert "12/18 đến năm 2025" in asked.text
    assert 'value="18"' in asked.text
    assert target.thresholds.get() == old
    done = office.post(page_of(row), {**sent, "seen": asked.context["change"].words}, follow=True)
    assert "12/18 đến năm 2025" in done.text
    assert "thay cho 19/28 đến năm 2025" in done.text
    line = LogEntry.objects.get(action="programme.answer-difficulty")
    assert (line.detail["old_level"], line.detail["new_level"]) == (
        "19/28 đến năm 2025",
        "12/18 đến năm 2025",
    )
    at = reverse("programme:target", args=[story.programme.pk, target.pk])
    now = office.get(at).text
    assert "<del>19/28</del>" in now
    assert "<strong>12/18</strong>" in now
    before = office.get(at, {"tai-ngay": "28/02/2021"}).text
    assert "<strong>19/28</strong>" in before
    assert "12/18" not in before
    unit = story.communes[0]
    own = reverse("programme:receipt", args=[story.programme.pk, unit.pk])
    assert "12/18" in browser_of(user_of(unit)).get(own).text


def test_above_ninety_becomes_all_and_keeps_its_horizon(
    story: Story, target: Target, office: Client
) -> None:
    old, row = level_is(target, comparator="gt"), report(story, target)
    refused = office.post(page_of(row), typed(old, value="100"))
    assert refused.status_code == 422
    assert "chọn “ít nhất” hoặc “đúng, đủ”" in refused.context["form"].errors["value"][0]
    assert 'value="100"' in refused.text
    sent = typed(old, value="100", comparator="eq")
    shown = office.post(page_of(row), sent)
    assert office.post(page_of(row), {**sent, "seen": shown.context["change"].words}).url
    new = target.thresholds.get(until=None)
    assert (new.comparator, new.value, new.horizon) == ("eq", 100, "2025")
    assert new.instead_of == old


def test_the_comparator_alone_is_a_change(story: Story, target: Target) -> None:
    old = level_is(target, comparator="gt")
    row = report(story, target)
    same = Adjustment(old, old.value, date(2021, 1, 1), comparator="gt")
    with pytest.raises(difficulties.LevelAlreadySo, match="> 90 %"):
        answered(story, row, same)
    new = answered(story, row, Adjustment(old, old.value, date(2021, 1, 1), comparator="gte"))
    assert new.adjusts
    assert in_words(new.adjusts) == "≥ 90 % đến năm 2025"


def answered(story: Story, row: Difficulty, adjustment: Adjustment) -> Difficulty:
    return difficulties.answer_difficulty(
        difficulty=row, accepted=True, answer="Đồng ý.", adjustment=adjustment, by=story.officer
    )


@pytest.mark.parametrize(
    ("old", "sent", "box", "error"),
    [
        (NINETEEN, {"out_of": "18"}, "value", "số phải đạt không vượt quá tổng số"),
        (NINETEEN, {"out_of": "28"}, "value", "Mức mới 19/28"),
        (NINETEEN, {"value": "12", "since": "01/01/2026"}, "since", "nằm ngoài thời gian"),
        ({}, {"comparator": "range", "value": "80"}, "value", "khoảng cần mức dưới và mức trên"),
        ({}, {"comparator": "gt", "value": "100"}, "value", "tỷ lệ không vượt quá 100 %"),
        ({}, {}, "value", "Hãy nhập mức mới"),
    ],
    ids=["under the value", "same base", "after its time", "half a range", "over all", "nothing"],
)
def test_what_cannot_be_is_said_beside_its_box_and_stays_typed(
    story: Story,
    target: Target,
    office: Client,
    old: dict[str, Any],
    sent: dict[str, str],
    box: str,
    error: str,
) -> None:
    level, row = level_is(target, **old), report(story, target)
    wrong = office.post(page_of(row), typed(level, **sent))
    assert wrong.status_code == 422
    assert error in wrong.context["form"].errors[box][0]
    for text in sent.values():
        assert f'value="{text}"' in wrong.text
    assert "Đồng ý." in wrong.text
    assert target.thresholds.get() == level


def test_a_rate_has_no_base_to_change(story: Story, target: Target, office: Client) -> None:
    counted = Threshold.objects.create(target=target, horizon_kind="by", horizon="2030", **NINETEEN)
    rate, row = target.thresholds.get(horizon="2025"), report(story, target)
    wrong = office.post(page_of(row), typed(rate, out_of="30"))
    assert "Mức bằng % không có tổng số" in wrong.context["form"].errors["out_of"][0]
    with pytest.raises(LevelUnusable):
        answered(story, row, Adjustment(rate, Decimal(80), date(2021, 1, 1), out_of=Decimal(90)))
    counted.delete()
    assert 'name="out_of"' not in office.get(page_of(row)).text


def test_what_was_changed_after_the_preview_is_shown_again(
    story: Story, target: Target, office: Client
) -> None:
    old, row = target.thresholds.get(), report(story, target)
    shown = office.post(page_of(row), typed(old, value="80"))
    seen = {"seen": shown.context["change"].words}
    again = office.post(page_of(row), {**typed(old, value="70"), **seen})
    assert again.status_code == 200
    assert "≥ 70 %" in again.text
    assert not target.thresholds.exclude(until=None).exists()
