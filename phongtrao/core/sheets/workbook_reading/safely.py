"""Take in a workbook of a stranger: in a child process that may neither run long nor grow large."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from phongtrao.core.sheets.columns import Report
from phongtrao.core.sheets.elements import Element
from phongtrao.core.sheets.workbook.given import Since
from phongtrao.core.sheets.workbook.layout import FIGURES, LINES, Layout, Office, Stamp
from phongtrao.core.sheets.workbook_reading import problems as refusals
from phongtrao.core.sheets.workbook_reading.package import place_of
from phongtrao.core.sheets.workbook_reading.problems import Problem, Taken, WorkbookRefused
from phongtrao.core.sheets.workbook_reading.structure import at
from phongtrao.core.text.reading.documents import check_size
from phongtrao.core.text.reading.limits import DEFAULT_LIMITS, ReadingLimits
from phongtrao.core.text.reading.names import check_name, shown_name
from phongtrao.core.text.reading.sandbox import ask_child

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from phongtrao.core.errors import RuleBroken
    from phongtrao.core.sheets.elements import Sheet
    from phongtrao.core.sheets.workbook.layout import Place

_CHILD = "phongtrao.core.sheets.workbook_reading.child"
_REFUSALS: dict[str, type[RuleBroken]] = {
    refusal.code: refusal
    for refusal in (
        refusals.WorkbookKindUnknown,
        refusals.WorkbookHasMacros,
        refusals.WorkbookTooWide,
        refusals.WorkbookWithoutStamp,
        refusals.WorkbookStampChanged,
        refusals.WorkbookOfAnotherForm,
        refusals.WorkbookOfAnotherPeriod,
        refusals.WorkbookOfAnotherVersion,
        refusals.WorkbookOfForeignOffice,
    )
}


def read_workbook_safely(
    data: bytes,
    sheet: Sheet,
    *,
    form: str,
    version: int,
    period: str,
    offices: Collection[str],
    name: str,
    limits: ReadingLimits = DEFAULT_LIMITS,
) -> Taken:
    """What `read_workbook` reads and raises, whatever the file does to the reader. Raises further
    FileNameUnsafe, FileTooSlow, FileTooHeavy.
    """
    check_name(name)
    shown = shown_name(name)
    check_size(len(data), shown, limits)
    facts = {
        "form": form,
        "version": version,
        "period": period,
        "offices": sorted(offices),
        "name": name,
        "elements": [_facts_of(element) for element in sheet.elements],
    }
    answer = ask_child(_CHILD, facts, data, shown, limits)
    if answer.get("refusal") == WorkbookRefused.code:
        wrong = [Problem(*problem) for problem in answer["problems"]]
        readable = _taken(sheet, answer["reports"]) if "reports" in answer else None
        raise WorkbookRefused(len(wrong), wrong, readable)
    if "refusal" in answer:
        raise _REFUSALS[answer["refusal"]](**answer["gaps"])
    return _taken(sheet, answer["reports"])


def _taken(sheet: Sheet, told: dict[str, Any]) -> Taken:
    reports, done, given = {}, {}, {}
    for office, (figures, words, since, before) in told.items():
        reports[office] = Report(sheet, b64decode(figures), words)
        done[office], given[office] = Since(since), before
    return Taken(reports, done, given)


def _facts_of(element: Element) -> dict[str, object]:
    facts = {field.name: getattr(element, field.name) for field in fields(Element)}
    return {name: str(fact) if isinstance(fact, Decimal) else fact for name, fact in facts.items()}


class Addresses:
    """Where the boxes of a workbook that was read stand. offices: their codes as they came."""

    def __init__(self, sheet: Sheet, offices: Collection[str]) -> None:
        names = tuple(Office(code, "") for code in offices)
        self.layout = Layout(sheet, Stamp("", 0, "", "", ("",) * LINES, names))
        self.row_of = {code: number for number, code in enumerate(offices)}
        self.column_of = {element.code: number for number, element in enumerate(sheet.elements)}

    def problem(self, office: str, code: str, text: str, *, found: str, name: str) -> Problem:
        """What is wrong with a box that could be read, and where it stands. code: "" for all boxes
        of the office. name: of the office.
        """
        row, column = self.layout.place(self.row_of[office], self.column_of.get(code, 0))
        line = "cả báo cáo" if self.layout.upright else f"cả dòng {row + 1}"
        return Problem(FIGURES, at(row, column), found, text, name, "" if code else line)


def together(refused: WorkbookRefused, told: Iterable[Problem]) -> WorkbookRefused:
    """One refusal for what cannot be read and for what is wrong with the rest, in the order of the
    file.
    """
    problems = sorted([*refused.problems, *told], key=_place)
    return WorkbookRefused(len(problems), problems)


def _place(problem: Problem) -> tuple[bool, Place]:
    return problem.sheet == FIGURES, place_of(problem.cell) if problem.cell else (-1, -1)
