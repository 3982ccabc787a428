"""Somebody types, is locked out before he sends, and finds what he typed when he is in again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from phongtrao.access.models import Role, UnsentForm
from phongtrao.programme.models import Difficulty
from tests.factories import PASSWORD, make_plan, make_user
from tests.programme.cascade_rows import hand, make_story

if TYPE_CHECKING:
    from collections.abc import Callable

    from phongtrao.access.models import User
    from tests.programme.cascade_rows import Story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "Đường vào bản bị lũ cắt từ tháng 8.\nĐề nghị lùi hạn <15 ngày> & hạ mức “90%”."
GIVEN_BACK = "đã được điền lại"


def sixteen_minutes_later() -> None:
    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        session["seen_at"] = session.get("seen_at", 0) - 16 * 60
        session.save()


def log_in_again(page: Page, username: str) -> None:
    page.wait_for_url("**/dang-nhap/**")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("button:has-text('Đăng nhập')")


@pytest.fixture
def story(transactional_db: None) -> Story:
    story = make_story()
    hand(story)
    for number, commune in enumerate(story.communes[:2], start=1):
        make_user(f"xa{number}", commune, Role.REPORTER)
    return story


def report_of(story: Story, place: int) -> str:
    return reverse("programme:report", args=[story.programme.pk, story.communes[place].pk])


def test_a_difficulty_typed_before_the_lock_is_sent_after_it(
    live_server, tab: Page, log_in, story: Story, faults_of: Callable[[Page], list[str]]
) -> None:
    log_in(tab, "xa1")
    tab.goto(live_server.url + report_of(story, 0))
    tab.fill("[name=text]", TEXT)
    tab.select_option("[name=target]", index=1)
    target = tab.input_value("[name=target]")
    sixteen_minutes_later()
    tab.click("button:has-text('Gửi')")
    tab.wait_for_url("**/dang-nhap/**")
    expect(tab.locator(".notice.warn")).to_contain_text("đã được giữ lại")

    # A neighbour at the same machine finds nothing of it.
    log_in_again(tab, "xa2")
    expect(tab.locator("h1")).to_contain_text("Không tìm thấy")
    for address in (report_of(story, 1), "/tai-khoan/cua-toi/"):
        tab.goto(live_server.url + address)
        expect(tab.locator("main")).not_to_contain_text(GIVEN_BACK)
        expect(tab.locator("main")).not_to_contain_text("Đường vào bản")
    tab.click("text=Đăng xuất")

    log_in_again(tab, "xa1")
    expect(tab.locator(".notice")).to_contain_text("còn nội dung bạn gửi lúc phiên đã hết")
    tab.click("header a:has-text('xa1')")
    expect(tab.locator("main")).to_contain_text("Đường vào bản bị lũ cắt")
    assert faults_of(tab) == []
    tab.click("text=Mở lại trang để gửi")
    expect(tab.locator(".notice.warn")).to_contain_text(GIVEN_BACK)
    assert faults_of(tab) == []
    expect(tab.locator("[name=text]")).to_have_value(TEXT)
    expect(tab.locator("[name=target]")).to_have_value(target)
    assert not Difficulty.objects.exists()
    tab.set_viewport_size({"width": 360, "height": 740})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.click("button:has-text('Gửi')")
    tab.wait_for_url(re.compile(r"/don-vi/\d+/$|/\d+/$"))
    expect(tab.locator("main")).to_contain_text("Đường vào bản bị lũ cắt")
    assert Difficulty.objects.get().text.splitlines() == TEXT.splitlines()
    assert not UnsentForm.objects.exists()


def test_it_works_without_javascript(live_server, chromium: Browser, story: Story) -> None:
    plain = chromium.new_context(java_script_enabled=False, locale="vi-VN").new_page()
    plain.goto(f"{live_server.url}/tai-khoan/dang-nhap/?next={report_of(story, 0)}")
    log_in_again(plain, "xa1")
    plain.fill("[name=text]", TEXT)
    Session.objects.all().delete()  # the session is wholly gone
    plain.click("button:has-text('Gửi')")
    log_in_again(plain, "xa1")
    expect(plain.locator(".notice.warn")).to_contain_text(GIVEN_BACK)
    expect(plain.locator("[name=text]")).to_have_value(TEXT)
    plain.click("button:has-text('Gửi')")
    expect(plain.locator("main")).to_contain_text("Đường vào bản bị lũ cắt")
    assert not UnsentForm.objects.exists()
    plain.context.close()


def test_a_record_corrected_in_the_reading_room_is_not_lost_either(
    live_server, tab: Page, log_in, officer: User
) -> None:
    plan = make_plan(officer)
    log_in(tab, officer.username)
    room = live_server.url + reverse("plans:reading_room", args=[plan.pk])
    tab.goto(room)
    first = tab.locator("#found > li").first
    first.locator("[data-do=correct]").click()
    box = first.locator(".editing textarea").first
    typed = box.input_value()[:-2]
    box.fill(typed)
    sixteen_minutes_later()
    first.locator(".editing button:has-text('Lưu')").click()
    log_in_again(tab, officer.username)
    expect(tab.locator(".notice.warn")).to_contain_text(GIVEN_BACK)
    expect(tab.locator(".editing textarea").first).to_have_value(typed)
    tab.click(".editing button:has-text('Lưu')")
    tab.wait_for_url(f"{room}**")
    expect(tab.locator("#found")).to_contain_text(typed)
    expect(tab.locator("main")).not_to_contain_text(GIVEN_BACK)
    assert not UnsentForm.objects.exists()

    tab.click("#noi-dung a:has-text('Thêm mục')")
    tab.click("#them-muc a:has-text('Chỉ tiêu')")
    expect(tab.locator("#them-muc [aria-current]")).to_have_text("Chỉ tiêu")
    for box in tab.locator("#them-muc [required]:not(select)").all():
        box.fill("Ít nhất 90% xã")
    sixteen_minutes_later()
    tab.click("#them-muc button:has-text('Thêm mục')")
    log_in_again(tab, officer.username)
    expect(tab.locator(".notice.warn")).to_contain_text(GIVEN_BACK)
    expect(tab.locator("[name=quote]")).to_have_value("Ít nhất 90% xã")
