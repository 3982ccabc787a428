"""Small real files for the reading tests: .docx, .odt and .pdf made from a few lines."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_ROOT = (
    f'<w:{{tag}} xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">{body}</w:{tag}>'
)
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default '
    'Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def archive(members: Mapping[str, str | bytes], first_stored: bool = False) -> bytes:
    """A zip archive; first_stored: the first member is stored as it is, as OpenDocument asks."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for number, (name, content) in enumerate(members.items()):
            stored = first_stored and number == 0
            made.writestr(name, content, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return target.getvalue()


def word_root(tag: str, body: str) -> str:
    """A part of a Word document."""
    return WORD_ROOT.format(tag=tag, body=body)


def run(text: str, properties: str = "") -> str:
    """A run of text. properties: inner XML of w:rPr."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    """A paragraph; a run that is no XML is taken as text. properties: inner XML of w:pPr."""
    inner = "".join(found if found.startswith("<") else run(found) for found in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def item(text: str, number: int = 1, level: int = 0) -> str:
    """A paragraph of an automatic list."""
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, properties=place)


def cell(*paragraphs: str, properties: str = "") -> str:
    """A table cell; strings that are no XML become paragraphs. properties: inner XML of w:tcPr."""
    inner = "".join(found if found.startswith("<") else paragraph(found) for found in paragraphs)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(rows: Iterable[Sequence[str]]) -> str:
    """A table; cells that are no w:tc become one."""
    lines = (
        "".join(found if found.startswith("<w:tc>") else cell(found) for found in row)
        for row in rows
    )
    return "<w:tbl>" + "".join(f"<w:tr>{line}</w:tr>" for line in lines) + "</w:tbl>"


def levels(*formats: tuple[str, str] | str) -> str:
    """Levels of a list: (format, text) or inner XML of w:lvl, from level 0 on."""
    made = ""
    for number, found in enumerate(formats):
        inner = (
            found
            if isinstance(found, str)
            else (
                f'<w:start w:val="1"/><w:numFmt w:val="{found[0]}"/><w:lvlText w:val="{found[1]}"/>'
            )
        )
        made += f'<w:lvl w:ilvl="{number}">{inner}</w:lvl>'
    return made


def numbering(*lists: str, extra: str = "") -> str:
    """numbering.xml: for each string of levels an abstract list and the list of the same number,
    from 1.
    """
    numbers = range(1, len(lists) + 1)
    abstracts = "".join(
        f'<w:abstractNum w:abstractNumId="{number}">{inner}</w:abstractNum>'
        for number, inner in zip(numbers, lists, strict=True)
    )
    nums = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in numbers
    )
    return abstracts + nums + extra


def docx(
    body: str, other: Mapping[str, str | bytes] | None = None, **parts: str | Sequence[str]
) -> bytes:
    """A Word document. body: inner XML of w:body. parts: inner XML of styles, numbering, footnotes,
    endnotes, header, footer (several: a list). other: further members of the archive.
    """
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": word_root("document", f"<w:body>{body}</w:body>"),
    }
    tags = {"header": "hdr", "footer": "ftr"}
    relations = ""
    for kind, contents in parts.items():
        for number, content in enumerate([contents] if isinstance(contents, str) else contents):
            name = f"{kind}{number or ''}.xml"
            members[f"word/{name}"] = word_root(tags.get(kind, kind), content)
            relations += f'<Relationship Id="{kind}{number}" Type="{R}/{kind}" Target="{name}"/>'
    members["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
    )
    members.update(other or {})
    return archive(members)


ODF = "urn:oasis:names:tc:opendocument:xmlns:"
ODF_SPACES = " ".join(
    f'xmlns:{short}="{ODF}{long}:1.0"'
    for short, long in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
    }.items()
)
LOEXT = 'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'


def odt(
    body: str, automatic: str = "", styles: str = "", other: Mapping[str, str | bytes] | None = None
) -> bytes:
    """An OpenDocument text. body: inner XML of office:text. automatic, styles: styles of
    content.xml and styles.xml.
    """
    members: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {ODF_SPACES} "
        f"{LOEXT}><office:automatic-styles>{automatic}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
        "styles.xml": (
            f"<office:document-styles {ODF_SPACES} {LOEXT}>{styles}</office:document-styles>"
        ),
    }
    members.update(other or {})
    return archive(members, first_stored=True)


class PdfMaker:
    """Writes a PDF: pages of text at places, ruled lines, pictures. Vietnamese goes through a
    ToUnicode table.
    """

    def __init__(self) -> None:
        self._pages: list[list[str]] = []
        self._pictures: set[int] = set()
        self._notes: dict[int, str] = {}
        self._codes: dict[str, int] = {}
        self._fonts: list[str] = ["Tinos"]

    def page(self) -> PdfMaker:
        """Begin a page (A4)."""
        self._pages.append([])
        return self

    def text(
        self, x: float, y: float, words: str, size: float = 13, font: str = "Tinos"
    ) -> PdfMaker:
        """A line of text; every character is half as wide as its size."""
        if font not in self._fonts:
            self._fonts.append(font)
        codes = "".join(
            f"{self._codes.setdefault(sign, len(self._codes) + 1):04X}" for sign in words
        )
        number = self._fonts.index(font)
        self._pages[-1].append(f"BT /F{number} {size} Tf 1 0 0 1 {x} {y} Tm <{codes}> Tj ET")
        return self

    def paragraph(self, x: float, y: float, lines: Sequence[str], step: float = 18) -> float:
        """Lines under one another; returns the place of the next line."""
        for line in lines:
            self.text(x, y, line)
            y -= step
        return y

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> PdfMaker:
        """A ruled line."""
        self._pages[-1].append(f"{x0} {y0} m {x1} {y1} l S")
        return self

    def box(self, x: float, y: float, width: float, height: float) -> PdfMaker:
        """A filled bar or box."""
        self._pages[-1].append(f"{x} {y} {width} {height} re f")
        return self

    def raw(self, operators: str) -> PdfMaker:
        """Any page operators."""
        self._pages[-1].append(operators)
        return self

    def picture(self) -> PdfMaker:
        """A picture that fills the page."""
        self._pictures.add(len(self._pages) - 1)
        self._pages[-1].append("q 595 0 0 842 0 0 cm /Im0 Do Q")
        return self

    def note(self, words: str) -> PdfMaker:
        """An annotation on the page."""
        self._notes[len(self._pages) - 1] = words
        return self

    def bytes(self) -> bytes:
        """The file."""
        objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
        table = "".join(
            f"<{code:04X}> <{sign.encode('utf-16-be').hex()}>\n"
            for sign, code in self._codes.items()
        )
        cmap = (
            "/CIDInit /ProcSet findresource begin 12 dict "
            "begin begincmap /CMapName /T def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            f"{len(self._codes)} beginbfchar\n{table}endbfchar endcmap end end"
        )
        objects.append(_stream("", cmap.encode()))
        objects.append(
            _stream(
                (
                    "/Type /XObject /Subtype /Image /Width 1 /Height "
                    "1 /ColorSpace /DeviceGray /BitsPerComponent 8"
                ),
                b"\0",
            )
        )
        fonts = ""
        for number, name in enumerate(self._fonts):
            objects.append(
                "<< /Type /Font /Subtype /Type0 /BaseFont "
                f"/{name} /Encoding /Identity-H /ToUnicode 3 0 R "
                f"/DescendantFonts [{len(objects) + 2} 0 R] >>".encode()
            )
            fonts += f"/F{number} {len(objects)} 0 R "
            objects.append(
                f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /DW 500 /CIDSystemInfo "
                "<< /Registry (Adobe) /Ordering (Identity) /Supplement "
                f"0 >> /FontDescriptor {len(objects) + 2} 0 R >>".encode()
            )
            objects.append(
                f"<< /Type /FontDescriptor /FontName /{name} "
                "/Flags 4 /Ascent 800 /Descent -200 /CapHeight 700 "
                "/ItalicAngle 0 /StemV 80 /FontBBox [0 -200 1000 800] >>".encode()
            )
        kids = ""
        for number, operators in enumerate(self._pages):
            objects.append(_stream("", "\n".join(operators).encode()))
            annotations = ""
            if number in self._notes:
                words = (b"\xfe\xff" + self._notes[number].encode("utf-16-be")).hex()
                annotations = (
                    "/Annots [<< /Type /Annot /Subtype /FreeText /Rect "
                    f"[0 0 9 9] /Contents <{words}> /DA (/F0 9 Tf) >>]"
                )
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 "
                f"842] /Contents {len(objects)} 0 R {annotations} "
                f"/Resources << /Font << {fonts}>> /XObject << /Im0 4 0 R >> >> >>".encode()
            )
            kids += f"{len(objects)} 0 R "
        objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(self._pages)} >>".encode()
        return pdf_file(objects)


def _stream(entries: str, content: bytes) -> bytes:
    return f"<< /Length {len(content)} {entries} >>\nstream\n".encode() + content + b"\nendstream"


def pdf_file(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A PDF file of these objects; the first is the catalog."""
    content = bytearray(b"%PDF-1.7\n")
    places = []
    for number, inner in enumerate(objects, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n".encode() + inner + b"\nendobj\n"
    start = len(content)
    content += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    content += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return bytes(content) + (
        (
            f"trailer << /Size {len(objects) + 1} /Root 1 "
            f"0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
        ).encode()
    )
