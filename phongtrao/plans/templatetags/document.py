"""The text of a document with the marks of its records, one tag a cell: a page has thousands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from phongtrao.plans.queries.pages import Piece

register = template.Library()


@register.simple_tag
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Runs of text as spans that know where they begin and which records lie on them."""
    return mark_safe("".join(map(_span, pieces)))  # noqa: S308 - every text is escaped below


def _span(piece: Piece) -> str:
    marks = f' class="piece {" ".join(piece.kinds)}"' if piece.kinds else ""
    if piece.records:
        marks += f' data-records="{" ".join(map(str, piece.records))}"'
    return f'<span data-start="{piece.start}"{marks}>{escape(piece.text)}</span>'
