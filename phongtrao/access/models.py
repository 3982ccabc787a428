"""Accounts of offices, their roles at a unit, what each role may do, roles lent to a colleague."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone


class Permission(models.TextChoices):
    """What can be done; asked through `require`, seen through `visible_to`."""

    PLAN_READ = "plan.read", "xem kế hoạch"
    PLAN_UPLOAD = "plan.upload", "tải kế hoạch lên"
    PLAN_REVIEW = "plan.review", "kiểm kết quả biên dịch"
    INSTRUMENT_READ = "instrument.read", "xem kho văn bản"
    INSTRUMENT_EDIT = "instrument.edit", "sửa kho văn bản"
    UNIT_READ = "unit.read", "xem đơn vị"
    UNIT_EDIT = "unit.edit", "sửa đơn vị"
    PROGRAMME_READ = "programme.read", "xem chương trình"
    PROGRAMME_PUBLISH = "programme.publish", "ban hành và giao chương trình"
    PROGRAMME_ANSWER = "programme.answer", "tiếp nhận và trả lời chương trình được giao"
    TASK_UPDATE = "task.update", "cập nhật tiến độ nhiệm vụ"
    REPORT_FORM_EDIT = "report-form.edit", "lập biểu mẫu và mở kỳ báo cáo"
    SUBMISSION_READ = "submission.read", "xem báo cáo"
    SUBMISSION_SEND = "submission.send", "nhập và gửi báo cáo"
    SUBMISSION_APPROVE = "submission.approve", "duyệt, trả lại báo cáo"
    ACCOUNT_MANAGE = "account.manage", "quản lý tài khoản"
    AUDIT_READ = "audit.read", "xem nhật ký"


class Role(models.TextChoices):
    """Roles that an account holds at a unit."""

    VIEWER = "viewer", "Người xem"
    REPORTER = "reporter", "Người báo cáo"
    APPROVER = "approver", "Người duyệt"
    STANDING_OFFICER = "standing-officer", "Cán bộ thường trực"
    ASSESSOR = "assessor", "Người đánh giá"
    AWARDS_OFFICER = "awards-officer", "Cán bộ khen thưởng"
    AUDITOR = "auditor", "Người kiểm soát nhật ký"
    ADMINISTRATOR = "administrator", "Quản trị"


_READ = frozenset(
    {
        Permission.PLAN_READ,
        Permission.INSTRUMENT_READ,
        Permission.UNIT_READ,
        Permission.PROGRAMME_READ,
        Permission.SUBMISSION_READ,
    }
)
_WORK = frozenset(
    {
        Permission.PLAN_UPLOAD,
        Permission.PLAN_REVIEW,
        Permission.INSTRUMENT_EDIT,
        Permission.UNIT_EDIT,
        Permission.PROGRAMME_PUBLISH,
        Permission.PROGRAMME_ANSWER,
        Permission.TASK_UPDATE,
        Permission.REPORT_FORM_EDIT,
        Permission.SUBMISSION_SEND,
        Permission.SUBMISSION_APPROVE,
    }
)
PERMISSIONS_OF_ROLE: dict[str, frozenset[Permission]] = {
    Role.VIEWER: _READ,
    Role.REPORTER: _READ
    | {Permission.PROGRAMME_ANSWER, Permission.TASK_UPDATE, Permission.SUBMISSION_SEND},
    Role.APPROVER: _READ
    | {
        Permission.PROGRAMME_ANSWER,
        Permission.SUBMISSION_SEND,
        Permission.SUBMISSION_APPROVE,
    },
    Role.STANDING_OFFICER: _READ | _WORK,
    Role.ASSESSOR: _READ,
    Role.AWARDS_OFFICER: _READ,
    Role.AUDITOR: _READ | {Permission.AUDIT_READ},
    # Who gives roles does not read the log in which that is written, and the other way round.
    Role.ADMINISTRATOR: _READ | {Permission.UNIT_EDIT, Permission.ACCOUNT_MANAGE},
}

READING: frozenset[Permission] = _READ | {Permission.AUDIT_READ}
"""What changes nothing; a role at a unit that is no more gives these alone."""

KEPT_APART: frozenset[str] = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
"""Roles of which no account has two on one day."""


class UserManager(BaseUserManager["User"]):
    """Finds accounts; `open_account` makes them."""


class User(AbstractBaseUser):
    """An account of an office. Holds the least: a name for the log, no personal facts.

    opened_at: when it was opened or opened again; idle days count from there or from the last log
    in. must_change_password: the password was given by somebody else. failures: wrong passwords or
    codes in a row; locked_until: when the lock that follows them ends.
    """

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    full_name = models.CharField("họ và tên", max_length=100)
    office = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="accounts", verbose_name="cơ quan"
    )
    is_active = models.BooleanField("đang hoạt động", default=True)
    opened_at = models.DateTimeField("mở lúc", default=timezone.now)
    password_set_at = models.DateTimeField("đặt mật khẩu lúc", default=timezone.now)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    failures = models.PositiveSmallIntegerField("số lần sai liên tiếp", default=0)
    locked_until = models.DateTimeField("khóa tạm đến", null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name", "office"]

    class Meta:
        verbose_name = "tài khoản"

    def __str__(self) -> str:
        return self.full_name or self.username


class PastPassword(models.Model):
    """Hash of a password that the account had, so that it is not taken again."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="past_passwords", verbose_name="tài khoản"
    )
    password = models.CharField("mã băm", max_length=128)

    class Meta:
        verbose_name = "mật khẩu cũ"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.user}"


class Assignment(models.Model):
    """A role of an account at a unit and at all below it, on the days first_day … last_day, both
    counted; None for no limit.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="assignments", verbose_name="tài khoản"
    )
    role = models.CharField("vai trò", max_length=30, choices=Role)
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị"
    )
    first_day = models.DateField("từ ngày", null=True, blank=True)
    last_day = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        verbose_name = "phân quyền"
        constraints = (
            models.UniqueConstraint(fields=("user", "role", "unit"), name="one_role_at_a_unit"),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.unit}"


class Delegation(models.Model):
    """A role that its holder lends to a colleague on the days first_day … last_day, both counted.
    It counts as long as the holder has the role himself.
    """

    assignment = models.ForeignKey(
        Assignment,
        on_delete=models.CASCADE,
        related_name="delegations",
        verbose_name="vai trò được giao",
    )
    receiver = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="delegations", verbose_name="người nhận"
    )
    first_day = models.DateField("từ ngày")
    last_day = models.DateField("đến hết ngày")
    reason = models.CharField("lý do", max_length=200)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "ủy quyền"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.assignment} → {self.receiver}"


class UnsentForm(models.Model):
    """A form that met a session that had ended: kept for the account that typed it until it is sent
    or dropped, some days at most.

    page: address that showed the form, "" when none is known; action: address that it is sent to,
    without a query. fields: name and value, as they were sent, without passwords, codes and tokens;
    files: names of the files that were chosen, which are not kept.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="unsent_forms", verbose_name="tài khoản"
    )
    page = models.TextField("trang", blank=True)
    action = models.TextField("nơi gửi")
    fields = models.JSONField("nội dung", default=list)
    files = models.JSONField("tên tệp", default=list)
    kept_at = models.DateTimeField("giữ lúc", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "nội dung chưa gửi được"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.action
