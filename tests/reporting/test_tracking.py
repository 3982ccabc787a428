"""Theo dõi báo cáo: who has sent, who is late, who was returned."""

from __future__ import annotations

import io
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.core.dates.filing import Sent
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Obligation, ObligationState
from phongtrao.reporting.queries import period_list, tracking
from phongtrao.reporting.queries.as_of_day import standing_on
from phongtrao.reporting.queries.reports import obligations_of
from tests.factories import make_user
from tests.programme.cascade_rows import at
from tests.reporting.report_rows import (
    Asked,
    accept,
    make_asked,
    reporter_of,
    send,
)
from tests.reporting.tracking_rows import address, all_kinds, sent_on, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.django_db
DUE = date(2020, 4, 5)


@pytest.fixture
def asked() -> Asked:
    return make_asked(5)


def rows(asked: Asked) -> list[tracking.Entry]:
    return tracking.entries(obligations_of(asked.officer, asked.period), date(2020, 4, 20))


def names(found: list[tracking.Entry]) -> list[str]:
    return [one.name for one in found]


# counts and rules


def test_completeness_counts_what_stands_and_timeliness_the_first_sending(asked: Asked) -> None:
    all_kinds(asked)
    counts = tracking.counts_of(rows(asked))
    assert (counts.total, counts.expected, counts.reported) == (5, 4, 2)
    assert (counts.accepted, counts.owing, counts.exempt) == (1, 2, 1)
    assert counts.completeness == "50,0 % (2/4)"
    # A report that was returned came in time; it counts as not sent until it is sent again.
    assert counts.timeliness == "50,0 % (2/4)"
    assert counts.filed == {
        Sent.ON_TIME: 2,
        Sent.LATE: 1,
        Sent.SILENT: 1,
        Sent.NOT_DUE: 0,
    }
    assert counts.returned == 1


def test_nobody_expected_gives_no_rate() -> None:
    counts = tracking.counts_of([])
    assert (counts.completeness, counts.timeliness) == ("", "")


def test_the_last_minute_of_the_day_is_in_time_and_the_next_is_late(asked: Asked) -> None:
    for place, day in enumerate(("2020-04-05", "2020-04-06")):
        row = sent_on(asked, place, day)
        moment = at(day, 23) + timedelta(minutes=59) if place == 0 else at(day, 0)
        Obligation.objects.filter(pk=row.pk).update(first_sent_at=moment)
    assert [one.filed for one in rows(asked)[:2]] == [Sent.ON_TIME, Sent.LATE]
    (line,) = period_list.lines_of([asked.period], asked.officer, DUE)
    assert (line.reported, line.on_time) == (2, 1)


def test_a_correction_does_not_move_the_day_of_the_first_sending(asked: Asked) -> None:
    sent_on(asked, 0, "2020-04-01")
    send(asked, asked.story.communes[0], 11, 11, 9, reason="Đếm sót")
    first = rows(asked)[0]
    assert (first.filed, first.corrected) == (Sent.ON_TIME, 1)
    assert names(tracking.chosen(rows(asked), tracking.Wanted(once="dinh-chinh"), {})) == ["Xã 1"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"state": "da-duyet"}, [1]),
        ({"state": "cho-duyet"}, [2]),
        ({"state": "tra-lai"}, [3]),
        ({"state": "chua-bao-cao"}, [4]),
        ({"state": "con-no"}, [3, 4]),
        ({"state": "mien"}, [5]),
        ({"state": "khong-co"}, []),
        ({"filed": "cham"}, [2]),
        ({"filed": "chua-gui"}, [4]),
        ({"once": "tra-lai"}, [3]),
        ({"kind": "xã"}, [1, 2, 3, 4, 5]),
        ({"kind": "phường"}, []),
        ({"words": "xa 3"}, [3]),
        ({"order": "-ten"}, [5, 4, 3, 2, 1]),
        ({"order": "gui"}, [3, 1, 2, 4, 5]),
        ({"order": "han"}, [1, 2, 3, 4, 5]),
        ({"order": "loai"}, [1, 2, 3, 4, 5]),
        ({"order": "dia-ban"}, [1, 2, 3, 4, 5]),
        ({"order": "tinh-trang"}, [2, 3, 4, 1, 5]),
    ],
)
def test_filters_search_and_order(asked: Asked, wanted: dict[str, str], found: list[int]) -> None:
    all_kinds(asked)
    every = obligations_of(asked.officer, asked.period)
    order = partial(tracking.sent_order, every)
    chosen = tracking.chosen(rows(asked), tracking.Wanted(**wanted), {}, order)
    assert names(chosen) == [f"Xã {number}" for number in found]


def test_the_area_is_the_commune_else_the_province(asked: Asked) -> None:
    every = rows(asked)
    areas = tracking.areas_of(every)
    assert list(areas.values()) == ["Tỉnh Mẫu"]
    (area,) = areas
    assert len(tracking.chosen(every, tracking.Wanted(area=str(area)), areas)) == 5
    assert tracking.chosen(every, tracking.Wanted(area="0"), areas) == []
    assert tracking.areas_of([]) == {}
    assert tracking.kinds_of(every) == [("xã", 5)]


