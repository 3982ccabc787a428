"""The units of the country, loaded: what stood on both sides of 1 July 2025."""

from __future__ import annotations

import csv
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.core.tree import Spell, Succession, ancestry
from phongtrao.units.actions import dictionary, previewing
from phongtrao.units.actions.changing import carry_out, undo_change
from phongtrao.units.actions.loading import DATA, load_national
from phongtrao.units.actions.making import create_unit
from phongtrao.units.actions.proposing import NewUnit
from phongtrao.units.actions.reach import rebuild_ancestry
from phongtrao.units.models import (
    Decision,
    Level,
    Settlement,
    Term,
    TermName,
    Unit,
    UnitVersion,
)
from phongtrao.units.models import Succession as SuccessionRow
from phongtrao.units.queries import as_of
from phongtrao.units.queries.finding import find_units
from phongtrao.units.queries.history import history_of, known_successions
from phongtrao.units.queries.terms import dictionary_on, name_on
from tests.factories import make_unit, make_user
from tests.units.days import BEFORE, REFORM, reaches, rows_of_reach
from tests.units.versions import version_on

TODAY = date(2026, 11, 21)


def unit(key: str) -> Unit:
    return Unit.objects.get(key=key)


def count_of(level: str, day: date) -> int:
    return UnitVersion.objects.in_force(day).filter(unit__level=level).count()


def test_the_counts_are_those_of_the_files_on_both_sides_of_the_reform(vietnam):
    levels = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
    assert [count_of(level, BEFORE) for level in levels] == [63, 696, 10_035]
    assert [count_of(level, REFORM) for level in levels] == [34, 0, 3_321]
    assert as_of.units_below(unit("vn"), REFORM).count() == 34 + 3_321
    assert as_of.units_below(unit("vn"), BEFORE).count() == 63 + 696 + 10_035


def test_town_and_country_are_those_that_forms_and_measures_know(vietnam):
    told = UnitVersion.objects.in_force(REFORM).filter(unit__level=Level.COMMUNE)
    assert set(told.values_list("settlement", flat=True)) == {*Settlement.values, ""}
    stored = UnitVersion.objects.order_by().values_list("settlement", flat=True)
    assert set(stored.distinct()) <= {*Settlement.values, ""}


def test_the_stored_reach_is_what_the_core_finds(vietnam):
    rows = UnitVersion.objects.values_list(
        "unit_id", "territory_id", "line_id", "valid_from", "valid_to"
    )
    moves = Unit.objects.exclude(successions=None).values_list(
        "pk", "successions__successor", "successions__on"
    )
    found = ancestry([Spell(*row) for row in rows], [Succession(*move) for move in moves])
    assert rows_of_reach() == {tuple(row) for row in found}


def test_loading_again_changes_nothing(vietnam, django_assert_max_num_queries):
    before = rows_of_reach()
    with django_assert_max_num_queries(250):
        loaded = load_national()
    assert (loaded.units, loaded.versions, loaded.successions, loaded.terms) == (0, 0, 0, 0)
    assert rows_of_reach() == before


def test_what_a_person_changed_is_left_and_what_nobody_changed_follows_the_files(vietnam):
    ward, other = unit("x00004"), unit("x00166")
    proposal = previewing.preview_rename(
        unit=unit("p01"), name="Thủ đô Hà Nội", on=date(2025, 9, 1), decision=None
    )
    carry_out(proposal=proposal, by=None)
    UnitVersion.objects.filter(unit=other).update(name="Tên sai")
    Unit.objects.filter(pk=other.pk).update(name="Tên sai")
    assert load_national().versions == other.versions.count()
    other.refresh_from_db()
    assert other.name != "Tên sai"
    assert unit("p01").name == "Thủ đô Hà Nội"
    assert ward.versions.exists()


def test_later_changes_come_with_their_decisions(vietnam):
    version = version_on(Unit.objects.get(versions__name="Thành phố Đồng Nai"), TODAY)
    assert (version.decision.symbol, version.decision.issuer) == ("30/2026/QH16", "Quốc hội")
    ward = UnitVersion.objects.get(name="Phường Lộc Ninh", valid_from=date(2026, 4, 30))
    assert ward.decision.issuer == "Ủy ban Thường vụ Quốc hội"


