"""Documents that units file: kept as they are and not compiled, so that a scan is taken too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.audit import actions as audit
from phongtrao.core.text.secrecy import StateSecretRefused
from phongtrao.files.actions import read_open_document

if TYPE_CHECKING:
    from phongtrao.access.models import User

SEARCHED, NOT_SEARCHED = "", "tệp có trang là ảnh, không dò được dấu mật"
"""How the log tells whether a document could be searched for marks of a state secret."""


def check_filed(*, data: bytes | None, name: str, by: User) -> str:
    """Look through a document before it is kept; returns how it could be searched, for the log. Of
    a secret one nothing but one line of the log stays. Raises what reading a file raises.
    """
    if data is None:
        return SEARCHED
    try:
        document = read_open_document(data=data, name=name, scans=True)
    except StateSecretRefused:
        audit.log("file.refuse-secret", None, by=by)
        raise
    return SEARCHED if document.searched else NOT_SEARCHED
