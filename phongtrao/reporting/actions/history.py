"""Write the reports that count as Parquet by year and province (docs/decisions/0006)."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections import Counter, defaultdict
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction

from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.reporting.queries.history_columns import FIGURES, OWED
from phongtrao.reporting.queries.history_folder import (
    CURRENT,
    FIGURES_FILE,
    MANIFEST,
    OWED_FILE,
    HistoryFile,
    HistoryMissing,
    Manifest,
    digest,
    folder_of,
    manifest_of,
    sums_of,
)
from phongtrao.reporting.queries.history_rows import (
    figures_of,
    owed_of,
    periods_of,
    year_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date, datetime
    from pathlib import Path

    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.history_rows import Part

_LOCK, _WRITING, _WRITTEN = ".khoa", ".dang-ghi", "ban-"
_GROUP_ROWS = 250_000
"""Rows of a group of a file, when there are as many."""
_HELD_ROWS = 1_000_000
"""So many rows wait in memory at most, of all files together."""


class HistoryEmpty(RuleBroken):
    """A history is of periods."""

    code = "history-empty"
    message = (
        "Không có kỳ báo cáo nào để ghi ({what}). Kỳ chưa kết thúc chỉ được ghi khi thêm --all."
    )


class HistoryFolderForeign(RuleBroken):
    """What others keep in a folder is left alone."""

    code = "history-folder-foreign"
    message = "Thư mục {folder} đã có tệp khác. Hãy chọn một thư mục trống hoặc chưa có."


class HistoryBusy(RuleBroken):
    """One writes at a time."""

    code = "history-busy"
    message = "Một lệnh khác đang ghi vào {folder}. Hãy đợi lệnh đó xong rồi chạy lại."


def write_history(
    *, folder: Path, years: Collection[int] = (), ended_before: date | None, at: datetime
) -> Manifest:
    """Write the periods of some years, or of all, and let what was written count in one step: until
    then who reads finds what was there before. Other years stay as they are; years that are written
    are replaced whole, and when none is named so is everything. ended_before: as `periods_of`.

    Raises HistoryEmpty, HistoryFolderForeign, HistoryBusy, and HistoryUnreadable, HistoryOld
    where files of other years should stay.
    """
    periods: dict[int, list[Period]] = defaultdict(list)
    for period in periods_of(years, ended_before):
        periods[year_of(period)].append(period)
    if not periods:
        what = f"năm {', '.join(map(str, sorted(years)))}" if years else "đã kết thúc"
        raise HistoryEmpty(what=what)
    with _held(folder):
        target = folder / _WRITING
        shutil.rmtree(target, ignore_errors=True)  # of a run that was killed
        target.mkdir()
        kept = _kept(folder, years)
        for file in kept:
            (target / file.path).parent.mkdir(parents=True, exist_ok=True)
            (target / file.path).hardlink_to((folder / CURRENT).resolve() / file.path)
        stamp = (at.isoformat(timespec="seconds"), version("phongtrao"))
        written = [
            file for year in sorted(periods) for file in _write(target, periods[year], stamp)
        ]
        files = sorted([*kept, *written], key=lambda file: file.path)
        manifest = Manifest(*stamp, tuple(files))
        (target / MANIFEST).write_text(manifest.as_text(), "utf-8")
        _keep_safe(target)
        with transaction.atomic():
            audit.log(
                "history.write",
                None,
                by=None,
                years=sorted(periods),
                reports=sum(file.reports for file in written),
            )
            _let_count(folder, target, f"{_WRITTEN}{at:%Y%m%dT%H%M%S%f}")
    return manifest


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder while nobody else writes into it; made when it is not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / _LOCK).exists() and any(folder.iterdir()):
        raise HistoryFolderForeign(folder=folder)
    with (folder / _LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HistoryBusy(folder=folder) from None
        yield


def _kept(folder: Path, years: Collection[int]) -> list[HistoryFile]:
    """The files that stay, of other years than those that are written."""
    if not years:
        return []
    try:
        return [file for file in manifest_of(folder).files if file.year not in years]
    except HistoryMissing:
        return []


def _write(target: Path, periods: list[Period], stamp: tuple[str, str]) -> list[HistoryFile]:
    """Write the periods of one year."""
    books = {
        name: _Book(target, name, schema)
        for name, schema in ((OWED_FILE, OWED), (FIGURES_FILE, FIGURES))
    }
    try:
        for period in periods:
            for part in owed_of(period):
                books[OWED_FILE].add(part)
            for part in figures_of(period):
                books[FIGURES_FILE].add(part)
        # Where nobody reported lies a file without rows: silence is read as such.
        books[FIGURES_FILE].begin(books[OWED_FILE].places)
    finally:
        for book in books.values():
            book.close()
    return [file for book in books.values() for file in book.files(*stamp)]


class _Book:
    """Files of one kind and one year, a file a province. Rows wait until they make a group of a
    file worth its head, or until they are too many.
    """

    def __init__(self, target: Path, name: str, schema: Any) -> None:
        self._target, self._name, self._schema = target, name, schema
        self._writers: dict[tuple[int, str], Any] = {}
        self._waiting: dict[tuple[int, str], list[Any]] = defaultdict(list)
        self._reports: Counter[tuple[int, str]] = Counter()
        self._held = 0

    def add(self, part: Part) -> None:
        """Take rows in."""
        key = (part.year, part.province)
        self._reports[key] += part.reports
        self._waiting[key].append(part.table)
        self._held += len(part.table)
        if sum(map(len, self._waiting[key])) >= _GROUP_ROWS:
            self._flush(key)
        if self._held >= _HELD_ROWS:
            self._flush_all()

    @property
    def places(self) -> set[tuple[int, str]]:
        """The years and provinces of which there are rows."""
        return {*self._writers, *self._waiting}

    def begin(self, places: Collection[tuple[int, str]]) -> None:
        """Have a file of each of these years and provinces, without rows where there are none."""
        for key in sorted(set(places) - self.places):
            self._writer(key)

    def close(self) -> None:
        """Write what waits and end the files."""
        self._flush_all()
        for writer in self._writers.values():
            writer.close()

    def _flush_all(self) -> None:
        for key in list(self._waiting):
            self._flush(key)

    def _flush(self, key: tuple[int, str]) -> None:
        # One dictionary of words for all parts, so that each word stands in the file once a group.
        table = pa.concat_tables(self._waiting.pop(key)).unify_dictionaries()
        self._held -= len(table)
        self._writer(key).write_table(table, row_group_size=len(table) or None)

    def _writer(self, key: tuple[int, str]) -> Any:
        if key not in self._writers:
            path = self._path(key)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writers[key] = pq.ParquetWriter(path, self._schema, compression="zstd")
        return self._writers[key]

    def _path(self, key: tuple[int, str]) -> Path:
        return self._target / folder_of(*key) / self._name

    def files(self, at: str, program: str) -> list[HistoryFile]:
        """What was written, as it is found in the files."""
        found = []
        for key in self._writers:
            path = self._path(key)
            rows, sums = sums_of(path)
            found.append(
                HistoryFile(
                    path=path.relative_to(self._target).as_posix(),
                    year=key[0],
                    province=key[1],
                    rows=rows,
                    reports=self._reports[key],
                    sums=sums,
                    bytes=path.stat().st_size,
                    sha256=digest(path),
                    written_at=at,
                    program=program,
                )
            )
        return found


def _keep_safe(target: Path) -> None:
    """Have files and folders on the disk before they count."""
    for path in (*target.rglob("*"), target):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _let_count(folder: Path, target: Path, name: str) -> None:
    """Let what was written count in one step, and take away what counted before the last. The last
    stays until the next run, for who reads it just now.
    """
    last = os.path.realpath(folder / CURRENT)
    target.rename(folder / name)
    link = folder / f".{CURRENT}"
    link.unlink(missing_ok=True)
    link.symlink_to(name)
    link.replace(folder / CURRENT)
    for old in folder.glob(f"{_WRITTEN}*"):
        if old.name != name and str(old.resolve()) != last:
            shutil.rmtree(old)
