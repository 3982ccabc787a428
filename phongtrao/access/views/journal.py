"""The log, for who checks it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.utils import timezone
from django.views.decorators.http import require_safe

from phongtrao.access.forms import JournalForm
from phongtrao.access.models import Permission
from phongtrao.access.queries import permissions_of, reach, stands_at_root
from phongtrao.access.queries.workbooks import XLSX, log_workbook
from phongtrao.access.views.mine import person
from phongtrao.audit.queries import actions_in, lines_of, words_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from phongtrao.audit.models import LogEntry

MOST_LINES = 20_000
"""A workbook is not longer; who needs more takes a shorter time."""


def _lines(request: HttpRequest) -> tuple[JournalForm, QuerySet[LogEntry]]:
    """The form and the lines that it asks for; 404 for who may read no log."""
    user = person(request)
    if Permission.AUDIT_READ not in permissions_of(user):
        raise Http404
    offices = reach(user, Permission.AUDIT_READ)
    at_root = stands_at_root(user, Permission.AUDIT_READ)
    actions = actions_in(offices, without_office=at_root)
    known = sorted(((one, words_of(one)) for one in actions), key=lambda one: one[1])
    form = JournalForm(request.GET or None, actions=known)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    rows = lines_of(
        offices,
        without_office=at_root,
        since=asked.get("tu"),
        until=asked.get("den"),
        person=asked.get("nguoi", ""),
        action=asked.get("viec", ""),
    )
    return form, rows


@require_safe
@login_required
def journal(request: HttpRequest) -> HttpResponse:
    """Lines of the offices within reach, newest first; at a root also those without an office."""
    form, rows = _lines(request)
    lines = Paginator(rows, 100).get_page(request.GET.get("trang"))
    return page(request, "access/journal.html", part="rows", form=form, lines=lines)


@require_safe
@login_required
def journal_file(request: HttpRequest) -> FileResponse:
    """The same lines as a workbook."""
    on = timezone.localdate()
    _, rows = _lines(request)
    return FileResponse(
        io.BytesIO(log_workbook(person(request), rows[:MOST_LINES], on)),
        as_attachment=True,
        filename=f"nhat-ky-{on:%Y%m%d}.xlsx",
        content_type=XLSX,
    )
