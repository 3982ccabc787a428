"""Zero, blank, unknown, not applicable, not reported and exempt are told apart wherever a box, a
figure or what it rests on is shown.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import docx
import pytest
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.reporting.actions.reviews import make_review
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.queries.review_steps import Phase
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.queries.target_page import TargetPage
from tests.api.machine_rows import READ, make_program
from tests.factories import make_user
from tests.reporting.nothing_rows import (
    APART,
    BLANK,
    EXEMPT,
    SILENT,
    UNKNOWN,
    cells,
    commune,
    make_nothing,
    of_units,
)
from tests.reporting.report_rows import Asked, opened_in_time, reporter_of, send
from tests.reporting.seen_rows import TODAY, address, settled
from tests.reporting.sheet_rows import text_of
from tests.reporting.workbook_rows import body, opened

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def nothing() -> Asked:
    return make_nothing()


@pytest.fixture
def office(nothing: Asked, browser_of: Any) -> Client:
    return browser_of(nothing.officer)


def sheet(client: Client, name: str, pk: int, page: str, **query: object) -> dict[Any, list[Any]]:
    """The lines of a table of a workbook by what stands first in them."""
    book = opened(body(client.get(reverse(f"reporting:{name}", args=[pk]), query)))
    return {row[0]: list(row[1:]) for row in book[page].iter_rows(values_only=True) if row[0]}


BASE = "2/5 đơn vị đã duyệt, 1 chưa rõ, 1 để trống, 1 chưa có số liệu"


@pytest.mark.parametrize("carried", [False, True])
def test_a_place_says_how_many_do_not_know_and_how_many_have_not_reported(
    nothing: Asked, carried: bool
) -> None:
    page = TargetPage(settled(nothing), nothing.story.province, Seen(TODAY, carried=carried))
    assert page.head
    assert (page.head.figure, page.head.coverage) == ("90,0 % (9/10)", BASE)


def test_each_unit_says_why_it_has_no_figure(nothing: Asked, office: Client) -> None:
    there = address(settled(nothing), don_vi=nothing.story.province.pk, sap="ten")
    html = office.get(there).text
    assert of_units(html, ["Số liệu", "Tình trạng", "Độ phủ", "Báo cáo"]) == {
        "Xã 1": ["90,0 % (9/10)", "● Đạt", "đã duyệt", "● Đã duyệt"],
        "Xã 2": ["chưa rõ", "○ Chưa rõ", "chưa rõ", "● Đã duyệt"],
        "Xã 3": ["để trống", "○ Để trống", "để trống", "● Đã duyệt"],
        "Xã 4": ["không áp dụng", "– Không áp dụng", "không áp dụng", "● Đã duyệt"],
        "Xã 5": ["chưa báo cáo", "○ Chưa báo cáo", "chưa có số liệu", "○ Chưa báo cáo"],
        "Xã 6": ["được miễn", "– Được miễn", "được miễn", "– Được miễn"],
        "Xã 7": ["chưa có gì để tính (0/0)", "– Chưa có gì để tính", "đã duyệt", "● Đã duyệt"],
    }  # fmt: skip


def test_units_are_found_by_why_they_have_no_figure(nothing: Asked, office: Client) -> None:
    def found(state: str) -> list[str]:
        target, place = settled(nothing), nothing.story.province.pk
        there = address(target, don_vi=place)
        html = office.get(there, {"don-vi": place, "tinh-trang": state}).text
        return [*of_units(html, ["Số liệu"])]

    assert found("chua-ro") == ["Xã 2"]
    assert found("de-trong") == ["Xã 3"]
    assert found("khong-ap-dung") == ["Xã 4"]
    assert found("chua-bao-cao") == ["Xã 5"]
    assert found("mien") == ["Xã 6"]
    assert found("chua-co-gi-de-tinh") == ["Xã 7"]
    html = office.get(address(settled(nothing), don_vi=nothing.story.province.pk)).text
    options = [" ".join(one.split()) for one in html.split("<option ") if "chua-ro" in one]
    assert len(options) == 1
    assert "○ Chưa rõ 1<" in options[0]


def test_on_todays_boundaries_too(nothing: Asked) -> None:
    page = TargetPage(settled(nothing), nothing.story.province, Seen(TODAY, carried=True))
    told = {row.name: row.coverage for row in page.units}
    assert told == {
        "Xã 1": "đã duyệt",
        "Xã 2": "chưa rõ",
        "Xã 3": "để trống",
        "Xã 4": "không áp dụng",
        "Xã 5": "chưa có số liệu",
        "Xã 7": "đã duyệt",
    }


@pytest.mark.parametrize(
    ("number", "figure", "state"),
    [
        (UNKNOWN, "chưa rõ", "○ Chưa rõ"),
        (BLANK, "để trống", "○ Để trống"),
        (APART, "không áp dụng", "– Không áp dụng"),
        (SILENT, "chưa báo cáo", "○ Chưa báo cáo"),
    ],
)
def test_the_figures_of_one_unit_say_the_same(
    nothing: Asked, office: Client, number: int, figure: str, state: str
) -> None:
    text = text_of(office.get(address(settled(nothing), don_vi=commune(nothing, number).pk)))
    assert f"Quý II/2020 {figure} số liệu" in text
    assert f"Tình trạng {state}" in text


def test_the_page_of_an_indicator_tells_them_apart(nothing: Asked, office: Client) -> None:
    box = nothing.form.elements.get(code="A3")
    there = reverse("reporting:indicator", args=[box.indicator_id])
    html = office.get(there, {"don-vi": nothing.story.province.pk}).text
    assert {name: words for name, (words,) in of_units(html, ["Số liệu"]).items()} == {
        "Xã 1": "9", "Xã 2": "chưa rõ", "Xã 3": "để trống", "Xã 4": "không áp dụng",
        "Xã 5": "chưa báo cáo", "Xã 6": "được miễn", "Xã 7": "0",
    }  # fmt: skip
    assert "2/5 đơn vị đã duyệt, 1 chưa rõ, 1 để trống, 1 chưa có số liệu" in html
    table = sheet(office, "indicator_file", box.indicator_id, "Theo đơn vị",
                  **{"don-vi": nothing.story.province.pk})  # fmt: skip
    first = {name: row[0] for name, row in table.items() if name.startswith("Xã")}
    assert first == {
        "Xã 1": 9, "Xã 2": "chưa rõ", "Xã 3": "để trống", "Xã 4": "không áp dụng",
        "Xã 5": "chưa báo cáo", "Xã 6": "được miễn", "Xã 7": 0,
    }  # fmt: skip


def test_the_workbook_of_a_target_counts_them(nothing: Asked, office: Client) -> None:
    place = nothing.story.province.pk
    table = sheet(office, "target_file", settled(nothing).pk, "Theo đơn vị", **{"don-vi": place})
    head = table["Đơn vị"]
    assert table["Xã 2"][:4] == ["chưa rõ", None, None, "○ Chưa rõ"]
    assert table["Xã 6"][:4] == ["được miễn", None, None, "– Được miễn"]
    assert table["Xã 7"][:4] == [0, 0, None, "– Chưa có gì để tính"]
    counts = ("Phải báo cáo", "Có số liệu", "Chưa rõ", "Để trống", "Không áp dụng")
    places = [head.index(one) for one in counts]
    assert [table["Xã 3"][place] for place in places] == [1, 0, 0, 1, 0]
    assert [table["Xã 4"][place] for place in places] == [0, 0, 0, 0, 1]
    time = sheet(office, "target_file", settled(nothing).pk, "Theo thời gian", **{"don-vi": place})
    places = [time["Kỳ báo cáo"].index(one) for one in counts]
    assert [time["Quý II/2020"][place] for place in places] == [5, 2, 1, 1, 1]
    assert time["Quý I/2020"][1] == "chưa có"


def test_the_consolidated_report_counts_them(nothing: Asked, office: Client) -> None:
    there = reverse("reporting:consolidated", args=[nothing.period.pk])
    base = "2/6 (2 đã duyệt, 1 không áp dụng, 1 chưa rõ, 1 để trống)"
    html = office.get(there).text
    assert base in html
    assert BASE in html
    said = office.get(there, {"o": "A3"}).text.partition('id="theo-don-vi"')[2]
    rows = {row[0]: row[1:] for row in cells(said.partition("</table>")[0])}
    assert [rows[f"Xã {number}"][0] for number in (1, 2, 3, 4, 5, 7)] == [
        "9", "Chưa rõ", "để trống", "Không áp dụng", "chưa báo cáo", "0",
    ]  # fmt: skip
    pk = nothing.period.pk
    totals = sheet(office, "consolidated_table_file", pk, "Số liệu tổng hợp")
    counts = ("Có số liệu", "Không áp dụng", "Chưa rõ", "Để trống")
    assert [totals["A3"][totals["Mã"].index(one)] for one in counts] == [2, 1, 1, 1]
    units = sheet(office, "consolidated_table_file", pk, "Từng đơn vị")
    column = units["Đơn vị"].index("A3")
    assert [units[f"Xã {number}"][column] for number in (1, 2, 3, 4, 5, 7)] == [
        9, "Chưa rõ", "để trống", "Không áp dụng", "chưa báo cáo", 0,
    ]  # fmt: skip
    word = office.get(reverse("reporting:consolidated_file", args=[pk]))
    found = docx.Document(io.BytesIO(b"".join(word.streaming_content)))
    lines = [[one.text for one in row.cells] for table in found.tables for row in table.rows]
    assert base in [line[-1] for line in lines]
    by_unit = {line[1]: line[-1] for line in lines if len(line) > 3 and line[1].startswith("Xã")}
    assert [by_unit[f"Xã {number}"] for number in (2, 3, 4, 5)] == [
        "Chưa rõ", "", "Không áp dụng", "○",
    ]  # fmt: skip
    told = "\n".join(one.text for one in found.paragraphs)
    assert "“○” là chưa có báo cáo; ô trống là đơn vị để trống" in told


def test_the_workbooks_of_a_review_say_why_too(nothing: Asked, office: Client) -> None:
    review = make_review(programme=nothing.story.programme, phase=Phase("year", "", 2020, 2020),
                         name="", held_on=None, minutes="", by=nothing.officer)  # fmt: skip

    def table(name: str, page: str, *parts: int) -> dict[Any, list[Any]]:
        answer = office.get(reverse(f"reporting:{name}", args=[review.pk, *parts]))
        rows = opened(body(answer))[page].iter_rows(values_only=True)
        return {row[0]: list(row[1:]) for row in rows if row[0]}

    over_years = table("review_file", "Chỉ tiêu theo kỳ")
    first = over_years["Chỉ tiêu"].index("Quý I/2020")
    (row,) = (row for name, row in over_years.items() if name.endswith("giải quyết"))
    assert row[first : first + 2] == ["chưa có số liệu", 0.9]
    units = table("review_target_file", "Theo đơn vị", settled(nothing).pk)
    second = units["Đơn vị"].index("Quý II/2020")
    assert [units[f"Xã {number}"][second] for number in (1, 2, 3, 4, 5, 7)] == [
        0.9, "chưa rõ", "để trống", "không áp dụng", "chưa báo cáo", "chưa có gì để tính (0/0)",
    ]  # fmt: skip


def test_a_program_is_told_how_many_said_what(nothing: Asked) -> None:
    program = make_program(nothing.form.office, READ)
    told = program.get(f"chi-tieu/{settled(nothing).pk}/").json()
    counts = ("expected", "reported", "unknown", "blank", "not_applicable")
    assert [told[one] for one in counts] == [5, 2, 1, 1, 1]
    there = f"chi-tieu/{settled(nothing).pk}/?unit={commune(nothing, UNKNOWN).pk}"
    assert program.get(there).json()["state"] == "○ Chưa rõ"


def boxes(client: Client, asked: Asked, unit: Unit) -> dict[str, list[str]]:
    """What the page of a report says in its boxes: of the period before, and of this one."""
    html = client.get(reverse("reporting:report", args=[asked.of(unit).pk])).text
    table = html.partition('class="list stack sheet"')[2].partition("</table>")[0]
    table = re.sub('<br><span class="small soft">.*?</span>', "", table)
    return {row[0].split()[0]: row[1:] for row in cells(table)[1:] if len(row) == 3}


def in_cells(client: Client, asked: Asked, unit: Unit) -> dict[str, list[str]]:
    """The same of its workbook."""
    found = sheet(client, "report_file", asked.of(unit).pk, "Báo cáo")
    return {code: row[3:5] for code, row in found.items() if code in ("A1", "A2", "A3")}


def test_a_report_that_was_never_sent_is_not_left_empty(nothing: Asked, browser_of: Any) -> None:
    viewer = browser_of(make_user("xem", nothing.story.province, Role.VIEWER))
    unit = commune(nothing, SILENT)
    assert boxes(viewer, nothing, unit)["A3"] == ["chưa có", "chưa báo cáo"]
    assert in_cells(viewer, nothing, unit)["A3"] == ["chưa có", "chưa báo cáo"]
    unit = commune(nothing, EXEMPT)
    assert boxes(viewer, nothing, unit)["A1"] == ["chưa có", "được miễn"]
    assert in_cells(viewer, nothing, unit)["A1"] == ["chưa có", "được miễn"]
    unit = commune(nothing, BLANK)
    assert boxes(viewer, nothing, unit) == {
        "A1": ["chưa có", "10"], "A2": ["chưa có", "10"], "A3": ["chưa có", "để trống"],
    }  # fmt: skip
    assert in_cells(viewer, nothing, unit)["A3"] == ["chưa có", "để trống"]


def test_what_was_left_empty_last_time_is_not_what_was_not_reported(
    nothing: Asked, office: Client, browser_of: Any
) -> None:
    period = opened_in_time(nothing.form, nothing.officer, number=2)
    later = Asked(nothing.story, nothing.form, period)
    for number, last in ((BLANK, "để trống"), (SILENT, "chưa có"), (UNKNOWN, "Chưa rõ")):
        unit = commune(nothing, number)
        reporter = browser_of(reporter_of(unit))
        assert boxes(reporter, later, unit)["A3"][0] == last  # the sheet that he fills in
        send(later, unit, 10, 10, 9)
        assert boxes(office, later, unit)["A3"] == [last, "9"]
        assert in_cells(office, later, unit)["A3"] == [last, 9]


def test_a_report_that_was_given_back_shows_what_was_sent(
    nothing: Asked, office: Client, browser_of: Any
) -> None:
    unit = commune(nothing, SILENT)
    row = send(nothing, unit, 10, 10, "")
    return_report(obligation=row, revision=1, reason="Thiếu A3", by=nothing.officer)
    viewer = browser_of(make_user("xem", nothing.story.province, Role.VIEWER))
    assert boxes(viewer, nothing, unit)["A3"] == ["chưa có", "để trống"]
    html = office.get(reverse("reporting:consolidated", args=[nothing.period.pk]), {"o": "A3"}).text
    rows = {row[0]: row[1:] for row in cells(html.partition('id="theo-don-vi"')[2])}
    assert rows["Xã 5"] == ["chưa có", "bị trả lại"]
    html = office.get(address(settled(nothing), don_vi=nothing.story.province.pk)).text
    assert of_units(html, ["Số liệu", "Báo cáo"])["Xã 5"] == ["chưa có", "▲ Bị trả lại"]
