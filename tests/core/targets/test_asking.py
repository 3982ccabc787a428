"""What a unit asks of itself beside what it was asked, in height and in time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from phongtrao.core.targets.asking import Asked, beside, by_level
from phongtrao.core.targets.levels import Level


def asked(words: str) -> Asked:
    """ "gte 90% by 2026", "zero 0 every year", "gte 5 - -"."""
    comparator, value, kind, horizon = words.split()
    upper = Decimal(99) if comparator == "range" else None
    level = Level(comparator, Decimal(value.rstrip("%")), value.endswith("%"), upper)
    return Asked(level, kind.strip("-"), horizon.strip("-"))


TWO = ["gt 90% by 2026", "gte 95% by 2030"]


@pytest.mark.parametrize(
    ("own", "above", "others", "standing", "against"),
    [
        # the same horizon: the levels are compared, whatever it is called
        ("gt 90% by 2026", TWO, [], "same", 0),
        ("gte 90% by 2026", TWO, [], "weaker", 0),
        ("gte 95% during 2026", TWO, [], "stronger", 0),
        ("gt 90% by 2026-12-31", TWO, [], "same", 0),
        ("gte 95% by 2026-12", TWO, [], "stronger", 0),
        ("gte 94% by 2030", TWO, [], "weaker", 1),
        ("gte 5 by 2026", TWO, [], "other", 0),
        ("zero 0 every year", ["zero 0 every year"], [], "same", 0),
        # sooner than asked
        ("gt 90% by 2026-06", TWO, [], "stronger", 0),
        ("gte 50% by 2025", TWO, [], "weaker", 0),
        ("gte 5 by 2025", TWO, [], "other", 0),
        # between two horizons: a step from one to the next, if the first is kept
        ("gte 97% by 2028", TWO, [], "stronger", 1),
        ("gte 93% by 2028", TWO, ["gt 90% by 2026"], "stronger", 0),
        ("gte 93% by 2028", TWO, [], "weaker", 0),
        ("gte 50% by 2028", TWO, ["gt 90% by 2026"], "weaker", 0),
        # later than asked: as much, but later, is less
        ("gte 95% by 2035", TWO, [], "weaker", 1),
        ("gte 95% by 2035", TWO, ["gte 90% by 2026"], "weaker", 1),
        ("gte 95% by 2035", TWO, ["gte 95% by 2030"], "same", 1),
        ("gte 5 by 2035", TWO, [], "other", 1),
        # no day at all
        ("gte 95% - -", TWO, [], "weaker", 0),
        ("gte 95% every year", TWO, [], "stronger", 0),
        ("gte 50% every year", TWO, [], "weaker", 0),
        ("zero 0 - -", ["zero 0 by 2026"], [], "same", 0),
        ("gte 90% by 2026", ["gte 90% - -"], [], "same", 0),
        ("gte 90% by 2026", ["gte 90% by -"], ["gte 90% every year"], "same", 0),
        ("gte 90% by 2026", [], [], "other", None),
    ],
)
def test_less_or_as_much_but_later_is_weaker(
    own: str, above: list[str], others: list[str], standing: str, against: int | None
) -> None:
    rows = [asked(words) for words in above]
    found, row = beside(asked(own), rows, [asked(words) for words in others])
    assert found == standing
    assert row is (None if against is None else rows[against])


@pytest.mark.parametrize(
    ("own", "above", "standing"),
    [
        ("eq 90% - -", "gte 90% - -", "same"),
        ("range 90% - -", "gte 90% - -", "same"),
        ("zero 0 - -", "lte 0 - -", "same"),
        ("lte 3 - -", "zero 0 - -", "weaker"),
        ("zero 0 - -", "lt 3 - -", "stronger"),
        ("gte 90% - -", "zero 0 - -", "other"),
    ],
)
def test_what_asks_the_same_in_other_words_is_the_same(own: str, above: str, standing: str) -> None:
    assert by_level(asked(own).level, asked(above).level) == standing


def test_a_horizon_ends_with_its_last_day() -> None:
    assert asked("gte 1 by 2028-02").last_day == date(2028, 2, 29)
    assert asked("gte 1 by 2028-02-03").last_day == date(2028, 2, 3)
    assert asked("gte 1 every month").last_day is None
