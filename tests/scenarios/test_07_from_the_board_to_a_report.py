"""A leader opens the board, goes down from a missed target to the report behind it, and prints."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.models import Obligation
from tests.programme.cascade_rows import make_programme
from tests.reporting.report_rows import accept, make_asked, reporter_of, send, typed, window

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TELEPHONE = {"width": 360, "height": 800}


def overflow(page: Page) -> int:
    """How many pixels a page is wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, int(wide))


def test_from_a_missed_target_down_to_the_report(
    live_server,
    tab: Page,
    log_in: Callable[[Page, str], None],
    faults_of: Callable[[Page], list[str]],
) -> None:
    asked = make_asked()
    first, second, _ = asked.story.communes
    for target in asked.story.programme.targets.all():
        target.thresholds.update(horizon_kind="during", horizon="2020")
    send(asked, first, 100, 100, 95)
    accept(asked, first)
    send(asked, second, 50, 60, 20)
    later = open_period(form=asked.form, window=window(asked.form, 2020, 1), by=asked.officer)
    row = Obligation.objects.get(period=later, unit=first)
    send_report(obligation=row, typed=typed(100, 100, 80), by=reporter_of(first))

    log_in(tab, asked.officer.username)
    tab.click("nav >> text=Bảng điều hành")
    for question in ("đang chậm", "chưa đạt", "còn yếu", "thay đổi"):
        expect(tab.locator("main h2", has_text=question)).to_be_visible()
    assert faults_of(tab) == []

    # The leader's page lies on one sheet.
    sheet = tab.pdf(prefer_css_page_size=True)
    assert len(pypdfium2.PdfDocument(io.BytesIO(sheet))) == 1

    # By the keyboard down to the figure, its chart, its table.
    tab.locator("#chi-tieu").locator("xpath=ancestor::section").locator(
        "tbody a", has_text="giải quyết"
    ).focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(".now")).to_have_text("80,0 % (80/100)")
    expect(tab.locator("figure[data-drawn=yes] canvas")).to_be_visible()
    expect(tab.locator("table").first).to_contain_text("76,7 % (115/150)")
    assert faults_of(tab) == []
    tab.click("text=Quý I/2020")
    expect(tab.locator("h2#don-vi")).to_contain_text("Quý I/2020")
    expect(tab.locator("#rows tbody tr")).to_have_count(3)
    tab.select_option("[name=sap]", "ten")
    tab.wait_for_url("**sap=ten**")
    expect(tab.locator("#rows tbody tr").first).to_contain_text("Xã 1")
    tab.select_option("[name=tinh-trang]", "cham")
    expect(tab.locator("#rows tbody tr")).to_have_count(1)
    tab.click("#rows tbody a:has-text('Xã 2')")
    expect(tab.locator("main")).to_contain_text("40,0 % (20/50)")
    tab.click("#rows tbody a:has-text('Chờ duyệt')")
    report = reverse("reporting:report", args=[asked.of(second).pk])
    tab.wait_for_url(f"**{report}")

    # The same on a telephone; the names of programmes are long.
    tab.set_viewport_size(TELEPHONE)
    long = "Tổ chức phong trào thi đua bảo vệ an ninh Tổ quốc trên địa bàn toàn tỉnh năm 2021"
    make_programme(asked.officer, asked.story.province, name=long, text=long)
    target = asked.story.programme.targets.get(subject__contains="giải quyết")
    for address in (
        reverse("reporting:dashboard"),
        f"{reverse('reporting:dashboard')}?xem=yeu",
        reverse("reporting:target", args=[target.pk]),
        reverse("programme:programme", args=[asked.story.programme.pk]),
        reverse("reporting:dashboard_moves"),
        reverse("reporting:consolidated", args=[asked.period.pk]),
        reverse("reporting:indicator", args=[asked.form.elements.get(code="A1").indicator_id]),
    ):
        tab.goto(live_server.url + address)
        assert overflow(tab) == 0, address
        assert faults_of(tab) == []


def test_everything_can_be_read_without_javascript(
    live_server, chromium: Browser, log_in: Callable[[Page, str], None]
) -> None:
    asked = make_asked(2)
    for commune in asked.story.communes:
        send(asked, commune, 10, 10, 8)
    page = chromium.new_context(java_script_enabled=False, locale="vi-VN").new_page()
    log_in(page, asked.officer.username)
    target = asked.story.programme.targets.get(subject__contains="giải quyết")
    page.goto(f"{live_server.url}{reverse('reporting:target', args=[target.pk])}")
    expect(page.locator("main")).to_contain_text("80,0 % (16/20)")
    page.fill("[name=tim]", "xa 2")
    page.keyboard.press("Enter")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    page.fill("[name=tai-ngay]", "01/01/2020")
    page.click("main .page-head button")
    expect(page.locator("main")).to_contain_text("Đang xem lại ngày 01/01/2020")
