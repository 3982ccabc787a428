"""A unit for which no account can answer is named before it gets a programme, and marked then."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from phongtrao.access.models import Role, User
from phongtrao.programme.models import Receipt
from tests.factories import make_user
from tests.programme.cascade_rows import Story, file_on, hand, make_story, merge, user_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def story() -> Story:
    """Of three communes one has an officer, one a reader, one nobody."""
    story = make_story()
    user_of(story.communes[0])
    make_user("nguoixem", story.communes[1], Role.VIEWER)
    return story


@pytest.fixture
def handed(story: Story) -> Story:
    """Handed down last month; the plans were due a week ago."""
    hand(story, on=str(TODAY - timedelta(days=30)), plan_due=TODAY - timedelta(days=7))
    return story


def ledger(story: Story, client, query: str = "") -> str:
    text = client.get(f"{reverse('programme:ledger', args=[story.programme.pk])}{query}").text
    return " ".join(text.split())


def test_the_preview_names_those_that_nobody_can_answer_for(story: Story, browser_of) -> None:
    address = reverse("programme:hand", args=[story.programme.pk])
    page = browser_of(story.officer).post(address, {"communes": "on"}).text
    assert "▲ 2 đơn vị không có tài khoản nào đang hoạt động" in page
    opens = page.partition("<details>")[2].partition("</details>")[0]
    assert "Danh sách 2 đơn vị không có tài khoản" in opens
    assert "<li>Xã 2</li><li>Xã 3</li>" in opens
    assert Receipt.objects.count() == 0
    chosen = browser_of(story.officer).post(address, {"names": "Xã 1"}).text
    assert "không có tài khoản" not in chosen


def test_who_has_it_already_is_not_named_again(handed: Story, browser_of) -> None:
    address = reverse("programme:hand", args=[handed.programme.pk])
    page = browser_of(handed.officer).post(address, {"communes": "on"}).text
    assert "3 đơn vị đã được giao từ trước" in page
    assert "không có tài khoản" not in page


def test_the_ledger_marks_them_and_does_not_count_them_among_the_silent(
    handed: Story, browser_of
) -> None:
    client = browser_of(handed.officer)
    page = ledger(handed, client)
    assert "chưa gửi: Xã 1." in page
    assert "2 đơn vị không có tài khoản nào đang hoạt động</a>" in page
    assert page.count("▲ Không có tài khoản</span>") == 2
    assert page.count("▲ Chưa gửi được</td>") == 2
    assert page.count("✕ Chưa gửi</td>") == 1
    opened = ledger(handed, client, "?tai-khoan=khong")
    assert "Xã 2</a>" in opened
    assert "Xã 3</a>" in opened
    assert "Xã 1</a>" not in opened
    assert 'name="tai-khoan" value="khong"' in opened


def test_a_plan_noted_on_paper_counts_and_the_mark_stays(handed: Story, browser_of) -> None:
    file_on(handed, handed.communes[2], str(TODAY - timedelta(days=10)))
    page = ledger(handed, browser_of(handed.officer), "?tim=xa 3")
    assert "● Đúng hạn</td>" in page
    assert page.count("▲ Không có tài khoản</span>") == 1


def test_an_account_that_is_opened_ends_the_mark_and_one_that_stops_begins_it(
    handed: Story, browser_of
) -> None:
    client = browser_of(handed.officer)
    for unit in handed.communes[1:]:
        user_of(unit)
    assert "không có tài khoản" not in ledger(handed, client).lower()
    User.objects.filter(office=handed.communes[0]).update(is_active=False)
    assert "1 đơn vị không có tài khoản nào" in ledger(handed, client)


def test_the_heir_without_account_is_marked_and_who_ended_without_heir_is_not(
    handed: Story, browser_of
) -> None:
    first, second, third = handed.communes
    third.versions.update(valid_to=TODAY - timedelta(days=1))
    merge("Xã Hợp Nhất", first, second, on=str(TODAY))
    client = browser_of(handed.officer)
    page = ledger(handed, client)
    assert "1 đơn vị không có tài khoản nào" in page
    opened = ledger(handed, client, "?tai-khoan=khong")
    assert "Xã Hợp Nhất</a>" in opened
    assert "Xã 3</a>" not in opened


def test_a_day_gone_by_says_nothing_of_accounts(handed: Story, browser_of) -> None:
    client, eve = browser_of(handed.officer), f"{TODAY - timedelta(days=1):%d/%m/%Y}"
    then = ledger(handed, client, f"?tai-ngay={eve}&tai-khoan=khong")
    assert "Không có tài khoản</span>" not in then
    assert then.count("✕ Chưa gửi</td>") == 3


def test_the_workbook_says_it_too(handed: Story, browser_of) -> None:
    address = reverse("programme:ledger_file", args=[handed.programme.pk])
    answer = browser_of(handed.officer).get(f"{address}?tai-khoan=khong")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [row for row in book["Sổ theo dõi"].iter_rows(values_only=True) if row[2] == "xã"]
    assert [(row[1], row[7]) for row in rows] == [
        ("Xã 2", "Chưa gửi được (không có tài khoản)"),
        ("Xã 3", "Chưa gửi được (không có tài khoản)"),
    ]


def test_before_the_day_nobody_is_said_to_be_late(story: Story, browser_of) -> None:
    hand(story, on=str(TODAY), plan_due=TODAY + timedelta(days=7))
    page = ledger(story, browser_of(story.officer))
    assert page.count("○ Chưa đến hạn</td>") == 3
    assert page.count("▲ Không có tài khoản</span>") == 2
    assert "chưa gửi:" not in page
