"""What an address or a form writes, read without trusting it."""

from __future__ import annotations

from datetime import date, datetime

_DIGITS = 18
"""So many a database holds for certain."""
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)


def number_of(text: str) -> int | None:
    """The number that plain digits write; None for anything else, and for one that no database
    holds.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def day_of(text: str) -> date | None:
    """The day that is written like 31/12/2026 or 2026-12-31; None for anything else, and for one of
    another century than people mean.
    """
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            day = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
        return day if _FIRST <= day <= _LAST else None
    return None
