"""Names of files: what is refused, and how a name is shown in a sentence or a list."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from phongtrao.core.text.reading.errors import FileNameUnsafe

NAME_BYTES_MAX = 255  # the longest name that Linux and Windows file systems keep
SHOWN_CHARACTERS_MAX = 80
# Marks that turn the reading direction: with them "kehoach‮txt.exe" shows as another name.
_DIRECTION_MARKS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def shown_name(name: str) -> str:
    """The last part of the name without control signs, at most 80 characters, fit for a sentence or
    a log.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    clean = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    if len(clean) > SHOWN_CHARACTERS_MAX:
        ending = PurePosixPath(clean).suffix[:10]
        clean = f"{clean[: SHOWN_CHARACTERS_MAX - len(ending) - 1]}…{ending}"
    return clean or "(không tên)"


def check_name(name: str) -> None:
    """Raise FileNameUnsafe for a name with folders, control signs, direction marks, or of more than
    255 bytes.
    """
    unsafe = (
        not name.strip(". ")
        or any(sign in "/\\" or sign in _DIRECTION_MARKS for sign in name)
        or any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in name)
        or len(name.encode("utf-8", "replace")) > NAME_BYTES_MAX
    )
    if unsafe:
        raise FileNameUnsafe(name=shown_name(name))
