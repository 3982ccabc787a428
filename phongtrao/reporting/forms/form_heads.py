"""The head of a form as an officer fills it in: its name, its windows, of what it is built."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from phongtrao.core.dates.window_rules import row_of, rule_until, rules_on
from phongtrao.core.dates.windows import SendDay, WindowRule, span_words
from phongtrao.core.errors import RuleBroken
from phongtrao.reporting.queries.form_building import groups_counted, target_choices
from phongtrao.reporting.queries.form_windows import (
    LEVEL_WORDS,
    refuse_unreckoned,
    rule_offers,
    years_offered,
)
from phongtrao.reporting.queries.stages import ACCEPTING
from phongtrao.web.fields import DayField, MarkedForm

if TYPE_CHECKING:
    from phongtrao.programme.models import Programme, Target
    from phongtrao.reporting.models import ReportForm

_DATE_HELP = "Viết như 05/09/2026."
KEEP, OWN, ONCE = "keep", "own", "once"
STAGES = ((1, "Một lượt duyệt"), (2, "Hai lượt duyệt, của hai người khác nhau"))
_DAY_IN_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})")
_SEND_KINDS = (("days", "ngày"), ("working_days", "ngày làm việc"))
_DAYS_OFF = (
    ("stay", "giữ nguyên ngày đó"),
    ("next", "chuyển sang ngày làm việc kế tiếp"),
    ("previous", "về ngày làm việc liền trước"),
)
_AS_IT_IS = (None, "", "stay")
_DAYS_SET = "Quy tắc này đã định ngày khóa và ngày gửi. "
_DAYS_NEEDED = (
    "Hãy ghi số ngày gửi, 0 nếu gửi trong ngày khóa số liệu; hoặc chọn “giữ nguyên ngày đó”."
)
_LEAP_DAY, _WITHOUT_IT = (29, 2), " (28/02 ở năm không có ngày 29/02)"


def _days(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=366)


class WindowForm(MarkedForm):
    """The name of a form and the windows of its figures.

    row (in cleaned_data): the row of the window rule that was chosen.
    """

    name = forms.CharField(label="Tên biểu mẫu", max_length=300)
    window = forms.ChoiceField(label="Thời gian chốt số liệu", widget=forms.RadioSelect)
    own_day = forms.CharField(
        label="Ngày, tháng gửi hằng năm",
        required=False,
        max_length=5,
        help_text="Viết như 10/11. Số liệu tính từ 01/01 đến ngày cuối cùng còn đúng hạn; phần còn"
        " lại của năm vào kỳ bổ sung.",
    )
    own_before = forms.BooleanField(
        label="“trước ngày”: không tính chính ngày đó", required=False, initial=True
    )
    once_start = DayField(label="Số liệu từ ngày", required=False, help_text=_DATE_HELP)
    once_end = DayField(label="đến hết ngày", required=False, help_text=_DATE_HELP)
    close_lag = _days("Số ngày chờ, sau ngày cuối kỳ, trước khi khóa số liệu")
    send_days = _days("Số ngày gửi, tính từ ngày khóa số liệu")
    send_kind = forms.ChoiceField(label="Tính theo", required=False, choices=_SEND_KINDS)
    day_off = forms.ChoiceField(
        label="Hạn rơi vào ngày nghỉ thì", required=False, choices=_DAYS_OFF
    )
    send_commune = _days("Riêng cấp xã")
    send_province = _days("Riêng cấp tỉnh")
    send_body = _days("Riêng cơ quan, đơn vị khác")
    signs_off = forms.BooleanField(
        label="Lãnh đạo đơn vị duyệt trước khi gửi",
        required=False,
        help_text=(
            "Người nhập trình lãnh đạo, Người duyệt của chính đơn vị duyệt và gửi. Báo cáo như vậy"
            " không nộp bằng Excel hay máy được."
        ),
    )
    levels = forms.MultipleChoiceField(
        label="Cấp duyệt",
        choices=[(level.value, level.label) for level in ACCEPTING],
        required=False,
        help_text=(
            "Chọn cấp thì báo cáo qua lần lượt từng cấp đã chọn, cấp xã trước, thay cho số lượt ở"
            " trên; nơi không có cấp đó hoặc chính là cấp của đơn vị thì bỏ qua. Để trống thì cơ"
            " quan nào ở trên đơn vị cũng duyệt được."
        ),
        widget=forms.CheckboxSelectMultiple,
    )
    stages = forms.TypedChoiceField(
        label="Duyệt báo cáo",
        choices=STAGES,
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, kept: ReportForm | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = timezone.localdate()
        self.kept = kept
        self.offers = rule_offers(self.on)
        shipped = [(one.rule_id, one.name) for part in self.offers.values() for one in part]
        own = [(OWN, "Ngày gửi riêng hằng năm"), (ONCE, "Báo cáo một lần")]
        keep = [(KEEP, "Giữ như đang có")] if kept else []
        self.fields["window"].choices = [*keep, *shipped, *own]  # type: ignore[attr-defined]  # not a plain Field

    def clean(self) -> dict[str, Any]:
        """The row of the rule; a rule that gives no usable windows is an error of its box."""
        cleaned = super().clean() or {}
        chosen = cleaned.get("window")
        if not chosen:
            return cleaned
        if chosen == KEEP and self.kept:
            cleaned["row"] = self.kept.window
            return cleaned
        try:
            rule = self._rule(chosen, cleaned)
            if rule is not None:
                refuse_unreckoned(rule, self.on)
                cleaned["row"] = row_of(rule)
        except RuleBroken as error:
            self.add_error("window", error.text)
        return cleaned

    def _rule(self, chosen: str, cleaned: dict[str, Any]) -> WindowRule | None:
        """The rule, None where a box that it needs is wrong."""
        rule = {one.rule_id: one for one in rules_on(self.on)}.get(chosen)
        if chosen == OWN or (rule and rule.send):
            self._refuse_other_days(cleaned)
            return self._until(cleaned) if rule is None else rule
        lag, sends = cleaned.get("close_lag") or 0, self._sends(cleaned)
        if cleaned.get("day_off") not in _AS_IT_IS and not sends:
            self.add_error("day_off", _DAYS_NEEDED)
        return replace(rule, close_lag=lag, send=sends) if rule else self._once(cleaned, lag, sends)

    def _refuse_other_days(self, cleaned: dict[str, Any]) -> None:
        """Refuse, each at its box, days beside those that the rule sets by itself."""
        for name in ("close_lag", "send_days", *(f"send_{level}" for level in LEVEL_WORDS)):
            if cleaned.get(name) is not None:
                self.add_error(name, f"{_DAYS_SET}Hãy để trống ô này.")
        if cleaned.get("day_off") not in _AS_IT_IS:
            self.add_error("day_off", f"{_DAYS_SET}Hãy chọn “giữ nguyên ngày đó”.")

    def _once(
        self, cleaned: dict[str, Any], lag: int, sends: dict[str, SendDay]
    ) -> WindowRule | None:
        for name in ("once_start", "once_end"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "Hãy ghi ngày của kỳ báo cáo một lần.")
        first, last = cleaned.get("once_start"), cleaned.get("once_end")
        if not first or not last:
            return None
        years = years_offered(self.on)
        if last.year not in years:
            self.add_error(
                "once_end",
                f"Chỉ mở được kỳ kết thúc từ năm {years[0]} đến năm {years[-1]}. Hãy sửa ngày này.",
            )
            return None
        name = f"Báo cáo một lần, số liệu {span_words(first, last)}"
        return WindowRule(f"once-{first}", name, "once", first, last, lag, sends)

    def _sends(self, cleaned: dict[str, Any]) -> dict[str, SendDay]:
        """Level → so many days after the close."""
        kind, day_off = cleaned.get("send_kind") or "days", cleaned.get("day_off") or "stay"
        sends = {}
        for level in LEVEL_WORDS:
            days = cleaned.get(f"send_{level}")
            days = cleaned.get("send_days") if days is None else days
            if days is not None:
                sends[level] = SendDay(**{kind: days}, day_off=day_off)
        return sends

    def _until(self, cleaned: dict[str, Any]) -> WindowRule | None:
        if "own_day" in self.errors:
            return None
        found = _DAY_IN_YEAR.fullmatch((cleaned.get("own_day") or "").strip())
        if found is None:
            self.add_error("own_day", "Hãy ghi ngày và tháng, như 10/11.")
            return None
        day, month = int(found[1]), int(found[2])
        before = bool(cleaned.get("own_before"))
        words = "trước ngày" if before else "đến hết ngày"
        leap = (day, month) == _LEAP_DAY and not before
        return rule_until(
            month,
            day,
            before=before,
            levels=tuple(LEVEL_WORDS),
            rule_id=f"own-{month:02}-{day:02}{'-before' if before else ''}",
            name=f"Báo cáo năm gửi {words} {day:02}/{month:02}{_WITHOUT_IT if leap else ''}",
        )


class BuildForm(WindowForm):
    """What a new form is built of and who owes it."""

    targets = forms.MultipleChoiceField(
        label="Chỉ tiêu",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một chỉ tiêu."},
    )
    group = forms.ChoiceField(label="Đơn vị báo cáo", widget=forms.RadioSelect)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = target_choices(programme, self.on)
        self.groups = groups_counted(programme, self.on)
        ready = [one.target for one in self.offered if one.ready]
        self.by_pk = {str(row.pk): row for row in ready}
        self.fields["targets"].choices = [  # type: ignore[attr-defined]  # not a plain Field
            (pk, str(row)) for pk, row in self.by_pk.items()
        ]
        self.fields["group"].choices = [  # type: ignore[attr-defined]  # not a plain Field
            (group, words) for group, words, _ in self.groups
        ]
        self.initial.setdefault(
            "targets",
            [str(one.target.pk) for one in self.offered if one.ready and not one.asked_in],
        )
        self.initial.setdefault("group", self.groups[0][0])
        self.initial.setdefault("name", f"Báo cáo kết quả {programme.name}"[:300])

    @property
    def chosen(self) -> list[Target]:
        """The targets in the order of the plan."""
        picked = set(self.cleaned_data["targets"])
        return [row for pk, row in self.by_pk.items() if pk in picked]
