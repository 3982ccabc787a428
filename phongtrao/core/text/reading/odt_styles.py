"""Styles of an OpenDocument text: hidden text, capitals, legacy fonts, and the labels of lists (ODF
1.3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from phongtrao.core.text.legacy import scheme_of_font
from phongtrao.core.text.reading.list_labels import bullet, letter, roman
from phongtrao.core.text.reading.word_styles import RunLook, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
LEVELS = 10
_STYLE_CHAIN_MAX = 20
_PLACE = re.compile(r"%(10|[1-9])%")


@dataclass(frozen=True)
class _Level:
    number_format: str = ""
    prefix: str = ""
    suffix: str = ""
    shown_levels: int = 1
    start: int = 1
    bullet: str = ""
    pattern: str | None = None


@dataclass
class OpenList:
    """A list while it is read: its style and the counter of each level."""

    style: str
    counters: list[int] = field(default_factory=lambda: [0] * LEVELS)


class OdtStyles:
    """All styles of content.xml and styles.xml by name."""

    def __init__(self, *roots: etree._Element) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._lists: dict[str, dict[int, _Level]] = {}
        self._fonts: dict[str, str] = {}
        self.outline: dict[int, _Level] = {}
        for root in roots:
            for style in root.iter(STYLE + "style"):
                self._styles.setdefault(
                    (style.get(STYLE + "family", ""), style.get(STYLE + "name", "")), style
                )
            for font in root.iter(STYLE + "font-face"):
                self._fonts.setdefault(
                    font.get(STYLE + "name", ""), font.get(SVG + "font-family", "").strip("'\"")
                )
            for lists in root.iter(TEXT + "list-style"):
                self._lists.setdefault(lists.get(STYLE + "name", ""), _levels(lists))
            for outline in root.iter(TEXT + "outline-style"):
                self.outline = self.outline or _levels(outline)

    def look_of(self, family: str, name: str | None, base: RunLook) -> RunLook:
        """What text of this style shows; what the style leaves open is as in `base`."""
        hidden: bool | None = None
        capitals: bool | None = None
        font = None
        for style in self._chain(family, name):
            properties = style.find(STYLE + "text-properties")
            if properties is None:
                continue
            display, transform = (
                properties.get(TEXT + "display"),
                properties.get(FO + "text-transform"),
            )
            hidden = hidden if display is None or hidden is not None else display == "none"
            capitals = (
                capitals if transform is None or capitals is not None else transform == "uppercase"
            )
            font = font or self._font(properties)
        return RunLook(
            hidden=base.hidden if hidden is None else hidden,
            capitals=base.capitals if capitals is None else capitals,
            scheme=scheme_of_font(font) if font else base.scheme,
        )

    def list_style_of(self, paragraph_style: str | None) -> str:
        """The list style that a paragraph style names, "" for none."""
        for style in self._chain("paragraph", paragraph_style):
            name = style.get(STYLE + "list-style-name")
            if name is not None:
                return name
        return ""

    def label(self, opened: OpenList, at: int) -> str:
        """The label of the item that `opened` has just counted at level `at` (from 0), with its
        space.
        """
        return written_label(self._lists.get(opened.style, {}), opened.counters, at)

    def start_of(self, opened: OpenList, at: int) -> int:
        """The number at which a level begins."""
        return self._lists.get(opened.style, {}).get(at, _Level()).start

    def _font(self, properties: etree._Element) -> str | None:
        name = properties.get(STYLE + "font-name")
        return (
            self._fonts.get(name, name)
            if name
            else (properties.get(FO + "font-family") or "").strip("'\"") or None
        )

    def _chain(self, family: str, name: str | None) -> Iterator[etree._Element]:
        for _ in range(_STYLE_CHAIN_MAX):
            style = self._styles.get((family, name or ""))
            if style is None:
                return
            yield style
            name = style.get(STYLE + "parent-style-name")


def written_label(levels: dict[int, _Level], counters: list[int], at: int) -> str:
    """The label at a level, such as "1.2. "; "" when the level shows none."""
    level = levels.get(at)
    if level is None:
        return ""
    if level.bullet:
        label = bullet(level.bullet)
    elif level.pattern is not None:
        label = _PLACE.sub(
            lambda place: _number(levels, counters, int(place[1]) - 1), level.pattern
        )
    elif not level.number_format:
        label = level.prefix + level.suffix
    else:
        numbers = (
            _number(levels, counters, shown)
            for shown in range(max(0, at + 1 - level.shown_levels), at + 1)
        )
        label = level.prefix + ".".join(number for number in numbers if number) + level.suffix
    return label.strip() + " " if label.strip() else ""


def _number(levels: dict[int, _Level], counters: list[int], at: int) -> str:
    number = counters[at] or levels.get(at, _Level()).start
    match levels.get(at, _Level()).number_format:
        case "I":
            return roman(number).upper()
        case "i":
            return roman(number)
        case "A":
            return letter(number).upper()
        case "a":
            return letter(number)
        case "":
            return ""
        case _:
            return str(number)


def _levels(lists: etree._Element) -> dict[int, _Level]:
    levels = {}
    for element in lists:
        at = whole_number(element.get(TEXT + "level"), 1, LEVELS) - 1
        levels[max(0, at)] = _Level(
            number_format=element.get(STYLE + "num-format", ""),
            prefix=element.get(STYLE + "num-prefix", "")[:50],
            suffix=element.get(STYLE + "num-suffix", "")[:50],
            shown_levels=whole_number(element.get(TEXT + "display-levels"), 1, LEVELS),
            start=whole_number(element.get(TEXT + "start-value"), 1),
            bullet=element.get(TEXT + "bullet-char", "")[:5],
            pattern=element.get(LOEXT + "num-list-format"),
        )
    return levels
