"""A workbook of a stranger is read in a child process, with the same answer as in this one."""

from __future__ import annotations

import io
import json
import resource
from base64 import b64encode
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.core.errors import RuleBroken
from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.columns import packed
from phongtrao.core.sheets.workbook.given import Since
from phongtrao.core.sheets.workbook_reading import WorkbookRefused, child, read_workbook
from phongtrao.core.sheets.workbook_reading.safely import (
    Addresses,
    _facts_of,
    read_workbook_safely,
)
from phongtrao.core.text.reading.errors import FileNameUnsafe, FileTooLarge, FileTooSlow
from phongtrao.core.text.reading.limits import DEFAULT_LIMITS
from tests.core.sheets.workbook_files import (
    AN_PHU,
    BOXES,
    SHEET,
    THREE,
    filled,
    given_out,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FACTS: dict[str, Any] = {
    "form": "hoa-giai",
    "version": 2,
    "period": "2026-Q3",
    "offices": ("01", "02", "03"),
    "name": "biểu.xlsx",
}
ANSWERED = {"A1": 200, "A2": "?", "B1": 0.905, "B2": "KAD", "C1": "Có", "C2": "01", "C3": "Ba tổ"}


def answered() -> bytes:
    """One office with an answer of every kind."""
    return filled(given_out(), {BOXES[code]: value for code, value in ANSWERED.items()})


def both(data: bytes, **facts: Any) -> list[RuleBroken]:
    """How reading here and reading in the child refuse."""
    refusals = []
    readers: tuple[Callable[..., object], ...] = (read_workbook, read_workbook_safely)
    for read in readers:
        with pytest.raises(RuleBroken) as refused:
            read(data, SHEET, **{**FACTS, **facts})
        refusals.append(refused.value)
    return refusals


def test_figures_come_back_as_they_were_read():
    taken = read_workbook_safely(answered(), SHEET, **FACTS)
    assert taken == read_workbook(answered(), SHEET, **FACTS)
    read = taken.reports
    assert read["01"]["A1"] == Decimal(200)
    assert read["01"]["B2"] is Mark.NOT_APPLICABLE
    assert read["01"]["C1"] is True
    assert read["01"]["C2"] == "01"
    many = filled(given_out(THREE), {"D9": 1, "D11": "1.234"})
    taken = read_workbook_safely(many, SHEET, **FACTS)
    assert taken == read_workbook(many, SHEET, **FACTS)
    assert list(taken.reports) == ["01", "02", "03"]
    assert taken.since == {"01": Since.SAID, "02": Since.NOTHING, "03": Since.SAID}


def test_every_wrong_cell_is_told_as_here():
    here, there = both(filled(given_out(), {BOXES["A1"]: "nhiều", BOXES["A2"]: 1.5}))
    assert isinstance(here, WorkbookRefused)
    assert isinstance(there, WorkbookRefused)
    assert [one.cell for one in there.problems] == ["E8", "E9"]
    assert (there.text, there.problems) == (here.text, here.problems)
    assert there.readable == here.readable
    assert here.readable
    assert here.readable.since == {"01": Since.SAID}


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        (b"PK\x03\x04", {}),
        (b"%PDF-1.7", {}),
        (b"", {}),
        (given_out(), {"form": "khac"}),
        (given_out(), {"period": "2026-Q2"}),
        (given_out(), {"version": 3}),
        (given_out(), {"offices": ("09",)}),
    ],
)
def test_a_file_is_refused_by_the_same_rule(data: bytes, facts: dict[str, Any]):
    here, there = both(data, **facts)
    assert (type(there), there.text) == (type(here), here.text)


def test_names_sizes_and_times_are_bounded():
    with pytest.raises(FileNameUnsafe):
        read_workbook_safely(answered(), SHEET, **{**FACTS, "name": "../a.xlsx"})
    small = replace(DEFAULT_LIMITS, file_bytes=10)
    with pytest.raises(FileTooLarge):
        read_workbook_safely(answered(), SHEET, **FACTS, limits=small)
    hasty = replace(DEFAULT_LIMITS, wall_seconds=0)
    with pytest.raises(FileTooSlow):
        read_workbook_safely(answered(), SHEET, **FACTS, limits=hasty)


@pytest.mark.parametrize("wrong", [{}, {BOXES["A1"]: "nhiều"}, None])
def test_the_child_bounds_itself_and_answers_in_json(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any] | None
):
    bounds: list[int] = []
    monkeypatch.setattr(resource, "setrlimit", lambda which, _: bounds.append(which))
    facts = {
        **FACTS,
        "elements": [_facts_of(element) for element in SHEET.elements],
        "limits": vars(DEFAULT_LIMITS),
    }
    data = b"" if wrong is None else filled(given_out(), wrong)
    target = io.BytesIO()
    stream = io.BytesIO(json.dumps(facts).encode() + b"\n" + data)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=stream))
    monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=target))
    child.main()
    answer = json.loads(target.getvalue())
    if wrong is None:
        assert answer["error"] == "file-empty"
    elif wrong:
        assert (answer["refusal"], len(answer["problems"])) == ("workbook-refused", 1)
    else:
        blank = b64encode(packed(SHEET, {})).decode()
        assert answer["reports"]["01"] == [blank, {}, "nothing", ""]
    assert len(bounds) == 5


def test_the_child_answers_for_a_file_of_another_period():
    elements = [_facts_of(element) for element in SHEET.elements]
    target = io.BytesIO()
    asked = {**FACTS, "elements": elements, "period": "2026-Q4"}
    child.answer(asked, DEFAULT_LIMITS, io.BytesIO(given_out()), target)
    answer = json.loads(target.getvalue())
    assert answer["refusal"] == "workbook-of-another-period"
    assert "reports" not in answer


def test_a_box_that_breaks_a_rule_is_found_in_the_file():
    upright = Addresses(SHEET, [AN_PHU.code])
    told = upright.problem("01", "A2", "Quá nhiều.", found="7", name="Xã An Phú")
    assert str(told) == "Trang “Số liệu”, ô E9 (Xã An Phú): Quá nhiều."
    assert {
        code: upright.problem("01", code, "", found="", name="").cell for code in BOXES
    } == BOXES
    table = Addresses(SHEET, ["01", "03"])
    assert table.problem("03", "B1", "", found="", name="").cell == "F10"
    assert table.problem("03", "", "", found="", name="").cell == "D10"
