"""Find a quotation in a text although marks, line breaks, case or tone placement differ."""

from __future__ import annotations

from phongtrao.core.text.folding import fold
from phongtrao.core.text.lines import clean


def find_quote(text: str, quote: str, *, near: int = 0) -> tuple[int, int] | None:
    """The span of the quotation in the text, the occurrence closest to the character `near` when
    there are several.

    Compared as evidence is: Markdown marks and white space folded, both tone placements, case
    ignored. None when the words do not stand there as one piece.
    """
    page = clean(text, 0, len(text))
    wanted = fold(clean(quote, 0, len(quote)).text.strip())
    best: tuple[int, int] | None = None
    at = page.folded.find(wanted) if wanted else -1
    while at >= 0:
        found = page.evidence(at, at + len(wanted))
        if found and (best is None or abs(found.start - near) < abs(best[0] - near)):
            best = (found.start, found.end)
        at = page.folded.find(wanted, at + 1)
    return best
