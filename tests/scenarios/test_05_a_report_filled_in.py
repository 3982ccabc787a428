"""A report is filled in by keyboard, by two people at once, and while the connection is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from phongtrao.access.models import Role
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Answer, Draft, Obligation, ObligationState, Submission
from tests.factories import PASSWORD, make_user
from tests.reporting.report_rows import Asked, accept, make_asked, reporter_of, send, window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = {"width": 1280, "height": 800}
LOST = "Chưa lưu được, sẽ thử lại. Số đã nhập vẫn giữ trên máy này."


@pytest.fixture
def asked() -> Asked:
    return make_asked()


@pytest.fixture
def open_as(
    live_server, chromium: Browser
) -> Iterator[Callable[[str, Obligation], tuple[Page, BrowserContext]]]:
    """Opens a report in a browser of its own; faults of the pages fail the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def go(username: str, row: Obligation, **facts: object) -> tuple[Page, BrowserContext]:
        context = chromium.new_context(locale="vi-VN", **{"viewport": WIDE, **facts})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{live_server.url}/tai-khoan/dang-nhap/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/viec/")
        page.goto(f"{live_server.url}{reverse('reporting:report', args=[row.pk])}")
        return page, context

    yield go
    for context in contexts:
        context.close()
    assert faults == []


def kept(page: Page) -> None:
    """Wait until all that was typed is kept."""
    expect(page.locator("#luu")).to_contain_text("Đã lưu lúc")


