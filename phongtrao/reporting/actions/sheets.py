"""Keep what comes in from the sheet of a report, with what explains it; send the sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.flow.table import MoveRefused
from phongtrao.core.text.secrecy import StateSecretRefused, refuse_state_secret
from phongtrao.reporting.actions.filling import hold_report, take_back, type_in, write_draft
from phongtrao.reporting.actions.sending import CORRECTING, send_held
from phongtrao.reporting.actions.signing import put_forward
from phongtrao.reporting.models import Answer, Draft
from phongtrao.reporting.queries.asking import stored, waiting
from phongtrao.reporting.queries.reports import move_of
from phongtrao.reporting.queries.sheet_boxes import Clash, Filled
from phongtrao.reporting.queries.sheet_page import filled_in, questions_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.reporting.models import Obligation
    from phongtrao.reporting.queries.reports import Kept
    from phongtrao.reporting.queries.sheet_boxes import Posted

_REASON = "reason"


@transaction.atomic
def keep_sheet(*, obligation: Obligation, posted: Posted, by: User) -> Filled:
    """Keep the boxes that were changed, the reason of a correction, the answers to questions. What
    cannot be kept is given back with the reason; all else is kept.

    Raises Denied, ElementUnknown, MoveRefused for a unit that is exempt.
    """
    require(by, Permission.SUBMISSION_SEND, obligation.unit_id)
    kept = hold_report(obligation)
    result = _take_in(obligation, kept, posted, {}, by)
    write_draft(obligation, kept, by)
    return result


def _take_in(
    obligation: Obligation, kept: Kept, posted: Posted, filled: Mapping[str, str], by: User
) -> Filled:
    """`keep_sheet` for a report that is held; the draft is not written yet. filled: what the
    program filled in, by code; what was left so counts as typed now.
    """
    told = {
        code: text
        for code, text in posted.typed.items()
        if text != posted.shown.get(code, "") or (text and text == filled.get(code))
    }
    if posted.reason is not None:
        told[_REASON] = posted.reason
    told |= posted.answers
    refused = _refused(told, obligation, by)
    boxes = {
        code: (posted.shown.get(code, ""), text)
        for code, text in told.items()
        if code in posted.typed and code not in refused
    }
    conflicts = type_in(obligation, kept, boxes, by) if boxes else []
    if posted.reason is not None and _REASON not in refused:
        _keep_reason(obligation, kept, posted.reason)
    answers = {key: text for key, text in posted.answers.items() if key not in refused}
    if answers:
        _keep_answers(obligation, kept, answers, by)
    return Filled(
        posted=posted,
        clashes={one.code: Clash(boxes[one.code][1], one.stands, one.by) for one in conflicts},
        refused=refused,
    )


def _refused(told: Mapping[str, str], obligation: Obligation, by: User) -> dict[str, str]:
    """What bears the mark of a state secret is not kept; only the fact is logged."""
    found = {}
    for name, text in told.items():
        if not any(map(str.isalpha, text)):  # a mark is a word
            continue
        try:
            refuse_state_secret(text, "", name=name)
        except StateSecretRefused:
            found[name] = (
                "Nội dung có dấu chỉ độ mật nên không được lưu. Hãy bỏ nội dung này; thông tin bí"
                " mật nhà nước không được nhập vào máy nối mạng."
            )
    if found:
        audit.log("file.refuse-secret", obligation, by=by, office=obligation.unit_id)
    return found


def _keep_reason(obligation: Obligation, kept: Kept, reason: str) -> None:
    if kept.draft is None and reason:
        kept.draft = Draft(obligation=obligation)
    if kept.draft is not None and kept.draft.reason != reason:
        kept.draft.reason, kept.changed = reason, True
        take_back(kept.draft)


def _keep_answers(obligation: Obligation, kept: Kept, answers: Mapping[str, str], by: User) -> None:
    """Keep the answers to what is asked now; an unchanged one is not written again."""
    for one in questions_now(obligation, by, kept):
        answer = answers.get(one.key, one.answer)
        if answer == one.answer:
            continue
        rule, codes, words = stored(one.question)
        row = Answer.objects.create(
            obligation=obligation,
            rule=rule,
            codes=list(codes),
            words=words,
            answer=answer,
            by=by,
            at=timezone.now(),
        )
        audit.log("report.answer", row, by=by, office=obligation.unit_id, text=words[:300])


@transaction.atomic
@audit.logged_last()
def send_sheet(*, obligation: Obligation, posted: Posted, by: User) -> Filled:
    """Keep what came in and send the report as its sender sees it, or put it forward where the form
    asks for the word of an approver of the unit. It is kept and not sent when
    somebody changed or sent it in between, when a box cannot be sent, or to show questions once
    that were not shown; they hold nothing up.

    Raises Denied, ElementUnknown, MoveRefused for a unit that is exempt.
    """
    require(by, Permission.SUBMISSION_SEND, obligation.unit_id)
    # Held until the end, so that what is sent is what was just compared.
    kept = hold_report(obligation)
    filled = _left_as_filled_in(obligation, kept, posted, by)
    result = replace(_take_in(obligation, kept, posted, filled, by), tried=True)
    result = _sent(obligation, kept, posted, filled, result, by)
    if result.sent is None:
        write_draft(obligation, kept, by)
    return result


def _sent(
    obligation: Obligation,
    kept: Kept,
    posted: Posted,
    filled: Mapping[str, str],
    result: Filled,
    by: User,
) -> Filled:
    """The result with the report sent, or with why it was not."""
    if (kept.last.revision if kept.last else 0) != posted.seen:
        return replace(result, moved_on=True)
    result = replace(result, renewed=_renewed(kept, posted, filled))
    if not result.kept or result.renewed:
        return result
    explained = move_of(obligation) not in CORRECTING or posted.reason
    fresh = {one.key for one in waiting(questions_now(obligation, by, kept))} - posted.asked
    if fresh and explained:
        return replace(result, asks=True)
    try:
        if obligation.period.form.signs_off:
            put_forward(obligation=obligation, kept=kept, reason=posted.reason or "", by=by)
            return replace(result, put=True)
        sent = send_held(obligation=obligation, kept=kept, reason=posted.reason or "", by=by)
    except MoveRefused as refusal:
        return replace(result, refusal=refusal.text)
    return replace(result, sent=sent)


def _left_as_filled_in(
    obligation: Obligation, kept: Kept, posted: Posted, by: User
) -> dict[str, str]:
    """What the program fills in, when the sender left a box of that kind as he saw it."""
    stands = kept.typed()
    left = any(
        text and text == posted.shown.get(code, "") and code not in stands
        for code, text in posted.typed.items()
    )
    return filled_in(obligation, by, kept) if left else {}


def _renewed(kept: Kept, posted: Posted, filled: Mapping[str, str]) -> dict[str, Clash]:
    """Boxes that the sender did not touch and that are not what he saw."""
    stands = {**filled, **kept.typed()}
    authors = kept.draft.authors if kept.draft else {}
    return {
        code: Clash(text, stands.get(code, ""), authors.get(code, ("người khác", ""))[0])
        for code, text in posted.typed.items()
        if text == posted.shown.get(code, "") and stands.get(code, "") != text
    }
