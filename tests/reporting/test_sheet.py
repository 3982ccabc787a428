"""The sheet of a report: what stands on it, kept as it is typed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from phongtrao.access.models import Role
from phongtrao.audit.models import LogEntry
from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.actions.filling import save_boxes
from phongtrao.reporting.actions.forms import build_form, issue_form, save_element
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.models import Draft, Obligation, ObligationState, Submission
from tests.factories import make_user
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    make_target,
    reporter_of,
    send,
    typed,
    window,
)
from tests.reporting.sheet_rows import HTMX, address, posted, quarters, text_of, value_of

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


# ── what stands on the sheet ─────────────────────────────────────────────────────────────────────


def test_the_sheet_shows_window_deadline_and_boxes(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    answer = unit_tab.get(address(asked.of(commune)))
    assert answer.status_code == 200
    words = text_of(answer)
    assert "Xã 1 · Quý I/2020, số liệu 01/01/2020–31/3/2020" in words
    assert "○ Chưa báo cáo · hạn gửi 05/4/2020" in words
    assert "A1 Số tin báo thụ lý" in words
    assert "Chưa gửi được: còn 3 ô chưa nhập." in words


def test_the_value_of_the_last_period_stands_beside_each_box(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    _, second = quarters(asked)
    # "–" is what one types for "không áp dụng"; nothing was reported here.
    nothing = 'data-label="Quý I/2020"><span class="soft">chưa có</span>'
    assert nothing in unit_tab.get(address(second)).content.decode()
    send(asked, commune, 1200, 1300, 900)
    page = unit_tab.get(address(second)).content.decode()
    assert 'data-label="Quý I/2020">1.200' in page
    assert value_of(unit_tab.get(address(second)), 1) == ""


def households(asked: Asked) -> tuple[Obligation, Obligation]:
    """Two quarters of a form with a whole that is there ("số hộ"), the first of them reported."""
    target = make_target(asked.story, "hộ gia đình", "Số hộ đạt", "Số hộ trên địa bàn")
    built = build_form(
        programme=asked.story.programme,
        targets=[target],
        name="Gia đình văn hóa",
        window=QUARTERS,
        group="commune",
        by=asked.officer,
    ).form
    issue_form(form=built, by=asked.officer)
    unit = asked.story.communes[0]
    rows = [
        Obligation.objects.get(
            period=open_period(form=built, window=window(built, 2020, number), by=asked.officer),
            unit=unit,
        )
        for number in (0, 1)
    ]
    send_report(obligation=rows[0], typed=typed(950, 1012), by=reporter_of(unit))
    return rows[0], rows[1]


def test_what_the_system_knows_is_filled_in_with_its_source(asked: Asked, unit_tab: Client) -> None:
    _, row = households(asked)
    page = unit_tab.get(address(row))
    assert (value_of(page, 1), value_of(page, 2)) == ("", "1.012")
    assert "Lấy từ báo cáo Quý I/2020, hãy sửa nếu đã thay đổi." in text_of(page)
    # What was filled in and left so is kept with the first box; what was cleared stays clear.
    unit_tab.post(address(row), posted({"A1": "960", "A2": "1.012"}))
    assert Draft.objects.get(obligation=row).cells == {"A1": "960", "A2": "1.012"}
    unit_tab.post(address(row), posted({"A2": ""}, {"A2": "1.012"}))
    page = unit_tab.get(address(row))
    assert value_of(page, 2) == ""
    assert "Lấy từ báo cáo" not in text_of(page)


def test_each_kind_of_box_has_its_own_way_in(asked: Asked, commune: Unit, unit_tab: Client) -> None:
    form = build_form(
        programme=asked.story.programme,
        targets=[make_target(asked.story, "xã, phường", "", measured_by=MeasuredBy.UNITS)],
        name="Các kiểu ô",
        window=QUARTERS,
        group="commune",
        by=asked.officer,
    ).form
    add = {"form": form, "element": None, "by": asked.officer, "least": None, "required": False}
    save_element(
        **add, code="B1", label="Xếp loại", kind="choice", choices=["Khá", "Tốt"],
        may_be_not_applicable=True, group="Khác", unit="loại", help="Theo bảng chấm",
    )  # fmt: skip
    save_element(**add, code="B2", label="Cách làm hay", kind="text", help="Nêu ngắn gọn")
    save_element(**add, code="B3", label="Tỷ lệ", kind="decimal", scale=1, most=Decimal(100))
    issue_form(form=form, by=asked.officer)
    period = open_period(form=form, window=window(form), by=asked.officer)
    row = Obligation.objects.get(period=period, unit=commune)
    page = unit_tab.get(address(row)).content.decode()
    options = re.findall(r'<option value="([^"]*)"', page)
    assert options == ["", "Có", "Không", "Chưa rõ", "", "Khá", "Tốt", "Chưa rõ", "Không áp dụng"]
    assert 'inputmode="decimal"' in page
    assert '<textarea rows="2" maxlength="600" name="o-B2"' in page
    # What is kept is shown also where the list does not have it.
    save_boxes(
        obligation=row, boxes={"B1": ("", "Kém"), "B2": ("", "a < b")}, by=reporter_of(commune)
    )
    page = unit_tab.get(address(row)).content.decode()
    assert '<option value="Kém" selected>' in page
    assert "a &lt; b</textarea>" in page
    assert "không có lựa chọn “Kém”" in page
    boxes = {"A1": "Có", "B1": "Không áp dụng", "B2": "a\r\nb", "B3": "12,5"}
    answer = unit_tab.post(
        address(row), posted(boxes, {"B1": "Kém", "B2": "a < b"}, step="send", revision=0)
    )
    assert answer.status_code == 302
    words = text_of(unit_tab.get(address(row)))
    assert "B1 Xếp loại (loại)" in words
    assert Submission.objects.get().words == {"B2": "a\nb"}


# ── kept as it is typed ──────────────────────────────────────────────────────────────────────────


def test_one_box_comes_back_checked_and_is_kept(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    row = asked.of(commune)
    unit_tab.post(address(row), posted({"A2": "200"}, step="save"), headers=HTMX)
    answer = unit_tab.post(address(row), posted({"A1": "201"}, step="save"), headers=HTMX)
    page = answer.content.decode()
    assert (answer.status_code, "<html" in page) == (200, False)
    assert "A1 không được lớn hơn A2" in page
    assert "1 ô cần sửa:" in page
    assert "Đã nhập 2/3 ô" in page
    assert "còn 1 ô chưa nhập, 1 chỗ cần sửa" in page
    # A box that nobody came to yet is no fault.
    assert "Ô A3" not in page
    assert Draft.objects.get().cells == {"A1": "201", "A2": "200"}
    assert answer.headers["Vary"].find("HX-Request") >= 0
    row.refresh_from_db()
    assert row.state == ObligationState.DRAFT


def test_a_figure_is_shown_as_it_was_read_with_the_rate_it_makes(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    boxes = {"A1": "1180", "A2": "1260", "A3": "?"}
    answer = unit_tab.post(address(asked.of(commune)), posted(boxes), headers=HTMX)
    words = text_of(answer)
    assert "đọc là 1.180" in words
    assert "93,7 % (1.180/1.260), mức chung ≥ 100 %" in words
    assert "đọc là Chưa rõ" in words
    assert "● Gửi được" in words


def test_saving_without_javascript_leads_back_to_the_sheet(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    row = asked.of(commune)
    answer = unit_tab.post(address(row), posted({"A1": "abc", "A2": "", "A3": ""}, step="save"))
    assert (answer.status_code, answer.url) == (302, address(row))
    page = unit_tab.get(address(row))
    assert value_of(page, 1) == "abc"
    assert "“abc” không phải là số" in text_of(page)
    assert "Đã lưu bản nháp" in text_of(page)


def test_saving_nothing_changes_nothing(asked: Asked, commune: Unit, unit_tab: Client) -> None:
    row = asked.of(commune)
    unit_tab.post(address(row), posted({"A1": "", "A2": ""}, step="save"))
    row.refresh_from_db()
    assert row.state == ObligationState.OWED
    assert not Draft.objects.exists()


def test_two_who_type_into_one_box_see_both_values(
    asked: Asked, commune: Unit, unit_tab: Client, browser_of
) -> None:
    row = asked.of(commune)
    other = make_user("b", commune, Role.REPORTER)
    save_boxes(obligation=row, boxes={"A1": ("", "5")}, by=other)
    answer = unit_tab.post(address(row), posted({"A1": "6", "A3": "4"}, step="save"))
    assert answer.status_code == 422
    words = text_of(answer)
    assert "Cán bộ b vừa ghi “5” ở ô này, còn bạn ghi “6”. Hãy chọn một số." in words
    assert "hai người cùng ghi" in words
    page = answer.content.decode()
    assert value_of(answer, 1) == "6"
    assert 'name="t-A1" id="t-1" value="5"' in page
    assert Draft.objects.get().cells == {"A1": "5", "A3": "4"}
    # Keep theirs: the page shows it. Keep one's own: it is written over, knowingly.
    unit_tab.post(address(row), posted({"A1": "6"}, {"A1": "5"}, take="A1"))
    assert Draft.objects.get().cells["A1"] == "5"
    assert "Cán bộ b nhập" in text_of(unit_tab.get(address(row)))
    unit_tab.post(address(row), posted({"A1": "6"}, {"A1": "5"}, step="save"))
    assert Draft.objects.get().cells["A1"] == "6"


def test_a_clash_with_an_emptied_box_is_told_in_words(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    row = asked.of(commune)
    other = make_user("b", commune, Role.REPORTER)
    save_boxes(obligation=row, boxes={"A1": ("", "5"), "A2": ("", "9")}, by=other)
    save_boxes(obligation=row, boxes={"A1": ("5", "")}, by=other)
    answer = unit_tab.post(
        address(row), posted({"A1": "6", "A2": ""}, {"A1": "5", "A2": "8"}), headers=HTMX
    )
    words = text_of(answer)
    assert "vừa ghi để trống ở ô này, còn bạn ghi “6”" in words
    assert "vừa ghi “9” ở ô này, còn bạn xóa trống" in words


def test_a_mark_of_secrecy_is_not_kept_and_the_rest_is(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    row = asked.of(commune)
    answer = unit_tab.post(address(row), posted({"A1": "TUYỆT MẬT", "A2": "7"}), headers=HTMX)
    assert "Nội dung có dấu chỉ độ mật nên không được lưu" in text_of(answer)
    assert (
        'id="b-1" hx-swap-oob="true" data-stands="" data-held="secret"' in answer.content.decode()
    )
    assert Draft.objects.get().cells == {"A2": "7"}
    assert LogEntry.objects.filter(action="file.refuse-secret").count() == 1


def test_a_box_that_the_form_has_not_is_refused(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    answer = unit_tab.post(address(asked.of(commune)), posted({"X9": "1"}))
    assert answer.status_code == 422
    assert "không có ô mã X9" in text_of(answer)


def test_a_draft_can_be_dropped(asked: Asked, commune: Unit, unit_tab: Client) -> None:
    row = asked.of(commune)
    unit_tab.post(address(row), posted({"A1": "5"}))
    assert unit_tab.post(address(row), {"step": "drop"}).status_code == 302
    assert not Draft.objects.exists()
    row.refresh_from_db()
    assert row.state == ObligationState.OWED
