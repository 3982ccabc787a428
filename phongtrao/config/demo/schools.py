"""The demo's report of schools: two half-years of a form of boxes, one of them divided by grade;
some schools are silent, late, returned, or wait for approval.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from phongtrao.config.demo.handing import SCHOOLS, WALKED_SCHOOL
from phongtrao.config.demo.reports import Units, ask_and_answer
from phongtrao.core.sheets.breakdowns import Breakdown
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.sheets.rules import Severity
from phongtrao.reporting.actions.box_parts import divide_box
from phongtrao.reporting.actions.form_changes import change_box
from phongtrao.reporting.actions.forms import build_form, issue_form, save_rule
from phongtrao.reporting.actions.indicators import define_indicator
from phongtrao.reporting.models import Direction, ReportForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.access.models import User
    from phongtrao.programme.models import Programme
    from phongtrao.reporting.models import Element, Obligation

_NAME = "An ninh, trật tự trong trường học sáu tháng"
_WINDOW = {
    "id": "calendar-half-year",
    "name": "Trọn nửa năm theo lịch",
    "rhythm": "half-year",
    "starts": {"month": 0, "day": 1},
    "ends": {"month": 0, "day": 31},
    "send": {"body": {"days": 10}},
    "source": "Kế hoạch 901/KH-UBND",
}
_MODEL_SCHOOLS = Units(WALKED_SCHOOL, silent=0.1, late=0.15)
_WITH_MODEL = 0.8
_GRADES = Breakdown("khối lớp", ("lớp 6", "lớp 7", "lớp 8", "lớp 9"))
_TALKS, _SAFE = "Tuyên truyền trong nhà trường", "Trường học an toàn"
_BOXES: tuple[dict[str, Any], ...] = (
    {"group": _TALKS, "label": "Số buổi tuyên truyền về an ninh, trật tự", "unit": "buổi"},
    {"group": _TALKS, "label": "Số lượt học sinh dự tuyên truyền", "unit": "lượt"},
    {"group": _SAFE, "label": "Số lớp ký cam kết không vi phạm pháp luật", "unit": "lớp"},
    {"group": _SAFE, "label": "Tổng số lớp", "unit": "lớp"},
    {
        "group": _SAFE,
        "label": "Có mô hình “Cổng trường an toàn giao thông”",
        "kind": Kind.YES_NO,
        "least": None,
    },
)


def report_schools(programme: Programme, sender: User, approver: User) -> str:
    """Ask the schools that hold the programme for the half-years of its year, and let them answer;
    once. sender: types in for them; approver: another account of the standing office.
    """
    if ReportForm.objects.filter(programme=programme, name=_NAME).exists():
        return "đã có từ trước"
    form = build_form(
        programme=programme, targets=[], name=_NAME, window=_WINDOW, group=SCHOOLS, by=approver
    ).form
    boxes = [_box(form, number, facts, approver) for number, facts in enumerate(_BOXES, start=1)]
    _divide(boxes[1], approver)
    save_rule(
        form=form,
        rule=None,
        expression="A3 <= A4",
        words="Số lớp ký cam kết không lớn hơn tổng số lớp",
        severity=Severity.REFUSE,
        by=approver,
    )
    issue_form(form=form, by=approver)
    return ask_and_answer(form, _Schools(), _MODEL_SCHOOLS, sender, approver)


def _box(form: ReportForm, number: int, facts: dict[str, Any], by: User) -> Element:
    asked = {"kind": Kind.INTEGER, **facts, "code": f"A{number}"}
    return change_box(form=form, element=None, facts=asked, new_indicator=True, by=by)


def _divide(box: Element, by: User) -> None:
    assert box.indicator is not None  # noqa: S101 - made just now
    define_indicator(
        indicator=box.indicator,
        valid_from=timezone.localdate(),
        breakdowns=[_GRADES],
        by=by,
        numerator=box.label,
        direction=Direction.NONE,
    )
    divide_box(element=box, breakdown=_GRADES, exact=True, by=by)


class _Schools:
    """Types in for the schools."""

    def typed(
        self, row: Obligation, period: int, place: int, known: Mapping[str, str], *, faulty: bool
    ) -> dict[str, str]:
        """What a school types in: by chance with a fixed seed, of its own size."""
        size = random.Random(row.unit_id).randint(12, 32)  # noqa: S311 - made-up figures
        chance = random.Random(row.unit_id * 100 + period)  # noqa: S311 - made-up figures
        talks = chance.randint(1, 6)
        grades = [round(size * talks * chance.uniform(5, 9)) for _ in _GRADES.members]
        signed = size - chance.choice((0, 0, 0, 1, 2))
        return {
            "A1": str(talks),
            "A2": str(sum(grades)),
            **{f"A2.{number}": str(many) for number, many in enumerate(grades, start=1)},
            "A3": str(signed),
            "A4": str(size),
            "A5": "Có" if chance.random() < _WITH_MODEL else "Không",
        }
