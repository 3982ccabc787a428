"""Make units.csv and successions.csv of phongtrao/units/data from a copy of vietnamadminunits.

A maintainer runs it by hand; the program itself reads only what it wrote:

    pip download --no-deps vietnamadminunits==1.0.4 && unzip vietnamadminunits-*.whl -d FOLDER
    python tools/make_unit_data.py FOLDER [--against FOLDER2] [--catalogue FILE]

FOLDER holds vietnamadminunits/data/dataset.db and converter_2025.json (MIT). What they get wrong is
mended by corrections.csv, what the law changed after them comes from later_changes.csv; both are
written by hand, each row with its reason. A correction that no longer fits, or a key of the
converter that names no unit, stops the run.

--against: an unpacked vietnam-provinces 2026.9.0 (GPL-3.0), read as text and never imported; only
facts are compared. --catalogue: postgresql/ImportData_vn_units.sql of vietnamese-provinces-database
v2.4.1 (MIT), the old names as the statistics office lists them. Either writes cross_check.md too.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import re
import sqlite3
import sys
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from phongtrao.core.text.folding import fold

DATA = ROOT / "phongtrao" / "units" / "data"
REFORM = "2025-07-01"
LEVELS = ("country", "province", "district", "commune")
KINDS = ("Thành phố", "Thị trấn", "Đặc khu", "Thị xã", "Phường", "Huyện", "Quận", "Tỉnh", "Xã")
SETTLEMENTS = dict.fromkeys(("phường", "thị trấn", "quận"), "đô thị") | dict.fromkeys(
    ("xã", "huyện"), "nông thôn"
)
SUCCESSION_COLUMNS = ("predecessor_key", "successor_key", "part", "on")
CENTRAL_CITY = "thành phố trực thuộc trung ương"


@dataclass(frozen=True)
class Row:
    """One version of one unit, as in units.csv; dates are ISO, "" before our records or still."""

    key: str
    code: str
    level: str
    kind: str
    name: str
    parent_key: str
    settlement: str
    valid_from: str = ""
    valid_to: str = ""

    @classmethod
    def commune(cls, key: str, code: str, name: str, parent: str, span: tuple[str, str]) -> Row:
        """The row of one commune."""
        kind = kind_of(name)
        return cls(key, code, "commune", kind, name, parent, SETTLEMENTS.get(kind, ""), *span)


class Corrections:
    """The rows of corrections.csv by kind; each must be used, or the source has changed."""

    def __init__(self, rows: Iterable[dict[str, str]]) -> None:
        self.rows = {(row["kind"], row["code"], row["was"]): row["now"] for row in rows}
        self.unused = set(self.rows)

    def name(self, kind: str, code: str, name: str) -> str:
        """The right name of a unit."""
        self.unused.discard((kind, code, name))
        return self.rows.get((kind, code, name), name)

    def successors(self, code: str, found: set[str]) -> set[str]:
        """The right successors of an old commune."""
        right = set(found)
        for kind, old, new in self.rows:
            if old == code and kind == "successor-dropped" and new in right:
                right.remove(new)
                self.unused.discard((kind, old, new))
        added = self.rows.get(("successor-added", code, ""))
        if added is not None and added not in right:
            right.add(added)
            self.unused.discard(("successor-added", code, ""))
        return right

    def same_unit(self, code: str, old: str, new: str) -> bool:
        """Whether the resolution kept the unit and only the spelling differs."""
        self.unused.discard(("same-unit", code, old))
        return self.rows.get(("same-unit", code, old)) == new


def tidy(name: str) -> str:
    """NFC, single spaces, kind word as "Thị trấn", tone on the first vowel of an open syllable."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    for kind in KINDS:
        if name.lower().startswith(f"{kind.lower()} "):
            name = kind + name[len(kind) :]
            break
    pairs = zip(name, fold(name), strict=True)
    return "".join(new.upper() if old.isupper() else new for old, new in pairs)


def kind_of(name: str) -> str:
    """The kind word of a tidy name, in small letters."""
    return next(kind for kind in KINDS if name.startswith(f"{kind} ")).lower()


