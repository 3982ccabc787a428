"""Trees, lives and successions as pictures, read for the tests."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from textwrap import dedent

from phongtrao.core.tree import Spell, Succession, Successions, Tree


def drawn_rows(picture: str) -> list[tuple[str, str | None, list[str]]]:
    """Unit, parent (by two blanks of indent) and the further cells of each line."""
    rows: list[tuple[str, str | None, list[str]]] = []
    above: list[str] = []
    for line in dedent(picture).strip().splitlines():
        name, *cells = line.split("|")
        depth = (len(name) - len(name.lstrip())) // 2
        unit = name.strip()
        rows.append((unit, above[depth - 1] if depth else None, [cell.strip() for cell in cells]))
        above[depth:] = [unit]
    return rows


def drawn_tree(picture: str) -> Tree[str]:
    rows = drawn_rows(picture)
    return Tree([unit for unit, _, _ in rows], [parent for _, parent, _ in rows])


def picture_of(tree: Tree[str]) -> str:
    return "\n".join("  " * level + unit for level, unit in tree.walk())


def day_of(cell: str) -> date | None:
    """1/7/2025; a dash or nothing means open."""
    if cell in {"", "-"}:
        return None
    day, month, year = cell.split("/")
    return date(int(year), int(month), int(day))


def drawn_spells(picture: str) -> list[Spell[str]]:
    """Unit | parent | from | to, and perhaps | line; a dash for none."""
    spells = []
    for line in dedent(picture).strip().splitlines():
        unit, parent, began, ended, *line_parent = (cell.strip() for cell in line.split("|"))
        head = line_parent[0] if line_parent and line_parent[0] not in {"", "-"} else None
        above = None if parent == "-" else parent
        spells.append(Spell(unit, above, head, day_of(began), day_of(ended)))
    return spells


def drawn_changes(picture: str) -> list[Succession[str]]:
    """Lines such as "1/7/2025: An Phú → Hòa Bình 1/3"; "?" is unknown, nothing the whole."""
    found = []
    for line in filter(str.strip, picture.splitlines()):
        day, rest = line.strip().split(": ")
        predecessor, heir = rest.split(" → ")
        successor, _, share = heir.rpartition(" ")
        on = day_of(day)
        assert on is not None
        if share == "?":
            found.append(Succession(predecessor, successor, on, None))
        elif share[0].isdigit():
            found.append(Succession(predecessor, successor, on, Fraction(share)))
        else:
            found.append(Succession(predecessor, heir, on))
    return found


def drawn_successions(picture: str) -> Successions[str]:
    return Successions(drawn_changes(picture))
