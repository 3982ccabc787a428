"""What reading a file gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phongtrao.core.text.reading.kinds import Kind


@dataclass(frozen=True)
class Reading:
    """A document as a person would read it.

    text: the whole text; a blank line between paragraphs (.txt and .md: as given). kind: what the
    file is. notes: Vietnamese sentences on what was converted or left out. margins: text of
    headers, footers, watermarks and annotations, a line each; no part of the text, but a secrecy
    mark may stand there. pictures: how many pages are pictures, which nobody could read.
    """

    text: str
    kind: Kind
    notes: tuple[str, ...] = ()
    margins: str = ""
    pictures: int = 0
