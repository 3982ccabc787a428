"""Each number of the consolidated report opens the units that it is made of."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.actions.forms import build_form, issue_form, save_element
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import accept_report
from phongtrao.reporting.models import Obligation
from tests.kept_rows import made_once
from tests.programme.reorganisation_rows import client_of
from tests.reporting.addressee_rows import make_two
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    make_asked,
    make_target,
    reporter_of,
    window,
)
from tests.reporting.tracking_rows import address

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@made_once
def make_kinds() -> Asked:
    """Three communes are asked for a choice (B1) and a number (B2) with a part of it (B2.1); the
    first two have answered, the first is accepted.
    """
    asked = make_asked(3)
    target = make_target(asked.story, "xã, phường", "", measured_by=MeasuredBy.UNITS)
    form = build_form(
        programme=asked.story.programme, targets=[target], name="Các kiểu ô", window=QUARTERS,
        group="commune", by=asked.officer,
    ).form  # fmt: skip
    add = {"form": form, "element": None, "by": asked.officer, "required": False}
    save_element(**add, code="B1", label="Xếp loại", kind="choice", choices=["Khá", "Tốt"],
                 least=None, may_be_not_applicable=True)  # fmt: skip
    save_element(**add, code="B2", label="Số mô hình", kind="integer")
    save_element(**add, code="B2.1", label="Trong đó: trường học", kind="integer")
    issue_form(form=form, by=asked.officer)
    period = open_period(form=form, window=window(form), by=asked.officer)
    yes = form.elements.get(kind="yes-no").code
    answers = ({yes: "Có", "B1": "Tốt", "B2": "9", "B2.1": "4"}, {yes: "Không", "B2": "5"})
    for commune, typed in zip(asked.story.communes, answers, strict=False):
        row = Obligation.objects.get(period=period, unit=commune)
        send_report(obligation=row, typed=typed, by=reporter_of(commune))
    first = Obligation.objects.get(period=period, unit=asked.story.communes[0])
    accept_report(obligation=first, revision=1, by=asked.officer)
    return Asked(asked.story, form, period)


@pytest.fixture
def asked() -> Asked:
    return make_kinds()


@pytest.fixture
def office(asked: Asked) -> Client:
    return client_of(asked.officer)


def line(page: str, code: str) -> str:
    """The row of a box."""
    return next(one for one in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if f">{code}</" in one)


def units_of(page: str) -> dict[str, list[str]]:
    """What is shown of each unit in one box."""
    table = page.partition('id="theo-don-vi"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>.*?</tr>", table, re.DOTALL)[1:]
    words = ([re.sub("<.*?>", "", one) for one in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
             for row in rows)  # fmt: skip
    return {name: rest for name, *rest in words}


def test_a_part_stands_under_its_box(asked: Asked, office: Client) -> None:
    page = office.get(address(asked, "consolidated")).text
    assert 'class="under"' in line(page, "B2.1")
    assert "under" not in line(page, "B2")


@pytest.mark.parametrize("code", ["B1", "B2", "B2.1"])
def test_a_box_without_an_indicator_opens_what_each_unit_said(
    asked: Asked, office: Client, code: str
) -> None:
    there = address(asked, "consolidated")
    link = f'href="?o={code}#theo-don-vi"'
    row = line(office.get(there).text, code)
    assert row.count(link) == 2  # the total, and how many gave it
    assert "tinh-trang" not in row
    said = {"B1": ("Tốt", "để trống"), "B2": ("9", "5"), "B2.1": ("4", "để trống")}[code]
    assert units_of(office.get(there, {"o": code}).text) == {
        "Xã 1": [said[0], "đã duyệt"],
        "Xã 2": [said[1], "chờ duyệt"],
        "Xã 3": ["chưa báo cáo", "chưa gửi"],
    }


def test_a_box_that_counts_an_indicator_opens_its_page_and_its_reports(
    asked: Asked, office: Client
) -> None:
    there = address(asked, "consolidated")
    yes = asked.form.elements.get(kind="yes-no").code
    row = line(office.get(there).text, yes)
    assert re.search(r'href="/[^"]*#don-vi"><strong>Có: 1; Không: 1', row)
    assert f'href="?o={yes}#theo-don-vi">2/3 (1 đã duyệt)' in row
    assert "theo-don-vi" not in office.get(there, {"o": "la"}).text.partition("<h2>")[0]
    assert 'id="theo-don-vi"' not in office.get(there, {"o": "la"}).text


def test_who_does_not_see_sensitive_figures_does_not_see_them_by_unit() -> None:
    two = make_two(3)
    two.send(0, 100, 100, 3, at="2020-11-09 08:00")
    settled = two.asked.form.elements.get(code="A3").indicator
    assert settled
    settled.sensitive = True
    settled.save()
    page = client_of(two.home).get(two.address("consolidated"), {"o": "A3"}).text
    assert units_of(page)["Xã 1"] == ["ẩn", "chờ duyệt"]
    assert unescape(page).count(">3<") == 0
