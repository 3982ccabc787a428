"""The head of a document: letterhead, title line, subject, and the body in whose name a decision
speaks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import cast

from phongtrao.core.compiler.bodies import BodyReader
from phongtrao.core.compiler.cue_words import words
from phongtrao.core.compiler.layout.columns import split_columns
from phongtrao.core.compiler.layout.passage import Passage, is_capitals, is_open, slice_of
from phongtrao.core.compiler.layout.tables import Cell, Table
from phongtrao.core.compiler.layout.titles import title_type, titled_subject
from phongtrao.core.text.folding import fold
from phongtrao.core.text.lines import Line, SourcedText

SYMBOL_LINE = re.compile(
    r"(?:số|sô)\s*:|^số\s+\d+\s*-|ngày\s+(?:\d{1,2}\s+)?tháng\b|^v/v\b"
    r"|,\s*ngày(?:\s+\d{1,2})?\s*$|^(?:ngày\s+)?\d{1,2}\s+tháng\s+\d{1,2}\s+năm|^tháng\s+\d{1,2}\s+năm"
)
_ABOUT = re.compile(r"v/v\b|về việc\b")
_SYMBOL_CELL = re.compile(r"số\s*:\s*\S*/")
_REASONS = ("căn cứ", "xét ", "theo đề nghị", "thực hiện ")
_LONGEST_LETTERHEAD = 25  # passages before the title
_SHORT = 160


@dataclass(slots=True)
class Layout:
    """The passages of a text in order, and those of its head and foot by name.

    title: the line that names the type. subject: the passages under it. recipients, signature: the
    lines of the foot. type_name: the document type that the title names. attached: the type of a
    document that stands behind the first one.
    """

    passages: list[Passage] = field(default_factory=list)
    title: Passage | None = None
    type_name: str | None = None
    attached: str | None = None
    subject: list[Passage] = field(default_factory=list)
    letterhead: list[Passage] = field(default_factory=list)
    recipients: list[Passage] = field(default_factory=list)
    signature: list[Passage] = field(default_factory=list)
    body: list[Passage] = field(default_factory=list)

    def put(self, passage: Passage, kind: str) -> None:
        """Take a passage that stands outside the body."""
        passage.kind = kind
        self.passages.append(passage)
        if kind == "letterhead":
            self.letterhead.append(passage)

    def add(self, passage: Passage) -> None:
        """Take a passage of the body."""
        self.passages.append(passage)
        self.body.append(passage)


def joined(source: str, lines: list[Line], kind: str = "cell") -> Passage:
    """Lines joined to one passage."""
    content = SourcedText(source)
    for line in lines:
        content.add_text(line.content)
    return Passage(lines, content, kind=kind)


def is_motto(folded: str) -> bool:
    """Whether a line holds the name of the State or the Party, or the motto."""
    return any(motto in folded for motto in words("documents", "letterhead.motto"))


def is_letterhead(table: Table) -> bool:
    """Whether a table holds the motto or the symbol of a document."""
    folded = fold(" ".join(cell.text for row in table.rows[:4] for cell in row)[:2000])
    return is_motto(folded) or (len(table.rows) <= 3 and _SYMBOL_CELL.search(folded) is not None)


class HeadReader:
    """Reads the head into the layout. made: the passages and tables of the text."""

    def __init__(self, source: str, made: list[Passage | Table], layout: Layout) -> None:
        self.source = source
        self.made = made
        self.layout = layout

    def read(self) -> int:
        """Take the letterhead, the title and the subject; gives the place of the first part behind
        them.
        """
        title = self._find_title()
        if title is None:
            return self._untitled()
        for part in self.made[:title]:
            self._letterhead(part, titled=True)
        return self._title(title)

    def _find_title(self) -> int | None:
        near = True
        for at, part in enumerate(self.made):
            if isinstance(part, Table):
                continue
            if name := title_type(part):
                if part.text.endswith(":") and self._gave_reasons(at):
                    continue  # "QUYẾT ĐỊNH:" of a decision whose title line is missing
                self.layout.type_name = name
                return at
            if near and (found := titled_subject(part)):
                self.layout.type_name = found[0]
                return at
            near = near and at < _LONGEST_LETTERHEAD and len(part.text) < 200
        return None

    def _gave_reasons(self, at: int) -> bool:
        return any(
            isinstance(part, Passage) and part.folded.startswith(_REASONS)
            for part in self.made[:at]
        )

    def _letterhead(self, part: Passage | Table, *, titled: bool) -> None:
        if isinstance(part, Table):
            for row in part.rows:
                for cell in row:
                    if cell.lines:
                        self._named_lines(cell.lines, titled=titled, whole=True)
        else:
            self._named_lines(part.lines, titled=titled, whole=len(part.text) < _SHORT)

    def _named_lines(self, lines: list[Line], *, titled: bool, whole: bool) -> None:
        """Put lines into the letterhead; in a letter without title "V/v …" is the subject."""
        about = next(
            (at for at, line in enumerate(lines) if _ABOUT.match(line.content.folded)), None
        )
        if titled or about is None or self.layout.subject:
            passage = joined(self.source, lines)
            loud = (
                is_capitals(passage.text)
                or SYMBOL_LINE.search(passage.folded)
                or is_motto(passage.folded)
            )
            self.layout.put(
                passage, "letterhead" if whole and (loud or titled is False) else "noise"
            )
            return
        behind = about + 1
        while behind < len(lines) and not self._ends_subject(lines[behind]):
            behind += 1
        if lines[:about]:
            self.layout.put(joined(self.source, lines[:about]), "letterhead")
        subject = joined(self.source, lines[about:behind])
        self.layout.put(subject, "subject")
        self.layout.subject.append(subject)
        if lines[behind:]:
            self._named_lines(lines[behind:], titled=True, whole=True)

    @staticmethod
    def _ends_subject(line: Line) -> bool:
        folded = line.content.folded
        return is_capitals(line.text) or SYMBOL_LINE.search(folded) is not None or is_motto(folded)

    def _untitled(self) -> int:
        """The lines of a letterhead at the top of a text without a title line (a letter, a bare
        body).
        """
        first = next((at for at, part in enumerate(self.made[:12]) if self._is_head(part)), None)
        if first is None:
            return 0
        at = first
        for part in self.made[:first]:
            self.layout.put(part, "noise") if isinstance(part, Passage) else self._letterhead(
                part, titled=True
            )
        numbered = False
        while at < min(len(self.made), first + 14) and self._goes_on(self.made[at], at - first):
            part = self.made[at]
            if (
                numbered
                and isinstance(part, Passage)
                and is_capitals(part.text)
                and not is_motto(part.folded)
                and not self._names_body(part)
            ):
                self.layout.put(part, "subject")
                self.layout.subject.append(part)
            else:
                self._letterhead(part, titled=False)
            numbered = numbered or any(
                SYMBOL_LINE.search(p.folded) for p in self.layout.letterhead[-4:]
            )
            at += 1
        return at

    def _is_head(self, part: Passage | Table) -> bool:
        if isinstance(part, Table):
            return is_letterhead(part)
        return (
            part.mark is None
            and not part.bullet
            and len(part.text) < _SHORT * 2
            and (is_motto(part.folded) or SYMBOL_LINE.match(part.folded) is not None)
        ) or self._names_body(part)

    @staticmethod
    def _names_body(part: Passage) -> bool:
        if part.mark or part.bullet or len(part.text) > 90 or not is_capitals(part.text):
            return False
        return BodyReader(part.text, part.folded).read(0) is not None

    def _goes_on(self, part: Passage | Table, place: int) -> bool:
        if self._is_head(part):
            return True
        if isinstance(part, Table) or part.mark or part.bullet or title_type(part):
            return False
        if part.folded.startswith(_REASONS):
            return False
        if len(part.text) < _SHORT and SYMBOL_LINE.search(part.folded):
            return True
        return len(part.text) < 90 and is_capitals(part.text) and place < 8

    # title and subject

    def _title(self, at: int) -> int:
        """The title line and the passages of the subject; gives the place behind them."""
        title = cast("Passage", self.made[at])  # what _find_title gives is no table
        self.layout.title = title
        self.layout.put(title, "title")
        return self.subject_of(title, at + 1, self.layout.subject)

    def subject_of(self, title: Passage, at: int, found: list[Passage]) -> int:
        """Take the passages of the subject behind a title line; gives the place behind them."""
        if title_type(title) is None and (both := titled_subject(title)):
            subject = slice_of(title, both[1])
            self.layout.put(subject, "subject")
            found.append(subject)
            if not is_capitals(subject.text) or not self._more_capitals(at):
                return at
        while at < len(self.made):
            part = self.made[at]
            if isinstance(part, Table):
                break
            if self._speaks(part, at) and (found or self._more_capitals(at)):
                self.layout.put(part, "authority")
                at += 1
                break
            if not self._is_subject(part, found):
                break
            self.layout.put(part, "subject")
            found.append(part)
            at += 1
        return at

    def _more_capitals(self, at: int) -> bool:
        part = self.made[at] if at < len(self.made) else None
        return isinstance(part, Passage) and is_capitals(part.text) and not part.mark

    def _speaks(self, part: Passage, at: int) -> bool:
        """Whether a line in capitals names the body that decides ("ỦY BAN NHÂN DÂN TỈNH …"),
        reasons behind it.
        """
        if part.mark or part.bullet or len(part.text) > 120 or not is_capitals(part.text):
            return False
        behind = self.made[at + 1] if at + 1 < len(self.made) else None
        if not isinstance(behind, Passage) or not behind.folded.startswith(
            words("documents", "preamble.opening")
        ):
            return False
        body = BodyReader(part.text, part.folded).read(0)
        return body is not None and body.end >= len(part.text.rstrip(" :,"))

    @staticmethod
    def _is_subject(part: Passage, found: list[Passage]) -> bool:
        text = part.text
        if part.mark or part.bullet or len(text) > 700:
            return False
        if part.folded.startswith(("kính gửi", "căn cứ", "(kèm theo", "(ban hành kèm", "(kèm")):
            return False
        if not found:
            return is_open(text) or is_capitals(text) or len(text) < 250
        above = found[-1]
        if is_capitals(above.text):
            of_issuer = above.folded.startswith("của ") and len(found) == 1
            return is_capitals(text) or (
                (part.is_strong or of_issuer) and is_open(text) and len(text) < 300
            )
        return is_open(above.text) and above.text[-1] in ",-–" and is_open(text)


def letterhead_pieces(passage: Passage) -> list[Line]:
    """The printed lines of a letterhead passage; a line of two columns gives two."""
    return [piece for line in passage.lines for piece in split_columns(line)]


def cell_passage(source: str, cell: Cell) -> Passage:
    """A table cell as one passage, its lines joined."""
    return joined(source, cell.lines)
