"""A form is made of a programme's targets with the keyboard, tried, issued, and asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from phongtrao.reporting.models import Obligation, ReportForm
from tests.reporting.form_rows import make_ready

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 360])
def test_from_targets_to_an_open_period(
    live_server, tab: Page, log_in, faults_of: Callable[[Page], list[str]], width: int
) -> None:
    story = make_ready()
    tab.set_viewport_size({"width": width, "height": 800})
    log_in(tab, story.officer.username)

    def look() -> None:
        assert faults_of(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width

    # Both targets are marked already; a printed day of sending is typed.
    tab.goto(f"{live_server.url}/bieu-mau/")
    look()
    tab.click("a:text-is('Lập biểu mẫu') >> nth=-1")
    look()
    tab.check("#window-own")
    tab.fill("[name=own_day]", "31/2")
    tab.press("[name=own_day]", "Enter")
    expect(tab.locator("[role=alert]")).to_contain_text("không có ngày 31/2")
    expect(tab.locator("[role=alert]")).to_be_focused()
    look()
    tab.fill("[name=own_day]", "10/11")
    tab.press("[name=own_day]", "Enter")
    tab.wait_for_url(re.compile(r"/bieu-mau/\d+/$"))
    form = ReportForm.objects.get()
    look()

    # A box moves in place, without a new page; another is added.
    tab.evaluate("window.same = true")
    tab.click("button[aria-label='Đưa ô A2 lên']")
    expect(tab.locator("#cac-o tbody tr td[data-label='Mã']").first).to_have_text("A2")
    assert tab.evaluate("window.same")
    tab.click("text=Thêm ô")
    look()
    tab.fill("[name=label]", "Kết quả tự đánh giá")
    tab.select_option("[name=kind]", "choice")
    tab.fill("[name=choices]", "Tốt\nKhá")
    tab.press("[name=code]", "Enter")
    expect(tab.locator("#cac-o")).to_contain_text("Tốt; Khá")

    # The officer tries it as a unit would see it.
    tab.click("text=Xem như đơn vị")
    look()
    for code, figure in (("A1", "3"), ("A2", "2"), ("A3", "1")):
        tab.fill(f"#box-{code}", figure)
    tab.press("#box-A3", "Enter")
    expect(tab.locator("[role=alert]")).to_contain_text("A1 không được lớn hơn A2")
    expect(tab.locator("#box-A1")).to_have_value("3")
    look()
    tab.fill("#box-A2", "3")
    tab.select_option("#box-A4", "Tốt")
    tab.click("text=Kiểm tra thử")
    expect(tab.locator("[role=status]")).to_contain_text("gửi được")

    # Issued, it opens a period for those whom it shows.
    tab.click("text=Về biểu mẫu")
    tab.click("button:text-is('Ban hành')")
    tab.click("a:text-is('Mở kỳ báo cáo')")
    look()
    tab.click("label:has-text('(01/01/')  >> nth=0")
    expect(tab.locator("#xem-truoc")).to_contain_text("3 đơn vị sẽ phải báo cáo")
    look()
    tab.click("button:has-text('Mở kỳ cho 3 đơn vị')")
    expect(tab.locator("main")).to_contain_text("3 đơn vị phải báo cáo")
    look()
    assert Obligation.objects.filter(period__form=form).count() == 3
