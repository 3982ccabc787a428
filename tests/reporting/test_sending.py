"""A report is sent, returned, sent again, accepted, corrected; the totals move with it, once."""

from __future__ import annotations

from fractions import Fraction

import pytest

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.core.flow.table import MoveRefused
from phongtrao.reporting.actions.filling import drop_draft, save_boxes
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.actions.verdicts import (
    ReportMovedOn,
    accept_many,
    accept_report,
    return_report,
)
from phongtrao.reporting.models import Draft, ObligationState, Submission
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.queries.sums import summed
from tests.factories import make_user
from tests.reporting.report_rows import (
    Asked,
    accept,
    reporter_of,
    send,
    typed,
)
from tests.reporting.total_rows import counted, stored, sums

pytestmark = pytest.mark.django_db


def test_a_report_is_in_the_province_at_once(asked: Asked) -> None:
    send(asked, asked.story.communes[0], 200, 200, 181)
    assert sums(asked) == [200, 200, 181]
    found = summed(asked.period, layout_of(asked.form), asked.story.province)
    assert counted(found) == (1, 0, 3)
    accept(asked, asked.story.communes[0])
    found = summed(asked.period, layout_of(asked.form), asked.story.province)
    assert counted(found) == (1, 1, 3)


def test_a_returned_and_corrected_figure_changes_the_total_once(asked: Asked) -> None:
    commune = asked.story.communes[0]
    row = send(asked, commune, 200, 200, 181)
    return_report(obligation=row, revision=1, boxes={"A3": "Khác sổ"}, by=asked.officer)
    assert sums(asked) == [0, 0, 0]
    send(asked, commune, 200, 200, 179)
    accept(asked, commune)
    assert sums(asked) == [200, 200, 179]
    send(asked, commune, 200, 200, 180, reason="Đếm sót một vụ")
    assert sums(asked) == [200, 200, 180]
    assert [one.revision for one in Submission.objects.all()] == [3, 2, 1]
    row.refresh_from_db()
    assert (row.state, row.returned, row.corrected) == (ObligationState.SENT, 1, 1)


def test_kept_totals_are_those_that_adding_up_anew_finds(asked: Asked) -> None:
    first, second, third = asked.story.communes
    send(asked, first, 5, 7, 1)
    send(asked, second, "?", 3, 0)
    accept(asked, first)
    row = send(asked, third, 1, 1, 1)
    return_report(obligation=row, revision=1, reason="Sai kỳ", by=asked.officer)
    kept = stored(asked)
    assert rebuild_totals(asked.period) == 2
    assert stored(asked) == kept


def test_taken_over_received_is_refused_and_nothing_is_stored(asked: Asked) -> None:
    with pytest.raises(MoveRefused, match="1 ô"):
        send(asked, asked.story.communes[0], 201, 200, 181)
    assert not Submission.objects.exists()
    assert asked.of(asked.story.communes[0]).state == ObligationState.OWED


def test_181_of_200_settled_meets_ninety_percent_and_180_does_not_meet_more(asked: Asked) -> None:
    for commune in asked.story.communes:
        send(asked, commune, 200, 200, 181)
        accept(asked, commune)
    taken, settled = asked.story.programme.targets.order_by("pk")[1:3]
    series = Series([taken, settled], asked.story.province, Seen(asked.period.end))
    found = series.now(settled)
    assert found
    assert found.held
    assert found.point.figure.measured
    assert found.point.figure.measured.percent == Fraction("90.5")


def test_nobody_accepts_what_he_sent(asked: Asked) -> None:
    commune = asked.story.communes[0]
    row = asked.of(commune)
    send_report(obligation=row, typed=typed(1, 1, 1), by=asked.officer)
    with pytest.raises(MoveRefused, match="không tự duyệt"):
        accept_report(obligation=row, revision=1, by=asked.officer)


def test_a_role_at_the_unit_itself_does_not_judge_its_report(asked: Asked) -> None:
    commune = asked.story.communes[0]
    row = send(asked, commune, 1, 1, 1)
    own = make_user("duyet", commune, Role.APPROVER)
    with pytest.raises(Denied):
        accept_report(obligation=row, revision=1, by=own)


def test_a_verdict_is_about_the_revision_that_was_read(asked: Asked) -> None:
    commune = asked.story.communes[0]
    row = send(asked, commune, 1, 1, 1)
    send(asked, commune, 1, 2, 1, reason="Nhầm")
    with pytest.raises(ReportMovedOn, match="Xã 1"):
        accept_report(obligation=row, revision=1, by=asked.officer)


def test_many_are_accepted_at_once_and_the_others_are_named(asked: Asked) -> None:
    first, second, third = asked.story.communes
    send(asked, first, 1, 1, 1)
    send_report(obligation=asked.of(second), typed=typed(2, 2, 2), by=asked.officer)
    ids = [asked.of(one).pk for one in (first, second, third)]
    done = accept_many(period=asked.period, obligations=ids, by=asked.officer)
    assert done.units == ["Xã 1"]
    assert set(done.refused) == {"Xã 2", "Xã 3"}
    assert counted(summed(asked.period, layout_of(asked.form)))[1] == 1


def test_two_people_at_one_report_lose_nothing(asked: Asked) -> None:
    commune = asked.story.communes[0]
    row, one, other = (
        asked.of(commune),
        reporter_of(commune),
        make_user("b", commune, Role.REPORTER),
    )
    assert not save_boxes(obligation=row, boxes={"A1": ("", "5")}, by=one)
    assert not save_boxes(obligation=row, boxes={"A2": ("", "9")}, by=other)
    clash = save_boxes(obligation=row, boxes={"A1": ("", "6"), "A3": ("", "4")}, by=other)
    assert [(each.code, each.stands, each.by) for each in clash] == [("A1", "5", str(one))]
    assert Draft.objects.get().cells == {"A1": "5", "A2": "9", "A3": "4"}
    send_report(obligation=row, by=one)
    assert sums(asked) == [5, 9, 4]
    assert not Draft.objects.exists()


def test_what_is_typed_again_stays_his_who_typed_it_first(asked: Asked) -> None:
    commune = asked.story.communes[0]
    row, one, other = (
        asked.of(commune),
        reporter_of(commune),
        make_user("b", commune, Role.REPORTER),
    )
    save_boxes(obligation=row, boxes={"A1": ("", "5")}, by=one)
    assert not save_boxes(obligation=row, boxes={"A1": ("5", "5")}, by=other)
    assert Draft.objects.get().authors["A1"][0] == str(one)


def test_dropping_what_was_typed_gives_back_what_was_sent(asked: Asked) -> None:
    commune = asked.story.communes[0]
    row = send(asked, commune, 1, 2, 1)
    save_boxes(obligation=row, boxes={"A1": ("1", "9")}, by=reporter_of(commune))
    drop_draft(obligation=row, by=reporter_of(commune))
    row.refresh_from_db()
    assert (row.state, Draft.objects.exists()) == (ObligationState.SENT, False)


def test_dropping_a_draft_that_a_colleague_sent_meanwhile_leaves_the_report_sent(
    asked: Asked,
) -> None:
    commune = asked.story.communes[0]
    save_boxes(obligation=asked.of(commune), boxes={"A1": ("", "1")}, by=reporter_of(commune))
    shown = asked.of(commune)
    send(asked, commune, 5, 9, 4)
    drop_draft(obligation=shown, by=reporter_of(commune))
    assert asked.of(commune).state == ObligationState.SENT
    assert sums(asked) == [5, 9, 4]
