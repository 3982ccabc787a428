"""Keep the library of instruments: each cited instrument once, who cites it, what replaced it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.plans.models import (
    Citation,
    Instrument,
    PlanDocument,
    RecordKind,
    RecordState,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_LOCAL = re.compile(
    r"UBND|HĐND|BCĐ|BCD|/(?:[A-ZĐ]+-)?(?:TU|HU|ĐU|QU|ThU)\b|-(?:TU|HU|ĐU|QU)\b|-S[A-ZĐ]{1,5}\b|-CAT|-CATP",
    re.IGNORECASE,
)
"""Symbols of bodies that every province has: their numbers mean an instrument only together with
the place.
"""


class InstrumentEndsItself(RuleBroken):
    """An instrument can neither replace itself nor rest on itself."""

    code = "instrument-ends-itself"
    message = (
        "Văn bản {symbol} không thể tự thay thế hoặc tự làm căn cứ cho chính nó. Hãy chọn văn bản"
        " khác."
    )


def symbol_key(symbol: str) -> str:
    """A symbol as it is compared: NFC, upper case, without blanks and "Số:"."""
    return re.sub(r"\s|^SỐ:?", "", unicodedata.normalize("NFC", symbol).upper())


def is_local(symbol: str) -> bool:
    """Tell whether the symbol is of a kind that each locality numbers by itself."""
    return bool(_LOCAL.search(symbol))


def link_citations(plan: PlanDocument, record_ids: Iterable[int]) -> None:
    """Bring the citations of these records in line with them: made, moved, or dropped with a
    discarded one.
    """
    records = plan.records.filter(pk__in=list(record_ids))
    Citation.objects.filter(record__in=records).exclude(record__kind=RecordKind.REFERENCE).delete()
    for record in records.filter(kind=RecordKind.REFERENCE):
        if record.state == RecordState.DISCARDED or not record.fields.get("symbol"):
            Citation.objects.filter(record=record).delete()
            continue
        Citation.objects.update_or_create(
            record=record,
            defaults={
                "plan": plan,
                "instrument": instrument_of(plan, record.fields),
                "is_basis": not record.section,
            },
        )


def instrument_of(plan: PlanDocument, fields: dict[str, Any]) -> Instrument:
    """Find the instrument that is cited, or enter it; facts that were unknown are filled in, known
    ones are kept.

    Key is the symbol, with the office for a local one; a date that is named tells yearly numbers
    apart.
    """
    symbol, key = str(fields["symbol"]), symbol_key(str(fields["symbol"]))
    owner_id = plan.office_id if is_local(symbol) else None
    issued_on = fields.get("date") or ""
    alike = Instrument.objects.select_for_update().filter(key=key, owner_id=owner_id)
    found = (
        alike.filter(Q(issued_on=issued_on) | Q(issued_on="")).first()
        if issued_on
        else alike.order_by("-issued_on").first()
    )
    if found is None:
        return Instrument.objects.create(
            key=key,
            owner_id=owner_id,
            symbol=symbol,
            kind=fields.get("type") or "",
            issuer=fields.get("issuer") or "",
            issued_on=issued_on,
        )
    for name, value in (
        ("kind", fields.get("type")),
        ("issuer", fields.get("issuer")),
        ("issued_on", issued_on),
    ):
        if value and not getattr(found, name):
            setattr(found, name, value)
    found.save()
    return found


@transaction.atomic
def describe_instrument(
    *,
    instrument: Instrument,
    subject: str,
    based_on: Iterable[Instrument],
    ended_on: date | None,
    ended_by: Instrument | None,
    by: User,
) -> None:
    """Note what an instrument is about, what it rests on, and whether it is still in force.

    ended_on: None while it is in force; ended_by: what replaced it, kept only with a date.
    Raises Denied, InstrumentEndsItself.
    """
    require(by, Permission.INSTRUMENT_EDIT, instrument.owner_id or by.office_id)
    basis = list(based_on)
    if instrument in (ended_by, *basis):
        raise InstrumentEndsItself(symbol=instrument.symbol)
    instrument.subject = subject
    instrument.ended_on, instrument.ended_by = ended_on, ended_by if ended_on else None
    instrument.save(update_fields=["subject", "ended_on", "ended_by"])
    instrument.based_on.set(basis)
    audit.log(
        "instrument.describe",
        instrument,
        by=by,
        ended_on=str(ended_on or ""),
        ended_by=str(ended_by or ""),
        based_on=[other.symbol for other in basis],
    )
