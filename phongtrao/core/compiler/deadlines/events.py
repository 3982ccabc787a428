"""Which dates and rhythms of a clause set when its duty is done; a citation, a beginning or a
passing year does not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from phongtrao.core.compiler.bodies import BodyReader
from phongtrao.core.compiler.cue_words import any_of, lexicon, words
from phongtrao.core.dates.moments import Moment, find_moments
from phongtrao.core.dates.rhythms import Rhythm, find_rhythms

_DUTIES = lexicon("verbs", "duties", "modals")
_SYMBOL_BEFORE = re.compile(
    r"\d\s?[/-]\s?[a-zđ][\w&]*(?:\s?[-–/]\s?[a-zđ][\w&]*){0,4}\s*,?\s*(?:ngày\s*)?(?:\(\s*)?$"
)
_SPAN = re.compile(
    r"(?:từ|kể từ)\s+(?:ngày\s+)?[\d/.\s]{0,12}(?:tháng\s+\d{1,2}\s*)?(?:năm\s+\d{4}\s*)?"
    r"(?:đến|-|–)\s*(?:hết\s+)?(?:ngày\s+)?$"
)
_GOES_ON = re.compile(r"\s*(?:đến|-|–)\s*(?:hết\s+)?(?:ngày\s+)?\d")
_LIMITS_AFTER_ALL = re.compile(r"(?:trước|hết|đến|xong)\s*$")
# Between two dates of one list: "trước ngày 20/6 và 20/11/2026".
JOINED = re.compile(r"\s*(?:,|và|,\s*và)\s+")
_YEARLESS = re.compile(r"--\d\d(?:-\d\d)?")
_REVIEW = re.compile(r"(?:sơ kết|tổng kết)(?!\w)")
_HALF = re.compile(r"(?:0?6|sáu) tháng")
# "sơ kết 6 tháng, tổng kết năm": the rhythm is the name of what is reviewed.
_REVIEWED = re.compile(
    r"(?<!\w)(?:sơ kết|báo cáo|đánh giá|giao ban|tổng kết)\s+(?:công tác\s+|định kỳ\s+|cuối\s+)?"
    r"(?P<period>0?6 tháng|sáu tháng|quý|tháng|năm)(?!\s*(?:\d|học|kết|đầu năm \d|[ivx]+(?!\w))|\w)"
)
_start = attrgetter("start")
_PERIODS = {"quý": "quarter", "tháng": "month", "năm": "year"}
_FAR = 60
_LONGEST = 600
_NEAR_END = 45


@dataclass(frozen=True, slots=True)
class PlanYear:
    """What is known of the year of dates printed without one.

    of_plan: the year of a one-year plan. many: the plan spans several years. issued: the year of
    the document's date.
    """

    of_plan: str | None = None
    many: bool = False
    issued: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A date or rhythm that limits a duty, at start … end of a folded clause. guessed: its year is
    not printed.
    """

    start: int
    end: int
    due: str | None
    recurs: str | None
    guessed: bool = False


def find_events(clause: str, year: PlanYear, *, campaign: bool) -> list[Event]:
    """The dates and rhythms of a folded clause that set when its duty is done, in order.

    campaign: the clause stands in a part that sets times, where the end of a span counts.
    """
    everywhere = find_moments(clause)
    rhythms = find_rhythms(clause)
    yearly = any("year" in rhythm.recurs for rhythm in rhythms)
    events = []
    limiting: list[Moment] = []
    for at, moment in enumerate(everywhere):
        before = limiting[-1] if limiting and limiting[-1] is everywhere[at - 1] else None
        joined = before is not None and JOINED.fullmatch(clause, before.end, moment.start)
        if not (_limits(clause, moment, campaign=campaign) or joined):
            continue
        limiting.append(moment)
        due, recurs, guessed = moment.iso, moment.recurs, False
        if due and _YEARLESS.fullmatch(due) and not recurs:
            behind = everywhere[at + 1] if at + 1 < len(everywhere) else None
            if shared := _year_of_next(clause, moment, behind):
                due = f"{shared}{due[1:]}"
            else:
                due, recurs, guessed = yearless(due, clause, year, yearly=yearly)
        events.append(Event(moment.start, moment.end, due, recurs, guessed))
    dated = [event for event in events if event.due]
    for rhythm in rhythms:
        at = bisect_right(everywhere, rhythm.start, key=_start) - 1
        if at >= 0 and rhythm.start < everywhere[at].end:
            continue
        returns = any((event.due or "").startswith("--") for event in events)
        if (returns and "year" in rhythm.recurs) or _is_dated(clause, rhythm, dated):
            left: list[str] = [
                r for r in rhythm.recurs if r != "year" and not _is_dated(clause, rhythm, dated)
            ]
        else:
            left = list(rhythm.recurs)
        if left and _times(clause, rhythm):
            events.extend(Event(rhythm.start, rhythm.end, None, recurs) for recurs in left)
    events.extend(_reviewed(clause, rhythms, events))
    return sorted(events, key=lambda event: event.start)


