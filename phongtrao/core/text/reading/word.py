"""Word documents (.docx) as a person reads them: list labels shown, deletions and hidden text left
out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.text.legacy_detection import schemes_in_use
from phongtrao.core.text.reading.archives import CheckedArchive
from phongtrao.core.text.reading.list_labels import symbol
from phongtrao.core.text.reading.page_text import PageText, Piece, clean, joined_pieces, piece_of
from phongtrao.core.text.reading.results import Reading
from phongtrao.core.text.reading.word_fields import Fields
from phongtrao.core.text.reading.word_numbering import Numbering
from phongtrao.core.text.reading.word_parts import WordParts, word_parts
from phongtrao.core.text.reading.word_styles import RunLook, Styles, W, value_of, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from phongtrao.core.text.legacy import Scheme
    from phongtrao.core.text.reading.limits import ReadingLimits

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VML = "{urn:schemas-microsoft-com:vml}"
_COLUMNS_MAX = 63  # the most columns that Word gives a table

# Wrappers whose content is read as if they were not there, and those whose content is left out.
_OPEN = frozenset(
    W + tag
    for tag in (
        "hyperlink",
        "ins",
        "moveTo",
        "smartTag",
        "sdtContent",
        "customXml",
        "dir",
        "bdo",
        "fldSimple",
        "body",
    )
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_word(data: bytes, shown: str, limits: ReadingLimits) -> Reading:
    """Read a .docx. Raises the refusals of archives, XML parts and sizes."""
    parts = word_parts(CheckedArchive(data, shown, limits), shown)
    reader = _WordReader(parts)
    text = reader.read()
    return Reading(text, "docx", tuple(reader.notes()), margins=_margins_text(parts))


def _margins_text(parts: WordParts) -> str:
    """Text of headers, footers and watermarks, a line a paragraph: no part of the text, yet a stamp
    may stand there.
    """
    lines = []
    for root in parts.margins:
        lines += [
            "".join(map(str, paragraph.itertext(W + "t"))) for paragraph in root.iter(W + "p")
        ]
    for root in (parts.document, *parts.margins):
        lines += [path.get("string", "") for path in root.iter(_VML + "textpath")]
    return "\n".join(line for line in map(clean, lines) if line)


class _WordReader:
    def __init__(self, parts: WordParts) -> None:
        self._parts = parts
        self._styles = Styles(parts.styles)
        self._numbering = Numbering(parts.numbering)
        self._fields = Fields()
        self._note_references: list[tuple[str, str]] = []
        self._boxes: list[etree._Element] = []
        self._carried: list[Piece] = []
        self._left_out: set[str] = set()
        self._schemes = self._legacy_schemes() if parts.names_legacy_fonts else frozenset()

    def read(self) -> str:
        """Body, then footnotes and endnotes."""
        page = PageText()
        self._blocks(self._parts.document, page)
        self._add_notes(page)
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
        if "altChunk" in self._left_out:
            yield "Có phần nhúng từ tệp khác không đọc được; hãy mở tệp và lưu lại để gộp phần đó."

    # Blocks

    def _blocks(self, parent: etree._Element, page: PageText) -> None:
        for child in parent:
            if child.tag == W + "p":
                self._paragraph(child, page)
            elif child.tag == W + "tbl":
                page.table(list(self._rows(child)))
            elif child.tag == W + "sdt":
                self._content_control(child, page)
            elif child.tag in _OPEN:
                self._blocks(child, page)
            elif child.tag == W + "altChunk":
                self._left_out.add("altChunk")

    def _content_control(self, control: etree._Element, page: PageText) -> None:
        gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if gallery is not None and gallery.get(W + "val") == "Table of Contents":
            self._left_out.add("contents")
            return
        content = control.find(W + "sdtContent")
        if content is not None:
            self._blocks(content, page)

    def _paragraph(self, paragraph: etree._Element, page: PageText) -> None:
        properties = paragraph.find(W + "pPr")
        mark = properties.find(W + "rPr") if properties is not None else None
        pieces = [*self._carried, *self._pieces(paragraph, value_of(properties, "pStyle"))]
        self._carried = []
        if mark is not None and mark.find(W + "del") is not None:
            # Its mark is deleted: the paragraph runs on into the next one.
            self._carried = pieces
            return
        text = clean(joined_pieces(pieces, self._schemes))
        label = self._label(properties) if text or not _held_text(paragraph) else ""
        if text:
            page.paragraph(label + text)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._blocks(box, page)

    def _label(self, properties: etree._Element | None) -> str:
        numbering, style_id = self._styles.numbering_of(properties)
        return "" if numbering is None else self._numbering.label_of(numbering, style_id)

    def _rows(self, table: etree._Element) -> Iterator[list[list[str]]]:
        for child in table:
            if child.tag == W + "tr":
                properties = child.find(W + "trPr")
                if properties is not None and properties.find(W + "del") is not None:
                    self._left_out.add("deletion")
                else:
                    yield list(self._cells(child))
            elif child.tag in _OPEN or child.tag == W + "sdt":
                yield from self._rows(child)

    def _cells(self, row: etree._Element) -> Iterator[list[str]]:
        for child in row:
            if child.tag == W + "tc":
                yield from self._cell(child)
            elif child.tag in _OPEN or child.tag == W + "sdt":
                yield from self._cells(child)

    def _cell(self, cell: etree._Element) -> Iterator[list[str]]:
        properties = cell.find(W + "tcPr")
        covered = properties is not None and properties.find(W + "vMerge") is not None
        if covered and value_of(properties, "vMerge") not in {"", "continue"}:
            covered = False
        page = PageText()
        self._blocks(cell, page)
        yield [] if covered else [line for block in page.blocks for line in block.split("\n")]
        for _ in range(1, whole_number(value_of(properties, "gridSpan"), 1, _COLUMNS_MAX)):
            yield []

    def _add_notes(self, page: PageText) -> None:
        roots = {"footnote": self._parts.footnotes, "endnote": self._parts.endnotes}
        texts = {
            (kind, note.get(W + "id", "")): note
            for kind, root in roots.items()
            if root is not None
            for note in root.iter(W + kind)
        }
        for number, reference in enumerate(dict.fromkeys(self._note_references), start=1):
            if reference in texts:
                note = PageText()
                self._blocks(texts[reference], note)
                page.paragraph(f"[{number}] " + "\n".join(note.blocks))

    # Runs

    def _pieces(self, parent: etree._Element, style: str | None) -> Iterator[Piece]:
        for child in parent:
            if child.tag == W + "r":
                yield from self._run_pieces(child, style)
            elif child.tag == W + "sdt":
                content = child.find(W + "sdtContent")
                yield from self._pieces(content, style) if content is not None else ()
            elif child.tag in _OPEN:
                yield from self._pieces(child, style)
            elif child.tag in {W + "del", W + "moveFrom"}:
                self._left_out.add("deletion")
            elif child.tag.startswith(_MATH):
                yield "".join(map(str, child.itertext(_MATH + "t"))), None
            elif child.tag == _CHOICE + "AlternateContent":
                yield from self._pieces(_chosen(child), style)

    def _run_pieces(self, run: etree._Element, style: str | None) -> Iterator[Piece]:
        look = self._styles.look_of(run, style)
        for child in run:
            if self._fields.follow(child):
                if self._fields.in_contents:
                    self._left_out.add("contents")
            elif look.hidden:
                self._left_out.add("hidden")
            elif self._fields.shown:
                yield from self._sign(child, look)

    def _sign(self, child: etree._Element, look: RunLook) -> Iterator[Piece]:
        tag = child.tag.removeprefix(W)
        if tag == "t":
            yield piece_of(child.text or "", look.scheme, look.capitals)
        elif tag in _SIGNS:
            yield _SIGNS[tag], look.scheme
        elif tag == "softHyphen":
            # In the fonts of TCVN3 the soft hyphen is the letter ư; in Unicode it is nothing.
            yield "\u00ad", look.scheme
        elif tag == "sym":
            yield symbol(child.get(W + "char", "")), None
        elif tag in {"footnoteReference", "endnoteReference"}:
            self._note_references.append((tag.removesuffix("Reference"), child.get(W + "id", "")))
        elif tag in {"drawing", "pict", "object"}:
            self._boxes += _text_boxes(child)
        elif child.tag == _CHOICE + "AlternateContent":
            for part in _chosen(child):
                yield from self._sign(part, look)

    def _legacy_schemes(self) -> frozenset[Scheme]:
        texts: dict[Scheme, str] = {}
        for paragraph in self._parts.document.iter(W + "p"):
            style = value_of(paragraph.find(W + "pPr"), "pStyle")
            for run in paragraph.iter(W + "r"):
                scheme = self._styles.look_of(run, style).scheme
                if scheme is not None:
                    texts[scheme] = texts.get(scheme, "") + "".join(map(str, run.itertext(W + "t")))
            for scheme in texts:
                texts[scheme] += "\n"
        return schemes_in_use(texts)


def _held_text(paragraph: etree._Element) -> bool:
    """Whether a paragraph that shows nothing had text, deleted or hidden: Word does not count it in
    its list.
    """
    return any(found.text for found in paragraph.iter(W + "t", W + "delText"))


def _chosen(alternatives: etree._Element) -> etree._Element:
    """One of the alternatives of an AlternateContent: the first choice that holds anything, else
    the fallback.
    """
    for tag in ("Choice", "Fallback"):
        for found in alternatives.iterfind(_CHOICE + tag):
            if len(found):
                return found
    return alternatives.makeelement("empty")


def _text_boxes(drawing: etree._Element) -> list[etree._Element]:
    """The outermost text boxes of a drawing, each once: an AlternateContent inside counts with one
    alternative.
    """
    found: list[etree._Element] = []
    waiting = [drawing]
    while waiting:
        element = waiting.pop()
        if element.tag == W + "txbxContent":
            found.append(element)
        elif element.tag == _CHOICE + "AlternateContent":
            waiting += list(_chosen(element))[::-1]
        else:
            waiting += list(element)[::-1]
    return found
