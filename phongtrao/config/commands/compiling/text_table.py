"""The tracking table as plain text, for a terminal or a .txt file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from phongtrao.core.drafting.tracking_table import (
    TableTitle,
    TargetRow,
    TaskRow,
    sections_of,
    title_lines,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import JustifyMethod

_WIDTH = 150  # characters; a terminal of a laptop in full width, and A4 landscape at size 9


def text_table(title: TableTitle, tasks: Sequence[TaskRow], targets: Sequence[TargetRow]) -> str:
    """Title, table of tasks, table of targets; lines of at most 150 characters."""
    target = io.StringIO()
    console = Console(file=target, width=_WIDTH, color_system=None, highlight=False, markup=False)
    for line in title_lines(title):
        console.print(Text(line), justify="center")
    for section in sections_of(tasks, targets):
        console.print(f"\n{section.name.upper()}")
        if not section.rows:
            console.print(section.empty)
            continue
        table = Table(box=box.ASCII2, show_lines=True, expand=True)
        for column in section.columns:
            justify: JustifyMethod = "center" if column.centred else "left"
            table.add_column(
                column.heading,
                ratio=max(1, round(column.share * 10)),
                justify=justify,
                overflow="fold",
            )
        for row in section.rows:
            table.add_row(*map(Text, row))
        console.print(table)
    return "\n".join(line.rstrip() for line in target.getvalue().split("\n"))
