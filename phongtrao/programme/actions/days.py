"""Which days are taken of what units did for a programme and of what they are to reach."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from phongtrao.core.targets.asking import Asked
    from phongtrao.programme.models import Programme

YEARS = 5
"""A plan of some years, or a resolution of a term, may have been there before the programme."""


class DayLongBefore(RuleBroken):
    """What is filed or done for a programme is of its time."""

    code = "day-long-before"
    message = (
        "Ngày {day} quá sớm: chỉ nhận ngày từ {first} (năm năm trước khi chương trình bắt đầu) đến"
        " hôm nay. Hãy kiểm lại năm."
    )


class HorizonOfOtherCentury(RuleBroken):
    """What a programme asks for is reached in its time."""

    code = "horizon-of-other-century"
    message = (
        "Mốc năm {year} không thuộc thế kỷ của chương trình. Hãy kiểm lại năm: mốc phải từ năm"
        " {first} đến năm {last}."
    )


def refuse_long_before(programme: Programme, day: date) -> None:
    """Raise DayLongBefore for a day before the year that lies YEARS before the programme."""
    first = date(max(programme.begins_on.year - YEARS, 1), 1, 1)
    if day < first:
        raise DayLongBefore(day=f"{day:%d/%m/%Y}", first=f"{first:%d/%m/%Y}")


def refuse_other_century(programme: Programme, asked: Asked) -> None:
    """Raise HorizonOfOtherCentury for a horizon of another century than those of the programme."""
    day, ends_on = asked.last_day, programme.ends_on or programme.begins_on
    first, last = programme.begins_on.year // 100 * 100, ends_on.year // 100 * 100 + 99
    if day and not first <= day.year <= last:
        raise HorizonOfOtherCentury(year=day.year, first=first, last=last)
