"""An indicator means one thing at a time, and what was reported keeps the meaning it had."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.reporting.actions.indicators import define_indicator, make_indicator
from phongtrao.reporting.models import Indicator
from phongtrao.reporting.queries.indicators import askings_of, indicator_rows
from tests.factories import make_unit, make_user
from tests.reporting.report_rows import Asked, make_asked

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 3)


@pytest.fixture
def asked(time_machine) -> Asked:
    time_machine.move_to("2026-08-03T09:00:00+07:00", tick=False)
    return make_asked()


@pytest.fixture
def client(asked: Asked, browser_of) -> Client:
    return browser_of(asked.officer)


def first() -> Indicator:
    return Indicator.objects.get(code="CS001")


def meaning(**facts: Any) -> dict[str, Any]:
    """The page of a definition, filled in."""
    start = {"numerator": "Số tin báo thụ lý", "denominator": "", "unit": "", "direction": "none"}
    more = {"source": "reported", "breakdowns": "", "verified": "", "limits": ""}
    return {**start, **more, "valid_from": "01/10/2026", **facts}


def test_the_page_says_what_it_means_and_where_its_figures_come_from(client: Client) -> None:
    page = client.get(f"/chi-so/{first().pk}/").text
    assert "phiên bản 1, áp dụng từ 03/08/2026" in page
    assert "A1: Số tin báo thụ lý" in page
    assert "Quý I/2020 (01/01/2020–31/3/2020)" in page
    assert "Tin báo được thụ lý" in page
    assert "Tin báo được giải quyết" in page


def test_another_concept_is_a_new_version_and_the_old_one_stays(client: Client) -> None:
    there = f"/chi-so/{first().pk}/dinh-nghia/"
    assert "Đổi nội dung đếm thì thành phiên bản mới" in client.get(there).text
    divided = "Loại tin: tố giác | tin báo\r\nNguồn tin"
    facts = meaning(numerator="Số tin báo đã thụ lý đúng hạn", breakdowns=divided)
    assert client.post(there, facts).status_code == 302
    newest, oldest = first().versions.all()
    assert (newest.number, newest.valid_from) == (2, date(2026, 10, 1))
    assert newest.breakdowns == [
        {"name": "Loại tin", "members": ["tố giác", "tin báo"]},
        {"name": "Nguồn tin", "members": []},
    ]
    assert "Loại tin: tố giác | tin báo\nNguồn tin" in client.get(there).text
    assert (oldest.numerator, oldest.valid_from) == ("Số tin báo thụ lý", TODAY)
    page = client.get(f"/chi-so/{first().pk}/").text
    assert "Định nghĩa trước đây" in page
    assert "Loại tin: tố giác, tin báo<br>Nguồn tin" in page


def test_a_breakdown_that_may_not_be_counted_is_refused_and_kept_as_typed(client: Client) -> None:
    there = f"/chi-so/{first().pk}/dinh-nghia/"
    answer = client.post(there, meaning(breakdowns="người dự: giáo dân | khác"))
    assert answer.status_code == 422
    assert "Phân tổ “người dự: giáo dân | khác” không dùng được: phần mềm không ghi" in answer.text
    assert first().versions.get().breakdowns == []


def test_a_new_definition_holds_from_a_later_day(client: Client) -> None:
    there = f"/chi-so/{first().pk}/dinh-nghia/"
    answer = client.post(there, meaning(numerator="Khác", valid_from="03/08/2026"))
    assert answer.status_code == 422
    assert "áp dụng từ ngày 03/8/2026" in answer.text
    assert first().versions.count() == 1


def test_how_it_is_verified_is_said_in_place(client: Client) -> None:
    answer = client.post(
        f"/chi-so/{first().pk}/dinh-nghia/", meaning(verified="Đối chiếu sổ thụ lý")
    )
    assert answer.status_code == 302
    row = first().versions.get()
    assert (row.number, row.verified, row.valid_from) == (1, "Đối chiếu sổ thụ lý", TODAY)
    assert "Đối chiếu sổ thụ lý" in client.get(f"/chi-so/{first().pk}/").text


def test_a_source_that_fills_in_nothing_yet_says_so(client: Client) -> None:
    there = f"/chi-so/{first().pk}/dinh-nghia/"
    assert "Phần mềm chưa có số liệu công nhận: chọn" in client.get(there).text
    assert "chưa có số liệu công nhận" not in client.get(f"/chi-so/{first().pk}/").text
    assert client.post(there, meaning(source="recognition")).status_code == 302
    page = client.get(f"/chi-so/{first().pk}/").text
    assert "Phần mềm chưa có số liệu công nhận; đơn vị tự điền." in page
    assert "Chưa có sổ nào nối với chỉ số: chọn" in client.get(there).text
    assert "Chưa có sổ nào nối" not in page
    client.post(there, meaning(source="register", valid_from="02/10/2026"))
    page = client.get(f"/chi-so/{first().pk}/").text
    assert "Chưa có sổ nào nối với chỉ số; đơn vị tự điền, trừ ô được đặt ghi sẵn" in page


def test_what_nobody_was_asked_for_is_defined_in_place(client: Client, asked: Asked) -> None:
    row = make_indicator(office=asked.form.office, name="Số đơn", by=asked.officer)
    assert row.code == "CS004"
    there = f"/chi-so/{row.pk}/dinh-nghia/"
    assert "định nghĩa được sửa ngay" in client.get(there).text
    facts = meaning(numerator="Số đơn nhận", denominator="Tổng số hộ", valid_from="01/01/2026")
    assert client.post(there, facts).status_code == 302
    version = row.versions.get()
    assert (version.denominator, version.valid_from) == ("Tổng số hộ", date(2026, 1, 1))
    page = client.get(f"/chi-so/{row.pk}/").text
    assert "Chưa biểu mẫu nào đã ban hành hỏi" in page


def test_a_code_that_is_taken_is_passed_over(asked: Asked) -> None:
    Indicator.objects.filter(code="CS002").update(code="CS004")
    made = make_indicator(office=asked.form.office, name="Số đơn", by=asked.officer)
    assert made.code == "CS005"


def test_who_may_not_edit_forms_defines_nothing(asked: Asked) -> None:
    other = make_user("hangxom", asked.story.communes[0])
    with pytest.raises(Denied):
        make_indicator(office=asked.form.office, name="Số đơn", by=other)
    with pytest.raises(Denied):
        define_indicator(indicator=first(), valid_from=TODAY, by=other)


def test_who_is_asked_for_it_reads_what_it_means(asked: Asked, browser_of) -> None:
    commune = browser_of(make_user("xa", asked.story.communes[0], Role.REPORTER))
    page = commune.get(f"/chi-so/{first().pk}/").text
    assert "Chỉ cán bộ lập biểu mẫu của Công an tỉnh Mẫu" in page
    assert f"/bieu-mau/{asked.form.pk}/" not in page
    assert "CS003" in commune.get("/chi-so/").text
    assert commune.get(f"/chi-so/{first().pk}/dinh-nghia/").status_code == 404
    stranger = browser_of(make_user("la", make_unit("Công an tỉnh Khác"), Role.REPORTER))
    assert stranger.get(f"/chi-so/{first().pk}/").status_code == 404
    assert "Chưa có chỉ số nào" in stranger.get("/chi-so/").text


def test_the_list_is_searched_by_code_and_name_without_marks(client: Client) -> None:
    assert "Số tin báo tiếp nhận" in client.get("/chi-so/?tim=tiep+nhan").text
    assert "Số tin báo thụ lý" in client.get("/chi-so/?tim=cs001").text
    assert "Không có chỉ số nào khớp" in client.get("/chi-so/?tim=rung").text


def test_the_list_counts_the_forms_that_ask_and_costs_the_same_for_more(asked: Asked) -> None:
    with CaptureQueriesContext(connection) as queries:
        rows = indicator_rows(asked.officer)
    assert [(one.indicator.code, one.forms) for one in rows] == [
        ("CS001", 1), ("CS002", 1), ("CS003", 1),
    ]  # fmt: skip
    for name in ("Số đơn", "Số hộ"):
        make_indicator(office=asked.form.office, name=name, by=asked.officer)
    with CaptureQueriesContext(connection) as more:
        assert len(indicator_rows(asked.officer)) == 5
    assert len(more) == len(queries)


def test_a_box_of_a_form_without_a_period_has_none_to_show(asked: Asked) -> None:
    asked.period.obligations.all().delete()
    asked.period.delete()
    found = askings_of(first(), timezone.localdate())
    assert [one.newest_words for one in found] == [""]
