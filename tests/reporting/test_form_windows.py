"""The windows of a form are chosen with their days in words; a period is opened for those who are
shown before.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.core.dates.window_rules import row_of, rule_of, shipped_rules
from phongtrao.core.dates.windows import DayIn, SendDay, Window, WindowRule, windows
from phongtrao.programme.models import Receipt
from phongtrao.reporting.models import Obligation, Period
from phongtrao.reporting.queries.form_windows import (
    next_window,
    rhythm_of,
    sends_now,
    sends_words,
    window_now,
    window_years,
)
from tests.factories import make_unit
from tests.programme.cascade_rows import hand
from tests.reporting.form_rows import build, filled

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.reporting.models import ReportForm
    from tests.programme.cascade_rows import Story

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 3)


@pytest.fixture
def client(story: Story, browser_of) -> Client:
    return browser_of(story.officer)


def issued(client: Client, story: Story, **facts: Any) -> ReportForm:
    form = build(client, story, **facts)
    client.post(f"/bieu-mau/{form.pk}/ban-hanh/")
    form.refresh_from_db()
    return form


def opening(form: ReportForm) -> str:
    return f"/bieu-mau/{form.pk}/mo-ky/"


def test_before_10_11_is_in_time_on_the_9th(client: Client, story: Story) -> None:
    form = build(client, story, window="own", own_day="10/11", own_before="on")
    assert rule_of(form.window).name == "Báo cáo năm gửi trước ngày 10/11"
    window = windows(rule_of(form.window), 2026)[0]
    assert (window.start, window.end) == (date(2026, 1, 1), date(2026, 11, 9))
    assert {*window.send_by.values()} == {date(2026, 11, 9)}
    page = client.get(f"/bieu-mau/{form.pk}/").text
    assert "Năm 2026 (01/01/2026–09/11/2026)" in page
    assert "Hạn gửi: đến hết 09/11/2026" in page
    other = build(client, story, name="Hai", window="own", own_day="10/11")
    assert "gửi đến hết ngày 10/11" in client.get(f"/bieu-mau/{other.pk}/").text


def test_days_after_the_close_are_for_all_or_for_one_level(client: Client, story: Story) -> None:
    form = build(
        client, story, send_days="5", send_commune="2", close_lag="3", send_kind="working_days"
    )
    rule = rule_of(form.window)
    assert rule.close_lag == 3
    assert rule.send == {
        "commune": SendDay(working_days=2),
        "province": SendDay(working_days=5),
        "body": SendDay(working_days=5),
    }
    # 3 October 2026 is a Saturday; two working days after it is Tuesday.
    assert sends_now(form, TODAY) == "đến hết 06/10/2026"


def test_a_report_of_one_time_has_its_own_days(client: Client, story: Story) -> None:
    form = issued(
        client, story, window="once", once_start="15/10/2026", once_end="15/11/2026", send_days="5"
    )
    page = client.get(f"/bieu-mau/{form.pk}/").text
    assert "<strong>một lần</strong>" in page
    assert "đến hết 20/11/2026" in page
    assert "15/10/2026–15/11/2026" in client.get(opening(form)).text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"window": "own", "own_day": "31"}, "Hãy ghi ngày và tháng"),
        ({"window": "own", "own_day": "31/02", "own_before": "on"}, "không có ngày 31/2"),
        ({"window": "once", "once_start": "15/10/2026"}, "Hãy ghi ngày của kỳ báo cáo một lần"),
        (
            {"window": "once", "once_start": "15/11/2026", "once_end": "15/10/2026"},
            "đứng trước ngày bắt đầu",
        ),
        ({"window": "before-10-11", "send_days": "5"}, "đã định ngày khóa và ngày gửi"),
        ({"window": "before-10-11", "close_lag": "5"}, "đã định ngày khóa và ngày gửi"),
        ({"window": "keep"}, "kh"),
        ({"send_days": "-1"}, "lớn hơn hoặc bằng"),
    ],
)
def test_windows_that_cannot_be_are_refused_at_their_box(
    client: Client, story: Story, facts: dict[str, str], said: str
) -> None:
    answer = client.post(f"/bieu-mau/lap/{story.programme.pk}/", filled(story, **facts))
    assert answer.status_code == 422
    assert said in answer.text


def test_levels_of_one_day_are_named_together() -> None:
    late, early = date(2026, 11, 29), date(2026, 11, 9)
    days = {"body": early, "province": late, "commune": early}
    assert sends_words(days) == (
        "cấp xã, cơ quan, đơn vị khác đến hết 09/11/2026; cấp tỉnh đến hết 29/11/2026"
    )
    assert sends_words(days, ("body", "commune")) == "đến hết 09/11/2026"
    assert sends_words({"commune": early}) == "cấp xã đến hết 09/11/2026"
    assert sends_words({}) == ""


def test_a_rule_that_has_no_window_any_more_says_nothing(client: Client, story: Story) -> None:
    past = WindowRule("x", "x", "once", date(2020, 1, 1), date(2020, 2, 1))
    assert next_window(past, TODAY) is None
    form = issued(client, story)
    form.window = {
        "id": "x", "name": "x", "rhythm": "once", "starts": "2020-01-01", "ends": "2020-02-01",
    }  # fmt: skip
    form.save()
    assert (window_now(form, TODAY), sends_now(form, TODAY)) == ("", "")
    assert window_years(form, TODAY) == []
    assert "không còn kỳ nào" in client.get(opening(form)).text
    form.window = {}
    assert "không dùng được" in window_now(form, TODAY)
    assert (sends_now(form, TODAY), rhythm_of(form)) == ("chưa tính được", "")
    form.window = row_of(
        WindowRule(
            "x", "x", "quarter", DayIn(0, 1), DayIn(0, 31), send={"body": SendDay(working_days=3)}
        )
    )
    assert "Chưa có lịch nghỉ" in window_now(form, date(2031, 8, 3))


def test_five_years_are_offered_though_they_end_late(client: Client, story: Story) -> None:
    form = issued(client, story, window="calendar-five-year")
    assert [one.year for one in window_years(form, TODAY)] == [2030, 2025]
    assert "5 năm 2026–2030 (01/01/2026–31/12/2030)" in client.get(opening(form)).text


def test_years_without_known_holidays_say_so(client: Client, story: Story) -> None:
    form = issued(client, story, send_days="3", send_kind="working_days")
    years = window_years(form, date(2029, 8, 3))
    assert [one.year for one in years] == [2029, 2030, 2028]
    assert "Chưa có lịch nghỉ lễ, Tết năm 2031" in years[1].refused
    assert years[0].rows[2].words == "Quý III/2029 (01/7/2029–30/9/2029)"


def test_the_page_offers_this_year_the_next_and_the_one_before(
    client: Client, story: Story
) -> None:
    form = issued(client, story, window="own", own_day="10/11", own_before="on")
    years = client.get(opening(form)).context["years"]
    assert [(one.year, [row.words for row in one.rows]) for one in years] == [
        (year, [f"Năm {year} (01/01/{year}–09/11/{year})",
                f"Bổ sung năm {year} (10/11/{year}–31/12/{year})"])
        for year in (2026, 2027, 2025)
    ]  # fmt: skip


def test_who_will_owe_a_period_is_counted_by_kind_before(client: Client, story: Story) -> None:
    make_unit("Trường A", story.province, kind="trường")
    school = make_unit("Trường B", story.province, kind="trường")
    hand(story, school)
    form = issued(client, story, group="everyone")
    shown = client.get(opening(form), {"ky": "2026-Q3"}).text
    assert "4 đơn vị sẽ phải báo cáo" in shown
    assert "<li>xã: 3</li>" in shown
    assert "<li>trường: 1</li>" in shown
    assert "theo danh mục ngày 03/08/2026" in shown
    assert "Hạn gửi: đến hết 30/9/2026" in shown
    past = client.get(opening(form), {"ky": "2026-Q1"}).text
    assert "theo danh mục ngày 31/03/2026" in past
    part = client.get(opening(form), {"ky": "2026-Q3"}, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="xem-truoc">')


def test_a_period_is_opened_for_those_who_were_shown(client: Client, story: Story) -> None:
    form = issued(client, story, send_days="5")
    answer = client.post(opening(form), {"ky": "2026-Q3", "count": "3"})
    period = Period.objects.get()
    assert answer.url == f"/bieu-mau/{form.pk}/#ky-{period.pk}"
    assert (period.name, period.closes_on) == ("2026-Q3", date(2026, 9, 30))
    assert {row.due_on for row in Obligation.objects.all()} == {date(2026, 10, 5)}
    page = client.get(f"/bieu-mau/{form.pk}/").text
    assert "Đã mở Quý III/2026 (01/7/2026–30/9/2026): 3 đơn vị phải báo cáo." in page
    assert "đến hết 05/10/2026" in page
    again = client.get(opening(form), {"ky": "2026-Q3"}).text
    assert "Kỳ này đã mở" in again
    assert "sẽ phải báo cáo" not in again
    twice = client.post(opening(form), {"ky": "2026-Q3", "count": "3"})
    assert twice.status_code == 422
    assert "đã mở" in twice.text
    assert Period.objects.count() == 1


def test_a_list_that_changed_meanwhile_is_shown_again(client: Client, story: Story) -> None:
    form = issued(client, story)
    Receipt.objects.filter(unit=story.communes[0]).delete()
    answer = client.post(opening(form), {"ky": "2026-Q3", "count": "3"})
    assert answer.status_code == 422
    assert "Danh sách đơn vị vừa thay đổi" in answer.text
    assert "Mở kỳ cho 2 đơn vị" in answer.text
    assert not Period.objects.exists()


@pytest.mark.parametrize("name", ["", "2019-Q1", "x"])
def test_a_period_that_is_not_offered_is_not_opened(
    client: Client, story: Story, name: str
) -> None:
    form = issued(client, story)
    answer = client.post(opening(form), {"ky": name, "count": "3"})
    assert answer.status_code == 422
    assert "Hãy chọn một kỳ trong danh sách" in answer.text


def test_nobody_owes_a_form_of_a_programme_that_was_not_handed_to_them(
    client: Client, story: Story
) -> None:
    make_unit("Trường A", story.province, kind="trường")
    Receipt.objects.all().delete()
    form = issued(client, story)
    shown = client.get(opening(form), {"ky": "2026-Q3"}).text
    assert "Không có đơn vị nào phải báo cáo" in shown
    assert "Giao chương trình xuống đơn vị" in shown
    answer = client.post(opening(form), {"ky": "2026-Q3", "count": "0"})
    assert answer.status_code == 422
    assert not Period.objects.exists()


def test_a_draft_is_not_asked_for(client: Client, story: Story) -> None:
    form = build(client, story)
    assert "Chưa mở kỳ được: biểu mẫu chưa ban hành" in client.get(opening(form)).text
    answer = client.post(opening(form), {"ky": "2026-Q3", "count": "3"})
    assert "chưa ban hành" in answer.text
    assert not Period.objects.exists()


def test_a_period_is_asked_once_over_all_versions_of_a_form(client: Client, story: Story) -> None:
    form = issued(client, story)
    client.post(opening(form), {"ky": "2026-Q3", "count": "3"})
    fresh = client.post(f"/bieu-mau/{form.pk}/phien-ban-moi/").url
    client.post(f"{fresh}ban-hanh/")
    assert "Kỳ này đã mở" in client.get(f"{fresh}mo-ky/", {"ky": "2026-Q3"}).text
    assert client.post(f"{fresh}mo-ky/", {"ky": "2026-Q3", "count": "3"}).status_code == 422
    assert client.post(opening(form), {"ky": "2026-Q4", "count": "3"}).status_code == 422
    assert Period.objects.count() == 1


def test_every_shipped_rule_can_be_chosen(client: Client, story: Story) -> None:
    for rule in shipped_rules():
        form = build(client, story, window=rule, name=rule)
        assert form.window["id"] == rule
        assert isinstance(next_window(rule_of(form.window), TODAY), Window)


def test_a_form_without_a_programme_is_owed_by_who_lies_below(client: Client, story: Story) -> None:
    form = issued(client, story)
    Receipt.objects.all().delete()
    form.programme = None
    form.save()
    shown = client.get(opening(form), {"ky": "2026-Q3"}).text
    assert "3 đơn vị sẽ phải báo cáo" in shown
    assert "các xã, phường, đặc khu thuộc Tỉnh Mẫu" in shown
