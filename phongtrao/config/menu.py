"""The main menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from django.http import HttpRequest

ITEMS = (("Kế hoạch", "plans:list"), ("Kho văn bản", "plans:instruments"))


@dataclass(frozen=True)
class MenuItem:
    """A place in the menu; here: the page that is open lies in it."""

    name: str
    url: str
    here: bool


def menu(request: HttpRequest) -> dict[str, list[MenuItem]]:
    """Give every template the menu."""
    places = [(name, reverse(address)) for name, address in ITEMS]
    return {"menu": [MenuItem(name, url, request.path.startswith(url)) for name, url in places]}
