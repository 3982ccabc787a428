"""Which levels accept a report is settled when its line comes to the list: no merger changes it."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.programme.models import Group
from phongtrao.reporting.actions.lists import refresh_list
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.verdicts import accept_report
from phongtrao.reporting.models import Obligation, ObligationState
from phongtrao.reporting.queries.as_of_day import standing_on
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.queries.sums import Reader
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import hand, make_story, merge
from tests.programme.reorganisation_rows import day
from tests.reporting.list_rows import AUTUMN, SPRING, YEARS
from tests.reporting.report_rows import Asked, accept, crime_reports, make_form, send, window

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
KNOWN = date(2020, 5, 10)


@pytest.fixture
def asked() -> Asked:
    """Three communes and a school of the first owe the figures of the year, which the commune and
    the province accept; two communes have sent, the report of one is accepted.
    """
    with day(SPRING):
        story = make_story(3)
        school = make_unit("Trường Một", story.communes[0], kind="trường học")
        hand(story, *story.communes, school)
        story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
        form = make_form(
            story,
            crime_reports(story),
            YEARS,
            group=Group.EVERYONE,
            levels=("commune", "province"),
        )
        found = Asked(story, form, open_period(form=form, window=window(form), by=story.officer))
    with day(date(2020, 5, 4)):
        for unit in story.communes[:2]:
            send(found, unit, 5, 7, 1)
        accept(found, story.communes[0])
    return found


def known(asked: Asked) -> tuple[dict[str, str], int]:
    """Unit → how its report stood on a day in May, and how many counted as accepted."""
    then = standing_on(asked.period, asked.period.obligations.all(), KNOWN)
    reader = Reader([asked.period], {asked.form.pk: layout_of(asked.form)}, KNOWN)
    accepted = int(reader.at(None)[asked.period.pk].accepted.reported[0])
    return {one.name: one.state for one in then.entries}, accepted


def test_a_refreshed_list_keeps_what_was_accepted(asked: Asked) -> None:
    first, second, _ = asked.story.communes
    before, accepted = known(asked)
    assert (before[first.name], before[second.name], accepted) == ("accepted", "sent", 1)
    heir = merge("Xã Mới", first, second, on="2020-07-01")
    with day(AUTUMN):
        refresh_list(period=asked.period, by=asked.officer)
        assert asked.of(second).commune == heir
        after, accepted = known(asked)
        assert (after[first.name], after[second.name], accepted) == ("accepted", "sent", 1)
        accept(asked, second)
        assert asked.of(second).state == ObligationState.ACCEPTED
        send(asked, first, 6, 7, 1, reason="Sửa", heir=heir)
        assert asked.of(first).waits_for == "province"
        leader = make_user("lanhdaomoi", heir, Role.APPROVER)
        with pytest.raises(Denied):
            accept_report(obligation=asked.of(first), revision=2, by=leader)
        school = Obligation.objects.get(period=asked.period, unit__name="Trường Một")
        send(asked, school.unit, 6, 7, 1)
        assert asked.of(school.unit).waits_for == "commune"
        accept_report(obligation=asked.of(school.unit), revision=1, by=leader)
        assert asked.of(school.unit).waits_for == "province"


def lines(asked: Asked) -> dict[str, str]:
    return dict(asked.period.obligations.order_by().values_list("unit__name", "levels"))


def test_a_list_made_before_the_column_came_gets_its_levels(asked: Asked) -> None:
    kept = lines(asked)
    assert {kept["Trường Một"], kept["Xã 1"]} == {"commune province", "province"}
    first, second, _ = asked.story.communes
    heir: Unit = merge("Xã Mới", first, second, on="2020-07-01")
    asked.period.obligations.filter(unit__in=(first, second)).update(commune=heir)
    asked.period.obligations.update(levels="")
    fill = import_module("phongtrao.reporting.migrations.0025_levels_of_lines").fill
    fill(apps, None)
    assert lines(asked) == kept
