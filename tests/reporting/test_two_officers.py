"""Two officers at one report: who is later is told what the other did, and nothing is done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.reporting.actions.verdicts import accept_report, return_report
from phongtrao.reporting.models import Obligation, Verdict
from tests.factories import make_user
from tests.programme.reorganisation_rows import client_of
from tests.reporting.report_rows import Asked, accept, make_asked, send

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def form_of(client: Client, address: str) -> dict[str, str]:
    """What the form of a page posts, as it stands there."""
    page = client.get(address).text
    hidden = re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', page)
    return {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}


def to(name: str, row: Obligation) -> str:
    return reverse(f"reporting:{name}", args=[row.pk])


@pytest.fixture
def row(asked: Asked) -> Obligation:
    return send(asked, asked.story.communes[0], 7, 8, 6)


@pytest.fixture
def other(asked: Asked) -> Client:
    """The browser of a second officer."""
    return client_of(make_user("capthai", asked.story.province, Role.APPROVER))


def told(did: str) -> str:
    """What the later one is told."""
    at = timezone.localtime(Verdict.objects.get().at)
    return f"Cán bộ thuongtruc đã {did} báo cáo của Xã 1 lúc {at:%H:%M ngày %d/%m/%Y}"


def test_what_was_accepted_meanwhile_is_not_given_back_unless_one_means_it(
    asked: Asked, office: Client, other: Client, row: Obligation
) -> None:
    posted = form_of(other, to("return", row)) | {"reason": "Khác sổ", "o-A1": "Đếm lại A1"}
    assert office.post(to("accept", row), form_of(office, to("accept", row))).status_code == 302
    answer = other.post(to("return", row), posted)
    assert answer.status_code == 422
    assert told("duyệt") in answer.text
    assert "● Đã duyệt" in answer.text
    assert Verdict.objects.count() == 1
    for typed in ("Khác sổ</textarea>", 'value="Đếm lại A1"'):
        assert typed in answer.text
    # The page now shows it as accepted: pressing again is meant.
    again = posted | dict(re.findall(r'name="(seen|revision)" value="([^"]*)"', answer.text))
    assert other.post(to("return", row), again).status_code == 302
    row.refresh_from_db()
    assert row.state == "returned"


def test_what_was_given_back_meanwhile_is_not_accepted(
    asked: Asked, office: Client, other: Client, row: Obligation
) -> None:
    posted = form_of(other, to("accept", row))
    back = form_of(office, to("return", row)) | {"reason": "Khác sổ"}
    assert office.post(to("return", row), back).status_code == 302
    answer = other.post(to("accept", row), posted)
    assert answer.status_code == 422
    assert told("trả lại") in answer.text
    row.refresh_from_db()
    assert row.state == "returned"


def test_what_one_did_oneself_in_another_window_is_said_so(office: Client, row: Obligation) -> None:
    posted = form_of(office, to("accept", row))
    office.post(to("accept", row), posted)
    assert "Bạn đã duyệt báo cáo của Xã 1 lúc" in office.post(to("accept", row), posted).text


def test_an_accepted_report_is_given_back_from_its_page(
    asked: Asked, office: Client, row: Obligation
) -> None:
    accept(asked, asked.story.communes[0])
    posted = form_of(office, to("return", row)) | {"reason": "Khác sổ"}
    assert office.post(to("return", row), posted).status_code == 302
    row.refresh_from_db()
    assert row.state == "returned"


def test_a_correction_is_told_with_who_sent_it(
    asked: Asked, office: Client, row: Obligation
) -> None:
    posted = form_of(office, to("return", row)) | {"reason": "Khác sổ"}
    send(asked, asked.story.communes[0], 7, 8, 5, reason="Nhầm A3")
    answer = office.post(to("return", row), posted)
    sent = asked.of(asked.story.communes[0]).current
    assert sent
    assert f"lần nộp mới (2), do {sent.by} gửi lúc" in answer.text
    assert "Khác sổ</textarea>" in answer.text


def test_of_two_stages_the_second_is_not_given_by_who_saw_the_first_open() -> None:
    asked = make_asked(2, stages=2)
    row = send(asked, asked.story.communes[0], 7, 8, 6)
    other = client_of(make_user("capthai", asked.story.province, Role.APPROVER))
    posted = form_of(other, to("accept", row))
    accept(asked, asked.story.communes[0])
    assert told("duyệt") in other.post(to("accept", row), posted).text
    row.refresh_from_db()
    assert (row.state, row.stage) == ("sent", 1)
    assert other.post(to("accept", row), form_of(other, to("accept", row))).status_code == 302


def test_a_page_that_does_not_say_what_it_showed_does_nothing(
    office: Client, row: Obligation
) -> None:
    assert office.post(to("accept", row), {"revision": 1}).status_code == 422
    answer = office.post(to("return", row), {"revision": 1, "reason": "Khác sổ"})
    assert "Hãy xem lại số liệu rồi bấm lần nữa." in answer.text
    assert "Khác sổ</textarea>" in answer.text
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("every", [False, True])
def test_of_many_those_that_another_judged_meanwhile_are_named(every: bool) -> None:
    asked = make_asked(4, stages=2)
    rows = [send(asked, unit, 7, 8, 6) for unit in asked.story.communes]
    judge = make_user("capthai", asked.story.province, Role.APPROVER)
    other, listed = client_of(judge), reverse("reporting:period", args=[asked.period.pk])
    page = other.get(listed).text
    marks = re.findall(r'name="report" value="([^"]*)"', page)
    assert len(marks) == 4
    numbers = dict(re.findall(r'name="(newest|verdict)" value="(\d+)"', page))
    accept_report(obligation=rows[0], revision=1, by=asked.officer)
    third = make_user("capba", asked.story.province, Role.APPROVER)
    accept_report(obligation=rows[1], revision=1, by=asked.officer)
    accept_report(obligation=rows[1], revision=1, by=third)
    return_report(obligation=rows[2], revision=1, reason="Sai", by=asked.officer)
    posted = {"all": "1", **numbers} if every else {"report": marks}
    address = reverse("reporting:accept_many", args=[asked.period.pk])
    said = [str(one) for one in other.post(address, posted, follow=True).context["messages"]]
    assert said[0] == "Đã duyệt 1 báo cáo."
    at = {one.submission.obligation_id: one for one in Verdict.objects.order_by("pk")}
    moments = [f"{timezone.localtime(at[row.pk].at):%H:%M ngày %d/%m/%Y}" for row in rows[:3]]
    assert said[1:] == [
        "Chưa duyệt 2 báo cáo vì vừa có người duyệt:"
        f" Xã 1 (Cán bộ thuongtruc, {moments[0]}), Xã 2 (Cán bộ capba, {moments[1]}).",
        f"Chưa duyệt 1 báo cáo vì vừa có người trả lại: Xã 3 (Cán bộ thuongtruc, {moments[2]}).",
    ]
    for row, stands in zip(
        rows, (("sent", 1), ("accepted", 2), ("returned", 0), ("sent", 1)), strict=True
    ):
        row.refresh_from_db()
        assert (row.state, row.stage) == stands
    # What he has done himself is no news to him.
    once_more = other.post(address, {"all": "1", **numbers}, follow=True).context["messages"]
    assert not any("Xã 4 (" in str(one) for one in once_more)
