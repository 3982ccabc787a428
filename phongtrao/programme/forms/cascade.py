"""Forms of the cascade: to whom a programme is handed, what a unit files, whom to remind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from phongtrao.core.errors import RuleBroken
from phongtrao.core.text.folding import bare
from phongtrao.core.text.reading import PASTE, formula_fault, read_sheet_safely
from phongtrao.programme.actions.days import YEARS
from phongtrao.programme.queries.cascade import (
    PROBLEMS_SHOWN,
    NamesFound,
    Selection,
    find_names,
    kinds_below,
    many_below,
)
from phongtrao.units.models import Level
from phongtrao.web.fields import UNCONFIRMED, DayField, MarkedForm, NoSecretField

if TYPE_CHECKING:
    from phongtrao.programme.models import Programme

_DATE_HELP = "Viết như 05/09/2026."
_HEADINGS = ("ten don vi", "don vi", "ten")
LINES_MAX = 20_000


class HandForm(MarkedForm):
    """To whom a programme is handed and what is asked of them."""

    communes = forms.BooleanField(required=False)
    neighbourhoods = forms.BooleanField(required=False)
    kinds = forms.MultipleChoiceField(
        label="Đơn vị theo loại",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    names = forms.CharField(
        label="Đơn vị chọn theo tên",
        required=False,
        help_text=(
            "Mỗi đơn vị một dòng; dán được từ một cột Excel. Nhận cả mã và tên viết tắt đã ghi"
            " trong danh mục; không cần dấu. Trùng tên thì thêm cấp trên hoặc mã sau dấu phẩy, ví"
            " dụ: Tổ dân phố số 1, Phường Ba Đình."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    listed = forms.FileField(
        label="hoặc danh sách trong tệp",
        required=False,
        help_text="Tệp .xlsx hoặc .csv: tên đơn vị ở cột đầu, mỗi đơn vị một dòng.",
    )
    plan_due = DayField(
        label="Hạn gửi kế hoạch của đơn vị",
        required=False,
        help_text=f"{_DATE_HELP} Để trống nếu không đặt hạn.",
    )
    plan_due_before = forms.BooleanField(
        label="“trước ngày”: không tính chính ngày đó", required=False
    )
    asks_resolution = forms.BooleanField(
        label="Yêu cầu cả nghị quyết hoặc chỉ thị của cấp ủy", required=False
    )

    def __init__(self, *args: Any, programme: Programme, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.on = programme, on
        self.found = NamesFound((), ())
        communes = many_below(programme, Level.COMMUNE, on)
        self.fields["communes"].label = f"Tất cả xã, phường, đặc khu ({communes})"
        if neighbourhoods := many_below(programme, Level.NEIGHBOURHOOD, on):
            label = f"Tất cả khu dân cư: thôn, tổ dân phố… ({neighbourhoods})"
            self.fields["neighbourhoods"].label = label
        else:
            del self.fields["neighbourhoods"]
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]  # not a plain Field
            (kind, f"{kind} ({count})") for kind, count in kinds_below(programme, on)
        ]

    def clean_plan_due(self) -> date | None:
        """A day on which a plan can still be sent, within the programme."""
        due: date | None = self.cleaned_data["plan_due"]
        first = max(self.on, self.programme.begins_on)
        last = self.programme.ends_on
        if last is None or last < first:
            last = date(first.year + YEARS, 12, 31)
        if due is not None and not first <= due <= last:
            raise forms.ValidationError(
                f"Hạn phải là một ngày từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}: không trước hôm"
                " nay, không ngoài thời gian của chương trình."
            )
        return due

    def clean_listed(self) -> str:
        """The first column of the file, a line each; a heading is left out. Raises ValidationError
        with every formula that says nothing.
        """
        file = self.cleaned_data["listed"]
        if file is None:
            return ""
        try:
            rows = read_sheet_safely(file.read(), file.name)
        except RuleBroken as error:
            raise forms.ValidationError(error.text) from None
        faults = [(line, formula_fault(row[0])) for line, row in enumerate(rows, 1) if row]
        wrong = [f"Ô A{line}: {fault}. {PASTE}." for line, fault in faults if fault]
        if wrong:
            raise forms.ValidationError(wrong[:PROBLEMS_SHOWN])
        names = [row[0].strip() for row in rows if row]
        if names and bare(names[0]) in _HEADINGS:
            del names[0]
        return "\n".join(name for name in names if name)

    def clean(self) -> dict[str, Any]:
        """Finds the units that the lines mean; a line that means none is an error of its box."""
        cleaned = super().clean() or {}
        lines = [
            line
            for line in f"{cleaned.get('names') or ''}\n{cleaned.get('listed') or ''}".split("\n")
            if line.strip()
        ]
        if len(lines) > LINES_MAX:
            self.add_error("names", f"Danh sách dài quá {LINES_MAX} dòng. Hãy chia làm nhiều lần.")
            return cleaned
        self.found = find_names(self.programme, lines, self.on)
        for problem in self.found.problems[:PROBLEMS_SHOWN]:
            self.add_error("names", problem)
        groups = ("communes", "neighbourhoods", "kinds")
        if not (lines or any(cleaned.get(name) for name in groups)):
            self.add_error("communes", "Hãy chọn ít nhất một nhóm, hoặc ghi tên đơn vị.")
        cleaned["names"] = "\n".join(lines)
        return cleaned

    def selection(self) -> Selection:
        """What was chosen."""
        return Selection(
            self.cleaned_data["communes"],
            tuple(self.cleaned_data["kinds"]),
            self.found.units,
            self.cleaned_data.get("neighbourhoods", False),
        )

    def words(self) -> str:
        """What was chosen, in words."""
        parts = ["tất cả cấp xã"] if self.cleaned_data["communes"] else []
        parts += ["tất cả khu dân cư"] if self.cleaned_data.get("neighbourhoods") else []
        parts += self.cleaned_data["kinds"]
        if self.found.units:
            parts.append(f"{len(self.found.units)} đơn vị chọn theo tên")
        return ", ".join(parts)


class DocumentForm(MarkedForm):
    """A form whose boxes `document` and `no_secret` take a file and the word of the person that it
    holds no state secret.
    """

    def clean(self) -> dict[str, Any]:
        """No file without the word."""
        cleaned = super().clean() or {}
        if cleaned.get("document") and not cleaned.get("no_secret"):
            self.add_error("no_secret", UNCONFIRMED)
        return cleaned


class PlanForm(DocumentForm):
    """The unit's own plan."""

    symbol = forms.CharField(
        label="Số, ký hiệu kế hoạch", max_length=80, help_text="Ví dụ 15/KH-UBND."
    )
    plan_date = DayField(label="Ngày ban hành", help_text=_DATE_HELP)
    document = forms.FileField(
        label="Tệp kế hoạch",
        help_text="Word, PDF (kể cả bản quét đã ký, đóng dấu), OpenDocument hoặc văn bản thuần.",
    )
    no_secret = NoSecretField(scans=True, required=False)


