"""The calendar of an office: all that it owes on a day, done or not, and its private address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.access.queries import is_idle
from phongtrao.core.dates.filing import Standing, duty_standing
from phongtrao.programme.models import CalendarFeed
from phongtrao.programme.queries.duties import Duty, duties_of
from phongtrao.programme.queries.telling import dates_beside
from phongtrao.programme.queries.work import address_of, address_of_receipt, standings_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from phongtrao.access.models import User


@dataclass(frozen=True)
class Filed:
    """A dated thing on the calendar."""

    day: date
    what: str
    programme: str
    url: str
    kind: str
    key: str
    standing: Standing
    duty: Duty | None = None


def dated_work(units: Collection[int], first: date, last: date, on: date) -> list[Filed]:
    """Everything that units owe on a day between two days, done or not, in order: for the page of
    the year and the calendar feed.
    """
    found = [
        Filed(
            duty.last_day,
            duty.rule.what,
            duty.rule.programme.name,
            address_of(duty),
            "Việc theo thời hạn",
            f"duty-{duty.rule.pk}-{duty.unit_id}-{duty.last_day}",
            duty.standing,
            duty,
        )
        for duty in duties_of(units, first, last, on)
    ]
    found += [
        Filed(
            row.last_day,
            "Gửi kế hoạch của đơn vị",
            row.filings[0].programme,
            address_of_receipt(row),
            "Gửi kế hoạch",
            f"plan-{row.filings[0].programme_id}-{row.unit_id}",
            duty_standing(row.last_day, row.sent_on, on),
        )
        for row in standings_of(units, on)
        if row.last_day and first <= row.last_day <= last
    ]
    found += dates_beside(units, first, last, on)
    return sorted(found, key=lambda one: (one.day, one.what, one.key))


def feed_of(token: str) -> CalendarFeed | None:
    """The feed of a private address, while its account is in use."""
    feeds = CalendarFeed.objects.filter(token=token, user__is_active=True)
    found = feeds.select_related("user__office").first()
    return None if found is None or is_idle(found.user) else found


def feed_at(user: User) -> CalendarFeed | None:
    """The private address of a person's calendar, None while there is none."""
    return CalendarFeed.objects.filter(user=user).first()
