"""Tại ngày on the pages of a programme: how it is asked for, what it says, what it lets one do."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.programme.actions import cascade, difficulties
from phongtrao.programme.models import Programme, Progress
from phongtrao.programme.queries.cascade import Selection
from phongtrao.programme.queries.ledger import ledger_counts
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_merge
from tests.factories import make_unit, make_user
from tests.programme.as_of_rows import PAGES, addresses, office_of
from tests.programme.cascade_rows import ledger_rows, make_commune, merge, user_of
from tests.programme.plan_rows import Office, next_version, task_with
from tests.programme.reorganisation_rows import client_of, day
from tests.programme.working_rows import TODAY, make_working

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
SPRING = "31/03/2026"


@pytest.fixture
def programme(time_machine) -> Programme:
    """Published and handed to three communes on 5 January; it is August now."""
    time_machine.move_to(f"{TODAY}T09:00:00+07:00", tick=False)
    return make_working().programme


@pytest.fixture
def office(programme: Programme) -> Office:
    """Its office and its communes."""
    return office_of(programme)


@pytest.fixture
def client(office: Office) -> Client:
    """The officer's browser."""
    return client_of(office.officer)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_which_day_it_is_of_and_leads_back(programme, client, name: str) -> None:
    address = addresses(programme)[name]
    today = client.get(address).text
    assert "Đang xem tại ngày" not in today
    assert 'name="tai-ngay" value=""' in today
    then = client.get(f"{address}?tai-ngay={SPRING}").text
    assert f"Đang xem tại ngày {SPRING}" in then
    assert f'name="tai-ngay" value="{SPRING}"' in then
    assert f'<a href="{address}">Về hôm nay</a>' in then
    assert "Đang xem tại ngày" in client.get(f"{address}?tai-ngay=2026-03-31").text


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31/02/2026", "Lịch không có ngày “31/02/2026”"),
        ("04/08/2026", "Ngày 04/08/2026 chưa đến"),
        ("01/01/0026", "Năm của ngày 01/01/0026 không thể đúng"),
    ],
)
def test_a_wrong_day_is_named_and_kept(programme, client, name: str, typed: str, why: str) -> None:
    text = client.get(addresses(programme)[name], {"tai-ngay": typed}).text
    assert why in text
    assert f'value="{typed}"' in text
    assert 'aria-invalid="true"' in text
    assert "Đang xem tại ngày" not in text


@pytest.mark.parametrize("name", PAGES)
def test_links_among_the_pages_keep_the_day(programme, client, name: str) -> None:
    found = addresses(programme)
    text = client.get(f"{found[name]}?tai-ngay={SPRING}").text
    main = text.partition("<main")[2].partition("</main>")[0]
    linked = re.findall(r'href="(/chuong-trinh/\d+/[^"]*)"', main.replace("&amp;", "&"))
    inside = [one for one in linked if "/van-ban/" not in one]  # the text of the plan has no day
    assert inside
    kept = "tai-ngay=31%2F03%2F2026"
    assert [one for one in inside if kept not in one] == [found[name]]  # back to today


