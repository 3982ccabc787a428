"""A form says which levels accept its reports: each in its turn, and nobody in place of another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.core.flow.table import MoveRefused
from phongtrao.core.sheets.reading import read_cells
from phongtrao.programme.models import Group
from phongtrao.programme.queries.work import owed_by
from phongtrao.reporting.actions.bulk import send_many
from phongtrao.reporting.actions.forms import new_version
from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.actions.verdicts import accept_many, accept_report, return_report
from phongtrao.reporting.models import ObligationState
from phongtrao.reporting.queries.as_of_day import standing_on
from phongtrao.reporting.queries.sheets import layout_of, sheet_of
from phongtrao.reporting.queries.stages import levels_above
from phongtrao.reporting.queries.sums import Reader
from phongtrao.reporting.queries.verdict_page import next_waiting
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import hand, make_story
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.form_rows import change
from tests.reporting.report_rows import (
    Asked,
    crime_reports,
    make_form,
    open_period,
    send,
    typed,
    window,
)
from tests.reporting.total_rows import stored

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
BOTH = ("province", "commune")
"""As they are chosen; the order is the program's."""


@dataclass
class Levels:
    """A school of the first commune reports; so does the commune itself."""

    asked: Asked
    school: Unit
    commune: User
    province: User


@pytest.fixture
def levels() -> Levels:
    story = make_story(2)
    school = make_unit("Trường Một", story.communes[0], kind="trường học")
    hand(story, *story.communes, school)
    police = make_unit("Công an Xã 1", story.communes[0], kind="công an")
    story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
    form = make_form(story, crime_reports(story), group=Group.EVERYONE, levels=BOTH)
    asked = Asked(story, form, open_period(form=form, window=window(form), by=story.officer))
    commune = make_user("duyetxa", police)
    commune.assignments.create(role=Role.APPROVER, unit=story.communes[0])
    return Levels(asked, school, commune, story.officer)


def accept(levels: Levels, unit: Unit, by: User) -> None:
    row = levels.asked.of(unit)
    assert row.current
    accept_report(obligation=row, revision=row.current.revision, by=by)


def to_approve(user: User) -> list[str]:
    return [one.what for one in owed_by(user, date(2020, 4, 2)) if one.kind == "Duyệt báo cáo"]


def test_a_level_without_an_office_above_or_of_the_unit_itself_is_left_out() -> None:
    both = ("commune", "province")
    assert levels_above(both, 9, 5, 1) == both
    assert levels_above(both, 5, 5, 1) == ("province",)
    assert levels_above(both, 9, None, 1) == ("province",)
    assert levels_above(both, 1, None, 1) == ()


def test_the_commune_accepts_first_and_then_the_province(levels: Levels) -> None:
    asked, school = levels.asked, levels.school
    send(asked, school, 5, 5, 4)
    assert asked.of(school).waits_for == "commune"
    with pytest.raises(MoveRefused, match="báo cáo này do cấp xã duyệt hoặc trả lại"):
        accept(levels, school, levels.province)
    with pytest.raises(MoveRefused, match="cấp xã"):
        return_report(obligation=asked.of(school), revision=1, reason="Sai", by=levels.province)
    accept(levels, school, levels.commune)
    row = asked.of(school)
    assert (row.state, row.stage, row.waits_for) == (ObligationState.SENT, 1, "province")
    with pytest.raises(MoveRefused, match="báo cáo này do cấp tỉnh duyệt hoặc trả lại"):
        accept(levels, school, levels.commune)
    accept(levels, school, levels.province)
    row = asked.of(school)
    assert (row.state, row.stage, row.waits_for) == (ObligationState.ACCEPTED, 2, "province")
    with pytest.raises(MoveRefused, match="cấp tỉnh"):
        return_report(obligation=row, revision=1, reason="Sai", by=levels.commune)
    kept = stored(asked)
    rebuild_totals(asked.period)
    assert stored(asked) == kept


def test_a_commune_s_own_report_goes_straight_to_the_province(levels: Levels) -> None:
    commune = levels.asked.story.communes[0]
    send(levels.asked, commune, 5, 5, 4)
    accept(levels, commune, levels.province)
    assert levels.asked.of(commune).state == ObligationState.ACCEPTED


