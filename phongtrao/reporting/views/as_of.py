"""As of which day, and on which boundaries, a page of figures is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from django.utils import timezone

from phongtrao.core.dates.windows import day_words
from phongtrao.reporting.queries.series import Seen
from phongtrao.web.asked import day_asked

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpRequest

    from phongtrao.reporting.queries.series import Series
    from phongtrao.units.models import Unit


class OfSeries(Protocol):
    """What is shown of figures at a place."""

    place: Unit | None
    series: Series


Page = TypeVar("Page", bound="OfSeries")

NAMES = ("tai-ngay", "biet", "dia-gioi")
"""By what an address tells it."""


@dataclass(frozen=True)
class AsOf:
    """As of which day a page is read, and how its links carry that on. text: what was asked for.
    wrong: why that is no day to look back on, "" where it is; then the page is of today.
    """

    seen: Seen
    today: date
    text: str = ""
    wrong: str = ""

    @property
    def typed(self) -> str:
        """What stands in the box: what somebody typed, until it is right."""
        return self.text if self.wrong else f"{self.seen.on:%d/%m/%Y}"

    @property
    def past(self) -> bool:
        """Whether the day is not today."""
        return self.seen.on != self.today

    @property
    def words(self) -> str:
        """The day and the boundaries, above a table."""
        carried = ", theo địa giới ngày đó" if self.seen.carried else ""
        return f"tại ngày {day_words(self.seen.on)}{carried}"

    @property
    def keep(self) -> dict[str, str]:
        """What links carry on."""
        kept = {"tai-ngay": day_words(self.seen.on)} if self.past else {}
        if self.past and not self.seen.known:
            kept["biet"] = "nay"
        return kept | ({"dia-gioi": "nay"} if self.seen.carried else {})

    @property
    def carry(self) -> str:
        """What links carry on behind other names of the address."""
        return f"&{urlencode(self.keep)}" if self.keep else ""

    def link(self, **more: object) -> str:
        """The end of an address: the day, and more of its names (with _ for -)."""
        tail = f"{tail_of(**more)}{self.carry}"
        return f"?{tail[1:]}" if tail else ""

    @property
    def now(self) -> AsOf:
        """The same of today."""
        return replace(self, seen=Seen(self.today, carried=self.seen.carried))

    @property
    def other_knowledge(self) -> AsOf:
        """The same day by what is known today; or as it was known then."""
        return replace(self, seen=replace(self.seen, known=not self.seen.known))

    @property
    def as_reported(self) -> AsOf:
        """The same as reported, of the units of their time."""
        return replace(self, seen=replace(self.seen, carried=False))

    @property
    def on_boundaries(self) -> AsOf:
        """The same on the boundaries of the day."""
        return replace(self, seen=replace(self.seen, carried=True))


def tail_of(**more: object) -> str:
    """More names (with _ for -) of an address that has one."""
    asked = {name.replace("_", "-"): value for name, value in more.items() if value}
    return f"&{urlencode(asked)}" if asked else ""


def as_of(request: HttpRequest) -> AsOf:
    """The day that was asked for, `?tai-ngay=30/06/2026`, today when none was or it is wrong; as it
    was known then, or with `biet=nay` by what is known now; with `dia-gioi=nay` on its boundaries.
    """
    today = timezone.localdate()
    asked = day_asked(request.GET.get("tai-ngay", ""), today)
    known = asked.day < today and request.GET.get("biet") != "nay"
    seen = Seen(asked.day, known, carried=request.GET.get("dia-gioi") == "nay")
    return AsOf(seen, today, asked.text, asked.wrong)


@dataclass(frozen=True)
class Looked(Generic[Page]):
    """Figures as of a day. changed: units at the place were merged or split since the first period;
    inherited: the place never reported itself, and what its predecessors reported is shown.
    """

    day: AsOf
    shown: Page
    changed: bool
    inherited: bool


def looked_at(day: AsOf, read: Callable[[Seen], Page]) -> Looked[Page]:
    """The figures that are read as of a day; of a place that never reported itself those of the
    units that it is made of, on its boundaries; of one that is there no more what it reported.
    """
    shown = read(day.seen)
    changed = shown.series.units_changed()
    if shown.place and not shown.series.concerns and (changed or day.seen.carried):
        other = day.as_reported if day.seen.carried else day.on_boundaries
        found = read(other.seen)
        if found.series.concerns:
            return Looked(other, found, changed, inherited=other.seen.carried)
    return Looked(day, shown, changed, inherited=False)
