"""A difficulty is reported, answered, and may change a level while the old one stays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from phongtrao.access.queries import Denied
from phongtrao.core.targets.levels import LevelUnusable
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
    with pytest.raises(difficulties.LevelAlreadySo, match="Mức mới ≥ 90 %"):
        answer(story, report(story, target), adjustment=to(target, 90))
    answer(story, report(story, target), adjustment=to(target, 80))
    closed = Adjustment(target.thresholds.exclude(until=None).get(), Decimal(1), date(2022, 1, 1))
    with pytest.raises(difficulties.NotALevelOfTarget):
        answer(story, report(story, target), adjustment=closed)
    with pytest.raises(difficulties.LevelBeforeItsBeginning, match="01/01/2021"):
        answer(story, report(story, target), adjustment=to(target, 70, "2021-01-01"))
    with pytest.raises(difficulties.NotALevelOfTarget):
        answer(story, report(story, None), adjustment=to(target, 70, "2021-06-01"))


@pytest.mark.parametrize(
    ("old", "value", "upper", "why"),
    [
        ({}, 80, 85, "khoảng cần mức dưới và mức trên"),
        ({}, 150, None, "tỷ lệ không vượt quá 100 %"),
        ({"comparator": "range", "upper": 95}, 80, None, "khoảng cần mức dưới và mức trên"),
        ({"comparator": "range", "upper": 95}, 80, 70, "mức trên phải lớn hơn mức dưới"),
        ({"comparator": "zero", "value": 0, "unit": "count"}, 5, None, "không có mức bằng số"),
        ({"value": 19, "unit": "count", "out_of": 28}, 30, None, "không vượt quá tổng số"),
    ],
    ids=["two ends", "over 100", "one end", "ends reversed", "zero", "over the whole"],
)
def test_a_level_that_nothing_can_be_held_against_is_refused_and_the_pages_still_open(
    story: Story,
    target: Target,
    browser_of: Callable,
    old: dict[str, Any],
    value: int,
    upper: int | None,
    why: str,
) -> None:
    target.thresholds.update(**old)
    level, since = target.thresholds.get(), date(2021, 1, 1)
    wanted = Adjustment(level, Decimal(value), since, None if upper is None else Decimal(upper))
    row = report(story, target)
    with pytest.raises(LevelUnusable, match=why):
        answer(story, row, adjustment=wanted)
    row.refresh_from_db()
    assert row.answered_at is None
    unit = story.communes[0]
    page = reverse("programme:own_targets", args=[story.programme.pk, unit.pk])
    assert browser_of(user_of(unit)).get(page).status_code == 200


@pytest.mark.parametrize(
    ("since", "horizon", "time"),
    [
        ("2019-12-31", "2025", "từ 01/01/2020 đến 31/12/2025"),
        ("2026-01-01", "2025", "từ 01/01/2020 đến 31/12/2025"),
        ("2025-07-01", "2025-06", "đến 30/06/2025"),
        ("2031-01-01", "", "đến 31/12/2030"),
    ],
    ids=["before the programme", "after the year", "after the month", "after the programme"],
)
def test_a_level_begins_within_the_time_in_which_it_is_to_be_reached(
    story: Story, target: Target, since: str, horizon: str, time: str
) -> None:
    target.thresholds.update(horizon=horizon, horizon_kind="by" if horizon else "")
    story.programme.ends_on = date(2030, 12, 31)
    story.programme.save()
    with pytest.raises(difficulties.LevelOutsideOfTime, match=time):
        answer(story, report(story, target), adjustment=to(target, 80, since))


def test_a_level_without_a_last_day_may_begin_on_any_later_day(
    story: Story, target: Target
) -> None:
    target.thresholds.update(horizon="", horizon_kind="")
    with pytest.raises(difficulties.LevelOutsideOfTime, match="từ 01/01/2020 trở đi"):
        answer(story, report(story, target), adjustment=to(target, 80, "1990-01-01"))
    assert answer(story, report(story, target), adjustment=to(target, 80, "2090-01-01")).adjusts


def test_the_officer_chooses_a_level_in_the_words_of_the_plan(
    story: Story, target: Target, browser_of: Callable
) -> None:
    row, office = report(story, target), browser_of(story.officer)
    page = reverse("programme:answer", args=[story.programme.pk, row.pk])
    shown = office.get(page).text
    assert "≥ 90 % đến năm 2025</option>" in shown
    assert ">gte" not in shown
    target.thresholds.update(comparator="zero", value=0, upper=None, unit="count")
    shown = office.get(page).text
    assert 'name="threshold"' not in shown
    assert "không có mức bằng số để điều chỉnh" in shown


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
    wanted = {**answer, "value": "82,5", "since": "01/01/2021"}
    seen = office.post(page, wanted).context["change"].words
    done = office.post(page, {**wanted, "seen": seen}, follow=True)
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
