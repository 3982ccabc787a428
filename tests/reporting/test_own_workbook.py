"""The report of one office goes out as a workbook and comes back: every wrong cell is told by its
address.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from phongtrao.audit.models import LogEntry
from phongtrao.reporting.actions.filling import save_boxes
from phongtrao.reporting.actions.forms import issue_form, new_version, save_element
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.verdicts import exempt
from phongtrao.reporting.models import (
    Draft,
    ObligationState,
    ReportForm,
    Submission,
    Way,
)
from tests.reporting.report_rows import Asked, reporter_of, send, window
from tests.reporting.total_rows import sums
from tests.reporting.workbook_rows import (
    OWN,
    bring_own,
    fill,
    opened,
    own,
)

pytestmark = pytest.mark.django_db


def test_a_commune_takes_its_sheet_fills_it_in_and_sends_it(asked: Asked, browser_of: Any) -> None:
    commune = asked.story.communes[0]
    client = browser_of(reporter_of(commune))
    data = own(client, asked, commune)
    page = opened(data)["Số liệu"]
    assert [page[cell].value for cell in ("A2", "A8", "B8", "E6")] == [
        "Tin báo, tố giác tội phạm", "A1", "Số tin báo thụ lý", "Kỳ này",
    ]  # fmt: skip
    assert "Quý I/2020" in page["A3"].value
    shown = client.get(reverse("reporting:send_workbook", args=[asked.of(commune).pk]))
    assert "Tải mẫu Excel" in shown.content.decode()
    done = bring_own(client, asked, commune, fill(data, {"E8": 200, "E9": 200, "E11": "181"}))
    assert (done.status_code, done.url) == (302, f"/bao-cao/{asked.of(commune).pk}/")
    sent = Submission.objects.get()
    assert (sent.way, sent.revision, sent.by) == (Way.EXCEL, 1, reporter_of(commune))
    assert sums(asked) == [200, 200, 181]
    line = LogEntry.objects.order_by("-pk")[0]
    assert (line.action, line.detail["way"]) == ("report.send", "excel")
    assert not Draft.objects.exists()


def test_what_is_wrong_is_told_by_the_address_of_its_cell(asked: Asked, browser_of: Any) -> None:
    commune = asked.story.communes[0]
    client = browser_of(reporter_of(commune))
    data = own(client, asked, commune)
    answer = bring_own(
        client, asked, commune, fill(data, {"E8": "hai trăm", "E9": 200, "E11": 1.5})
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Tệp có 2 chỗ chưa đúng nên chưa nhận số liệu nào" in shown
    assert all(cell in shown for cell in (">E8<", ">E11<", "hai trăm"))
    answer = bring_own(client, asked, commune, fill(data, {"E8": "hai", "E9": -3, "E11": None}))
    shown = answer.content.decode()
    assert "Tệp có 3 chỗ chưa đúng" in shown
    assert shown.index(">E8<") < shown.index(">E9<") < shown.index(">E11<")
    assert "nhỏ hơn mức thấp nhất" in shown
    moved = bring_own(client, asked, commune, fill(data, {"A8": "A9", "E8": "hai"}))
    assert "Tệp có 1 chỗ chưa đúng" in moved.content.decode()
    answer = bring_own(client, asked, commune, fill(data, {"E8": 201, "E9": 200, "E11": 181}))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert ">E8<" in shown
    assert "A1 không được lớn hơn A2" in shown
    answer = bring_own(client, asked, commune, data)
    assert all(f">{cell}<" in answer.content.decode() for cell in OWN.values())
    assert not Submission.objects.exists()
    assert not Draft.objects.exists()


def test_the_file_can_be_put_into_the_sheet_to_be_looked_at(asked: Asked, browser_of: Any) -> None:
    commune = asked.story.communes[0]
    client = browser_of(reporter_of(commune))
    owed = asked.of(commune)
    save_boxes(obligation=owed, boxes={"A1": ("", "5")}, by=asked.officer)
    data = fill(own(client, asked, commune), {"E8": 201, "E9": 200})
    save_boxes(obligation=owed, boxes={"A3": ("", "9")}, by=asked.officer)
    done = bring_own(client, asked, commune, data, step="draft", reason="Đếm sót")
    assert done.status_code == 302
    draft = Draft.objects.get()
    assert draft.cells == {"A1": "201", "A2": "200", "A3": "9"}
    assert draft.reason == "Đếm sót"
    assert asked.of(commune).state == ObligationState.DRAFT
    again = bring_own(client, asked, commune, data, step="draft")
    assert "không có số liệu nào khác" in client.get(again.url).content.decode()


def test_a_report_with_questions_waits_in_the_sheet(asked: Asked, browser_of: Any) -> None:
    second = open_period(form=asked.form, window=window(asked.form, number=1), by=asked.officer)
    commune = asked.story.communes[0]
    send(asked, commune, 180, 180, 180)
    later = Asked(asked.story, asked.form, second)
    client = browser_of(reporter_of(commune))
    data = fill(own(client, later, commune), {"E8": 9000, "E9": 9000, "E11": 9000})
    done = bring_own(client, later, commune, data)
    assert "có câu hỏi cần xem" in client.get(done.url).content.decode()
    assert later.of(commune).state == ObligationState.DRAFT
    assert Draft.objects.get().cells == {"A1": "9.000", "A2": "9.000", "A3": "9.000"}


def test_a_correction_says_why(asked: Asked, browser_of: Any) -> None:
    commune = asked.story.communes[0]
    send(asked, commune, 5, 7, 1)
    client = browser_of(reporter_of(commune))
    data = own(client, asked, commune)
    page = opened(data)["Số liệu"]
    assert [page[cell].value for cell in OWN.values()] == [5, 7, 1]
    assert "Đã ghi sẵn theo lần nộp 1" in page["F8"].value
    changed = fill(data, {"E11": 2})
    answer = bring_own(client, asked, commune, changed)
    assert answer.status_code == 422
    assert "chưa ghi lý do" in answer.content.decode()
    assert not Draft.objects.exists()
    assert bring_own(client, asked, commune, changed, reason="Đếm sót").status_code == 302
    assert asked.of(commune).corrected == 1
    assert sums(asked) == [5, 7, 2]


def test_last_periods_figures_stand_beside_and_wholes_that_stay_are_filled_in(
    asked: Asked, browser_of: Any
) -> None:
    second = new_version(form=asked.form, by=asked.officer)
    box = second.elements.get(code="A3")
    save_element(form=second, element=box, code="A3", label="Khác hẳn", kind="integer",
                 by=asked.officer)  # fmt: skip
    whole = second.elements.get(code="A2")
    save_element(form=second, element=whole, code="A2", label="Số hộ", kind="integer",
                 by=asked.officer)  # fmt: skip
    issue_form(form=second, by=asked.officer)
    first, later = (
        open_period(form=second, window=window(second, number=number), by=asked.officer)
        for number in (1, 2)
    )
    commune = asked.story.communes[0]
    send(asked, commune, 5, 7, 1)
    client = browser_of(reporter_of(commune))
    page = opened(own(client, Asked(asked.story, second, first), commune))["Số liệu"]
    # What another version asked otherwise is no figure of the period before.
    assert [page[f"D{line}"].value for line in (8, 9, 11)] == [5, None, None]
    send(Asked(asked.story, second, first), commune, 6, 70, 1)
    page = opened(own(client, Asked(asked.story, second, later), commune))["Số liệu"]
    assert [page[f"D{line}"].value for line in (8, 9, 11)] == [6, 70, 1]
    assert [page[f"E{line}"].value for line in (8, 9, 11)] == [None, 70, None]
    assert "báo cáo Quý II/2020" in page["F9"].value


def test_an_exempt_unit_is_told_why_it_does_not_send(asked: Asked, browser_of: Any) -> None:
    commune = asked.story.communes[0]
    exempt(obligation=asked.of(commune), reason="Không có địa bàn", by=asked.officer)
    client = browser_of(reporter_of(commune))
    shown = client.get(reverse("reporting:send_workbook", args=[asked.of(commune).pk]))
    assert "Được miễn" in shown.content.decode()
    assert "disabled" in shown.content.decode()


def test_a_file_must_be_there_and_of_this_unit(asked: Asked, browser_of: Any) -> None:
    first, second, _ = asked.story.communes
    client = browser_of(reporter_of(first))
    address = reverse("reporting:send_workbook", args=[asked.of(first).pk])
    assert client.post(address, {"step": "send"}).status_code == 422
    foreign = own(browser_of(reporter_of(second)), asked, second)
    answer = bring_own(client, asked, first, foreign)
    assert "không thuộc phạm vi báo cáo này: Xã 2" in answer.content.decode()
    answer = bring_own(client, asked, first, b"MZ")
    assert "không phải bảng tính .xlsx" in answer.content.decode()
    template = reverse("reporting:report_template", args=[asked.of(second).pk])
    assert client.get(template).status_code == 404
    assert bring_own(client, asked, second, foreign).status_code == 404


def test_an_old_version_and_another_period_are_refused(asked: Asked, browser_of: Any) -> None:
    commune = asked.story.communes[0]
    client = browser_of(reporter_of(commune))
    data = own(client, asked, commune)
    form = new_version(form=asked.form, by=asked.officer)
    issue_form(form=form, by=asked.officer)
    later = open_period(form=form, window=window(form, number=1), by=asked.officer)
    answer = bring_own(client, Asked(asked.story, form, later), commune, data)
    assert "biểu của kỳ khác (Quý I/2020)" in answer.content.decode()
    ReportForm.objects.filter(pk=asked.form.pk).update(number=3)
    answer = bring_own(client, asked, commune, data)
    assert "theo mẫu biểu bản 1, nay dùng bản 3" in answer.content.decode()
