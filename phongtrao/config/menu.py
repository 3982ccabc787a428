"""The main menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.access.models import Permission
from phongtrao.access.queries import permissions_of
from phongtrao.web.templatetags.show import address

if TYPE_CHECKING:
    from django.http import HttpRequest

ITEMS = (
    ("Việc của tôi", "programme:work", None),
    ("Lịch năm", "programme:year", None),
    ("Kế hoạch", "plans:list", None),
    ("Chương trình", "programme:list", None),
    ("Biểu mẫu", "reporting:forms", Permission.REPORT_FORM_EDIT),
    ("Theo dõi báo cáo", "reporting:periods", None),
    ("Bảng điều hành", "reporting:dashboard", None),
    ("Sơ kết, tổng kết", "reporting:reviews", None),
    ("Kho văn bản", "plans:instruments", None),
    ("Đơn vị", "units:list", None),
    ("Tài khoản", "access:accounts", Permission.ACCOUNT_MANAGE),
    ("Nhật ký", "access:journal", Permission.AUDIT_READ),
)
"""Name, address, and what somebody must be allowed at some unit to be shown it; None: everybody."""


@dataclass(frozen=True)
class MenuItem:
    """A place in the menu; here: the page that is open lies in it."""

    name: str
    url: str
    here: bool


def menu(request: HttpRequest) -> dict[str, list[MenuItem]]:
    """Give every template the menu."""
    held = permissions_of(request.user)
    places = [(name, address(url)) for name, url, asked in ITEMS if asked is None or asked in held]
    return {"menu": [MenuItem(name, url, request.path.startswith(url)) for name, url in places]}
