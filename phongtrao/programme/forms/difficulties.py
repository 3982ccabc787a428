"""Forms of difficulties: what a unit reports, what the office answers."""

from __future__ import annotations

from typing import Any

from django import forms

from phongtrao.programme.actions.difficulties import Adjustment
from phongtrao.programme.forms.cascade import MarkedForm
from phongtrao.programme.forms.targets import HORIZONS, read_horizon
from phongtrao.programme.models import Difficulty, Target, Threshold
from phongtrao.programme.queries.levels import adjustable, in_words
from phongtrao.web.fields import DayField


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
    value = forms.DecimalField(
        label="Mức mới",
        required=False,
        min_value=0,
        max_digits=18,
        decimal_places=6,
        localize=True,
        help_text="Để trống nếu chỉ đổi mốc.",
    )
    upper = forms.DecimalField(
        label="đến (nếu là khoảng)",
        required=False,
        min_value=0,
        max_digits=18,
        decimal_places=6,
        localize=True,
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
        comparators = set(levels.values_list("comparator", flat=True))
        if "range" not in comparators:
            del self.fields["upper"]
        if not comparators:
            for name in ("threshold", "value", "horizon_kind", "horizon", "since"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A new level needs its number or its horizon, and its first day."""
        cleaned = super().clean() or {}
        kind, text = cleaned.get("horizon_kind") or "", cleaned.get("horizon") or ""
        if kind:
            cleaned["at"] = read_horizon(self, kind, text)
        elif text:
            self.add_error("horizon_kind", "Hãy chọn loại mốc mới, hoặc để trống ô ngày của mốc.")
        value, old = cleaned.get("value"), cleaned.get("threshold")
        if old and cleaned.get("since") is None and "since" not in self.errors:
            self.add_error("since", "Hãy nhập ngày bắt đầu áp dụng mức mới.")
        if old and value is None and not {"value", "horizon_kind"} & self.errors.keys():
            if kind:
                cleaned |= {"value": old.value, "upper": cleaned.get("upper") or old.upper}
            else:
                self.add_error(
                    "value", "Hãy nhập mức mới hoặc mốc mới, hoặc chọn không điều chỉnh."
                )
        elif not old and (value is not None or kind):
            self.add_error("threshold", "Hãy chọn mức nào được thay bằng mức mới.")
        if cleaned.get("threshold") and cleaned.get("accepted") is False:
            self.add_error("threshold", "Chỉ điều chỉnh mức khi chấp nhận khó khăn.")
        return cleaned

    def adjustment(self) -> Adjustment | None:
        """The new level, if one is set."""
        facts = self.cleaned_data
        if not facts.get("threshold"):
            return None
        return Adjustment(
            facts["threshold"],
            facts["value"],
            facts["since"],
            facts.get("upper"),
            facts.get("at"),
        )
