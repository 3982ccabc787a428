"""What somebody outside can work out of a table with holes: slow, plain, and on his side."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

Place = tuple[int, int]
Table = list[list[int]]


def with_totals(counts: Table) -> Table:
    """The counts with the totals of rows, columns and all."""
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def solved(hidden: set[Place], rows: int, columns: int, *, columns_add_up: bool) -> set[Place]:
    """The hidden cells that the equations of the sums determine, by elimination.

    rows, columns: of the table with its totals, which stand last.
    """
    unknown = sorted(hidden)
    sums = [[(row, column) for column in range(columns)] for row in range(rows)]
    if columns_add_up:
        sums += [[(row, column) for row in range(rows)] for column in range(columns)]
    equations = []
    for cells in sums:
        signs = {cell: Fraction(-1 if cell == cells[-1] else 1) for cell in cells}
        equations.append([signs.get(cell, Fraction(0)) for cell in unknown])
    reduced = _reduced(equations)
    alone = [[place for place, one in enumerate(row) if one] for row in reduced]
    return {unknown[places[0]] for places in alone if len(places) == 1}


def _reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Reduced row echelon form: a determined unknown stands alone in a row."""
    done: list[list[Fraction]] = []
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows = [row for row in rows if row is not pivot]
        pivot = [one / pivot[column] for one in pivot]
        clear = [
            [one - row[column] * own for one, own in zip(row, pivot, strict=True)]
            for row in (*done, *rows)
        ]
        done, rows = [*clear[: len(done)], pivot], clear[len(done) :]
    return done


def guesses(counts: Table, hidden: set[Place], *, columns_add_up: bool) -> dict[Place, set[int]]:
    """The values that each hidden cell could have for one who knows that it is at least 1: those
    found by trying one more and one less in every hidden cell at once.
    """
    own = with_totals(counts)
    rows, columns = len(counts), len(counts[0])
    inner = sorted(cell for cell in hidden if cell[0] < rows and cell[1] < columns)
    shown = {
        (row, column)
        for row in range(rows + columns_add_up)
        for column in range(columns + 1)
        if (row, column) not in hidden
    }
    possible: dict[Place, set[int]] = {cell: set() for cell in hidden}
    for moves in product((-1, 0, 1), repeat=len(inner)):
        tried = [row.copy() for row in counts]
        for (row, column), move in zip(inner, moves, strict=True):
            tried[row][column] += move
        table = with_totals(tried)
        if all(table[row][column] == own[row][column] for row, column in shown) and all(
            table[row][column] >= 1 for row, column in hidden
        ):
            for row, column in hidden:
                possible[row, column].add(table[row][column])
    return possible
