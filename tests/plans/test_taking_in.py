"""A plan comes in once, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from phongtrao.audit.models import LogEntry
from phongtrao.files.models import StoredFile
from phongtrao.plans.models import PlanDocument, Record
from tests.factories import SMALL_PLAN, make_plan

if TYPE_CHECKING:
    from phongtrao.access.models import User

SENT = {"no_secret": "on"}


def upload(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_an_uploaded_plan_opens_with_what_it_asks(officer: User, browser_of) -> None:
    answer = browser_of(officer).post(
        reverse("plans:take_in"),
        {**SENT, "documents": upload("ke-hoach.txt", SMALL_PLAN)},
        follow=True,
    )
    plan = PlanDocument.objects.get()
    assert answer.redirect_chain == [(reverse("plans:reading_room", args=[plan.pk]), 302)]
    assert (plan.symbol, plan.title) == ("12/KH-UBND", "Tổ chức phong trào thi đua năm 2026")
    target = plan.records.get(kind="target")
    assert (target.fields["comparator"], target.fields["value"]) == ("gte", 90)
    assert plan.text[target.start : target.end].startswith("Đến hết năm 2026, ít nhất 90%")
    assert "≥ 90 %" in answer.text


def test_the_file_is_kept_as_it_came_and_can_be_had_back(officer: User, browser_of) -> None:
    browser_of(officer).post(
        reverse("plans:take_in"), {**SENT, "documents": upload("ke-hoach.txt", SMALL_PLAN)}
    )
    plan = PlanDocument.objects.get()
    answer = browser_of(officer).get(reverse("plans:original_file", args=[plan.pk]))
    assert b"".join(answer.streaming_content) == SMALL_PLAN.encode()
    assert "ke-hoach.txt" in answer["Content-Disposition"]


def test_a_secret_file_is_refused_and_only_the_fact_is_kept(officer: User, browser_of) -> None:
    secret = "TỐI MẬT\n\n" + SMALL_PLAN
    answer = browser_of(officer).post(
        reverse("plans:take_in"), {**SENT, "documents": upload("mat.txt", secret)}
    )
    assert answer.status_code == 422
    assert "ký hiệu của văn bản mật nên bị từ chối" in answer.text
    assert (PlanDocument.objects.count(), StoredFile.objects.count(), Record.objects.count()) == (
        0,
        0,
        0,
    )
    line = LogEntry.objects.get(action="file.refuse-secret")
    assert (line.action, line.author, line.object_name, line.detail) == (
        "file.refuse-secret",
        officer,
        "",
        {},
    )


def test_a_pasted_secret_is_refused_too(officer: User, browser_of) -> None:
    answer = browser_of(officer).post(
        reverse("plans:take_in"), {**SENT, "text": "MẬT\n\n" + SMALL_PLAN}
    )
    assert answer.status_code == 422
    assert StoredFile.objects.count() == 0


def test_who_does_not_confirm_that_nothing_is_secret_keeps_what_he_typed(
    officer: User, browser_of
) -> None:
    answer = browser_of(officer).post(reverse("plans:take_in"), {"text": "văn bản tôi vừa dán"})
    assert answer.status_code == 422
    assert "Hãy đánh dấu xác nhận văn bản không chứa bí mật nhà nước" in answer.text
    assert "văn bản tôi vừa dán" in answer.text
    assert PlanDocument.objects.count() == 0


def test_an_empty_form_says_what_to_do(officer: User, browser_of) -> None:
    answer = browser_of(officer).post(reverse("plans:take_in"), SENT)
    assert "Hãy chọn ít nhất một tệp" in answer.text


def test_one_bad_file_among_three_stops_neither_of_the_others(officer: User, browser_of) -> None:
    other = SMALL_PLAN.replace("12/KH-UBND", "13/KH-UBND")
    files = [
        upload("mot.txt", SMALL_PLAN),
        upload("hai.pdf", "đây không phải PDF"),
        upload("ba.txt", other),
    ]
    answer = browser_of(officer).post(
        reverse("plans:take_in"), {**SENT, "documents": files}, follow=True
    )
    assert PlanDocument.objects.count() == 2
    assert "hai.pdf" in answer.text
    assert answer.text.count("● Đã nhận") == 2


def test_the_same_text_twice_is_one_plan(officer: User, plan: PlanDocument, browser_of) -> None:
    answer = browser_of(officer).post(reverse("plans:take_in"), {**SENT, "text": SMALL_PLAN})
    assert "đã có trong kho" in answer.text
    assert reverse("plans:reading_room", args=[plan.pk]) in answer.text
    assert PlanDocument.objects.count() == 1


def test_the_same_number_with_another_text_can_be_kept_as_a_new_version(
    officer: User, plan: PlanDocument, browser_of
) -> None:
    changed = SMALL_PLAN.replace("ít nhất 90%", "ít nhất 95%")
    client = browser_of(officer)
    answer = client.post(
        reverse("plans:take_in"), {**SENT, "documents": upload("moi.txt", changed)}
    )
    assert "Đã có kế hoạch số 12/KH-UBND" in answer.text
    assert PlanDocument.objects.count() == 1
    kept = StoredFile.objects.get(name="moi.txt")
    answer = client.post(
        reverse("plans:new_version", args=[plan.pk]), {"kept": kept.pk}, follow=True
    )
    new = PlanDocument.objects.get(replaces=plan)
    assert "Mức phải đạt" in answer.text
    assert "≥ 90 %" in answer.text
    assert "≥ 95 %" in answer.text
    assert "Đã có bản mới" in client.get(reverse("plans:list")).text
    assert new.file == kept


def test_a_plan_has_one_next_version(officer: User, plan: PlanDocument, browser_of) -> None:
    client = browser_of(officer)
    for percent in ("95%", "96%"):
        changed = SMALL_PLAN.replace("90%", percent)
        answer = client.post(
            reverse("plans:new_version", args=[plan.pk]), {**SENT, "text": changed}
        )
    assert answer.status_code == 422
    assert "đã có bản mới thay" in answer.text


def test_an_office_does_not_hear_of_the_plans_of_another(
    neighbour: User, plan: PlanDocument, browser_of
) -> None:
    make_plan(neighbour)
    assert PlanDocument.objects.count() == 2


def test_a_kept_file_of_another_office_cannot_be_used(
    neighbour: User, officer: User, plan: PlanDocument, browser_of
) -> None:
    other = make_plan(neighbour)
    answer = browser_of(neighbour).post(
        reverse("plans:new_version", args=[other.pk]), {"kept": plan.file_id}
    )
    assert answer.status_code == 404


def test_a_news_text_is_kept_but_says_that_it_gives_no_duties(officer: User) -> None:
    plan = make_plan(
        officer, "Sáng nay, trời Hà Nội nhiều mây, có mưa nhỏ vài nơi. Nhiệt độ cao nhất 24 độ.\n"
    )
    assert plan.not_a_plan
    assert plan.records.count() == 0


def test_internal_circulation_is_noted(officer: User, browser_of) -> None:
    plan = make_plan(officer, "LƯU HÀNH NỘI BỘ\n\n" + SMALL_PLAN)
    assert plan.internal_only
    assert (
        "lưu hành nội bộ"
        in browser_of(officer).get(reverse("plans:reading_room", args=[plan.pk])).text
    )


def test_wrong_header_fields_can_be_corrected_and_the_log_says_from_what(
    officer: User, plan: PlanDocument, browser_of
) -> None:
    head = {
        "type": "Kế hoạch",
        "symbol": "21/KH-UBND",
        "issuer": "UBND tỉnh Mẫu",
        "subject": "Thi đua",
        "date": "05/01/2026",
    }
    browser_of(officer).post(reverse("plans:head", args=[plan.pk]), head)
    plan.refresh_from_db()
    assert (plan.symbol, plan.title, plan.document["date"]) == (
        "21/KH-UBND",
        "Thi đua",
        "2026-01-05",
    )
    assert plan.compiled_document["symbol"] == "12/KH-UBND"
    assert LogEntry.objects.get(action="plan.correct-head").detail["changed"]["symbol"] == [
        "12/KH-UBND",
        "21/KH-UBND",
    ]


def test_a_header_without_a_subject_is_refused(
    officer: User, plan: PlanDocument, browser_of
) -> None:
    answer = browser_of(officer).post(
        reverse("plans:head", args=[plan.pk]), {"symbol": "21/KH-UBND", "date": "hôm qua"}
    )
    assert answer.status_code == 422
    assert "Ngày phải viết như 10/11/2026" in answer.text
