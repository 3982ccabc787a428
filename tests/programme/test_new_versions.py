"""A new version of a plan takes the place of what runs: nothing that was done, missed, settled or
asked is lost, and the earlier programme says that it is over.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.programme.actions import (
    bodies,
    cascade,
    difficulties,
    duties,
    publishing,
    targets,
    tasks,
)
from phongtrao.programme.models import Difficulty, Programme, Target
from phongtrao.programme.queries.cascade import Selection
from phongtrao.programme.queries.duties import duties_of
from phongtrao.programme.queries.levels import in_words
from phongtrao.programme.queries.standings import Roll
from phongtrao.programme.queries.task import counted, lines_of
from phongtrao.programme.queries.work import owed_by
from tests.programme.cascade_rows import user_of
from tests.programme.own_target_rows import END_OF_2026, WORDING, percent
from tests.programme.plan_rows import (
    BODY,
    Office,
    checked_plan,
    make_province,
    next_version,
    publish,
    task_with,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from phongtrao.access.models import User
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
LATER = date(2026, 11, 21)
REPORT, TRAINING, STARTING = "Báo cáo kết quả", "tập huấn", "phát động"


@pytest.fixture
def office() -> Office:
    return make_province()


@pytest.fixture
def old(office: Office, time_machine) -> Programme:
    """Published and in the hands of the communes since January; it is November now."""
    time_machine.move_to("2026-01-05T09:00:00+07:00", tick=False)
    made = publish(office)
    bodies.confirm_proposals(programme=made, by=office.officer)
    hand(office, made)
    time_machine.move_to("2026-11-21T09:00:00+07:00", tick=False)
    return made


def hand(office: Office, programme: Programme) -> None:
    cascade.hand_down(
        programme=programme,
        selection=Selection(communes=True),
        words="tất cả cấp xã",
        plan_due=None,
        plan_due_before=False,
        asks_resolution=False,
        by=office.officer,
    )


def late(programme: Programme) -> list[tuple[str, date, int]]:
    """The red rows of the city: what, since when, how many units."""
    rows = Roll(programme, LATER).late()
    return [(row.rule.what, row.last_day, len(row.late)) for row in rows]


def overdue(unit: Unit) -> list[tuple[str, date]]:
    """What a unit owes and is late with."""
    found = duties_of([unit.pk], date(2026, 1, 1), LATER, LATER)
    return [(duty.rule.what, duty.last_day) for duty in found if duty.done is None]


# receipts


def test_who_noted_a_plan_and_what_was_taken_over_stay(office: Office, old: Programme) -> None:
    first, second, third = office.communes
    facts = {"symbol": "01/KH-UBND", "plan_date": LATER, "sent_on": LATER}
    cascade.file_plan(programme=old, unit=first, by=office.officer, **facts)
    old.receipts.filter(unit=second).update(taken_over=True)
    rows = next_version(office, old).receipts.values_list("unit", "plan_noted_by", "taken_over")
    assert set(rows) == {
        (first.pk, office.officer.pk, False),
        (second.pk, None, True),
        (third.pk, None, False),
    }


# deadlines


def test_what_is_late_stays_late_and_what_was_done_stays_done(
    office: Office, old: Programme
) -> None:
    first, second, _ = office.communes
    rule = task_with(old, REPORT).deadlines.get()
    done = {"rule": rule, "due_on": date(2026, 11, 9), "done_on": date(2026, 11, 8)}
    duties.mark_duty_done(**done, unit=first, note="Đã gửi", by=user_of(first))
    before, owed = late(old), overdue(second)
    assert [row[1:] for row in before] == [(date(2026, 6, 29), 1), (date(2026, 11, 9), 2)]
    assert [day for _, day in owed] == [date(2026, 11, 9)]
    new = next_version(office, old)
    assert late(new) == before
    assert overdue(second) == owed
    assert overdue(first) == []
    third = next_version(office, new, symbol="26/KH-UBND")
    assert late(third) == before
    assert overdue(second) == owed


def test_a_deadline_of_everyone_binds_from_the_day_each_was_handed_the_plan(
    office: Office, old: Programme, time_machine
) -> None:
    newcomer = office.bodies["Kiểm lâm"]
    new = next_version(office, old)
    selection = Selection(units=(newcomer.pk,))
    facts = {"words": "Kiểm lâm", "plan_due": None, "plan_due_before": False}
    cascade.hand_down(
        programme=new, selection=selection, asks_resolution=False, by=office.officer, **facts
    )
    new.deadlines.filter(due="--11-10").update(task=None, everyone=True)
    assert [day for _, day in overdue(office.communes[0])] == [date(2026, 11, 9)]
    assert overdue(newcomer) == []


def test_another_deadline_binds_from_the_new_version_on(office: Office, old: Programme) -> None:
    new = next_version(office, old, BODY.replace("10 tháng 11", "15 tháng 10"))
    rule = task_with(new, REPORT).deadlines.get()
    assert (rule.due, rule.since) == ("--10-15", None)
    assert overdue(office.communes[0]) == []


# tasks


def test_a_task_that_was_done_is_not_owed_again_unless_its_words_changed(
    office: Office, old: Programme, browser_of: Callable
) -> None:
    unit = office.communes[0]
    by, task = user_of(unit), task_with(old, STARTING)
    tasks.record_progress(task=task, unit=unit, state="done", text="Đã phát động", by=by)

    def state_in(programme: Programme) -> str:
        task = task_with(programme, STARTING)
        rows = Roll(programme, LATER).standings(task, counted(task, lines_of(task)))
        return next(row.state for row in rows if row.unit_id == unit.pk)

    def owes_it() -> bool:
        return any(STARTING in item.what for item in owed_by(by, LATER))

    assert not owes_it()
    same = next_version(office, old)
    assert not owes_it()
    assert state_in(same) == "done"
    page = browser_of(office.officer).get(reverse("programme:programme", args=[same.pk])).text
    assert "1/3 xong" in page
    words = ("phát động phong trào tại khu dân cư", "phát động phong trào tại từng khu dân cư")
    reworded = next_version(office, same, BODY.replace(*words), "26/KH-UBND")
    assert owes_it()
    assert state_in(reworded) == "none"
    task = task_with(reworded, STARTING)
    page = browser_of(by).get(reverse("programme:task", args=[reworded.pk, task.pk])).text
    assert "theo bản trước của kế hoạch" in page


def test_what_the_officer_settled_of_tasks_stays(office: Office, old: Programme) -> None:
    by = office.officer
    army, foresters = old.tasks.filter(content__contains="02/2020/NĐ-CP")
    tasks.unlink_twins(task=army, by=by)
    tasks.link_twin(task=task_with(old, TRAINING), number=army.number, by=by)
    steady, starting = task_with(old, "hướng dẫn, kiểm tra"), task_with(old, STARTING)
    tasks.set_continuous(task=steady, continuous=False, rhythm="", by=by)
    tasks.set_continuous(task=starting, continuous=True, rhythm="month", by=by)
    new = next_version(office, old)
    army, foresters = new.tasks.filter(content__contains="02/2020/NĐ-CP")
    assert (army.same_as, foresters.same_as) == (None, None)
    assert task_with(new, TRAINING).same_as == army
    steady, starting = task_with(new, "hướng dẫn, kiểm tra"), task_with(new, STARTING)
    assert (steady.continuous, steady.recurs) == (False, "")
    assert (starting.continuous, starting.recurs) == (True, "month")


def test_a_task_that_the_new_version_gives_a_day_is_no_longer_continuous(
    office: Office, old: Programme
) -> None:
    tasks.set_continuous(
        task=task_with(old, STARTING), continuous=True, rhythm="month", by=office.officer
    )
    words = "phát động phong trào tại khu dân cư"
    new = next_version(office, old, BODY.replace(words, f"{words} trước ngày 20 tháng 12 năm 2026"))
    task = task_with(new, STARTING)
    assert (task.continuous, task.deadlines.get().due) == (False, "2026-12-20")


def test_a_twin_that_is_new_stands_first_for_all(office: Office, old: Programme) -> None:
    duty = BODY[BODY.index("Phối hợp với Công an tỉnh") : BODY.index("3. Chi cục")].strip()
    body = BODY.replace("2. Bộ Chỉ huy", f"2. Sở Nội vụ\n\n{duty}\n\n3. Bộ Chỉ huy")
    new = next_version(office, old, body)
    first, *others = new.tasks.filter(content__contains="02/2020/NĐ-CP")
    assert [task.same_as for task in others] == [first, first]


# levels and difficulties


def levels(target: Target) -> list[tuple[str, date | None, date | None]]:
    return [(in_words(row), row.since, row.until) for row in target.thresholds.order_by("pk")]


def adjust(target: Target, difficulty: Difficulty, value: int, since: date, by: User) -> None:
    level = target.thresholds.get(until=None, horizon="2026")
    difficulties.answer_difficulty(
        difficulty=difficulty,
        accepted=True,
        answer="Đồng ý",
        adjustment=difficulties.Adjustment(level, Decimal(value), since),
        by=by,
    )


def report(programme: Programme, unit: Unit, target: Target | None) -> Difficulty:
    return difficulties.report_difficulty(
        programme=programme, unit=unit, target=target, text="Khó", by=user_of(unit)
    )


def test_an_adjusted_level_stays_where_the_plan_prints_the_same(
    office: Office, old: Programme
) -> None:
    target, by = old.targets.first(), office.officer
    days = (date(2026, 3, 1), date(2026, 12, 15))
    for unit, value, since in zip(office.communes, (85, 80), days, strict=False):
        adjust(target, report(old, unit, target), value, since, by)
    expected = levels(target)
    assert [row for row in expected if "2026" in row[0]] == [
        ("> 90 % đến năm 2026", None, days[0]),
        ("> 85 % đến năm 2026", *days),
        ("> 80 % đến năm 2026", days[1], None),
    ]
    new = next_version(office, old)
    assert sorted(levels(new.targets.get(earlier=target)), key=str) == sorted(expected, key=str)
    third = next_version(office, new, BODY.replace("trên 90%", "trên 92%"), "26/KH-UBND")
    printed = third.targets.get(earlier__earlier=target)
    assert levels(printed) == [
        ("> 92 % đến năm 2026", None, None),
        ("≥ 95 % đến năm 2030", None, None),
    ]


def test_a_waiting_difficulty_is_answered_in_the_new_version(
    office: Office, old: Programme, browser_of: Callable
) -> None:
    first, second, third = office.communes
    target, gone = old.targets.all()
    waiting, about_gone = report(old, first, target), report(old, second, gone)
    answered = report(old, third, None)
    difficulties.answer_difficulty(
        difficulty=answered, accepted=False, answer="Không", adjustment=None, by=office.officer
    )
    without = BODY.replace("2. Phấn đấu 19/28 xã về đích nông thôn mới vào năm 2026.\n\n", "")
    new = next_version(office, old, without)
    for row in (waiting, about_gone, answered):
        row.refresh_from_db()
    now = new.targets.get(earlier=target)
    assert (waiting.receipt.programme, waiting.target) == (new, now)
    assert (about_gone.receipt.programme, about_gone.target) == (new, gone)
    assert answered.receipt.programme == old
    client = browser_of(office.officer)
    page = client.get(reverse("programme:answer", args=[new.pk, about_gone.pk])).text
    assert "không còn trong bản mới" in page
    assert 'name="threshold"' not in page
    adjust(now, waiting, 85, date(2026, 12, 1), office.officer)
    assert ("> 85 % đến năm 2026", date(2026, 12, 1), None) in levels(now)
    level = gone.thresholds.get()
    with pytest.raises(difficulties.NotALevelOfTarget):
        difficulties.answer_difficulty(
            difficulty=about_gone,
            accepted=True,
            answer="Đồng ý",
            adjustment=difficulties.Adjustment(level, Decimal(18), date(2026, 12, 1)),
            by=office.officer,
        )


# the earlier programme


def test_the_pages_of_the_earlier_programme_lead_to_the_new_one(
    office: Office, old: Programme, browser_of: Callable
) -> None:
    unit = office.communes[0]
    target = old.targets.first()
    new = next_version(office, old)
    client, theirs = browser_of(office.officer), browser_of(user_of(unit))
    own = reverse("programme:programme", args=[new.pk])
    for name, at in (
        ("programme", []),
        ("ledger", []),
        ("difficulties", []),
        ("target", [target.pk]),
    ):
        page = client.get(reverse(f"programme:{name}", args=[old.pk, *at])).text
        assert "đã được thay bằng bản mới" in page
        assert f'href="{own}"' in page
    answer = client.get(reverse("programme:hand", args=[old.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("programme:hand", args=[new.pk])
    assert "đây là bản mới" in answer.text
    receipt = reverse("programme:receipt", args=[new.pk, unit.pk])
    for name in ("receipt", "own_targets"):
        page = theirs.get(reverse(f"programme:{name}", args=[old.pk, unit.pk])).text
        assert f'href="{receipt}"' in page
        assert "Báo khó khăn" not in page
        assert "Đặt mức" not in page
    assert "đã được thay" not in theirs.get(receipt).text


def test_nothing_is_done_under_the_earlier_programme_any_more(
    office: Office, old: Programme
) -> None:
    unit = office.communes[0]
    by = user_of(unit)
    target = old.targets.first()
    own = targets.add_own_target(
        programme=old,
        unit=unit,
        wording=WORDING,
        level=percent("gte", 85),
        horizon=END_OF_2026,
        by=by,
    )
    row = report(old, office.communes[1], target)
    receipt = row.receipt
    next_version(office, old)
    Difficulty.objects.filter(pk=row.pk).update(receipt=receipt, target=target)
    row.refresh_from_db()
    level = {"level": percent("gte", 95), "horizon": END_OF_2026, "reason": "", "by": by}
    refused: list[Callable[[], object]] = [
        lambda: hand(office, old),
        lambda: cascade.acknowledge(programme=old, unit=unit, by=by),
        lambda: targets.take_up_target(parent=target, unit=unit, **level),
        lambda: targets.set_own_level(target=own, **level),
        lambda: targets.withdraw_own_target(target=own, by=by),
        lambda: adjust(target, row, 85, date(2026, 12, 1), office.officer),
    ]
    for act in refused:
        with pytest.raises(cascade.ProgrammeReplaced, match="21/11/2026"):
            act()


# versions that were never published


def test_a_version_that_was_never_published_breaks_no_chain(
    office: Office, old: Programme, browser_of: Callable
) -> None:
    dropped = checked_plan(office, text_of("25/KH-UBND"), replaces=old.plan)
    body = BODY.replace("trên 90%", "trên 92%")
    plan = checked_plan(office, text_of("26/KH-UBND", body=body), replaces=dropped)
    client = browser_of(office.officer)
    page = client.get(reverse("programme:publish", args=[plan.pk])).text
    assert "Thay cho chương trình đang chạy" in page
    assert "Bản mới khác 1 nghĩa vụ" in page
    differences = reverse("plans:differences", args=[plan.pk])
    assert f'href="{differences}?voi={old.plan_id}"' in page
    shown = client.get(f"{differences}?voi={old.plan_id}").text
    assert reverse("plans:reading_room", args=[old.plan_id]) in shown
    assert reverse("plans:reading_room", args=[dropped.pk]) in client.get(differences).text
    new = publish(office, plan)
    assert new.replaces == old
    assert new.receipts.count() == 3
    passed = client.get(reverse("programme:publish", args=[dropped.pk])).text
    assert "Bản mới hơn đã ban hành thành chương trình" in passed
    with pytest.raises(publishing.NewerVersionPublished, match="21/11/2026"):
        publish(office, dropped)
