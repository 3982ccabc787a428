"""SQLite's own LIKE takes only A–Z and a–z for the same letter; ours takes Đ and đ, Ấ and ấ too, as
PostgreSQL does.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's backend for SQLite with a LIKE of our own."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection on which LIKE does not tell capitals from small letters of any alphabet."""
        connection = super().get_new_connection(conn_params)
        connection.create_function("like", 2, like, deterministic=True)
        connection.create_function("like", 3, like, deterministic=True)
        return connection


def like(pattern: str | None, value: object, escape: str = "") -> bool | None:
    """SQL's `value LIKE pattern ESCAPE escape`; None for NULL."""
    if pattern is None or value is None:
        return None
    return _matcher(pattern, escape).fullmatch(str(value).lower()) is not None


@lru_cache(maxsize=256)
def _matcher(pattern: str, escape: str) -> re.Pattern[str]:
    parts, letters = [], iter(pattern.lower())
    for letter in letters:
        if escape and letter == escape:
            parts.append(re.escape(next(letters, "")))
        else:
            parts.append({"%": ".*", "_": "."}.get(letter) or re.escape(letter))
    return re.compile("".join(parts), re.DOTALL)
