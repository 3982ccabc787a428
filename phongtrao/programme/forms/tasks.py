"""Forms of a task: a line of progress, urging, twins, the rhythm of a continuous one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from phongtrao.core.dates.wording import rhythm_words
from phongtrao.core.text.folding import name_order
from phongtrao.programme.actions.tasks import RHYTHMS
from phongtrao.programme.forms.cascade import DocumentForm
from phongtrao.programme.models import ProgressState, Task
from phongtrao.units.models import Unit
from phongtrao.web.fields import MarkedForm, NoSecretField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from phongtrao.programme.queries.duties import Duty


class ProgressForm(DocumentForm):
    """How far a unit is with a task."""

    unit = forms.ModelChoiceField(label="Đơn vị", queryset=Unit.objects.none(), empty_label=None)
    state = forms.ChoiceField(label="Tình trạng", widget=forms.RadioSelect)
    duty = forms.ChoiceField(
        label="Hạn đã làm xong",
        required=False,
        help_text="Chỉ tính khi tình trạng là “Đã hoàn thành”.",
    )
    text = forms.CharField(
        label="Kết quả",
        max_length=5000,
        help_text=(
            "Kết quả chính, số văn bản đã ban hành. Chỉ ghi việc của cơ quan, không ghi họ tên hay"
            " vụ việc cụ thể."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    document = forms.FileField(
        label="Văn bản kèm theo",
        required=False,
        help_text="Word, PDF (kể cả bản quét đã ký, đóng dấu), OpenDocument hoặc văn bản thuần.",
    )
    no_secret = NoSecretField(scans=True, required=False)

    def __init__(
        self, *args: Any, task: Task, units: Any, duties: Iterable[Duty] = (), **kwargs: Any
    ) -> None:
        """units: for which a line can be written; duties: their open ones by the task."""
        super().__init__(*args, **kwargs)
        states = [
            choice
            for choice in ProgressState.choices
            if not (task.continuous and choice[0] == ProgressState.DONE)
        ]
        self.fields["state"].choices = states  # type: ignore[attr-defined]  # not a plain Field
        field: Any = self.fields["unit"]
        field.queryset = units
        listed = sorted(units, key=lambda unit: name_order(unit.name, unit.pk))
        field.choices, field.initial = [(unit.pk, unit.name) for unit in listed], listed[0].pk
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
        self.duties = {"-".join(map(str, duty.key)): duty for duty in duties}
        offered = [(key, _duty_words(duty)) for key, duty in self.duties.items()]
        if len(units) > 1:
            offered = [
                ("", "hạn sớm nhất chưa làm"),
                *((key, f"{self.duties[key].unit}: {words}") for key, words in offered),
            ]
        self.fields["duty"].choices = offered  # type: ignore[attr-defined]  # not a plain Field
        if not self.duties:
            del self.fields["duty"]

    def chosen_duty(self) -> Duty | None:
        """The duty that is done with the line, None for the first."""
        return self.duties.get(self.cleaned_data.get("duty", ""))


def _duty_words(duty: Duty) -> str:
    """An open duty in words: "09/11/2026, năm 2026: quá hạn 12 ngày"."""
    words = f"{duty.last_day:%d/%m/%Y}"
    if duty.rule.recurs:
        words += f", {duty.period_words}"
    return f"{words}: quá hạn {duty.standing.past} ngày" if duty.standing.past > 0 else words


class UrgeForm(MarkedForm):
    """What is said to the units that are urged."""

    text = forms.CharField(
        label="Lời đôn đốc",
        max_length=1000,
        initial="Đề nghị đơn vị khẩn trương thực hiện và ghi kết quả nhiệm vụ này.",
    )


class TwinForm(MarkedForm):
    """The number of the task that is the same duty."""

    number = forms.IntegerField(label="Cùng một việc với nhiệm vụ số", min_value=1)


class ContinuousForm(MarkedForm):
    """Whether the task is done all the time, and how often it asks for a line."""

    continuous = forms.BooleanField(label="Nhiệm vụ thường xuyên", required=False)
    rhythm = forms.ChoiceField(
        label="Ghi kết quả",
        required=False,
        choices=[(one, rhythm_words(one)) for one in RHYTHMS],
    )
