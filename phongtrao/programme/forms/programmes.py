"""Forms of publishing a plan and of saying whom its words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from phongtrao.programme.queries.bodies import groups_for, units_meant
from phongtrao.programme.queries.names import Names, told_apart, why_unclear
from phongtrao.programme.queries.programmes import owners_for
from phongtrao.programme.queries.succession import not_in_force
from phongtrao.units.models import Unit
from phongtrao.units.queries.finding import find_units
from phongtrao.web.fields import DayField, MarkedForm

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.plans.models import PlanDocument
    from phongtrao.programme.models import Programme

_DATE_HELP = "Viết như 01/01/2026."


class PublishForm(MarkedForm):
    """Whose programme a plan becomes, from when to when."""

    unit = forms.ModelChoiceField(
        label="Chương trình của",
        queryset=Unit.objects.none(),
        help_text="Đơn vị mà kế hoạch đặt chỉ tiêu và nhiệm vụ cho.",
    )
    begins_on = DayField(label="Từ ngày", help_text=_DATE_HELP)
    ends_on = DayField(
        label="Đến hết ngày",
        required=False,
        help_text=f"{_DATE_HELP} Để trống nếu kế hoạch không nói ngày kết thúc.",
    )
    leave_out_unchecked = forms.BooleanField(
        label="Để các mục chưa kiểm nằm ngoài chương trình", required=False
    )

    def __init__(self, *args: Any, plan: PlanDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = owners_for(plan)  # type: ignore[attr-defined]  # not a plain Field


class MeaningForm(MarkedForm):
    """Whom words of the plan mean: a unit by any of its names, or a group."""

    words = forms.CharField(widget=forms.HiddenInput, max_length=300)
    name = forms.CharField(
        label="là đơn vị",
        required=False,
        max_length=420,
        help_text="Tên, mã hoặc tên viết tắt; trùng tên thì thêm cấp trên hoặc mã sau dấu phẩy.",
    )
    group = forms.ChoiceField(label="hoặc là nhóm", required=False)

    def __init__(self, *args: Any, programme: Programme, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.by = programme, by
        self.found: Unit | None = None
        groups = groups_for(programme, timezone.localdate())
        self.fields["group"].choices = [("", "chọn nhóm"), *groups]  # type: ignore[attr-defined]  # not a plain Field

    def clean(self) -> dict[str, Any]:
        """Finds the one unit that the name means."""
        cleaned = super().clean() or {}
        name, group = cleaned.get("name") or "", cleaned.get("group") or ""
        if bool(name) == bool(group):
            self.add_error("name", "Hãy ghi tên một đơn vị, hoặc chọn một nhóm; chỉ một trong hai.")
        elif name:
            self._find(name)
        return cleaned

    def _find(self, name: str) -> None:
        """First among the units of the programme, then among all that the person may know."""
        today = timezone.localdate()
        seen = [row.unit.pk for row in find_units(name, self.by)]
        below = Names(units_meant(self.programme, today), [name], today).meant(name)
        known = Names(Unit.objects.filter(pk__in=seen), [name], today).meant(name)
        meant = below if below.units else known if known.units else below if below.ended else known
        if len(meant.units) == 1 and not meant.ended:
            self.found = Unit.objects.get(pk=meant.units[0])
        elif meant.units or meant.ended:
            self.add_error("name", f"{why_unclear(name, meant)}.")
        elif len(seen) == 1 and not not_in_force(Unit.objects.filter(pk__in=seen), today):
            self.found = Unit.objects.get(pk=seen[0])
        elif seen:
            near = told_apart(seen)
            self.add_error("name", f"Chưa rõ “{name}” là đơn vị nào. Gần giống: {near}.")
        else:
            self.add_error(
                "name", f"Không có đơn vị nào tên “{name}”. Hãy sửa tên, hoặc tạo đơn vị trước."
            )
