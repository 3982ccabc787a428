"""What runs in the child process of read_safely: bound itself, read one document, answer in JSON.

Input: one line of JSON {"name", "limits", "sheet"}, then the file's bytes. Output: one JSON object,
the fields of a Reading, or {"rows": …} when a sheet is asked for, or {"error": code, "gaps": {…}}.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import BinaryIO

from phongtrao.core.text.reading.documents import read_document
from phongtrao.core.text.reading.errors import FileRefused
from phongtrao.core.text.reading.limits import ReadingLimits
from phongtrao.core.text.reading.sheets import read_sheet

_OPEN_FILES_MAX = 64


def main() -> None:
    """Read the request from standard input and answer on standard output."""
    heading = json.loads(sys.stdin.buffer.readline())
    limits = ReadingLimits(**heading["limits"])
    bound_process(limits.cpu_seconds, limits.memory_bytes)
    sheet = bool(heading.get("sheet"))
    answer(heading["name"], limits, sys.stdin.buffer, sys.stdout.buffer, sheet=sheet)


def bound_process(cpu_seconds: int, memory_bytes: int) -> None:
    """Give this process a last CPU second, an address space and no right to write files or leave a
    core dump.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES_MAX, _OPEN_FILES_MAX))


def answer(
    name: str, limits: ReadingLimits, source: BinaryIO, target: BinaryIO, *, sheet: bool = False
) -> None:
    """Read the rest of `source` as the file `name`, write the answer to `target`."""
    result: dict[str, object]
    try:
        if sheet:
            result = {"rows": read_sheet(source.read(), name, limits)}
        else:
            reading = read_document(source.read(), name, limits)
            result = {
                "text": reading.text,
                "kind": reading.kind,
                "notes": reading.notes,
                "margins": reading.margins,
                "pictures": reading.pictures,
            }
    except FileRefused as refused:
        result = {"error": refused.code, "gaps": refused.gaps}
    target.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "replace"))
    target.flush()
