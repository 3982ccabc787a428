"""Units are merged, split and ended while a period runs: the list follows, nothing sent is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.reporting.actions.lists import refresh_list
from phongtrao.reporting.actions.verdicts import exempt, return_report
from phongtrao.reporting.models import Obligation, ObligationState, Submission
from phongtrao.reporting.queries.figures import summed
from phongtrao.reporting.queries.lists import (
    ListChange,
    ended_owing,
    inherited,
    list_change,
)
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import (
    preview_merge,
    preview_split,
)
from phongtrao.units.actions.proposing import NewUnit, Part
from phongtrao.units.models import Level, Unit
from tests.programme.cascade_rows import merge
from tests.programme.reorganisation_rows import day
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    accept,
    make_asked,
    send,
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


def test_the_heir_owes_and_the_silent_ended_units_do_not_any_more() -> None:
    asked = asked_in_spring()
    first, second, *_ = asked.story.communes
    merge("Xã Mới", first, second, on="2020-07-01")
    assert ended_owing(asked.period, AUTUMN) == 2
    found = refresh(asked)
    assert [(one.name, one.of, one.sent) for one in found.joins] == [
        ("Xã Mới", ("Xã 1", "Xã 2"), ())
    ]
    assert [one.reason for one in found.leaves] == ["Sáp nhập vào Xã Mới từ 01/07/2020"] * 2
    assert lines(asked) == {
        "Xã 1": ObligationState.EXEMPT,
        "Xã 2": ObligationState.EXEMPT,
        "Xã 3": ObligationState.OWED,
        "Xã 4": ObligationState.OWED,
        "Xã Mới": ObligationState.OWED,
    }
    assert asked.of(first).exempt_reason == "Sáp nhập vào Xã Mới từ 01/07/2020"
    assert totals(asked) == (0, 0, 3)
    assert ended_owing(asked.period, AUTUMN) == 0
    heir = asked.of(Unit.objects.get(name="Xã Mới"))
    assert (heir.commune, heir.province) == (heir.unit, asked.story.province)
    assert heir.due_on == asked.of(asked.story.communes[2]).due_on


def test_what_ended_units_sent_stays_and_counts_with_the_heir() -> None:
    asked = asked_in_spring()
    first, second, third, _ = asked.story.communes
    with day(date(2020, 6, 1)):
        send(asked, first, 5, 7, 1)
        accept(asked, first)
    kept = list(Submission.objects.values())
    new = merge("Xã Mới", first, second, third, on="2020-07-01")
    found = refresh(asked)
    assert [(one.name, one.heirs, bool(one.sent_at)) for one in found.stays] == [
        ("Xã 1", ("Xã Mới",), True)
    ]
    assert found.joins[0].sent == ("Xã 1",)
    assert asked.of(first).state == ObligationState.ACCEPTED
    assert list(Submission.objects.values()) == kept
    with day(AUTUMN):
        send(asked, new, 10, 10, 2)
    assert totals(asked, new) == (15, 2, 2)
    assert totals(asked, asked.story.province) == (15, 2, 3)
    assert totals(asked, first) == (0, 0, 0)
    assert [(one.unit, bool(one.sent_at)) for one in inherited(asked.of(new))] == [("Xã 1", True)]


def test_an_heir_that_sent_the_reports_of_all_it_follows_owes_none_of_its_own() -> None:
    asked = asked_in_spring()
    first, second, *_ = asked.story.communes
    merge("Xã Mới", first, second, on="2020-07-01")
    with day(AUTUMN):
        send(asked, first, 5, 7, 1)
        send(asked, second, 5, 7, 1)
    found = changed(asked)
    assert not found.joins
    assert len(found.stays) == 2
    refresh(asked)
    assert "Xã Mới" not in lines(asked)
    assert totals(asked, Unit.objects.get(name="Xã Mới")) == (10, 2, 2)


def test_an_heir_on_the_list_answers_for_what_it_takes_in() -> None:
    asked = asked_in_spring()
    first, second, *_ = asked.story.communes
    carry_out(proposal=preview_merge(units=[first], into=second, on=MERGED, decision=None), by=None)
    found = refresh(asked)
    assert not found.joins
    assert [one.reason for one in found.leaves] == ["Sáp nhập vào Xã 2 từ 01/07/2020"]


@pytest.mark.parametrize("how", ["sent before", "exempt"])
def test_nobody_leaves_whose_heir_tells_nothing_more(how: str) -> None:
    asked = asked_in_spring()
    first, second, *_ = asked.story.communes
    with day(date(2020, 6, 1)):
        if how == "exempt":
            exempt(obligation=asked.of(second), reason="Mới lập", by=asked.officer)
        else:
            send(asked, second, 5, 7, 1)
    carry_out(proposal=preview_merge(units=[first], into=second, on=MERGED, decision=None), by=None)
    found = changed(asked)
    assert not found.leaves
    assert [(one.name, one.heirs, one.sent_at) for one in found.stays] == [
        ("Xã 1", ("Xã 2",), None)
    ]
    refresh(asked)  # its place becomes that of its heir
    assert asked.of(first).state == ObligationState.OWED
    with day(AUTUMN):
        send(asked, first, 1, 1, 1)
    assert totals(asked, second)[0] == (1 if how == "exempt" else 6)


def test_an_heir_that_sent_after_it_took_in_has_told_all() -> None:
    asked = asked_in_spring()
    first, second, *_ = asked.story.communes
    carry_out(proposal=preview_merge(units=[first], into=second, on=MERGED, decision=None), by=None)
    with day(AUTUMN):
        send(asked, second, 5, 7, 1)
    assert [one.name for one in changed(asked).leaves] == ["Xã 1"]


def test_a_returned_report_of_an_ended_unit_waits_for_its_heir() -> None:
    asked = asked_in_spring()
    first, second, *_ = asked.story.communes
    with day(date(2020, 6, 1)):
        row = send(asked, first, 5, 7, 1)
        return_report(obligation=row, revision=1, reason="Khác sổ", by=asked.officer)
    new = merge("Xã Mới", first, second, on="2020-07-01")
    found = refresh(asked)
    assert found.joins[0].sent == ()
    assert asked.of(first).state == ObligationState.RETURNED
    with day(AUTUMN):
        send(asked, first, 6, 7, 1)
    assert totals(asked, new) == (6, 1, 2)


def test_generations_are_followed_to_who_is_there_now() -> None:
    asked = asked_in_spring()
    first, second, third, _ = asked.story.communes
    new = merge("Xã Mới", first, second, on="2020-07-01")
    refresh(asked, date(2020, 7, 15))
    merge("Xã Mới Nữa", new, third, on="2020-08-01")
    found = refresh(asked)
    assert [(one.name, one.of) for one in found.joins] == [("Xã Mới Nữa", ("Xã 3", "Xã Mới"))]
    assert asked.of(first).exempt_reason == "Sáp nhập vào Xã Mới từ 01/07/2020"
    assert totals(asked)[2] == 2


def test_all_parts_of_a_split_unit_owe() -> None:
    asked = asked_in_spring()
    first = asked.story.communes[0]
    split(first, MERGED, ("Xã Đông", "0.6"), ("Xã Tây", "0.4"))
    found = refresh(asked)
    assert [one.name for one in found.joins] == ["Xã Tây", "Xã Đông"]
    assert [one.reason for one in found.leaves] == ["Chia tách thành Xã Tây, Xã Đông từ 01/07/2020"]
    assert totals(asked)[2] == 5


def test_what_a_split_unit_sent_stays_its_own() -> None:
    asked = asked_in_spring()
    first = asked.story.communes[0]
    with day(date(2020, 6, 1)):
        send(asked, first, 5, 7, 1)
    split(first, MERGED, ("Xã Đông", None), ("Xã Tây", None))
    refresh(asked)
    assert asked.of(first).commune == first
    assert totals(asked, first) == (5, 1, 1)
    assert totals(asked, asked.story.province) == (5, 1, 6)