def decided(name: str, day: date = REFORM, **place: object) -> str:
    found = UnitVersion.objects.in_force(day).get(name=name, **place)
    return f"{found.decision}, {found.decision.issuer}" if found.decision else ""


def test_every_province_has_one_resolution_on_its_communes(vietnam):
    with (DATA / "decisions.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["level"] == Level.COMMUNE]
    provinces = as_of.provinces_on(REFORM).values_list("code", flat=True)
    assert sorted(row["province"] for row in rows) == sorted(provinces)
    numbers = [int(row["symbol"].removesuffix("/NQ-UBTVQH15")) for row in rows]
    assert numbers == list(range(1654, 1688))


def test_what_the_reform_made_names_the_resolution_that_made_it(vietnam):
    assert decided("Tỉnh Đồng Tháp") == "202/2025/QH15, Quốc hội"
    assert decided("Phường Ba Đình") == "1656/NQ-UBTVQH15, Ủy ban Thường vụ Quốc hội"
    assert decided("Phường Sài Gòn") == "1685/NQ-UBTVQH15, Ủy ban Thường vụ Quốc hội"
    # Neither the province that went on nor a commune that no resolution touched.
    assert (decided("Thành phố Hà Nội"), decided("Xã Mù Cả")) == ("", "")
    # One that went on under its bare name, but became another kind of unit.
    assert decided("Xã Mường Lát") == "1686/NQ-UBTVQH15, Ủy ban Thường vụ Quốc hội"
    made = UnitVersion.objects.in_force(REFORM).filter(valid_from=REFORM)
    assert made.filter(unit__level=Level.COMMUNE, decision=None).count() == 127
    assert not made.exclude(unit__level=Level.COMMUNE).filter(decision=None).exists()
    assert not Decision.objects.filter(versions__valid_from=REFORM, signed_on=None).exists()


def test_what_the_reform_ended_names_its_decision_too(vietnam, browser_of):
    assert not SuccessionRow.objects.filter(on=REFORM, decision=None).exists()
    district, ward = unit("d001"), unit("x00004")
    assert {one.decision.symbol for one in history_of(ward).successors} == {"1656/NQ-UBTVQH15"}
    page = browser_of(make_user("xem", unit("p01"), Role.VIEWER))
    shown = page.get(reverse("units:unit", args=[district.pk])).text
    assert "Kết thúc từ 01/07/2025 theo 203/2025/QH15, Quốc hội." in shown
    shown = page.get(reverse("units:unit", args=[ward.pk])).text
    assert "từ 01/07/2025, theo 1656/NQ-UBTVQH15" in shown
    ended = UnitVersion.objects.exclude(ended_by=None)
    assert set(ended.values_list("unit__level", flat=True)) == {Level.DISTRICT}
    assert ended.count() == 696


def test_an_installation_that_loaded_before_is_told_the_same_decisions(vietnam):
    def told() -> list[object]:
        versions = UnitVersion.objects.values_list("pk", "decision__symbol", "ended_by__symbol")
        return [sorted(versions, key=str), sorted(SuccessionRow.objects.values_list(), key=str)]

    own = Decision.objects.create(symbol="1/QĐ")
    kept = UnitVersion.objects.in_force(REFORM).get(name="Phường Ba Đình")
    UnitVersion.objects.filter(pk=kept.pk).update(decision=own)
    before = told()
    reform = UnitVersion.objects.filter(valid_from=REFORM).exclude(pk=kept.pk)
    reform.update(decision=None)
    UnitVersion.objects.update(ended_by=None)
    SuccessionRow.objects.update(decision=None)
    migration = import_module("phongtrao.units.migrations.0009_decisions_of_the_reform")
    migration.name_decisions(apps, None)
    assert told() == before


def test_both_old_provinces_reach_the_new_dong_thap(vietnam):
    new = as_of.provinces_on(REFORM).get(name="Tỉnh Đồng Tháp").unit
    for name in ("Tỉnh Tiền Giang", "Tỉnh Đồng Tháp"):
        old = as_of.provinces_on(BEFORE).get(name=name).unit
        assert reaches(new, old, REFORM)
        assert old == new or not reaches(new, old, BEFORE)
        old_commune = as_of.units_below(old, BEFORE).filter(unit__level=Level.COMMUNE).first().unit
        assert reaches(new, old_commune, TODAY)
    predecessors = {one.predecessor.name for one in history_of(new).predecessors}
    assert {"Tỉnh Tiền Giang", "Tỉnh Đồng Tháp"} <= predecessors


def test_a_figure_of_both_old_provinces_is_their_sum_in_the_new(vietnam):
    old = {
        row.unit_id: number
        for row, number in zip(
            as_of.provinces_on(BEFORE).filter(name__in=["Tỉnh Tiền Giang", "Tỉnh Đồng Tháp"]),
            (40, 2),
            strict=True,
        )
    }
    new = as_of.provinces_on(REFORM).get(name="Tỉnh Đồng Tháp").unit
    assert known_successions().carried(old, REFORM).of(new.pk) == 42


def test_what_a_district_left_stays_in_reach_of_its_city(vietnam):
    district = unit("d001")
    assert version_on(district, REFORM) is None
    assert reaches(unit("p01"), district, TODAY)


def test_a_district_and_its_city_lie_below_hanoi_at_their_time(vietnam):
    hanoi = unit("p01")
    assert count_below(hanoi, BEFORE) == (30, 526)
    assert count_below(hanoi, REFORM) == (0, 126)


def count_below(top: Unit, day: date) -> tuple[int, int]:
    rows = as_of.units_below(top, day)
    return tuple(
        rows.filter(unit__level=level).count() for level in (Level.DISTRICT, Level.COMMUNE)
    )


def test_three_communes_of_hanoi_become_one_by_a_decision_and_apart_again(vietnam):
    hanoi = unit("p01")
    three = [row.unit for row in as_of.units_below(hanoi, TODAY).filter(name__startswith="Xã ")[:3]]
    school = make_unit("Trường Trung học phổ thông Thử", three[0])
    before = rows_of_reach()
    day = date(2027, 1, 1)
    proposal = previewing.preview_merge(
        units=three,
        into=NewUnit(Level.COMMUNE, {"name": "Xã Thử Nghiệm", "territory": hanoi}),
        on=day,
        decision=None,
    )
    change = carry_out(proposal=proposal, by=None)
    new = Unit.objects.get(name="Xã Thử Nghiệm")
    assert count_below(hanoi, date(2026, 12, 31)) == (0, 126)
    assert count_below(hanoi, day) == (0, 124)
    assert all(reaches(new, old, day) for old in three)
    assert version_on(school, day).territory == new
    values = dict.fromkeys([one.pk for one in three], 5)
    carried = known_successions().carried(values, day, measured_on=TODAY)
    assert carried.of(new.pk) == 15
    undo_change(change=change, by=None)
    assert rows_of_reach() == before


def test_all_districts_end_on_one_day_and_what_they_left_stays_in_reach(db):
    country = make_unit("Đất nước", level=Level.COUNTRY)
    with (DATA / "units.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if not row["valid_from"]]
    above = {
        row["key"]: create_unit(name=row["name"], level=row["level"], territory=country, by=None)
        for row in rows
        if row["level"] == "province"
    }
    districts = [row for row in rows if row["level"] == "district"]
    ended = Unit.objects.bulk_create(Unit(name=row["name"], level="district") for row in districts)
    UnitVersion.objects.bulk_create(
        UnitVersion(unit=one, name=one.name, territory=above[row["parent_key"]])
        for one, row in zip(ended, districts, strict=True)
    )
    rebuild_ancestry()
    proposal = previewing.preview_end(units=ended, children_to=None, on=REFORM, decision=None)
    change = carry_out(proposal=proposal, by=None)
    assert as_of.units_below(country, BEFORE).filter(unit__level="district").count() == 696
    assert as_of.units_below(country, REFORM).filter(unit__level="district").count() == 0
    assert all(reaches(country, one, REFORM) for one in ended[:3])
    assert change.units.count() == 696


def test_hanoi_is_found_as_people_type_it(vietnam, officer):
    for words in ("UBND TP HN", "hà nội", "HN", "tp ha noi"):
        assert find_units(words, officer)[0].unit.key == "p01"
    first = find_units("tiền giang", officer)[0]
    assert (first.unit.name, first.other_name) == ("Tỉnh Tiền Giang", "")


def test_the_dictionary_says_what_to_print_on_a_day(vietnam):
    slug = "luc-luong-bao-ve-an-ninh-trat-tu-o-co-so"
    assert name_on(slug, date(2024, 6, 30)).startswith("Bảo vệ dân phố")
    assert name_on(slug, date(2024, 7, 1)).startswith("Lực lượng tham gia")
    assert name_on("cong-an-cap-huyen", date(2025, 3, 1)) == ""
    assert name_on("la", TODAY) == ""
    entries = dictionary_on(TODAY)
    assert len(entries) == Term.objects.count()
    assert all(name.source for name in TermName.objects.all())


def test_bodies_that_stood_side_by_side_are_things_of_their_own(vietnam):
    day, before = TODAY, date(2024, 6, 30)
    for slug, name in (("so-noi-vu", "Sở Nội vụ"), ("so-tai-chinh", "Sở Tài chính")):
        assert (name_on(slug, before), name_on(slug, day)) == (name, name)
    labour = "so-lao-dong-thuong-binh-va-xa-hoi"
    assert name_on(labour, before) == "Sở Lao động - Thương binh và Xã hội"
    assert name_on(labour, day) == ""
    names = TermName.objects.filter(main=True, name__startswith="Sở")
    assert names.count() == names.values("name").distinct().count()
    entries = {entry.term.slug: entry for entry in dictionary_on(day)}
    told = {one.other: one.task for one in entries[labour].heirs}
    assert "lao động" in told["Sở Nội vụ"]
    assert "cai nghiện" in told["Công an cấp tỉnh"]
    assert [one.other for one in entries["so-ke-hoach-va-dau-tu"].heirs] == ["Sở Tài chính"]
    assert "Sở Kế hoạch và Đầu tư" in [one.other for one in entries["so-tai-chinh"].inherited]


def test_loading_takes_back_what_the_dictionary_said_wrongly(vietnam):
    """Earlier files called one body by the name of another."""
    term = Term.objects.get(slug="so-lao-dong-thuong-binh-va-xa-hoi")
    TermName.objects.create(term=term, name="Sở Nội vụ", valid_from=date(2025, 3, 1))
    kept = TermName.objects.create(term=term, name="Sở Lao động tỉnh", origin="added", main=False)
    term.heirs.all().delete()
    assert load_national().terms == 0
    assert not term.names.filter(name="Sở Nội vụ").exists()
    assert term.names.filter(pk=kept.pk).exists()
    assert term.heirs.count() == 5


@pytest.mark.parametrize("kind", ["force", "committee", "title", "standard", "body"])
def test_the_dictionary_has_every_kind(vietnam, kind):
    assert Term.objects.filter(kind=kind).exists()


def test_loading_again_leaves_the_names_that_people_wrote_or_ended(vietnam):
    province = Unit.objects.get(key="p01")
    keeper = make_user("giutudien", province, Role.ADMINISTRATOR)
    row = TermName.objects.get(name="Bảo vệ dân phố")
    day = date(2024, 8, 1)
    dictionary.end_term_name(row=row, on=day, source="QĐ 1", by=keeper)
    dictionary.add_term_name(
        term=row.term, name="Tổ tự quản", main=False, valid_from=day, source="QĐ 1", by=keeper
    )
    assert load_national().terms == 0
    row.refresh_from_db()
    assert (row.valid_to, row.end_source) == (day, "QĐ 1")
    assert row.term.names.filter(name="Tổ tự quản").count() == 1


def test_a_shipped_name_that_nobody_changed_follows_the_files(vietnam):
    rows = TermName.objects.filter(name="Bảo vệ dân phố")
    source = rows.get().source
    rows.update(source="nguồn cũ")
    assert load_national().terms == 0
    assert rows.get().source == source
