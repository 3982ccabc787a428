"""What the officer settles goes on in the newest version; an older one is kept as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.programme.actions import bodies, cascade, targets
from tests.programme.cascade_rows import Story, hand, make_programme, make_story
from tests.programme.plan_rows import Published, make_published, next_version

if TYPE_CHECKING:
    from phongtrao.programme.models import Programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def published() -> Published:
    return make_published()


def test_words_of_a_replaced_programme_keep_their_meaning(published: Published, browser_of) -> None:
    office, old = published.office, published.programme
    client, address = browser_of(office.officer), reverse("programme:bodies", args=[old.pk])
    at = reverse("programme:programme", args=[old.pk])
    assert address in client.get(at).text
    new = next_version(office, old)
    assert address not in client.get(at).text
    newer = reverse("programme:bodies", args=[new.pk])
    sent = {"words": "Ủy ban nhân dân các xã, phường", "group": "commune"}
    assert client.post(address, sent).url == newer
    with pytest.raises(cascade.ProgrammeReplaced):
        bodies.match_body(programme=old, unit=None, by=office.officer, **sent)
    with pytest.raises(cascade.ProgrammeReplaced):
        bodies.confirm_proposals(programme=old, by=office.officer)
    assert not old.tasks.filter(bodies__confirmed=True).exists()


def test_targets_of_a_replaced_programme_keep_how_they_are_measured(
    published: Published, browser_of
) -> None:
    office, old = published.office, published.programme
    target = old.targets.all()[0]
    address = reverse("programme:target", args=[old.pk, target.pk])
    client = browser_of(office.officer)
    assert "Xác nhận cách đo" in client.get(address).text
    next_version(office, old)
    assert "Xác nhận cách đo" not in client.get(address).text
    sent = {"measured_by": "ratio", "numerator": "Số xã", "denominator": "Tổng số xã"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "đã được thay bằng bản mới" in refused.text
    with pytest.raises(cascade.ProgrammeReplaced):
        targets.confirm_indicator(target=target, by=office.officer, **sent)
    target.refresh_from_db()
    assert target.confirmed_at is None


def replaced(story: Story) -> Programme:
    """The version that took the place of the programme of a story."""
    text = "KẾ HOẠCH\nBản mới\n"
    return make_programme(story.officer, story.province, replaces=story.programme, text=text)


def test_a_handing_of_a_replaced_programme_stays() -> None:
    story = make_story()
    handing = hand(story)
    replaced(story)
    with pytest.raises(cascade.ProgrammeReplaced):
        cascade.take_back(handing=handing, by=story.officer)
    assert handing.receipts.count() == 3
