"""Forms that make units: one by one, or many from a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from phongtrao.units.forms.fields import FACT_NAMES, FactsForm, UnitField
from phongtrao.units.models import Decision, Level
from phongtrao.web.fields import DayField

if TYPE_CHECKING:
    from phongtrao.access.models import User


class CreateForm(FactsForm):
    """A new unit."""

    level = forms.ChoiceField(label="Cấp", choices=Level.choices, initial=Level.BODY)
    territory = UnitField(label="Thuộc địa bàn")
    line = UnitField(
        label="Cơ quan chủ quản", help_text="Cơ quan cấp trên theo ngành; để trống nếu không có."
    )
    aliases = forms.CharField(
        label="Tên gọi khác",
        required=False,
        max_length=1000,
        help_text="Tên viết tắt, tên cũ; cách nhau bằng dấu chấm phẩy.",
    )
    on = DayField(
        label="Từ ngày", required=False, help_text="Ví dụ 01/07/2025; để trống nếu có từ trước."
    )
    symbol = forms.CharField(label="Số quyết định", max_length=80, required=False)
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=200, required=False)
    signed_on = DayField(label="Ngày ký", required=False)

    field_order = ("name", "level", "kind", "territory", "line")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("territory", "line", "security_manager"):
            self.fields[name].user = by  # type: ignore[attr-defined]  # not a plain Field

    def facts(self) -> dict[str, Any]:
        """What `create_unit` takes."""
        given = self.cleaned_data
        names = [name.strip() for name in given["aliases"].split(";")]
        decision = Decision(
            symbol=given["symbol"], issuer=given["issuer"], signed_on=given["signed_on"]
        )
        return {
            **{name: given[name] for name in FACT_NAMES},
            **{name: given[name] for name in ("level", "territory", "line", "on")},
            "aliases": [name[:200] for name in names if name],
            "decision": decision if given["symbol"] else None,
        }


class ImportForm(forms.Form):
    """A table of units."""

    table = forms.FileField(
        label="Tệp bảng", help_text="Tệp .xlsx hoặc .csv theo mẫu, không quá 20.000 dòng."
    )
