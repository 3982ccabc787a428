"""Several decisions on one day, in any order: what follows one of them can end by the next."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from phongtrao.units.actions.changing import carry_out, undo_change
from phongtrao.units.actions.proposing import NewUnit
from phongtrao.units.actions.refusals import ChangeTooEarly
from phongtrao.units.forms.fields import named_unit
from phongtrao.units.models import Level, Unit, UnitChange
from phongtrao.units.queries.history import history_of
from tests.factories import make_unit
from tests.units.days import BEFORE, REFORM, below, reaches, state_of_units
from tests.units.proposals import end, merge, rename
from tests.units.versions import version_on


@pytest.fixture
def district(land) -> Unit:
    """A district with two communes between it and the province."""
    unit = make_unit("Huyện Mẫu", land.province, level=Level.DISTRICT)
    for name, code in (("Xã Trên", "99011"), ("Xã Dưới", "99012")):
        make_unit(name, unit, level=Level.COMMUNE, kind="xã", code=code)
    return unit


def communes() -> list[Unit]:
    return list(Unit.objects.filter(name__in=("Xã Trên", "Xã Dưới")).order_by("pk"))


def test_a_district_ends_and_its_communes_merge_on_the_same_day(land, district):
    start = state_of_units()
    carry_out(proposal=end(land, [district], children_to=land.province), by=None)
    old = communes()
    new = NewUnit(Level.COMMUNE, {"name": "Xã Mới", "territory": land.province})
    middle = state_of_units()
    change = carry_out(proposal=merge(land, into=new, units=old), by=None)
    heir = Unit.objects.get(name="Xã Mới")
    for one in old:
        (version,) = one.versions.all()
        assert (version.territory, version.valid_to) == (district, REFORM)
        assert reaches(heir, one, REFORM)
        assert version_on(one, REFORM) is None
        assert history_of(one).ends == []
    assert "Xã Trên" in below(district, BEFORE)
    assert "Xã Mới" in below(land.province, REFORM)
    assert [one.kind for one in history_of(district).ends] == ["end"]
    undo_change(change=change, by=None)
    assert state_of_units() == middle
    undo_change(change=UnitChange.objects.get(kind="end"), by=None)
    assert state_of_units() == start


def test_a_commune_that_only_followed_goes_on_and_is_not_said_to_have_ended(land, district):
    carry_out(proposal=end(land, [district], children_to=land.province), by=None)
    assert all(history_of(one).ends == [] for one in communes())


def test_a_province_merges_and_then_its_district_ends_on_the_same_day(land, district):
    other = make_unit("Tỉnh Kia", land.country, level=Level.PROVINCE)
    new = NewUnit(Level.PROVINCE, {"name": "Tỉnh Chung", "territory": land.country})
    carry_out(proposal=merge(land, into=new, units=[land.province, other]), by=None)
    whole = Unit.objects.get(name="Tỉnh Chung")
    carry_out(proposal=end(land, [district], children_to=whole), by=None)
    assert version_on(district, REFORM) is None
    assert {version_on(one, REFORM).territory for one in communes()} == {whole}
    assert reaches(whole, district, REFORM)


def test_a_name_of_a_unit_that_ends_after_it_followed_is_free(land, district):
    carry_out(proposal=end(land, [district], children_to=land.province), by=None)
    new = NewUnit(Level.COMMUNE, {"name": "Xã Trên", "territory": land.province})
    carry_out(proposal=merge(land, into=new, units=communes()), by=None)
    assert below(land.province, REFORM).count("Xã Trên") == 1


def test_what_was_renamed_or_made_on_the_day_does_not_end_on_it(land):
    carry_out(proposal=rename(land), by=None)
    made = make_unit("Xã Hôm Nay", land.province, level=Level.COMMUNE, on=REFORM)
    for unit in (Unit.objects.get(pk=land.first.pk), made):
        with pytest.raises(ChangeTooEarly):
            end(land, [unit], children_to=land.second)


def test_namesakes_below_one_province_are_told_apart_by_their_codes(land, district, keeper):
    other = make_unit("Huyện Kia", land.province, level=Level.DISTRICT)
    make_unit("Xã Trên", other, level=Level.COMMUNE, code="99021")
    both = end(land, [district, other], children_to=land.province)
    carry_out(proposal=both, by=None)
    for words in ("Xã Trên", "Xã Trên, Tỉnh Mẫu"):
        with pytest.raises(ValidationError, match=r"Xã Trên, mã 990[12]1; Xã Trên, mã 990[12]1"):
            named_unit(words, keeper)
    assert version_on(named_unit("xã trên, mã 99021", keeper), BEFORE).territory == other
