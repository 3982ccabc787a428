"""OpenDocument texts (.odt) as a person reads them: list labels shown, deleted and hidden text left
out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phongtrao.core.text.legacy_detection import schemes_in_use
from phongtrao.core.text.reading.archives import CheckedArchive
from phongtrao.core.text.reading.errors import FileDamaged, FileEncrypted
from phongtrao.core.text.reading.odt_styles import STYLE, TEXT, OdtStyles, OpenList, written_label
from phongtrao.core.text.reading.page_text import PageText, Piece, clean, joined_pieces, piece_of
from phongtrao.core.text.reading.results import Reading
from phongtrao.core.text.reading.word_styles import RunLook, whole_number
from phongtrao.core.text.reading.xml import parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from phongtrao.core.text.legacy import Scheme
    from phongtrao.core.text.reading.limits import ReadingLimits

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

_PLAIN = RunLook(hidden=False, capitals=False, scheme=None)
# A sheet glued into a text may say "repeated 2 147 483 648 times"; no printed table has more
# columns or equal rows.
_COLUMNS_MAX = 63
_ROWS_REPEATED_MAX = 50
_SPACES_MAX = 100

_LAYOUT_SPACE = re.compile(r"[ \t\r\n]+")

_OPEN_BLOCKS = frozenset(
    {
        TEXT + "section",
        OFFICE + "body",
        OFFICE + "text",
        TEXT + "index-body",
        TABLE + "table-header-rows",
    }
    | {TABLE + tag for tag in ("table-rows", "table-row-group")}
)
_CLOSED = frozenset(
    {
        TEXT + "tracked-changes",
        TEXT + "hidden-text",
        TEXT + "ruby-text",
        OFFICE + "annotation",
        OFFICE + "forms",
    }
)


def read_odt(data: bytes, shown: str, limits: ReadingLimits) -> Reading:
    """Read an .odt. Raises the refusals of archives, XML parts and sizes; FileEncrypted for a
    password.
    """
    archive = CheckedArchive(data, shown, limits)
    if archive.has("META-INF/manifest.xml") and b"encryption-data" in archive.read(
        "META-INF/manifest.xml"
    ):
        raise FileEncrypted(name=shown)
    if not archive.has("content.xml"):
        raise FileDamaged(name=shown)
    content = parse_xml(archive.read("content.xml"), shown)
    styles = parse_xml(archive.read("styles.xml"), shown) if archive.has("styles.xml") else content
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise FileDamaged(name=shown)
    reader = _OdtReader(OdtStyles(content, styles))
    text = reader.read(body)
    return Reading(text, "odt", tuple(reader.notes()), margins=_margins_text(styles))


def _margins_text(styles: etree._Element) -> str:
    lines = []
    for page in styles.iter(STYLE + "master-page"):
        lines += [
            clean("".join(map(str, paragraph.itertext())))
            for paragraph in page.iter(TEXT + "p", TEXT + "h")
        ]
    return "\n".join(line for line in lines if line)


class _OdtReader:
    def __init__(self, styles: OdtStyles) -> None:
        self._styles = styles
        self._lists: dict[str, OpenList] = {}
        self._last_list: dict[str, OpenList] = {}
        self._outline = [0] * 10
        self._notes: list[etree._Element] = []
        self._boxes: list[etree._Element] = []
        self._left_out: set[str] = set()
        self._schemes: frozenset[Scheme] = frozenset()

    def read(self, body: etree._Element) -> str:
        """Body, then footnotes and endnotes."""
        self._schemes = self._legacy_schemes(body)
        page = PageText()
        self._blocks(body, page)
        for number, note in enumerate(self._notes, start=1):
            text = PageText()
            self._blocks(note, text)
            page.paragraph(f"[{number}] " + "\n".join(text.blocks))
        return page.text

    def notes(self) -> Iterator[str]:
        """What the reader should know about the text."""
        if self._schemes:
            names = " và ".join(
                sorted({scheme.value.partition(",")[0] for scheme in self._schemes})
            )
            yield f"Đã chuyển chữ từ bảng mã {names} sang Unicode."
        if "deletion" in self._left_out:
            yield "Đã bỏ phần chữ bị xóa trong chế độ theo dõi thay đổi, giữ phần được thêm."
        if "hidden" in self._left_out:
            yield "Đã bỏ phần chữ ẩn."
        if "contents" in self._left_out:
            yield "Đã bỏ mục lục tự động."

    # Blocks

    def _blocks(self, parent: etree._Element, page: PageText) -> None:
        for child in parent:
            self._block(child, page)

    def _block(self, child: etree._Element, page: PageText) -> None:
        if child.tag == TEXT + "p":
            self._paragraph(child, page, "")
        elif child.tag == TEXT + "h":
            self._paragraph(child, page, self._heading_label(child))
        elif child.tag == TEXT + "list":
            self._list(child, page, None, 0)
        elif child.tag == TABLE + "table":
            page.table(list(self._rows(child)))
        elif child.tag == TEXT + "table-of-content":
            self._left_out.add("contents")
        elif child.tag == TEXT + "tracked-changes":
            self._left_out.add("deletion")
        elif child.tag.startswith(DRAW):
            self._boxes += _text_boxes(child)
            self._read_boxes(page)
        elif child.tag in _OPEN_BLOCKS and child.get(TEXT + "display") != "none":
            self._blocks(child, page)

    def _paragraph(self, paragraph: etree._Element, page: PageText, label: str) -> None:
        look = self._styles.look_of("paragraph", paragraph.get(TEXT + "style-name"), _PLAIN)
        text = clean(joined_pieces(self._pieces(paragraph, look), self._schemes))
        if text:
            page.paragraph(label + text)
        self._read_boxes(page)

    def _read_boxes(self, page: PageText) -> None:
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._blocks(box, page)

    def _heading_label(self, heading: etree._Element) -> str:
        at = max(0, whole_number(heading.get(TEXT + "outline-level"), 1, 10) - 1)
        if heading.get(TEXT + "is-list-header") == "true" or at not in self._styles.outline:
            return ""
        self._outline[at] += 1
        self._outline[at + 1 :] = [0] * (9 - at)
        return written_label(self._styles.outline, self._outline, at)

    # Lists

    def _list(
        self, element: etree._Element, page: PageText, outer: OpenList | None, at: int
    ) -> None:
        opened = outer or self._opened(element)
        own_style = element.get(TEXT + "style-name")
        if outer is not None and own_style and own_style != outer.style:
            opened = OpenList(own_style, outer.counters)
        for item in element:
            if item.tag in {TEXT + "list-item", TEXT + "list-header"}:
                self._item(item, page, opened, min(at, 9))

    def _opened(self, element: etree._Element) -> OpenList:
        """A new list, or the one that this list goes on."""
        style = element.get(TEXT + "style-name", "")
        continued = self._lists.get(element.get(TEXT + "continue-list", ""))
        if continued is None and element.get(TEXT + "continue-numbering") == "true":
            continued = self._last_list.get(style)
        opened = continued or OpenList(style)
        if style and opened.style != style:
            opened = OpenList(style, opened.counters)
        if own_id := element.get(XML_ID):
            self._lists[own_id] = opened
        self._last_list[style] = opened
        return opened

    def _item(self, item: etree._Element, page: PageText, opened: OpenList, at: int) -> None:
        label = ""
        first = next(iter(item), None)
        if (
            item.tag == TEXT + "list-item"
            and first is not None
            and first.tag in {TEXT + "p", TEXT + "h"}
        ):
            named = opened.style or self._styles.list_style_of(first.get(TEXT + "style-name"))
            counted = OpenList(named, opened.counters)
            start = item.get(TEXT + "start-value")
            if start is not None:
                counted.counters[at] = whole_number(start, 1)
            else:
                current = counted.counters[at]
                counted.counters[at] = (
                    current + 1 if current else self._styles.start_of(counted, at)
                )
            counted.counters[at + 1 :] = [0] * (9 - at)
            label = self._styles.label(counted, at)
        for child in item:
            if child.tag in {TEXT + "p", TEXT + "h"}:
                self._paragraph(child, page, label)
                label = ""
            elif child.tag == TEXT + "list":
                self._list(child, page, opened, at + 1)
            else:
                self._block(child, page)

    # Tables

    def _rows(self, table: etree._Element) -> Iterator[list[list[str]]]:
        for child in table:
            if child.tag == TABLE + "table-row":
                row = list(self._cells(child))[:_COLUMNS_MAX]
                filled = any(row)
                repeated = whole_number(
                    child.get(TABLE + "number-rows-repeated"), 1, _ROWS_REPEATED_MAX
                )
                yield from [row] * (repeated if filled else 1)
            elif child.tag in _OPEN_BLOCKS:
                yield from self._rows(child)

    def _cells(self, row: etree._Element) -> Iterator[list[str]]:
        for child in row:
            repeated = whole_number(child.get(TABLE + "number-columns-repeated"), 1, _COLUMNS_MAX)
            if child.tag == TABLE + "table-cell":
                page = PageText()
                self._blocks(child, page)
                yield from [
                    [line for block in page.blocks for line in block.split("\n")]
                ] * repeated
            elif child.tag == TABLE + "covered-table-cell":
                yield from [[]] * repeated

    # Inline

    def _pieces(self, parent: etree._Element, look: RunLook) -> Iterator[Piece]:
        yield self._shown(parent.text, look)
        for child in parent:
            yield from self._inline(child, look)
            yield self._shown(child.tail, look)

    def _inline(self, child: etree._Element, look: RunLook) -> Iterator[Piece]:
        tag = child.tag
        if tag == TEXT + "span":
            yield from self._pieces(
                child, self._styles.look_of("text", child.get(TEXT + "style-name"), look)
            )
        elif tag == TEXT + "s":
            yield " " * whole_number(child.get(TEXT + "c"), 1, _SPACES_MAX), None
        elif tag == TEXT + "tab":
            yield "\t", None
        elif tag == TEXT + "line-break":
            yield "\n", None
        elif tag == TEXT + "note":
            body = child.find(TEXT + "note-body")
            self._notes += [body] if body is not None else []
        elif tag.startswith(DRAW):
            self._boxes += _text_boxes(child)
        elif tag not in _CLOSED:
            yield from self._pieces(child, look)

    def _shown(self, text: str | None, look: RunLook) -> Piece:
        if text and look.hidden:
            self._left_out.add("hidden")
            return "", None
        # White space in the XML is layout; spaces that show are text:s, tabs text:tab (ODF 1.3,
        # 6.1.2).
        return piece_of(_LAYOUT_SPACE.sub(" ", text or ""), look.scheme, look.capitals)

    def _legacy_schemes(self, body: etree._Element) -> frozenset[Scheme]:
        texts: dict[Scheme, str] = {}
        for paragraph in body.iter(TEXT + "p", TEXT + "h"):
            look = self._styles.look_of("paragraph", paragraph.get(TEXT + "style-name"), _PLAIN)
            for piece, scheme in self._pieces(paragraph, look):
                if scheme is not None:
                    texts[scheme] = texts.get(scheme, "") + piece
            for scheme in texts:
                texts[scheme] += "\n"
        self._notes, self._boxes, self._left_out = [], [], set()
        return schemes_in_use(texts)


def _text_boxes(drawing: etree._Element) -> list[etree._Element]:
    found: list[etree._Element] = []
    waiting = [drawing]
    while waiting:
        element = waiting.pop()
        if element.tag == DRAW + "text-box":
            found.append(element)
        elif element.tag.startswith(DRAW):
            waiting += list(element)[::-1]
    return found
