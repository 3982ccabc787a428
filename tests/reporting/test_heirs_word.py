"""A unit that took over from others signs what they left; it does not judge it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.programme.queries.work import owed_by
from phongtrao.reporting.actions.signing import sign_report
from phongtrao.reporting.actions.verdicts import accept_many, accept_report, ask_again, exempt
from phongtrao.reporting.models import ObligationState
from phongtrao.reporting.queries.signing import signing_of, to_sign
from tests.factories import make_user
from tests.programme.cascade_rows import merge
from tests.programme.reorganisation_rows import day
from tests.reporting.list_rows import SPRING, YEARS
from tests.reporting.report_rows import accept, make_asked, reporter_of, send
from tests.reporting.test_signing import fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from phongtrao.access.models import User
    from phongtrao.units.models import Unit
    from tests.reporting.report_rows import Asked

pytestmark = pytest.mark.django_db
LATER = date(2020, 7, 2)


def merged(**facts: object) -> tuple[Asked, Unit, User]:
    """Two of three communes become one while they owe the figures of the year; its approver."""
    with day(SPRING):
        asked = make_asked(rule=YEARS, **facts)
    first, second, _ = asked.story.communes
    heir = merge("Xã Mới", first, second, on="2020-07-01")
    return asked, heir, make_user("lanhdaomoi", heir, Role.APPROVER)


@pytest.fixture(autouse=True)
def after() -> Iterator[None]:
    with day(LATER):
        yield


def test_an_heir_does_not_accept_what_its_predecessor_left() -> None:
    asked, heir, leader = merged()
    first = asked.story.communes[0]
    send(asked, first, 5, 7, 1, heir=heir)
    with pytest.raises(Denied):
        accept_report(obligation=asked.of(first), revision=1, by=leader)
    done = accept_many(period=asked.period, obligations=[asked.of(first).pk], by=leader)
    assert (done.units, done.refused) == ([], {})
    assert not [one for one in owed_by(leader, LATER) if one.kind == "Duyệt báo cáo"]
    accept(asked, first)
    assert asked.of(first).state == ObligationState.ACCEPTED


def test_nor_does_the_heir_of_an_heir() -> None:
    asked, heir, _ = merged()
    first, _, third = asked.story.communes
    last = merge("Xã Mới Nữa", heir, third, on="2020-07-02")
    leader = make_user("lanhdaonua", last, Role.APPROVER)
    send(asked, first, 5, 7, 1, heir=last)
    with pytest.raises(Denied):
        accept_report(obligation=asked.of(first), revision=1, by=leader)


def test_an_heir_does_not_let_itself_off() -> None:
    asked, heir, _ = merged()
    officer = make_user("thuongtrucmoi", heir, Role.STANDING_OFFICER)
    second = asked.story.communes[1]
    with pytest.raises(Denied):
        exempt(obligation=asked.of(second), reason="Sáp nhập", by=officer)
    exempt(obligation=asked.of(second), reason="Sáp nhập", by=asked.officer)
    with pytest.raises(Denied):
        ask_again(obligation=asked.of(second), by=officer)
    assert asked.of(second).state == ObligationState.EXEMPT


def test_what_an_ended_unit_left_is_signed_at_its_heir() -> None:
    asked, heir, leader = merged(signs_off=True)
    first = asked.story.communes[0]
    with day(date(2020, 12, 31)):
        assert "Đã trình lãnh đạo đơn vị." in fill(asked, first, reporter_of(heir), 5, 7, 1)
    assert [row.unit for row in to_sign(leader)] == [first]
    assert not to_sign(asked.officer)
    found = signing_of(asked.of(first), leader)
    assert found
    assert found.signs
    with pytest.raises(Denied):
        sign_report(obligation=asked.of(first), seen=found.seen, by=asked.officer)
    sign_report(obligation=asked.of(first), seen=found.seen, by=leader)
    assert asked.of(first).state == ObligationState.SENT
