"""By which facts units are divided on a day, and which of them a measure is of, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phongtrao.core.rollup.strata import Strata, UnitFacts, facts_of_key, strata_of
from phongtrao.core.text.folding import fold, sort_key
from phongtrao.reporting.queries.owing import in_parts
from phongtrao.units.models import (
    UNDECIDED,
    EnterpriseSize,
    Level,
    SchoolLevel,
    Settlement,
    Unit,
    UnitVersion,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from django.db.models import TextChoices

    from phongtrao.programme.models import Programme
    from phongtrao.reporting.models import Measure

EVERYONE = "mọi đơn vị báo cáo"
_LEVELS: dict[str, str] = {
    Level.COMMUNE: "cấp xã",
    Level.PROVINCE: "cấp tỉnh",
    Level.NEIGHBOURHOOD: "khu dân cư",
}
"""How units of a level are called, beside their kinds."""
_SETTLEMENTS = {
    Settlement.RURAL: re.compile(r"\bnông thôn\b(?! mới| kiểu mẫu)"),
    Settlement.URBAN: re.compile(r"\b(?<!văn minh )(?:đô thị|thành thị)\b(?! văn minh)"),
}
"""Words of a plan for town and country, not for the titles that are named after them."""


def strata_on(units: Collection[int], on: date) -> dict[int, str]:
    """Id of a unit → the facts by which it is divided on a day, as one word to be stored; of a unit
    that was not there, by its level and kind. Two queries for some thousands of units.
    """
    found: dict[int, str] = {}
    names = ("settlement", "enterprise_size", "school_level", "armed_forces", "kind")
    for part in in_parts(units):
        rows = UnitVersion.objects.in_force(on).filter(unit__in=part)
        for unit, *facts in rows.values_list("unit_id", "unit__level", *names):
            found[unit] = UnitFacts(*facts).key
        rest = Unit.objects.filter(pk__in=[unit for unit in part if unit not in found])
        for unit, level, kind in rest.values_list("pk", "level", "kind"):
            found[unit] = UnitFacts(level=level, kind=kind).key
    return found


def undecided_units(programme: Programme, on: date) -> list[str]:
    """Names of the communes and neighbourhoods that hold a programme and stand neither for town nor
    for country on a day: they are in no stratum of either.
    """
    held = programme.receipts.order_by().values("unit")
    rows = UnitVersion.objects.in_force(on).filter(
        unit__in=held, unit__level__in=(Level.COMMUNE, Level.NEIGHBOURHOOD), settlement=""
    )
    return sorted(rows.order_by().values_list("name", flat=True), key=sort_key)


def strata_of_measure(measure: Measure) -> Strata:
    """Which of the units that report it a measure is of."""
    return strata_of(measure.strata)


def settlement_of_words(stratum: str) -> Strata:
    """Which units a stratum of a plan ("khu vực nông thôn") is of, where it says town or country;
    else everyone.
    """
    words = fold(stratum)
    said = [value for value, pattern in _SETTLEMENTS.items() if pattern.search(words)]
    return Strata(settlements=(said[0].value,)) if len(said) == 1 else Strata()


def strata_words(strata: Strata) -> str:
    """Which units, in words: "cấp xã; ở đô thị (…)", "doanh nghiệp quy mô vừa, lớn"."""
    if strata.is_everyone:
        return EVERYONE
    told = [", ".join(group_name(one) for one in strata.groups)] if strata.groups else []
    limits: tuple[tuple[str, type[TextChoices], tuple[str, ...]], ...] = (
        ("ở", Settlement, strata.settlements),
        ("doanh nghiệp quy mô", EnterpriseSize, strata.enterprise_sizes),
        ("trường", SchoolLevel, strata.school_levels),
    )
    told += [f"{word} {_labels(kind, chosen)}" for word, kind, chosen in limits if chosen]
    if strata.settlements:
        told.append(f"không tính đơn vị có {UNDECIDED}")
    if strata.civil_only:
        told.append("không thuộc lực lượng vũ trang")
    return "; ".join(told)


def group_name(group: str) -> str:
    """A level or kind of units in words."""
    return _LEVELS.get(group, group)


def _labels(kind: type[TextChoices], chosen: Iterable[str]) -> str:
    return ", ".join(str(kind(one).label) for one in chosen)


def facts_words(key: str) -> str:
    """The facts of a line of a list in words: "phường, đô thị", "doanh nghiệp, vừa"."""
    facts = facts_of_key(key)
    told = [facts.kind or (str(Level(facts.level).label) if facts.level else "")]
    for kind, word in (
        (Settlement, facts.settlement),
        (EnterpriseSize, facts.enterprise_size),
        (SchoolLevel, facts.school_level),
    ):
        told += [str(kind(word).label)] if word else []
    if facts.level == Level.COMMUNE and not facts.settlement:
        told.append(UNDECIDED)
    if facts.armed_forces:
        told.append("lực lượng vũ trang")
    return ", ".join(word for word in told if word)
