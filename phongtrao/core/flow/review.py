"""The way of a review: prepared, then held, with its figures frozen for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.flow.table import Flow, Move

if TYPE_CHECKING:
    from datetime import date

STATES = {"draft": "Đang chuẩn bị", "held": "Đã họp"}
"""The states of a review."""


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What a move of a review depends on. held_on: the day of the meeting, None while unknown."""

    on: date
    held_on: date | None


def _without_day(facts: ReviewFacts) -> str:
    return "" if facts.held_on else "chưa ghi ngày họp"


def _to_come(facts: ReviewFacts) -> str:
    if facts.held_on and facts.held_on > facts.on:
        return f"ngày họp {facts.held_on:%d/%m/%Y} còn ở phía trước, hãy chốt từ ngày đó"
    return ""


REVIEW_FLOW: Flow[ReviewFacts] = Flow(
    STATES,
    (
        Move("change", "sửa giai đoạn hoặc bỏ cuộc họp", frozenset({"draft"}), "draft"),
        Move("hold", "chốt số liệu", frozenset({"draft"}), "held", (_without_day, _to_come)),
    ),
)
"""The table of moves of a review."""
