"""The kinds of rule: which limits each needs, and which gaps its sentence may have."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from phongtrao.core.questions import group, one_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from phongtrao.core.questions.facts import Found, Report

    OfOne = Callable[[Report, Mapping[str, Decimal]], Iterator[Found]]
    OfGroup = Callable[[Sequence[Report], Mapping[str, Decimal]], Iterator[Found]]

_NONE, _ONE, _ALL = Decimal(0), Decimal(1), Decimal(1_000_000)
_COUNT, _SHARE, _TIMES = (_NONE, _ALL), (_NONE, _ONE), (_ONE, _ALL)


@dataclass(frozen=True, slots=True)
class Kind:
    """limits: name → the least and the most that it may be. gaps: of the sentence.

    of_one, of_group: what looks, at one report or at the reports of many units; one of the two.
    """

    limits: Mapping[str, tuple[Decimal, Decimal]]
    gaps: frozenset[str]
    of_one: OfOne | None = None
    of_group: OfGroup | None = None


def _gaps(names: str) -> frozenset[str]:
    return frozenset(names.split())


KINDS: Mapping[str, Kind] = {
    "repeated": Kind(
        {"least": _TIMES, "share": _SHARE, "chance": _SHARE},
        _gaps("same compared period past labels"),
        of_one=one_report.repeated,
    ),
    "rounded": Kind(
        {
            "step": (Decimal(2), _ALL),
            "least_figure": _COUNT,
            "share": _SHARE,
            "chance": _SHARE,
        },
        _gaps("round large step least labels"),
        of_one=one_report.rounded,
    ),
    "over-whole": Kind({}, _gaps("label part whole_label whole"), of_one=one_report.over_whole),
    "jumped": Kind(
        {
            "ratio": _TIMES,
            "floor": _COUNT,
            "margin": _TIMES,
            "first_year_ratio": _TIMES,
            "least_usual": _COUNT,
            "least_periods": (Decimal(2), _ALL),
        },
        _gaps("label now period earlier"),
        of_one=one_report.jumped,
    ),
    "corrected-late": Kind(
        {"days": _COUNT},
        _gaps("label days threshold before before_state now now_state"),
        of_one=one_report.corrected_late,
    ),
    "sent-early": Kind({"days": _COUNT}, _gaps("period ends"), of_one=one_report.sent_early),
    "against-register": Kind(
        {"floor": _COUNT, "share": _SHARE},
        _gaps("labels total count source"),
        of_one=one_report.against_register,
    ),
    "equal-everywhere": Kind(
        {
            "least_units": (Decimal(2), _ALL),
            "least_figure": _TIMES,
            "share": _SHARE,
            "chance": _SHARE,
        },
        _gaps("label often units figure"),
        of_group=group.equal_everywhere,
    ),
    "rounded-everywhere": Kind(
        {
            "step": (Decimal(2), _ALL),
            "least_units": _TIMES,
            "least_figure": _COUNT,
            "least_distinct": _COUNT,
            "share": _SHARE,
            "chance": _SHARE,
        },
        _gaps("label round units step least"),
        of_group=group.rounded_everywhere,
    ),
    "on-threshold": Kind(
        {
            "window": (_ONE, Decimal(100)),
            "least_units": _TIMES,
            "least_figure": _COUNT,
            "share": _SHARE,
            "natural": (Decimal("0.01"), Decimal("0.99")),
            "chance": _SHARE,
        },
        _gaps("label threshold exact near window"),
        of_group=group.on_threshold,
    ),
}
