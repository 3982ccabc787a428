"""A correction that comes back is sent again as a correction: with its reason, held against what is
accepted.
"""

from __future__ import annotations

import pytest
from django.urls import reverse

from phongtrao.core.flow.table import MoveRefused
from phongtrao.core.sheets.reading import read_cells
from phongtrao.reporting.actions.bulk import ReportsRefused, send_many
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import DayCount, Submission
from phongtrao.reporting.queries.sheet_page import sheet_page
from phongtrao.reporting.queries.sheets import sheet_of
from phongtrao.reporting.queries.verdict_page import Reading, reading_of
from tests.programme.reorganisation_rows import client_of
from tests.reporting.report_rows import Asked, accept, reporter_of, send, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def back(asked: Asked) -> Asked:
    """The correction of the first commune's accepted report was given back."""
    first = asked.story.communes[0]
    send(asked, first, 10, 12, 9)
    accept(asked, first)
    send(asked, first, 99, 99, 8, reason="Đếm sót")
    give_back(asked)
    return asked


def give_back(asked: Asked) -> None:
    row = asked.of(asked.story.communes[0])
    assert row.current
    return_report(obligation=row, revision=row.current.revision, reason="Sai", by=asked.officer)


def read(asked: Asked) -> Reading:
    found = reading_of(asked.of(asked.story.communes[0]), asked.officer)
    assert found
    return found


def test_it_does_not_come_again_without_a_reason(back: Asked) -> None:
    first = back.story.communes[0]
    with pytest.raises(MoveRefused, match="Không thể gửi lại bản đính chính: chưa ghi lý do"):
        send(back, first, 99, 99, 8)
    row = send(back, first, 99, 99, 8, reason="Đếm lại theo sổ")
    row.refresh_from_db()
    assert row.current
    assert (row.state, row.current.revision, row.corrected) == ("sent", 3, 1)


def test_what_was_never_accepted_comes_again_without_one(asked: Asked) -> None:
    first = asked.story.communes[0]
    send(asked, first, 10, 12, 9)
    give_back(asked)
    assert not sheet_page(asked.of(first), reporter_of(first)).correcting
    send(asked, first, 10, 12, 9)
    assert asked.of(first).state == "sent"


def test_nor_do_many_at_once(back: Asked) -> None:
    first, second, _ = back.story.communes
    sheet = sheet_of(back.form)
    rows = {unit.pk: read_cells(sheet, typed(50, 50, 5))[0] for unit in (first, second)}
    officer = reporter_of(back.story.province)
    with pytest.raises(ReportsRefused) as refused:
        send_many(period=back.period, rows=rows, by=officer)
    assert [(one.unit, one.text) for one in refused.value.problems] == [
        (first.pk, "Không thể gửi lại bản đính chính: chưa ghi lý do.")
    ]
    done = send_many(period=back.period, rows=rows, reason="Theo sổ", by=officer)
    assert done.corrected == (first.pk,)
    assert [back.of(unit).current.reason for unit in (first, second)] == ["Theo sổ", ""]  # type: ignore[union-attr]  # both were sent
    assert back.of(first).corrected == 1
    counts = DayCount.objects.filter(period=back.period)
    assert sum(counts.values_list("corrected", flat=True)) == (
        Submission.objects.exclude(reason="").count()
    )


def test_its_approver_sees_what_it_changes_of_what_is_accepted(back: Asked) -> None:
    first = back.story.communes[0]
    asked_first = [one.question.words for one in read(back).asked]
    send(back, first, 99, 99, 8, reason="Đếm lại theo sổ")
    found = read(back)
    assert [(one.before, one.now) for one in found.boxes] == [
        ("10", "99"),
        ("12", "99"),
        ("9", "8"),
    ]
    assert [one.question.words for one in found.asked] == asked_first
    assert asked_first
    page = client_of(back.officer).get(reverse("reporting:accept", args=[back.of(first).pk]))
    assert "Lần đã duyệt: 10" in page.text


def test_its_sender_finds_the_reason_and_the_questions(back: Asked) -> None:
    first = back.story.communes[0]
    by = reporter_of(first)
    page = sheet_page(back.of(first), by)
    assert (page.correcting, page.revision, page.reason, page.why) == (1, 2, "Đếm sót", "")
    assert page.questions
    text = client_of(by).get(reverse("reporting:report", args=[back.of(first).pk])).text
    assert "Bạn đang đính chính báo cáo đã gửi (lần 1). Bản đã duyệt vẫn được tính" in text
    assert "Gửi bản đính chính</button>" in text
    read_only = client_of(back.officer).get(reverse("reporting:report", args=[back.of(first).pk]))
    assert page.questions[0].asked.question.words in read_only.text
