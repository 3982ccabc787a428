"""Render a page, or the part of it that htmx asked for; one address, one view, one template."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.shortcuts import render
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_View = TypeVar("_View", bound="Callable[..., HttpResponse]")


def polled(view: _View) -> _View:
    """Mark a view that an open page asks by itself: it is no sign that somebody is there."""
    view.polled = True  # type: ignore[attr-defined]  # read by the gate
    return view


def keeps_typed(view: _View) -> _View:
    """Mark a view whose page keeps what is typed until it is sent: it is told that the session has
    ended, and stays open.
    """
    view.keeps_typed = True  # type: ignore[attr-defined]  # read where a session has ended
    return view


def page(
    request: HttpRequest,
    template: str,
    *,
    part: str | None = None,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """Answer with `template`, or with its partial `part` when htmx asks.

    context: what the template shows. Works without JavaScript: the whole page is the same address.
    """
    asked_for_part = part and request.headers.get("HX-Request") == "true"
    name = f"{template}#{part}" if asked_for_part else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
