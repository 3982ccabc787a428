"""The day of a conclusion: one that has passed is asked for once more, and late is said to be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from phongtrao.programme.actions.tasks import record_progress
from phongtrao.programme.models import Task
from phongtrao.reporting.models import Conclusion, Review
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import Asked, reporter_of
from tests.reporting.review_rows import half_year_of, make_judged

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
TODAY = date(2020, 7, 20)


@pytest.fixture
def asked() -> Asked:
    return make_judged()


def conclude(asked: Asked, review: Review, due_on: str, **more: Any) -> HttpResponse:
    sent = {"text": "Tập huấn cán bộ", "lead": asked.story.communes[0].name, "due_on": due_on}
    address = reverse("reporting:add_conclusion", args=[review.pk])
    return client_of(asked.officer).post(address, sent | more)


def shown(asked: Asked, review: Review) -> str:
    return client_of(asked.officer).get(reverse("reporting:review", args=[review.pk])).text


def to_task(asked: Asked, review: Review) -> str:
    parts = [review.pk, Conclusion.objects.get().pk]
    address = reverse("reporting:conclusion_task", args=parts)
    return client_of(asked.officer).post(address, follow=True).text


def test_a_day_that_has_passed_is_asked_for_once_more(asked: Asked) -> None:
    with day(TODAY):
        review = half_year_of(asked, date(2020, 7, 10))
        answer = conclude(asked, review, "15/07/2020")
        assert answer.status_code == 422
        assert "Thời hạn 15/7/2020 đã qua 5 ngày" in answer.text
        assert "Vẫn giữ thời hạn đã qua" in answer.text
        assert 'value="Tập huấn cán bộ"' in answer.text
        assert not Conclusion.objects.exists()
        assert conclude(asked, review, "15/07/2020", keep_past="on").status_code == 302
        # Before it becomes a task, and afterwards, the page says that it is late.
        assert "Thời hạn đã qua 5 ngày: đưa thành nhiệm vụ là quá hạn ngay." in shown(asked, review)
        assert "thời hạn đã qua 5 ngày" in to_task(asked, review)
        assert "✕ 1 đơn vị quá hạn" in shown(asked, review)


def test_a_day_before_the_meeting_is_refused(asked: Asked) -> None:
    with day(TODAY):
        review = half_year_of(asked, date(2020, 7, 10))
        answer = conclude(asked, review, "01/01/2020", keep_past="on")
    assert answer.status_code == 422
    assert "Thời hạn 01/01/2020 đứng trước ngày họp 10/7/2020" in answer.text


def test_a_task_whose_day_passed_before_its_programme_was_there_is_late_too(asked: Asked) -> None:
    one = asked.story.communes[0]
    with day(TODAY):
        review = half_year_of(asked)
        before = date(2019, 1, 1)
        assert conclude(asked, review, f"{before:%d/%m/%Y}", keep_past="on").status_code == 302
        to_task(asked, review)
        days = (TODAY - before).days
        assert f"✕ Quá hạn {days} ngày, 0/1 đơn vị xong" in shown(asked, review)
        record_progress(
            task=Task.objects.get(), unit=one, state="done", text="a", by=reporter_of(one)
        )
        assert "● Đã hoàn thành" in shown(asked, review)


def test_a_day_of_today_or_later_is_asked_for_once(asked: Asked) -> None:
    with day(TODAY):
        review = half_year_of(asked, date(2020, 7, 10))
        assert conclude(asked, review, "20/07/2020").status_code == 302
        assert "đã qua" not in shown(asked, review)
