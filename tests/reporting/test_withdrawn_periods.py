"""A period that was opened by mistake is withdrawn while nobody has sent anything for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.audit.queries import detail_of
from phongtrao.programme.actions.reminding import note_visit
from phongtrao.reporting.actions.filling import PeriodWithdrawn, save_boxes
from phongtrao.reporting.actions.forms import issue_form, new_version
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.reminding import remind_of_reports
from phongtrao.reporting.actions.withdrawing import PeriodHasReports, withdraw_period
from phongtrao.reporting.models import (
    Answer,
    Obligation,
    ObligationState,
    Period,
    Total,
    WithdrawnReport,
)
from tests.factories import make_user
from tests.reporting.report_rows import accept, opened_in_time, reporter_of, send, window

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.access.models import User
    from phongtrao.units.models import Unit
    from tests.reporting.report_rows import Asked

pytestmark = pytest.mark.django_db

WHY = "Ô Lớn nhất ghi sai"


def there(asked: Asked) -> str:
    return f"/ky-bao-cao/{asked.period.pk}/huy/"


def type_in(asked: Asked, unit: Unit, by: User) -> Obligation:
    row = asked.of(unit)
    save_boxes(obligation=row, boxes={"A1": ("", "5"), "A2": ("", "7")}, by=by)
    return row


def withdraw(client: Client, asked: Asked, **facts: Any) -> Any:
    page = client.get(there(asked))
    count = page.context["withdrawing"].typing
    return client.post(there(asked), {"reason": WHY, "count": len(count), **facts})


def rows_that_hang_on_periods() -> dict[str, int]:
    """How many rows there are of each kind that leads to a period."""
    leading: set[type[models.Model]] = {Period}
    while True:
        more = {
            model
            for model in apps.get_models()
            for field in model._meta.get_fields()
            if isinstance(field, models.ForeignKey) and field.related_model in leading
        }
        if more <= leading:
            return {model.__name__: model._default_manager.count() for model in leading}
        leading |= more


def test_nothing_of_a_withdrawn_period_is_left(
    asked: Asked, office: Client, commune: Unit, reporter: User
) -> None:
    row = type_in(asked, commune, reporter)
    remind_of_reports(period=asked.period, obligations=[row.pk], text="Nhắc", by=asked.officer)
    assert rows_that_hang_on_periods()["Expected"] > 0
    answer = withdraw(office, asked, told="on")
    assert answer.status_code == 302
    assert not any(rows_that_hang_on_periods().values())
    line = LogEntry.objects.get(action="period.withdraw")
    assert (line.author, line.object_name) == (asked.officer, str(asked.period))
    assert detail_of(line) == f"số đơn vị: 3; số bản nháp giữ lại: 1; lý do: {WHY}"
    page = office.get(answer.url).text
    assert "Kỳ đã mở (0)" in page
    assert "Quý I/2020" in page
    assert WHY in page
    assert "Quý I/2020" not in office.get("/ky-bao-cao/").text


def test_the_page_says_what_is_undone_and_whose_work_is_lost(
    asked: Asked, office: Client, commune: Unit, reporter: User
) -> None:
    type_in(asked, commune, reporter)
    assert there(asked) in office.get(f"/bieu-mau/{asked.form.pk}/").text
    assert there(asked) in office.get(f"/ky-bao-cao/{asked.period.pk}/").text
    page = office.get(there(asked)).text
    assert "3 đơn vị" in page
    assert "1 đơn vị đã nhập" in page
    assert commune.name in page
    assert "chưa gửi" in page

    refused = withdraw(office, asked)
    assert refused.status_code == 422
    assert "Hãy báo cho các đơn vị đã nhập" in refused.text
    assert WHY in refused.text
    assert withdraw(office, asked, told="on", reason=" ").status_code == 422
    # Another unit began to type since the page was opened.
    stale = withdraw(office, asked, told="on", count="0")
    assert stale.status_code == 422
    assert "vừa thay đổi" in stale.text
    assert Period.objects.exists()


def test_nobody_is_told_where_nobody_typed(asked: Asked, office: Client) -> None:
    assert "told" not in office.get(there(asked)).text
    assert withdraw(office, asked).status_code == 302
    assert not Period.objects.exists()


def test_what_was_sent_once_keeps_its_period(asked: Asked, office: Client, commune: Unit) -> None:
    row = send(asked, commune, 5, 5, 4)
    Obligation.objects.filter(pk=row.pk).update(state=ObligationState.RETURNED)
    page = office.get(there(asked)).text
    assert "1 đơn vị đã gửi báo cáo" in page
    assert "phiên bản mới" in page
    assert "<textarea" not in page
    with pytest.raises(PeriodHasReports):
        withdraw_period(period=asked.period, reason=WHY, by=asked.officer)
    assert office.post(there(asked), {"reason": WHY, "count": 0}).status_code == 422
    assert Obligation.objects.count() == 3


def test_who_may_not_open_a_period_may_not_withdraw_it(
    asked: Asked, unit_tab: Client, reporter: User, browser_of
) -> None:
    assert unit_tab.get(there(asked)).status_code == 404
    viewer = browser_of(make_user("xem", asked.officer.office, Role.VIEWER))
    assert viewer.get(there(asked)).status_code == 404
    assert "huy/" not in viewer.get(f"/ky-bao-cao/{asked.period.pk}/").text
    with pytest.raises(Denied):
        withdraw_period(period=asked.period, reason=WHY, by=reporter)


def test_who_typed_finds_what_he_typed_and_why_it_is_not_asked(
    asked: Asked, office: Client, commune: Unit, reporter: User, unit_tab: Client, browser_of
) -> None:
    unit_tab.get("/viec/")
    note_visit(by=reporter)
    row = type_in(asked, commune, reporter)
    Answer.objects.create(
        obligation=row,
        rule="r",
        codes=["A1"],
        words="Vì sao 7?",
        answer="Đã đếm lại",
        by=reporter,
        at=timezone.now(),
    )
    sheet = f"/bao-cao/{row.pk}/"
    withdraw(office, asked, told="on")
    page = unit_tab.get(sheet)
    assert page.status_code == 410
    text = " ".join(page.text.split())
    assert "đã hủy" in text
    assert WHY in text
    assert "không phải gửi báo cáo" in text
    assert "Số tin báo thụ lý" in text
    assert ">7<" in text
    assert "Vì sao 7?" in text
    assert "Đã đếm lại" in text
    # What was still on the screen when the period went is shown, too.
    late = unit_tab.post(sheet, {"step": "send", "o-A1": "5", "o-A3": "11", "revision": "0"})
    assert late.status_code == 410
    assert ">11<" in late.text
    fresh = browser_of(reporter)
    work = fresh.get("/viec/").text
    assert WHY in work
    assert sheet in work
    # Whoever could not read the report cannot read this.
    other = reporter_of(asked.story.communes[1])
    assert browser_of(other).get(sheet).status_code == 404
    quiet = WithdrawnReport.objects.exclude(unit=commune).first()
    assert browser_of(reporter_of(quiet.unit)).get(f"/bao-cao/{quiet.report}/").status_code == 410


def test_the_window_can_be_opened_again_on_the_next_version(asked: Asked, office: Client) -> None:
    fresh = new_version(form=asked.form, by=asked.officer)
    issue_form(form=fresh, by=asked.officer)
    on_two = office.get(f"/bieu-mau/{fresh.pk}/").text
    assert "Kỳ mở ở phiên bản trước (1)" in on_two
    assert "phiên bản 1" in on_two
    assert "đến hết 05/4/2020" in on_two
    withdraw(office, asked)
    again = opened_in_time(fresh, asked.officer)
    assert again.name == asked.period.name
    assert Obligation.objects.filter(period=again).count() == 3
    assert "Kỳ mở ở phiên bản trước" not in office.get(f"/bieu-mau/{fresh.pk}/").text


def test_a_period_that_is_open_says_on_which_version(
    asked: Asked, office: Client, time_machine
) -> None:
    time_machine.move_to("2020-04-02T09:00:00+07:00", tick=False)
    fresh = new_version(form=asked.form, by=asked.officer)
    issue_form(form=fresh, by=asked.officer)
    page = office.post(f"/bieu-mau/{fresh.pk}/mo-ky/", {"ky": asked.period.name})
    assert page.status_code == 422
    assert "đã mở ở phiên bản 1" in page.text
    assert f'href="/ky-bao-cao/{asked.period.pk}/"' in page.text
    assert f'href="/bieu-mau/{asked.form.pk}/"' in page.text


def test_totals_of_other_periods_stay(asked: Asked, office: Client, commune: Unit) -> None:
    later = open_period(form=asked.form, window=window(asked.form, 2020, 1), by=asked.officer)
    send(asked, commune, 5, 5, 4)
    accept(asked, commune)
    before = asked.period.totals.count()
    assert before
    withdraw_period(period=later, reason=WHY, by=asked.officer)
    assert Total.objects.count() == asked.period.totals.count() == before
    assert Obligation.objects.count() == 3


def test_what_is_typed_as_the_period_goes_is_told(
    asked: Asked, commune: Unit, reporter: User
) -> None:
    row = asked.of(commune)
    withdraw_period(period=asked.period, reason=WHY, by=asked.officer)
    with pytest.raises(PeriodWithdrawn):
        save_boxes(obligation=row, boxes={"A1": ("", "5")}, by=reporter)
