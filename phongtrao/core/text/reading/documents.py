"""Read one document in this process. For files of strangers use read_safely, which calls this in a
child process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.text.reading.errors import (
    FileTooComplex,
    FileTooHeavy,
    FileTooLarge,
    FileWithoutText,
    NeedsLibreOffice,
    TextTooLong,
)
from phongtrao.core.text.reading.kinds import Kind, kind_of
from phongtrao.core.text.reading.limits import DEFAULT_LIMITS, MEGABYTE, ReadingLimits
from phongtrao.core.text.reading.names import check_name, shown_name

if TYPE_CHECKING:
    from phongtrao.core.text.reading.results import Reading


def read_document(data: bytes, name: str, limits: ReadingLimits = DEFAULT_LIMITS) -> Reading:
    """The text of a .txt, .md, .html, .docx, .odt or .pdf file.

    data: the whole file. name: its name without folder; the ending must fit the content. Raises a
    subclass of FileRefused; for .doc and .rtf always NeedsLibreOffice: those are converted first
    (office.converted_to_docx).
    """
    check_name(name)
    shown = shown_name(name)
    check_size(len(data), shown, limits)
    kind = kind_of(data, name)
    try:
        reading = _read(data, shown, kind, limits)
    except RecursionError as deep:
        raise FileTooComplex(name=shown) from deep
    except MemoryError as full:
        raise FileTooHeavy(name=shown, limit=limits.memory_bytes // MEGABYTE) from full
    if len(reading.text) > limits.text_characters:
        raise TextTooLong(name=shown, limit=f"{limits.text_characters:,}".replace(",", "."))
    scan = limits.scans and reading.pictures
    if not scan and not any(sign.isalnum() for sign in reading.text):
        raise FileWithoutText(name=shown)
    return reading


def check_size(size: int, shown: str, limits: ReadingLimits) -> None:
    """Raise FileTooLarge for more bytes than a file may have."""
    if size > limits.file_bytes:
        raise FileTooLarge(
            name=shown, size=-(-size // MEGABYTE), limit=limits.file_bytes // MEGABYTE
        )


def _read(data: bytes, shown: str, kind: Kind, limits: ReadingLimits) -> Reading:
    """Readers are imported when needed (slow import: lxml, PDFium, Lexbor), so that a child starts
    with one only.
    """
    match kind:
        case "txt" | "md":
            from phongtrao.core.text.reading.plain import read_plain  # noqa: PLC0415 - slow import

            return read_plain(data, shown, limits, kind)
        case "html":
            from phongtrao.core.text.reading.html import read_html  # noqa: PLC0415 - slow import

            return read_html(data, shown, limits)
        case "docx":
            from phongtrao.core.text.reading.word import read_word  # noqa: PLC0415 - slow import

            return read_word(data, shown, limits)
        case "odt":
            from phongtrao.core.text.reading.odt import read_odt  # noqa: PLC0415 - slow import

            return read_odt(data, shown, limits)
        case "pdf":
            from phongtrao.core.text.reading.pdf import read_pdf  # noqa: PLC0415 - slow import

            return read_pdf(data, shown, limits)
        case _:
            raise NeedsLibreOffice(name=shown)
