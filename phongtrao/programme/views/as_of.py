"""As of which day a page of a programme is read, how its links carry that on, and what it says of a
day on which there was nothing to read yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from phongtrao.programme.queries.then import published_on
from phongtrao.web.asked import DayAsked, day_asked
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from phongtrao.programme.models import Programme, Task

_NAME = "tai-ngay"
_NOT_KEPT = (_NAME, "trang", "dong")
_NOT_PUBLISHED = (
    "Đến hết ngày {day:%d/%m/%Y} kế hoạch này chưa ban hành thành chương trình; ban hành ngày"
    " {published:%d/%m/%Y}."
)


_NOT_ADDED = (
    "Đến hết ngày {day:%d/%m/%Y} chưa có nhiệm vụ này; cơ quan theo dõi thêm ngày {added:%d/%m/%Y}."
)


@dataclass(frozen=True)
class AsOf:
    """The day of a page. asked: as the address asks for it. kept: what the address asks for beside
    it, names and values; back: the same page of today.
    """

    asked: DayAsked
    today: date
    kept: tuple[tuple[str, str], ...]
    back: str

    @property
    def on(self) -> date:
        """The day."""
        return self.asked.day

    @property
    def past(self) -> bool:
        """Whether it is over: then nothing can be done on the page."""
        return self.on != self.today

    @property
    def then(self) -> date | None:
        """The day whose knowledge counts; None for today's."""
        return self.on if self.past else None

    @property
    def carry(self) -> str:
        """What links carry on: the end of an address that has none yet."""
        return f"?{self._kept}" if self.past else ""

    @property
    def more(self) -> str:
        """The same behind other names of an address."""
        return f"&{self._kept}" if self.past else ""

    @property
    def _kept(self) -> str:
        return urlencode({_NAME: f"{self.on:%d/%m/%Y}"})


def as_of(request: HttpRequest) -> AsOf:
    """The day that was asked for, `?tai-ngay=30/06/2026`; today when none was, or a wrong one."""
    asked, today = day_asked(request.GET.get(_NAME, ""), timezone.localdate()), timezone.localdate()
    asked_for = request.GET.items()
    kept = [(name, str(text)) for name, text in asked_for if text and name not in _NOT_KEPT]
    back = f"{request.path}?{urlencode(kept)}" if kept else request.path
    return AsOf(asked, today, tuple(kept), back)


def not_there(
    request: HttpRequest,
    day: AsOf,
    programme: Programme,
    why: str,
    others: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """The page of what was not there yet on a day. others: addresses and names of what was."""
    return page(
        request, "programme/not_there.html", programme=programme, day=day, why=why, others=others
    )


def unless_published(
    request: HttpRequest, day: AsOf, programme: Programme, *, looks_after: bool = True
) -> HttpResponse | None:
    """What is said of a day before the programme was there; None for a day on which it was."""
    published = published_on(programme)
    if day.on >= published:
        return None
    others = []
    if looks_after and programme.replaces_id:
        address = reverse("programme:programme", args=[programme.replaces_id])
        others.append((f"{address}{day.carry}", "bản trước của kế hoạch"))
    why = _NOT_PUBLISHED.format(day=day.on, published=published)
    return not_there(request, day, programme, why, others)


def unless_added(
    request: HttpRequest, day: AsOf, programme: Programme, task: Task | None
) -> HttpResponse | None:
    """What is said of a day before a task was there; None for a day on which it was."""
    if task is None or task.added_at is None:
        return None
    added = timezone.localdate(task.added_at)
    if day.on >= added:
        return None
    return not_there(request, day, programme, _NOT_ADDED.format(day=day.on, added=added))
