"""A difficulty is reported, answered, and may change a level while the old one stays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from phongtrao.access.queries import Denied
from phongtrao.programme.actions import difficulties
from phongtrao.programme.actions.difficulties import Adjustment
from phongtrao.programme.models import Difficulty, Target, Threshold
from tests.programme.cascade_rows import Story, hand, make_story, user_of

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    story = make_story()
    hand(story)
    return story


@pytest.fixture
def target(story: Story) -> Target:
    return story.programme.targets.get()


def report(story: Story, target: Target | None) -> Difficulty:
    unit = story.communes[0]
    return difficulties.report_difficulty(
        programme=story.programme,
        unit=unit,
        target=target,
        text="Địa bàn rộng, đề nghị hạ mức.",
        by=user_of(unit),
    )


def answer(story: Story, row: Difficulty, **facts: Any) -> Difficulty:
    return difficulties.answer_difficulty(
        difficulty=row,
        by=story.officer,
        **{"accepted": True, "answer": "Đồng ý.", "adjustment": None, **facts},
    )


def to(target: Target, value: int, since: str = "2021-01-01") -> Adjustment:
    return Adjustment(target.thresholds.get(until=None), Decimal(value), date.fromisoformat(since))


def test_an_accepted_difficulty_changes_the_target_and_keeps_the_old_level(
    story: Story, target: Target, browser_of: Callable
) -> None:
    row = answer(story, report(story, target), adjustment=to(target, 80))
    old, new = target.thresholds.order_by("pk")
    assert (old.value, old.until) == (90, date(2021, 1, 1))
    assert (new.value, new.since, new.until) == (80, date(2021, 1, 1), None)
    assert (new.comparator, new.unit, new.horizon_kind, new.horizon) == (
        "gte",
        "percent",
        "by",
        "2025",
    )
    assert row.adjusts == new
    page = browser_of(user_of(story.communes[0])).get(
        reverse("programme:receipt", args=[story.programme.pk, story.communes[0].pk])
    )
    assert "≥ 90 %" in page.text
    assert "thôi áp dụng từ 01/01/2021" in page.text
    assert "≥ 80 %" in page.text


def test_a_refused_one_changes_nothing(story: Story, target: Target) -> None:
    row = answer(story, report(story, target), accepted=False, adjustment=to(target, 80))
    assert row.adjusts is None
    assert target.thresholds.get().until is None


def test_a_difficulty_is_answered_once(story: Story) -> None:
    row = answer(story, report(story, None))
    with pytest.raises(difficulties.DifficultyAnswered):
        answer(story, row)


def test_the_level_must_differ_be_in_force_and_begin_later(story: Story, target: Target) -> None:
    with pytest.raises(difficulties.LevelAlreadySo, match="Mức mới 90"):
        answer(story, report(story, target), adjustment=to(target, 90))
    answer(story, report(story, target), adjustment=to(target, 80))
    closed = Adjustment(target.thresholds.exclude(until=None).get(), Decimal(1), date(2022, 1, 1))
    with pytest.raises(difficulties.NotALevelOfTarget):
        answer(story, report(story, target), adjustment=closed)
    with pytest.raises(difficulties.LevelBeforeItsBeginning, match="01/01/2021"):
        answer(story, report(story, target), adjustment=to(target, 70, "2021-01-01"))
    with pytest.raises(difficulties.NotALevelOfTarget):
        answer(story, report(story, None), adjustment=to(target, 70, "2021-06-01"))


def test_only_the_office_answers_and_only_the_unit_reports(story: Story) -> None:
    row = report(story, None)
    story.officer = user_of(story.communes[0])
    with pytest.raises(Denied):
        answer(story, row)
    with pytest.raises(Denied):
        difficulties.report_difficulty(
            programme=story.programme,
            unit=story.communes[1],
            target=None,
            text="x",
            by=story.officer,
        )


def test_the_pages_lead_from_the_report_to_the_answer(
    story: Story, target: Target, browser_of: Callable
) -> None:
    unit, pk = story.communes[0], story.programme.pk
    commune, office = browser_of(user_of(unit)), browser_of(story.officer)
    report_page = reverse("programme:report", args=[pk, unit.pk])
    assert "đạt tiêu chuẩn an toàn" in commune.get(report_page).text
    assert commune.post(report_page, {"text": ""}).status_code == 422
    sent = {"text": "Thiếu kinh phí", "target": target.pk}
    assert "Chờ trả lời" in commune.post(report_page, sent, follow=True).text
    row = Difficulty.objects.get()
    assert "Trả lời</a>" in office.get(reverse("programme:difficulties", args=[pk])).text
    page = reverse("programme:answer", args=[pk, row.pk])
    assert "không điều chỉnh" in office.get(page).text
    answer = {"accepted": "co", "answer": "Đồng ý", "threshold": target.thresholds.get().pk}
    wrong = office.post(page, answer)
    assert wrong.status_code == 422
    assert "Hãy nhập mức mới" in wrong.text
    same = office.post(page, {**answer, "value": "90", "since": "01/01/2021"})
    assert "trùng với mức đang áp dụng" in same.text
    done = office.post(page, {**answer, "value": "82,5", "since": "01/01/2021"}, follow=True)
    assert "Mức mới từ 01/01/2021" in done.text
    assert Threshold.objects.get(until=None).value == Decimal("82.5")
    assert "Đã trả lời ngày" in office.get(page).text


def test_a_new_level_needs_an_accepted_difficulty_and_a_level_to_replace(
    story: Story, target: Target, browser_of: Callable
) -> None:
    row = report(story, target)
    page = reverse("programme:answer", args=[story.programme.pk, row.pk])
    office, level = browser_of(story.officer), target.thresholds.get().pk
    sent = {"accepted": "khong", "answer": "Không", "value": "80", "since": "01/01/2021"}
    assert (
        "Chỉ điều chỉnh mức khi chấp nhận" in office.post(page, {**sent, "threshold": level}).text
    )
    assert "Hãy chọn mức nào được thay" in office.post(page, sent).text


def test_a_difficulty_without_target_is_answered_in_words(
    story: Story, browser_of: Callable
) -> None:
    row = report(story, None)
    page = reverse("programme:answer", args=[story.programme.pk, row.pk])
    office = browser_of(story.officer)
    assert "Điều chỉnh mức" not in office.get(page).text
    answer = office.post(page, {"accepted": "khong", "answer": "Đơn vị tự cân đối."}, follow=True)
    assert "✕ Không chấp nhận" in answer.text
