"""What the newest revision of a report replaced."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from phongtrao.core.dates.filing import sent_day
from phongtrao.core.questions.facts import Correction
from phongtrao.reporting.models import Submission, Verdict, VerdictKind
from phongtrao.reporting.queries.counted import last_accepted
from phongtrao.reporting.queries.sheets import cells_of
from phongtrao.reporting.queries.stages import stages_asked

if TYPE_CHECKING:
    from collections.abc import Collection

    from phongtrao.core.sheets.elements import Sheet
    from phongtrao.reporting.models import Obligation


def replaced_by(rows: Collection[Obligation]) -> dict[int, Submission]:
    """Report → what the revision that was sent last replaced: what was accepted before it, else the
    one before; those that were sent once are left out. Two queries, none where there are none.
    """
    earlier = _earlier(rows).items()
    return {pk: last_accepted(revisions) or revisions[-1][0] for pk, revisions in earlier}


def _earlier(rows: Collection[Obligation]) -> dict[int, list[tuple[Submission, bool, bool]]]:
    """Report → its revisions before the newest in their order, each with whether it was accepted
    and whether it was given back.
    """
    sent = {row.pk: row for row in rows if row.current is not None and row.current.revision > 1}
    if not sent:
        return {}
    earlier: dict[int, list[Submission]] = defaultdict(list)
    newest = {row.current_id or 0 for row in sent.values()}
    before = Submission.objects.filter(obligation__in=sent).exclude(pk__in=newest)
    for one in before.order_by("obligation", "revision"):
        earlier[one.obligation_id].append(one)
    verdicts = Verdict.objects.filter(submission__in=before.order_by().values("pk")).order_by()
    judged = Counter(verdicts.values_list("submission_id", "kind"))
    found = {}
    for pk, revisions in earlier.items():
        stages = stages_asked(sent[pk], sent[pk].period.form)
        found[pk] = [
            (
                one,
                judged[one.pk, VerdictKind.ACCEPT] >= stages,
                judged[one.pk, VerdictKind.RETURN] > 0,
            )
            for one in revisions
        ]
    return found


def accepted_before(row: Obligation) -> Submission | None:
    """What stood as accepted before the newest revision of a report was sent; None for nothing."""
    return last_accepted(_earlier([row]).get(row.pk, ()))


def corrections(sheet: Sheet, rows: Collection[Obligation]) -> dict[int, Correction]:
    """Report → the correction that its newest revision is; those that correct nothing are left out.
    Queries as `replaced_by`.
    """
    some = [row for row in rows if row.current is not None and row.current.reason]
    before = replaced_by(some)
    told = ((row.pk, correction_of(sheet, row, row.current, before.get(row.pk))) for row in some)
    return {pk: correction for pk, correction in told if correction}


def correction_of(
    sheet: Sheet, row: Obligation, now: Submission | None, before: Submission | None
) -> Correction | None:
    """What a revision of a report corrects of the one that it replaced; None where it has no
    reason: then it is the report, sent again.
    """
    if before is None or now is None or not now.reason:
        return None
    return Correction(cells_of(sheet, before), sent_day(now.sent_at), row.period.closes_on)
