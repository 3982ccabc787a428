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

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.core.text.secrecy import StateSecretRefused
from phongtrao.files.models import StoredFile
from phongtrao.programme.actions import cascade
from phongtrao.programme.models import DutyDone, Handing, Receipt
from phongtrao.programme.queries.cascade import (
    Selection,
    find_names,
    handings_of,
    preview_of,
    programmes_handed_to,
    standing_of,
)
from phongtrao.units.models import Alias, Unit
from tests.factories import make_office, make_unit, make_user
from tests.programme.cascade_rows import (
    Story,
    file_on,
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


# handing down


def test_handing_down_is_previewed_done_once_and_written_in_one_line(
    story: Story, browser_of
) -> None:
    client: Client = browser_of(story.officer)
    assert "Tất cả xã, phường, đặc khu (3)" in client.get(hand_page(story)).text
    chosen = {"communes": "on", "plan_due": "05/09/2026", "plan_due_before": "on"}
    preview = client.post(hand_page(story), chosen).text
    assert "Sẽ giao cho 3 đơn vị" in preview
    assert "trước ngày 05/09/2026" in preview
    assert Receipt.objects.count() == 0
    answer = client.post(hand_page(story), {**chosen, "step": "do", "count": "3"}, follow=True)
    assert "Đã giao cho 3 đơn vị: tất cả cấp xã" in answer.text
    handing = Handing.objects.get()
    assert (handing.plan_due, handing.plan_due_before) == (date(2026, 9, 5), True)
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


# the unit answers


def test_a_unit_acknowledges_by_one_click(story: Story, browser_of) -> None:
    hand(story, on=str(TODAY()))
    unit = story.communes[0]
    client, at = browser_of(user_of(unit)), [story.programme.pk, unit.pk]
    page = client.get(reverse("programme:receipt", args=at)).text
    assert "Chưa tiếp nhận" in page
    assert "≥ 90 %" in page
    answer = client.post(reverse("programme:acknowledge", args=at), follow=True)
    assert "Đã tiếp nhận chương trình" in answer.text
    client.post(reverse("programme:acknowledge", args=at))
    assert LogEntry.objects.filter(action="programme.acknowledge").count() == 1


def test_a_unit_files_its_plan_with_its_file_and_it_counts_as_acknowledged(
    story: Story, browser_of
) -> None:
    hand(story, on=str(TODAY()), plan_due=TODAY())
    unit = story.communes[0]
    client, at = browser_of(user_of(unit)), [story.programme.pk, unit.pk]
    address = reverse("programme:file_plan", args=at)
    assert client.get(address).status_code == 200
    sent = {"symbol": "15/KH-UBND", "plan_date": f"{TODAY():%d/%m/%Y}"}
    assert "Còn 1 ô cần sửa" in client.post(address, sent).text
    answer = client.post(address, {**sent, "document": upload()}, follow=True)
    assert "Đã ghi kế hoạch 15/KH-UBND" in answer.text
    receipt = Receipt.objects.get(unit=unit)
    assert receipt.acknowledged_at
    file = client.get(reverse("programme:plan_file", args=[*at, receipt.pk]))
    assert b"".join(file.streaming_content) == "KẾ HOẠCH triển khai của xã\n".encode()
    assert 'value="15/KH-UBND"' in client.get(address).text
    assert client.get(reverse("programme:plan_file", args=[*at, 999])).status_code == 404


def test_a_plan_may_be_filed_late_and_again_without_moving_its_day(story: Story) -> None:
    hand(story)
    unit = story.communes[0]
    by = user_of(unit)
    facts = {"programme": story.programme, "unit": unit, "by": by}
    cascade.file_plan(symbol="1", plan_date=date(2020, 10, 1), **facts)
    Receipt.objects.filter(unit=unit).update(plan_sent_on=TODAY() - timedelta(days=3))
    cascade.file_plan(symbol="2", plan_date=date(2020, 10, 2), **facts)
    standing = standing_of(story.programme, unit, TODAY())
    assert standing
    assert standing.own
    assert (standing.own.symbol, standing.state) == ("2", "cham")
    assert standing.sent_on == TODAY() - timedelta(days=3)


def test_a_secret_plan_is_refused_and_only_the_fact_is_kept(story: Story, browser_of) -> None:
    hand(story)
    unit = story.communes[0]
    with pytest.raises(StateSecretRefused):
        cascade.file_plan(
            programme=story.programme,
            unit=unit,
            symbol="1",
            plan_date=date(2020, 10, 1),
            data="TỐI MẬT\n\nKẾ HOẠCH".encode(),
            name="mat.txt",
            by=user_of(unit),
        )
    assert LogEntry.objects.filter(action="file.refuse-secret").count() == 1
    assert Receipt.objects.get(unit=unit).plan_filed_at is None
    client = browser_of(user_of(unit))
    answer = client.post(
        reverse("programme:file_plan", args=[story.programme.pk, unit.pk]),
        {"symbol": "1", "plan_date": "01/10/2020", "document": upload("TỐI MẬT\n\nKẾ HOẠCH")},
    )
    assert answer.status_code == 422
    assert "văn bản mật" in answer.text
    assert StoredFile.objects.filter(office=unit).count() == 0


def test_dates_must_follow_each_other(story: Story, browser_of) -> None:
    hand(story)
    unit, facts = story.communes[0], {"programme": story.programme, "symbol": "1"}
    tomorrow = TODAY() + timedelta(days=1)
    with pytest.raises(cascade.PlanDateAfterSending):
        cascade.file_plan(unit=unit, plan_date=tomorrow, by=user_of(unit), **facts)
    with pytest.raises(cascade.PlanDateAfterSending):
        file_on(story, unit, str(tomorrow))
    client = browser_of(user_of(unit))
    address = reverse("programme:file_resolution", args=[story.programme.pk, unit.pk])
    sent = {"symbol": "07-NQ/ĐU", "resolution_date": f"{tomorrow:%d/%m/%Y}"}
    assert "phải trước hoặc trùng ngày" in client.post(address, sent).text


def test_only_the_office_notes_a_plan_that_came_on_paper(story: Story, browser_of) -> None:
    hand(story)
    unit = story.communes[0]
    address = reverse("programme:file_plan", args=[story.programme.pk, unit.pk])
    client = browser_of(story.officer)
    assert "Kế hoạch nhận trên giấy" in client.get(f"{address}?giay=1").text
    sent = {"symbol": "15/KH", "plan_date": "01/09/2020", "sent_on": "04/09/2020"}
    assert client.post(f"{address}?giay=1", sent).status_code == 302
    standing = standing_of(story.programme, unit, TODAY())
    assert standing
    assert (standing.state, standing.sent_on) == ("dung-han", date(2020, 9, 4))
    with pytest.raises(Denied):
        cascade.file_plan(
            programme=story.programme,
            unit=unit,
            symbol="1",
            plan_date=date(2020, 9, 1),
            sent_on=date(2020, 9, 4),
            by=user_of(unit),
        )


def test_the_party_resolution_is_a_fact_of_its_own(story: Story, browser_of) -> None:
    hand(story)
    unit = story.communes[0]
    client, at = browser_of(user_of(unit)), [story.programme.pk, unit.pk]
    assert client.get(reverse("programme:file_resolution", args=at)).status_code == 200
    sent = {"symbol": "07-NQ/ĐU", "resolution_date": "20/08/2020"}
    page = client.post(reverse("programme:file_resolution", args=at), sent, follow=True).text
    assert "07-NQ/ĐU ngày 20/08/2020" in page
    standing = standing_of(story.programme, unit, TODAY())
    assert standing
    assert standing.has_resolution
    assert not standing.has_both


def test_who_may_only_read_sees_and_cannot_answer(story: Story, browser_of) -> None:
    hand(story)
    unit = story.communes[0]
    reader = make_user("nguoixem", unit, Role.VIEWER)
    client, at = browser_of(reader), [story.programme.pk, unit.pk]
    page = client.get(reverse("programme:receipt", args=at)).text
    assert "<button disabled" in page
    for name in ("file_plan", "file_resolution", "report"):
        assert client.get(reverse(f"programme:{name}", args=at)).status_code == 404
    assert client.post(reverse("programme:acknowledge", args=at)).status_code == 404
    with pytest.raises(Denied):
        acknowledge(story, unit, reader)
    assert list(programmes_handed_to(reader)) == [story.programme]


def test_a_unit_that_never_received_the_programme_cannot_answer(story: Story, browser_of) -> None:
    stranger = make_office("Xã Lạ")
    with pytest.raises(cascade.NotHandedToUnit, match="Xã Lạ chưa được giao"):
        acknowledge(story, stranger)
    client = browser_of(user_of(stranger))
    address = reverse("programme:receipt", args=[story.programme.pk, stranger.pk])
    assert client.get(address).status_code == 404


def test_the_successor_of_merged_units_answers_and_sees_what_they_left(
    story: Story, browser_of
) -> None:
    hand(story)
    first, second, _ = story.communes
    file_on(story, first, "2020-09-01", "01/KH-UBND")
    heir = merge("Xã Hợp Nhất", first, second, on="2020-10-01")
    client = browser_of(user_of(heir))
    page = client.get(reverse("programme:receipt", args=[story.programme.pk, heir.pk])).text
    assert "Đơn vị kế thừa Xã 1, Xã 2" in page
    assert "01/KH-UBND" in page
    receipt = acknowledge(story, heir)
    assert receipt.handing == Handing.objects.get()
    standing = standing_of(story.programme, heir, TODAY())
    assert standing
    assert [one.name for one in standing.filings] == ["Xã Hợp Nhất", "Xã 1", "Xã 2"]
