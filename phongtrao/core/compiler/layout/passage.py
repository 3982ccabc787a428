"""A passage: one logical paragraph, item, heading or table row of the printed text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from phongtrao.core.text.lines import Line, SourcedText

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout.marks import Mark
    from phongtrao.core.text.spans import Evidence

TERMINAL = ".;:!?…"
CLOSING = '"”’)»*]'


@dataclass(slots=True, eq=False)
class Passage:
    """One logical unit of the text, built line by line while the layout is read.

    kind: letterhead, title, subject, heading, item, dash, paragraph, row, cell, recipients,
    signature, appendix, footnote, closing, authority or noise. mark, bullet: the label or the dash
    in front of the words, if any. content: the words without them. lines: the printed lines it was
    joined from. cells: the columns of a table row. path: printed labels of the numbered part that
    it is in. parent: the passage that it stands under (a heading, an item or a dash that introduces
    it). table: the number of the table of a row. begin: where it begins in the source when it is
    only the end of a line, else -1. guessed: two paragraphs may have been joined, since no blank
    line parts those of the text.
    """

    lines: list[Line]
    content: SourcedText
    kind: str = "paragraph"
    mark: Mark | None = None
    bullet: str = ""
    path: str | None = None
    level: int = 0
    parent: Passage | None = None
    cells: list[Passage] = field(default_factory=list)
    children: int = 0
    strong: bool = False
    new_part: bool = False
    table: int = -1
    begin: int = -1
    guessed: bool = False

    @property
    def is_strong(self) -> bool:
        """Whether it is printed as a heading: a Markdown heading, or bold from its first to its
        last character.
        """
        source = self.content.source
        return self.strong or (
            source.startswith("**", self.start) and source.endswith("**", self.start, self.end)
        )

    @property
    def start(self) -> int:
        """Where its first line begins in the source, label included; where the piece of a line
        begins.
        """
        return self.begin if self.begin >= 0 else self.lines[0].start

    @property
    def end(self) -> int:
        """Where its last line ends in the source."""
        return self.lines[-1].end

    @property
    def text(self) -> str:
        """The clean words, without label and bullet."""
        return self.content.text

    @property
    def folded(self) -> str:
        """The clean words folded; same offsets as text."""
        return self.content.folded

    def whole(self) -> Evidence | None:
        """The evidence of all its words."""
        return self.content.evidence(0, len(self.content.text))


def with_cells(passages: list[Passage]) -> list[Passage]:
    """The passages with the cells of every table row behind it; a cell stands where its row
    stands.
    """
    made: list[Passage] = []
    for passage in passages:
        made.append(passage)
        for cell in passage.cells:
            if cell.lines:
                cell.path, cell.parent, cell.kind = passage.path, passage.parent, "cell"
                made.append(cell)
    return made


def is_open(text: str) -> bool:
    """Whether a line breaks off without a closing sign, so that the sentence may go on below."""
    bare = text.rstrip(CLOSING + " ")
    return not bare or bare[-1] not in TERMINAL or text.endswith(")")


def is_capitals(text: str) -> bool:
    """Whether a line is printed in capitals (numbers and signs do not count)."""
    return text.isupper()


def tail_of(content: SourcedText, start: int) -> SourcedText:
    """The clean text behind its first characters."""
    if not start:
        return content
    tail = SourcedText(content.source)
    text = content.text
    edges = [*content.cuts[1:], len(text)]
    for cut, edge, origin in zip(content.cuts, edges, content.origins, strict=True):
        low = max(cut, start)
        if low < edge:
            tail.add(text[low:edge], origin + low - cut)
    return tail


def slice_of(passage: Passage, start: int) -> Passage:
    """The end of a passage from a clean offset on, as a passage of its own; what stands in front is
    its bullet.
    """
    content = tail_of(passage.content, start)
    begin = content.origins[0] if start and content.origins else -1
    bullet = passage.text[:start].strip() if passage.text[:start].strip(" ") and start < 6 else ""
    return Passage(list(passage.lines), content, begin=begin, bullet=bullet)
