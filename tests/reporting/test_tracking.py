"""Theo dõi báo cáo: who has sent, who is late, who was returned; many are accepted or reminded."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.core.dates.filing import Sent
from phongtrao.reporting.actions.verdicts import exempt, return_report
from phongtrao.reporting.models import Obligation, ObligationState, Submission
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

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


pytestmark = pytest.mark.django_db


DUE = date(2020, 4, 5)


@pytest.fixture
def asked() -> Asked:
    return make_asked(5)


@pytest.fixture
def officer(asked: Asked, browser_of: Callable[..., Client]) -> Client:
    return browser_of(asked.officer)


def address(asked: Asked, name: str = "period") -> str:
    return reverse(f"reporting:{name}", args=[asked.period.pk])


def sent_on(asked: Asked, place: int, day: str, *figures: object) -> Obligation:
    """A commune sends its report on a day."""
    row = send(asked, asked.story.communes[place], *(figures or (10, 10, 9)))
    moment = at(day)
    Submission.objects.filter(obligation=row).update(sent_at=moment)
    Obligation.objects.filter(pk=row.pk).update(first_sent_at=moment)
    row.refresh_from_db()
    return row


def all_kinds(asked: Asked) -> None:
    """Xã 1 accepted, in time; Xã 2 waits, late; Xã 3 returned; Xã 4 silent; Xã 5 exempt."""
    sent_on(asked, 0, "2020-04-05")
    accept(asked, asked.story.communes[0])
    sent_on(asked, 1, "2020-04-06")
    row = sent_on(asked, 2, "2020-04-01")
    return_report(obligation=row, revision=1, boxes={"A3": "Khác sổ"}, by=asked.officer)
    exempt(obligation=asked.of(asked.story.communes[4]), reason="Mới thành lập", by=asked.officer)


def rows(asked: Asked) -> list[tracking.Entry]:
    return tracking.entries(obligations_of(asked.officer, asked.period), date(2020, 4, 20))


def names(found: list[tracking.Entry]) -> list[str]:
    return [one.name for one in found]


def shown(page: str) -> list[str]:
    return [f"Xã {number}" for number in range(1, 6) if f'aria-label="Chọn Xã {number}"' in page]


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
    sent = partial(tracking.sent_days, every)
    chosen = tracking.chosen(rows(asked), tracking.Wanted(**wanted), {}, sent)
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


def test_a_page_of_a_day_gone_by_says_so_and_decides_nothing(asked: Asked, officer: Client) -> None:
    all_kinds(asked)
    page = officer.get(address(asked), {"tai-ngay": "02/04/2020"}).content.decode()
    assert "Đang xem tại ngày 02/04/2020" in page
    assert "Duyệt báo cáo đã chọn" not in page
    assert "Đang xem" not in officer.get(address(asked), {"tai-ngay": "31/02"}).content.decode()
    assert "Đang xem" not in officer.get(address(asked), {"tai-ngay": "2999-1-1"}).content.decode()


def test_the_officer_sees_who_sent_and_why_a_report_came_back(
    asked: Asked, officer: Client
) -> None:
    all_kinds(asked)
    page = officer.get(address(asked)).content.decode()
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


def test_htmx_gets_the_rows_alone(asked: Asked, officer: Client) -> None:
    part = officer.get(address(asked), {"tim": "xa 2"}, headers={"HX-Request": "true"})
    assert "<h1>" not in part.content.decode()
    assert shown(part.content.decode()) == ["Xã 2"]
    none = officer.get(address(asked), {"tim": "không có"}).content.decode()
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
        row = sent_on(asked, place, "2020-04-01", 10 + place, 10 + place, 9)
        if place % 4:
            return_report(obligation=row, revision=1, reason="Sai", by=asked.officer)
    client = browser_of(asked.officer)

    def queries(words: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address(asked), {"tim": words}).content.decode()
        assert (page.count('<th scope="row">') == 1) == bool(words)
        return len(seen)

    queries("")
    assert queries("xa 11") == queries("") <= 30
