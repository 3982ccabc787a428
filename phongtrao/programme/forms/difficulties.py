"""Forms of difficulties: what a unit reports, what the office answers."""

from __future__ import annotations

from typing import Any

from django import forms

from phongtrao.programme.actions.difficulties import Adjustment
from phongtrao.programme.forms.targets import COMPARATORS, HORIZONS, read_horizon
from phongtrao.programme.models import Difficulty, Target, Threshold
from phongtrao.programme.queries.levels import adjustable, in_words
from phongtrao.web.fields import DayField, MarkedForm, NumberField

_NUMBERS = ("comparator", "value", "upper", "out_of")


class DifficultyForm(MarkedForm):
    """What keeps the unit from doing as the programme asks."""

    target = forms.ModelChoiceField(
        label="Về chỉ tiêu",
        queryset=Target.objects.none(),
        required=False,
        empty_label="không về chỉ tiêu nào",
    )
    text = forms.CharField(
        label="Khó khăn, vướng mắc và đề nghị",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = among  # type: ignore[attr-defined]  # not a plain Field


class LevelChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # no generic at run time
    """A level among those of a target, in the words of the plan."""

    def label_from_instance(self, obj: Any) -> str:
        """A level in words, and by when: "≥ 85 % đến năm 2026"."""
        return in_words(obj)


class AnswerForm(MarkedForm):
    """Accept or refuse, with a reason, and perhaps a new level."""

    accepted = forms.TypedChoiceField(
        label="Quyết định",
        choices=(("co", "Chấp nhận"), ("khong", "Không chấp nhận")),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "co",
    )
    answer = forms.CharField(
        label="Trả lời", max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    threshold = LevelChoice(
        label="Điều chỉnh mức",
        queryset=Threshold.objects.none(),
        required=False,
        empty_label="không điều chỉnh",
        help_text="Mức cũ được giữ lại, ghi rõ thôi áp dụng từ ngày nào.",
    )
    comparator = forms.ChoiceField(
        label="Cách so sánh mới",
        required=False,
        choices=(("", "giữ nguyên"), *(one for one in COMPARATORS if one[0] != "zero")),
    )
    value = NumberField(
        label="Mức mới",
        required=False,
        min_value=0,
        max_digits=18,
        decimal_places=6,
        help_text="Để trống nếu giữ nguyên con số.",
    )
    upper = NumberField(
        label="đến (chỉ với khoảng)",
        required=False,
        min_value=0,
        max_digits=18,
        decimal_places=6,
    )
    out_of = NumberField(
        label="Tổng số mới (nếu mức như “19/28”)",
        required=False,
        min_value=1,
        max_digits=18,
        decimal_places=6,
        help_text="Để trống nếu giữ nguyên tổng số.",
    )
    horizon_kind = forms.ChoiceField(
        label="Mốc mới",
        required=False,
        choices=(("", "giữ nguyên mốc"), *(one for one in HORIZONS if one[0])),
    )
    horizon = forms.CharField(
        label="Năm, tháng hoặc ngày của mốc mới",
        required=False,
        max_length=10,
        help_text="Viết như 2026, 06/2026 hoặc 30/06/2026; để trống với mốc định kỳ.",
    )
    since = DayField(label="Áp dụng từ ngày", required=False, help_text="Viết như 01/01/2027.")

    def __init__(self, *args: Any, difficulty: Difficulty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = adjustable(difficulty)
        self.fields["threshold"].queryset = levels  # type: ignore[attr-defined]  # not a plain Field
        units = set(levels.values_list("unit", flat=True))
        if not units:
            for name in ("threshold", *_NUMBERS, "horizon_kind", "horizon", "since"):
                del self.fields[name]
        elif units == {"percent"}:
            del self.fields["out_of"]

    def clean(self) -> dict[str, Any]:
        """A new level needs something that changes, and its first day."""
        cleaned = super().clean() or {}
        kind, text = cleaned.get("horizon_kind") or "", cleaned.get("horizon") or ""
        if kind:
            cleaned["at"] = read_horizon(self, kind, text)
        elif text:
            self.add_error("horizon_kind", "Hãy chọn loại mốc mới, hoặc để trống ô ngày của mốc.")
        old = cleaned.get("threshold")
        changes = kind or any(cleaned.get(name) not in (None, "") for name in _NUMBERS)
        if old and cleaned.get("since") is None and "since" not in self.errors:
            self.add_error("since", "Hãy nhập ngày bắt đầu áp dụng mức mới.")
        if old and not changes and not {*_NUMBERS, "horizon_kind"} & self.errors.keys():
            self.add_error(
                "value",
                "Hãy nhập mức mới, hoặc đổi cách so sánh, tổng số hay mốc; nếu không, chọn “không"
                " điều chỉnh”.",
            )
        elif not old and changes:
            self.add_error("threshold", "Hãy chọn mức nào được thay bằng mức mới.")
        if old and old.unit == "percent" and cleaned.get("out_of") is not None:
            self.add_error("out_of", "Mức bằng % không có tổng số. Hãy để trống ô này.")
        if cleaned.get("threshold") and cleaned.get("accepted") is False:
            self.add_error("threshold", "Chỉ điều chỉnh mức khi chấp nhận khó khăn.")
        return cleaned

    def adjustment(self) -> Adjustment | None:
        """The new level, if one is set."""
        facts = self.cleaned_data
        old: Threshold | None = facts.get("threshold")
        if old is None:
            return None
        value, upper, comparator = facts["value"], facts["upper"], facts["comparator"]
        if value is None:
            value = old.value
            if upper is None and comparator in ("", "range"):
                upper = old.upper
        return Adjustment(
            old, value, facts["since"], upper, facts.get("at"), comparator, facts.get("out_of")
        )
