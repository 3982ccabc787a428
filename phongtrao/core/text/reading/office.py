"""Old Word files and RTF are turned into .docx by LibreOffice, if the machine has it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from phongtrao.core.text.reading.errors import FileDamaged, FileTooSlow, NeedsLibreOffice
from phongtrao.core.text.reading.limits import MEGABYTE, ReadingLimits

if TYPE_CHECKING:
    from phongtrao.core.text.reading.kinds import Kind

_PROGRAMS = ("soffice", "libreoffice")
_MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - RAM, not a disk: what may turn out secret is never written to one
_MEMORY_FOLDER_FREE_MIN = 200 * MEGABYTE
_OUTPUT_BYTES_MAX = 100 * MEGABYTE

# Bounds are set by a small Python that then becomes LibreOffice; they hold for all its processes.
_BOUND_AND_RUN = (
    "import os, resource, sys\n"
    "cpu, memory, output = map(int, sys.argv[1:4])\n"
    "resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))\n"
    "resource.setrlimit(resource.RLIMIT_AS, (memory, memory))\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))\n"
    "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
    "os.execv(sys.argv[4], sys.argv[4:])\n"
)

# Macros off (level 3, and no execution at all), links of documents never followed nor updated, no
# first-start wizard.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


def libreoffice_program() -> str | None:
    """The path of LibreOffice, None when the machine has none."""
    return next((found for program in _PROGRAMS if (found := shutil.which(program))), None)


def converted_to_docx(data: bytes, kind: Kind, shown: str, limits: ReadingLimits) -> bytes:
    """The document as .docx bytes. kind: "doc" or "rtf".

    LibreOffice runs with a profile of its own, without macros, bounded in time, memory and output;
    its folder is in memory where possible and is gone afterwards. Raises NeedsLibreOffice,
    FileTooSlow or FileDamaged.
    """
    program = libreoffice_program()
    if program is None:
        raise NeedsLibreOffice(name=shown)
    with tempfile.TemporaryDirectory(prefix="phongtrao-", dir=_working_folder()) as folder:
        source = Path(folder, f"source.{kind}")
        source.write_bytes(data)
        settings = Path(folder, "profile", "user", "registrymodifications.xcu")
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        _run(_command(program, folder, source, limits), folder, shown, limits)
        target = Path(folder, "out", "source.docx")
        if not target.is_file():
            raise FileDamaged(name=shown)
        return target.read_bytes()


def _command(program: str, folder: str, source: Path, limits: ReadingLimits) -> list[str]:
    bounds = (limits.office_seconds, limits.office_memory_bytes, _OUTPUT_BYTES_MAX)
    return [
        *(sys.executable, "-I", "-S", "-c", _BOUND_AND_RUN, *map(str, bounds), program),
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        f"-env:UserInstallation=file://{folder}/profile",
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", f"{folder}/out", str(source)),
    ]


def _run(command: list[str], folder: str, shown: str, limits: ReadingLimits) -> None:
    process = subprocess.Popen(  # noqa: S603 - a fixed command line; no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={
            "HOME": folder,
            "TMPDIR": folder,
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C.UTF-8",
        },
        cwd=folder,
        start_new_session=True,
    )
    try:
        process.wait(timeout=limits.office_seconds)
    except subprocess.TimeoutExpired as late:
        raise FileTooSlow(name=shown, seconds=limits.office_seconds) from late
    finally:
        _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End what is left of LibreOffice: its starter leaves a second process, both in the session
    made for them.
    """
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _working_folder() -> str | None:
    """Memory when it has room, otherwise the usual folder for temporary files."""
    try:
        return (
            str(_MEMORY_FOLDER)
            if shutil.disk_usage(_MEMORY_FOLDER).free > _MEMORY_FOLDER_FREE_MIN
            else None
        )
    except OSError:
        return None
