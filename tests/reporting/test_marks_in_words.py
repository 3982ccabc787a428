"""A box for words answered with “chưa rõ” or “không áp dụng” is such an answer on every way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.core.figures.marks import Mark
from phongtrao.core.flow.table import MoveRefused
from phongtrao.core.sheets.checking import Change, changed
from phongtrao.reporting.actions.bulk import ReportsRefused, send_many
from phongtrao.reporting.actions.forms import issue_form, new_version, save_element
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.models import Submission
from phongtrao.reporting.queries.sheets import cells_of, sheet_of
from tests.reporting.report_rows import Asked, accept, make_asked, reporter_of, typed, window
from tests.reporting.sheet_rows import address, posted, text_of
from tests.reporting.workbook_rows import (
    FIRST,
    SECOND,
    bring,
    bring_own,
    fill,
    opened,
    own,
    row,
    table,
)

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

WAYS = ("?", "KAD")
MARKS = {"?": Mark.UNKNOWN, "KAD": Mark.NOT_APPLICABLE}


@pytest.fixture
def asked() -> Asked:
    """A form with a box for words, G, that must be answered."""
    asked = make_asked()
    form = new_version(form=asked.form, by=asked.officer)
    save_element(form=form, element=None, code="G", label="Cách làm hay", kind="text", least=None,
                 may_be_not_applicable=True, by=asked.officer)  # fmt: skip
    issue_form(form=form, by=asked.officer)
    period = open_period(form=form, window=window(form, number=1), by=asked.officer)
    return Asked(asked.story, form, period)


@pytest.fixture
def tab(asked: Asked, browser_of: Any) -> Client:
    """Of the first commune."""
    return browser_of(reporter_of(asked.story.communes[0]))


def said(asked: Asked) -> Any:
    """What stands in the box for words of the report that was sent last."""
    sent = Submission.objects.order_by("-pk")[0]
    return cells_of(sheet_of(asked.form), sent)["G"]


@pytest.mark.parametrize("word", WAYS)
def test_on_the_sheet(asked: Asked, tab: Client, word: str) -> None:
    report = asked.of(asked.story.communes[0])
    boxes = typed(5, 7, 1) | {"G": word}
    answer = tab.post(address(report), posted(boxes, step="send", revision=0))
    assert answer.status_code == 302, text_of(answer)
    assert said(asked) is MARKS[word]
    shown = {"?": "Chưa rõ", "KAD": "Không áp dụng"}[word]
    page = text_of(tab.get(address(report)))
    assert f"{shown} Các lần nộp" in page


@pytest.mark.parametrize("word", WAYS)
def test_in_the_workbook_of_one_unit(asked: Asked, tab: Client, word: str) -> None:
    unit = asked.story.communes[0]
    data = fill(own(tab, asked, unit), {"E8": 5, "E9": 7, "E11": 1, "E12": word})
    assert opened(data)["Số liệu"]["A12"].value == "G"
    answer = bring_own(tab, asked, unit, data)
    assert answer.status_code == 302, text_of(answer)
    assert said(asked) is MARKS[word]


@pytest.mark.parametrize("word", WAYS)
def test_in_the_workbook_of_many(asked: Asked, browser_of: Any, word: str) -> None:
    client = browser_of(asked.officer)
    data = fill(table(client, asked), row(FIRST, 5, 7, 1) | {f"G{FIRST}": word})
    done = bring(client, asked, data)
    assert done.status_code == 302, text_of(done)
    assert said(asked) is MARKS[word]
    # It goes out and comes back as it stands, so that nothing is sent again.
    data = table(client, asked)
    assert opened(data)["Số liệu"][f"G{FIRST}"].value in ("Chưa rõ", "Không áp dụng")
    again = fill(data, row(SECOND, 1, 1, 1) | {f"G{SECOND}": "Tổ tự quản"})
    assert bring(client, asked, again).status_code == 302
    assert Submission.objects.count() == 2
    assert said(asked) == "Tổ tự quản"


def test_what_was_corrected_is_seen(asked: Asked, browser_of: Any) -> None:
    unit = asked.story.communes[0]
    for number, (word, reason) in enumerate((("?", ""), ("Tổ tự quản", "Bổ sung"), ("KAD", "Lại"))):
        send_report(obligation=asked.of(unit), typed=typed(5, 7, 1) | {"G": word}, reason=reason,
                    by=reporter_of(unit))  # fmt: skip
        assert Submission.objects.count() == number + 1
    sheet = sheet_of(asked.form)
    first, second, third = (cells_of(sheet, one) for one in Submission.objects.order_by("pk"))
    assert changed(sheet, first, second) == [Change("G", Mark.UNKNOWN, "Tổ tự quản")]
    assert changed(sheet, second, third) == [Change("G", "Tổ tự quản", Mark.NOT_APPLICABLE)]
    page = browser_of(asked.officer).get(f"/bao-cao/{asked.of(unit).pk}/duyet/")
    assert page.status_code == 200
    assert "Không áp dụng" in text_of(page)
    accept(asked, unit)
    # The same again is no correction.
    with pytest.raises(MoveRefused, match="không thay đổi"):
        send_report(obligation=asked.of(unit), typed=typed(5, 7, 1) | {"G": "không áp dụng"},
                    reason="Lại", by=reporter_of(unit))  # fmt: skip


def test_a_box_that_is_never_without_application_refuses_it_in_words_too(asked: Asked) -> None:
    form = new_version(form=asked.form, by=asked.officer)
    box = form.elements.get(code="G")
    save_element(form=form, element=box, code="G", label="Cách làm hay", kind="text", least=None,
                 may_be_not_applicable=False, by=asked.officer)  # fmt: skip
    issue_form(form=form, by=asked.officer)
    period = open_period(form=form, window=window(form, number=2), by=asked.officer)
    figures = dict.fromkeys(("A1", "A2", "A3"), Mark.UNKNOWN)
    rows = {asked.story.communes[0].pk: {**figures, "G": Mark.NOT_APPLICABLE}}
    with pytest.raises(ReportsRefused) as refused:
        send_many(period=period, rows=rows, by=asked.officer)
    assert [one.code for one in refused.value.problems] == ["G"]
