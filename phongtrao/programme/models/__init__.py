"""A programme and what hangs on it: targets, tasks, dated duties, the cascade to units."""

from __future__ import annotations

from phongtrao.programme.models.cascade import Difficulty, Handing, Receipt
from phongtrao.programme.models.deadlines import DeadlineRule, DutyDone
from phongtrao.programme.models.programme import Programme
from phongtrao.programme.models.reminding import (
    CalendarFeed,
    LastVisit,
    OfficeContact,
    Reminder,
)
from phongtrao.programme.models.targets import MeasuredBy, Target, Threshold
from phongtrao.programme.models.tasks import (
    BodyWords,
    Group,
    Progress,
    ProgressState,
    Task,
    TaskBody,
)

__all__ = [
    "BodyWords",
    "CalendarFeed",
    "DeadlineRule",
    "Difficulty",
    "DutyDone",
    "Group",
    "Handing",
    "LastVisit",
    "MeasuredBy",
    "OfficeContact",
    "Programme",
    "Progress",
    "ProgressState",
    "Receipt",
    "Reminder",
    "Target",
    "Task",
    "TaskBody",
    "Threshold",
]
