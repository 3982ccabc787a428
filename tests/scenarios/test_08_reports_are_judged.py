"""The standing officer sees who sent, accepts, gives back one box, reminds who is silent; also by
keyboard and without JavaScript.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from phongtrao.reporting.models import Obligation, ObligationState, ReportReminder, Verdict
from tests.factories import PASSWORD
from tests.reporting.report_rows import make_asked, send

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def state(row: Obligation) -> str:
    row.refresh_from_db()
    return row.state


def test_from_the_list_to_the_verdicts(
    live_server,
    tab: Page,
    chromium: Browser,
    log_in: Callable[[Page, str], None],
    faults_of: Callable[[Page], list[str]],
) -> None:
    asked = make_asked(5)
    first, second, third, fourth = (
        send(asked, one, 20 + place, 25 + place, 15)
        for place, one in enumerate(asked.story.communes[:4])
    )
    base, page = live_server.url, reverse("reporting:period", args=[asked.period.pk])

    # From the work of the office to the list; a name is found without its tone marks.
    log_in(tab, asked.officer.username)
    tab.click("main a:has-text('4 báo cáo chờ duyệt')")
    tab.wait_for_url(f"**{page}")
    expect(tab.locator("main")).to_contain_text("Đã gửi 80,0 % (4/5) đơn vị")
    assert faults_of(tab) == []
    tab.fill("[name=tim]", "xa 5")
    expect(tab.locator("tbody tr")).to_have_count(1)
    expect(tab).to_have_url(re.compile(r"tim=xa(\+|%20)5"))

    # Who is silent is reminded.
    tab.check("[aria-label='Chọn Xã 5']")
    tab.fill("[name=text]", "Đề nghị gửi trong ngày")
    tab.click("text=Nhắc đơn vị đã chọn")
    expect(tab.locator(".notice")).to_contain_text("Đã nhắc 1 đơn vị")
    assert ReportReminder.objects.get().text == "Đề nghị gửi trong ngày"
    expect(tab.locator("tbody")).to_contain_text("Đã nhắc")

    # One is read and accepted by keyboard; the next one opens by itself.
    tab.goto(f"{base}{page}?tinh-trang=cho-duyet")
    tab.click("[aria-label='Đọc, duyệt báo cáo của Xã 1']")
    assert faults_of(tab) == []
    tab.focus("button:has-text('mở báo cáo tiếp theo')")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text("Duyệt báo cáo: Xã 2")
    assert state(first) == ObligationState.ACCEPTED

    # Without a reason nothing goes back; one box does, with its own.
    tab.click("text=Trả lại…")
    assert faults_of(tab) == []
    tab.click("button:has-text('Trả lại báo cáo')")
    expect(tab.locator("[role=alert]")).to_contain_text("lý do ở ít nhất một ô")
    assert faults_of(tab) == []
    tab.fill("[aria-label='Lý do trả lại ô A3']", "Khác sổ thụ lý")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{page}")
    expect(tab.locator("tbody")).to_contain_text("Trả lại vì: A3: Khác sổ thụ lý")
    assert state(second) == ObligationState.RETURNED

    # The others are marked and accepted together, without JavaScript, on a telephone.
    plain = chromium.new_context(
        viewport={"width": 360, "height": 800}, locale="vi-VN", java_script_enabled=False
    ).new_page()
    plain.goto(f"{base}/tai-khoan/dang-nhap/")
    plain.fill("[name=username]", asked.officer.username)
    plain.fill("[name=password]", PASSWORD)
    plain.click("main button")
    plain.goto(f"{base}{page}")
    plain.check("[aria-label='Chọn Xã 3']")
    plain.check("[aria-label='Chọn Xã 4']")
    plain.click("text=Duyệt báo cáo đã chọn")
    expect(plain.locator(".notice")).to_contain_text("Đã duyệt 2 báo cáo.")
    assert {state(third), state(fourth)} == {ObligationState.ACCEPTED}
    assert Verdict.objects.count() == 4
    plain.context.close()
