"""Which record of a fresh compilation each record of an older one of the same text corresponds to.

After an upgrade a plan is compiled again. What a person confirmed, corrected or discarded must
stay with the record that it was said about, although the new compilation may quote a little more
or less of the sentence.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.text.folding import fold_for_comparing
from phongtrao.core.text.spans import overlap
from phongtrao.core.text.words import likeness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.core.compiler.plan import CompiledPlan, Record

# The share of the shorter quotation that both must have in common.
_ENOUGH = 0.5
# How alike two quotations must be when their spans no longer meet.
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A record as far as it must be found again.

    kind: target, task, deadline, reference, model or award. start, end: its span in the text.
    quote: its words; taken from the text when empty, and trusted more than the span when the text
    does not hold them there.
    """

    kind: str
    start: int
    end: int
    quote: str = ""


def records_of(plan: CompiledPlan) -> list[Reviewed]:
    """The records of a compiled plan in the form in which they are matched, kind by kind in the
    plan's order.
    """
    kinds: tuple[tuple[str, Sequence[Record]], ...] = (
        ("target", plan.targets),
        ("task", plan.tasks),
        ("deadline", plan.deadlines),
        ("reference", plan.references),
        ("model", plan.models),
        ("award", plan.awards),
    )
    return [
        Reviewed(kind, record.at.start, record.at.end, record.quote)
        for kind, records in kinds
        for record in records
    ]


def rematch(text: str, old: Sequence[Reviewed], new: Sequence[Reviewed]) -> list[int | None]:
    """For each old record the place in `new` of the record that it corresponds to, None when none
    does.

    No new record is given twice. Records of one kind correspond when they share at least half of
    the shorter span; of several the one with the largest share wins, of equal ones the first. An
    old record whose span meets none is looked for by its words.
    """
    matched: list[int | None] = [None] * len(old)
    taken: set[int] = set()
    pairs = sorted(_meeting(old, new), key=lambda pair: (-pair[0], pair[1], pair[2]))
    for _, before, after in pairs:
        if matched[before] is None and after not in taken:
            matched[before] = after
            taken.add(after)
    for before, record in enumerate(old):
        if matched[before] is None and record.quote:
            found = _by_words(text, record, new, taken)
            if found is not None:
                matched[before] = found
                taken.add(found)
    return matched


def _meeting(old: Sequence[Reviewed], new: Sequence[Reviewed]) -> list[tuple[float, int, int]]:
    """The pairs of one kind whose spans share enough: the share, the old place, the new place."""
    of_kind: dict[str, list[tuple[int, int, int]]] = {}
    longest: dict[str, int] = {}
    for at, record in enumerate(new):
        of_kind.setdefault(record.kind, []).append((record.start, record.end, at))
        longest[record.kind] = max(longest.get(record.kind, 0), record.end - record.start)
    for spans in of_kind.values():
        spans.sort()
    pairs = []
    for before, record in enumerate(old):
        spans = of_kind.get(record.kind, [])
        reach = longest.get(record.kind, 0)
        for start, end, after in spans[bisect_left(spans, (record.start - reach, 0, 0)) :]:
            if start >= record.end:
                break
            common = overlap((record.start, record.end), (start, end))
            shorter = min(record.end - record.start, end - start)
            if common and common >= _ENOUGH * shorter:
                closeness = common / max(record.end - record.start, end - start)
                pairs.append((closeness, before, after))
    return pairs


def _by_words(text: str, record: Reviewed, new: Sequence[Reviewed], taken: set[int]) -> int | None:
    """The free new record of the same kind whose words are most like those of an old one."""
    words = fold_for_comparing(record.quote)
    best, found = _ALIKE, None
    for at, other in enumerate(new):
        if other.kind != record.kind or at in taken:
            continue
        alike = likeness(words, fold_for_comparing(other.quote or text[other.start : other.end]))
        if alike >= best and (found is None or alike > best):
            best, found = alike, at
    return found
