"""Báo cáo tổng hợp: equal to the sums, with who is missing and who was late."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phongtrao.core.dates.window_rules import rule_of
from phongtrao.core.dates.windows import window_holding
from phongtrao.core.rollup.small_cells import HIDDEN_WORD
from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.actions.forms import build_form, issue_form, save_element
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import exempt, return_report
from phongtrao.reporting.models import Obligation, Period, Verdict
from phongtrao.reporting.queries import consolidated_draft
from phongtrao.reporting.queries.consolidated import Consolidated, consolidated
from phongtrao.reporting.queries.consolidated_draft import draft_of
from phongtrao.reporting.queries.owing import windows_of
from phongtrao.reporting.queries.sums import summed
from tests.programme.cascade_rows import at
from tests.reporting.addressee_rows import Two, make_two
from tests.reporting.report_rows import (
    QUARTERS,
    accept,
    make_asked,
    make_target,
    reporter_of,
    window,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from phongtrao.access.models import User

pytestmark = pytest.mark.django_db
NOVEMBER_30 = date(2020, 11, 30)


@pytest.fixture
def two() -> Two:
    return make_two(5)


def together(two: Two, user: User | None = None) -> Consolidated:
    return consolidated(user or two.asked.officer, two.asked.period, NOVEMBER_30)


def totals(found: Consolidated) -> dict[str, str]:
    return {row.box.code: row.total for row in found.totals}


def kept(two: Two) -> dict[str, str]:
    """The totals that pages and dashboards read."""
    found = summed(two.asked.period, together(two).layout)
    sums = found.whole.sums[0]
    return {box.code: str(sums[place]) for place, box in enumerate(found.layout.sheet.columns)}


def a_year(two: Two) -> None:
    """Xã 1 accepted, in time; Xã 2 late; Xã 3 returned; Xã 4 silent; Xã 5 exempt."""
    two.send(0, 100, 100, 90, at="2020-11-09 23:59")
    accept(two.asked, two.asked.story.communes[0])
    two.send(1, 20, 26, 13, at="2020-11-10 00:00")
    row = two.send(2, 7, 7, 7, at="2020-11-05 09:00")
    return_report(obligation=row, revision=1, boxes={"A3": "Khác sổ"}, by=two.asked.officer)
    last = two.asked.of(two.asked.story.communes[4])
    exempt(obligation=last, reason="Mới thành lập", by=two.asked.officer)


def test_the_report_of_30_11_equals_the_sum_and_lists_who_is_missing_and_who_was_late(
    two: Two,
) -> None:
    a_year(two)
    found = together(two)
    assert totals(found) == kept(two) == {"A1": "120", "A2": "126", "A3": "103"}
    assert [row.base for row in found.totals] == ["2/4 (1 đã duyệt)"] * 3
    # Sum over sum: 90,0 % and 65,0 % are together 85,8 %, not 77,5 %.
    assert [row.figure for row in found.rates] == ["95,2 % (120/126)", "85,8 % (103/120)"]
    assert [(one.name, one.note) for one in found.missing] == [
        ("Xã 3", "bị trả lại, chưa gửi lại"),
        ("Xã 4", "chưa báo cáo, đã quá hạn"),
    ]
    assert [(one.name, one.note) for one in found.late] == [("Xã 2", "gửi ngày 10/11/2020")]
    assert [one.name for one in found.exempt] == ["Xã 5"]
    # Both addressees read the same.
    assert totals(together(two, two.home)) == totals(found)


def test_the_report_of_a_day_can_be_made_again_when_more_has_come(
    two: Two, browser_of: Callable[..., Client]
) -> None:
    a_year(two)
    Verdict.objects.update(at=at("2020-11-20"))
    Period.objects.update(opened_at=at("2020-10-01"))
    two.send(3, 50, 50, 50, at="2020-12-02 09:00")
    then = consolidated(two.asked.officer, two.asked.period, NOVEMBER_30, known=True)
    assert totals(then) == {"A1": "120", "A2": "126", "A3": "103"}
    assert (then.counts.reported, then.accepted) == (2, 1)
    assert [one.name for one in then.missing] == ["Xã 3", "Xã 4"]
    assert totals(together(two))["A1"] == "170"
    client = browser_of(two.asked.officer)
    page = client.get(two.address("consolidated"), {"tai-ngay": "30/11/2020"}).text
    assert "Tổng hợp tại ngày 30/11/2020" in page
    assert "<strong>120</strong>" in page
    assert "?tai-ngay=30%2F11%2F2020" in page
    wrong = client.get(two.address("consolidated"), {"tai-ngay": "31/11/2020"}).text
    assert 'value="31/11/2020"' in wrong
    assert "<strong>170</strong>" in wrong
    answer = client.get(two.address("consolidated_file"), {"tai-ngay": "30/11/2020"})
    assert answer["Content-Disposition"].endswith('-20201130.docx"')
    early = client.get(two.address("consolidated"), {"tai-ngay": "30/09/2020"}).text
    assert "Kỳ này mở ngày 01/10/2020" in early


def test_a_returned_and_corrected_figure_changes_the_report_once(two: Two) -> None:
    a_year(two)
    two.send(2, 7, 7, 6, at="2020-11-12 09:00")
    assert totals(together(two)) == kept(two) == {"A1": "127", "A2": "133", "A3": "109"}
    assert [one.name for one in together(two).missing] == ["Xã 4"]


def test_the_word_file_says_what_the_page_says(two: Two, browser_of: Callable[..., Client]) -> None:
    a_year(two)
    client = browser_of(two.home)
    page = client.get(two.address("consolidated")).text
    answer = client.get(two.address("consolidated_file"))
    assert answer["Content-Disposition"].endswith('.docx"')
    found = docx.Document(io.BytesIO(b"".join(answer.streaming_content)))
    head, sums, rates, missing, late, free, foot, units = found.tables

    def cells(table: object) -> list[list[str]]:
        return [[cell.text for cell in row.cells][1:] for row in table.rows[1:]]

    assert head.rows[0].cells[0].text.startswith("CÔNG AN TỈNH MẪU")
    assert [row[2] for row in cells(sums)] == ["120", "126", "103"]
    assert [row[2] for row in cells(rates)] == ["95,2 %\n(120/126)", "85,8 %\n(103/120)"]
    assert [row[0] for row in cells(missing)] == ["Xã 3", "Xã 4"]
    assert cells(late) == [["Xã 2", "09/11/2020", "gửi ngày 10/11/2020"]]
    assert [row[0] for row in cells(free)] == ["Xã 5"]
    assert cells(units)[0] == ["Xã 1", "đã duyệt", "100", "100", "90"]
    assert cells(units)[3] == ["Xã 4", "chưa gửi", "○", "○", "○"]  # silent, which is no zero
    assert "Sở Nội vụ" in foot.rows[0].cells[0].text
    said = "\n".join(one.text for one in found.paragraphs)
    for words in ("từ ngày 01/01/2020 đến hết ngày 09/11/2020", "2/4 đơn vị đã báo cáo"):
        assert words in said
        assert words in page
    for words in ("85,8 % (103/120)", "Xã 4", "gửi ngày 10/11/2020"):
        assert words in page


def test_of_many_units_or_boxes_the_figures_of_each_are_left_to_the_pages(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consolidated_draft, "BOXES_PRINTED", 2)
    unmeasured = replace(together(two), rates=())
    draft = draft_of(unmeasured, two.asked.form.office)
    first, missing, late = draft.parts
    assert (first.heading, missing.heading) == ("Số liệu tổng hợp", "Đơn vị chưa có báo cáo (5)")
    assert late.lines == ("Không có.",)
    assert draft.appendix
    assert draft.appendix.lines[0].startswith("5 đơn vị, 3 ô số liệu: không in")


def test_a_commune_adds_up_what_lies_within_its_reach(two: Two) -> None:
    a_year(two)
    found = together(two, reporter_of(two.asked.story.communes[1]))
    assert totals(found) == {"A1": "20", "A2": "26", "A3": "13"}
    assert not found.missing
    assert "Chỉ gồm các đơn vị thuộc phạm vi" in consolidated_draft.opening_lines(found)[-1]


def test_each_kind_of_box_is_added_up_in_its_own_way() -> None:
    asked = make_asked(3)
    target = make_target(asked.story, "xã, phường", "", measured_by=MeasuredBy.UNITS)
    form = build_form(
        programme=asked.story.programme, targets=[target], name="Các kiểu ô", window=QUARTERS,
        group="commune", by=asked.officer,
    ).form  # fmt: skip
    add = {"form": form, "element": None, "by": asked.officer, "least": None, "required": False}
    save_element(**add, code="B1", label="Xếp loại", kind="choice", choices=["Khá", "Tốt"],
                 may_be_not_applicable=True, group="Khác")  # fmt: skip
    save_element(**add, code="B2", label="Cách làm hay", kind="text")
    save_element(**add, code="B3", label="Kinh phí", kind="decimal", scale=1, most=Decimal(9999))
    save_element(**add, code="B4", label="Không ai trả lời", kind="integer")
    issue_form(form=form, by=asked.officer)
    period = open_period(form=form, window=window(form), by=asked.officer)
    yes = form.elements.get(kind="yes-no").code
    answers = ({yes: "Có", "B1": "Tốt", "B2": "Tổ tự quản", "B3": "1.000,5"},
               {yes: "Không", "B1": "Không áp dụng", "B3": "0,5"})  # fmt: skip
    for commune, typed in zip(asked.story.communes, answers, strict=False):
        row = Obligation.objects.get(period=period, unit=commune)
        send_report(obligation=row, typed=typed, by=reporter_of(commune))
    found = consolidated(asked.officer, period, date(2020, 4, 1))
    assert totals(found) == {
        yes: "Có: 1; Không: 1", "B1": "Khá: 0; Tốt: 1", "B3": "1.001,0", "B4": "",
    }  # fmt: skip
    assert found.totals[1].heading == "Khác"
    assert found.totals[1].base == "1/3 (0 đã duyệt, 1 không áp dụng)"
    assert [one.note for one in found.missing] == ["chưa báo cáo, chưa đến hạn"]
    draft = draft_of(found, form.office)
    assert draft.parts[0].sections[0].rows[1][2] == "Xếp loại"
    assert draft.parts[0].sections[0].rows[3][3] == "chưa có số liệu"


def test_what_happens_after_10_11_lands_in_the_supplement_and_not_nowhere(two: Two) -> None:
    form = two.asked.form
    year, more = windows_of(form, 2020)
    held = [
        window_holding(rule_of(form.window), date(2020, *day))
        for day in ((11, 9), (11, 10), (12, 31))
    ]
    assert held == [year, more, more]
    two.send(0, 100, 100, 90, at="2020-11-09 08:00")
    supplement = open_period(form=form, window=more, by=two.asked.officer)
    row = Obligation.objects.get(period=supplement, unit=two.asked.story.communes[0])
    typed = {"A1": "4", "A2": "4", "A3": "3"}
    send_report(obligation=row, typed=typed, by=reporter_of(two.asked.story.communes[0]))
    # Each window has its own report; their figures are never added in silence.
    assert totals(together(two)) == {"A1": "100", "A2": "100", "A3": "90"}
    found = consolidated(two.home, supplement, NOVEMBER_30)
    assert totals(found) == {"A1": "4", "A2": "4", "A3": "3"}
    title = draft_of(found, form.office).subject
    assert title == "Tổng hợp Tin báo, tố giác tội phạm, Bổ sung năm 2020"


def test_the_report_asks_the_database_no_more_for_three_than_for_one(two: Two) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            draft_of(together(two), two.asked.form.office)
        return len(found)

    two.send(0, 10, 10, 9, at="2020-11-09 08:00")
    first = asked()
    two.send(1, 10, 10, 9, at="2020-11-09 08:00")
    two.send(2, 10, 10, 9, at="2020-11-09 08:00")
    assert asked() == first


def test_an_addressee_does_not_read_sensitive_work_in_the_report(two: Two) -> None:
    a_year(two)
    settled = two.asked.form.elements.get(code="A3").indicator
    assert settled
    settled.sensitive = True
    settled.save()
    inside, outside = together(two), together(two, two.home)
    assert totals(inside)["A3"] == "103"
    assert totals(outside) == {"A1": "120", "A2": "126", "A3": HIDDEN_WORD}
    assert [row.figure for row in outside.rates] == ["95,2 % (120/126)"]
    assert outside.unit_rows(outside.asked)[0].cells == ("100", "100", HIDDEN_WORD)
    assert "nhạy cảm không hiện" in consolidated_draft.opening_lines(outside)[-1]
