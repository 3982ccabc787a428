"""Names that begin today hold from the first request of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.units.actions.naming import put_names_into_force

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpRequest, HttpResponse


class NamesOfTheDayMiddleware:
    """Has the names of units looked at once a day, before anything reads them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.looked_at: date | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual."""
        today = timezone.localdate()
        if self.looked_at != today:
            put_names_into_force(on=today)
            self.looked_at = today
        return self.get_response(request)
