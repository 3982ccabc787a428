"""In whose name somebody can act: by a role there that works today, or from the unit's own desk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from phongtrao.access.models import Assignment, Delegation, Permission, Role, User
from phongtrao.access.queries import acted_for
from tests.factories import make_unit, make_user

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=400)
DAY = timedelta(days=1)


@pytest.fixture
def tree() -> tuple[Unit, Unit, Unit]:
    """A province with two communes."""
    province = make_unit("Tỉnh Mẫu")
    return province, make_unit("Xã Một", province), make_unit("Xã Hai", province)


def named(*units: Unit) -> list[str]:
    found = acted_for({unit.pk for unit in units}, Permission.PROGRAMME_ANSWER)
    return [unit.name for unit in units if unit.pk in found]


@pytest.mark.parametrize("role", Role)
def test_a_role_that_may_do_it_acts_for_its_own_unit_alone(
    tree: tuple[Unit, Unit, Unit], role: Role
) -> None:
    make_user("canbo", tree[0], role)
    able = {Role.REPORTER, Role.APPROVER, Role.STANDING_OFFICER}
    assert named(*tree) == (["Tỉnh Mẫu"] if role in able else [])


def test_an_account_without_a_role_acts_for_nobody(tree: tuple[Unit, Unit, Unit]) -> None:
    make_user("canbo", tree[1], None)
    assert named(*tree) == []
    assert acted_for([], Permission.PROGRAMME_ANSWER) == frozenset()


def test_a_role_above_acts_at_the_desk_of_the_account(tree: tuple[Unit, Unit, Unit]) -> None:
    province, first, second = tree
    user = make_user("canbo", first, None)
    Assignment.objects.create(user=user, role=Role.REPORTER, unit=province)
    assert named(*tree) == ["Tỉnh Mẫu", "Xã Một"]
    assert named(first) == ["Xã Một"]
    Assignment.objects.update(unit=second)
    assert named(*tree) == ["Xã Hai"]


def test_who_was_stopped_acts_for_nobody_and_who_only_stayed_away_does(
    tree: tuple[Unit, Unit, Unit],
) -> None:
    user = make_user("canbo", tree[1])
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert named(*tree) == []
    User.objects.filter(pk=user.pk).update(is_active=True, opened_at=LONG_AGO)
    assert named(*tree) == ["Xã Một"]


@pytest.mark.parametrize(
    ("days", "acts"),
    [((-5, -1), False), ((1, 5), False), ((0, 0), True), ((None, -1), False), ((-1, None), True)],
)
def test_a_role_counts_on_its_days(
    tree: tuple[Unit, Unit, Unit], days: tuple[int | None, int | None], acts: bool
) -> None:
    make_user("canbo", tree[1])
    first, last = (None if one is None else timezone.localdate() + one * DAY for one in days)
    Assignment.objects.update(first_day=first, last_day=last)
    assert bool(named(*tree)) is acts


def test_a_role_that_was_lent_counts_while_both_are_there(tree: tuple[Unit, Unit, Unit]) -> None:
    province, first, _ = tree
    holder, receiver = make_user("canbo", province), make_user("truc", first, None)
    today = timezone.localdate()
    lent = Delegation.objects.create(
        assignment=holder.assignments.get(), receiver=receiver, first_day=today, last_day=today
    )
    assert named(*tree) == ["Tỉnh Mẫu", "Xã Một"]
    for change in ({"last_day": today - DAY}, {"first_day": today + DAY}):
        Delegation.objects.update(**{"first_day": today - DAY, "last_day": today + DAY} | change)
        assert named(*tree) == ["Tỉnh Mẫu"]
    Delegation.objects.update(first_day=today, last_day=today)
    User.objects.filter(pk=receiver.pk).update(is_active=False)
    assert named(*tree) == ["Tỉnh Mẫu"]
    User.objects.update(is_active=True)
    assert named(*tree) == ["Tỉnh Mẫu", "Xã Một"]
    User.objects.filter(pk=holder.pk).update(is_active=False)
    assert named(*tree) == []
    User.objects.update(is_active=True)
    lent.revoked_at = timezone.now()
    lent.save()
    assert named(*tree) == ["Tỉnh Mẫu"]


def test_many_units_cost_as_many_queries_as_few(
    tree: tuple[Unit, Unit, Unit], django_assert_num_queries
) -> None:
    for many in (1, 3):
        for number, unit in enumerate(tree[:many]):
            make_user(f"canbo{many}{number}", unit)
        with django_assert_num_queries(3):
            acted_for({unit.pk for unit in tree}, Permission.PROGRAMME_ANSWER)
