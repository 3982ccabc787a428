"""What every request of a logged-in account passes: idle lock, a password to be changed, a second
factor to be added; who asks from where is kept for the log.
"""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect

from phongtrao.access.models import Role, User
from phongtrao.access.queries import has_second_factor, password_is_old, remembering, roles_of
from phongtrao.access.views import unsent
from phongtrao.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

SEEN_AT = "seen_at"
BY_PROVIDER = "by_provider"
_WRITTEN_EVERY = 30
"""Seconds. A write for each page would cost as much as the page; a session is locked this much
sooner at most.
"""
_READING = ("GET", "HEAD")
_ALWAYS_OPEN = frozenset({"access:log_out", "access:change_password", "access:second_factor"})


class GateMiddleware:
    """Sends the account where it has something to do first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual; a request that only reads asks for the roles of its account once."""
        once = remembering() if request.method in _READING else nullcontext()
        with once, audit.comes_from(_address_of(request)):
            response = self.get_response(request)
            unsent.give_back(request, response)
            return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any
    ) -> HttpResponse | None:
        """Lock an idle session; lead to a duty that comes before the page; else let through."""
        if not isinstance(request.user, User):
            return _without_session(request, view)
        roles = roles_of(request.user)
        administers = Role.ADMINISTRATOR in roles
        audit.acts_in(roles)
        if _is_idle(request, administers=administers):
            return _lock(request, request.user)
        now = time.time()
        if not getattr(view, "polled", False) and now - _seen_at(request) > _WRITTEN_EVERY:
            request.session[SEEN_AT] = now
        assert request.resolver_match is not None  # noqa: S101 - narrows the type
        if request.resolver_match.view_name in _ALWAYS_OPEN:
            return None
        duty = _first_duty(request, request.user, administers=administers)
        if duty is not None and request.method == "POST":
            messages.warning(request, unsent.keep(request, request.user))
        return duty


def _address_of(request: HttpRequest) -> str:
    """The IP address from which the request came; over HTTPS the one that the proxy heard it from,
    which it writes last.
    """
    told = request.headers.get("X-Forwarded-For", "") if settings.SERVED_OVER_HTTPS else ""
    return told.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", "")


def _is_idle(request: HttpRequest, *, administers: bool) -> bool:
    minutes = settings.SESSION_IDLE_ADMIN_MINUTES if administers else settings.SESSION_IDLE_MINUTES
    return SEEN_AT in request.session and time.time() - _seen_at(request) > 60 * minutes


def _seen_at(request: HttpRequest) -> float:
    """When the account did something last, in seconds; 0 when it is new."""
    return float(request.session.get(SEEN_AT, 0))


def _without_session(
    request: HttpRequest, view: Callable[..., HttpResponse]
) -> HttpResponse | None:
    """Lead a form, or a part of a page, to logging in; pages do so themselves."""
    assert request.resolver_match is not None  # noqa: S101 - narrows the type
    if request.resolver_match.view_name in unsent.ENTRANCE or getattr(view, "csrf_exempt", False):
        return None
    if request.method == "POST" or request.headers.get("HX-Request") == "true":
        why = "Phiên làm việc đã hết. Hãy đăng nhập lại."
        return unsent.ask_to_log_in(request, None, why)
    return None


def _lock(request: HttpRequest, user: User) -> HttpResponse:
    logout(request)
    why = "Phiên làm việc đã khóa vì lâu không thao tác. Hãy đăng nhập lại."
    return unsent.ask_to_log_in(request, user, why)


def _first_duty(request: HttpRequest, user: User, *, administers: bool) -> HttpResponse | None:
    """Where the account must go first, or None."""
    by_password = BY_PROVIDER not in request.session
    if by_password and user.must_change_password:
        messages.warning(request, "Mật khẩu này do quản trị đặt. Hãy đổi trước khi làm việc.")
        return redirect("access:change_password")
    if not administers:
        return None
    if by_password and password_is_old(user):
        messages.warning(
            request,
            f"Tài khoản quản trị đổi mật khẩu {settings.PASSWORD_ADMIN_DAYS} ngày một lần. "
            "Hãy đổi trước khi làm việc.",
        )
        return redirect("access:change_password")
    if settings.SECOND_FACTOR_ADMIN and not has_second_factor(user):
        messages.warning(
            request, "Tài khoản quản trị phải bật xác thực hai bước trước khi làm việc."
        )
        return redirect("access:second_factor")
    return None
