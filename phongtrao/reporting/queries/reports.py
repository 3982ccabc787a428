"""Reports that are owed, and how each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.access.queries import held_at, may, remembering
from phongtrao.core.dates.filing import duty_standing
from phongtrao.core.flow.submission import SUBMISSION_FLOW, ReportFacts
from phongtrao.core.sheets.checking import Finding, check
from phongtrao.core.sheets.reading import cell_words, read_cells
from phongtrao.core.sheets.rules import Severity
from phongtrao.programme.queries.succession import predecessors_of
from phongtrao.reporting.models import (
    Draft,
    Obligation,
    ObligationState,
    Period,
    Submission,
    Verdict,
    VerdictKind,
)
from phongtrao.reporting.queries.addressed import reads_all
from phongtrao.reporting.queries.own_hand import hand_of, made_by, own_of_one
from phongtrao.reporting.queries.sheets import Layout, cells_of, layout_of
from phongtrao.reporting.queries.stages import for_their_level, level_called, stages_asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.access.queries import ScopedQuerySet
    from phongtrao.core.sheets.elements import Cell, Sheet
    from phongtrao.reporting.models import ReportForm

_CORRECTIONS = {
    ObligationState.SENT: "Đính chính chờ duyệt",
    ObligationState.RETURNED: "Đính chính bị trả lại",
}
"""The states of a report of which an earlier revision is accepted."""
_MARKS: dict[str, str] = {
    ObligationState.OWED: "○",
    ObligationState.DRAFT: "○",
    ObligationState.SENT: "◐",
    ObligationState.RETURNED: "▲",
    ObligationState.ACCEPTED: "●",
    ObligationState.EXEMPT: "–",
}
"""What stands before a state."""
_SENDING = {
    ObligationState.RETURNED: "resend",
    ObligationState.SENT: "correct",
    ObligationState.ACCEPTED: "correct",
}
_WITH = ("period__form__programme", "period__form__office", "unit", "current__by")


def obligations() -> ScopedQuerySet[Obligation]:
    """All that is owed, with what its pages show."""
    rows: ScopedQuerySet[Obligation] = Obligation.objects.select_related(*_WITH)
    return rows


def obligation_for(user: User, pk: int, permission: Permission) -> Obligation:
    """What a unit owes, for who holds the permission at the unit; 404 for anybody else. The office
    that looks after the form reads all of its reports, and so do its addressees.
    """
    row = get_object_or_404(obligations(), pk=pk)
    if may(user, permission, row.unit_id):
        return row
    if permission == Permission.SUBMISSION_READ and reads_all(user, row.period.form):
        return row
    raise Http404


def obligation_to_fill(user: User, pk: int) -> Obligation:
    """What a unit owes, for who fills it in; 404 for anybody else."""
    rows = Obligation.objects.select_related("period__form", "unit")
    row = get_object_or_404(rows, pk=pk)
    if not may(user, Permission.SUBMISSION_SEND, row.unit_id):
        raise Http404
    return row


def obligations_of(user: User, period: Period) -> QuerySet[Obligation]:
    """What the units within a person's reach owe for a period; all of it for the office that looks
    after the form and for its addressees.
    """
    rows = obligations().filter(period=period)
    if reads_all(user, period.form):
        return rows
    return rows.visible_to(user, Permission.SUBMISSION_READ)


def reads_programme(user: User, form: ReportForm) -> bool:
    """Tell whether a person may open the page of the programme that a form belongs to."""
    programme = form.programme
    return programme is not None and may(user, Permission.PROGRAMME_READ, programme.office_id)


@dataclass
class Kept:
    """What is kept of a report, read once: its form, what was sent last, what was typed since.

    stored: whether the draft is in the database. changed: whether it is not there as it is here.
    """

    layout: Layout
    last: Submission | None
    draft: Draft | None
    stored: bool
    changed: bool = False

    @property
    def sheet(self) -> Sheet:
        """The form as the core reads it."""
        return self.layout.sheet

    def typed(self) -> dict[str, str]:
        """What stands in the boxes: as typed, else as sent last."""
        return _typed(self.sheet, self.last, self.draft)


def kept_of(obligation: Obligation) -> Kept:
    """What is kept of a report: three queries for an issued form that was read before."""
    draft = Draft.objects.filter(obligation=obligation).first()
    layout = layout_of(obligation.period.form, targets=False)
    return Kept(layout, latest(obligation), draft, stored=draft is not None)


def typed_of(sheet: Sheet, obligation: Obligation) -> dict[str, str]:
    """What stands in the boxes of a report: as typed, else as sent last."""
    draft = Draft.objects.filter(obligation=obligation).first()
    return _typed(sheet, latest(obligation), draft)


def _typed(sheet: Sheet, last: Submission | None, draft: Draft | None) -> dict[str, str]:
    sent: dict[str, str] = {}
    if last:
        cells = cells_of(sheet, last)
        sent = {box.code: cell_words(box, cells[box.code]) for box in sheet.elements}
    return sent | (draft.cells if draft else {})


def latest(obligation: Obligation) -> Submission | None:
    """What was sent last, also when it was returned since."""
    if obligation.current_id is None:
        return None
    return obligation.submissions.order_by("-revision").select_related("by").first()


@dataclass(frozen=True)
class Checked:
    """What was typed, read and checked. cells: of the boxes that could be read; findings: what is
    wrong, in the order of the form.
    """

    cells: dict[str, Cell]
    findings: list[Finding]

    @property
    def faults(self) -> list[Finding]:
        """What keeps the report from being sent."""
        return [one for one in self.findings if one.severity == Severity.REFUSE]


def checked(sheet: Sheet, typed: Mapping[str, str]) -> Checked:
    """Read and check what was typed. Raises ElementUnknown."""
    cells, unreadable = read_cells(sheet, dict(typed))
    wrong = {code: Finding(code, error.text, Severity.REFUSE) for code, error in unreadable.items()}
    found = [one for one in check(sheet, cells) if one.code not in wrong]
    order = {box.code: place for place, box in enumerate(sheet.elements)}
    return Checked(cells, sorted([*wrong.values(), *found], key=lambda one: order[one.code]))


def facts_to_judge(obligation: Obligation, user: User, **more: object) -> ReportFacts:
    """What accepting a report or giving it back depends on. more: as of `facts_of`."""
    own, by_program = own_of_one(obligation, user)
    return facts_of(obligation, user, own=own, own_program=by_program, **more)


def facts_of(obligation: Obligation, user: User, **more: object) -> ReportFacts:
    """What a move of a report depends on. more: fields of ReportFacts that the move knows."""
    last = obligation.current
    approvers = frozenset[int]()
    if last and obligation.stage:
        accepted = Verdict.objects.filter(submission=last, kind=VerdictKind.ACCEPT)
        approvers = frozenset(accepted.values_list("by_id", flat=True))
    known = {
        "by": user.pk,
        "approvers": approvers,
        "stage": obligation.stage,
        "stages": stages_asked(obligation, obligation.period.form),
        "elsewhere": _elsewhere(obligation, user),
    }
    return ReportFacts(**{**known, **more})  # type: ignore[arg-type]  # by name


def _elsewhere(obligation: Obligation, user: User) -> str:
    """For which level a report waits, where that is not the person's."""
    level = obligation.waits_for
    if not level or waits_for_them(user).filter(pk=obligation.pk).exists():
        return ""
    return level_called(level)


