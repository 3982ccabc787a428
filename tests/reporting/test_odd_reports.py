"""A report about which something is asked is not clean: its row says so, and it is not accepted
with the clean ones.
"""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from phongtrao.access.models import Role
from phongtrao.core.rollup.strata import Strata
from phongtrao.reporting.actions.addressees import add_addressee
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Answer, Indicator
from phongtrao.reporting.queries.group_questions import asked_of
from phongtrao.reporting.queries.sheets import forget_forms, layout_of
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import at
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import (
    Asked,
    accept,
    make_asked,
    opened_in_time,
    reporter_of,
    send,
)
from tests.reporting.tracking_rows import address, shown

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db

SAME = (200, 205, 190)
CLEAN = (230, 241, 219)


def second_quarter(asked: Asked) -> Asked:
    return Asked(asked.story, asked.form, opened_in_time(asked.form, asked.officer, number=1))


@pytest.fixture
def asked() -> Asked:
    """Of the second quarter: the first of five communes repeats the first quarter; the others
    reported otherwise.
    """
    first = make_asked(5)
    for unit in first.story.communes:
        send(first, unit, *SAME)
    found = second_quarter(first)
    send(found, found.story.communes[0], *SAME)
    for number, unit in enumerate(found.story.communes[1:4]):
        send(found, unit, *(figure + 7 * number for figure in CLEAN))
    return found


def page(asked: Asked, **query: str) -> str:
    found = client_of(asked.officer).get(address(asked), query)
    assert found.status_code == 200
    return unescape(re.sub(r"\s+", " ", found.text))


def row_of(shown_page: str, unit: Unit) -> str:
    """The row of a unit, without its marks."""
    (row,) = [one for one in re.findall(r"<tr>.*?</tr>", shown_page) if f">{unit.name}<" in one]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", row))


def test_what_repeats_the_last_period_is_marked_and_not_clean(asked: Asked) -> None:
    first, second, *_ = asked.story.communes
    every = page(asked)
    assert "▲ 1 điểm cần xem, 1 câu hỏi chưa trả lời" in row_of(every, first)
    assert "giống hệt Quý I/2020" in row_of(every, first)
    assert "○ Chưa trả lời" in row_of(every, first)
    assert "cần xem" not in row_of(every, second)
    assert shown(page(asked, soat="sach")) == ["Xã 2", "Xã 3", "Xã 4"]
    assert shown(page(asked, soat="can-xem")) == ["Xã 1"]


def test_accepting_the_clean_ones_leaves_those_that_are_asked_about(asked: Asked) -> None:
    client = client_of(asked.officer)
    newest = client.get(address(asked), {"soat": "sach"}).context["newest"]
    where = f"{address(asked, 'accept_many')}?soat=sach"
    said = client.post(where, {"all": "1", "newest": newest}, follow=True).text
    assert "Đã duyệt 3 báo cáo." in said
    states = [asked.of(unit).state for unit in asked.story.communes]
    assert states == ["sent", "accepted", "accepted", "accepted", "owed"]


def test_an_answer_has_to_be_read_so_the_report_is_not_clean(asked: Asked) -> None:
    unit = asked.story.communes[0]
    ((found),) = asked_of([asked.of(unit)], layout_of(asked.form))
    question = found.asked[0].question
    Answer.objects.create(
        obligation=asked.of(unit),
        rule=question.rule,
        codes=list(question.codes),
        words=question.words,
        answer="Không phát sinh vụ mới",
        by=reporter_of(unit),
        at=at("2020-07-02"),
    )
    row = row_of(page(asked), unit)
    assert "▲ 1 điểm cần xem" in row
    assert "chưa trả lời" not in row.lower()
    assert "Đơn vị trả lời: Không phát sinh vụ mới" in row
    assert shown(page(asked, soat="sach")) == ["Xã 2", "Xã 3", "Xã 4"]


def test_what_the_register_counts_otherwise_is_marked_and_not_clean() -> None:
    asked = make_asked(3)
    strata = Strata(groups=("trường",)).as_row()
    asked.form.elements.filter(code="A2").update(known_from="units", known_strata=strata)
    forget_forms()
    for unit, received in zip(asked.story.communes, (1, 40, 1), strict=True):
        with day(date(2020, 1, 2)):
            make_unit(f"Trường ở {unit}", unit, kind="trường")
        send(asked, unit, 1, received, 1)
    row = row_of(page(asked), asked.story.communes[1])
    assert "báo cáo là 40, còn danh sách đơn vị" in row
    assert shown(page(asked, soat="sach")) == ["Xã 1", "Xã 3"]


# Late edits


