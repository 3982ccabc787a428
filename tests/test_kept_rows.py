"""Rows that are made once: written again they are the same, and nobody's changes stay in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from phongtrao.audit.queries import verify
from phongtrao.units.models import Unit
from tests import kept_rows
from tests.factories import make_office
from tests.reporting.report_rows import make_asked, send

pytestmark = pytest.mark.django_db


def everything() -> dict[str, list[dict[str, Any]]]:
    found = {model._meta.label: model._base_manager.order_by("pk") for model in kept_rows._models()}
    return {label: list(rows.values()) for label, rows in found.items() if rows}


def test_rows_written_again_are_those_that_the_program_made() -> None:
    kept_rows._KEPT.clear()
    found = []
    for _ in range(2):
        with transaction.atomic():
            asked = make_asked(2)
            found.append(everything())
            send(asked, asked.story.communes[0], 5, 5, 5)
            asked.story.officer.full_name = "Người khác"
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert make_asked(2).story.officer.full_name == "Cán bộ thuongtruc"
    assert verify().lines


def test_beside_other_rows_the_program_makes_its_own() -> None:
    with transaction.atomic():
        make_asked(2)
        transaction.set_rollback(True)
    office = make_office()
    assert make_asked(2).officer.office != office
    assert Unit.objects.count() == 1 + 4
