"""Take in the reports that a program sends, once however often it asks."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from phongtrao.api.models import KeptReply
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.core.text.secrecy import StateSecretRefused
from phongtrao.reporting.actions.bulk import problems_of, send_many
from phongtrao.reporting.models import Way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from phongtrao.api.models import Token
    from phongtrao.core.sheets.elements import Cells
    from phongtrao.reporting.actions.bulk import RowProblem
    from phongtrao.reporting.actions.merging import Basis
    from phongtrao.reporting.models import Period


class KeyUsedOtherwise(RuleBroken):
    """A key against sending twice belongs to one request."""

    code = "idempotency-key-used"
    message = (
        "Idempotency-Key “{key}” đã dùng cho một yêu cầu khác. Hãy dùng khóa mới cho mỗi lần gửi;"
        " chỉ giữ khóa cũ khi gửi lại đúng yêu cầu cũ."
    )
    status = 409


@dataclass(frozen=True)
class Once:
    """A request that must not be carried out twice. key: as its sender calls it; digest: of all
    that it asks.
    """

    key: str
    digest: str

    @classmethod
    def of(cls, key: str, *asked: bytes) -> Once:
        """Of what is asked, in parts."""
        whole = hashlib.sha256()
        for part in asked:
            whole.update(hashlib.sha256(part).digest())
        return cls(key, whole.hexdigest())


def kept_reply(token: Token, once: Once) -> KeptReply | None:
    """What the request was answered before. Raises KeyUsedOtherwise."""
    found = KeptReply.objects.filter(token=token, key=once.key).first()
    if found and found.digest != once.digest:
        raise KeyUsedOtherwise(key=once.key)
    return found


def send_reports(
    *,
    token: Token,
    period: Period,
    rows: Mapping[int, Cells],
    basis: Basis,
    reason: str,
    once: Once,
) -> KeptReply:
    """Send reports in the name of the token's program; when the same request was carried out in
    between, its answer. Raises what `send_many` raises and KeyUsedOtherwise; then nothing is kept.
    """
    try:
        with _secrets_logged(token, period), transaction.atomic(), audit.logged_last():
            # Who asks at the same time with the same key waits here for this one's end.
            kept = KeptReply.objects.create(token=token, key=once.key, digest=once.digest)
            sent = send_many(
                period=period,
                rows=rows,
                basis=basis,
                reason=reason,
                way=Way.API,
                by=token.account,
            )
            kept.body = {
                "sent": list(sent.sent),
                "corrected": list(sent.corrected),
                "same": list(sent.same),
                "silent": list(sent.silent),
                "drafts": list(sent.drafts),
            }
            kept.save(update_fields=["body"])
    except IntegrityError:
        before = kept_reply(token, once)
        if before is None:
            raise
        return before
    return kept


def problems_in(
    *, token: Token, period: Period, rows: Mapping[int, Cells], basis: Basis, reason: str
) -> list[RowProblem]:
    """What else is wrong with reports of which something cannot be read; nothing is sent. Raises
    StateSecretRefused.
    """
    with _secrets_logged(token, period):
        return problems_of(period=period, rows=rows, basis=basis, reason=reason, by=token.account)


@contextmanager
def _secrets_logged(token: Token, period: Period) -> Iterator[None]:
    """That the mark of a state secret was sent is logged, whatever is taken back."""
    try:
        yield
    except StateSecretRefused:
        audit.log("file.refuse-secret", period, by=token.account)
        raise
