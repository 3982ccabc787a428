"""Take in a workbook of a stranger: in a child process that may neither run long nor grow large."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING

from phongtrao.core.sheets.elements import Element
from phongtrao.core.sheets.workbook.layout import FIGURES, LINES, Layout, Office, Stamp
from phongtrao.core.sheets.workbook_reading import problems as refusals
from phongtrao.core.sheets.workbook_reading.child import read_back
from phongtrao.core.sheets.workbook_reading.problems import Problem, WorkbookRefused
from phongtrao.core.sheets.workbook_reading.structure import at
from phongtrao.core.text.reading.documents import check_size
from phongtrao.core.text.reading.limits import DEFAULT_LIMITS, ReadingLimits
from phongtrao.core.text.reading.names import check_name, shown_name
from phongtrao.core.text.reading.sandbox import ask_child

if TYPE_CHECKING:
    from collections.abc import Collection

    from phongtrao.core.errors import RuleBroken
    from phongtrao.core.sheets.elements import Cell, Sheet

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
) -> dict[str, dict[str, Cell]]:
    """What `read_workbook` reads and raises, whatever the file does to the reader. The offices come
    in the order of the file. Raises further FileNameUnsafe, FileTooSlow, FileTooHeavy.
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
        raise WorkbookRefused(len(wrong), wrong)
    if "refusal" in answer:
        raise _REFUSALS[answer["refusal"]](**answer["gaps"])
    return {
        office: {
            element.code: read_back(cell)
            for element, cell in zip(sheet.elements, cells, strict=True)
        }
        for office, cells in answer["cells"].items()
    }


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
        of the office, of which the first is named. name: of the office.
        """
        place = self.layout.place(self.row_of[office], self.column_of.get(code, 0))
        return Problem(FIGURES, at(*place), found, text, name)
