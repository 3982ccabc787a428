"""Compound files, in which Office kept documents until 2003 (MS-CFB): their directory, and whether
they are whole.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from phongtrao.core.text.reading.errors import FileDamaged

_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_DIRECTORY_ENTRIES_MAX = 10_000
_SECTOR_SHIFTS = (9, 12)
_SECTOR_MAX = 0xFFFFFFFA  # higher numbers are marks: free, end of chain, …
_FREE = 0xFFFFFFFF
_HEADER_DIFAT_ENTRIES = 109


@dataclass(frozen=True)
class Stream:
    """An entry of the directory: its name and the offset of its first sector in the file."""

    name: str
    offset: int


def streams_of(data: bytes, shown: str) -> list[Stream]:
    """The entries of the directory. Raises FileDamaged when a sector lies past the end of the
    file.
    """
    try:
        return _streams(data, shown)
    except struct.error as short:
        raise FileDamaged(name=shown) from short


def _streams(data: bytes, shown: str) -> list[Stream]:
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in _SECTOR_SHIFTS:
        raise FileDamaged(name=shown)
    size = 1 << shift
    table_sectors = [
        sector
        for sector in struct.unpack_from(f"<{_HEADER_DIFAT_ENTRIES}I", data, 76)
        if sector <= _SECTOR_MAX
    ]
    chain: list[int] = []
    for sector in table_sectors:
        chain += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    used = max((number for number, following in enumerate(chain) if following != _FREE), default=0)
    if (used + 1) * size >= len(
        data
    ):  # the last used sector begins past the end: the file was cut off
        raise FileDamaged(name=shown)
    streams: list[Stream] = []
    sector = struct.unpack_from("<I", data, 48)[0]
    while sector <= _SECTOR_MAX and len(streams) < _DIRECTORY_ENTRIES_MAX:
        if sector >= len(chain):
            raise FileDamaged(name=shown)
        places = range((sector + 1) * size, (sector + 2) * size, _ENTRY_BYTES)
        streams.extend(_entry(data, at, size) for at in places)
        sector = chain[sector]
    return [stream for stream in streams if stream.name]


def _entry(data: bytes, at: int, size: int) -> Stream:
    length = min(64, struct.unpack_from("<H", data, at + 64)[0])
    name = data[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
    start = struct.unpack_from("<I", data, at + 116)[0]
    return Stream(name, (start + 1) * size)
