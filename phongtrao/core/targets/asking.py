"""What a unit asks of itself beside what it was asked: less, as much, more, in height and time."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from phongtrao.core.targets.levels import FROM_ABOVE, Level, weaker_than

if TYPE_CHECKING:
    from collections.abc import Sequence

WEAKER, SAME, STRONGER, OTHER = "weaker", "same", "stronger", "other"
"""How a level stands beside one above; other: the two cannot be compared."""
_ISO = re.compile(r"\d{4}(?:-\d{2}){0,2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A level and by when. kind: by, during, every or "". horizon: ISO year, month or day, or a
    rhythm.
    """

    level: Level
    kind: str
    horizon: str

    @property
    def last_day(self) -> date | None:
        """The last day of the horizon; None for a rhythm or no horizon."""
        if self.kind not in ("by", "during") or not _ISO.fullmatch(self.horizon):
            return None
        year, month, day = (*(int(part) for part in self.horizon.split("-")), 0, 0)[:3]
        month = month or 12
        return date(year, month, day or calendar.monthrange(year, month)[1])

    @property
    def time(self) -> tuple[str, str] | date:
        """What two levels for the same time share: the last day ("trong năm 2026" and "đến năm
        2026"), or the rhythm.
        """
        return self.last_day or (self.kind, self.horizon)


def beside(
    own: Asked, above: Sequence[Asked], others: Sequence[Asked] = ()
) -> tuple[str, Asked | None]:
    """How an own level stands beside those above, and which of them it was held against.

    others: the other levels of the unit's target. Of the same horizon, the levels are compared. A
    level before a horizon above may be a step on the way to it; one after it, while the unit keeps
    that horizon with no other level, is weaker: as much, but later. Without a level above, OTHER.
    """
    if not above:
        return OTHER, None
    same = next((one for one in above if own.time == one.time), None)
    if same:
        return by_level(own.level, same.level), same
    last = own.last_day
    dated = sorted(((one.last_day, one) for one in above if one.last_day), key=lambda pair: pair[0])
    if last is None or not dated:
        return _without_days(own, above[0]), above[0]
    ahead = [one for day, one in dated if day > last]
    passed = [one for day, one in dated if day < last]
    if ahead:
        found = by_level(own.level, ahead[0].level)
        if found in (SAME, STRONGER):
            return STRONGER, ahead[0]
        if found == OTHER or not passed:
            return found, ahead[0]
    found = by_level(own.level, passed[-1].level)
    if found in (SAME, STRONGER) and not any(_keeps(one, passed[-1]) for one in others):
        found = WEAKER
    return found, passed[-1]


def by_level(own: Level, above: Level) -> str:
    """How two levels stand, whenever they are to be reached; "đủ 90", "ít nhất 90" and "90–95" ask
    the same.
    """
    weaker = weaker_than(own, above)
    if weaker is None:
        return OTHER
    if weaker:
        return WEAKER
    return STRONGER if weaker_than(above, own) else SAME


def _without_days(own: Asked, above: Asked) -> str:
    """Where one of the two has no last day: to reach something at no time is later than at any; to
    stay below something holds from the first day.
    """
    found = by_level(own.level, above.level)
    open_ended = not own.kind and above.kind and own.level.comparator not in FROM_ABOVE
    return WEAKER if open_ended and found in (SAME, STRONGER) else found


def _keeps(own: Asked, above: Asked) -> bool:
    """Whether an own level reaches one above in time."""
    last, until = own.last_day, above.last_day
    return bool(
        last and until and last <= until and by_level(own.level, above.level) in (SAME, STRONGER)
    )
