"""A unit's own targets beneath and beside those of the programme."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.models import Role, User
from phongtrao.access.queries import Denied
from phongtrao.core.targets.levels import Level
from phongtrao.programme.actions import cascade, targets
from phongtrao.programme.actions.difficulties import LevelAlreadySo, report_difficulty
from phongtrao.programme.models import Programme, Target
from phongtrao.programme.queries.cascade import Selection
from phongtrao.programme.queries.levels import level_rows
from phongtrao.programme.queries.standings import Roll
from phongtrao.programme.queries.targets import own_rows
from tests.factories import make_user
from tests.programme.cascade_rows import merge
from tests.programme.plan_rows import BODY, Office, checked_plan, make_province, publish, text_of

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 3)
END_OF_2026 = ("by", "2026")
AIMS = BODY.replace(
    "II. TỔ CHỨC",
    "3. Nâng cao tỷ lệ hòa giải thành các mâu thuẫn ở cơ sở; kéo giảm tội phạm.\n\nII. TỔ CHỨC",
)


@pytest.fixture
def office() -> Office:
    return make_province()


@pytest.fixture
def programme(office: Office, time_machine) -> Programme:
    """In the hands of the communes."""
    time_machine.move_to("2026-08-03T09:00:00+07:00", tick=False)
    made = publish(office, checked_plan(office, text_of(body=AIMS)))
    cascade.hand_down(
        programme=made,
        selection=Selection(communes=True),
        words="tất cả cấp xã",
        plan_due=None,
        plan_due_before=False,
        asks_resolution=False,
        by=office.officer,
    )
    return made


@pytest.fixture
def commune(office: Office) -> Unit:
    return office.communes[0]


@pytest.fixture
def reporter(commune: Unit) -> User:
    return make_user("xa1", commune, Role.REPORTER)


def percent(comparator: str, value: int) -> Level:
    return Level(comparator, Decimal(value), True)


def take_up(programme: Programme, unit: Unit, level: Level, by: User, **facts: object) -> Target:
    return targets.take_up_target(
        parent=programme.targets.filter(owner=programme.unit).first(),
        unit=unit,
        level=level,
        by=by,
        **{"horizon": END_OF_2026, "reason": "", **facts},
    )


def drawn(target: Target) -> list[str]:
    rows = level_rows(Target.objects.get(pk=target.pk).thresholds.all())
    return [f"{row.words} {row.horizon}{' (thôi)' if row.old else ''}" for row in rows]


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
    with pytest.raises(targets.WeakerWithoutReason, match=r"≥ 80 %.*> 90 %"):
        take_up(programme, commune, percent("gte", 80), reporter)
    own = take_up(programme, commune, percent("gte", 80), reporter, reason="Nhiều thôn vùng cao")
    row = own_rows(Roll(programme, TODAY), own.parent)[0]
    assert (row.compared, row.reasons) == ("weaker", ["Nhiều thôn vùng cao"])


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


# the pages


def test_a_commune_sets_its_targets_on_its_page(
    programme: Programme, commune: Unit, reporter: User, browser_of
) -> None:
    client = browser_of(reporter)
    parent = programme.targets.first()
    listed = reverse("programme:own_targets", args=[programme.pk, commune.pk])
    shown = client.get(listed).text
    assert "Còn 2/2 chỉ tiêu" in shown
    address = reverse("programme:take_up", args=[programme.pk, commune.pk, parent.pk])
    form = client.get(address).text
    assert 'value="90"' in form
    sent = {"comparator": "gte", "unit": "percent", "horizon_kind": "by", "horizon": "2026"}
    weaker = client.post(address, {**sent, "value": "80", "reason": ""})
    assert weaker.status_code == 422
    assert "ghi lý do" in weaker.text
    assert 'value="80"' in weaker.text
    done = client.post(address, {**sent, "value": "92,5", "reason": ""}, follow=True).text
    assert "Đã ghi chỉ tiêu của đơn vị." in done
    assert "≥ 92,5 %" in done
    assert "● Cao hơn cấp trên" in done
    assert "Còn 1/2 chỉ tiêu" in done
    assert "Mức cùng mốc được thay" in client.get(address).text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"value": ""}, "Hãy nhập số phải đạt."),
        ({"value": "nhiều"}, "Nhập một số."),
        ({"horizon": "cuối năm"}, "Hãy ghi năm, tháng/năm hoặc ngày/tháng/năm."),
        ({"horizon_kind": "every:year"}, "Mốc này không cần ngày."),
        ({"comparator": "range"}, "mức dưới và mức trên"),
    ],
)
def test_a_wrong_level_is_explained_beside_its_box(
    programme: Programme,
    commune: Unit,
    reporter: User,
    browser_of,
    typed: dict[str, str],
    error: str,
) -> None:
    address = reverse("programme:add_own", args=[programme.pk, commune.pk])
    sent = {
        "subject": "vụ việc",
        "measure": "hòa giải thành",
        "measured_by": "count",
        "numerator": "Số vụ",
        "comparator": "gte",
        "value": "85",
        "unit": "count",
        "horizon_kind": "by",
        "horizon": "06/2026",
    }
    wrong = browser_of(reporter).post(address, {**sent, **typed})
    assert wrong.status_code == 422
    assert error in wrong.text
    assert "hòa giải thành" in wrong.text


def test_an_aim_without_a_number_is_offered_and_no_number_is_made_up(
    programme: Programme, commune: Unit, reporter: User, browser_of
) -> None:
    client = browser_of(reporter)
    shown = client.get(reverse("programme:own_targets", args=[programme.pk, commune.pk])).text
    assert "Nâng cao tỷ lệ hòa giải thành" in shown
    assert "kéo giảm tội phạm" in shown
    address = reverse("programme:add_own", args=[programme.pk, commune.pk])
    form = client.get(f"{address}?tu=1")
    assert form.context["form"].initial["numerator"] == "Số vụ việc hòa giải thành"
    assert "value" not in form.context["form"].initial
    sent = {
        "subject": "vụ việc",
        "measure": "hòa giải thành",
        "measured_by": "ratio",
        "numerator": "Số vụ việc hòa giải thành",
        "denominator": "Tổng số vụ việc đã hòa giải",
        "comparator": "gte",
        "value": "85",
        "unit": "percent",
        "horizon_kind": "every:year",
        "horizon": "",
    }
    done = client.post(address, sent, follow=True).text
    assert "≥ 85 %" in done
    assert "Hằng năm" in done
    own = programme.targets.get(owner=commune)
    change = reverse("programme:change_own", args=[programme.pk, commune.pk, own.pk])
    assert 'value="85"' in client.get(change).text
    level = {name: sent[name] for name in ("comparator", "unit", "horizon_kind", "horizon")}
    changed = client.post(change, {**level, "value": "90"}, follow=True).text
    assert "<del>≥ 85 % Hằng năm</del>" in changed
    gone = reverse("programme:withdraw", args=[programme.pk, commune.pk, own.pk])
    assert "Đã bỏ chỉ tiêu" in client.post(gone, follow=True).text
    assert client.post(gone).status_code == 404


def test_a_target_with_a_difficulty_is_not_withdrawn_from_the_page_either(
    programme: Programme, commune: Unit, reporter: User, browser_of
) -> None:
    own = take_up(programme, commune, percent("gte", 95), reporter)
    report_difficulty(programme=programme, unit=commune, target=own, text="Khó", by=reporter)
    gone = reverse("programme:withdraw", args=[programme.pk, commune.pk, own.pk])
    assert "Đã có khó khăn" in browser_of(reporter).post(gone, follow=True).text


def test_zero_events_need_no_number(
    programme: Programme, commune: Unit, reporter: User, browser_of
) -> None:
    address = reverse("programme:add_own", args=[programme.pk, commune.pk])
    sent = {
        "subject": "điểm nóng",
        "measure": "phát sinh",
        "measured_by": "zero",
        "numerator": "Số điểm nóng",
        "comparator": "zero",
        "unit": "count",
        "horizon_kind": "",
        "horizon": "",
    }
    done = browser_of(reporter).post(address, sent, follow=True).text
    assert "Không để xảy ra" in done


def test_the_office_sees_who_took_a_target_up(
    office: Office, programme: Programme, commune: Unit, reporter: User, browser_of
) -> None:
    own = take_up(programme, commune, percent("gte", 80), reporter, reason="Khó khăn")
    client = browser_of(office.officer)
    address = reverse("programme:target", args=[programme.pk, own.parent_id])
    shown = client.get(address).text
    assert "▲ Thấp hơn cấp trên" in shown
    assert "Chưa cụ thể hóa 2" in shown
    none = client.get(f"{address}?xem=none").text
    assert "Xã 2" in none
    assert "Khó khăn</td>" not in none
