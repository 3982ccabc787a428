"""Awards that a document names: titles of emulation and forms of commendation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phongtrao.core.compiler.bodies import BodyReader
from phongtrao.core.compiler.cue_words import lexicon, pattern, words
from phongtrao.core.compiler.plan import Named, Trust
from phongtrao.core.text.folding import fold, fold_for_comparing

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Passage

_FORMS = pattern("names", "awards.whole", "awards.given", "awards.named")
_ORDERS = lexicon("names", "awards.orders")
_CLASSES = lexicon("names", "awards.classes")
_QUOTED = re.compile(r"\s*[“\"«]([^“”\"«»]{3,80})[”\"»]")
_TITLE = re.compile(r"(?<!\w)danh hiệu(?:\s+thi đua)?\s*:?\s*")
_TITLE_NAME = re.compile(r"[A-ZĐÀ-Ỹ][^,.;:()“”\"]{3,60}")
_TITLE_END = re.compile(
    r"(?<!\w)(?:hằng năm|hàng năm|cho|đối với|theo|và|năm|trong|các|của|để|được|là)(?!\w)"
)


def find_awards(passages: list[Passage]) -> list[Named]:
    """The awards named in the passages, once each; "Bằng khen" alone counts only when no giver is
    named for it.
    """
    found: dict[str, Named] = {}
    for passage in passages:
        for start, end in _spans(passage):
            name = passage.text[start:end].strip(" ,;:.")
            key = _key(name)
            if key not in found and any(map(str.isalpha, name)):
                evidence = passage.content.proof(start, end)
                found[key] = Named(at=evidence, trust=Trust(confidence=0.9), name=name)
    bare = [key for key in found if key in words("names", "awards.given")]
    for key in bare:
        if any(other.startswith(key + " ") for other in found):
            del found[key]
    return list(found.values())


def _key(name: str) -> str:
    """What two printings of one award share: the form and the first giver."""
    folded = fold_for_comparing(name)
    form = next((form for form in words("names", "awards.given") if folded.startswith(form)), None)
    if form is None:
        return folded
    rest = folded[len(form) :].removeprefix(" của").strip()
    return f"{form} {rest.partition(',')[0]}".strip()


def _spans(passage: Passage) -> list[tuple[int, int]]:
    text, folded = passage.text, passage.folded
    spans = []
    for match in _FORMS.finditer(folded):
        start, end = match.span()
        if not text[start].isupper():
            continue
        if match[0] in words("names", "awards.given"):
            end = _with_giver(text, folded, end)
        elif match[0] in words("names", "awards.named"):
            named = _with_name(text, folded, end)
            if named is None:
                continue
            end = named
        spans.append((start, end))
    if "danh hiệu" in folded:
        spans.extend(
            span
            for span in _titles(text, folded)
            if not any(lo <= span[0] < hi for lo, hi in spans)
        )
    return sorted(spans)


def _with_giver(text: str, folded: str, end: int) -> int:
    joint = re.compile(r"\s+(?:của\s+)?").match(folded, end)
    if joint is None:
        return end
    found = BodyReader(text, folded).read(joint.end())
    if found is None or (
        folded[end : joint.end()].strip() != "của"
        and not text[joint.end() : joint.end() + 1].isupper()
    ):
        return end
    semicolon = text.find(";", joint.end(), found.end)
    return semicolon if semicolon > 0 else found.end


def _with_name(text: str, folded: str, end: int) -> int | None:
    quoted = _QUOTED.match(text, end)
    if quoted:
        return quoted.end()
    order = _ORDERS.at(folded, end + 1)
    if not order:
        return None
    rank = _CLASSES.at(folded, order + 1)
    return rank or order


def _titles(text: str, folded: str) -> list[tuple[int, int]]:
    """Titles behind "danh hiệu": quoted, or with a capital ("Gia đình văn hóa, Thôn văn hóa")."""
    spans = []
    for cue in _TITLE.finditer(folded):
        at = cue.end()
        while quoted := _QUOTED.match(text, at):
            spans.append(quoted.span(1))
            step = re.compile(r"[\s,;]*(?:và\s+)?(?:danh hiệu\s+)?").match(folded, quoted.end())
            at = step.end() if step else quoted.end()
        while name := _TITLE_NAME.match(text, at):
            end = name.end()
            while (
                text.startswith(", ", end)
                and text[end + 2 : end + 3].islower()
                and not _TITLE.match(folded, end + 2)
                and (more := re.compile(r"[^,.;:()“\"]{3,60}").match(text, end + 2))
            ):
                end = more.end()  # "Cơ quan, đơn vị văn hóa" is one title
            if stop := _TITLE_END.search(fold(text[at:end])):
                spans.append((at, at + stop.start()))
                break
            spans.append((at, end))
            step = re.compile(r",\s*(?:danh hiệu\s+)?").match(folded, end)
            if step is None:
                break
            at = step.end()
    return [(lo, hi) for lo, hi in spans if hi - lo > 3]