def _year_of_next(clause: str, moment: Moment, behind: Moment | None) -> str | None:
    """The year that a date shares with the one joined to it ("20/6 và 20/11/2026")."""
    if behind is None or not JOINED.fullmatch(clause, moment.end, behind.start):
        return None
    iso = behind.iso or ""
    return iso[:4] if len(iso) == 10 else None


def _is_dated(clause: str, rhythm: Rhythm, dated: list[Event]) -> bool:
    """Whether the date of a rhythm stands in brackets behind it ("6 tháng (trước ngày 10/6)")."""
    return clause.startswith("(", rhythm.end + 1) and any(
        rhythm.end < event.start < rhythm.end + _NEAR_END for event in dated
    )


def _reviewed(clause: str, rhythms: list[Rhythm], events: list[Event]) -> list[Event]:
    """Rhythms that only name what is reviewed; none where the clause says its dates and rhythms in
    full.
    """
    if rhythms or events or not _REVIEWED.search(clause):
        return []
    return [
        Event(found.start(), found.end(), None, _PERIODS.get(found["period"], "half-year"))
        for found in _REVIEWED.finditer(clause)
    ]


def yearless(
    due: str, clause: str, year: PlanYear, *, yearly: bool
) -> tuple[str, str | None, bool]:
    """A date printed without its year: of every year, of the plan's year, or of the year in which
    it was issued.

    Gives the date, how it recurs, and whether its year was taken from the document's date.
    """
    if yearly:
        return due, "year", False
    if year.of_plan:
        return f"{year.of_plan}{due[1:]}", None, False
    if year.many or any(word in clause for word in words("deadlines", "cues.yearly")):
        return due, "year", False
    return (f"{year.issued}{due[1:]}", None, True) if year.issued else (due, None, False)


def _limits(clause: str, moment: Moment, *, campaign: bool) -> bool:
    """Whether a date limits the duty of its clause: no citation, no beginning, no mere year."""
    head = clause[max(0, moment.start - _FAR) : moment.start]
    before = head.rstrip(" (")
    if _SYMBOL_BEFORE.search(head):
        return False
    iso = moment.iso or ""
    if _SPAN.search(head):
        return campaign and len(iso) == 10
    if _starts().search(before) and not _LIMITS_AFTER_ALL.search(before):
        return False
    limited = _limit_words().search(before) is not None
    if moment.recurs or len(iso) == 10 or (len(iso) == 7 and iso.startswith("--")):
        if _GOES_ON.match(clause, moment.end):
            return False
        return (
            limited
            or moment.recurs is not None
            or clause.startswith("ngày", moment.start)
            or before.endswith((",", "("))
        )
    if len(iso) == 7 or iso.startswith("--"):
        return limited or not clause[: min(moment.start, _FAR)].strip(" -")
    if not limited or before.endswith(("kế hoạch", "ngân sách", "dự toán")):
        return False
    return any(phrase in head for phrase in words("deadlines", "cues.done")) or (
        _REVIEW.search(head) is not None
    )


@cache
def _limit_words() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_]){any_of(words('deadlines', 'cues.limit'))}$")


@cache
def _starts() -> re.Pattern[str]:
    return re.compile(rf"{any_of(words('deadlines', 'cues.start'))}$")


def _times(clause: str, rhythm: Rhythm) -> bool:
    """Whether a rhythm sets when the ordered work is done; a passing "hằng năm" does not."""
    start, end = rhythm.start, rhythm.end
    before = clause[max(0, start - _LONGEST) : start].rstrip(" ,(")
    if clause.startswith("định kỳ", start) or before.endswith("định kỳ"):
        return True
    rest = clause[end : end + _LONGEST].lstrip(" ,")
    if not before:
        return bool(rest)
    printed = clause[start:end]
    if "/" in printed or "lần" in printed or _HALF.search(printed):
        return any(
            phrase in clause
            for kind in ("review", "report")
            for phrase in words("deadlines", f"what.{kind}")
        )
    if (
        rest
        and not before[-1].isdigit()
        and _DUTIES.at(rest, 0)
        and not rest.startswith(words("deadlines", "cues.passing"))
    ):
        return _only_bodies(before) or before.endswith(("và", ";"))
    if not rest.strip(" .;/") or rest.startswith(("(", "và gửi", "gửi", "theo quy định")):
        return _timed_at_end(before)
    reported = before.endswith("báo cáo") or "báo cáo " in before[-_NEAR_END:]
    return reported and "gửi" in rest


def _only_bodies(before: str) -> bool:
    """Whether only a list of bodies stands before the rhythm ("Ủy ban nhân dân các cấp hàng năm
    dành …").
    """
    found = BodyReader(before, before).read(0)
    return found is not None and found.end >= len(before) - 2


def _timed_at_end(before: str) -> bool:
    if any(phrase in before for phrase in words("deadlines", "timed.never")):
        return False
    return before.lstrip(" -").startswith(words("deadlines", "timed.opening")) or any(
        phrase in before for phrase in words("deadlines", "timed.products")
    )
