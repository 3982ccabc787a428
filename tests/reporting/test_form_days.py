"""When a form is sent is asked for, and shown, as it will be; what cannot be is said at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.core.dates.window_rules import rule_of, shipped_rules
from phongtrao.core.dates.windows import windows
from phongtrao.reporting.queries.form_windows import window_years
from tests.reporting.form_rows import address, build, filled

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.reporting.models import ReportForm
    from tests.programme.cascade_rows import Story

pytestmark = pytest.mark.django_db
HALF = "calendar-half-year"


@pytest.fixture
def client(story: Story, browser_of) -> Client:
    return browser_of(story.officer)


def issued(client: Client, story: Story, **facts: Any) -> ReportForm:
    form = build(client, story, **facts)
    client.post(address(form, "ban-hanh"))
    form.refresh_from_db()
    return form


def refused(client: Client, story: Story, **facts: Any) -> Any:
    answer = client.post(f"/bieu-mau/lap/{story.programme.pk}/", filled(story, **facts))
    assert answer.status_code == 422
    return answer.context["form"]


# ── the same days are asked for once ─────────────────────────────────────────────────────────────


def test_the_same_days_are_asked_once_whenever_they_are_sent(client: Client, story: Story) -> None:
    first = issued(client, story, name="HY1", window=HALF, send_days="5")
    second = build(client, story, name="HY2", window=HALF, send_days="10")
    page = client.get(address(second)).text
    assert page.count("đã được hỏi ở biểu mẫu “HY1”, không hỏi lại") == 2
    assert not second.elements.exists()
    assert first.measures.count() == 2


def test_a_rule_of_another_name_asks_for_the_same_days(client: Client, story: Story) -> None:
    first = issued(client, story)
    first.window |= {"id": "own", "name": "Quý của tỉnh", "source": "Kế hoạch", "first_year": 2020}
    first.save()
    second = build(client, story, name="Lần hai", send_days="3")
    assert not second.elements.exists()
    other = build(client, story, name="Theo nghị định", window="nd09-quarter")
    assert other.elements.count() == 3


def test_a_draft_that_asks_for_the_same_days_says_so_where_it_is_tried(
    client: Client, story: Story
) -> None:
    first = build(client, story, name="HY1", window=HALF, send_days="5")
    second = build(client, story, name="HY2", window=HALF, send_days="10")
    client.post(address(first, "ban-hanh"))
    said = "3 ô cũng được hỏi, cùng đơn vị và cùng kỳ, ở biểu mẫu “HY1”"
    assert said in client.get(address(second)).text
    assert said in client.get(address(second, "xem-truoc")).text
    other = build(client, story, name="Hằng năm", window="calendar-year")
    assert "cũng được hỏi" not in client.get(address(other, "xem-truoc")).text


# ── days that cannot be reckoned ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "sends",
    [
        {"send_days": "5", "send_kind": "working_days"},
        {"send_days": "5", "day_off": "next"},
        {"send_body": "1", "day_off": "next"},
    ],
)
def test_a_form_whose_next_period_has_no_holidays_yet_is_not_built(
    client: Client, story: Story, sends: dict[str, str]
) -> None:
    form = refused(client, story, window="calendar-five-year", **sends)
    [said] = form.errors["window"]
    assert "Chưa có lịch nghỉ lễ, Tết năm 2031" in said
    assert "người quản trị máy chủ thêm tệp lịch nghỉ vn-2031.toml" in said


def test_days_of_the_calendar_need_no_holidays(client: Client, story: Story) -> None:
    form = build(client, story, window="calendar-five-year", send_days="5")
    assert "Hạn gửi: đến hết 05/01/2031" in client.get(address(form)).text


def test_a_report_of_one_time_that_no_page_would_open_is_not_built(
    client: Client, story: Story
) -> None:
    for year in (2024, 2033):
        days = {"once_start": f"01/03/{year}", "once_end": f"31/03/{year}"}
        form = refused(client, story, window="once", **days)
        assert "từ năm 2025 đến năm 2031" in form.errors["once_end"][0]
    for year in (2025, 2031):
        days = {"once_start": f"01/03/{year}", "once_end": f"31/03/{year}"}
        form = build(client, story, window="once", name=str(year), **days)
        assert [one.year for one in window_years(form, date(2026, 8, 3))] == [year]


def test_a_form_of_before_whose_day_cannot_be_reckoned_does_not_name_one(
    client: Client, story: Story
) -> None:
    form = issued(client, story, window="calendar-five-year")
    form.window |= {"send": {"commune": {"working_days": 5, "day_off": "stay"}}}
    form.save()
    page = client.get(address(form)).text
    assert "Hạn gửi: chưa tính được" in page
    assert "Chưa có lịch nghỉ lễ, Tết năm 2031" in page


def test_the_page_of_a_report_of_one_time_names_its_day_when_it_is_past(
    client: Client, story: Story
) -> None:
    days = {"once_start": "01/12/2025", "once_end": "15/02/2026"}
    sends = {"send_days": "1", "day_off": "next"}
    form = issued(client, story, window="once", **days, **sends)
    page = client.get(address(form)).text
    # 16 to 20 February 2026 are Tết, then a weekend.
    assert "Hạn gửi: đến hết 23/02/2026" in page
    assert "đến hết 23/02/2026" in client.get(address(form, "mo-ky")).text


# ── what was chosen is never dropped in silence ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    "chosen", [{"window": "own", "own_day": "10/11"}, {"window": "before-10-11"}]
)
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("send_days", "3"),
        ("send_days", "0"),
        ("send_commune", "3"),
        ("close_lag", "3"),
        ("day_off", "next"),
    ],
)
def test_a_day_of_its_own_takes_no_other_days(
    client: Client, story: Story, chosen: dict[str, str], name: str, typed: str
) -> None:
    form = refused(client, story, **chosen, **{name: typed})
    assert list(form.errors) == [name]
    assert "đã định ngày khóa và ngày gửi" in form.errors[name][0]


def test_what_to_do_on_a_day_off_needs_a_number_of_days(client: Client, story: Story) -> None:
    form = refused(client, story, day_off="next")
    assert "Hãy ghi số ngày gửi, 0 nếu gửi trong ngày khóa số liệu" in form.errors["day_off"][0]
    made = build(client, story, day_off="next", send_days="0")
    assert {one.day_off for one in rule_of(made.window).send.values()} == {"next"}


@pytest.mark.parametrize(
    ("before", "name", "days"),
    [
        ("on", "trước ngày 29/02", {2026: "2026-02-28", 2028: "2028-02-28"}),
        (
            "",
            "đến hết ngày 29/02 (28/02 ở năm không có ngày 29/02)",
            {2026: "2026-02-28", 2028: "2028-02-29"},
        ),
    ],
)
def test_the_29th_of_february_is_a_day_of_every_year(
    client: Client, story: Story, before: str, name: str, days: dict[int, str]
) -> None:
    form = build(client, story, window="own", own_day="29/2", own_before=before)
    rule = rule_of(form.window)
    assert rule.name == f"Báo cáo năm gửi {name}"
    for year, day in days.items():
        [window] = windows(rule, year)
        assert {str(window.end), *map(str, window.send_by.values())} == {day}


def test_no_code_is_shown_of_a_day_before_the_figures_close(client: Client, story: Story) -> None:
    # A Sunday, of which the working day before lies before the close.
    days = {"once_start": "01/11/2026", "once_end": "15/11/2026", "send_days": "0"}
    form = refused(client, story, window="once", **days, day_off="previous")
    [said] = form.errors["window"]
    assert "hạn gửi 13/11/2026 đứng trước ngày khóa số liệu 15/11/2026" in said
    assert "commune" not in said


def test_all_that_is_wrong_is_said_at_once(client: Client, story: Story) -> None:
    answer = client.post(
        f"/bieu-mau/lap/{story.programme.pk}/",
        filled(story, window="own", own_day="31") | {"targets": [], "name": ""},
    )
    errors = answer.context["form"].errors
    assert set(errors) == {"targets", "name", "own_day"}
    once = {"window": "once", "once_start": "31/02/2026", "once_end": ""}
    form = refused(client, story, **once, send_days="-1")
    assert set(form.errors) == {"once_start", "once_end", "send_days"}
    assert len(form.errors["once_start"]) == 1


def test_the_shipped_rules_are_all_accepted_as_they_stand(client: Client, story: Story) -> None:
    for rule in shipped_rules():
        assert build(client, story, window=rule, name=rule).window["id"] == rule
