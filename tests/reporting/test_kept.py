"""Kept totals of all communes are read together as they are read one by one."""

from __future__ import annotations

import pytest

from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Total
from phongtrao.reporting.queries.figures import summed_by
from phongtrao.reporting.queries.kept import kept_of_level
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.units.models import Level
from tests.reporting.report_rows import Asked, accept, make_asked, send, window

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    """Four communes: one accepted, two waiting, one silent, its totals not made; a second period
    without reports.
    """
    asked = make_asked(communes=4)
    for number, unit in enumerate(asked.story.communes[:3], start=1):
        send(asked, unit, number, 7, 1)
    accept(asked, asked.story.communes[1])
    Total.objects.filter(unit=asked.story.communes[3]).delete()
    open_period(form=asked.form, window=window(asked.form, 2020, 2), by=asked.officer)
    return asked


@pytest.mark.parametrize("level", [Level.COMMUNE, Level.PROVINCE])
def test_all_units_read_together_are_what_each_is_by_itself(asked: Asked, level: str) -> None:
    layout = layout_of(asked.form)
    periods = list(asked.form.periods.all())
    units, kept = kept_of_level(periods, {asked.form.pk: layout}, level)
    for period in periods:
        apart = summed_by(period, layout, level)
        assert units == sorted(apart)
        for group, unit in enumerate(units):
            both = kept[period.pk].whole.row(group), apart[unit].whole
            assert both[0].to_bytes() == both[1].to_bytes()
            assert int(kept[period.pk].accepted.reported[group]) == apart[unit].approved
            assert int(kept[period.pk].expected[group]) == apart[unit].expected


def test_some_units_are_read_without_the_others(asked: Asked) -> None:
    chosen = [unit.pk for unit in asked.story.communes[:2]]
    layout = layout_of(asked.form)
    units, kept = kept_of_level([asked.period], {asked.form.pk: layout}, Level.COMMUNE, chosen)
    assert units == sorted(chosen)
    assert kept[asked.period.pk].whole.sums[:, 0].tolist() == [1, 2]


def test_two_queries_for_any_number_of_periods(
    asked: Asked, django_assert_num_queries: object
) -> None:
    layouts, periods = {asked.form.pk: layout_of(asked.form)}, list(asked.form.periods.all())
    with django_assert_num_queries(2):
        kept_of_level(periods, layouts, Level.COMMUNE)
