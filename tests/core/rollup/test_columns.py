"""Rates, choices and answers by yes and no become columns that are added like any other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from phongtrao.core.figures.marks import BLANK, NOT_APPLICABLE, UNKNOWN, Mark
from phongtrao.core.rollup.columns import count_choices, paired, paired_sums, spread, yes_and_no
from phongtrao.core.rollup.totals import add_up
from tests.core.rollup import reference as slow

ONE_GROUP = np.zeros(4, np.intp)


def test_a_report_without_a_numerator_adds_nothing_to_the_denominator() -> None:
    rows = np.array([[9, 10], [BLANK, 40], [7, UNKNOWN], [NOT_APPLICABLE, BLANK]])
    block = paired_sums(rows, [0], [1], ONE_GROUP, 1, np.ones(4, np.bool_))
    assert block.sums.tolist() == [[9, 10]]
    assert block.answered.tolist() == [[1, 1]]
    assert block.blank.tolist() == block.unknown.tolist() == [[1, 1]]
    assert block.not_applicable.tolist() == [[1, 1]]


@pytest.mark.parametrize(
    ("upper", "lower", "mark"),
    [
        (NOT_APPLICABLE, BLANK, NOT_APPLICABLE),
        (UNKNOWN, NOT_APPLICABLE, NOT_APPLICABLE),
        (UNKNOWN, BLANK, BLANK),
        (BLANK, 0, BLANK),
        (0, UNKNOWN, UNKNOWN),
    ],
)
def test_what_is_missing_in_a_rate_is_told_by_one_mark(upper: int, lower: int, mark: int) -> None:
    assert paired(np.array([[upper, lower]]), [0], [1]).tolist() == [[mark, mark]]


CELLS = some.sampled_from([*Mark, 0, 1, 5, 50])
REPORTS = some.lists(
    some.builds(
        slow.Report, some.integers(0, 2), some.tuples(CELLS, CELLS, CELLS), some.booleans()
    ),
    max_size=8,
)


@given(REPORTS)
def test_rates_rest_on_the_same_reports_above_and_below(reports: list[slow.Report]) -> None:
    rows, groups = slow.table(reports, 3), slow.units(reports)
    block = paired_sums(rows, [0, 2], [1, 1], groups, 3, slow.accepted(reports))
    for group in range(3):
        for number, (above, below) in enumerate([(0, 1), (2, 1)]):
            both = [
                pair
                for report in reports
                if report.unit == group and (pair := slow.paired(report, above, below))
            ]
            sums = block.sums[group, 2 * number : 2 * number + 2].tolist()
            assert sums == [sum(one[0] for one in both), sum(one[1] for one in both)]
            assert block.answered[group, 2 * number] == len(both)


def test_a_rate_has_two_parts() -> None:
    with pytest.raises(ValueError, match="2 numerators, 1 denominators"):
        paired(np.array([[1, 2]]), [0, 1], [0])


def test_answers_are_counted_and_never_added() -> None:
    rows = np.array([[2], [0], [2], [BLANK]])
    counts = count_choices(rows, 0, 3, np.array([0, 0, 1, 1]), 2)
    assert counts.tolist() == [[1, 0, 1], [0, 0, 1]]
    assert spread(rows, 0, 3)[3].tolist() == [BLANK] * 3


@pytest.mark.parametrize("place", [-1, 3])
def test_an_answer_outside_the_list_is_refused(place: int) -> None:
    with pytest.raises(ValueError, match="3 choices"):
        spread(np.array([[place]]), 0, 3)


def test_yes_and_no_are_counted_and_silence_is_neither() -> None:
    rows = np.array([[1], [0], [1], [UNKNOWN]])
    yes, no = yes_and_no(add_up(rows, ONE_GROUP, 1, np.ones(4, np.bool_)))
    assert (yes.tolist(), no.tolist()) == ([[2]], [[1]])
