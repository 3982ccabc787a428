"""The deadlines of assignments: clause by clause, with what is due, who must act and to whom it
goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from phongtrao.core.compiler.bodies import BodyReader
from phongtrao.core.compiler.cue_words import any_of, cues, lexicon, words
from phongtrao.core.compiler.deadlines.events import JOINED, Event, PlanYear, find_events, yearless
from phongtrao.core.compiler.duties import sentences
from phongtrao.core.compiler.plan import Deadline, Trust
from phongtrao.core.dates.moments import find_moments
from phongtrao.core.dates.rhythms import find_rhythms

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Passage
    from phongtrao.core.compiler.tasks import Assignment

_TRIGGER = re.compile(r"ngày|tháng|năm|quý|tuần|\d/\d")
_VERBS = lexicon("verbs", "duties")
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+")
_BREAK = re.compile(r";|\.(?=\s|$)")
_MASKED = re.compile(r"\([^()]*\)|“[^”]*”")
_JOINT = re.compile(r"[\s,;:.)(–-]*(?:(?:và|đồng thời|hoặc)\s+)?")
_NEXT_BREAK = re.compile(r"[,;.]")
_CLOSING_REVIEW = re.compile(r"sơ kết|tổng kết")
_FULL_REPORT = re.compile(r"báo cáo (?:kết quả|tình hình|về|ủy ban|ubnd)")
_TO = re.compile(
    r"(?<!\w)(?:gửi(?: kết quả| báo cáo| kế hoạch| bản đăng ký| danh sách| hồ sơ)?"
    r"(?: về| đến| tới| cho)?|báo cáo(?: kết quả| tình hình)?(?:[^,.;]{0,90}?\svề)?|trình"
    r"|(?:thông báo|phản ánh)[^,.;]{0,120}?\s(?:tới|đến|về|cho)|về)\s+(?=\w)"
)
_SPAN_OF_TIME = re.compile(
    r"(?:giai đoạn|thời kỳ|nhiệm kỳ)\s+20\d\d|^\s*theo\s(?!.*(?:hằng|hàng)\s+năm$)"
    r"|(?:từ|kể từ)\s+(?:ngày\s+)?[\d/]+(?:\s*(?:và|trở đi).*)?\.?$"
)
_YEARLESS = re.compile(r"--\d\d(?:-\d\d)?")
_SHORTEST = 8  # letters of a clause that can hold a duty and a date
_NEAR = 60
_LABEL = 60  # a labelled time that begins within these letters is quoted with its label
_TITLE = 160
ONLY_YEARLY = "Chỉ có nhịp “hằng năm”, không có ngày cụ thể; hãy xem đây có đúng là thời hạn không."
NO_ACTOR = "Câu này không ghi rõ đơn vị nào phải thực hiện."
GUESSED_YEAR = "Ngày này không ghi năm; năm lấy theo năm ban hành văn bản."


@dataclass(slots=True)
class Deadlines:
    """Finds the deadlines of one document.

    year: for dates printed without one. found: the deadlines of each assignment, by the identity of
    its passage.
    """

    year: PlanYear
    found: dict[int, list[Deadline]] = field(default_factory=dict)

    def find(self, assignments: list[Assignment], timed: list[Passage]) -> list[Deadline]:
        """All deadlines in document order. timed: passages of a part "Thời gian" that assign no
        work.
        """
        made: list[tuple[int, Deadline]] = []
        shared: set[tuple[int, int]] = set()
        for assignment in assignments:
            own = self._in_passage(assignment.passage, assignment.end, assignment.lead)
            made.extend((assignment.passage.start, deadline) for deadline in own)
            for holder, start, end in assignment.time:
                labelled = self._in_time(holder, start, end, assignment)
                own = [*own, *labelled]
                if (id(holder), start) not in shared:
                    shared.add((id(holder), start))
                    made.extend((holder.start, deadline) for deadline in labelled)
            self.found[id(assignment.passage)] = own
        for passage in timed:
            campaign = self._in_passage(passage, len(passage.text), (), campaign=True)
            made.extend((passage.start, deadline) for deadline in campaign)
        return [deadline for _, deadline in sorted(made, key=lambda item: item[0])]

    def due(self, assignment: Assignment) -> str | None:
        """The date that an item itself names, the last one when it names several; None when it
        names none.
        """
        found = self.found.get(id(assignment.passage), [])
        return next((deadline.due for deadline in reversed(found) if deadline.due), None)

    def _in_passage(
        self, passage: Passage, limit: int, lead: tuple[str, ...], *, campaign: bool = False
    ) -> list[Deadline]:
        made: list[Deadline] = []
        if not _TRIGGER.search(passage.folded, 0, limit):
            return made
        for start, end in sentences(passage.text[:limit]):
            folded = passage.folded[start:end]
            if not _TRIGGER.search(folded):
                continue
            masked = _MASKED.sub(lambda match: "q" * len(match[0]), folded)
            edges = [0, *(match.end() for match in _BREAK.finditer(masked)), len(folded)]
            for low, high in pairwise(edges):
                if high - low >= _SHORTEST:
                    clause = _Clause(passage, start + low, folded[low:high], lead)
                    made.extend(
                        clause.deadlines(find_events(clause.folded, self.year, campaign=campaign))
                    )
        return made

    def _in_time(
        self, passage: Passage, start: int, end: int, assignment: Assignment
    ) -> list[Deadline]:
        """The deadlines of a labelled time ("Thời gian: Tháng 12/2025") or a time column."""
        folded = passage.folded[start:end]
        stripped = folded.strip(" .;*")
        if not stripped or _SPAN_OF_TIME.search(stripped):
            return []
        events: list[tuple[str | None, str | None]] = []
        if moments := find_moments(folded):
            due, recurs = moments[-1].iso, moments[-1].recurs
            if due and _YEARLESS.fullmatch(due) and not recurs:
                due, recurs, _ = yearless(due, folded, self.year, yearly=False)
            events.append((due, recurs))
        else:
            for rhythm in find_rhythms(folded) or find_rhythms(f"định kỳ {stripped}"):
                events.extend((None, recurs) for recurs in rhythm.recurs)
        labelled = passage.kind != "row" and start < _LABEL
        what = _kinds(assignment.passage.folded[:_TITLE])[0][0]
        return [
            Deadline(
                at=passage.content.proof(0 if labelled else start, end),
                trust=Trust(confidence=0.92),
                section=passage.path or assignment.passage.path,
                what=what if what in ("report", "review", "plan") else "other",
                by=assignment.lead,
                to=(),
                due=due,
                recurs=recurs,
            )
            for due, recurs in events
        ]


@dataclass(slots=True)
class _Clause:
    """One clause of a passage: its folded words from offset on, and who leads what the passage
    orders.
    """

    passage: Passage
    offset: int
    folded: str
    lead: tuple[str, ...]

    def deadlines(self, events: list[Event]) -> list[Deadline]:
        """The records of the events of the clause, each with the words that prove it."""
        made: list[Deadline] = []
        low = first = 0
        to: tuple[str, ...] = ()
        starts = [*sorted({event.start for event in events}), len(self.folded)]
        place = 0
        for number, event in enumerate(events):
            if number and event.start != events[number - 1].start:
                low = events[number - 1].end
                place += 1
            start, end = self._reach(event, low, starts[place + 1])
            if not _holds_duty(self.folded[start:end]):
                if number and JOINED.fullmatch(self.folded, events[number - 1].end, event.start):
                    start = first
                elif _holds_duty(self.folded[end:]):
                    end = len(self.folded)
            first = start
            to = self._addressees(start, end) or to
            made.extend(self._records(event, start, end, to))
        return made

    def _reach(self, event: Event, low: int, behind: int) -> tuple[int, int]:
        """How far the evidence of an event reaches: from behind the one before it to the end of its
        words.
        """
        folded = self.folded
        start = _skip_joints(folded, low, event.start)
        acts = _holds_duty(folded[start : event.start])
        if event.due is not None:
            return start, event.end if acts else behind
        if not acts:
            return event.start, behind
        if event.start - start < 4 or folded[event.end : event.end + _NEAR].strip(" .;,/"):
            return start, behind
        found = _NEXT_BREAK.search(folded, event.end)
        return start, max(event.end, found.start() if found else len(folded))

    def _records(self, event: Event, start: int, end: int, to: tuple[str, ...]) -> list[Deadline]:
        """The records of one event: two when it governs both a review and a report."""
        made = []
        for what, stop in _kinds(self.folded[start:end]):
            last = self.offset + min(end, start + stop)
            made.append(
                Deadline(
                    at=self.passage.content.proof(self.offset + start, last),
                    trust=_trust(event, self.lead),
                    section=self.passage.path,
                    what=what,
                    by=self.lead,
                    to=to,
                    due=event.due,
                    recurs=event.recurs,
                )
            )
        return made

    def _addressees(self, start: int, end: int) -> tuple[str, ...]:
        passage = self.passage
        for match in _TO.finditer(passage.folded, self.offset + start, self.offset + end):
            found = BodyReader(passage.text, passage.folded).read(match.end())
            if found is not None and match.end() < self.offset + end:
                return found.names
        return ()


def _skip_joints(folded: str, low: int, limit: int) -> int:
    closing = folded.find(")", low, limit)
    if closing >= 0 and "(" not in folded[low:closing]:
        low = closing + 1
    joint = _JOINT.match(folded, low)
    return joint.end() if joint else low


def _holds_duty(piece: str) -> bool:
    return any(_VERBS.at(piece, match.start()) for match in _WORD.finditer(piece))


@cache
def _what() -> tuple[tuple[str, re.Pattern[str]], ...]:
    kinds = cues("deadlines")["what"]
    return tuple((kind, re.compile(any_of(words("deadlines", f"what.{kind}")))) for kind in kinds)


def _kinds(clause: str) -> list[tuple[str, int]]:
    """What a clause is about, with how much of it proves it. A rhythm over review and report gives
    both.
    """
    found = {kind for kind, phrases in _what() if phrases.search(clause)}
    whole = len(clause)
    if "registration" in found:
        return [("registration", whole)]
    review, report = _CLOSING_REVIEW.search(clause), _FULL_REPORT.search(clause)
    if review and report and report.start() > review.start() and "định kỳ" in clause:
        return [("review", max(report.start(), review.end())), ("report", whole)]
    for kind in ("report", "plan", "review", "event"):
        if kind in found:
            return [(kind, whole)]
    return [("other", whole)]


def _trust(event: Event, lead: tuple[str, ...]) -> Trust:
    if event.due is None and event.recurs == "year":
        return Trust(confidence=0.75, doubt=ONLY_YEARLY)
    if event.guessed:
        return Trust(confidence=0.7, doubt=GUESSED_YEAR)
    if not lead:
        return Trust(confidence=0.8, doubt=NO_ACTOR)
    return Trust(confidence=0.93)