def test_the_day_and_the_search_for_tasks_go_together(programme, client) -> None:
    address = addresses(programme)["programme"]
    asked = {"tai-ngay": SPRING, "tim": "phát động"}
    text = client.get(address, asked).text
    assert f'<input type="hidden" name="tai-ngay" value="{SPRING}">' in text
    assert '<input type="hidden" name="tim" value="phát động">' in text
    part = client.get(address, asked, headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<div id="rows">')
    assert "?tai-ngay=31%2F03%2F2026" in part


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_offered_while_an_earlier_day_is_read(programme, office, name: str) -> None:
    address = addresses(programme)[name]
    commune = make_user("tiepnhan", office.communes[0])
    for user in (office.officer, commune):
        answer = client_of(user).get(f"{address}?tai-ngay={SPRING}")
        if answer.status_code != 200:
            continue
        main = answer.text.partition("<main")[2]
        assert 'method="post"' not in re.sub(r'<form method="post" action="[^"]*">\s*<', "", main)
        assert "<textarea" not in main
        for words in ("Ghi bản giấy", ">Gửi<", ">Sửa<", "Ghi đã làm", "Đặt mức</a>", "Trả lời</a>"):
            assert words not in main


def test_what_is_sent_to_an_earlier_day_is_refused(programme, office) -> None:
    unit, found = office.communes[0], addresses(programme)
    client = client_of(make_user("tiepnhan", unit))
    sent = {"unit": unit.pk, "state": "doing", "text": "Mở lớp"}
    assert client.post(f"{found['task']}?tai-ngay={SPRING}", sent).status_code == 404
    assert not Progress.objects.exists()
    officer = client_of(office.officer)
    measure = {"measured_by": "count", "numerator": "Số xã"}
    assert officer.post(f"{found['target']}?tai-ngay={SPRING}", measure).status_code == 404


@pytest.mark.parametrize("name", [name for name in PAGES if name != "ledger"])
def test_before_its_publishing_a_programme_says_since_when_it_is(
    programme, client, name: str
) -> None:
    text = client.get(f"{addresses(programme)[name]}?tai-ngay=04/01/2026").text
    assert "chưa ban hành thành chương trình; ban hành ngày 05/01/2026" in text
    assert "Tập huấn" not in text
    assert 'name="tai-ngay" value="04/01/2026"' in text


# A change of level


def test_a_level_reads_as_it_stood_before_its_change_was_decided_decided_and_in_force(
    programme, office, client
) -> None:
    """The answer of 10 April puts 85 % in the place of 90 % from 1 June on."""
    unit, target = office.communes[0], programme.targets.order_by("number")[0]
    with day(date(2026, 3, 2)):
        row = difficulties.report_difficulty(
            programme=programme, unit=unit, target=target, text="Khó", by=user_of(unit)
        )
    old = target.thresholds.order_by("horizon")[0]
    with day(date(2026, 4, 10)):
        difficulties.answer_difficulty(
            difficulty=row,
            accepted=True,
            answer="Đồng ý.",
            adjustment=difficulties.Adjustment(old, Decimal(85), date(2026, 6, 1)),
            by=office.officer,
        )
    for name in ("programme", "target", "own_targets", "receipt"):
        address = addresses(programme)[name]
        said = {
            on: client.get(f"{address}?tai-ngay={on}").text
            for on in ("09/04/2026", "10/04/2026", "01/06/2026")
        }
        before, decided, after = said.values()
        assert "<strong>&gt; 90 %</strong>" in before
        assert "85 %" not in before
        assert "<strong>&gt; 90 %</strong>" in decided
        assert "&gt; 85 %" in decided
        assert "01/06/2026" in decided
        assert "<strong>&gt; 85 %</strong>" in after
        assert "&gt; 90 %" in after  # the old one stays to be seen
        if name != "receipt":
            assert "<strong>&gt; 90 %</strong>" not in after
            assert "<strong>&gt; 85 %</strong>" not in decided


def test_an_earlier_version_leads_its_readers_on_from_its_day(programme, office, client) -> None:
    with day(date(2026, 7, 1)):
        new = next_version(office, programme)
    at = reverse("programme:programme", args=[programme.pk])
    later = reverse("programme:programme", args=[new.pk])
    before, after = (client.get(f"{at}?tai-ngay={one}").text for one in ("30/06/2026", "1/7/2026"))
    assert "đã được thay bằng bản mới" not in before
    assert "đã được thay bằng bản mới" in after
    assert f"{later}?tai-ngay=01%2F07%2F2026" in after
    early = client.get(f"{later}?tai-ngay=30/06/2026").text
    assert "ban hành ngày 01/07/2026" in early
    assert f"{at}?tai-ngay=30%2F06%2F2026" in early


# Handing down


def test_a_unit_to_which_it_was_handed_later_has_not_got_it_before(
    programme, office, client
) -> None:
    late = make_commune("Xã Muộn", office.province)
    with day(date(2026, 4, 10)):
        cascade.hand_down(
            programme=programme,
            selection=Selection(units=(late.pk,)),
            words="Xã Muộn",
            plan_due=None,
            plan_due_before=False,
            asks_resolution=False,
            by=office.officer,
        )
    address = reverse("programme:receipt", args=[programme.pk, late.pk])
    before = client.get(f"{address}?tai-ngay=09/04/2026").text
    assert "Xã Muộn chưa được giao chương trình này; được giao ngày 10/04/2026" in before
    assert "Việc theo thời hạn" in client.get(f"{address}?tai-ngay=10/04/2026").text
    task = reverse("programme:task", args=[programme.pk, task_with(programme, "phát động").pk])
    assert "Tất cả 3" in client.get(f"{task}?tai-ngay=09/04/2026").text
    assert "Tất cả 4" in client.get(f"{task}?tai-ngay=10/04/2026").text


def test_a_handing_that_was_taken_back_is_said_to_be_missing(programme, office, client) -> None:
    school = make_unit("Trường Mẫu", office.province, kind="trường học")
    with day(date(2026, 3, 2)):
        handing = cascade.hand_down(
            programme=programme,
            selection=Selection(units=(school.pk,)),
            words="Trường Mẫu",
            plan_due=None,
            plan_due_before=False,
            asks_resolution=False,
            by=office.officer,
        )
    with day(date(2026, 3, 9)):
        cascade.take_back(handing=handing, by=office.officer)
    said = "Lần giao ngày 02/03/2026 (Trường Mẫu) đã thu hồi ngày 09/03/2026"
    for name in ("programme", "ledger"):
        address = addresses(programme)[name]
        assert said in client.get(f"{address}?tai-ngay=08/03/2026").text
        assert said not in client.get(f"{address}?tai-ngay=01/03/2026").text
        assert said not in client.get(f"{address}?tai-ngay=09/03/2026").text


# A merger


def test_before_a_merger_the_page_of_the_heir_leads_to_those_before_it(
    programme, office, client
) -> None:
    first, second, _ = office.communes
    with day(date(2026, 5, 1)):
        heir = merge("Xã Mới", first, second, on="2026-05-01")
        cascade.acknowledge(programme=programme, unit=heir, by=user_of(heir))
    for name in ("receipt", "own_targets"):
        address = reverse(f"programme:{name}", args=[programme.pk, heir.pk])
        for reader in (client, client_of(user_of(heir))):
            text = reader.get(f"{address}?tai-ngay=30/04/2026").text
            assert "Ngày 30/04/2026 Xã Mới chưa có chương trình này" in text
            for unit in (first, second):
                before = reverse("programme:receipt", args=[programme.pk, unit.pk])
                assert f'"{before}?tai-ngay=30%2F04%2F2026">{unit.name}</a>' in text
    after = reverse("programme:receipt", args=[programme.pk, heir.pk])
    assert "● Đã tiếp nhận 01/05/2026" in client.get(f"{after}?tai-ngay=01/05/2026").text
    old = reverse("programme:receipt", args=[programme.pk, first.pk])
    assert "đã kết thúc" not in client.get(f"{old}?tai-ngay=30/04/2026").text
    assert f"{after}?tai-ngay=01%2F05%2F2026" in client.get(f"{old}?tai-ngay=01/05/2026").text


def test_who_took_another_in_later_has_the_programme_only_since_then(
    programme, office, client
) -> None:
    first = office.communes[0]
    taker = make_commune("Xã Nhận", office.province)
    with day(date(2026, 5, 1)):
        merged = preview_merge(units=[first], into=taker, on=date(2026, 5, 1), decision=None)
        carry_out(proposal=merged, by=None)
        cascade.acknowledge(programme=programme, unit=taker, by=user_of(taker))
    eve, after = date(2026, 4, 30), date(2026, 5, 1)
    assert [row.name for row in ledger_rows(programme, eve)] == ["Xã 1", "Xã 2", "Xã 3"]
    assert ledger_counts(programme, eve).total == 3
    assert [row.name for row in ledger_rows(programme, after)] == ["Xã 2", "Xã 3", "Xã Nhận"]
    page = reverse("programme:receipt", args=[programme.pk, taker.pk])
    assert "chưa có chương trình này" in client.get(f"{page}?tai-ngay=30/04/2026").text
    task = reverse("programme:task", args=[programme.pk, task_with(programme, "phát động").pk])
    before = client.get(f"{task}?tai-ngay=30/04/2026").text
    assert "Xã Nhận" not in before
    assert "Tất cả 3" in before
    assert "Xã Nhận" in client.get(f"{task}?tai-ngay=01/05/2026").text
