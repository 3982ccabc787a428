"""What the lines of a table of units say together: twins, circles, a child before its parent."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from phongtrao.core.text.folding import fold
from phongtrao.units.models import Level, may_stand_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from phongtrao.units.actions.places import Place, Places

_CIRCLES_TOLD = 20
_PARENTS = ("territory", "line")

Facts = dict[str, Any]


class Fault(NamedTuple):
    """What is wrong in a line, and what to do. name: of the column."""

    line: int
    name: str
    why: str
    do: str


def faults_among(lines: list[Facts], places: Places) -> Iterator[Fault]:
    """What is wrong with lines that are right one by one, beside each other and the register."""
    by_number = {facts["line_number"]: facts for facts in lines}
    return chain(
        _twins(lines, places),
        _same_codes(lines, places),
        _wrong_parents(by_number),
        _wrong_managers(by_number),
        _circles(by_number),
    )


def _twins(lines: list[Facts], places: Places) -> Iterator[Fault]:
    """Two units of one name at one place would be taken for each other."""
    first: dict[tuple[object, ...], int] = {}
    for facts in lines:
        line, where = facts["line_number"], _where(facts)
        known = first.setdefault((fold(facts["name"]), *where), line)
        if known != line:
            yield Fault(line, "name", f"trùng với dòng {known}", "Hãy bỏ một trong hai dòng")
        if places.has(facts["name"], *where):
            yield Fault(line, "name", "đã có đơn vị này", "Hãy bỏ dòng này hoặc đặt tên khác")


def _same_codes(lines: list[Facts], places: Places) -> Iterator[Fault]:
    """A code is that of one unit at a place."""
    first: dict[tuple[object, ...], int] = {}
    for facts in lines:
        line, code, where = facts["line_number"], facts["code"], _where(facts)
        if not code:
            continue
        known = first.setdefault((code, *where), line)
        if known != line:
            yield Fault(line, "code", f"trùng với mã ở dòng {known}", "Hãy sửa một trong hai mã")
        other = places.with_code(code, *where)
        if other:
            yield Fault(line, "code", f"“{code}” đã là mã của {other}", "Hãy sửa mã hoặc để trống")


def _where(facts: Facts) -> tuple[str, Place | None, Place | None]:
    return (facts["level"], facts["territory"], facts["line"])


def _wrong_parents(lines: dict[int, Facts]) -> Iterator[Fault]:
    """A parent is there before its children, and a neighbourhood lies on the ground of a unit."""
    for line, facts in lines.items():
        for name in _PARENTS:
            parent: Place | None = facts[name]
            above = lines.get(parent.line) if parent is not None else None
            if parent is None:
                continue
            begins = above["on"] if above else None
            if begins and facts["on"] and facts["on"] < begins:
                yield Fault(
                    line,
                    "on",
                    f"{parent.name} ở dòng {parent.line} chỉ có từ {begins:%d/%m/%Y}",
                    "Hãy sửa một trong hai ngày",
                )
            level = above["level"] if above else parent.level
            if name == "territory" and level and not may_stand_on(facts["level"], level):
                yield Fault(
                    line,
                    name,
                    f"{parent.name} là cơ quan, tổ chức nên không phải địa bàn của khu dân cư",
                    "Hãy ghi xã, phường, đặc khu",
                )


def _wrong_managers(lines: dict[int, Facts]) -> Iterator[Fault]:
    """A body is managed for security and order by a body that is there before it is so."""
    for line, facts in lines.items():
        manager: Place | None = facts["security_manager"]
        if manager is None:
            continue
        above = lines.get(manager.line)
        level, begins = (above["level"], above["on"]) if above else (manager.level, manager.since)
        for name, at in ((facts["name"], facts["level"]), (manager.name, level)):
            if at and at != Level.BODY:
                why = f"{name} không phải cơ quan, tổ chức"
                yield Fault(line, "security_manager", why, "Hãy ghi cơ quan khác hoặc để trống")
        if begins and facts["on"] and facts["on"] < begins:
            why = f"{manager.name} chỉ có từ {begins:%d/%m/%Y}"
            yield Fault(line, "security_manager", why, "Hãy ghi cơ quan khác hoặc sửa ngày")


def _circles(lines: dict[int, Facts]) -> Iterator[Fault]:
    """Lines of the table that lie below themselves."""
    graph = {line: _lines_above(facts) for line, facts in lines.items()}
    for circle in islice(iter(lambda: _circle_of(graph), set()), _CIRCLES_TOLD):
        for line in circle:
            yield _circle_fault(lines[line], circle)
            graph[line] -= circle


def _circle_of(graph: dict[int, set[int]]) -> set[int]:
    """Lines that lead round; none where there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        return set(circle.args[1])
    return set()


def _lines_above(facts: Facts) -> set[int]:
    parents = [facts[name] for name in _PARENTS]
    return {parent.line for parent in parents if parent is not None and parent.line}


def _circle_fault(facts: Facts, circle: set[int]) -> Fault:
    """Which column of a line leads round."""
    name, through = next(
        (name, facts[name].line)
        for name in _PARENTS
        if facts[name] is not None and facts[name].line in circle
    )
    why = f"đơn vị này nằm dưới chính nó, qua dòng {through}"
    return Fault(facts["line_number"], name, why, "Hãy sửa cấp trên ở một trong các dòng ấy")
