"""Web pages: the main text without menus and scripts, lists with their labels, tables as rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from phongtrao.core.text.legacy import Scheme, scheme_of_font
from phongtrao.core.text.legacy_detection import repaired_text, schemes_in_use
from phongtrao.core.text.reading.errors import FileTooComplex
from phongtrao.core.text.reading.limits import NESTING_MAX, ReadingLimits
from phongtrao.core.text.reading.list_labels import letter, roman
from phongtrao.core.text.reading.page_text import PageText, Piece, joined_pieces, piece_of
from phongtrao.core.text.reading.plain import decoded_text
from phongtrao.core.text.reading.results import Reading
from phongtrao.core.text.reading.word_styles import whole_number

_DROPPED = frozenset(
    (  # noqa: SIM905 - a table, as one reads it
        "script style noscript template head nav aside iframe object embed svg canvas audio video "
        "form button select textarea input dialog map del menu title"
    ).split()
)
_BLOCKS = frozenset(
    (  # noqa: SIM905 - a table, as one reads it
        "p div section article main header footer h1 h2 h3 h4 h5 h6 blockquote pre address figure "
        "figcaption dl dt dd hr center fieldset details summary caption body html td th tr tbody "
        "thead tfoot"
    ).split()
)
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE
)
_ONE_BYTE = frozenset({"windows-1252", "iso-8859-1", "latin1", "x-user-defined", "us-ascii"})
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE
)
_FAMILY = re.compile(r"""font-family\s*:\s*["']?([^"';,]+)""", re.IGNORECASE)
_UPPER = re.compile(r"text-transform\s*:\s*uppercase", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPAN_MAX = 63
_NESTING_TAG = re.compile(
    (
        rb"<(/?)(?:div|span|table|font|center|section|article|"
        rb"blockquote|ul|ol|dl|[biu]|em|strong|small|big|ruby|svg|math)\b"
    ),
    re.IGNORECASE,
)
_OPEN_TAGS_MAX = 2_000
_MAIN_SHARE = 0.5


@dataclass(frozen=True)
class _Look:
    scheme: Scheme | None = None
    capitals: bool = False
    keeps_space: bool = False


def read_html(data: bytes, shown: str, limits: ReadingLimits) -> Reading:
    """Read a web page. Nothing it points at is fetched. Raises FileTooComplex and the refusals of
    plain text.
    """
    _check_nesting(data, shown)
    markup, encoding = _decoded(data, shown)
    notes = [f"Đã chuyển từ bảng mã {encoding} sang Unicode."] if encoding else []
    root = LexborHTMLParser(markup).body
    if root is None:
        return Reading("", "html", tuple(notes))
    reader = _HtmlReader(shown)
    text, schemes = reader.read(_main_part(root))
    if schemes:
        notes.append(f"Đã chuyển chữ từ bảng mã {' và '.join(sorted(schemes))} sang Unicode.")
    repaired = repaired_text(text)
    if repaired.encoding:
        notes.append(f"Đã chuyển chữ từ bảng mã {repaired.encoding} sang Unicode.")
    return Reading(repaired.text, "html", tuple(notes))


def _check_nesting(data: bytes, shown: str) -> None:
    """Refuse a page nested beyond reason before it is parsed: the time of an HTML parser grows with
    depth squared.
    """
    depth = 0
    for tag in _NESTING_TAG.finditer(data):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _OPEN_TAGS_MAX:
            raise FileTooComplex(name=shown)


def _decoded(data: bytes, shown: str) -> tuple[str, str]:
    """The markup as text: a mark or the declared one-byte encoding first, otherwise what makes it
    Vietnamese.
    """
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode().lower() if declared else ""
    if name in _ONE_BYTE and not _is_utf8(data):
        return data.decode("cp1252", "replace"), ""
    decoded = decoded_text(data, shown)
    return decoded.text, decoded.encoding


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _main_part(body: LexborNode) -> LexborNode:
    """The element marked as main text, when it holds at least half of the page's words."""
    words = len((body.text() or "").split())
    for selector in ("main", "[role=main]", "article"):
        found = body.css(selector)
        if len(found) == 1 and len((found[0].text() or "").split()) >= words * _MAIN_SHARE:
            return found[0]
    return body


class _HtmlReader:
    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._page = PageText()
        self._pieces: list[Piece] = []
        self._schemes: frozenset[Scheme] = frozenset()
        self._seen: dict[Scheme, str] = {}
        self._label = ""

    def read(self, root: LexborNode) -> tuple[str, set[str]]:
        """The text and the names of the legacy schemes that were decoded in it."""
        self._walk(root, _Look(), 0)
        self._flush()
        if self._seen and (used := schemes_in_use(self._seen)):
            # Which fonts are legacy is known only after the whole page: read it once more with that
            # knowledge.
            self._page, self._schemes, self._seen = PageText(), used, {}
            self._walk(root, _Look(), 0)
            self._flush()
            return self._page.text, {scheme.value.partition(",")[0] for scheme in used}
        return self._page.text, set()

    def _walk(self, node: LexborNode, look: _Look, depth: int) -> None:
        if depth > NESTING_MAX:
            raise FileTooComplex(name=self._shown)
        child = node.child
        while child is not None:
            self._node(child, look, depth)
            child = child.next

    def _node(self, node: LexborNode, look: _Look, depth: int) -> None:
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text_content or "", look)
        elif tag == "br":
            self._pieces.append(("\n", None))
        elif tag in _DROPPED or tag.startswith(("-", "_", "!")):
            return
        else:
            attributes = node.attributes
            style = attributes.get("style") or ""
            if (
                "hidden" in attributes
                or attributes.get("aria-hidden") == "true"
                or _HIDDEN.search(style)
            ):
                return
            self._element(node, tag, _look_of(attributes, style, tag, look), depth)

    def _element(self, node: LexborNode, tag: str, look: _Look, depth: int) -> None:
        if tag == "table":
            self._flush()
            self._page.table(self._rows(node, look, depth))
        elif tag in {"ul", "ol"}:
            self._flush()
            self._list(node, look, depth)
        elif tag in _BLOCKS or tag == "li":
            self._flush()
            self._walk(node, look, depth + 1)
            self._flush()
        else:
            self._walk(node, look, depth + 1)

    def _text(self, text: str, look: _Look) -> None:
        shown = text if look.keeps_space else _SPACE.sub(" ", text)
        if look.scheme is not None:
            self._seen[look.scheme] = self._seen.get(look.scheme, "") + shown + "\n"
        self._pieces.append(piece_of(shown, look.scheme, look.capitals))

    def _flush(self) -> None:
        pieces, self._pieces = self._pieces, []
        lines = joined_pieces(pieces, self._schemes).split("\n")
        text = "\n".join(line.strip(" ") for line in lines).strip()
        if text:
            label, self._label = self._label, ""
            self._page.paragraph(label + text)

    def _list(self, node: LexborNode, look: _Look, depth: int) -> None:
        ordered, attributes = node.tag == "ol", node.attributes
        number = whole_number(attributes.get("start"), 1)
        bare = "list-style-type:none" in (attributes.get("style") or "").replace(" ", "")
        child = node.child
        while child is not None:
            if child.tag == "li":
                number = whole_number(child.attributes.get("value"), number)
                label = _ordered_label(attributes.get("type") or "1", number) if ordered else "- "
                self._label = "" if bare else label
                number += 1
            self._node(child, look, depth + 1)
            self._flush()
            self._label = ""
            child = child.next

    def _rows(self, table: LexborNode, look: _Look, depth: int) -> list[list[list[str]]]:
        rows: list[list[list[str]]] = []
        covered: dict[int, int] = {}
        for row in _rows_of(table):
            cells: list[list[str]] = []
            cell = row.child
            while cell is not None:
                if cell.tag in {"td", "th"}:
                    _skip_covered(cells, covered)
                    attributes = cell.attributes
                    below = whole_number(attributes.get("rowspan"), 1, 1_000) - 1
                    columns = max(1, whole_number(attributes.get("colspan"), 1, _SPAN_MAX))
                    content = self._cell(cell, look, depth)
                    for column in range(columns):
                        covered[len(cells)] = below
                        cells.append(content if column == 0 else [])
                cell = cell.next
            _skip_covered(cells, covered)
            rows.append(cells[:_SPAN_MAX])
        return rows

    def _cell(self, cell: LexborNode, look: _Look, depth: int) -> list[str]:
        outer_page, outer_pieces = self._page, self._pieces
        self._page, self._pieces = PageText(), []
        self._node(cell, look, depth + 3)
        self._flush()
        content = [line for block in self._page.blocks for line in block.split("\n")]
        self._page, self._pieces = outer_page, outer_pieces
        return content


def _look_of(attributes: dict[str, str | None], style: str, tag: str, outer: _Look) -> _Look:
    family = _FAMILY.search(style)
    font = attributes.get("face") if tag == "font" else None
    named = family[1].strip() if family else (font or "").partition(",")[0].strip()
    look = replace(outer, scheme=scheme_of_font(named)) if named else outer
    if _UPPER.search(style):
        look = replace(look, capitals=True)
    return replace(look, keeps_space=True) if tag == "pre" else look


def _ordered_label(kind: str, number: int) -> str:
    match kind:
        case "a":
            return f"{letter(number)}. "
        case "A":
            return f"{letter(number).upper()}. "
        case "i":
            return f"{roman(number)}. "
        case "I":
            return f"{roman(number).upper()}. "
        case _:
            return f"{number}. "


def _rows_of(table: LexborNode) -> list[LexborNode]:
    rows: list[LexborNode] = []
    child = table.child
    while child is not None:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in {"tbody", "thead", "tfoot"}:
            rows += _rows_of(child)
        child = child.next
    return rows


def _skip_covered(cells: list[list[str]], covered: dict[int, int]) -> None:
    """Put an empty cell where one of a row above reaches down."""
    while covered.get(len(cells), 0) > 0 and len(cells) < _SPAN_MAX:
        covered[len(cells)] -= 1
        cells.append([])
