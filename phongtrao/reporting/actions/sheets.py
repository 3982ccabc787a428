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
from phongtrao.reporting.actions.filling import save_boxes
from phongtrao.reporting.actions.sending import move_of, send_report
from phongtrao.reporting.models import Answer, Draft, Obligation
from phongtrao.reporting.queries.asking import stored, waiting
from phongtrao.reporting.queries.reports import latest, typed_of
from phongtrao.reporting.queries.sheet_boxes import Clash, Filled
from phongtrao.reporting.queries.sheet_page import questions_now
from phongtrao.reporting.queries.sheets import sheet_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.reporting.queries.sheet_boxes import Posted

_REASON = "reason"


@transaction.atomic
def keep_sheet(*, obligation: Obligation, posted: Posted, by: User) -> Filled:
    """Keep the boxes that were changed, the reason of a correction, the answers to questions. What
    cannot be kept is given back with the reason; all else is kept.

    Raises Denied, ElementUnknown, MoveRefused for a unit that is exempt.
    """
    require(by, Permission.SUBMISSION_SEND, obligation.unit_id)
    told = {code: text for code, text in posted.typed.items() if text != posted.shown.get(code, "")}
    if posted.reason is not None:
        told[_REASON] = posted.reason
    told |= posted.answers
    refused = _refused(told, obligation, by)
    boxes = {
        code: (posted.shown.get(code, ""), text)
        for code, text in told.items()
        if code in posted.typed and code not in refused
    }
    conflicts = save_boxes(obligation=obligation, boxes=boxes, by=by) if boxes else []
    if posted.reason is not None and _REASON not in refused:
        _keep_reason(obligation, posted.reason)
    answers = {key: text for key, text in posted.answers.items() if key not in refused}
    if answers:
        _keep_answers(obligation, answers, by)
    return Filled(
        posted=posted,
        clashes={one.code: Clash(boxes[one.code][1], one.stands, one.by) for one in conflicts},
        refused=refused,
    )


def _refused(told: Mapping[str, str], obligation: Obligation, by: User) -> dict[str, str]:
    """What bears the mark of a state secret is not kept; only the fact is logged."""
    found = {}
    for name, text in told.items():
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


def _keep_reason(obligation: Obligation, reason: str) -> None:
    draft = Draft.objects.filter(obligation=obligation).first()
    if draft is None and reason:
        draft = Draft(obligation=obligation)
    if draft is not None and draft.reason != reason:
        draft.reason = reason
        draft.save()


def _keep_answers(obligation: Obligation, answers: Mapping[str, str], by: User) -> None:
    """Keep the answers to what is asked now; an unchanged one is not written again."""
    for one in questions_now(obligation, by):
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
def send_sheet(*, obligation: Obligation, posted: Posted, by: User) -> Filled:
    """Keep what came in and send the report as its sender sees it. It is kept and not sent when
    somebody changed or sent it in between, when a box cannot be sent, or to show questions once
    that were not shown; they hold nothing up.

    Raises Denied, ElementUnknown, MoveRefused for a unit that is exempt.
    """
    require(by, Permission.SUBMISSION_SEND, obligation.unit_id)
    # Held until the end, so that what is sent is what was just compared.
    row = Obligation.objects.select_for_update(of=("self",)).get(pk=obligation.pk)
    obligation.state, obligation.stage, obligation.current_id = row.state, row.stage, row.current_id
    kept = replace(keep_sheet(obligation=obligation, posted=posted, by=by), tried=True)
    last = latest(row)
    if (last.revision if last else 0) != posted.seen:
        return replace(kept, moved_on=True)
    kept = replace(kept, renewed=_renewed(obligation, posted))
    if not kept.kept or kept.renewed:
        return kept
    explained = move_of(row) != "correct" or posted.reason
    fresh = {one.key for one in waiting(questions_now(obligation, by))} - posted.asked
    if fresh and explained:
        return replace(kept, asks=True)
    try:
        with transaction.atomic():
            sent = send_report(obligation=obligation, reason=posted.reason or "", by=by)
    except MoveRefused as refusal:
        obligation.refresh_from_db()
        return replace(kept, refusal=refusal.text)
    return replace(kept, sent=sent)


def _renewed(obligation: Obligation, posted: Posted) -> dict[str, Clash]:
    """Boxes that the sender did not touch and that are not what he saw."""
    stands = typed_of(sheet_of(obligation.period.form), obligation)
    draft = Draft.objects.filter(obligation=obligation).first()
    authors = draft.authors if draft else {}
    return {
        code: Clash(text, stands.get(code, ""), authors.get(code, ("người khác", ""))[0])
        for code, text in posted.typed.items()
        if text == posted.shown.get(code, "") and stands.get(code, "") != text
    }
