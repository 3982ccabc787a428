"""What runs in the child process of read_workbook_safely: bound itself, read one workbook, answer
in JSON.

Input: one line of JSON, the facts of `safely`, then the file's bytes. Output: one JSON object, the
report of each office with what was done since in its boxes and what stood there before, or
{"refusal": code, "gaps": {…}, "problems": […]} and as much of it as could be read, or
{"error": code, "gaps": {…}} for a file that is refused whatever it holds.
"""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from dataclasses import astuple
from decimal import Decimal
from typing import Any, BinaryIO

from phongtrao.core.errors import RuleBroken
from phongtrao.core.sheets.elements import Element, Kind, Sheet
from phongtrao.core.sheets.workbook_reading.problems import Taken, WorkbookRefused
from phongtrao.core.sheets.workbook_reading.reader import read_workbook
from phongtrao.core.text.reading.child import bound_process
from phongtrao.core.text.reading.errors import FileRefused
from phongtrao.core.text.reading.limits import ReadingLimits


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
        result = _written(found)
    except FileRefused as refused:
        result = {"error": refused.code, "gaps": refused.gaps}
    except RuleBroken as refused:
        result = {"refusal": refused.code, "gaps": refused.gaps}
        if isinstance(refused, WorkbookRefused):
            result["problems"] = [astuple(problem) for problem in refused.problems]
            result |= _written(refused.readable) if refused.readable else {}
    target.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "replace"))
    target.flush()


def _element(facts: dict[str, Any]) -> Element:
    bounds = {
        name: None if facts[name] is None else Decimal(facts[name]) for name in ("least", "most")
    }
    return Element(
        **{**facts, **bounds, "kind": Kind(facts["kind"]), "choices": tuple(facts["choices"])}
    )


def _written(taken: Taken) -> dict[str, object]:
    return {
        "reports": {
            office: (
                b64encode(report.figures).decode(),
                report.words,
                taken.since[office],
                taken.given[office],
            )
            for office, report in taken.reports.items()
        }
    }
