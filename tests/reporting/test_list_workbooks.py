"""Each table of reports, periods and units is taken away as a workbook: the rows of the page under
the filters of the page, real numbers, and nothing that the page hides.
"""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from phongtrao.access.models import Role, User
from phongtrao.reporting.actions.addressees import acknowledge, add_addressee
from phongtrao.reporting.models import Indicator
from phongtrao.units.models import Level
from tests.factories import make_unit, make_user
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import Asked, accept, send
from tests.reporting.review_rows import make_phase, review_of
from tests.reporting.seen_rows import HOME
from tests.reporting.test_known import with_known

if TYPE_CHECKING:
    from django.test import Client
    from openpyxl import Workbook

pytestmark = pytest.mark.django_db
SENT = date(2020, 4, 3)


def taken(client: Client, page: str) -> Workbook:
    """The workbook that a page's own link leads to."""
    text = client.get(page).content.decode()
    (link,) = re.findall(r'href="([^"]+)">Tải Excel</a>', text)
    answer = client.get(unescape(link))
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(b"".join(answer)))


def rows_of(book: Workbook, sheet: str = "") -> list[tuple[Any, ...]]:
    """What stands below the headings of a sheet, the first when none is named."""
    cells = [*(book[sheet] if sheet else book.worksheets[0]).values]
    head = next(place for place, row in enumerate(cells) if len([*filter(None, row)]) > 1)
    return cells[head + 1 :]


def of(asked: Asked, name: str) -> str:
    return reverse(f"reporting:{name}", args=[asked.period.pk])


@pytest.fixture
def sent(asked: Asked) -> Asked:
    """Xã 1 is accepted, Xã 2 waits, Xã 3 is silent; what is settled is sensitive."""
    Indicator.objects.filter(elements__form=asked.form, elements__code="A3").update(sensitive=True)
    with day(SENT):
        first, second, _ = asked.story.communes
        send(asked, first, 1200, 1300, 90)
        accept(asked, first)
        send(asked, second, 20, 20, 20)
    return asked


@pytest.fixture
def theirs(sent: Asked) -> Client:
    """Reads the reports at an office that stands outside of the chain."""
    home = make_unit("Sở Nội vụ", sent.story.province, kind="sở")
    add_addressee(form=sent.form, office=home, by=sent.officer)
    return client_of(make_user("noivu", home, Role.VIEWER))


# Báo cáo tổng hợp


def test_the_consolidated_report_has_codes_and_numbers_and_says_who_is_missing(
    sent: Asked, office: Client
) -> None:
    book = taken(office, of(sent, "consolidated"))
    codes = dict(Indicator.objects.values_list("name", "code"))
    (taken_row, *_) = rows_of(book)
    assert taken_row[0] == "A1"
    assert taken_row[3] in codes.values()
    assert [row[4:9] for row in rows_of(book)] == [
        (1220, 3, 2, 1, 0),
        (1320, 3, 2, 1, 0),
        (110, 3, 2, 1, 0),
    ]
    assert [row[2:4] for row in rows_of(book, "Kết quả theo chỉ tiêu")] == [
        (1220, 1320),
        (110, 1220),
    ]
    assert rows_of(book, "Từng đơn vị") == [
        ("Xã 1", "đã duyệt", 1200, 1300, 90),
        ("Xã 2", "chờ duyệt", 20, 20, 20),
        ("Xã 3", "chưa gửi", *["chưa báo cáo"] * 3),
    ]
    assert [row[0] for row in rows_of(book, "Chưa có báo cáo")] == ["Xã 3"]


def test_a_hidden_box_is_hidden_in_the_workbooks_too(sent: Asked, theirs: Client) -> None:
    book = taken(theirs, of(sent, "consolidated"))
    assert [row[4] for row in rows_of(book)] == [1220, 1320, "ẩn"]
    assert [row[4] for row in rows_of(book, "Từng đơn vị")][:2] == ["ẩn", "ẩn"]
    assert len(rows_of(book, "Kết quả theo chỉ tiêu")) == 1
    own = reverse("reporting:report", args=[sent.of(sent.story.communes[0]).pk])
    assert [row[5] for row in rows_of(taken(theirs, own))] == [1200, 1300, "ẩn"]


def test_a_commune_takes_away_what_it_sees(sent: Asked, unit_tab: Client) -> None:
    book = taken(unit_tab, of(sent, "consolidated"))
    assert [row[0] for row in rows_of(book, "Từng đơn vị")] == ["Xã 1"]
    assert [row[4] for row in rows_of(book)] == [1200, 1300, 90]


# One report, and what was counted for it


