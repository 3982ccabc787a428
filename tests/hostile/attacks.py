"""Builders of real hostile files. Each function returns the bytes of one file."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from tests.core.text.reading.office_files import (
    CONTENT_TYPES,
    archive,
    docx,
    odt,
    paragraph,
    pdf_file,
    word_root,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MEGABYTE = 1024 * 1024
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def raw_zip(members: Sequence[tuple[str, bytes, int]]) -> bytes:
    """A zip archive written by hand: (name, raw deflate stream, size that is declared, true or
    not).
    """
    content, directory = b"", b""
    for name, packed, declared in members:
        encoded = name.encode()
        fields = struct.pack("<3H", 0x0800, 8, 0) + struct.pack("<H3L", 0, 0, len(packed), declared)
        lengths = struct.pack("<H", len(encoded))
        directory += (
            b"PK\x01\x02\x14\x00\x14\x00"
            + fields
            + lengths
            + bytes(12)
            + struct.pack("<L", len(content))
        )
        directory += encoded
        content += b"PK\x03\x04\x14\x00" + fields + lengths + b"\0\0" + encoded + packed
    count = len(members)
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, count, count, len(directory), len(content), 0)
    return content + directory + end


def zeros(megabytes: int) -> bytes:
    """A deflate stream of so many megabytes of zeros, about a kilobyte each; made without making
    the zeros.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(b"\0" * MEGABYTE)
    block = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = block.compress(b"\0" * MEGABYTE) + block.flush(zlib.Z_FULL_FLUSH)
    return one * megabytes + b"\x03\x00"


def _plain(text: str) -> tuple[bytes, int]:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(text.encode()) + packer.flush(), len(text.encode())


def bomb(declared: bool) -> bytes:
    """A .docx of twelve gigabytes; with declared=False its directory says a kilobyte."""
    members = [
        ("[Content_Types].xml", *_plain(CONTENT_TYPES)),
        ("_rels/.rels", *_plain(_RELATIONS)),
    ]
    size = 4000 if declared else 0
    stream = zeros(4000)
    names = ("word/document.xml", "word/a.xml", "word/b.xml")
    return raw_zip([*members, *((name, stream, size * MEGABYTE or 1000) for name in names)])


def overlapping_bomb() -> bytes:
    """Many directory entries that all point at one stream: small file, huge sum."""
    stream = zeros(1000)
    single = raw_zip([("word/document.xml", stream, 1000 * MEGABYTE)])
    end = single.rindex(b"PK\x05\x06")
    start = single.index(b"PK\x01\x02")
    entry = single[start:end]
    directory = raw_zip([("[Content_Types].xml", *_plain(CONTENT_TYPES))])
    first = directory[directory.index(b"PK\x01\x02") : directory.rindex(b"PK\x05\x06")]
    entries = first + b"".join(
        entry.replace(b"document", f"docum{number:03}".encode()) for number in range(200)
    )
    tail = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 201, 201, len(entries), start, 0)
    return single[:start] + entries + tail


def nested_bomb() -> bytes:
    """A document that carries an archive in an archive in an archive of zeros: only what is read
    counts.
    """
    inner = archive({"zeros": b"\0" * MEGABYTE})
    for _ in range(5):
        inner = archive({f"{number}.zip": inner for number in range(10)})
    return docx(paragraph("Văn bản có tệp nhúng"), other={"word/embeddings/inner.zip": inner})


def quine() -> bytes:
    """A document that carries itself, as the archive that unpacks to itself does."""
    inner = docx(paragraph("Tệp chứa chính nó"))
    return docx(paragraph("Tệp chứa chính nó"), other={"word/embeddings/self.docx": inner})


def with_document(document: str, other: Mapping[str, str | bytes] | None = None) -> bytes:
    """A .docx whose main part is exactly this."""
    members = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": document,
    }
    return archive({**members, **(other or {})})


def entity(target: str) -> bytes:
    """A .docx whose text is an entity that points at a file or an address."""
    body = word_root("document", "<w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body>")
    return with_document(f'<!DOCTYPE d [<!ENTITY e SYSTEM "{target}">]>{body}')


def parameter_entity(target: str) -> bytes:
    """A .docx that asks for an outside document type."""
    return with_document(f'<!DOCTYPE d SYSTEM "{target}">' + word_root("document", "<w:body/>"))


def inclusion(target: str) -> bytes:
    """A .docx that asks to include a file by XInclude and a style sheet, and relates to outside
    parts.
    """
    include = (
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{target}" parse="text"/>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="{kind}" TargetMode="External" '
            f'Target="{target}" Type="http://schemas.'
            f'openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
            for kind in ("attachedTemplate", "styles", "image", "header")
        )
        + "</Relationships>"
    )
    body = f"<w:body><w:p><w:r><w:t>Kế hoạch</w:t>{include}</w:r></w:p></w:body>"
    return with_document(
        f'<?xml-stylesheet href="{target}"?>' + word_root("document", body),
        {"word/_rels/document.xml.rels": relations},
    )


def laughs() -> bytes:
    """A billion laughs: entities of entities."""
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    body = word_root("document", "<w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body>")
    return with_document(f"<!DOCTYPE d [{entities}]>{body}")


def odt_laughs() -> bytes:
    """The same in the style part of an .odt."""
    return odt(
        "<text:p>x</text:p>", other={"styles.xml": '<!DOCTYPE d [<!ENTITY a "ha">]><x>&a;</x>'}
    )


def nested_tables(levels: int) -> bytes:
    """A .docx of tables inside tables."""
    opened, closed = "<w:tbl><w:tr><w:tc>" * levels, "</w:tc></w:tr></w:tbl>" * levels
    return with_document(word_root("document", f"<w:body>{opened}<w:p/>{closed}</w:body>"))


