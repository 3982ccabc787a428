"""Take a file in: read it, refuse a secret one, keep it under its hash."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from phongtrao.core.text.reading import DEFAULT_LIMITS, read_safely
from phongtrao.core.text.secrecy import refuse_state_secret
from phongtrao.files.models import StoredFile

if TYPE_CHECKING:
    from phongtrao.access.models import User


UPLOAD_SECONDS = 9
"""A person waits before the page; who has a longer document compiles it by the command line."""
UPLOAD_OFFICE_SECONDS = 25
"""LibreOffice, which .doc and .rtf need, starts cold in up to twenty seconds."""


@dataclass(frozen=True)
class OpenDocument:
    """A document that may be kept. internal_only: it bears "LƯU HÀNH NỘI BỘ" and stays off public
    pages. searched: all of it could be read, and no mark of a state secret was found.
    """

    text: str
    notes: tuple[str, ...]
    internal_only: bool
    searched: bool


def read_open_document(*, data: bytes, name: str, scans: bool = False) -> OpenDocument:
    """Read an uploaded file. scans: a PDF of pictures is taken too, although only the words on it
    can be searched for marks. Raises a RuleBroken for one that is hostile, unreadable or a state
    secret.
    """
    limits = replace(
        DEFAULT_LIMITS,
        file_bytes=settings.UPLOAD_MAX_BYTES,
        cpu_seconds=UPLOAD_SECONDS,
        wall_seconds=UPLOAD_SECONDS,
        office_seconds=UPLOAD_OFFICE_SECONDS,
        scans=scans,
    )
    reading = read_safely(data, name, limits=limits)
    secrecy = refuse_state_secret(reading.text, reading.margins, name=name)
    return OpenDocument(
        reading.text, reading.notes, secrecy.internal_only, searched=not reading.pictures
    )


@transaction.atomic
def keep_file(*, data: bytes, name: str, by: User) -> StoredFile:
    """Keep the bytes of a file that was read; the same bytes of one office are kept once."""
    digest = hashlib.sha256(data).hexdigest()
    stored, _ = StoredFile.objects.get_or_create(
        office=by.office,
        sha256=digest,
        defaults={"name": Path(name).name[-200:], "size": len(data), "stored_by": by},
    )
    _write_once(Path(settings.MEDIA_ROOT) / stored.path, data)
    return stored


def _write_once(path: Path, data: bytes) -> None:
    """Write the bytes whole or not at all: a temporary name first, then a rename."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    Path(out.name).rename(path)
