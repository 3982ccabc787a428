"""The forms and answers of the reading room: what a person types is checked and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.plans.actions import checking
from phongtrao.plans.models import PlanDocument, Record, RecordState
from tests.plans.records import seen

if TYPE_CHECKING:
    from phongtrao.access.models import User


def test_a_form_opened_too_early_shows_both_values(
    plan: PlanDocument, target: Record, officer: User, colleague: User, browser_of
) -> None:
    address = reverse("plans:correct", args=[plan.pk, target.pk])
    mine, other = browser_of(officer), browser_of(colleague)
    form = {
        "version": target.version,
        "kind": "target",
        "quote": plan.text[target.start : target.end],
        "section": "I.1",
        "subject": "xã, phường",
        "measure": "đạt tiêu chuẩn",
        "comparator": "gte",
        "unit": "percent",
        "horizon_kind": "by",
        "horizon_date": "2026",
    }
    assert mine.post(address, {**form, "value": "95"}).status_code == 302
    answer = other.post(address, {**form, "value": "80,5"})
    assert answer.status_code == 409
    assert "Bản đang lưu" in answer.text
    assert "≥ 95 %" in answer.text
    assert 'value="80,5"' in answer.text
    target.refresh_from_db()
    assert (
        other.post(address, {**form, "value": "80,5", "version": target.version}).status_code == 302
    )
    target.refresh_from_db()
    assert target.fields["value"] == 80.5


def test_a_quote_that_is_not_in_the_document_is_refused_and_kept_in_its_box(
    plan: PlanDocument, target: Record, officer: User, browser_of
) -> None:
    form = {
        "version": 0,
        "kind": "model",
        "quote": "câu này không có trong văn bản",
        "name": "Tổ tự quản",
    }
    answer = browser_of(officer).post(reverse("plans:correct", args=[plan.pk, target.pk]), form)
    assert answer.status_code == 422
    assert "Không thấy đoạn này trong văn bản" in answer.text
    assert "câu này không có trong văn bản" in answer.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"comparator": "range", "value": "10", "upper": "5"}, "cần mức trên lớn hơn mức dưới"),
        ({"horizon_kind": "by", "horizon_date": ""}, "Hãy ghi thời điểm"),
        ({"horizon_date": "hôm nào đó"}, "Ngày phải viết như 10/11/2026"),
        ({"horizon_date": "45/13/2026"}, "Ngày phải viết như 10/11/2026"),
        ({"value": "chín mươi"}, "không phải là số"),
    ],
)
def test_wrong_fields_of_a_target_say_what_to_do(
    plan: PlanDocument, target: Record, officer: User, browser_of, wrong: dict, sentence: str
) -> None:
    form = {
        "version": 0,
        "kind": "target",
        "quote": plan.text[target.start : target.end],
        "subject": "xã",
        "measure": "đạt",
        "comparator": "gte",
        "value": "90",
        "unit": "percent",
        "horizon_kind": "",
        **wrong,
    }
    answer = browser_of(officer).post(reverse("plans:correct", args=[plan.pk, target.pk]), form)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_deadline_needs_a_day_or_a_rhythm(plan: PlanDocument, officer: User, browser_of) -> None:
    form = {
        "kind": "deadline",
        "quote": "tổng hợp kết quả",
        "what": "report",
        "by": "Công an tỉnh\nSở Nội vụ",
    }
    add = reverse("plans:add_record", args=[plan.pk])
    assert "Hãy ghi hạn, hoặc chọn nhịp" in browser_of(officer).post(add, form).text
    browser_of(officer).post(add, {**form, "recurs": "quarter"})
    record = plan.records.get(kind="deadline", section="", compiled__isnull=True)
    assert (record.fields["by"], record.fields["recurs"], record.fields["due"]) == (
        ["Công an tỉnh", "Sở Nội vụ"],
        "quarter",
        None,
    )


def test_a_number_target_of_a_rhythm_is_stored_as_the_schema_has_it(
    plan: PlanDocument, officer: User, browser_of
) -> None:
    form = {
        "kind": "target",
        "quote": "tổng hợp kết quả",
        "subject": "tin bài",
        "measure": "được đăng",
        "comparator": "zero",
        "value": "7",
        "unit": "count",
        "horizon_kind": "every",
    }
    browser_of(officer).post(reverse("plans:add_record", args=[plan.pk]), form)
    fields = plan.records.get(kind="target", compiled__isnull=True).fields
    assert (fields["value"], fields["upper"], fields["horizon"]) == (
        0,
        None,
        {"kind": "every", "period": "year"},
    )


def test_htmx_gets_only_what_changed(
    plan: PlanDocument, target: Record, officer: User, browser_of
) -> None:
    address = reverse("plans:check", args=[plan.pk, target.pk, "xac-nhan"])
    answer = browser_of(officer).post(
        address, {"version": target.version}, headers={"HX-Request": "true"}
    )
    assert f'id="r-{target.pk}"' in answer.text
    assert "● Đã xác nhận" in answer.text
    assert 'id="tien-do"' in answer.text
    assert "<html" not in answer.text
    assert "HX-Request" in answer["Vary"]


def test_htmx_is_told_when_another_was_quicker(
    plan: PlanDocument, target: Record, officer: User, colleague: User, browser_of
) -> None:
    checking.discard_records(plan=plan, opened=seen(target), by=colleague)
    address = reverse("plans:check", args=[plan.pk, target.pk, "xac-nhan"])
    answer = browser_of(officer).post(
        address, {"version": target.version}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 409
    assert "vừa được Cán bộ dongnghiep sửa" in answer.text
    assert "– Đã bỏ" in answer.text


def test_an_open_room_hears_of_the_steps_of_others(
    plan: PlanDocument, target: Record, officer: User, colleague: User, browser_of
) -> None:
    news = reverse("plans:news", args=[plan.pk]) + "?sau=0"
    assert (
        f"r-{target.pk}" not in browser_of(officer).get(news, headers={"HX-Request": "true"}).text
    )
    checking.confirm_records(plan=plan, opened=seen(target), by=colleague)
    answer = browser_of(officer).get(news, headers={"HX-Request": "true"})
    assert "Cán bộ dongnghiep vừa kiểm" in answer.text
    assert f'id="r-{target.pk}"' in answer.text
    assert (
        f'id="r-{target.pk}"'
        not in browser_of(colleague).get(news, headers={"HX-Request": "true"}).text
    )


def test_all_that_is_not_doubtful_is_confirmed_at_once_and_taken_back_at_once(
    plan: PlanDocument, officer: User, browser_of
) -> None:
    client = browser_of(officer)
    opened = [f"{r.pk}:{r.version}" for r in plan.records.all()]
    client.post(
        reverse("plans:confirm_many", args=[plan.pk]), {"opened": [*opened, "rác", "1:2:3"]}
    )
    assert not plan.records.filter(state=RecordState.FOUND).exists()
    client.post(reverse("plans:undo", args=[plan.pk]))
    assert plan.records.filter(state=RecordState.FOUND).count() == len(opened)


def test_merging_through_the_page_takes_the_next_of_the_kind(
    plan: PlanDocument, task: Record, officer: User, browser_of
) -> None:
    other = plan.records.get(kind="task", section="II.2")
    form = {
        "version": task.version,
        "with": other.pk,
        "with_version": other.version,
        "back": "loai=task",
    }
    answer = browser_of(officer).post(reverse("plans:check", args=[plan.pk, task.pk, "gop"]), form)
    assert answer.url == f"/ke-hoach/{plan.pk}/?loai=task#r-{task.pk}"
    other.refresh_from_db()
    assert other.state == RecordState.DISCARDED


def test_a_step_that_does_not_exist_is_not_found(
    plan: PlanDocument, task: Record, officer: User, browser_of
) -> None:
    assert (
        browser_of(officer)
        .post(reverse("plans:check", args=[plan.pk, task.pk, "xoa-het"]), {"version": 0})
        .status_code
        == 404
    )


def test_splitting_through_the_page(
    plan: PlanDocument, task: Record, officer: User, browser_of
) -> None:
    address, client = reverse("plans:split", args=[plan.pk, task.pk]), browser_of(officer)
    assert "tổng hợp kết quả" in client.get(address).text
    at = plan.text.index("tổng hợp kết quả")
    assert client.post(address, {"version": task.version, "at": 0}).status_code == 422
    assert client.post(address, {"version": task.version, "at": at}).status_code == 302
    assert plan.records.filter(kind="task", section="II.1").count() == 2
