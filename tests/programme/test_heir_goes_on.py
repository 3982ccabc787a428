"""A programme of a province that was merged away goes on with the heir's officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.queries import Denied
from phongtrao.programme.actions import cascade, reminding
from phongtrao.programme.models import Receipt, Reminder
from phongtrao.programme.queries.cascade import Selection, find_names, many_below, preview_of
from phongtrao.programme.queries.ledger import Ledger
from phongtrao.reporting.queries.owing import units_owing
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_merge
from phongtrao.units.models import Level, Unit
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import Story, make_commune, make_programme
from tests.programme.reorganisation_rows import AFTER, EVE, REFORM, SPRING, client_of, day
from tests.reporting.report_rows import QUARTERS, crime_reports, make_form

if TYPE_CHECKING:
    from phongtrao.access.models import User

pytestmark = pytest.mark.django_db
TERMS = {"plan_due": date(2025, 8, 1), "plan_due_before": True, "asks_resolution": False}


@dataclass
class Merged:
    """Tỉnh Cũ with Xã Một, which has its programme, and Xã Hai; Tỉnh Khác, which took it in."""

    story: Story
    heir: Unit
    officer: User
    first: Unit
    second: Unit


@pytest.fixture
def merged() -> Merged:
    with day(SPRING):
        old, heir = (
            make_unit(name, level=Level.PROVINCE, kind="tỉnh") for name in ("Tỉnh Cũ", "Tỉnh Khác")
        )
        police = [make_unit(f"Công an {one.name}", one, kind="công an") for one in (old, heir)]
        gone, officer = (make_user(f"congan{one.pk}", one) for one in police)
        first, second = (make_commune(name, old) for name in ("Xã Một", "Xã Hai"))
        make_commune("Xã Ba", heir)
        story = Story(old, gone, make_programme(gone, old, begins_on=date(2025, 1, 1)))
        give(story, gone, first)
    for one, into in ((old, heir), (police[0], police[1])):
        proposal = preview_merge(units=[one], into=into, on=REFORM, decision=None)
        carry_out(proposal=proposal, by=None)
    return Merged(story, heir, officer, first, second)


def give(story: Story, by: User, *units: Unit, communes: bool = False) -> None:
    selection = Selection(communes=communes, units=tuple(unit.pk for unit in units))
    cascade.hand_down(
        programme=story.programme, selection=selection, words="các xã", by=by, **TERMS
    )


def test_the_heirs_officer_opens_it_and_hands_it_on(merged: Merged) -> None:
    programme = merged.story.programme
    with day(AFTER):
        browser = client_of(merged.officer)
        for name in ("programme", "ledger", "hand"):
            assert browser.get(reverse(f"programme:{name}", args=[programme.pk])).status_code == 200
        found = find_names(programme, ["xa hai", "Xã Ba"], AFTER)
        assert (len(found.units), found.problems) == (2, ())
        assert many_below(programme, "commune", AFTER) == 3
        give(merged.story, merged.officer, merged.second)
        assert Receipt.objects.filter(programme=programme, unit=merged.second).exists()
        assert {name for _, name, *_ in Ledger(programme, AFTER).entries} == {"Xã Một", "Xã Hai"}
        preview = preview_of(programme, Selection(communes=True), AFTER)
        assert (len(preview.fresh), preview.have) == (1, ("Xã Hai", "Xã Một"))
    assert many_below(programme, "commune", EVE) == 2


def test_the_heirs_officer_urges_and_a_stranger_does_nothing(merged: Merged) -> None:
    programme = merged.story.programme
    with day(AFTER):
        reminding.remind(
            programme=programme, units=[merged.first.pk], text="Gửi kế hoạch", by=merged.officer
        )
        assert Reminder.objects.get().unit == merged.first
        address = reverse("programme:hand", args=[programme.pk])
        assert "Tất cả xã, phường, đặc khu (3)" in client_of(merged.officer).get(address).text
        stranger = make_user("nguoila", make_unit("Công an tỉnh Xa", kind="công an"))
        assert client_of(stranger).get(address).status_code == 404
        with pytest.raises(Denied):
            give(merged.story, stranger, merged.second)


def test_a_form_of_the_programme_is_still_owed(merged: Merged) -> None:
    with day(SPRING):
        form = make_form(merged.story, crime_reports(merged.story), QUARTERS)
    assert set(units_owing(form, AFTER)) == {merged.first.pk}
