"""How a text was printed: the width of its lines, its blank lines, its running heads and page
numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from phongtrao.core.compiler.layout.marks import Mark, read_bullet, read_mark
from phongtrao.core.compiler.layout.passage import is_open
from phongtrao.core.compiler.layout.tables import is_pipe

if TYPE_CHECKING:
    from phongtrao.core.text.lines import Line

# A line longer than this was not wrapped by a page: it is a paragraph of its own.
LONGEST_WRAPPED = 140
# A letterhead table stands within the first lines of a text.
_HEAD_LINES = 14
_RULE = re.compile(r"[\s_=–—.·•*~|/\\-]{2,}|[–—_*·.•-]")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s*)?(?:[Tt]rang\s*|[Pp]age\s*)?\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?(?:\s*[-–—])?"
)
_PAGE_NUMBER_ENDS = "0123456789-–—"
_MOST_SPACED = 0.45  # share of the items with a blank line before them in a text that is spaced
_PAGES = 3  # a head that runs comes back at least so often
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class PageHabits:
    """How a text was printed.

    width: the length of its full wrapped lines. spaced: blank lines stand between its paragraphs.
    marks, bullets: what each line begins with, as in marks.
    closing_pipes: a line of "|" only ends a cell, so that rows cannot be told. heads: running
    heads, figures folded to #.
    """

    width: int
    spaced: bool
    marks: list[Mark | None]
    bullets: list[int]
    closing_pipes: bool = False
    heads: frozenset[str] = field(default_factory=frozenset)


def read_habits(lines: list[Line]) -> PageHabits:
    """Measure the width of lines, the use of blank lines and the running heads of a text."""
    lengths = sorted(len(line.text) for line in lines if 20 < len(line.text) <= LONGEST_WRAPPED)
    width = lengths[int(len(lengths) * 0.9)] if lengths else LONGEST_WRAPPED
    bullets = [read_bullet(line.text) for line in lines]
    marks = [
        None if bullet else read_mark(line.text)
        for line, bullet in zip(lines, bullets, strict=True)
    ]
    gaps = [
        line.gap for line, mark, bullet in zip(lines, marks, bullets, strict=True) if mark or bullet
    ]
    return PageHabits(
        width=width,
        spaced=sum(gap > 1 for gap in gaps) > _MOST_SPACED * len(gaps) > 0,
        marks=marks,
        bullets=bullets,
        closing_pipes=_closing_pipes(lines),
        heads=_running_heads(lines, marks),
    )


def _closing_pipes(lines: list[Line]) -> bool:
    """Whether the first line of pipes stands close under a line of words at the head."""
    for at, line in enumerate(lines[:_HEAD_LINES]):
        if is_pipe(line):
            return at > 0 and line.gap == 1
    return False


def _running_heads(lines: list[Line], marks: list[Mark | None]) -> frozenset[str]:
    """Lines that come back on page after page beside a page number or behind a page break."""
    if not any(line.new_page or _is_page_number(line) for line in lines):
        return frozenset()
    seen: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        text = line.text
        if 6 <= len(text) <= 110 and text[0] not in "-+•|" and text[-1] not in ";:":
            seen.setdefault(_DIGITS.sub("#", text), []).append(at)
    return frozenset(
        shape
        for shape, places in seen.items()
        if len(places) >= _PAGES
        and sum(_is_at_edge(lines, at) for at in places) * 2 >= len(places)
        and marks[places[0]] is None
    )


def _is_at_edge(lines: list[Line], at: int) -> bool:
    """Whether a line stands behind a page break or beside a page number."""
    return lines[at].new_page or any(
        _is_page_number(lines[other]) for other in (at - 1, at + 1) if 0 <= other < len(lines)
    )


def _is_page_number(line: Line) -> bool:
    text = line.text
    return (
        len(text) < 24
        and text[-1] in _PAGE_NUMBER_ENDS
        and _PAGE_NUMBER.fullmatch(text) is not None
    )


def is_noise(lines: list[Line], at: int, habits: PageHabits) -> bool:
    """Whether a line is a rule, a page number or a running head."""
    line = lines[at]
    text = line.text
    if not text[0].isalnum() and _RULE.fullmatch(text):
        return True
    if _is_page_number(line):
        behind = lines[at + 1] if at + 1 < len(lines) else None
        alone = line.gap > 1 or line.new_page or at == 0 or is_open(lines[at - 1].text)
        if behind is not None and _DIGITS.sub("#", behind.text) in habits.heads:
            alone = True
        return (
            alone
            and not (behind is not None and is_pipe(behind))
            and not (at and is_pipe(lines[at - 1]))
        )
    return bool(habits.heads) and _DIGITS.sub("#", text) in habits.heads
