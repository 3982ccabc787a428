"""Labels and bullets at the beginning of a line: what kind they are, what they count, where the
words begin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Points are numbered with the letters of the Vietnamese alphabet that take no mark (Nghị định
# 30/2020/NĐ-CP, Phụ lục I).
POINTS = "abcdđeghiklmnopqrstuvxy"
_ORDINALS = {
    "nhất": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}
_UPPER = "A-ZĐÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯẠ-Ỹ"
_LABEL = re.compile(
    r"(?P<part>(?:PHẦN|Phần)\s+(?:(?:THỨ|thứ|Thứ)\s+)?(?P<part_value>\w+))(?=\s*[.:–-]|\s*$|\s+["
    + _UPPER
    + r"])\s*[.:]?|"
    r"(?P<chapter>(?:CHƯƠNG|Chương)\s+(?P<chapter_value>[IVX]+|\d{1,2}))(?!\w)\s*[.:]?|"
    r"(?P<division>(?:MỤC|Mục|TIỂU MỤC|Tiểu mục)\s+(?P<division_value>\d{1,2}|[IVX]+))"
    r"(?=\s*[.:]|\s*$|\s+[" + _UPPER + r"])\s*[.:]?|"
    r"(?P<article>(?:ĐIỀU|Điều)\s+(?P<article_value>\d{1,3})[a-z]?)\s*[.:]|"
    r"(?P<mixed>[IVX]{1,5}(?:\.\d{1,2}){1,3})\s?[.):]*(?=\s+[" + _UPPER + r"“\"(\d])|"
    r"(?P<roman>[IVX]{1,6})\s?(?:[.)]+|/(?=\s)|:|[-–](?=\s))(?=\s*[" + _UPPER + r"“\"(\d]|\s*$)|"
    r"(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,4})\s?[.):/]*(?=\s+["
    + _UPPER
    + r"“\"(\d]|\s*$|["
    + _UPPER
    + r"])|"
    r"(?P<arabic>\d{1,2})\s?(?P<arabic_sign>\.(?!\d)|\)|/(?=\s)|:(?=\s)|[-–](?=\s+["
    + _UPPER
    + r"])|\s?[-–](?=\s+["
    + _UPPER
    + r"]))+|"
    r"\((?P<paren>\d{1,2})\)|"
    r"\((?P<point_in_brackets>[" + POINTS + r"])\)|"
    r"(?P<point>["
    + POINTS
    + r"])\s?(?:\)+|[./](?=\s+["
    + _UPPER
    + r"])|[-–](?=\s+["
    + _UPPER
    + r"]))|"
    r"(?P<upper>[A-HĐKLMN])\s?[.)/](?=\s+[" + _UPPER + r"]{2})"
)
_WORD_LABELS = "PCMTĐ"  # Phần, Chương, Mục, Tiểu mục, Điều
_BULLET = re.compile(r"(?:[-–—+•●○▪■◦·➢✓\u2043\uf0b7\uf02d](?:\s+|(?=[^\W\d_]|[“\"(]))(?!\s*$))+")
_ROMAN = {"I": 1, "V": 5, "X": 10}
RANKS = {"part": 0, "upper": 1, "chapter": 1, "roman": 2, "division": 3, "article": 4}


@dataclass(frozen=True, slots=True)
class Mark:
    """A label as printed ("II", "1.2", "a", "Điều 1"), its kind, the number it counts and where the
    words begin.
    """

    kind: str
    label: str
    value: int
    end: int

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of an arabic or decimal label: (1, 2) for "1.2"; empty for other kinds."""
        if self.kind == "arabic":
            return (self.value,)
        if self.kind == "mixed":
            return tuple(map(int, self.label.split(".")[1:]))
        return tuple(map(int, self.label.split("."))) if self.kind == "decimal" else ()


def roman_value(numeral: str) -> int:
    """The value of a Roman numeral of I, V, X; 0 when it is none."""
    total = 0
    for at, letter in enumerate(numeral):
        value = _ROMAN[letter]
        total += (
            -value if any(_ROMAN[later] > value for later in numeral[at + 1 : at + 2]) else value
        )
    return total if total and _roman(total) == numeral else 0


def _roman(value: int) -> str:
    tens, ones = divmod(value, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    return _ORDINALS.get(text.lower(), 0) or (roman_value(text) if set(text) <= set("IVX") else 0)


def read_mark(text: str) -> Mark | None:
    """The label at the beginning of a clean line, None when the line begins with words."""
    if text[1:2].islower() and text[0] not in _WORD_LABELS:
        return None
    found = _LABEL.match(text)
    if found is None:
        return None
    kind = next(name for name in _KINDS if found[name])
    printed = " ".join(found[kind].split())
    end = found.end()
    while end < len(text) and text[end] == " ":
        end += 1
    value = _counted(found, kind, printed)
    zero = kind in ("arabic", "decimal", "mixed") and printed.strip("0.")
    if not value and not zero:
        return None
    if kind in ("arabic", "paren"):
        printed = printed.lstrip("0") or printed
    if kind == "arabic" and found["arabic_sign"] == ")":
        kind = "arabic)"
    return Mark(kind, printed, value, end)


def _counted(found: re.Match[str], kind: str, printed: str) -> int:
    """The number that a label counts, 0 when it is none."""
    if kind in ("part", "chapter", "division", "article"):
        return _value(found[kind + "_value"])
    if kind == "roman":
        return roman_value(printed)
    if kind == "upper":
        return "ABCDEGHIKLMN".find(printed) + 1
    if kind.startswith("point"):
        return POINTS.index(printed) + 1
    return int(printed.rpartition(".")[2])


_KINDS = (
    "part", "chapter", "division", "article", "mixed", "roman", "decimal", "arabic", "paren",
    "point_in_brackets", "point", "upper",
)  # fmt: skip


def read_bullet(text: str) -> int:
    """Where the words begin behind a dash, plus or dot, 0 when the line begins with words."""
    if text[0].isalnum():
        return 0
    found = _BULLET.match(text)
    return found.end() if found else 0
