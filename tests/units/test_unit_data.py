"""The shipped unit data: what must hold on every day, and the facts everyone knows."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from phongtrao.core.text.folding import fold
from phongtrao.core.tree import Spell, Succession, Successions, check_spells, tree_on

DATA = Path(__file__).parents[2] / "phongtrao" / "units" / "data"
REFORM = "2025-07-01"
FOR_EVER = "9999-12-31"
DAYS = ("2025-06-30", REFORM, "2026-04-30", "2026-09-01", "2026-09-20")
LEVELS = ("country", "province", "district", "commune")
PARENT_LEVELS = {"province": {"country"}, "district": {"province"}}
KINDS_OF_LEVEL = {
    "country": {"quốc gia"},
    "province": {"tỉnh", "thành phố trực thuộc trung ương"},
    "district": {"huyện", "quận", "thị xã", "thành phố thuộc tỉnh", "thành phố thuộc thành phố"},
    "commune": {"xã", "phường", "thị trấn", "đặc khu"},
}

Row = dict[str, str]


@cache
def rows_of(name: str) -> tuple[Row, ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def units() -> tuple[Row, ...]:
    return rows_of("units.csv")


def successions() -> tuple[Row, ...]:
    return rows_of("successions.csv")


def on(day: str) -> dict[str, Row]:
    """Key → version in force."""
    return {row["key"]: row for row in units() if holds(row, day)}


def holds(row: Row, day: str) -> bool:
    return row["valid_from"] <= day < (row["valid_to"] or FOR_EVER)


def kinds(day: str, level: str) -> Counter[str]:
    return Counter(row["kind"] for row in on(day).values() if row["level"] == level)


def one(day: str, name: str, within: str = "") -> Row:
    """The only unit of that name on that day, below a parent of the given name."""
    tree = on(day)
    found = [
        row
        for row in tree.values()
        if row["name"] == name and (not within or tree[row["parent_key"]]["name"] == within)
    ]
    assert len(found) == 1, found
    return found[0]


def successors(key: str) -> dict[str, str]:
    found = [row for row in successions() if row["predecessor_key"] == key]
    return {row["successor_key"]: row["part"] for row in found}


def predecessors(key: str) -> dict[str, str]:
    found = [row for row in successions() if row["successor_key"] == key]
    return {row["predecessor_key"]: row["part"] for row in found}


def test_the_counts_are_those_of_the_resolutions():
    assert sum(kinds("2025-06-30", "province").values()) == 63
    assert kinds("2025-06-30", "province")["thành phố trực thuộc trung ương"] == 6
    assert sum(kinds("2025-06-30", "district").values()) == 696
    assert sum(kinds("2025-06-30", "commune").values()) == 10_035
    assert kinds(REFORM, "province") == {"tỉnh": 28, "thành phố trực thuộc trung ương": 6}
    assert kinds(REFORM, "district") == {}
    assert kinds(REFORM, "commune") == {"xã": 2_621, "phường": 687, "đặc khu": 13}
    assert kinds("2026-09-20", "province") == {"tỉnh": 25, "thành phố trực thuộc trung ương": 9}
    assert kinds("2026-09-20", "commune") == {"xã": 2_599, "phường": 709, "đặc khu": 13}


@pytest.mark.parametrize("day", DAYS)
def test_a_code_names_one_unit_of_its_level_on_any_day(day):
    in_force = [row for row in units() if holds(row, day)]
    codes = Counter((row["level"], row["code"]) for row in in_force)
    assert [code for code, times in codes.items() if times > 1] == []
    assert len({row["key"] for row in in_force}) == len(in_force)


def test_versions_of_a_unit_follow_each_other_without_hole_or_overlap():
    versions = defaultdict(list)
    for row in units():
        versions[row["key"]].append((row["valid_from"], row["valid_to"]))
    for key, spans in versions.items():
        for (_, ended), (began, _) in zip(sorted(spans), sorted(spans)[1:], strict=False):
            assert ended == began, key
        for began, ended in spans:
            assert began < (ended or FOR_EVER), key


def test_a_unit_never_changes_its_level():
    levels = {(row["key"], row["level"]) for row in units()}
    assert len(levels) == len({key for key, _ in levels})


def test_two_versions_of_a_unit_differ_in_more_than_their_dates():
    facts = Counter((row["key"], row["code"], row["name"], row["parent_key"]) for row in units())
    assert max(facts.values()) == 1


@pytest.mark.parametrize("day", DAYS)
def test_every_parent_is_in_force_and_of_the_level_above(day):
    tree = on(day)
    above_commune = {"district"} if day < REFORM else {"province"}
    for row in tree.values():
        if row["level"] == "country":
            assert row["parent_key"] == ""
        else:
            parents = PARENT_LEVELS.get(row["level"], above_commune)
            assert tree[row["parent_key"]]["level"] in parents, row


def test_a_parent_covers_the_whole_validity_of_its_child():
    spans = {}
    for row in units():
        began, ended = spans.get(row["key"], (FOR_EVER, ""))
        upto = row["valid_to"] or FOR_EVER
        spans[row["key"]] = (min(began, row["valid_from"]), max(ended, upto))
    for row in units():
        if row["parent_key"]:
            began, ended = spans[row["parent_key"]]
            assert began <= row["valid_from"], row
            assert (row["valid_to"] or FOR_EVER) <= ended, row


def test_dates_are_days_of_a_known_change():
    days = {row[edge] for row in units() for edge in ("valid_from", "valid_to")}
    assert days == {"", *DAYS[1:]}
    assert {row["on"] for row in successions()} == {REFORM}


def test_every_commune_that_ended_has_a_successor_and_every_new_unit_a_source():
    before, after = on("2025-06-30"), on(REFORM)
    sources = {row["predecessor_key"] for row in successions()}
    heirs = {row["successor_key"] for row in successions()}
    ended = {key for key in before if key not in after and before[key]["level"] != "district"}
    assert ended == {key for key in sources if before[key]["level"] != "district"}
    assert heirs == {key for key in after if key not in before}


def test_only_districts_without_communes_have_a_successor():
    parents = {row["parent_key"] for row in on("2025-06-30").values()}
    districts = {key for key, row in on("2025-06-30").items() if row["level"] == "district"}
    sources = {row["predecessor_key"] for row in successions()}
    assert districts - parents == districts & sources
    assert len(districts & sources) == 5


def test_whole_means_one_successor_and_part_means_several():
    number = Counter(row["predecessor_key"] for row in successions())
    for row in successions():
        assert (row["part"] == "whole") == (number[row["predecessor_key"]] == 1), row


def test_a_successor_is_of_the_same_level_and_of_the_merged_province():
    before, after = on("2025-06-30"), on(REFORM)
    heir = {key: key for key in after} | {
        row["predecessor_key"]: row["successor_key"] for row in successions()
    }
    for row in successions():
        old, new = before[row["predecessor_key"]], after[row["successor_key"]]
        if old["level"] == "commune":
            district = before[old["parent_key"]]
            assert heir[district["parent_key"]] == new["parent_key"], row
        if old["level"] != "district":
            assert old["level"] == new["level"]


def test_a_unit_that_went_on_kept_its_bare_name():
    versions = defaultdict(set)
    for row in units():
        bare = re.sub(
            r"^(thành phố|thị trấn|thị xã|đặc khu|phường|tỉnh|xã) ", "", fold(row["name"])
        )
        versions[row["key"]].add(bare)
    respelt = {key for key, names in versions.items() if len(names) > 1}
    listed = {f"x{row['code']}" for row in rows_of("corrections.csv") if row["kind"] == "same-unit"}
    assert respelt == listed


def test_tien_giang_and_dong_thap_became_one_dong_thap_that_bears_the_code_of_tien_giang():
    new = one(REFORM, "Tỉnh Đồng Tháp")
    old = [one("2025-06-30", name) for name in ("Tỉnh Tiền Giang", "Tỉnh Đồng Tháp")]
    assert predecessors(new["key"]) == {row["key"]: "whole" for row in old}
    assert new["code"] == old[0]["code"] == "82"
    assert new["key"] not in {row["key"] for row in old}


def test_bac_giang_and_bac_ninh_became_one_bac_ninh_and_then_a_city():
    new = one(REFORM, "Tỉnh Bắc Ninh")
    old = [one("2025-06-30", name)["key"] for name in ("Tỉnh Bắc Giang", "Tỉnh Bắc Ninh")]
    assert predecessors(new["key"]) == dict.fromkeys(old, "whole")
    assert one("2026-09-19", "Tỉnh Bắc Ninh")["key"] == new["key"]
    assert one("2026-09-20", "Thành phố Bắc Ninh")["key"] == new["key"]


def test_ha_noi_went_on_and_has_126_communes():
    city = one("2025-06-30", "Thành phố Hà Nội")
    assert on(REFORM)[city["key"]] == city
    assert successors(city["key"]) == {}
    assert sum(row["parent_key"] == city["key"] for row in on(REFORM).values()) == 126


def test_a_used_again_code_is_another_unit():
    old = one("2025-06-30", "Phường Trúc Bạch")
    new = one(REFORM, "Phường Ba Đình")
    assert old["code"] == new["code"] == "00004"
    assert successors(old["key"]) == {new["key"]: "whole"}


def test_a_commune_left_as_it_was_keeps_its_key_under_its_province():
    before, after = one("2025-06-30", "Xã Bát Mọt"), one(REFORM, "Xã Bát Mọt")
    assert before["key"] == after["key"]
    assert on("2025-06-30")[before["parent_key"]]["name"] == "Huyện Thường Xuân"
    assert on(REFORM)[after["parent_key"]]["name"] == "Tỉnh Thanh Hóa"


def test_a_homonym_in_the_merged_province_is_not_taken_for_the_predecessor():
    my_tho = one("2025-06-30", "Phường 4", "Thành phố Mỹ Tho")
    cao_lanh = one("2025-06-30", "Phường 4", "Thành phố Cao Lãnh")
    heir = one(REFORM, "Phường Cao Lãnh")["key"]
    assert heir not in successors(my_tho["key"])
    assert successors(cao_lanh["key"]) == {heir: "whole"}


def test_an_island_district_became_a_special_zone():
    district = one("2025-06-30", "Huyện Côn Đảo")
    zone = one(REFORM, "Đặc khu Côn Đảo")
    assert successors(district["key"]) == {zone["key"]: "whole"}
    assert zone["settlement"] == ""


def test_a_rural_commune_becomes_urban_on_the_day_it_becomes_a_phuong():
    assert one("2026-04-29", "Xã Long Thành", "Tỉnh Đồng Nai")["settlement"] == "nông thôn"
    later = one("2026-04-30", "Phường Long Thành")
    assert later["settlement"] == "đô thị"
    assert later["key"] == one("2026-04-29", "Xã Long Thành", "Tỉnh Đồng Nai")["key"]


def test_the_settlement_follows_from_the_kind():
    urban, rural = {"quận", "phường", "thị trấn"}, {"huyện", "xã"}
    for row in units():
        if row["kind"] in urban:
            assert row["settlement"] == "đô thị"
        else:
            assert row["settlement"] == ("nông thôn" if row["kind"] in rural else "")


def test_a_name_begins_with_its_kind_and_belongs_to_its_level():
    for row in units():
        assert row["kind"] in KINDS_OF_LEVEL[row["level"]]
        word = re.sub(r"^(thành phố) .*", r"\1", row["kind"])
        if row["level"] != "country":
            assert row["name"].startswith(f"{word.capitalize()} "), row


@pytest.mark.parametrize("name", ["units.csv", "later_changes.csv", "corrections.csv"])
def test_names_are_composed_with_the_tone_on_the_first_vowel(name):
    for row in rows_of(name):
        for column in {"name", "now"} & set(row):
            word = row[column]
            assert word == unicodedata.normalize("NFC", word).strip()
            assert fold(word) == word.lower(), row
            assert re.fullmatch(r"[\w' -]*", word), row
            assert "  " not in word


def test_names_of_the_highlands_keep_their_apostrophe():
    assert one("2025-06-30", "Huyện M'Drắk")["code"] == "652"
    assert one(REFORM, "Xã Ea H'Leo")["code"] == "24184"
    assert one(REFORM, "Xã Cư M'gar")


def test_keys_tell_level_and_code_of_the_unit_when_it_began():
    began = {}
    for row in sorted(units(), key=lambda row: row["valid_from"]):
        began.setdefault(row["key"], row)
    letters = {"province": "p", "district": "d", "commune": "x"}
    for key, row in began.items():
        if row["level"] == "country":
            assert key == "vn"
        else:
            letter = "n" if row["valid_from"] else letters[row["level"]]
            assert key == letter + row["code"]


@pytest.mark.parametrize("path", sorted(DATA.glob("*")), ids=lambda path: path.name)
def test_files_end_with_one_newline_and_have_no_carriage_returns(path):
    text = path.read_bytes()
    assert text.endswith(b"\n")
    assert not text.endswith(b"\n\n")
    assert b"\r" not in text
    assert text.decode() == unicodedata.normalize("NFC", text.decode())


def test_files_are_sorted():
    order = [(LEVELS.index(row["level"]), row["key"], row["valid_from"]) for row in units()]
    assert order == sorted(order)
    pairs = [tuple(row.values()) for row in successions()]
    assert pairs == sorted(pairs)
    assert len(set(pairs)) == len(pairs)


def test_the_page_on_the_data_tells_its_true_counts():
    page = (DATA / "README.md").read_text(encoding="utf-8")
    parts = Counter(row["part"] for row in successions() if row["predecessor_key"][0] == "x")
    split = {row["predecessor_key"] for row in successions() if row["part"] == "part"}
    dropped = sum(row["kind"] == "successor-dropped" for row in rows_of("corrections.csv"))
    went_on = Counter(
        key[0] for key in set(on("2025-06-30")) & set(on(REFORM)) if key.startswith(("p", "x"))
    )
    for sentence in (
        f"{len(units()):,} rows for {len({row['key'] for row in units()}):,} units",
        f"{len(successions()):,} successions",
        f"({parts['whole']:,} whole; {parts['part']} parts",
        f"{len(split)} split communes",
        f"{dropped} successors dropped",
        f"{went_on['p']} provinces and {went_on['x']} communes",
        "Copyright (c) 2025 Tran Ngoc Minh Hieu",
    ):
        assert sentence in page, sentence


def day_of(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def spells() -> list[Spell[str]]:
    return [
        Spell(
            unit=row["key"],
            parent=row["parent_key"] or None,
            valid_from=day_of(row["valid_from"]),
            valid_to=day_of(row["valid_to"]),
        )
        for row in units()
    ]


def real_successions() -> Successions[str]:
    """With the shares as known as the data knows them."""
    shares, reform = {"whole": Fraction(1), "part": None}, date.fromisoformat(REFORM)
    return Successions(
        Succession(row["predecessor_key"], row["successor_key"], reform, shares[row["part"]])
        for row in successions()
    )


def test_the_rows_are_a_history_that_the_core_accepts():
    check_spells(spells())
    sizes = [len(tree_on(spells(), date.fromisoformat(day))) for day in DAYS]
    assert sizes == [10_795, 3_356, 3_356, 3_356, 3_356]
    assert tree_on(spells(), date(2026, 9, 20)).roots == ("vn",)


def test_figures_of_the_old_communes_keep_their_sum_on_the_new_boundaries():
    reform = date.fromisoformat(REFORM)
    ended = {row["predecessor_key"] for row in successions() if row["predecessor_key"][0] == "d"}
    communes = {key for key, row in on("2025-06-30").items() if row["level"] == "commune"}
    lowest = dict.fromkeys(communes | ended, 1)
    carried = real_successions().carried(lowest, reform)
    assert carried.grand_total == len(lowest) == 10_040
    assert len(carried.floating) == 441
    tree = tree_on(spells(), reform)
    for province in tree.children("vn"):
        assert carried.total(tree.children(province)) is not None, province
    assert carried.total([key for key in tree.ids if tree.level(key) == 2]) == 10_040


def test_the_forebears_of_a_province_are_those_of_the_resolution():
    known = real_successions()
    lam_dong = one(REFORM, "Tỉnh Lâm Đồng")["key"]
    names = {on("2025-06-30")[key]["name"] for key in known.forebears(lam_dong, date(2025, 6, 30))}
    assert names == {"Tỉnh Lâm Đồng", "Tỉnh Đắk Nông", "Tỉnh Bình Thuận"}
