"""Reports of many offices go out as one workbook and come back: all of a file, or none of it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.audit.models import LogEntry
from phongtrao.core.text.reading.office import libreoffice_program
from phongtrao.reporting.actions.filling import save_boxes
from phongtrao.reporting.actions.forms import issue_form, new_version, save_element
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import (
    Intake,
    Obligation,
    ObligationState,
    Submission,
)
from phongtrao.reporting.queries import workbooks as reading
from tests.factories import make_user
from tests.programme.cascade_rows import make_commune
from tests.reporting.report_rows import Asked, reporter_of, send, window
from tests.reporting.total_rows import sums
from tests.reporting.workbook_rows import (
    FIRST,
    SECOND,
    THIRD,
    body,
    bring,
    fill,
    opened,
    row,
    table,
)

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from phongtrao.access.models import User

pytestmark = pytest.mark.django_db


def test_an_officer_sends_for_all_communes_from_one_workbook(asked: Asked, office: Client) -> None:
    data = table(office, asked)
    page = opened(data)["Số liệu"]
    assert [page[f"C{line}"].value for line in (FIRST, SECOND, THIRD)] == ["Xã 1", "Xã 2", "Xã 3"]
    data = fill(data, row(FIRST, 5, 7, 1) | row(THIRD, 2, "?", "0"))
    done = bring(office, asked, data)
    assert done.status_code == 302
    shown = office.get(done.url).content.decode()
    assert "Đã gửi 2 báo cáo" in shown
    assert "Gửi mới (2)" in shown
    assert "Để trống hoặc để nguyên, không gửi (1)" in shown
    assert "1 dòng để trống hoặc còn nguyên như khi tải về" in shown
    silent = office.get(done.url, {"loai": "de-trong"}).content.decode()
    assert "Xã 2" in silent
    assert "Xã 1" not in silent
    intake = Intake.objects.get()
    first, second, third = asked.story.communes
    assert (intake.sent, intake.silent) == ([first.pk, third.pk], [second.pk])
    assert (intake.name, len(intake.sha256)) == ("ba-xa.xlsx", 64)
    assert sums(asked) == [7, 7, 1]
    assert asked.of(second).state == ObligationState.OWED
    again = office.get(reverse("reporting:send_period_workbook", args=[asked.period.pk]))
    assert "ba-xa.xlsx" in again.content.decode()


def test_one_wrong_cell_keeps_the_whole_file_out(asked: Asked, office: Client) -> None:
    data = table(office, asked)
    wrong = row(FIRST, 5, 7, 1) | row(SECOND, 201, 200, 181) | row(THIRD, 1, 1, None)
    answer = bring(office, asked, fill(data, wrong))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Tệp có 2 chỗ chưa đúng" in shown
    assert ">D10<" in shown
    assert "Xã 2" in shown
    assert ">F11<" in shown
    assert ">201<" in shown
    assert not Submission.objects.exists()
    assert not Intake.objects.exists()
    answer = bring(office, asked, fill(data, row(FIRST, "năm", 7, 1)))
    assert ">D9<" in answer.content.decode()
    address = reverse("reporting:send_period_workbook", args=[asked.period.pk])
    assert office.post(address).status_code == 422


def test_corrections_in_a_table_need_a_reason_and_unchanged_lines_stay(
    asked: Asked, office: Client
) -> None:
    first, second, third = asked.story.communes
    send(asked, first, 5, 7, 1)
    send(asked, second, 2, 2, 2)
    save_boxes(obligation=asked.of(third), boxes={"A1": ("", "3"), "A2": ("", "x")},
               by=asked.officer)  # fmt: skip
    data = table(office, asked)
    page = opened(data)["Số liệu"]
    assert [page[f"{column}{THIRD}"].value for column in "DEF"] == [3, None, None]
    data = fill(data, {f"F{FIRST}": 2} | row(THIRD, 3, 3, 3))
    answer = bring(office, asked, data)
    assert "chưa ghi lý do" in answer.content.decode()
    done = bring(office, asked, data, reason="Đối chiếu sổ")
    shown = office.get(done.url).content.decode()
    assert [words in shown for words in ("Gửi mới (1)", "Đính chính (1)", "Không đổi")] == [
        True, True, True,
    ]  # fmt: skip
    intake = Intake.objects.get()
    assert (intake.corrected, intake.same) == ([first.pk], [second.pk])
    nothing = bring(office, asked, table(office, asked))
    assert "Không có báo cáo mới" in office.get(nothing.url).content.decode()


def test_a_state_secret_in_a_file_leaves_one_line_of_the_log(asked: Asked, office: Client) -> None:
    form = new_version(form=asked.form, by=asked.officer)
    save_element(form=form, element=None, code="G", label="Ghi chú", kind="text", least=None,
                 required=False, by=asked.officer)  # fmt: skip
    issue_form(form=form, by=asked.officer)
    asked.period = open_period(form=form, window=window(form, number=1), by=asked.officer)
    data = table(office, asked)
    told = row(FIRST, 5, 7, 1) | {f"G{FIRST}": "Tuyên truyền tại 3 trường"}
    answer = bring(office, asked, fill(data, told | {f"G{SECOND}": "TUYỆT MẬT"}))
    assert answer.status_code == 422
    assert "dấu chỉ độ mật" in answer.content.decode()
    assert LogEntry.objects.order_by("-pk")[0].action == "file.refuse-secret"
    assert not Submission.objects.exists()
    assert bring(office, asked, fill(data, told)).status_code == 302
    assert Submission.objects.get().words == {"G": "Tuyên truyền tại 3 trường"}


def test_each_sees_the_lines_of_those_for_whom_he_reports(asked: Asked, browser_of: Any) -> None:
    first = asked.story.communes[0]
    client = browser_of(reporter_of(first))
    page = opened(table(client, asked))["Số liệu"]
    assert page["A4"].value == f"Đơn vị báo cáo: Xã 1 ({first.pk})"
    viewer = browser_of(make_user("xem", asked.story.province, Role.VIEWER))
    for name in ("period_template", "send_period_workbook"):
        address = reverse(f"reporting:{name}", args=[asked.period.pk])
        assert viewer.get(address).status_code == 404
    done = bring(browser_of(asked.officer), asked, fill(table(browser_of(asked.officer), asked),
                                                        row(FIRST, 1, 1, 1)))  # fmt: skip
    assert client.get(done.url).status_code == 404
    neighbour = browser_of(make_user("la", make_commune("Xã Lạ", asked.story.province)))
    assert neighbour.get(done.url).status_code == 404


def test_a_workbook_of_one_area_and_none_of_too_many(
    asked: Asked, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = asked.story.communes
    # Two communes lie in one area, one in another.
    Obligation.objects.filter(unit__in=[first, second]).update(commune=first)
    Obligation.objects.filter(unit=third).update(commune=third)
    address = reverse("reporting:send_period_workbook", args=[asked.period.pk])
    assert "Xã 1 (2 đơn vị)" in office.get(address).content.decode()
    page = opened(table(office, asked, **{"dia-ban": first.pk}))["Số liệu"]
    assert [page[f"C{line}"].value for line in (FIRST, SECOND, THIRD)] == ["Xã 1", "Xã 2", None]
    template = reverse("reporting:period_template", args=[asked.period.pk])
    for area in ("x", "999999", "9" * 30):
        assert office.get(template, {"dia-ban": area}).status_code == 404
    monkeypatch.setattr(reading, "MOST_OFFICES", 2)
    assert "tối đa 2 đơn vị" in office.get(address).content.decode()
    answer = office.get(template)
    assert answer.status_code == 422
    assert "quá 2 đơn vị một tệp" in answer.content.decode()
    assert body(office.get(template, {"dia-ban": first.pk}))


def test_a_workbook_costs_the_same_queries_for_three_units_and_for_one(
    asked: Asked, browser_of: Any
) -> None:
    for commune in asked.story.communes:
        send(asked, commune, 1, 2, 1)

    def cost(user: User) -> int:
        client = browser_of(user)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            table(client, asked)
        return len(queries)

    assert cost(asked.officer) == cost(reporter_of(asked.story.communes[0]))


@pytest.mark.skipif(libreoffice_program() is None, reason="no LibreOffice here")
def test_a_workbook_that_went_through_libreoffice_is_taken_in(
    asked: Asked, office: Client, tmp_path: Path
) -> None:
    (tmp_path / "ba-xa.xlsx").write_bytes(
        fill(table(office, asked), row(FIRST, 5, 7, 1) | row(SECOND, "?", "1.234", 0))
    )
    program = [str(libreoffice_program()), "--headless",
               f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx",
               "--outdir", str(tmp_path / "saved"), str(tmp_path / "ba-xa.xlsx")]  # fmt: skip
    subprocess.run(program, check=True, timeout=120, capture_output=True)  # noqa: S603 - LibreOffice of this machine
    saved = tmp_path / "saved" / "ba-xa.xlsx"
    if not saved.exists():
        pytest.skip("this LibreOffice lacks Calc")
    done = bring(office, asked, saved.read_bytes())
    assert done.status_code == 302, done.content.decode()
    assert sums(asked) == [5, 1241, 1]
