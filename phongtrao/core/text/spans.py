"""Spans of a text and the evidence that rests on them."""

from __future__ import annotations

from dataclasses import dataclass, field

# What may stand at the edge of a quotation without being part of it: white space, Markdown marks,
# table pipes.
EDGE = " \t\r\n\v\f\u00a0\u200b\ufeff*_|\\"
CLOSERS = EDGE + ";,:"


class EvidenceError(ValueError):
    """A span that holds no character of its text: no record can rest on it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A contiguous, non-empty piece of a source text; the only thing a record may rest on.

    source: the whole text, shared and never copied. start, end: character offsets, 0 ≤ start < end
    ≤ len(source). Raises EvidenceError when the span is empty, out of the text or has white space
    at an edge.
    """

    source: str = field(repr=False)
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.source):
            raise EvidenceError(f"{self.start}:{self.end}")
        if self.source[self.start].isspace() or self.source[self.end - 1].isspace():
            raise EvidenceError(f"{self.start}:{self.end}")

    @property
    def quote(self) -> str:
        """The words themselves, exactly as they stand in the source."""
        return self.source[self.start : self.end]


def evidence(source: str, start: int, end: int) -> Evidence | None:
    """The evidence between two offsets without marks at its edges; None when nothing is left."""
    while start < end and (source[start] in EDGE or source[start].isspace()):
        start += 1
    while end > start and (source[end - 1] in CLOSERS or source[end - 1].isspace()):
        end -= 1
    return Evidence(source, start, end) if start < end else None


def overlap(first: tuple[int, int], second: tuple[int, int]) -> int:
    """How many characters two spans have in common."""
    return max(0, min(first[1], second[1]) - max(first[0], second[0]))
