"""Windows of forms in words: which rules can be chosen, which periods can be opened, who owes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.window_rules import rule_of, rules_on
from phongtrao.core.dates.windows import Window, day_words, span_words, window_words, windows
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.models import Group
from phongtrao.reporting.queries.forms import opened_before, periods_of
from phongtrao.reporting.queries.owing import level_key, units_owing, windows_of
from phongtrao.units.models import Level, Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from phongtrao.core.dates.windows import WindowRule
    from phongtrao.reporting.models import Period, ReportForm

RHYTHM_WORDS = {
    "month": "hằng tháng",
    "quarter": "hằng quý",
    "half-year": "6 tháng một lần",
    "nine-month": "9 tháng đầu năm",
    "year": "hằng năm",
    "five-year": "5 năm một lần",
    "once": "một lần",
}
LEVEL_WORDS = {
    "commune": "cấp xã",
    "province": "cấp tỉnh",
    "body": "cơ quan, đơn vị khác",
}
_AHEAD = 6  # years within which every rhythm has a window
_PART = 5_000


@dataclass(frozen=True)
class RuleOffer:
    """A shipped rule that can be chosen. next: its window of the day or the next one, in words;
    sends: until when it is sent, "" where the rule does not say.
    """

    rule_id: str
    name: str
    rhythm: str
    next: str
    sends: str
    source: str


@dataclass(frozen=True)
class WindowRow:
    """A window of a form that can be opened. opened: its period, None while it is not."""

    window: Window
    words: str
    sends: str
    opened: Period | None

    @property
    def closes(self) -> str:
        """The last day on which its figures are taken in."""
        return day_words(self.window.closes_on)


@dataclass(frozen=True)
class WindowYear:
    """The windows of a form that end in a year. refused: why there are none to show."""

    year: int
    rows: tuple[WindowRow, ...]
    refused: str = ""


@dataclass(frozen=True)
class PeriodRow:
    """A period that is open, in words."""

    period: Period
    words: str
    sends: str

    @property
    def closes(self) -> str:
        """The last day on which its figures are taken in."""
        return day_words(self.period.closes_on)


@dataclass(frozen=True)
class Owing:
    """Who would owe a period. on: the day of the list. by_kind: kinds in words with how many, the
    most frequent first; levels: keys of LEVEL_WORDS that occur.
    """

    on: date
    total: int
    by_kind: tuple[tuple[str, int], ...]
    levels: tuple[str, ...]


def rule_offers(on: date) -> dict[str, list[RuleOffer]]:
    """The shipped rules of a day, by their name."""
    found: dict[str, list[RuleOffer]] = {}
    for rule in rules_on(on):
        window = next_window(rule, on)
        found.setdefault(rule.name, []).append(
            RuleOffer(
                rule.rule_id,
                rule.name,
                RHYTHM_WORDS[rule.rhythm],
                window_words(window) if window else "",
                sends_words(window.send_by) if window else "",
                rule.source,
            )
        )
    return found


def next_window(rule: WindowRule, on: date) -> Window | None:
    """The window in which a day lies, or the next; None when there is none any more. Raises
    HolidaysUnknown for a rule that counts working days of years that the calendar has not.
    """
    for year in range(on.year, on.year + _AHEAD):
        for window in windows(rule, year):
            if window.end >= on:
                return window
    return None


def years_offered(on: date) -> range:
    """The years in which periods end that can be opened on a day, now or as the next."""
    return range(on.year - 1, on.year + _AHEAD)


def refuse_unreckoned(rule: WindowRule, on: date) -> None:
    """Refuse a rule of which a period that can be opened now has a day that cannot be reckoned.
    Raises as windows does.
    """
    for year in (on.year - 1, on.year, on.year + 1):
        windows(rule, year)
    next_window(rule, on)


def window_now(form: ReportForm, on: date) -> str:
    """The window of a form on a day, or its next, in words; "" when there is none any more."""
    try:
        window = next_window(rule_of(form.window), on)
    except RuleBroken as error:
        return error.text
    return window_words(window) if window else ""


def sends_now(form: ReportForm, on: date) -> str:
    """Until when the levels send the window of a day, or the next; of a report of one time that is
    over, when they sent it; in words. "" for no day of their own.
    """
    try:
        rule = rule_of(form.window)
        window = next_window(rule, on)
        if window is None and isinstance(rule.ends, date):
            [window] = windows(rule, rule.ends.year)
    except RuleBroken:
        return "chưa tính được"
    return sends_words(window.send_by, levels_of(form)) if window else ""


def period_rows(form: ReportForm) -> list[PeriodRow]:
    """The periods that were opened with a form, newest first, in words."""
    return [
        PeriodRow(
            row,
            f"{period_title(row.name)} ({span_words(row.start, row.end)})",
            sends_words(
                {level: date.fromisoformat(day) for level, day in row.send_by.items()},
                levels_of(form),
            ),
        )
        for row in periods_of(form)
    ]


def rhythm_of(form: ReportForm) -> str:
    """How often a form is asked for, in words."""
    return RHYTHM_WORDS.get(form.window.get("rhythm", ""), "")


def sends_words(send_by: Mapping[str, date], levels: Collection[str] = ()) -> str:
    """Until when levels send: "đến hết 09/11/2026"; levels of one day together where days differ;
    "" for no day of their own. levels: only these, all that there are when left out.
    """
    asked = [level for level in LEVEL_WORDS if not levels or level in levels]
    days: dict[date, list[str]] = {}
    for level in asked:
        if level in send_by:
            days.setdefault(send_by[level], []).append(level)
    if len(days) == 1 and asked == next(iter(days.values())):
        return f"đến hết {day_words(next(iter(days)))}"
    return "; ".join(
        f"{', '.join(LEVEL_WORDS[level] for level in of_day)} đến hết {day_words(day)}"
        for day, of_day in days.items()
    )


def levels_of(form: ReportForm) -> tuple[str, ...]:
    """The levels that can owe a form, keys of LEVEL_WORDS; none where any can."""
    return ("commune",) if form.group == Group.COMMUNES else ()


def window_years(form: ReportForm, on: date) -> list[WindowYear]:
    """The windows of a form that can be opened: of this year, the next and the one before; of a
    longer rhythm, the next that ends later.
    """
    opened = opened_before(form)
    years = [on.year, on.year + 1, on.year - 1]
    found = [one for one in (_window_year(form, year, opened) for year in years) if one]
    if any(one.refused or one.rows[-1].window.end >= on for one in found):
        return found
    later = (_window_year(form, year, opened) for year in range(on.year + 2, on.year + _AHEAD))
    return [*(one for one in later if one), *found][: len(found) + 1]


def _window_year(form: ReportForm, year: int, opened: Mapping[str, Period]) -> WindowYear | None:
    try:
        found = windows_of(form, year)
    except RuleBroken as error:
        return WindowYear(year, (), error.text)
    rows = tuple(
        WindowRow(
            one,
            window_words(one),
            sends_words(one.send_by, levels_of(form)),
            opened.get(one.period),
        )
        for one in found
    )
    return WindowYear(year, rows) if rows else None


def row_named(years: Sequence[WindowYear], name: str) -> WindowRow | None:
    """The window of a period by its name, None for one that is not offered."""
    return next((row for year in years for row in year.rows if row.window.period == name), None)


def owing_of(form: ReportForm, window: Window, today: date) -> Owing:
    """Who would owe a period if it were opened today: as of the last day of its window or today,
    whichever is earlier.
    """
    on = min(window.end, today)
    units = units_owing(form, on)
    kinds: Counter[str] = Counter()
    for part in _parts(sorted(units)):
        for level, kind in Unit.objects.filter(pk__in=part).values_list("level", "kind"):
            kinds[kind or str(Level(level).label).lower()] += 1
    levels = {level_key(level) for level in units.values()}
    return Owing(
        on,
        len(units),
        tuple(kinds.most_common()),
        tuple(one for one in LEVEL_WORDS if one in levels),
    )


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _PART):
        yield ids[start : start + _PART]
