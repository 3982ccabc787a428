"""From where the system knows what a box asks, as an officer chooses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from phongtrao.core.rollup.strata import Strata, strata_of
from phongtrao.reporting.forms.strata import boxes
from phongtrao.reporting.models import KnownFrom
from phongtrao.reporting.queries.strata import group_name
from phongtrao.reporting.queries.units_counted import kinds_below
from phongtrao.units.models import EnterpriseSize, SchoolLevel, Settlement
from phongtrao.web.fields import MarkedForm

if TYPE_CHECKING:
    from phongtrao.reporting.models import Element, ReportForm

_LIMITS = ("settlements", "enterprise_sizes", "school_levels")
_OF_TASKS = (KnownFrom.TASKS_DONE, KnownFrom.TASKS_LATE)


class KnownForm(MarkedForm):
    """The part of a box's page about what the system knows already."""

    known_from = forms.ChoiceField(
        label="Số đã có trong hệ thống",
        choices=KnownFrom.choices,
        help_text="Ghi sẵn vào ô kèm nguồn; đơn vị sửa được, và được hỏi khi số gửi khác.",
        required=False,
    )
    known_groups = boxes("Đếm những loại đơn vị nằm dưới đơn vị báo cáo")
    settlements = boxes("Chỉ ở khu vực", Settlement.choices)
    enterprise_sizes = boxes("Chỉ doanh nghiệp quy mô", EnterpriseSize.choices)
    school_levels = boxes("Chỉ cơ sở giáo dục bậc", SchoolLevel.choices)
    civil_only = forms.BooleanField(
        label="Không đếm đơn vị thuộc lực lượng vũ trang", required=False
    )

    def __init__(self, *args: Any, form: ReportForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["known_from"].choices = [
            (value, str(words)[:1].upper() + str(words)[1:])
            for value, words in KnownFrom.choices
            if form.programme_id or value not in _OF_TASKS
        ]
        groups = [*kinds_below(form.unit_id), *self.initial.get("known_groups", ())]
        fields["known_groups"].choices = [(one, group_name(one)) for one in dict.fromkeys(groups)]

    @property
    def known_parts(self) -> list[forms.BoundField]:
        """The boxes that say which units are counted."""
        return [self[name] for name in ("known_groups", *_LIMITS)]

    @property
    def counts_units(self) -> bool:
        """Whether units are counted now."""
        return bool(self["known_from"].value() == KnownFrom.UNITS)

    def known_facts(self) -> dict[str, Any]:
        """What was chosen, as the fields of the box."""
        told = self.cleaned_data
        chosen = told["known_from"] or KnownFrom.ELSEWHERE
        strata = Strata(
            groups=tuple(told["known_groups"]),
            civil_only=told["civil_only"],
            **{name: tuple(told[name]) for name in _LIMITS},
        )
        counted = chosen == KnownFrom.UNITS
        return {"known_from": chosen, "known_strata": strata.as_row() if counted else {}}


def known_as_filled(row: Element) -> dict[str, Any]:
    """What a box says of it, as the page shows it."""
    strata = strata_of(row.known_strata)
    limits = {name: list(getattr(strata, name)) for name in _LIMITS}
    return {
        "known_from": row.known_from,
        "known_groups": list(strata.groups),
        "civil_only": strata.civil_only,
        **limits,
    }
