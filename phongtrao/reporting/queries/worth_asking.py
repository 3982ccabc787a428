"""About which of many reports a question may be asked: the others need not be read one by one.

Nothing of it is stored when a report is sent: what is asked hangs on registers, earlier periods and
levels, which change afterwards, and imports would pay for what is looked at page by page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from phongtrao.core.dates.filing import sent_day
from phongtrao.core.questions.ruling import shipped_rules
from phongtrao.core.questions.screening import Many, may_be_asked
from phongtrao.core.sheets.floating import floating
from phongtrao.reporting.queries.asking import asked_elements, is_early
from phongtrao.reporting.queries.earlier import figures_before, periods_a_year
from phongtrao.reporting.queries.known import known_of, registers_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.sheets import Layout


class Given(NamedTuple):
    """What was sent last of a report: its figures as they are packed, and the reason of what
    corrects an earlier one.
    """

    pk: int
    unit: int
    row: bytes
    reason: str
    sent_at: datetime
    due_on: date


def worth_asking(period: Period, layout: Layout, given: Sequence[Given]) -> set[int]:
    """Ids of those of the reports of a period about which something may be asked: by their figures
    and those of earlier periods, because they were corrected after the close or sent before the
    window was over, or because the system knows another number. The number of queries does not grow
    with the reports.
    """
    if not given:
        return set()
    sheet, units = layout.sheet, [one.unit for one in given]
    now = floating(sheet, [one.row for one in given])
    of_code = {one.code: one for one in asked_elements(layout, {})}
    elements = [of_code[box.code] for box in sheet.columns]
    earlier = figures_before(period, sheet, units)
    kept = may_be_asked(Many(elements, now, earlier, periods_a_year(period)), shipped_rules())
    for place, one in enumerate(given):
        day = sent_day(one.sent_at)
        kept[place] |= bool(one.reason) and day > period.closes_on
        kept[place] |= is_early(period.end, one.due_on, day)
    known = known_of(period, units)
    for place, one in enumerate(given):
        for count in registers_of(known[one.unit], one.sent_at):
            told = now[place, [layout.column_of[code] for code in count.codes]].sum()
            kept[place] |= not np.isnan(told) and told != float(count.count)
    return {one.pk for one, worth in zip(given, kept, strict=True) if worth}
