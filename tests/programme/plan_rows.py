"""A plan in the hands of its office, read and checked, and the programme it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from phongtrao.plans.actions.checking import confirm_records
from phongtrao.programme.actions.publishing import publish_programme
from phongtrao.units.models import Level, Unit
from tests.factories import make_plan, make_unit, make_user
from tests.kept_rows import made_once
from tests.programme.cascade_rows import make_commune

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.plans.models import PlanDocument
    from phongtrao.programme.models import Programme, Task

HEAD = """ỦY BAN NHÂN DÂN
TỈNH MẪU

Số: {symbol}

Mẫu, ngày 05 tháng 01 năm 2026

KẾ HOẠCH

{title}

Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

"""
BODY = """I. CHỈ TIÊU

1. Đến hết năm 2026, trên 90% xã, phường đạt tiêu chuẩn “An toàn về an ninh, trật tự”; đến năm
2030 đạt 95%.

2. Phấn đấu 19/28 xã về đích nông thôn mới vào năm 2026.

II. TỔ CHỨC THỰC HIỆN

1. Công an tỉnh

a) Chủ trì, phối hợp với Sở Nội vụ tổ chức tập huấn cho lực lượng bảo vệ an ninh, trật tự ở cơ sở,
hoàn thành trước ngày 30 tháng 6 năm 2026.

b) Thường xuyên hướng dẫn, kiểm tra việc thực hiện phong trào ở các đơn vị.

2. Bộ Chỉ huy Quân sự tỉnh

Phối hợp với Công an tỉnh tổ chức thực hiện có hiệu quả Nghị định số 02/2020/NĐ-CP ngày 01/01/2020
của Chính phủ quy định về phối hợp của Dân quân tự vệ với các lực lượng trong bảo vệ an ninh, trật
tự và bảo vệ rừng.

3. Chi cục Kiểm lâm

Phối hợp với Bộ Chỉ huy Quân sự tỉnh tổ chức thực hiện có hiệu quả Nghị định số 02/2020/NĐ-CP ngày
01/01/2020 của Chính phủ quy định về phối hợp của Dân quân tự vệ với các lực lượng trong bảo vệ an
ninh, trật tự và bảo vệ rừng.

4. Ủy ban nhân dân các xã, phường

Xây dựng kế hoạch của địa phương và tổ chức phát động phong trào tại khu dân cư.

Báo cáo kết quả về Công an tỉnh trước ngày 10 tháng 11 hằng năm.

Nơi nhận:
- Các sở, ban, ngành;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Mẫu
"""


@dataclass
class Office:
    """A province, its police who looks after the plan, other bodies, communes."""

    province: Unit
    officer: User
    bodies: dict[str, Unit]
    communes: list[Unit]


@made_once
def make_province(communes: int = 3) -> Office:
    """The police, the army, the foresters and the home affairs of a province, and its communes."""
    province = make_unit("Tỉnh Mẫu", level=Level.PROVINCE, kind="tỉnh")
    names = ("Công an tỉnh Mẫu", "Sở Nội vụ tỉnh Mẫu", "Bộ Chỉ huy Quân sự tỉnh Mẫu", "Kiểm lâm")
    bodies = {name: make_unit(name, province, kind="sở") for name in names}
    return Office(
        province,
        make_user("thuongtruc", bodies["Công an tỉnh Mẫu"]),
        bodies,
        [make_commune(f"Xã {number}", province) for number in range(1, communes + 1)],
    )


@dataclass
class Published:
    """An office and the programme that became of its plan."""

    office: Office
    programme: Programme


def text_of(
    symbol: str = "12/KH-UBND",
    title: str = "Triển khai phong trào Toàn dân bảo vệ an ninh Tổ quốc năm 2026",
    body: str = BODY,
) -> str:
    """The text of the plan."""
    return HEAD.format(symbol=symbol, title=title) + body


def checked_plan(office: Office, text: str | None = None, **facts: Any) -> PlanDocument:
    """The plan with all its records confirmed."""
    plan = make_plan(office.officer, text or text_of(), **facts)
    confirm_all(plan, office.officer)
    return plan


def confirm_all(plan: PlanDocument, by: User) -> None:
    """Confirm what nobody checked yet."""
    confirm_records(plan=plan, opened={r.pk: r.version for r in plan.records.all()}, by=by)


def publish(office: Office, plan: PlanDocument | None = None, **facts: Any) -> Programme:
    """The programme of the plan, of the whole province in 2026."""
    return publish_programme(
        plan=plan or checked_plan(office),
        **{
            "by": office.officer,
            "unit": office.province,
            "begins_on": date(2026, 1, 1),
            "ends_on": date(2030, 12, 31),
            "leave_out_unchecked": False,
            **facts,
        },
    )


@made_once
def make_published() -> Published:
    """The programme of the plan and its office."""
    office = make_province()
    return Published(office, publish(office))


def next_version(
    office: Office, old: Programme, body: str = BODY, symbol: str = "25/KH-UBND"
) -> Programme:
    """The programme of a new version of the plan of another."""
    return publish(office, checked_plan(office, text_of(symbol, body=body), replaces=old.plan))


def task_with(programme: Programme, words: str) -> Task:
    """The one task that contains the words."""
    return programme.tasks.get(content__contains=words)
