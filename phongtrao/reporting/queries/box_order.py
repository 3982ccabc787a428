"""The order of a form's boxes: groups stay together, and parts behind the box that they divide."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from phongtrao.core.sheets.elements import whole_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from phongtrao.reporting.models import Element

Row = TypeVar("Row")


def _families(rows: Iterable[Element]) -> list[list[list[str]]]:
    """The codes of the boxes: group by group, each box with the parts behind it ("A3", "A3.1")."""
    found: list[list[list[str]]] = []
    for _, group in groupby(rows, key=lambda row: row.group):
        families: list[list[str]] = []
        for row in group:
            if families and whole_of(row.code) == families[-1][0]:
                families[-1].append(row.code)
            else:
                families.append([row.code])
        found.append(families)
    return found


def _swap(rows: list[Row], at: int, to: int) -> bool:
    """Exchange two of a list, when both are in it."""
    if not 0 <= to < len(rows):
        return False
    rows[at], rows[to] = rows[to], rows[at]
    return True


def moved(rows: Sequence[Element], code: str, *, up: bool) -> list[str]:
    """The codes of a form after a box moved by one place with its parts; at the edge of its group
    the whole group moves past the next; a part stays among those of its box. An unknown code moves
    nothing.
    """
    groups, step = _families(rows), -1 if up else 1
    for at, families in enumerate(groups):
        for place, family in enumerate(families):
            if code == family[0]:
                if not _swap(families, place, place + step):
                    _swap(groups, at, at + step)
                return _flat(groups)
            if code in family:
                parts = family[1:]
                _swap(parts, parts.index(code), parts.index(code) + step)
                family[1:] = parts
                return _flat(groups)
    return _flat(groups)


def _flat(groups: list[list[list[str]]]) -> list[str]:
    return [code for families in groups for family in families for code in family]


def moves_of(rows: Iterable[Element]) -> dict[str, tuple[str, str]]:
    """Code of a box → what a move up and one down would move: "ô", "nhóm", "" for nothing."""
    groups = _families(rows)
    found: dict[str, tuple[str, str]] = {}
    for at, families in enumerate(groups):
        for place, family in enumerate(families):
            up = "ô" if place else "nhóm" if at else ""
            last, group_last = place + 1 == len(families), at + 1 == len(groups)
            found[family[0]] = up, "ô" if not last else "" if group_last else "nhóm"
            for number, part in enumerate(family[1:], start=1):
                found[part] = "ô" if number > 1 else "", "ô" if number + 1 < len(family) else ""
    return found


def gathered(rows: Sequence[Element]) -> list[str]:
    """The codes of a form with each group in one place, that of its first box."""
    first: dict[str, int] = {}
    for place, row in enumerate(rows):
        first.setdefault(row.group, place)
    return [row.code for row in sorted(rows, key=lambda row: first[row.group])]
