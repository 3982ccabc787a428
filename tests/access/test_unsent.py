"""What somebody typed is there again when his session ended before it was sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from phongtrao.access.models import Role, UnsentForm, User
from phongtrao.audit.models import LogEntry
from tests.access.form_browser import LOG_IN, Browser
from tests.factories import PASSWORD, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from phongtrao.plans.models import PlanDocument

pytestmark = pytest.mark.django_db

LEND = "/tai-khoan/cua-toi/uy-quyen/"
REASON = 'đi họp ở tỉnh "hai" ngày\n & <b>'


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def lock(time_machine) -> Callable[[int], None]:
    """Lets minutes go by; logs in at nine."""
    time_machine.move_to("2026-11-20T09:00:00+07:00", tick=False)
    return lambda minutes: time_machine.shift(60 * minutes)


def lent(officer: User, colleague: User) -> dict[str, Any]:
    return {
        "assignment": officer.assignments.get().pk,
        "receiver": colleague.pk,
        "first_day": "2026-11-21",
        "last_day": "2026-11-22",
        "reason": REASON,
    }


def box(html: str, name: str) -> str:
    """What stands in a box of a page."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', html)
    return found[1] if found else ""


def chosen(html: str, name: str) -> list[str]:
    inside = re.search(rf'<select[^>]*name="{name}".*?</select>', html, re.DOTALL)
    assert inside
    return re.findall(r'<option[^>]*value="(\d+)"[^>]*selected', inside[0])


def lines_of(user: User) -> list[str]:
    made = LogEntry.objects.filter(action__startswith="unsent-form").order_by("pk")
    return [line.action for line in made if line.author == user]


@pytest.mark.parametrize("minutes", [16, 90])  # locked; the session itself is gone
def test_what_was_typed_stands_in_the_form_again_after_logging_in(
    officer: User, colleague: User, browser: Browser, lock, minutes: int
) -> None:
    browser.log_in(officer)
    browser.open(LEND)
    lock(minutes)
    if minutes > 60:
        browser.client.cookies.pop("sessionid")
    locked = browser.send(lent(officer, colleague))
    assert locked.url == f"{LOG_IN}?next=%2Ftai-khoan%2Fcua-toi%2Fuy-quyen%2F"
    assert "đã được giữ lại" in browser.open(locked.url).text
    back = browser.log_in(officer, LEND)
    assert back.url == LEND

    page = browser.open(LEND).text
    assert "Lần gửi lúc 09:16 20/11/2026 chưa được ghi" in page or minutes == 90
    assert "đã được điền lại" in page
    assert box(page, "reason") == "đi họp ở tỉnh &quot;hai&quot; ngày\n &amp; &lt;b&gt;"
    assert box(page, "first_day") == "2026-11-21"
    assert chosen(page, "receiver") == [str(colleague.pk)]
    assert not colleague.delegations.exists()  # nothing goes by itself
    assert "đã được điền lại" in browser.open(LEND).text  # nor is it gone when looked at

    for odd in ("²", "9" * 30, "0"):
        other = browser.send(lent(officer, colleague) | {"reason": "", "noi-dung-giu": odd})
        assert other.status_code == 422
    sent = lent(officer, colleague) | {"noi-dung-giu": box(page, "noi-dung-giu")}
    assert browser.send(sent).url == "/tai-khoan/cua-toi/"
    assert colleague.delegations.get().reason == REASON
    assert "đã được điền lại" not in browser.open(LEND).text
    assert lines_of(officer) == ["unsent-form.keep", "unsent-form.give-back"]
    assert REASON not in str(LogEntry.objects.values_list("object_name", "detail"))


def test_another_account_on_the_same_browser_sees_nothing(
    officer: User, colleague: User, browser: Browser, lock
) -> None:
    browser.log_in(officer)
    browser.open(LEND)
    lock(16)
    browser.send(lent(officer, colleague))
    browser.log_in(colleague)
    for address in (LEND, "/tai-khoan/cua-toi/"):
        assert "đi họp" not in browser.open(address).text
    form = officer.unsent_forms.get()
    gone = browser.send({}, to=reverse("access:drop_unsent", args=[form.pk]))
    assert gone.status_code == 404
    other = Browser()  # on another machine
    other.log_in(officer)
    assert "đi họp" in other.open(LEND).text


