"""What is told of an accepted report whose correction waits or was given back: nothing of it is
shown as approved before it is, and what was accepted does not vanish.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.queries.consolidated import Consolidated, consolidated
from phongtrao.reporting.queries.consolidated_draft import draft_of, opening_lines
from phongtrao.reporting.queries.earlier import history_of
from phongtrao.reporting.queries.known import known_here
from phongtrao.reporting.queries.sheets import sheet_of
from phongtrao.reporting.queries.target_page import targets_measured
from tests.api.machine_rows import READ, make_program
from tests.programme.reorganisation_rows import client_of
from tests.reporting.report_rows import Asked, accept, reporter_of, send, window
from tests.reporting.test_frozen import give_back
from tests.reporting.test_known import second_form
from tests.reporting.workbook_rows import opened, own

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def corrected(asked: Asked) -> Unit:
    """The commune whose accepted report is corrected; another one's report is accepted."""
    first, second, _ = asked.story.communes
    for unit, figures in ((first, (10, 12, 9)), (second, (20, 20, 20))):
        send(asked, unit, *figures)
        accept(asked, unit)
    send(asked, first, 11, 12, 8, reason="Đếm sót")
    return first


def together(asked: Asked) -> Consolidated:
    return consolidated(asked.officer, asked.period, asked.period.closes_on)


def test_the_consolidated_report_says_that_a_total_holds_a_correction(
    asked: Asked, corrected: Unit
) -> None:
    found = together(asked)
    row = found.totals[0]
    assert (row.total, row.base) == ("31", "2/3 (2 đã duyệt, 1 đang đính chính)")
    assert "2/3 (2 đã duyệt, 1 đang đính chính)" in str(draft_of(found, asked.form.office))
    page = client_of(asked.officer).get(reverse("reporting:consolidated", args=[asked.period.pk]))
    assert "2/3 (2 đã duyệt, 1 đang đính chính)" in page.text
    assert (
        "2/3 đơn vị đã báo cáo, trong đó 2 đã duyệt (1 đang đính chính), 0 chờ duyệt; 1"
        in (opening_lines(found)[1])
    )
    assert [(one.name, one.state) for one in found.unit_rows(found.asked)] == [
        ("Xã 1", "đính chính chờ duyệt"),
        ("Xã 2", "đã duyệt"),
        ("Xã 3", "chưa gửi"),
    ]
    accept(asked, corrected)
    found = together(asked)
    assert found.totals[0].base == "2/3 (2 đã duyệt)"
    assert "đang đính chính" not in opening_lines(found)[1]


def test_a_unit_whose_correction_was_given_back_is_not_missing(
    asked: Asked, corrected: Unit
) -> None:
    give_back(asked, corrected)
    found = together(asked)
    assert (found.totals[0].total, found.totals[0].base) == ("30", "2/3 (2 đã duyệt)")
    opening = opening_lines(found)[1]
    assert opening.startswith(
        "2/3 đơn vị đã báo cáo, trong đó 2 đã duyệt (1 đang đính chính), 0 chờ duyệt; 1 đơn vị chưa"
    )
    assert [one.name for one in found.missing] == ["Xã 3"]
    assert [(one.name, one.state, one.cells[:1]) for one in found.unit_rows(found.asked)] == [
        ("Xã 1", "đã duyệt, đính chính bị trả lại", ("10",)),
        ("Xã 2", "đã duyệt", ("20",)),
        ("Xã 3", "chưa gửi", ()),
    ]


def test_the_workbook_of_a_target_counts_corrections_apart(asked: Asked, corrected: Unit) -> None:
    target = targets_measured().filter(measures__form=asked.form).order_by("number")[0]
    address = reverse("reporting:target_file", args=[target.pk])
    answer = client_of(asked.officer).get(f"{address}?ky={asked.period.pk}")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]

    def counts(sheet: str, name: str) -> list[tuple[Any, Any]]:
        heads, row = (
            next(row for row in book[sheet].iter_rows(values_only=True) if row[0] == first)
            for first in ("Kỳ báo cáo" if sheet == "Theo thời gian" else "Đơn vị", name)
        )
        return list(zip(heads, row, strict=True))[-7:-3]

    assert counts("Theo thời gian", "Quý I/2020") == [
        ("Phải báo cáo", 3),
        ("Có số liệu", 2),
        ("Đã duyệt", 2),
        ("Đang đính chính", 1),
    ]
    assert counts("Theo đơn vị", "Xã 1")[-1] == ("Đang đính chính", 1)
    assert counts("Theo đơn vị", "Xã 2")[-1] == ("Đang đính chính", 0)


