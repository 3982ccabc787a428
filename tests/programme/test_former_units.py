"""Whose heirs units are on a day, and from when."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from phongtrao.access.queries import remembering
from phongtrao.programme.queries.filings import Filing
from phongtrao.programme.queries.ledger_row import Row
from phongtrao.programme.queries.succession import ended_among, former_units, not_in_force
from phongtrao.units.models import LAST_DAY, Succession, Unit, UnitVersion
from tests.factories import make_unit

pytestmark = pytest.mark.django_db
FIRST, SECOND, TODAY = date(2020, 1, 1), date(2025, 7, 1), date(2026, 1, 1)


def end(unit: Unit, on: date, *heirs: Unit) -> None:
    UnitVersion.objects.filter(unit=unit).update(valid_to=on)
    for heir in heirs:
        Succession.objects.create(predecessor=unit, successor=heir, on=on)


def test_what_ended_in_all_generations_is_known_with_its_end(django_assert_num_queries) -> None:
    oldest, old, heir = (make_unit(name) for name in ("Xã Một", "Xã Hai", "Xã Ba"))
    end(oldest, FIRST, old)
    end(old, SECOND, heir)
    with remembering(), django_assert_num_queries(3):
        found = former_units([heir.pk], TODAY)
        assert former_units([heir.pk], TODAY) is found
    assert found.of == {heir.pk: {oldest.pk, old.pk}}
    assert found.ends == {oldest.pk: FIRST, old.pk: SECOND}
    assert former_units([heir.pk], date(2024, 1, 1)).of == {heir.pk: set()}


def test_who_is_asked_for_beside_its_heir_counts_when_it_ended_and_not_before() -> None:
    old, heir = make_unit("Xã Hai"), make_unit("Xã Ba")
    Succession.objects.create(predecessor=old, successor=heir, on=FIRST, whole=False)
    assert former_units([old.pk, heir.pk], TODAY).of == {old.pk: set(), heir.pk: set()}
    end(old, SECOND)
    found = former_units([old.pk, heir.pk], TODAY)
    assert found.of == {old.pk: set(), heir.pk: {old.pk}}
    assert found.ends == {old.pk: SECOND}


def test_few_units_are_away_as_many_are() -> None:
    there, ended, coming, bare = (make_unit(name) for name in ("Một", "Hai", "Ba", "Bốn"))
    end(ended, SECOND)
    UnitVersion.objects.filter(unit=coming).update(valid_from=date(2027, 1, 1))
    bare.versions.all().delete()
    units = [there.pk, ended.pk, coming.pk, bare.pk]
    away = ended_among(units, TODAY)
    assert away == {ended.pk: SECOND, coming.pk: LAST_DAY}
    assert away.keys() == not_in_force(Unit.objects.filter(pk__in=units), TODAY)


def test_units_that_followed_each_other_to_and_fro_are_told_to_an_end() -> None:
    one, other, last = (make_unit(name) for name in ("Xã Một", "Xã Hai", "Xã Ba"))
    end(one, FIRST, other)
    end(other, date(2021, 1, 1), one)
    end(one, SECOND, last)
    found = former_units([last.pk], TODAY)
    assert found.of[last.pk] == {one.pk, other.pk}
    held = found.since(last.pk, {one.pk: date(2019, 1, 1)})
    assert held[last.pk] == SECOND
    assert found.holders(last.pk, one.pk, TODAY) == {last.pk}
    assert found.speakers(last.pk, {one.pk}, {other.pk}) == ({other.pk}, False)
    assert found.speakers(last.pk, {one.pk}, {one.pk}) == ({one.pk}, True)
    receipts = [filing_of(unit) for unit in (one, other)]
    row = Row(last.pk, last.name, "", TODAY, None, receipts, found.to)
    assert (row.sent_on, row.has_resolution) == (None, False)


def filing_of(unit: Unit) -> Filing:
    """What a unit had before it that has the programme from others and filed nothing."""
    facts = {field.name: None for field in fields(Filing)}
    told = {"unit_id": unit.pk, "name": unit.name, "resolution": "", "taken_over": True}
    return Filing(**facts | told)
