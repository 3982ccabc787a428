"""A Party resolution that came on paper is noted whatever became of the unit's plan."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.programme.actions import cascade
from phongtrao.programme.models import Receipt
from phongtrao.programme.queries.cascade import standing_of
from tests.factories import make_user
from tests.programme.cascade_rows import Story, file_on, hand, make_story, user_of

pytestmark = pytest.mark.django_db
NOTE = {"symbol": "07-NQ/ĐU", "resolution_date": "20/08/2020"}
PLAN = ("plan_symbol", "plan_date", "plan_sent_on", "plan_noted_by", "acknowledged_by")


@pytest.fixture
def story() -> Story:
    """Handed to three communes; the first sent its plan through the program."""
    story = make_story()
    hand(story)
    cascade.file_plan(
        programme=story.programme,
        unit=story.communes[0],
        symbol="15/KH-UBND",
        plan_date=date(2020, 9, 1),
        by=user_of(story.communes[0]),
    )
    return story


def address(story: Story, at: int = 0, name: str = "file_resolution") -> str:
    return reverse(f"programme:{name}", args=[story.programme.pk, story.communes[at].pk])


def receipt(story: Story, at: int = 0) -> Receipt:
    return Receipt.objects.get(unit=story.communes[at])


def test_the_office_notes_it_and_leaves_the_plan_that_the_unit_sent(
    story: Story, browser_of
) -> None:
    client = browser_of(story.officer)
    before = Receipt.objects.filter(unit=story.communes[0]).values(*PLAN).get()
    page = client.get(address(story, name="receipt")).text
    assert f'href="{address(story)}?giay=1"' in page
    assert f'href="{address(story, name="file_plan")}?giay=1"' not in page
    assert "Nghị quyết, chỉ thị nhận trên giấy" in client.get(f"{address(story)}?giay=1").text
    shown = client.post(f"{address(story)}?giay=1", NOTE, follow=True).text
    assert "07-NQ/ĐU ngày 20/08/2020, bản giấy do Cán bộ thuongtruc ghi" in shown
    assert Receipt.objects.filter(unit=story.communes[0]).values(*PLAN).get() == before
    assert receipt(story).resolution_noted_by == story.officer
    standing = standing_of(story.programme, story.communes[0], timezone.localdate())
    assert standing
    assert standing.has_both
    line = LogEntry.objects.get(action="programme.file-resolution")
    assert line.author == story.officer


def test_the_office_corrects_what_it_noted_and_the_unit_corrects_it_for_good(
    story: Story, browser_of
) -> None:
    office, unit = browser_of(story.officer), browser_of(user_of(story.communes[0]))
    office.post(f"{address(story)}?giay=1", NOTE)
    assert 'value="07-NQ/ĐU"' in office.get(f"{address(story)}?giay=1").text
    office.post(f"{address(story)}?giay=1", {**NOTE, "symbol": "08-NQ/ĐU"})
    assert receipt(story).resolution_symbol == "08-NQ/ĐU"
    assert 'value="08-NQ/ĐU"' in unit.get(address(story)).text
    assert "bản giấy do Cán bộ thuongtruc ghi" in unit.get(address(story, name="receipt")).text
    # What is asked for by the office's address stays the unit's own.
    unit.post(f"{address(story)}?giay=1", {**NOTE, "symbol": "09-NQ/ĐU"})
    now = receipt(story)
    assert (now.resolution_symbol, now.resolution_noted_by) == ("09-NQ/ĐU", None)
    assert "bản giấy" not in unit.get(address(story, name="receipt")).text
    refused = office.post(f"{address(story)}?giay=1", {**NOTE, "symbol": "10-NQ/ĐU"})
    assert refused.status_code == 422
    assert "Xã 1 đã tự ghi nghị quyết, chỉ thị 09-NQ/ĐU ngày 20/08/2020" in refused.text
    assert 'value="10-NQ/ĐU"' in refused.text
    assert receipt(story).resolution_symbol == "09-NQ/ĐU"
    assert "giay=1" not in office.get(address(story, name="receipt")).text


def test_a_plan_on_paper_does_not_write_over_the_resolution_of_the_unit(
    story: Story, browser_of
) -> None:
    unit = story.communes[1]
    cascade.file_resolution(
        programme=story.programme,
        unit=unit,
        symbol="07-NQ/ĐU",
        resolution_date=date(2020, 8, 20),
        by=user_of(unit),
    )
    client, paper = browser_of(story.officer), f"{address(story, 1, 'file_plan')}?giay=1"
    sent = {"symbol": "15/KH", "plan_date": "01/09/2020", "sent_on": "04/09/2020"}
    same = {"resolution_symbol": "07-NQ/ĐU", "resolution_date": "20/08/2020"}
    refused = client.post(paper, {**sent, **same, "resolution_symbol": "99-NQ/ĐU"})
    assert (refused.status_code, "đã tự ghi nghị quyết" in refused.text) == (422, True)
    assert receipt(story, 1).plan_symbol == ""
    assert client.post(paper, {**sent, **same}).status_code == 302
    now = receipt(story, 1)
    assert (now.plan_symbol, now.resolution_symbol) == ("15/KH", "07-NQ/ĐU")
    assert (now.plan_noted_by, now.resolution_noted_by) == (story.officer, None)


def test_a_resolution_that_came_with_a_plan_on_paper_is_noted_by_the_same(story: Story) -> None:
    cascade.file_plan(
        programme=story.programme,
        unit=story.communes[1],
        symbol="15/KH",
        plan_date=date(2020, 9, 1),
        sent_on=date(2020, 9, 4),
        resolution=("07-NQ/ĐU", date(2020, 8, 20)),
        by=story.officer,
    )
    assert receipt(story, 1).resolution_noted_by == story.officer
    file_on(story, story.communes[1], "2020-09-03")
    assert receipt(story, 1).resolution_noted_by == story.officer


def test_only_the_office_of_the_programme_notes_it(story: Story, browser_of) -> None:
    reader = make_user("nguoixem", story.officer.office, Role.VIEWER)
    neighbour = user_of(story.communes[1])
    for user in (reader, neighbour):
        assert browser_of(user).get(f"{address(story)}?giay=1").status_code == 404
        assert browser_of(user).post(f"{address(story)}?giay=1", NOTE).status_code == 404
    for by in (reader, neighbour, user_of(story.communes[0])):
        with pytest.raises(Denied):
            cascade.file_resolution(
                programme=story.programme,
                unit=story.communes[0],
                symbol="07-NQ/ĐU",
                resolution_date=date(2020, 8, 20),
                by=by,
                on_paper=True,
            )
    assert receipt(story).resolution_symbol == ""
