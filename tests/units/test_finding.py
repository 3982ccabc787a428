"""What is found follows what is added, renamed and taken back, without reading all names again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from phongtrao.units.actions import previewing
from phongtrao.units.actions.aliases import add_alias
from phongtrao.units.actions.changing import carry_out, undo_change
from phongtrao.units.models import UnitChange, UnitVersion
from phongtrao.units.queries import finding
from phongtrao.units.queries.finding import find_units
from tests.factories import make_unit
from tests.units.days import REFORM

if TYPE_CHECKING:
    from phongtrao.access.models import User


def found(words: str, user: User) -> list[str]:
    return [one.unit.name for one in find_units(words, user)]


@pytest.fixture
def made_anew(monkeypatch) -> list[int]:
    """How many names each index was made of that was made from nothing."""

    class Counting(finding.NameIndex[int]):
        def __init__(self, names, plain) -> None:
            made.append(len(names))
            super().__init__(names, plain)

    made: list[int] = []
    monkeypatch.setattr(finding, "NameIndex", Counting)
    return made


def test_units_that_are_added_are_found_at_once_and_old_names_are_not_read_again(
    land, keeper, made_anew
):
    assert not found("tổ bảy", keeper)
    for number in range(3):
        make_unit(f"Tổ Bảy {number}", land.second)
        assert found("tổ bảy", keeper) == [f"Tổ Bảy {n}" for n in range(number + 1)]
    add_alias(unit=land.first, name="XAP", by=keeper)
    assert found("xap", keeper) == ["Xã An Phú"]
    assert len(made_anew) == 1


def test_what_was_renamed_or_taken_back_is_found_as_it_is_now(land, keeper):
    assert not found("tổ bảy", keeper)
    unit = make_unit("Tổ Bảy", land.second)
    making = UnitChange.objects.latest("pk")
    assert found("tổ bảy", keeper) == ["Tổ Bảy"]
    renaming = carry_out(
        proposal=previewing.preview_rename(unit=unit, name="Tổ Số Chín", on=REFORM, decision=None),
        by=None,
    )
    make_unit("Tổ Chín Mươi", land.second)
    assert found("số chín", keeper) == ["Tổ Số Chín"]
    assert found("tổ bảy", keeper) == ["Tổ Số Chín"]
    undo_change(change=renaming, by=None)
    assert not found("số chín", keeper)
    undo_change(change=making, by=None)
    assert not found("tổ bảy", keeper)
    assert found("chín mươi", keeper) == ["Tổ Chín Mươi"]


def test_a_unit_whose_adding_ended_after_that_of_a_later_one_is_found(land, keeper):
    row = UnitVersion.objects.get(unit=make_unit("Tổ Bảy", land.second))
    kept = UnitVersion.objects.filter(pk=row.pk)
    make_unit("Tổ Tám", land.second)
    kept.delete()  # as another connection sees it until the transaction ends
    assert not found("tổ bảy", keeper)
    row.save(force_insert=True)
    make_unit("Tổ Chín", land.second)
    assert found("tổ bảy", keeper) == ["Tổ Bảy"]
    assert found("tổ chín", keeper) == ["Tổ Chín"]


def test_a_name_is_found_with_the_place_behind_it_and_not_with_another(land, keeper):
    assert found("An Phú tỉnh Mẫu", keeper)[0] == "Xã An Phú"
    assert not found("An Phú Cẩm Lệ", keeper)
    assert not found("An Phú Nơi Khác", keeper)
