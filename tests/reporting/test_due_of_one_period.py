"""A period whose day has passed says so before it is opened, and can have a day of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from phongtrao.audit.models import LogEntry
from phongtrao.audit.queries import detail_of
from phongtrao.reporting.actions.periods import DueDayUnusable, open_period, put_on_list
from phongtrao.reporting.models import Expected, Obligation, Period
from phongtrao.reporting.queries.due_days import passed_words
from phongtrao.reporting.queries.form_windows import Owing
from tests.reporting.report_rows import YEAR, Asked, make_asked, window

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def yearly(db: None, time_machine) -> Asked:
    """A form that is sent before 10/11, on 22 November 2026; 2020 is open."""
    time_machine.move_to("2026-11-22T09:00:00+07:00", tick=False)
    return make_asked(rule=YEAR)


@pytest.fixture
def client(yearly: Asked, browser_of) -> Client:
    return browser_of(yearly.officer)


@pytest.fixture
def there(yearly: Asked) -> str:
    return f"/bieu-mau/{yearly.form.pk}/mo-ky/"


def test_a_day_that_has_passed_is_said_before_the_period_is_opened(
    client: Client, there: str
) -> None:
    page = client.get(there, {"ky": "2026"}).text
    assert "Hạn gửi 09/11/2026 đã qua 13 ngày khi mở: mọi đơn vị sẽ là quá hạn ngay." in page
    assert "đã qua" not in client.get(there, {"ky": "2027"}).text


def test_a_period_has_a_day_of_its_own(
    client: Client, there: str, yearly: Asked, browser_of
) -> None:
    shown = client.get(there, {"ky": "2026", "han": "05/12/2026"})
    assert 'value="05/12/2026"' in shown.text
    assert "đã qua" not in shown.text
    facts = {"ky": "2026", "count": "3", "han": "05/12/2026"}
    assert client.post(there, facts).status_code == 302
    period = Period.objects.get(name="2026")
    assert period.due_set
    assert set(period.obligations.values_list("due_on", flat=True)) == {date(2026, 12, 5)}
    assert Expected.objects.filter(period=period).first().due == {"2026-12-05": 3}
    line = LogEntry.objects.filter(action="period.open").latest("pk")
    assert "đến hạn ngày: 05/12/2026" in detail_of(line)
    told = client.get(f"/bieu-mau/{yearly.form.pk}/").text
    assert "đến hết 05/12/2026 (đặt riêng cho kỳ này)" in told
    assert "đặt riêng cho kỳ này" in client.get(f"/ky-bao-cao/{period.pk}/").text
    # Who comes to the list later has the same day.
    gone = Obligation.objects.filter(period=period).first()
    gone.delete()
    put_on_list(period, {gone.unit_id: "commune"}, period.end)
    assert period.obligations.count() == 3
    assert set(period.obligations.values_list("due_on", flat=True)) == {date(2026, 12, 5)}


@pytest.mark.parametrize(
    ("ky", "han", "why"),
    [
        ("2026", "21/11/2026", "đã qua"),
        ("2026", "31/02/2027", "31/02/2027"),
        ("2027", "01/12/2026", "trước ngày khóa số liệu"),
    ],
)
def test_a_day_that_nobody_could_keep_is_refused(
    client: Client, there: str, ky: str, han: str, why: str
) -> None:
    answer = client.post(there, {"ky": ky, "count": "3", "han": han})
    assert answer.status_code == 422
    assert why in answer.text
    assert f'value="{han}"' in answer.text
    assert not Period.objects.filter(name=ky).exists()


def test_such_a_day_is_refused_whoever_asks(yearly: Asked) -> None:
    with pytest.raises(DueDayUnusable, match="21/11/2026 không dùng được: ngày đó đã qua"):
        open_period(
            form=yearly.form,
            window=window(yearly.form, 2026),
            due_on=date(2026, 11, 21),
            by=yearly.officer,
        )


def test_levels_with_days_of_their_own_are_told_apart(yearly: Asked) -> None:
    one = window(yearly.form, 2026)
    both = Owing(one.end, 2, (), ("commune", "body"))
    days = replace(one, send_by={"commune": date(2026, 11, 9), "body": date(2026, 11, 30)})
    assert passed_words(days, both, None, date(2026, 11, 22)) == (
        "Hạn gửi 09/11/2026 đã qua 13 ngày khi mở: các đơn vị cấp xã sẽ là quá hạn ngay."
    )


def test_without_a_day_of_its_own_the_rule_of_the_form_holds(client: Client, there: str) -> None:
    client.post(there, {"ky": "2027", "count": "3", "han": ""})
    period = Period.objects.get(name="2027")
    assert not period.due_set
    assert set(period.obligations.values_list("due_on", flat=True)) == {date(2027, 11, 9)}
