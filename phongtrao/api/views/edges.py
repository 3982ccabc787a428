"""What a program is told where no address of its own answers, or the server fails: JSON as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.api.views.machine import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_DOOR, _PAGES = "/api/", "/api/khoa/"
"""What lies below the one is for programs, but for the other, which people open."""
_READING = ("GET", "HEAD")
_MOVED = 301
_NOWHERE, _NOT_ALLOWED, _FAILED = 404, 405, 500
_NO_ADDRESS = (
    "Không có địa chỉ {path} trong API. Hãy xem các địa chỉ ở /api/v1/tai-lieu/; mã số trong địa"
    " chỉ là số nguyên, ví dụ /api/v1/ky-bao-cao/12/bao-cao/."
)
_NO_STROKE = "Không có địa chỉ {path} trong API. Hãy gửi tới {path}/, có dấu / ở cuối."


class EdgesMiddleware:
    """Makes every refusal below the door of programs JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual."""
        response, path = self.get_response(request), request.path_info
        if not path.startswith(_DOOR) or path.startswith(_PAGES):
            return response
        if response.status_code == _MOVED and request.method not in _READING:
            return refusal(request, _NOWHERE, "not-found", _NO_STROKE.format(path=path))
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        return response if is_json else _in_json(request, response)


def _in_json(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A refusal that the framework wrote as a page; another answer as it is."""
    status = response.status_code
    if status == _NOWHERE:
        return refusal(request, status, "not-found", _NO_ADDRESS.format(path=request.path_info))
    if status == _NOT_ALLOWED:
        allow = ", ".join(sorted(response["Allow"].split(", ")))
        words = f"Địa chỉ này không nhận {request.method}. Hãy dùng {allow}."
        answer = refusal(request, status, "method-not-allowed", words)
        answer["Allow"] = allow
        return answer
    if status >= _FAILED:
        words = (
            "Máy chủ gặp lỗi khi làm yêu cầu này. Hãy gửi lại đúng yêu cầu cũ, với khóa"
            " Idempotency-Key cũ; còn lỗi thì báo người quản trị máy chủ."
        )
        return refusal(request, status, "server-failed", words)
    return response
