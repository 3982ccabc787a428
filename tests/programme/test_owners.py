"""For whom an office publishes a programme, and to whom it gives work by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.models import Role, User
from phongtrao.programme.actions import bodies, publishing
from phongtrao.programme.models import Programme, TaskBody
from phongtrao.programme.queries.programmes import owners_for
from tests.factories import make_unit, make_user
from tests.programme.plan_rows import Office, checked_plan, make_province, publish

if TYPE_CHECKING:
    from phongtrao.plans.models import PlanDocument
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_province()


def plan_of(unit: Unit) -> PlanDocument:
    """A checked plan of a unit's standing officer."""
    by = make_user(f"thuongtruc{unit.pk}", unit)
    return checked_plan(Office(unit, by, {}, []))


def officer_of(plan: PlanDocument) -> User:
    """Who took the plan in."""
    return User.objects.get(office=plan.office)


def test_a_commune_publishes_for_itself_alone(office: Office, browser_of) -> None:
    commune = office.communes[0]
    plan = plan_of(commune)
    assert list(owners_for(plan)) == [commune]
    client = browser_of(officer_of(plan))
    address = reverse("programme:publish", args=[plan.pk])
    assert client.get(address).context["form"].initial["unit"] == commune
    sent = {"unit": office.province.pk, "begins_on": "01/01/2026", "ends_on": "31/12/2026"}
    assert client.post(address, sent).status_code == 422
    with pytest.raises(
        publishing.UnitNotOfOffice, match="Xã 1 không ban hành được chương trình của Tỉnh Mẫu"
    ):
        publish(office, plan, by=officer_of(plan))
    assert not Programme.objects.exists()
    assert client.post(address, {**sent, "unit": commune.pk}).status_code == 302
    assert Programme.objects.get().unit == commune


def test_a_body_publishes_for_its_ground_and_for_nothing_higher(office: Office, browser_of) -> None:
    commune = office.communes[0]
    station = make_unit("Công an Xã 1", commune, kind="công an")
    plan = plan_of(station)
    assert set(owners_for(plan)) == {station, commune}
    client = browser_of(officer_of(plan))
    address = reverse("programme:publish", args=[plan.pk])
    assert client.get(address).context["form"].initial["unit"] == commune
    with pytest.raises(publishing.UnitNotOfOffice):
        publish(office, plan, by=officer_of(plan))
    assert publish(office, plan, by=officer_of(plan), unit=commune).unit == commune


def test_the_police_of_a_province_publish_for_it(office: Office) -> None:
    assert set(owners_for(checked_plan(office))) == {office.province, office.officer.office}


def programme_of(unit: Unit, words: str = "Kiểm lâm bạn") -> Programme:
    """A programme of a unit, a task of which names a body that nobody knows yet."""
    plan = plan_of(unit)
    by = officer_of(plan)
    programme = publish(Office(unit, by, {}, []), plan, by=by)
    TaskBody.objects.create(task=programme.tasks.all()[0], words=words, leads=True)
    return programme


def test_a_commune_gives_no_work_to_its_neighbour(office: Office, browser_of) -> None:
    first, second, _ = office.communes
    programme = programme_of(first)
    client = browser_of(programme.published_by)
    address = reverse("programme:bodies", args=[programme.pk])
    refused = client.post(address, {"words": "Kiểm lâm bạn", "name": second.name})
    assert refused.status_code == 422
    assert "Xã 2 không thuộc Xã 1" in refused.text
    assert not TaskBody.objects.filter(unit=second).exists()


def test_work_goes_to_whom_the_office_answers_to_and_whom_the_officer_reaches(
    office: Office,
) -> None:
    first, second, third = office.communes
    programme = programme_of(first)
    below = make_unit("Khu phố Một", first, level="neighbourhood")
    facts = {"programme": programme, "words": "Kiểm lâm bạn", "group": ""}
    for unit in (below, first, office.province):
        assert bodies.match_body(unit=unit, by=programme.published_by, **facts) == 1
    with pytest.raises(bodies.UnitElsewhere):
        bodies.match_body(unit=third, by=programme.published_by, **facts)
    wide = make_user("captinh", office.province, Role.STANDING_OFFICER)
    assert bodies.match_body(unit=second, by=wide, **facts) == 1
