"""Changes by decision are taken back while nothing hangs on them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from phongtrao.audit.models import LogEntry
from phongtrao.units.actions import previewing, refusals
from phongtrao.units.actions.changing import carry_out, undo_change
from phongtrao.units.actions.proposing import Part
from phongtrao.units.models import Unit, UnitChange
from tests.factories import make_plan, make_unit, make_user
from tests.units.days import LATER, REFORM, state_of_units
from tests.units.proposals import end, merge, new_commune, rename, split

CHANGES = {
    "rename": lambda land: rename(land),
    "reclassify": lambda land: previewing.preview_reclassify(
        unit=land.first, kind="phường", name="Phường An Phú", on=REFORM, decision=None
    ),
    "move": lambda land: previewing.preview_move(
        unit=land.school, territory=land.second, line=land.police, on=REFORM, decision=None
    ),
    "merge": lambda land: merge(land),
    "merge into one": lambda land: merge(land, into=land.second),
    "split": lambda land: split(
        land,
        Part(land.first, Decimal("0.5")),
        Part(new_commune(land, "Xã Phú"), Decimal("0.5")),
        children={land.school.pk: 1},
    ),
    "end": lambda land: end(land, [land.first], children_to=land.second),
}


@pytest.mark.parametrize("name", CHANGES)
def test_undoing_brings_back_what_was(land, keeper, name):
    before = state_of_units()
    change = carry_out(proposal=CHANGES[name](land), by=keeper)
    assert state_of_units() != before
    undo_change(change=change, by=keeper)
    assert state_of_units() == before
    change.refresh_from_db()
    assert change.undone_at is not None
    assert LogEntry.objects.filter(action="unit.undo").exists()
    carry_out(proposal=CHANGES[name](land), by=keeper)


def test_a_change_put_right_on_its_day_is_undone_to_what_it_was(land):
    carry_out(proposal=rename(land), by=None)
    before = state_of_units()
    undo_change(change=carry_out(proposal=rename(land, "Xã An Lạc"), by=None), by=None)
    assert state_of_units() == before


def test_a_unit_that_was_made_can_be_unmade(land, keeper):
    before = state_of_units()
    unit = make_unit("Trường nhầm", land.first, aliases=["TN"])
    undo_change(change=UnitChange.objects.get(units=unit), by=keeper)
    assert state_of_units() == before


def test_a_change_is_undone_once(land):
    change = carry_out(proposal=rename(land), by=None)
    undo_change(change=change, by=None)
    with pytest.raises(refusals.ChangeAlreadyUndone):
        undo_change(change=change, by=None)


def test_a_change_with_later_changes_is_not_undone(land):
    change = carry_out(proposal=rename(land), by=None)
    later = carry_out(proposal=rename(land, "Xã An Lạc", LATER), by=None)
    with pytest.raises(
        refusals.ChangeHasFollowers, match="Xã An Lạc còn có thay đổi “Đổi tên” ngày 01/03/2026"
    ):
        undo_change(change=change, by=None)
    undo_change(change=later, by=None)
    undo_change(change=change, by=None)


def test_the_making_of_a_unit_that_changed_is_not_undone(land):
    unit = make_unit("Trường mới", land.first)
    carry_out(proposal=rename(land, "Trường khác", unit=unit), by=None)
    with pytest.raises(refusals.ChangeHasFollowers):
        undo_change(change=UnitChange.objects.get(units=unit, kind="create"), by=None)


def test_a_later_making_without_day_is_told_without_day(land):
    change = UnitChange.objects.get(units=land.first)
    later = UnitChange.objects.create(kind="import", before={"asked": []})
    later.units.add(land.first)
    with pytest.raises(refusals.ChangeHasFollowers, match="ngày không rõ"):
        undo_change(change=change, by=None)


def test_a_new_unit_on_which_something_hangs_stays(land, keeper):
    change = carry_out(proposal=merge(land), by=None)
    new = Unit.objects.get(name="Xã An Cẩm")
    make_plan(make_user("xamoi", new))
    with pytest.raises(refusals.UnitInUse) as refused:
        undo_change(change=change, by=None)
    for words in ("1 tài khoản", "1 kế hoạch", "1 phân quyền"):
        assert words in refused.value.text


def test_a_new_unit_with_units_below_stays(land):
    change = carry_out(proposal=merge(land), by=None)
    make_unit("Trường sau sáp nhập", Unit.objects.get(name="Xã An Cẩm"), on=REFORM)
    with pytest.raises(refusals.UnitInUse, match="1 đơn vị trực thuộc"):
        undo_change(change=change, by=None)


def test_what_would_come_back_below_an_ended_unit_stays_until_that_is_back(land):
    moved = carry_out(
        proposal=previewing.preview_move(
            unit=land.school, territory=land.second, line=None, on=REFORM, decision=None
        ),
        by=None,
    )
    ended = carry_out(proposal=end(land, [land.first], land.second, on=LATER), by=None)
    before = state_of_units()
    with pytest.raises(
        refusals.UndoneBelowEnded,
        match="Trường An Phú sẽ trực thuộc Xã An Phú, đơn vị đã kết thúc ngày 01/03/2026",
    ):
        undo_change(change=moved, by=None)
    assert state_of_units() == before
    undo_change(change=ended, by=None)
    undo_change(change=moved, by=None)


def test_the_end_of_a_unit_is_undone_after_that_of_the_unit_above(land):
    below = carry_out(proposal=end(land, [land.school]), by=None)
    above = carry_out(proposal=end(land, [land.first], land.second, on=LATER), by=None)
    with pytest.raises(refusals.UndoneBelowEnded):
        undo_change(change=below, by=None)
    undo_change(change=above, by=None)
    undo_change(change=below, by=None)
