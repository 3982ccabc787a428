"""How long trees, days, reaches and successions take: python bench/tree_speed.py [--runs N].

Made-up units in the shape of the country (34 provinces, 3,321 communes, the rest below communes),
20,000 and 200,000 of them, so that the growth shows; and the shipped units of 2025. Prints medians,
writes var/bench/tree.json. The build of 200,000 units must stay under 0.5 s: exit 1 when not.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import statistics
import sys
import time
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from phongtrao.core.tree import (
    Spell,
    Succession,
    Successions,
    Tree,
    TwoTrees,
    ancestry,
    tree_on,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "var" / "bench" / "tree.json"
DATA = ROOT / "phongtrao" / "units" / "data"
REFORM = date(2025, 7, 1)
SIZES = (20_000, 200_000)
PROVINCES, COMMUNES = 34, 3_321
LIMIT_SECONDS = 0.5


def made_up(size: int) -> tuple[list[int], list[int | None]]:
    """Units and parents, parents first."""
    chance = random.Random(size)
    first_commune, first_below = 1 + PROVINCES, 1 + PROVINCES + COMMUNES
    parents: list[int | None] = [None, *([0] * PROVINCES)]
    parents += [chance.randrange(1, first_commune) for _ in range(COMMUNES)]
    parents += [chance.randrange(first_commune, first_below) for _ in range(size - first_below)]
    return list(range(size)), parents


def shuffled(units: list[int], parents: list[int | None]) -> tuple[list[int], list[int | None]]:
    """The same units in no order."""
    order = units[:]
    random.Random(1).shuffle(order)
    return order, [parents[unit] for unit in order]


def with_lines(units: list[int], parents: list[int | None]) -> TwoTrees[int]:
    """Every tenth unit below a commune answers to a body right below the country."""
    line: list[int | None] = [None] * len(units)
    for unit in range(1 + PROVINCES + COMMUNES, len(units), 10):
        line[unit] = 1 + unit % PROVINCES
    return TwoTrees(units, parents, line)


def shipped_spells() -> list[Spell[str]]:
    """The rows of units.csv."""

    def day_of(cell: str) -> date | None:
        return date.fromisoformat(cell) if cell else None

    with (DATA / "units.csv").open(encoding="utf-8", newline="") as lines:
        return [
            Spell(
                unit=row["key"],
                parent=row["parent_key"] or None,
                valid_from=day_of(row["valid_from"]),
                valid_to=day_of(row["valid_to"]),
            )
            for row in csv.DictReader(lines)
        ]


def shipped_successions() -> list[Succession[str]]:
    """The rows of successions.csv."""
    shares = {"whole": Fraction(1), "part": None}
    with (DATA / "successions.csv").open(encoding="utf-8", newline="") as lines:
        return [
            Succession(row["predecessor_key"], row["successor_key"], REFORM, shares[row["part"]])
            for row in csv.DictReader(lines)
        ]


def median_seconds(work: Callable[[], object], runs: int) -> float:
    """The median time of some runs, after one that warms up."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def made_up_times(size: int, runs: int) -> dict[str, float]:
    """Seconds for a made-up tree."""
    units, parents = made_up(size)
    order, above = shuffled(units, parents)
    tree, two = Tree(units, parents), with_lines(units, parents)
    some = random.Random(2).sample(units, 1_000)
    spells = [Spell(unit, parent) for unit, parent in zip(units, parents, strict=True)]
    works: dict[str, Callable[[], object]] = {
        "build": lambda: Tree(units, parents),
        "build, shuffled": lambda: Tree(order, above),
        "whole country as subtree": lambda: tree.subtree(0),
        "1,000 subtrees": lambda: [tree.subtree(unit) for unit in some],
        "1,000 ancestors": lambda: [tree.ancestors(unit) for unit in some],
        "1,000 is_within": lambda: [tree.is_within(unit, 1) for unit in some],
        "reach of the country": lambda: two.reach(0),
        "reach of a province": lambda: two.reach(1),
        "tree_on": lambda: tree_on(spells, REFORM),
        "ancestry": lambda: ancestry(spells),
    }
    return {name: median_seconds(work, runs) for name, work in works.items()}


def shipped_times(runs: int) -> dict[str, float]:
    """Seconds for the shipped units."""
    spells, successions = shipped_spells(), shipped_successions()
    known = Successions(successions)
    values = dict.fromkeys(
        (spell.unit for spell in spells if spell.unit[0] == "x" and spell.valid_from is None), 7
    )
    works: dict[str, Callable[[], object]] = {
        "tree_on 30/6/2025": lambda: tree_on(spells, date(2025, 6, 30)),
        "tree_on 1/7/2025": lambda: tree_on(spells, REFORM),
        "ancestry, both eras": lambda: ancestry(spells, successions),
        "Successions": lambda: Successions(successions),
        "carried, 10,035 values": lambda: known.carried(values, REFORM),
        "heirs of 10,035": lambda: [known.heirs(unit, REFORM) for unit in values],
    }
    return {name: median_seconds(work, runs) for name, work in works.items()}


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="See the head of this file.")
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    small, large = (made_up_times(size, runs) for size in SIZES)
    sys.stdout.write(f"{'made-up units, ms':28}{SIZES[0]:>12,}{SIZES[1]:>12,}{'growth':>9}\n")
    for name, seconds in small.items():
        growth = large[name] / seconds
        sys.stdout.write(
            f"{name:28}{seconds * 1000:12.2f}{large[name] * 1000:12.2f}{growth:8.1f}×\n"
        )
    shipped = shipped_times(runs)
    sys.stdout.write("shipped units, ms\n")
    for name, seconds in shipped.items():
        sys.stdout.write(f"{name:28}{seconds * 1000:12.2f}\n")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    results = {str(SIZES[0]): small, str(SIZES[1]): large, "shipped": shipped}
    RESULT.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    slow = large["build"] >= LIMIT_SECONDS
    if slow:
        sys.stdout.write(f"build: {large['build']:.2f} s, wanted under {LIMIT_SECONDS} s\n")
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
