"""Whoever received a programme reads its plan: the sentence of each target and duty, the whole
text, and what a new version changed for it; nothing of how the office read and checked the text.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.plans.models import Record
from phongtrao.programme.actions import cascade
from phongtrao.programme.queries.cascade import Selection
from tests.factories import make_user
from tests.programme.cascade_rows import make_commune, merge, user_of
from tests.programme.plan_rows import BODY, Office, Published, next_version, task_with
from tests.programme.working_rows import make_working

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.programme.models import Programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def working(time_machine) -> Published:
    """It is August now."""
    time_machine.move_to("2026-08-03T09:00:00+07:00", tick=False)
    return make_working()


@pytest.fixture
def office(working: Published) -> Office:
    return working.office


@pytest.fixture
def programme(working: Published) -> Programme:
    return working.programme


def document(programme: Programme, record: Record | None = None) -> str:
    address = reverse("programme:document", args=[programme.pk])
    return f"{address}?cau={record.pk}" if record else address


def links_in(page: str, programme: Programme) -> list[str]:
    """Addresses of sentences on a page."""
    return re.findall(rf'href="({document(programme)}\?cau=\d+)#', page)


@pytest.mark.parametrize("name", ["receipt", "own_targets"])
def test_each_target_stands_with_its_sentence_which_opens(
    office: Office, programme: Programme, browser_of, name: str
) -> None:
    unit = office.communes[0]
    client = browser_of(user_of(unit))
    page = client.get(reverse(f"programme:{name}", args=[programme.pk, unit.pk])).text
    assert "Phấn đấu 19/28 xã về đích nông thôn mới vào năm 2026" in page
    assert ">Mục I.2</a>" in page
    links = links_in(page, programme)
    assert links
    for link in links:
        assert client.get(link).status_code == 200


def test_the_sentence_is_marked_in_the_whole_text(
    office: Office, programme: Programme, browser_of
) -> None:
    record = task_with(programme, "phát động").record
    shown = browser_of(user_of(office.communes[0])).get(document(programme, record)).text
    assert f'<span id="d-{record.pk}"></span>' in shown
    assert 'class="piece task"' in shown
    assert ">Mục II.4</a>" in shown
    assert "Trần Văn Mẫu" in shown  # to the last line


def test_a_task_and_a_duty_open_their_sentence(
    office: Office, programme: Programme, browser_of
) -> None:
    unit = office.communes[0]
    client = browser_of(user_of(unit))
    task = task_with(programme, "Báo cáo kết quả")
    page = client.get(reverse("programme:task", args=[programme.pk, task.pk])).text
    assert [client.get(link).status_code for link in links_in(page, programme)] == [200]
    duty = reverse("programme:duty", args=[task.deadlines.get().pk, unit.pk, "2026-11-09"])
    assert links_in(client.get(duty).text, programme)
    beside = browser_of(user_of(office.bodies["Kiểm lâm"], "kiemlam"))
    own = programme.tasks.filter(bodies__unit=office.bodies["Kiểm lâm"])[0]
    page = beside.get(reverse("programme:task", args=[programme.pk, own.pk])).text
    assert [beside.get(link).status_code for link in links_in(page, programme)] == [200]


def test_nothing_of_the_reading_and_checking_is_shown(
    office: Office, programme: Programme, browser_of
) -> None:
    plan = programme.plan
    plan.misprints = [{"start": 0, "end": 9, "printed": "ỦY", "likely": "UỶ", "why": "nghi ngờ"}]
    plan.save()
    left_out = Record.objects.create(plan=plan, kind="task", start=0, end=20, doubt="Không chắc")
    client = browser_of(user_of(office.communes[0]))
    shown = client.get(document(programme)).text
    for told in ("misprint", "Không chắc", "Chưa kiểm", "Sửa", str(office.officer), "tep-goc"):
        assert told not in shown
    asked = client.get(document(programme, left_out)).text
    assert f"d-{left_out.pk}" not in asked
    for name in ("reading_room", "tracking_table", "original_file"):
        assert client.get(reverse(f"plans:{name}", args=[plan.pk])).status_code == 404


def test_only_who_received_it_reads_it(office: Office, programme: Programme, browser_of) -> None:
    stranger = make_commune("Xã Lạ", office.province)
    told = {
        "commune": user_of(office.communes[0]),
        "viewer of the commune": make_user("xem1", office.communes[1], Role.VIEWER),
        "named in a task": user_of(office.bodies["Sở Nội vụ tỉnh Mẫu"], "noivu"),
        "above the communes": make_user("tinh", office.province, Role.VIEWER),
        "office": office.officer,
        "not handed to": user_of(stranger, "xala"),
        "without a role": make_user("khong", office.communes[0], None),
    }
    got = {who: browser_of(by).get(document(programme)).status_code for who, by in told.items()}
    shut = {"not handed to", "without a role"}
    assert got == {who: 404 if who in shut else 200 for who in told}
    assert browser_of(told["commune"]).get("/chuong-trinh/999999/van-ban/").status_code == 404
    handing = cascade.hand_down(
        programme=programme,
        selection=Selection(units=(stranger.pk,)),
        words="Xã Lạ",
        plan_due=None,
        plan_due_before=False,
        asks_resolution=False,
        by=office.officer,
    )
    client = browser_of(told["not handed to"])
    assert client.get(document(programme)).status_code == 200
    cascade.take_back(handing=handing, by=office.officer)
    assert client.get(document(programme)).status_code == 404


def test_heirs_of_heirs_read_it(
    office: Office, programme: Programme, browser_of, time_machine
) -> None:
    first, second, third = office.communes
    middle = merge("Xã Giữa", first, second, on="2026-08-04")
    last = merge("Xã Cuối", middle, third, on="2026-08-05")
    time_machine.move_to("2026-08-06T09:00:00+07:00", tick=False)
    client = browser_of(user_of(last))
    page = client.get(reverse("programme:receipt", args=[programme.pk, last.pk])).text
    assert {client.get(link).status_code for link in links_in(page, programme)} == {200}
    assert client.get(document(programme)).status_code == 200


def _new(office: Office, programme: Programme) -> Programme:
    body = BODY.replace("trên 90% xã", "trên 92% xã").replace(
        "tổ chức phát động phong trào tại khu dân cư.",
        "tổ chức phát động phong trào tại mọi khu dân cư, tổ dân phố.",
    )
    body = body.replace("trước ngày 30 tháng 6 năm 2026", "trước ngày 30 tháng 9 năm 2026")
    return next_version(office, programme, body)


def _changes(client: Client, programme: Programme, unit) -> str:
    page = client.get(reverse("programme:receipt", args=[programme.pk, unit.pk])).text
    return html.unescape(page.partition("Bản mới đổi gì")[2].partition("Đơn vị ở bản trước")[0])


def test_a_new_version_says_what_changed_for_the_unit(
    office: Office, programme: Programme, browser_of
) -> None:
    new = _new(office, programme)
    unit = office.communes[0]
    client = browser_of(user_of(unit))
    told = _changes(client, new, unit)
    assert "trên 92% xã" in told
    assert "mọi khu dân cư, tổ dân phố" in told
    assert "tập huấn" not in told  # of the police alone
    for link in (document(programme), document(new)):
        assert client.get(link).status_code == 200
    fresh = make_commune("Xã Mới Giao", office.province)
    cascade.hand_down(
        programme=new,
        selection=Selection(units=(fresh.pk,)),
        words="Xã Mới Giao",
        plan_due=None,
        plan_due_before=False,
        asks_resolution=False,
        by=office.officer,
    )
    assert not _changes(browser_of(user_of(fresh)), new, fresh)


def test_the_changes_are_looked_up_when_they_are_opened(
    office: Office, programme: Programme, browser_of, django_assert_max_num_queries
) -> None:
    new, unit = _new(office, programme), office.communes[0]
    cascade.acknowledge(programme=new, unit=unit, by=user_of(unit))
    client, at = browser_of(user_of(unit)), reverse("programme:receipt", args=[new.pk, unit.pk])
    client.get(at)
    with django_assert_max_num_queries(1000) as folded:
        shown = client.get(at).text
    assert "trên 90% xã" not in shown
    opened = re.search(r'<a href="([^"]+)#doi-gi"', shown)
    assert opened
    with django_assert_max_num_queries(1000) as unfolded:
        told = html.unescape(client.get(f"{at}{opened[1]}").text)
    assert "Bản mới đổi gì với đơn vị (2)" in told
    assert "trên 90% xã" in told
    assert len(folded) < len(unfolded) - 10
    part = client.get(f"{at}{opened[1]}", headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<div class="card" id="doi-gi">')


def test_what_nobody_published_is_no_change(
    office: Office, programme: Programme, browser_of
) -> None:
    new = _new(office, programme)
    Record.objects.create(
        plan=new.plan, kind="target", start=0, end=30, compiled={"value": 5}, doubt="Không chắc"
    )
    unit = office.communes[0]
    told = _changes(browser_of(user_of(unit)), new, unit)
    assert "+ Thêm" not in told
    assert told.startswith(" với đơn vị (2)")
