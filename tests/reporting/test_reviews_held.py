"""A review that was held keeps its figures as they were known on the day of the meeting."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from phongtrao.programme.actions.cascade import acknowledge
from phongtrao.programme.actions.difficulties import answer_difficulty, report_difficulty
from phongtrao.programme.actions.tasks import record_progress
from phongtrao.programme.models import Task, TaskBody
from tests.programme.cascade_rows import user_of
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import Asked, reporter_of, send
from tests.reporting.review_rows import half_year_of, make_judged

if TYPE_CHECKING:
    from django.http import HttpResponse

    from phongtrao.reporting.models import Review

pytestmark = pytest.mark.django_db
MEETING, FROZEN = date(2020, 7, 10), date(2020, 8, 3)


@pytest.fixture
def asked() -> Asked:
    return make_judged()


def shown(asked: Asked, review: Review, name: str = "review", query: str = "") -> str:
    answer = client_of(asked.officer).get(reverse(f"reporting:{name}", args=[review.pk]) + query)
    assert answer.status_code == 200
    return answer.text


def hold(asked: Asked, review: Review, **sent: Any) -> HttpResponse:
    address = reverse("reporting:hold_review", args=[review.pk])
    return client_of(asked.officer).post(address, sent)


def test_a_review_frozen_after_its_meeting_keeps_what_was_known_on_that_day(asked: Asked) -> None:
    three = asked.story.communes[2]
    with day(FROZEN):
        send(asked, three, 10, 10, 10)
        review = half_year_of(asked)
        assert "87,5 % (35/40)" in shown(asked, review)
        assert hold(asked, review, held_on="10/07/2020").status_code == 302
        page = shown(asked, review)
        assert "83,3 % (25/30)" in page
        assert "Số liệu như ngày họp 10/7/2020, chốt ngày 03/8/2020" in page
        assert "&amp;tai-ngay=10/7/2020" in page
        assert "87,5 % (35/40)" in shown(asked, review, query="?so-lieu=nay")
        target = asked.form.measures.get(numerator__code="A3").target_id
        below = client_of(asked.officer).get(
            reverse("reporting:review_target", args=[review.pk, target])
        )
        assert "100,0 % (10/10)" not in below.text
        assert "Số liệu như ngày họp 10/7/2020" in shown(asked, review, "review_print")
        book = load_workbook(
            io.BytesIO(
                b"".join(
                    client_of(asked.officer).get(reverse("reporting:review_file", args=[review.pk]))
                )
            )
        )
        heading = [str(row[0].value) for row in book["Chỉ tiêu theo kỳ"].iter_rows(max_row=4)]
        assert "Số liệu như ngày họp 10/7/2020, chốt ngày 03/8/2020" in heading
        assert "03/08/2020" in client_of(asked.officer).get(reverse("reporting:reviews")).text


def test_before_it_is_frozen_the_page_shows_what_will_be(asked: Asked) -> None:
    three = asked.story.communes[2]
    with day(FROZEN):
        send(asked, three, 10, 10, 10)
        review = half_year_of(asked)
        asking = shown(asked, review, "hold_review")
        assert "như đã biết khi hết ngày họp" in asking
        sent = {"held_on": "10/07/2020", "minutes": "12/BB", "xem": "1"}
        answer = hold(asked, review, **sent)
        assert answer["Location"] == reverse("reporting:review", args=[review.pk])
        review.refresh_from_db()
        assert review.frozen is None
        page = shown(asked, review)
        assert "83,3 % (25/30)" in page
        assert "87,5 % (35/40)" not in page
        assert "Số liệu như ngày họp 10/7/2020; chưa chốt" in page
        assert "87,5 % (35/40)" in shown(asked, review, query="?so-lieu=nay")
        # What was typed is there again.
        assert 'value="12/BB"' in shown(asked, review, "hold_review")


def test_a_meeting_that_is_to_come_shows_the_figures_of_today(asked: Asked) -> None:
    with day(MEETING):
        page = shown(asked, half_year_of(asked, date(2020, 7, 20)))
    assert "Số liệu đến hôm nay, 10/7/2020" in page


def test_what_came_after_the_meeting_is_in_none_of_its_parts(asked: Asked) -> None:
    """Progress of a task, a difficulty and its answer, a report that was sent."""
    programme, one = asked.story.programme, asked.story.communes[0]
    task = Task.objects.create(programme=programme, number=1, content="Lắp camera")
    TaskBody.objects.create(task=task, words=one.name, unit=one, leads=True, confirmed=True)
    with day(date(2020, 5, 4)):
        acknowledge(programme=programme, unit=one, by=user_of(one))
        report_difficulty(
            programme=programme, unit=one, target=None, text="Thiếu kinh phí", by=user_of(one)
        )
    with day(FROZEN):
        record_progress(task=task, unit=one, state="done", text="a", by=reporter_of(one))
        told = programme.receipts.get(unit=one).difficulties.get()
        answer_difficulty(
            difficulty=told, answer="Đã bổ sung", accepted=True, adjustment=None, by=asked.officer
        )
        send(asked, asked.story.communes[2], 10, 10, 10)
        review = half_year_of(asked)
        hold(asked, review, held_on="10/07/2020")
    review.refresh_from_db()
    assert review.frozen
    (group,) = review.frozen["tasks"]
    assert (group["words"], group["tasks"][0]["done"]) == ("Đang thực hiện", 0)
    assert [one["text"] for one in review.frozen["difficulties"]["open"]] == ["Thiếu kinh phí"]
    (reports,) = review.frozen["reports"]
    assert [reports[name] for name in ("expected", "sent", "late", "silent")] == [3, 2, 1, 1]
