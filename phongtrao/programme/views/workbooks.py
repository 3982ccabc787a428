"""The tables of a page as a file to download, at the address of the page with ".xlsx" behind it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.http import FileResponse
from django.shortcuts import redirect

from phongtrao.programme.queries.ledger_table import XLSX

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseRedirect

    from phongtrao.programme.views.as_of import AsOf


def file_of(
    request: HttpRequest, name: str, day: AsOf | None, data: bytes
) -> FileResponse | HttpResponseRedirect:
    """A workbook to download; a wrong day is told on the page. day: None for a page of today."""
    if day and day.asked.wrong:
        return redirect(f"{request.path.removesuffix('.xlsx')}/?{request.GET.urlencode()}")
    dated = f"{name}-{day.on:%Y%m%d}" if day else name
    return FileResponse(
        io.BytesIO(data), as_attachment=True, filename=f"{dated}.xlsx", content_type=XLSX
    )
