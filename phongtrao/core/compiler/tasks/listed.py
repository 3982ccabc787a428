"""Bodies of a labelled value or a table cell."""

from __future__ import annotations

import re

from phongtrao.core.compiler.bodies import BodyReader
from phongtrao.core.text.folding import fold

_STEP = re.compile(r"[\s,;:.+•–-]*(?:và\s+|cùng\s+|phối hợp\s+với\s+)?")
_TAIL = re.compile(r"[^,;.]*")
_NO_NAME = ("theo ", "các nội dung", "thường xuyên", "hằng ", "hàng ", "liên quan", "khi ")
_RUN = re.compile(r"[^,;.]+|.")


def listed_bodies(text: str, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The bodies of a labelled value or a table cell, each as printed.

    A stretch that begins with no known head is split at commas, semicolons and full stops.
    """
    folded = fold(text)
    reader = BodyReader(text, folded, known)
    names: list[str] = []
    at = 0
    while at < len(text):
        step = _STEP.match(folded, at)
        at = step.end() if step else at
        if at >= len(text):
            break
        found = reader.read(at)
        if found is not None and found.end > at:
            names.extend(found.names)
            rest = _TAIL.match(text, found.end)
            tail = rest[0].strip(" :") if rest else ""
            if (
                tail
                and not tail.startswith(("(", "là ", "chủ trì", "thực hiện", "phối hợp"))
                and len(tail) < 60
            ):
                names[-1] = f"{names[-1]} {tail}".partition("(")[0].strip()
            at = rest.end() if rest and tail else found.end
            continue
        run = _RUN.match(text, at)
        piece = run[0].strip(" :–-()") if run else ""
        at = run.end() if run else len(text)
        if (
            piece
            and (piece[:1].isupper() or names)
            and 4 < len(piece) < 90
            and not fold(piece).startswith(_NO_NAME)
        ):
            names.append(piece)
    return tuple(dict.fromkeys(names))
