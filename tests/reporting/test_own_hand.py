"""Four eyes: nobody judges a report of which a part that was never accepted is his own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.actions.roles import give_role
from phongtrao.access.models import Permission, Role
from phongtrao.api.actions.tokens import end_token
from phongtrao.core.flow.table import MoveRefused
from phongtrao.programme.queries.work import owed_by
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import accept_many, accept_report, return_report
from phongtrao.reporting.queries.reports import waits_for_word_of
from tests.api.machine_rows import make_program, manager_of
from tests.factories import make_user
from tests.programme.reorganisation_rows import client_of
from tests.reporting.report_rows import Asked, accept, make_asked, send, typed

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.reporting.models import Obligation
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(asked: Asked) -> User:
    """Sends for units and approves above them."""
    return make_user("haivai", asked.story.province, Role.STANDING_OFFICER)


@pytest.fixture
def unit(asked: Asked) -> Unit:
    return asked.story.communes[0]


def by(user: User, asked: Asked, unit: Unit, *figures: object, reason: str = "") -> Obligation:
    send_report(obligation=asked.of(unit), typed=typed(*figures), reason=reason, by=user)
    return asked.of(unit)


def back(asked: Asked, unit: Unit) -> None:
    row = asked.of(unit)
    assert row.current
    judge = make_user(f"duyet{row.current.revision}", asked.story.province, Role.APPROVER)
    return_report(obligation=row, revision=row.current.revision, reason="Sai", by=judge)


def judged(asked: Asked, unit: Unit, user: User) -> str:
    """Why a person does not accept what waits, by himself, from the list, of many; "" when he may:
    all doors say the same.
    """
    row = asked.of(unit)
    assert row.current
    revision = row.current.revision
    listed = waits_for_word_of(user).filter(pk=row.pk).exists()
    period = client_of(user).get(reverse("reporting:period", args=[asked.period.pk]))
    (shown,) = [one for one in period.context["rows"] if one.row.pk == row.pk]
    page = client_of(user).get(reverse("reporting:accept", args=[row.pk])).context["reading"]
    with transaction.atomic():
        many = accept_many(period=asked.period, obligations=[row.pk], by=user)
        transaction.set_rollback(True)
    try:
        accept_report(obligation=row, revision=revision, by=user)
    except MoveRefused as refused:
        why = str(refused.gaps["why"])
    else:
        why = ""
    assert listed is (why == "")
    assert shown.accept_refusal == page.accept_refusal == why
    assert list(many.refused.values()) == ([why] if why else [])
    return why


def test_a_small_correction_by_another_does_not_make_the_rest_anothers(
    asked: Asked, unit: Unit, both: User
) -> None:
    by(both, asked, unit, 7, 8, 6)
    send(asked, unit, 7, 8, 5, reason="Nhầm A3")
    assert "lần nộp 1 do bạn gửi hoặc trình" in judged(asked, unit, both)
    assert judged(asked, unit, asked.officer) == ""


def test_neither_does_sending_again_what_came_back(asked: Asked, unit: Unit, both: User) -> None:
    by(both, asked, unit, 7, 8, 6)
    back(asked, unit)
    send(asked, unit, 7, 8, 5)
    assert "lần nộp 1 do bạn" in judged(asked, unit, both)


def test_what_another_accepted_is_nobodys_own_any_more(
    asked: Asked, unit: Unit, both: User
) -> None:
    by(both, asked, unit, 7, 8, 6)
    accept(asked, unit)
    send(asked, unit, 7, 8, 5, reason="Nhầm A3")
    assert judged(asked, unit, both) == ""


def test_a_correction_of_his_that_came_back_stays_his_own_in_the_next(
    asked: Asked, unit: Unit, both: User
) -> None:
    send(asked, unit, 7, 8, 6)
    accept(asked, unit)
    by(both, asked, unit, 7, 8, 5, reason="Nhầm A3")
    back(asked, unit)
    send(asked, unit, 7, 8, 4, reason="Nhầm A3")
    assert "lần nộp 2 do bạn" in judged(asked, unit, both)
    assert judged(asked, unit, asked.officer) == ""
    send(asked, unit, 7, 8, 3, reason="Đếm lại")
    assert judged(asked, unit, both) == ""


def test_what_was_accepted_and_given_back_is_accepted_no_more(
    asked: Asked, unit: Unit, both: User
) -> None:
    by(both, asked, unit, 7, 8, 6)
    accept(asked, unit)
    back(asked, unit)
    send(asked, unit, 7, 8, 5)
    assert "lần nộp 1 do bạn" in judged(asked, unit, both)


def test_what_is_accepted_is_given_back_by_whom_it_is_not_of(
    asked: Asked, unit: Unit, both: User
) -> None:
    by(both, asked, unit, 7, 8, 6)
    send(asked, unit, 7, 8, 5, reason="Nhầm A3")
    accept(asked, unit)
    with pytest.raises(MoveRefused, match="lần nộp 1 do bạn"):
        return_report(obligation=asked.of(unit), revision=2, reason="Sai", by=both)
    send(asked, unit, 7, 8, 4, reason="Nhầm A3")
    accept(asked, unit)
    return_report(obligation=asked.of(unit), revision=3, reason="Sai", by=both)


def test_who_let_a_program_in_does_not_judge_what_it_sends(
    asked: Asked, unit: Unit, both: User
) -> None:
    give_role(account=both, role=Role.ADMINISTRATOR, unit_id=asked.story.province.pk, by=None)
    program = make_program(unit, Permission.SUBMISSION_SEND, by=both)
    both.assignments.filter(role=Role.ADMINISTRATOR).delete()
    address = f"ky-bao-cao/{asked.period.pk}/bao-cao/"
    boxes = {"A1": 7, "A2": 8, "A3": 6}
    sent = program.post(address, {"reports": [{"unit": unit.pk, "revision": 0, "boxes": boxes}]})
    assert sent.status_code == 200, sent.text
    assert "lần nộp 1 do khóa kết nối bạn tạo gửi" in judged(asked, unit, both)
    assert not [one for one in owed_by(both, timezone.localdate()) if one.kind == "Duyệt báo cáo"]
    send(asked, unit, 7, 8, 5, reason="Nhầm A3")
    end_token(token=program.token, by=manager_of(unit))
    assert "lần nộp 1 do khóa kết nối bạn tạo gửi" in judged(asked, unit, both)
    assert judged(asked, unit, asked.officer) == ""


def test_looking_for_it_costs_one_query_however_many_there_are() -> None:
    asked = make_asked(5)
    for unit in asked.story.communes:
        send(asked, unit, 7, 8, 6)
        send(asked, unit, 7, 8, 5, reason="Nhầm A3")

    def asks(*units: Unit) -> int:
        with CaptureQueriesContext(connection) as asked_for:
            ids = [asked.of(one).pk for one in units]
            accept_many(period=asked.period, obligations=ids, by=asked.officer)
        return len(asked_for) - len(units)

    one, *more = asked.story.communes
    assert asks(one) == asks(*more)