class PaperPlanForm(PlanForm):
    """A unit's plan that came to the office on paper."""

    sent_on = DayField(
        label="Ngày nhận được", help_text=f"{_DATE_HELP} Ngày này quyết định đúng hạn hay chậm."
    )
    resolution_symbol = forms.CharField(
        label="Số, ký hiệu nghị quyết, chỉ thị của cấp ủy",
        max_length=80,
        required=False,
        help_text="Nếu đã nhận được, ví dụ 07-NQ/ĐU. Để trống nếu chưa.",
    )
    resolution_date = DayField(
        label="Ngày ban hành nghị quyết, chỉ thị", required=False, help_text=_DATE_HELP
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].required = False

    def clean(self) -> dict[str, Any]:
        """A resolution has both its symbol and its date."""
        cleaned = super().clean() or {}
        names = ("resolution_symbol", "resolution_date")
        given = [name for name in names if cleaned.get(name) or name in self.errors]
        if len(given) == 1:
            missing = next(name for name in names if name not in given)
            self.add_error(
                missing, "Hãy ghi cả số, ký hiệu và ngày ban hành, hoặc để trống cả hai."
            )
        return cleaned

    def resolution(self) -> tuple[str, date] | None:
        """Symbol and date of the resolution, where they were written or changed."""
        symbol, day = (self.cleaned_data[f"resolution_{part}"] for part in ("symbol", "date"))
        changed = {"resolution_symbol", "resolution_date"} & {*self.changed_data}
        return (symbol, day) if symbol and changed else None


class ResolutionForm(MarkedForm):
    """The resolution or directive of the Party committee."""

    symbol = forms.CharField(
        label="Số, ký hiệu nghị quyết, chỉ thị", max_length=80, help_text="Ví dụ 07-NQ/ĐU."
    )
    resolution_date = DayField(label="Ngày ban hành", help_text=_DATE_HELP)


class PaperResolutionForm(ResolutionForm):
    """A resolution or directive that came to the office on paper."""


class RemindForm(MarkedForm):
    """What is said to the units that are reminded."""

    text = forms.CharField(label="Lời nhắc", max_length=1000)


class DoneForm(MarkedForm):
    """When a duty was done."""

    done_on = DayField(label="Ngày làm xong", help_text=_DATE_HELP)
    note = forms.CharField(
        label="Ghi chú",
        max_length=1000,
        required=False,
        help_text="Số văn bản, kết quả chính.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ContactForm(MarkedForm):
    """Where an office wants its letters."""

    email = forms.EmailField(
        label="Thư điện tử của cơ quan",
        required=False,
        help_text="Địa chỉ chung của cơ quan, không phải của cá nhân. Để trống nếu không nhận thư.",
    )
