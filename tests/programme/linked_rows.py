"""A programme whose plan prints one duty twice, for two bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.programme.actions import bodies
from tests.programme.plan_rows import BODY, Office, checked_plan, publish, text_of

if TYPE_CHECKING:
    from phongtrao.programme.models import Programme, Task

_DUTY = (
    "tổ chức thực hiện có hiệu quả Nghị định số 133/2015/NĐ-CP ngày 28/12/2015 của Chính phủ quy"
    " định việc phối hợp của Dân quân tự vệ với các lực lượng trong bảo vệ an ninh, trật tự, hoàn"
    " thành trước ngày 31 tháng 10 năm 2026."
)
_TEXT = BODY.partition("2. Bộ Chỉ huy")[0] + (
    f"2. Sở Nội vụ\n\nChủ trì, phối hợp với Công an tỉnh {_DUTY}\n\n"
    f"3. Bộ Chỉ huy Quân sự tỉnh\n\nChủ trì, phối hợp với Công an tỉnh {_DUTY}\n\n"
    f"4. Chi cục Kiểm lâm{BODY.partition('3. Chi cục Kiểm lâm')[2].partition('Phối hợp')[0]}"
    "Tuyên truyền bảo vệ rừng.\n"
)


def publish_pair(office: Office) -> Programme:
    """Home affairs leads the one, the army the other, the police shares both."""
    made = publish(office, checked_plan(office, text_of(body=_TEXT)))
    bodies.confirm_proposals(programme=made, by=office.officer)
    return made


def pair(programme: Programme) -> tuple[Task, Task]:
    """The two, by number."""
    first, second = programme.tasks.filter(content__contains="133/2015").order_by("number")
    return first, second
