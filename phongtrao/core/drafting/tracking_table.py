"""The tracking table of a plan: who does what until when, and which targets must be reached.

Rows hold strings only, so that the command and the pages fill the same table. As XLSX it has a
sheet for tasks and one for targets, as DOCX two tables in the form of Decree 30/2020/NĐ-CP; both
are printed on A4 landscape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FONT = "Times New Roman"
NO_TASKS = "Văn bản không giao nhiệm vụ cụ thể."
NO_TARGETS = "Văn bản không đặt chỉ tiêu định lượng."
# The characters that XML 1.0 and Excel cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class TableTitle:
    """What stands above the table. subject: what the plan is about. document: "Kế hoạch số
    12/KH-UBND ngày … của …". heading: what table it is, in capitals.
    """

    subject: str
    document: str = ""
    heading: str = "BẢNG THEO DÕI THỰC HIỆN"


class TaskRow(Protocol):
    """A task as it is tracked; any object with these texts will do.

    due: in words. source: where the plan says so ("Mục II.1.a").
    """

    @property
    def content(self) -> str: ...
    @property
    def lead(self) -> str: ...
    @property
    def coordinating(self) -> str: ...
    @property
    def due(self) -> str: ...
    @property
    def source(self) -> str: ...


class TargetRow(Protocol):
    """A target as it is tracked. subject: whose; level: what must be reached ("≥ 95 %"); scope:
    stratum.
    """

    @property
    def target(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def measured_by(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def horizon(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def source(self) -> str: ...


@dataclass(frozen=True)
class Column:
    """A column of the table. share: of the width, in parts of the whole. centred: short words and
    dates.
    """

    heading: str
    share: float
    centred: bool = False


@dataclass(frozen=True)
class Section:
    """A table with its name, its columns and its rows of text; `empty` stands for no rows."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str


TASK_COLUMNS = (
    Column("STT", 1.5, centred=True),
    Column("Nội dung công việc", 9.2),
    Column("Chủ trì", 4.2),
    Column("Phối hợp", 4.6),
    Column("Thời hạn", 2.9, centred=True),
    Column("Căn cứ", 2.3, centred=True),
)
TARGET_COLUMNS = (
    Column("STT", 1.5, centred=True),
    Column("Chỉ tiêu", 6.9),
    Column("Đối tượng", 3.9),
    Column("Đo bằng", 4.0),
    Column("Mức phải đạt", 2.7, centred=True),
    Column("Mốc thời gian", 2.7, centred=True),
    Column("Phạm vi", 1.9, centred=True),
    Column("Căn cứ", 1.9, centred=True),
)


def sections_of(tasks: Sequence[TaskRow], targets: Sequence[TargetRow]) -> tuple[Section, Section]:
    """The two tables, rows numbered from 1, text fit for office files."""
    task_texts = ((t.content, t.lead, t.coordinating, t.due, t.source) for t in tasks)
    target_texts = (
        (t.target, t.subject, t.measured_by, t.level, t.horizon, t.scope, t.source) for t in targets
    )
    return (
        Section("Nhiệm vụ", TASK_COLUMNS, _numbered(task_texts), NO_TASKS),
        Section("Chỉ tiêu", TARGET_COLUMNS, _numbered(target_texts), NO_TARGETS),
    )


def title_lines(title: TableTitle) -> list[str]:
    """The lines above the table, the first in capitals; empty ones are left out."""
    lines = [title.heading, fit_text(title.document), fit_text(title.subject)]
    return [line for line in lines if line]


def fit_text(text: str) -> str:
    """Text without signs that office files cannot hold, white space folded, line ends kept."""
    lines = _FORBIDDEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _numbered(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple((str(number), *map(fit_text, texts)) for number, texts in enumerate(rows, start=1))
