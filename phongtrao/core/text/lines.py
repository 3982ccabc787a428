"""Printed lines of a text, cleaned of marks, each character still knowing where it came from."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

from phongtrao.core.text.folding import fold
from phongtrao.core.text.spans import Evidence, EvidenceError, evidence

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_OPENING = re.compile(r"(?:\s|\u200b|\ufeff|#+(?=[\s*_])|>(?=\s|$))*")
_GAPS = {"\n": 1, "\n\n": 2, "\n\n\n": 3, "\r\n": 1}
# A star that begins a list item, not emphasis: white space stands behind it, and words.
_STAR = re.compile(r"\\?\*[ \t\u00a0]+(?=\*{0,2}[^\s*])")
_OPENING_SIGNS = "#>\u200b\ufeff"
_STARS = ("*", "\\")
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
# Marks to drop, white space to make one, letters to compose.
_DIRT = re.compile(
    rf"(?P<drop>\*+|\\+(?=\W)|`+|(?<!\w)_+|_+(?!\w)|[{_INVISIBLE}]+)"
    r"|(?P<space>(?:\s|&nbsp;|<br\s*/?>)+)"
    r"|(?P<letter>[^\s\u0300-\u036f][\u0300-\u036f]+)"
)
_TRAILING = "*_` \t\u00a0\u200b\ufeff"
_CLEAN = re.compile(rf"[*_\\`\u0300-\u036f{_INVISIBLE}&<]|\s\s|[^\S ]")


class SourcedText:
    """Clean text built from pieces of a source; every offset leads back to the source.

    cuts, origins: parallel lists; from the clean offset cuts[i] on, the source runs on from
    origins[i].
    """

    __slots__ = ("_folded", "_parts", "_size", "_text", "cuts", "origins", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.cuts: list[int] = []
        self.origins: list[int] = []
        self._parts: list[str] = []
        self._size = 0
        self._text: str | None = None
        self._folded: str | None = None

    @classmethod
    def of(cls, source: str, piece: str, origin: int) -> SourcedText:
        """The clean text of a piece of the source that needs no cleaning."""
        made = cls(source)
        made.cuts, made.origins, made._parts = [0], [origin], [piece]
        made._size, made._text = len(piece), piece
        return made

    def add(self, piece: str, origin: int) -> None:
        """Append a piece whose characters stand in the source from origin on, one for one."""
        if not self.cuts or self.origins[-1] + self._size - self.cuts[-1] != origin:
            self.cuts.append(self._size)
            self.origins.append(origin)
        self._parts.append(piece)
        self._size += len(piece)
        self._text = self._folded = None

    def add_text(self, other: SourcedText) -> None:
        """Append another clean text of the same source behind one space."""
        text = other.text
        if not text:
            return
        self._text = self._folded = None
        if self._size:
            self.cuts.append(self._size)
            self.origins.append(other.origins[0] - 1)
            self._parts.append(" ")
            self._size += 1
        if len(other.cuts) == 1:
            self.cuts.append(self._size)
            self.origins.append(other.origins[0])
            self._parts.append(text)
            self._size += len(text)
            return
        edges = [*other.cuts[1:], len(text)]
        for cut, edge, origin in zip(other.cuts, edges, other.origins, strict=True):
            self.cuts.append(self._size)
            self.origins.append(origin)
            self._parts.append(text[cut:edge])
            self._size += edge - cut

    @property
    def text(self) -> str:
        """The clean text: NFC, no marks, single spaces."""
        if self._text is None:
            self._text = self._parts[0] if len(self._parts) == 1 else "".join(self._parts)
            self._parts = [self._text]
        return self._text

    @property
    def folded(self) -> str:
        """The clean text folded; same length and offsets."""
        if self._folded is None:
            self._folded = fold(self.text)
        return self._folded

    def origin(self, position: int) -> int:
        """The source offset of a clean offset."""
        at = max(bisect_right(self.cuts, position) - 1, 0)
        return self.origins[at] + position - self.cuts[at]

    def evidence(self, start: int, end: int) -> Evidence | None:
        """The evidence in the source for a clean span, None when it holds nothing but marks."""
        if not 0 <= start < end:
            return None
        last = self.origin(end - 1) + 1
        while last < len(self.source) and "\u0300" <= self.source[last] <= "\u036f":
            last += 1
        return evidence(self.source, self.origin(start), last)

    def proof(self, start: int, end: int) -> Evidence:
        """The evidence for a clean span that holds words. Raises EvidenceError when it holds
        none.
        """
        found = self.evidence(start, end)
        if found is None:
            raise EvidenceError(f"{start}:{end}")
        return found


@dataclass(slots=True)
class Line:
    """One printed line that holds something.

    text: its clean words. start, end: its span in the source, outer white space left out. gap: line
    ends between it and the line before (2 or more: a blank line). new_page: a page break stands
    before it. indent: characters before the first one. strong: printed as a heading or wholly in
    bold.
    """

    start: int
    end: int
    gap: int
    new_page: bool
    indent: int
    strong: bool
    content: SourcedText = field(repr=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.content.text


def clean(source: str, start: int, end: int, *, starred: bool = False) -> SourcedText:
    """The clean text of a span of the source: marks dropped, white space single, letters composed.

    starred: the span begins with a star that is a list bullet; the clean text begins with "•" in
    its place.
    """
    piece = source[start:end]
    if _CLEAN.search(piece) is None:
        return SourcedText.of(source, piece, start)
    made = SourcedText(source)
    if starred:
        star = source.index("*", start)
        made.add("•", star)
        start, piece = star + 1, source[star + 1 : end]
    gone = len(piece.rstrip(_TRAILING).rstrip())
    at = 0
    for dirt in _DIRT.finditer(piece, 0, gone):
        lo, hi = dirt.span()
        if dirt.lastgroup == "space" and piece[lo:hi] == " ":
            continue
        if at < lo:
            _add_trimmed(made, piece[at:lo], start + at)
        _add_cleaned(made, dirt, start + lo)
        at = hi
    if at < gone:
        _add_trimmed(made, piece[at:gone], start + at)
    return made


def _add_cleaned(made: SourcedText, dirt: re.Match[str], origin: int) -> None:
    """Add what stands for a piece of dirt: one space for white space, one letter for its parts."""
    if dirt.lastgroup == "letter":
        made.add(unicodedata.normalize("NFC", dirt[0]), origin)
    elif dirt.lastgroup == "space" and made.cuts and not made.text.endswith(" "):
        made.add(" ", origin)


def _add_trimmed(made: SourcedText, piece: str, origin: int) -> None:
    """Add a piece without the space that a dropped mark left at its beginning."""
    if piece[0] == " " and (not made.cuts or made.text.endswith(" ")):
        piece, origin = piece[1:], origin + 1
    if piece:
        made.add(piece, origin)


def _line_ends(between: str) -> int:
    """How many line ends stand between two lines; form feeds and the like count only where no line
    feed does.
    """
    ends = between.count("\n") + between.count("\r") - between.count("\r\n")
    if "\n" not in between:
        ends += len(between) - len(between.rstrip("\v\f\x85\u2028\u2029"))
    return ends


def read_lines(source: str) -> list[Line]:
    """The lines of a text that hold more than white space and emphasis marks, in order."""
    lines: list[Line] = []
    before = 0
    gap = 0
    new_page = False
    for match in _LINE.finditer(source):
        start, end = match.span()
        between = source[before:start]
        gap += _GAPS.get(between) or _line_ends(between)
        new_page = new_page or "\f" in between
        before = end
        first = start
        if source[start] in _OPENING_SIGNS or source[start].isspace():
            opening = _OPENING.match(source, start, end)
            first = opening.end() if opening else start
        while end > first and source[end - 1].isspace():
            end -= 1
        starred = (
            source[first : first + 1] in _STARS and _STAR.match(source, first, end) is not None
        )
        content = clean(source, first, end, starred=starred)
        if not content.text.strip():
            gap = max(gap - 1, 0)  # a line of emphasis marks alone is no blank line
            continue
        strong = "#" in source[start:first] or (
            source.startswith("**", first) and source.endswith("**", first, end)
        )
        lines.append(Line(first, end, gap, new_page, first - start, strong, content))
        gap, new_page = 0, False
    return lines
