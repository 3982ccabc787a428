"""A revision of a report is read beside what it replaces: what was accepted before it, else the one
before.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.reporting.actions.verdicts import return_report
from tests.programme.reorganisation_rows import client_of
from tests.reporting.report_rows import Asked, accept, make_asked, send

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(asked: Asked) -> Unit:
    """A commune whose report is accepted."""
    unit = asked.story.communes[0]
    send(asked, unit, 10, 12, 9)
    accept(asked, unit)
    return unit


def give_back(asked: Asked, unit: Unit) -> None:
    row = asked.of(unit)
    assert row.current
    return_report(obligation=row, revision=row.current.revision, reason="Sai", by=asked.officer)


def words(asked: Asked, unit: Unit, revision: int) -> str:
    """The page of a revision, without its marks."""
    address = reverse("reporting:report", args=[asked.of(unit).pk])
    page = client_of(asked.officer).get(f"{address}?lan={revision}")
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text)))


def beside(asked: Asked, unit: Unit, revision: int) -> list[str]:
    """What stands beside the boxes that a revision changed."""
    table, _, _ = words(asked, unit, revision).partition("Các lần nộp")
    return re.findall(r"lần \d+(?: đã duyệt)?: \S+", table)


def told_of(asked: Asked, unit: Unit, revision: int) -> str:
    """What the list of all revisions says of one."""
    _, _, cards = words(asked, unit, revision).partition("Các lần nộp")
    return re.split(r"Lần \d+ ", cards.partition(f"Lần {revision} ")[2])[0]


def test_what_corrects_an_accepted_report_is_read_beside_it(asked: Asked, first: Unit) -> None:
    send(asked, first, 99, 99, 8, reason="Đếm sót")
    give_back(asked, first)
    send(asked, first, 10, 12, 8, reason="Đếm lại")
    assert beside(asked, first, 2) == [f"lần 1 đã duyệt: {was}" for was in (10, 12, 9)]
    assert beside(asked, first, 3) == ["lần 1 đã duyệt: 9"]
    told = told_of(asked, first, 3)
    assert "So với lần 1 đã duyệt" in told
    assert "A1" not in told
    assert told_of(asked, first, 2).count("→") == 3
    accept(asked, first)
    send(asked, first, 11, 12, 8, reason="Đếm nữa")
    # What was read then is read now.
    assert beside(asked, first, 3) == ["lần 1 đã duyệt: 9"]
    assert beside(asked, first, 4) == ["lần 3 đã duyệt: 10"]


def test_one_that_changes_nothing_of_what_was_accepted_says_so(asked: Asked, first: Unit) -> None:
    send(asked, first, 99, 99, 8, reason="Đếm sót")
    give_back(asked, first)
    send(asked, first, 10, 12, 9, reason="Số cũ đúng")
    assert beside(asked, first, 3) == []
    assert "Số liệu như lần 1 đã duyệt" in told_of(asked, first, 3)


def test_what_was_never_accepted_or_is_no_more_is_no_measure(asked: Asked, first: Unit) -> None:
    second = asked.story.communes[1]
    send(asked, second, 5, 5, 5)
    give_back(asked, second)
    send(asked, second, 5, 5, 4)
    assert beside(asked, second, 2) == ["lần 1: 5"]
    give_back(asked, first)
    send(asked, first, 10, 12, 8)
    give_back(asked, first)
    send(asked, first, 10, 12, 7)
    assert beside(asked, first, 2) == ["lần 1: 9"]
    assert beside(asked, first, 3) == ["lần 2: 8"]
    assert "đã duyệt" not in told_of(asked, first, 3)


def test_accepted_is_what_passed_all_levels() -> None:
    asked = make_asked(stages=2)
    unit = asked.story.communes[0]
    send(asked, unit, 10, 12, 9)
    accept(asked, unit)
    send(asked, unit, 10, 12, 8, reason="Đếm sót")
    assert beside(asked, unit, 2) == ["lần 1: 9"]
