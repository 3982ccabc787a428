"""The page of the log: for auditors, of their subtree, with filters and a workbook."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.utils import timezone

from phongtrao.access.actions.roles import give_role
from phongtrao.access.models import Role, User
from phongtrao.audit import actions as audit
from phongtrao.audit.models import LogEntry
from phongtrao.audit.queries import detail_of
from tests.factories import make_unit, make_user

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def worker(db: None) -> User:
    """A standing officer of a commune."""
    province = make_unit("Công an tỉnh Mẫu")
    return make_user("xa", make_unit("Công an xã An Phú", below=province))


@pytest.fixture
def browser(worker: User, neighbour: User, browser_of) -> Client:
    """The browser of the auditor of the province above; somebody beside it works too."""
    audit.log("plan.check", None, by=worker, step="xác nhận", records=[7, 8])
    audit.log("plan.check", None, by=neighbour)
    province = worker.office.reached_by.exclude(ancestor=worker.office_id).get().ancestor
    return browser_of(make_user("kiemsoat", province, Role.AUDITOR))


def test_an_auditor_reads_the_lines_below_and_no_others(browser: Client) -> None:
    shown = browser.get("/nhat-ky/").text
    assert "Cán bộ xa" in shown
    assert "Cán bộ hangxom" not in shown
    assert "kiểm mục của kế hoạch" in shown
    assert "plan.check</td>" not in shown
    assert "bước: xác nhận; mã mục: 7, 8" in shown


@pytest.mark.parametrize(("place", "seen"), [("root", True), ("below", False), ("later", False)])
def test_lines_without_an_office_are_read_by_auditors_at_a_root(
    place: str, seen: bool, worker: User, browser_of
) -> None:
    entering = "log-in.unknown-name"
    audit.log(entering, None, by=None)
    root = worker.office.reached_by.exclude(ancestor=worker.office_id).get().ancestor
    next_year = timezone.localdate() + timedelta(days=365)
    later = make_unit("Công an tỉnh Sau", on=next_year)  # not there yet, so that nothing is above
    offices = {"root": root, "below": worker.office, "later": later}
    browser = browser_of(make_user("kiemsoat", offices[place], Role.AUDITOR))
    shown = browser.get("/nhat-ky/").text
    assert (f'<option value="{entering}">' in shown) is seen
    assert ("đăng nhập bằng tên không có</td>" in shown) is seen


def test_who_has_another_role_at_the_root_does_not_read_them(worker: User, browser_of) -> None:
    audit.log("log-in.unknown-name", None, by=None)
    root = worker.office.reached_by.exclude(ancestor=worker.office_id).get().ancestor
    user = make_user("kiemsoat", worker.office, Role.AUDITOR)
    give_role(account=user, role=Role.STANDING_OFFICER, unit_id=root.pk, by=None)
    shown = browser_of(user).get("/nhat-ky/").text
    assert "đăng nhập bằng tên không có" not in shown


@pytest.mark.parametrize("role", Role)
def test_the_log_calls_a_role_what_the_pages_call_it(role: Role) -> None:
    assert detail_of(LogEntry(detail={"role": role.value})) == f"vai trò: {role.label}"


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({"nguoi": "cán bộ xa", "viec": "plan.check"}, True),
        ({"nguoi": "xa", "viec": "plan.check"}, True),
        ({"nguoi": "ai khác"}, False),
        ({"tu": "2099-01-01"}, False),
        ({"den": "2000-01-01"}, False),
        ({"tu": "2000-01-01", "den": "2099-01-01"}, True),
    ],
)
def test_lines_are_filtered_by_day_person_and_action(
    query: dict[str, str], seen: bool, browser: Client
) -> None:
    shown = browser.get("/nhat-ky/", query, headers={"HX-Request": "true"}).text
    assert ("kiểm mục của kế hoạch" in shown) is seen
    assert ("Không có dòng nhật ký nào khớp." in shown) is not seen


def test_a_wrong_day_is_told(browser: Client) -> None:
    assert "Lịch không có ngày “mai”." in browser.get("/nhat-ky/", {"tu": "mai"}).text


def test_the_lines_as_a_workbook(browser: Client) -> None:
    answer = browser.get("/nhat-ky.xlsx", {"nguoi": "xa"})
    assert f"{timezone.localdate():%Y%m%d}" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    text = "\n".join("|".join(str(c.value) for c in row) for row in sheet.iter_rows())
    assert (
        "Cán bộ xa|Công an xã An Phú|kiểm mục của kế hoạch|None|bước: xác nhận; mã mục: 7, 8|"
    ) in text
    assert "hangxom" not in text
