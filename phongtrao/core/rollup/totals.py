"""Reports become totals of their groups, and groups become totals of all that stands above them.

Sum over sum: what is added are figures, never rates. Reports of different windows are never added;
whoever calls takes the rows of one window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from phongtrao.core.figures.marks import BLANK, LEAST
from phongtrao.core.rollup.adding import ExactSums, Places, Stretch, Table, exactly, stretches
from phongtrao.core.rollup.blocks import Block

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from phongtrao.core.tree.tree import Id, Tree

_KINDS: Final = 3
"""Blank, not applicable, unknown: the kinds of nothing, in the order of their numbers."""


def add_up(matrix: Table, group_of_row: Places, groups: int, accepted: NDArray[np.bool_]) -> Block:
    """Totals of reports by group, such as by commune.

    matrix: one row a report, one column an element, as packed. group_of_row: for each report a
    number from 0 to groups − 1, in any order; accepted: for each report. ValueError when the
    lengths differ, for a group that is none, or a number that is neither figure nor mark. Raises
    TotalTooLarge.
    """
    if not len(matrix) == len(group_of_row) == len(accepted):
        raise ValueError(f"{len(matrix)} rows, {len(group_of_row)} groups, {len(accepted)} states")
    width = matrix.shape[1]
    sums = ExactSums(groups, width)
    marks = np.zeros((groups, width, _KINDS), np.int32)
    for stretch in stretches(group_of_row, groups, width):
        rows = matrix[stretch.rows]
        marked = rows < LEAST
        if marked.any():
            marks[stretch.groups] += _marks_by_group(rows, marked, stretch)
            rows = rows * ~marked
        sums.add(rows, stretch)
    reported = np.bincount(group_of_row, minlength=groups).astype(np.int32)
    taken = np.bincount(group_of_row[accepted], minlength=groups).astype(np.int32)
    blank, not_applicable, unknown = (np.ascontiguousarray(marks[:, :, kind]) for kind in range(3))
    return Block(sums.result(), blank, not_applicable, unknown, reported, taken)


def _marks_by_group(rows: Table, marked: NDArray[np.bool_], stretch: Stretch) -> Table:
    """How many of each mark, shape (groups of the stretch, elements, kinds of mark)."""
    row, column = np.nonzero(marked)
    kind = rows[row, column] - BLANK
    if kind.max() >= _KINDS:
        raise ValueError("a number is neither a figure nor a mark")
    groups, width = len(stretch.starts), rows.shape[1]
    lengths = np.diff(stretch.starts, append=len(rows))
    first_of_row = np.repeat(np.arange(groups) * width, lengths)
    cells = (first_of_row[row] + column) * _KINDS + kind
    return np.bincount(cells, minlength=groups * width * _KINDS).reshape(groups, width, _KINDS)


def subtree_sums(own: Table, tree: Tree[Id]) -> Table:
    """For each unit the sum of its own numbers and of all below it, in pre-order like `own`.

    own: a row a unit, also for what no report tells, such as how many reports are expected.
    ValueError when the tree has another number of units. Raises TotalTooLarge.
    """
    if len(own) != len(tree):
        raise ValueError(f"{len(own)} rows for a tree of {len(tree)} units")
    end = np.asarray(tree.end)

    def add(part: Table) -> Table:
        until = np.zeros((len(own) + 1, *own.shape[1:]), np.int64)
        np.cumsum(part, axis=0, out=until[1:])
        # What stands before a unit is taken away again: a prefix that wraps does no harm.
        sums: Table = until[end] - until[:-1]
        return sums

    return exactly(add, own, len(own))


def roll_up(own: Block, tree: Tree[Id]) -> Block:
    """Totals of every unit's subtree, itself included, in pre-order.

    own: the unit's own reports, groups in the tree's pre-order (`Tree.place`), empty where a unit
    has none. ValueError when the tree has another number of units. Raises TotalTooLarge.
    """
    return own.map(lambda table: subtree_sums(table, tree))


def reach_sums(own: Table, ancestors: Places, units: Places, groups: int) -> Table:
    """For each ancestor the sum of the numbers of the units in its reach, each unit once.

    own: a row a unit. ancestors, units: pairs, from 0 to groups − 1 and to len(own) − 1; a pair
    that comes twice (by territory and by line) counts once; an ancestor's own number counts when
    the pair with itself is there. ValueError for a pair of none. Raises TotalTooLarge.
    """
    return _reach_sums(own, *_each_once(ancestors, units, len(own)), groups)


def _reach_sums(own: Table, ancestors: Places, units: Places, groups: int) -> Table:
    table = own[:, None] if own.ndim == 1 else own
    sums = ExactSums(groups, table.shape[1])
    for stretch in stretches(ancestors, groups, table.shape[1]):
        sums.add(table[units[stretch.rows]], stretch)
    return sums.result().reshape(groups, *own.shape[1:])


def _each_once(ancestors: Places, units: Places, among: int) -> tuple[Places, Places]:
    """The pairs in the order of the ancestors, none twice."""
    if len(ancestors) != len(units):
        raise ValueError(f"{len(ancestors)} ancestors for {len(units)} units")
    if units.size and not 0 <= units.min() <= units.max() < among:
        raise ValueError(f"a pair names none of {among} units")
    pairs = np.unique(ancestors.astype(np.int64) * max(1, among) + units)
    above, below = np.divmod(pairs, max(1, among))
    return above, below


def roll_up_reach(own: Block, ancestors: Places, units: Places, groups: int) -> Block:
    """Totals of what each ancestor reaches by territory or by line, each unit once.

    own: a group a unit; pairs as in `reach_sums`. Raises TotalTooLarge.
    """
    above, below = _each_once(ancestors, units, len(own))
    return own.map(lambda table: _reach_sums(table, above, below, groups))
