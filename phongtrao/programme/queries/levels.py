"""Levels of targets in words, as the core reads them, and an own one beside its parent's."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.compiler.tracking import target_level, time_words
from phongtrao.core.targets.asking import OTHER, SAME, STRONGER, WEAKER, Asked, beside
from phongtrao.core.targets.levels import Level
from phongtrao.programme.models import Difficulty, Threshold
from phongtrao.programme.queries.filings import end_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.programme.models import Target


@dataclass(frozen=True)
class LevelRow:
    """A level that must be reached, in words. old: it was adjusted and no longer holds; coming: it
    does not hold yet.
    """

    words: str
    horizon: str
    old: bool
    coming: bool
    row: Threshold

    @property
    def holds(self) -> bool:
        """Whether this is what must be reached."""
        return not (self.old or self.coming)


def holds(row: Threshold, on: date) -> bool:
    """Tell whether a level is what must be reached, as of a day."""
    return not (_is_old(row, on) or _is_coming(row, on))


def _is_old(row: Threshold, on: date) -> bool:
    return row.until is not None and row.until <= on


def _is_coming(row: Threshold, on: date) -> bool:
    return row.since is not None and row.since > on


def level_rows(thresholds: Iterable[Threshold], on: date) -> tuple[LevelRow, ...]:
    """Levels in words as of a day, in the order of their dates, closed ones before what took their
    place.
    """
    return tuple(
        LevelRow(
            level_words(row), horizon_words_of(row), _is_old(row, on), _is_coming(row, on), row
        )
        for row in sorted(thresholds, key=lambda row: (row.horizon, row.pk))
    )


class Levels:
    """The levels of targets of some programmes (ids) as they were known when a day ended: without
    those that were set since, whose days may lie before; what these closed is still open. then:
    None for all that is known today.
    """

    def __init__(self, programmes: Iterable[int], then: date | None) -> None:
        self._then, self._answered = then, dict[int | None, bool]()
        if then is not None:
            rows = Difficulty.objects.filter(adjusts__target__programme__in=programmes)
            found = rows.order_by().values_list("adjusts_id", "answered_at")
            self._answered = {pk: at is not None and at < end_of(then) for pk, at in found}

    def of(self, targets: Iterable[Target]) -> list[tuple[Target, list[Threshold]]]:
        """Targets with their levels; without own ones that nobody had set yet."""
        rows = [(target, self.known(target, target.thresholds.all())) for target in targets]
        all_of_them = self._then is None
        return [(one, found) for one, found in rows if found or all_of_them or one.record_id]

    def known(self, target: Target, levels: Iterable[Threshold]) -> list[Threshold]:
        """Those of a target's levels that were known."""
        rows = list(levels)
        later = [row for row in rows if not self._is_known(target, row)]
        found = [copy(row) for row in rows if row not in later] if later else rows
        replaced = {one.instead_of_id for one in later}
        for row in found if later else ():
            if row.pk in replaced:
                row.until = None
        return found

    def _is_known(self, target: Target, row: Threshold) -> bool:
        if self._then is None or row.since is None:
            return True
        # An own one holds from the day on which it was set.
        own = target.record_id is None
        return self._answered.get(row.pk, not own or row.since <= self._then)


def level_words(row: Threshold) -> str:
    """A level in words: "≥ 95 %", "19/28", "Không để xảy ra"."""
    fields = {
        "comparator": row.comparator,
        "value": float(row.value),
        "upper": None if row.upper is None else float(row.upper),
        "unit": row.unit,
    }
    whole = "" if row.out_of is None else f"/{row.out_of.normalize():f}"
    return f"{target_level(fields)}{whole}"


def horizon_words_of(row: Threshold) -> str:
    """By when a level must be reached, in words; "" where nothing says so."""
    if not row.horizon_kind:
        return ""
    return time_words(horizon={"kind": row.horizon_kind, "period": row.horizon})


def in_words(row: Threshold) -> str:
    """A level with by when it must be reached, in words: "≥ 85 % đến năm 2026"."""
    horizon = horizon_words_of(row)
    return f"{level_words(row)} {horizon[:1].lower()}{horizon[1:]}".strip()


def adjustable(difficulty: Difficulty) -> QuerySet[Threshold]:
    """The levels that the answer to a difficulty can change: those of its target that were not
    changed yet and that are numbers; none of a target that only an earlier version of the plan has.
    """
    open_ones = Threshold.objects.filter(target=difficulty.target_id, until=None)
    of_now = open_ones.filter(target__programme=difficulty.receipt.programme_id)
    return of_now.exclude(comparator="zero").order_by("horizon", "pk")


def level_of(row: Threshold) -> Level:
    """A stored level as the core reads it."""
    return Level(row.comparator, row.value, row.unit == "percent", row.upper, row.out_of)


def same_horizon(row: Threshold, horizon: tuple[str, str]) -> bool:
    """Tell whether a level is to be reached by the horizon (kind, date or rhythm)."""
    return (row.horizon_kind, row.horizon) == horizon


def asked(row: Threshold) -> Asked:
    """A stored level with its horizon as the core reads them."""
    return Asked(level_of(row), row.horizon_kind, row.horizon)


def compared(own: Iterable[Threshold], parent: Iterable[Threshold], on: date) -> str:
    """How own levels that hold on a day stand beside the parent's: WEAKER as soon as one asks for
    less, or as much but later.
    """
    above = [asked(row) for row in parent if holds(row, on)]
    rows = [asked(row) for row in own if holds(row, on)]
    found = {beside(row, above, rows)[0] for row in rows}
    return next((one for one in (WEAKER, OTHER, STRONGER, SAME) if one in found), OTHER)
