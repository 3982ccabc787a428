"""Accounts of offices, their roles at a unit, and what each role may do."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Permission(models.TextChoices):
    """What can be done; asked through `require`, seen through `visible_to`."""

    PLAN_READ = "plan.read", "xem kế hoạch"
    PLAN_UPLOAD = "plan.upload", "tải kế hoạch lên"
    PLAN_REVIEW = "plan.review", "kiểm kết quả biên dịch"
    INSTRUMENT_READ = "instrument.read", "xem kho văn bản"
    INSTRUMENT_EDIT = "instrument.edit", "sửa kho văn bản"


class Role(models.TextChoices):
    """Roles that an account holds at a unit."""

    VIEWER = "viewer", "Người xem"
    STANDING_OFFICER = "standing-officer", "Cán bộ thường trực"
    ADMINISTRATOR = "administrator", "Quản trị"


_READ = frozenset({Permission.PLAN_READ, Permission.INSTRUMENT_READ})
_WORK = frozenset({Permission.PLAN_UPLOAD, Permission.PLAN_REVIEW, Permission.INSTRUMENT_EDIT})
PERMISSIONS_OF_ROLE: dict[str, frozenset[Permission]] = {
    Role.VIEWER: _READ,
    Role.STANDING_OFFICER: _READ | _WORK,
    Role.ADMINISTRATOR: _READ,
}


class UserManager(BaseUserManager["User"]):
    """Finds and makes accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """Make an account; without a password it cannot log in."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account of an office. Holds the least: a name for the log, no personal facts."""

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    full_name = models.CharField("họ và tên", max_length=100)
    office = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="accounts", verbose_name="cơ quan"
    )
    is_active = models.BooleanField("đang hoạt động", default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name", "office"]

    class Meta:
        verbose_name = "tài khoản"

    def __str__(self) -> str:
        return self.full_name or self.username


class Assignment(models.Model):
    """A role of an account at a unit."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="assignments", verbose_name="tài khoản"
    )
    role = models.CharField("vai trò", max_length=30, choices=Role)
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị"
    )

    class Meta:
        verbose_name = "phân quyền"
        constraints = (
            models.UniqueConstraint(fields=("user", "role", "unit"), name="one_role_at_a_unit"),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.unit}"
