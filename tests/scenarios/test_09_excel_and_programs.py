"""A commune reports by Excel, its officer for all the others, a program for the last one."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from phongtrao.access.models import Role
from phongtrao.reporting.models import Submission, Way
from tests.factories import make_user
from tests.reporting.report_rows import make_asked, reporter_of
from tests.reporting.workbook_rows import OWN, SECOND, fill, row

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def template_of(page: Page) -> bytes:
    """The workbook that the page gives out."""
    with page.expect_download() as loading:
        page.click("text=Tải mẫu Excel")
    return Path(loading.value.path()).read_bytes()


def bring(page: Page, data: bytes, button: str = "Nộp báo cáo") -> None:
    """Choose a file and press a button."""
    file = {"name": "bao-cao.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    page.set_input_files("[name=workbook]", files=[file])
    page.click(f"button:has-text('{button}')")


def test_reports_come_by_excel_and_from_a_program(
    live_server,
    tab: Page,
    chromium: Browser,
    log_in: Callable[[Page, str], None],
    faults_of: Callable[[Page], list[str]],
    settings,
) -> None:
    settings.SECOND_FACTOR_ADMIN = False  # it has a story of its own
    asked = make_asked()
    first, _, third = asked.story.communes
    manager = make_user("quantri", asked.story.province, Role.ADMINISTRATOR)
    manager.authenticator_set.all().delete()
    base = live_server.url

    # A commune takes its workbook, is told which cell is wrong, mends it, sends.
    log_in(tab, reporter_of(first).username)
    tab.set_viewport_size({"width": 360, "height": 800})
    tab.goto(base + reverse("reporting:send_workbook", args=[asked.of(first).pk]))
    assert faults_of(tab) == []
    blank = template_of(tab)
    taken, received, settled = OWN.values()
    bring(tab, fill(blank, {taken: 201, received: 200, settled: "khoảng 180"}))
    expect(tab.locator("[role=alert]")).to_contain_text("Tệp có 2 chỗ chưa đúng")
    expect(tab.locator("[role=alert] tbody th")).to_have_text([taken, settled])
    bring(tab, fill(blank, {taken: 201, received: 200, settled: 180}))
    expect(tab.locator("[role=alert] tbody th")).to_have_text([taken])
    assert faults_of(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == 360
    bring(tab, fill(blank, {taken: 200, received: 200, settled: 181}))
    tab.wait_for_url(f"**{reverse('reporting:report', args=[asked.of(first).pk])}")
    expect(tab.locator("main")).to_contain_text("Đã gửi báo cáo, lần nộp 1")

    # The officer brings a table: the commune that reported stands in it and is not sent again.
    desk = chromium.new_context(locale="vi-VN", accept_downloads=True).new_page()
    log_in(desk, asked.officer.username)
    desk.goto(base + reverse("reporting:send_period_workbook", args=[asked.period.pk]))
    assert faults_of(desk) == []
    bring(desk, fill(template_of(desk), row(SECOND, 5, 7, 1)))
    expect(desk.locator("main")).to_contain_text("Đã gửi 1 báo cáo")
    assert faults_of(desk) == []
    desk.click("text=Không đổi, không gửi lại (1)")
    expect(desk.locator("tbody")).to_contain_text("Xã 1")
    desk.context.close()

    # The administrator makes a key; a program sends with it what is missing.
    office = chromium.new_context(locale="vi-VN").new_page()
    log_in(office, manager.username)
    office.goto(base + reverse("access:accounts"))
    office.click("text=Kết nối máy")
    assert faults_of(office) == []
    office.click("text=Tạo khóa")
    office.fill("[name=name]", "Phần mềm một cửa")
    office.select_option("[name=office]", label="Tỉnh Mẫu")
    assert faults_of(office) == []
    office.click("button:has-text('Tạo khóa')")
    key = office.locator("code.one-time").inner_text()
    assert faults_of(office) == []
    body = {"reports": [{"unit": third.pk, "boxes": {"A1": 2, "A2": 2, "A3": 2}}]}
    request = urllib.request.Request(  # noqa: S310 - the server of this test
        f"{base}/api/v1/ky-bao-cao/{asked.period.pk}/bao-cao/",
        json.dumps(body).encode(),
        {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "Idempotency-Key": "lan-gui-1",
        },
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - as above
        assert json.load(answer)["sent"] == [third.pk]
    office.reload()
    expect(office.locator("main")).not_to_contain_text(key)
    expect(office.locator("main")).to_contain_text("Các lần gửi gần đây")
    office.click("text=tài liệu API")
    expect(office.locator("#swagger-ui")).to_contain_text("Gửi báo cáo của một hay nhiều đơn vị")
    office.context.close()
    ways = Submission.objects.order_by("pk").values_list("way", flat=True)
    assert list(ways) == [Way.EXCEL, Way.EXCEL, Way.API]
