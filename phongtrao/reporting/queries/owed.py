"""What a person may see, remind of and judge of a period, and the rule by which it is counted."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, cast

from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404

from phongtrao.access.models import Permission
from phongtrao.access.queries import may, reach
from phongtrao.core.flow.submission import ReportFacts
from phongtrao.core.text.folding import name_order
from phongtrao.reporting.models import (
    Obligation,
    ObligationState,
    Period,
    ReportReminder,
    Verdict,
    VerdictKind,
)
from phongtrao.reporting.queries.addressed import forms_read, reads_all
from phongtrao.reporting.queries.own_hand import own_of
from phongtrao.reporting.queries.reports import approved_by, obligations_of, waits_for_them
from phongtrao.reporting.queries.stages import level_called, stages_asked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.reporting.models import ReportForm

OPEN = (ObligationState.OWED, ObligationState.DRAFT, ObligationState.RETURNED)
"""States in which a unit has something to send: its report, or a correction that came back."""
FALLS_ON = Coalesce("resend_by", "due_on")
"""The last day for what is owed now, as `Obligation.falls_on`."""
RULE = (
    "Phải báo cáo: các đơn vị trong danh sách của kỳ, trừ đơn vị được miễn."
    " Đầy đủ: số báo cáo đã gửi (chờ duyệt và đã duyệt) trên số phải báo cáo; báo cáo bị trả lại mà"
    " chưa gửi lại thì chưa tính, là còn nợ. Bản đính chính bị trả lại thì phải gửi lại, nhưng báo"
    " cáo vẫn tính là đã gửi, theo lần đã duyệt."
    " Đúng hạn: gửi lần đầu chậm nhất vào ngày cuối của hạn (“trước ngày” không tính chính ngày"
    " đó). Chậm: gửi lần đầu sau ngày cuối."
    " Tỷ lệ đúng hạn: số đúng hạn trên số phải báo cáo."
    " Quá hạn: chưa gửi lần nào và đã qua ngày cuối. Chưa đến hạn: chưa gửi lần nào và chưa qua"
    " ngày cuối."
    " Trả lại và đính chính không đổi ngày gửi lần đầu, được đếm riêng. Báo cáo bị trả lại có hạn"
    " gửi lại riêng; qua ngày đó mà chưa gửi lại là gửi lại quá hạn."
)
"""The rule of completeness and timeliness as it stands on the page."""
_SORTED = 20_000


def periods_seen(user: User) -> QuerySet[Period]:
    """The periods of which a person sees something: of the forms that the office looks after or
    receives, and of those that a unit within reach owes.
    """
    owed = Obligation.objects.filter(
        period=OuterRef("pk"), unit__in=reach(user, Permission.SUBMISSION_READ)
    )
    rows = Period.objects.filter(Q(form__in=forms_read(user).values("pk")) | Exists(owed))
    return rows.select_related("form__programme", "form__office").order_by("-end", "-pk")


def period_for(user: User, pk: int) -> Period:
    """A period of which the person sees something, or 404."""
    rows = Period.objects.select_related("form__programme", "form__office", "form__unit")
    period = get_object_or_404(rows, pk=pk)
    if not (reads_all(user, period.form) or obligations_of(user, period).exists()):
        raise Http404
    return period


def reminded_by(user: User, period: Period) -> QuerySet[Obligation]:
    """What a person may remind of: all, for who opens the periods of the form; else the reports
    that he approves.
    """
    if may(user, Permission.REPORT_FORM_EDIT, period.form.office_id):
        return Obligation.objects.filter(period=period)
    return approved_by(user).filter(period=period)


def reminded_today(
    user: User, period: Period, reports: Collection[int], on: date
) -> dict[int, tuple[str, datetime]]:
    """Of reports (ids) that are owed and that a person may remind of, those of which somebody
    reminded on a day: → the unit, and when last; by the name of the unit.
    """
    owed = reminded_by(user, period).filter(state__in=OPEN).order_by()
    rows = ReportReminder.objects.filter(
        obligation__in=owed.values("pk"), by__isnull=False, at__date=on
    )
    told = rows.values_list("obligation_id", "obligation__unit__name").annotate(last=Max("at"))
    wanted = set(reports)
    found = told.order_by("obligation__unit__name", "obligation_id")
    return {pk: (name, last) for pk, name, last in found if pk in wanted}


def accept_facts(
    rows: Collection[Obligation], form: ReportForm, user: User
) -> dict[int, ReportFacts]:
    """What accepting depends on, of many reports of one form; one query, another when some have
    passed a stage, and one when they wait for a level.
    """
    passed = [row.current_id for row in rows if row.stage]
    approvers: dict[int, set[int]] = defaultdict(set)
    if passed:
        given = Verdict.objects.filter(submission__in=passed, kind=VerdictKind.ACCEPT)
        for submission, by in given.values_list("submission_id", "by_id"):
            approvers[submission].add(by)
    elsewhere = {row.pk: level_called(row.waits_for) for row in rows if row.waits_for}
    if elsewhere:
        for pk in waits_for_them(user).filter(pk__in=elsewhere).values_list("pk", flat=True):
            elsewhere[pk] = ""
    own = own_of(rows, user)
    return {
        row.pk: ReportFacts(
            by=user.pk,
            own=own[row.pk].revision if row.pk in own else 0,
            own_program=row.pk in own and own[row.pk].by_program,
            approvers=frozenset(approvers[row.current_id or 0]),
            stage=row.stage,
            stages=stages_asked(row, form),
            elsewhere=elsewhere.get(row.pk, ""),
        )
        for row in rows
    }


def judges_in(user: User, period: Period) -> bool:
    """Tell whether a person approves some report of a period."""
    return approved_by(user).filter(period=period).exists()


def newest_verdict() -> int:
    """The id of the newest verdict of all; 0 for none."""
    return Verdict.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def judged_since(verdict: int, period: Period, user: User) -> set[int]:
    """The reports of a period about which others than the person gave a newer verdict than that."""
    newer = Verdict.objects.filter(pk__gt=verdict, submission__obligation__period=period)
    rows = newer.exclude(by=user).order_by()
    return set(rows.values_list("submission__obligation", flat=True))


def ids_by_name(rows: QuerySet[Obligation]) -> Sequence[int]:
    """Ids of reports by the names of their units as people sort them: "Đ" with "D". Of more than
    some ten thousands only the database could tell the order of a page.
    """
    named = rows.order_by("unit__name", "pk").values_list("pk", "unit__name")[: _SORTED + 1]
    listed = sorted(named, key=lambda one: name_order(one[1], one[0]))
    if len(listed) > _SORTED:
        return cast("Sequence[int]", rows.order_by("unit__name", "pk").values_list("pk", flat=True))
    return [pk for pk, _ in listed]


def rows_in_order(rows: QuerySet[Obligation], ids: Iterable[int]) -> list[Obligation]:
    """The reports with these ids, in their order."""
    wanted = list(ids)
    found = rows.in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]
