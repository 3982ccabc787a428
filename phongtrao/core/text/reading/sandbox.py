"""Read a file of a stranger: in a child process that may neither run long nor grow large."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import phongtrao
from phongtrao.core.text.reading.documents import check_size, read_document
from phongtrao.core.text.reading.errors import (
    REFUSALS,
    FileDamaged,
    FileNotReadable,
    FileTooHeavy,
    FileTooSlow,
)
from phongtrao.core.text.reading.kinds import kind_of
from phongtrao.core.text.reading.limits import DEFAULT_LIMITS, MEGABYTE, ReadingLimits
from phongtrao.core.text.reading.names import check_name, shown_name
from phongtrao.core.text.reading.office import converted_to_docx
from phongtrao.core.text.reading.results import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.core.text.reading.sheets import Rows

# A bare interpreter with the paths of this one: it starts in a third of the time of a full one.
_CHILD_FLAGS = ("-I", "-S", "-X", "utf8", "-c")
_CHILD_CODE = "import sys; sys.path[:0] = sys.argv[1:]; from MODULE import main; main()"
_DOCUMENTS = "phongtrao.core.text.reading.child"
_PACKAGE_FOLDER = str(Path(phongtrao.__file__).parents[1])


def read_safely(
    source: bytes | Path, name: str, *, limits: ReadingLimits = DEFAULT_LIMITS
) -> Reading:
    """The text of a document of any kind, whatever its file does to the reader.

    source: the file's bytes, or its path (a file that is too large is refused without reading it).
    name: the file's name without folder. Plain text is read here, everything else in a child
    process bounded in CPU time, wall time and memory; .doc and .rtf are first converted by
    LibreOffice. Nothing is stored. Raises a subclass of FileRefused.
    """
    check_name(name)
    shown = shown_name(name)
    data = _bytes_of(source, shown, limits)
    kind = kind_of(data, name)
    if kind in {"txt", "md"}:
        return read_document(data, name, limits)
    if kind in {"doc", "rtf"}:
        converted = converted_to_docx(data, kind, shown, limits)
        reading = _read_in_child(converted, "source.docx", shown, limits)
        return Reading(reading.text, kind, reading.notes, reading.margins)
    return _read_in_child(data, name, shown, limits)


def read_sheet_safely(
    source: bytes | Path, name: str, *, limits: ReadingLimits = DEFAULT_LIMITS
) -> Rows:
    """The cells of a table in a .xlsx or .csv file (`sheets.read_sheet`), read in a child process
    bounded like that of read_safely. Raises a subclass of FileRefused.
    """
    check_name(name)
    shown = shown_name(name)
    data = _bytes_of(source, shown, limits)
    facts = {"name": name, "sheet": True}
    return list(ask_child(_DOCUMENTS, facts, data, shown, limits)["rows"])


def ask_child(
    module: str, facts: Mapping[str, object], data: bytes, shown: str, limits: ReadingLimits
) -> dict[str, Any]:
    """What the `main` of a module makes of a stranger's bytes, in a child process bounded in CPU
    time, wall time and memory.

    facts, and `limits` with them, come to it as a line of JSON before the data; it answers with one
    JSON object, of which "error" and "gaps" are raised as the FileRefused that they name. Raises
    FileTooSlow, FileTooHeavy, FileDamaged by the way in which it ended.
    """
    output, returned = _asked_of_child(module, facts, data, shown, limits)
    return _answer_from(output, returned, shown, limits)


def _bytes_of(source: bytes | Path, shown: str, limits: ReadingLimits) -> bytes:
    if isinstance(source, bytes):
        check_size(len(source), shown, limits)
        return source
    try:
        # Without O_NONBLOCK a named pipe would hold the program until somebody writes to it.
        opened = os.open(source, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(opened, "rb") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise FileNotReadable(name=shown)
            check_size(found.st_size, shown, limits)
            data = stream.read(limits.file_bytes + 1)
    except (OSError, ValueError) as closed:
        raise FileNotReadable(name=shown) from closed
    check_size(len(data), shown, limits)
    return data


def _read_in_child(data: bytes, name: str, shown: str, limits: ReadingLimits) -> Reading:
    facts = {"name": name, "sheet": False}
    output, returned = _asked_of_child(_DOCUMENTS, facts, data, shown, limits)
    return _reading_from(output, returned, shown, limits)


def _asked_of_child(
    module: str, facts: Mapping[str, object], data: bytes, shown: str, limits: ReadingLimits
) -> tuple[bytes, int]:
    """What the child printed, and how it ended."""
    heading = json.dumps({**facts, "limits": asdict(limits)}).encode() + b"\n"
    code = _CHILD_CODE.replace("MODULE", module)
    command = [sys.executable, *_CHILD_FLAGS, code, _PACKAGE_FOLDER, *filter(None, sys.path)]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and code; no shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_child_environment(),
        cwd="/",
    ) as process:
        try:
            output, _ = process.communicate(heading + data, timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired as late:
            process.kill()
            raise FileTooSlow(name=shown, seconds=limits.wall_seconds) from late
        except BaseException:
            process.kill()
            raise
    return output, process.returncode


def _child_environment() -> dict[str, str]:
    """Nothing of the parent's environment (it may hold keys) but where shared libraries lie."""
    return {key: os.environ[key] for key in ("LD_LIBRARY_PATH", "SYSTEMROOT") if key in os.environ}


def _reading_from(output: bytes, returned: int, shown: str, limits: ReadingLimits) -> Reading:
    """Turn the child's answer into a reading."""
    answer = _answer_from(output, returned, shown, limits)
    notes, pictures = tuple(answer["notes"]), answer["pictures"]
    return Reading(answer["text"], answer["kind"], notes, answer["margins"], pictures)


def _answer_from(output: bytes, returned: int, shown: str, limits: ReadingLimits) -> dict[str, Any]:
    """The child's answer; its refusal, or the way it ended, is raised."""
    if returned == -signal.SIGXCPU:
        raise FileTooSlow(name=shown, seconds=limits.cpu_seconds)
    if returned == -signal.SIGKILL:
        raise FileTooHeavy(name=shown, limit=limits.memory_bytes // MEGABYTE)
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError as garbled:
        raise FileDamaged(name=shown) from garbled
    if "error" in answer:
        raise REFUSALS[answer["error"]](**{**answer["gaps"], "name": shown})
    return answer