def bare_name(name: str) -> str:
    """A tidy name without its kind word, folded."""
    return fold(name[len(kind_of(name)) + 1 :])


def read_rows(path: Path) -> list[dict[str, str]]:
    """A CSV file as dicts."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


class Source:
    """The unpacked wheel: old and new tables, and who succeeded whom, by code.

    A district without communes (five islands) stands for itself, under "d" and its code.
    """

    def __init__(self, folder: Path, corrections: Corrections) -> None:
        data = folder / "vietnamadminunits" / "data"
        database = sqlite3.connect(f"file:{data / 'dataset.db'}?immutable=1", uri=True)
        database.row_factory = sqlite3.Row
        self.old = [dict(row) for row in database.execute("SELECT * FROM admin_units_legacy")]
        self.new = [dict(row) for row in database.execute("SELECT * FROM admin_units")]
        database.close()
        converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
        self.provinces = self._provinces(converter["DICT_PROVINCE"])
        self.communes = self._communes(converter, corrections)

    def _provinces(self, pairs: dict[str, list[str]]) -> dict[str, str]:
        old = {row["provinceKey"]: row["provinceCode"] for row in self.old}
        new = {row["provinceKey"]: row["provinceCode"] for row in self.new}
        return {old[before]: new[after] for after, befores in pairs.items() for before in befores}

    def _communes(self, converter: dict, corrections: Corrections) -> dict[str, set[str]]:
        old = {
            f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row["wardCode"]
            or f"d{row['districtCode']}"
            for row in self.old
        }
        new = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in self.new}
        if len(old) != len(self.old) or len(new) != len(self.new):
            raise SystemExit("two units share one key of the converter")
        found: dict[str, set[str]] = defaultdict(set)
        for province, wholes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
            for after, befores in wholes.items():
                for before in befores:
                    found[old[before]].add(new[province, after])
        for province, splits in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
            for before, afters in splits.items():
                found[old[before]] |= {new[province, after["newWardKey"]] for after in afters}
        if missing := set(old.values()) - set(found):
            raise SystemExit(f"no successor in the converter: {sorted(missing)}")
        return {code: corrections.successors(code, after) for code, after in found.items()}


def going_on(source: Source, corrections: Corrections) -> dict[str, str]:
    """New code → old code of the units that only went on: one whole predecessor, the same name."""
    names = {row["wardCode"]: tidy(row["ward"]) for row in source.old if row["ward"]}
    after = {row["wardCode"]: tidy(row["ward"]) for row in source.new}
    befores = Counter(code for news in source.communes.values() for code in news)
    same = {}
    for old, news in source.communes.items():
        code = next(iter(news))
        if len(news) == befores[code] == 1 and old in names:
            alike = bare_name(names[old]) == bare_name(after[code])
            if alike or corrections.same_unit(old, names[old], after[code]):
                same[code] = old
    return same


def provinces_going_on(source: Source) -> set[str]:
    """Codes of the provinces that merged with none."""
    heirs = list(source.provinces.values())
    return {code for code, heir in source.provinces.items() if heirs.count(heir) == 1}


def province_rows(source: Source) -> Iterator[Row]:
    """The 63 provinces before and the 34 after; those that merged with none have one row."""
    kept = provinces_going_on(source)
    for table, letter, span in ((source.old, "p", ("", REFORM)), (source.new, "n", (REFORM, ""))):
        for code, name in sorted({(row["provinceCode"], tidy(row["province"])) for row in table}):
            kind = CENTRAL_CITY if kind_of(name) == "thành phố" else "tỉnh"
            if code not in kept:
                yield Row(f"{letter}{code}", code, "province", kind, name, "vn", "", *span)
            elif letter == "p":
                yield Row(f"p{code}", code, "province", kind, name, "vn", "")


def district_rows(source: Source, corrections: Corrections) -> Iterator[Row]:
    """The districts, all ended by the reform."""
    seen = {
        (row["districtCode"], row["district"], row["provinceCode"], row["province"])
        for row in source.old
    }
    for code, raw, province, province_name in sorted(seen):
        name = corrections.name("district-name", code, tidy(raw))
        kind = kind_of(name)
        if kind == "thành phố":
            kind += " thuộc thành phố" if kind_of(province_name) == kind else " thuộc tỉnh"
        urban = SETTLEMENTS.get(kind, "")
        yield Row(f"d{code}", code, "district", kind, name, f"p{province}", urban, "", REFORM)


def commune_rows(source: Source, corrections: Corrections, same: dict[str, str]) -> Iterator[Row]:
    """The communes before and after; one that only went on keeps its key."""
    kept = provinces_going_on(source)
    for row in source.old:
        if code := row["wardCode"]:
            name = corrections.name("commune-name", code, tidy(row["ward"]))
            yield Row.commune(f"x{code}", code, name, f"d{row['districtCode']}", ("", REFORM))
    for row in source.new:
        code, province = row["wardCode"], row["provinceCode"]
        key = f"x{same[code]}" if code in same else f"n{code}"
        parent = f"p{province}" if province in kept else f"n{province}"
        yield Row.commune(key, code, tidy(row["ward"]), parent, (REFORM, ""))


def with_later_changes(rows: list[Row], changes: list[dict[str, str]]) -> list[Row]:
    """Split the version in force at each later change of name and kind."""
    for change in changes:
        place = next(
            place
            for place, row in enumerate(rows)
            if (row.code, row.level, row.valid_to) == (change["code"], change["level"], "")
        )
        before, kind = rows[place], change["kind"]
        after = replace(
            before, kind=kind, name=change["name"], settlement=SETTLEMENTS.get(kind, "")
        )
        if after == before or bare_name(after.name) != bare_name(before.name):
            raise SystemExit(f"a later change does not fit: {change}")
        rows[place] = replace(before, valid_to=change["on"])
        rows.append(replace(after, valid_from=change["on"]))
    return rows


def successions(source: Source, same: dict[str, str]) -> list[tuple[str, str, str, str]]:
    """Predecessor and successor keys, whole or part, date; units that only went on have none."""
    kept = provinces_going_on(source)
    found = [
        (f"p{old}", f"n{new}", "whole", REFORM)
        for old, new in source.provinces.items()
        if old not in kept
    ]
    for old, news in source.communes.items():
        part = "whole" if len(news) == 1 else "part"
        before = old if old.startswith("d") else f"x{old}"
        found += [(before, f"n{new}", part, REFORM) for new in news if same.get(new) != old]
    return sorted(found)


def write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """A CSV file with LF line ends."""
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def table_of(path: Path, name: str) -> Iterator[tuple[int, ast.Call]]:
    """The entries of a dict of calls in a Python file, without running it."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
        if name in {getattr(target, "id", "") for target in targets}:
            table = statement.value
            for key, call in zip(table.keys, table.values, strict=True):
                yield key.value, call


