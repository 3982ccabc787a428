"""Each change by decision: what it does and what it refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.core.tree.errors import ShareOutOfRange, SharesNotWhole
from phongtrao.units.actions import previewing, refusals
from phongtrao.units.actions.changing import carry_out, check_allowed, undo_change
from phongtrao.units.actions.making import create_unit
from phongtrao.units.actions.proposing import NewUnit, Part
from phongtrao.units.models import Level, Succession, Unit
from phongtrao.units.queries.hanging import hanging_on
from phongtrao.units.queries.history import history_of, known_successions
from tests.factories import make_unit, make_user
from tests.units.days import BEFORE, LATER, REFORM, below, names, reaches, state_of_units
from tests.units.proposals import COMMUNE, end, merge, new_commune, rename, split
from tests.units.versions import version_on


def test_a_new_name_holds_from_its_day_and_the_old_one_before(land, keeper, decision):
    change = carry_out(proposal=rename(land, decision=decision), by=keeper)
    assert version_on(land.first, BEFORE).name == "Xã An Phú"
    assert version_on(land.first, REFORM).name == "Xã An Hòa"
    assert version_on(land.first, REFORM).decision.symbol == "12/NQ-HĐND"
    assert Unit.objects.get(pk=land.first.pk).name == "Xã An Hòa"
    assert (change.kind, change.decision.symbol) == ("rename", "12/NQ-HĐND")
    line = LogEntry.objects.get(action="unit.rename")
    assert line.detail["decision"] == "12/NQ-HĐND"
    assert below(land.province, BEFORE) != below(land.province, REFORM)


def test_a_preview_writes_nothing(land):
    before = state_of_units()
    rename(land)
    merge(land)
    assert state_of_units() == before


def test_two_changes_of_one_day_make_one_version(land):
    carry_out(proposal=rename(land), by=None)
    proposal = previewing.preview_reclassify(
        unit=land.first, kind="phường", on=REFORM, decision=None
    )
    assert proposal.closes == []
    carry_out(proposal=proposal, by=None)
    now = version_on(land.first, REFORM)
    assert (now.name, now.kind, land.first.versions.count()) == ("Xã An Hòa", "phường", 2)


def test_facts_that_are_not_named_stay(land):
    proposal = previewing.preview_reclassify(
        unit=land.first, kind="phường", settlement="urban", on=REFORM, decision=None
    )
    carry_out(proposal=proposal, by=None)
    was, now = version_on(land.first, BEFORE), version_on(land.first, REFORM)
    assert (was.kind, was.settlement, was.code) == ("xã", "", "99001")
    assert (now.kind, now.settlement, now.code) == ("phường", "urban", "99001")
    assert Unit.objects.get(pk=land.first.pk).kind == "phường"


def test_a_unit_that_moves_leaves_one_reach_and_enters_the_other(land):
    proposal = previewing.preview_move(
        unit=land.school, territory=land.second, line=None, on=REFORM, decision=None
    )
    carry_out(proposal=proposal, by=None)
    assert "Trường An Phú" in below(land.first, BEFORE)
    assert "Trường An Phú" not in below(land.first, REFORM)
    assert "Trường An Phú" in below(land.second, REFORM)


def test_what_lies_below_moves_along(land):
    other = make_unit("Tỉnh Khác", land.country, level=Level.PROVINCE)
    proposal = previewing.preview_move(
        unit=land.first, territory=other, line=None, on=REFORM, decision=None
    )
    carry_out(proposal=proposal, by=None)
    assert reaches(other, land.school, REFORM)
    assert not reaches(land.province, land.school, REFORM)
    assert reaches(land.police, land.post, REFORM)


def test_a_unit_can_be_left_without_parent_by_the_program(land):
    proposal = previewing.preview_move(
        unit=land.police, territory=None, line=None, on=REFORM, decision=None
    )
    carry_out(proposal=proposal, by=None)
    assert not reaches(land.province, land.police, REFORM)


def test_a_merger_ends_the_old_units_and_all_below_follows(land):
    proposal = merge(land)
    assert names(proposal) == ["Công an xã An Phú", "Trường An Phú"]
    assert [unit.name for unit in proposal.ends] == ["Xã An Phú", "Xã Cẩm Lệ"]
    carry_out(proposal=proposal, by=None)
    new = Unit.objects.get(name="Xã An Cẩm")
    assert version_on(land.first, REFORM) is None
    assert below(new, REFORM) == ["Công an xã An Phú", "Trường An Phú"]
    assert reaches(new, land.first, REFORM)
    assert reaches(new, land.second, REFORM)
    assert not reaches(new, land.first, BEFORE)
    assert reaches(land.police, land.post, REFORM)
    history = history_of(new)
    assert {one.predecessor for one in history.predecessors} == {land.first, land.second}
    assert [one.successor for one in history_of(land.first).successors] == [new]


def test_figures_of_merged_units_are_the_sum_of_their_predecessors(land):
    carry_out(proposal=merge(land), by=None)
    new = Unit.objects.get(name="Xã An Cẩm")
    carried = known_successions().carried({land.first.pk: 7, land.second.pk: 5}, REFORM)
    assert carried.of(new.pk) == 12


def test_a_unit_can_take_in_another_and_go_on(land):
    carry_out(proposal=merge(land, into=land.second, units=[land.first]), by=None)
    assert version_on(land.second, REFORM).name == "Xã Cẩm Lệ"
    assert reaches(land.second, land.first, REFORM)
    assert below(land.second, REFORM) == ["Công an xã An Phú", "Trường An Phú"]
    assert [one.predecessor for one in history_of(land.second).predecessors] == [land.first]
    third = make_unit("Xã Thứ Ba", land.province, level=COMMUNE)
    carry_out(proposal=merge(land, into=land.second, units=[third]), by=None)
    carried = known_successions().carried(
        {land.first.pk: 7, land.second.pk: 5, third.pk: 1}, REFORM
    )
    assert carried.of(land.second.pk) == 13


def test_a_merger_may_keep_the_name_of_one_of_the_old_units(land):
    carry_out(proposal=merge(land, into=new_commune(land, "Xã An Phú")), by=None)
    assert Unit.objects.filter(name="Xã An Phú").count() == 2


def test_a_split_gives_each_part_its_share_and_its_children(land):
    proposal = split(
        land,
        Part(new_commune(land, "Xã An"), Decimal("0.4")),
        Part(new_commune(land, "Xã Phú"), Decimal("0.6")),
        children={land.school.pk: 0, land.post.pk: 1},
    )
    carry_out(proposal=proposal, by=None)
    one, two = Unit.objects.get(name="Xã An"), Unit.objects.get(name="Xã Phú")
    assert below(one, REFORM) == ["Trường An Phú"]
    assert below(two, REFORM) == ["Công an xã An Phú"]
    carried = known_successions().carried({land.first.pk: 10}, REFORM)
    assert (carried.of(one.pk), carried.of(two.pk)) == (4, 6)
    assert reaches(one, land.first, REFORM)
    assert reaches(two, land.first, REFORM)


def test_parts_of_unknown_size_are_not_guessed(land):
    proposal = split(
        land,
        Part(new_commune(land, "Xã An")),
        Part(new_commune(land, "Xã Phú")),
        children={land.school.pk: 0, land.post.pk: 0},
    )
    carry_out(proposal=proposal, by=None)
    one, two = Unit.objects.get(name="Xã An"), Unit.objects.get(name="Xã Phú")
    carried = known_successions().carried({land.first.pk: 10}, REFORM)
    assert carried.of(one.pk) is None
    assert carried.total([one.pk, two.pk]) == 10


def test_a_unit_can_give_a_part_away_and_go_on_with_what_is_not_given(land):
    proposal = split(
        land,
        Part(land.first, Decimal("0.75")),
        Part(land.second, Decimal("0.25")),
        children={land.school.pk: 1},
    )
    assert proposal.ends == []
    carry_out(proposal=proposal, by=None)
    assert below(land.first, REFORM) == ["Công an xã An Phú"]
    assert below(land.second, REFORM) == ["Trường An Phú"]
    assert not reaches(land.second, land.first, REFORM)
    carried = known_successions().carried({land.first.pk: 8, land.second.pk: 2}, REFORM)
    assert (carried.of(land.first.pk), carried.of(land.second.pk)) == (6, 4)


def test_children_may_stay_where_they_are_by_name_too(land):
    parts = (Part(land.first), Part(new_commune(land, "Xã Phú")))
    carry_out(proposal=split(land, *parts, children={land.school.pk: 0}), by=None)
    assert "Trường An Phú" in below(land.first, REFORM)


def test_an_end_without_successor_leaves_the_unit_in_reach_of_its_last_parent(land):
    carry_out(proposal=end(land, [land.second]), by=None)
    assert version_on(land.second, REFORM) is None
    assert "Xã Cẩm Lệ" not in below(land.province, REFORM)
    assert reaches(land.province, land.second, REFORM)
    assert [one.kind for one in history_of(land.second).ends] == ["end"]


def test_what_lies_below_an_ended_unit_goes_to_the_named_one(land):
    proposal = end(land, [land.first], children_to=land.province)
    assert names(proposal) == ["Công an xã An Phú", "Trường An Phú"]
    carry_out(proposal=proposal, by=None)
    assert {"Công an xã An Phú", "Trường An Phú"} <= set(below(land.province, REFORM))


def test_units_that_end_together_do_not_hold_each_other(land):
    carry_out(proposal=end(land, [land.first, land.school, land.post]), by=None)
    assert below(land.province, REFORM) == ["Xã Cẩm Lệ", "Công an tỉnh Mẫu"]


def test_a_child_that_begins_later_is_put_right_without_a_second_version(land):
    later = make_unit("Trường sắp mở", land.first, on=LATER)
    carry_out(proposal=merge(land), by=None)
    assert later.versions.count() == 1
    assert version_on(later, LATER).territory.name == "Xã An Cẩm"


def test_a_preview_says_what_hangs_on_the_units_that_end(land, neighbour):
    make_user("canbo", land.first)
    found = {row.name: row.count for row in end(land, [land.first], land.province).hangs()}
    assert found["tài khoản"] == found["phân quyền"] == 1
    assert "kế hoạch" not in found
    assert hanging_on([]) == ()


def test_who_may_not_edit_may_neither_change_nor_undo(land, clerk, keeper):
    proposal = rename(land)
    for step in (check_allowed, carry_out):
        with pytest.raises(Denied):
            step(proposal=proposal, by=clerk)
    change = carry_out(proposal=rename(land), by=keeper)
    with pytest.raises(Denied):
        undo_change(change=change, by=clerk)


def test_moving_to_a_place_of_another_needs_the_right_there(land, keeper):
    other = make_unit("Tỉnh Khác", land.country, level=Level.PROVINCE)
    proposal = previewing.preview_move(
        unit=land.school, territory=other, line=None, on=REFORM, decision=None
    )
    with pytest.raises(Denied):
        carry_out(proposal=proposal, by=keeper)


def test_a_day_before_the_last_change_is_refused(land):
    carry_out(proposal=rename(land), by=None)
    with pytest.raises(refusals.ChangeTooEarly, match="Xã An Hòa đã có thay đổi từ ngày"):
        rename(land, "Xã An Lạc", BEFORE, unit=Unit.objects.get(pk=land.first.pk))
    for proposal in (merge, lambda land: end(land, [land.first])):
        with pytest.raises(refusals.ChangeTooEarly):
            proposal(land)


def test_an_ended_unit_is_not_changed(land):
    carry_out(proposal=end(land, [land.second]), by=None)
    with pytest.raises(refusals.UnitNotInForce, match="Xã Cẩm Lệ hết hiệu lực từ ngày 01/07/2025"):
        rename(land, unit=land.second, on=LATER)
    with pytest.raises(refusals.UnitNotInForce):
        end(land, [land.first], children_to=land.second, on=LATER)
    with pytest.raises(refusals.UnitNotInForce, match="đầu tiên"):
        rename(land, unit=Unit.objects.create(name="Không có gì"))


def test_a_change_that_changes_nothing_is_refused(land):
    with pytest.raises(refusals.NothingChanges):
        rename(land, "Xã An Phú")


def test_a_name_that_a_neighbour_bears_is_refused(land):
    with pytest.raises(refusals.UnitAlreadyThere):
        rename(land, "Xã Cẩm Lệ")
    third = make_unit("Xã Thứ Ba", land.province, level=COMMUNE)
    with pytest.raises(refusals.UnitAlreadyThere):
        merge(land, into=new_commune(land, "Xã Cẩm Lệ"), units=[land.first, third])


@pytest.mark.parametrize("parent", ["first", "school"])
def test_a_unit_cannot_move_below_itself(land, parent):
    with pytest.raises(refusals.UnitAboveItself):
        previewing.preview_move(
            unit=land.first, territory=getattr(land, parent), line=None, on=REFORM, decision=None
        )


def test_a_successor_below_what_ends_is_refused(land):
    with pytest.raises(refusals.UnitAboveItself, match="Công an xã An Phú nằm dưới Công an tỉnh"):
        merge(land, into=land.post, units=[land.police])


def test_a_new_unit_cannot_stand_on_what_ends(land):
    new = NewUnit(COMMUNE, {"name": "Xã Mới", "territory": land.first})
    with pytest.raises(refusals.ParentNotThere):
        merge(land, into=new)


def test_a_merger_needs_two(land):
    with pytest.raises(refusals.MergeOfNothing):
        merge(land, units=[land.first])
    with pytest.raises(refusals.MergeOfNothing):
        merge(land, units=[land.first], into=land.first)


def test_a_split_needs_two_parts_that_make_a_whole(land):
    with pytest.raises(refusals.SplitOfNothing):
        split(land, Part(new_commune(land, "Xã An")))
    new = [new_commune(land, name) for name in ("Xã An", "Xã Phú")]
    with pytest.raises(SharesNotWhole, match="Xã An Phú"):
        split(land, Part(new[0], Decimal("0.5")), Part(new[1], Decimal("0.4")))
    with pytest.raises(ShareOutOfRange):
        split(land, Part(new[0], Decimal("1.5")), Part(land.second, Decimal("0.4")))


def test_children_that_nobody_gets_are_named(land):
    with pytest.raises(
        refusals.ChildrenLeftBehind,
        match=r"Còn 2 đơn vị nằm dưới Xã An Phú \(ví dụ Công an xã An Phú\)",
    ):
        end(land, [land.first])
    with pytest.raises(refusals.ChildrenLeftBehind, match="Còn 1"):
        split(
            land,
            Part(new_commune(land, "Xã An")),
            Part(new_commune(land, "Xã Phú")),
            children={land.post.pk: 1},
        )


def test_who_was_faster_is_told_to_the_other(land):
    proposal = rename(land)
    carry_out(proposal=rename(land, "Xã An Lạc", date(2025, 7, 2)), by=None)
    with pytest.raises(refusals.UnitChangedMeanwhile):
        carry_out(proposal=proposal, by=None)


def test_a_refused_change_leaves_nothing_behind(land, clerk):
    before = state_of_units()
    with pytest.raises(Denied):
        carry_out(proposal=merge(land), by=clerk)
    assert state_of_units() == before
    assert not Succession.objects.exists()


def test_what_changes_later_does_not_follow_before_that_is_taken_back(land):
    later = carry_out(proposal=rename(land, "Trường Mới", LATER, unit=land.school), by=None)
    with pytest.raises(
        refusals.ChildChangesLater,
        match="Trường An Phú, trực thuộc Xã An Phú, đã có thay đổi từ ngày 01/03/2026",
    ):
        end(land, [land.first], children_to=land.second)
    with pytest.raises(refusals.ChildChangesLater):
        merge(land)
    undo_change(change=later, by=None)
    carry_out(proposal=end(land, [land.first], children_to=land.second), by=None)
    carry_out(proposal=rename(land, "Trường Mới", LATER, unit=land.school), by=None)
    assert below(land.second, LATER) == ["Công an xã An Phú", "Trường Mới"]


def test_many_children_to_come_cost_no_more_questions_than_one(land):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            end(land, [land.first], children_to=land.second)
        return len(asked)

    create_unit(name="Tổ 1", territory=land.first, on=LATER, by=None)
    few = questions()
    for number in range(2, 6):
        create_unit(name=f"Tổ {number}", territory=land.first, on=LATER, by=None)
    assert questions() == few


def test_what_moves_away_later_does_not_stay_below_an_ended_unit_until_then(land):
    moving = previewing.preview_move(
        unit=land.school, territory=land.second, line=None, on=LATER, decision=None
    )
    carry_out(proposal=moving, by=None)
    with pytest.raises(refusals.ChildChangesLater):
        end(land, [land.first], children_to=land.second)


def test_names_that_differ_in_capital_letters_only_are_one_name(land):
    with pytest.raises(refusals.UnitAlreadyThere, match="XÃ PHÚ"):
        split(
            land,
            Part(new_commune(land, "Xã Phú"), Decimal("0.5")),
            Part(new_commune(land, "XÃ PHÚ"), Decimal("0.5")),
        )
    with pytest.raises(refusals.UnitAlreadyThere, match="TRƯỜNG AN PHÚ"):
        make_unit("TRƯỜNG AN PHÚ", land.first)
