"""A role at a unit reaches what lies below it, today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from phongtrao.access.actions.roles import delegate, give_role, revoke_delegation, take_role
from phongtrao.access.models import Delegation, Permission, Role, User
from phongtrao.access.queries import (
    Denied,
    held_at,
    may,
    own_places,
    permissions_of,
    reach,
    remembering,
    require,
    roles_of,
)
from phongtrao.plans.models import PlanDocument
from tests.factories import make_plan, make_unit, make_user

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

TODAY = date(2026, 11, 20)


@pytest.fixture
def tree(db: None) -> dict[str, Unit]:
    """A province with two communes, one of them with a school; a province beside it."""
    province = make_unit("Tỉnh Mẫu")
    commune = make_unit("Xã An Phú", below=province)
    return {
        "province": province,
        "commune": commune,
        "school": make_unit("Trường An Phú", below=commune),
        "other": make_unit("Xã Cẩm Lệ", below=province),
        "beside": make_unit("Tỉnh Bên Cạnh"),
    }


def _seen(user: User, tree: dict[str, Unit], permission: Permission = Permission.PLAN_READ) -> str:
    within = set(reach(user, permission))
    return " ".join(name for name, unit in tree.items() if unit.pk in within)


@pytest.mark.parametrize(
    ("at", "reached"),
    [
        ("province", "province commune school other"),
        ("commune", "commune school"),
        ("school", "school"),
        ("beside", "beside"),
    ],
)
def test_a_role_reaches_its_unit_and_all_below_never_above_or_beside(
    at: str, reached: str, tree: dict[str, Unit]
) -> None:
    user = make_user("canbo", tree[at])
    assert _seen(user, tree) == reached
    assert " ".join(n for n, u in tree.items() if may(user, Permission.PLAN_READ, u.pk)) == reached


def test_rows_of_a_lower_office_are_seen_from_above_and_not_from_beside(
    tree: dict[str, Unit],
) -> None:
    plan = make_plan(make_user("xa", tree["commune"]))
    above, beside = make_user("tinh", tree["province"]), make_user("cam-le", tree["other"])
    seen = PlanDocument.objects.visible_to
    assert seen(above, Permission.PLAN_READ).get() == plan
    assert not seen(beside, Permission.PLAN_READ).exists()
    assert not seen(AnonymousUser(), Permission.PLAN_READ).exists()


def test_a_unit_that_moves_is_reached_from_its_new_place_from_that_day_on(
    tree: dict[str, Unit], time_machine
) -> None:
    time_machine.move_to("2026-06-30T12:00:00+07:00", tick=False)
    old, new = make_user("cu", tree["commune"]), make_user("moi", tree["other"])
    tree["school"].reached_by.filter(ancestor=tree["commune"]).update(until=date(2026, 7, 1))
    tree["school"].reached_by.create(ancestor=tree["other"], since=date(2026, 7, 1))
    assert (_seen(old, tree), _seen(new, tree)) == ("commune school", "other")
    time_machine.move_to("2026-07-01T00:00:00+07:00", tick=False)
    assert (_seen(old, tree), _seen(new, tree)) == ("commune", "school other")


def test_two_roles_that_reach_the_same_unit_give_its_rows_once(tree: dict[str, Unit]) -> None:
    user = make_user("canbo", tree["province"])
    make_plan(user)
    give_role(account=user, role=Role.VIEWER, unit_id=tree["province"].pk, by=None)
    assert PlanDocument.objects.visible_to(user, Permission.PLAN_READ).count() == 1


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (TODAY + timedelta(days=1), None, False),
        (None, TODAY - timedelta(days=1), False),
        (TODAY - timedelta(days=9), TODAY + timedelta(days=9), True),
    ],
)
def test_a_role_counts_on_its_first_and_last_day_and_between(
    first: date | None, last: date | None, counts: bool, tree: dict[str, Unit], time_machine
) -> None:
    time_machine.move_to("2026-11-20T23:00:00+07:00", tick=False)
    user = make_user("canbo", tree["commune"], None)
    give_role(
        account=user,
        role=Role.REPORTER,
        unit_id=tree["commune"].pk,
        first_day=first,
        last_day=last,
        by=None,
    )
    assert may(user, Permission.PROGRAMME_ANSWER, tree["school"].pk) is counts
    assert roles_of(user) == ({Role.REPORTER} if counts else set())


def test_who_has_no_role_may_nothing(tree: dict[str, Unit]) -> None:
    user = make_user("canbo", tree["commune"], None)
    assert (_seen(user, tree), permissions_of(user)) == ("", frozenset())
    assert permissions_of(AnonymousUser()) == frozenset()
    with pytest.raises(Denied, match="chưa có quyền tải kế hoạch lên"):
        require(user, Permission.PLAN_UPLOAD, tree["commune"].pk)


def test_who_gives_roles_does_not_read_the_log_in_which_that_is_written(
    tree: dict[str, Unit],
) -> None:
    for role in Role:
        user = make_user(f"nguoi-{role.value}", tree["commune"], role)
        held = permissions_of(user)
        assert Permission.PLAN_READ in held
        assert not {Permission.ACCOUNT_MANAGE, Permission.AUDIT_READ} <= held


def _lend(giver: User, receiver: User, first: date, last: date) -> Delegation:
    return delegate(
        assignment=giver.assignments.get(),
        receiver=receiver,
        first_day=first,
        last_day=last,
        reason="nghỉ phép",
        by=giver,
    )


@pytest.fixture
def giver(tree: dict[str, Unit]) -> User:
    """A standing officer of the province."""
    return make_user("nguoigiao", tree["province"])


@pytest.fixture
def receiver(giver: User) -> User:
    """A colleague without a role."""
    return make_user("nguoinhan", giver.office, None)


def test_a_lent_role_reaches_as_far_as_the_giver_while_it_runs(
    giver: User, receiver: User, tree: dict[str, Unit], time_machine
) -> None:
    time_machine.move_to("2026-11-20T08:00:00+07:00", tick=False)
    _lend(giver, receiver, TODAY + timedelta(days=1), TODAY + timedelta(days=2))
    assert _seen(receiver, tree) == ""
    for day in ("2026-11-21", "2026-11-22"):
        time_machine.move_to(f"{day}T08:00:00+07:00", tick=False)
        assert _seen(receiver, tree) == _seen(giver, tree) == "province commune school other"
        assert roles_of(receiver) == {Role.STANDING_OFFICER}
        assert held_at(receiver, Permission.PLAN_UPLOAD) == {tree["province"].pk}
    time_machine.move_to("2026-11-23T00:00:00+07:00", tick=False)
    assert _seen(receiver, tree) == ""


@pytest.mark.parametrize("end", ["revoked", "role taken", "role ended", "giver stopped"])
def test_a_lent_role_ends_with_what_it_rests_on(
    end: str, giver: User, receiver: User, tree: dict[str, Unit]
) -> None:
    today = timezone.localdate()
    lent = _lend(giver, receiver, today, today)
    assert _seen(receiver, tree)
    if end == "revoked":
        revoke_delegation(delegation=lent, by=giver)
    elif end == "role taken":
        take_role(assignment=giver.assignments.get(), by=None)
    elif end == "role ended":
        giver.assignments.update(last_day=today - timedelta(days=1))
    else:
        giver.is_active = False
        giver.save()
    assert _seen(receiver, tree) == ""


def test_a_receiver_who_is_stopped_or_who_lends_on_gets_nothing(
    giver: User, receiver: User, tree: dict[str, Unit]
) -> None:
    today = timezone.localdate()
    _lend(giver, receiver, today, today)
    receiver.is_active = False
    receiver.save()
    assert _seen(receiver, tree) == ""
    assert not receiver.assignments.exists()  # only what is one's own can be lent


def test_roles_are_read_once_for_a_page_and_each_time_otherwise(
    giver: User, tree: dict[str, Unit], django_assert_num_queries
) -> None:
    with django_assert_num_queries(3), remembering():
        list(PlanDocument.objects.visible_to(giver, Permission.PLAN_READ))
        may(giver, Permission.PLAN_READ, tree["school"].pk)
    with django_assert_num_queries(2):
        may(giver, Permission.PLAN_READ, tree["school"].pk)
    giver.assignments.all().delete()
    assert not may(giver, Permission.PLAN_READ, tree["school"].pk)


def test_a_place_is_ones_own_only_by_a_role_that_is_not_lent(
    giver: User, receiver: User, tree: dict[str, Unit]
) -> None:
    own = frozenset(giver.assignments.values_list("unit_id", flat=True))
    today = timezone.localdate()
    _lend(giver, receiver, today, today)
    assert own_places(giver, Permission.PLAN_READ) == held_at(giver, Permission.PLAN_READ) == own
    assert held_at(receiver, Permission.PLAN_READ) >= own
    assert not own_places(receiver, Permission.PLAN_READ) & own
    assert own_places(AnonymousUser(), Permission.PLAN_READ) == frozenset()


def test_what_one_page_remembered_the_next_does_not(giver: User, tree: dict[str, Unit]) -> None:
    with remembering():
        assert may(giver, Permission.PLAN_READ, tree["school"].pk)
    giver.assignments.all().delete()
    with remembering():
        assert not may(giver, Permission.PLAN_READ, tree["school"].pk)
