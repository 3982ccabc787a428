"""Bring the list of a period up to date after units were merged, split or ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.reporting.actions.days import count_days
from phongtrao.reporting.actions.periods import put_on_list
from phongtrao.reporting.actions.totals import hold_reports, rebuild_totals
from phongtrao.reporting.models import Obligation, ObligationState
from phongtrao.reporting.queries.lists import ListChange, list_change

if TYPE_CHECKING:
    from phongtrao.reporting.models import Period

_BATCH = 500
_REASON_MAX = 500


class ListUpToDate(RuleBroken):
    """A list is changed when something in it has changed."""

    code = "list-up-to-date"
    message = "Danh sách của {period} đã đúng với các đơn vị hiện có, không cần cập nhật."


class ListMovedOn(RuleBroken):
    """What is done to a list is what was shown."""

    code = "list-moved-on"
    message = "Danh sách của {period} vừa thay đổi. Hãy xem lại các thay đổi rồi cập nhật."


@transaction.atomic
def refresh_list(*, period: Period, seen: str | None = None, by: User) -> ListChange:
    """Do what `queries.lists.list_change` says: heirs come to the list, ended units that sent
    nothing are exempt with the reason, what was sent stays; the totals move with the places.

    seen: `ListChange.seen` of what was shown; None: nothing was. Raises Denied, ListUpToDate,
    ListMovedOn.
    """
    require(by, Permission.REPORT_FORM_EDIT, period.form.office_id)
    hold_reports(period)
    found = list_change(period, timezone.localdate())
    if not found.changes:
        raise ListUpToDate(period=period)
    if seen is not None and seen != found.seen:
        raise ListMovedOn(period=period)
    put_on_list(period, {one.unit: one.level for one in found.joins}, found.day)
    left = [
        Obligation(
            pk=one.line.pk, state=ObligationState.EXEMPT, exempt_reason=one.reason[:_REASON_MAX]
        )
        for one in found.leaves
    ]
    Obligation.objects.bulk_update(left, ["state", "exempt_reason"], batch_size=_BATCH)
    moved = [
        Obligation(
            pk=one.line.pk,
            commune_id=one.lies.commune,
            province_id=one.lies.province,
            stratum=one.stratum,
        )
        for one in found.moves
    ]
    Obligation.objects.bulk_update(moved, ["commune", "province", "stratum"], batch_size=_BATCH)
    rebuild_totals(period)
    count_days(period)
    period.refreshed_at = timezone.now()
    period.save(update_fields=["refreshed_at"])
    audit.log(
        "period.refresh-list",
        period,
        by=by,
        on=found.day.isoformat(),
        joined=len(found.joins),
        exempt=len(found.leaves),
        moved=len(found.moves),
    )
    return found
