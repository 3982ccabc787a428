"""A unit is made with its dates, its place and its reach."""

from __future__ import annotations

from datetime import date

import pytest

from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.core.tree.errors import ReachGoesRound
from phongtrao.units.actions import refusals
from phongtrao.units.actions.making import create_unit, stored_decision
from phongtrao.units.actions.reach import rebuild_ancestry
from phongtrao.units.models import Ancestry, Decision, Level, UnitChange, UnitVersion
from tests.factories import make_unit
from tests.units.days import BEFORE, LATER, REFORM, below, reaches, rows_of_reach
from tests.units.versions import version_on


def test_a_unit_is_reached_from_both_parents_and_stands_below_each_once(land):
    assert reaches(land.police, land.post, LATER)
    assert reaches(land.first, land.post, LATER)
    assert below(land.province, LATER).count("Công an xã An Phú") == 1
    assert len(below(land.province, LATER)) == 5


def test_a_unit_is_there_from_its_day_on(land):
    unit = make_unit("Trường mới", land.first, on=REFORM)
    assert version_on(unit, BEFORE) is None
    assert version_on(unit, REFORM).name == "Trường mới"
    assert not reaches(land.province, unit, BEFORE)
    assert reaches(land.province, unit, REFORM)


def test_making_is_logged_and_kept_as_a_change_with_its_decision(land, keeper, decision):
    unit = create_unit(
        name="Trường mới",
        territory=land.first,
        on=REFORM,
        decision=decision,
        aliases=["THM", "THM"],
        by=keeper,
    )
    change = UnitChange.objects.get(units=unit)
    assert (change.kind, change.by, change.decision.symbol) == ("create", keeper, "12/NQ-HĐND")
    line = LogEntry.objects.filter(action="unit.create").first()
    assert (line.author, line.object_name) == (keeper, "Trường mới")
    assert [alias.name for alias in unit.aliases.all()] == ["THM"]


def test_a_decision_is_stored_once_and_a_day_that_was_missing_is_filled_in(land):
    first = stored_decision(Decision(symbol="1/QĐ", issuer="UBND"))
    again = stored_decision(Decision(symbol="1/QĐ", issuer="UBND", signed_on=REFORM))
    assert first == again
    assert again.signed_on == REFORM
    assert stored_decision(again) == again
    other_day = stored_decision(Decision(symbol="1/QĐ", issuer="UBND", signed_on=BEFORE))
    assert other_day.signed_on == REFORM


def test_who_may_edit_above_may_add_below_and_nobody_else(land, keeper, clerk, neighbour):
    create_unit(name="Thôn 1", level=Level.NEIGHBOURHOOD, territory=land.second, by=keeper)
    for person in (clerk, neighbour):
        with pytest.raises(Denied):
            create_unit(name="Thôn 2", territory=land.second, by=person)


def test_the_right_at_one_of_two_parents_is_enough(land, keeper):
    ministry = make_unit("Bộ Mẫu")
    assert create_unit(name="Đồn", territory=land.first, line=ministry, by=keeper).pk
    with pytest.raises(Denied):
        create_unit(name="Cục", territory=None, line=ministry, by=keeper)


def test_a_person_puts_a_unit_below_another(keeper):
    with pytest.raises(refusals.UnitNeedsPlace, match="chưa có cấp trên"):
        create_unit(name="Lơ lửng", by=keeper)


def test_a_parent_must_be_there_on_the_day(land):
    young = make_unit("Xã Trẻ", land.province, level=Level.COMMUNE, on=REFORM)
    with pytest.raises(refusals.ParentNotThere, match="30/06/2025, đơn vị Xã Trẻ"):
        make_unit("Trường cũ", young, on=BEFORE)
    assert make_unit("Trường có từ trước", young).pk
    UnitVersion.objects.filter(unit=young).delete()
    with pytest.raises(refusals.ParentNotThere, match="đầu tiên"):
        make_unit("Trường không nơi", young)


def test_two_units_of_one_name_level_and_place_are_refused(land):
    with pytest.raises(refusals.UnitAlreadyThere, match="“Trường An Phú”"):
        make_unit("Trường An Phú", land.first)
    assert make_unit("Trường An Phú", land.second).pk


def test_a_circle_in_the_stored_rows_is_refused_by_name(land):
    UnitVersion.objects.filter(unit=land.country).update(territory=land.first)
    with pytest.raises(ReachGoesRound, match="là cấp trên của chính nó") as refused:
        rebuild_ancestry()
    assert refused.value.gaps["unit"] in {"Nước Mẫu", "Tỉnh Mẫu", "Xã An Phú"}


def test_building_a_part_anew_gives_what_building_all_gives(land):
    whole = rows_of_reach()
    Ancestry.objects.filter(unit=land.school).delete()
    Ancestry.objects.filter(ancestor=land.police).update(until=date(2000, 1, 1))
    rebuild_ancestry([land.police.pk, land.school.pk, land.post.pk])
    assert rows_of_reach() == whole
    rebuild_ancestry()
    assert rows_of_reach() == whole


def test_a_part_that_changes_nothing_writes_nothing(land, django_assert_num_queries):
    numbers = set(Ancestry.objects.values_list("pk", flat=True))
    rebuild_ancestry([land.first.pk])
    assert set(Ancestry.objects.values_list("pk", flat=True)) == numbers
