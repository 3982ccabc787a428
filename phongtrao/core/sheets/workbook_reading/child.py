"""What runs in the child process of read_workbook_safely: bound itself, read one workbook, answer
in JSON.

Input: one line of JSON, the facts of `safely`, then the file's bytes. Output: one JSON object, the
cells of each office, or {"refusal": code, "gaps": {…}, "problems": […]}, or {"error": code,
"gaps": {…}} for a file that is refused whatever it holds.
"""

from __future__ import annotations

import json
import sys
from dataclasses import astuple
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from phongtrao.core.errors import RuleBroken
from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.elements import Element, Kind, Sheet
from phongtrao.core.sheets.workbook_reading.problems import WorkbookRefused
from phongtrao.core.sheets.workbook_reading.reader import read_workbook
from phongtrao.core.text.reading.child import bound_process
from phongtrao.core.text.reading.errors import FileRefused
from phongtrao.core.text.reading.limits import ReadingLimits

if TYPE_CHECKING:
    from phongtrao.core.sheets.elements import Cell


def main() -> None:
    """Read the request from standard input and answer on standard output."""
    facts = json.loads(sys.stdin.buffer.readline())
    limits = ReadingLimits(**facts["limits"])
    bound_process(limits.cpu_seconds, limits.memory_bytes)
    answer(facts, limits, sys.stdin.buffer, sys.stdout.buffer)


def answer(
    facts: dict[str, Any], limits: ReadingLimits, source: BinaryIO, target: BinaryIO
) -> None:
    """Read the rest of `source` as the workbook, write the answer to `target`."""
    result: dict[str, object]
    wanted = {name: facts[name] for name in ("form", "version", "period", "offices", "name")}
    sheet = Sheet(tuple(_element(one) for one in facts["elements"]))
    try:
        found = read_workbook(source.read(), sheet, limits=limits, **wanted)
        result = {
            "cells": {
                office: [written(cells[element.code]) for element in sheet.elements]
                for office, cells in found.items()
            }
        }
    except FileRefused as refused:
        result = {"error": refused.code, "gaps": refused.gaps}
    except RuleBroken as refused:
        problems = refused.problems if isinstance(refused, WorkbookRefused) else ()
        result = {
            "refusal": refused.code,
            "gaps": refused.gaps,
            "problems": [astuple(problem) for problem in problems],
        }
    target.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "replace"))
    target.flush()


def _element(facts: dict[str, Any]) -> Element:
    bounds = {
        name: None if facts[name] is None else Decimal(facts[name]) for name in ("least", "most")
    }
    return Element(
        **{**facts, **bounds, "kind": Kind(facts["kind"]), "choices": tuple(facts["choices"])}
    )


def written(cell: Cell) -> str | bool | int | list[str]:
    """A cell in JSON; a mark, and a number that is not whole, in a list, so that it is no word."""
    if isinstance(cell, Mark):
        return [cell.name]
    if not isinstance(cell, Decimal):
        return cell
    whole = int(cell)
    return whole if whole == cell else ["", str(cell)]


def read_back(cell: str | bool | int | list[str]) -> Cell:
    """The cell that `written` wrote."""
    if isinstance(cell, bool | str):
        return cell
    if isinstance(cell, int):
        return Decimal(cell)
    return Decimal(cell[1]) if cell[0] == "" else Mark[cell[0]]
