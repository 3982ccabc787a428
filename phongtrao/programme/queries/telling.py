"""What the rooms above tell: figures of targets, and what an office owes beside its programmes.

A room above says so when it starts; this one shows it without knowing who told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from phongtrao.access.models import User
    from phongtrao.programme.models import Target
    from phongtrao.programme.queries.calendar import Filed
    from phongtrao.programme.queries.work import Item
    from phongtrao.units.models import Unit


@dataclass(frozen=True)
class TargetNow:
    """How a target stands, in words. figure: "93,7 % (118/126)", or why there is none ("chưa rõ");
    "" where that is a matter of each unit. coverage: "82/126 đơn vị đã duyệt". state: with its
    mark; tone: its colour. url: where the figure opens. trend: since the period before.
    """

    figure: str
    coverage: str
    state: str
    needed: str
    url: str
    tone: str = "none"
    trend: str = ""


@dataclass(frozen=True)
class News:
    """Something that happened, in a sentence. url: where there is more of it."""

    words: str
    url: str


class FiguresTold(Protocol):
    """Id of a target → how it stands at a place on a day; targets without figures are left out."""

    def __call__(
        self, targets: Collection[Target], place: Unit | None, on: date
    ) -> dict[int, TargetNow]: ...


class WorkTold(Protocol):
    """What the offices of a person owe on a day."""

    def __call__(self, user: User, units: Collection[int], on: date) -> list[Item]: ...


class DatesTold(Protocol):
    """What offices owe on a day between two days, done or not, as it stands on the day `on`."""

    def __call__(
        self, units: Collection[int], first: date, last: date, on: date
    ) -> list[Filed]: ...


class ChangesTold(Protocol):
    """What happened to units since a moment."""

    def __call__(self, units: Collection[int], since: datetime) -> list[News]: ...


figures_told: list[FiguresTold] = []
work_told: list[WorkTold] = []
dates_told: list[DatesTold] = []
changes_told: list[ChangesTold] = []


def figures_now(targets: Collection[Target], place: Unit | None, on: date) -> dict[int, TargetNow]:
    """How targets stand, by all who tell; what is told first counts."""
    found: dict[int, TargetNow] = {}
    for tell in figures_told:
        found = {**tell(targets, place, on), **found}
    return found


def work_beside(user: User, units: Collection[int], on: date) -> list[Item]:
    """What offices owe, by all who tell."""
    return [item for tell in work_told for item in tell(user, units, on)]


def dates_beside(units: Collection[int], first: date, last: date, on: date) -> list[Filed]:
    """What offices owe on a day between two days, by all who tell."""
    return [one for tell in dates_told for one in tell(units, first, last, on)]


def changes_beside(units: Collection[int], since: datetime) -> list[News]:
    """What happened to units since a moment, by all who tell."""
    return [one for tell in changes_told for one in tell(units, since)]
