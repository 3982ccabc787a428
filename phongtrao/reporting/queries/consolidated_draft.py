"""Báo cáo tổng hợp as a Word document to number and to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.utils.text import capfirst

from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import day_words
from phongtrao.core.drafting.report_docx import Part, ReportDraft, report_docx
from phongtrao.core.drafting.tracking_table import Column, Section, fit_text
from phongtrao.reporting.queries.addressees import addressees_of
from phongtrao.reporting.queries.period_list import due_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from phongtrao.reporting.queries.consolidated import Consolidated, Named, RateRow, UnitRow
    from phongtrao.units.models import Unit

_Cell = TypeVar("_Cell")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNITS_PRINTED, BOXES_PRINTED = 150, 24
"""Of more units or boxes the figures of each unit are not printed."""
_WIDTH, _BOX_WIDTH, _BOX_WIDTH_MAX, _SIGN_WIDTH, _PADDING = 9.4, 1.2, 4.0, 0.27, 0.42
"""In centimetres: of all boxes of a table, of one at least and at most, of a sign."""
_NOTHING = "○"
"""The sign of what is not reported; "–" is that of what does not apply."""
_UNIT_COLUMN = 3
"""Place of "Đơn vị tính" among these; it is printed where a box has a unit."""
_TOTAL_COLUMNS = (
    Column("STT", 1.4, centred=True),
    Column("Mã", 1.4, centred=True),
    Column("Chỉ tiêu", 5.6),
    Column("Đơn vị tính", 1.9, centred=True),
    Column("Tổng", 2.6, centred=True),
    Column("Số đơn vị có số liệu", 3.1, centred=True),
)
_RATE_COLUMNS = (
    Column("STT", 1.4, centred=True),
    Column("Chỉ tiêu", 4.9),
    Column("Mức phải đạt", 2.4, centred=True),
    Column("Kết quả", 4.2, centred=True),
    Column("Căn cứ", 3.1, centred=True),
)
_NAME_COLUMNS = (
    Column("STT", 1.4, centred=True),
    Column("Đơn vị", 6.8),
    Column("Hạn gửi", 2.8, centred=True),
    Column("Ghi chú", 5.0, centred=True),
)


def consolidated_docx(found: Consolidated, office: Unit) -> bytes:
    """The document's bytes. office: who reports."""
    return report_docx(draft_of(found, office))


def draft_of(found: Consolidated, office: Unit) -> ReportDraft:
    """What the document says. office: who reports."""
    period = found.period
    recipients = [row.office.name for row in addressees_of(period.form)]
    subject = f"Tổng hợp {period.form.name}, {period_title(period.name)}"
    return ReportDraft(
        office=office.name,
        subject=subject,
        year=found.on.year,
        opening=opening_lines(found),
        parts=tuple(_parts(found)),
        closing=f"Trên đây là báo cáo {_first_down(subject)} của {office.name}",
        recipients=tuple(recipients),
        appendix=_by_unit(found),
    )


def opening_lines(found: Consolidated) -> tuple[str, ...]:
    """The days of the figures, what the totals rest on, what a silent unit is."""
    period, counts, correcting = found.period, found.counts, found.counts.correcting
    window = (
        f"Số liệu từ ngày {day_words(period.start)} đến hết ngày {day_words(period.end)}; hạn gửi"
        f" báo cáo: {due_words(period)}. Tổng hợp tại ngày {day_words(found.on)}."
    )
    base = (
        f"{counts.reported}/{counts.expected} đơn vị đã báo cáo, trong đó {found.accepted} đã"
        f" duyệt{f' ({correcting} đang đính chính)' if correcting else ''},"
        f" {counts.reported - found.accepted} chờ duyệt; {len(found.missing)} đơn vị chưa có báo"
        f" cáo, {len(found.late)} đơn vị gửi chậm."
        " Đơn vị chưa có báo cáo là còn thiếu, không tính là số 0; tỷ lệ tính bằng tổng tử số trên"
        " tổng mẫu số."
    )
    scope = "" if found.whole else "Chỉ gồm các đơn vị thuộc phạm vi của cơ quan tổng hợp."
    hidden = (
        "" if not found.hidden else "Số liệu công tác nhạy cảm không hiện ở bản này, ghi là “ẩn”."
    )
    return tuple(text for text in (window, base, scope, hidden) if text)


