"""Rows for tests, made the way the program makes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from phongtrao.access.actions import open_account
from phongtrao.access.models import Role, User
from phongtrao.plans.actions.taking_in import receive_text
from phongtrao.units.actions.making import create_unit
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from phongtrao.plans.models import PlanDocument

PASSWORD = "Mat-khau-thu-1"  # noqa: S105 - of accounts that everyone may know
EXAMPLE = Path(__file__).parents[1] / "phongtrao/config/demo/ke-hoach-an-ninh-to-quoc-2026.txt"

SMALL_PLAN = """ỦY BAN NHÂN DÂN
TỈNH MẪU

Số: 12/KH-UBND

Mẫu, ngày 05 tháng 01 năm 2026

KẾ HOẠCH

Tổ chức phong trào thi đua năm 2026

Căn cứ Quyết định số 2447/QĐ-TTg ngày 06/11/2025 của Thủ tướng Chính phủ, Ủy ban nhân dân tỉnh ban
hành Kế hoạch như sau:

I. CHỈ TIÊU

1. Đến hết năm 2026, ít nhất 90% xã, phường đạt tiêu chuẩn “An toàn về an ninh, trật tự”.

II. TỔ CHỨC THỰC HIỆN

1. Công an tỉnh

Chủ trì, phối hợp với Sở Nội vụ hướng dẫn tiêu chí đánh giá; tổng hợp kết quả của các đơn vị.

2. Ủy ban nhân dân các xã, phường

Báo cáo kết quả về Công an tỉnh trước ngày 10 tháng 11 hằng năm.

Nơi nhận:
- Các sở, ban, ngành;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Mẫu
"""


def make_office(name: str = "Công an tỉnh Mẫu") -> Unit:
    """An office."""
    return Unit.objects.filter(name=name).first() or make_unit(name)


def make_unit(name: str, below: Unit | None = None, **facts: Any) -> Unit:
    """A unit, by territory below another one. facts: as `create_unit` takes them."""
    return create_unit(name=name, **{"territory": below, "by": None, **facts})


def make_user(username: str, office: Unit, role: Role | None = Role.STANDING_OFFICER) -> User:
    """An account with one role at its office, or with none."""
    roles = {role: office.pk} if role else {}
    user = open_account(
        username=username,
        full_name=f"Cán bộ {username}",
        password=PASSWORD,
        office_id=office.pk,
        roles=roles,
    )
    if role == Role.ADMINISTRATOR:
        add_second_factor(user)  # without it the account could only go and add one
    return user


def add_second_factor(user: User) -> str:
    """Ask the account for a code at each log in; the secret that makes the codes."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def make_plan(by: User, text: str = SMALL_PLAN, **facts: Any) -> PlanDocument:
    """A plan that was pasted in."""
    return receive_text(text=text, by=by, **facts)
