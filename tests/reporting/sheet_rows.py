"""What browsers post to the sheet of a report and what they read there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.urls import reverse

from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Obligation
from tests.reporting.report_rows import Asked, window

if TYPE_CHECKING:
    from django.http import HttpResponse

HTMX = {"HX-Request": "true"}


def address(row: Obligation) -> str:
    return reverse("reporting:report", args=[row.pk])


def posted(boxes: dict[str, str], shown: dict[str, str] | None = None, **more: object) -> dict:
    """What a browser posts of a sheet."""
    fields: dict[str, object] = {f"o-{code}": text for code, text in boxes.items()}
    fields |= {f"t-{code}": (shown or {}).get(code, "") for code in boxes}
    return fields | more


def text_of(answer: HttpResponse) -> str:
    """The page as one line of words."""
    body = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(body.replace("&quot;", '"').split())


def value_of(answer: HttpResponse, number: int) -> str:
    """What stands in a box of a page."""
    found = re.search(rf'id="o-{number}" value="([^"]*)"', answer.content.decode())
    assert found
    return found[1]


def quarters(asked: Asked) -> list[Obligation]:
    """What the first commune owes of the first quarter and of the second, which is open too."""
    second = open_period(form=asked.form, window=window(asked.form, 2020, 1), by=asked.officer)
    unit = asked.story.communes[0]
    return [asked.of(unit), Obligation.objects.get(period=second, unit=unit)]
