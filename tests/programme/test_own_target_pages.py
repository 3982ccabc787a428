"""The pages on which a unit sets its own targets, and on which its office sees them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phongtrao.access.models import Role, User
from phongtrao.programme.actions.difficulties import report_difficulty
from phongtrao.programme.models import Programme, Receipt, Target, Threshold
from tests.factories import make_user
from tests.programme.cascade_rows import make_commune, merge
from tests.programme.own_target_rows import (
    add_own,
    drawn,
    make_handed,
    percent,
    take_up,
)

if TYPE_CHECKING:
    from phongtrao.units.models import Unit
    from tests.programme.plan_rows import Office, Published

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 3)
OFFER = "?phan=1#b-"


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


def test_the_heir_sees_what_it_inherited_and_sets_its_own(
    office: Office, programme: Programme, commune: Unit, reporter: User, browser_of
) -> None:
    take_up(programme, commune, percent("gte", 95), reporter)
    add_own(programme, commune, reporter)
    heir = merge("Xã Mới", office.communes[0], office.communes[1], on=str(TODAY))
    client = browser_of(make_user("xamoi", heir, Role.REPORTER))
    listed = reverse("programme:own_targets", args=[programme.pk, heir.pk])
    shown = client.get(listed).text
    assert "Còn 1/2 chỉ tiêu" in shown
    assert shown.count("do Xã 1 đặt, đơn vị kế thừa") == 2
    parent = programme.targets.first()
    form = client.get(reverse("programme:take_up", args=[programme.pk, heir.pk, parent.pk])).text
    assert "Bỏ chỉ tiêu" not in form
    take_up(programme, heir, percent("gt", 90), make_user("xamoi2", heir))
    assert client.get(listed).text.count("do Xã 1 đặt, đơn vị kế thừa") == 1


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


def test_a_year_of_another_century_is_refused_in_its_box_and_kept(
    programme: Programme, commune: Unit, reporter: User, browser_of
) -> None:
    parent = programme.targets.first()
    address = reverse("programme:take_up", args=[programme.pk, commune.pk, parent.pk])
    sent = {"comparator": "gte", "unit": "percent", "horizon_kind": "by", "value": "95"}
    wrong = browser_of(reporter).post(address, {**sent, "horizon": "9999", "reason": "Vì xa"})
    assert wrong.status_code == 422
    assert "Mốc năm 9999 không thuộc thế kỷ" in wrong.context["form"].errors["horizon"][0]
    for kept in ('value="95"', 'value="9999"', "Vì xa"):
        assert kept in wrong.text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"value": ""}, "Hãy nhập số phải đạt."),
        ({"value": "nhiều"}, "“nhiều” không phải là số."),
        ({"horizon": "cuối năm"}, "Hãy ghi năm, tháng/năm hoặc ngày/tháng/năm."),
        ({"horizon_kind": "every:year"}, "Mốc này không cần ngày."),
        ({"comparator": "range"}, "mức dưới và mức trên"),
        ({"horizon": "13/2026"}, "Lịch không có 13/2026"),
        ({"horizon": "31/02/2026"}, "Lịch không có 31/02/2026"),
        ({"horizon": "1900"}, "Mốc năm 1900 không thuộc thế kỷ của chương trình"),
        ({"horizon": "12/9999"}, "mốc phải từ năm 2000 đến năm 2099"),
        ({"unit": "percent"}, "tính bằng phần trăm, còn chỉ tiêu đo bằng số đếm"),
        ({"unit": "percent", "out_of": "90"}, "không cần tổng số"),
        ({"out_of": "80"}, "không vượt quá tổng số"),
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
    assert not programme.targets.filter(owner=commune).exists()


def test_an_aim_without_a_number_is_offered_and_no_number_is_made_up(
    programme: Programme, commune: Unit, reporter: User, browser_of
) -> None:
    client = browser_of(reporter)
    shown = client.get(reverse("programme:own_targets", args=[programme.pk, commune.pk])).text
    assert "Nâng cao tỷ lệ hòa giải thành" in shown
    assert "kéo giảm tội phạm" in shown
    assert "Mục I.3: " in shown
    assert reverse("plans:reading_room", args=[programme.plan_id]) not in shown
    assert f"{reverse('programme:document', args=[programme.pk])}{OFFER}" in shown
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
        "unit": "percent",
        "horizon_kind": "",
        "horizon": "",
    }
    done = browser_of(reporter).post(address, sent, follow=True).text
    assert "Không để xảy ra" in done
    assert programme.targets.get(owner=commune).thresholds.get().unit == "count"


def test_an_offered_aim_leads_to_its_sentence_for_who_reads_the_plan(
    office: Office, programme: Programme, commune: Unit, browser_of
) -> None:
    client = browser_of(office.officer)
    shown = client.get(reverse("programme:own_targets", args=[programme.pk, commune.pk])).text
    room = reverse("plans:reading_room", args=[programme.plan_id])
    at = shown.index(f"{room}{OFFER}") + len(f"{room}{OFFER}")
    block = shown[at : shown.index('"', at)]
    document = client.get(f"{room}?phan=1").text
    paragraph = document[document.index(f'id="b-{block}"') :][:1000]
    assert "Nâng cao tỷ lệ hòa giải thành" in paragraph
    assert "Đặt chỉ tiêu" not in shown


def test_the_level_that_is_still_open_is_offered_next(
    programme: Programme, commune: Unit, reporter: User, browser_of
) -> None:
    parent = programme.targets.first()
    take_up(programme, commune, percent("gte", 97), reporter)
    client = browser_of(reporter)
    listed = client.get(reverse("programme:own_targets", args=[programme.pk, commune.pk])).text
    assert "○ Chưa đặt mức đến năm 2030" in listed
    form = client.get(reverse("programme:take_up", args=[programme.pk, commune.pk, parent.pk]))
    assert form.context["form"].initial["horizon"] == "2030"


def test_a_part_of_a_printed_whole_is_taken_up_as_it_stands(
    programme: Programme, commune: Unit, reporter: User, browser_of
) -> None:
    parent = programme.targets.get(thresholds__out_of=28)
    client = browser_of(reporter)
    address = reverse("programme:take_up", args=[programme.pk, commune.pk, parent.pk])
    filled = client.get(address).context["form"].initial
    sent = {name: str(value) for name, value in filled.items() if value is not None}
    done = client.post(address, sent, follow=True).text
    assert "● Bằng cấp trên" in done
    own = parent.children.get(owner=commune)
    assert drawn(own) == ["19/28 Đến năm 2026"]


def test_a_page_costs_as_many_queries_for_many_units(
    programme: Programme,
    office: Office,
    commune: Unit,
    reporter: User,
    browser_of,
    django_assert_num_queries,
) -> None:
    parent = take_up(programme, commune, percent("gte", 95), reporter).parent
    client = browser_of(office.officer)
    address = reverse("programme:target", args=[programme.pk, parent.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    handing = programme.handings.get()
    for number in range(60):
        unit = make_commune(f"Xã mới {number}", office.province)
        Receipt.objects.create(handing=handing, programme=programme, unit=unit)
        own = Target.objects.create(
            programme=programme, owner=unit, parent=parent, measured_by="units"
        )
        Threshold.objects.create(
            target=own, comparator="gte", value=80, unit="percent", horizon_kind="by", horizon=2026
        )
    with django_assert_num_queries(len(few)):
        shown = client.get(f"{address}?xem=weaker").text
    assert "Trang 1/2" in shown
    assert "trang=2" in shown
    assert "xem=weaker" in shown


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
