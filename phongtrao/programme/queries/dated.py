"""Deadlines of a programme as its pages show them: when one falls, who let it pass, who kept it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from phongtrao.core.dates.filing import Standing
    from phongtrao.programme.models import DeadlineRule, DutyDone
    from phongtrao.units.models import Unit


@dataclass(frozen=True)
class Falls:
    """When a rule fell due, in order, and falls due next, as seen from a day; None for never."""

    rule: DeadlineRule
    past: tuple[date, ...]
    next: date | None


@dataclass(frozen=True)
class LateRow:
    """A day of a deadline that passed and that units did not keep; of linked tasks that print the
    same deadline one row. late: the units, of `total`.
    """

    rule: DeadlineRule
    last_day: date
    days: int
    late: Sequence[Unit]
    total: int


@dataclass(frozen=True)
class Kept:
    """How a unit kept a deadline on one of its days. done: None while it did not."""

    unit: Unit
    done: DutyDone | None
    standing: Standing