def move_of(obligation: Obligation) -> str:
    """Which move sending is in the report's present state."""
    if obligation.state == ObligationState.RETURNED and obligation.frozen_id:
        return "correct-again"
    return _SENDING.get(ObligationState(obligation.state), "send")


def corrected_by(obligation: Obligation) -> Submission | None:
    """What the revision sent next corrects: what is accepted, else what was sent last; None where
    nothing stands.
    """
    standing = move_of(obligation) == "correct"
    return obligation.frozen or (obligation.current if standing else None)


def refusal(obligation: Obligation, move: str, user: User, **more: object) -> str:
    """Why the person cannot make a move now, "" when he can: for a greyed button."""
    if move not in ("accept", "return"):
        return SUBMISSION_FLOW.refusal(obligation.state, move, facts_of(obligation, user, **more))
    if not approves(user, obligation):
        return "chỉ người duyệt của cấp trên duyệt hoặc trả lại báo cáo này"
    return SUBMISSION_FLOW.refusal(obligation.state, move, facts_to_judge(obligation, user, **more))


def approves(user: User, obligation: Obligation) -> bool:
    """Tell whether a person approves the report of the unit, as one of `approved_by`: by a role
    that stands above it.
    """
    with remembering():
        above = may(user, Permission.SUBMISSION_APPROVE, obligation.unit_id)
        return above and obligation.unit_id not in signed_for(user)