@pytest.fixture
def corrected() -> Asked:
    """The first of three communes corrected its report after the close, across the level."""
    asked = make_asked(3)
    with day(date(2020, 4, 2)):
        for unit in asked.story.communes:
            send(asked, unit, 200, 205, 170)
            accept(asked, unit)
    with day(date(2020, 5, 28)):
        send(asked, asked.story.communes[0], 200, 205, 185, reason="Đếm sót")
    return asked


def questions(asked: Asked) -> str:
    there = reverse("reporting:period_questions", args=[asked.period.pk])
    return unescape(client_of(asked.officer).get(there).text)


LATE = "từ 170/200 (chưa đạt) thành 185/200 (đạt mức ≥ 90 %)"


def test_a_late_edit_is_on_the_page_of_questions_and_in_the_list(corrected: Asked) -> None:
    assert LATE in questions(corrected)
    assert LATE in row_of(page(corrected), corrected.story.communes[0])
    clean = page(corrected, soat="sach")
    assert [f">{name}<" in clean for name in ("Xã 1", "Xã 2", "Xã 3")] == [False, True, True]


def test_a_late_edit_is_held_against_what_was_accepted(corrected: Asked) -> None:
    unit = corrected.story.communes[0]
    row = corrected.of(unit)
    with day(date(2020, 5, 29)):
        return_report(obligation=row, revision=2, reason="Khác sổ", by=corrected.officer)
        send(corrected, unit, 200, 205, 186, reason="Đếm lại")
    told = "từ 170/200 (chưa đạt) thành 186/200"
    assert told in questions(corrected)
    with day(date(2020, 5, 30)):
        accept(corrected, unit)
    # Accepted or not, it is the same question on every page.
    judged = reverse("reporting:accept", args=[row.pk])
    read = reverse("reporting:report", args=[row.pk])
    client = client_of(corrected.officer)
    for text in (questions(corrected), client.get(judged).text, client.get(read).text):
        assert told in unescape(text)


# Who sees what, and when


def test_of_what_is_hidden_nothing_is_marked(asked: Asked) -> None:
    Indicator.objects.update(sensitive=True)
    home = make_unit("Sở Nội vụ", asked.story.province, kind="sở")
    add_addressee(form=asked.form, office=home, by=asked.officer)
    reader = client_of(make_user("noivu", home, Role.VIEWER))
    assert "cần xem" not in reader.get(address(asked)).text.partition("<tbody>")[2]
    assert ">Xã 1<" not in reader.get(address(asked), {"soat": "can-xem"}).text
    assert ">Xã 1<" in reader.get(address(asked), {"soat": "sach"}).text


def test_a_day_gone_by_knows_nothing_of_what_was_sent_later(asked: Asked) -> None:
    then = page(asked, **{"tai-ngay": "01/07/2020", "soat": "can-xem"})
    assert "cần xem" not in then.partition("<tbody>")[2]
    assert ">Xã 2<" in then


def test_a_long_list_says_how_far_it_was_looked_at(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phongtrao.reporting.views.tracking.LOOKED_AT", 2)
    told = page(asked, soat="sach")
    assert shown(told) == ["Xã 2"]
    assert "Mới soát 2 báo cáo đầu danh sách, còn 2 báo cáo chưa soát." in told
    assert "chưa soát" not in page(asked, soat="sach", tim="Xã 1")


@pytest.mark.parametrize("query", [{}, {"soat": "sach"}, {"soat": "can-xem"}])
def test_ten_reports_cost_as_many_queries_as_forty(query: dict[str, str]) -> None:
    first = make_asked(40)
    for unit in first.story.communes:
        send(first, unit, *SAME)
    asked = second_quarter(first)
    for number, unit in enumerate(asked.story.communes):
        send(asked, unit, *(SAME if number % 3 else CLEAN))
    client = client_of(asked.officer)

    def cost(words: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(asked), {**query, "tim": words}).status_code == 200
        return len(queries)

    cost("")
    assert cost("xa 1") == cost("") <= 45


def test_the_workbook_and_the_list_to_print_mark_what_is_to_be_looked_at(corrected: Asked) -> None:
    office = client_of(corrected.officer)

    def of(name: str) -> str:
        return reverse(f"reporting:{name}", args=[corrected.period.pk])

    (odd,) = [row.odd for row in office.get(of("period")).context["rows"] if row.odd]
    assert "câu hỏi chưa trả lời" in odd
    answer = office.get(of("period_file"))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))["Theo dõi"]
    marks = {row[1]: row[10] for row in book.iter_rows(values_only=True) if row[1]}
    assert marks == {"Đơn vị": "Cần xem", "Xã 1": odd, "Xã 2": "", "Xã 3": ""}
    assert odd in office.get(of("period_print")).text
    # Of another day nobody knows what was asked: there is no column that could say "nothing".
    assert "Cần xem" not in office.get(of("period_print"), {"tai-ngay": "01/06/2020"}).text
