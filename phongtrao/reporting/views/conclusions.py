"""What a review concluded, and the tasks that it becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from phongtrao.core.errors import RuleBroken
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions import reviews as acting
from phongtrao.reporting.forms.reviews import ConclusionForm
from phongtrao.reporting.queries import reviews as reading
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down one conclusion, then perhaps the next."""
    user = person(request)
    row = reading.review_kept(user, pk)
    form = ConclusionForm(request.POST or None, review=row)
    if request.method == "POST" and form.is_valid():
        acting.conclude(review=row, **form.facts(), by=user)
        messages.success(request, "Đã ghi kết luận.")
        if request.POST.get("next"):
            return redirect("reporting:add_conclusion", pk)
        return _back(pk)
    return page(
        request,
        "reporting/review_conclusion.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        review=row,
        names=reading.names_offered(row.programme),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, pk: int, conclusion: int) -> HttpResponse:
    """Change a conclusion that is no task yet."""
    user = person(request)
    row = reading.review_kept(user, pk)
    found = reading.conclusion_of(row, conclusion)
    form = ConclusionForm(request.POST or None, review=row, conclusion=found)
    if request.method == "POST" and form.is_valid():
        try:
            acting.change_conclusion(conclusion=found, **form.facts(), by=user)
        except RuleBroken as broken:
            form.add_error(None, broken.text)
        else:
            messages.success(request, "Đã ghi kết luận.")
            return _back(pk)
    return page(
        request,
        "reporting/review_conclusion.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        review=row,
        conclusion=found,
        names=reading.names_offered(row.programme),
    )


@require_POST
@login_required
def drop(request: HttpRequest, pk: int, conclusion: int) -> HttpResponse:
    """Take away a conclusion that is no task yet."""
    user = person(request)
    found = reading.conclusion_of(reading.review_kept(user, pk), conclusion)
    return _done(
        request,
        pk,
        lambda: acting.drop_conclusion(conclusion=found, by=user),
        "Đã bỏ kết luận.",
    )


@require_POST
@login_required
def to_task(request: HttpRequest, pk: int, conclusion: int) -> HttpResponse:
    """Make a conclusion a task of the programme."""
    user = person(request)
    found = reading.conclusion_of(reading.review_kept(user, pk), conclusion)
    passed = reading.overdue_words(found.due_on, timezone.localdate())
    return _done(
        request,
        pk,
        lambda: acting.make_task(conclusion=found, by=user),
        "Đã đưa thành nhiệm vụ; đơn vị chủ trì thấy ngay ở Việc của tôi"
        f"{f'; {passed} nên là quá hạn ngay' if passed else ''}.",
    )


def _done(request: HttpRequest, pk: int, act: Callable[[], object], words: str) -> HttpResponse:
    try:
        act()
    except RuleBroken as broken:
        messages.error(request, broken.text)
    else:
        messages.success(request, words)
    return _back(pk)


def _back(pk: int) -> HttpResponse:
    return redirect(f"{reverse('reporting:review', args=[pk])}#ket-luan")
