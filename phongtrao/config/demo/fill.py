"""Fill an empty installation with the demo: an office, its accounts, plans that are compiled at
once.

Run again, it changes nothing that is already there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from phongtrao.access.actions import open_account
from phongtrao.access.models import Role, User
from phongtrao.core.errors import RuleBroken
from phongtrao.plans.actions.taking_in import PlanAlreadyHere, PlanOfSameNumber, receive_file
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "phong-trao-2026"  # noqa: S105 - of accounts that everyone may know
ACCOUNTS = (
    ("thuongtruc", "Trần Thị Thường Trực", Role.STANDING_OFFICER),
    ("canbo2", "Lê Văn Cán Bộ", Role.STANDING_OFFICER),
    ("nguoixem", "Phạm Văn Người Xem", Role.VIEWER),
)


@dataclass(frozen=True)
class Step:
    """One line of what the demo did. refused: the sentence when a file was not taken in."""

    name: str
    done: str = ""
    refused: str = ""


def fill_demo() -> Iterator[Step]:
    """Make the office, the accounts and the plans; yield a line for each."""
    office, _ = Unit.objects.get_or_create(name="Công an thành phố Hà Nội")
    for username, full_name, role in ACCOUNTS:
        if not User.objects.filter(username=username).exists():
            open_account(
                username=username,
                full_name=full_name,
                password=PASSWORD,
                office_id=office.pk,
                roles={role: office.pk},
            )
        yield Step(f"tài khoản {username}", role.label)
    officer = User.objects.get(username=ACCOUNTS[0][0])
    for path in _plans():
        yield _take_in(path, officer)


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
