"""References: legal and administrative documents cited by their symbol."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from phongtrao.core.compiler.bodies import BodyReader
from phongtrao.core.compiler.cue_words import any_of, cues
from phongtrao.core.compiler.plan import Reference, Trust
from phongtrao.core.dates.moments import find_moments
from phongtrao.core.text.folding import fold

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Passage

# State: number / [year /] type - issuer (Nghị định 30/2020/NĐ-CP, Phụ lục I). Party: number - type
# / issuer.
_NAME = r"[A-ZĐ][A-Za-zĐđ]{0,11}\d{0,2}"
_SYMBOL = re.compile(
    rf"(?<![\w/.,-])(?:(?P<number>\d{{1,3}}\.\d{{3}}|\d{{1,6}}[a-zA-Z]?)\s?/\s?(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?"
    rf"(?P<state>{_NAME}(?:\s?[-–&]\s?{_NAME}){{0,5}})"
    rf"|(?P<party_number>\d{{1,5}})\s?[-–]\s?(?P<party>[A-ZĐ][A-Za-zĐđ]{{1,6}})\s?/\s?(?P<body>[A-ZĐ][A-ZĐa-z.]{{1,12}}(?:-[A-ZĐ]{{1,8}})?))(?![\w/])"
)
_NUMBER_WORD = re.compile(r"(?:số|sô)\s*:?\s*$")
_ISSUER_WORD = re.compile(r"\s*,?\s*(?:của|do|giữa)?\s*(?=\w)")
_SESSION = re.compile(r"\s*\([Kk]hóa [IVXL]+\)|\s+[Kk]h(?:óa|oá) [IVXL]+")
_ANOTHER = re.compile(r"\s*(?:,|;|\bvà)\s+[^\W\d][\w\s]*?\ssố\s")  # "… và Kết luận số 44-KL/TW"
_NO_SYMBOL = re.compile(r"\d+/(?:HTX|Kg|Km|Ha|Tp|UBND)$")


@cache
def _titled() -> re.Pattern[str]:
    """The name of an issuer, three words or more, with the title of its document behind it."""
    titles = any_of(cues("documents")["cited"]["titles"])
    return re.compile(rf"((?:\S+\s){{2,}}?\S+)(?<!\svà)\s{titles}(?!\w)")


@cache
def _types() -> tuple[tuple[str, str], ...]:
    """Folded type words that may stand before a symbol, longest first, with the name they give."""
    table = cues("documents")
    named = {
        fold(form): name if fold(form) == fold(name) else form
        for name, forms in table["types"].items()
        for form in forms
    }
    named.update({fold(form): form for form in table["cited"]["other"]})
    return tuple(
        sorted(
            ((form, name[:1].upper() + name[1:]) for form, name in named.items()),
            key=lambda item: -len(item[0]),
        )
    )


def symbol_key(symbol: str) -> str:
    """The form in which two printings of one symbol agree."""
    return re.sub(r"[\s.]", "", symbol.upper()).replace("–", "-").replace("Đ", "D")


def abbreviated_type(symbol: str) -> str | None:
    """The document type that the abbreviation in a symbol stands for ("KH" in "12/KH-UBND"), None
    when it holds none.
    """
    table = cues("documents")["abbreviations"]
    for part in re.split(r"[/–-]", symbol)[1:]:
        if part in table:
            return str(table[part])
    return None


def find_references(passages: list[Passage], own: str | None) -> list[Reference]:
    """The documents that the passages cite, once per symbol, in the order of first citation.

    own: the symbol of the document itself, which is no reference. The citation with a date is the
    one that is kept.
    """
    found: dict[str, Reference] = {}
    own_key = symbol_key(own) if own else ""
    for passage in passages:
        text = passage.text
        if "/" not in text:
            continue
        for match in _SYMBOL.finditer(text):
            reference = _reference(passage, match)
            if reference is None:
                continue
            key = symbol_key(reference.symbol)
            if key == own_key:
                continue
            known = found.get(key)
            if known is None or _worth(reference) > _worth(known):
                found[key] = reference
    return list(found.values())


def _worth(reference: Reference) -> tuple[bool, bool]:
    """What makes one citation of a document better than another: a date, and no title in capitals
    around it.
    """
    return reference.date is not None, reference.quote.upper() != reference.quote


def _reference(passage: Passage, match: re.Match[str]) -> Reference | None:
    folded = passage.folded
    symbol = re.sub(r"\s+", "", match[0]).replace("–", "-")
    start = match.start()
    counted = _NUMBER_WORD.search(folded, max(0, start - 8), start)
    before = counted.start() if counted else start
    head = folded[:before].rstrip(" :")
    named = next(((form, name) for form, name in _types() if head.endswith(form)), None)
    abbreviated = abbreviated_type(symbol)
    if not (counted or named or abbreviated) or _NO_SYMBOL.match(symbol):
        return None
    if named:
        start = len(head) - len(named[0])
    elif counted:
        start = before
    end = match.end()
    date = None
    for moment in find_moments(folded[end : end + 45])[:1]:
        lead = folded[end : end + moment.start].strip(" ,(")
        if (
            lead in ("", "ngày", "năm", "của chính phủ ngày")
            and moment.iso
            and moment.iso[0] != "-"
        ):
            date = moment.iso
            end += moment.end
    issuer, end = _issuer(passage, end)
    kind = named[1] if named else abbreviated
    if kind is None and match["state"] and "UBND" in symbol:
        kind = "Công văn"
    sure = bool(counted or named)
    trust = Trust(
        confidence=0.97 if date and kind else 0.92 if sure else 0.7, doubt=None if sure else _DOUBT
    )
    proof = passage.content.proof(start, end)
    return Reference(at=proof, trust=trust, symbol=symbol, type=kind, issuer=issuer, date=date)


def _issuer(passage: Passage, end: int) -> tuple[str | None, int]:
    """The body that issued the document, printed behind its date, and where the citation ends."""
    joint = _ISSUER_WORD.match(passage.folded, end)
    if joint is None:
        return None, end
    found = BodyReader(passage.text, passage.folded).read(joint.end())
    if found is None:
        return None, end
    plural = passage.folded[end : joint.end()].strip() == "giữa"
    last = joint.end() + len(found.names[0])
    name = found.names[0]
    if plural and len(found.names) > 1:
        name, last = " và ".join(found.names[:2]), found.end
    titled = _titled().match(passage.text, joint.end())
    if titled and titled.end(1) < last:
        name, last = titled[1], titled.end(1)
    if another := _ANOTHER.search(passage.folded, joint.end(), last):
        name, last = passage.text[joint.end() : another.start()], another.start()
    if session := _SESSION.match(passage.text, last):
        name, last = passage.text[joint.end() : session.end()], session.end()
    return name, max(last, end)


_DOUBT = (
    "Ký hiệu này không có chữ “số” hay tên loại văn bản đứng trước; "
    "hãy xem có đúng là văn bản được viện dẫn không."
)
