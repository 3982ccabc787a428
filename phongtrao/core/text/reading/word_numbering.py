"""Automatic numbering of Word: numbering.xml holds the lists, the paragraphs only point at them
(ECMA-376, 17.9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from phongtrao.core.text.reading.list_labels import bullet, letter, roman
from phongtrao.core.text.reading.word_styles import NumberingOf, W, value_of, whole_number

if TYPE_CHECKING:
    from lxml import etree

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_NO_RESTART = 0


@dataclass
class _Level:
    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart_after: int | None = None
    all_decimal: bool = False
    style: str = ""
    hidden: bool = False


@dataclass
class _List:
    """One w:num: its levels, the counters it shares with all lists of the same abstract list,
    starts it sets itself.
    """

    levels: dict[int, _Level]
    counters: list[int | None]
    own_starts: dict[int, int] = field(default_factory=dict)
    begun: bool = False


class Numbering:
    """Gives each paragraph of a list its label; must be asked in document order, once a
    paragraph.
    """

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        if root is None:
            return
        abstracts = {
            found.get(W + "abstractNumId", ""): found for found in root.iterfind(W + "abstractNum")
        }
        by_style = {
            style: found for found in abstracts.values() if (style := value_of(found, "styleLink"))
        }
        counters: dict[str, list[int | None]] = {}
        for number in root.iterfind(W + "num"):
            abstract_id = value_of(number, "abstractNumId") or ""
            abstract = abstracts.get(abstract_id)
            if abstract is None:
                continue
            # A list made from a list style holds no levels itself: they stand where the style is
            # defined.
            linked = by_style.get(value_of(abstract, "numStyleLink") or "", abstract)
            shared = counters.setdefault(linked.get(W + "abstractNumId", ""), [None] * LEVELS)
            self._lists[number.get(W + "numId", "")] = _list_of(number, linked, shared)

    def label_of(self, numbering: NumberingOf, style_id: str) -> str:
        """The label with its space, such as "a) "; "" when the list is unknown, off or hidden.

        style_id: the style from which the numbering comes ("" when the paragraph has its own).
        """
        found = self._lists.get(numbering.number_id)
        if found is None:
            return ""
        at = numbering.level if numbering.level is not None else _level_of_style(found, style_id)
        level = found.levels.get(at)
        if level is None:
            return ""
        self._count(found, at)
        label = "" if level.hidden else _label(found, level)
        return label + ("" if level.suffix == "nothing" or not label else " ")

    def _count(self, found: _List, at: int) -> None:
        counters = found.counters
        if not found.begun:
            found.begun = True
            for level, start in found.own_starts.items():
                counters[level] = start - 1
        current = counters[at]
        counters[at] = found.levels[at].start if current is None else current + 1
        for higher in range(at):
            if counters[higher] is None and higher in found.levels:
                counters[higher] = found.levels[higher].start
        for lower in range(at + 1, LEVELS):
            restart = found.levels[lower].restart_after if lower in found.levels else None
            if restart is None or (restart != _NO_RESTART and at < restart):
                counters[lower] = None


def _list_of(number: etree._Element, abstract: etree._Element, counters: list[int | None]) -> _List:
    levels = {_level_number(found): _level(found) for found in abstract.iterfind(W + "lvl")}
    result = _List(levels, counters)
    for override in number.iterfind(W + "lvlOverride"):
        at = _level_number(override)
        replaced = override.find(W + "lvl")
        if replaced is not None:
            levels[at] = _level(replaced)
        start = value_of(override, "startOverride")
        if start is not None:
            result.own_starts[at] = whole_number(start, 1)
    return result


def _level_number(element: etree._Element) -> int:
    return whole_number(element.get(W + "ilvl"), 0, LEVELS - 1)


def _level(element: etree._Element) -> _Level:
    restart = value_of(element, "lvlRestart")
    properties = element.find(W + "rPr")
    return _Level(
        start=whole_number(value_of(element, "start"), 0),
        number_format=value_of(element, "numFmt") or "decimal",
        text=(value_of(element, "lvlText") or "")[:100],
        suffix=value_of(element, "suff") or "tab",
        restart_after=None if restart is None else whole_number(restart, 0, LEVELS),
        all_decimal=(value_of(element, "isLgl") or "1") != "0"
        and element.find(W + "isLgl") is not None,
        style=value_of(element, "pStyle") or "",
        hidden=value_of(properties, "vanish") is not None,
    )


def _level_of_style(found: _List, style_id: str) -> int:
    return next(
        (at for at, level in found.levels.items() if style_id and level.style == style_id), 0
    )


def _label(found: _List, level: _Level) -> str:
    if level.number_format == "bullet":
        return bullet(level.text)

    def number_at(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        number_format = found.levels[at].number_format if at in found.levels else "none"
        if level.all_decimal and number_format != "none":
            number_format = "decimal"
        return _written(found.counters[at] or 0, number_format)

    return _PLACE.sub(number_at, level.text).strip()


def _written(number: int, number_format: str) -> str:
    """A number in one of Word's formats; those without a Vietnamese use are written in Arabic
    figures.
    """
    match number_format:
        case "upperRoman":
            return roman(number).upper()
        case "lowerRoman":
            return roman(number)
        case "upperLetter":
            return letter(number).upper()
        case "lowerLetter":
            return letter(number)
        case "decimalZero":
            return f"{number:02}"
        case "none" | "bullet":
            return ""
        case _:
            return str(number)
