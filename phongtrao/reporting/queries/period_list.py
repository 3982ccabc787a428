"""Kỳ báo cáo: the periods of which a person sees something, with how far each is."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Case, Count, Q, SmallIntegerField, Value, When

from phongtrao.access.models import Permission
from phongtrao.access.queries import reach
from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import day_words, span_words
from phongtrao.core.text.folding import bare
from phongtrao.programme.queries.filings import end_of
from phongtrao.reporting.models import Obligation, ObligationState
from phongtrao.reporting.queries.addressed import forms_read
from phongtrao.reporting.queries.owed import periods_seen
from phongtrao.reporting.queries.tracking import STATES
from phongtrao.web.asked import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Period

_Alike: TypeAlias = "tuple[str, bool, int]"
_LEVELS = {"commune": "cấp xã", "province": "cấp tỉnh", "body": "cơ quan, đơn vị"}


@dataclass(frozen=True)
class PeriodLine:
    """A period with how far it is. whole: all of it is counted, else what lies within reach.
    expected: not exempt; on_time: sent first by the last day.
    """

    period: Period
    whole: bool
    expected: int
    reported: int
    accepted: int
    waiting: int
    returned: int
    on_time: int
    on: date

    @property
    def title(self) -> str:
        """ "Quý I/2026"."""
        return period_title(self.period.name)

    @property
    def span(self) -> str:
        """The days of the figures."""
        return span_words(self.period.start, self.period.end)

    @property
    def due(self) -> str:
        """The last days in time, in words."""
        return due_words(self.period)

    @property
    def owing(self) -> int:
        """Units that still owe their report."""
        return self.expected - self.reported

    @property
    def state(self) -> tuple[str, str]:
        """How far it is, in words with a mark, and the tone."""
        if self.expected and self.accepted == self.expected:
            return "● Đã duyệt đủ", "good"
        if not self.owing:
            return "◐ Đã gửi đủ", ""
        if self.on > last_due(self.period):
            return f"▲ Quá hạn, còn thiếu {self.owing}", "warn"
        if self.on < self.period.start:
            return "○ Chưa bắt đầu", "none"
        return f"○ Còn hạn, chưa gửi {self.owing}", "none"


def last_due(period: Period) -> date:
    """The last day in time of the level that has longest."""
    days = [date.fromisoformat(day) for day in period.send_by.values()]
    return max(days, default=period.closes_on)


def due_words(period: Period) -> str:
    """The last days in time: "05/4/2026", or one a level."""
    days = {level: date.fromisoformat(day) for level, day in period.send_by.items()}
    if len(set(days.values())) <= 1:
        return day_words(next(iter(days.values()), period.closes_on))
    return ", ".join(f"{_LEVELS.get(level, level)} {day_words(day)}" for level, day in days.items())


def periods_found(user: User, words: str, year: str) -> list[Period]:
    """The periods that a person sees, newest first, whose form holds all the words, without tone
    marks; of a year or of all.
    """
    wanted = bare(words).split()
    rows = periods_seen(user)
    if (number := number_of(year)) is not None and MINYEAR <= number <= MAXYEAR:
        rows = rows.filter(end__year=number)
    return [row for row in rows if all(word in bare(str(row.form)) for word in wanted)]


def years_of(user: User) -> list[int]:
    """The years of the periods that a person sees, newest first."""
    days = periods_seen(user).order_by().values_list("end", flat=True).distinct()
    return sorted({day.year for day in days}, reverse=True)


def lines_of(periods: Sequence[Period], user: User, on: date) -> list[PeriodLine]:
    """Periods with how far each is; three queries."""
    kept = set(
        forms_read(user)
        .filter(pk__in={row.form_id for row in periods})
        .values_list("pk", flat=True)
    )
    whole = [row for row in periods if row.form_id in kept]
    partly = [row for row in periods if row.form_id not in kept]
    counts = _counted(Obligation.objects.filter(period__in=whole), whole) if whole else {}
    if partly:
        within = reach(user, Permission.SUBMISSION_READ)
        rows = Obligation.objects.filter(period__in=partly, unit__in=within)
        counts |= _counted(rows, partly)
    return [_line(row, counts.get(row.pk, Counter()), row.form_id in kept, on) for row in periods]


def _counted(rows: QuerySet[Obligation], periods: Iterable[Period]) -> dict[int, Counter[_Alike]]:
    """Period → state, whether an earlier revision is accepted, and whether in time → how many."""
    found: dict[int, Counter[_Alike]] = defaultdict(Counter)
    grouped = (
        rows.order_by()
        .values("period", "state", corrects=Q(frozen__isnull=False), in_time=_in_time(periods))
        .annotate(many=Count("pk"))
        .values_list("period", "state", "corrects", "in_time", "many")
    )
    for period, state, corrects, in_time, many in grouped:
        found[period][state, bool(corrects), in_time] += many
    return found


def _in_time(periods: Iterable[Period]) -> Case:
    """1 for what was sent first by its last day, else 0: the rule of `core.dates.filing`."""
    days = {date.fromisoformat(day) for row in periods for day in row.send_by.values()}
    days |= {row.closes_on for row in periods}
    return Case(
        *(
            When(Q(due_on=day, first_sent_at__lt=end_of(day)), then=Value(1))
            for day in sorted(days)
        ),
        default=Value(0),
        output_field=SmallIntegerField(),
    )


def _line(period: Period, counts: Counter[_Alike], whole: bool, on: date) -> PeriodLine:
    by_state: Counter[tuple[str, bool]] = Counter()
    in_time = 0
    for (state, corrects, timely), many in counts.items():
        by_state[state, corrects] += many
        in_time += many * timely * (state != ObligationState.EXEMPT)
    told = {slug: sum(by_state[one] for one in states) for slug, states in STATES.items()}
    return PeriodLine(
        period=period,
        whole=whole,
        expected=told["da-gui"] + told["con-no"],
        reported=told["da-gui"],
        accepted=told["da-duyet"],
        waiting=told["cho-duyet"],
        returned=told["tra-lai"],
        on_time=in_time,
        on=on,
    )