def approved_by(user: User) -> ScopedQuerySet[Obligation]:
    """Reports that a person approves: of units below those at which he may; a role at the unit
    itself signs, it does not judge.
    """
    rows = obligations().visible_to(user, Permission.SUBMISSION_APPROVE)
    return rows.exclude(unit__in=signed_for(user))


def signed_for(user: User) -> frozenset[int]:
    """Units in whose own name a person gives his word: those at which his roles stand, and the
    ended ones whose heirs these are.
    """
    held = held_at(user, Permission.SUBMISSION_APPROVE)
    return held.union(*predecessors_of(held, timezone.localdate()).values())


def waits_for_them(user: User) -> QuerySet[Obligation]:
    """Those of them that wait for, or were accepted by, the level in whose name he does."""
    return for_their_level(approved_by(user), user)


def waits_for_word_of(user: User) -> QuerySet[Obligation]:
    """Those of them of which the person may accept what was sent last: nothing that waits for it is
    his own (`own_hand`), and he has not accepted it before.
    """
    accepted = Verdict.objects.filter(
        submission=OuterRef("current"), kind=VerdictKind.ACCEPT, by=user
    )
    rows = waits_for_them(user).filter(~Exists(accepted), state=ObligationState.SENT)
    rows = rows.exclude(hand_of(user, "current__"))
    # Most were sent once: of those nothing else is looked at.
    own = made_by(user).filter(obligation=OuterRef("pk"))
    return rows.exclude(Q(current__revision__gt=1), Exists(own))


def seen_of(obligation: Obligation) -> str:
    """How far a report is, in one word, by which a verdict says what its author saw."""
    return f"{obligation.state}:{obligation.stage}"


def given_back(rows: Iterable[Obligation]) -> dict[int, Verdict]:
    """Id of a submission → the verdict by which it came back last."""
    sent = [row.current_id for row in rows if row.current_id]
    found = Verdict.objects.filter(submission__in=sent, kind=VerdictKind.RETURN).order_by("pk")
    return {row.submission_id: row for row in found}


def resend_words(resend_by: date, on: date) -> tuple[str, str]:
    """How it stands with sending again what was given back, and the tone. resend_by: its day."""
    stands = duty_standing(resend_by, None, on)
    if stands.state == "overdue":
        return f"✕ Gửi lại quá hạn {stands.past} ngày (hạn {resend_by:%d/%m/%Y})", "bad"
    left = f"còn {stands.days} ngày" if stands.days else "hôm nay là ngày cuối"
    return f"▲ Cần gửi lại chậm nhất {resend_by:%d/%m/%Y}, {left}", "warn"


def passed_words(obligation: Obligation) -> str:
    """How many accepted a report and which level it waits for; "" before the only one."""
    words, stages = [], stages_asked(obligation, obligation.period.form)
    if obligation.stage:
        words.append(f"đã qua {obligation.stage}/{stages} cấp duyệt")
    if obligation.waits_for:
        words.append(f"chờ {level_called(obligation.waits_for)} duyệt")
    return ", ".join(words)


def state_words(obligation: Obligation) -> str:
    """The state with its mark, as interface.md has it."""
    return marked_state(obligation.state, corrects=obligation.frozen_id is not None)


def marked_state(state: str, *, corrects: bool) -> str:
    """The same of a state. corrects: an earlier revision is accepted and still counts."""
    return f"{_MARKS[state]} {state_name(state, corrects=corrects)}"


def state_name(state: str, *, corrects: bool) -> str:
    """The same without the mark."""
    name = ObligationState(state)
    return str(_CORRECTIONS.get(name, name.label) if corrects else name.label)


def frozen_words(obligation: Obligation) -> str:
    """Which revision counts while what was sent after it is not accepted; "" where nothing was."""
    last, frozen = obligation.current, obligation.frozen
    if last is None or frozen is None:
        return ""
    kept = f"lần nộp {frozen.revision} đã duyệt"
    if obligation.state == ObligationState.RETURNED:
        return f"Bản đính chính bị trả lại. Mọi số tổng hợp vẫn tính {kept}."
    return (
        f"Lần nộp {last.revision} là bản đính chính đang chờ duyệt. Đến khi được duyệt, số đã duyệt"
        f" vẫn tính {kept}; số tạm tính theo lần nộp {last.revision}."
    )
