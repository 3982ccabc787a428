"""Remind the units that were marked in a list; what was typed and marked is kept for the list that
comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.utils import timezone

from phongtrao.programme.actions.reminding import letters_told
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions.reminding import NoReportToRemindOf, remind_of_reports
from phongtrao.reporting.forms.tracking import RemindForm
from phongtrao.reporting.queries.owed import reminded_today

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from django.http import HttpRequest

    from phongtrao.reporting.models import Period, ReportReminder

_KEPT = "reminding"
_NAMED = 20


class Kept(NamedTuple):
    """What stands in the form of a list again. reports: ids of those that were marked one by one;
    every: all that the filters show; again: it is asked whether to remind once more today.
    """

    period: int
    text: str
    reports: list[int]
    every: bool
    again: bool


def kept_for(request: HttpRequest, period: int) -> Kept | None:
    """What was kept for the list of a period; once."""
    kept = request.session.get(_KEPT)
    if kept is None or kept[0] != period:
        return None
    del request.session[_KEPT]
    return Kept(*kept)


def remind(request: HttpRequest, period: Period, marked: Collection[int]) -> None:
    """Remind those of the reports (ids) that are owed, and say what became of it. Who was reminded
    today is reminded again only where that is asked for.
    """
    form, user = RemindForm(request.POST), person(request)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["text"])))
        _keep(request, period, marked)
        return
    told = form.cleaned_data
    earlier = {} if told["again"] else reminded_today(user, period, marked, timezone.localdate())
    others = [one for one in marked if one not in earlier]
    made: list[ReportReminder] = []
    try:
        made = remind_of_reports(period=period, obligations=others, text=told["text"], by=user)
    except NoReportToRemindOf as broken:
        if not earlier:
            messages.error(request, broken.text)
            _keep(request, period, marked)
    if made:
        left = len(others) - len(made)
        messages.success(
            request,
            f"Đã nhắc {len(made)} đơn vị; lời nhắc hiện ở trang Việc của tôi của đơn vị"
            f"{letters_told(made)}"
            f"{f'. {left} đơn vị đã chọn không còn nợ báo cáo nên không nhắc' if left else ''}.",
        )
    if earlier:
        messages.warning(request, _earlier_words(earlier))
        _keep(request, period, earlier, again=True, every=not made)


def _keep(
    request: HttpRequest,
    period: Period,
    reports: Collection[int],
    *,
    again: bool = False,
    every: bool = True,
) -> None:
    """every: all that the filters show stay marked where they were, else only the reports."""
    every = every and bool(request.POST.get("all"))
    one_by_one = [] if every else list(reports)
    request.session[_KEPT] = [period.pk, request.POST.get("text", ""), one_by_one, every, again]


def _earlier_words(earlier: Mapping[int, tuple[str, datetime]]) -> str:
    """Who was reminded today, and when: "2 đơn vị đã được nhắc trước đó hôm nay lúc 14:05 …"."""
    times = {f"{timezone.localtime(at):%H:%M}" for _, at in earlier.values()}
    when = f"{'lúc' if len(times) == 1 else 'gần nhất lúc'} {max(times)}"
    names = ", ".join(name for name, _ in [*earlier.values()][:_NAMED])
    more = f" và {len(earlier) - _NAMED} đơn vị khác" if len(earlier) > _NAMED else ""
    return (
        f"{len(earlier)} đơn vị đã được nhắc trước đó hôm nay {when}, nên chưa nhắc lần nữa:"
        f" {names}{more}. Vẫn muốn nhắc thì đánh dấu “nhắc lần nữa” rồi bấm Nhắc."
    )
