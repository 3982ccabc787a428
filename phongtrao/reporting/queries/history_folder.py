"""The folder of the history: which files belong to it, and whether they are as they were written.

`hien-hanh` leads to the folder that counts; it is changed in one step, so that who reads sees the
old history or the new one, each whole.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pyarrow.compute as pc
import pyarrow.parquet as pq

from phongtrao.core.errors import RuleBroken
from phongtrao.reporting.queries.history_columns import MARKS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

CURRENT: Final = "hien-hanh"
MANIFEST: Final = "manifest.json"
FIGURES_FILE: Final = "so-lieu.parquet"
OWED_FILE: Final = "phai-bao-cao.parquet"
_FORMAT = 3
_BLOCK = 1 << 20


class HistoryMissing(RuleBroken):
    """What is read must have been written."""

    code = "history-missing"
    message = "Không thấy dữ liệu lịch sử trong {folder}. Hãy chạy phongtrao history write trước."


class HistoryUnreadable(RuleBroken):
    """The list of files must be as it was written."""

    code = "history-unreadable"
    message = (
        "Danh mục tệp {path} hỏng hoặc đã bị sửa. Hãy chạy lại phongtrao history write, hoặc chép "
        "lại thư mục từ bản sao lưu."
    )


class HistoryNotThere(RuleBroken):
    """What is asked for must be in the history."""

    code = "history-not-there"
    message = "Lịch sử trong {folder} không có {what}. Có: {has}."


class HistoryOld(RuleBroken):
    """What an earlier program wrote says less."""

    code = "history-old"
    message = (
        "Lịch sử trong {folder} do bản chương trình trước ghi. Hãy ghi lại tất cả: phongtrao "
        "history write {folder}, không kèm --year."
    )


@dataclass(frozen=True)
class Sums:
    """What is in a file. figures, blank, not_applicable, unknown: rows by mark; total: of all
    values and wholes, as they are stored.
    """

    figures: int = 0
    blank: int = 0
    not_applicable: int = 0
    unknown: int = 0
    total: int = 0

    def __add__(self, other: Sums) -> Sums:
        """Both together."""
        return Sums(
            self.figures + other.figures,
            self.blank + other.blank,
            self.not_applicable + other.not_applicable,
            self.unknown + other.unknown,
            self.total + other.total,
        )


@dataclass(frozen=True)
class HistoryFile:
    """A file of the history. path: below the folder that counts; reports: how many it is of;
    program: the version that wrote it.
    """

    path: str
    year: int
    province: str
    rows: int
    reports: int
    sums: Sums
    bytes: int
    sha256: str
    written_at: str
    program: str

    @property
    def holds_figures(self) -> bool:
        """Whether it holds figures, and not what is owed."""
        return self.path.endswith(FIGURES_FILE)


@dataclass(frozen=True)
class Manifest:
    """All files of the history, in order of their paths."""

    written_at: str
    program: str
    files: tuple[HistoryFile, ...]

    @property
    def years(self) -> list[int]:
        """The years of which there are figures or reports owed."""
        return sorted({file.year for file in self.files})

    @property
    def rows(self) -> int:
        """Figures and marks, of reports and of measures."""
        return sum(file.rows for file in self.files if file.holds_figures)

    @property
    def reports(self) -> int:
        """Reports that count."""
        return sum(file.reports for file in self.files)

    def as_text(self) -> str:
        """As it is stored, with a seal over the rest."""
        facts = {
            "format": _FORMAT,
            "written_at": self.written_at,
            "program": self.program,
            "rows": self.rows,
            "reports": self.reports,
            "files": [asdict(file) for file in self.files],
        }
        return json.dumps({**facts, "seal": _seal(facts)}, indent=1, ensure_ascii=False) + "\n"


def _seal(facts: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def folder_of(year: int, province: str) -> str:
    """The folder of a year and a province, below the one that counts."""
    return f"nam={year}/tinh={quote(province, safe='')}"


def manifest_of(folder: Path) -> Manifest:
    """What was written last. Raises HistoryMissing, HistoryUnreadable, HistoryOld."""
    path = folder / CURRENT / MANIFEST
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise HistoryMissing(folder=folder) from None
    except ValueError:
        raise HistoryUnreadable(path=path) from None
    try:
        facts = json.loads(text)
        seal = facts.pop("seal")
        files = tuple(
            HistoryFile(**{**file, "sums": Sums(**file["sums"])}) for file in facts["files"]
        )
        if seal != _seal(facts):
            raise HistoryUnreadable(path=path)
        if facts["format"] != _FORMAT:
            raise HistoryOld(folder=folder)
        return Manifest(facts["written_at"], facts["program"], files)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise HistoryUnreadable(path=path) from None


def files_of(
    folder: Path, name: str, years: Collection[int] = (), provinces: Collection[str] = ()
) -> list[str]:
    """Paths of the files of one kind, of some years and provinces or of all; one at least. Raises
    HistoryNotThere, and as `manifest_of`.
    """
    # What the link leads to is named, so that a history written meanwhile is not mixed in.
    counting = (folder / CURRENT).resolve()
    files = [file for file in manifest_of(folder).files if file.path.endswith(name)]
    found = [
        str(counting / file.path)
        for file in files
        if (not years or file.year in years) and (not provinces or file.province in provinces)
    ]
    if not found:
        raise HistoryNotThere(
            folder=folder,
            what=_listed(years, provinces) or "tệp số liệu nào",
            has=_listed({file.year for file in files}, {file.province for file in files}) or "–",
        )
    return found


def _listed(years: Collection[int], provinces: Collection[str]) -> str:
    told = [f"năm {', '.join(map(str, sorted(years)))}"] if years else []
    told += [f"tỉnh {', '.join(sorted(provinces))}"] if provinces else []
    return "; ".join(told)


def check_history(folder: Path) -> Iterator[str]:
    """What is wrong with the files of a history, in sentences; nothing when they are as written.
    Raises as `manifest_of`.
    """
    manifest, counting = manifest_of(folder), folder / CURRENT
    for file in manifest.files:
        path = counting / file.path
        if not path.is_file():
            yield f"{file.path}: thiếu tệp."
        elif path.stat().st_size != file.bytes or digest(path) != file.sha256:
            yield f"{file.path}: nội dung đã thay đổi."
        elif sums_of(path) != (file.rows, file.sums):
            yield f"{file.path}: số dòng hoặc tổng không khớp danh mục."
    known = {file.path for file in manifest.files} | {MANIFEST}
    for found in sorted(path for path in counting.rglob("*") if not path.is_dir()):
        name = found.relative_to(counting).as_posix()
        if name not in known:
            yield f"{name}: tệp lạ, không có trong danh mục."


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def sums_of(path: Path) -> tuple[int, Sums]:
    """Rows and sums of a file, read part by part."""
    with pq.ParquetFile(path) as file:
        rows = file.metadata.num_rows
        if "mark" not in file.schema_arrow.names:
            owed = file.iter_batches(columns=["owed"])
            return rows, Sums(total=sum(_exact_sum(part["owed"]) for part in owed))
        parts = file.iter_batches(columns=["mark", "value", "whole"])
        return rows, sum(map(_sums_in, parts), Sums())


def _sums_in(part: Any) -> Sums:
    counts = {
        one["values"]: one["counts"]
        for one in pc.value_counts(part["mark"].cast("string")).to_pylist()
    }
    figures, blank, not_applicable, unknown = (counts.get(mark, 0) for mark in MARKS)
    total = _exact_sum(part["value"]) + _exact_sum(part["whole"])
    return Sums(figures, blank, not_applicable, unknown, total)


def _exact_sum(column: Any) -> int:
    """The sum of whole numbers, which may be too large for eight bytes."""
    low = pc.sum(pc.bit_wise_and(column, 0xFFFF_FFFF)).as_py() or 0
    high = pc.sum(pc.shift_right(column, 32)).as_py() or 0
    return int(low) + (int(high) << 32)
