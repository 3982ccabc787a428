"""The demo's cascade."""

from __future__ import annotations

import pytest
from django.utils import timezone

from phongtrao.config.demo.handing import hand_to_communes
from phongtrao.core.dates.filing import Sent
from phongtrao.programme.queries import ledger
from tests.programme.cascade_rows import make_story, user_of

pytestmark = pytest.mark.django_db


def test_all_communes_receive_the_programme_and_of_eight_six_answered() -> None:
    story = make_story(communes=16)
    for unit in story.communes:
        user_of(unit)
    assert hand_to_communes(story.programme, story.officer) == 16
    assert hand_to_communes(story.programme, story.officer) == 0
    counts = ledger.Ledger(story.programme, timezone.localdate()).counts
    assert counts.states == {Sent.ON_TIME: 10, Sent.LATE: 2, Sent.SILENT: 4, Sent.NOT_DUE: 0}
    assert counts.acknowledged == 10  # two sent it on paper and acknowledged nothing
