"""One report, several addressees: sent once, all see it and say that they have received it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.core.dates.filing import Sent
from phongtrao.reporting.actions import addressees as actions
from phongtrao.reporting.actions.form_changes import renew_form
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Acknowledgement, Addressee, Submission
from phongtrao.reporting.queries.addressed import waiting_by_period
from phongtrao.reporting.queries.reports import obligations_of
from phongtrao.reporting.queries.tracking import entries
from tests.factories import make_unit, make_user
from tests.reporting.addressee_rows import Two, make_two
from tests.reporting.report_rows import accept, make_asked, reporter_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.django_db
ON_TIME, LATE = "2020-11-09 23:59", "2020-11-10 00:00"


@pytest.fixture
def two() -> Two:
    return make_two()


# chosen


def test_the_owner_chooses_an_office_beside_his_own_for_an_issued_form(
    browser_of: Callable[..., Client],
) -> None:
    asked = make_asked(1)
    home = make_unit("Sở Nội vụ", asked.story.province)
    client, address = browser_of(asked.officer), f"/bieu-mau/{asked.form.pk}/noi-nhan/"
    assert '<option value="Sở Nội vụ">' in client.get(address).text
    wrong = client.post(address, {"office": "Sở Không Có"})
    assert wrong.status_code == 422
    assert "Không thấy đơn vị “Sở Không Có”" in wrong.text
    assert 'value="Sở Không Có"' in wrong.text
    assert client.post(address, {"office": "sở nội vụ"}).status_code == 302
    assert "Sở Nội vụ (nhận)" in client.get(f"/bieu-mau/{asked.form.pk}/").text
    line = LogEntry.objects.latest("pk")
    assert (line.action, line.detail) == ("report-form.address", {"unit_name": "Sở Nội vụ"})
    for office in ("Sở Nội vụ", "Công an tỉnh Mẫu"):
        assert "Hãy chọn cơ quan khác" in client.post(address, {"office": office}).text
    asked.form.refresh_from_db()
    assert asked.form.number == 1
    row = Addressee.objects.get(office=home)
    assert client.post(f"{address}{row.pk}/bo/").status_code == 302
    assert not asked.form.addressees.exists()


def test_a_new_version_is_addressed_as_the_one_before(two: Two) -> None:
    fresh = renew_form(form=two.asked.form, by=two.asked.officer)
    assert [row.office for row in fresh.addressees.all()] == [two.office]


# seen


def test_a_third_office_finds_nothing(two: Two, browser_of: Callable[..., Client]) -> None:
    two.send(0, 10, 10, 9, at=ON_TIME)
    other = browser_of(two.other)
    shut = [
        other.get(two.address("period")),
        other.get(two.address("period_file")),
        other.get(two.address("received")),
        other.get(two.address("consolidated")),
        other.get(two.address("consolidated_file")),
        other.get(two.address("report", 0)),
        other.post(two.address("acknowledge_all")),
        other.post(two.address("acknowledge", 0), {"revision": 1}),
    ]
    assert {answer.status_code for answer in shut} == {404}
    assert two.address("period") not in other.get("/ky-bao-cao/").text
    assert not waiting_by_period(two.other)
    with pytest.raises(Denied):
        actions.acknowledge_all(period=two.asked.period, by=two.other)
    row = two.asked.of(two.asked.story.communes[0])
    with pytest.raises(Denied):
        actions.acknowledge(obligation=row, revision=1, by=two.other)


def test_police_and_home_affairs_see_the_same_report_and_only_the_police_decides(
    two: Two, browser_of: Callable[..., Client]
) -> None:
    two.send(0, 12, 12, 9, at=ON_TIME)
    police, home = browser_of(two.asked.officer), browser_of(two.home)
    for client in (police, home):
        assert two.address("period") in client.get("/ky-bao-cao/").text
        assert "Xã 1" in client.get(two.address("period")).text
        assert "Số tin báo thụ lý" in client.get(two.address("report", 0)).text
        assert "75,0 % (9/12)" in client.get(two.address("consolidated")).text
    assert police.get(two.address("accept", 0)).status_code == 200
    for shut in ("accept", "return", "exempt"):
        assert home.get(two.address(shut, 0)).status_code == 404
    for shut in ("accept_many", "remind"):
        assert home.post(two.address(shut)).status_code == 404
    assert home.post(two.address("report", 0), {"step": "send"}).status_code == 404
    Addressee.objects.all().delete()
    assert home.get(two.address("report", 0)).status_code == 404
    assert home.get(two.address("period")).status_code == 404


def test_a_report_of_23_59_before_10_11_is_on_time_and_one_of_the_midnight_is_late(
    two: Two,
) -> None:
    two.send(0, 10, 10, 9, at=ON_TIME)
    two.send(1, 10, 10, 9, at=LATE)
    for user in (two.asked.officer, two.home):
        rows = entries(obligations_of(user, two.asked.period), two.asked.period.end)
        assert [row.filed for row in rows] == [Sent.ON_TIME, Sent.LATE, Sent.NOT_DUE]


# acknowledged


def test_home_affairs_acknowledges_and_the_commune_sees_who_when_and_which_revision(
    two: Two, browser_of: Callable[..., Client]
) -> None:
    home = browser_of(two.home)
    row = two.send(0, 10, 10, 9, at=ON_TIME)
    report, done = two.address("report", 0), two.address("acknowledge", 0)
    commune = browser_of(reporter_of(two.asked.story.communes[0]))
    page = commune.get(report).text
    assert "Gửi một lần tới: Công an tỉnh Mẫu, Sở Nội vụ" in page
    assert "○ Chưa xác nhận đã nhận" in page
    assert done not in page
    assert "Sở Nội vụ chưa xác nhận đã nhận báo cáo này." in home.get(report).text
    assert home.post(done, {"revision": "x"}).status_code == 302
    assert not Acknowledgement.objects.exists()
    assert home.post(done, {"revision": 1}).url == report
    home.post(done, {"revision": 1})
    assert Acknowledgement.objects.count() == 1
    page = commune.get(report).text
    assert "● Đã nhận" in page
    assert "lần 1, Cán bộ noivu" in page
    # A correction is acknowledged anew, and says so to both.
    accept(two.asked, two.asked.story.communes[0])
    two.send(0, 11, 11, 9, at="2020-11-12 08:00", reason="Nhầm số")
    assert "hãy xác nhận lại" in home.get(report).text
    page = commune.get(report).text
    assert "▲ Chưa xác nhận lần nộp mới" in page
    assert "mới nhận lần 1" in page
    old = home.post(done, {"revision": 1}, follow=True).text
    assert "vừa gửi lần nộp mới (2)" in old
    answer = home.post(done, {"revision": 2, "place": "ky"})
    assert answer.url == f"{two.address('received')}?noi={two.office.pk}&cho=1"
    given = Acknowledgement.objects.order_by("pk").values_list("submission__revision", "by")
    assert list(given) == [(1, two.home.pk), (2, two.home.pk)]
    assert LogEntry.objects.filter(action="report.acknowledge").count() == 2
    # Who is no addressee any more is still named with what it received.
    Addressee.objects.all().delete()
    assert "không còn là nơi nhận" in commune.get(report).text
    assert row.submissions.count() == 2


def test_a_returned_report_is_not_acknowledged_until_it_is_sent_again(
    two: Two, browser_of: Callable[..., Client]
) -> None:
    row = two.send(0, 10, 10, 9, at=ON_TIME)
    return_report(obligation=row, revision=1, reason="Khác sổ", by=two.asked.officer)
    home = browser_of(two.home)
    assert "– Bị trả lại, chờ gửi lại" in home.get(two.address("report", 0)).text
    refused = home.post(two.address("acknowledge", 0), {"revision": 1}, follow=True)
    assert "chưa gửi hoặc đang bị trả lại" in refused.text
    assert not waiting_by_period(two.home)
    two.send(0, 10, 10, 8, at="2020-11-09 10:00")
    assert waiting_by_period(two.home) == {two.asked.period: 1}


def test_all_that_wait_are_acknowledged_at_once_and_leave_the_work_of_the_office(
    two: Two, browser_of: Callable[..., Client]
) -> None:
    two.send(0, 10, 10, 9, at=ON_TIME)
    two.send(1, 10, 10, 9, at=LATE)
    home, police = browser_of(two.home), browser_of(two.asked.officer)
    told = "2 báo cáo gửi tới cơ quan chưa xác nhận đã nhận"
    assert told in home.get(reverse("programme:work")).text
    # Who stands above Home Affairs reads, but does not speak for it; whose office it is does, also
    # with a role that stands above.
    above = make_user("khenthuong", two.office, None)
    above.assignments.create(role=Role.VIEWER, unit=two.asked.story.province)
    assert waiting_by_period(above) == {two.asked.period: 2}
    assert told not in police.get(reverse("programme:work")).text
    assert police.post(two.address("acknowledge_all")).status_code == 404
    assert police.post(two.address("acknowledge", 0), {"revision": 1}).status_code == 404
    assert "Sở Nội vụ đã nhận 0/2" in police.get(two.address("period")).text
    assert "2 báo cáo chờ xác nhận đã nhận" in home.get(two.address("period")).text
    waiting = home.get(two.address("received"), {"noi": two.office.pk, "cho": 1}).text
    assert "Xác nhận đã nhận cả 2 báo cáo" in waiting
    assert "Xã 2" in waiting
    assert "Xã 3" not in waiting
    assert home.post(two.address("acknowledge_all")).status_code == 302
    assert told not in home.get(reverse("programme:work")).text
    assert "Sở Nội vụ đã nhận 2/2" in police.get(two.address("period")).text
    assert (
        "Không còn báo cáo nào chờ" in home.post(two.address("acknowledge_all"), follow=True).text
    )
    assert LogEntry.objects.get(action="report.acknowledge-many").detail == {"units": 2}


def test_the_list_of_what_was_received_asks_the_database_no_more_for_three_than_for_one(
    two: Two, browser_of: Callable[..., Client]
) -> None:
    home = browser_of(two.home)

    def asked() -> int:
        actions.acknowledge_all(period=two.asked.period, by=two.home)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert home.get(two.address("received")).status_code == 200
        return len(found)

    two.send(0, 10, 10, 9, at=ON_TIME)
    first = asked()
    two.send(1, 10, 10, 9, at=ON_TIME)
    two.send(2, 10, 10, 9, at=ON_TIME)
    assert asked() <= first
    assert Submission.objects.count() == Acknowledgement.objects.count() == 3


def test_a_form_without_addressees_says_how_to_choose_one(
    browser_of: Callable[..., Client],
) -> None:
    asked = make_asked(1)
    page = reverse("reporting:received", args=[asked.period.pk])
    assert "chọn nơi nhận" in browser_of(asked.officer).get(page).text
    commune = make_user("xem", asked.story.communes[0], Role.VIEWER)
    assert "chưa chọn nơi nhận khác" in browser_of(commune).get(page).text