def names_in(path: Path, name: str, width: int) -> dict[str, str]:
    """Code → tidy name of such a table."""
    entries = table_of(path, name)
    return {f"{code:0{width}}": tidy(call.args[0].value) for code, call in entries}


def mapping_in(path: Path) -> dict[str, set[str]]:
    """Old code → new codes of the second set."""
    return {
        f"{code:05}": {f"{new.args[0].value:05}" for new in call.args[1].elts}
        for code, call in table_of(path, "OLD_TO_NEW")
    }


def compared(title: str, ours: dict[str, str], theirs: dict[str, str], *, show: bool) -> list[str]:
    """Lines that tell how two code → name tables agree; show lists each differing name."""
    both = sorted(set(ours) & set(theirs))
    differ = [code for code in both if ours[code] != theirs[code]]
    lines = [
        f"- {title}: {len(ours)} ours, {len(theirs)} theirs, {len(both)} codes in both, "
        f"{len(both) - len(differ)} names alike."
    ]
    for label, codes in (("ours", set(ours) - set(theirs)), ("theirs", set(theirs) - set(ours))):
        if codes:
            lines.append(f"  - codes only {label}: {', '.join(sorted(codes))}")
    if differ and show:
        lines += ["", "| code | ours (kept) | theirs |", "| --- | --- | --- |"]
        lines += [f"| {code} | {ours[code]} | {theirs[code]} |" for code in differ] + [""]
    elif differ:
        lines.append(f"  - names that differ: {', '.join(differ)}")
    return lines


