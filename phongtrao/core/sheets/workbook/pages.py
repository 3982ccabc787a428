"""The sheets beside the figures: how to fill in, where figures come from, the hidden stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range_abs  # type: ignore[import-untyped] # it ships no types

from phongtrao.core.sheets.rules import Severity
from phongtrao.core.sheets.workbook.guards import entry_words, list_of
from phongtrao.core.sheets.workbook.layout import (
    HINT,
    STAMP,
    Heading,
    Known,
    Stamp,
    label_with_unit,
    plain_words,
)
from phongtrao.core.sheets.workbook.look import Look, height, lock_and_print, write_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from phongtrao.core.sheets.elements import Sheet

_GUIDANCE = (
    ("Mã", 10),
    ("Chỉ tiêu hoặc quy tắc", 60),
    ("Đơn vị tính", 16),
    ("Cách ghi", 44),
    ("Giải thích", 60),
)
_SOURCES = (("Mã", 10), ("Chỉ tiêu", 60), ("Nguồn của số đã ghi sẵn", 60), ("Đơn vị", 60))
_SEVERITY_WORDS = {
    Severity.REFUSE: "Sai quy tắc này thì không gửi được",
    Severity.ASK: "Sai quy tắc này thì cần giải thích",
}
_FIRST_LIST_COLUMN = 4
_OFFICES_NAMED = 20


def write_guidance(page: Any, look: Look, sheet: Sheet, heading: Heading) -> None:
    """How to fill in: what each box takes, and the rules in words."""
    boxes = [
        (each.code, each.label, each.unit, entry_words(each), each.help) for each in sheet.elements
    ]
    rules = [
        ("", rule.words, "", _SEVERITY_WORDS[rule.severity], rule.expression)
        for rule in sheet.rules
    ]
    above = (heading.title, HINT, f"Căn cứ: {heading.basis}" if heading.basis else "")
    _write_list(page, look, _GUIDANCE, boxes + rules, above)


def write_sources(
    page: Any, look: Look, sheet: Sheet, stamp: Stamp, known: Mapping[str, Mapping[str, Known]]
) -> None:
    """Where figures come from that stand in their boxes already: a line an element and source."""
    offices: dict[tuple[str, str], list[str]] = {}
    for office in stamp.offices:
        for code, figure in known.get(office.code, {}).items():
            offices.setdefault((code, figure.source), []).append(office.name)
    rows = [
        (each.code, label_with_unit(each), source, _all_or_some(names, len(stamp.offices)))
        for each in sheet.elements
        for (code, source), names in offices.items()
        if code == each.code
    ]
    _write_list(page, look, _SOURCES, rows)


def _all_or_some(names: Sequence[str], of: int) -> str:
    if len(names) == of:
        return f"Tất cả {of} đơn vị"
    more = len(names) - _OFFICES_NAMED
    return "; ".join(names[:_OFFICES_NAMED]) + (f" và {more} đơn vị khác" if more > 0 else "")


def write_stamp(page: Any, sheet: Sheet, stamp: Stamp) -> dict[str, str]:
    """By what the file is known again, and beside it the lists that boxes offer: where that of each
    element stands, by code.
    """
    for row, texts in enumerate(stamp.rows()):
        for column, text in enumerate(texts):
            page.write_string(row, column, text)
    lists: dict[str, str] = {}
    for element in sheet.elements:
        offered = list_of(element)
        column = _FIRST_LIST_COLUMN + len(lists)
        for row, word in enumerate(offered):
            page.write_string(row, column, word)
        if offered:
            cells = xl_range_abs(0, column, len(offered) - 1, column)
            lists[element.code] = f"={STAMP}!{cells}"
    page.protect()
    page.very_hidden()
    return lists


def _write_list(
    page: Any,
    look: Look,
    heads: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str]],
    above: Sequence[str] = (),
) -> None:
    top = 0
    for line in filter(None, above):
        page.write_string(top, 0, plain_words(line), look.format(bold=top == 0))
        top += 1
    for column, (text, width) in enumerate(heads):
        page.set_column(column, column, width)
        page.write_string(top, column, text, look.head())
    widths = [width for _, width in heads]
    words = look.format(text_wrap=True, border=1)
    for row, texts in enumerate(rows, start=top + 1):
        for column, text in enumerate(texts):
            write_words(page, row, column, plain_words(text), words)
        page.set_row(row, height(texts, widths))
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    lock_and_print(page)
