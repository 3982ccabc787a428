"""The ledger: who sent its plan in time, late, not at all; what the state of a day was."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from phongtrao.core.dates.filing import Sent
from phongtrao.programme.queries import ledger, work
from phongtrao.programme.queries.cascade import standing_of
from tests.factories import make_unit
from tests.programme.cascade_rows import (
    Story,
    file_on,
    hand,
    ledger_rows,
    make_commune,
    make_story,
    merge,
    resolve,
    user_of,
)

if TYPE_CHECKING:
    from phongtrao.programme.queries.ledger_row import Row

pytestmark = pytest.mark.django_db
END = date(2020, 12, 31)


@pytest.fixture
def thirty() -> Story:
    """Thirty units, plans due before 05/9/2020: 26 in time, 2 late, 2 silent."""
    story = make_story(communes=30)
    hand(story)
    for number, unit in enumerate(story.communes):
        if number < 26:
            file_on(story, unit, "2020-09-04")
        elif number < 28:
            file_on(story, unit, "2020-09-05")
    return story


@pytest.fixture
def story() -> Story:
    story = make_story()
    hand(story)
    return story


def rows_of(story: Story, on: date | str = END) -> dict[str, Row]:
    on = date.fromisoformat(on) if isinstance(on, str) else on
    return {row.name: row for row in ledger_rows(story.programme, on)}


def test_of_thirty_units_28_sent_two_of_them_late_and_the_silent_two_are_named(
    thirty: Story, browser_of
) -> None:
    counts = ledger.Ledger(thirty.programme, END).counts
    assert (counts.sent, counts.total) == (28, 30)
    assert counts.states == {Sent.ON_TIME: 26, Sent.LATE: 2, Sent.SILENT: 2, Sent.NOT_DUE: 0}
    for unit in thirty.communes[-2:]:
        user_of(unit)
    page = browser_of(thirty.officer).get(reverse("programme:ledger", args=[thirty.programme.pk]))
    assert "<strong>28/30</strong>" in page.text
    assert "chưa gửi: Xã 29, Xã 30" in page.text
    assert "Đúng hạn 26" in page.text
    assert "Quy tắc." in page.text


def test_the_day_before_the_end_of_the_term_nobody_is_silent_yet(thirty: Story) -> None:
    states = [row.state for row in rows_of(thirty, "2020-09-04").values()]
    assert states.count(Sent.NOT_DUE) == 4
    assert states.count(Sent.ON_TIME) == 26


def test_a_count_opens_its_rows(thirty: Story, browser_of) -> None:
    address = reverse("programme:ledger", args=[thirty.programme.pk])
    page = browser_of(thirty.officer).get(f"{address}?trang-thai=cham").text
    assert "Xã 27</a>" in page
    assert "Xã 28</a>" in page
    assert "Xã 1</a>" not in page


def test_a_unit_with_a_plan_but_no_resolution_does_not_count_for_both(story: Story) -> None:
    first, second, third = story.communes
    file_on(story, first, "2020-09-01")
    file_on(story, second, "2020-09-01")
    resolve(second)
    resolve(third)
    book = ledger.Ledger(story.programme, END)
    counts = book.counts
    assert (counts.both, counts.total, counts.asked_both) == (1, 3, 3)
    lacking = book.rows(book.chosen(ledger.Wanted(both="thieu")))
    assert [row.name for row in lacking] == ["Xã 1", "Xã 3"]
    whole = book.rows(book.chosen(ledger.Wanted(both="du")))
    assert [row.name for row in whole] == ["Xã 2"]


def test_a_resolution_of_a_later_day_is_not_yet_there(story: Story) -> None:
    resolve(story.communes[0], day="2020-10-01")
    assert not rows_of(story, "2020-09-30")["Xã 1"].has_resolution
    assert rows_of(story, "2020-10-01")["Xã 1"].has_resolution


def test_before_it_was_handed_down_the_ledger_is_empty(story: Story, browser_of) -> None:
    assert rows_of(story, "2020-08-02") == {}
    address = reverse("programme:ledger", args=[story.programme.pk])
    page = browser_of(story.officer).get(f"{address}?tai-ngay=02/08/2020")
    assert "Chưa giao cho đơn vị nào tính đến ngày 02/08/2020" in page.text


@pytest.mark.parametrize("day", ["2020-08-02", "02/08/2020"])
def test_the_ledger_reads_as_of_a_day_in_either_form(story: Story, browser_of, day: str) -> None:
    address = reverse("programme:ledger", args=[story.programme.pk])
    assert "02/08/2020" in browser_of(story.officer).get(f"{address}?tai-ngay={day}").text


@pytest.mark.parametrize("day", ["32/13/2020", "mai", "1/2"])
def test_what_is_no_day_reads_as_today(story: Story, browser_of, day: str) -> None:
    address = reverse("programme:ledger", args=[story.programme.pk])
    assert (
        "Đang xem tại ngày" not in browser_of(story.officer).get(f"{address}?tai-ngay={day}").text
    )


def test_merged_units_stand_in_the_ledger_before_and_their_successor_after(story: Story) -> None:
    first, second, third = story.communes
    file_on(story, first, "2020-09-01", "01/KH-UBND")
    file_on(story, second, "2020-09-20", "02/KH-UBND")
    merge("Xã Hợp Nhất", first, second, on="2020-10-01")
    assert list(rows_of(story, "2020-09-30")) == ["Xã 1", "Xã 2", "Xã 3"]
    after = rows_of(story, "2020-10-01")
    assert list(after) == ["Xã 3", "Xã Hợp Nhất"]
    row = after["Xã Hợp Nhất"]
    assert row.own is None
    assert [one.symbol for one in row.inherited] == ["01/KH-UBND", "02/KH-UBND"]
    assert (row.state, row.sent_on) == (Sent.LATE, date(2020, 9, 20))
    assert row.last_day == date(2020, 9, 4)
    assert third.name in after


def test_a_merger_with_a_silent_unit_is_silent_until_the_successor_sends(story: Story) -> None:
    first, second, _ = story.communes
    file_on(story, first, "2020-09-01")
    resolve(first)
    heir = merge("Xã Hợp Nhất", first, second, on="2020-10-01")
    row = rows_of(story, "2020-10-02")["Xã Hợp Nhất"]
    assert row.state == Sent.SILENT
    assert not row.has_resolution
    file_on(story, heir, "2020-10-05")
    assert rows_of(story, "2020-10-05")["Xã Hợp Nhất"].sent_on == date(2020, 10, 5)
    assert list(rows_of(story, "2020-09-30")) == ["Xã 1", "Xã 2", "Xã 3"]


def test_both_documents_of_all_predecessors_are_both_of_the_successor(story: Story) -> None:
    first, second, _ = story.communes
    for unit in (first, second):
        file_on(story, unit, "2020-09-01")
        resolve(unit)
    merge("Xã Hợp Nhất", first, second, on="2020-10-01")
    row = rows_of(story)["Xã Hợp Nhất"]
    assert row.has_both
    assert row.acknowledged_on == date(2020, 9, 1)


def test_a_unit_merged_twice_is_found_at_the_last_heir(story: Story) -> None:
    first, second, third = story.communes
    file_on(story, first, "2020-09-01", "01/KH-UBND")
    middle = merge("Xã Giữa", first, second, on="2020-10-01")
    merge("Xã Cuối", middle, third, on="2020-11-01")
    rows = rows_of(story)
    assert list(rows) == ["Xã Cuối"]
    assert {one.name for one in rows["Xã Cuối"].inherited} == {"Xã 1", "Xã 2", "Xã 3"}


@pytest.mark.parametrize(("third_sent", "state"), [(True, Sent.LATE), (False, Sent.SILENT)])
def test_what_the_middle_of_a_chain_sent_stands_for_those_before_it(
    story: Story, third_sent: bool, state: str
) -> None:
    first, second, third = story.communes
    middle = merge("Xã Giữa", first, second, on="2020-10-01")
    file_on(story, middle, "2020-10-05", "05/KH-UBND")
    resolve(middle)
    if third_sent:
        file_on(story, third, "2020-09-01")
        resolve(third)
    heir = merge("Xã Cuối", middle, third, on="2020-11-01")
    row = rows_of(story)["Xã Cuối"]
    assert (row.state, row.has_both, row.is_acknowledged) == (state, third_sent, third_sent)
    assert {one.name for one in row.inherited} == {"Xã 1", "Xã 2", "Xã 3", "Xã Giữa"}
    standing = standing_of(story.programme, heir, END)
    assert standing
    assert (standing.state, standing.has_both) == (state, third_sent)
    owes = {item.kind for item in work.owed_by(user_of(heir), END)}
    assert ("Gửi kế hoạch của đơn vị" in owes) is not third_sent
    assert ("Ghi nghị quyết" in owes) is not third_sent


def test_a_unit_that_ended_without_successor_keeps_its_row(story: Story) -> None:
    unit = story.communes[0]
    file_on(story, unit, "2020-09-01")
    unit.versions.update(valid_to=date(2020, 10, 1))
    row = rows_of(story)["Xã 1"]
    assert row.gone
    assert row.state == Sent.ON_TIME


def test_a_renamed_unit_has_the_name_and_the_kind_of_the_day(story: Story) -> None:
    unit = story.communes[0]
    version = unit.versions.get()
    version.valid_to = date(2020, 10, 1)
    version.save()
    unit.versions.create(
        name="Phường Mới", kind="phường", territory=version.territory, valid_from=date(2020, 10, 1)
    )
    unit.name, unit.kind = "Phường Mới", "phường"
    unit.save()
    for day, name, kind in (("2020-09-30", "Xã 1", "xã"), ("2020-10-01", "Phường Mới", "phường")):
        on = date.fromisoformat(day)
        assert rows_of(story, day)[name].kind == kind
        assert kind in dict(ledger.Ledger(story.programme, on).kinds())


def test_the_ledger_is_searched_without_marks_filtered_and_sorted() -> None:
    story = make_story(communes=0)
    units = [make_commune(name, story.province) for name in ("Xã Đông Hải", "Xã An Hòa")]
    units.append(make_unit("Trường An Hòa", story.province, kind="trường học"))
    hand(story, *units)
    file_on(story, units[1], "2020-08-05")
    file_on(story, units[0], "2020-08-10")
    book = ledger.Ledger(story.programme, END)

    def names(**wanted: str) -> list[str]:
        return [row.name for row in book.rows(book.chosen(ledger.Wanted(**wanted)))]

    assert names() == ["Trường An Hòa", "Xã An Hòa", "Xã Đông Hải"]
    assert names(order="-ten") == ["Xã Đông Hải", "Xã An Hòa", "Trường An Hòa"]
    assert names(words="dong hai") == ["Xã Đông Hải"]
    assert names(kind="trường học") == ["Trường An Hòa"]
    assert names(order="gui") == ["Xã An Hòa", "Xã Đông Hải", "Trường An Hòa"]
    assert names(order="loai")[0] == "Trường An Hòa"
    assert names(order="han") == names()
    assert names(acknowledged="chua") == ["Trường An Hòa"]
    assert names(acknowledged="co") == ["Xã An Hòa", "Xã Đông Hải"]
    assert names(state=Sent.SILENT) == ["Trường An Hòa"]
    assert book.kinds() == [("trường học", 1), ("xã", 2)]


def test_the_ledger_costs_as_many_queries_for_three_rows_as_for_thirty(
    browser_of, django_assert_num_queries
) -> None:
    story = make_story(communes=3)
    hand(story)
    client, address = (
        browser_of(story.officer),
        reverse("programme:ledger", args=[story.programme.pk]),
    )
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    more = [make_commune(f"Xã {number}", story.province) for number in range(4, 31)]
    hand(story, *more)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_the_ledger_shows_fifty_rows_a_page_and_keeps_its_filters(browser_of) -> None:
    story = make_story(communes=53)
    hand(story)
    address = reverse("programme:ledger", args=[story.programme.pk])
    page = browser_of(story.officer).get(f"{address}?tim=xa").text
    assert page.count('name="unit"') == 50
    assert "?tim=xa&amp;trang=2" in page
    last = browser_of(story.officer).get(f"{address}?tim=xa&trang=2").text
    assert last.count('name="unit"') == 3


def test_the_workbook_holds_the_shown_rows_and_the_rule(thirty: Story, browser_of) -> None:
    user_of(thirty.communes[0])
    file_on(thirty, thirty.communes[0], "2020-09-04", "=1/KH")
    resolve(thirty.communes[0])
    address = reverse("programme:ledger_file", args=[thirty.programme.pk])
    answer = browser_of(thirty.officer).get(f"{address}?tim=Xã 1&xep=ten")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [[cell.value for cell in row] for row in book["Sổ theo dõi"].iter_rows()]
    header = next(number for number, row in enumerate(cells) if row[0] == "STT")
    assert cells[header][1:3] == ["Đơn vị", "Loại"]
    assert cells[header + 1][:9] == [
        1, "Xã 1", "xã", "04/09/2020", "04/09/2020", "=1/KH (bản giấy)", "04/09/2020", "Đúng hạn",
        "07-NQ/ĐU",
    ]  # fmt: skip
    assert any("Đúng hạn" in str(row[1]) for row in book["Quy tắc"].iter_rows(values_only=True))


def test_the_workbook_names_the_predecessor_that_sent(story: Story, browser_of) -> None:
    first, second, _ = story.communes
    file_on(story, first, "2020-09-01")
    resolve(first)
    merge("Xã Hợp Nhất", first, second, on="2020-10-01")
    answer = browser_of(story.officer).get(
        reverse("programme:ledger_file", args=[story.programme.pk])
    )
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    texts = [str(cell.value) for row in book["Sổ theo dõi"].iter_rows() for cell in row]
    assert "01/KH-UBND (Xã 1, bản giấy)" in texts
    assert "07-NQ/ĐU (Xã 1)" in texts


def test_a_commune_does_not_see_the_ledger_nor_its_neighbours_row(story: Story, browser_of) -> None:
    client = browser_of(user_of(story.communes[0]))
    pk = story.programme.pk
    assert client.get(reverse("programme:ledger", args=[pk])).status_code == 404
    assert (
        client.get(reverse("programme:receipt", args=[pk, story.communes[0].pk])).status_code == 200
    )
    assert (
        client.get(reverse("programme:receipt", args=[pk, story.communes[1].pk])).status_code == 404
    )


def test_a_day_in_the_ledger_never_shows_what_came_after_it(story: Story) -> None:
    file_on(story, story.communes[0], "2020-09-10")
    before = rows_of(story, "2020-09-09")["Xã 1"]
    assert (before.state, before.own and before.own.symbol) == (Sent.SILENT, "")
    assert rows_of(story, date(2020, 9, 9) + timedelta(days=1))["Xã 1"].state == Sent.LATE


@pytest.mark.parametrize("day", ["2020-08-02", "2020-09-30", "2020-10-01", "2020-12-31"])
def test_the_quick_way_of_the_page_agrees_with_the_rows(story: Story, browser_of, day: str) -> None:
    first, second, third = story.communes
    late = make_commune("Xã 4", story.province)
    hand(story, late, on="2020-09-15", plan_due=None, asks_resolution=False)
    file_on(story, first, "2020-09-01")
    file_on(story, third, "2020-10-01")
    resolve(first)
    heir = merge("Xã Hợp Nhất", first, second, on="2020-10-01")
    story.programme.receipts.create(handing=story.programme.handings.last(), unit=heir)
    on = date.fromisoformat(day)
    book = ledger.Ledger(story.programme, on)
    rows = ledger_rows(story.programme, on)
    assert book.counts == ledger.ledger_counts(story.programme, on)
    assert book.counts.total == len(rows)
    assert book.counts.states == {state: [r.state for r in rows].count(state) for state in Sent}
    assert book.counts.acknowledged == sum(row.is_acknowledged for row in rows)
    assert book.counts.both == sum(row.has_both for row in rows)
    assert book.counts.asked_both == sum(row.asks_resolution for row in rows)
    for wanted, expected in (
        (ledger.Wanted(order="gui"), sorted(rows, key=lambda row: row.sent_on or date.max)),
        (ledger.Wanted(order="han"), sorted(rows, key=lambda row: row.last_day or date.max)),
        (ledger.Wanted(order="-ten"), rows[::-1]),
        (ledger.Wanted(both="thieu"), [row for row in rows if not row.has_both]),
        (ledger.Wanted(state=Sent.SILENT), [row for row in rows if row.state == Sent.SILENT]),
    ):
        assert book.rows(book.chosen(wanted)) == expected
    assert list(book.silent()) == [row.name for row in rows if row.state == Sent.SILENT]
    address = reverse("programme:ledger", args=[story.programme.pk])
    assert browser_of(story.officer).get(f"{address}?tai-ngay={day}").status_code == 200
