"""The paragraphs behind the last numbered part: they belong to none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phongtrao.core.compiler.cue_words import words

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout.passage import Passage

_ITSELF = re.compile(
    r"(?:kế hoạch|chỉ thị|chương trình|đề án|phương án|công điện|hướng dẫn|nghị quyết|quyết định)"
    r" này"
)


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
        alone = bool(above.mark or above.bullet) or _ITSELF.search(passage.folded) is not None
        if not (opens or (at == end - 1 and alone and above.kind != "heading")):
            break
        passage.kind = "closing"
        if passage.parent is not None:
            passage.parent.children -= 1
        passage.path, passage.parent = None, None
        at -= 1
