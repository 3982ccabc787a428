"""Tokens of offices."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from phongtrao.access.models import Permission
from phongtrao.api.models import KeptReply, Token

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.access.queries import ScopedQuerySet

_REPLIES_SHOWN = 20
_WITH = ("office", "account__office", "made_by", "ended_by")


def digest_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def tokens_of(user: User) -> ScopedQuerySet[Token]:
    """The tokens of the offices whose accounts a person manages, newest first."""
    rows: ScopedQuerySet[Token] = Token.objects.select_related(*_WITH)
    return rows.visible_to(user, Permission.ACCOUNT_MANAGE)


def accounts_of_tokens(maker: User) -> QuerySet[Any, Any]:
    """The accounts in whose name programs act with the tokens that a person made."""
    return Token.objects.filter(made_by=maker).order_by().values("account")


def token_with(key: str) -> Token | None:
    """The token that a key opens now; None for one that is unknown, over or ended."""
    found: Token | None = Token.objects.select_related(*_WITH).filter(hash=digest_of(key)).first()
    return found if found and found.opens else None


def replies_of(token: Token) -> list[KeptReply]:
    """What came in with a token last, newest first."""
    return list(token.replies.all()[:_REPLIES_SHOWN])


def state_words(token: Token) -> str:
    """Whether a token opens, with its mark."""
    if token.ended_at:
        return "✕ Đã chấm dứt"
    if token.opens:
        return "● Đang dùng"
    return "✕ Tài khoản đã ngừng" if not token.account.is_active else "○ Hết hạn"
