"""Checking: what a person says is kept apart from what was compiled, and can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.plans.actions import checking
from phongtrao.plans.models import PlanDocument, Record, RecordState
from tests.plans.records import correction, seen

if TYPE_CHECKING:
    from phongtrao.access.models import User


def test_confirming_leaves_the_fields_and_says_who(
    plan: PlanDocument, target: Record, officer: User
) -> None:
    checking.confirm_records(plan=plan, opened=seen(target), by=officer)
    target.refresh_from_db()
    assert (target.state, target.corrected, target.changed_by) == (
        RecordState.CONFIRMED,
        None,
        officer,
    )
    assert LogEntry.objects.filter(action="plan.check", author=officer).count() == 1


def test_a_correction_keeps_the_word_of_the_compiler_beside_it(
    plan: PlanDocument, target: Record, officer: User
) -> None:
    checking.correct_record(
        plan=plan, opened=seen(target), by=officer, **correction(target, value=95)
    )
    target.refresh_from_db()
    assert (target.fields["value"], target.compiled["value"]) == (95, 90)
    assert target.state == RecordState.CONFIRMED


def test_two_people_at_once_lose_nothing(
    plan: PlanDocument, target: Record, officer: User, colleague: User
) -> None:
    opened = seen(target)
    checking.correct_record(plan=plan, opened=opened, by=officer, **correction(target, value=95))
    with pytest.raises(checking.RecordChanged, match="vừa được Cán bộ thuongtruc sửa lúc"):
        checking.correct_record(
            plan=plan, opened=opened, by=colleague, **correction(target, value=80)
        )
    target.refresh_from_db()
    assert target.fields["value"] == 95


def test_a_record_that_is_gone_is_told_like_one_that_changed(
    plan: PlanDocument, officer: User
) -> None:
    with pytest.raises(checking.RecordChanged):
        checking.confirm_records(plan=plan, opened={0: 0}, by=officer)


def test_a_discarded_record_can_be_restored(
    plan: PlanDocument, task: Record, officer: User
) -> None:
    checking.discard_records(plan=plan, opened=seen(task), by=officer)
    task.refresh_from_db()
    assert task.state == RecordState.DISCARDED
    checking.restore_records(plan=plan, opened=seen(task), by=officer)
    task.refresh_from_db()
    assert task.state == RecordState.FOUND


def test_splitting_gives_two_records_that_cover_the_same_words(
    plan: PlanDocument, task: Record, officer: User
) -> None:
    at = plan.text.index("tổng hợp kết quả")
    checking.split_record(plan=plan, opened=seen(task), at=at, by=officer)
    first, second = plan.records.filter(kind="task", section="II.1")
    assert plan.text[first.start : first.end].endswith("tiêu chí đánh giá;")
    assert plan.text[second.start : second.end].startswith("tổng hợp kết quả")
    assert first.fields["lead"] == second.fields["lead"] == ["Công an tỉnh"]
    assert {first.state, second.state} == {RecordState.FOUND}


@pytest.mark.parametrize("where", ["start", "end"])
def test_a_split_needs_words_on_both_sides(
    plan: PlanDocument, task: Record, officer: User, where: str
) -> None:
    with pytest.raises(checking.SplitOutside):
        checking.split_record(plan=plan, opened=seen(task), at=getattr(task, where), by=officer)


def test_a_split_that_leaves_only_blanks_is_refused(
    plan: PlanDocument, task: Record, officer: User
) -> None:
    checking.correct_record(
        plan=plan,
        opened=seen(task),
        by=officer,
        **correction(task) | {"end": task.end + 2, "start": task.start},
    )
    task.refresh_from_db()
    task.end += 1
    task.save()
    with pytest.raises(checking.SplitOutside):
        checking.split_record(plan=plan, opened=seen(task), at=task.end - 1, by=officer)


def test_merging_joins_words_and_bodies(plan: PlanDocument, task: Record, officer: User) -> None:
    other = plan.records.get(kind="task", section="II.2")
    checking.merge_records(plan=plan, opened=seen(task, other), by=officer)
    task.refresh_from_db()
    other.refresh_from_db()
    assert task.fields["lead"] == ["Công an tỉnh", "Ủy ban nhân dân các xã, phường"]
    assert task.end == other.end
    assert (other.state, other.doubt) == (RecordState.DISCARDED, "Đã gộp vào mục ở II.1.")


def test_merging_fills_what_the_first_does_not_say(plan: PlanDocument, officer: User) -> None:
    first, second = plan.records.filter(kind="task")
    checking.correct_record(
        plan=plan, opened=seen(second), by=officer, **correction(second, due="2026-11-10")
    )
    second.refresh_from_db()
    checking.merge_records(plan=plan, opened=seen(first, second), by=officer)
    first.refresh_from_db()
    assert first.fields["due"] == "2026-11-10"


def test_merging_keeps_what_the_first_says(plan: PlanDocument, officer: User) -> None:
    first, second = plan.records.filter(kind="task")
    for record, due in ((first, "2026-06-30"), (second, "2026-11-10")):
        checking.correct_record(
            plan=plan, opened=seen(record), by=officer, **correction(record, due=due)
        )
        record.refresh_from_db()
    checking.merge_records(plan=plan, opened=seen(first, second), by=officer)
    first.refresh_from_db()
    assert first.fields["due"] == "2026-06-30"


def test_unlike_records_cannot_be_merged(
    plan: PlanDocument, task: Record, target: Record, officer: User
) -> None:
    with pytest.raises(checking.MergeUnlike):
        checking.merge_records(plan=plan, opened=seen(task, target), by=officer)


def test_what_the_compiler_missed_is_added_at_its_words(plan: PlanDocument, officer: User) -> None:
    start = plan.text.index(" hướng dẫn tiêu chí")
    record = checking.add_record(
        plan=plan,
        kind="award",
        section="II.1",
        fields={"name": "Bằng khen"},
        start=start,
        end=start + 20,
        by=officer,
    )
    assert plan.text[record.start : record.end] == "hướng dẫn tiêu chí"
    assert (record.compiled, record.state) == (None, RecordState.CONFIRMED)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (0, 10_000_000), (20, 10)])
def test_a_place_outside_the_text_is_refused(
    plan: PlanDocument, officer: User, start: int, end: int
) -> None:
    with pytest.raises(checking.PlaceOutsideText):
        checking.add_record(
            plan=plan, kind="award", section="", fields={}, start=start, end=end, by=officer
        )


def test_a_place_of_blanks_alone_is_refused(plan: PlanDocument, officer: User) -> None:
    at = plan.text.index("\n\n")
    with pytest.raises(checking.PlaceOutsideText):
        checking.add_record(
            plan=plan, kind="award", section="", fields={}, start=at, end=at + 2, by=officer
        )


def test_undo_goes_back_step_by_step(plan: PlanDocument, target: Record, officer: User) -> None:
    checking.correct_record(
        plan=plan, opened=seen(target), by=officer, **correction(target, value=95)
    )
    target.refresh_from_db()
    checking.discard_records(plan=plan, opened=seen(target), by=officer)
    checking.undo_last(plan=plan, by=officer)
    target.refresh_from_db()
    assert (target.state, target.fields["value"]) == (RecordState.CONFIRMED, 95)
    checking.undo_last(plan=plan, by=officer)
    target.refresh_from_db()
    assert (target.state, target.corrected) == (RecordState.FOUND, None)
    with pytest.raises(checking.NothingToUndo):
        checking.undo_last(plan=plan, by=officer)


def test_undo_of_a_split_takes_the_second_part_away(
    plan: PlanDocument, task: Record, officer: User
) -> None:
    before = plan.records.count()
    checking.split_record(
        plan=plan, opened=seen(task), at=plan.text.index("tổng hợp kết quả"), by=officer
    )
    checking.undo_last(plan=plan, by=officer)
    task.refresh_from_db()
    assert plan.records.count() == before
    assert plan.text[task.start : task.end].endswith("các đơn vị.")


def test_undo_stops_where_another_person_went_on(
    plan: PlanDocument, target: Record, officer: User, colleague: User
) -> None:
    checking.confirm_records(plan=plan, opened=seen(target), by=officer)
    target.refresh_from_db()
    checking.discard_records(plan=plan, opened=seen(target), by=colleague)
    with pytest.raises(checking.UndoBlocked, match="Cán bộ dongnghiep"):
        checking.undo_last(plan=plan, by=officer)
    target.refresh_from_db()
    assert target.state == RecordState.DISCARDED


def test_undo_stops_where_the_added_record_is_gone(
    plan: PlanDocument, officer: User, colleague: User
) -> None:
    record = checking.add_record(
        plan=plan,
        kind="award",
        section="",
        fields={"name": "Bằng khen"},
        start=0,
        end=5,
        by=officer,
    )
    record.delete()
    with pytest.raises(checking.UndoBlocked, match="người khác"):
        checking.undo_last(plan=plan, by=officer)


def test_one_undoes_only_his_own_steps(
    plan: PlanDocument, target: Record, officer: User, colleague: User
) -> None:
    checking.confirm_records(plan=plan, opened=seen(target), by=officer)
    with pytest.raises(checking.NothingToUndo):
        checking.undo_last(plan=plan, by=colleague)


def test_a_viewer_changes_nothing(plan: PlanDocument, target: Record, viewer: User) -> None:
    with pytest.raises(Denied):
        checking.confirm_records(plan=plan, opened=seen(target), by=viewer)


# ── the same through the pages ──────────────────────────────────────────────────────────────────
