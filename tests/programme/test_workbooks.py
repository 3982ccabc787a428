"""The tables of the pages as workbooks: the rows that the page shows to the person, of its day and
by its filter, with what they are, whose, and of which day. Text never becomes a formula.
"""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from openpyxl import load_workbook

from phongtrao.core.dates.filing import duty_standing
from phongtrao.programme.actions import bodies, difficulties, tasks
from phongtrao.programme.actions.difficulties import Adjustment
from phongtrao.programme.models import Difficulty, Handing, Programme, ProgressState
from phongtrao.programme.queries.marks import due_mark
from tests.programme.cascade_rows import at, make_rule, user_of
from tests.programme.own_target_rows import add_own, make_handed, percent, take_up
from tests.programme.plan_rows import Published, task_with
from tests.programme.reorganisation_rows import client_of, day

if TYPE_CHECKING:
    from django.test import Client
    from openpyxl.worksheet.worksheet import Worksheet

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://a","b")'
TODAY = date(2026, 8, 3)


@pytest.fixture
def made() -> Published:
    """A programme that communes hold; each has part in the task of all communes."""
    made = make_handed()
    Programme.objects.update(published_at=at("2026-01-06"))
    Handing.objects.update(at=at("2026-01-10"))
    words = "Ủy ban nhân dân các xã, phường"
    with day(TODAY):
        bodies.match_body(
            programme=made.programme,
            words=words,
            unit=None,
            group="commune",
            by=made.office.officer,
        )
    return made


@pytest.fixture
def office(made: Published) -> Client:
    return client_of(made.office.officer)


def unit_of(made: Published) -> Unit:
    return made.office.communes[0]


def sheets(client: Client, name: str, *parts: int, **asked: str) -> dict[str, Worksheet]:
    with day(TODAY):
        answer = client.get(reverse(f"programme:{name}", args=parts), asked)
    assert answer.status_code == 200
    assert ".xlsx" in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.getvalue()))
    return {sheet.title: sheet for sheet in book.worksheets}


def text_of(sheet: Worksheet) -> str:
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def rows_of(sheet: Worksheet) -> list[tuple]:
    """The rows below the heading of the columns."""
    rows = list(sheet.iter_rows(values_only=True))
    head = next(at for at, row in enumerate(rows) if row[0] == "STT")
    return [row[1:] for row in rows[head + 1 :] if isinstance(row[0], int)]


def head_of(sheet: Worksheet) -> str:
    return "\n".join(str(row[0]) for row in sheet.iter_rows(max_row=4, values_only=True))


def report(made: Published, text: str) -> Difficulty:
    unit = unit_of(made)
    return difficulties.report_difficulty(
        programme=made.programme,
        unit=unit,
        target=made.programme.targets.first(),
        text=text,
        by=user_of(unit),
    )


def test_a_programme_gives_its_tables_with_what_whose_and_when(
    made: Published, office: Client
) -> None:
    book = sheets(office, "programme_file", made.programme.pk)
    assert list(book) == ["Chỉ tiêu", "Nhiệm vụ", "Thời hạn", "Đang chậm"]
    head = head_of(book["Chỉ tiêu"])
    assert "CHƯƠNG TRÌNH" in head
    assert f"{made.programme.unit} · tại ngày 03/08/2026" in head
    assert made.programme.name in head
    targets = rows_of(book["Chỉ tiêu"])
    assert len(targets) == made.programme.targets.count()
    assert "> 90 % Đến năm 2026" in targets[0][1]
    assert len(rows_of(book["Nhiệm vụ"])) == made.programme.tasks.count()


def test_the_filter_of_the_page_chooses_the_tasks(made: Published, office: Client) -> None:
    page = reverse("programme:programme", args=[made.programme.pk])
    with day(TODAY):
        shown = office.get(page, {"tim": "phát động"}).text
    link = f"{reverse('programme:programme_file', args=[made.programme.pk])}?tim=ph"
    assert link in shown
    book = sheets(office, "programme_file", made.programme.pk, tim="phát động")
    (row,) = rows_of(book["Nhiệm vụ"])
    assert "phát động phong trào" in row[1]
    assert "nhiệm vụ có “phát động”" in head_of(book["Nhiệm vụ"])
    assert "0/3 xong" in row[5]


def test_difficulties_and_levels_are_those_of_the_day(made: Published, office: Client) -> None:
    with day(date(2026, 7, 1)):
        row = report(made, FORMULA)
    level = made.programme.targets.first().thresholds.get(horizon="2026")
    with day(date(2026, 7, 20)):
        difficulties.answer_difficulty(
            difficulty=row,
            accepted=True,
            answer="Đồng ý.",
            adjustment=Adjustment(level, Decimal(85), date(2026, 7, 20)),
            by=made.office.officer,
        )
    (now,) = rows_of(sheets(office, "difficulties_file", made.programme.pk)["Khó khăn"])
    assert now[0] == unit_of(made).name
    assert "● Chấp nhận 20/07/2026" in now[4]
    assert "> 85 % đến năm 2026, thay cho > 90 % đến năm 2026" in now[4]
    then = {"tai-ngay": "10/07/2026"}
    book = sheets(office, "difficulties_file", made.programme.pk, **then)
    (before,) = rows_of(book["Khó khăn"])
    assert before[4] == "○ Chờ trả lời"
    assert "tại ngày 10/07/2026" in head_of(book["Khó khăn"])
    own = [made.programme.pk, unit_of(made).pk]
    book = sheets(client_of(user_of(unit_of(made))), "receipt_file", *own)
    assert "– > 90 % Đến năm 2026, thôi áp dụng từ 20/07/2026" in text_of(book["Chỉ tiêu"])
    assert list(book) == ["Tình trạng", "Việc theo thời hạn", "Chỉ tiêu", "Khó khăn"]


