"""Fill an empty installation with the demo: the units of the country, bodies of Hà Nội, accounts,
plans that are compiled at once, a programme that is under way.

Run again, it changes nothing that is already there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from phongtrao.access.actions import open_account
from phongtrao.access.models import Assignment, Role, User
from phongtrao.config.demo.bodies import POLICE, make_bodies
from phongtrao.config.demo.handing import WALKED_SCHOOL
from phongtrao.config.demo.merging import merge_communes
from phongtrao.config.demo.programme import EXAMPLE, start_programme
from phongtrao.config.demo.reports import report_quarters
from phongtrao.config.demo.reviews import review_half_year
from phongtrao.config.demo.schools import report_schools
from phongtrao.core.errors import RuleBroken
from phongtrao.plans.actions.taking_in import PlanAlreadyHere, PlanOfSameNumber, receive_file
from phongtrao.programme.models import Programme
from phongtrao.units.actions.loading import load_national
from phongtrao.units.models import Level, Unit
from phongtrao.units.queries.as_of import units_below

if TYPE_CHECKING:
    from collections.abc import Iterator

HA_NOI = "p01"  # of units/data/units.csv
PASSWORD = "Phong-Trao-2026!"  # noqa: S105 - of accounts that everyone may know


@dataclass(frozen=True)
class Account:
    """An account of the demo. office: a name; at_city: its role stands at the whole city."""

    username: str
    full_name: str
    role: Role
    office: str
    at_city: bool = True


ACCOUNTS = (
    Account("thuongtruc", "Trần Thị Thường Trực", Role.STANDING_OFFICER, POLICE),
    Account("canbo2", "Lê Văn Cán Bộ", Role.STANDING_OFFICER, POLICE),
    Account("phuong1", "Nguyễn Thị Phường", Role.REPORTER, "Phường Ba Đình", at_city=False),
    Account("duyet1", "Vũ Văn Duyệt", Role.APPROVER, "Phường Ba Đình", at_city=False),
    Account("phuong2", "Đỗ Thị Hàng Xóm", Role.STANDING_OFFICER, "Phường Bạch Mai", at_city=False),
    Account("truong1", "Mai Thị Trường", Role.REPORTER, WALKED_SCHOOL, at_city=False),
    Account("danhgia", "Bùi Văn Đánh Giá", Role.ASSESSOR, POLICE),
    Account("khenthuong", "Hoàng Thị Khen", Role.AWARDS_OFFICER, "Sở Nội vụ thành phố Hà Nội"),
    Account("nguoixem", "Phạm Văn Người Xem", Role.VIEWER, POLICE),
    Account("kiemsoat", "Ngô Thị Kiểm Soát", Role.AUDITOR, "Thanh tra thành phố Hà Nội"),
    Account("quantri", "Đặng Văn Quản Trị", Role.ADMINISTRATOR, POLICE),
)


@dataclass(frozen=True)
class Step:
    """One line of what the demo did. refused: the sentence when a file was not taken in."""

    name: str
    done: str = ""
    refused: str = ""


def fill_demo() -> Iterator[Step]:
    """Load the units, make the bodies, the accounts, the plans, a programme that is under way;
    yield a line for each.
    """
    loaded = load_national()
    yield Step("đơn vị hành chính cả nước", f"{loaded.units} đơn vị mới")
    city = Unit.objects.get(key=HA_NOI)
    yield Step("cơ quan, trường, doanh nghiệp mẫu", f"{make_bodies(city)} đơn vị mới")
    for account in ACCOUNTS:
        _open(account, city)
        yield Step(f"tài khoản {account.username}", account.role.label)
    yield Step("tài khoản của các xã, phường", f"{_open_for_communes(city)} tài khoản mới")
    officer = User.objects.get(username=ACCOUNTS[0].username)
    for path in _plans():
        yield _take_in(path, officer)
    yield Step("chương trình mẫu", start_programme(city, officer))
    yield Step("sáp nhập mẫu", merge_communes(city))
    programme = Programme.objects.get(plan__symbol=EXAMPLE, office=officer.office)
    sender = User.objects.get(username=ACCOUNTS[1].username)
    yield Step("báo cáo mẫu", report_quarters(programme, sender, officer))
    yield Step("báo cáo của trường", report_schools(programme, sender, officer))
    yield Step("sơ kết mẫu", review_half_year(programme, officer))


def _open(account: Account, city: Unit) -> None:
    if User.objects.filter(username=account.username).exists():
        return
    office = units_below(city, timezone.localdate()).get(name=account.office).unit
    open_account(
        username=account.username,
        full_name=account.full_name,
        password=PASSWORD,
        office_id=office.pk,
        roles={account.role: city.pk if account.at_city else office.pk},
    )


def _open_for_communes(city: Unit) -> int:
    """An account, which nobody enters, for each commune that has none: its silence is its own then.
    Schools stay without; returns how many were opened.
    """
    communes = units_below(city, timezone.localdate()).filter(unit__level=Level.COMMUNE)
    without = [one.unit for one in communes.filter(unit__accounts=None).select_related("unit")]
    opened = User.objects.bulk_create(
        User(
            username=f"capxa{unit.pk}",
            full_name=f"Cán bộ {unit}",
            office=unit,
            password=make_password(None),
        )
        for unit in without
    )
    Assignment.objects.bulk_create(
        Assignment(user=user, role=Role.REPORTER, unit_id=user.office_id) for user in opened
    )
    return len(opened)


def _plans() -> Iterator[Path]:
    """The example plan, then the real ones that lie beside the project, where they do."""
    yield from sorted(Path(__file__).parent.glob("*.txt"))
    yield from sorted((settings.BASE_DIR.parent / "shared" / "plans").glob("*.txt"))


def _take_in(path: Path, officer: User) -> Step:
    try:
        plan = receive_file(data=path.read_bytes(), name=path.name, by=officer)
    except (PlanAlreadyHere, PlanOfSameNumber):
        return Step(path.name, "đã có từ trước")
    except RuleBroken as error:
        return Step(path.name, refused=error.text)
    return Step(path.name, f"{plan.records.count()} mục tìm được")
