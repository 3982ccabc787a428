"""The one place where a broken rule becomes a page: a Vietnamese sentence and a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.errors import RuleBroken
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class RuleBrokenMiddleware:
    """Shows a RuleBroken that no form has shown; 422, or the status that the rule itself names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show `error` when it is a broken rule; leave any other error alone."""
        if not isinstance(error, RuleBroken):
            return None
        status = getattr(error, "status", 422)
        return page(request, "web/refused.html", part="message", status=status, error=error)
