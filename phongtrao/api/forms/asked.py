"""What a program asks with beside the address: each parameter, the form wanted, an example; and
what is said of one that is wrong.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.text import capfirst
from ninja import HeaderEx, P, QueryEx

from phongtrao.web.asked import DIGITS, FIRST, LAST, SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest

_KEY = "Idempotency-Key"
_KEY_SHAPE = r"^[\x21-\x7e]{8,100}$"
_REASON_MAX = 1000
_FORMS = {
    "page": "số trang, từ 1, ví dụ 2",
    "unit": "mã số đơn vị, ví dụ 12",
    "on": f"một ngày đã qua viết năm-tháng-ngày, từ năm {FIRST.year}, ví dụ 2026-06-30",
    "reason": "lý do đính chính, nhiều nhất 1.000 ký tự, ví dụ Cộng nhầm ô A1",
    _KEY: "8 đến 100 ký tự, không dấu cách, không chữ có dấu, ví dụ quy-3-2026-lan-1",
}
"""Parameter → the form wanted, with an example."""


def _told(name: str, more: str = "") -> str:
    """A parameter as OpenAPI describes it."""
    return f"{capfirst(_FORMS[name])}{more}"


Page: TypeAlias = QueryEx[int, P(ge=1, description=_told("page"))]
UnitId: TypeAlias = QueryEx[
    int | None, P(ge=1, lt=10**DIGITS, description=_told("unit", "; bỏ trống là toàn bộ"))
]
Day: TypeAlias = QueryEx[
    date | None, P(ge=FIRST, le=LAST, description=_told("on", "; bỏ trống là hôm nay"))
]
Reason: TypeAlias = QueryEx[
    str, P(description=_told("reason", "; khi gửi bảng CSV"), max_length=_REASON_MAX)
]
Key: TypeAlias = HeaderEx[
    str,
    P(
        alias=_KEY,
        pattern=_KEY_SHAPE,
        description=f"Khóa chống gửi lặp, mỗi lần gửi một khóa: {_FORMS[_KEY]}. Gửi lại đúng yêu"
        " cầu cũ với khóa cũ thì nhận lại trả lời cũ, không gửi hai lần.",
    ),
]


def wrong_words(request: HttpRequest, errors: Iterable[Mapping[str, Any]]) -> str:
    """What is wrong with the parameters of a request, in the framework's words, in those of a
    person: what was given, the form wanted, an example.
    """
    said = []
    for one in errors:
        where, name = one["loc"][0], str(one["loc"][-1])
        place, given = (
            ("tiêu đề ", request.headers.get(name))
            if where == "header"
            else ("", request.GET.get(name))
        )
        written = f"đã ghi “{_short(given)}”" if given else "chưa ghi"
        said.append(f"{place}{name} {written}; cần {_FORMS[name]}")
    return f"Yêu cầu chưa đúng: {'. '.join(said)}."


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
