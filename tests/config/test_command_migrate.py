"""`phongtrao migrate`: totals that a migration took away are added up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from phongtrao.config.commands._app import run
from phongtrao.reporting.models import Total
from tests.reporting.report_rows import accept, make_asked, send

if TYPE_CHECKING:
    from tests.reporting.report_rows import Asked

pytestmark = pytest.mark.django_db


def totals_of(asked: Asked) -> set[tuple[int | None, bool, bool, bytes]]:
    rows = Total.objects.filter(period=asked.period)
    return {(one.unit_id, one.accepted, one.newest, bytes(one.row)) for one in rows}


def test_totals_that_are_missing_are_added_up(capsys: pytest.CaptureFixture[str]) -> None:
    asked = make_asked()
    send(asked, asked.story.communes[0], 10, 10, 9)
    accept(asked, asked.story.communes[0])
    kept = totals_of(asked)
    assert run(["migrate"]) == 0
    assert capsys.readouterr().out == ""
    Total.objects.all().delete()
    assert run(["migrate"]) == 0
    assert "Đã cộng lại số liệu của 1 kỳ báo cáo." in capsys.readouterr().out
    assert totals_of(asked) == kept
