"""The door for text from outside: whatever a browser sends comes in composed (NFC), so that a name
typed on a telephone that takes letters and marks apart is the same name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from phongtrao.core.text.folding import composed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class ComposedTextMiddleware:
    """Composes addresses, what forms send, and the names of files. What is in files and packets,
    who reads them composes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual."""
        request.path_info = composed(request.path_info)
        request.GET = _composed(request.GET)  # type: ignore[assignment]  # immutable both
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any
    ) -> None:
        """Compose a form; views without a form's token read what is sent themselves."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return
        request.POST = _composed(request.POST)  # type: ignore[assignment]  # immutable both
        for name in request.FILES:
            for file in request.FILES.getlist(name):
                file.name = composed(file.name or "")


def _composed(sent: QueryDict) -> QueryDict:
    made = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        for value in values:
            made.appendlist(composed(name), composed(str(value)))
    made._mutable = False
    return made
