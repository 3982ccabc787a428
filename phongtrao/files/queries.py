"""Open kept files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.http import Http404

from phongtrao.files.models import StoredFile

if TYPE_CHECKING:
    from phongtrao.access.models import User


def file_of_office(user: User, pk: int) -> StoredFile:
    """A kept file of the person's own office. Raises Http404 when there is none."""
    stored = StoredFile.objects.filter(pk=pk, office_id=user.office_id).first()
    if stored is None:
        raise Http404
    return stored


def bytes_of(stored: StoredFile) -> BinaryIO:
    """The bytes of a file; who may see it has been asked where it was found."""
    return (Path(settings.MEDIA_ROOT) / stored.path).open("rb")
