"""One form for each kind of change; each gives the proposal that is shown, then carried out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from phongtrao.units.actions import previewing
from phongtrao.units.actions.proposing import NewUnit, Part, Proposal, children_of
from phongtrao.units.forms.fields import (
    FACT_NAMES,
    SECURITY_NAMES,
    FactsForm,
    UnitField,
    UnitsField,
)
from phongtrao.units.models import ChangeKind, Decision, Level, UnitVersion
from phongtrao.units.queries.lists import whole_name
from phongtrao.web.fields import DayField

if TYPE_CHECKING:
    from phongtrao.access.models import User

PARTS_MAX = 8
_PERCENT = Decimal(100)


class ChangeForm(forms.Form):
    """From when, by which decision. version: the last one of the unit."""

    what: ClassVar[ChangeKind]

    on = DayField(label="Có hiệu lực từ ngày", help_text="Ví dụ 01/07/2025.")
    symbol = forms.CharField(label="Số quyết định", max_length=80)
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=200, required=False)
    signed_on = DayField(label="Ngày ký", required=False)

    def __init__(self, *args: Any, version: UnitVersion, by: User, **kwargs: Any) -> None:
        self.version, self.unit = version, version.unit
        super().__init__(*args, **kwargs)
        self.add_fields()
        for field in self.fields.values():
            if isinstance(field, (UnitField, UnitsField)):
                field.user = by
        dated = ("on", "symbol", "issuer", "signed_on")
        self.order_fields([name for name in self.fields if name not in dated])

    def add_fields(self) -> None:
        """Add what depends on the unit."""

    def decided(self) -> dict[str, Any]:
        """The day and the decision."""
        given = self.cleaned_data
        decision = Decision(
            symbol=given["symbol"], issuer=given["issuer"], signed_on=given["signed_on"]
        )
        return {"on": given["on"], "decision": decision}

    def proposal(self) -> Proposal:
        """What would happen. Raises a RuleBroken when it cannot."""
        raise NotImplementedError


class RenameForm(ChangeForm):
    """Another name."""

    what = ChangeKind.RENAME
    name = forms.CharField(label="Tên mới", max_length=200)

    def proposal(self) -> Proposal:
        return previewing.preview_rename(
            unit=self.unit, name=self.cleaned_data["name"], **self.decided()
        )


class ReclassifyForm(FactsForm, ChangeForm):
    """Another kind, code, settlement or scope facts."""

    what = ChangeKind.RECLASSIFY

    def add_fields(self) -> None:
        for name in () if self.unit.level == Level.BODY else SECURITY_NAMES:
            del self.fields[name]
        for name in FACT_NAMES:
            self.initial.setdefault(name, getattr(self.version, name))
        self.initial["security_manager"] = whole_name(self.version.security_manager)

    def proposal(self) -> Proposal:
        facts = {name: self.cleaned_data[name] for name in FACT_NAMES if name in self.fields}
        return previewing.preview_reclassify(unit=self.unit, **facts, **self.decided())


class MoveForm(ChangeForm):
    """Other parents."""

    what = ChangeKind.MOVE
    territory = UnitField(label="Thuộc địa bàn")
    line = UnitField(label="Cơ quan chủ quản")

    def add_fields(self) -> None:
        for name in ("territory", "line"):
            self.initial.setdefault(name, whole_name(getattr(self.version, name)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned[name] for name in ("territory", "line")):
            self.add_error("territory", "Hãy ghi địa bàn hoặc cơ quan chủ quản, ít nhất một.")
        return cleaned

    def proposal(self) -> Proposal:
        parents = {name: self.cleaned_data[name] for name in ("territory", "line")}
        return previewing.preview_move(unit=self.unit, **parents, **self.decided())


class MergeForm(ChangeForm):
    """This unit and others become one."""

    what = ChangeKind.MERGE
    others = UnitsField(label="Sáp nhập cùng các đơn vị", required=False)
    into = UnitField(
        label="Nhập vào đơn vị đang có",
        help_text="Chỉ ghi khi không lập đơn vị mới. Có thể là chính đơn vị này.",
    )
    name = forms.CharField(label="hoặc lập đơn vị mới tên", max_length=200, required=False)
    kind_of_new = forms.CharField(label="Loại của đơn vị mới", max_length=60, required=False)
    code = forms.CharField(label="Mã của đơn vị mới", max_length=20, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("into")) == bool(cleaned.get("name")) and "into" not in self.errors:
            self.add_error("into", "Hãy ghi đơn vị đang có, hoặc tên đơn vị mới, một trong hai.")
        return cleaned

    def proposal(self) -> Proposal:
        given = self.cleaned_data
        new = new_like(self.version, given["name"], given["kind_of_new"], given["code"])
        return previewing.preview_merge(
            units=list(dict.fromkeys([self.unit, *given["others"]])),
            into=given["into"] or new,
            **self.decided(),
        )


class SplitForm(ChangeForm):
    """This unit becomes several. parts: how many boxes are shown."""

    what = ChangeKind.SPLIT

    def __init__(self, *args: Any, parts: int = 2, **kwargs: Any) -> None:
        self.parts = min(max(parts, 2), PARTS_MAX)
        super().__init__(*args, **kwargs)

    def add_fields(self) -> None:
        numbers = range(1, self.parts + 1)
        for number in numbers:
            self.fields[f"name_{number}"] = forms.CharField(
                label=f"Phần {number}: tên đơn vị mới", max_length=200, required=False
            )
            self.fields[f"unit_{number}"] = UnitField(
                label=f"Phần {number}: hoặc đơn vị đang có",
                help_text="Có thể là chính đơn vị này, khi nó còn lại một phần.",
            )
            self.fields[f"kind_{number}"] = forms.CharField(
                label=f"Phần {number}: loại", max_length=60, required=False
            )
            self.fields[f"code_{number}"] = forms.CharField(
                label=f"Phần {number}: mã", max_length=20, required=False
            )
            self.fields[f"share_{number}"] = forms.DecimalField(
                label=f"Phần {number}: tỷ lệ %",
                required=False,
                localize=True,
                max_digits=7,
                decimal_places=4,
                help_text="Phần của đơn vị cũ, ví dụ 37,5; để trống khi chưa biết.",
            )
        choices = [("", "chưa chọn"), *((str(n), f"Phần {n}") for n in numbers)]
        for child in children_of([self.unit.pk]):
            self.fields[f"child_{child.unit_id}"] = forms.ChoiceField(
                label=f"{child.name} về", choices=choices, required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(1, self.parts + 1):
            both = [cleaned.get(f"{name}_{number}") for name in ("name", "unit")]
            if all(both) or (not any(both) and f"unit_{number}" not in self.errors):
                self.add_error(
                    f"name_{number}", "Hãy ghi tên đơn vị mới, hoặc đơn vị đang có, một trong hai."
                )
        return cleaned

    def proposal(self) -> Proposal:
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        children = {
            int(name.removeprefix("child_")): int(value) - 1
            for name, value in chosen.items()
            if name.startswith("child_")
        }
        parts = [self._part(number) for number in range(1, self.parts + 1)]
        return previewing.preview_split(
            unit=self.unit, parts=parts, children=children, **self.decided()
        )

    def _part(self, number: int) -> Part:
        given = {
            name: self.cleaned_data[f"{name}_{number}"]
            for name in ("name", "unit", "kind", "code", "share")
        }
        new = new_like(self.version, given["name"], given["kind"], given["code"])
        share = None if given["share"] is None else given["share"] / _PERCENT
        return Part(given["unit"] or new, share)


class EndForm(ChangeForm):
    """This unit ends and nobody succeeds it."""

    what = ChangeKind.END
    children_to = UnitField(label="Đơn vị nhận các đơn vị nằm dưới")

    def proposal(self) -> Proposal:
        return previewing.preview_end(
            units=[self.unit], children_to=self.cleaned_data["children_to"], **self.decided()
        )


def new_like(version: UnitVersion, name: str, kind: str, code: str) -> NewUnit:
    """A new unit at the place of another one."""
    facts = {
        "name": name,
        "kind": kind or version.kind,
        "code": code,
        "settlement": version.settlement if not kind or kind == version.kind else "",
        "territory": version.territory,
        "line": version.line,
    }
    return NewUnit(version.unit.level, facts)


FORM_OF_CHANGE: dict[str, type[ChangeForm]] = {
    "doi-ten": RenameForm,
    "doi-loai": ReclassifyForm,
    "chuyen": MoveForm,
    "sap-nhap": MergeForm,
    "chia-tach": SplitForm,
    "ket-thuc": EndForm,
}
"""Part of the address → form."""
