"""What the search for tasks hands on: a passage with the bodies that must do it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Passage


@dataclass(slots=True)
class Assignment:
    """A passage that assigns work, with its bodies.

    start, end: the words that are the task. own: the item itself names who leads. sure: no list was
    split by guess. zone: what its part is for. closing: it stands behind the last numbered part.
    time: the passages and spans that say when it is due.
    """

    passage: Passage
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    start: int
    end: int
    own: bool
    sure: bool
    zone: str
    closing: bool = False
    time: list[tuple[Passage, int, int]] = field(default_factory=list)
