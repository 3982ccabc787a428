"""Archives (.docx, .odt) are checked before anything in them is used."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib

from phongtrao.core.text.reading.errors import (
    FileArchiveUnsafe,
    FileDamaged,
    FileEncrypted,
    FileExpandsTooMuch,
    FileTooComplex,
)
from phongtrao.core.text.reading.limits import (
    ARCHIVE_MEMBERS_MAX,
    DEFAULT_LIMITS,
    INFLATION_RATIO_MAX,
    MEGABYTE,
    RATIO_FREE_BYTES,
    ReadingLimits,
)
from phongtrao.core.text.reading.names import shown_name

# APPNOTE.TXT 4.3.16 and 4.3.12: the end record (the last in the file) leads to the central
# directory.
_END_MARK = b"PK\x05\x06"
_END = struct.Struct("<4s4H2LH")
_END_SEARCH_BYTES = 65_535 + _END.size
_ENTRY_MARK = b"PK\x01\x02"
_ENTRY_BYTES = 46
_ENTRY_LENGTHS = struct.Struct("<3H")
_ENTRY_LENGTHS_AT = 28
_ENCRYPTED = 0x1
_CHUNK_BYTES = 64 * 1024


def member_names(data: bytes, shown: str) -> list[str]:
    """Names in the central directory, read without opening the archive: cheap and bounded.

    Raises FileDamaged when the directory is missing or broken, FileExpandsTooMuch past
    ARCHIVE_MEMBERS_MAX names.
    """
    end_at = data.rfind(_END_MARK, max(0, len(data) - _END_SEARCH_BYTES))
    if end_at < 0 or end_at + _END.size > len(data):
        raise FileDamaged(name=shown)
    size, offset = _END.unpack_from(data, end_at)[5:7]
    at = end_at - size if offset > len(data) or data[offset : offset + 4] != _ENTRY_MARK else offset
    names: list[str] = []
    while data[at : at + 4] == _ENTRY_MARK and at + _ENTRY_BYTES <= len(data):
        if len(names) >= ARCHIVE_MEMBERS_MAX:
            raise FileExpandsTooMuch(name=shown, limit=DEFAULT_LIMITS.inflated_bytes // MEGABYTE)
        name_length, extra_length, comment_length = _ENTRY_LENGTHS.unpack_from(
            data, at + _ENTRY_LENGTHS_AT
        )
        names.append(
            data[at + _ENTRY_BYTES : at + _ENTRY_BYTES + name_length].decode("utf-8", "replace")
        )
        at += _ENTRY_BYTES + name_length + extra_length + comment_length
    if not names:
        raise FileDamaged(name=shown)
    return names


class CheckedArchive:
    """An archive whose names, sizes and check sums have been proved; parts are read whole, within
    bounds.

    Raises FileDamaged, FileEncrypted, FileArchiveUnsafe or FileExpandsTooMuch when made.
    """

    def __init__(self, data: bytes, shown: str, limits: ReadingLimits) -> None:
        self._shown = shown
        self._limits = limits
        self._compressed_bytes = len(data)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self._check_members()
            self._check_sizes()
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
        ) as broken:
            raise FileDamaged(name=shown) from broken

    def has(self, member: str) -> bool:
        """Whether the archive has a member of exactly this name."""
        return member in self._archive.NameToInfo

    def members(self) -> list[str]:
        """The names of all members."""
        return list(self._archive.NameToInfo)

    def read(self, member: str) -> bytes:
        """The whole member. Raises FileTooComplex when it is larger than one part may be."""
        info = self._archive.getinfo(member)
        if info.file_size > self._limits.part_bytes:
            raise FileTooComplex(name=self._shown)
        return self._archive.read(info)

    def _too_much(self) -> FileExpandsTooMuch:
        return FileExpandsTooMuch(name=self._shown, limit=self._limits.inflated_bytes // MEGABYTE)

    def _check_members(self) -> None:
        members = self._archive.infolist()
        if len(members) > self._limits.archive_members:
            raise self._too_much()
        if len(self._archive.NameToInfo) != len(members):
            raise FileArchiveUnsafe(name=self._shown, member="hai phần trùng tên")
        for member in members:
            if member.flag_bits & _ENCRYPTED:
                raise FileEncrypted(name=self._shown)
            if _leaves_archive(member.orig_filename) or stat.S_ISLNK(member.external_attr >> 16):
                raise FileArchiveUnsafe(name=self._shown, member=shown_name(member.orig_filename))
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise FileDamaged(name=self._shown)

    def _check_sizes(self) -> None:
        """Compare what the directory declares, then what really comes out (zipfile also proves each
        check sum).
        """
        self._check_total(sum(member.file_size for member in self._archive.infolist()))
        total = 0
        for member in self._archive.infolist():
            with self._archive.open(member) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    total += len(chunk)
                    self._check_total(total)

    def _check_total(self, total: int) -> None:
        swollen = total > RATIO_FREE_BYTES and total > INFLATION_RATIO_MAX * self._compressed_bytes
        if total > self._limits.inflated_bytes or swollen:
            raise self._too_much()


def _leaves_archive(member: str) -> bool:
    parts = member.replace("\\", "/").split("/")
    return ".." in parts or member.startswith(("/", "\\")) or "\x00" in member or member[1:2] == ":"
