"""Rows of figures as bytes: eight a figure, whole numbers, in the order of the form's elements.

A decimal is stored as a whole number of its last place (`scale` places: 12.5 with one place is
125), a yes as 1, a no as 0, a choice as the place of its word in the list. What a form asks for in
words is kept beside, never here.
"""

from __future__ import annotations

from decimal import Decimal
from struct import pack as pack_bytes
from struct import unpack as unpack_bytes
from typing import TYPE_CHECKING

from phongtrao.core.figures.marks import LEAST, MOST, Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

WIDTH = 8
"""Bytes of one figure."""
_MARKS = {mark.value: mark for mark in Mark}


def pack(cells: Iterable[Decimal | int | bool | Mark], scales: Sequence[int]) -> bytes:
    """One row. scales: decimal places of each box.

    Raises ValueError when the two are not of one length, OverflowError for a figure beyond 10^18,
    ArithmeticError for one with more places than its box has.
    """
    return row_of([stored(cell, scale) for cell, scale in zip(cells, scales, strict=True)])


def row_of(numbers: Sequence[int]) -> bytes:
    """One row of figures as `stored` gives them."""
    return pack_bytes(f"<{len(numbers)}q", *numbers)


def stored(cell: Decimal | int | bool | Mark, scale: int) -> int:
    """One figure as it is packed; raises as `pack` does."""
    if isinstance(cell, Mark):
        return cell.value
    moved = Decimal(cell).scaleb(scale) if scale else cell
    whole = int(moved)
    if whole != moved:
        raise ArithmeticError(f"{cell} has more than {scale} decimal places")
    if not LEAST <= whole <= MOST:
        raise OverflowError(f"{cell} does not fit")
    return whole


def unpack(row: bytes, scales: Sequence[int]) -> list[Decimal | Mark]:
    """The cells of one row; ValueError when it is of another length than the form."""
    if len(row) != len(scales) * WIDTH:
        raise ValueError(f"the row is not of {len(scales)} figures")
    return [
        _MARKS[number] if number in _MARKS else Decimal(number).scaleb(-scale)
        for number, scale in zip(unpack_bytes(f"<{len(scales)}q", row), scales, strict=True)
    ]


def matrix(rows: Sequence[bytes], width: int) -> NDArray[np.int64]:
    """Many rows of `width` figures as an array of shape (rows, width), read-only; ValueError when
    one of them is of another length.
    """
    import numpy as np  # noqa: PLC0415 - slow import: who reads one workbook needs no arrays

    if any(len(row) != width * WIDTH for row in rows):
        raise ValueError(f"a row is not of {width} figures")
    return np.frombuffer(b"".join(rows), dtype="<i8").reshape(len(rows), width)