def test_a_form_with_a_mistake_is_kept_no_second_time_once_it_is_sent(
    officer: User, colleague: User, browser: Browser, lock
) -> None:
    browser.log_in(officer)
    browser.open(LEND)
    lock(16)
    browser.send(lent(officer, colleague) | {"last_day": "2026-11-01"})
    browser.log_in(officer)
    mark = box(browser.open(LEND).text, "noi-dung-giu")
    wrong = browser.send(lent(officer, colleague) | {"last_day": "2026-11-1", "noi-dung-giu": mark})
    assert (wrong.status_code, box(wrong.text, "noi-dung-giu")) == (422, mark)
    lock(16)
    browser.send(lent(officer, colleague) | {"noi-dung-giu": mark})
    assert officer.unsent_forms.count() == 1  # the newer one in the place of the older one
    browser.log_in(officer)
    mark = box(browser.open(LEND).text, "noi-dung-giu")
    browser.send(lent(officer, colleague) | {"noi-dung-giu": mark})
    assert not officer.unsent_forms.exists()


def test_who_logged_in_anew_in_another_tab_gets_the_form_filled_with_a_new_token(
    officer: User, colleague: User, browser: Browser
) -> None:
    browser.log_in(officer)
    browser.open(LEND)
    old = browser.log_in_anew(officer)
    answer = browser.send(lent(officer, colleague), token=old)
    assert answer.url == LEND
    page = browser.open(LEND).text
    assert "đã được điền lại" in page
    assert "đi họp" in box(page, "reason")


def test_who_logged_in_as_another_one_in_another_tab_is_told_so(
    officer: User, colleague: User, browser: Browser
) -> None:
    browser.log_in(officer)
    browser.open(LEND)
    old = browser.log_in_anew(colleague)
    answer = browser.send(lent(officer, colleague), token=old)
    assert answer.status_code == 403
    assert "nay trình duyệt đăng nhập bằng tài khoản khác" in answer.text
    assert "đi họp" not in browser.open(LEND).text
    assert officer.unsent_forms.get().page == LEND
    assert not colleague.unsent_forms.exists()


def test_what_nobody_can_be_told_to_have_typed_is_shown_to_be_copied(
    officer: User, colleague: User, browser: Browser
) -> None:
    browser.log_in(officer)
    browser.open(LEND)
    for name in ("sessionid", "phongtrao_pages"):
        browser.client.cookies.pop(name)
    answer = browser.send(lent(officer, colleague))
    assert (answer.status_code, "Hãy chép lại" in answer.text) == (403, True)
    assert "đi họp ở tỉnh &quot;hai&quot; ngày" in answer.text
    part = browser.send(lent(officer, colleague), **{"HX-Request": "true"})
    assert (part.status_code, part["HX-Retarget"]) == (422, "#noi-dung")
    assert "<html" not in part.text
    browser.client.cookies.clear()
    assert "đi họp" in browser.send(lent(officer, colleague)).text
    stranger = browser.send(lent(officer, colleague), referer="https://example.com/")
    assert (stranger.status_code, "đi họp" in stranger.text) == (403, False)
    assert not UnsentForm.objects.exists()


def test_passwords_and_codes_are_never_kept(officer: User, browser: Browser, lock) -> None:
    quantri = make_user("quantri", officer.office, Role.ADMINISTRATOR)
    browser.client.force_login(quantri)
    for address, facts in (
        ("/tai-khoan/cua-toi/mat-khau/", {"current": PASSWORD, "password": "Moi-123456789!"}),
        ("/tai-khoan/cua-toi/hai-buoc/", {"code": "123456", "password": PASSWORD}),
    ):
        browser.client.force_login(quantri)
        browser.open(address)
        lock(6)
        answer = browser.send(facts)
        assert answer.url.startswith(LOG_IN)
        assert "chưa được thực hiện" in browser.open(answer.url).text
        browser.client.cookies.clear()
        browser.page = address
        shown = browser.send({**facts, "again": PASSWORD})
        assert (shown.status_code, PASSWORD in shown.text) == (403, False)
    assert not UnsentForm.objects.exists()