def test_each_office_is_shown_what_waits_for_its_level(levels: Levels) -> None:
    asked, school = levels.asked, levels.school
    row, other = send(asked, school, 5, 5, 4), send(asked, asked.story.communes[1], 1, 1, 1)
    assert [one[-19:] for one in to_approve(levels.commune)] == ["1 báo cáo chờ duyệt"]
    assert [one[-19:] for one in to_approve(levels.province)] == ["1 báo cáo chờ duyệt"]
    assert next_waiting(levels.province, row) == other.pk
    assert next_waiting(levels.commune, other) == row.pk
    page = client_of(levels.province).get(reverse("reporting:period", args=[asked.period.pk]))
    assert page.context["waiting"] == 1
    assert "chờ cấp xã duyệt" in page.text
    accept(levels, school, levels.commune)
    assert to_approve(levels.commune) == []
    page = client_of(levels.province).get(reverse("reporting:accept", args=[row.pk]))
    assert "Đã qua 1/2 cấp duyệt, chờ cấp tỉnh duyệt." in page.text


def test_many_are_accepted_by_the_level_for_which_they_wait(levels: Levels) -> None:
    asked, school = levels.asked, levels.school
    sender = make_user("nhap", asked.story.province, Role.REPORTER)
    cells, _ = read_cells(sheet_of(asked.form), typed(5, 5, 4))
    units = (school, *asked.story.communes)
    send_many(period=asked.period, rows={unit.pk: cells for unit in units}, by=sender)
    assert [asked.of(unit).waits_for for unit in units] == ["commune", "province", "province"]
    address = reverse("reporting:accept_many", args=[asked.period.pk])
    client = client_of(levels.province)
    shown = client.get(reverse("reporting:period", args=[asked.period.pk])).context["newest"]
    said = client.post(address, {"all": "1", "newest": shown}, follow=True).text
    assert "Đã duyệt 2 báo cáo." in said
    assert "Chưa duyệt" not in said
    done = accept_many(period=asked.period, obligations=[asked.of(school).pk], by=levels.province)
    assert done.refused == {"Trường Một": "báo cáo này do cấp xã duyệt hoặc trả lại"}
    accept_many(period=asked.period, obligations=[asked.of(school).pk], by=levels.commune)
    assert asked.of(school).waits_for == "province"


def test_a_body_approves_in_the_name_of_the_level_on_whose_ground_it_lies(levels: Levels) -> None:
    """The line of the police: the school is commanded by the police of the commune."""
    asked = levels.asked
    police = levels.commune.office
    guarded = make_unit("Tổ bảo vệ", asked.story.communes[0], line=police, kind="tổ")
    asked.period.obligations.filter(unit=levels.school).update(unit=guarded)
    levels.commune.assignments.all().delete()
    levels.commune.assignments.create(role=Role.APPROVER, unit=police)
    send(asked, guarded, 5, 5, 4)
    accept(levels, guarded, levels.commune)
    assert asked.of(guarded).waits_for == "province"


def test_how_it_stood_on_a_day_counts_the_levels_of_each_unit(levels: Levels) -> None:
    asked, school = levels.asked, levels.school
    commune = asked.story.communes[0]
    with day(date(2020, 4, 2)):
        send(asked, school, 5, 5, 4)
        send(asked, commune, 1, 1, 1)
        accept(levels, school, levels.commune)
        accept(levels, commune, levels.province)
    with day(date(2020, 4, 3)):
        accept(levels, school, levels.province)
    for on, state, accepted in ((2, "sent", 1), (3, "accepted", 2)):
        then = standing_on(asked.period, asked.period.obligations.all(), date(2020, 4, on))
        states = {one.pk: one.state for one in then.entries}
        assert states[asked.of(school).pk] == state
        reader = Reader([asked.period], {asked.form.pk: layout_of(asked.form)}, date(2020, 4, on))
        assert reader.at(None)[asked.period.pk].accepted.reported[0] == accepted


def test_the_form_says_who_accepts_and_a_new_version_keeps_it(levels: Levels) -> None:
    form = levels.asked.form
    assert form.levels == ["commune", "province"]
    office = client_of(levels.province)
    address = reverse("reporting:form", args=[form.pk])
    assert "Duyệt: cấp xã, rồi cấp tỉnh" in " ".join(office.get(address).text.split())
    fresh = new_version(form=form, by=levels.province)
    assert fresh.levels == form.levels
    head = reverse("reporting:form_head", args=[fresh.pk])
    assert 'value="commune" class' in office.get(head).text or "checked" in office.get(head).text
    facts = {"name": "Tên", "window": "keep", "stages": "1", "levels": ["province"]}
    assert change(office, head, facts).status_code == 302
    fresh.refresh_from_db()
    assert fresh.levels == ["province"]
