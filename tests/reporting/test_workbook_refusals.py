"""What is told of a workbook that is refused is what stands in it, as it stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.reporting.models import Draft, Submission
from tests.reporting.nothing_rows import cells
from tests.reporting.report_rows import Asked, make_asked, send
from tests.reporting.workbook_rows import (
    SECOND,
    bring,
    bring_own,
    fill,
    opened,
    own,
    row,
    table,
    written,
)

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


def told(answer: Any) -> dict[str, list[str]]:
    """The lines of the refusal by their place."""
    assert answer.status_code == 422
    html = answer.content.decode().partition('role="alert"')[2].partition("</table>")[0]
    return {place: rest for place, *rest in cells(html)[1:]}


@pytest.mark.parametrize(
    ("number", "words"), [(1.5, "1,5"), (1 / 3, "0,333333333333333"), (1234567.25, "1234567,25")]
)
def test_a_number_is_written_in_the_sentence_as_in_the_column(
    asked: Asked, commune: Unit, unit_tab: Client, number: float, words: str
) -> None:
    data = fill(own(unit_tab, asked, commune), {"E8": 2, "E9": 2, "E11": number})
    found, text = told(bring_own(unit_tab, asked, commune, data))["E11"]
    assert found == words
    assert f"không nhận “{words}”" in text


def test_what_keeps_back_a_whole_report_is_told_of_its_line(asked: Asked, office: Client) -> None:
    send(asked, asked.story.communes[1], 5, 7, 1)
    data = fill(table(office, asked), row(SECOND, 4, 7, 1))
    ((place, (unit, found, text)),) = told(bring(office, asked, data)).items()
    assert (place, unit, found) == ("cả dòng 10", "Xã 2", "–")
    assert "chưa ghi lý do" in text


def test_what_keeps_back_the_only_report_is_told_of_all_of_it(browser_of: Any) -> None:
    asked = make_asked(1)
    send(asked, asked.story.communes[0], 5, 7, 1)
    office = browser_of(asked.officer)
    data = fill(table(office, asked), {"E8": 4})
    assert [*told(bring(office, asked, data))] == ["cả báo cáo"]


def test_only_what_is_put_into_the_sheet_is_looked_at(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    data = fill(own(unit_tab, asked, commune), {"E8": "hai", "E9": 200})
    assert [*told(bring_own(unit_tab, asked, commune, data))] == ["E8", "E11"]
    assert [*told(bring_own(unit_tab, asked, commune, data, step="draft"))] == ["E8"]
    mended = fill(data, {"E8": 100})
    assert bring_own(unit_tab, asked, commune, mended, step="draft").status_code == 302
    assert Draft.objects.get().cells == {"A1": "100", "A2": "200"}
    assert not Submission.objects.exists()


def test_a_page_that_was_renamed_is_named_once(
    asked: Asked, commune: Unit, unit_tab: Client
) -> None:
    book = opened(own(unit_tab, asked, commune))
    book["Số liệu"].title = "Sheet1"
    lines = told(bring_own(unit_tab, asked, commune, written(book)))
    assert [*lines] == ["cả trang “Sheet1”", "cả trang “Số liệu”"]
    found, text = lines["cả trang “Số liệu”"]
    assert found == "–"
    assert "đổi lại tên" in text