def test_files_are_named_to_be_chosen_again(
    officer: User, plan: PlanDocument, browser: Browser, lock, tmp_path
) -> None:
    browser.log_in(officer)
    browser.open("/ke-hoach/them/")
    lock(16)
    file = tmp_path / "ke-hoach-2026.txt"
    file.write_text("KẾ HOẠCH")
    with file.open("rb") as data:
        browser.send({"documents": data, "text": "", "no_secret": "on"})
    browser.log_in(officer)
    page = browser.open("/ke-hoach/them/").text
    assert "Tệp không được giữ, hãy chọn lại: ke-hoach-2026.txt." in page
    assert not re.search(r'name="no_secret"[^>]*checked', page)
    assert officer.unsent_forms.get().files == ["ke-hoach-2026.txt"]


def test_what_is_secret_or_too_large_is_not_kept_and_it_is_said(
    officer: User, browser: Browser, lock
) -> None:
    for text, said in (("MẬT\n\nKẾ HOẠCH", "mang dấu chỉ độ mật"), ("ấ" * 600_000, "1024 KB")):
        browser.log_in(officer)
        browser.open("/ke-hoach/them/")
        lock(16)
        assert said in browser.open(browser.send({"text": text}).url).text
    assert not UnsentForm.objects.exists()


def test_a_button_that_met_the_lock_is_said_once(
    officer: User, plan: PlanDocument, browser: Browser, lock
) -> None:
    room = reverse("plans:reading_room", args=[plan.pk])
    record = plan.records.first()
    assert record
    confirm = reverse("plans:check", args=[plan.pk, record.pk, "xac-nhan"])
    browser.log_in(officer)
    browser.open(room)
    lock(16)
    by_htmx = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{room}?phan=1#r-1"}
    locked = browser.send({"version": record.version}, to=confirm, **by_htmx)
    assert (locked.status_code, "Location" in locked.headers) == (200, False)
    back = locked["HX-Redirect"]
    assert back == f"{LOG_IN}?next=%2Fke-hoach%2F{plan.pk}%2F%3Fphan%3D1"
    browser.log_in(officer)
    assert "Nếu vẫn cần, hãy bấm lại." in browser.open(room).text
    assert "hãy bấm lại" not in browser.open(room).text


def test_a_form_of_a_row_that_changed_is_shown_and_not_filled(
    officer: User, plan: PlanDocument, browser: Browser, lock
) -> None:
    record = plan.records.first()
    assert record
    correct = reverse("plans:correct", args=[plan.pk, record.pk])
    browser.log_in(officer)
    shown = browser.open(correct).text
    typed = {"version": box(shown, "version"), "quote": "Câu của tôi"}
    lock(16)
    browser.send(typed)
    plan.records.filter(pk=record.pk).update(version=record.version + 1)
    browser.log_in(officer)
    page = browser.open(correct).text
    assert "không còn như lúc đó" in page
    assert "Câu của tôi</li>" in page


def test_a_part_of_a_page_leads_the_whole_page_to_logging_in(
    officer: User, plan: PlanDocument, browser: Browser, lock
) -> None:
    browser.log_in(officer)
    browser.open("/ke-hoach/")
    lock(16)
    by_htmx = {"HX-Request": "true", "HX-Current-URL": "http://testserver/ke-hoach/?tim=an"}
    for _ in ("locked", "gone"):
        answer = browser.client.get("/ke-hoach/?tim=anh", headers=by_htmx)
        assert answer["HX-Redirect"] == f"{LOG_IN}?next=%2Fke-hoach%2F%3Ftim%3Dan"
        asks_itself = browser.client.get(f"/ke-hoach/{plan.pk}/moi/?sau=0", headers=by_htmx)
        assert (asks_itself.status_code, asks_itself.content) == (403, b"")  # the page stays


def test_what_is_kept_is_listed_dropped_and_ends(
    officer: User, colleague: User, browser: Browser, lock
) -> None:
    for reason in ("một", "hai"):
        browser.log_in(officer)
        browser.open(LEND)
        lock(16)
        browser.send(lent(officer, colleague) | {"reason": reason})
    assert browser.log_in(officer).url == "/"
    assert "bấm tên của bạn ở đầu trang" in browser.client.get("/viec/").text
    mine = browser.open("/tai-khoan/cua-toi/").text
    assert ": một</li>" in mine
    assert ": hai</li>" in mine
    form = officer.unsent_forms.first()
    assert form
    dropped = browser.send({}, to=reverse("access:drop_unsent", args=[form.pk]))
    assert dropped.url == LEND
    assert officer.unsent_forms.count() == 1
    lock(9 * 24 * 60 + 1)
    browser.log_in(officer)
    assert not UnsentForm.objects.exists()
    expired = LogEntry.objects.get(action="unsent-form.expire")
    assert (expired.author, expired.detail) == (None, {"forms": 1})


