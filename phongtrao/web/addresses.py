"""Parts of addresses."""

from __future__ import annotations

from django.urls.converters import IntConverter

from phongtrao.web.asked import DIGITS


class Number(IntConverter):
    """The number of a row; one that no database holds leads nowhere."""

    regex = f"[0-9]{{1,{DIGITS}}}"
