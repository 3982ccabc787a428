"""The head and foot of a document: type, symbol, issuer, place, date, subject, who signs, who
receives.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from phongtrao.core.compiler.bodies import BodyReader
from phongtrao.core.compiler.cue_words import words
from phongtrao.core.compiler.layout.foot import PERSON
from phongtrao.core.compiler.layout.head import is_motto, letterhead_pieces
from phongtrao.core.compiler.layout.passage import is_capitals
from phongtrao.core.compiler.plan import Document, Signatory
from phongtrao.core.compiler.references import abbreviated_type
from phongtrao.core.dates.moments import iso_date
from phongtrao.core.text.folding import fold

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Layout, Passage

_SYMBOL = re.compile(
    r"(?:^|\s|[|>])(?:Số|SỐ|Sô|số)\s*[:.]?\s*(?P<symbol>\d*[a-zA-Z]?\s*[/-]\s*(?:\d{4}\s*/\s*)?[A-ZĐ][\w&]*(?:\s*[-–/&.]\s*[A-ZĐ\d][\w&]*)*)"
)
_PLACE = re.compile(
    r"(?P<place>[A-ZĐÀ-Ỹ][^\d,;:/|]{1,40}?)\s*,\s*[Nn]gày(?P<day>\s*[.…\d]*\s*)tháng(?P<month>\s*[.…\d]*\s*)năm\s*(?P<year>(?:19|20)\d\d)?"
)
_SHORT_DATE = re.compile(
    r"(?P<place>[A-ZĐÀ-Ỹ][^\d,;:/|]{1,40}?)\s*,\s*[Nn]gày\s*(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>(?:19|20)\d\d)"
)
_TERRITORY = ("thành phố ", "thị xã ", "thị trấn ", "đặc khu ")
_TERRITORY_BODY = (
    "tỉnh ủy",
    "thành ủy",
    "huyện ủy",
    "quận ủy",
    "thị ủy",
    "tỉnh đoàn",
    "thành đoàn",
    "huyện đoàn",
)
_IN_WHOSE_NAME = ("tm.", "t/m", "tm ", "tl.", "tuq.", "t/l", "tl ")
_FOR_POST = ("kt.", "k/t", "kt ", "q.")
_NEAR = 40
_LAST_WORDS = 12  # passages of a preamble in which its body speaks
_NO_ISSUER = re.compile(r"\d/|ngày|^số\b|^v/v|^\d")
_ABOUT = re.compile(r"^\s*(?:[Vv]/[Vv]:?|[Vv]ề việc:?)\s*")
_ORDER_START = re.compile(r"(?:^|[,;.]\s+|(?<=:)\s+)(?=\w)")


def read_document(layout: Layout, preamble: list[Passage]) -> Document:
    """The head of the document as printed; a field that the document does not show is None."""
    pieces = [
        (piece.text, piece.content.folded)
        for p in layout.letterhead
        for piece in letterhead_pieces(p)
    ]
    texts = [text for text, _ in pieces]
    texts += [f"{text} {below}" for text, below in pairwise(texts)]
    texts += [p.text for p in layout.letterhead]
    place, date = _place_and_date(texts)
    symbol = next((found["symbol"] for text in texts if (found := _SYMBOL.search(text))), None)
    symbol = re.sub(r"\s+", "", symbol).replace("–", "-") if symbol else None
    subject = " ".join(passage.text for passage in layout.subject).strip(" .")
    if layout.type_name is None:
        subject = _ABOUT.sub("", subject)
    return Document(
        type=layout.type_name or _untitled_type(layout, symbol),
        symbol=symbol,
        issuer=_issuer(pieces, preamble),
        place=place,
        date=date,
        subject=subject or _portal_subject(layout, symbol),
        signatory=_signatory(layout),
        recipients=tuple(
            name
            for passage in layout.recipients
            if (name := passage.text.strip(" .;,")) and len(name) < 300
        ),
    )


def _untitled_type(layout: Layout, symbol: str | None) -> str | None:
    """The type of a document without a title line: told by its symbol, or a letter."""
    if symbol and (kind := abbreviated_type(symbol)):
        return kind
    head = [passage.folded for passage in [*layout.letterhead, *layout.body[:6]]]
    if layout.subject or any(
        text.startswith(("v/v", "về việc")) or " v/v " in text for text in head
    ):
        return "Công văn" if symbol or any(text.startswith("kính gửi") for text in head) else None
    return "Công văn" if symbol and any(text.startswith("kính gửi") for text in head) else None


def _place_and_date(texts: list[str]) -> tuple[str | None, str | None]:
    """Place and date of the first line of the head that holds both."""
    found = next(
        (match for text in texts if (match := _PLACE.search(text) or _SHORT_DATE.search(text))),
        None,
    )
    if found is None:
        return None, None
    year, month, day = (
        int(digits) if (digits := re.sub(r"\D", "", found[name] or "")) else None
        for name in ("year", "month", "day")
    )
    date = iso_date(year, month, day if month else None) if year else None
    return found["place"].strip(" |-"), date or (str(year) if year else None)


def _portal_subject(layout: Layout, symbol: str | None) -> str | None:
    """The subject in the line that a portal sets above the document: "Kế hoạch 70/KH-UBND năm 2026
    …", where the document's own title is missing.
    """
    if symbol is None:
        return None
    title = re.compile(rf"[^\d/]*\b{re.escape(fold(symbol))}\s+(?:năm \d{{4}}\s+)?(?=\w)")
    for passage in layout.passages[:_LAST_WORDS]:
        if passage.kind == "noise" and (found := title.match(passage.folded)):
            return passage.text[found.end() :].strip(" .")
    return None


# issuer


def _issuer(pieces: list[tuple[str, str]], preamble: list[Passage]) -> str | None:
    """The body of the letterhead, or the one that the preamble lets speak; that one too when the
    letterhead leaves out whose it is ("ỦY BAN NHÂN DÂN").
    """
    printed = _letterhead_issuer(pieces)
    if printed is not None and fold(printed) not in words("documents", "letterhead.of_territory"):
        return printed
    spoken = _ordering_body(preamble)
    whole = spoken is not None and (printed is None or fold(spoken).startswith(fold(printed)))
    return spoken if whole else printed


def _letterhead_issuer(pieces: list[tuple[str, str]]) -> str | None:
    """The issuing body of the letterhead: the last name in capitals, with the territory that stands
    under it.
    """
    names: list[str] = []
    for text, folded in pieces:
        text, folded = text.strip(" -–_*=|"), folded.strip(" -–_*=|")
        if not text or _NO_ISSUER.search(folded) or not is_capitals(text):
            continue
        broken = bool(names) and names[-1].endswith((" VÀ", ",", "-", " CỦA"))
        if not broken and (is_motto(folded) or _is_piece_of_motto(folded)):
            continue
        if names and (broken or _is_territory(folded) or not _begins_body(text, folded)):
            names[-1] = f"{names[-1]} {text}"
        else:
            names.append(text)
    names = [name for name in names if _begins_body(name, fold(name))]
    return names[-1] if names else None


def _is_piece_of_motto(folded: str) -> bool:
    return len(folded) > 3 and any(
        folded in motto for motto in words("documents", "letterhead.motto")
    )


def _is_territory(folded: str) -> bool:
    """Whether a line of a letterhead only names a territory ("TỈNH …"), not a body of it ("TỈNH ỦY
    …").
    """
    first, _, rest = folded.partition(" ")
    return (
        first in words("documents", "letterhead.territory") or folded.startswith(_TERRITORY)
    ) and not rest.startswith(("ủy", "đoàn", "hội"))


def _begins_body(text: str, folded: str) -> bool:
    return not _is_territory(folded) and (
        BodyReader(text, folded).read(0) is not None or folded.startswith(_TERRITORY_BODY)
    )


def _ordering_body(preamble: list[Passage]) -> str | None:
    """The body that the preamble lets speak: "UBND huyện … xây dựng kế hoạch …"."""
    orders = words("documents", "preamble.orders")
    for passage in reversed(preamble[-_LAST_WORDS:]):
        reader = BodyReader(passage.text, passage.folded)
        spoken = None
        for start in _ORDER_START.finditer(passage.folded):
            found = reader.read(start.end())
            if found is not None and passage.folded[found.end : found.end + _NEAR].lstrip(
                " ,"
            ).startswith(orders):
                spoken = found.names[0]
        if spoken:
            return spoken
    return None


# foot


def _signatory(layout: Layout) -> Signatory | None:
    """Who signs: lines in capitals are in whose name and in which post, the first line that is a
    name is the person.
    """
    authority: list[str] = []
    title: list[str] = []
    name = None
    posts = words("documents", "foot.titles")
    for passage in layout.signature:
        text = passage.text.strip(" .|")
        folded = fold(text)
        if not text or folded.strip("()[] ") in words("documents", "foot.signed"):
            continue
        if not is_capitals(text):
            if name is None and folded not in posts and PERSON.fullmatch(text):
                name = text
        elif name is None:
            in_name = folded.startswith(_IN_WHOSE_NAME) or (
                authority and not title and not folded.startswith((*_FOR_POST, *posts))
            )
            (authority if in_name else title).append(text)
    if not (authority or title or name):
        return None
    return Signatory(
        authority=" ".join(authority) or None, title=" ".join(title) or None, name=name
    )
