"""A correction that came back is owed; the report that it corrects was sent and is accepted."""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.urls import reverse

from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Submission, Verdict
from phongtrao.reporting.queries import period_list
from tests.programme.cascade_rows import at
from tests.programme.reorganisation_rows import client_of
from tests.reporting.report_rows import Asked, make_asked, reporter_of, send
from tests.reporting.tracking_rows import address, all_kinds

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
AGAIN = "dinh-chinh-tra-lai"


@pytest.fixture
def asked() -> Asked:
    """Xã 1's correction was given back, Xã 2 waits, Xã 3 was returned, Xã 4 silent, Xã 5 exempt."""
    asked = make_asked(5)
    all_kinds(asked)
    first = asked.story.communes[0]
    send(asked, first, 10, 10, 8, reason="Đếm sót")
    return_report(obligation=asked.of(first), revision=2, reason="Sai", by=asked.officer)
    return asked


@pytest.fixture
def office(asked: Asked) -> Client:
    return client_of(asked.officer)


def words(text: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text)))


def listed(office: Client, asked: Asked, **filters: str) -> list[str]:
    page = office.get(
        address(asked), {name.replace("_", "-"): one for name, one in filters.items()}
    )
    return [one.entry.name for one in page.context["rows"]]


def test_head_and_list_count_it_among_what_was_sent(asked: Asked, office: Client) -> None:
    page = office.get(address(asked)).text
    head = words(page)
    assert "Đã gửi 50,0 % (2/4) đơn vị" in head
    assert "đã duyệt 0 (thêm 1 báo cáo đang đính chính, vẫn tính lần đã duyệt)" in head
    assert "còn nợ 2, cần gửi lại bản đính chính 1" in head
    assert listed(office, asked, tinh_trang="da-gui") == ["Xã 1", "Xã 2"]
    assert listed(office, asked, tinh_trang="con-no") == ["Xã 3", "Xã 4"]
    assert listed(office, asked, tinh_trang=AGAIN) == ["Xã 1"]
    # It came back, all the same.
    assert listed(office, asked, tinh_trang="tra-lai") == ["Xã 1", "Xã 3"]


def test_each_number_of_the_head_opens_its_rows(asked: Asked, office: Client) -> None:
    head, _, _ = office.get(address(asked)).text.partition("<progress")
    links = re.findall(r'<a href="(\?[^"]*)"[^>]*>(.*?)</a>', head)
    many = {unescape(link): int(re.findall(r"\d+", said.split("/")[0])[-1]) for link, said in links}
    assert {"?tinh-trang=da-gui", "?tinh-trang=con-no", f"?tinh-trang={AGAIN}"} <= many.keys()
    for link, number in many.items():
        assert len(office.get(address(asked) + link).context["rows"]) == number, link


def test_it_stays_so_on_a_day_in_the_past(asked: Asked, office: Client) -> None:
    row = asked.of(asked.story.communes[0])
    for revision, day in ((1, "2020-04-05"), (2, "2020-04-08")):
        Submission.objects.filter(obligation=row, revision=revision).update(sent_at=at(day))
        Verdict.objects.filter(submission__obligation=row, submission__revision=revision).update(
            at=at(day, 20)
        )
    Submission.objects.exclude(obligation=row).update(sent_at=at("2020-04-02"))
    Verdict.objects.exclude(submission__obligation=row).update(at=at("2020-04-03"))
    for day in ("08/04/2020", ""):
        page = words(office.get(address(asked), {"tai-ngay": day}).text)
        assert "còn nợ 2, cần gửi lại bản đính chính 1" in page
        assert "▲ Đính chính bị trả lại" in page
        assert listed(office, asked, tinh_trang="da-gui", tai_ngay=day) == ["Xã 1", "Xã 2"]
    assert (
        "gửi lại bản đính chính"
        not in words(office.get(address(asked), {"tai-ngay": "06/04/2020"}).text).partition(
            "Quy tắc."
        )[0]
    )


def test_the_list_of_periods_and_the_consolidated_report_agree(
    asked: Asked, office: Client
) -> None:
    (line,) = period_list.lines_of([asked.period], asked.officer, date(2020, 4, 20))
    assert (line.expected, line.reported, line.owing) == (4, 2, 2)
    assert line.state[0] == "▲ Quá hạn, còn thiếu 2"
    page = words(office.get(address(asked, "consolidated")).text)
    assert "2/4 đơn vị đã báo cáo" in page
    assert "Đơn vị chưa có báo cáo (2)" in page
    for unit in asked.story.communes[2:4]:
        send(asked, unit, 5, 5, 5)
    (line,) = period_list.lines_of([asked.period], asked.officer, date(2020, 4, 20))
    assert line.state[0] == "◐ Đã gửi đủ"


def test_the_workbook_and_the_list_to_print_agree(asked: Asked, office: Client) -> None:
    answer = office.get(address(asked, "period_file"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    counts = dict(book["Tổng hợp"].iter_rows(values_only=True))
    assert (counts["Phải báo cáo"], counts["Đã gửi"], counts["Còn nợ"]) == (4, 2, 2)
    assert counts["Cần gửi lại bản đính chính"] == 1
    rows = {row[1]: row[7] for row in book["Theo dõi"].iter_rows(min_row=6, values_only=True)}
    assert (rows["Xã 1"], rows["Xã 3"]) == ("Đính chính bị trả lại", "Bị trả lại")
    printed = words(office.get(address(asked, "period_print")).text)
    assert "còn nợ 2, cần gửi lại bản đính chính 1" in printed
    assert "Đính chính bị trả lại" in printed


def test_the_unit_is_told_and_reminded_to_send_it_again(asked: Asked, office: Client) -> None:
    first = asked.story.communes[0]
    page = words(client_of(reporter_of(first)).get(reverse("programme:work")).text)
    assert "Gửi lại bản đính chính" in page
    answer = office.post(
        address(asked, "remind"), {"report": f"{asked.of(first).pk}:2", "text": "Đề nghị gửi lại"}
    )
    assert "Đã nhắc 1 đơn vị" in office.get(answer["Location"]).text