def test_a_program_is_told_that_a_correction_waits(asked: Asked, corrected: Unit) -> None:
    program = make_program(asked.form.office, READ)
    target = targets_measured().filter(measures__form=asked.form).order_by("number")[0]
    addresses = (f"ky-bao-cao/{asked.period.pk}/so-lieu/", f"chi-tieu/{target.pk}/")

    def told() -> list[tuple[Any, ...]]:
        names = ("reported", "accepted", "correcting", "provisional")
        answers = [program.get(address).json() for address in addresses]
        return [tuple(one[name] for name in names) for one in answers]

    assert told() == [(2, 2, 1, True)] * 2
    accept(asked, corrected)
    assert told() == [(2, 2, 0, False)] * 2


def test_who_corrects_is_told_until_when_the_accepted_report_counts(
    asked: Asked, corrected: Unit
) -> None:
    client = client_of(reporter_of(corrected))
    address = reverse("reporting:report", args=[asked.of(corrected).pk])
    sent = "Bản đã gửi vẫn được tính cho đến khi bạn gửi bản đính chính."
    old = client.get(f"{address}?lan=1").text
    assert "lần nộp 1, vẫn được tính là đã duyệt cho đến khi bản đính chính được duyệt." in old
    accept(asked, corrected)
    page = client.get(f"{address}?sua=1").text
    accepted = "Bản đã duyệt vẫn được tính là đã duyệt cho đến khi bản đính chính được duyệt."
    assert accepted in page
    assert sent not in page
    assert "lần nộp 1, đã được thay." in client.get(f"{address}?lan=1").text
    third = asked.story.communes[2]
    send(asked, third, 1, 1, 1)
    address = reverse("reporting:report", args=[asked.of(third).pk])
    page = client_of(reporter_of(third)).get(f"{address}?sua=1").text
    assert sent in page
    assert accepted not in page


def test_last_periods_accepted_report_stands_beside_while_its_correction_is_given_back(
    asked: Asked, corrected: Unit
) -> None:
    later = open_period(form=asked.form, window=window(asked.form, 2020, 1), by=asked.officer)
    sheet = sheet_of(asked.form)

    def first_box() -> object:
        past = history_of(later, sheet, [corrected.pk])[corrected.pk][-1]
        assert past
        return past.cells["A1"]

    assert first_box() == 11
    give_back(asked, corrected)
    with CaptureQueriesContext(connection) as queries:
        assert first_box() == 10
    assert len(queries) <= 1
    row = Asked(asked.story, asked.form, later).of(corrected)
    page = client_of(reporter_of(corrected)).get(reverse("reporting:report", args=[row.pk]))
    assert [box.last for box in page.context["sheet"].rows[:3]] == ["10", "12", "9"]
    book = opened(
        own(client_of(reporter_of(corrected)), Asked(asked.story, asked.form, later), corrected)
    )
    assert [book["Số liệu"][f"D{line}"].value for line in (8, 9, 11)] == [10, 12, 9]


def test_another_form_takes_over_what_was_accepted_while_its_correction_is_given_back(
    asked: Asked, corrected: Unit
) -> None:
    second = second_form(asked)
    assert str(known_here(second.of(corrected))["K1"].cell) == "12"
    send(asked, corrected, 11, 15, 8, reason="Đếm lại")
    assert str(known_here(second.of(corrected))["K1"].cell) == "15"
    give_back(asked, corrected)
    known = known_here(second.of(corrected))["K1"]
    assert (str(known.cell), known.report) == ("12", asked.of(corrected).pk)
    frozen = asked.of(corrected).frozen
    assert frozen
    assert known.since == frozen.sent_at