def test_logging_in_never_leads_to_an_address_that_only_takes_forms(
    officer: User, browser: Browser
) -> None:
    assert browser.log_in(officer, "/tai-khoan/dang-xuat/").url == "/"
    gone = Browser()
    gone.open(LOG_IN)
    answer = gone.send({}, to="/tai-khoan/cua-toi/uy-quyen/1/thu-hoi/")
    assert answer.url == LOG_IN


def test_an_old_page_is_known_without_a_session_too(
    officer: User, colleague: User, browser: Browser
) -> None:
    browser.log_in(officer)
    browser.open(LEND)
    old = browser.log_in_anew(officer)
    browser.client.cookies.pop("sessionid")
    answer = browser.send(lent(officer, colleague), token=old)
    assert answer.url == f"{LOG_IN}?next=%2Ftai-khoan%2Fcua-toi%2Fuy-quyen%2F"
    assert officer.unsent_forms.get().page == LEND


def test_what_an_old_page_sends_and_is_not_kept_is_said(
    officer: User, plan: PlanDocument, browser: Browser
) -> None:
    browser.log_in(officer)
    browser.open("/ke-hoach/them/")
    old = browser.log_in_anew(officer)
    answer = browser.send({"text": "MẬT\n\nKẾ HOẠCH"}, token=old)
    assert "mang dấu chỉ độ mật" in browser.open(answer.url).text
    for spoilt in ("*" * 64, "x"):
        shown = browser.send({"text": "KẾ HOẠCH"}, token=spoilt)
        assert (shown.status_code, ": KẾ HOẠCH</li>" in shown.text) == (403, True)
    assert not UnsentForm.objects.exists()


def test_a_page_that_keeps_what_is_typed_is_told_and_stays(officer: User, browser: Browser) -> None:
    browser.log_in(officer)
    browser.open(LEND)
    by_htmx = {"HX-Request": "true"}
    for token in (browser.token, browser.log_in_anew(officer)):
        browser.client.cookies.pop("sessionid", None)
        answer = browser.send({"o-A1": "5"}, to="/bao-cao/1/", token=token, **by_htmx)
        assert (answer.status_code, answer.content) == (403, b"")
    assert not UnsentForm.objects.exists()


def test_what_is_sent_before_a_duty_is_kept_until_the_duty_is_done(
    officer: User, colleague: User, browser: Browser
) -> None:
    browser.log_in(officer)
    browser.open(LEND)
    User.objects.filter(pk=officer.pk).update(must_change_password=True)
    assert browser.send(lent(officer, colleague)).url == "/tai-khoan/cua-toi/mat-khau/"
    assert "đã được giữ lại" in browser.open("/tai-khoan/cua-toi/mat-khau/").text
    User.objects.filter(pk=officer.pk).update(must_change_password=False)
    assert "đã được điền lại" in browser.open(LEND).text


def test_a_form_whose_page_cannot_be_opened_is_found_in_the_account(
    officer: User, plan: PlanDocument, browser: Browser, lock
) -> None:
    undo = f"/ke-hoach/{plan.pk}/hoan-tac/"
    browser.log_in(officer)
    browser.open("/ke-hoach/")
    browser.page = "/khong-co/"
    lock(16)
    locked = browser.send({"back": "Câu của tôi"}, to=undo)
    assert locked.url == LOG_IN
    assert browser.log_in(officer).url == "/"
    assert "bấm tên của bạn ở đầu trang" in browser.client.get("/viec/").text
    assert "<li>Câu của tôi</li>" in browser.open("/tai-khoan/cua-toi/").text
    assert "Câu của tôi" not in browser.client.get("/van-ban/").text
    assert browser.client.head("/van-ban/").status_code == 200
    form = officer.unsent_forms.get()
    dropped = browser.send({}, to=reverse("access:drop_unsent", args=[form.pk]))
    assert dropped.url == "/tai-khoan/cua-toi/"
