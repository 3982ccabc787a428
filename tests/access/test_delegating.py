"""Who may lend what to whom, until when; it is logged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from phongtrao.access.actions import roles
from phongtrao.access.actions.accounts import DutiesKeptApart
from phongtrao.access.models import Role
from phongtrao.audit.models import LogEntry
from phongtrao.core.errors import RuleBroken
from tests.factories import make_user

if TYPE_CHECKING:
    from phongtrao.access.models import User

TODAY = timezone.localdate()


def _lend(by: User, receiver: User, of: User | None = None, **days: date) -> None:
    roles.delegate(
        assignment=(of or by).assignments.get(),
        receiver=receiver,
        first_day=days.get("first", TODAY),
        last_day=days.get("last", TODAY),
        reason="đi công tác",
        by=by,
    )


def test_a_loan_and_its_end_are_logged(officer: User, viewer: User) -> None:
    _lend(officer, viewer)
    roles.revoke_delegation(delegation=viewer.delegations.get(), by=officer)
    lent, back = LogEntry.objects.filter(author=officer).order_by("pk")
    assert (lent.action, back.action) == ("role.lend", "role.take-back")
    assert (lent.object_name, lent.detail["reason"]) == ("Cán bộ nguoixem", "đi công tác")
    assert lent.detail["last_day"] == TODAY.isoformat()


def test_only_ones_own_role_can_be_lent(officer: User, viewer: User) -> None:
    with pytest.raises(roles.NotYourRole):
        _lend(viewer, officer, of=officer)


@pytest.mark.parametrize(
    ("held", "lent"), [(Role.AUDITOR, Role.ADMINISTRATOR), (Role.ADMINISTRATOR, Role.AUDITOR)]
)
def test_who_gives_roles_is_not_lent_the_log_nor_the_other_way_round(
    held: Role, lent: Role, officer: User, browser_of
) -> None:
    receiver, giver = (make_user(role.value, officer.office, role) for role in (held, lent))
    with pytest.raises(DutiesKeptApart, match=f"đang giữ vai trò “{held.label}”"):
        _lend(giver, receiver)
    facts = {
        "assignment": giver.assignments.get().pk,
        "receiver": receiver.pk,
        "first_day": TODAY.isoformat(),
        "last_day": TODAY.isoformat(),
        "reason": "nghỉ phép",
    }
    answer = browser_of(giver).post("/tai-khoan/cua-toi/uy-quyen/", facts)
    assert (answer.status_code, "Hãy chọn người khác" in answer.text) == (422, True)
    assert answer.context["form"].errors.keys() == {"receiver"}
    assert not receiver.delegations.exists()


def test_a_lent_role_counts_as_held_until_it_is_taken_back(officer: User, viewer: User) -> None:
    auditor = make_user("kiemsoat", officer.office, Role.AUDITOR)
    _lend(auditor, viewer, last=TODAY + timedelta(days=3))
    facts = {"account": viewer, "role": Role.ADMINISTRATOR, "unit_id": officer.office_id}
    with pytest.raises(DutiesKeptApart):
        roles.give_role(**facts, by=None)
    # After the loan has ended it hinders nobody.
    roles.give_role(**facts, first_day=TODAY + timedelta(days=4), by=None)
    roles.revoke_delegation(delegation=viewer.delegations.get(), by=auditor)
    roles.give_role(**facts, by=None)


def test_only_the_giver_takes_a_role_back(officer: User, viewer: User) -> None:
    _lend(officer, viewer)
    with pytest.raises(roles.NotYourRole):
        roles.revoke_delegation(delegation=viewer.delegations.get(), by=viewer)


def test_a_role_goes_to_another_working_colleague_of_the_office(
    officer: User, viewer: User, neighbour: User
) -> None:
    viewer.is_active = False
    for receiver in (neighbour, officer, viewer):
        with pytest.raises(roles.NotAColleague, match="không thuộc cơ quan của bạn"):
            _lend(officer, receiver)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"first": TODAY, "last": TODAY - timedelta(days=1)}, "đứng trước ngày đầu"),
        (
            {"first": TODAY - timedelta(days=2), "last": TODAY - timedelta(days=1)},
            "đã qua. Hãy chọn ngày từ hôm nay",
        ),
    ],
)
def test_days_must_make_sense(
    days: dict[str, date], sentence: str, officer: User, viewer: User
) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        _lend(officer, viewer, **days)


def test_a_role_is_not_lent_for_ever(officer: User, viewer: User, browser_of, settings) -> None:
    settings.DELEGATION_DAYS = 30
    last = TODAY + timedelta(days=30)
    facts = {
        "assignment": officer.assignments.get().pk,
        "receiver": viewer.pk,
        "first_day": TODAY.isoformat(),
        "last_day": "2199-12-31",
        "reason": "nghỉ phép",
    }
    answer = browser_of(officer).post("/tai-khoan/cua-toi/uy-quyen/", facts)
    assert answer.status_code == 422
    assert f"đến hết ngày {last:%d/%m/%Y}" in answer.context["form"].errors["last_day"][0]
    assert 'value="nghỉ phép"' in answer.text
    with pytest.raises(roles.DelegationTooLong):
        _lend(officer, viewer, last=last + timedelta(days=1))
    _lend(officer, viewer, last=last)
    assert viewer.delegations.get().last_day == last


def test_the_page_lends_shows_and_takes_back(officer: User, viewer: User, browser_of) -> None:
    browser, reader = browser_of(officer), browser_of(viewer)
    facts = {
        "assignment": officer.assignments.get().pk,
        "receiver": viewer.pk,
        "first_day": TODAY.isoformat(),
        "last_day": TODAY.isoformat(),
        "reason": "nghỉ phép",
    }
    answer = browser.post("/tai-khoan/cua-toi/uy-quyen/", facts, follow=True)
    assert "Bạn ủy quyền cho <strong>Cán bộ nguoixem</strong>" in answer.text
    assert "Cán bộ thường trực tại Công an tỉnh Mẫu" in answer.text
    shown = reader.get("/tai-khoan/cua-toi/").text
    assert "<strong>Cán bộ thuongtruc</strong> ủy quyền cho bạn" in shown
    assert "Thu hồi" not in shown
    lent = viewer.delegations.get()
    answer = browser.post(f"/tai-khoan/cua-toi/uy-quyen/{lent.pk}/thu-hoi/", follow=True)
    assert "Đã thu hồi ủy quyền cho Cán bộ nguoixem." in answer.text
    assert "Bạn ủy quyền" not in answer.text


def test_a_wrong_form_comes_back_with_what_was_typed(
    officer: User, viewer: User, browser_of
) -> None:
    facts = {
        "assignment": officer.assignments.get().pk,
        "receiver": viewer.pk,
        "first_day": "2026-11-20",
        "last_day": "2026-11-19",
        "reason": "nghỉ phép năm",
    }
    answer = browser_of(officer).post("/tai-khoan/cua-toi/uy-quyen/", facts)
    assert answer.status_code == 422
    assert "Ngày cuối 19/11/2026 đứng trước ngày đầu 20/11/2026" in answer.text
    assert 'value="nghỉ phép năm"' in answer.text
    assert browser_of(officer).post("/tai-khoan/cua-toi/uy-quyen/", {}).status_code == 422