def test_a_report_is_taken_away_in_the_revision_that_is_shown(sent: Asked, office: Client) -> None:
    first = sent.story.communes[0]
    with day(date(2020, 4, 9)):
        send(sent, first, 1200, 1300, 95, reason="Đếm sót")
    own = reverse("reporting:report", args=[sent.of(first).pk])
    assert [row[5] for row in rows_of(taken(office, own))] == [1200, 1300, 95]
    old = taken(office, f"{own}?lan=1")
    assert [row[5] for row in rows_of(old)] == [1200, 1300, 90]
    assert old.worksheets[0]["A3"].value == "lần nộp 1, 09:00 03/04/2020"


def test_what_was_counted_is_taken_away_one_by_one(asked: Asked, office: Client) -> None:
    first = asked.story.communes[0]
    make_unit("Thôn 3", first, level=Level.NEIGHBOURHOOD, settlement="rural")
    known = with_known(asked, known_from="units", known_strata={"groups": ["neighbourhood"]})
    row = known.of(first)
    code = known.form.elements.get().code
    page = reverse("reporting:known", args=[row.pk, code])
    assert [one[0] for one in rows_of(taken(office, page))] == ["Thôn 3"]


# Lists


def test_the_periods_are_those_that_the_filters_leave(sent: Asked, office: Client) -> None:
    address = reverse("reporting:periods")
    (row,) = rows_of(taken(office, f"{address}?nam=2020"))
    assert (row[0], *row[5:11]) == ("Quý I/2020", 3, 2, 2, 1, 1, 0)
    empty = office.get(reverse("reporting:periods_file"), {"nam": "2019"})
    assert rows_of(load_workbook(io.BytesIO(b"".join(empty)))) == []
    assert "Tải Excel" not in office.get(address, {"nam": "2019"}).content.decode()


def test_who_received_what_under_the_filter_of_the_page(
    sent: Asked, office: Client, theirs: Client
) -> None:
    home = sent.form.addressees.get().office
    user = User.objects.get(username="noivu")
    acknowledge(obligation=sent.of(sent.story.communes[0]), revision=1, by=user)
    book = taken(office, of(sent, "received"))
    told = {row[0]: (row[2], row[4]) for row in rows_of(book)}
    assert told["Xã 1"][0] == 1
    assert told["Xã 1"][1].startswith("● Đã nhận, lần 1")
    assert told["Xã 3"] == (None, "– Chưa có báo cáo để nhận")
    waiting = taken(office, f"{of(sent, 'received')}?noi={home.pk}&cho=1")
    assert [row[0] for row in rows_of(waiting)] == ["Xã 2"]


def test_questions_go_with_their_answers(asked: Asked, office: Client) -> None:
    first = asked.story.communes[0]
    with day(SENT):
        send(asked, first, 200, 205, 170)
        accept(asked, first)
    with day(date(2020, 5, 28)):
        send(asked, first, 200, 205, 185, reason="Đếm sót")
    page = office.get(of(asked, "period_questions"))
    book = taken(office, of(asked, "period_questions"))
    shown = [
        (str(unit.row.unit), one.question.words)
        for unit in page.context["each"]
        for one in unit.asked
    ]
    assert shown
    assert [row[:2] for row in rows_of(book)] == shown


def test_moves_of_the_last_days_are_of_the_day_and_the_kind(sent: Asked, office: Client) -> None:
    page = reverse("reporting:dashboard_moves")
    book = taken(office, f"{page}?loai=duyet&tai-ngay=05/04/2020")
    assert [row[0] for row in rows_of(book)] == ["Xã 1"]
    assert book.worksheets[0]["A3"].value == "Tính đến hết ngày 05/4/2020"
    wrong = office.get(reverse("reporting:moves_file"), {"tai-ngay": "31/02/2020"})
    assert wrong.status_code == 302
    assert HOME in wrong["Location"]


def test_lists_of_forms_and_indicators_are_searched_as_on_the_page(
    asked: Asked, office: Client
) -> None:
    forms = taken(office, f"{reverse('reporting:forms')}?tim=tin bao")
    assert [row[0] for row in rows_of(forms)] == [asked.form.name]
    found = taken(office, f"{reverse('reporting:indicators')}?tim=giai quyet")
    assert [row[1] for row in rows_of(found)] == ["Số tin báo đã giải quyết"]


def test_a_review_over_units_has_its_rates_and_counts_as_numbers() -> None:
    phased = make_phase()
    row = review_of(phased)
    client = client_of(phased.story.officer)
    target = phased.targets["rate"]
    page = reverse("reporting:review_target", args=[row.pk, target.pk])
    book = taken(client, page)
    assert {one[0] for one in rows_of(book)} == {"Xã 1", "Xã Mới"}
    first = next(one for one in rows_of(book) if one[0] == "Xã 1")
    assert first[1:] == (0.8, 0.9, 0.9, 0.9, 1.0)
    details = [one[2:5] for one in rows_of(book, "Chi tiết") if one[0] == "Xã Mới"]
    assert details[0] == (27, 30, 0.9)
    reviews = taken(client, reverse("reporting:reviews"))
    assert [one[0] for one in rows_of(reviews)] == [row.name]
