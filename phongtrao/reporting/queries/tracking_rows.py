"""The rows of Theo dõi báo cáo that are shown: what was decided, why, what the reader may do."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import timezone

from phongtrao.core.dates.filing import VIETNAM, Sent, sent_day
from phongtrao.core.figures.packing import matrix
from phongtrao.core.flow.submission import SUBMISSION_FLOW
from phongtrao.core.sheets.checking import check_many
from phongtrao.reporting.models import (
    STANDING,
    Obligation,
    ObligationState,
    ReportReminder,
    Verdict,
)
from phongtrao.reporting.queries.asking import waiting
from phongtrao.reporting.queries.group_questions import asked_each, asked_of
from phongtrao.reporting.queries.owed import OPEN, accept_facts, reminded_by
from phongtrao.reporting.queries.reports import (
    approved_by,
    marked_state,
    obligations,
    passed_words,
    resend_words,
    seen_of,
)
from phongtrao.reporting.queries.sensitive import hidden_by_unit, is_told, verdict_told
from phongtrao.reporting.queries.sheets import layout_of, sheet_of
from phongtrao.reporting.queries.worth_asking import Given, worth_asking

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from phongtrao.access.models import User
    from phongtrao.core.sheets.checking import Finding
    from phongtrao.core.sheets.elements import Sheet
    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.asking import Asked
    from phongtrao.reporting.queries.tracking import Entry

_TONES = {
    ObligationState.OWED: "none",
    ObligationState.DRAFT: "none",
    ObligationState.SENT: "",
    ObligationState.RETURNED: "warn",
    ObligationState.ACCEPTED: "good",
    ObligationState.EXEMPT: "none",
}
_FILED = {
    Sent.ON_TIME: ("đúng hạn", ""),
    Sent.LATE: ("▲ Chậm", "warn"),
    Sent.SILENT: ("✕ Quá hạn", "bad"),
    Sent.NOT_DUE: ("○ Chưa đến hạn", "none"),
}
_NOT_MINE = "chỉ người duyệt của cấp trên duyệt hoặc trả lại báo cáo này"


@dataclass(frozen=True)
class Row:
    """One report that is owed. row: as stored; state, tone: in words and colour. sent_on: the day
    on which it was sent first; area: where the unit lies. doubts: what the rules of the form ask to
    look at; asked: what is asked about it. verdict: the last one on what was sent last. reminder:
    the last one. hidden: codes of the boxes of which the reader is told nothing. accept_refusal:
    why the reader cannot accept it, "" when he can; judges, reminds: whether he approves reports of
    the unit, whether he may remind it now. again: how it stands with sending again, while it is
    given back.
    """

    entry: Entry
    row: Obligation
    state: str
    tone: str
    area: str = ""
    sent_on: date | None = None
    doubts: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    verdict: Verdict | None = None
    reminder: ReportReminder | None = None
    hidden: frozenset[str] = frozenset()
    accept_refusal: str = ""
    judges: bool = False
    reminds: bool = False
    again: str = ""

    @property
    def due(self) -> str:
        """The last day in time, as it is printed."""
        return f"{self.entry.due_on:%d/%m/%Y}"

    @property
    def filed(self) -> tuple[str, str]:
        """When it was sent first and whether that was in time, in words, and the tone."""
        day = f"{self.sent_on:%d/%m/%Y}" if self.sent_on else ""
        words, tone = _FILED[self.entry.filed] if self.entry.filed else ("", "")
        return f"{day} {words}".strip(), tone

    @property
    def newest(self) -> str:
        """Which revision stands and since when; "" for the first, whose day stands beside."""
        sent = self.row.current
        if sent is None or sent.revision == 1:
            return ""
        return f"lần nộp {sent.revision}, {sent.sent_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"

    @property
    def passed(self) -> str:
        """How many accepted it and which level it waits for, while it waits."""
        return passed_words(self.row) if self.row.state == ObligationState.SENT else ""

    @property
    def mark(self) -> str:
        """What its box says when it is marked: which report, the revision that is shown, and how
        far it is.
        """
        revision = self.row.current.revision if self.row.current else 0
        return f"{self.row.pk}:{revision}:{seen_of(self.row)}"

    @property
    def odd(self) -> str:
        """How much there is to look at before it is accepted, and how much of it waits for an
        answer; "" for a clean report.
        """
        return _odd_words(len(self.doubts), self.asked)

    @property
    def happened(self) -> list[str]:
        """What else is to be said of it, a line each."""
        entry, lines = self.entry, []
        if self.returned_for:
            lines.append(f"Trả lại vì: {self.returned_for}")
        if self.again:
            lines.append(self.again)
        if self.row.exempt_reason:
            lines.append(f"Miễn vì: {self.row.exempt_reason}")
        if entry.returned:
            lines.append(f"Trả lại {entry.returned} lần")
        if entry.corrected:
            lines.append(f"Đính chính {entry.corrected} lần")
        if self.reminder and self.row.state in OPEN:
            lines.append(f"Đã nhắc {self.reminder.at.astimezone(VIETNAM):%d/%m/%Y}")
        return lines

    @property
    def accepts(self) -> bool:
        """Tell whether the reader can accept it."""
        return not self.accept_refusal

    @property
    def returned_for(self) -> str:
        """Why it was returned, while it is."""
        if self.row.state != ObligationState.RETURNED or self.verdict is None:
            return ""
        reason, boxes = verdict_told(self.verdict, self.hidden)
        said = [reason, *(f"{code}: {why}" for code, why in boxes.items())]
        return "; ".join(filter(None, said))


def _odd_words(doubts: int, asked: Sequence[Asked]) -> str:
    many = doubts + len(asked)
    if not many:
        return ""
    open_ = sum(one.wants_answer for one in waiting(asked))
    return f"▲ {many} điểm cần xem{f', {open_} câu hỏi chưa trả lời' if open_ else ''}"


def rows_of(
    period: Period,
    shown: Sequence[Entry],
    user: User,
    *,
    areas: Mapping[int, str],
    sent: Mapping[int, date] | None = None,
) -> list[Row]:
    """The rows of entries, in their order; the number of queries does not grow with the rows.

    areas: id → name. sent: report → day of the first sending, as of another day than today.
    """
    ids = [one.pk for one in shown]
    rows = {
        row.pk: row
        for row in Obligation.objects.filter(pk__in=ids)
        .select_related("unit", "current__by", "period__form")
        .prefetch_related(Prefetch("reminders", ReportReminder.objects.select_related("by")))
    }
    mine = set(approved_by(user).filter(pk__in=ids).values_list("pk", flat=True))
    reminded = set(
        reminded_by(user, period).filter(pk__in=ids, state__in=OPEN).values_list("pk", flat=True)
    )
    facts = accept_facts(rows.values(), period.form, user)
    verdicts = _verdicts_of(rows.values())
    hidden = hidden_by_unit(user, period.form, [row.unit_id for row in rows.values()])
    # Of what was sent by another day than today nothing is asked.
    standing = _standing(rows.values()) if sent is None else []
    doubts = doubts_of(sheet_of(period.form), standing, hidden)
    asked = _asked_of(period, standing, hidden)
    found = []
    for one in shown:
        row = rows[one.pk]
        given = verdicts.get(row.current_id or 0, [])
        state = ObligationState(one.state)
        row.state = state
        found.append(
            Row(
                entry=one,
                row=row,
                state=marked_state(state, corrects=one.correcting),
                tone=_TONES[state],
                area=areas.get(one.area or 0, ""),
                sent_on=_first(row) if sent is None else sent.get(row.pk),
                doubts=doubts.get(row.pk, []),
                asked=asked.get(row.pk, []),
                verdict=given[-1] if given else None,
                reminder=next(iter(row.reminders.all()), None),
                hidden=hidden.get(row.unit_id, frozenset()),
                accept_refusal=SUBMISSION_FLOW.refusal(row.state, "accept", facts[row.pk])
                if row.pk in mine
                else _NOT_MINE,
                judges=row.pk in mine,
                reminds=row.pk in reminded,
                again=_again(row) if sent is None else "",
            )
        )
    return found


def _again(row: Obligation) -> str:
    return resend_words(row.resend_by, timezone.localdate())[0] if row.resend_by else ""


def _first(row: Obligation) -> date | None:
    return sent_day(row.first_sent_at) if row.first_sent_at else None


def _verdicts_of(rows: Collection[Obligation]) -> dict[int, list[Verdict]]:
    """Submission → what was decided about it, in order."""
    found: dict[int, list[Verdict]] = defaultdict(list)
    sent = [row.current_id for row in rows if row.current_id]
    for one in Verdict.objects.filter(submission__in=sent).select_related("by").order_by("pk"):
        found[one.submission_id].append(one)
    return found


def _standing(rows: Collection[Obligation]) -> list[Obligation]:
    return [row for row in rows if row.state in STANDING and row.current is not None]


def _asked_of(
    period: Period, sent: Sequence[Obligation], hidden: Mapping[int, Collection[str]]
) -> dict[int, list[Asked]]:
    """Report → what is asked about it; those about which nothing is are left out."""
    if not sent:
        return {}
    found = asked_of(sent, layout_of(period.form), hidden)
    return {one.row.pk: one.asked for one in found}


def doubts_of(
    sheet: Sheet, sent: Sequence[Obligation], hidden: Mapping[int, Collection[str]]
) -> dict[int, list[str]]:
    """Report → what the rules of its form ask to look at; clean ones are left out. sent: reports
    that stand, with what was sent last. hidden: as `hidden_by_unit`.
    """
    packed = [bytes(row.current.row) for row in sent if row.current]
    found = check_many(sheet, matrix(packed, len(sheet.columns)))
    return {
        sent[place].pk: [
            one.text for one in findings if _is_told(one, hidden.get(sent[place].unit_id, ()))
        ]
        for place, findings in found.items()
    }


def _is_told(finding: Finding, hidden: Collection[str]) -> bool:
    """Whether a finding speaks of no hidden box."""
    return is_told(hidden, (finding.code, *finding.others))


def odd_among(user: User, period: Period, ids: Collection[int]) -> dict[int, str]:
    """Of the reports with these ids that stand, those that are not clean, with how much there is to
    look at (`Row.odd`): the rules of the form ask to look at them, or something is asked about
    them, answered or not, as far as the person sees their boxes. It is worked out from what stands
    now: a register, an earlier period or a level that changed since a report was sent raises a
    question or settles it.

    The number of queries does not grow with them, and only those about which something may be asked
    are read one by one.
    """
    rows = Obligation.objects.filter(pk__in=ids, state__in=STANDING).order_by("pk")
    names = ("pk", "unit_id", "current__row", "current__reason", "current__sent_at", "due_on")
    sent = [Given(pk, unit, bytes(row), *rest) for pk, unit, row, *rest in rows.values_list(*names)]
    hidden, layout = (
        hidden_by_unit(user, period.form, [one.unit for one in sent]),
        layout_of(period.form),
    )
    found = check_many(layout.sheet, matrix([one.row for one in sent], layout.own_width))
    doubts = {
        sent[place].pk: sum(_is_told(one, hidden.get(sent[place].unit, ())) for one in findings)
        for place, findings in found.items()
    }
    each = list(obligations().filter(pk__in=worth_asking(period, layout, sent)))
    asked = {one.row.pk: one.asked for one in asked_each(each, layout, hidden)}
    odd = {pk: _odd_words(doubts.get(pk, 0), asked.get(pk, ())) for pk in (*doubts, *asked)}
    return {pk: words for pk, words in odd.items() if words}
