"""Addresses and dates that nobody means: pages answer, forms say what they take."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.programme.actions import cascade, duties
from phongtrao.programme.actions.days import DayLongBefore
from phongtrao.programme.models import Handing, Receipt
from tests.programme.cascade_rows import Story, hand, make_rule, make_story, user_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def story() -> Story:
    """A programme of this year and the next, handed to nobody yet."""
    story = make_story()
    story.programme.begins_on = date(TODAY.year, 1, 1)
    story.programme.ends_on = date(TODAY.year + 1, 12, 31)
    story.programme.save()
    return story


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("9999-12-31", "không thể đúng"),
        ("31/12/9999", "không thể đúng"),
        ("0001-01-01", "không thể đúng"),
        ("01/01/1200", "không thể đúng"),
        ("01/01/2199", "chưa đến"),
        ("²/1/2026", "Lịch không có ngày"),
        ("31/02/2026", "Lịch không có ngày"),
        ("٣/٣/2026", "không có ngày"),
        ("x", "Lịch không có ngày"),
    ],
)
def test_the_ledger_keeps_a_day_that_is_none_and_says_what_is_wrong(
    day: str, why: str, story: Story, browser_of
) -> None:
    hand(story)
    client, at = browser_of(story.officer), [story.programme.pk]
    page = client.get(reverse("programme:ledger", args=at), {"tai-ngay": day}).text
    assert f'value="{day}"' in page
    assert why in page
    file = client.get(reverse("programme:ledger_file", args=at), {"tai-ngay": day}, follow=True)
    assert why in file.text
    rows = client.get(
        reverse("programme:ledger", args=at), {"tai-ngay": day}, headers={"HX-Request": "true"}
    )
    assert why in rows.text


def test_the_ledger_of_today_asks_for_nothing(story: Story, browser_of) -> None:
    hand(story)
    client, at = browser_of(story.officer), [story.programme.pk]
    for asked in ({}, {"tai-ngay": ""}, {"tai-ngay": f"{TODAY:%d/%m/%Y}"}):
        assert (
            'name="tai-ngay" value=""'
            in client.get(reverse("programme:ledger", args=at), asked).text
        )
        assert client.get(reverse("programme:ledger_file", args=at), asked).status_code == 200


def test_a_day_in_the_past_is_still_asked_for_in_both_ways(story: Story, browser_of) -> None:
    hand(story, on="2020-08-03")
    client = browser_of(story.officer)
    address = reverse("programme:ledger", args=[story.programme.pk])
    for day in ("2020-08-04", "04/08/2020", "4/8/2020"):
        assert 'value="04/08/2020"' in client.get(address, {"tai-ngay": day}).text


@pytest.mark.parametrize("year", ["²", "٢٠٢٦", "9" * 5000, "-1", "0", "x"])
def test_a_year_that_is_none_is_this_one(year: str, story: Story, browser_of) -> None:
    page = browser_of(story.officer).get(reverse("programme:year"), {"nam": year})
    assert (page.status_code, f"{TODAY.year}" in page.text) == (200, True)


@pytest.mark.parametrize("unit", ["²", "9" * 30, "9" * 5000])
def test_marks_that_are_no_units_mark_nobody(unit: str, story: Story, browser_of) -> None:
    hand(story)
    client, first = browser_of(story.officer), story.communes[0]
    sent = {"text": "Gửi ngay", "unit": [unit, str(first.pk)]}
    address = reverse("programme:remind", args=[story.programme.pk])
    assert "Đã nhắc 1 đơn vị" in client.post(address, sent, follow=True).text


def day_of(day: date) -> str:
    return f"{day:%d/%m/%Y}"


@pytest.mark.parametrize(
    ("due", "taken"),
    [
        (date(2000, 1, 1), False),
        (TODAY - timedelta(days=1), False),
        (TODAY, True),
        (date(TODAY.year + 1, 12, 31), True),
        (date(TODAY.year + 2, 1, 1), False),
        (date(2199, 12, 31), False),
    ],
)
def test_a_plan_is_due_between_today_and_the_end_of_the_programme(
    due: date, taken: bool, story: Story, browser_of
) -> None:
    client = browser_of(story.officer)
    address = reverse("programme:hand", args=[story.programme.pk])
    sent = {"communes": "on", "plan_due": day_of(due), "step": "do", "count": "3"}
    answer = client.post(address, sent)
    assert answer.status_code == (302 if taken else 422)
    assert Handing.objects.exists() == taken
    if not taken:
        last = date(TODAY.year + 1, 12, 31)
        assert f"từ {day_of(TODAY)} đến {day_of(last)}" in answer.text


def test_a_programme_that_is_still_to_begin_asks_for_plans_from_its_first_day(
    story: Story, browser_of
) -> None:
    begin = date(TODAY.year + 1, 1, 1)
    story.programme.begins_on, story.programme.ends_on = begin, None
    story.programme.save()
    sent = {"communes": "on", "plan_due": day_of(TODAY)}
    address = reverse("programme:hand", args=[story.programme.pk])
    page = browser_of(story.officer).post(address, sent)
    last = date(begin.year + 5, 12, 31)
    assert f"từ {day_of(begin)} đến {day_of(last)}" in page.text


FIRST = date(TODAY.year - 5, 1, 1)


@pytest.mark.parametrize("day", [date(1950, 5, 5), FIRST - timedelta(days=1)])
def test_what_units_file_is_not_older_than_five_years_before_the_programme(
    day: date, story: Story, browser_of
) -> None:
    hand(story)
    unit, rule = story.communes[0], make_rule(story.programme, str(TODAY))
    client, parts = browser_of(user_of(unit)), [story.programme.pk, unit.pk]
    sentence = f"chỉ nhận ngày từ {day_of(FIRST)} (năm năm trước khi chương trình bắt đầu)"
    for address, sent in (
        (reverse("programme:file_resolution", args=parts), {"resolution_date": day_of(day)}),
        (
            reverse("programme:duty", args=[rule.pk, unit.pk, str(TODAY)]),
            {"done_on": day_of(day), "step": "done"},
        ),
    ):
        answer = client.post(address, {"symbol": "07-NQ/ĐU", **sent})
        assert (answer.status_code, sentence in answer.text) == (422, True), address
    with pytest.raises(DayLongBefore):
        cascade.file_plan(
            programme=story.programme,
            unit=unit,
            symbol="15/KH-UBND",
            plan_date=day,
            by=user_of(unit),
        )
    row = Receipt.objects.get(unit=unit)
    assert (row.plan_symbol, row.resolution_symbol) == ("", "")


def test_the_first_day_that_is_taken_is_taken(story: Story) -> None:
    hand(story)
    unit, rule = story.communes[0], make_rule(story.programme, str(TODAY))
    facts = {"programme": story.programme, "unit": unit, "by": user_of(unit)}
    cascade.file_plan(symbol="15/KH-UBND", plan_date=FIRST, **facts)
    cascade.file_resolution(symbol="07-NQ/ĐU", resolution_date=FIRST, **facts)
    duties.mark_duty_done(
        rule=rule, unit=unit, due_on=TODAY, done_on=FIRST, note="", by=user_of(unit)
    )


def test_what_is_done_tomorrow_is_said_beside_the_box(story: Story, browser_of) -> None:
    hand(story, on=str(TODAY - timedelta(days=1)))
    unit, rule = story.communes[0], make_rule(story.programme, str(TODAY))
    answer = browser_of(user_of(unit)).post(
        reverse("programme:duty", args=[rule.pk, unit.pk, str(TODAY)]),
        {"done_on": day_of(TODAY + timedelta(days=1)), "step": "done", "note": "đã gửi"},
    )
    assert (answer.status_code, "còn ở phía trước" in answer.text) == (422, True)
    assert "đã gửi" in answer.text  # what was typed stays


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-31"])
def test_a_duty_of_a_day_that_is_none_is_not_there(day: str, story: Story, browser_of) -> None:
    story.programme.ends_on = None
    story.programme.save()
    hand(story)
    rule, unit = make_rule(story.programme, "", "quarter"), story.communes[0]
    address = reverse("programme:duty", args=[rule.pk, unit.pk, day])
    assert browser_of(user_of(unit)).get(address).status_code == 404
