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
from phongtrao.reporting.queries.list_workbooks import heading_of_period, questions_workbook
from phongtrao.reporting.queries.owed import ids_by_name, period_for, rows_in_order
from phongtrao.reporting.queries.reports import obligations_of
from phongtrao.reporting.queries.sensitive import hidden_boxes, hidden_by_unit
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.views.figures import workbook
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import FileResponse, HttpRequest, HttpResponse

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.group_questions import GroupQuestion, UnitQuestions

REPORTS_ASKED = 500


class _Questions:
    """What the figures of a period give reason to ask, of the reports that a person sees."""

    def __init__(self, user: User, period: Period) -> None:
        self.user, self.period = user, period
        self.rows, self.layout = obligations_of(user, period), layout_of(period.form)
        self.sent = self.rows.filter(state__in=STANDING)

    def together(self) -> list[GroupQuestion]:
        """Of many units together."""
        return group_questions(self.rows, self.layout, hidden_boxes(self.user, self.period.form))

    def of_each(self, reports: Iterable[int]) -> list[UnitQuestions]:
        """Of each of some reports, in their order."""
        each = rows_in_order(self.sent, reports)
        hidden = hidden_by_unit(self.user, self.period.form, [one.unit_id for one in each])
        return asked_of(each, self.layout, hidden)


@require_safe
@login_required
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """What the figures of a period give reason to ask: of many units together, and of each."""
    user = person(request)
    row = period_for(user, pk)
    asked = _Questions(user, row)
    shown = Paginator(ids_by_name(asked.sent), REPORTS_ASKED).get_page(request.GET.get("trang"))
    return page(
        request,
        "reporting/tracking_questions.html",
        period=row,
        title=period_title(row.name),
        span=span_words(row.start, row.end),
        together=asked.together(),
        pages=shown,
        each=asked.of_each(shown.object_list),
    )


@require_safe
@login_required
def questions_file(request: HttpRequest, pk: int) -> FileResponse:
    """The same of all reports, as a workbook."""
    user = person(request)
    row = period_for(user, pk)
    asked = _Questions(user, row)
    pages = Paginator(ids_by_name(asked.sent), REPORTS_ASKED)
    each = [one for part in pages for one in asked.of_each(part.object_list)]
    data = questions_workbook(asked.together(), each, heading_of_period("CÂU HỎI VỀ SỐ LIỆU", row))
    return workbook(data, f"cau-hoi-{pk}.xlsx")
