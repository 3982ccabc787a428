"""Workbooks of reports as a person gets them, fills them in and sends them back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

if TYPE_CHECKING:
    from django.test import Client
    from openpyxl.workbook import Workbook

    from phongtrao.units.models import Unit
    from tests.reporting.report_rows import Asked

OWN = {"A1": "E8", "A2": "E9", "A3": "E11"}
"""Where the boxes of one commune stand: taken, received, settled."""
FIRST, SECOND, THIRD = 9, 10, 11
"""The lines of three communes."""


def body(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def fill(data: bytes, values: dict[str, object], page: str = "Số liệu") -> bytes:
    """The workbook with values by address."""
    workbook = opened(data)
    for address, value in values.items():
        workbook[page][address] = value
    return written(workbook)


def written(workbook: Workbook) -> bytes:
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def row(line: int, *figures: object) -> dict[str, object]:
    """Figures in the boxes of a line."""
    return {f"{column}{line}": figure for column, figure in zip("DEF", figures, strict=True)}


def own(client: Client, asked: Asked, unit: Unit) -> bytes:
    return body(client.get(reverse("reporting:report_template", args=[asked.of(unit).pk])))


def table(client: Client, asked: Asked, **query: object) -> bytes:
    return body(client.get(reverse("reporting:period_template", args=[asked.period.pk]), query))


def bring_own(client: Client, asked: Asked, unit: Unit, data: bytes, **posted: str) -> Any:
    file = SimpleUploadedFile("báo cáo.xlsx", data)
    address = reverse("reporting:send_workbook", args=[asked.of(unit).pk])
    return client.post(address, {"workbook": file, "step": "send", **posted})


def bring(client: Client, asked: Asked, data: bytes, **posted: str) -> Any:
    file = SimpleUploadedFile("ba-xa.xlsx", data)
    address = reverse("reporting:send_period_workbook", args=[asked.period.pk])
    return client.post(address, {"workbook": file, **posted})
