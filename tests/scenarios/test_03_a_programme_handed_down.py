"""A checked plan is published and handed down; a commune answers; its neighbour sees nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from phongtrao.access.models import Role
from phongtrao.programme.models import Difficulty, Programme, Receipt, Target
from tests.factories import PASSWORD, make_user
from tests.programme.plan_rows import checked_plan, make_province, task_with

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(page: Page, base: str, username: str) -> None:
    page.goto(f"{base}/tai-khoan/dang-nhap/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/viec/")


def test_from_the_checked_plan_to_the_answered_difficulty(
    live_server,
    tab: Page,
    chromium: Browser,
    faults_of: Callable[[Page], list[str]],
    tmp_path,
) -> None:
    office = make_province()
    plan = checked_plan(office)
    commune, neighbour = office.communes[:2]
    make_user("xa1", commune, Role.REPORTER)
    make_user("xa2", neighbour, Role.STANDING_OFFICER)
    base = live_server.url

    # The office publishes, says whom the words mean, and hands the programme down.
    enter(tab, base, office.officer.username)
    tab.goto(f"{base}{reverse('plans:reading_room', args=[plan.pk])}")
    tab.click("text=Ban hành thành chương trình")
    expect(tab.locator("main")).to_contain_text("Mọi mục đã được kiểm")
    assert faults_of(tab) == []
    tab.focus("[name=begins_on]")
    tab.keyboard.press("Control+A")
    tab.keyboard.type("31/02/2026")
    tab.keyboard.press("Enter")
    expect(tab.locator(".notice.bad")).to_contain_text("Từ ngày")
    tab.fill("[name=begins_on]", "05/01/2026")
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"/chuong-trinh/\d+/$"))
    assert faults_of(tab) == []
    tab.click("a:has-text('Xác nhận đơn vị thực hiện')")
    assert faults_of(tab) == []
    tab.click("button:has-text('Xác nhận mọi đề xuất')")
    expect(tab.locator("main")).to_contain_text("các xã, phường, đặc khu được giao")
    programme = Programme.objects.get()
    of = f"{base}{reverse('programme:programme', args=[programme.pk])}"
    tab.goto(of)
    tab.click("text=Giao xuống đơn vị")
    assert faults_of(tab) == []
    tab.check("[name=communes]")
    tab.click("button:has-text('Xem trước')")
    expect(tab.locator("main")).to_contain_text("Sẽ giao cho 3 đơn vị")
    tab.click("button:has-text('Giao cho 3 đơn vị')")
    tab.wait_for_url("**/so-theo-doi/")
    assert faults_of(tab) == []

    # A commune acknowledges, files its plan, sets its target, reports a difficulty.
    theirs = chromium.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN").new_page()
    enter(theirs, base, "xa1")
    assert faults_of(theirs) == []
    theirs.click("main a:has-text('phong trào Toàn dân')")
    theirs.click("button:has-text('Tiếp nhận')")
    expect(theirs.locator("main")).to_contain_text("● Đã tiếp nhận")
    assert faults_of(theirs) == []
    theirs.click("a[role=button]:has-text('Gửi kế hoạch')")
    own = tmp_path / "ke-hoach-xa.txt"
    own.write_text("KẾ HOẠCH\nTriển khai phong trào năm 2026 tại xã")
    theirs.fill("[name=symbol]", "15/KH-UBND")
    theirs.fill("[name=plan_date]", "20/01/2026")
    theirs.set_input_files("[name=document]", own)
    theirs.check("[name=no_secret]")
    theirs.click("button:has-text('Gửi')")
    expect(theirs.locator("main")).to_contain_text("15/KH-UBND")
    theirs.click("text=Chỉ tiêu của đơn vị")
    assert faults_of(theirs) == []
    theirs.click("text=Đặt mức >> nth=0")
    theirs.fill("[name=value]", "93")
    theirs.click("button:has-text('Ghi chỉ tiêu')")
    expect(theirs.locator("main")).to_contain_text("● Cao hơn cấp trên")
    theirs.click("nav >> text=Chương trình")
    assert faults_of(theirs) == []
    theirs.click("main a:has-text('phong trào Toàn dân')")
    theirs.click("text=Báo khó khăn")
    theirs.select_option("[name=target]", index=1)
    theirs.fill("[name=text]", "Đề nghị hạ mức vì thôn mới sáp nhập")
    theirs.click("button:has-text('Gửi')")
    expect(theirs.locator("main")).to_contain_text("○ Chờ trả lời")

    # The office answers and lowers the level; the old one stays to be seen.
    tab.goto(f"{base}{reverse('programme:work')}")
    tab.click("text=Đề nghị hạ mức")
    assert faults_of(tab) == []
    tab.check("text=Chấp nhận >> nth=0")
    tab.fill("[name=answer]", "Đồng ý")
    tab.select_option("[name=threshold]", label="> 90 % đến năm 2026")
    tab.fill("[name=value]", "85")
    tab.fill("[name=since]", "01/11/2026")
    tab.click("button:has-text('Trả lời')")
    expect(tab.locator("#doi-muc")).to_contain_text("phải đạt > 85 % đến năm 2026")
    assert faults_of(tab) == []
    tab.click("button:has-text('Trả lời và đổi mức')")
    expect(tab.locator("main")).to_contain_text("● Chấp nhận")
    target = programme.targets.filter(owner=office.province).first()
    tab.goto(f"{base}{reverse('programme:target', args=[programme.pk, target.pk])}")
    expect(tab.locator("del").first).to_have_text("> 90 %")
    expect(tab.locator("main")).to_contain_text("> 85 %")
    assert faults_of(tab) == []

    # A task of all communes: the commune says that it is stuck and sends a document.
    task = task_with(programme, "phát động")
    theirs.goto(f"{base}{reverse('programme:work')}")
    theirs.click("main a:has-text('phát động phong trào')")
    theirs.check("text=Vướng mắc")
    theirs.fill("[name=text]", "Chưa có kinh phí của riêng xã")
    theirs.set_input_files("[name=document]", own)
    theirs.check("[name=no_secret]")
    theirs.click("button:has-text('Ghi kết quả')")
    expect(theirs.locator("main")).to_contain_text("ke-hoach-xa.txt")
    assert faults_of(theirs) == []

    # The neighbour tries every address of the other commune and of the office.
    foreign = chromium.new_context(locale="vi-VN").new_page()
    enter(foreign, base, "xa2")
    receipt = Receipt.objects.get(unit=commune)
    of_unit = [programme.pk, commune.pk]
    addresses = [
        reverse("programme:receipt", args=of_unit),
        reverse("programme:file_plan", args=of_unit),
        reverse("programme:plan_file", args=[*of_unit, receipt.pk]),
        reverse("programme:own_targets", args=of_unit),
        reverse("programme:report", args=of_unit),
        reverse("programme:ledger", args=[programme.pk]),
        reverse("programme:difficulties", args=[programme.pk]),
        reverse("programme:answer", args=[programme.pk, Difficulty.objects.get().pk]),
        reverse("programme:programme", args=[programme.pk]),
        reverse("programme:target", args=[programme.pk, Target.objects.first().pk]),
        reverse("programme:line_file", args=[programme.pk, task.pk, task.progress.get().pk]),
        reverse("plans:reading_room", args=[plan.pk]),
    ]
    for address in addresses:
        answer = foreign.goto(base + address)
        assert answer is not None
        assert answer.status == 404, address
        shown = foreign.locator("body").inner_text()
        assert "15/KH-UBND" not in shown
        assert "Xã 1" not in shown
    no_such = foreign.goto(f"{base}{reverse('programme:receipt', args=[programme.pk, 999999])}")
    assert no_such is not None
    assert no_such.status == 404
    mine = foreign.goto(f"{base}{reverse('programme:receipt', args=[programme.pk, neighbour.pk])}")
    assert mine is not None
    assert mine.status == 200
    assert "Đề nghị hạ mức" not in foreign.locator("body").inner_text()
    foreign.goto(f"{base}{reverse('programme:task', args=[programme.pk, task.pk])}")
    shared = foreign.locator("body").inner_text()
    assert "Xã 2" in shared
    assert "Xã 1" not in shared
    assert "kinh phí" not in shared
