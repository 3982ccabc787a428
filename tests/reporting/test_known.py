"""What the system knows already is filled in with its source, and asked about when it differs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from phongtrao.core.rollup.strata import Strata
from phongtrao.programme.models import DutyDone, Progress, Task, TaskBody
from phongtrao.reporting.actions.forms import issue_form, new_version, save_element
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Draft, Element, ReportForm, Submission
from phongtrao.reporting.queries.group_questions import asked_of
from phongtrao.reporting.queries.known import known_here, known_of
from phongtrao.reporting.queries.known_page import known_list
from phongtrao.reporting.queries.own_tasks import OwnTasks
from phongtrao.reporting.queries.sheets import elements_of, forget_forms, layout_of
from phongtrao.units.models import Level
from tests.factories import make_unit
from tests.kept_rows import made_once
from tests.programme.cascade_rows import at, make_rule, merge
from tests.reporting.form_rows import box, change
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    make_asked,
    make_form,
    make_target,
    reporter_of,
    send,
    window,
)
from tests.reporting.sheet_rows import address, posted, text_of, value_of
from tests.reporting.workbook_rows import opened, table

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
LIST = "danh sách đơn vị (khu dân cư) ngày 31/3/2020"


@made_once
def make_settled() -> Asked:
    """Three communes; the first has two neighbourhoods of a town and one of the country."""
    asked = make_asked()
    for name, settlement in (("Tổ 1", "urban"), ("Tổ 2", "urban"), ("Thôn 3", "rural")):
        make_unit(name, asked.story.communes[0], level=Level.NEIGHBOURHOOD, settlement=settlement)
    return asked


@pytest.fixture
def asked() -> Asked:
    return make_settled()


def with_known(asked: Asked, **facts: Any) -> Asked:
    """Another form with one box of which the system knows the number, open for the quarter."""
    form = ReportForm.objects.create(
        office=asked.form.office,
        unit=asked.form.unit,
        programme=asked.story.programme,
        name="Tình hình chung",
        window=QUARTERS,
        group="commune",
    )
    save_element(
        form=form,
        element=None,
        by=asked.officer,
        **{
            "code": "K1",
            "label": "Số khu dân cư",
            "kind": "integer",
            "known_from": "units",
            "known_strata": Strata(groups=("neighbourhood",)).as_row(),
            **facts,
        },
    )
    issue_form(form=form, by=asked.officer)
    return Asked(asked.story, form, open_period(form=form, window=window(form), by=asked.officer))


def words_known(asked: Asked) -> list[str]:
    """What is filled in for each commune; "" for nothing."""
    found = known_of(asked.period, [unit.pk for unit in asked.story.communes])
    return [str(one["K1"].cell) if "K1" in one else "" for one in found.values()]


# ── counted from the list of units ───────────────────────────────────────────────────────────────


def test_a_count_is_filled_in_with_its_source_and_is_typed_by_sending(
    asked: Asked, browser_of: Any
) -> None:
    more = with_known(asked)
    commune = asked.story.communes[0]
    row, tab = more.of(commune), browser_of(reporter_of(commune))
    page = tab.get(address(row))
    assert value_of(page, 1) == "3"
    assert f"Lấy từ {LIST} , hãy sửa nếu không đúng." in text_of(page)
    listed = tab.get(f"{address(row)}da-co/K1/")
    assert f"3 đơn vị theo {LIST}" in text_of(listed)
    assert [name in text_of(listed) for name in ("Tổ 1", "Tổ 2", "Thôn 3")] == [True] * 3
    # Saving does not say it in the unit's name, sending does.
    as_shown = {"K1": "3"}
    tab.post(address(row), posted(as_shown, as_shown, step="save"))
    assert not Draft.objects.filter(obligation=row, cells__has_key="K1").exists()
    answer = tab.post(address(row), posted(as_shown, as_shown, step="send", revision=0))
    assert answer.status_code == 302
    assert Submission.objects.get(obligation=row).revision == 1
    assert f"3 đơn vị theo {LIST}" in text_of(tab.get(f"{address(row)}da-co/K1/"))


def test_what_was_cleared_stays_clear(asked: Asked, browser_of: Any) -> None:
    more = with_known(asked)
    commune = asked.story.communes[0]
    row, tab = more.of(commune), browser_of(reporter_of(commune))
    tab.post(address(row), posted({"K1": ""}, {"K1": "3"}, step="save"))
    page = tab.get(address(row))
    assert value_of(page, 1) == ""
    assert f"Hệ thống có 3 theo {LIST} ." in text_of(page)


def test_none_is_zero_and_a_kind_that_the_list_does_not_keep_is_not_known(asked: Asked) -> None:
    assert words_known(with_known(asked)) == ["3", "0", "0"]
    towns = Strata(groups=("neighbourhood",), settlements=("urban",)).as_row()
    assert words_known(with_known(asked, known_strata=towns)) == ["2", "0", "0"]
    firms = Strata(groups=("doanh nghiệp",)).as_row()
    more = with_known(asked, known_strata=firms)
    assert words_known(more) == ["", "", ""]
    # The first one below any commune makes the others zero, for one unit as for all.
    make_unit("Công ty Một", asked.story.communes[1], kind="doanh nghiệp")
    assert words_known(more) == ["0", "1", "0"]
    assert str(known_here(more.of(asked.story.communes[2]))["K1"].cell) == "0"


def test_the_list_of_the_last_day_of_the_window_counts(asked: Asked) -> None:
    make_unit("Tổ 4", asked.story.communes[0], level=Level.NEIGHBOURHOOD, on=date(2020, 4, 1))
    assert words_known(with_known(asked)) == ["3", "0", "0"]


def test_another_number_is_asked_about_and_the_officer_reads_the_answer(
    asked: Asked, browser_of: Any
) -> None:
    more = with_known(asked)
    commune = asked.story.communes[0]
    row, tab = more.of(commune), browser_of(reporter_of(commune))
    page = tab.post(address(row), posted({"K1": "5"}, {"K1": "3"}, step="send", revision=0))
    question = f"“Số khu dân cư”: báo cáo là 5, còn {LIST} có 3."
    assert question in text_of(page)
    key = page.context["sheet"].questions[0].asked.key
    told = {"asked": key, f"tl-{key}": "Hai tổ mới lập, chưa có trong danh sách"}
    tab.post(address(row), posted({"K1": "5"}, {"K1": "5"}, step="send", revision=0, **told))
    row = more.of(commune)
    (each,) = asked_of([row], layout_of(more.form))
    assert each.asked[0].question.words.startswith(question)
    assert each.asked[0].answer == "Hai tổ mới lập, chưa có trong danh sách"
    judged = browser_of(asked.officer).get(f"/bao-cao/{row.pk}/duyet/")
    assert "Hai tổ mới lập" in text_of(judged)
    assert question in text_of(tab.get(address(row)))


def test_the_number_of_queries_grows_neither_with_boxes_nor_with_units(asked: Asked) -> None:
    more = with_known(asked)
    units = [unit.pk for unit in asked.story.communes]
    with CaptureQueriesContext(
        connection,
    ) as few:
        known_of(more.period, units[:1])
    box_ = more.form.elements.get()
    for number in range(2, 8):
        Element.objects.create(
            form=more.form, number=number, code=f"K{number}", label="Số tổ", kind="integer",
            known_from="units", known_strata=box_.known_strata,
        )  # fmt: skip
    forget_forms()
    elements_of(more.form)
    with CaptureQueriesContext(connection) as many:
        assert len(known_of(more.period, units)[units[0]]) == 7
    assert len(many) == len(few)


# ── counted from the tasks of the programme ──────────────────────────────────────────────────────


@pytest.fixture
def worked(asked: Asked) -> Asked:
    """The first commune leads three tasks: one done in the quarter, one kept in time, one late."""
    story, commune = asked.story, asked.story.communes[0]
    tasks = []
    for number in (1, 2, 3):
        task = Task.objects.create(
            programme=story.programme, number=number, content=f"Việc {number}"
        )
        TaskBody.objects.create(task=task, words="Xã 1", unit=commune, leads=True, confirmed=True)
        tasks.append(task)
    person = reporter_of(commune)
    line = Progress.objects.create(
        task=tasks[0], unit=commune, state="done", text="xong", by=person
    )
    Progress.objects.filter(pk=line.pk).update(at=at("2020-02-10"))
    for task, day in ((tasks[1], "2020-02-20"), (tasks[2], "2020-03-20")):
        make_rule(story.programme, day, everyone=False, task=task, what=task.content)
    DutyDone.objects.create(
        rule=tasks[1].deadlines.get(),
        unit=commune,
        due_on=date(2020, 2, 20),
        done_on=date(2020, 2, 18),
        by=person,
    )
    return asked


def test_tasks_done_and_overdue_are_counted_in_the_window(worked: Asked, browser_of: Any) -> None:
    done = with_known(worked, known_from="tasks-done", known_strata={})
    late = with_known(worked, known_from="tasks-late", known_strata={})
    # Nothing is known of communes to which no task came.
    assert words_known(done) == ["2", "", ""]
    assert words_known(late) == ["1", "", ""]
    commune = worked.story.communes[0]
    tab = browser_of(reporter_of(commune))
    page = text_of(tab.get(f"{address(late.of(commune))}da-co/K1/"))
    assert "1 nhiệm vụ theo sổ nhiệm vụ của chương trình (quá hạn trong kỳ)" in page
    assert "Việc 3" in page
    page = text_of(tab.get(f"{address(done.of(commune))}da-co/K1/"))
    assert ("Việc 1" in page, "Việc 2" in page, "Việc 3" in page) == (True, True, False)
    # A form without a programme has no tasks.
    ReportForm.objects.filter(pk=late.form.pk).update(programme=None)
    alone = late.of(commune)
    assert "K1" not in known_here(alone)
    with pytest.raises(Http404):
        known_list(worked.officer, alone, "K1")


def test_heirs_have_the_tasks_of_those_who_ended(worked: Asked) -> None:
    first, second, third = worked.story.communes
    programme, period = worked.story.programme, worked.period
    task = Task.objects.order_by("number")[2]
    Progress.objects.create(task=task, unit=third, state="done", text="", by=reporter_of(third))
    Progress.objects.filter(unit=third).update(at=at("2020-03-01"))
    assert OwnTasks(programme, [third.pk], period.start, period.end).own == {}
    merged = merge("Xã Mới", first, second, on="2020-03-25")
    found = OwnTasks(programme, [merged.pk, third.pk], period.start, period.end)
    assert [len(one[merged.pk]) for one in (found.own, found.done)] == [3, 2]
    assert not found.done[third.pk]


# ── reported for another form ────────────────────────────────────────────────────────────────────


def second_form(asked: Asked, **facts: Any) -> Asked:
    """A second form of the same quarter with a box that asks for the same indicator as A2."""
    indicator = asked.form.elements.get(code="A2").indicator
    facts = {
        "label": "Tin báo tiếp nhận",
        "indicator": indicator,
        "known_from": "elsewhere",
    } | facts
    return with_known(asked, known_strata={}, **facts)


def test_what_two_forms_ask_is_typed_once_and_a_difference_is_asked_about(
    asked: Asked, browser_of: Any
) -> None:
    first_unit, second_unit, _ = asked.story.communes
    send(asked, first_unit, 10, 12, 9)
    send(asked, second_unit, 5, 7, 4)
    assert known_here(asked.of(first_unit)) == {}
    second = second_form(asked)
    assert words_known(second) == ["12", "7", ""]
    tab = browser_of(reporter_of(first_unit))
    page = tab.get(address(second.of(first_unit)))
    source = "báo cáo “Tin báo, tố giác tội phạm” Quý I/2020"
    assert value_of(page, 1) == "12"
    assert f"Lấy từ {source}" in text_of(page)
    assert f'href="{address(asked.of(first_unit))}"' in page.content.decode()
    page = tab.post(
        address(second.of(first_unit)), posted({"K1": "15"}, {"K1": "12"}, step="send", revision=0)
    )
    assert f"báo cáo là 15, còn {source} có 12" in text_of(page)
    key = page.context["sheet"].questions[0].asked.key
    again = posted({"K1": "15"}, {"K1": "15"}, step="send", revision=0, asked=key)
    tab.post(address(second.of(first_unit)), again)
    # It is asked of the report that came later, not of the one that stood there already.
    assert asked_of([asked.of(first_unit)], layout_of(asked.form)) == []
    assert len(asked_of([second.of(first_unit)], layout_of(second.form))) == 1


def test_only_the_same_thing_over_the_same_days_is_taken_over(asked: Asked) -> None:
    unit = asked.story.communes[0]
    send(asked, unit, 10, "?", 9)
    assert words_known(second_form(asked)) == ["", "", ""]
    send(asked, unit, 10, 12, 9, reason="đếm lại")
    assert words_known(second_form(asked)) == ["12", "", ""]
    assert words_known(second_form(asked, unit="vụ")) == ["", "", ""]
    assert words_known(second_form(asked, known_from="nothing")) == ["", "", ""]
    money = second_form(asked, kind="money", scale=2)
    assert words_known(money) == ["", "", ""]
    yes = second_form(asked, kind="yes-no", least=None)
    assert words_known(yes) == ["", "", ""]
    summer = open_period(
        form=second_form(asked).form, window=window(asked.form, 2020, 1), by=asked.officer
    )
    assert known_of(summer, [unit.pk]) == {unit.pk: {}}
    # A new version is the same form, not another one.
    form = new_version(form=asked.form, by=asked.officer)
    issue_form(form=form, by=asked.officer)
    same = Asked(asked.story, form, asked.period)
    same.period.form = form
    assert known_of(same.period, [unit.pk])[unit.pk] == {}


def test_answers_in_words_are_taken_over_where_they_can_be_chosen(asked: Asked) -> None:
    target = make_target(asked.story, "xã, phường", "", measured_by="units")
    form = make_form(asked.story, [target], name="Đạt chuẩn")
    first = Asked(asked.story, form, open_period(form=form, window=window(form), by=asked.officer))
    save = {"least": None, "label": "Đạt chuẩn", "known_from": "elsewhere"}
    same = form.elements.get()
    second = second_form(asked, kind="yes-no", indicator=same.indicator, **save)
    send(first, asked.story.communes[0], "Có")
    assert words_known(second) == ["True", "", ""]
    Element.objects.filter(form=form).update(kind="choice", choices=["Có", "Tốt"])
    forget_forms()
    assert words_known(second) == ["", "", ""]
    there = Element.objects.filter(form=second.form)
    there.update(kind="choice", choices=["Có", "Tốt"])
    forget_forms()
    assert words_known(second)[0] in ("Có", "Tốt")
    there.update(choices=["Kém", "Vừa"])
    forget_forms()
    assert words_known(second) == ["", "", ""]


# ── chosen by the officer, and in Excel ──────────────────────────────────────────────────────────


def test_an_officer_chooses_what_is_filled_in(asked: Asked, browser_of: Any) -> None:
    make_unit("Trường Một", asked.story.communes[0], kind="trường học")
    form = new_version(form=asked.form, by=asked.officer)
    tab: Client = browser_of(asked.officer)
    row = form.elements.get(code="A3")
    there = f"/bieu-mau/{form.pk}/o/{row.pk}/"
    page = tab.get(there)
    assert "Trường học" in text_of(page)
    chosen = box("A3", label="Số trường", known_from="units")
    page = change(tab, there, chosen)
    assert page.status_code == 422
    assert "chưa chọn loại đơn vị được đếm" in text_of(page)
    page = change(tab, there, chosen | {"kind": "text", "known_groups": ["trường học"]})
    assert "chỉ ô số nguyên mới đếm được" in text_of(page)
    limits = {"known_groups": ["trường học"], "school_levels": ["primary"]}
    assert change(tab, there, chosen | limits).status_code == 302
    row.refresh_from_db()
    assert row.known_strata == {"groups": ["trường học"], "school_levels": ["primary"]}
    assert "đếm trường học; trường tiểu học trong danh sách đơn vị" in text_of(
        tab.get(f"/bieu-mau/{form.pk}/")
    )
    assert "checked" in tab.get(there).content.decode()
    # Without a programme there are no tasks to count.
    ReportForm.objects.filter(pk=form.pk).update(programme=None)
    assert "quá hạn trong kỳ" not in text_of(tab.get(there))
    page = change(tab, there, chosen | {"known_from": "tasks-late"})
    assert page.status_code == 422


def test_the_workbook_of_many_units_has_what_is_known(asked: Asked, browser_of: Any) -> None:
    more = with_known(asked)
    book = opened(table(browser_of(asked.officer), more))
    page = book["Số liệu"]
    column = next(cell.column for row in page.iter_rows() for cell in row if cell.value == "K1")
    told = {
        row[2].value: page.cell(row[2].row, column).value
        for row in page.iter_rows(min_row=9, max_row=11)
    }
    assert told == {"Xã 1": 3, "Xã 2": 0, "Xã 3": 0}
    every = " ".join(
        str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    )
    assert LIST in every
