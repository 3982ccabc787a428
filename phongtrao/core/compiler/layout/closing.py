"""The paragraphs behind the last numbered part: they belong to none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phongtrao.core.compiler.cue_words import words
from phongtrao.core.compiler.layout.passage import is_open

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout.passage import Passage

_ITSELF = re.compile(
    r"(?:kế hoạch|chỉ thị|chương trình|đề án|phương án|công điện|hướng dẫn|nghị quyết|quyết định)"
    r" này"
)
_LONGEST_NAME = 120


def set_closings(body: list[Passage]) -> None:
    """Mark the closing paragraphs of the main body and take path and parent from them."""
    end = next(
        (at for at, passage in enumerate(body) if passage.kind in ("appendix", "row")), len(body)
    )
    at = end - 1
    while at > 0:
        passage, above = body[at], body[at - 1]
        if passage.kind != "paragraph":
            break
        opens = passage.folded.startswith(words("zones", "closing.opening"))
        if not (opens or (at == end - 1 and _is_alone(passage, above))):
            break
        passage.kind = "closing"
        if passage.parent is not None:
            passage.parent.children -= 1
        passage.path, passage.parent = None, None
        at -= 1


def _is_alone(passage: Passage, above: Passage) -> bool:
    """Whether the last paragraph stands apart from what is above it: behind an item that is
    complete, or speaking of the document itself.
    """
    if above.kind == "heading" or _heads(above, passage):
        return False
    labelled = bool(above.mark or above.bullet)
    return labelled or _ITSELF.search(passage.folded) is not None


def _heads(above: Passage, passage: Passage) -> bool:
    """Whether a numbered line is the heading of the one paragraph below it ("2. Sở Y tế")."""
    return (
        above.mark is not None
        and passage.parent is above
        and above.children == 1
        and len(above.text) <= _LONGEST_NAME
        and is_open(above.text)
    )
