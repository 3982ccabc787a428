"""Nothing that was typed is lost when a session ends before it is sent (idle lock, logged out in
another tab, the cookie gone, logged in anew in another tab).

Such a form is kept on the server for the account that typed it, and stands filled in again on its
page once that account has logged in, on this machine or another one; nothing is sent by itself. On
the browser nothing typed stays, for machines are shared. Who typed it is known where the session
has only been idle; else a signed cookie tells whose page the form's token (CSRF) comes from: each
log in begins new tokens, so no form of one account is taken for another's. Where neither tells,
the answer shows what it was sent, to be copied.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, dumps, loads
from django.http import Http404, HttpResponse
from django.middleware.csrf import CSRF_TOKEN_LENGTH, get_token
from django.middleware.csrf import _unmask_cipher_token as secret_of  # type: ignore[attr-defined]
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from phongtrao.access.actions import unsent
from phongtrao.access.models import UnsentForm, User
from phongtrao.access.queries.unsent import active_account, unsent_forms_of
from phongtrao.access.views.mine import person
from phongtrao.core.errors import RuleBroken
from phongtrao.web.asked import number_of
from phongtrao.web.page import page
from phongtrao.web.refilled import marked, refilled
from phongtrao.web.typed import typed_at

if TYPE_CHECKING:
    from django.http import HttpRequest

ENTRANCE = frozenset(
    {
        "access:log_in",
        "access:second_step",
        "access:log_out",
        "openid_connect_login",
        "openid_connect_callback",
    }
)
"""What people without a session ask for."""
_NEVER_KEPT = ENTRANCE | {"access:change_password", "access:second_factor"}
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "no_secret"})
"""Fields that are not kept; that a document holds no secret is said anew with the document."""
_MARK = "noi-dung-giu"
_KEPT = "unsent"
"""In the session of an account for which forms are kept."""
_PAGES = "phongtrao_pages"
_SALT = "phongtrao.pages"
_MOST_LOG_INS = 8
_PAGES_SECONDS = 30 * 24 * 3600
_NOT_DONE = "Việc vừa gửi chưa được thực hiện."
_IS_KEPT = (
    "Nội dung vừa gửi chưa được ghi nhưng đã được giữ lại để bạn xem rồi gửi; không có gì tự gửi "
    "đi."
)
_MAIN = re.compile(r"<main\b[^>]*>")


# ── whose pages a browser has open ──────────────────────────────────────────────────────────────
def remember_pages(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Write down, in the browser, whose pages carry the tokens that begin with this log in."""
    known = {**_pages_known(request), _print_of(get_token(request)): user.pk}
    last = dict(list(known.items())[-_MOST_LOG_INS:])
    response.set_cookie(
        _PAGES,
        dumps(last, salt=_SALT),
        max_age=_PAGES_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _pages_known(request: HttpRequest) -> dict[str, int]:
    try:
        known: dict[str, int] = loads(request.COOKIES.get(_PAGES, ""), salt=_SALT)
    except BadSignature:
        return {}
    return known


def _print_of(token: str) -> str:
    """What tells the tokens of one log in from those of another; "" for no token."""
    if len(token) != CSRF_TOKEN_LENGTH:
        return ""
    try:
        secret = secret_of(token)
    except ValueError:
        return ""
    return salted_hmac(_SALT, secret).hexdigest()[:20]


def _typed_by(request: HttpRequest) -> User | None:
    """Whose page the form comes from."""
    token = request.POST.get("csrfmiddlewaretoken") or request.headers.get("X-CSRFToken", "")
    pk = _pages_known(request).get(_print_of(token))
    return active_account(pk) if pk else None


# ── keeping ─────────────────────────────────────────────────────────────────────────────────────
def keep(request: HttpRequest, user: User) -> str:
    """Keep the form for its author; gives a sentence about it. The session of now, when it is his,
    gives it back from now on.
    """
    if request.user == user:
        request.session[_KEPT] = True
    fields = _fields_of(request)
    files = [file.name or "" for name in request.FILES for file in request.FILES.getlist(name)]
    if not (fields or files):
        return _NOT_DONE
    try:
        unsent.keep_form(
            page=page_of_form(request),
            action=request.path,
            fields=fields,
            files=files,
            replaces=number_of(request.POST.get(_MARK, "")),
            by=user,
        )
    except RuleBroken as error:
        return error.text
    return _IS_KEPT


def _fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What may be kept and shown of a form: nothing by which people prove who they are."""
    match = request.resolver_match
    if match is None or match.view_name in _NEVER_KEPT:
        return []
    return [
        (name, str(value).replace("\0", ""))
        for name, values in request.POST.lists()
        for value in values
        if name not in _NOT_TYPED | {_MARK} and "password" not in name
    ]


def page_of_form(request: HttpRequest) -> str:
    """The address that shows the form which the request sends; "" when none is known. htmx puts
    forms into other pages, but each has a page of its own where it is sent to; else it is the page
    before, or what answers for a mistake and is the form, too.
    """
    own, before = request.get_full_path(), _page_before(request)
    order = (own, before) if _is_htmx(request) else (before, own)
    return next((one for one in order if one and can_be_opened(request, one)), "")


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _page_before(request: HttpRequest) -> str:
    """The page of ours from which the request was made, "" when it was another's or is not said."""
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    parts = urlsplit(told)
    ours = parts.netloc == request.get_host()
    return urlunsplit(("", "", parts.path, parts.query, "")) if ours else ""


def can_be_opened(request: HttpRequest, address: str) -> bool:
    """Tell whether the address is of a page for accounts; those that only take what is sent to them
    say so to everybody, before they ask who it is.
    """
    stranger = copy.copy(request)
    stranger.method, stranger.user = "GET", AnonymousUser()
    try:
        match = resolve(urlsplit(address).path)
        if match.view_name in ENTRANCE or getattr(match.func, "csrf_exempt", False):
            return False
        answer: HttpResponse = match.func(stranger, *match.args, **match.kwargs)
    except Http404:
        return False
    return 300 <= answer.status_code < 400


# ── what a request without a session gets ───────────────────────────────────────────────────────
def ask_to_log_in(request: HttpRequest, user: User | None, why: str) -> HttpResponse:
    """Lead to logging in, and from there back to the page; a form is kept first. user: whose
    session it was, None when it is gone.
    """
    if _asked_by_page(request):
        return HttpResponse(status=403)
    if request.method != "POST":
        back = _page_before(request) if _is_htmx(request) else request.get_full_path()
    else:
        back, user = page_of_form(request), user or _typed_by(request)
        if user is None and _page_before(request) and _fields_of(request):
            return _show(request, why, back)
        why = f"{why} {keep(request, user) if user else _NOT_DONE}"
    messages.warning(request, why)
    return _go(request, _log_in_and(back))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of a page of another log in than the one of now, or of another site."""
    if _asked_by_page(request):
        return HttpResponse(status=403)
    user = _typed_by(request)
    if user is None:
        return _show(request, "Phiên làm việc đã hết hoặc trang đã cũ.", page_of_form(request))
    if not request.user.is_authenticated:
        return ask_to_log_in(request, user, "Phiên làm việc đã hết. Hãy đăng nhập lại.")
    kept, back = keep(request, user), page_of_form(request)
    if request.user != user:
        return _show(
            request,
            f"Trang này được mở bằng tài khoản {user}; nay trình duyệt đăng nhập bằng tài khoản "
            f"khác. {kept}",
            "",
            shows=False,
        )
    if kept != _IS_KEPT:
        messages.warning(request, f"Trang này đã cũ. {kept}")
    return _go(request, back or reverse("access:mine"))


def _asked_by_page(request: HttpRequest) -> bool:
    """Tell whether an open page asks by itself: it keeps what is typed, and stays as it is."""
    view = request.resolver_match.func if request.resolver_match else None
    own = getattr(view, "polled", False) or getattr(view, "keeps_typed", False)
    return own and _is_htmx(request)


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """htmx would put the page that it is led to into the place of a part."""
    return HttpResponseClientRedirect(address) if _is_htmx(request) else redirect(address)


def _log_in_and(back: str) -> str:
    query = f"?{urlencode({'next': back})}" if back else ""
    return f"{reverse('access:log_in')}{query}"


def _show(request: HttpRequest, why: str, back: str, *, shows: bool = True) -> HttpResponse:
    """Say that nothing was done, and show to who has just sent it what he typed."""
    ours = shows and bool(_page_before(request))
    response = page(
        request,
        "403_csrf.html",
        part="message",
        status=422 if _is_htmx(request) else 403,
        why=why,
        typed=typed_at(request.path, _fields_of(request)) if ours else (),
        back=_log_in_and(back),
    )
    response["HX-Retarget"], response["HX-Reswap"] = "#noi-dung", "afterbegin"
    return response


# ── giving back ─────────────────────────────────────────────────────────────────────────────────
def welcome(request: HttpRequest, user: User, next_page: str) -> None:
    """Note, once the account is in, whether forms are kept for it; say so, unless the page that
    comes next shows them.
    """
    forms = list(unsent_forms_of(user))
    if not forms:
        return
    request.session[_KEPT] = True
    comes = urlsplit(next_page).path
    if any(not form.page or urlsplit(form.page).path != comes for form in forms):
        messages.info(
            request,
            "Ở trang khác còn nội dung bạn gửi lúc phiên đã hết, đang được giữ lại: bấm tên của "
            "bạn ở đầu trang để xem.",
        )


def give_back(request: HttpRequest, response: HttpResponse) -> None:
    """Fill the forms of a page with what is kept for them; end what has been sent."""
    user = request.user
    if not isinstance(user, User) or _KEPT not in request.session or response.streaming:
        return
    if request.method == "POST":
        _after_sending(request, response, user)
    elif request.method == "GET" and not _is_htmx(request) and _is_page(response):
        for form in reversed(unsent_forms_of(user)):
            if urlsplit(form.page).path == request.path:
                _fill(request, response, form, user)


def _is_page(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


def _after_sending(request: HttpRequest, response: HttpResponse, user: User) -> None:
    number = number_of(request.POST.get(_MARK, ""))
    form = unsent_forms_of(user).filter(pk=number, action=request.path).first() if number else None
    if form is None:
        return
    if response.status_code < 400:
        unsent.end_form(form=form, by=user)
    else:  # it comes back for a mistake, and is the same form still
        html = marked(
            _text_of(response), page=request.path, action=form.action, mark=(_MARK, str(number))
        )
        response.content = html.encode()


def _fill(request: HttpRequest, response: HttpResponse, form: UnsentForm, user: User) -> None:
    result = refilled(
        _text_of(response),
        page=request.path,
        action=form.action,
        fields=[(name, value) for name, value in form.fields],
        mark=(_MARK, str(form.pk)),
    )
    notice = render_to_string("access/given_back.html", {"form": form, "result": result}, request)
    response.content = _MAIN.sub(lambda main: main[0] + notice, result.html, count=1).encode()
    if not (result.filled or result.left or form.files):  # a button alone: there is nothing to keep
        unsent.drop_form(form=form, by=user)


def _text_of(response: HttpResponse) -> str:
    return response.content.decode()


@require_POST
@login_required
def drop_unsent(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop what is kept of one's own."""
    user = person(request)
    form = get_object_or_404(unsent_forms_of(user), pk=pk)
    unsent.drop_form(form=form, by=user)
    messages.success(request, "Đã bỏ nội dung được giữ lại.")
    return redirect(form.page or "access:mine")
