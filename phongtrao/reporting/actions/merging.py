"""Lay what comes in over what is kept by now: nothing newer is taken back by what nobody said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.columns import Report
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.sheets.reading import cell_words
from phongtrao.core.sheets.workbook.given import given, merged, stands_as_given
from phongtrao.reporting.models import Submission
from phongtrao.reporting.queries.sheets import cells_of
from phongtrao.reporting.queries.workbooks import kept_now, revision_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.core.sheets.elements import Cell, Cells, Element, Sheet
    from phongtrao.core.sheets.workbook import Known
    from phongtrao.core.sheets.workbook.given import Clash, Since
    from phongtrao.reporting.models import Obligation

_CLASH_IN_FILE: Final = (
    "Ô {box} đã được sửa ở nơi khác: lúc tải tệp {was}, nay {now} ({source}). Hãy tải tệp mới, xem"
    " số nay rồi ghi lại nếu vẫn cần."
)
_CLASH_OF_REVISION: Final = (
    "Ô {box} đã được sửa ở nơi khác: ở lần nộp {revision} {was}, nay {now} ({source}). Hãy xem số"
    " liệu nay rồi gửi lại với revision {current}."
)
_NEWER: Final = "Từ lúc lấy số liệu đến nay báo cáo đã đổi: {boxes}. Hãy lấy lại số liệu rồi sửa."
_UNNAMED: Final = (
    "Đơn vị đã có {revision}, không do chương trình này gửi. Hãy xem số liệu của lần nộp đó rồi gửi"
    " lại với revision {number}."
)
_UNKNOWN: Final = (
    "Đơn vị không có lần nộp {revision}; lần nộp hiện hành là {current} (0: chưa nộp). Hãy ghi"
    " revision là lần nộp mà số liệu này dựa vào."
)
_BOXES_NAMED = 5
_WORDS_SHOWN = 60


@dataclass(frozen=True)
class Basis:
    """On what reports that come together were filled in, by id of the unit.

    since: what was done in boxes that were given out filled in; otherwise a report says something
    when it has an answer. given: what stood in those boxes, as `given.given` says it. revisions:
    which revision a program corrects, 0 for none, where it tells; None: no program sends them.
    """

    since: Mapping[int, Since] = field(default_factory=dict)
    given: Mapping[int, str] = field(default_factory=dict)
    revisions: Mapping[int, int] | None = None


@dataclass(frozen=True)
class Fault:
    """Why the report of a unit is not sent; code: the box, "" for the whole report."""

    unit: int
    code: str
    text: str


@dataclass(frozen=True)
class Laid:
    """Reports over what is kept, by id of the unit. newer: of which what is kept is newer in boxes
    that were left alone, in words for who must put the rest right; faults: boxes that both changed.
    """

    reports: dict[int, Report]
    newer: dict[int, str]
    faults: list[Fault]


def lay_over(
    sheet: Sheet, owed: Mapping[int, Obligation], came: Mapping[int, Report], basis: Basis, by: int
) -> Laid:
    """Lay reports over what is kept of them. owed: what is held of the units, whose reports came.
    by: id of who sends them.
    """
    laid = Laid({unit: came[unit] for unit in owed}, {}, [])
    before = {unit: basis.given[unit] for unit in owed if unit in basis.given}
    if basis.revisions is not None:
        before, laid.faults[:] = _revisions(sheet, owed, came, basis.revisions, by)
    moved = {unit: row for unit, row in owed.items() if unit in before
             and not _as_given(sheet, row, before[unit])}  # fmt: skip
    for unit, kept in kept_now(sheet, moved.values()).items():
        found = merged(came[unit], before[unit], {code: one.cell for code, one in kept.items()})
        laid.reports[unit] = found.report
        if found.newer:
            laid.newer[unit] = newer_words(sheet, found.newer)
        # What a unit types into a sheet that it never sent stays there, whatever is sent for it.
        for clash in found.clashes if moved[unit].current else ():
            text = _clash_words(sheet, clash, kept, moved[unit], basis)
            laid.faults.append(Fault(unit, clash.code, text))
    return laid


def newer_words(sheet: Sheet, newer: Cells) -> str:
    """What is newer than what came in, for who must put the rest right."""
    return _NEWER.format(boxes=boxes_now(sheet, newer))


def boxes_now(sheet: Sheet, cells: Cells) -> str:
    """What stands in boxes: "A1 là 8, A3 để trống"."""
    told = [f"{code} {_stands(sheet.by_code[code], cell)}" for code, cell in cells.items()]
    more = f" và {len(told) - _BOXES_NAMED} ô khác" if len(told) > _BOXES_NAMED else ""
    return ", ".join(told[:_BOXES_NAMED]) + more


def clash_words(sheet: Sheet, clash: Clash, source: str) -> str:
    """Why a box of a workbook is refused. source: of what stands there now."""
    box = sheet.by_code[clash.code]
    was, now = _was(box, clash.was), _stands(box, clash.stands)
    return _CLASH_IN_FILE.format(box=box.named, was=was, now=now, source=source)


def _clash_words(
    sheet: Sheet, clash: Clash, kept: Mapping[str, Known], row: Obligation, basis: Basis
) -> str:
    source = kept[clash.code].source
    if basis.revisions is None or row.current is None:
        return clash_words(sheet, clash, source)
    box = sheet.by_code[clash.code]
    return _CLASH_OF_REVISION.format(
        box=box.named,
        revision=basis.revisions[row.unit_id],
        was=_was(box, clash.was),
        now=_stands(box, clash.stands),
        source=source,
        current=row.current.revision,
    )


def _was(box: Element, cell: Cell | None) -> str:
    return "là nội dung khác" if cell is None else _stands(box, cell)


def _stands(box: Element, cell: Cell) -> str:
    if cell is Mark.BLANK:
        return "để trống"
    words = " ".join(cell_words(box, cell).split())
    words = words if len(words) <= _WORDS_SHOWN else words[: _WORDS_SHOWN - 1] + "…"
    return f"là “{words}”" if box.kind is Kind.TEXT else f"là {words}"


def _as_given(sheet: Sheet, row: Obligation, before: str) -> bool:
    last = row.current
    return last is not None and stands_as_given(_report(sheet, last), before)


def _report(sheet: Sheet, sent: Submission) -> Report:
    return Report(sheet, bytes(sent.row), sent.words)


def _revisions(
    sheet: Sheet,
    owed: Mapping[int, Obligation],
    came: Mapping[int, Report],
    told: Mapping[int, int],
    by: int,
) -> tuple[dict[int, str], list[Fault]]:
    """What the revisions said that a program corrects, of those that are not the newest; and which
    reports do not say what they correct.
    """
    older: dict[int, int] = {}
    faults = []
    for unit, row in owed.items():
        last, revision = row.current, told.get(unit)
        newest = last.revision if last else 0
        if revision is None:
            if last and last.by_id != by and not _same(_report(sheet, last), came[unit]):
                words = _UNNAMED.format(revision=revision_words(last), number=newest)
                faults.append(Fault(unit, "", words))
        elif revision > newest:
            words = _UNKNOWN.format(revision=revision, current=newest)
            faults.append(Fault(unit, "", words))
        elif revision < newest:
            older[unit] = revision
    found = _sent([owed[unit].pk for unit in older], {*older.values()})
    before = {}
    for unit, revision in older.items():
        sent = found.get((owed[unit].pk, revision))
        before[unit] = given(sheet, cells_of(sheet, sent)) if sent else ""
    return before, faults


def _same(one: Report, other: Report) -> bool:
    return (one.figures, one.words) == (other.figures, other.words)


def _sent(owed: list[int], revisions: set[int]) -> dict[tuple[int, int], Submission]:
    rows = Submission.objects.filter(obligation__in=owed, revision__in=revisions)
    return {(row.obligation_id, row.revision): row for row in rows}