def test_the_sheet_is_walked_sent_returned_mended_and_corrected_by_keyboard(
    asked: Asked, open_as, faults_of: Callable[[Page], list[str]]
) -> None:
    commune = asked.story.communes[0]
    row = asked.of(commune)
    page, _ = open_as(reporter_of(commune).username, row)
    assert faults_of(page) == []
    expect(page.locator("#gui")).to_have_attribute("aria-disabled", "true")

    # Enter and the arrows walk from box to box; checks speak as one types.
    page.focus("#o-1")
    page.keyboard.type("201")
    page.keyboard.press("Enter")
    page.keyboard.type("200")
    page.keyboard.press("Enter")
    expect(page.locator("#b-1")).to_contain_text("A1 không được lớn hơn A2")
    expect(page.locator("#o-1")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#ket-qua")).to_contain_text("1 ô cần sửa")
    expect(page.locator("#vi-sao")).to_contain_text("còn 1 ô chưa nhập, 1 chỗ cần sửa")
    assert faults_of(page) == []
    page.keyboard.type("181")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("200")
    expect(page.locator("#b-1")).to_contain_text("100,0 % (200/200)")
    expect(page.locator("#b-3")).to_contain_text("90,5 % (181/200), mức chung ≥ 90 %")
    expect(page.locator("#ket-qua .notice")).to_have_count(0)
    expect(page.locator("#gui")).not_to_have_attribute("aria-disabled", "true")
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(page.locator("#gui")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Đã gửi báo cáo lúc")
    expect(page.locator("main")).to_contain_text("◐ Chờ duyệt")
    assert faults_of(page) == []
    assert Submission.objects.count() == 1

    # One box comes back; the greyed button leads to what is wrong; Tab walks too.
    return_report(obligation=row, revision=1, boxes={"A3": "Khác sổ"}, by=asked.officer)
    page.reload()
    expect(page.locator("#b-3")).to_contain_text("▲ Bị trả lại: Khác sổ")
    assert faults_of(page) == []
    page.fill("#o-3", "")
    page.focus("#o-2")
    page.keyboard.press("Tab")
    expect(page.locator("#o-3")).to_be_focused()
    expect(page.locator("#gui")).to_have_attribute("aria-disabled", "true")
    page.click("#gui", force=True)
    expect(page.locator("#o-3")).to_be_focused()
    page.keyboard.type("182")
    expect(page.locator("#b-3")).to_contain_text("● Đã sửa")
    page.click("#gui")
    expect(page.locator("main")).to_contain_text("Đã gửi báo cáo (lần 2)")

    # Accepted, then corrected with a reason; what changed stays to be read.
    accept(asked, commune)
    page.reload()
    page.click("text=Đính chính")
    expect(page.locator("#vi-sao")).to_contain_text("số liệu không thay đổi")
    page.fill("#o-3", "183")
    page.fill("#reason", "Đếm sót một vụ")
    page.click("#gui")
    expect(page.locator("main")).to_contain_text("Lý do đính chính: Đếm sót một vụ")
    expect(page.locator(".revisions")).to_contain_text("182 → 183")
    assert Submission.objects.count() == 3


def test_two_who_fill_in_one_report_at_once_lose_nothing(asked: Asked, open_as) -> None:
    commune = asked.story.communes[0]
    row = asked.of(commune)
    make_user("hai", commune, Role.REPORTER)
    one, _ = open_as(reporter_of(commune).username, row)
    two, _ = open_as("hai", row)
    one.fill("#o-1", "5")
    kept(one)
    two.fill("#o-2", "9")
    kept(two)
    # What the other typed appears in a box that one did not touch, with the name.
    expect(two.locator("#o-1")).to_have_value("5")
    expect(two.locator("#b-1")).to_contain_text("Cán bộ canbo")
    # Both type into one box: both values are shown, nobody's is lost.
    one.fill("#o-3", "4")
    kept(one)
    two.fill("#o-3", "3")
    clash = two.locator("#b-3 .clash")
    expect(clash).to_contain_text("vừa ghi “4” ở ô này, còn bạn ghi “3”")
    expect(two.locator("#o-3")).to_have_value("3")
    assert Draft.objects.get().cells == {"A1": "5", "A2": "9", "A3": "4"}
    two.wait_for_timeout(1500)
    assert Draft.objects.get().cells["A3"] == "4"
    two.click("button:has-text('Ghi “3”')")
    expect(clash).to_have_count(0)
    assert Draft.objects.get().cells["A3"] == "3"
    one.fill("#o-3", "2")
    expect(one.locator("#b-3 .clash")).to_contain_text("vừa ghi “3”")
    one.click("button:has-text('Giữ “3”')")
    expect(one.locator("#o-3")).to_have_value("3")
    expect(one.locator("#b-3 .clash")).to_have_count(0)
    # The second sender finds that it is sent.
    one.click("#gui")
    expect(one.locator("main")).to_contain_text("Đã gửi báo cáo lúc")
    two.click("#gui")
    expect(two.locator("main")).to_contain_text("vừa được gửi ở một cửa sổ hoặc máy khác")
    assert Submission.objects.count() == 1


def test_a_dropped_connection_loses_nothing_and_says_so(asked: Asked, open_as) -> None:
    commune = asked.story.communes[0]
    row = asked.of(commune)
    page, context = open_as(reporter_of(commune).username, row)
    page.fill("#o-1", "5")
    kept(page)
    context.set_offline(True)
    page.fill("#o-2", "9")
    expect(page.locator("#luu")).to_have_text(LOST)
    page.focus("#o-3")
    page.keyboard.type("4")
    page.focus("#gui")
    page.keyboard.press("Enter")
    expect(page.locator("#luu")).to_contain_text("Chưa gửi được vì mất kết nối")
    assert Draft.objects.get().cells == {"A1": "5"}
    context.set_offline(False)
    kept(page)
    assert Draft.objects.get().cells == {"A1": "5", "A2": "9", "A3": "4"}

    # The window is closed while the connection is gone: what was typed is there again.
    context.set_offline(True)
    page.fill("#o-3", "3")
    expect(page.locator("#luu")).to_have_text(LOST)
    # Greyed or not, the button sends nothing that the server does not have.
    page.click("#gui")
    expect(page.locator("#luu")).to_contain_text("Chưa gửi được vì mất kết nối")
    address = page.url
    page.close()
    context.set_offline(False)
    assert Draft.objects.get().cells["A3"] == "4"
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#o-3")).to_have_value("3")
    expect(again.locator("#luu")).to_have_text("Đã khôi phục và lưu 1 ô nhập dở.")
    assert Draft.objects.get().cells["A3"] == "3"
    again.click("#gui")
    expect(again.locator("main")).to_contain_text("Đã gửi báo cáo lúc")
    assert again.evaluate("localStorage.length") == 0


def test_what_was_typed_offline_is_offered_when_a_colleague_sent_meanwhile(
    asked: Asked, open_as, faults_of: Callable[[Page], list[str]]
) -> None:
    commune = asked.story.communes[0]
    row = asked.of(commune)
    page, context = open_as(reporter_of(commune).username, row)
    page.fill("#o-1", "2")
    kept(page)
    context.set_offline(True)
    page.fill("#o-1", "17")
    page.fill("#o-2", "1000")
    page.fill("#o-3", "4")
    expect(page.locator("#luu")).to_have_text(LOST)
    address = page.url
    page.close()
    context.set_offline(False)
    send(asked, commune, 5, 1000, 3)

    # What is read tells it; what equals what was sent is told no more.
    again = context.new_page()
    again.goto(address)
    offers = again.locator("#nhap-do")
    expect(offers.locator("li")).to_have_count(2)
    today = timezone.localdate().strftime("%d/%m/%Y")
    first = f"Số bạn nhập lúc mất mạng ngày {today}: A1 = 17; nay là 5."
    expect(offers.locator("li").first).to_contain_text(first)
    assert faults_of(again) == []
    again.reload()
    expect(offers.locator("li")).to_have_count(2)
    offers.locator("a").press("Enter")
    expect(again.locator("#o-1")).to_have_value("5")
    expect(offers.locator("li")).to_have_count(2)
    expect(offers.locator("li").first).to_contain_text(first)
    assert faults_of(again) == []

    # Reached and decided by keyboard: one is taken into the sheet, one is dropped.
    again.locator(".links a").last.focus()
    again.keyboard.press("Tab")
    expect(offers.get_by_role("button", name="Dùng A1 17")).to_be_focused()
    again.keyboard.press("Enter")
    expect(again.locator("#o-1")).to_have_value("17")
    kept(again)
    assert Draft.objects.get().cells == {"A1": "17"}
    expect(offers.get_by_role("button", name="Dùng A3 4")).to_be_focused()
    again.keyboard.press("Tab")
    again.keyboard.press("Enter")
    expect(offers).to_be_hidden()
    expect(again.locator("#o-3")).to_be_focused()
    expect(again.locator("#o-3")).to_have_value("3")
    assert again.evaluate("localStorage.length") == 0
    again.reload()
    expect(again.locator("#o-1")).to_have_value("17")
    expect(offers).to_be_hidden()

    # The answer to a question that is asked no more is not lost either.
    place = f"phongtrao:{reporter_of(commune).pk}:{row.pk}:1"
    again.evaluate(
        "place => localStorage.setItem(place, JSON.stringify({'tl-cu': {value: 'Do mưa bão'}}))",
        place,
    )
    for _ in range(2):
        again.reload()
        answer = "Trả lời câu hỏi = Do mưa bão; nay không còn ô này."
        expect(offers.locator("li")).to_contain_text(answer)
    offers.get_by_role("button", name="Bỏ").press("Enter")
    expect(offers).to_be_hidden()
    assert again.evaluate("localStorage.length") == 0


def test_a_locked_session_gives_back_what_was_typed(asked: Asked, open_as) -> None:
    commune = asked.story.communes[0]
    row = asked.of(commune)
    page, context = open_as(reporter_of(commune).username, row)
    context.clear_cookies()
    page.fill("#o-1", "5")
    expect(page.locator("#luu")).to_contain_text("Phiên làm việc đã khóa nên chưa lưu được")
    page.click("text=Đăng nhập lại")
    page.fill("[name=username]", reporter_of(commune).username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#o-1")).to_have_value("5")
    expect(page.locator("#luu")).to_contain_text("Đã khôi phục và lưu 1 ô")
    assert Draft.objects.get().cells == {"A1": "5"}


def test_a_question_is_answered_while_one_types(asked: Asked, open_as) -> None:
    commune = asked.story.communes[0]
    send(asked, commune, 200, 210, 181)
    second = open_period(form=asked.form, window=window(asked.form, 2020, 1), by=asked.officer)
    row = Obligation.objects.get(period=second, unit=commune)
    page, _ = open_as(reporter_of(commune).username, row, viewport={"width": 360, "height": 740})
    page.focus("#o-1")
    for figure in ("200", "210", "181"):
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
    question = page.locator("#cau-hoi")
    expect(question).to_contain_text("3/3 số liệu của Quý II/2020 giống hệt Quý I/2020")
    expect(page.locator("#vi-sao")).to_contain_text("1 câu hỏi chưa trả lời")
    page.fill("#cau-hoi textarea", "Trùng do không có vụ")
    # Another box is kept meanwhile: the sentence stays.
    page.focus("#o-3")
    kept(page)
    expect(page.locator("#cau-hoi textarea")).to_have_value("Trùng do không có vụ")
    expect(page.locator("#vi-sao")).to_contain_text("● Gửi được")
    page.click("#gui")
    expect(page.locator("main")).to_contain_text("Trả lời: Trùng do không có vụ")
    assert Answer.objects.count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_report_is_sent_without_javascript(asked: Asked, open_as) -> None:
    commune = asked.story.communes[0]
    row = asked.of(commune)
    page, _ = open_as(reporter_of(commune).username, row, java_script_enabled=False)
    page.fill("#o-1", "201")
    page.fill("#o-2", "200")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Đã lưu bản nháp")
    expect(page.locator("#b-1")).to_contain_text("A1 không được lớn hơn A2")
    page.click("#gui")
    expect(page.locator("#ket-qua")).to_contain_text("2 ô cần sửa")
    page.fill("#o-1", "200")
    page.fill("#o-3", "181")
    page.click("#gui")
    expect(page.locator("main")).to_contain_text("Đã gửi báo cáo lúc")
    row.refresh_from_db()
    assert row.state == ObligationState.SENT
