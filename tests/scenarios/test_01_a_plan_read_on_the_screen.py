"""A plan comes in, is checked by keyboard, and leaves as a tracking table."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from phongtrao.plans.models import PlanDocument, RecordState
from tests.factories import EXAMPLE, make_plan

if TYPE_CHECKING:
    from phongtrao.access.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_upload_to_table(live_server, tab: Page, officer: User, log_in, tmp_path) -> None:
    log_in(tab, officer.username)
    tab.click("nav >> text=Kế hoạch")
    tab.click("text=Thêm kế hoạch đầu tiên")
    tab.set_input_files("[name=documents]", EXAMPLE)
    tab.check("[name=no_secret]")
    tab.click("button:has-text('Đọc văn bản')")
    tab.wait_for_url(re.compile(r"/ke-hoach/\d+/$"))
    plan = PlanDocument.objects.get()
    total = plan.records.count()
    expect(tab.locator("#tien-do strong")).to_have_text(f"Đã kiểm 0/{total}")

    # Light up both ways.
    first = tab.locator("#found > li").first
    first.focus()
    number = first.get_attribute("data-record")
    expect(tab.locator(f'.document [data-records~="{number}"]').first).to_have_class(
        "piece target lit"
    )

    # Correct two by keyboard.
    tab.goto(f"{live_server.url}/ke-hoach/{plan.pk}/?loai=target")
    plain = [r.pk for r in plan.records.filter(kind="target") if r.fields["upper"] is None]
    for pk, wanted in zip(plain, ("96", "97"), strict=False):
        tab.locator(f"#r-{pk}").focus()
        tab.keyboard.press("s")
        box = tab.locator(f"#r-{pk} [name=value]")
        box.focus()
        tab.keyboard.press("Control+A")
        tab.keyboard.type(wanted)
        tab.keyboard.press("Enter")
        expect(tab.locator(f"#r-{pk} .state")).to_have_text("● Đã sửa")
        assert plan.records.get(pk=pk).fields["value"] == int(wanted)

    # Add one by keyboard.
    tab.locator("#found > li").first.focus()
    tab.keyboard.press("m")
    tab.locator("#them-muc [name=quote]").wait_for()
    tab.click("#them-muc >> text=Mô hình")
    box = tab.locator("#them-muc [name=name]")
    box.focus()
    tab.keyboard.type("Camera an ninh")
    tab.keyboard.press("Enter")
    expect(tab.locator("#found > li").first.locator(".state")).to_have_text("● Đã thêm")
    assert plan.records.filter(kind="model", compiled__isnull=True).count() == 1

    # Undo it.
    tab.locator("#found > li").first.focus()
    tab.keyboard.press("h")
    expect(tab.locator("#tien-do strong")).to_have_text(f"Đã kiểm 2/{total}")
    assert plan.records.filter(compiled__isnull=True).count() == 0

    # Export.
    tab.click("text=Bảng theo dõi")
    with tab.expect_download() as waiting:
        tab.click("text=Tải Excel")
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    assert book.sheetnames == ["Nhiệm vụ", "Chỉ tiêu"]
    cells = {str(cell.value) for row in book["Chỉ tiêu"].iter_rows() for cell in row}
    assert any("96" in cell for cell in cells)

    # A secret file is refused.
    secret = tmp_path / "van-ban.txt"
    secret.write_text("TUYỆT MẬT\n\n" + EXAMPLE.read_text())
    tab.goto(f"{live_server.url}/ke-hoach/them/")
    tab.set_input_files("[name=documents]", secret)
    tab.check("[name=no_secret]")
    tab.click("button:has-text('Đọc văn bản')")
    expect(tab.locator("[role=alert]")).to_contain_text("dấu chỉ độ mật")
    assert PlanDocument.objects.count() == 1


def test_a_record_is_added_from_selected_text(
    live_server, tab: Page, officer: User, log_in
) -> None:
    plan = make_plan(officer)
    log_in(tab, officer.username)
    tab.goto(f"{live_server.url}/ke-hoach/{plan.pk}/")
    words = "tổng hợp kết quả của các đơn vị"
    start = plan.text.index(words)
    tab.evaluate(
        """([start, length]) => {
          const all = [...document.querySelectorAll(".document [data-start]")];
          const span = all.filter(s => Number(s.dataset.start) <= start).pop();
          const range = document.createRange(), at = start - Number(span.dataset.start);
          range.setStart(span.firstChild, at); range.setEnd(span.firstChild, at + length);
          getSelection().removeAllRanges(); getSelection().addRange(range);
        }""",
        [start, len(words)],
    )
    tab.click(".select-bar >> text=Khen thưởng")
    expect(tab.locator("#them-muc [name=quote]")).to_have_value(words)
    tab.fill("#them-muc [name=name]", "Bằng khen")
    tab.click("#them-muc button:has-text('Thêm mục')")
    expect(tab.locator("#found > li").first.locator(".state")).to_have_text("● Đã thêm")
    record = plan.records.get(kind="award", compiled__isnull=True)
    assert plan.text[record.start : record.end] == words


def test_two_people_check_one_plan(
    live_server, tab: Page, chromium, officer: User, colleague: User, log_in
) -> None:
    plan = make_plan(officer)
    log_in(tab, officer.username)
    other = chromium.new_context(locale="vi-VN").new_page()
    log_in(other, colleague.username)
    address = f"{live_server.url}/ke-hoach/{plan.pk}/?loai=target"
    tab.goto(address)
    other.goto(address)
    for page in (tab, other):
        page.locator("#found > li").first.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("#found > li .state").first).to_have_text("● Đã xác nhận")
    other.keyboard.press("b")
    expect(other.locator("#loi")).to_contain_text("vừa được Cán bộ thuongtruc sửa")
    expect(other.locator("#found > li .state").first).to_have_text("● Đã xác nhận")
    assert plan.records.get(kind="target").state == RecordState.CONFIRMED
    other.context.close()


def test_a_lost_connection_is_told_and_loses_nothing(
    live_server, tab: Page, officer: User, log_in
) -> None:
    plan = make_plan(officer)
    log_in(tab, officer.username)
    tab.goto(f"{live_server.url}/ke-hoach/{plan.pk}/?loai=task")
    item = tab.locator("#found > li").first
    number = item.get_attribute("data-record")
    item.focus()
    tab.keyboard.press("s")
    box = tab.locator("#found .editing [name=lead]")
    box.fill("Sở Nội vụ")
    tab.route("**/sua/**", lambda route: route.abort())
    tab.click("#found .editing button:has-text('Lưu')")
    expect(tab.locator("#lost")).to_be_visible()
    expect(box).to_have_value("Sở Nội vụ")
    tab.unroute("**/sua/**")
    tab.click("#found .editing button:has-text('Lưu')")
    expect(tab.locator(f"#r-{number} .state")).to_have_text("● Đã sửa")
    expect(tab.locator("#lost")).to_be_hidden()
    assert plan.records.get(pk=number).fields["lead"] == ["Sở Nội vụ"]


PAGES = (
    "/ke-hoach/",
    "/ke-hoach/them/",
    "/ke-hoach/{plan}/",
    "/ke-hoach/{plan}/thong-tin/",
    "/ke-hoach/{plan}/bang-theo-doi/",
    "/ke-hoach/{plan}/muc/{record}/sua/",
    "/ke-hoach/{plan}/muc/{record}/tach/",
    "/ke-hoach/{plan}/muc/them/?loai=target",
    "/van-ban/",
    "/van-ban/{instrument}/",
)


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_have_no_serious_fault_and_fit_the_screen(
    live_server, tab: Page, officer: User, log_in, faults_of, width: int
) -> None:
    plan = make_plan(officer, EXAMPLE.read_text())
    record = plan.records.filter(kind="task").first()
    parts = {
        "plan": plan.pk,
        "record": record.pk,
        "instrument": plan.citations.first().instrument_id,
    }
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(f"{live_server.url}/tai-khoan/dang-nhap/")
    found = {"/tai-khoan/dang-nhap/": faults_of(tab)}
    log_in(tab, officer.username)
    for address in PAGES:
        tab.goto(live_server.url + address.format(**parts))
        found[address] = faults_of(tab)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, address
    assert {address: faults for address, faults in found.items() if faults} == {}


def test_the_room_can_be_used_without_javascript(
    live_server, chromium, officer: User, log_in
) -> None:
    plan = make_plan(officer)
    tab = chromium.new_context(java_script_enabled=False).new_page()
    log_in(tab, officer.username)
    tab.goto(f"{live_server.url}/ke-hoach/{plan.pk}/?loai=target")
    tab.click("#found >> text=Xác nhận")
    assert plan.records.get(kind="target").state == RecordState.CONFIRMED
    tab.click("#found >> text=Sửa")
    tab.fill("[name=value]", "91,5")
    tab.click("text=Lưu và xác nhận")
    assert plan.records.get(kind="target").fields["value"] == 91.5
    tab.click("text=Hoàn tác")
    assert plan.records.get(kind="target").fields["value"] == 90
    tab.context.close()
