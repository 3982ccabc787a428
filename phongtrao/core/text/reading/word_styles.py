"""Styles of a Word document: fonts, capitals, hidden text and numbering that a paragraph or run
inherits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from phongtrao.core.text.legacy import Scheme, scheme_of_font

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset({"0", "false", "off"})
_STYLE_CHAIN_MAX = 20


@dataclass(frozen=True)
class RunLook:
    """What of a run's look changes its text."""

    hidden: bool
    capitals: bool
    scheme: Scheme | None


@dataclass(frozen=True)
class NumberingOf:
    """The list that a paragraph belongs to: numId "0" means none; level None means "as its style
    says".
    """

    number_id: str
    level: int | None


def value_of(parent: etree._Element | None, tag: str) -> str | None:
    """The w:val of a child, None without the child."""
    child = parent.find(W + tag) if parent is not None else None
    return child.get(W + "val", "") if child is not None else None


def whole_number(text: str | None, default: int, most: int = 100_000) -> int:
    """The number that an attribute holds, between 0 and `most`; `default` when it holds none."""
    try:
        return max(0, min(most, int(text or "")))
    except ValueError:
        return default


class Styles:
    """All styles by id. A document without styles.xml has none."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._default_paragraph = ""
        self._defaults: etree._Element | None = None
        for style in root.iter(W + "style") if root is not None else ():
            style_id = style.get(W + "styleId", "")
            self._styles.setdefault(style_id, style)
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in {
                "1",
                "true",
                "on",
            }:
                self._default_paragraph = style_id
        if root is not None:
            self._defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._looks = lru_cache(maxsize=2_000)(self._inherited_properties)

    def look_of(self, run: etree._Element, paragraph_style: str | None) -> RunLook:
        """What the run shows, from its own properties, its style, the paragraph's style and the
        defaults.
        """
        own = run.find(W + "rPr")
        layers = [] if own is None else [own]
        layers += self._looks(value_of(own, "rStyle"), paragraph_style)
        return RunLook(
            hidden=_switched_on(layers, "vanish"),
            capitals=_switched_on(layers, "caps"),
            scheme=_scheme(layers),
        )

    def numbering_of(
        self, paragraph_properties: etree._Element | None
    ) -> tuple[NumberingOf | None, str]:
        """The list of a paragraph (its own or its style's) and the id of the style that says so (""
        for its own).
        """
        style_id = value_of(paragraph_properties, "pStyle") or self._default_paragraph
        own = _numbering(paragraph_properties)
        if own is not None and own.number_id:
            return own, ""
        for style in self._chain(style_id):
            inherited = _numbering(style.find(W + "pPr"))
            if inherited is not None and inherited.number_id:
                level = own.level if own is not None and own.level is not None else inherited.level
                return NumberingOf(inherited.number_id, level), style.get(W + "styleId", "")
        return None, ""

    def _chain(self, style_id: str | None) -> Iterator[etree._Element]:
        """The style and those it is based on; a circle ends after 20."""
        for _ in range(_STYLE_CHAIN_MAX):
            style = self._styles.get(style_id or "")
            if style is None:
                return
            yield style
            style_id = value_of(style, "basedOn")

    def _inherited_properties(
        self, run_style: str | None, paragraph_style: str | None
    ) -> list[etree._Element]:
        styles = [*self._chain(run_style), *self._chain(paragraph_style or self._default_paragraph)]
        properties = [found for style in styles if (found := style.find(W + "rPr")) is not None]
        return properties if self._defaults is None else [*properties, self._defaults]


def _switched_on(layers: list[etree._Element], tag: str) -> bool:
    for layer in layers:
        value = value_of(layer, tag)
        if value is not None:
            return value not in _OFF
    return False


def _scheme(layers: list[etree._Element]) -> Scheme | None:
    for layer in layers:
        fonts = layer.find(W + "rFonts")
        font = None if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi")
        if font:
            return scheme_of_font(font)
    return None


def _numbering(properties: etree._Element | None) -> NumberingOf | None:
    numbering = properties.find(W + "numPr") if properties is not None else None
    if numbering is None:
        return None
    level = value_of(numbering, "ilvl")
    return NumberingOf(
        value_of(numbering, "numId") or "", None if level is None else whole_number(level, 0, 8)
    )
