"""Difficulties as they stood when a day ended: reported, and answered or not yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.programme.queries.cascade import difficulties_of
from phongtrao.programme.queries.filings import end_of
from phongtrao.programme.queries.levels import in_words
from phongtrao.programme.queries.programmes import version_after
from phongtrao.programme.queries.then import call_as_then, written_by

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from phongtrao.programme.models import Difficulty, Programme


def difficulties_then(
    programme: Programme, units: Collection[int], then: date | None
) -> list[Difficulty]:
    """Difficulties reported for a programme, those that wait for an answer first; of `units` only,
    if given. then: as they stood when that day ended, None for now.
    """
    if then is None:
        return list(difficulties_of(programme, units))
    found: list[Difficulty] = []
    for version in _that_have_them(programme, then):
        found += written_by(difficulties_of(version, units), then)
    for row in found:
        if row.answered_at and row.answered_at >= end_of(then):
            row.answered_at = row.accepted = row.adjusts = None
            row.answer = ""
    call_as_then((row.receipt.unit for row in found), then)
    found.sort(key=lambda row: (row.at, row.pk), reverse=True)
    return sorted(found, key=lambda row: (row.answered_at is not None, bool(row.accepted)))


def adjusted_words(rows: Iterable[Difficulty]) -> dict[int, str]:
    """Difficulty → the level that its answer set and the one that this took the place of."""
    return {
        row.pk: f"{in_words(row.adjusts)}, thay cho {in_words(row.adjusts.instead_of)}"
        for row in rows
        if row.adjusts and row.adjusts.instead_of
    }


def _that_have_them(programme: Programme, then: date) -> list[Programme]:
    """The programme, and the versions that took its place since: what waited for an answer went on
    with them.
    """
    found = [programme]
    if version_after(programme, then) is None:
        while later := version_after(found[-1]):
            found.append(later)
    return found
