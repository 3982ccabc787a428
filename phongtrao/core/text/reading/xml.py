"""XML parts of office files: no document type, no entities, no network, no excess."""

from __future__ import annotations

import re

from lxml import etree

from phongtrao.core.text.reading.errors import FileDamaged, FileHasEntities, FileTooComplex

# libxml2 knows more encodings (UTF-7, EBCDIC), in which the check for "<!DOCTYPE" below would see
# nothing.
_ENCODINGS = frozenset(
    {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"utf-16", b"iso-8859-1", b"windows-1252"}
)
_DECLARED = re.compile(rb"""^<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DOCUMENT_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def parse_xml(data: bytes, shown: str) -> etree._Element:
    """The root element; comments and processing instructions are dropped.

    data: one XML part in UTF-8 or UTF-16. shown: name for the refusal.
    Raises FileHasEntities, FileTooComplex (nested too deeply, a text too long) or FileDamaged.
    """
    data = without_entities(data, shown)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as broken:
        if "xcessive depth" in str(broken) or "huge" in str(broken).lower():
            raise FileTooComplex(name=shown) from broken
        raise FileDamaged(name=shown) from broken


def without_entities(data: bytes, shown: str) -> bytes:
    """The part in UTF-8, when it declares neither a document type nor entities.

    Raises FileHasEntities, or FileDamaged for an encoding that no office program writes.
    """
    data = _as_utf8(data, shown)
    if _DOCUMENT_TYPE.search(data):
        raise FileHasEntities(name=shown)
    return data


def _as_utf8(data: bytes, shown: str) -> bytes:
    """Turn UTF-16 into UTF-8, and refuse an encoding that office programs do not write."""
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"<\x00", "utf-16-le"),
        (b"\x00<", "utf-16-be"),
    ):
        if data.startswith(mark):
            text = data.decode(encoding, "replace").lstrip("\ufeff")
            return re.sub(r"^<\?xml[^>]*\?>", "", text).encode()
    bare = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = _DECLARED.match(bare)
    if not bare.startswith(b"<") or (declared and declared[1].lower() not in _ENCODINGS):
        raise FileDamaged(name=shown)
    return bare
