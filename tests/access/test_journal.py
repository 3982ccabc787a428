"""The page of the log: for auditors, of their subtree, with filters and a workbook."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.utils import timezone

from phongtrao.access.models import Role, User
from phongtrao.audit import actions as audit
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
    audit.log("plan.check", None, by=worker)
    audit.log("plan.check", None, by=neighbour)
    province = worker.office.reached_by.exclude(ancestor=worker.office_id).get().ancestor
    return browser_of(make_user("kiemsoat", province, Role.AUDITOR))


def test_an_auditor_reads_the_lines_below_and_no_others(browser: Client) -> None:
    shown = browser.get("/nhat-ky/").text
    assert "Cán bộ xa" in shown
    assert "Cán bộ hangxom" not in shown
    assert "kiểm mục của kế hoạch" in shown
    assert "plan.check</td>" not in shown


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
    assert "Ngày phải viết như 10/11/2026." in browser.get("/nhat-ky/", {"tu": "mai"}).text


def test_the_lines_as_a_workbook(browser: Client) -> None:
    answer = browser.get("/nhat-ky.xlsx", {"nguoi": "xa"})
    assert f"{timezone.localdate():%Y%m%d}" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    text = "\n".join("|".join(str(c.value) for c in row) for row in sheet.iter_rows())
    assert "Cán bộ xa|Công an xã An Phú|kiểm mục của kế hoạch" in text
    assert "hangxom" not in text
