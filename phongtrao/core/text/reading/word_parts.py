"""The parts of a .docx archive, found by their relationships (ECMA-376 part 2)."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.text.reading.errors import FileDamaged, FileHasMacros
from phongtrao.core.text.reading.xml import parse_xml

if TYPE_CHECKING:
    from lxml import etree

    from phongtrao.core.text.reading.archives import CheckedArchive

_STRICT = (b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/")
_STRICT_ROOMS = (
    (b"openxmlformats.org/wordprocessingml/main", b"openxmlformats.org/wordprocessingml/2006/main"),
    (
        b"openxmlformats.org/officeDocument/relationships",
        b"openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_LEGACY_FONT = re.compile(rb"""["'](?:\.?Vn[A-Z]|VNI[- ])""")


@dataclass(frozen=True)
class WordParts:
    """Root elements of the parts that carry text or decide on it; None where the document has no
    such part.
    """

    document: etree._Element
    styles: etree._Element | None
    numbering: etree._Element | None
    footnotes: etree._Element | None
    endnotes: etree._Element | None
    margins: tuple[etree._Element, ...]
    names_legacy_fonts: bool


def word_parts(archive: CheckedArchive, shown: str) -> WordParts:
    """Read the parts. Raises FileDamaged, FileHasEntities, FileTooComplex or FileHasMacros; links
    lead nowhere.
    """
    _refuse_macros(archive, shown)
    main = _targets(archive, "", "officeDocument", shown)
    if not main:
        raise FileDamaged(name=shown)

    def part(kind: str) -> bytes | None:
        found = _targets(archive, main[0], kind, shown)
        return archive.read(found[0]) if found else None

    def root(data: bytes | None) -> etree._Element | None:
        return None if data is None else parse_xml(_transitional(data), shown)

    document, styles = archive.read(main[0]), part("styles")
    margins = [
        *_targets(archive, main[0], "header", shown),
        *_targets(archive, main[0], "footer", shown),
    ]
    tree = parse_xml(_transitional(document), shown)
    return WordParts(
        document=tree,
        styles=root(styles),
        numbering=root(part("numbering")),
        footnotes=root(part("footnotes")),
        endnotes=root(part("endnotes")),
        margins=tuple(parse_xml(_transitional(archive.read(found)), shown) for found in margins),
        names_legacy_fonts=bool(
            _LEGACY_FONT.search(document) or _LEGACY_FONT.search(styles or b"")
        ),
    )


def _transitional(data: bytes) -> bytes:
    """Turn the namespaces of "Strict Open XML" into the usual ones."""
    if _STRICT[0] not in data:
        return data
    data = data.replace(*_STRICT)
    for strict, usual in _STRICT_ROOMS:
        data = data.replace(strict, usual)
    return data


def _refuse_macros(archive: CheckedArchive, shown: str) -> None:
    types = archive.read("[Content_Types].xml") if archive.has("[Content_Types].xml") else b""
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise FileHasMacros(name=shown)


def _targets(archive: CheckedArchive, source: str, kind: str, shown: str) -> list[str]:
    """Members that `source` ("" for the package) relates to by a relationship of this kind;
    external ones never.
    """
    folder, _, last = source.rpartition("/")
    relations = f"{folder}/_rels/{last}.rels".lstrip("/") if source else "_rels/.rels"
    if not archive.has(relations):
        return []
    found = []
    for relation in parse_xml(archive.read(relations), shown).iter(_RELATIONSHIP):
        if relation.get("TargetMode") == "External" or not relation.get("Type", "").endswith(
            "/" + kind
        ):
            continue
        target = relation.get("Target", "")
        member = posixpath.normpath(
            target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        )
        if archive.has(member):
            found.append(member)
    return found
