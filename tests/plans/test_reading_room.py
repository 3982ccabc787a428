"""The reading room: the document as a page, what was found beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.plans.queries import pages
from tests.factories import EXAMPLE, SMALL_PLAN, make_plan

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.plans.models import PlanDocument


def test_every_piece_of_the_page_knows_its_place_in_the_text(plan: PlanDocument) -> None:
    leaf = pages.part_of(plan, 1, plan.records.all())
    pieces = [piece for block in leaf.blocks for cell in block.cells for piece in cell]
    assert all(plan.text[p.start : p.start + len(p.text)] == p.text for p in pieces)
    for record in plan.records.all():
        shown = "".join(p.text for p in pieces if record.pk in p.records)
        assert shown.split() == plan.text[record.start : record.end].split()


def test_all_words_of_the_document_are_on_the_page(plan: PlanDocument) -> None:
    leaf = pages.part_of(plan, 1, [])
    shown = " ".join(piece.text for block in leaf.blocks for cell in block.cells for piece in cell)
    assert set(plan.text.split()) <= set(shown.split())


def test_the_outline_leads_to_the_headings(plan: PlanDocument, officer: User, browser_of) -> None:
    leaf = pages.part_of(plan, 1, [])
    assert [h.title for h in leaf.headings][:2] == ["I. CHỈ TIÊU", "II. TỔ CHỨC THỰC HIỆN"]
    text = browser_of(officer).get(reverse("plans:reading_room", args=[plan.pk])).text
    assert f'href="#b-{leaf.headings[0].number}"' in text


def test_marks_of_markdown_are_hidden_but_stay_in_their_place(officer: User) -> None:
    plan = make_plan(officer, SMALL_PLAN.replace("I. CHỈ TIÊU", "**I. CHỈ TIÊU**"))
    leaf = pages.part_of(plan, 1, [])
    marks = [p for b in leaf.blocks for cell in b.cells for p in cell if "mark" in p.kinds]
    assert [p.text for p in marks] == ["**", "**"]
    assert leaf.headings[0].title == "I. CHỈ TIÊU"


def test_a_table_row_is_shown_in_its_cells(officer: User) -> None:
    rows = (
        "| STT | Nhiệm vụ | Chủ trì |\n| --- | --- | --- |\n| 1 | Rà soát mô hình | Công an tỉnh "
        "|\n"
    )
    plan = make_plan(officer, SMALL_PLAN + "\nPHỤ LỤC\n\nDANH MỤC NHIỆM VỤ\n\n" + rows)
    leaf = pages.part_of(plan, 1, plan.records.all())
    cells = [
        ["".join(p.text for p in cell).strip() for cell in b.cells]
        for b in leaf.blocks
        if b.kind == "row"
    ]
    assert ["1", "Rà soát mô hình", "Công an tỉnh"] in cells


def test_doubtful_records_come_first(plan: PlanDocument, officer: User, browser_of) -> None:
    last = plan.records.order_by("-start").first()
    plan.records.update(doubt="")
    plan.records.filter(pk=last.pk).update(doubt="Câu này có hai nghĩa.")
    text = browser_of(officer).get(reverse("plans:reading_room", args=[plan.pk])).text
    assert text.index('<li id="r-') == text.index(f'<li id="r-{last.pk}"')
    assert "Câu này có hai nghĩa." in text


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("?loai=target", {"target"}),
        ("?loai=reference", {"reference"}),
        ("?xem=discarded", set()),
        ("?xem=checked", set()),
    ],
)
def test_filters_stand_in_the_address(
    plan: PlanDocument, officer: User, browser_of, query: str, kinds: set[str]
) -> None:
    plan.records.update(doubt="")
    text = browser_of(officer).get(reverse("plans:reading_room", args=[plan.pk]) + query).text
    shown = {r.kind for r in plan.records.all() if f'<li id="r-{r.pk}"' in text}
    assert shown == kinds


def test_a_long_document_is_leafed_through(officer: User, browser_of) -> None:
    body = "\n\n".join(
        f"{n}. Sở Nội vụ rà soát việc số {n}, " + "bảo đảm đúng tiến độ, " * 12 + "báo cáo."
        for n in range(1, 500)
    )
    plan = make_plan(officer, SMALL_PLAN.replace("Báo cáo kết quả", body + "\n\nBáo cáo kết quả"))
    first, last = pages.part_of(plan, 1, []), pages.part_of(plan, 99, [])
    assert first.of == last.number > 1
    assert last.end >= len(plan.text.rstrip()) - 1
    text = browser_of(officer).get(reverse("plans:reading_room", args=[plan.pk]) + "?phan=2").text
    assert "Phần 2/" in text
    assert pages.part_number_at(plan, len(plan.text) - 30) == last.number


def test_a_viewer_sees_no_buttons_that_he_cannot_use(
    plan: PlanDocument, viewer: User, browser_of
) -> None:
    text = browser_of(viewer).get(reverse("plans:reading_room", args=[plan.pk])).text
    assert "Xem trong văn bản" in text
    for word in ("Xác nhận", "Hoàn tác", "Sửa thông tin"):
        assert word not in text


def test_the_form_of_a_new_record_starts_from_the_chosen_words(
    plan: PlanDocument, officer: User, browser_of
) -> None:
    start = plan.text.index("tổng hợp kết quả")
    query = f"?loai=deadline&start={start}&end={start + 16}"
    text = browser_of(officer).get(reverse("plans:add_record", args=[plan.pk]) + query).text
    assert "tổng hợp kết quả</textarea>" in text
    assert "Công an tỉnh</textarea>" in text
    assert 'value="II.1"' in text


def test_a_kind_that_does_not_exist_is_not_found(
    plan: PlanDocument, officer: User, browser_of
) -> None:
    assert (
        browser_of(officer).get(reverse("plans:add_record", args=[plan.pk]) + "?loai=x").status_code
        == 404
    )
    record = plan.records.first()
    assert (
        browser_of(officer)
        .get(reverse("plans:correct", args=[plan.pk, record.pk]) + "?kind=x")
        .status_code
        == 404
    )


def test_the_list_finds_plans_and_says_how_far_they_are(
    plan: PlanDocument, officer: User, browser_of
) -> None:
    client = browser_of(officer)
    assert f"0/{plan.records.count()}" in client.get(reverse("plans:list")).text
    assert "12/KH-UBND" in client.get(reverse("plans:list") + "?tim=thi+đua 2026").text
    assert "Không có kế hoạch nào khớp" in client.get(reverse("plans:list") + "?tim=không-có").text


def test_an_empty_list_says_how_to_begin(officer: User, viewer: User, browser_of) -> None:
    assert "Thêm kế hoạch đầu tiên" in browser_of(officer).get(reverse("plans:list")).text
    assert "Thêm kế hoạch đầu tiên" not in browser_of(viewer).get(reverse("plans:list")).text


def test_the_cost_of_the_room_does_not_grow_with_the_records(
    officer: User, plan: PlanDocument, browser_of, django_assert_max_num_queries
) -> None:
    big = make_plan(officer, EXAMPLE.read_text())
    assert big.records.count() > 4 * plan.records.count()
    client = browser_of(officer)
    for one in (plan, big):
        with django_assert_max_num_queries(18):
            client.get(reverse("plans:reading_room", args=[one.pk]))
