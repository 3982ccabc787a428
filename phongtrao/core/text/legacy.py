"""TCVN3 (ABC) and VNI: Vietnamese as it was written before Unicode, turned into Unicode (NFC).

Both encodings are font tricks: the bytes are those of Windows-1252, and a font such as .VnTime or
VNI-Times draws Vietnamese letters for them. Legacy text is therefore given here as Windows-1252
characters ("ñy ban nh©n d©n"). Tables: TCVN 5712:1993 (as in glibc's TCVN), and the layout of the
VNI for Windows fonts.
"""

from __future__ import annotations

import re
from enum import Enum


class Scheme(Enum):
    """How legacy text is drawn."""

    TCVN3 = "TCVN3 (ABC)"
    TCVN3_CAPITALS = "TCVN3 (ABC), phông chữ hoa"
    VNI = "VNI"


_TCVN3_CODES = (
    "A1Ă A2Â A3Ê A4Ô A5Ơ A6Ư A7Đ A8ă A9â AAê ABô ACơ ADư AEđ B5à B6ả B7ã B8á B9ạ BBằ BCẳ "
    "BDẵ BEắ C6ặ C7ầ C8ẩ C9ẫ CAấ CBậ CCè CEẻ CFẽ D0é D1ẹ D2ề D3ể D4ễ D5ế D6ệ D7ì D8ỉ DCĩ "
    "DDí DEị DFò E1ỏ E2õ E3ó E4ọ E5ồ E6ổ E7ỗ E8ố E9ộ EAờ EBở ECỡ EDớ EEợ EFù F1ủ F2ũ F3ú "
    "F4ụ F5ừ F6ử F7ữ F8ứ F9ự FAỳ FBỷ FCỹ FDý FEỵ"
)
_TCVN3 = {int(code[:2], 16): code[2] for code in _TCVN3_CODES.split()}

# The mark that VNI writes after a vowel; í ì æ ó ò stand for i with a mark, î for ỵ, ñ for đ.
_VNI_PAIRS = (  # noqa: SIM905 - a table, as one reads it
    "aùá aøà aûả aõã aïạ aââ aáấ aàầ aåẩ aãẫ aäậ aêă aéắ aèằ aúẳ aüẵ aëặ eùé eøè eûẻ eõẽ "
    "eïẹ eâê eáế eàề eåể eãễ eäệ oùó oøò oûỏ oõõ oïọ oâô oáố oàồ oåổ oãỗ oäộ ôùớ ôøờ ôûở "
    "ôõỡ ôïợ uùú uøù uûủ uõũ uïụ öùứ öøừ öûử öõữ öïự yùý yøỳ yûỷ yõỹ"
).split()
_VNI_SINGLES = dict(zip("íìæóòôöîñ", "íìỉĩịơưỵđ", strict=True))
_VNI = {pair[:2]: pair[2] for pair in _VNI_PAIRS} | _VNI_SINGLES
_VNI |= {code.upper(): letter.upper() for code, letter in _VNI.items()}
# A capital vowel may carry the mark of the small alphabet ("Aù"); Windows-1252 has no capital of ÿ,
# ß or ×.
_VNI |= {pair[0].upper() + pair[1]: pair[2].upper() for pair in _VNI_PAIRS}
_VNI_CODE = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))

# Symbol fonts put their signs into the private use area, 0xF000 above the byte.
_PRIVATE = {0xF000 + code: code for code in range(0x20, 0x100)}

_TCVN3_FONT = re.compile(r"\.?Vn[A-Z]")
_VNI_FONT = re.compile(r"VNI[ -]", re.IGNORECASE)
_SUBSET_MARK = re.compile(r"[A-Z]{6}\+")


def scheme_of_font(font: str) -> Scheme | None:
    """The scheme that a font draws: .VnTime, .VnTimeH (capitals), VNI-Times; None for a Unicode
    font.

    font: a family name, with or without the subset mark of a PDF ("ABCDEF+.VnTime").
    """
    name = _SUBSET_MARK.sub("", font.strip())
    if _TCVN3_FONT.match(name):
        family = name.partition(",")[0].partition("-")[0].rstrip()
        return Scheme.TCVN3_CAPITALS if family.endswith("H") else Scheme.TCVN3
    return Scheme.VNI if _VNI_FONT.match(name) else None


def decode_legacy(text: str, scheme: Scheme) -> str:
    """Legacy text (Windows-1252 characters, or their private-use twins) as Unicode; other
    characters stay.
    """
    text = text.translate(_PRIVATE)
    if scheme is Scheme.VNI:
        return _VNI_CODE.sub(lambda code: _VNI[code[0]], text)
    unicode_text = text.translate(_TCVN3)
    return unicode_text.upper() if scheme is Scheme.TCVN3_CAPITALS else unicode_text


def decode_windows_1252(data: bytes) -> str:
    """Bytes as Windows-1252 characters; the five holes of that table become their C1 twins, so
    nothing is lost.
    """
    return data.decode("cp1252", "surrogateescape").translate(_HOLES)


_HOLES = {0xDC00 + code: code for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}

_WORD = re.compile(r"[^\W\d_]+")
_ASCII_CAPITALS_OF_A_CAPITAL_LINE = 3
_NUMBER_LINE = re.compile(
    r"\W*Số\s*:"
)  # "Số: 12/KH-UBND" has no small ASCII letter, and is no capital line


def with_capitals_restored(text: str) -> str:
    """Give back the capitals that TCVN3 loses: without the font, "Tæ CHøC" decodes to "TổCHứC".

    A word with two capitals and no small ASCII letter, and every word of a line without small ASCII
    letters, is upper.
    """
    return "".join(_line_with_capitals(line) for line in text.splitlines(keepends=True))


def _line_with_capitals(line: str) -> str:
    capitals = sum("A" <= sign <= "Z" for sign in line)
    if (
        capitals >= _ASCII_CAPITALS_OF_A_CAPITAL_LINE
        and not re.search(r"[a-z]", line)
        and not _NUMBER_LINE.match(line)
    ):
        return line.upper()
    return _WORD.sub(lambda word: word[0].upper() if _lost_capitals(word[0]) else word[0], line)


def _lost_capitals(word: str) -> bool:
    capitals = sum(sign.isupper() for sign in word)
    return capitals > 1 and not any("a" <= sign <= "z" for sign in word)