def cross_check(
    source: Source, rows: list[Row], against: Path | None, catalogue: Path | None
) -> str:
    """How the data agrees with the other sets, as Markdown."""
    old: dict[str, dict[str, str]] = {level: {} for level in LEVELS}
    new: dict[str, dict[str, str]] = {level: {} for level in LEVELS}
    for row in rows:
        for names, edge in ((old, row.valid_from), (new, row.valid_to)):
            if not edge:
                names[row.level][row.code] = row.name
    lines = ["# Cross-check of the unit data", "", "Written by `tools/make_unit_data.py`.", ""]
    if against:
        folder = against / "vietnam_provinces"
        lines += ["## Second set: vietnam-provinces 2026.9.0, of 2026-09-20", ""]
        tables = {"province": ("PROVINCE", 2), "district": ("DISTRICT", 3), "commune": ("WARD", 5)}
        for place, title, ours in (("", "latest", new), ("legacy", f"before {REFORM}", old)):
            for level, (table, width) in tables.items():
                theirs = names_in(folder / place / "_lookup.py", f"{table}_MAPPING", width)
                lines += compared(f"{level}, {title}", ours[level], theirs, show=False)
        lines += mappings_compared(source, mapping_in(folder / "_ward_conversion_2025.py"))
    if catalogue:
        lines += ["", "## Third set: vietnamese-provinces-database v2.4.1, old names", ""]
        text = catalogue.read_text(encoding="utf-8")
        for level, width, parent in (("district", 3, 2), ("commune", 5, 3)):
            parts = ",".join([r"'((?:[^']|'')*)'"] * 4)
            pattern = rf"\('(\d{{{width}}})',{parts},'[^']*','\d{{{parent}}}'"
            found = re.findall(pattern, text)
            theirs = {match[0]: tidy(match[3].replace("''", "'")) for match in found}
            lines += compared(f"{level}, before {REFORM}", old[level], theirs, show=True)
    return "\n".join(lines).rstrip() + "\n"


def mappings_compared(source: Source, theirs: dict[str, set[str]]) -> list[str]:
    """Lines that tell how the successors agree, after the corrections."""
    ours = {code: news for code, news in source.communes.items() if not code.startswith("d")}
    both = sorted(set(ours) & set(theirs))
    differ = [code for code in both if ours[code] != theirs[code]]
    lines = [
        f"- successors: {len(ours)} old communes ours, {len(theirs)} theirs, "
        f"{len(both) - len(differ)} of {len(both)} alike after the corrections."
    ]
    for code in differ:
        extra, lacking = sorted(ours[code] - theirs[code]), sorted(theirs[code] - ours[code])
        lines.append(f"  - {code}: only ours {extra or '–'}, only theirs {lacking or '–'}")
    return [*lines, f"  - not in theirs: {', '.join(sorted(set(ours) - set(theirs))) or '–'}"]


def main() -> None:
    """Read, mend, write."""
    parser = argparse.ArgumentParser(description="See the head of this file.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--catalogue", type=Path)
    given = parser.parse_args()
    corrections = Corrections(read_rows(DATA / "corrections.csv"))
    source = Source(given.folder, corrections)
    same = going_on(source, corrections)
    rows = [
        Row("vn", "VN", "country", "quốc gia", "Việt Nam", "", ""),
        *province_rows(source),
        *district_rows(source, corrections),
        *commune_rows(source, corrections, same),
    ]
    rows = with_later_changes(rows, read_rows(DATA / "later_changes.csv"))
    if corrections.unused:
        raise SystemExit(f"corrections that nothing needs: {sorted(corrections.unused)}")
    rows.sort(key=lambda row: (LEVELS.index(row.level), row.key, row.valid_from))
    write(
        DATA / "units.csv", tuple(Row.__dataclass_fields__), (tuple(vars(r).values()) for r in rows)
    )
    write(DATA / "successions.csv", SUCCESSION_COLUMNS, successions(source, same))
    if given.against or given.catalogue:
        report = cross_check(source, rows, given.against, given.catalogue)
        (DATA / "cross_check.md").write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
