"""The tables of a page as a workbook: a sheet each, with the rows that the page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.drafting.tracking_table import Column, Section, TableTitle, fit_text
from phongtrao.core.drafting.tracking_xlsx import sections_xlsx
from phongtrao.web.templatetags.show import day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from phongtrao.programme.models import Target
    from phongtrao.programme.queries.levels import LevelRow

_NOTHING = "Không có dòng nào."


def workbook(
    heading: str, whose: str, on: date, about: str, sections: Iterable[Section], shown: str = ""
) -> bytes:
    """The bytes of a workbook. heading: what table it is; whose: the unit; about: the programme, or
    what else the rows are of; shown: by which words the rows were chosen, "" for all of them.
    """
    told = f"{whose} · tại ngày {day(on)}{f' · {shown}' if shown else ''}"
    return sections_xlsx(TableTitle(about, told, heading=heading.upper()), list(sections))


def section(
    name: str, columns: Mapping[str, float], rows: Iterable[Sequence[str]], empty: str = _NOTHING
) -> Section:
    """A numbered table. columns: headings and their shares of the width."""
    made = [Column("STT", 1.4, centred=True), *(Column(*one) for one in columns.items())]
    texts = ((str(number), *(fit_text(text) for text in row)) for number, row in enumerate(rows, 1))
    return Section(name, tuple(made), tuple(texts), empty)


def levels_text(levels: Iterable[LevelRow]) -> str:
    """Levels in words, a line each: what holds, what no longer does and what does not yet."""
    return "\n".join(map(_level_text, levels))


def _level_text(level: LevelRow) -> str:
    words = f"{level.words} {level.horizon}".strip()
    if level.old and level.row.until:
        return f"– {words}, thôi áp dụng từ {day(level.row.until)}"
    if level.coming and level.row.since:
        return f"○ {words}, áp dụng từ {day(level.row.since)}"
    return words


def named(target: Target) -> str:
    """A target as pages name it."""
    name = str(target)
    return name[:1].upper() + name[1:]
