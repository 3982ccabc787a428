"""The foot of a document: who receives and who signs it, in one column or in two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phongtrao.core.compiler.cue_words import any_of, cues, words
from phongtrao.core.compiler.layout.columns import split_columns
from phongtrao.core.compiler.layout.head import Layout, joined
from phongtrao.core.compiler.layout.marks import read_bullet
from phongtrao.core.compiler.layout.passage import Passage, is_capitals, slice_of

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout.tables import Cell, Table
    from phongtrao.core.text.lines import Line

PERSON = re.compile(
    rf"(?:{any_of(cues('documents')['foot']['ranks'])}[.]?\s+)*"
    r"[A-ZĐÀ-Ỹ][a-zà-ỹđ]*(?:\s+[A-ZĐÀ-Ỹ][a-zà-ỹđ]*){1,5}"
)
_KEEPING = re.compile(r"lưu\b")
_LONGEST_OF_SIGNATURE = 120
_FAR_RIGHT = 22  # columns; a lone piece that begins behind them stands in the right column


def is_footer(table: Table) -> bool:
    """Whether a table holds recipients or a signature."""
    for row in table.rows[:3]:
        for cell in row:
            if not cell.lines:
                continue
            if receives(cell.lines[0]):
                return True
            if len(table.rows) <= 3 and signs(cell.lines[0]):
                return True
    return False


def receives(line: Line) -> bool:
    """Whether a line opens the list of recipients."""
    return line.content.folded.startswith(words("documents", "foot.recipients"))


def signs(line: Line) -> bool:
    """Whether a line in capitals says in whose name or in which post a document is signed."""
    text, folded = line.text, line.content.folded
    if folded.startswith(words("documents", "foot.authority")) and text[:3].isupper():
        return True
    return folded.startswith(words("documents", "foot.titles")) and text[:8].isupper()


def is_post(text: str, folded: str) -> bool:
    """Whether a line is a post in capitals and nothing else ("GIÁM ĐỐC")."""
    return is_capitals(text) and folded.strip(" .") in words("documents", "foot.titles")


class FootReader:
    """Takes the lines of the foot into the layout. state: out, recipients or signature."""

    def __init__(self, source: str, layout: Layout) -> None:
        self.source = source
        self.layout = layout
        self.state = "out"
        self._open: Passage | None = None  # the recipient that the next line may continue
        self._kept = False  # "Lưu: …" closed the list
        self._two_columns = False

    def table(self, table: Table) -> None:
        """The cells of a table that holds the foot."""
        for row in table.rows:
            for cell in row:
                if cell.lines:
                    self._cell(cell)
        self.state = "signature"

    def _cell(self, cell: Cell) -> None:
        first = cell.lines[0]
        if receives(first):
            self.state = "out"
        elif self.state != "out" or signs(first) or PERSON.fullmatch(cell.text):
            self.state = "signature"
        else:
            self.layout.put(joined(self.source, cell.lines), "noise")
            return
        for line in cell.lines:
            if self.line(line):
                continue
            if self.state == "recipients":
                self.layout.put(Passage([line], line.content), "noise")
            else:
                self._sign(line)

    def line(self, line: Line) -> bool:
        """Take a line; False when it belongs to no foot."""
        pieces = split_columns(line)
        if len(pieces) == 2 and (self.state == "recipients" or receives(pieces[0])):
            self._two_columns = True
            left = self._one(pieces[0])
            self._sign(pieces[1])
            if left:
                self.state = "recipients"
            return True
        if len(pieces) == 1 or self.state == "signature":
            return all(self._one(piece) for piece in pieces)
        return False

    def _one(self, line: Line) -> bool:
        if receives(line):
            self.state, self._kept, self._open = "recipients", False, None
            self._recipients_head(line)
            return True
        if self.state == "recipients":
            return self._recipient_or_signature(line)
        if len(line.text) > _LONGEST_OF_SIGNATURE:
            return False
        self.state = "signature"
        self._sign(line)
        return True

    def _recipients_head(self, line: Line) -> None:
        head, _, rest = line.text.partition(":")
        passage = Passage([line], line.content)
        if rest.strip(" *") and len(head) < 20:
            at = len(head) + 1
            self.layout.put(passage, "recipients head")
            self._entry(slice_of(passage, at + len(rest) - len(rest.lstrip(" -–+"))), line)
        else:
            self.layout.put(passage, "recipients head")

    def _recipient_or_signature(self, line: Line) -> bool:
        bullet = read_bullet(line.text)
        if self._two_columns and line.indent > _FAR_RIGHT and not bullet:
            self._sign(line)
            return True
        if not bullet and (signs(line) or is_post(line.text, line.content.folded)):
            self.state = "signature"
            self._sign(line)
            return True
        if bullet:
            self._entry(slice_of(Passage([line], line.content), bullet), line)
            return True
        open_entry = self._open
        if self._kept or len(line.text) > 160:
            if self._kept and len(line.text) < 60 and PERSON.fullmatch(line.text):
                self._sign(line)
                return True
            return False
        if open_entry is not None and (
            open_entry.text[-1:] not in (";", ".") or line.text[0] == "("
        ):
            open_entry.lines.append(line)
            open_entry.content.add_text(line.content)
            self._kept = bool(_KEEPING.match(open_entry.folded)) and open_entry.text[-1] == "."
            return True
        self._entry(Passage([line], line.content), line)
        return True

    def _entry(self, entry: Passage, line: Line) -> None:
        if not entry.text:
            return
        self.layout.put(entry, "recipients")
        self.layout.recipients.append(entry)
        self._open = entry
        self._kept = bool(_KEEPING.match(entry.folded)) and line.text.rstrip()[-1:] == "."

    def _sign(self, line: Line) -> None:
        passage = Passage([line], line.content)
        self.layout.put(passage, "signature")
        self.layout.signature.append(passage)