# as of a day


def test_the_list_as_of_a_day_is_played_from_what_was_sent_and_decided(asked: Asked) -> None:
    commune = asked.story.communes[0]
    row = sent_on(asked, 0, "2020-04-01")
    return_report(obligation=row, revision=1, reason="Sai", by=asked.officer)
    row.submissions.get().verdicts.update(at=at("2020-04-03"))
    send(asked, commune, 11, 11, 9)
    row.submissions.filter(revision=2).update(sent_at=at("2020-04-07"))
    accept(asked, commune)
    row.submissions.get(revision=2).verdicts.update(at=at("2020-04-09"))
    send(asked, commune, 12, 12, 9, reason="Sót")
    row.submissions.filter(revision=3).update(sent_at=at("2020-04-11"))

    def on(day: int) -> tuple[str, int, int]:
        every = obligations_of(asked.officer, asked.period)
        first = standing_on(asked.period, every, date(2020, 4, day)).entries[0]
        return first.state, first.returned, first.corrected

    assert on(1) == (ObligationState.SENT, 0, 0)
    assert on(3) == (ObligationState.RETURNED, 1, 0)
    assert on(8) == (ObligationState.SENT, 1, 0)
    assert on(9) == (ObligationState.ACCEPTED, 1, 0)
    assert on(11) == (ObligationState.SENT, 1, 1)


def test_two_stages_are_played_one_by_one(browser_of: Callable[..., Client]) -> None:
    asked = make_asked(2, stages=2)
    row = sent_on(asked, 0, "2020-04-01")
    accept(asked, asked.story.communes[0])
    row.submissions.get().verdicts.update(at=at("2020-04-02"))
    every = obligations_of(asked.officer, asked.period)
    then = standing_on(asked.period, every, date(2020, 4, 3))
    assert then.entries[0].state == ObligationState.SENT
    assert then.sent == {row.pk: date(2020, 4, 1)}
    page = browser_of(asked.officer).get(address(asked)).content.decode()
    assert "đã qua 1/2 cấp duyệt" in page
    assert 'aria-label="Chọn Xã 1"' not in page  # the same person does not accept twice


def test_a_page_of_a_day_gone_by_says_so_and_decides_nothing(asked: Asked, office: Client) -> None:
    all_kinds(asked)
    page = office.get(address(asked), {"tai-ngay": "02/04/2020", "xep": "gui"}).content.decode()
    assert page.index(">Xã 3<") < page.index(">Xã 1<")
    assert "Đang xem tại ngày 02/04/2020" in page
    assert "Duyệt báo cáo đã chọn" not in page
    assert "Duyệt báo cáo đã chọn" in office.get(address(asked)).text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31/06/2026", "Lịch không có ngày “31/06/2026”."),
        ("abc", "Lịch không có ngày “abc”."),
        ("01/01/2199", "Ngày 01/01/2199 chưa đến."),
    ],
)
def test_a_day_that_is_none_stays_in_its_box_and_the_page_says_why(
    asked: Asked, office: Client, text: str, why: str
) -> None:
    all_kinds(asked)
    shown = office.get(address(asked), {"tai-ngay": text})
    assert f'value="{text}" aria-invalid="true"' in shown.text
    assert why in shown.text
    assert "Dưới đây là tình hình hôm nay" in shown.text
    assert "Đang xem" not in shown.text
    # The part that htmx asks for says it too; a file or a list to print of that day is none.
    part = office.get(address(asked), {"tai-ngay": text}, headers={"HX-Request": "true"})
    assert why in part.text
    for name in ("period_file", "period_print"):
        answer = office.get(
            reverse(f"reporting:{name}", args=[asked.period.pk]), {"tai-ngay": text, "gui": "cham"}
        )
        assert answer.status_code == 302
        assert "gui=cham" in answer["Location"]
        assert why in office.get(answer["Location"]).text


# pages


def test_the_officer_sees_who_sent_and_why_a_report_came_back(asked: Asked, office: Client) -> None:
    all_kinds(asked)
    page = office.get(address(asked)).content.decode()
    for words in (
        "50,0 % (2/4)",
        "● Đã duyệt 1",
        "▲ Bị trả lại 1",
        "Trả lại vì: A3: Khác sổ",
        "Miễn vì: Mới thành lập",
        "▲ Chậm",
        "✕ Quá hạn",
        "Quy tắc.",
        "01/01/2020–31/3/2020",
    ):
        assert words in page, words
    assert shown(page) == ["Xã 2", "Xã 3", "Xã 4"]  # what he can accept or remind of


def test_htmx_gets_the_rows_alone(asked: Asked, office: Client) -> None:
    part = office.get(address(asked), {"tim": "xa 2"}, headers={"HX-Request": "true"})
    assert "<h1>" not in part.content.decode()
    assert shown(part.content.decode()) == ["Xã 2"]
    none = office.get(address(asked), {"tim": "không có"}).content.decode()
    assert "Không có đơn vị nào khớp." in none


