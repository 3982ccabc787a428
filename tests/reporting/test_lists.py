"""Units are merged, split and ended while a period runs: the list follows, nothing sent is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.reporting.actions.lists import ListMovedOn, ListUpToDate, refresh_list
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.actions.verdicts import exempt, return_report
from phongtrao.reporting.models import Obligation, ObligationState, Submission, Total
from phongtrao.reporting.queries.lists import (
    ListChange,
    inherited,
    list_change,
)
from phongtrao.reporting.queries.outdated import outdated_lists
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import (
    preview_end,
    preview_merge,
    preview_move,
    preview_reclassify,
)
from phongtrao.units.models import Level, Unit
from tests.factories import make_unit
from tests.programme.cascade_rows import hand, make_commune, merge
from tests.programme.reorganisation_rows import day
from tests.reporting.list_rows import (
    AUTUMN,
    MERGED,
    SPRING,
    WINTER,
    asked_in_spring,
    asked_of_bodies,
    lines,
    split,
    totals,
)
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    accept,
    reporter_of,
    send,
    window,
)

pytestmark = pytest.mark.django_db


def changed(asked: Asked, on: date = AUTUMN) -> ListChange:
    """What bringing the list up to date would do on a day."""
    return list_change(asked.period, on)


def refresh(asked: Asked, on: date = AUTUMN) -> ListChange:
    with day(on):
        return refresh_list(period=asked.period, by=asked.officer)


# Mergers


def test_the_heir_owes_and_the_silent_ended_units_do_not_any_more() -> None:
    asked = asked_in_spring()
    first, second, *_ = asked.story.communes
    merge("Xã Mới", first, second, on="2020-07-01")
    assert outdated_lists([asked.period], AUTUMN)
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
    assert not outdated_lists([asked.of(first).period], AUTUMN)
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
    new = merge("Xã Mới", first, second, on="2020-07-01")
    with day(AUTUMN):
        send(asked, first, 5, 7, 1, heir=new)
        send(asked, second, 5, 7, 1, heir=new)
    found = changed(asked)
    assert not found.joins
    assert len(found.stays) == 2
    refresh(asked)
    assert "Xã Mới" not in lines(asked)
    assert totals(asked, new) == (10, 2, 2)


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
        send(asked, first, 1, 1, 1, heir=second)
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
        send(asked, first, 6, 7, 1, heir=new)
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


# Splits and ends


def test_all_parts_of_a_split_unit_owe() -> None:
    asked = asked_in_spring()
    first = asked.story.communes[0]
    split(first, MERGED, ("Xã Đông", "0.6"), ("Xã Tây", "0.4"))
    found = refresh(asked)
    assert [one.name for one in found.joins] == ["Xã Đông", "Xã Tây"]
    assert [one.reason for one in found.leaves] == ["Chia tách thành Xã Đông, Xã Tây từ 01/07/2020"]
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


# What does not change


def test_a_period_that_was_over_before_stays_bit_for_bit() -> None:
    asked = asked_in_spring(rule=QUARTERS)
    first, second, *_ = asked.story.communes
    with day(date(2020, 4, 2)):
        send(asked, first, 5, 7, 1)
    before = [*Obligation.objects.values()], [*Total.objects.values()]
    new = merge("Xã Mới", first, second, on="2020-07-01")
    assert not outdated_lists([asked.period], AUTUMN)
    assert changed(asked) == ListChange(asked.period.end)
    with day(AUTUMN), pytest.raises(ListUpToDate, match="đã đúng"):
        refresh_list(period=asked.period, by=asked.officer)
    assert ([*Obligation.objects.values()], [*Total.objects.values()]) == before
    # Who follows sends what is still open of the old one.
    with day(AUTUMN):
        send(asked, second, 1, 1, 1, heir=new)
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


# Places and facts


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
        ("Xã 1", "Xã 1, Tỉnh Mẫu, xã, khu vực chưa xác định", "Xã 1, Tỉnh Mẫu, phường, đô thị")
    ]
    assert asked.of(first).stratum == "commune|urban||||phường"


# Who may, and what is written down


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
    with django_assert_num_queries(23):
        changed(asked)
