"""More of what test_lists is about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.reporting.actions.lists import ListMovedOn, ListUpToDate, refresh_list
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.models import Obligation, ObligationState, Total
from phongtrao.reporting.queries.figures import summed
from phongtrao.reporting.queries.lists import (
    ListChange,
    ended_owing,
    list_change,
)
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import (
    preview_end,
    preview_merge,
    preview_move,
    preview_reclassify,
    preview_split,
)
from phongtrao.units.actions.proposing import NewUnit, Part
from phongtrao.units.models import Level, Unit
from tests.factories import make_unit
from tests.programme.cascade_rows import hand, make_commune, make_story, merge
from tests.programme.reorganisation_rows import day
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    crime_reports,
    make_asked,
    make_form,
    reporter_of,
    send,
    window,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


pytestmark = pytest.mark.django_db


YEARS = {**QUARTERS, "id": "calendar-year", "rhythm": "year"}


SPRING, MERGED, AUTUMN, WINTER = (
    date(2020, 2, 3),
    date(2020, 7, 1),
    date(2020, 9, 1),
    date(2021, 1, 2),
)


def asked_in_spring(communes: int = 4, rule: Mapping[str, Any] = YEARS) -> Asked:
    """The figures of 2020 are asked for in February."""
    with day(SPRING):
        return make_asked(communes=communes, rule=rule)


def asked_of_bodies(kind: str) -> tuple[Asked, tuple[Unit, Unit]]:
    """Two bodies of a kind in the first of two communes owe the figures of 2020."""
    with day(SPRING):
        story = make_story(2)
        first, second = (make_unit(f"Trường {name}", story.communes[0], kind=kind) for name in "AB")
        hand(story, first, second)
        story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
        form = make_form(story, crime_reports(story), YEARS, group=kind)
        period = open_period(form=form, window=window(form), by=story.officer)
    return Asked(story, form, period), (first, second)


def changed(asked: Asked, on: date = AUTUMN) -> ListChange:
    """What bringing the list up to date would do on a day."""
    return list_change(asked.period, on)


def refresh(asked: Asked, on: date = AUTUMN) -> ListChange:
    with day(on):
        return refresh_list(period=asked.period, by=asked.officer)


def lines(asked: Asked) -> dict[str, str]:
    """Unit → the state of its line."""
    rows = Obligation.objects.filter(period=asked.period).select_related("unit")
    return {row.unit.name: row.state for row in rows}


def split(unit: Unit, on: date, *parts: tuple[str, str | None]) -> list[Unit]:
    """A commune becomes several, with shares."""
    version = unit.versions.get(valid_to=None)
    proposal = preview_split(
        unit=unit,
        parts=[
            Part(
                NewUnit(
                    Level.COMMUNE, {"name": name, "kind": "xã", "territory": version.territory}
                ),
                None if share is None else Decimal(share),
            )
            for name, share in parts
        ],
        children={},
        on=on,
        decision=None,
    )
    carry_out(proposal=proposal, by=None)
    return [Unit.objects.get(name=name) for name, _ in parts]


def totals(asked: Asked, place: Unit | None = None) -> tuple[int, int, int]:
    """The sum of the first box, how many reported and how many are expected."""
    found = summed(asked.period, layout_of(asked.form), place)
    return int(found.whole.sums[0, 0]), found.reported, found.expected


def test_a_unit_that_ended_without_heir_leaves_with_its_reason() -> None:
    asked = asked_in_spring()
    first = asked.story.communes[0]
    carry_out(
        proposal=preview_end(units=[first], children_to=None, on=MERGED, decision=None), by=None
    )
    found = refresh(asked)
    assert [one.reason for one in found.leaves] == [
        "Kết thúc từ 01/07/2020, không có đơn vị kế thừa"
    ]
    assert totals(asked)[2] == 3


def test_an_heir_whom_the_form_does_not_ask_is_not_asked() -> None:
    asked, (school, _) = asked_of_bodies("trường học")
    centre = make_unit("Trung tâm", asked.story.communes[0], kind="trung tâm")
    carry_out(
        proposal=preview_merge(units=[school], into=centre, on=MERGED, decision=None), by=None
    )
    found = refresh(asked)
    assert found.joins == ()
    assert lines(asked) == {"Trường A": ObligationState.EXEMPT, "Trường B": ObligationState.OWED}


def test_a_period_that_was_over_before_stays_bit_for_bit() -> None:
    asked = asked_in_spring(rule=QUARTERS)
    first, second, *_ = asked.story.communes
    with day(date(2020, 4, 2)):
        send(asked, first, 5, 7, 1)
    before = [*Obligation.objects.values()], [*Total.objects.values()]
    merge("Xã Mới", first, second, on="2020-07-01")
    assert ended_owing(asked.period, AUTUMN) == 0
    assert changed(asked) == ListChange(asked.period.end)
    with day(AUTUMN), pytest.raises(ListUpToDate, match="đã đúng"):
        refresh_list(period=asked.period, by=asked.officer)
    assert ([*Obligation.objects.values()], [*Total.objects.values()]) == before
    # Who follows sends what is still open of the old one.
    with day(AUTUMN):
        send(asked, second, 1, 1, 1)
    assert totals(asked)[:2] == (6, 2)


def test_newcomers_are_named_and_not_counted() -> None:
    asked = asked_in_spring()
    with day(AUTUMN):
        fresh = make_commune("Xã Lập Sau", asked.story.province)
        hand(asked.story, fresh)
    found = changed(asked)
    assert found.newcomers == ("Xã Lập Sau",)
    assert not found.changes
    assert totals(asked)[2] == 4


def test_a_list_that_is_up_to_date_is_not_changed_again() -> None:
    asked = asked_in_spring()
    merge("Xã Mới", *asked.story.communes[:2], on="2020-07-01")
    refresh(asked)
    assert not changed(asked).changes
    assert not changed(asked, WINTER).changes


def test_a_list_refreshed_at_the_end_is_that_which_opening_at_the_end_makes() -> None:
    asked = asked_in_spring()
    first, second, third, _ = asked.story.communes
    merge("Xã Mới", first, second, on="2020-07-01")
    split(third, date(2020, 8, 1), ("Xã Đông", "0.5"), ("Xã Tây", "0.5"))
    refresh(asked, WINTER)
    names = ("unit_id", "commune_id", "province_id", "stratum", "due_on")

    def listed() -> set[tuple[Any, ...]]:
        rows = Obligation.objects.filter(period__form=asked.form)
        return set(rows.exclude(state=ObligationState.EXEMPT).values_list(*names))

    early = listed()
    Obligation.objects.all().delete()
    Total.objects.all().delete()
    asked.period.delete()
    with day(WINTER):
        open_period(form=asked.form, window=window(asked.form), by=asked.officer)
    assert listed() == early


def test_a_unit_that_was_moved_counts_where_it_lies_by_the_end() -> None:
    asked, (school, _) = asked_of_bodies("trường học")
    one, other = asked.story.communes
    with day(date(2020, 6, 1)):
        send(asked, school, 5, 7, 1)
    carry_out(
        proposal=preview_move(unit=school, territory=other, line=None, on=MERGED, decision=None),
        by=None,
    )
    found = refresh(asked)
    assert [(row.name, row.before, row.after) for row in found.moves] == [
        ("Trường A", "Xã 1, Tỉnh Mẫu, trường học", "Xã 2, Tỉnh Mẫu, trường học")
    ]
    assert totals(asked, one) == (0, 0, 1)
    assert totals(asked, other) == (5, 1, 1)
    kept = {(row.unit_id, row.accepted, bytes(row.row)) for row in Total.objects.all()}
    rebuild_totals(asked.period)
    assert {(row.unit_id, row.accepted, bytes(row.row)) for row in Total.objects.all()} == kept


def test_a_unit_that_begins_after_the_day_is_left_alone() -> None:
    asked = asked_in_spring()
    late = make_unit("Xã Lập Sau", asked.story.province, level=Level.COMMUNE, on=date(2022, 1, 1))
    Obligation.objects.create(period=asked.period, unit=late, due_on=asked.period.closes_on)
    assert not changed(asked).changes


def test_a_commune_that_becomes_a_ward_is_a_ward_from_the_next_list_on() -> None:
    asked = asked_in_spring()
    first = asked.story.communes[0]
    carry_out(
        proposal=preview_reclassify(
            unit=first, on=MERGED, decision=None, kind="phường", settlement="urban"
        ),
        by=None,
    )
    assert changed(asked, SPRING).moves == ()
    found = refresh(asked)
    assert [(one.name, one.before, one.after) for one in found.moves] == [
        ("Xã 1", "Xã 1, Tỉnh Mẫu, xã", "Xã 1, Tỉnh Mẫu, phường, đô thị")
    ]
    assert asked.of(first).stratum == "commune|urban||||phường"


def test_only_the_office_of_the_form_changes_its_list() -> None:
    asked = asked_in_spring()
    merge("Xã Mới", *asked.story.communes[:2], on="2020-07-01")
    with pytest.raises(Denied):
        refresh_list(period=asked.period, by=reporter_of(asked.story.communes[2]))


def test_what_is_done_is_what_was_shown() -> None:
    asked = asked_in_spring()
    merge("Xã Mới", *asked.story.communes[:2], on="2020-07-01")
    shown = changed(asked).seen
    merge("Xã Mới Nữa", *asked.story.communes[2:], on="2020-07-01")
    with day(AUTUMN), pytest.raises(ListMovedOn, match="vừa thay đổi"):
        refresh_list(period=asked.period, seen=shown, by=asked.officer)
    with day(AUTUMN):
        refresh_list(period=asked.period, seen=changed(asked).seen, by=asked.officer)
    (entry,) = LogEntry.objects.filter(action="period.refresh-list")
    assert {name: entry.detail[name] for name in ("joined", "exempt", "moved")} == {
        "joined": 2,
        "exempt": 4,
        "moved": 0,
    }


@pytest.mark.parametrize("communes", [4, 24])
def test_the_preview_costs_the_same_for_few_and_for_many(
    communes: int, django_assert_num_queries: Any
) -> None:
    asked = asked_in_spring(communes)
    merge("Xã Mới", *asked.story.communes[:-1], on="2020-07-01")
    with django_assert_num_queries(19):
        changed(asked)
