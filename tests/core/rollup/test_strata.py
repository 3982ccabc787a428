"""Pooled and split rates come from one list; who is outside a stratum stands in neither part."""

from __future__ import annotations

import pytest

from phongtrao.core.rollup.strata import (
    Strata,
    UnitFacts,
    facts_of_key,
    strata_of,
)

COMMUNE = UnitFacts(level="commune", settlement="rural", kind="xã")
WARD = UnitFacts(level="commune", settlement="urban", kind="phường")
SMALL = UnitFacts(level="body", enterprise_size="small", kind="doanh nghiệp")
LARGE = UnitFacts(level="body", enterprise_size="large", kind="doanh nghiệp")
NURSERY = UnitFacts(level="body", school_level="nursery", kind="trường học")
OFFICE = UnitFacts(level="body", kind="cơ quan")
REGIMENT = UnitFacts(level="body", armed_forces=True, kind="cơ quan")
ALL = (COMMUNE, WARD, SMALL, LARGE, NURSERY, OFFICE, REGIMENT)


def inside(strata: Strata) -> list[UnitFacts]:
    return [one for one in ALL if strata.holds(one)]


def test_without_anything_set_everyone_is_inside() -> None:
    assert inside(Strata()) == [*ALL]
    assert Strata().is_everyone
    assert not Strata(civil_only=True).is_everyone


def test_a_group_is_a_level_or_a_kind() -> None:
    assert inside(Strata(groups=("commune",))) == [COMMUNE, WARD]
    assert inside(Strata(groups=("phường", "cơ quan"))) == [WARD, OFFICE, REGIMENT]


def test_town_and_country_share_no_unit_and_who_is_neither_is_in_none() -> None:
    assert inside(Strata(settlements=("urban",))) == [WARD]
    assert inside(Strata(settlements=("rural",))) == [COMMUNE]


def test_the_size_of_enterprises_says_nothing_of_other_bodies() -> None:
    judged = Strata(enterprise_sizes=("medium", "large"), school_levels=("higher",))
    assert inside(judged) == [COMMUNE, WARD, LARGE, OFFICE, REGIMENT]
    assert inside(Strata(civil_only=True)) == [*ALL[:-1]]


@pytest.mark.parametrize("facts", [*ALL, UnitFacts(), UnitFacts(kind="a|b")])
def test_facts_are_read_from_their_stored_word(facts: UnitFacts) -> None:
    assert facts_of_key(facts.key) == facts


def test_a_line_without_facts_is_a_unit_without_any() -> None:
    assert facts_of_key("") == UnitFacts()


def test_units_are_counted_by_their_stored_words() -> None:
    towns = Strata(settlements=("urban",))
    assert towns.count({WARD.key: 28, COMMUNE.key: 98, "": 3}) == 28
    assert towns.inside([WARD.key, "", COMMUNE.key, WARD.key]).tolist() == [
        True,
        False,
        False,
        True,
    ]


def test_what_is_stored_says_the_same() -> None:
    strata = Strata(("commune", "trường học"), ("urban",), ("large",), ("higher",), civil_only=True)
    assert strata_of(strata.as_row()) == strata
    assert Strata().as_row() == {}
    assert strata_of({}) == Strata()


@pytest.mark.parametrize(
    "row",
    [
        {"colour": ["red"]},
        {"groups": "commune"},
        {"groups": [1]},
        {"groups": True},
        {"civil_only": ["yes"]},
    ],
)
def test_what_is_no_stratum_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no stratum"):
        strata_of(row)
