"""What happens to reports is counted day by day as it happens, and is what can be counted later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.core.sheets.reading import read_cells
from phongtrao.reporting.actions.bulk import send_many
from phongtrao.reporting.actions.days import count_days
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.actions.verdicts import (
    accept_many,
    accept_report,
    exempt,
    return_report,
)
from phongtrao.reporting.models import DayCount, Obligation, Submission, Way
from phongtrao.reporting.queries.late import Late, late_reports
from phongtrao.reporting.queries.moves import corrections_of, moves_of
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.queries.sheets import sheet_of
from tests.factories import make_user
from tests.programme.cascade_rows import at
from tests.reporting.report_rows import Asked, make_asked, reporter_of, send, typed

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def counted() -> set[tuple[object, ...]]:
    return set(
        DayCount.objects.values_list("unit", "day", "sent", "corrected", "accepted", "returned")
    )


@pytest.fixture
def asked() -> Asked:
    """Seven communes: one is returned and sent again, one corrected, three come together, two are
    silent.
    """
    asked = make_asked(7)
    sender = make_user("nhaplieu", asked.story.province, Role.REPORTER)
    first, second, *others, _, _ = asked.story.communes
    send(asked, first, 10, 10, 9)
    return_report(obligation=asked.of(first), revision=1, reason="Sai kỳ", by=asked.officer)
    send(asked, first, 10, 10, 8)
    accept_report(obligation=asked.of(first), revision=2, by=asked.officer)
    send(asked, second, 20, 20, 9)
    send(asked, second, 20, 20, 10, reason="Đếm sót")
    cells, _ = read_cells(sheet_of(asked.form), typed(1, 1, 1))
    send_many(period=asked.period, rows={unit.pk: cells for unit in others}, by=sender)
    third, *_ = others
    cells, _ = read_cells(sheet_of(asked.form), typed(2, 2, 2))
    send_many(period=asked.period, rows={third.pk: cells}, reason="Sót", by=sender)
    waiting = [asked.of(unit).pk for unit in others]
    accept_many(period=asked.period, obligations=waiting, by=asked.officer)
    return asked


def test_what_is_counted_as_it_happens_is_what_is_counted_later(asked: Asked) -> None:
    kept = counted()
    assert kept == {(asked.story.province.pk, TODAY, 6, 2, 4, 1)}
    count_days(asked.period)
    assert counted() == kept


def test_a_province_and_all_read_the_counts_and_a_commune_its_own_reports(asked: Asked) -> None:
    def told(place: object, on: date = TODAY) -> tuple[int, ...]:
        moves = moves_of([asked.story.programme], place, on)
        return moves.sent, moves.corrected, moves.accepted, moves.returned

    assert told(None) == told(asked.story.province) == (6, 2, 4, 1)
    assert told(asked.story.communes[0]) == (2, 0, 1, 1)
    assert told(None, TODAY + timedelta(days=6)) == (6, 2, 4, 1)
    assert told(None, TODAY + timedelta(days=7)) == (0, 0, 0, 0)
    assert told(None, TODAY - timedelta(days=1)) == (0, 0, 0, 0)
    newest = corrections_of([asked.story.programme], None, TODAY)
    assert [one.reason for one in newest] == ["Sót", "Đếm sót"]


def test_reports_below_no_province_are_counted_too(asked: Asked) -> None:
    Obligation.objects.filter(unit=asked.story.communes[0]).update(province=None, commune=None)
    rebuild_totals(asked.period)
    first = Submission.objects.filter(obligation__unit=asked.story.communes[0])
    first.update(sent_at=at("2020-04-03"))
    count_days(asked.period)
    assert (None, date(2020, 4, 3), 2, 0, 0, 0) in counted()
    send(asked, asked.story.communes[0], 10, 10, 7, reason="Đếm lại")
    assert (None, TODAY, 0, 1, 1, 1) in counted()


def test_late_reports_are_counted_of_those_that_had_the_same_last_day(asked: Asked) -> None:
    silent, other = (asked.of(unit) for unit in asked.story.communes[5:])

    def late(place: object = None) -> list[Late]:
        return late_reports([asked.period], place, Seen(TODAY))

    assert [(one.late, one.back, one.total, one.first) for one in late()] == [
        (2, False, 7, silent.pk)
    ]
    assert late(asked.story.province) == late()
    assert [one.total for one in late(asked.story.communes[5])] == [1]
    assert late(asked.story.communes[0]) == []
    exempt(obligation=other, reason="Sáp nhập", by=asked.officer)
    assert [(one.late, one.total) for one in late()] == [(1, 6)]
    exempt(obligation=silent, reason="Mới lập", by=asked.officer)
    assert late() == []


def test_a_reason_beside_a_first_report_makes_it_no_correction() -> None:
    asked = make_asked(2)
    first, second = asked.story.communes
    for unit in (first, second):
        send_report(
            obligation=asked.of(unit),
            typed=typed(5, 5, 4),
            reason="Nộp lần đầu",
            way=Way.EXCEL,
            by=reporter_of(unit),
        )
    return_report(obligation=asked.of(second), revision=1, reason="Sai kỳ", by=asked.officer)
    send(asked, second, 5, 5, 3, reason="Sửa")
    moves = moves_of([asked.story.programme], None, TODAY)
    assert (moves.sent, moves.corrected) == (3, 0)
    assert not corrections_of([asked.story.programme], None, TODAY)
    kept = counted()
    count_days(asked.period)
    assert counted() == kept


def test_a_correction_that_was_given_back_is_one_still() -> None:
    asked = make_asked(1)
    (only,) = asked.story.communes
    send(asked, only, 5, 5, 4)
    accept_report(obligation=asked.of(only), revision=1, by=asked.officer)
    send(asked, only, 6, 6, 4, reason="Sót")
    return_report(obligation=asked.of(only), revision=2, reason="Sai", by=asked.officer)
    send(asked, only, 7, 7, 4, reason="Đếm lại")
    newest = corrections_of([asked.story.programme], None, TODAY)
    assert [one.reason for one in newest] == ["Đếm lại", "Sót"]
