"""Marks of state secrets and of internal circulation, as they stand on a document.

A mark is a stamp, not a word: upper case, on a line (or in a cell) of its own, in the letterhead or
at the top of an appendix. A plan about protecting state secrets speaks of them in sentences and
headings, and bears no mark. Sources: Law 117/2025/QH15 (degrees, and the ban on keeping secrets on
networked machines, Article 5); Decree 30/2020/NĐ-CP, Appendix I, items 10a and 11 (where stamps
stand).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from phongtrao.core.errors import RuleBroken
from phongtrao.core.text.spans import Evidence, evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

Degree = Literal["Mật", "Tối mật", "Tuyệt mật"]

# Where stamps stand, counted in lines that are not empty.
_LETTERHEAD_LINES = 60
_TITLE_CASE_LINES = 20
_LETTER_LINES = 8
_LETTERHEAD_REST = 12
_APPENDIX_LINES_BEFORE = 3
_APPENDIX_LINES_AFTER = 8
_INTERNAL_LINES_AT_END = 15
_CELL_CHARACTERS_MAX = 120


class StateSecretRefused(RuleBroken):
    """A document with a secrecy mark may not enter a machine on a network; only the fact is
    logged.
    """

    code = "state-secret"
    message = (
        "Tệp {name} mang dấu chỉ độ mật hoặc ký hiệu của văn bản mật nên bị từ chối; "
        "nội dung không được lưu. "
        "Văn bản bí mật nhà nước chỉ được soạn thảo, lưu giữ trên máy không nối mạng. "
        "Nếu văn bản đã được giải mật, hãy dùng bản đã bỏ dấu."
    )
    source = "Luật Bảo vệ bí mật nhà nước 117/2025/QH15, Điều 5"


@dataclass(frozen=True)
class Secrecy:
    """What marks a document bears.

    degree: of the state secret, None for none. state_secret: the line with the mark, None when
    there is none or when it stands in a header, footer or annotation. internal_only: "LƯU HÀNH NỘI
    BỘ" or "XEM XONG TRẢ LẠI".
    """

    degree: Degree | None = None
    state_secret: Evidence | None = None
    internal_only: bool = False

    @property
    def is_state_secret(self) -> bool:
        """Whether the document must be refused."""
        return self.degree is not None


def secrecy_of(text: str, margins: str = "") -> Secrecy:
    """The marks in a document's text and in its margins (headers, footers, annotations; a line
    each).
    """
    lines = list(_lines(text))
    internal = any(_INTERNAL.fullmatch(_bare(line.text)) for line in _where_internal_stands(lines))
    internal = internal or any(_INTERNAL.fullmatch(_bare(line.text)) for line in _lines(margins))
    for line in _lines(margins):
        if found := _stamp(line.text, title_case=False):
            return Secrecy(found, None, internal)
    for number, line in enumerate(lines):
        if found := _degree_at(lines, number):
            return Secrecy(found, evidence(text, line.start, line.end), internal)
    return Secrecy(internal_only=internal)


def refuse_state_secret(text: str, margins: str, *, name: str) -> Secrecy:
    """The marks of a document that may be kept. name: of the file, for the sentence. Raises
    StateSecretRefused.
    """
    secrecy = secrecy_of(text, margins)
    if secrecy.is_state_secret:
        raise StateSecretRefused(name=name)
    return secrecy


@dataclass(frozen=True)
class _Line:
    """A line that is not empty, NFC; joined_above: no blank line stands between it and the one
    before.
    """

    text: str
    start: int
    end: int
    joined_above: bool


def _lines(text: str) -> Iterator[_Line]:
    end, joined = 0, False
    for found in re.finditer(r"[^\n\r\f]+", text):
        if not found[0].strip(" \t|*_\u00a0"):
            joined, end = False, found.end()
            continue
        touches = text[end : found.start()] in {"\n", "\r\n", "\r"}
        line = unicodedata.normalize("NFC", found[0])
        yield _Line(line, found.start(), found.end(), joined and touches)
        end, joined = found.end(), True


def _where_internal_stands(lines: list[_Line]) -> list[_Line]:
    appendices = [line for number, line in enumerate(lines) if _at_appendix(lines, number)]
    return lines[:_LETTERHEAD_LINES] + appendices + lines[-_INTERNAL_LINES_AT_END:]


def _degree_at(lines: list[_Line], number: int) -> Degree | None:
    """The degree that the line is marked with, if it stands where stamps stand."""
    in_letterhead = number < _LETTERHEAD_LINES
    if not in_letterhead and not _at_appendix(lines, number):
        return None
    line = lines[number]
    if in_letterhead and (found := _secret_symbol(line.text)):
        return found
    if number < _LETTER_LINES and (found := _letter_stamp(lines, number)):
        return found
    found = _stamp(line.text, title_case=number < _TITLE_CASE_LINES)
    if found is None or _is_part_of_sentence(lines, number):
        return None
    return found


_APPENDIX = re.compile(r"\W*PHỤ\s+LỤC(?:\s+(?:SỐ\s+)?(?:[IVX]+|\d+|[A-Z]))?\W*", re.IGNORECASE)


def _at_appendix(lines: list[_Line], number: int) -> bool:
    around = lines[max(0, number - _APPENDIX_LINES_AFTER) : number + _APPENDIX_LINES_BEFORE + 1]
    return any(_APPENDIX.fullmatch(line.text) for line in around)


# A stamp.

_DEGREES: dict[str, Degree] = {"MẬT": "Mật", "TỐI MẬT": "Tối mật", "TUYỆT MẬT": "Tuyệt mật"}
_LETTERS: dict[str, Degree] = {"C": "Mật", "B": "Tối mật", "A": "Tuyệt mật"}
_DEGREE = r"(?P<degree>(?:TUYỆT\s+|TỐI\s+)?MẬT)"
_URGENCY = r"(?:THƯỢNG\s+KHẨN|HỎA\s+TỐC(?:\s+HẸN\s+GIỜ)?|HO\u1ea2\s+TỐC|KHẨN)"
_COPY = r"(?:BẢN\s+SỐ|Bản\s+số|SỐ\s+BẢN|Số\s+bản)\s*[:.]?\s*[\d.…/]*"
_BETWEEN = r"[\s,;:/+(–-]*"
_STAMP = re.compile(
    rf"(?:{_URGENCY}{_BETWEEN})?(?:DẤU\s+)?{_DEGREE}"
    rf"(?:{_BETWEEN}{_URGENCY})?(?:{_BETWEEN}{_COPY}\)?)?"
)
_TITLE_CASE_STAMP = re.compile(r"(?P<degree>(?:Tuyệt\s+|Tối\s+)?[Mm]ật)")
_NAMED_DEGREE = re.compile(
    r"(?:Mức\s+)?Độ\s+mật\s*[:.–-]+\s*(?P<degree>(?:Tuyệt\s+|Tối\s+)?Mật|[ABC])\b[\s.;]*",
    re.IGNORECASE,
)
_DEGREE_LABEL = re.compile(r"(?:Mức\s+)?Độ\s+mật\s*:?", re.IGNORECASE)
_BRACKETED = re.compile(rf"[^(]*[(\[]\s*{_DEGREE}\s*[)\]]?\W*")
_LIST_ITEM = re.compile(r"\s*(?:[-+•–*]\s+(?!.*[-–*]\s*$)|\d+[.)]\s|[a-zđ][.)]\s)")
_DECORATION = " \t\u00a0*_#>=~<.:|[](){}–—-"
_EMPHASIS = " \t\u00a0*_#>"
_GAP = re.compile(r"\t+|[ \u00a0]{3,}|\|")
_SPACED_LETTERS = re.compile(r"\w(?:\s+\w)+")


def _bare(text: str) -> str:
    return " ".join(text.strip(_DECORATION).split())


def _stamp(line: str, *, title_case: bool) -> Degree | None:
    """The degree that a line, or one cell of it, is stamped with. Several degrees in a line are a
    table, not a stamp.
    """
    cells = [_bare(cell) for cell in _GAP.split(line) if _bare(cell)]
    if _LIST_ITEM.match(line) and len(cells) == 1:
        return None
    if len(cells) == 2 and _DEGREE_LABEL.fullmatch(cells[0]):
        return _degree_named(cells[1])
    whole = _degree_of_cell(_bare(line.replace("|", " ")), title_case)
    if whole:
        return whole
    found = [degree for cell in cells if (degree := _degree_of_cell(cell, title_case))]
    return found[0] if len(found) == 1 else None


def _degree_of_cell(cell: str, title_case: bool) -> Degree | None:
    if len(cell) > _CELL_CHARACTERS_MAX:
        return None
    if _SPACED_LETTERS.fullmatch(cell):
        cell = _with_words(cell.replace(" ", ""))
    for pattern in (_STAMP, _NAMED_DEGREE, _BRACKETED):
        match = pattern.fullmatch(cell)
        if match and (pattern is not _BRACKETED or cell.isupper()):
            return _degree_named(match["degree"])
    if title_case and (match := _TITLE_CASE_STAMP.fullmatch(cell)):
        return _degree_named(match["degree"])
    return None


_LETTERHEAD_PART = re.compile(
    r"\W*Số\s*:|.*(?:ĐỘC LẬP\s*[-–]\s*TỰ DO|CỘNG H(?:ÒA|O\u00c0) XÃ HỘI)", re.IGNORECASE
)


def _letter_stamp(lines: list[_Line], number: int) -> Degree | None:
    """A, B or C alone above the end of the letterhead: letters that stand for the degrees."""
    degree = _LETTERS.get(_bare(lines[number].text))
    below = lines[number + 1 : number + 1 + _LETTERHEAD_REST]
    return degree if any(_LETTERHEAD_PART.match(line.text) for line in below) else None


def _with_words(letters: str) -> str:
    """ "TỐIMẬT" as two words; other spaced words stay as they are."""
    return {"TỐIMẬT": "TỐI MẬT", "TUYỆTMẬT": "TUYỆT MẬT"}.get(letters, letters)


def _degree_named(word: str) -> Degree | None:
    name = " ".join(word.upper().split())
    return _DEGREES.get(name) or _LETTERS.get(name)


# Words of which "MẬT" may be the last or first part, when a title is broken over lines.
_GOES_ON = re.compile(
    r"(?:\bBÍ|BẢO|CƠ|\bĐỘ|VĂN\s+BẢN|TÀI\s+LIỆU|HỒ\s+SƠ|THÔNG\s+TIN|TIN|"
    r"DANH\s+MỤC|\bSỔ|\bDẤU|VẬT|NỘI\s+DUNG|"
    r"CÔNG\s+TÁC|CHẾ\s+ĐỘ|GIẢI|NGUỒN|LOẠI|CHỨA|MANG|HÀNG|\bVÀ|HOẶC|,|TỐI|TUYỆT)\s*$"
)
_GOES_ON_BELOW = re.compile(r"\W*(?:NHÀ\s+NƯỚC|MÃ\b|ONG\b|ĐỘ\b|KHẨU|VỤ\b|THƯ\b|,)")


def _is_part_of_sentence(lines: list[_Line], number: int) -> bool:
    """Whether a line that reads like a stamp is the end or beginning of a title or sentence broken
    over lines.
    """
    line = lines[number]
    above = lines[number - 1].text.rstrip(_DECORATION) if number and line.joined_above else ""
    if above and _stamp(above, title_case=False) is None:
        runs_on = above[-1:].islower() and not re.search(r"Hạnh phúc$|\d{4}$", above)
        if _GOES_ON.search(above.upper()) or (runs_on and not _bare(line.text).isupper()):
            return above.upper() not in {"TỐI", "TUYỆT"}
    below = lines[number + 1] if number + 1 < len(lines) else None
    return (
        below is not None and below.joined_above and bool(_GOES_ON_BELOW.match(below.text.upper()))
    )


# A number of a secret series: "Số: 12-M/BC", "Số: 05/TM-UBND", "Số: 07/KH-BCĐ-M", "Số: 9/KH-UBND
# (Mật)".

_SPACE_AFTER_LABEL = re.compile(r"(Số\s*[:.]?)[ \u00a0]+", re.IGNORECASE)
_NUMBER_LINE = re.compile(r"\W*Số\s*[:.]?\s*(?P<symbol>[^|\t]{0,60})", re.IGNORECASE)
_AFTER_NUMBER = r"(?:[\d….]\s*|^\s*)[-/]\s*"
_SECRET_SYMBOLS: tuple[tuple[re.Pattern[str], Degree], ...] = (
    (
        re.compile(rf"\b(?:Tuyệt\s+mật|TUYỆT\s+MẬT)\b|{_AFTER_NUMBER}T[uU][yY]?M\s*[-/]"),
        "Tuyệt mật",
    ),
    (re.compile(rf"\b(?:Tối\s+mật|TỐI\s+MẬT)\b|{_AFTER_NUMBER}TM\s*[-/]|\(TM\)"), "Tối mật"),
    (re.compile(rf"\b(?:Mật|MẬT)\b|{_AFTER_NUMBER}M\s*[-/]|\(M\)|-M(?![\w/])"), "Mật"),
)


def _secret_symbol(line: str) -> Degree | None:
    for cell in _GAP.split(_SPACE_AFTER_LABEL.sub(r"\1 ", line)):
        number = _NUMBER_LINE.match(cell.strip(_EMPHASIS))
        if number is None:
            continue
        symbol = number["symbol"]
        if not re.match(r"[\d…._\s]*[-/]|\d", symbol):
            return None
        for pattern, degree in _SECRET_SYMBOLS:
            if pattern.search(symbol):
                return degree
    return None


_INTERNAL = re.compile(
    r"(?:TÀI\s+LIỆU\s+)?(?:CHỈ\s+)?LƯU\s+HÀNH\s+NỘI\s+BỘ|XEM\s+XONG\s+TRẢ\s+LẠI", re.IGNORECASE
)
