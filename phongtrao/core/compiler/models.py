"""Community models that a document names: "mô hình “Camera an ninh”", "Mô hình Dân phòng tự quản:
…".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phongtrao.core.compiler.cue_words import pattern, words
from phongtrao.core.compiler.plan import Named, Trust
from phongtrao.core.text.folding import fold, fold_for_comparing

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Passage

_CUE = pattern("names", "models.cues")
_QUOTE = re.compile(r"[“\"«](?P<name>[^“”\"«»]{3,160})[”\"»]")
_BETWEEN = re.compile(r"[\s,;:…]*(?:(?:và|hoặc|cùng)\s+)?(?:(?:các\s+)?mô hình\s+)?[\s:]*")
_INSIDE = re.compile(r"[.;](?:\s|$)")
_LIST = re.compile(r"[^().;]{0,160}\((?P<names>[^()]{12,400})\)")
_HEADED = re.compile(r"\s*(?P<name>[^:()]{3,150}?)\s*(?P<list>\([^()]*\))?\s*:")
_RUN = re.compile(r"\s+([^,.;:()“\"]{4,80})")
_FAR = 150


def find_models(passages: list[Passage]) -> list[Named]:
    """The community models named in the passages, once each, in the order of first naming."""
    found: dict[str, Named] = {}
    for passage in passages:
        if "mô hình" not in passage.folded and "điển hình" not in passage.folded:
            continue
        for start, end, sure in _names(passage):
            name = passage.text[start:end].strip(" ,;:.…")
            evidence = passage.content.evidence(start, end)
            key = fold_for_comparing(name)
            if evidence is None or len(key) < 3 or key in found:
                continue
            doubt = None if sure else "Tên mô hình này không đặt trong ngoặc kép; hãy xem lại tên."
            found[key] = Named(
                at=evidence, trust=Trust(confidence=0.92 if sure else 0.6, doubt=doubt), name=name
            )
    return list(found.values())


def _names(passage: Passage) -> list[tuple[int, int, bool]]:
    text, folded = passage.text, passage.folded
    names: list[tuple[int, int, bool]] = []
    taken = 0
    for cue in _CUE.finditer(folded):
        if cue.start() < taken:
            continue
        quoted = _quoted_list(text, folded, cue.end())
        if quoted:
            names.extend((lo, hi, True) for lo, hi in quoted)
            taken = quoted[-1][1]
        elif cue[0] == "mô hình":
            names.extend(
                (lo, hi, False) for lo, hi in _unquoted(text, folded, cue.start(), cue.end())
            )
    return names


def _quoted_list(text: str, folded: str, position: int) -> list[tuple[int, int]]:
    """The quoted names behind a cue, as long as only commas and "mô hình" stand between them."""
    first = _QUOTE.search(text, position, position + _FAR + 160)
    if first is None or first.start() - position > _FAR:
        return []
    between = folded[position : first.start()]
    if _INSIDE.search(between) or between.rstrip(" :,").endswith(words("names", "models.others")):
        return []
    spans = []
    match: re.Match[str] | None = first
    while match is not None:
        spans.append(match.span("name"))
        step = _BETWEEN.match(folded, match.end())
        match = _QUOTE.match(text, step.end() if step else match.end())
    return spans


def _unquoted(text: str, folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Names without quotation marks: the head of an item ("Mô hình X: …"), a list in brackets, a
    name of a known kind.
    """
    line = _HEADED.match(text, end)
    opening = folded[: min(start, 12)].strip(" -+")
    opens = start < 12 and opening in ("", "các")
    listed = _LIST.match(text, end)
    if listed is not None and (split := _split_names(listed["names"])) and len(split) > 1:
        offset = listed.start("names")
        if any(_is_kind(fold(name)) for _, _, name in split):
            return [(offset + lo, offset + hi) for lo, hi, _ in split]
    if opens and line is not None and not opening:
        return [line.span("name")]
    return _by_kind(text, folded, end)


def _split_names(listed: str) -> list[tuple[int, int, str]]:
    """The names of a bracketed list: split before capitals, or at every comma without any."""
    capital = re.compile(r"[,;]\s*(?=[A-ZĐÀ-Ỹ])")
    comma = re.compile(r"[,;]\s*")
    cut = (
        capital
        if len(re.findall(r"(?:^|[,;]\s*)[A-ZĐÀ-Ỹ]", listed)) > 1 and listed[:1].isupper()
        else comma
    )
    parts, at = [], 0
    for sign in [*cut.finditer(listed), None]:
        end = sign.start() if sign else len(listed)
        piece = listed[at:end].rstrip(" .…,;")
        if piece.strip():
            parts.append((at, at + len(piece), piece))
        at = sign.end() if sign else end
    return parts


def _is_kind(folded: str) -> bool:
    return any(
        re.search(rf"(?<!\w){re.escape(noun)}(?!\w)", folded)
        for noun in words("names", "models.nouns")
    )


def _by_kind(text: str, folded: str, end: int) -> list[tuple[int, int]]:
    """A name in running words: it holds a capital and a noun of communities and ends before a
    joint.
    """
    run = _RUN.match(text, end)
    if run is None:
        return []
    begin = run.start(1)
    stop = begin + len(run[1])
    for word in re.finditer(r"[^\W_]+", folded[begin:stop]):
        at = begin + word.start()
        if (
            word.start()
            and folded.startswith(words("names", "models.stops"), at)
            and _whole_word(folded, at)
        ):
            stop = at
            break
    name = text[begin:stop].rstrip()
    if (
        len(name.split()) < 3
        or not any(word[:1].isupper() for word in name.split())
        or not _is_kind(fold(name))
    ):
        return []
    return [(begin, begin + len(name))]


def _whole_word(folded: str, at: int) -> bool:
    return any(
        folded.startswith(stop, at) and not folded[at + len(stop) : at + len(stop) + 1].isalnum()
        for stop in words("names", "models.stops")
    )
