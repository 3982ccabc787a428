"""Boxes in which a unit is named, and the boxes that many forms share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from phongtrao.core.text.folding import fold
from phongtrao.units.models import EnterpriseSize, SchoolLevel, SecurityMandate, Settlement, Unit
from phongtrao.units.queries.finding import find_units
from phongtrao.units.queries.lists import coded_names, whole_names

if TYPE_CHECKING:
    from phongtrao.access.models import User

_SUGGESTED = 3
_LOOKED_AT = 50
NAME_HELP = (
    "Ghi tên đầy đủ; nếu nhiều đơn vị trùng tên thì thêm tên cấp trên sau dấu phẩy, hoặc thêm mã,"
    " ví dụ: Xã Tân Dân, mã 00415."
)


class UnitField(forms.CharField):
    """A unit in force by its name, "name, what it lies below" or "name, mã code"; gives the unit
    or None.

    user: whose units are looked among; set by the form.
    """

    user: User

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 420, "help_text": NAME_HELP, **kwargs})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return named_unit(text, self.user) if text else None


class UnitsField(forms.CharField):
    """Several units, one a line; gives a list."""

    user: User

    def __init__(self, **kwargs: Any) -> None:
        rows = forms.Textarea(attrs={"rows": 4})
        help_text = f"Mỗi đơn vị một dòng. {NAME_HELP}"
        super().__init__(**{"widget": rows, "help_text": help_text, **kwargs})

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        return list(dict.fromkeys(named_unit(line, self.user) for line in lines))


def named_unit(words: str, user: User) -> Unit:
    """The one unit in force that bears the name. Raises ValidationError with what comes near."""
    found = find_units(words, user, _LOOKED_AT)
    if not found and "," in words:
        found = find_units(words.rpartition(",")[0], user, _LOOKED_AT)
    names = whole_names([row.unit.pk for row in found])
    units = [row.unit for row in found if row.unit.pk in names]
    coded = coded_names(names)
    very = [
        unit
        for unit in units
        if fold(words) in (fold(names[unit.pk]), fold(coded.get(unit.pk, "")))
    ]
    alike = very or [unit for unit in units if fold(unit.name) == fold(words)]
    if len(alike) == 1:
        return alike[0]
    if len({names[unit.pk] for unit in alike}) < len(alike):
        names |= coded
    some = "; ".join(names[unit.pk] for unit in (alike or units)[:_SUGGESTED])
    if alike:
        raise forms.ValidationError(
            f"Có {len(alike)} đơn vị tên “{words}”. Hãy ghi rõ, ví dụ: {some}."
        )
    near = f" Gần giống: {some}." if some else ""
    raise forms.ValidationError(
        f"Không thấy đơn vị “{words}” đang có hiệu lực. Hãy ghi đúng tên đầy đủ.{near}"
    )


class FactsForm(forms.Form):
    """What a version says of a unit besides its parents."""

    name = forms.CharField(label="Tên", max_length=200)
    kind = forms.CharField(
        label="Loại",
        max_length=60,
        required=False,
        help_text="Ví dụ xã, phường, tổ dân phố, cơ quan, doanh nghiệp, trường.",
    )
    code = forms.CharField(label="Mã", max_length=20, required=False)
    settlement = forms.ChoiceField(
        label="Khu vực",
        choices=[("", "chưa xác định"), *Settlement.choices],
        required=False,
        help_text=(
            "Xã, phường, khu dân cư chưa xác định thì không tính vào chỉ tiêu riêng của đô thị hay"
            " nông thôn. Đặc khu: luật chưa xếp vào bên nào; tỉnh đã xếp thì ghi ở đây."
        ),
    )
    enterprise_size = forms.ChoiceField(
        label="Quy mô doanh nghiệp",
        choices=[("", "không phải doanh nghiệp"), *EnterpriseSize.choices],
        required=False,
    )
    school_level = forms.ChoiceField(
        label="Bậc học",
        choices=[("", "không phải cơ sở giáo dục"), *SchoolLevel.choices],
        required=False,
    )
    armed_forces = forms.BooleanField(label="Thuộc lực lượng vũ trang", required=False)
    security_manager = UnitField(
        label="Cơ quan quản lý về an ninh, trật tự",
        help_text=(
            "Chỉ với cơ quan, tổ chức, ví dụ Công an phường. Để trống là chưa rõ, không phải là"
            " không có."
        ),
    )
    security_mandate = forms.ChoiceField(
        label="Hình thức quản lý về an ninh, trật tự",
        choices=[("", "chưa rõ"), *SecurityMandate.choices],
        required=False,
    )


FACT_NAMES = tuple(FactsForm.base_fields)
SECURITY_NAMES = ("security_manager", "security_mandate")
"""Those that are said of bodies only."""