def many_paragraphs(count: int) -> bytes:
    """A .docx of so many short paragraphs."""
    return docx(paragraph("x") * count)


def many_runs(count: int) -> bytes:
    """A .docx of one paragraph of so many runs, each in a style that rests on a long chain."""
    styles = "".join(
        (
            f'<w:style w:type="paragraph" w:styleId="S{number}">'
            f'<w:basedOn w:val="S{(number + 1) % 5000}"/></w:style>'
        )
        for number in range(5000)
    )
    runs = '<w:r><w:rPr><w:rStyle w:val="S0"/></w:rPr><w:t>x</w:t></w:r>' * count
    return docx(f'<w:p><w:pPr><w:pStyle w:val="S0"/></w:pPr>{runs}</w:p>', styles=styles)


def repeated_cells() -> bytes:
    """An .odt with cells and rows repeated two thousand million times, and spaces too."""
    many = "2147483648"
    row = (
        f'<table:table-row table:number-rows-repeated="{many}"><table:table-cell '
        f'table:number-columns-repeated="{many}"><text:p>'
        f'ô<text:s text:c="{many}"/>x</text:p></table:table-cell>'
        "</table:table-row>"
    )
    return odt(f"<table:table>{row * 3}</table:table>")


def nested_divs(levels: int) -> bytes:
    """A page of boxes in boxes."""
    return b"<html><body>" + b"<div>" * levels + b"x"


def unclosed_fonts(count: int) -> bytes:
    """A page of marks that are opened and never closed."""
    return b"<html><body>" + b"<p><font face=a><i><b>x" * count


def huge_attribute() -> bytes:
    """A page with one attribute of eight megabytes and ten thousand attributes."""
    many = b" ".join(b"a%d=1" % number for number in range(10_000))
    return b"<html><body><p title='" + b"x" * (8 * MEGABYTE) + b"'>x</p><p " + many + b">y</p>"


# PDF


def pdf_of(
    pages: str,
    count: str = "1",
    content: bytes = b"BT ET",
    extra: Sequence[bytes] = (),
    trailer: str = "",
) -> bytes:
    """A PDF with this list of pages and one content stream, which is object 4."""
    return pdf_file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{pages}] /Count {count} >>".encode(),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F0 5 0 R >> /XObject << /X0 6 0 R >> >> >>",
            b"<< /Length "
            + str(len(content)).encode()
            + b" >>\nstream\n"
            + content
            + b"\nendstream",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *extra,
        ],
        trailer,
    )


def locked_pdf() -> bytes:
    """A PDF that needs a password."""
    lock = (
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
        + "41" * 32
        + "> /U <"
        + "42" * 32
        + "> >> /ID [<00><00>]"
    )
    return pdf_of("3 0 R", trailer=lock)


def cyclic_pages() -> bytes:
    """A page tree that is its own child."""
    return pdf_of("2 0 R 3 0 R 2 0 R", "3")


def giant_page_count() -> bytes:
    """A page tree that claims two thousand million pages."""
    return pdf_of("3 0 R", "2147483647")


def many_pages(count: int) -> bytes:
    """The same page so many times."""
    return pdf_of("3 0 R " * count, str(count))


def many_objects(count: int) -> bytes:
    """A PDF of so many objects."""
    return pdf_of("3 0 R", extra=[b"null"] * count)


def deep_arrays(levels: int) -> bytes:
    """Arrays in arrays, in the page and in its content."""
    return pdf_of(
        "3 0 R",
        content=b"[" * levels + b"]" * levels + b" TJ",
        extra=[b"[" * levels + b"]" * levels],
    )


def stream_bomb(megabytes: int) -> bytes:
    """A content stream of zeros, packed twice."""
    packed = zlib.compress(zlib.compress(b" " * MEGABYTE * megabytes, 9), 9)
    head = f"<< /Length {len(packed)} /Filter [/FlateDecode /FlateDecode] >>\nstream\n".encode()
    page = pdf_of("3 0 R", extra=[b"null", head + packed + b"\nendstream"])
    return page.replace(b"/Contents 4 0 R", b"/Contents 7 0 R")


def form_in_itself() -> bytes:
    """A form that draws itself."""
    content = b"/X0 Do /X0 Do"
    form = (
        "<< /Type /XObject /Subtype /Form /BBox [0 0 "
        "1 1] /Resources << /XObject << /X0 6 0 R >> >> "
        f"/Length {len(content)} >>\nstream\n".encode()
        + content
        + b"\nendstream"
    )
    return pdf_of("3 0 R", content=content, extra=[form])


def many_strokes(count: int) -> bytes:
    """A page of so many ruled lines."""
    lines = b"".join(
        b"%d 0 m %d 800 l S 0 %d m 500 %d l S\n" % (at % 500, at % 500, at % 800, at % 800)
        for at in range(count)
    )
    return pdf_of("3 0 R", content=b"BT /F0 9 Tf 10 10 Td (Ke hoach) Tj ET\n" + lines)


def much_text(lines: int) -> bytes:
    """A page of so many lines of text."""
    return pdf_of(
        "3 0 R",
        content=b"BT /F0 1 Tf "
        + b"".join(
            b"1 0 0 1 %d %d Tm (Ke hoach %d) Tj " % (at % 50 * 10, at // 50 % 800, at)
            for at in range(lines)
        )
        + b"ET",
    )


# Plain


def one_line(size: int) -> bytes:
    """A text of one line."""
    return b"x" * size


def gzip_bomb() -> bytes:
    """A gzip file that would inflate to a hundred megabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(b"\0" * 100 * MEGABYTE) + packer.flush()
