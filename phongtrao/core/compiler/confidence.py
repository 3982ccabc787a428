"""How far a record can be trusted, and the Vietnamese sentence that says why not wholly."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from phongtrao.core.compiler.cue_words import lexicon
from phongtrao.core.compiler.plan import Misprint, Record, Trust
from phongtrao.core.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.core.compiler.tasks import Assignment

RecordKind = TypeVar("RecordKind", bound=Record)

_COLLECTIVE = lexicon("bodies", "collective")
_SPACE = re.compile(r"\s+")
_LONGEST_NAME = 15  # words
SPLIT = "Danh sách đơn vị trong câu khó tách; hãy xem lại từng tên đơn vị."
NO_ZONE = "Đoạn này không nằm trong phần giao nhiệm vụ có tiêu đề rõ ràng."
CLOSING = "Đây là đoạn kết của văn bản; hãy xem có đúng là nhiệm vụ phải theo dõi không."
OTHER_PART = "Đoạn này nằm ở phần không phải phần giao nhiệm vụ."
GUESSED = "Văn bản không có dòng trống giữa các đoạn; đoạn này có thể gồm hai nhiệm vụ."
LONG_NAME = "Tên đơn vị dài bất thường; hãy xem tên này có lẫn phần nội dung nhiệm vụ không."
NO_LEAD = "Không có đơn vị nào được nêu là chủ trì nhiệm vụ này."
MISPRINTED = "Trong đoạn trích có chữ “{printed}” có thể in nhầm (đúng ra là “{likely}”)."


def task_trust(assignment: Assignment) -> Trust:
    """The trust in a task: full when its part assigns work and a body is named for it."""
    if assignment.closing:
        return Trust(confidence=0.65, doubt=CLOSING)
    if assignment.zone not in ("work", "none"):
        return Trust(confidence=0.6, doubt=OTHER_PART)
    if assignment.passage.guessed:
        return Trust(confidence=0.55, doubt=GUESSED)
    if any(map(_is_odd, (*assignment.lead, *assignment.coordinating))):
        return Trust(confidence=0.58, doubt=LONG_NAME)
    if not assignment.sure:
        return Trust(confidence=0.7, doubt=SPLIT)
    if assignment.zone == "none" and not assignment.lead:
        return Trust(confidence=0.5, doubt=NO_ZONE)
    if not assignment.lead:
        return Trust(confidence=0.85, doubt=NO_LEAD)
    return Trust(confidence=0.96 if assignment.own else 0.94)


def _is_odd(name: str) -> bool:
    """Whether a name holds more words than names do, or two heads with nothing between them."""
    if name.count(" ") >= _LONGEST_NAME:
        return True
    folded = fold(name)
    starts = [0, *(at.end() for at in _SPACE.finditer(folded))]
    return any(
        (end := _COLLECTIVE.at(folded, at)) and _COLLECTIVE.at(folded, end + 1) for at in starts
    )


def doubt_misprints(
    records: Sequence[RecordKind], misprints: Sequence[Misprint]
) -> list[RecordKind]:
    """The records, those with a likely misprint inside trusted a little less and saying so."""
    starts = [misprint.start for misprint in misprints]
    made = []
    for record in records:
        at = bisect_left(starts, record.at.start)
        if at < len(misprints) and misprints[at].end <= record.at.end:
            doubt = MISPRINTED.format(printed=misprints[at].printed, likely=misprints[at].likely)
            if record.trust.doubt:
                doubt = f"{record.trust.doubt} {doubt}"
            trust = Trust(
                confidence=round(max(0.3, record.trust.confidence - 0.08), 2), doubt=doubt
            )
            made.append(replace(record, trust=trust))
        else:
            made.append(record)
    return made
