"""What the figures of a period give reason to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.views.decorators.http import require_safe

from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import span_words
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.models import STANDING
from phongtrao.reporting.queries.group_questions import asked_of, group_questions
from phongtrao.reporting.queries.owed import ids_by_name, period_for, rows_in_order
from phongtrao.reporting.queries.reports import obligations_of
from phongtrao.reporting.queries.sensitive import hidden_boxes, hidden_by_unit
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

REPORTS_ASKED = 500


@require_safe
@login_required
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """What the figures of a period give reason to ask: of many units together, and of each."""
    user = person(request)
    row = period_for(user, pk)
    rows, layout = obligations_of(user, row), layout_of(row.form)
    sent = rows.filter(state__in=STANDING)
    shown = Paginator(ids_by_name(sent), REPORTS_ASKED).get_page(request.GET.get("trang"))
    each = rows_in_order(sent, shown.object_list)
    return page(
        request,
        "reporting/tracking_questions.html",
        period=row,
        title=period_title(row.name),
        span=span_words(row.start, row.end),
        together=group_questions(rows, layout, hidden_boxes(user, row.form)),
        pages=shown,
        each=asked_of(each, layout, hidden_by_unit(user, row.form, [one.unit_id for one in each])),
    )
