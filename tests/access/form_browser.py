"""A browser that sends forms as a real one does: with the token of the page, and saying which page
it was.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.factories import PASSWORD

if TYPE_CHECKING:
    from django.http import HttpResponse

    from phongtrao.access.models import User

LOG_IN = "/tai-khoan/dang-nhap/"


class Browser:
    """A window; `page` and `token` are those of the page that was opened last."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def open(self, address: str) -> HttpResponse:
        self.page, answer = address, self.client.get(address)
        found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', answer.text)
        self.token = found[1] if found else ""
        return answer

    def send(
        self, facts: dict[str, Any], to: str = "", token: str = "", **headers: str
    ) -> HttpResponse:
        facts = {"csrfmiddlewaretoken": token or self.token, **facts}
        told = {"referer": f"http://testserver{self.page}", **headers}
        return self.client.post(to or self.page, facts, headers=told)

    def log_in(self, user: User, back: str = "") -> HttpResponse:
        self.open(LOG_IN)
        return self.send({"username": user.username, "password": PASSWORD, "next": back})

    def log_in_anew(self, user: User) -> str:
        """Log out and in as in another tab; gives the token of the page that stayed open."""
        page, old = self.page, self.token
        self.open("/tai-khoan/cua-toi/")
        self.send({}, to="/tai-khoan/dang-xuat/")
        self.log_in(user)
        self.page = page
        return old
