"""Whether something was sent in time: the one rule of the ledgers, which print it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from phongtrao.core.dates.working_days import add_working_days

if TYPE_CHECKING:
    from datetime import datetime

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
"""The clock by which days begin and end."""

RESEND_DAYS = 3
"""Working days for sending again what was given back, where no other day is set."""
RULE = (
    "Đúng hạn: đã gửi chậm nhất vào ngày cuối của hạn (“trước ngày” không tính chính ngày đó)."
    " Chậm: đã gửi sau ngày cuối."
    " Chưa gửi: chưa gửi và đã qua ngày cuối."
    " Chưa đến hạn: chưa gửi và chưa qua ngày cuối, hoặc không đặt hạn."
    " Đơn vị mới do sáp nhập: tính là đã gửi khi chính đơn vị đã gửi, hoặc khi mọi đơn vị cũ đã"
    " gửi."
)
"""The rule as it stands on the page."""


class Sent(StrEnum):
    """What became of a thing that is due."""

    ON_TIME = "dung-han"
    LATE = "cham"
    SILENT = "chua-gui"
    NOT_DUE = "chua-den-han"


def last_day_of(due: date | None, *, before: bool) -> date | None:
    """The last day in time; "trước ngày" excludes the day. None: no day was set."""
    return due - timedelta(days=1) if due and before else due


def sent_state(sent_on: date | None, last_day: date | None, on: date) -> Sent:
    """What became, on the day `on`, of what was sent on a day or (None) not at all. Without a last
    day nothing is late.
    """
    if sent_on is not None:
        return Sent.LATE if last_day and sent_on > last_day else Sent.ON_TIME
    return Sent.SILENT if last_day and on > last_day else Sent.NOT_DUE


def sent_day(sent_at: datetime) -> date:
    """The day in Vietnam on which something was sent. sent_at: aware; raises ValueError else."""
    if sent_at.tzinfo is None:
        raise ValueError(f"{sent_at} has no time zone, so its day in Vietnam is unknown")
    return sent_at.astimezone(VIETNAM).date()


def on_time(sent_at: datetime, last_day: date | None) -> bool:
    """Tell whether what was sent at a moment (aware) came in time: before the last day ended in
    Vietnam. "Trước ngày 10/11" has the last day 9/11: 9/11 23:59 is in time, 10/11 00:00 is late.
    Without a last day nothing is late. Raises ValueError for a moment without a time zone.
    """
    return sent_state(sent_day(sent_at), last_day, sent_day(sent_at)) is Sent.ON_TIME


def sent_on_of(own: date | None, inherited: list[date | None]) -> date | None:
    """The day on which a unit counts as having sent: its own, or the day on which the last of its
    predecessors had; the earlier of the two.

    inherited: one entry a predecessor, None for one that never sent.
    """
    days = [day for day in inherited if day is not None]
    whole = max(days) if days and len(days) == len(inherited) else None
    return min((day for day in (own, whole) if day is not None), default=None)


def resend_day(last_day: date, on: date) -> date:
    """Until when what is given back on a day is sent again, where no other day is set: some working
    days later, or the last day for sending where that comes later. Raises HolidaysUnknown.
    """
    return max(last_day, add_working_days(on, RESEND_DAYS))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a duty stands: label, and the days that are left (negative: past)."""

    state: str
    days: int

    @property
    def past(self) -> int:
        """Days that are past."""
        return -self.days


def duty_standing(last_day: date, done_on: date | None, on: date) -> Standing:
    """How a dated duty stands on a day. state: done, done-late, overdue, due."""
    if done_on is not None:
        late = (done_on - last_day).days
        return Standing("done-late" if late > 0 else "done", -late)
    left = (last_day - on).days
    return Standing("overdue" if left < 0 else "due", left)
