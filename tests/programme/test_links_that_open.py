"""What a page links to opens for who reads it; what one may not do is not offered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.programme.models import Task, TaskBody
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_merge
from phongtrao.units.models import Level
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import (
    Story,
    hand,
    make_programme,
    make_rule,
    make_story,
    merge,
    user_of,
)

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.programme.models import Programme

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY, SOON = TODAY - timedelta(days=1), TODAY + timedelta(days=5)


@pytest.fixture
def story() -> Story:
    story = make_story()
    hand(story, on=str(TODAY - timedelta(days=60)))
    return story


def links(client: Client, address: str, begin: str) -> list[int]:
    """How the links of the body of a page that begin so are answered."""
    main = client.get(address).text.split("<main")[1]
    found = {text.split('"')[0] for text in main.split('href="')[1:]}
    return [client.get(one).status_code for one in sorted(found) if one.startswith(begin)]


def receipt(programme: Programme, unit: int) -> str:
    return reverse("programme:receipt", args=[programme.pk, unit])


@pytest.mark.parametrize("name", ["receipt", "own_targets"])
def test_who_is_left_at_an_ended_unit_reads_the_name_of_the_heir_only(
    story: Story, browser_of, name: str
) -> None:
    old = story.communes[0]
    heir = merge("Xã Mới", *story.communes[:2], on=str(YESTERDAY))
    address = reverse(f"programme:{name}", args=[story.programme.pk, old.pk])
    left, link = browser_of(user_of(old)), receipt(story.programme, heir.pk)
    assert "Xã Mới" in left.get(address).text.split("<main")[1]
    assert links(left, address, link) == []
    assert links(browser_of(story.officer), address, link) == [200]


def test_the_heir_of_a_programmes_own_unit_never_received_it(story: Story, browser_of) -> None:
    other = make_unit("Tỉnh Khác", level=Level.PROVINCE, kind="tỉnh")
    proposal = preview_merge(units=[story.province], into=other, on=YESTERDAY, decision=None)
    carry_out(proposal=proposal, by=None)
    address = reverse("programme:own_targets", args=[story.programme.pk, story.province.pk])
    client = browser_of(story.officer)
    assert "Tỉnh Khác" in client.get(address).text.split("<main")[1]
    assert links(client, address, receipt(story.programme, other.pk)) == []


def test_a_replaced_task_leads_to_the_version_that_its_reader_has(story: Story, browser_of) -> None:
    first, second, _ = story.communes
    task = Task.objects.create(programme=story.programme, number=1, content="Phát động")
    TaskBody.objects.create(task=task, words="các xã", group="commune", leads=True, confirmed=True)
    old = story.programme
    new = make_programme(story.officer, story.province, replaces=old, text="KẾ HOẠCH\nBản mới\n")
    hand(Story(story.province, story.officer, new), first)
    address = reverse("programme:task", args=[old.pk, task.pk])
    begin = reverse("programme:programme", args=[new.pk])
    assert links(browser_of(user_of(first)), address, begin) == [200]
    for at, user in ((address, user_of(second)), (receipt(old, second.pk), user_of(second))):
        client = browser_of(user)
        assert "đã được thay bằng bản mới" in client.get(at).text
        assert links(client, at, begin) == []
    office = browser_of(story.officer)
    own = reverse("programme:own_targets", args=[old.pk, story.province.pk])
    for at in (address, own, receipt(old, second.pk), reverse("programme:ledger", args=[old.pk])):
        assert links(office, at, begin) == [200], at
    assert links(office, receipt(old, first.pk), receipt(new, first.pk)) == [200]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_reads_only_is_offered_no_duty_to_mark(story: Story, browser_of, role: Role) -> None:
    unit = story.communes[0]
    rule = make_rule(story.programme, str(SOON), what="Báo cáo quý")
    link = reverse("programme:duty", args=[rule.pk, unit.pk, str(SOON)])
    work, year = reverse("programme:work"), f"{reverse('programme:year')}?nam={SOON.year}"
    reader, own = browser_of(make_user("xem", unit, role)), browser_of(user_of(unit))
    for address in (work, year):
        assert links(own, address, link) == [200]
        assert "Báo cáo quý" in reader.get(address).text
        assert links(reader, address, link) == []
        assert links(reader, address, receipt(story.programme, unit.pk)) == [200]
    assert 'disabled title="Chỉ người trả lời thay Xã 1' in reader.get(work).text
    assert "disabled title" not in own.get(work).text


def test_the_heir_may_mark_what_its_predecessor_left(story: Story, browser_of) -> None:
    old = story.communes[0]
    due = YESTERDAY - timedelta(days=1)
    rule = make_rule(story.programme, str(due))
    heir = merge("Xã Mới", *story.communes[:2], on=str(YESTERDAY))
    link = reverse("programme:duty", args=[rule.pk, old.pk, str(due)])
    assert links(browser_of(user_of(heir)), reverse("programme:work"), link) == [200]
