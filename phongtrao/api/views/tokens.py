"""Pages on which an administrator makes and ends the tokens of his offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.access import queries as access
from phongtrao.access.models import Permission
from phongtrao.access.views.mine import person
from phongtrao.api.actions.tokens import end_token, make_token
from phongtrao.api.forms.tokens import TokenForm
from phongtrao.api.queries.tokens import replies_of, state_words, tokens_of
from phongtrao.core.errors import RuleBroken
from phongtrao.units.models import Unit
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from phongtrao.access.models import User
    from phongtrao.api.models import Token

_KEY = "new_token"  # a name in the session


def _manager(request: HttpRequest) -> User:
    """The person, who manages accounts somewhere; 404 for others."""
    user = person(request)
    if Permission.ACCOUNT_MANAGE not in access.permissions_of(user):
        raise Http404
    return user


def _token(request: HttpRequest, pk: int) -> Token:
    found: Token = get_object_or_404(tokens_of(person(request)), pk=pk)
    return found


@require_safe
@login_required
def token_list(request: HttpRequest) -> HttpResponse:
    """The tokens of the offices that the person looks after."""
    rows = tokens_of(_manager(request))
    return page(request, "api/tokens.html", rows=[(row, state_words(row)) for row in rows])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def make(request: HttpRequest) -> HttpResponse:
    """Make a token; its key is shown once."""
    user, words = _manager(request), request.GET.get("tim", "").strip()
    units = access.units_to_choose(user, words)
    form = TokenForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            token, key = make_token(
                office=Unit.objects.visible_to(user, Permission.ACCOUNT_MANAGE).get(
                    pk=facts["office"]
                ),
                permission=Permission(facts["permission"]),
                name=facts["name"],
                last_day=facts["last_day"],
                by=user,
            )
        except RuleBroken as error:
            form.add_error("last_day", error.text)
        else:
            request.session[_KEY] = key
            return redirect("api:token", token.pk)
    return page(
        request,
        "api/make.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        words=words,
        cut=len(units) == access.MOST_UNITS,
    )


@never_cache
@require_safe
@login_required
def token(request: HttpRequest, pk: int) -> HttpResponse:
    """One token: what it may do, how to use it, what came in with it. A new key is shown once."""
    row = _token(request, pk)
    return page(
        request,
        "api/token.html",
        token=row,
        state=state_words(row),
        key=request.session.pop(_KEY, ""),
        sends=row.permission == Permission.SUBMISSION_SEND,
        replies=replies_of(row),
        address=request.build_absolute_uri("/api/v1/"),
    )


@require_POST
@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let nobody in with a token any more."""
    row = _token(request, pk)
    end_token(token=row, by=person(request))
    messages.success(request, f"Đã chấm dứt khóa “{row.name}”.")
    return redirect("api:token", pk)
