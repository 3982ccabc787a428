"""Handing a programme down, taking it back, and what units answer."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.programme.actions import cascade
from phongtrao.programme.models import DutyDone, Handing, Progress, Receipt, Target, Task
from phongtrao.programme.queries.cascade import (
    Selection,
    find_names,
    handings_of,
    preview_of,
)
from phongtrao.units.models import Alias, Unit
from tests.factories import make_unit
from tests.programme.cascade_rows import (
    Story,
    hand,
    make_commune,
    make_rule,
    make_story,
    merge,
    user_of,
)

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def story() -> Story:
    return make_story()


def upload(text: str = "KẾ HOẠCH triển khai của xã\n", name: str = "ke-hoach.txt"):
    return SimpleUploadedFile(name, text.encode())


def acknowledge(story: Story, unit: Unit, by=None) -> Receipt:
    return cascade.acknowledge(programme=story.programme, unit=unit, by=by or user_of(unit))


def hand_page(story: Story) -> str:
    return reverse("programme:hand", args=[story.programme.pk])


# whom


def test_all_communes_below_are_chosen_and_nobody_else(story: Story) -> None:
    make_unit("Tổ dân phố 1", story.communes[0], level="neighbourhood")
    make_commune("Xã bên kia", make_unit("Tỉnh Bên Cạnh", level="province"))
    preview = preview_of(story.programme, Selection(communes=True), TODAY())
    assert set(preview.fresh) == {unit.pk for unit in story.communes}
    assert preview.by_kind == (("xã", 3),)


def test_kinds_of_bodies_below_are_chosen(story: Story) -> None:
    school = make_unit("Trường A", story.communes[0], kind="trường học")
    make_unit("Công ty B", story.communes[0], kind="doanh nghiệp")
    preview = preview_of(story.programme, Selection(kinds=("trường học",)), TODAY())
    assert preview.fresh == (school.pk,)


def test_the_preview_counts_who_has_it_already_and_who_ended(story: Story) -> None:
    first, second, third = story.communes
    hand(story, first)
    merge("Xã Hợp Nhất", second, third, on="2020-10-01")
    chosen = Selection(communes=True, units=(second.pk,))
    preview = preview_of(story.programme, chosen, TODAY())
    assert (preview.have, preview.ended) == (("Xã 1",), ("Xã 2",))
    assert [Unit.objects.get(pk=pk).name for pk in preview.fresh] == ["Xã Hợp Nhất"]


def test_names_are_found_by_any_name_without_marks_and_wrong_lines_are_named(story: Story) -> None:
    Alias.objects.create(unit=story.communes[1], name="UBND xã Hai")
    make_unit("Đội 1", story.communes[0])
    make_unit("Đội 1", story.communes[1])
    found = find_names(
        story.programme, ["xa 1", "", "  UBND  XÃ HAI ", "Xã 99", "Đội 1", "Xã 1"], TODAY()
    )
    assert found.units == (story.communes[0].pk, story.communes[1].pk)
    assert found.problems[0].startswith("Dòng 4: không có đơn vị nào tên “Xã 99” thuộc Tỉnh Mẫu")
    assert found.problems[1].startswith("Dòng 5: “Đội 1” là tên của 2 đơn vị")


def test_a_name_that_is_not_whole_leads_to_the_units_that_have_its_words(story: Story) -> None:
    make_unit("Sở Nội vụ tỉnh Mẫu", story.programme.unit)
    found = find_names(story.programme, ["sở nội vụ", "Sở Lạ"], TODAY())
    assert found.units == ()
    assert found.problems[0].endswith("danh mục đơn vị, chẳng hạn: Sở Nội vụ tỉnh Mẫu.")
    assert found.problems[1].endswith("danh mục đơn vị.")


# handing down


def test_handing_down_is_previewed_done_once_and_written_in_one_line(
    story: Story, browser_of
) -> None:
    client: Client = browser_of(story.officer)
    assert "Tất cả xã, phường, đặc khu (3)" in client.get(hand_page(story)).text
    due = TODAY() + timedelta(days=30)
    chosen = {"communes": "on", "plan_due": f"{due:%d/%m/%Y}", "plan_due_before": "on"}
    preview = client.post(hand_page(story), chosen).text
    assert "Sẽ giao cho 3 đơn vị" in preview
    assert f"trước ngày {due:%d/%m/%Y}" in preview
    assert Receipt.objects.count() == 0
    answer = client.post(hand_page(story), {**chosen, "step": "do", "count": "3"}, follow=True)
    assert "Đã giao cho 3 đơn vị: tất cả cấp xã" in answer.text
    handing = Handing.objects.get()
    assert (handing.plan_due, handing.plan_due_before) == (due, True)
    line = LogEntry.objects.get(action="programme.hand-down")
    assert line.detail["units"] == 3
    again = client.post(hand_page(story), chosen).text
    assert "3 đơn vị đã được giao từ trước" in again
    assert "<button disabled" in again


def test_a_selection_that_changed_meanwhile_is_previewed_again(story: Story, browser_of) -> None:
    make_commune("Xã 4", story.province)
    sent = {"communes": "on", "step": "do", "count": "3"}
    assert "Sẽ giao cho 4 đơn vị" in browser_of(story.officer).post(hand_page(story), sent).text
    assert Receipt.objects.count() == 0


@pytest.mark.parametrize("text", ["Xã 1\nXã 3\n", "Tên đơn vị;Mã\nXã 1;01\n\nXã 3;03"])
def test_a_list_in_a_file_is_read_by_its_first_column(story: Story, browser_of, text: str) -> None:
    answer = browser_of(story.officer).post(hand_page(story), {"listed": upload(text, "ds.csv")})
    assert "Sẽ giao cho 2 đơn vị" in answer.text
    assert "Xã 1\nXã 3" in answer.text


def test_a_list_may_be_a_workbook(story: Story, browser_of) -> None:
    book, out = Workbook(), io.BytesIO()
    book.worksheets[0].append(["Xã 2", "ghi chú"])
    book.save(out)
    file = SimpleUploadedFile("ds.xlsx", out.getvalue())
    answer = browser_of(story.officer).post(hand_page(story), {"listed": file})
    assert "Sẽ giao cho 1 đơn vị" in answer.text


def test_a_formula_without_a_result_in_a_list_is_refused_by_its_cell(
    story: Story, browser_of
) -> None:
    book, out = Workbook(), io.BytesIO()
    for name in ("Tên đơn vị", "Xã 1", '="Xã "&"2"'):
        book.worksheets[0].append([name])
    book.save(out)
    file = SimpleUploadedFile("ds.xlsx", out.getvalue())
    answer = browser_of(story.officer).post(hand_page(story), {"listed": file, "names": "Xã 3"})
    assert answer.status_code == 422
    assert "Ô A3: công thức chưa được tính. Hãy dán giá trị" in answer.text
    assert "Xã 3" in answer.text


def test_wrong_names_and_an_unreadable_list_are_shown_and_nothing_is_lost(
    story: Story, browser_of
) -> None:
    client = browser_of(story.officer)
    wrong = client.post(hand_page(story), {"names": "Xã 1\nXã Không Có"})
    assert wrong.status_code == 422
    assert "Dòng 2: không có đơn vị nào tên “Xã Không Có”" in wrong.text
    assert "Xã 1\nXã Không Có" in wrong.text
    file = upload("Xã 1", "ds.pdf")
    assert "không phải bảng tính đọc được" in client.post(hand_page(story), {"listed": file}).text
    assert "Hãy chọn ít nhất một nhóm" in client.post(hand_page(story), {}).text
    long = "Xã 1\n" * 20_001
    assert "dài quá 20000 dòng" in client.post(hand_page(story), {"names": long}).text


def test_a_name_from_the_list_and_a_kind_are_put_into_words(story: Story, browser_of) -> None:
    make_unit("Trường A", story.communes[0], kind="trường học")
    sent = {"kinds": "trường học", "names": "Xã 1", "step": "do", "count": "2"}
    browser_of(story.officer).post(hand_page(story), sent)
    assert Handing.objects.get().words == "trường học, 1 đơn vị chọn theo tên"


def test_nobody_left_to_hand_to_is_refused(story: Story) -> None:
    hand(story)
    with pytest.raises(cascade.NobodyToHandTo):
        hand(story)


def test_only_the_office_that_looks_after_the_programme_hands_it_down(story: Story) -> None:
    story.officer = user_of(story.communes[0])
    with pytest.raises(Denied):
        hand(story)


# taking back


def test_a_handing_is_taken_back_while_nobody_answered(story: Story, browser_of) -> None:
    handing = hand(story)
    client = browser_of(story.officer)
    address = reverse("programme:take_back", args=[story.programme.pk, handing.pk])
    assert "Đã thu hồi lần giao cho 3 đơn vị" in client.post(address, follow=True).text
    assert Receipt.objects.count() == 0
    assert handings_of(story.programme)[0].undone_at
    assert client.post(address).status_code == 404


def test_an_answered_handing_stays_and_says_who_answered(story: Story) -> None:
    handing = hand(story)
    acknowledge(story, story.communes[1])
    with pytest.raises(cascade.HandingAnswered, match="Xã 2 đã trả lời"):
        cascade.take_back(handing=handing, by=story.officer)
    assert Receipt.objects.count() == 3


def test_a_duty_that_was_done_is_an_answer_too(story: Story) -> None:
    handing = hand(story)
    DutyDone.objects.create(
        rule=make_rule(story.programme, "--11-10"),
        unit=story.communes[2],
        due_on=date(2020, 11, 10),
        done_on=date(2020, 11, 9),
        by=story.officer,
    )
    with pytest.raises(cascade.HandingAnswered, match="Xã 3"):
        cascade.take_back(handing=handing, by=story.officer)


@pytest.mark.parametrize("answer", ["own target", "line"])
def test_what_a_unit_did_by_the_programme_is_an_answer_too(
    story: Story, browser_of, answer: str
) -> None:
    handing = hand(story)
    unit = story.communes[2]
    if answer == "own target":
        target = story.programme.targets.get()
        Target.objects.create(
            programme=story.programme, owner=unit, parent=target, subject="thôn", measure="đạt"
        )
    else:
        task = Task.objects.create(programme=story.programme, content="Tuyên truyền")
        line = {"task": task, "unit": unit, "state": "doing", "text": "2 buổi"}
        Progress.objects.create(**line, by=story.officer)
    page = browser_of(story.officer).get(reverse("programme:hand", args=[story.programme.pk])).text
    assert "đã có đơn vị trả lời" in page
    with pytest.raises(cascade.HandingAnswered, match="Xã 3"):
        cascade.take_back(handing=handing, by=story.officer)
    assert Receipt.objects.count() == 3


def test_a_line_written_before_the_handing_answers_nothing(story: Story) -> None:
    handing = hand(story)
    task = Task.objects.create(programme=story.programme, content="Tuyên truyền")
    line = {"task": task, "unit": story.communes[0], "state": "doing", "text": "2 buổi"}
    made = Progress.objects.create(**line, by=story.officer)
    Progress.objects.filter(pk=made.pk).update(at=handing.at - timedelta(days=1))
    assert cascade.take_back(handing=handing, by=story.officer) == 3
