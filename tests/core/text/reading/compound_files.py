"""Compound files (MS-CFB) of a few streams, for the tests of old Word files."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file: header, one table sector, the directory, then each stream in sectors of its
    own.
    """
    entries = [_entry("Root Entry", 5, _END, 0)]
    table = [_TABLE]
    directory_sectors = (len(streams) + 1 + 3) // 4
    table += [*range(2, directory_sectors + 1), _END]
    content = b""
    for name, inner in streams.items():
        sectors = max(1, -(-len(inner) // _SECTOR))
        start = len(table)
        table += [*range(start + 1, start + sectors), _END]
        entries.append(_entry(name, 2, start, len(inner)))
        content += inner.ljust(sectors * _SECTOR, b"\0")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
    )
    header += bytes(10) + struct.pack("<5I", 1, 1, 0, 4096, _END) + struct.pack("<3I", 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    chain = struct.pack(f"<{_SECTOR // 4}I", *table, *[_FREE] * (_SECTOR // 4 - len(table)))
    return header + chain + b"".join(entries).ljust(directory_sectors * _SECTOR, b"\0") + content


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    return (
        head + struct.pack("<3I", _FREE, _FREE, _FREE) + bytes(36) + struct.pack("<IQ", start, size)
    )
