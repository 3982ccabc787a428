"""The document as a readable page: its blocks, cut at the edges of what was found."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from phongtrao.plans.models import PlanDocument, Record, RecordState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PART_LENGTH = 60_000
"""Characters of the text on one page; a plan of twenty pages fits whole, one of two thousand is
leafed through.
"""


_CLAUSE = re.compile(r"[.;:!?,]\s+(?=\S)|\n\s*(?=\S)|\s(?=và\s)")
_MARK = re.compile(r"\*+|^#+[ \t]*|^>[ \t]?|(?<!\w)_+|_+(?!\w)|\\(?=\W)", re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    """A run of text with the same records on it; records are ordered from the shortest to the
    longest.
    """

    start: int
    text: str
    records: tuple[int, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """A paragraph, heading or table row of the document.

    cells: the pieces of each cell, one for all but rows. title: its first words. anchors: records
    that begin in it.
    """

    number: int
    kind: str
    level: int
    path: str
    start: int
    end: int
    cells: tuple[tuple[Piece, ...], ...]
    title: str
    anchors: tuple[int, ...]


@dataclass(frozen=True)
class Cut:
    """A place where a quotation can be split, with the words on both sides."""

    at: int
    before: str
    after: str


@dataclass(frozen=True)
class Part:
    """One page of a long document. headings: the outline of this part."""

    number: int
    of: int
    start: int
    end: int
    blocks: tuple[Block, ...] = ()
    headings: tuple[Block, ...] = field(default=())


def part_of(
    plan: PlanDocument, number: int, records: Iterable[Record], *, misprints: bool = True
) -> Part:
    """Build part `number` (from 1) of the document with the records that lie in it. misprints: mark
    what the compiler takes for one.
    """
    parts = _cut(plan.layout)
    number = min(max(number, 1), len(parts))
    rows = parts[number - 1]
    start, end = (rows[0]["start"], rows[-1]["end"]) if rows else (0, 0)
    marks = _Marks(
        [
            r
            for r in records
            if r.start < end and r.end > start and r.state != RecordState.DISCARDED
        ],
        plan.misprints if misprints else (),
    )
    blocks = tuple(_block(plan.text, row, marks) for row in rows)
    headings = tuple(block for block in blocks if block.kind in ("heading", "appendix"))
    return Part(number, len(parts), start, end, blocks, headings)


def part_number_at(plan: PlanDocument, at: int) -> int:
    """Which part of the document holds the character."""
    for number, rows in enumerate(_cut(plan.layout), 1):
        if rows and at < rows[-1]["end"]:
            return number
    return 1


def _cut(layout: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Blocks in parts of about PART_LENGTH characters."""
    parts: list[list[dict[str, Any]]] = [[]]
    length = 0
    for number, row in enumerate(layout):
        if length > PART_LENGTH:
            parts.append([])
            length = 0
        parts[-1].append({**row, "number": number})
        length += row["end"] - row["start"]
    return parts


class _Marks:
    """Finds the records that lie on a stretch of text, quickly."""

    def __init__(self, records: list[Record], misprints: Iterable[dict[str, Any]]) -> None:
        spans = [(r.start, r.end, r.pk, r.kind) for r in records]
        spans += [(m["start"], m["end"], 0, "misprint") for m in misprints]
        self.spans = sorted(spans)
        self.longest = max((end - start for start, end, _, _ in spans), default=0)
        self.starts = [span[0] for span in self.spans]

    def within(self, start: int, end: int) -> list[tuple[int, int, int, str]]:
        """Spans that touch start–end."""
        low, high = (
            bisect_left(self.starts, start - self.longest),
            bisect_right(self.starts, end - 1),
        )
        return [span for span in self.spans[low:high] if span[1] > start]


def _block(text: str, row: dict[str, Any], marks: _Marks) -> Block:
    """One block; a table row is cut into its cells at the pipes."""
    start, end = _with_bullet(text, row["start"]), row["end"]
    cells = _cells(text, start, end) if row["kind"] == "row" else [(start, end)]
    return Block(
        row["number"],
        row["kind"],
        row["level"],
        row["path"],
        start,
        end,
        tuple(tuple(_pieces(text, low, high, marks)) for low, high in cells),
        " ".join(_MARK.sub(" ", text[start : min(end, start + 120)]).split()),
        tuple(pk for low, _, pk, _ in marks.within(start, end) if pk and low >= start),
    )


def _with_bullet(text: str, start: int) -> int:
    """Where the line of a block begins, when nothing but a dash or bullet stands before it."""
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    return line if text[line:start].strip() in ("-", "+", "•", "–", "*", "- +") else start


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans between the table pipes, empty ones at the edges left out."""
    cuts = [at for at in range(start, end) if text[at] == "|"]
    spans = [
        (low, high) for low, high in zip([start, *[c + 1 for c in cuts]], [*cuts, end], strict=True)
    ]
    while len(spans) > 1 and not text[slice(*spans[0])].strip():
        spans.pop(0)
    while len(spans) > 1 and not text[slice(*spans[-1])].strip():
        spans.pop()
    return spans


def _pieces(text: str, start: int, end: int, marks: _Marks) -> Iterable[Piece]:
    """Runs of text between the edges of records; Markdown marks are runs of their own, which the
    page hides.
    """
    signs = [(found.start(), found.end(), 0, "mark") for found in _MARK.finditer(text, start, end)]
    spans = [*marks.within(start, end), *signs]
    edges = sorted({start, end} | {at for s in spans for at in s[:2] if start < at < end})
    for low, high in itertools.pairwise(edges):
        here = sorted((s[1] - s[0], s[2], s[3]) for s in spans if s[0] <= low and s[1] >= high)
        yield Piece(
            low,
            text[low:high],
            tuple(dict.fromkeys(pk for _, pk, _ in here if pk)),
            tuple(dict.fromkeys(kind for *_, kind in here)),
        )


def cuts_of(text: str, start: int, end: int) -> list[Cut]:
    """Places inside the span where a sentence or clause begins."""
    ends = (found.end() for found in _CLAUSE.finditer(text, start, end) if found.end() < end)
    return [
        Cut(
            at,
            " ".join(text[max(start, at - 60) : at].split()),
            " ".join(text[at : min(end, at + 60)].split()),
        )
        for at in ends
    ]