def test_no_text_becomes_a_formula(made: Published, office: Client) -> None:
    with day(TODAY):
        report(made, FORMULA)
    sheet = sheets(office, "difficulties_file", made.programme.pk)["Khó khăn"]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == FORMULA]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_a_task_gives_the_units_and_lines_that_the_person_sees(
    made: Published, office: Client
) -> None:
    task, units = task_with(made.programme, "phát động"), made.office.communes
    for unit, state in zip(units, (ProgressState.DONE, ProgressState.STUCK), strict=False):
        with day(TODAY):
            tasks.record_progress(
                task=task, unit=unit, state=state, text=f"Của {unit}", by=user_of(unit)
            )
    every = sheets(office, "task_file", made.programme.pk, task.pk)
    assert {row[0] for row in rows_of(every["Đơn vị"])} == {unit.name for unit in units}
    assert len(rows_of(every["Diễn biến"])) == 2
    stuck = {"tinh-trang": "stuck"}
    some = sheets(office, "task_file", made.programme.pk, task.pk, **stuck)
    assert [row[0] for row in rows_of(some["Đơn vị"])] == [units[1].name]
    assert "vướng mắc" in head_of(some["Đơn vị"])
    mine = sheets(client_of(user_of(units[0])), "task_file", made.programme.pk, task.pk)
    whole = "\n".join(map(text_of, mine.values()))
    assert f"Của {units[0]}" in whole
    assert units[1].name not in whole


def test_own_targets_stand_beside_those_above(made: Published) -> None:
    unit = unit_of(made)
    with day(TODAY):
        take_up(made.programme, unit, percent("gt", 95), user_of(unit))
        add_own(made.programme, unit, user_of(unit))
    book = sheets(client_of(user_of(unit)), "own_targets_file", made.programme.pk, unit.pk)
    above = rows_of(book["Chỉ tiêu của cấp trên"])
    assert above[0][1:] == (
        "> 90 % Đến năm 2026\n≥ 95 % Đến năm 2030",
        "> 95 % Đến năm 2026",
        "Cao hơn cấp trên",
    )
    assert above[1][3] == "Chưa cụ thể hóa"
    (own,) = rows_of(book["Chỉ tiêu riêng"])
    assert "hòa giải thành" in own[0]
    assert rows_of(book["Nêu mà không có con số"])


def test_what_an_office_owes_and_its_year(made: Published) -> None:
    unit = unit_of(made)
    make_rule(made.programme, "2026-09-10")
    client = client_of(user_of(unit))
    work = sheets(client, "work_file")["Việc"]
    assert f"{unit.name} · tại ngày 03/08/2026" in head_of(work)
    assert any("Báo cáo kết quả" in row[1] for row in rows_of(work))
    with day(TODAY):
        shown = client.get(reverse("programme:work")).text
    assert reverse("programme:work_file") in shown
    year = sheets(client, "year_file", nam="2026")["Năm 2026"]
    dated = [row for row in rows_of(year) if "Báo cáo kết quả" in row[1]]
    assert dated[0][0] == "10/09/2026"
    assert dated[0][3] == "○ Đến hạn trong 38 ngày"
    assert rows_of(sheets(client, "list_file")["Được giao"])[0][2] == "○ Chưa tiếp nhận"


def test_the_officer_takes_the_words_and_the_days_of_a_deadline(
    made: Published, office: Client
) -> None:
    rule = make_rule(made.programme, "2026-07-10")
    asked = {"ngay": "2026-07-10"}
    book = sheets(office, "deadline_file", made.programme.pk, rule.pk, **asked)
    rows = rows_of(book["Đơn vị"])
    assert [row[1] for row in rows] == ["✕ Quá hạn 24 ngày"] * len(made.office.communes)
    assert "hạn 10/07/2026" in head_of(book["Đơn vị"])
    words = rows_of(sheets(office, "bodies_file", made.programme.pk)["Đơn vị thực hiện"])
    assert any("Công an tỉnh" in row[0] for row in words)
    listed = rows_of(sheets(office, "list_file")["Cơ quan theo dõi"])
    assert listed[0][6] == f"0/{len(made.office.communes)}"


def test_a_wrong_day_is_told_on_the_page(made: Published, office: Client) -> None:
    address = reverse("programme:difficulties_file", args=[made.programme.pk])
    answer = office.get(address, {"tai-ngay": "31/02/2026"}, follow=True)
    page = reverse("programme:difficulties", args=[made.programme.pk])
    assert answer.request["PATH_INFO"] == page
    assert "31/02/2026" in answer.text


@pytest.mark.parametrize(
    ("due", "done"),
    [
        ("2026-09-30", None),
        ("2026-08-07", None),
        ("2026-08-03", None),
        ("2026-07-01", None),
        ("2026-07-01", "2026-06-30"),
        ("2026-07-01", "2026-07-02"),
    ],
)
def test_a_sheet_says_of_a_duty_what_its_page_says(due: str, done: str | None) -> None:
    on = done and date.fromisoformat(done)
    standing = duty_standing(date.fromisoformat(due), on, TODAY)
    shown = render_to_string("programme/work_state.html", {"standing": standing})
    assert strip_tags(shown).strip() == str(due_mark(standing))
    assert f"state {due_mark(standing).tone}" in shown
