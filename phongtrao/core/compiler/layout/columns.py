"""Lines of a letterhead or a foot that hold two columns side by side."""

from __future__ import annotations

import re

from phongtrao.core.text.lines import Line, clean

# A date whose day and month are left blank is one piece.
_PIECE = re.compile(
    r"\S+(?:(?:[ \u00a0]{1,2}|(?<=ngày)[ \u00a0]+(?=tháng)|(?<=tháng)[ \u00a0]+(?=năm))\S+)*"
)
_GAP = re.compile(r"[ \u00a0]{3}|\t|\*\*\s+\*\*")


def split_columns(line: Line) -> list[Line]:
    """The pieces of a line that wide gaps part (three spaces, a tab, or one bold run behind
    another).
    """
    source = line.content.source
    raw = source[line.start : line.end]
    if _GAP.search(raw) is None:
        return [line]
    raw = re.sub(r"\*\*(\s+)\*\*", lambda gap: "  " + " " * len(gap[1]) + "  ", raw)
    made = []
    for piece in _PIECE.finditer(raw):
        start, end = line.start + piece.start(), line.start + piece.end()
        content = clean(source, start, end)
        if content.text.strip(" _-–—"):
            made.append(
                Line(
                    start,
                    end,
                    line.gap,
                    line.new_page,
                    line.indent + piece.start(),
                    line.strong,
                    content,
                )
            )
    return made or [line]
