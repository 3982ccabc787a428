"""Forms of publishing a plan and of saying whom its words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from phongtrao.core.text.folding import bare
from phongtrao.programme.forms.cascade import MarkedForm
from phongtrao.programme.queries.bodies import groups_for
from phongtrao.programme.queries.cascade import find_names
from phongtrao.programme.queries.programmes import owners_for
from phongtrao.units.models import Unit
from phongtrao.units.queries.finding import find_units
from phongtrao.web.fields import DayField

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.plans.models import PlanDocument
    from phongtrao.programme.models import Programme

_DATE_HELP = "Viết như 01/01/2026."
_SHOWN = 5


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
        max_length=200,
        help_text="Tên, tên cũ hoặc tên viết tắt; không cần dấu.",
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
        known = find_names(self.programme, [name], timezone.localdate()).units
        if len(known) == 1:
            self.found = Unit.objects.get(pk=known[0])
            return
        rows = find_units(name, self.by, limit=_SHOWN + 1)
        same = [row for row in rows if bare(name) in (bare(row.unit.name), bare(row.other_name))]
        if len(rows) == 1 or len(same) == 1:
            self.found = (same or rows)[0].unit
        elif rows:
            names = "; ".join(row.unit.name for row in rows[:_SHOWN])
            self.add_error("name", f"Có nhiều đơn vị khớp “{name}”: {names}. Hãy ghi đầy đủ hơn.")
        else:
            self.add_error(
                "name", f"Không có đơn vị nào tên “{name}”. Hãy sửa tên, hoặc tạo đơn vị trước."
            )
