"""What comes in from the sheet of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.reporting.queries.sheet_boxes import Posted
from phongtrao.web.asked import number_of

if TYPE_CHECKING:
    from django.http import QueryDict

BOX, SHOWN, ANSWER = "o-", "t-", "tl-"
"""Begin the names of a box, of what stood there when it was shown, of an answer."""
_REASON_MAX = 1000


def read_post(data: QueryDict) -> Posted:
    """The sheet as it was posted. A box whose other value was chosen ("take") stays as it is kept.

    Line ends are those of the program; a box that came alone is all that is read.
    """
    typed = _named(data, BOX)
    taken = data.get("take", "")
    typed.pop(taken, None)
    revision = data.get("revision", "")
    return Posted(
        typed=typed,
        shown=_named(data, SHOWN),
        reason=_lines(str(data["reason"]))[:_REASON_MAX] if "reason" in data else None,
        answers={key: text[:_REASON_MAX] for key, text in _named(data, ANSWER).items()},
        asked=frozenset(data.getlist("asked")),
        seen=number_of(revision) or 0,
    )


def _named(data: QueryDict, start: str) -> dict[str, str]:
    return {
        name.removeprefix(start): _lines(str(value))
        for name, value in data.items()
        if name.startswith(start)
    }


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
