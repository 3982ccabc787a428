"""A report is sent from its sheet: asked about, returned, corrected, read by others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.reporting.actions.filling import save_boxes
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.sheets import keep_sheet, send_sheet
from phongtrao.reporting.actions.verdicts import exempt, return_report
from phongtrao.reporting.models import Answer, Draft, Obligation, ObligationState, Submission
from phongtrao.reporting.queries.sheet_boxes import Posted
from phongtrao.reporting.queries.sheet_page import sheet_page
from tests.factories import make_user
from tests.reporting.report_rows import (
    Asked,
    accept,
    reporter_of,
    send,
    typed,
)
from tests.reporting.sheet_rows import HTMX, address, posted, quarters, text_of, value_of

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


# ── sent ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_report_is_sent_without_javascript(asked: Asked, commune: Unit, unit_tab: Client) -> None:
    row = asked.of(commune)
    boxes = typed(200, 200, 181)
    answer = unit_tab.post(address(row), posted(boxes, step="send", revision="0"))
    assert (answer.status_code, answer.url) == (302, address(row))
    page = text_of(unit_tab.get(address(row)))
    assert "Đã gửi báo cáo lúc" in page
    assert "◐ Chờ duyệt" in page
    assert "90,5 % (181/200), mức chung ≥ 90 %" in page
    assert "Lần 1 · Cán bộ canbo" in page
    assert not Draft.objects.exists()


def test_a_wrong_report_comes_back_with_all_that_was_typed(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    row = asked.of(commune)
    answer = unit_tab.post(
        address(row), posted({"A1": "201", "A2": "200", "A3": ""}, step="send", revision="0")
    )
    assert answer.status_code == 422
    words = text_of(answer)
    assert "Không thể gửi báo cáo: còn 2 ô chưa hợp lệ" in words
    assert "Ô A3 (Số tin báo đã giải quyết) còn trống" in words
    assert "2 ô cần sửa:" in words
    assert (value_of(answer, 1), value_of(answer, 2)) == ("201", "200")
    assert Draft.objects.get().cells == {"A1": "201", "A2": "200"}
    assert not Submission.objects.exists()


def test_a_box_that_somebody_else_changed_is_seen_before_the_report_is_sent(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    row = asked.of(commune)
    seen = typed(5, 9, 4)
    unit_tab.post(address(row), posted(seen))
    other = make_user("b", commune, Role.REPORTER)
    save_boxes(obligation=row, boxes={"A2": ("9", "8")}, by=other)
    answer = unit_tab.post(address(row), posted(seen, seen, step="send", revision="0"))
    assert answer.status_code == 422
    assert "Cán bộ b vừa sửa ô này từ “9” thành “8”" in text_of(answer)
    assert value_of(answer, 2) == "8"
    seen["A2"] = "8"
    answer = unit_tab.post(address(row), posted(seen, seen, step="send", revision="0"))
    assert answer.status_code == 302
    assert Submission.objects.count() == 1


def test_a_clash_is_seen_before_the_report_is_sent(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    row = asked.of(commune)
    save_boxes(obligation=row, boxes={"A1": ("", "5")}, by=make_user("b", commune, Role.REPORTER))
    answer = unit_tab.post(address(row), posted(typed(6, 9, 4), step="send", revision="0"))
    assert answer.status_code == 422
    assert "còn bạn ghi “6”" in text_of(answer)
    assert not Submission.objects.exists()


def test_a_report_that_was_sent_meanwhile_is_not_sent_twice(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    row = asked.of(commune)
    boxes = typed(5, 9, 4)
    send(asked, commune, 5, 9, 4)
    answer = unit_tab.post(
        address(row), posted({**boxes, "A3": "3"}, boxes, step="send", revision="0"), follow=True
    )
    words = text_of(answer)
    assert "vừa được gửi ở một cửa sổ hoặc máy khác" in words
    assert "Có số liệu đã sửa mà chưa gửi" in words
    assert Submission.objects.count() == 1
    assert Draft.objects.get().cells == {"A3": "3"}


def test_a_revision_that_is_no_number_is_none(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    row = asked.of(commune)
    answer = unit_tab.post(address(row), posted(typed(5, 9, 4), step="send", revision="²"))
    assert answer.status_code == 302
    assert Submission.objects.count() == 1


# ── questions ────────────────────────────────────────────────────────────────────────────────────


def repeated(asked: Asked) -> Obligation:
    """The second quarter of a commune that is about to say the same as in the first."""
    row, second = quarters(asked)
    send_report(obligation=row, typed=typed(200, 210, 181), by=reporter_of(row.unit))
    return second


def test_questions_are_shown_once_before_sending_and_hold_nothing_up(
    asked: Asked, unit_tab: Client
) -> None:
    row = repeated(asked)
    boxes = typed(200, 210, 181)
    answer = unit_tab.post(address(row), posted(boxes, step="send", revision="0"))
    assert answer.status_code == 200
    words = text_of(answer)
    assert "Báo cáo chưa gửi: có 1 câu hỏi về số liệu" in words
    assert "3/3 số liệu của Quý II/2020 giống hệt Quý I/2020" in words
    assert "1 câu hỏi chưa trả lời" in words
    keys = re.findall(r'name="asked" value="(\w+)"', answer.content.decode())
    answer = unit_tab.post(
        address(row), posted(boxes, boxes, step="send", revision="0", asked=keys)
    )
    assert answer.status_code == 302
    assert "○ Chưa trả lời" in text_of(unit_tab.get(address(row)))


def test_an_answer_is_kept_and_read_by_the_officer(
    asked: Asked, unit_tab: Client, browser_of
) -> None:
    row = repeated(asked)
    boxes = typed(200, 210, 181)
    page = unit_tab.post(address(row), posted(boxes), headers=HTMX).content.decode()
    key = re.findall(r'name="asked" value="(\w+)"', page)[0]
    told = {f"tl-{key}": "Trùng do không có vụ mới"}
    page = unit_tab.post(address(row), told, headers=HTMX)
    assert "● Cán bộ" in text_of(page)
    unit_tab.post(address(row), told, headers=HTMX)
    assert Answer.objects.count() == 1
    assert LogEntry.objects.filter(action="report.answer").count() == 1
    # An answered question is not asked again, and the officer reads both.
    answer = unit_tab.post(address(row), posted(boxes, boxes, step="send", revision="0"))
    assert answer.status_code == 302
    words = text_of(browser_of(asked.officer).get(address(row)))
    assert "Trả lời: Trùng do không có vụ mới" in words


def test_an_answer_goes_stale_with_its_figure_and_can_be_taken_back(
    asked: Asked, unit_tab: Client
) -> None:
    row = repeated(asked)
    boxes = typed(200, 210, 181)
    page = unit_tab.post(address(row), posted(boxes), headers=HTMX).content.decode()
    key = re.findall(r'name="asked" value="(\w+)"', page)[0]
    unit_tab.post(address(row), {f"tl-{key}": "Đúng"}, headers=HTMX)
    unit_tab.post(address(row), {f"tl-{key}": ""}, headers=HTMX)
    assert [one.answer for one in Answer.objects.all()] == ["Đúng", ""]
    assert str(Answer.objects.first()) == "Đúng"
    page = unit_tab.post(address(row), posted({"A1": "11"}, {"A1": "200"}), headers=HTMX)
    assert key not in page.content.decode()


def test_an_answer_with_a_mark_of_secrecy_is_refused(asked: Asked, unit_tab: Client) -> None:
    row = repeated(asked)
    page = unit_tab.post(address(row), posted(typed(200, 210, 181)), headers=HTMX)
    key = re.findall(r'name="asked" value="(\w+)"', page.content.decode())[0]
    page = unit_tab.post(address(row), {f"tl-{key}": "TỐI MẬT"}, headers=HTMX)
    assert "dấu chỉ độ mật" in text_of(page)
    assert not Answer.objects.exists()


# ── returned, corrected, read ────────────────────────────────────────────────────────────────────


def test_a_returned_box_is_marked_with_the_reason_until_it_is_mended(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    row = send(asked, commune, 200, 200, 181)
    return_report(obligation=row, revision=1, boxes={"A3": "Khác sổ"}, by=asked.officer)
    words = text_of(unit_tab.get(address(row)))
    assert "Báo cáo bị trả lại. Hãy sửa các ô có dấu ▲" in words
    assert "▲ Bị trả lại: Khác sổ" in words
    wrong = text_of(unit_tab.post(address(row), posted({"A3": "1,5"}, {"A3": "181"}), headers=HTMX))
    assert "▲ Bị trả lại: Khác sổ" in wrong
    assert wrong.count("mức chung") == 1  # of the other rate alone
    page = unit_tab.post(address(row), posted({"A3": "179"}, {"A3": "1,5"}), headers=HTMX)
    assert "● Đã sửa. Ô bị trả lại vì: Khác sổ" in text_of(page)
    answer = unit_tab.post(
        address(row), posted(typed(200, 200, 179), typed(200, 200, 179), step="send", revision="1")
    )
    assert answer.status_code == 302
    words = text_of(unit_tab.get(address(row)))
    assert "Đã gửi báo cáo (lần 2)" in words
    assert "A3 Số tin báo đã giải quyết: 181 → 179" in words
    assert "▲ Trả lại Cán bộ thuongtruc" in words
    assert "lần 1: 181" in words
    old = text_of(unit_tab.get(address(row) + "?lan=1"))
    assert "Đây là lần nộp 1, đã được thay. Xem lần nộp 2" in old


def test_a_report_that_came_back_whole_says_why(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    row = send(asked, commune, 200, 200, 181)
    return_report(obligation=row, revision=1, reason="Sai kỳ", by=asked.officer)
    assert "Báo cáo bị trả lại: Sai kỳ" in text_of(unit_tab.get(address(row)))
    words = text_of(unit_tab.get(address(row) + "?lan=1"))
    assert "▲ Trả lại Cán bộ thuongtruc" in words
    assert ": Sai kỳ" in words
    assert "Sửa và gửi lại" in words


def test_a_correction_needs_a_reason_which_is_kept_with_the_draft(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    row = send(asked, commune, 200, 200, 181)
    accept(asked, commune)
    assert "Đính chính" in text_of(unit_tab.get(address(row)))
    sheet = address(row) + "?sua=1"
    assert "số liệu không thay đổi so với lần gửi trước" in text_of(unit_tab.get(sheet))
    before = typed(200, 200, 181)
    answer = unit_tab.post(address(row), posted({"A3": "179"}, before, reason="Đếm"))
    assert answer.url == sheet
    words = text_of(unit_tab.get(sheet))
    assert "Bạn đang đính chính báo cáo đã gửi (lần 1)" in words
    assert "Đếm" in words
    assert Draft.objects.get().reason == "Đếm"
    row.refresh_from_db()
    assert row.state == ObligationState.ACCEPTED
    now = {**before, "A3": "179"}
    facts = {"step": "send", "revision": "1"}
    answer = unit_tab.post(address(row), posted(now, now, **facts, reason=""))
    assert answer.status_code == 422
    words = text_of(answer)
    assert "chưa ghi lý do" in words
    # The question that the correction raises is there at once, and does not hold it up twice.
    assert "từ 181/200 (đạt) thành 179/200 (chưa đạt mức ≥ 90 %)" in words
    keys = re.findall(r'name="asked" value="(\w+)"', answer.content.decode())
    answer = unit_tab.post(
        address(row), posted(now, now, **facts, reason="Đếm sót một vụ", asked=keys)
    )
    assert answer.status_code == 302
    words = text_of(unit_tab.get(address(row)))
    assert "Lý do đính chính: Đếm sót một vụ" in words
    assert "● Duyệt Cán bộ thuongtruc" in words


def test_a_reason_alone_is_kept_and_one_with_a_mark_of_secrecy_is_not(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    row = send(asked, commune, 200, 200, 181)
    unit_tab.post(address(row), {"reason": ""}, headers=HTMX)
    assert not Draft.objects.exists()
    unit_tab.post(address(row), {"reason": "Đếm sót"}, headers=HTMX)
    unit_tab.post(address(row), {"reason": "Đếm sót"}, headers=HTMX)
    answer = unit_tab.post(address(row), {"reason": "TUYỆT MẬT"})
    assert answer.status_code == 422
    assert "dấu chỉ độ mật" in text_of(answer)
    assert Draft.objects.get().reason == "Đếm sót"


def test_the_officer_who_types_for_a_unit_is_told_so(
    asked: Asked, commune: Unit, browser_of
) -> None:
    words = text_of(browser_of(asked.officer).get(address(asked.of(commune))))
    assert "Báo cáo của Xã 1. Số liệu nhập ở đây được ghi là do bạn nhập thay" in words


def test_who_may_only_read_sees_what_was_sent_and_types_nothing(
    asked: Asked, commune: Unit, browser_of
) -> None:
    row = asked.of(commune)
    viewer = browser_of(make_user("xem", commune, Role.VIEWER))
    words = text_of(viewer.get(address(row)))
    assert (
        "○ Chưa có số liệu. Số liệu hiện ở đây sau khi đơn vị gửi báo cáo, hạn 05/4/2020" in words
    )
    save_boxes(obligation=row, boxes={"A1": ("", "777")}, by=reporter_of(commune))
    page = viewer.get(address(row)).content.decode()
    assert "777" not in page
    assert "data-box" not in page
    assert viewer.post(address(row), posted({"A1": "5"})).status_code == 404
    assert browser_of(reporter_of(asked.story.communes[1])).get(address(row)).status_code == 404


def test_an_exempt_unit_sends_nothing(asked: Asked, commune: Unit, unit_tab: Client) -> None:
    row = asked.of(commune)
    exempt(obligation=row, reason="Không có địa bàn", by=asked.officer)
    words = text_of(unit_tab.get(address(row)))
    assert "được miễn báo cáo kỳ này: Không có địa bàn" in words
    assert "Nhập báo cáo" not in words
    assert unit_tab.post(address(row), posted({"A1": "5"})).status_code == 422
    result = send_sheet(obligation=row, posted=Posted(), by=reporter_of(commune))
    assert "Được miễn" in result.refusal
    assert "Được miễn" in sheet_page(row, reporter_of(commune)).why


def test_the_state_of_the_deadline_is_told(asked: Asked, commune: Unit, unit_tab: Client) -> None:
    row = send(asked, commune, 1, 1, 1)
    assert "gửi chậm" in text_of(unit_tab.get(address(row)))
    row.due_on = row.first_sent_at.date().replace(year=2099)
    row.save()
    assert "gửi đúng hạn" in text_of(unit_tab.get(address(row)))
    row.first_sent_at, row.state = None, ObligationState.OWED
    row.save()
    assert re.search(r"còn [\d.]+ ngày", text_of(unit_tab.get(address(row))))


def test_who_may_not_send_is_refused_by_the_actions_too(asked: Asked, commune: Unit) -> None:
    viewer = make_user("xem", commune, Role.VIEWER)
    for action in (keep_sheet, send_sheet):
        with pytest.raises(Denied):
            action(obligation=asked.of(commune), posted=Posted(), by=viewer)


def test_a_sheet_costs_as_many_queries_for_three_boxes_as_for_sixty(
    asked: Asked, unit_tab: Client
) -> None:
    _, second = quarters(asked)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert unit_tab.get(address(second)).status_code == 200
        return len(queries)

    unit_tab.get(address(second))
    few = cost()
    boxes = [
        {"number": 10 + n, "code": f"C{n}", "label": f"Số vụ {n}", "kind": "integer"}
        for n in range(57)
    ]
    asked.form.elements.model.objects.bulk_create(
        asked.form.elements.model(form=asked.form, **facts) for facts in boxes
    )
    assert cost() == few
    assert few <= 40
