"""Further columns that make every question about totals a question about sums.

A rate needs numerator and denominator of the same reports, a choice the number of each answer.
Both become columns beside those of the form, once a report; from then on they are added, replaced
and stored like figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from phongtrao.core.figures.marks import LEAST, NOT_APPLICABLE
from phongtrao.core.rollup.totals import add_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from phongtrao.core.rollup.adding import Places, Table
    from phongtrao.core.rollup.blocks import Block


def paired(matrix: Table, numerators: Sequence[int], denominators: Sequence[int]) -> Table:
    """Numerator and denominator of each rate, side by side, of those reports that give both.

    Shape (rows, 2 × rates). Where one of the two is missing both are marked: not applicable when
    one of them is, else blank when one is, else unknown. ValueError when a rate lacks a part.
    """
    if len(numerators) != len(denominators):
        raise ValueError(f"{len(numerators)} numerators, {len(denominators)} denominators")
    above, below = matrix[:, list(numerators)], matrix[:, list(denominators)]
    either = (above == NOT_APPLICABLE) | (below == NOT_APPLICABLE)
    least = np.minimum(above, below)  # a mark lies below all figures, blank below unknown
    mark = np.where(either, NOT_APPLICABLE, least)
    missing = least < LEAST
    pairs = np.empty((len(matrix), 2 * len(numerators)), np.int64)
    pairs[:, 0::2] = np.where(missing, mark, above)
    pairs[:, 1::2] = np.where(missing, mark, below)
    return pairs


def paired_sums(
    matrix: Table,
    numerators: Sequence[int],
    denominators: Sequence[int],
    group_of_row: Places,
    groups: int,
    accepted: NDArray[np.bool_],
) -> Block:
    """Totals of rates by group: columns 2·k and 2·k + 1 are numerator and denominator of rate k.

    A report in which one of the two is missing adds nothing to either; `answered` counts the
    others. Arguments and errors as in `paired` and `add_up`.
    """
    return add_up(paired(matrix, numerators, denominators), group_of_row, groups, accepted)


def spread(matrix: Table, column: int, choices: int) -> Table:
    """One column for each answer of a choice: 1 in those reports that chose it, else 0.

    Marks stand in all of them. ValueError for a figure that is no place in the list of answers.
    """
    chosen = matrix[:, column]
    marked = chosen < LEAST
    if np.any(~marked & ((chosen < 0) | (chosen >= choices))):
        raise ValueError(f"column {column} holds more than {choices} choices")
    answers: Table = (chosen[:, None] == np.arange(choices)).astype(np.int64)
    answers[marked] = chosen[marked, None]
    return answers


def count_choices(
    matrix: Table, column: int, choices: int, group_of_row: Places, groups: int
) -> Table:
    """How many reports of each group chose each answer, shape (groups, choices).

    Arguments and errors as in `spread` and `add_up`.
    """
    state = np.zeros(len(matrix), np.bool_)
    return add_up(spread(matrix, column, choices), group_of_row, groups, state).sums


def yes_and_no(block: Block) -> tuple[Table, Table]:
    """How many reports of each group say yes and how many no, shape (groups, elements) each.

    It means something for elements of that kind only: yes is 1, no is 0.
    """
    return block.sums, block.answered - block.sums
