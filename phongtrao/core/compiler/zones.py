"""What each part of a document is for: headings told by how they begin, handed down to what stands
under them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from phongtrao.core.compiler.bodies import BodyReader
from phongtrao.core.compiler.cue_words import lexicon, words
from phongtrao.core.compiler.layout.passage import is_open
from phongtrao.core.text.folding import fold
from phongtrao.core.text.words import Lexicon

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Passage

ZONES = ("purpose", "target", "situation", "subjects", "time", "funds", "criteria", "award", "work")
_FORMS = ("mẫu", "biểu", "phụ biểu")  # forms to be filled in assign no work
_LONGEST_HEADING = 230
_DUTIES = lexicon("verbs", "duties", "modals")
# A body that directs others leads; those that it directs are not its name.
_DIRECTS = re.compile(
    r"[\s,]+(?:chỉ đạo|yêu cầu|giao|hướng dẫn|đôn đốc|phối hợp|chủ trì|vận động)\s"
)
# "Nội dung giám sát của chủ chương trình": what belongs to a body is its work.
_OWNED = re.compile(
    r"(?:các )?(?:nội dung|nhiệm vụ|trách nhiệm|công việc|phần việc)(?: [^\W\d_]+){0,6}? của (?=\w)"
)
_CHARGED = re.compile(r"\s(?:có|chịu) (?:trách nhiệm|nhiệm vụ)\s*[.:;]?\s*$")


@cache
def _beginnings() -> tuple[dict[str, str], Lexicon, Lexicon]:
    named = {phrase: zone for zone in ZONES for phrase in words("zones", zone)}
    return named, Lexicon(named), Lexicon(words("zones", "before"))


def heading_zone(folded: str) -> str | None:
    """The zone that a heading announces, None for a thematic heading."""
    named, beginnings, before = _beginnings()
    at = 0
    while True:
        if end := beginnings.at(folded, at):
            return named[folded[at:end]]
        step = before.at(folded, at)
        if not step:
            return None
        at = step + 1


def is_heading_like(passage: Passage) -> bool:
    """Whether a passage can announce a zone: a heading, or a short line with a label and no
    sentence in it.
    """
    if passage.kind in ("heading", "appendix"):
        return True
    text = passage.text
    return (
        passage.mark is not None
        and len(text) < _LONGEST_HEADING
        and (is_open(text) or text[-1] == ":" or _run_in(passage) > 0)
    )


def _run_in(passage: Passage) -> int:
    """The length of a heading that stands in one line with its text ("Thời gian thực hiện: Từ tháng
    …"), 0 when there is none.
    """
    colon = passage.text.find(": ", 0, 90)
    return colon if colon > 0 and "." not in passage.text[:colon] else 0


def zone_names(passages: list[Passage], *, excerpt: bool) -> dict[int, str]:
    """The zone of each passage of a body by its identity; what no heading tells is "none", a web
    page around it "foreign".

    excerpt: the document has neither letterhead nor foot, so that the words of a commentator end it
    too.
    """
    zones: dict[int, str] = {}
    foreign = False
    ends = words("documents", "portal.ends") + (
        words("documents", "portal.comments") if excerpt else ()
    )
    for passage in passages:
        plain = passage.mark is None and not passage.bullet and passage.kind != "row"
        if passage.kind in ("appendix", "title"):
            foreign = passage.folded.startswith(_FORMS)
        elif (
            not foreign
            and plain
            and (passage.folded.startswith(ends) or passage.text.endswith("?"))
        ):
            foreign = True
        if foreign:
            zones[id(passage)] = "foreign"
            continue
        above = zones.get(id(passage.parent), "none") if passage.parent is not None else "none"
        zone = None
        if is_heading_like(passage):
            head = passage.folded[: _run_in(passage) or None]
            zone = heading_zone(head)
            if (
                zone is None
                and above in ("none", "work")
                and passage.kind == "heading"
                and heading_bodies(passage)
            ):
                zone = "work"
            kept = above == "award" or (above in ("purpose", "situation") and zone != "work")
            if zone and kept and zone not in ("target", "award", "purpose", "situation"):
                zone = above
        zones[id(passage)] = zone or above
    return zones


def _goes_on_with_and(rest: str) -> bool:
    """Whether a name goes on behind "và" with words that are no duty ("Phòng Nếp sống văn hóa và
    gia đình").
    """
    behind = rest.removeprefix("và ")
    return behind != rest and len(behind) < 40 and not _DUTIES.at(behind, 0) and "," not in behind


def heading_bodies(passage: Passage, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The bodies that a heading names ("5. Sở Văn hóa và Thể thao", "Đề nghị …"), empty when it is
    thematic.
    """
    text, folded = passage.text, passage.folded
    start = 0
    if owned := _OWNED.match(folded):
        start = owned.end()
    giving = lexicon("bodies", "giving")
    while end := giving.at(folded, start):
        start = end + 1
    found = BodyReader(text, folded, known).read(start)
    if found is None:
        return ()
    if len(found.names) > 1 and fold(found.names[-1]) in words("bodies", "never_lead"):
        first = text[found.start : found.end].strip(
            " .,;:"
        )  # "Phòng Nếp sống văn hóa và gia đình" is one name
        return (*found.names[:-2], first[max(first.rfind(found.names[-2]), 0) :])
    charged = _CHARGED.search(folded)
    if charged and not _DIRECTS.match(folded, found.end):
        return (*found.names[:-1], text[found.last_start : charged.start()].strip(" ,;:"))
    last = folded[found.last_start :]
    if (
        last.startswith(("các ", "những "))
        and passage.kind == "heading"
        and "(" not in last
        and len(last) < 180
    ):
        return (*found.names[:-1], text[found.last_start :].strip(" .,;:"))
    rest = folded[found.end : found.end + _LONGEST_HEADING].strip(" .;,")
    if not rest or rest[0] == ":" or rest.startswith(words("zones", "heading_rests")):
        return found.names
    if passage.kind == "heading" and _goes_on_with_and(rest):
        return (*found.names[:-1], text[found.last_start :].strip(" .,;:"))
    if (
        len(rest.partition("(")[0]) < 60
        and not rest.startswith(words("zones", "thematic_rests"))
        and len(found.names) >= 1
    ):
        whole = text[: len(text.rstrip(" .;:,"))]
        extended = whole[found.end - len(found.names[-1]) :].partition("(")[0].strip(" ,;:")
        return (*found.names[:-1], extended)
    return ()


def names_of_headings(passages: list[Passage]) -> frozenset[str]:
    """The names of bodies in headings that hold an "và" or a comma: wherever they come back, they
    are one name.
    """
    return frozenset(
        name
        for passage in passages
        if passage.kind == "heading" and (" và " in passage.folded or "," in passage.folded)
        for name in heading_bodies(passage)
        if (" và " in name or "," in name)
        and name[:1].isupper()
        and not name.startswith(("Các ", "Những "))
    )
