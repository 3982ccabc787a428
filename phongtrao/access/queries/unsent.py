"""Forms that met a session that had ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.access.models import UnsentForm, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

_KEPT_DAYS = 9
"""As long as the longest holidays (Tết): who locked his desk before finds what he typed after."""


def kept_since() -> datetime:
    """Forms of before are no longer kept."""
    return timezone.now() - timedelta(days=_KEPT_DAYS)


def unsent_forms_of(user: User) -> QuerySet[UnsentForm]:
    """What is kept for the account, the newest first."""
    return UnsentForm.objects.filter(user=user, kept_at__gte=kept_since())


def active_account(pk: int) -> User | None:
    """The account, when it may still come in."""
    return User.objects.select_related("office").filter(pk=pk, is_active=True).first()
