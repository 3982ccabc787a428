"""Log in, the second step of it, log out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import auth
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from phongtrao.access.actions import entering
from phongtrao.access.forms import CodeForm, LogInForm
from phongtrao.access.models import User
from phongtrao.access.queries import has_second_factor
from phongtrao.access.views import unsent
from phongtrao.access.views.gate import BY_PROVIDER
from phongtrao.core.errors import RuleBroken
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_PENDING = "entering"
_PENDING_SECONDS = 300


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password."""
    next_page = request.POST.get("next") or request.GET.get("next") or ""
    if request.user.is_authenticated:
        return redirect(_safe(request, next_page))
    form = LogInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = entering.check_credentials(**form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error.text)
        else:
            return enter(request, user, next_page)
    return page(
        request,
        "access/log_in.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        next=next_page,
        provider=settings.OIDC_NAME if settings.OIDC_ISSUER else "",
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the code, once the password or the provider has said who it is."""
    pending = request.session.get(_PENDING)
    if pending is None or pending["until"] < time.time():
        return redirect("access:log_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.select_related("office").get(pk=pending["user"])
        try:
            entering.check_code(user=user, code=form.cleaned_data["code"])
            entering.admit(user=user)
        except RuleBroken as error:
            form.add_error("code", error.text)
        else:
            del request.session[_PENDING]
            by_provider = pending["by_provider"]
            return _let_in(request, user, pending["next"], by_provider=by_provider)
    status = 422 if request.method == "POST" else 200
    return page(request, "access/second_step.html", status=status, form=form)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    if isinstance(request.user, User):
        entering.note_log_out(user=request.user)
        auth.logout(request)
    return redirect("access:log_in")


def enter(
    request: HttpRequest, user: User, next_page: str, *, by_provider: bool = False
) -> HttpResponse:
    """Let an account in that has proved who it is, or ask for its second factor first."""
    if not has_second_factor(user):
        return _let_in(request, user, next_page, by_provider=by_provider)
    request.session[_PENDING] = {
        "user": user.pk,
        "next": next_page,
        "by_provider": by_provider,
        "until": time.time() + _PENDING_SECONDS,
    }
    return redirect("access:second_step")


def _let_in(request: HttpRequest, user: User, next_page: str, *, by_provider: bool) -> HttpResponse:
    auth.login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.pop(BY_PROVIDER, None)
    if by_provider:
        request.session[BY_PROVIDER] = True
    entering.note_log_in(user=user)
    unsent.welcome(request, user, next_page)
    response = redirect(_safe(request, next_page))
    unsent.remember_pages(request, response, user)
    return response


def _safe(request: HttpRequest, address: str) -> str:
    """The address when it is of a page of ours, else the first page."""
    hosts, secure = {request.get_host()}, request.is_secure()
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts=hosts, require_https=secure)
    leads = address and ours and unsent.can_be_opened(request, address)
    return address if leads else settings.LOGIN_REDIRECT_URL
