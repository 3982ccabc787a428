"""One's own account: password, second factor, roles lent to colleagues."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.access import queries
from phongtrao.access.actions import entering, locking, passwords, roles
from phongtrao.access.actions.accounts import DutiesKeptApart
from phongtrao.access.forms import (
    ChangePasswordForm,
    CodeForm,
    CurrentPasswordForm,
    DelegationForm,
)
from phongtrao.access.models import User
from phongtrao.access.queries.unsent import unsent_forms_of
from phongtrao.core.errors import RuleBroken
from phongtrao.web.page import page
from phongtrao.web.typed import typed_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_SECRET = "second_factor_secret"  # noqa: S105 - a name in the session


def person(request: HttpRequest) -> User:
    """The logged-in account; views behind login_required only."""
    assert isinstance(request.user, User)  # noqa: S101 - narrows the type, login_required has seen to it
    return request.user


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What the account is, what it may do, what it lends and borrows."""
    user = person(request)
    return page(
        request,
        "access/mine.html",
        roles=queries.roles_held_by(user),
        delegations=queries.delegations_of(user),
        second_factor=queries.has_second_factor(user),
        unsent=[(form, typed_at(form.action, form.fields)) for form in unsent_forms_of(user)],
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    user = person(request)
    form = ChangePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        current, password = form.cleaned_data["current"], form.cleaned_data["password"]
        try:
            passwords.change_password(current=current, password=password, by=user)
        except (locking.AccountLocked, locking.WrongPassword) as error:
            form.add_error("current", error.text)
        except RuleBroken as error:
            form.add_error("password", error.text)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "Đã đổi mật khẩu.")
            return redirect("access:mine")
    status = 422 if request.method == "POST" else 200
    return page(request, "access/change_password.html", status=status, form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Add the second factor, or remove it."""
    if queries.has_second_factor(person(request)):
        return _remove(request)
    return _add(request)


def _add(request: HttpRequest) -> HttpResponse:
    user = person(request)
    secret = request.session.setdefault(_SECRET, generate_totp_secret())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            entering.add_second_factor(secret=secret, code=form.cleaned_data["code"], by=user)
        except RuleBroken as error:
            form.add_error("code", error.text)
        else:
            del request.session[_SECRET]
            messages.success(request, "Đã bật xác thực hai bước. Lần đăng nhập tới sẽ hỏi mã.")
            return redirect("access:mine")
    picture = get_adapter().build_totp_svg(get_adapter().build_totp_url(user, secret))
    return page(
        request,
        "access/add_second_factor.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=base64.b64encode(picture.encode()).decode(),
    )


def _remove(request: HttpRequest) -> HttpResponse:
    form = CurrentPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            entering.remove_second_factor(
                password=form.cleaned_data["password"], by=person(request)
            )
        except RuleBroken as error:
            form.add_error("password", error.text)
        else:
            messages.success(request, "Đã tắt xác thực hai bước.")
            return redirect("access:mine")
    status = 422 if request.method == "POST" else 200
    return page(
        request,
        "access/remove_second_factor.html",
        status=status,
        form=form,
        length=settings.PASSWORD_LENGTH,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delegate(request: HttpRequest) -> HttpResponse:
    """Lend a role to a colleague until a day."""
    form = DelegationForm(request.POST or None, user=person(request))
    if request.method == "POST" and form.is_valid():
        try:
            roles.delegate(**form.cleaned_data, by=person(request))
        except DutiesKeptApart as error:
            form.add_error("receiver", error.text)
        except RuleBroken as error:
            form.add_error("last_day", error.text)
        else:
            messages.success(request, f"Đã ủy quyền cho {form.cleaned_data['receiver']}.")
            return redirect("access:mine")
    status = 422 if request.method == "POST" else 200
    return page(request, "access/delegate.html", status=status, form=form)


@require_POST
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a lent role back."""
    lent = queries.delegations_of(person(request)).filter(assignment__user=person(request))
    delegation = get_object_or_404(lent, pk=pk)
    roles.revoke_delegation(delegation=delegation, by=person(request))
    messages.success(request, f"Đã thu hồi ủy quyền cho {delegation.receiver}.")
    return redirect("access:mine")
