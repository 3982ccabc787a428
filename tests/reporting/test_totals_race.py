"""A report sent while the columns of the totals change is in them once, whoever is first."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from phongtrao.reporting.actions import sending
from phongtrao.reporting.actions.bulk import send_many
from phongtrao.reporting.actions.forms import build_form
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.models import Measure, Total
from phongtrao.reporting.queries.sheets import layout_of
from tests.at_once import MANY_WRITERS, aside, until_somebody_waits
from tests.factories import make_user
from tests.reporting.report_rows import Asked, make_asked, make_target, reporter_of, send, typed

if TYPE_CHECKING:
    from phongtrao.programme.models import Target

pytestmark = MANY_WRITERS
_LONG = 10


@pytest.fixture
def asked() -> Asked:
    """Two of three communes have reported."""
    asked = make_asked()
    for commune in asked.story.communes[:2]:
        send(asked, commune, 50, 60, 40)
    return asked


@pytest.fixture
def wider(asked: Asked) -> Target:
    """A target that the boxes of the open form measure already."""
    return make_target(asked.story, "đã thụ lý", "Số tin báo đã giải quyết", "Số tin báo tiếp nhận")


def stored(asked: Asked) -> list[tuple[int | None, bool, bytes]]:
    rows = Total.objects.filter(period=asked.period).order_by("unit", "accepted")
    return [(row.unit_id, row.accepted, bytes(row.row)) for row in rows]


def measure_it(asked: Asked, target: Target) -> None:
    build_form(
        programme=asked.story.programme,
        targets=[target],
        name="Thêm",
        window=asked.form.window,
        group=asked.form.group,
        by=asked.officer,
    )


def check(asked: Asked, reports: int) -> None:
    kept = stored(asked)
    assert Measure.objects.filter(form=asked.form).count() == 3
    assert rebuild_totals(asked.period) == reports
    assert stored(asked) == kept


def test_who_sends_waits_until_the_totals_are_rebuilt(asked: Asked, wider: Target) -> None:
    commune = asked.story.communes[2]
    row, by = asked.of(commune), reporter_of(commune)
    with transaction.atomic():
        measure_it(asked, wider)
        thread = aside(lambda: send_report(obligation=row, typed=typed(9, 9, 9), by=by))
        until_somebody_waits()
    thread.join()
    check(asked, 3)


def test_the_rebuild_waits_for_who_is_about_to_send(
    asked: Asked, wider: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    commune = asked.story.communes[2]
    row, by, read, go_on = asked.of(commune), reporter_of(commune), *_events()
    move = sending.move_totals

    def late(*what: object) -> None:
        read.set()
        assert go_on.wait(_LONG)
        move(*what)

    monkeypatch.setattr(sending, "move_totals", late)
    sender = aside(lambda: send_report(obligation=row, typed=typed(9, 9, 9), by=by))
    assert read.wait(_LONG)
    builder = aside(lambda: measure_it(asked, wider))
    until_somebody_waits()
    go_on.set()
    sender.join()
    builder.join()
    check(asked, 3)


def test_a_file_of_many_reports_takes_the_columns_of_the_moment(
    asked: Asked, wider: Target
) -> None:
    box = layout_of(asked.form).sheet.columns
    by = make_user("nop", asked.story.province)
    rows = {commune.pk: {one.code: Decimal(7) for one in box} for commune in asked.story.communes}
    with transaction.atomic():
        measure_it(asked, wider)
        thread = aside(lambda: send_many(period=asked.period, rows=rows, reason="Sửa", by=by))
        until_somebody_waits()
    thread.join()
    check(asked, 3)


def _events() -> tuple[threading.Event, threading.Event]:
    return threading.Event(), threading.Event()
