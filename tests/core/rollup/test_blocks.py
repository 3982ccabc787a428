"""Stored totals: a report moves them once, and they come back from bytes as they went."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from phongtrao.core.figures.marks import BLANK, LEAST, MOST, NOT_APPLICABLE, UNKNOWN
from phongtrao.core.rollup.adding import TotalTooLarge
from phongtrao.core.rollup.blocks import Block, merge, nothing
from tests.core.rollup import reference as slow
from tests.core.rollup.test_totals import added_up

CELL = some.sampled_from([BLANK, NOT_APPLICABLE, UNKNOWN, 0, 1, -7, 200, 10**6, 10**17])
ROW = some.tuples(CELL, CELL, CELL).map(lambda row: np.array(row, np.int64))


def test_a_corrected_figure_moves_the_total_once() -> None:
    first, second = np.array([10, BLANK]), np.array([12, 3])
    block = nothing(2, 2).plus(1, np.array([5, 5]), accepted=True).plus(1, first, accepted=False)
    corrected = block.minus(1, first, accepted=False).plus(1, second, accepted=False)
    assert corrected.sums.tolist() == [[0, 0], [17, 8]]
    assert corrected.blank.tolist() == [[0, 0], [0, 0]]
    assert corrected.reported.tolist() == [0, 2]


def test_an_acceptance_changes_no_figure() -> None:
    row = np.array([10, UNKNOWN])
    sent = nothing(1, 2).plus(0, row, accepted=False)
    accepted = sent.minus(0, row, accepted=False).plus(0, row, accepted=True)
    assert (sent.accepted.tolist(), accepted.accepted.tolist()) == ([0], [1])
    assert accepted.sums.tolist() == sent.sums.tolist()
    assert accepted.unknown.tolist() == [[0, 1]]


@given(some.lists(some.tuples(some.integers(0, 2), ROW, some.booleans()), max_size=8), some.data())
def test_totals_kept_report_by_report_are_those_of_a_rebuild_byte_for_byte(
    reports: list[tuple[int, np.ndarray, bool]], data: some.DataObject
) -> None:
    block = nothing(3, 3)
    for group, row, accepted in reports:
        block = block.plus(group, row, accepted=accepted)
    kept = data.draw(some.integers(0, len(reports)))
    for group, row, accepted in reports[kept:]:
        block = block.minus(group, row, accepted=accepted)
    rebuilt = merge(
        [nothing(3, 3), *(nothing(3, 3).plus(g, row, accepted=a) for g, row, a in reports[:kept])]
    )
    assert block.to_bytes() == rebuilt.to_bytes()
    one_by_one = merge([block.row(group) for group in range(3)])
    assert block.together().to_bytes() == one_by_one.to_bytes()


def test_no_groups_together_hold_nothing() -> None:
    assert nothing(0, 3).together().to_bytes() == nothing(1, 3).to_bytes()


@pytest.mark.parametrize(
    ("row", "accepted"),
    [
        ([3, BLANK], True),  # the block holds a provisional one
        ([BLANK, BLANK], False),  # the first box was given
        ([3, 0], False),  # the second one was not
        ([4, BLANK], False),  # another figure
    ],
)
def test_what_was_never_added_cannot_be_taken_away(row: list[int], accepted: bool) -> None:
    block = nothing(1, 2).plus(0, np.array([3, BLANK]), accepted=False)
    with pytest.raises(ValueError, match="does not hold"):
        block.minus(0, np.array(row), accepted=accepted)


def test_more_accepted_than_sent_reports_are_impossible() -> None:
    row = np.array([1])
    block = nothing(1, 1).plus(0, row, accepted=True).plus(0, row, accepted=True)
    with pytest.raises(ValueError, match="does not hold"):
        block.minus(0, row, accepted=False)


def test_a_row_of_another_form_does_not_get_in() -> None:
    with pytest.raises(ValueError, match="2 elements"):
        nothing(1, 2).plus(0, np.array([1]), accepted=True)
    with pytest.raises(ValueError, match="neither"):
        nothing(1, 1).plus(0, np.array([LEAST - 1]), accepted=True)
    with pytest.raises(IndexError):
        nothing(1, 1).plus(1, np.array([1]), accepted=True)


def test_a_report_that_makes_a_total_too_large_is_refused() -> None:
    block = nothing(2, 2)
    for _ in range(9):
        block = block.plus(-1, np.array([0, MOST]), accepted=True)
    with pytest.raises(TotalTooLarge, match="ô thứ 2"):
        block.plus(1, np.array([0, MOST]), accepted=True)
    with pytest.raises(TotalTooLarge, match="ô thứ 2"):
        merge([block, block])
    none, nobody = np.zeros((2, 2), np.int32), np.zeros(2, np.int32)
    twice = Block(np.repeat(block.sums[1:], 2, axis=0), none, none, none, nobody, nobody)
    with pytest.raises(TotalTooLarge, match="ô thứ 2"):
        twice.together()
    assert block.plus(1, np.array([0, -MOST]), accepted=True).sums[1, 1] == 8 * MOST


def test_parts_that_are_too_large_alone_may_fit_together() -> None:
    def of(figure: int) -> Block:
        return nothing(1, 1).plus(0, np.array([figure]), accepted=True)

    parts = [of(MOST)] * 9 + [of(-MOST)] * 3 + [of(MOST)] * 2
    assert merge(parts).sums[0, 0] == 8 * MOST


FULL = 2**31 - 1


def whole(sums: list[int], blank: int, none: int, unknown: int, reported: int) -> Block:
    """One group with the same counts in all its elements."""
    counts = [np.full((1, len(sums)), count, np.int32) for count in (blank, none, unknown)]
    reports = [np.array([count], np.int32) for count in (reported, reported // 2)]
    return Block(np.array([sums], np.int64), *counts, *reports)


def test_more_reports_than_can_be_counted_are_refused() -> None:
    block = whole([1], 0, 0, 0, FULL)
    with pytest.raises(OverflowError, match="counted"):
        merge([block, block])


NUMBERS = some.sampled_from([0, 1, 127, 128, 255, 256, 65_535, 65_536, FULL // 4])
EDGES = [sign * 2**bits + shift for sign in (-1, 1) for bits in (7, 15, 31) for shift in (-1, 0)]
SUMS = some.sampled_from([0, *EDGES, -(2**63), 2**63 - 1])


@given(
    some.lists(some.tuples(some.lists(SUMS, min_size=2, max_size=2), *[NUMBERS] * 4), max_size=6)
)
def test_what_is_stored_comes_back_unchanged(
    rows: list[tuple[list[int], int, int, int, int]],
) -> None:
    blocks = [whole(*row) for row in rows]
    stored = [block.to_bytes()[0] for block in blocks]
    back = Block.from_bytes(stored, 2)
    assert back.to_bytes() == stored
    assert slow.shown(back) == [slow.shown(block)[0] for block in blocks]


def test_sixty_elements_take_less_than_nine_hundred_bytes() -> None:
    (stored,) = whole([2**62] * 60, 20_000, 20_000, 20_000, 65_535).to_bytes()
    assert len(stored) == 849
    (small,) = whole([0] * 60, 0, 0, 0, 0).to_bytes()
    assert len(small) == 69


@pytest.mark.parametrize("stored", [b"", b"\0", b"\0" * 10, b"\xff" * 11])
def test_bytes_of_another_form_are_not_read(stored: bytes) -> None:
    with pytest.raises(ValueError, match="2 elements"):
        Block.from_bytes([stored], 2)


def test_sums_and_counts_belong_to_the_same_groups() -> None:
    counts, reports = np.zeros((1, 1), np.int32), np.zeros(1, np.int32)
    sums = np.zeros((1, 1), np.int64)
    with pytest.raises(ValueError, match="one shape"):
        Block(sums, counts, counts, np.zeros((1, 2), np.int32), reports, reports)
    with pytest.raises(ValueError, match="one shape"):
        Block(sums, counts, counts, counts, reports, np.zeros(2, np.int32))
    with pytest.raises(ValueError, match="one shape"):
        merge([nothing(1, 2), nothing(2, 2)])


def test_totals_are_never_changed_in_place() -> None:
    block = added_up([slow.Report(0, (1,), accepted=True)], 2, 1)
    with pytest.raises(ValueError, match="read-only"):
        block.sums[0, 0] = 2
    assert slow.shown(block.row(0)) == slow.shown(block)[:1]
    assert block.row(-1).reported.tolist() == [0]
