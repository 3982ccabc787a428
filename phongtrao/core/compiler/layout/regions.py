"""The parts of a document: head, body, foot, appendices, footnotes, attached documents and what is
none of it.
"""

from __future__ import annotations

import re

from phongtrao.core.compiler.layout.foot import FootReader, is_footer, is_post, receives, signs
from phongtrao.core.compiler.layout.head import (
    HeadReader,
    Layout,
    cell_passage,
    is_letterhead,
)
from phongtrao.core.compiler.layout.passage import Passage, is_capitals
from phongtrao.core.compiler.layout.tables import Table
from phongtrao.core.compiler.layout.titles import opens_appendix, title_type

_FOOTNOTE = re.compile(r"\[\d{1,3}\]|\(\*+\)")
_LONGEST_FOOT_LINE = 160
_ENACTS = ("Quyết định", "Nghị quyết")


class Divider:
    """Walks over passages and tables once and gives each its part of the document.

    region: body, appendix, foot (recipients or signature) or behind (nothing of the document any
    more).
    """

    def __init__(self, source: str, made: list[Passage | Table]) -> None:
        self.source = source
        self.made = made
        self.layout = Layout()
        self.head = HeadReader(source, made, self.layout)
        self.foot = FootReader(source, self.layout)
        self.region = "body"

    def divide(self) -> Layout:
        """The layout of the whole text."""
        at = self.head.read()
        while at < len(self.made):
            part = self.made[at]
            at = self._table(part, at) if isinstance(part, Table) else self._passage(part, at)
        return self.layout

    def _table(self, table: Table, at: int) -> int:
        if is_footer(table):
            self.foot.state = "out"
            self.foot.table(table)
            self.region = "behind"
        elif is_letterhead(table) and len(table.rows) <= 4:
            for row in table.rows:
                for cell in row:
                    if cell.lines:
                        self.layout.put(cell_passage(self.source, cell), "noise")
        else:
            self._rows(table)
        return at + 1

    def _rows(self, table: Table) -> None:
        number = len(self.layout.passages)
        for row in table.rows:
            cells = [cell_passage(self.source, cell) for cell in row]
            lines = [line for cell in row for line in cell.lines]
            if lines:
                passage = Passage(lines, cells[0].content, kind="row", cells=cells)
                passage.table = number
                self.layout.add(passage)
        if self.region in ("behind", "foot"):
            self.region = "appendix"

    def _passage(self, part: Passage, at: int) -> int:
        if _FOOTNOTE.match(part.text):
            self.layout.put(part, "footnote")
            return at + 1
        if opens_appendix(part):
            part.kind = "appendix"
            self.layout.add(part)
            self.region = "appendix"
            return at + 1
        if title_type(part) and self.region != "appendix" and self.layout.title is not None:
            return self._second_title(part, at)
        if self.region in ("foot", "behind"):
            return self._foot(part, at)
        if self._opens_foot(part, at):
            self.region = "foot"
            self.foot.state = "out"
            return self._foot(part, at)
        self.layout.add(part)
        return at + 1

    def _second_title(self, part: Passage, at: int) -> int:
        """The title of an attached document; "QUYẾT ĐỊNH:" only says that one decides."""
        name = title_type(part)
        if name == self.layout.type_name and self.region == "body" and name in _ENACTS:
            self.layout.put(part, "authority")
            return at + 1
        if self.region == "body" and not self._is_attached(at):
            self.layout.add(part)
            return at + 1
        part.kind = "title"
        part.new_part = True
        self.layout.add(part)
        part.kind = "title"
        self.layout.attached = self.layout.attached or name
        self.region = "body"
        found: list[Passage] = []
        behind = self.head.subject_of(part, at + 1, found)
        while behind < len(self.made):
            below = self.made[behind]
            if not isinstance(below, Passage) or not below.text.startswith("("):
                break
            self.layout.put(below, "noise")
            behind += 1
        return behind

    def _is_attached(self, at: int) -> bool:
        """Whether a second title line opens what the first document promulgates or sends."""
        near = self.made[at + 1 : at + 5]
        if any(isinstance(part, Passage) and "kèm theo" in part.folded[:200] for part in near):
            return True
        return self.layout.type_name in _ENACTS

    # foot

    def _opens_foot(self, part: Passage, at: int) -> bool:
        first = part.lines[0]
        if receives(first):
            return len(first.text) < 400
        if (
            part.bullet
            or len(first.text) > _LONGEST_FOOT_LINE
            or (part.mark and part.mark.kind != "upper")
        ):
            return False
        if not signs(first) or not is_capitals(first.text):
            return is_capitals(first.text) and is_post(first.text, first.content.folded)
        folded = first.content.folded
        if folded[:3] in (
            "tm.",
            "kt.",
            "tl.",
            "t/m",
            "tuq",
            "q. ",
            "k/t",
            "t/l",
            "tm ",
            "kt ",
            "tl ",
        ):
            return True
        return is_post(first.text, folded) or at * 2 > len(self.made)

    def _foot(self, part: Passage, at: int) -> int:
        """Take the lines of a passage into the foot; what does not belong there is noise."""
        if self._resumes(part, at):
            self.region = "body"
            self.layout.add(part)
            return at + 1
        for number, line in enumerate(part.lines):
            if self.region == "foot" and self.foot.line(line):
                continue
            if self.region == "behind" and (
                receives(line) or (signs(line) and is_capitals(line.text))
            ):
                self.region = "foot"
                self.foot.line(line)
                continue
            rest = part.lines[number:]
            self.layout.put(Passage(rest, part.content if not number else line.content), "noise")
            if self.foot.state != "recipients":
                self.region = "behind"
            break
        return at + 1

    def _resumes(self, part: Passage, at: int) -> bool:
        """Whether the body goes on behind what looked like a foot: a numbered part, no recipients
        seen, far from the end.
        """
        return (
            part.mark is not None
            and not self.layout.recipients
            and at * 3 < len(self.made) * 2
            and part.mark.kind in ("roman", "arabic", "article", "part", "chapter")
        )
