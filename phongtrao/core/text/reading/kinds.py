"""What a file is: told by its content, then compared with the ending of its name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Literal

from phongtrao.core.text.reading.archives import member_names
from phongtrao.core.text.reading.compound import streams_of
from phongtrao.core.text.reading.errors import (
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileEndingWrong,
    FileHasMacros,
    FileKindUnknown,
)
from phongtrao.core.text.reading.names import shown_name

Kind = Literal["txt", "md", "html", "docx", "odt", "pdf", "doc", "rtf"]

ENDINGS: dict[str, Kind] = {
    ".txt": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".odt": "odt",
    ".pdf": "pdf",
    ".doc": "doc",
    ".rtf": "rtf",
}

KIND_NAMES: dict[Kind, str] = {
    "txt": "văn bản thuần",
    "md": "văn bản thuần",
    "html": "trang HTML",
    "docx": "văn bản Word (.docx)",
    "odt": "văn bản OpenDocument (.odt)",
    "pdf": "PDF",
    "doc": "văn bản Word cũ (.doc)",
    "rtf": "RTF",
}

# First bytes of kinds that people send by mistake, so that the refusal can name them.
_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "ảnh JPEG (bản chụp, cần OCR trước)"),
    (b"\x89PNG", "ảnh PNG (bản chụp, cần OCR trước)"),
    (b"II*\x00", "ảnh TIFF (bản quét, cần OCR trước)"),
    (b"MM\x00*", "ảnh TIFF (bản quét, cần OCR trước)"),
    (b"GIF8", "ảnh GIF"),
    (b"BM", "ảnh BMP"),
    (b"RIFF", "tệp ảnh hoặc âm thanh"),
    (b"\x1f\x8b", "tệp nén gzip (hãy giải nén trước)"),
    (b"BZh", "tệp nén bzip2 (hãy giải nén trước)"),
    (b"\xfd7zXZ", "tệp nén xz (hãy giải nén trước)"),
    (b"7z\xbc\xaf", "tệp nén 7z (hãy giải nén trước)"),
    (b"Rar!", "tệp nén RAR (hãy giải nén trước)"),
    (b"MZ", "chương trình chạy"),
    (b"\x7fELF", "chương trình chạy"),
    (b"SQLite format 3", "cơ sở dữ liệu"),
    (b"%!PS", "tệp PostScript"),
    (b"MIME-Version:", "trang web đóng gói hoặc thư điện tử (MHT, EML)"),
)
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    (
        rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,"
        rb"2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b"
    ),
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(rb"<[A-Za-z!]")
_BINARY_SIGNS = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_HEAD_BYTES = 4096


def kind_of(data: bytes, name: str) -> Kind:
    """The kind of the file by its content, which the ending of `name` must confirm.

    Raises FileEmpty, FileKindUnknown, FileEndingWrong, FileEncrypted or FileHasMacros.
    """
    shown = shown_name(name)
    if not data.strip(b"\x00\t\n\r\x0b\x0c \xef\xbb\xbf\xff\xfe"):
        raise FileEmpty(name=shown)
    found = _kind_by_content(data, shown)
    ending = PurePosixPath(name).suffix.lower()
    said = ENDINGS.get(ending)
    if found == "txt" and said == "md":
        return "md"
    if found == "txt" and said == "html" and _TAG.search(data[:_HEAD_BYTES]):
        return "html"
    if said != found:
        raise FileEndingWrong(
            name=shown,
            ending=f"có đuôi {ending}" if ending else "không có đuôi",
            found=KIND_NAMES[found],
        )
    return found


def _kind_by_content(data: bytes, shown: str) -> Kind:
    head = data[:_HEAD_BYTES]
    if head.startswith(_ZIP):
        return _kind_of_archive(data, shown)
    if head.startswith(_OLE):
        return _kind_of_compound(data, shown)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"{\\rtf"):
        if not data.rstrip(b"\x00\t\r\n \x1a").endswith(b"}"):
            raise FileDamaged(
                name=shown
            )  # cut off: the group that holds the whole document is not closed
        return "rtf"
    for start, found in _OTHER_KINDS:
        if head.startswith(start) and (len(start) > 2 or _BINARY_SIGNS.search(head)):
            raise FileKindUnknown(name=shown, found=found)
    return "html" if _is_html(head) else "txt"


def _is_html(head: bytes) -> bool:
    bare = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        bare = head.replace(b"\x00", b"")[2:]
    return _HTML.match(bare) is not None


def _kind_of_archive(data: bytes, shown: str) -> Kind:
    """Tell .docx and .odt from other archives by the names that stand in their directory."""
    names = member_names(data, shown)
    if any(_is_program(name) for name in names):
        raise FileHasMacros(name=shown)
    rooms = {name.partition("/")[0] for name in names}
    if "word" in rooms and "[Content_Types].xml" in names:
        return "docx"
    if data[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text"):
        return "odt"
    for room, found in (("xl", "bảng tính Excel"), ("ppt", "bản trình chiếu PowerPoint")):
        if room in rooms:
            raise FileKindUnknown(name=shown, found=found)
    if data[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument"):
        raise FileKindUnknown(name=shown, found="tệp OpenDocument không phải văn bản")
    raise FileKindUnknown(name=shown, found="tệp nén ZIP (hãy giải nén và nộp từng tệp)")


def _is_program(name: str) -> bool:
    """Whether the member holds macros: a VBA project, or a module of LibreOffice Basic or
    scripts.
    """
    room, _, rest = name.partition("/")
    last = name.rpartition("/")[2].lower()
    if room == "Basic":
        return last.endswith((".xml", ".xba")) and last not in {"script-lc.xml", "script-lb.xml"}
    return last in {"vbaproject.bin", "vbadata.xml"} or (
        room == "Scripts" and bool(rest) and not rest.endswith("/")
    )


def _kind_of_compound(data: bytes, shown: str) -> Kind:
    """Tell an old Word file from other compound files by the streams in its directory."""
    streams = {stream.name: stream for stream in streams_of(data, shown)}
    if "EncryptedPackage" in streams:
        raise FileEncrypted(name=shown)
    document = streams.get("WordDocument")
    if document is None:
        raise FileKindUnknown(name=shown, found="tệp Office cũ không phải văn bản Word")
    if "_VBA_PROJECT" in streams:
        raise FileHasMacros(name=shown)
    # The file information block opens the stream: magic A5EC, at offset 10 flags, of which 0x0100
    # says "encrypted".
    block = data[document.offset : document.offset + 12]
    if block[:2] == b"\xec\xa5" and block[11:] and block[11] & 0x01:
        raise FileEncrypted(name=shown)
    return "doc"
