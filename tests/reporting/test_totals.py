"""Kept totals and kept counts of who owes are what adding up and counting anew would find."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phongtrao.programme.models import Group
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.totals import count_expected, rebuild_totals
from phongtrao.reporting.actions.verdicts import ask_again, exempt, return_report
from phongtrao.reporting.models import Expected, Obligation, Total
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.queries.sums import Reader, summed
from phongtrao.units.models import Level
from tests.factories import make_unit
from tests.reporting.report_rows import Asked, accept, make_asked, send, window
from tests.reporting.total_rows import counted, stored

pytestmark = pytest.mark.django_db


def expected(asked: Asked) -> list[int]:
    """How many reports are owed: in all, in the province, in each commune."""
    layout = layout_of(asked.form)
    places = (None, asked.story.province, *asked.story.communes)
    return [int(summed(asked.period, layout, place).many[0]) for place in places]


def test_who_is_exempt_is_not_expected_until_he_is_asked_again(asked: Asked) -> None:
    assert expected(asked) == [3, 3, 1, 1, 1]
    row = asked.of(asked.story.communes[1])
    exempt(obligation=row, reason="Không có địa bàn", by=asked.officer)
    assert expected(asked) == [2, 2, 1, 0, 1]
    ask_again(obligation=row, by=asked.officer)
    assert expected(asked) == [3, 3, 1, 1, 1]


def test_counting_anew_finds_a_unit_that_came_to_the_list_later(asked: Asked) -> None:
    late = make_unit("Cơ quan trung ương đóng tại địa bàn")
    Obligation.objects.create(period=asked.period, unit=late, due_on=asked.period.closes_on)
    count_expected(asked.period)
    assert expected(asked) == [4, 3, 1, 1, 1]
    assert set(Expected.objects.filter(unit=None).values_list("many", flat=True)) == {1}


def test_what_lies_below_no_province_is_in_the_whole_alone(asked: Asked) -> None:
    first, second, _ = asked.story.communes
    Obligation.objects.filter(unit=first).update(commune=None, province=None)
    count_expected(asked.period)
    send(asked, first, 5, 7, 1)
    send(asked, second, 1, 1, 1)
    layout = layout_of(asked.form)
    assert expected(asked) == [3, 2, 0, 1, 1]
    assert int(summed(asked.period, layout).whole.sums[0, 0]) == 6
    assert int(summed(asked.period, layout, asked.story.province).whole.sums[0, 0]) == 1
    kept = stored(asked)
    assert rebuild_totals(asked.period) == 2
    assert stored(asked) == kept


def test_a_period_without_reports_has_totals_of_none(asked: Asked) -> None:
    assert rebuild_totals(asked.period) == 0
    assert all(not any(bytes(row.row)) for row in Total.objects.all())
    assert Total.objects.count() == 2 * 4
    assert counted(summed(asked.period, layout_of(asked.form))) == (0, 0, 3)


def test_all_communes_are_read_with_a_fixed_number_of_queries(
    django_assert_num_queries: object,
) -> None:
    asked = make_asked(communes=6)
    layout = layout_of(asked.form)
    for unit in asked.story.communes[:4]:
        send(asked, unit, 5, 7, 1)
    accept(asked, asked.story.communes[0])
    Total.objects.filter(unit=asked.story.communes[5]).delete()
    later = open_period(form=asked.form, window=window(asked.form, 2020, 2), by=asked.officer)
    reader = Reader([asked.period, later], {asked.form.pk: layout})
    with django_assert_num_queries(2):
        units, found = reader.by_place(Level.COMMUNE, None)
    assert units == [unit.pk for unit in asked.story.communes]
    first, second = found[asked.period.pk], found[later.pk]
    assert first.whole.reported.tolist() == [1, 1, 1, 1, 0, 0]
    assert first.accepted.reported.tolist() == [1, 0, 0, 0, 0, 0]
    assert first.many.tolist() == second.many.tolist() == [1] * 6
    assert second.whole.reported.tolist() == [0] * 6


def test_an_office_that_commands_a_line_sees_the_reports_of_its_line(asked: Asked) -> None:
    office = asked.story.officer.office
    layout = layout_of(asked.form)
    assert counted(summed(asked.period, layout, office)) == (0, 0, 0)
    school = make_unit("Trường nội trú", asked.story.communes[0], line=office, kind="trường học")
    Obligation.objects.filter(unit=asked.story.communes[0]).update(unit=school)
    found = summed(asked.period, layout, office)
    assert counted(found) == (0, 0, 1)


def test_a_report_that_was_returned_is_in_no_total(asked: Asked) -> None:
    first = asked.story.communes[0]
    row = send(asked, first, 5, 7, 1)
    accept(asked, first)
    return_report(obligation=row, revision=1, reason="Sai kỳ", by=asked.officer)
    found = summed(asked.period, layout_of(asked.form), asked.story.province)
    assert counted(found)[:2] == (0, 0)
    assert rebuild_totals(asked.period) == 0


def test_totals_that_are_not_there_yet_are_made(asked: Asked) -> None:
    first, second, _ = asked.story.communes
    Total.objects.filter(unit=first).delete()
    send(asked, first, 5, 7, 1)
    send(asked, second, 1, 1, 1)
    kept = stored(asked)
    rebuild_totals(asked.period)
    assert stored(asked) == kept


def test_a_report_that_the_totals_do_not_hold_cannot_leave_them(asked: Asked) -> None:
    first = asked.story.communes[0]
    row = send(asked, first, 5, 7, 1)
    empty = Total.objects.get(period=asked.period, unit=first, accepted=True).row
    Total.objects.filter(unit=first).update(row=empty)
    with pytest.raises(ValueError, match="do not hold"):
        return_report(obligation=row, revision=1, reason="Sai kỳ", by=asked.officer)


def test_a_report_costs_two_queries_of_totals(asked: Asked) -> None:
    with CaptureQueriesContext(connection) as queries:
        send(asked, asked.story.communes[0], 5, 7, 1)
    assert sum("reporting_total" in one["sql"] for one in queries) == 2


def test_the_form_of_everyone_counts_every_kind() -> None:
    asked = make_asked(group=Group.EVERYONE)
    assert expected(asked)[0] == Obligation.objects.filter(period=asked.period).count()
