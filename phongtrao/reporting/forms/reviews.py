"""What an officer says of a review, and what it concluded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from phongtrao.core.dates.windows import day_words
from phongtrao.programme.actions.own_tasks import NamedBody
from phongtrao.reporting.models import ReviewKind
from phongtrao.reporting.queries.review_steps import PARTS, Phase, phase_of
from phongtrao.reporting.queries.reviews import meanings
from phongtrao.web.fields import DayField, MarkedForm

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.programme.models import Programme
    from phongtrao.reporting.models import Conclusion, Review

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_DATE_HELP = "Viết như 10/07/2026."
_OF_A_PART = (ReviewKind.HALF_YEAR, ReviewKind.LIAISON)
_KEEP, _KEEP_LABEL = "keep_past", "Vẫn giữ thời hạn đã qua"
_SEPARATORS = re.compile(r"[\n;]+")
_MINUTES_HELP = "Chỉ ghi số, ký hiệu; không ghi nội dung biên bản, không ghi tên người dự."


class ReviewForm(MarkedForm):
    """A review: what it looks back on, when it is held."""

    kind = forms.ChoiceField(label="Loại", choices=ReviewKind.choices)
    first_year = forms.IntegerField(label="Năm", min_value=_FIRST_YEAR, max_value=_LAST_YEAR)
    last_year = forms.IntegerField(
        label="Đến hết năm",
        required=False,
        min_value=_FIRST_YEAR,
        max_value=_LAST_YEAR,
        help_text="Chỉ ghi khi tổng kết một giai đoạn nhiều năm.",
    )
    part = forms.ChoiceField(
        label="Phần của năm",
        choices=PARTS,
        required=False,
        initial="H1",
        help_text="Chỉ dùng cho sơ kết 6 tháng và giao ban; tổng kết luôn tính cả năm.",
    )
    name = forms.CharField(
        label="Tên",
        max_length=300,
        required=False,
        help_text="Để trống thì đặt theo loại và thời gian: “Sơ kết 6 tháng đầu năm 2026”.",
    )
    held_on = DayField(
        label="Ngày họp", required=False, help_text=f"{_DATE_HELP} Chưa định ngày thì để trống."
    )
    minutes = forms.CharField(
        label="Số biên bản hoặc thông báo kết luận",
        max_length=80,
        required=False,
        help_text=_MINUTES_HELP,
    )

    def __init__(self, *args: Any, review: Review | None = None, **kwargs: Any) -> None:
        if review is not None:
            phase = phase_of(review)
            kwargs["initial"] = {
                "kind": phase.kind,
                "part": phase.part,
                "first_year": phase.first_year,
                "last_year": phase.last_year if phase.last_year != phase.first_year else None,
                "name": review.name,
                "held_on": review.held_on,
                "minutes": review.minutes,
            }
        super().__init__(*args, **kwargs)

    def phase(self) -> Phase:
        """The phase that was asked for."""
        told = self.cleaned_data
        first = told["first_year"]
        part = told["part"] if told["kind"] in _OF_A_PART else ""
        return Phase(told["kind"], part, first, told["last_year"] or first)

    def facts(self) -> dict[str, Any]:
        """What else is said of the review."""
        return {name: self.cleaned_data[name] for name in ("name", "held_on", "minutes")}


class NewReviewForm(ReviewForm):
    """A review that is being made. programmes: those it can be of."""

    programme: forms.ModelChoiceField[Programme] = forms.ModelChoiceField(
        None, label="Chương trình", empty_label="Chọn chương trình"
    )
    field_order = ("programme",)

    def __init__(self, *args: Any, programmes: QuerySet[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]  # not a plain Field


class HoldForm(MarkedForm):
    """A review was held."""

    held_on = DayField(label="Ngày họp", help_text=_DATE_HELP)
    minutes = forms.CharField(
        label="Số biên bản hoặc thông báo kết luận",
        max_length=80,
        required=False,
        help_text=f"{_MINUTES_HELP} Chưa có số thì ghi sau.",
    )


class ConclusionForm(MarkedForm):
    """One conclusion: a sentence, who leads and shares it, by when. A day that has passed is asked
    for once more.
    """

    text = forms.CharField(
        label="Kết luận",
        max_length=1000,
        help_text="Một câu, nói rõ phải làm gì. Mỗi việc ghi thành một kết luận riêng.",
        widget=forms.TextInput,
    )
    lead = forms.CharField(
        label="Đơn vị chủ trì",
        max_length=300,
        required=False,
        help_text="Tên trong danh mục đơn vị, hoặc một nhóm như “các xã, phường”.",
        widget=forms.TextInput(attrs={"list": "cac-don-vi"}),
    )
    coordinating = forms.CharField(
        label="Đơn vị phối hợp",
        required=False,
        help_text="Mỗi đơn vị một dòng.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = DayField(label="Thời hạn", required=False, help_text=_DATE_HELP)

    def __init__(
        self,
        *args: Any,
        review: Review,
        conclusion: Conclusion | None = None,
        **kwargs: Any,
    ) -> None:
        if conclusion is not None:
            bodies = list(conclusion.bodies.all())
            kwargs["initial"] = {
                "text": conclusion.text,
                "lead": "; ".join(one.words for one in bodies if one.leads),
                "coordinating": "\n".join(one.words for one in bodies if not one.leads),
                "due_on": conclusion.due_on,
            }
        super().__init__(*args, **kwargs)
        self._review, self._programme = review, review.programme
        self.bodies: list[NamedBody] = []

    def clean(self) -> dict[str, Any]:
        """Look the names up among the units of the programme."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if due_on := told.get("due_on"):
            self._look_at(due_on, timezone.localdate())
        names = {
            field: list(dict.fromkeys(filter(None, map(str.strip, _SEPARATORS.split(text)))))
            for field in ("lead", "coordinating")
            if (text := told.get(field))
        }
        words = {one for some in names.values() for one in some}
        meant = meanings(self._programme, words, timezone.localdate()) if words else {}
        for field, some in names.items():
            for one in some:
                found = meant[one]
                if found.unit_id or found.group:
                    leads = field == "lead"
                    self.bodies.append(NamedBody(one, found.unit_id, found.group, leads))
                else:
                    self.add_error(
                        field,
                        f"Không có đơn vị nào tên “{one}” thuộc {self._programme.unit}. Hãy ghi"
                        " đúng tên trong danh mục đơn vị.",
                    )
        return told

    def _look_at(self, due_on: date, today: date) -> None:
        """Refuse a day that cannot be meant; ask whether one that has passed is."""
        held_on, words = self._review.held_on, f"Thời hạn {day_words(due_on)}"
        if held_on and due_on < held_on:
            self.add_error(
                "due_on",
                f"{words} đứng trước ngày họp {day_words(held_on)}. Hãy sửa thời hạn.",
            )
        elif due_on < today:
            self.fields[_KEEP] = forms.BooleanField(label=_KEEP_LABEL, required=False)
            if not self.data.get(_KEEP):
                self.add_error(
                    "due_on",
                    f"{words} đã qua {(today - due_on).days} ngày, giao bây giờ là quá hạn ngay."
                    f" Hãy sửa thời hạn, hoặc đánh dấu ô “{_KEEP_LABEL}” rồi ghi lại.",
                )

    def facts(self) -> dict[str, Any]:
        """What was concluded."""
        told = self.cleaned_data
        return {"text": told["text"], "due_on": told["due_on"], "bodies": self.bodies}
