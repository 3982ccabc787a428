"""Who sends for a unit takes nothing away of what the unit is still typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.audit.models import LogEntry
from phongtrao.reporting.actions.bulk import send_many
from phongtrao.reporting.actions.filling import save_boxes
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.models import Draft, Intake, ObligationState, Way
from phongtrao.reporting.queries.reports import typed_of
from phongtrao.reporting.queries.sheets import cells_of, sheet_of
from tests.reporting.report_rows import Asked, reporter_of, send, typed
from tests.reporting.sheet_rows import address, text_of
from tests.reporting.test_bulk import row as read
from tests.reporting.total_rows import sums
from tests.reporting.workbook_rows import FIRST, SECOND, bring, fill, opened, row, table

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


def types(asked: Asked, unit: Unit, **boxes: str) -> None:
    """Somebody of a unit types into its sheet and does not send."""
    stands = typed_of(sheet_of(asked.period.form), asked.of(unit))
    changes = {code: (stands.get(code, ""), text) for code, text in boxes.items()}
    save_boxes(obligation=asked.of(unit), boxes=changes, by=reporter_of(unit))


@pytest.mark.parametrize("typed_first", [True, False])
def test_a_draft_stays_as_a_correction_of_what_an_officer_sends_and_both_are_told(
    asked: Asked, office: Client, browser_of: Any, *, typed_first: bool
) -> None:
    first = asked.story.communes[0]
    send(asked, first, 10, 20, 7)
    if typed_first:
        types(asked, first, A1="9", A3="2")
    data = table(office, asked)
    # What a unit is still typing over what it sent is not the officer's to send.
    assert [opened(data)["Số liệu"][f"{column}{FIRST}"].value for column in "DEF"] == [10, 20, 7]
    if not typed_first:
        types(asked, first, A1="9", A3="2")
    done = bring(office, asked, fill(data, {f"E{FIRST}": 21} | row(SECOND, 1, 1, 1)), reason="Sổ")
    assert done.status_code == 302, text_of(done)
    assert sums(asked) == [11, 22, 8]
    assert Draft.objects.get().cells == {"A1": "9", "A3": "2"}
    assert Intake.objects.get().drafts == [first.pk]
    assert LogEntry.objects.order_by("-pk")[0].detail["drafts"] == 1
    words = text_of(office.get(done.url))
    assert "1 đơn vị đang nhập dở trên bảng" in words
    assert "Giữ bản nháp của đơn vị (1)" in words
    assert "Xã 1" in text_of(office.get(done.url, {"loai": "ban-nhap"}))
    client = browser_of(reporter_of(first))
    for page in ("", "?sua=1"):
        words = text_of(client.get(address(asked.of(first)) + page))
        assert "Lần nộp 2 được gửi (nộp từ Excel)" in words
        assert "A1 = 9 (lần nộp 2: 10)" in words
        assert "A3 = 2 (lần nộp 2: 7)" in words
    # What the unit then sends is its own correction.
    send_report(obligation=asked.of(first), reason="Đếm lại", by=reporter_of(first))
    assert sums(asked) == [10, 22, 3]


def test_of_a_draft_only_what_is_not_sent_stays(asked: Asked, office: Client) -> None:
    first, second, _ = asked.story.communes
    data = table(office, asked)
    types(asked, first, A1="3", A2="20")
    types(asked, second, A1="1")
    assert asked.of(first).state == ObligationState.DRAFT
    filled = fill(data, row(FIRST, 10, 20, 7) | row(SECOND, 1, 1, 1))
    assert bring(office, asked, filled).status_code == 302
    assert sums(asked) == [11, 21, 8]
    assert [(one.obligation.unit, one.cells) for one in Draft.objects.all()] == [
        (first, {"A1": "3"}),
    ]
    assert Intake.objects.get().drafts == [first.pk]


def test_a_program_takes_no_draft_away(asked: Asked) -> None:
    first, second, third = asked.story.communes
    send(asked, first, 10, 20, 7)
    types(asked, first, A1="", A2="x")
    types(asked, second, A1="3", A3="")
    done = send_many(
        period=asked.period,
        rows={unit.pk: read(asked, 9, 20, 7) for unit in (first, second, third)},
        reason="Theo sổ",
        way=Way.API,
        by=asked.officer,
    )
    assert done.drafts == (first.pk, second.pk)
    kept = {one.obligation.unit: one.cells for one in Draft.objects.all()}
    # A box that was cleared over what was sent says something, one that was never filled does not.
    assert kept == {first: {"A1": "", "A2": "x"}, second: {"A1": "3"}}
    current = asked.of(first).current
    assert current
    sheet = sheet_of(asked.period.form)
    assert list(map(str, cells_of(sheet, current).values())) == ["9", "20", "7"]


def test_what_is_typed_after_the_sending_is_an_own_correction(
    asked: Asked, browser_of: Any
) -> None:
    first = asked.story.communes[0]
    send_many(period=asked.period, rows={first.pk: read(asked, 9, 20, 7)}, by=asked.officer)
    types(asked, first, **typed(8))
    words = text_of(browser_of(reporter_of(first)).get(address(asked.of(first))))
    assert "Có số liệu đã sửa mà chưa gửi" in words
    assert "Lần nộp 1 được gửi" not in words
