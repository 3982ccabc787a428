"""What the pages of a report say of it in words: heading, rates, what was given back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.core.dates.filing import duty_standing, sent_day
from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import day_words, span_words
from phongtrao.core.targets.levels import Measured
from phongtrao.core.targets.wording import measured_words, number_words
from phongtrao.programme.queries.levels import level_of, level_words
from phongtrao.reporting.models import ObligationState, VerdictKind
from phongtrao.reporting.queries.reports import resend_words, state_words
from phongtrao.reporting.queries.sheets import scales_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.core.sheets.elements import Cell
    from phongtrao.programme.models import Threshold
    from phongtrao.reporting.models import Obligation, Submission
    from phongtrao.reporting.queries.sheets import Layout

_TONES = {
    ObligationState.OWED: "none",
    ObligationState.DRAFT: "none",
    ObligationState.SENT: "none",
    ObligationState.RETURNED: "warn",
    ObligationState.ACCEPTED: "good",
    ObligationState.EXEMPT: "none",
}


@dataclass(frozen=True)
class Heading:
    """What stands above a report. period: "Quý I/2020"; window: the days of its figures. due: until
    when it is sent; late: how that stands, its words and its colour; again: the same of sending
    again, while it is given back. state: with its mark.
    """

    period: str
    window: str
    due: str
    late: str
    late_tone: str
    again: str
    again_tone: str
    state: str
    tone: str


def heading_of(obligation: Obligation) -> Heading:
    """What stands above a report, today."""
    period, state = obligation.period, ObligationState(obligation.state)
    sent = obligation.first_sent_at
    stands = duty_standing(
        obligation.due_on, sent_day(sent) if sent else None, timezone.localdate()
    )
    late = {
        "done": ("gửi đúng hạn", "good"),
        "done-late": (f"gửi chậm {number_words(stands.past)} ngày", "warn"),
        "overdue": (f"quá hạn {number_words(stands.past)} ngày", "bad"),
        "due": (
            f"còn {number_words(stands.days)} ngày" if stands.days else "hôm nay là ngày cuối",
            "none",
        ),
    }
    words, tone = late[stands.state] if state is not ObligationState.EXEMPT else ("", "none")
    again, again_tone = "", "none"
    if obligation.resend_by:
        again, again_tone = resend_words(obligation.resend_by, timezone.localdate())
    return Heading(
        period=period_title(period.name),
        window=span_words(period.start, period.end),
        due=day_words(obligation.due_on),
        late=words,
        late_tone=tone,
        again=again,
        again_tone=again_tone,
        state=state_words(obligation),
        tone=_TONES[state],
    )


def rates_of(
    layout: Layout, levels: Mapping[int, Threshold], cells: Mapping[str, Cell], stratum: str
) -> dict[str, tuple[str, ...]]:
    """Box of a numerator → what the report itself comes to, with the level that all together must
    reach: "93,7 % (118/126), mức chung ≥ 90 %". levels: of the targets, by id. stratum: of the
    report (`Obligation.stratum`): that of its own stratum first; a rate that is not of its unit is
    left out.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for measure in layout.measures_of(stratum):
        if measure.denominator is None:
            continue
        part = cells.get(measure.numerator.code)
        whole = cells.get(measure.denominator.code)
        if not isinstance(part, Decimal) or not isinstance(whole, Decimal) or not whole:
            continue
        row = levels.get(measure.target_id)
        level = level_of(row) if row else None
        upper, lower = scales_of(measure)
        measured = Measured(int(part.scaleb(upper)), int(whole.scaleb(lower)), (upper, lower))
        words = measured_words(measured, level)
        told = f"{words}, mức chung {level_words(row)}" if row else words
        if told not in found[measure.numerator.code]:
            found[measure.numerator.code].append(told)
    return {code: tuple(some) for code, some in found.items()}


def verdict_boxes(submission: Submission) -> tuple[str, dict[str, str]]:
    """Why a report came back: the reason for all of it, and box → reason."""
    verdict = submission.verdicts.filter(kind=VerdictKind.RETURN).order_by("pk").last()
    return (verdict.reason, dict(verdict.boxes)) if verdict else ("", {})
