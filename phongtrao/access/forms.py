"""Forms of logging in, of one's own account, and of managing accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone

from phongtrao.access.models import Assignment, Role, User
from phongtrao.access.queries import colleagues_of, has_second_factor, roles_held_by
from phongtrao.web.fields import DayField

if TYPE_CHECKING:
    from collections.abc import Sequence


def _password(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


def _code() -> forms.CharField:
    return forms.CharField(
        label="Mã xác thực",
        help_text="Sáu chữ số mà ứng dụng xác thực trên điện thoại đang hiện.",
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


def _day(label: str, *, required: bool = True, **kwargs: Any) -> forms.DateField:
    return DayField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **kwargs,
    )


def rules_of_password(*, second_factor: bool) -> str:
    """The rules that a new password keeps, in one sentence."""
    if second_factor:
        return (
            f"Ít nhất {settings.PASSWORD_LENGTH_SECOND_FACTOR} ký tự (tài khoản đã bật xác thực "
            f"hai bước), không trùng {settings.PASSWORD_HISTORY} mật khẩu gần nhất."
        )
    return (
        f"Ít nhất {settings.PASSWORD_LENGTH} ký tự, đủ {settings.PASSWORD_KINDS} loại: chữ thường, "
        f"chữ hoa, chữ số, ký tự khác; không trùng {settings.PASSWORD_HISTORY} mật khẩu gần nhất."
    )


class LogInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = _password("Mật khẩu", "current-password")


class CodeForm(forms.Form):
    """The code of the second factor."""

    code = _code()


class CurrentPasswordForm(forms.Form):
    """The password once more, for what a stranger at the open page must not do."""

    password = _password("Mật khẩu hiện nay", "current-password")


class ChangePasswordForm(forms.Form):
    """The old password and twice the new one."""

    current = _password("Mật khẩu hiện nay", "current-password")
    password = _password("Mật khẩu mới", "new-password")
    again = _password("Nhập lại mật khẩu mới", "new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = rules_of_password(second_factor=has_second_factor(user))

    def clean_again(self) -> str:
        """The same password twice."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("Hai lần nhập mật khẩu mới chưa giống nhau. Hãy nhập lại.")
        return again


class _RoleAtUnit(forms.ModelChoiceField):  # type: ignore[type-arg] # no generic at run time
    """One's own roles, each with its unit."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_role_display()} tại {obj.unit}"


class DelegationForm(forms.Form):
    """Which role, to whom, until when, why."""

    assignment = _RoleAtUnit(
        label="Vai trò", queryset=Assignment.objects.none(), empty_label="chọn vai trò"
    )
    receiver = forms.ModelChoiceField(
        label="Người nhận",
        queryset=User.objects.none(),
        empty_label="chọn đồng nghiệp",
        help_text="Đồng nghiệp cùng cơ quan.",
    )
    first_day = _day("Từ ngày", initial=timezone.localdate)
    last_day = _day("Đến hết ngày")
    reason = forms.CharField(
        label="Lý do", max_length=200, help_text="Ví dụ: nghỉ phép, đi công tác."
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles: Any = self.fields["assignment"]
        roles.queryset = roles_held_by(user)
        receivers: Any = self.fields["receiver"]
        receivers.queryset = colleagues_of(user)


def _unit_choice(label: str, units: Sequence[tuple[int, str]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, choices=units)


class RoleForm(forms.Form):
    """A role at a unit from a day to a day."""

    role = forms.ChoiceField(label="Vai trò", choices=Role.choices)
    unit = _unit_choice("Tại đơn vị", ())
    first_day = _day("Từ ngày", required=False, help_text="Để trống: ngay từ bây giờ.")
    last_day = _day("Đến hết ngày", required=False, help_text="Để trống: không thời hạn.")

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["unit"]
        choice.choices = units


class AccountForm(forms.Form):
    """A new account with its first role."""

    username = forms.RegexField(
        label="Tên đăng nhập",
        regex=r"^[a-z0-9][a-z0-9._-]{2,59}$",
        help_text="Chữ thường không dấu, chữ số, dấu chấm, gạch; ít nhất 3 ký tự.",
        error_messages={
            "invalid": (
                "Tên đăng nhập gồm 3 đến 60 chữ thường không dấu, chữ số, dấu chấm, gạch, "
                "bắt đầu bằng chữ hoặc số."
            )
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    full_name = forms.CharField(
        label="Họ và tên",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    office = _unit_choice("Cơ quan", ())
    role = forms.ChoiceField(label="Vai trò tại cơ quan", choices=Role.choices)

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["office"]
        choice.choices = units


class MoveForm(forms.Form):
    """The office to which an account moves, and its roles there."""

    office = _unit_choice("Sang cơ quan", ())
    roles = forms.MultipleChoiceField(
        label="Vai trò tại cơ quan đó",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một vai trò."},
    )

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["office"]
        choice.choices = [("", "chọn cơ quan"), *units]


class JournalForm(forms.Form):
    """Which lines of the log to show."""

    tu = _day("Từ ngày", required=False)
    den = _day("Đến hết ngày", required=False)
    nguoi = forms.CharField(label="Người làm", required=False, max_length=100)
    viec = forms.ChoiceField(label="Việc", required=False)

    def __init__(self, *args: Any, actions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["viec"]
        choice.choices = [("", "mọi việc"), *actions]