def _parts(found: Consolidated) -> list[Part]:
    parts = [Part("Số liệu tổng hợp", sections=(_totals(found),))]
    if found.rates:
        rows = [
            (capfirst(str(one.target)), one.level, _result(one), one.base) for one in found.rates
        ]
        section = Section("Chỉ tiêu", _RATE_COLUMNS, _numbered(rows), "")
        parts.append(Part("Kết quả theo chỉ tiêu", sections=(section,)))
    parts += [
        _named("Đơn vị chưa có báo cáo", found.missing, "Không có: mọi đơn vị đã báo cáo."),
        _named("Đơn vị gửi chậm", found.late, "Không có."),
    ]
    if found.exempt:
        parts.append(_named("Đơn vị được miễn báo cáo", found.exempt, ""))
    return parts


def _result(one: RateRow) -> str:
    """A target's figure, in lines."""
    if one.added:
        return f"{one.figure}\n{one.added};\ntrong kỳ: {one.own}"
    return one.figure.replace(" (", "\n(")


def _totals(found: Consolidated) -> Section:
    rows = [
        (
            one.box.code,
            capfirst(one.box.label),
            one.box.unit,
            one.total or "chưa có số liệu",
            one.base,
        )
        for one in found.totals
    ]
    columns: tuple[Column, ...] = _TOTAL_COLUMNS
    lines = _numbered(rows)
    if not any(one.box.unit for one in found.totals):
        columns, lines = _without_unit(columns), tuple(map(_without_unit, lines))
    return Section("Số liệu", columns, lines, "Biểu mẫu không hỏi số liệu.")


def _without_unit(row: tuple[_Cell, ...]) -> tuple[_Cell, ...]:
    return row[:_UNIT_COLUMN] + row[_UNIT_COLUMN + 1 :]


def _named(heading: str, rows: Sequence[Named], empty: str) -> Part:
    if not rows:
        return Part(f"{heading} (0)", lines=(empty,))
    texts = [(one.name, f"{one.due_on:%d/%m/%Y}", one.note) for one in rows]
    section = Section(heading, _NAME_COLUMNS, _numbered(texts), "")
    return Part(f"{heading} ({len(rows)})", sections=(section,))


def _by_unit(found: Consolidated) -> Part:
    units, boxes = found.counts.expected, found.layout.sheet.columns
    heading = "Số liệu từng đơn vị"
    if units > UNITS_PRINTED or len(boxes) > BOXES_PRINTED:
        more = (
            f"{units} đơn vị, {len(boxes)} ô số liệu: không in vào văn bản này; xem từng báo"
            " cáo ở trang Theo dõi báo cáo."
        )
        return Part(heading, lines=(more,))
    said = "Đầu cột là mã của chỉ tiêu ở bảng Số liệu tổng hợp; “○” là chưa có báo cáo; ô"
    said += " trống là đơn vị để trống."
    codes = [box.code for box in boxes]
    return Part(heading, (said,), tuple(_unit_tables(found.unit_rows(found.asked), codes)))


def _unit_tables(rows: Sequence[UnitRow], codes: Sequence[str]) -> Iterator[Section]:
    """The figures of the units, as many boxes a table as find room beside each other."""
    widths = [_width(code, place, rows) for place, code in enumerate(codes)]
    first = 0
    while first < len(codes):
        last = first + 1
        while last < len(codes) and sum(widths[first : last + 1]) <= _WIDTH:
            last += 1
        yield _unit_table(rows, codes[first:last], widths[first:last], first)
        first = last


def _width(code: str, place: int, rows: Sequence[UnitRow]) -> float:
    signs = max(len(code), *(len(row.cells[place]) for row in rows if row.cells), 0)
    return min(_BOX_WIDTH_MAX, max(_BOX_WIDTH, signs * _SIGN_WIDTH + _PADDING))


def _unit_table(
    rows: Sequence[UnitRow], codes: Sequence[str], widths: Sequence[float], first: int
) -> Section:
    """The figures of the units in some boxes: those from `first` on."""
    columns = (
        Column("STT", 1.4, centred=True),
        Column("Đơn vị", 3.2),
        Column("Báo cáo", 2.0, centred=True),
        *(Column(code, width, centred=True) for code, width in zip(codes, widths, strict=True)),
    )
    nothing = (_NOTHING,) * len(codes)
    texts = [
        (one.name, one.state, *(one.cells[first : first + len(codes)] or nothing)) for one in rows
    ]
    name = codes[0] if len(codes) == 1 else f"{codes[0]} – {codes[-1]}"
    return Section(name, columns, _numbered(texts), "Không có đơn vị nào phải báo cáo.")


def _numbered(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple((str(number), *map(fit_text, texts)) for number, texts in enumerate(rows, 1))


def _first_down(text: str) -> str:
    return text[:1].lower() + text[1:]
