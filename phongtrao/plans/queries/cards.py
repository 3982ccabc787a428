"""A record as a card of the reading room: its fields in words, its quote, what can be done."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from phongtrao.core.compiler.tracking import target_level, time_words
from phongtrao.plans.models import PlanDocument, Record, RecordKind, RecordState

if TYPE_CHECKING:
    from collections.abc import Iterable

_WHAT = {
    "report": "Báo cáo",
    "plan": "Kế hoạch",
    "registration": "Đăng ký",
    "review": "Kiểm tra, sơ kết, tổng kết",
    "event": "Tổ chức sự kiện",
    "other": "Việc khác",
}


@dataclass(frozen=True)
class Fact:
    """One line of a card."""

    name: str
    value: str
    main: bool = False


@dataclass(frozen=True)
class Card:
    """What a card shows. address: under which its steps lie. mergeable: the record that a merge
    would take in, or None.
    """

    record: Record
    address: str
    quote: str
    facts: tuple[Fact, ...]
    mergeable: Record | None

    @property
    def waits(self) -> bool:
        """Tell whether it is still to be checked."""
        return self.record.state == RecordState.FOUND

    @property
    def discarded(self) -> bool:
        """Tell whether a person set it aside."""
        return self.record.state == RecordState.DISCARDED


def cards_of(plan: PlanDocument, records: Iterable[Record]) -> list[Card]:
    """Cards of some records of a plan, in the order given."""
    rows = list(records)
    alive = [r for r in plan.records.all() if r.state != RecordState.DISCARDED] if rows else []
    following: dict[int, Record] = {}
    for kind in RecordKind:
        of_kind = [r for r in alive if r.kind == kind]
        following |= {one.pk: other for one, other in itertools.pairwise(of_kind)}
    room = reverse("plans:reading_room", args=[plan.pk])
    return [
        Card(
            record,
            f"{room}muc/{record.pk}/",
            plan.text[record.start : record.end],
            tuple(facts_of(record)),
            following.get(record.pk),
        )
        for record in rows
    ]


def facts_of(record: Record) -> Iterable[Fact]:
    """The fields of a record in Vietnamese words, those that are empty left out."""
    rows = _FACTS[RecordKind(record.kind)](record.fields)
    return (Fact(name, value, number == 0) for number, (name, value) in enumerate(rows) if value)


def _target(fields: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("Mức phải đạt", target_level(fields)),
        ("Đối tượng", fields.get("subject") or ""),
        ("Đo bằng", fields.get("measure") or ""),
        ("Phạm vi", fields.get("stratum") or ""),
        ("Mốc", time_words(horizon=fields.get("horizon"))),
    ]


def _task(fields: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("Chủ trì", "; ".join(fields.get("lead") or ()) or "chưa nêu"),
        ("Phối hợp", "; ".join(fields.get("coordinating") or ())),
        ("Thời hạn", time_words(due=fields.get("due"))),
    ]


def _deadline(fields: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("Hạn", time_words(due=fields.get("due"), recurs=fields.get("recurs"))),
        ("Việc", _WHAT.get(fields.get("what") or "", "")),
        ("Ai làm", "; ".join(fields.get("by") or ())),
        ("Gửi tới", "; ".join(fields.get("to") or ())),
    ]


def _reference(fields: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("Văn bản", f"{fields.get('type') or ''} {fields.get('symbol') or ''}".strip()),
        ("Cơ quan ban hành", fields.get("issuer") or ""),
        ("Ngày", time_words(due=fields.get("date"))),
    ]


def _named(fields: dict[str, Any]) -> list[tuple[str, str]]:
    return [("Tên", fields.get("name") or "")]


_FACTS = {
    RecordKind.TARGET: _target,
    RecordKind.TASK: _task,
    RecordKind.DEADLINE: _deadline,
    RecordKind.REFERENCE: _reference,
    RecordKind.MODEL: _named,
    RecordKind.AWARD: _named,
}