def test_a_reader_sees_no_boxes_to_mark(asked: Asked, browser_of: Callable[..., Client]) -> None:
    viewer = make_user("xem", asked.officer.office, Role.VIEWER)
    page = browser_of(viewer).get(address(asked)).content.decode()
    assert shown(page) == []
    assert "da-chon" not in page


def test_a_commune_sees_its_own_row_and_a_foreign_office_nothing(
    asked: Asked, browser_of: Callable[..., Client], neighbour
) -> None:
    client = browser_of(reporter_of(asked.story.communes[1]))
    page = client.get(address(asked)).content.decode()
    assert "Xã 2" in page
    assert "Xã 1" not in page
    assert client.get(reverse("reporting:periods")).content.decode().count("Quý I/2020") == 1
    foreign = browser_of(neighbour)
    assert foreign.get(address(asked)).status_code == 404
    assert "Chưa mở kỳ báo cáo nào" in foreign.get(reverse("reporting:periods")).content.decode()


def test_one_row_costs_as_many_queries_as_forty(browser_of: Callable[..., Client]) -> None:
    asked = make_asked(40)
    for place in range(0, 30, 2):
        # Round numbers: something is asked of each.
        row = sent_on(asked, place, "2020-04-01", *[10 * place + 20] * 3)
        if place % 4:
            return_report(obligation=row, revision=1, reason="Sai", by=asked.officer)
    client = browser_of(asked.officer)

    def queries(words: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address(asked), {"tim": words}).content.decode()
        assert (page.count('<th scope="row">') == 1) == bool(words)
        return len(seen)

    queries("")
    assert queries("xa 13") == queries("") <= 35


def test_the_list_of_periods_says_how_far_each_is(asked: Asked, office: Client) -> None:
    all_kinds(asked)
    page = office.get(reverse("reporting:periods")).content.decode()
    for words in ("Quý I/2020", "2/4", "▲ Quá hạn, còn thiếu 2", "05/4/2020"):
        assert words in page, words
    at_form = reverse("reporting:periods")
    assert "Quý I/2020" in office.get(at_form, {"tim": "tin bao"}).content.decode()
    assert "Không có kỳ" in office.get(at_form, {"tim": "khac"}).content.decode()
    assert "Quý I/2020" in office.get(at_form, {"nam": "2020"}).content.decode()
    assert "Không có kỳ" in office.get(at_form, {"nam": "2021"}).content.decode()


@pytest.mark.parametrize(
    ("on", "waits", "state"),
    [
        (date(2019, 12, 1), 5, "○ Chưa bắt đầu"),
        (date(2020, 4, 1), 5, "○ Còn hạn, chưa gửi 5"),
        (date(2020, 4, 6), 5, "▲ Quá hạn, còn thiếu 5"),
        (date(2020, 4, 6), 0, "◐ Đã gửi đủ"),
        (date(2020, 4, 6), -1, "● Đã duyệt đủ"),
    ],
)
def test_the_state_of_a_period(asked: Asked, on: date, waits: int, state: str) -> None:
    if waits <= 0:
        for commune in asked.story.communes:
            send(asked, commune, 1, 1, 1)
            if waits < 0:
                accept(asked, commune)
    (line,) = period_list.lines_of([asked.period], asked.officer, on)
    assert line.state[0] == state


def test_due_days_stand_one_a_level_where_they_differ(asked: Asked) -> None:
    asked.period.send_by = {"commune": "2020-04-05", "province": "2020-04-10"}
    assert period_list.due_words(asked.period) == "cấp xã 05/4/2020, cấp tỉnh 10/4/2020"
    assert period_list.last_due(asked.period) == date(2020, 4, 10)
    asked.period.send_by = {}
    assert period_list.due_words(asked.period) == "31/3/2020"


def test_the_workbook_has_the_rows_the_counts_and_the_rule(asked: Asked, office: Client) -> None:
    all_kinds(asked)
    answer = office.get(address(asked, "period_file"), {"tinh-trang": "con-no"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["Theo dõi", "Tổng hợp", "Quy tắc"]
    texts = [str(cell.value) for row in book["Theo dõi"].iter_rows() for cell in row if cell.value]
    assert "Xã 3" in texts
    assert "Bị trả lại" in texts
    assert "Xã 1" not in texts


def test_the_list_to_print_has_every_row_and_no_boxes(
    asked: Asked, office: Client, monkeypatch
) -> None:
    page = office.get(address(asked, "period_print")).content.decode()
    assert page.count('<th scope="row">Xã') == 5
    assert "checkbox" not in page
    monkeypatch.setattr("phongtrao.reporting.views.tracking.PRINTED", 2)
    assert "Còn 3 đơn vị nữa" in office.get(address(asked, "period_print")).content.decode()
    none = office.get(address(asked, "period_print"), {"tim": "khong"}).content.decode()
    assert "Không có đơn vị nào." in none
