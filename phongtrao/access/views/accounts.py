"""Accounts of the offices that an administrator looks after: list for the review, opening, roles,
stopping, new passwords, moving to another office.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.access import queries
from phongtrao.access.actions import accounts, identities, passwords, roles
from phongtrao.access.forms import AccountForm, MoveForm, RoleForm
from phongtrao.access.models import Permission, User
from phongtrao.access.queries.workbooks import XLSX, account_workbook
from phongtrao.access.views.mine import person
from phongtrao.core.errors import RuleBroken
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

_ONE_TIME = "one_time_password"


def _require_manager(request: HttpRequest) -> User:
    """The person, who manages accounts somewhere; 404 for others."""
    user = person(request)
    if Permission.ACCOUNT_MANAGE not in queries.permissions_of(user):
        raise Http404
    return user


def _account(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(queries.accounts_within(person(request)), pk=pk)


def _in_order(accounts: QuerySet[User], ids: Sequence[int]) -> list[User]:
    rows = accounts.in_bulk(ids)
    return [rows[pk] for pk in ids]


@require_safe
@login_required
def account_list(request: HttpRequest) -> HttpResponse:
    """All accounts within reach, with what the review asks."""
    user = _require_manager(request)
    words = request.GET.get("tim", "").strip()
    found = queries.accounts_within(user, words)
    pages = Paginator(queries.by_office(found), 50).get_page(request.GET.get("trang"))
    rows = _in_order(found, list(pages))
    ended = queries.ended_units({row.office_id for row in rows})
    return page(
        request,
        "access/accounts.html",
        part="rows",
        accounts=rows,
        pages=pages,
        words=words,
        ended=ended,
    )


@require_safe
@login_required
def account_file(request: HttpRequest) -> FileResponse:
    """The list as a workbook, for the half-yearly review."""
    user, on = _require_manager(request), timezone.localdate()
    found = queries.accounts_within(user, request.GET.get("tim", "").strip())
    rows = _in_order(found, queries.by_office(found))
    return FileResponse(
        io.BytesIO(account_workbook(user, rows, on)),
        as_attachment=True,
        filename=f"ra-soat-tai-khoan-{on:%Y%m%d}.xlsx",
        content_type=XLSX,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_account(request: HttpRequest) -> HttpResponse:
    """Open an account with its first role and a password for one log in."""
    user, words = _require_manager(request), request.GET.get("tim", "").strip()
    units = queries.units_to_choose(user, words)
    form = AccountForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        facts, password = form.cleaned_data, passwords.one_time_password()
        try:
            account = accounts.open_account(
                username=facts["username"],
                full_name=facts["full_name"],
                password=password,
                office_id=facts["office"],
                roles={facts["role"]: facts["office"]},
                must_change=True,
                by=user,
            )
        except RuleBroken as error:
            form.add_error("username", error.text)
        else:
            request.session[_ONE_TIME] = password
            return redirect("access:account", account.pk)
    return page(
        request,
        "access/open_account.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        words=words,
        cut=len(units) == queries.MOST_UNITS,
    )


@never_cache
@require_safe
@login_required
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: facts, roles, what can be done. A new password is shown once."""
    row = _account(request, pk)
    return _account_page(request, row, None)


def _account_page(request: HttpRequest, row: User, form: RoleForm | None) -> HttpResponse:
    user, words = person(request), request.GET.get("tim", "").strip()
    units = queries.units_to_choose(user, words)
    refusal = ""
    try:
        accounts.require_managing(account=row, by=user)
    except RuleBroken as error:
        refusal = error.text
    return page(
        request,
        "access/account.html",
        status=200 if form is None else 422,
        account=row,
        ended=queries.ended_units({row.office_id}),
        form=form or RoleForm(units=units),
        words=words,
        cut=len(units) == queries.MOST_UNITS,
        refusal=refusal,
        one_time=request.session.pop(_ONE_TIME, ""),
    )


@require_POST
@login_required
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the account a role at a unit, with days."""
    row, user = _account(request, pk), person(request)
    words = request.GET.get("tim", "").strip()
    form = RoleForm(request.POST, units=queries.units_to_choose(user, words))
    if form.is_valid():
        facts = form.cleaned_data
        try:
            roles.give_role(
                account=row,
                role=facts["role"],
                unit_id=facts["unit"],
                first_day=facts["first_day"],
                last_day=facts["last_day"],
                by=user,
            )
        except accounts.DutiesKeptApart as error:
            form.add_error("role", error.text)
        except RuleBroken as error:
            form.add_error("last_day", error.text)
        else:
            messages.success(request, "Đã giao vai trò.")
            return redirect("access:account", pk)
    return _account_page(request, row, form)


@require_POST
@login_required
def take_role(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    """Take a role away."""
    row = _account(request, pk)
    held = get_object_or_404(row.assignments.select_related("user", "unit"), pk=assignment)
    roles.take_role(assignment=held, by=person(request))
    messages.success(request, "Đã bỏ vai trò.")
    return redirect("access:account", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def move_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the account to another office, with its roles there chosen anew."""
    row, user = _account(request, pk), person(request)
    accounts.require_managing(account=row, by=user)
    words = request.GET.get("tim", "").strip()
    units = queries.units_to_choose(user, words)
    form = MoveForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            roles.move_account(
                account=row, office_id=facts["office"], roles=facts["roles"], by=user
            )
        except accounts.DutiesKeptApart as error:
            form.add_error("roles", error.text)
        except RuleBroken as error:
            form.add_error("office", error.text)
        else:
            messages.success(request, f"Đã chuyển tài khoản {row.username} sang {row.office}.")
            return redirect("access:account", pk)
        row = _account(request, pk)
    return page(
        request,
        "access/move_account.html",
        status=422 if request.method == "POST" else 200,
        account=row,
        form=form,
        words=words,
        cut=len(units) == queries.MOST_UNITS,
    )


@require_POST
@login_required
def change_account(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Stop or open again, give a new password, take off a lost second factor or an identity."""
    row, user = _account(request, pk), person(request)
    if step == "ngung":
        accounts.stop_account(account=row, by=user)
        messages.success(request, f"Đã ngừng tài khoản {row.username}.")
    elif step == "mo-lai":
        accounts.reopen_account(account=row, by=user)
        messages.success(request, f"Đã mở lại tài khoản {row.username}.")
    elif step == "mat-khau":
        request.session[_ONE_TIME] = accounts.reset_password(account=row, by=user)
    elif step == "bo-hai-buoc":
        request.session[_ONE_TIME] = accounts.drop_second_factor(account=row, by=user)
    elif step == "go-danh-tinh":
        identities.untie_identity(account=row, by=user)
        messages.success(request, f"Đã gỡ danh tính chung khỏi tài khoản {row.username}.")
    else:
        raise Http404
    return redirect("access:account", pk)
