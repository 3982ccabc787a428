"""Which files are compiled, and under which names their results are written."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from phongtrao.core.text.reading.kinds import ENDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

# Files that office programs put beside an open document.
_PASSING = ("~$", ".~lock.")


@dataclass
class Inputs:
    """files: to compile, in order, each once. skipped: found in a folder, of no kind that is
    read.
    """

    files: list[Path] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)


def find_inputs(sources: Sequence[Path], *, leave_out: Path | None) -> Inputs:
    """The files given, and those in the folders given, without hidden ones.

    leave_out: the folder of the results; what lies in it is no input. A file that is given by name
    is taken whatever its ending: the reader says what is wrong with it.
    """
    found = Inputs()
    seen: set[Path] = set()
    results = leave_out.resolve() if leave_out is not None else None
    for source in sources:
        inside = sorted(source.rglob("*")) if source.is_dir() else [source]
        for path in inside:
            real = path.resolve()
            if real in seen or (path is not source and _is_left_out(path, source, real, results)):
                continue
            seen.add(real)
            known = path is source or path.suffix.lower() in ENDINGS
            (found.files if known else found.skipped).append(path)
    return found


def _is_left_out(path: Path, folder: Path, real: Path, results: Path | None) -> bool:
    parts = path.relative_to(folder).parts
    hidden = any(part.startswith(".") for part in parts) or path.name.startswith(_PASSING)
    return hidden or not path.is_file() or (results is not None and real.is_relative_to(results))


def result_names(files: Iterable[Path], ending: str) -> list[str]:
    """A file name for each result, in order: the stem with a new ending; a second file of one name
    gets a number.

    Names that differ only in case or in the form of their letters count as one: some file systems
    take them for one.
    """
    paths = list(files)
    stems = {_key(path.stem) for path in paths}
    used: set[str] = set()
    names: list[str] = []
    for path in paths:
        stem, number = path.stem, 1
        while _key(stem) in used or (number > 1 and _key(stem) in stems):
            number += 1
            stem = f"{path.stem}-{number}"
        used.add(_key(stem))
        names.append(stem + ending)
    return names


def _key(stem: str) -> str:
    return unicodedata.normalize("NFC", stem).casefold()
