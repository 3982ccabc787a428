"""Compiling again after an upgrade keeps a person's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from phongtrao.plans.actions import checking, taking_in
from phongtrao.plans.models import PlanDocument, RecordState

if TYPE_CHECKING:
    import pytest

    from phongtrao.access.models import User


def test_untouched_records_become_what_the_new_compiler_finds(
    plan: PlanDocument, officer: User
) -> None:
    plan.records.filter(kind="target").update(compiled={"value": 1}, confidence=0.1)
    taking_in.compile_again(plan=plan, by=officer)
    assert plan.records.get(kind="target").compiled["value"] == 90


def test_what_a_person_did_stays(plan: PlanDocument, officer: User) -> None:
    target, task = plan.records.get(kind="target"), plan.records.get(kind="task", section="II.1")
    checking.correct_record(
        plan=plan,
        opened={target.pk: 0},
        kind="target",
        section="I.1",
        fields={**target.fields, "value": 95},
        start=target.start,
        end=target.end - 5,
        by=officer,
    )
    checking.discard_records(plan=plan, opened={task.pk: 0}, by=officer)
    added = checking.add_record(
        plan=plan,
        kind="award",
        section="",
        fields={"name": "Bằng khen"},
        start=0,
        end=20,
        by=officer,
    )
    before = plan.records.count()
    counts = taking_in.compile_again(plan=plan, by=officer)
    target.refresh_from_db()
    task.refresh_from_db()
    added.refresh_from_db()
    assert target.fields["value"] == 95
    assert target.compiled["value"] == 90
    assert task.state == RecordState.DISCARDED
    assert added.fields == {"name": "Bằng khen"}
    assert plan.records.count() == before
    assert counts == {"kept": 3, "found": before - 3}


def test_a_corrected_header_stays_and_an_untouched_one_follows(
    plan: PlanDocument, officer: User
) -> None:
    taking_in.correct_head(plan=plan, head={"subject": "Tên đúng"}, by=officer)
    taking_in.compile_again(plan=plan, by=officer)
    plan.refresh_from_db()
    assert plan.title == "Tên đúng"


def test_the_room_offers_it_only_after_an_upgrade(
    plan: PlanDocument, officer: User, browser_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = reverse("plans:reading_room", args=[plan.pk])
    assert "Biên dịch lại" not in browser_of(officer).get(room).text
    PlanDocument.objects.update(compiler_version="0")
    assert "Biên dịch lại" in browser_of(officer).get(room).text
    answer = browser_of(officer).post(reverse("plans:compile_again", args=[plan.pk]), follow=True)
    assert "Đã biên dịch lại" in answer.text
    assert "Biên dịch lại giữ nguyên" not in answer.text
