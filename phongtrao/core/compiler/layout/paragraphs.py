"""Logical paragraphs out of printed lines: what a wrapped line, a page break or a running head cut
is joined again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.compiler.cue_words import words
from phongtrao.core.compiler.layout.habits import (
    LONGEST_WRAPPED,
    PageHabits,
    is_noise,
    read_habits,
)
from phongtrao.core.compiler.layout.passage import (
    CLOSING,
    Passage,
    is_capitals,
    is_open,
    tail_of,
)
from phongtrao.core.compiler.layout.tables import Table, is_pipe, read_table
from phongtrao.core.compiler.layout.titles import title_forms, title_type
from phongtrao.core.text.folding import fold
from phongtrao.core.text.lines import Line, SourcedText

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout.marks import Mark

# An item longer than this that breaks off before a dash is a sentence cut at a hyphen, no heading.
_LONG_SENTENCE = 260
# A line this short ends where its author ended it, whatever its last word.
_SHORT_LINE = 0.5
# A line this long was broken by its page, not by its author.
_FULL_LINE = 0.72
_RECIPIENTS = words("documents", "foot.recipients")
_DIGITS = re.compile(r"\d+")
# In front of a number that a line end cut off ("… địa bàn cấp độ" / "1. Cấp ngay …").
_BEFORE_NUMBER = re.compile(
    r"(?:^|\s)(?:số|cấp|cấp độ|độ|loại|mức|ngày|tháng|năm|khoản|[Đđ]iều|điểm|nhóm|bước|vòng|mục"
    r"|quý|hạng|lớp|tổ|đội|khu vực|khối)$"
)
_JOINERS = re.compile(
    r"(?:^|\s)(?:và|của|với|cho|các|những|về|trong|theo|để|là|từ|đến|tại|hoặc|do|bởi|cùng|trên|dưới|tới|vào|như|bằng|được|số|ngày|tháng|năm"
    r"|gồm|nhằm|thuộc|Ủy|Ban|Bộ|Sở|Điều|khoản|điểm|Luật|nhân|thành)$"
)


def _starts_small(text: str) -> bool:
    return bool(text) and text[0].islower()


def _follows(mark: Mark, seen: dict[str, int]) -> bool:
    return mark.value == 1 or mark.value in (seen.get(mark.kind, 0) + 1, seen.get(mark.kind, 0))


@dataclass(frozen=True, slots=True)
class _Start:
    """A line with what it begins with: a label, the end of a bullet (0 for none)."""

    line: Line
    mark: Mark | None
    bullet: int


def _goes_on(above: Passage, start: _Start, habits: PageHabits, seen: dict[str, int]) -> bool:
    """Whether a line continues the paragraph above it, with no blank line between them."""
    if start.mark is not None:
        return _goes_on_with_number(above, start.mark, habits, seen)
    if start.bullet:
        return _goes_on_with_dash(above, start.line, start.bullet, habits)
    if not above.text:
        return True  # a label alone on its line
    return _goes_on_with_words(above, start.line, habits)


def _is_full(above: Passage, habits: PageHabits) -> bool:
    return len(above.lines[-1].text) >= _FULL_LINE * habits.width


def _goes_on_with_number(
    above: Passage, mark: Mark, habits: PageHabits, seen: dict[str, int]
) -> bool:
    """Whether what looks like a label is a number that a line end cut off from its sentence."""
    last = above.lines[-1].text
    if not (is_open(last) and _is_full(above, habits)):
        return False
    return not _follows(mark, seen) or _BEFORE_NUMBER.search(last) is not None


def _goes_on_with_dash(above: Passage, line: Line, bullet: int, habits: PageHabits) -> bool:
    """Whether what looks like a list item is a hyphen inside a sentence."""
    last, rest = above.lines[-1].text, line.text[bullet:]
    if _DIGITS.match(rest) and last[-1].isdigit():
        return True
    if not is_open(last):
        return False
    in_block = habits.spaced and _is_full(above, habits) and line.gap == 1
    return (_starts_small(rest) and last[-1] != ",") or (in_block and above.kind == "paragraph")


def _goes_on_with_words(above: Passage, line: Line, habits: PageHabits) -> bool:
    text, last = line.text, above.lines[-1].text
    if len(last) > LONGEST_WRAPPED:
        return is_open(last) and (_starts_small(text) or last[-1] == ",")
    if _starts_small(text):
        return is_open(last) or habits.spaced or _is_full(above, habits)
    if is_capitals(last) != is_capitals(text) and (not _breaks_off(last) or _is_title_line(text)):
        return False
    if habits.spaced:
        return True
    if not is_open(last):
        first_word = len(text.partition(" ")[0])
        return (
            len(last) + 1 + first_word > habits.width
            and last.rstrip(CLOSING)[-1:] != ":"
            and line.indent <= above.lines[-1].indent
        )
    broken = len(last) >= _SHORT_LINE * habits.width and _breaks_off(last)
    return _is_full(above, habits) or last[-1] == "," or broken


def _is_title_line(text: str) -> bool:
    return is_capitals(text) and fold(text).strip(" .:") in title_forms()


def _breaks_off(text: str) -> bool:
    """Whether a line ends with a comma or a word that cannot end a sentence."""
    return text[-1] == "," or _JOINERS.search(text) is not None


def _continues_across(above: Passage, start: _Start, habits: PageHabits) -> bool:
    """Whether a paragraph that a blank line or a page break cut goes on in a line."""
    line, bullet = start.line, start.bullet
    text = line.text
    last = above.lines[-1].text
    if start.mark or not is_open(last) or len(above.text) < 30 or is_capitals(above.text):
        return False
    if bullet:
        sentence = (
            len(above.text) > _LONG_SENTENCE
            and above.mark is not None
            and not above.is_strong
            and habits.width < LONGEST_WRAPPED
        )
        return sentence and bullet > 1 and text[0] in "-–" and last[-1].isalnum()
    if _starts_small(text):
        return True
    return _breaks_off(last) and not is_capitals(text) and len(last) > 30 and not line.strong


class Joiner:
    """Joins the lines of one text into passages; tables are passed through whole."""

    def __init__(self, source: str, lines: list[Line]) -> None:
        self.source = source
        self.lines = lines
        self.habits = read_habits(lines)
        self.made: list[Passage | Table] = []
        self.noise: list[Line] = []
        self._seen: dict[str, int] = {}
        self._cut = False  # noise or a blank line stands behind the last passage

    def join(self) -> list[Passage | Table]:
        """The passages and tables of the text, in order."""
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            if self.habits.closing_pipes and is_pipe(line):
                self.noise.append(line)
                self._cut = True
                at += 1
                continue
            if table := read_table(self.lines, at):
                self.made.append(table)
                at = table.behind
                continue
            if is_noise(self.lines, at, self.habits):
                self.noise.append(line)
                self._cut = True
            else:
                self._take(_Start(line, self.habits.marks[at], self.habits.bullets[at]))
            at += 1
        return self.made

    def _take(self, start: _Start) -> None:
        line = start.line
        above = self.made[-1] if self.made else None
        if isinstance(above, Passage):
            cut = self._cut or line.gap > 1 or line.new_page
            if line.content.folded.startswith(_RECIPIENTS) or self._opens_preamble(line):
                joined = False
            elif cut:
                joined = _continues_across(above, start, self.habits)
            else:
                joined = _goes_on(above, start, self.habits, self._seen)
            if joined:
                parted = cut or self.habits.spaced or start.mark or start.bullet
                above.guessed |= not parted and not is_open(above.lines[-1].text)
                if above.content is above.lines[0].content:
                    above.content = SourcedText(self.source)
                    above.content.add_text(above.lines[0].content)
                above.lines.append(line)
                above.content.add_text(line.content)
                self._cut = False
                return
        self._cut = False
        self.made.append(self._begin(start))

    def _opens_preamble(self, line: Line) -> bool:
        """Whether a line under the subject begins the reasons that stand behind it."""
        if len(self.made) < 2 or not line.text[0].isupper():
            return False
        title, subject = self.made[-2:]
        return (
            isinstance(title, Passage)
            and isinstance(subject, Passage)
            and title_type(title) is not None
            and not _breaks_off(subject.lines[-1].text)
            and line.content.folded.startswith(words("documents", "preamble.reasons"))
        )

    def _begin(self, start: _Start) -> Passage:
        """A new passage that begins with a line: label and bullet are taken off its words."""
        line, mark, bullet = start.line, start.mark, start.bullet
        text = line.text
        skip = mark.end if mark else bullet
        if mark:
            self._seen[mark.kind] = mark.value
        content = tail_of(line.content, skip) if skip < len(text) else SourcedText(self.source)
        return Passage([line], content, mark=mark, bullet=text[:bullet].strip(), strong=line.strong)


def join_lines(source: str, lines: list[Line]) -> tuple[list[Passage | Table], list[Line]]:
    """The passages and tables of a text in order, and the lines that are noise."""
    joiner = Joiner(source, lines)
    return joiner.join(), joiner.noise
