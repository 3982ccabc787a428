"""A line of a workbook in which nobody wrote is no report, whatever the program filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.core.rollup.strata import Strata
from phongtrao.reporting.actions.filling import save_boxes
from phongtrao.reporting.actions.forms import issue_form, new_version, save_element
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Draft, Intake, ObligationState, Submission
from phongtrao.units.models import Level
from tests.factories import make_unit
from tests.kept_rows import made_once
from tests.reporting.report_rows import Asked, make_asked, reporter_of, send, window
from tests.reporting.sheet_rows import text_of
from tests.reporting.total_rows import sums
from tests.reporting.workbook_rows import FIRST, SECOND, THIRD, bring, fill, opened, row, table

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

COMMUNES = 126
WRITTEN = (FIRST, FIRST + 40, FIRST + 125)
"""The lines of those that report: a first, a middle and the last one."""


@made_once
def make_known(communes: int) -> Asked:
    """Communes of which the system knows box A4, the number of their neighbourhoods: one each."""
    asked = make_asked(communes=communes)
    for number, commune in enumerate(asked.story.communes, start=1):
        make_unit(f"Tổ {number}", commune, level=Level.NEIGHBOURHOOD, settlement="urban")
    form = new_version(form=asked.form, by=asked.officer)
    save_element(form=form, element=None, code="A4", label="Số khu dân cư", kind="integer",
                 known_from="units", known_strata=Strata(groups=("neighbourhood",)).as_row(),
                 by=asked.officer)  # fmt: skip
    issue_form(form=form, by=asked.officer)
    period = open_period(form=form, window=window(form, number=1), by=asked.officer)
    return Asked(asked.story, form, period)


@pytest.fixture
def known() -> Asked:
    return make_known(3)


@pytest.fixture
def desk(known: Asked, browser_of: Any) -> Client:
    return browser_of(known.officer)


def intake(client: Client, asked: Asked, data: bytes, **posted: str) -> Intake:
    """What became of a file that is taken in."""
    done = bring(client, asked, data, **posted)
    assert done.status_code == 302, text_of(done)
    return Intake.objects.first()  # type: ignore[return-value]  # it was just made


def ids(asked: Asked, *places: int) -> list[int]:
    return [asked.story.communes[place].pk for place in places]


def test_three_of_126_lines_that_somebody_wrote_in_are_sent_and_123_are_silent(
    browser_of: Any,
) -> None:
    asked = make_known(COMMUNES)
    client = browser_of(asked.officer)
    data = table(client, asked)
    page = opened(data)["Số liệu"]
    assert {page[f"G{line}"].value for line in range(FIRST, FIRST + COMMUNES)} == {1}
    done = bring(client, asked, data)
    shown = text_of(client.get(done.url))
    assert "Không có báo cáo mới" in shown
    assert "126 dòng để trống hoặc còn nguyên như khi tải về" in shown
    assert not Submission.objects.exists()
    written = {key: cell for line in WRITTEN for key, cell in row(line, 5, 7, 1).items()}
    done = bring(client, asked, fill(data, written))
    shown = text_of(client.get(done.url))
    assert "Đã gửi 3 báo cáo" in shown
    assert "123 dòng để trống hoặc còn nguyên như khi tải về" in shown
    assert Submission.objects.count() == 3
    assert len(Intake.objects.all()[0].silent) == 123


def test_one_typed_box_makes_a_line_a_report_that_lacks_the_others(
    known: Asked, desk: Client
) -> None:
    data = table(desk, known)
    answer = bring(desk, known, fill(data, {f"D{SECOND}": 5}))
    shown = answer.content.decode()
    assert "Tệp có 2 chỗ chưa đúng" in shown
    assert [f">{box}{SECOND}<" in shown for box in "DEFG"] == [False, True, True, False]
    # So does what is corrected in a box that was filled in.
    answer = bring(desk, known, fill(data, {f"G{THIRD}": 2}))
    assert "Tệp có 3 chỗ chưa đúng" in answer.content.decode()
    done = intake(desk, known, fill(data, row(FIRST, 5, 7, 1) | {f"G{FIRST}": 0}))
    assert (done.sent, done.silent) == (ids(known, 0), ids(known, 1, 2))
    assert sums(known) == [5, 7, 1]


def test_a_line_whose_boxes_were_cleared_says_nothing(known: Asked, desk: Client) -> None:
    done = intake(desk, known, fill(table(desk, known), {f"G{FIRST}": None}))
    assert done.silent == ids(known, 0, 1, 2)


def test_a_register_that_changed_since_makes_no_report(known: Asked, desk: Client) -> None:
    data = table(desk, known)
    make_unit("Tổ 99", known.story.communes[0], level=Level.NEIGHBOURHOOD, settlement="urban")
    assert opened(table(desk, known))["Số liệu"][f"G{FIRST}"].value == 2
    assert intake(desk, known, data).silent == ids(known, 0, 1, 2)


def test_what_was_reported_last_of_what_stays_is_no_report_of_this_period(
    asked: Asked, office: Client
) -> None:
    form = new_version(form=asked.form, by=asked.officer)
    save_element(form=form, element=form.elements.get(code="A2"), code="A2", label="Số hộ",
                 kind="integer", by=asked.officer)  # fmt: skip
    issue_form(form=form, by=asked.officer)
    first, later = (
        Asked(asked.story, form, open_period(form=form, window=window(form, number=number),
                                             by=asked.officer))
        for number in (1, 2)
    )  # fmt: skip
    for commune in asked.story.communes:
        send(first, commune, 5, 70, 1)
    data = table(office, later)
    assert opened(data)["Số liệu"][f"E{FIRST}"].value == 70
    # Corrected in between: the line says what the last report said when the file was made.
    send(first, asked.story.communes[0], 5, 71, 1, reason="Đếm sót")
    done = intake(office, later, fill(data, row(SECOND, 6, 70, 2)))
    assert (done.sent, done.silent) == (ids(asked, 1), ids(asked, 0, 2))


def test_a_draft_that_nobody_touched_in_the_file_stays_a_draft(
    asked: Asked, office: Client
) -> None:
    first, second, _ = asked.story.communes
    save_boxes(obligation=asked.of(first), boxes={"A1": ("", "3")}, by=reporter_of(first))
    data = table(office, asked)
    assert opened(data)["Số liệu"][f"D{FIRST}"].value == 3
    save_boxes(obligation=asked.of(first), boxes={"A1": ("3", "4")}, by=reporter_of(first))
    done = intake(office, asked, fill(data, row(SECOND, 5, 7, 1)))
    assert (done.sent, done.silent) == ([second.pk], ids(asked, 0, 2))
    assert Draft.objects.get().cells == {"A1": "4"}
    assert asked.of(first).state == ObligationState.DRAFT


def test_a_line_left_alone_takes_back_no_report_that_came_in_between(
    asked: Asked, office: Client
) -> None:
    first, second, third = asked.story.communes
    send(asked, first, 5, 7, 1)
    owed = send(asked, second, 2, 2, 2)
    send(asked, third, 3, 3, 3)
    data = table(office, asked)
    send(asked, first, 6, 7, 1, reason="Đếm sót")
    return_report(obligation=owed, revision=1, reason="Sai kỳ", by=asked.officer)
    done = intake(office, asked, fill(data, row(THIRD, 4, 4, 3)), reason="Đối chiếu sổ")
    assert (done.corrected, done.same, done.silent) == ([third.pk], ids(asked, 0, 1), [])
    assert sums(asked) == [10, 11, 4]
    assert asked.of(second).state == ObligationState.RETURNED


def test_a_box_of_a_sent_report_that_is_cleared_is_a_correction(
    asked: Asked, office: Client
) -> None:
    form = new_version(form=asked.form, by=asked.officer)
    save_element(form=form, element=None, code="G", label="Ghi chú", kind="text", least=None,
                 required=False, by=asked.officer)  # fmt: skip
    issue_form(form=form, by=asked.officer)
    period = open_period(form=form, window=window(form, number=1), by=asked.officer)
    later = Asked(asked.story, form, period)
    first = asked.story.communes[0]
    told = row(FIRST, 5, 7, 1) | {f"G{FIRST}": "Tuyên truyền\ntại 3 trường"}
    assert intake(office, later, fill(table(office, later), told)).sent == [first.pk]
    data = table(office, later)
    assert intake(office, later, data).same == [first.pk]
    cleared = fill(data, {f"G{FIRST}": None})
    assert intake(office, later, cleared, reason="Ghi nhầm").corrected == [first.pk]
    assert [one.words for one in Submission.objects.order_by("pk")] == [
        {"G": "Tuyên truyền\ntại 3 trường"}, {},
    ]  # fmt: skip


def test_unreadable_boxes_and_boxes_that_break_a_rule_are_told_in_one_round(
    asked: Asked, office: Client
) -> None:
    data = table(office, asked)
    wrong = row(FIRST, "năm", -3, 1) | row(SECOND, 201, 200, 1) | row(THIRD, None, "x", None)
    answer = bring(office, asked, fill(data, wrong))
    shown = answer.content.decode()
    assert "Tệp có 6 chỗ chưa đúng" in shown
    places = [f">{cell}<" for cell in ("D9", "E9", "D10", "D11", "E11", "F11")]
    found = [shown.index(place) for place in places]
    assert found == sorted(found)
    assert not Submission.objects.exists()
    # Where a column is no more what it was, nothing else can be said.
    moved = fill(data, {"D8": "A9", "D9": "năm"})
    shown = bring(office, asked, moved).content.decode()
    assert "Tệp có 1 chỗ chưa đúng" in shown
    assert "Chỗ này là cột “A1" in shown
    # What keeps a whole report back is told, too, beside its own boxes.
    send(asked, asked.story.communes[0], 5, 7, 1)
    answer = bring(office, asked, fill(table(office, asked), row(FIRST, "năm", 8, 1)))
    shown = answer.content.decode()
    assert "Tệp có 2 chỗ chưa đúng" in shown
    assert "chưa ghi lý do" in shown
