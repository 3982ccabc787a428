"""Of which units a measure is, as an officer chooses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from phongtrao.core.rollup.strata import Strata
from phongtrao.programme.models import Group
from phongtrao.programme.queries.bodies import groups_for
from phongtrao.reporting.queries.strata import strata_of_measure
from phongtrao.units.models import EnterpriseSize, SchoolLevel, Settlement
from phongtrao.web.fields import MarkedForm

if TYPE_CHECKING:
    from phongtrao.reporting.models import Measure


def boxes(label: str, choices: Any = (), help_text: str = "") -> forms.MultipleChoiceField:
    """Several of some choices, none of which need be chosen."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class StrataForm(MarkedForm):
    """Of which units a measure is; nothing chosen: of all that report."""

    groups = boxes("Loại đơn vị", help_text="Không chọn loại nào là tính mọi loại.")
    settlements = boxes(
        "Khu vực",
        Settlement.choices,
        "Đơn vị chưa xác định khu vực trong danh mục thì không tính khi đã chọn.",
    )
    enterprise_sizes = boxes(
        "Quy mô doanh nghiệp", EnterpriseSize.choices, "Chỉ xét với doanh nghiệp đã ghi quy mô."
    )
    school_levels = boxes(
        "Bậc học", SchoolLevel.choices, "Chỉ xét với cơ sở giáo dục đã ghi bậc học."
    )
    civil_only = forms.BooleanField(
        label="Không tính đơn vị thuộc lực lượng vũ trang", required=False
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        kept = strata_of_measure(measure)
        kwargs["initial"] = kept.as_row()
        super().__init__(*args, **kwargs)
        programme = measure.target.programme
        offered = dict(groups_for(programme, timezone.localdate()))
        offered.pop(Group.EVERYONE, None)
        self.fields["groups"].choices = list(  # type: ignore[attr-defined]  # not a plain Field
            ({one: one for one in kept.groups} | offered).items()
        )

    def strata(self) -> Strata:
        """What was chosen."""
        told = self.cleaned_data
        several = {name: tuple(told[name]) for name in self.fields if name != "civil_only"}
        return Strata(**several, civil_only=told["civil_only"])
