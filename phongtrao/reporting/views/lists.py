"""The page on which the list of a period is brought up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import span_words
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions.lists import refresh_list
from phongtrao.reporting.queries.list_page import period_to_change
from phongtrao.reporting.queries.lists import list_change
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """What bringing the list up to date does, and the button that does it. What is done is what was
    shown: when it changed meanwhile, the new one is shown first.
    """
    row = period_to_change(person(request), pk)
    error = ""
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            done = refresh_list(period=row, seen=seen, by=person(request))
        except RuleBroken as broken:
            error = broken.text
        else:
            messages.success(
                request,
                f"Đã cập nhật danh sách: thêm {len(done.joins)}, miễn {len(done.leaves)}, đổi địa"
                f" bàn hoặc phân tổ {len(done.moves)} đơn vị.",
            )
            return redirect("reporting:period", pk)
    return page(
        request,
        "reporting/period_list.html",
        status=422 if error else 200,
        period=row,
        title=period_title(row.name),
        span=span_words(row.start, row.end),
        change=list_change(row, timezone.localdate()),
        error=error,
    )
