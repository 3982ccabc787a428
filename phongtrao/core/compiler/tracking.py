"""The tracking table of a plan: who does what until when, and which levels must be reached.

The functions take plain records in the language of the plan schema, so that a page can pass
records that a person has corrected: mappings with the schema's field names and the span (start,
end) of their quote.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from phongtrao.core.compiler.as_json import plan_as_json
from phongtrao.core.dates import wording
from phongtrao.core.text.folding import fold

if TYPE_CHECKING:
    from phongtrao.core.compiler.plan import CompiledPlan

Record = Mapping[str, Any]

_MARKS = re.compile(r"\*+|[#|\\`]+|(?<!\w)_+|_+(?!\w)")
_ENDING = re.compile(r"[\s./;,:]+$")
_BEFORE = re.compile(r"trước|chậm nhất|muộn nhất|xong|hoàn thành|hết|hạn")
_SIGNS = {
    "gte": "≥ {0}",
    "gt": "> {0}",
    "lte": "≤ {0}",
    "lt": "< {0}",
    "eq": "{0}",
    "range": "{0} – {1}",
}
_NOTHING = "Không để xảy ra"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ARTICLE = re.compile(r"Điều \d+")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as an office tracks it. number: from 1. due: in Vietnamese words. source: where the
    plan says so.
    """

    number: int
    content: str
    lead: str
    coordinating: str
    due: str
    source: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target as an office tracks it. subject: whose. measured_by: what. level: "≥ 95 %". scope:
    the stratum.
    """

    number: int
    target: str
    subject: str
    measured_by: str
    level: str
    horizon: str
    scope: str
    source: str


@dataclass(frozen=True, slots=True)
class Tracking:
    """Both halves of a tracking table, in the order of the document."""

    tasks: tuple[TaskRow, ...]
    targets: tuple[TargetRow, ...]


def tracking_rows(plan: CompiledPlan) -> Tracking:
    """The tracking table of a compiled plan."""
    records = plan_as_json(plan)
    return Tracking(
        tuple(task_rows(records["tasks"], records["deadlines"])),
        tuple(target_rows(records["targets"])),
    )


def task_rows(tasks: Sequence[Record], deadlines: Sequence[Record]) -> list[TaskRow]:
    """The rows of tasks, each with the deadlines that it sets; a deadline of no task has a row of
    its own.
    """
    ordered = sorted(tasks, key=lambda task: (task["start"], task["end"]))
    starts = [task["start"] for task in ordered]
    of_task: dict[int, list[Record]] = {}
    alone: list[Record] = []
    for deadline in deadlines:
        at = bisect_right(starts, deadline["start"]) - 1
        if at >= 0 and _belongs(deadline, ordered[at]):
            of_task.setdefault(at, []).append(deadline)
        else:
            alone.append(deadline)
    rows = [
        (task["start"], _task_row(task, of_task.get(at, []))) for at, task in enumerate(ordered)
    ]
    rows.extend((deadline["start"], _deadline_row(deadline)) for deadline in alone)
    return [
        TaskRow(number, *row)
        for number, (_, row) in enumerate(sorted(rows, key=lambda row: row[0]), 1)
    ]


def _belongs(deadline: Record, task: Record) -> bool:
    return bool(deadline["start"] < task["end"] or deadline.get("section") == task.get("section"))


def _task_row(task: Record, deadlines: Sequence[Record]) -> tuple[str, str, str, str, str]:
    dues = dict.fromkeys(map(deadline_words, deadlines))
    due = "; ".join(words for words in dues if words) or _capital(
        wording.time_words(task.get("due"))
    )
    return (
        plain(task["quote"]),
        "; ".join(task.get("lead") or ()),
        "; ".join(task.get("coordinating") or ()),
        due,
        source_words(task.get("section")),
    )


def _deadline_row(deadline: Record) -> tuple[str, str, str, str, str]:
    return (
        plain(deadline["quote"]),
        "; ".join(deadline.get("by") or ()),
        "",
        deadline_words(deadline),
        source_words(deadline.get("section")),
    )


def target_rows(targets: Sequence[Record]) -> list[TargetRow]:
    """The rows of targets, in the order of the document."""
    ordered = sorted(targets, key=lambda target: (target["start"], target["end"]))
    return [
        TargetRow(
            number,
            plain(target["quote"]),
            target.get("subject") or "",
            target.get("measure") or "",
            target_level(target),
            time_words(horizon=target.get("horizon")),
            target.get("stratum") or "",
            source_words(target.get("section")),
        )
        for number, target in enumerate(ordered, 1)
    ]


# words


def document_words(document: Record) -> str:
    """What a document is: "Kế hoạch số 12/KH-UBND ngày 05/01/2026 của Ủy ban nhân dân xã A".

    What it lacks is left out, a number still to be given is "…".

    document: type, symbol, date and issuer as in the plan schema.
    """
    symbol, date = document.get("symbol"), document.get("date") or ""
    parts = [document.get("type") or "Văn bản"]
    if symbol:
        parts.append(f"số {'…' if symbol.startswith('/') else ''}{symbol}")
    if _DAY.fullmatch(date):
        parts.append(wording.date_words(date))
    if document.get("issuer"):
        parts.append(f"của {document['issuer']}")
    return " ".join(parts)


def plain(quote: str) -> str:
    """A quotation without the marks of its source and without its last full stop, on one line."""
    return _ENDING.sub("", " ".join(_MARKS.sub(" ", quote).split()))


def time_words(
    *, due: str | None = None, recurs: str | None = None, horizon: Record | None = None
) -> str:
    """A date, rhythm or horizon in Vietnamese words with a capital: "Ngày 10/11 hằng năm", "Đến năm
    2025"; "" for none.

    due, recurs: as in a deadline. horizon: as in a target.
    """
    if horizon:
        value = horizon.get("period") or horizon.get("date") or ""
        return _capital(wording.horizon_words(horizon["kind"], value))
    return _capital(wording.time_words(due, recurs))


def deadline_words(deadline: Record) -> str:
    """When a deadline falls, as a clerk writes it: "Trước ngày 10/11 hằng năm", "Hằng quý", "Tháng
    8/2026".
    """
    words = wording.time_words(deadline.get("due"), deadline.get("recurs"))
    due = deadline.get("due") or ""
    to_the_day = words.startswith("ngày") and not due.startswith("---")
    if to_the_day and _BEFORE.search(fold(deadline.get("quote") or "")):
        return f"Trước {words}"
    return _capital(words)


def target_level(target: Record) -> str:
    """The level that must be reached: "≥ 95 %", "5 – 10 %", "19", "Không để xảy ra"."""
    comparator = target.get("comparator")
    if comparator == "zero":
        return _NOTHING
    if comparator not in _SIGNS or target.get("value") is None:
        return ""
    level = _SIGNS[comparator].format(
        number_words(target["value"]), number_words(target.get("upper"))
    )
    return f"{level} %" if target.get("unit") == "percent" else level


def number_words(number: float | None) -> str:
    """A number printed the Vietnamese way: 1500 is "1.500", 2.1 is "2,1"; "" for None."""
    if number is None:
        return ""
    whole = f"{number:,.10g}" if number % 1 else f"{int(number):,}"
    return whole.replace(",", " ").replace(".", ",").replace(" ", ".")


def source_words(path: str | None) -> str:
    """Where a plan says something: "Mục VI.6", "Điểm a khoản 1 Điều 2", "Phụ lục I, mục 4"; "" for
    no part.
    """
    if not path:
        return ""
    head, _, rest = path.partition(".")
    if head.startswith("PHỤ LỤC"):
        appendix = head.replace("PHỤ LỤC", "Phụ lục", 1)
        return f"{appendix}, mục {rest}" if rest else appendix
    labels = path.split(".")
    article = next((at for at, label in enumerate(labels) if _ARTICLE.fullmatch(label)), None)
    if (
        article is not None
        and len(labels) - article <= 3
        and all(map(_is_clause, labels[article + 1 :]))
    ):
        clauses = labels[article + 1 :]
        point = f"điểm {clauses[1]} " if len(clauses) > 1 else ""
        clause = f"khoản {clauses[0]} " if clauses else ""
        return _capital(f"{point}{clause}{labels[article]}")
    if head.startswith(("Phần", "Chương", "Mục", "Mẫu", "Biểu")):
        return (
            f"{head}, mục {rest}"
            if rest and not rest.startswith(("Mục", "Điều", "Chương"))
            else path.replace(".", ", ", 1)
        )
    return f"Mục {path}"


def _is_clause(label: str) -> bool:
    return label.isdigit() or (len(label) == 1 and label.isalpha())


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
