"""Keep a form that met a session that had ended, for the account that typed it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import transaction

from phongtrao.access.models import UnsentForm
from phongtrao.access.queries.unsent import kept_since, unsent_forms_of
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.core.text.secrecy import secrecy_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.access.models import User

_MOST_KILOBYTES = 1024
"""Of one form: a plan of a hundred pages, pasted as text, fits in."""
_MOST_FORMS = 20
"""Of one account; each tab that was open gives one."""


class UnsentFormTooLarge(RuleBroken):
    """What was typed is larger than what is kept."""

    code = "unsent-form-too-large"
    message = (
        "Nội dung vừa gửi chưa được ghi, và dài quá {most} KB nên không giữ lại được. Hãy bấm nút "
        "quay lại của trình duyệt, chép nội dung ra ngoài, rồi đăng nhập và gửi lại."
    )


class UnsentFormSecret(RuleBroken):
    """What was typed bears the mark of a state secret; only the fact is logged."""

    code = "unsent-form-secret"
    message = (
        "Nội dung vừa gửi chưa được ghi, và không được giữ lại vì mang dấu chỉ độ mật. Văn bản bí "
        "mật nhà nước chỉ được soạn thảo, lưu giữ trên máy không nối mạng."
    )
    source = "Luật Bảo vệ bí mật nhà nước 117/2025/QH15, Điều 5"


def keep_form(
    *,
    page: str,
    action: str,
    fields: Sequence[tuple[str, str]],
    files: Sequence[str],
    replaces: int | None,
    by: User,
) -> None:
    """Keep what was typed, see `UnsentForm`. replaces: the kept form that this one came from; the
    same form sent once more is kept once. Raises UnsentFormTooLarge, UnsentFormSecret.
    """
    if any(secrecy_of(value).is_state_secret for _, value in fields):
        audit.log("file.refuse-secret", None, by=by)
        raise UnsentFormSecret
    if len(json.dumps(fields, ensure_ascii=False).encode()) > 1024 * _MOST_KILOBYTES:
        raise UnsentFormTooLarge(most=_MOST_KILOBYTES)
    with transaction.atomic():
        drop_old_forms()
        made = UnsentForm(
            user=by, page=page, action=action, fields=[list(one) for one in fields], files=[*files]
        )
        for number, old in enumerate(unsent_forms_of(by).select_for_update(), start=1):
            again = (old.action, old.fields) == (made.action, made.fields)
            if again or old.pk == replaces or number >= _MOST_FORMS:
                old.delete()
        made.save()
        audit.log("unsent-form.keep", made, by=by)


@transaction.atomic
def drop_form(*, form: UnsentForm, by: User) -> None:
    """Keep it no longer: its author does not want it."""
    audit.log("unsent-form.drop", form, by=by)
    form.delete()


@transaction.atomic
def end_form(*, form: UnsentForm, by: User) -> None:
    """Keep it no longer: its author had it back and has sent it."""
    audit.log("unsent-form.give-back", form, by=by)
    form.delete()


def drop_old_forms() -> None:
    """Keep nothing longer than it is said to be."""
    many, _ = UnsentForm.objects.filter(kept_at__lt=kept_since()).delete()
    if many:
        audit.log("unsent-form.expire", None, by=None, forms=many)
