"""Reports of many units come in together: all of them, or none and every error by unit and box."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phongtrao.access.models import Role
from phongtrao.audit.models import LogEntry
from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.reading import read_cells
from phongtrao.core.text.secrecy import StateSecretRefused
from phongtrao.reporting.actions.bulk import ReportsRefused, Sent, send_many
from phongtrao.reporting.actions.filling import save_boxes
from phongtrao.reporting.actions.forms import issue_form, new_version, save_element
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.actions.verdicts import accept_report, exempt, return_report
from phongtrao.reporting.models import Draft, ObligationState, Submission, Way
from phongtrao.reporting.queries.sheets import layout_of, sheet_of
from phongtrao.reporting.queries.sums import summed
from tests.factories import make_user
from tests.programme.cascade_rows import make_commune
from tests.reporting.report_rows import (
    Asked,
    accept,
    make_asked,
    reporter_of,
    send,
    typed,
    window,
)
from tests.reporting.total_rows import counted, stored, sums

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.core.sheets.elements import Cell
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


def row(asked: Asked, *figures: object) -> dict[str, Cell]:
    """Taken, received and settled, as read."""
    cells, unreadable = read_cells(sheet_of(asked.period.form), typed(*figures))
    assert not unreadable
    return cells


def bring(
    asked: Asked, rows: dict[Unit, tuple[object, ...]], reason: str = "", by: User | None = None
) -> Sent:
    """Send the figures of several communes."""
    return send_many(
        period=asked.period,
        rows={unit.pk: row(asked, *figures) for unit, figures in rows.items()},
        reason=reason,
        by=by or asked.officer,
    )


def test_many_reports_are_sent_with_one_log_line_and_in_the_totals_at_once(asked: Asked) -> None:
    first, second, third = asked.story.communes
    lines = LogEntry.objects.count()
    done = bring(asked, {first: (5, 7, 1), second: ("?", 3, 0), third: (2, 2, 2)})
    assert done == Sent((first.pk, second.pk, third.pk), (), (), ())
    assert sums(asked) == [7, 12, 3]
    line = LogEntry.objects.order_by("-pk")[0]
    assert LogEntry.objects.count() == lines + 1
    assert (line.action, line.detail["units"]) == ("report.send-many", 3)
    for unit in asked.story.communes:
        owed = asked.of(unit)
        assert owed.state == ObligationState.SENT
        assert owed.current
        assert owed.first_sent_at == owed.current.sent_at
        assert (owed.current.revision, owed.current.way) == (1, Way.EXCEL)
        assert owed.current.by == asked.officer


def test_the_totals_are_those_that_adding_up_anew_finds(asked: Asked) -> None:
    first, second, third = asked.story.communes
    send(asked, first, 1, 1, 1)
    accept(asked, first)
    send(asked, second, 2, 2, 2)
    bring(asked, {first: (9, 9, 9), second: (8, 8, 8), third: (7, 7, 7)}, "Đối chiếu sổ")
    kept = stored(asked)
    assert sums(asked) == [24, 24, 24]
    rebuild_totals(asked.period)
    assert stored(asked) == kept


def test_one_wrong_box_keeps_all_out_and_every_error_is_named(asked: Asked) -> None:
    first, second, third = asked.story.communes
    with pytest.raises(ReportsRefused, match="3 lỗi ở 2 đơn vị") as refused:
        bring(asked, {third: (201, 200, ""), first: (5, 7, 1), second: (6, 5, 1)})
    said = [(one.unit, one.code) for one in refused.value.problems]
    assert said == [(third.pk, "A1"), (third.pk, "A3"), (second.pk, "A1")]
    assert str(refused.value.problems[0]).startswith("Xã 3: A1 không được lớn hơn A2")
    assert not Submission.objects.exists()
    assert sums(asked) == [0, 0, 0]


def test_what_stands_there_already_is_not_sent_again(asked: Asked) -> None:
    first, second, third = asked.story.communes
    rows: dict[Unit, tuple[object, ...]] = {first: (5, 7, 1), second: (2, 2, 2)}
    bring(asked, rows)
    lines = LogEntry.objects.count()
    assert bring(asked, rows) == Sent((), (), (first.pk, second.pk), ())
    assert (Submission.objects.count(), LogEntry.objects.count()) == (2, lines)
    assert bring(asked, {**rows, third: (1, 1, 1)}).sent == (third.pk,)


def test_a_correction_needs_its_reason_and_is_counted(asked: Asked) -> None:
    first, second, _ = asked.story.communes
    send(asked, first, 5, 7, 1)
    changed: dict[Unit, tuple[object, ...]] = {first: (6, 7, 1), second: (2, 2, 2)}
    with pytest.raises(ReportsRefused) as refused:
        bring(asked, changed)
    assert [one.code for one in refused.value.problems] == [""]
    assert "chưa ghi lý do" in refused.value.problems[0].text
    assert bring(asked, changed, "Đếm sót").corrected == (first.pk,)
    owed = asked.of(first)
    assert owed.current
    assert (owed.corrected, owed.current.revision, owed.current.reason) == (1, 2, "Đếm sót")
    other = asked.of(second)
    assert other.current
    assert (other.corrected, other.current.revision, other.current.reason) == (0, 1, "")
    assert sums(asked) == [8, 9, 3]


def test_a_returned_report_comes_again_without_a_reason(asked: Asked) -> None:
    first = asked.story.communes[0]
    owed = send(asked, first, 5, 7, 1)
    sent_at = owed.first_sent_at
    return_report(obligation=owed, revision=1, reason="Sai kỳ", by=asked.officer)
    assert bring(asked, {first: (5, 7, 1)}).sent == (first.pk,)
    owed = asked.of(first)
    assert (owed.state, owed.corrected, owed.first_sent_at) == (ObligationState.SENT, 0, sent_at)


def test_a_row_without_any_answer_is_silence_and_no_report_of_nothing(asked: Asked) -> None:
    first, second, third = asked.story.communes
    done = send_many(
        period=asked.period,
        rows={
            first.pk: row(asked, 5, 7, 1),
            second.pk: {"A1": Mark.BLANK, "A2": Mark.BLANK},
            third.pk: {},
        },
        by=asked.officer,
    )
    assert (done.sent, done.silent) == ((first.pk,), (second.pk, third.pk))
    assert asked.of(second).state == ObligationState.OWED


def test_a_unit_that_does_not_owe_or_that_one_may_not_send_for_is_refused(asked: Asked) -> None:
    first, second, _ = asked.story.communes
    stranger = make_commune("Xã Lạ", asked.story.province)
    by = reporter_of(first)
    with pytest.raises(ReportsRefused, match="3 lỗi ở 3 đơn vị") as refused:
        send_many(
            period=asked.period,
            rows={
                first.pk: row(asked, 1, 1, 1),
                second.pk: row(asked, 2, 2, 2),
                stranger.pk: row(asked, 3, 3, 3),
                999_999: row(asked, 4, 4, 4),
            },
            by=by,
        )
    named = [one.name for one in refused.value.problems]
    assert named == ["Xã 2", "Xã Lạ", "Mã đơn vị 999999"]
    assert bring(asked, {first: (1, 1, 1)}, by=by).sent == (first.pk,)


def test_an_exempt_unit_does_not_send(asked: Asked) -> None:
    first = asked.story.communes[0]
    exempt(obligation=asked.of(first), reason="Không có địa bàn", by=asked.officer)
    with pytest.raises(ReportsRefused) as refused:
        bring(asked, {first: (1, 1, 1)})
    assert "Được miễn" in refused.value.problems[0].text


def test_drafts_that_say_what_is_sent_are_gone_and_those_of_others_stay(asked: Asked) -> None:
    first, second, _ = asked.story.communes
    for unit in (first, second):
        save_boxes(obligation=asked.of(unit), boxes={"A1": ("", "1")}, by=reporter_of(unit))
    bring(asked, {first: (1, 1, 1)})
    assert [one.obligation.unit for one in Draft.objects.all()] == [second]


def test_an_accepted_report_that_is_corrected_waits_again(asked: Asked) -> None:
    first = asked.story.communes[0]
    send(asked, first, 1, 1, 1)
    accept(asked, first)
    bring(asked, {first: (2, 2, 2)}, "Bổ sung")
    owed = asked.of(first)
    assert (owed.state, owed.stage) == (ObligationState.SENT, 0)
    found = summed(asked.period, layout_of(asked.form), asked.story.province)
    assert counted(found)[:2] == (1, 1)


def test_who_brought_the_reports_does_not_accept_them(asked: Asked) -> None:
    first = asked.story.communes[0]
    bring(asked, {first: (1, 1, 1)})
    second_officer = make_user("duyet", asked.officer.office)
    second_officer.assignments.create(role=Role.STANDING_OFFICER, unit=asked.story.province)
    accept_report(obligation=asked.of(first), revision=1, by=second_officer)
    assert asked.of(first).state == ObligationState.ACCEPTED


def test_words_are_kept_beside_and_a_state_secret_is_refused(asked: Asked) -> None:
    form = new_version(form=asked.form, by=asked.officer)
    save_element(
        form=form, element=None, code="G", label="Ghi chú", kind="text", least=None,
        required=False, by=asked.officer,
    )  # fmt: skip
    issue_form(form=form, by=asked.officer)
    period = open_period(form=form, window=window(form, 2020, 2), by=asked.officer)
    first, second, _ = asked.story.communes
    told = {**row(asked, 1, 1, 1), "G": "Tuyên truyền tại 3 trường"}
    secret = {**row(asked, 1, 1, 1), "G": "TUYỆT MẬT"}
    with pytest.raises(StateSecretRefused):
        send_many(period=period, rows={first.pk: told, second.pk: secret}, by=asked.officer)
    assert not Submission.objects.exists()
    plain = {**row(asked, 1, 1, 1), "G": Mark.BLANK}
    send_many(period=period, rows={first.pk: told, second.pk: plain}, by=asked.officer)
    assert [one.words for one in Submission.objects.order_by("pk")] == [{"G": told["G"]}, {}]


def test_more_units_cost_no_more_queries() -> None:
    asked = make_asked(communes=8)
    first, few, many = (asked.story.communes[part] for part in (slice(1), slice(1, 3), slice(3, 8)))
    figures, asking = row(asked, 1, 1, 1), []
    send_many(period=asked.period, rows={first[0].pk: figures}, by=asked.officer)
    for some in (few, many):
        rows = {unit.pk: figures for unit in some}
        with CaptureQueriesContext(connection) as queries:
            send_many(period=asked.period, rows=rows, by=asked.officer)
        sql = [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]]
        asking.append(len(sql))
    assert asking[0] == asking[1]
