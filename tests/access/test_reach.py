"""Who reaches what."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from phongtrao.access.models import Assignment, Permission, Role, User
from phongtrao.plans.models import PlanDocument


def test_who_is_not_logged_in_sees_nothing(plan: PlanDocument) -> None:
    seen = PlanDocument.objects.visible_to(AnonymousUser(), Permission.PLAN_READ)
    assert plan not in seen


def test_a_role_names_the_person_and_the_unit(officer: User) -> None:
    role = Assignment.objects.get(user=officer, role=Role.STANDING_OFFICER)
    assert str(role) == "Cán bộ thuongtruc: Cán bộ thường trực, Công an tỉnh Mẫu"


def test_an_account_without_a_password_cannot_log_in(officer: User, client) -> None:
    user = User.objects.create_user("moi", full_name="Cán bộ mới", office=officer.office)
    assert not user.has_usable_password()
    assert not client.login(username="moi", password="")
