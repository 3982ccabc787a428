"""Fields of Word: what a field shows is read, what it says to Word is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.text.reading.word_styles import W

if TYPE_CHECKING:
    from lxml import etree

_FIELDS_MAX = 1_000


@dataclass
class _Field:
    instruction: str = ""
    in_result: bool = False

    @property
    def is_contents(self) -> bool:
        return self.instruction.split()[:1] == ["TOC"]


class Fields:
    """The fields that are open at a place of the document; they may nest and run over
    paragraphs.
    """

    def __init__(self) -> None:
        self._open: list[_Field] = []

    def follow(self, element: etree._Element) -> bool:
        """Take note of a mark or instruction; whether the element was one."""
        if element.tag == W + "fldChar":
            self._follow_mark(element.get(W + "fldCharType", ""))
            return True
        if element.tag in {W + "instrText", W + "delInstrText"}:
            if self._open and not self._open[-1].in_result:
                self._open[-1].instruction += element.text or ""
            return True
        return False

    @property
    def shown(self) -> bool:
        """Whether text at this place shows: inside no field, or in results only, and not in a table
        of contents.
        """
        return all(found.in_result and not found.is_contents for found in self._open)

    @property
    def in_contents(self) -> bool:
        """Whether this place lies in a table of contents."""
        return any(found.is_contents for found in self._open)

    def _follow_mark(self, kind: str) -> None:
        if kind == "begin" and len(self._open) < _FIELDS_MAX:
            self._open.append(_Field())
        elif kind == "separate" and self._open:
            self._open[-1].in_result = True
        elif kind == "end" and self._open:
            self._open.pop()
