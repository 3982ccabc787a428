"""A unit's own targets beneath and beside those of the programme."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.models import Role, User
from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.core.targets.levels import Level, LevelUnusable
from phongtrao.programme.actions import cascade, targets
from phongtrao.programme.actions.difficulties import LevelAlreadySo, report_difficulty
from phongtrao.programme.queries.standings import Roll
from phongtrao.programme.queries.targets import own_rows, parent_rows
from tests.factories import make_user
from tests.programme.cascade_rows import merge
from tests.programme.own_target_rows import (
    AIMS,
    END_OF_2026,
    add_own,
    drawn,
    make_handed,
    percent,
    take_up,
)
from tests.programme.plan_rows import Office, Published, checked_plan, publish, text_of

if TYPE_CHECKING:
    from phongtrao.programme.models import Programme
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 3)


@pytest.fixture
def handed(time_machine) -> Published:
    time_machine.move_to("2026-08-03T09:00:00+07:00", tick=False)
    return make_handed()


@pytest.fixture
def office(handed: Published) -> Office:
    return handed.office


@pytest.fixture
def programme(handed: Published) -> Programme:
    return handed.programme


@pytest.fixture
def commune(office: Office) -> Unit:
    return office.communes[0]


@pytest.fixture
def reporter(commune: Unit) -> User:
    return make_user("xa1", commune, Role.REPORTER)


def test_a_unit_takes_up_a_target_at_its_own_level(
    programme: Programme, commune: Unit, reporter: User
) -> None:
    own = take_up(programme, commune, percent("gte", 95), reporter)
    assert own.measured_by == "units"
    assert drawn(own) == ["≥ 95 % Đến năm 2026"]
    rows = own_rows(Roll(programme, TODAY), own.parent)
    assert [(row.unit.name, row.compared) for row in rows] == [
        ("Xã 1", "stronger"),
        ("Xã 2", ""),
        ("Xã 3", ""),
    ]


def test_asking_less_needs_a_reason_and_is_seen(
    programme: Programme, commune: Unit, reporter: User
) -> None:
    with pytest.raises(
        targets.WeakerWithoutReason, match=r"≥ 80 % đến năm 2026 .*> 90 % đến năm 2026"
    ):
        take_up(programme, commune, percent("gte", 80), reporter)
    own = take_up(programme, commune, percent("gte", 80), reporter, reason="Nhiều thôn vùng cao")
    row = own_rows(Roll(programme, TODAY), own.parent)[0]
    assert (row.compared, row.reasons) == ("weaker", ["Nhiều thôn vùng cao"])


def test_as_much_but_later_is_less_unless_the_first_date_is_kept(
    programme: Programme, commune: Unit, reporter: User
) -> None:
    late = ("by", "2029")
    with pytest.raises(targets.WeakerWithoutReason, match="muộn hơn"):
        take_up(programme, commune, percent("gte", 92), reporter, horizon=late)
    take_up(programme, commune, percent("gt", 90), reporter)
    own = take_up(programme, commune, percent("gte", 92), reporter, horizon=late)
    assert drawn(own) == ["> 90 % Đến năm 2026", "≥ 92 % Đến năm 2029"]
    assert own_rows(Roll(programme, TODAY), own.parent)[0].compared == "stronger"


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (percent("lte", 50), "≤ 50 % đến năm 2026"),
        (Level("zero", Decimal(0)), "Không để xảy ra đến năm 2026"),
        (Level("gte", Decimal(5)), "≥ 5 đến năm 2026"),
    ],
    ids=["the other direction", "none at all", "a count under a rate"],
)
def test_what_cannot_be_held_against_the_level_above_needs_a_reason(
    programme: Programme, commune: Unit, reporter: User, level: Level, words: str
) -> None:
    refused = f"{words} đo khác hoặc ngược chiều với mức > 90 % đến năm 2026"
    with pytest.raises(targets.OtherwiseWithoutReason, match=refused):
        take_up(programme, commune, level, reporter)
    assert not programme.targets.filter(owner=commune).exists()
    own = take_up(programme, commune, level, reporter, reason="Xã đếm số thôn")
    row = own_rows(Roll(programme, TODAY), own.parent)[0]
    assert (row.compared, row.reasons) == ("other", ["Xã đếm số thôn"])


def test_no_other_way_leads_to_a_lower_level_in_silence(
    programme: Programme, commune: Unit, reporter: User, browser_of
) -> None:
    own = take_up(programme, commune, percent("gte", 95), reporter)
    with pytest.raises(targets.WeakerWithoutReason):
        targets.set_own_level(
            target=own, level=percent("gte", 10), horizon=END_OF_2026, reason=" ", by=reporter
        )
    address = reverse("programme:change_own", args=[programme.pk, commune.pk, own.pk])
    sent = {"comparator": "gte", "value": "10", "unit": "percent", "horizon_kind": "by"}
    wrong = browser_of(reporter).post(address, {**sent, "horizon": "2026"})
    assert wrong.status_code == 422
    assert "ghi lý do" in wrong.text
    assert "Mức cấp trên" in wrong.text


@pytest.mark.parametrize(
    ("level", "error"),
    [
        (percent("gte", 950), "950 % không dùng được: tỷ lệ không vượt quá 100 %"),
        (percent("gt", 100), "100 % không dùng được"),
        (Level("range", Decimal(90), True, Decimal(110)), "110 % không dùng được"),
        (percent("lt", 0), "không có gì dưới 0"),
    ],
)
def test_what_nothing_can_reach_is_no_level(
    programme: Programme, commune: Unit, reporter: User, level: Level, error: str
) -> None:
    with pytest.raises(LevelUnusable, match=error):
        take_up(programme, commune, level, reporter, reason="x")


def test_a_rate_needs_something_that_it_is_a_rate_of(
    programme: Programme, commune: Unit, reporter: User
) -> None:
    wording = targets.Wording("tin bài", "được phát", "count", "Số tin bài", "")
    facts = {"programme": programme, "unit": commune, "horizon": END_OF_2026, "by": reporter}
    with pytest.raises(targets.LevelUnfit, match="≥ 90 %"):
        targets.add_own_target(wording=wording, level=percent("gte", 90), **facts)
    own = targets.add_own_target(wording=wording, level=Level("gte", Decimal(20)), **facts)
    with pytest.raises(targets.LevelUnfit):
        targets.set_own_level(
            target=own, level=percent("gte", 90), horizon=END_OF_2026, reason="", by=reporter
        )


def test_an_own_target_is_measured_as_the_one_above_also_after_it_is_corrected(
    office: Office, programme: Programme, commune: Unit, reporter: User
) -> None:
    own = take_up(programme, commune, percent("gte", 95), reporter)
    targets.confirm_indicator(
        target=own.parent,
        measured_by="ratio",
        numerator="Số xã đạt",
        denominator="Số xã được giao",
        by=office.officer,
    )
    own.refresh_from_db()
    assert (own.measured_by, own.numerator, own.denominator) == (
        "ratio",
        "Số xã đạt",
        "Số xã được giao",
    )
    assert own.confirmed_by == office.officer


def test_each_step_is_one_line_of_the_journal(
    programme: Programme, commune: Unit, reporter: User
) -> None:
    before = LogEntry.objects.count()
    own = take_up(programme, commune, percent("gte", 80), reporter, reason="Vùng cao")
    take_up(programme, commune, percent("gte", 85), reporter, reason="Vùng cao")
    targets.withdraw_own_target(target=own, by=reporter)
    lines = LogEntry.objects.order_by("pk")[before:]
    assert [line.action for line in lines] == ["target.set-level"] * 2 + ["target.withdraw"]
    assert lines[1].detail["old"] == "≥ 80 %"
    assert lines[1].detail["reason"] == "Vùng cao"
    assert lines[2].detail["levels"] == ["≥ 80 % 2026", "≥ 85 % 2026"]


def test_the_unit_of_the_programme_adds_targets_and_changes_none_of_the_plan(
    office: Office, programme: Programme, commune: Unit, reporter: User, browser_of
) -> None:
    by = make_user("tinh", office.province, Role.REPORTER)
    printed = programme.targets.first()
    with pytest.raises(targets.TargetOfPlan, match="của chính kế hoạch"):
        take_up(programme, office.province, percent("gte", 95), by)
    with pytest.raises(targets.TargetOfPlan):
        targets.set_own_level(
            target=printed, level=percent("gte", 10), horizon=END_OF_2026, reason="x", by=by
        )
    with pytest.raises(targets.TargetOfPlan):
        targets.withdraw_own_target(target=printed, by=by)
    own = add_own(programme, office.province, by)
    parts = [programme.pk, office.province.pk]
    page = browser_of(by).get(reverse("programme:own_targets", args=parts)).text
    assert "≥ 85 %" in page
    assert "Chỉ tiêu của cấp trên" not in page
    change = reverse("programme:change_own", args=[*parts, own.pk])
    assert browser_of(by).get(change).status_code == 200
    taken = reverse("programme:take_up", args=[*parts, printed.pk])
    assert browser_of(by).get(taken).status_code == 404
    assert browser_of(reporter).get(change).status_code == 404
    listed = reverse("programme:own_targets", args=[programme.pk, commune.pk])
    assert "Còn 3/3 chỉ tiêu" in browser_of(reporter).get(listed).text
    targets.take_up_target(
        parent=own,
        unit=commune,
        level=percent("gte", 90),
        horizon=END_OF_2026,
        reason="",
        by=reporter,
    )
    with pytest.raises(targets.OwnTargetTakenUp, match="1 đơn vị"):
        targets.withdraw_own_target(target=own, by=by)


def test_own_targets_go_on_with_the_new_version_of_the_plan(
    office: Office, programme: Programme, commune: Unit, reporter: User
) -> None:
    by = make_user("tinh", office.province, Role.REPORTER)
    above = add_own(programme, office.province, by)
    targets.take_up_target(
        parent=above,
        unit=commune,
        level=percent("gte", 80),
        horizon=END_OF_2026,
        reason="Vùng cao",
        by=reporter,
    )
    plan = checked_plan(office, text_of(symbol="30/KH-UBND", body=AIMS), replaces=programme.plan)
    new = publish(office, plan)
    (copy,) = new.targets.filter(owner=office.province, record=None)
    assert copy.earlier == above
    assert [drawn(child) for child in copy.children.all()] == [["≥ 80 % Đến năm 2026"]]


def test_a_changed_level_is_closed_and_kept_and_another_date_is_added(
    programme: Programme, commune: Unit, reporter: User
) -> None:
    own = take_up(programme, commune, percent("gte", 95), reporter)
    take_up(programme, commune, percent("gte", 97), reporter)
    take_up(programme, commune, percent("gte", 99), reporter, horizon=("by", "2030"))
    assert drawn(own) == [
        "≥ 95 % Đến năm 2026 (thôi)",
        "≥ 97 % Đến năm 2026",
        "≥ 99 % Đến năm 2030",
    ]
    with pytest.raises(LevelAlreadySo, match="97"):
        take_up(programme, commune, percent("gte", 97), reporter)


def test_only_who_answers_for_the_unit_and_holds_the_programme_sets_targets(
    office: Office, programme: Programme, commune: Unit, reporter: User
) -> None:
    with pytest.raises(Denied):
        take_up(programme, office.communes[1], percent("gte", 95), reporter)
    body = office.bodies["Kiểm lâm"]
    with pytest.raises(cascade.NotHandedToUnit):
        take_up(programme, body, percent("gte", 95), make_user("kiemlam", body))


def test_an_own_target_stands_beside_those_of_the_programme(
    programme: Programme, commune: Unit, reporter: User
) -> None:
    wording = targets.Wording("vụ việc", "hòa giải thành", "ratio", "Số vụ thành", "")
    with pytest.raises(targets.DenominatorMissing):
        targets.add_own_target(
            programme=programme,
            unit=commune,
            wording=wording,
            level=percent("gte", 85),
            horizon=END_OF_2026,
            by=reporter,
        )
    assert not programme.targets.filter(owner=commune).exists()


def test_an_own_target_is_withdrawn_unless_a_difficulty_was_reported_on_it(
    programme: Programme, commune: Unit, reporter: User
) -> None:
    own = take_up(programme, commune, percent("gte", 95), reporter)
    row = report_difficulty(programme=programme, unit=commune, target=own, text="Khó", by=reporter)
    with pytest.raises(targets.OwnTargetReported):
        targets.withdraw_own_target(target=own, by=reporter)
    row.delete()
    targets.withdraw_own_target(target=own, by=reporter)
    assert not programme.targets.filter(owner=commune).exists()


def test_the_heir_stands_with_what_its_predecessors_set(
    office: Office, programme: Programme, commune: Unit, reporter: User
) -> None:
    own = take_up(programme, commune, percent("gte", 95), reporter)
    heir = merge("Xã Mới", office.communes[0], office.communes[1], on=str(TODAY))
    rows = own_rows(Roll(programme, TODAY), own.parent)
    assert [(row.unit.name, row.compared) for row in rows] == [
        ("Xã Mới", "stronger"),
        ("Xã 3", ""),
    ]
    take_up(programme, heir, percent("gt", 90), make_user("xamoi", heir))
    rows = own_rows(Roll(programme, TODAY), own.parent)
    assert rows[0].compared == "same"


def test_of_two_predecessors_the_later_target_stands_on_both_pages(
    office: Office, programme: Programme, commune: Unit, reporter: User
) -> None:
    other = office.communes[1]
    take_up(programme, other, percent("gt", 90), make_user("xa2", other))
    later = take_up(programme, commune, percent("gte", 95), reporter)
    heir = merge("Xã Mới", commune, other, on=str(TODAY))
    assert own_rows(Roll(programme, TODAY), later.parent)[0].target == later
    assert parent_rows(programme, heir, TODAY)[0].own == later
