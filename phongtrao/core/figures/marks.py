"""What stands in a box: a figure, or one of the kinds of nothing. Zero is a figure."""

from __future__ import annotations

from enum import Enum
from typing import Final

BLANK: Final = -(2**63)
"""In a packed row: the box was left empty."""
NOT_APPLICABLE: Final = -(2**63) + 1
"""In a packed row: the question does not concern the unit."""
UNKNOWN: Final = -(2**63) + 2
"""In a packed row: the unit says that it does not know."""
LEAST: Final = -(10**18)
MOST: Final = 10**18
"""A packed figure lies between the two, both included, so that thousands of rows can be added
block by block without overflowing (see rollup)."""


class Mark(Enum):
    """A box without a figure. That a unit has not reported at all is no mark: there is no row."""

    BLANK = BLANK
    NOT_APPLICABLE = NOT_APPLICABLE
    UNKNOWN = UNKNOWN
