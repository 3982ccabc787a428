"""Whose work a person sees: who has no role, who was left at an office that is no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import User
from phongtrao.programme.actions import reminding
from phongtrao.programme.models import Receipt
from phongtrao.units.models import Unit
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import Story, hand, make_rule, make_story, merge, user_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def story() -> Story:
    story = make_story()
    hand(story, on=str(TODAY - timedelta(days=60)))
    make_rule(story.programme, str(TODAY + timedelta(days=5)), what="Báo cáo quý")
    return story


def page_of(browser_of, user: User) -> str:
    return browser_of(user).get(reverse("programme:work")).text


def test_an_account_without_a_role_sees_no_work_and_is_told_why(story: Story, browser_of) -> None:
    commune = story.communes[0]
    user = make_user("chuacovaitro", commune, None)
    assert "Báo cáo quý" in page_of(browser_of, user_of(commune))
    page = page_of(browser_of, user)
    assert "Báo cáo quý" not in page
    assert "chưa có vai trò nào" in page
    assert "Báo cáo quý" not in browser_of(user).get(reverse("programme:year")).text


def test_the_private_calendar_goes_with_the_role_and_with_use(
    story: Story, client, browser_of
) -> None:
    user = user_of(story.communes[0])
    address = reverse("programme:feed", args=[reminding.make_feed(by=user).token])
    assert "Báo cáo quý" in client.get(address).text
    User.objects.filter(pk=user.pk).update(opened_at=timezone.now() - timedelta(days=46))
    assert client.get(address).status_code == 404
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    assert client.get(address).status_code == 200
    user.assignments.all().delete()
    assert "Báo cáo quý" not in client.get(address).text


@pytest.fixture
def left(story: Story) -> User:
    """The officer of a commune that was merged away yesterday."""
    first, second, _ = story.communes
    user = user_of(first)
    merge("Xã Mới", first, second, on=str(TODAY - timedelta(days=1)))
    return user


def test_who_is_left_at_a_merged_unit_is_told_who_follows_and_what_to_do(
    story: Story, left: User, browser_of
) -> None:
    heir = Unit.objects.get(name="Xã Mới")
    page = page_of(browser_of, left)
    day = TODAY - timedelta(days=1)
    assert f"Xã 1 đã kết thúc từ {day:%d/%m/%Y}" in page
    assert f'<a href="/don-vi/{heir.pk}/">Xã Mới</a>' in page
    assert "chuyển tài khoản" in page
    assert browser_of(left).get(f"/don-vi/{heir.pk}/").status_code == 200
    assert "Báo cáo quý" not in page  # the heir owes it
    assert "Báo cáo quý" in page_of(browser_of, user_of(heir))
    assert "đã kết thúc từ" not in page_of(browser_of, user_of(heir))


def test_an_ended_unit_without_heir_is_told_so(story: Story, browser_of) -> None:
    office = make_unit("Ban Quản lý cũ", story.province)
    user = make_user("cu", office)
    office.versions.update(valid_to=TODAY)
    page = page_of(browser_of, user)
    assert f"Ban Quản lý cũ đã kết thúc từ {TODAY:%d/%m/%Y}" in page
    assert "không có đơn vị kế thừa" in page


def test_nothing_is_written_as_an_ended_unit_and_the_refusal_says_why(
    story: Story, left: User, browser_of
) -> None:
    unit, browser = story.communes[0], browser_of(left)
    parts = [story.programme.pk, unit.pk]
    assert browser.get(reverse("programme:receipt", args=parts)).status_code == 200
    refused = browser.post(reverse("programme:acknowledge", args=parts))
    assert (refused.status_code, "Xã 1 đã kết thúc" in refused.text) == (403, True)
    refused = browser.post(
        reverse("programme:file_resolution", args=parts),
        {"symbol": "07-NQ/ĐU", "resolution_date": f"{TODAY:%d/%m/%Y}"},
    )
    assert (refused.status_code, "Xã 1 đã kết thúc" in refused.text) == (422, True)
    row = Receipt.objects.get(unit=unit)
    assert (row.acknowledged_at, row.resolution_symbol) == (None, "")
