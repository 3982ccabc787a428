"""Many reports as one array of floating numbers: to look for the few that are looked at exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from phongtrao.core.figures.marks import LEAST
from phongtrao.core.figures.packing import matrix
from phongtrao.core.sheets.elements import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from phongtrao.core.sheets.elements import Sheet


def floating(sheet: Sheet, rows: Sequence[bytes]) -> NDArray[np.float64]:
    """The figures of packed rows, a row each, a column a column of the form; NaN for a mark, a yes
    or no, and a choice. Figures below 10^15 in their last place keep all digits.

    Raises ValueError for a row of another form.
    """
    boxes = sheet.columns
    found = matrix(rows, len(boxes))
    told: NDArray[np.float64] = found / np.array([10.0**box.scale for box in boxes])
    told[found < LEAST] = np.nan
    told[:, [box.kind not in NUMBERS for box in boxes]] = np.nan
    return told
