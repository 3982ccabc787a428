"""How long reports take to become totals: python bench/rollup_speed.py.

National size: 200,000 bodies × 4 periods × 60 elements, 48 million values, made up with a seed, in
the order of sending (that is, in none); and a tenth of it. Rows come as packed bytes and leave as
totals of every body's commune, province and the country, by period. Beside it, in the same run,
the obvious loop over a dict for a thousandth of the values. Making the values up is not counted.
Prints a table, writes var/bench/rollup.json; exit 1 when a million values take 0.3 s or more.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from phongtrao.core.figures.marks import BLANK, LEAST, NOT_APPLICABLE, UNKNOWN
from phongtrao.core.figures.packing import matrix
from phongtrao.core.rollup.blocks import Block, merge, nothing
from phongtrao.core.rollup.totals import add_up, roll_up
from phongtrao.core.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "var" / "bench" / "rollup.json"
PROVINCES, COMMUNES, BODIES = 34, 3_321, 200_000
PERIODS, WIDTH = 4, 60
PORTION = 20_000
SMALL_PART, LOOP_PART = 10, 1_000
LIMIT_SECONDS = 0.3


class Portion(NamedTuple):
    """Reports of one period as they come from a database."""

    period: int
    rows: list[bytes]
    place: np.ndarray
    accepted: np.ndarray


def country() -> Tree[int]:
    """The country, its provinces and communes."""
    chance = np.random.default_rng(1)
    above = chance.integers(1, 1 + PROVINCES, COMMUNES).tolist()
    return Tree(range(1 + PROVINCES + COMMUNES), [None, *([0] * PROVINCES), *above])


def portions(tree: Tree[int], bodies: int) -> Iterator[Portion]:
    """Reports of so many bodies; one value in ten is none, nine reports in ten are accepted."""
    chance = np.random.default_rng(2)
    leaves = np.array([tree.place(1 + PROVINCES + number) for number in range(COMMUNES)])
    for period in range(PERIODS):
        for first in range(0, bodies, PORTION):
            count = min(PORTION, bodies - first)
            figures = chance.poisson(40, (count, WIDTH)).astype(np.int64)
            figures[:, ::10] *= 1_000_000  # money
            none = chance.random(figures.shape) < 0.1
            figures[none] = chance.choice([BLANK, NOT_APPLICABLE, UNKNOWN], int(none.sum()))
            place = leaves[chance.integers(0, COMMUNES, count)]
            rows = [row.tobytes() for row in figures]
            yield Portion(period, rows, place, chance.random(count) < 0.9)


def totals(tree: Tree[int], bodies: int) -> tuple[list[Block], dict[str, float]]:
    """Totals of every unit by period, and seconds by step."""
    own = [nothing(len(tree), WIDTH) for _ in range(PERIODS)]
    steps = dict.fromkeys(("bytes to table", "add up", "merge", "roll up", "to bytes"), 0.0)

    def done(step: str, since: float) -> float:
        now = time.perf_counter()
        steps[step] += now - since
        return now

    for portion in portions(tree, bodies):
        now = time.perf_counter()
        table = matrix(portion.rows, WIDTH)
        now = done("bytes to table", now)
        block = add_up(table, portion.place, len(tree), portion.accepted)
        now = done("add up", now)
        own[portion.period] = merge([own[portion.period], block])
        done("merge", now)
    now = time.perf_counter()
    rolled = [roll_up(block, tree) for block in own]
    now = done("roll up", now)
    stored = [block.to_bytes() for block in rolled]
    done("to bytes", now)
    steps["bytes stored a row"] = sum(len(row) for rows in stored for row in rows) / (
        PERIODS * len(tree)
    )
    return rolled, steps


def loop(tree: Tree[int], bodies: int) -> tuple[list[dict[tuple[int, int], int]], float]:
    """Sums by unit and element with a dict a period, and seconds."""
    above = [(unit, *tree.ancestors(unit)) for unit in tree.ids]
    found: list[dict[tuple[int, int], int]] = [defaultdict(int) for _ in range(PERIODS)]
    seconds = 0.0
    for portion in portions(tree, bodies):
        sums = found[portion.period]
        values = matrix(portion.rows, WIDTH).tolist()
        places = portion.place.tolist()
        since = time.perf_counter()
        for place, row in zip(places, values, strict=True):
            for unit in above[place]:
                for element, value in enumerate(row):
                    if value >= LEAST:
                        sums[unit, element] += value
        seconds += time.perf_counter() - since
    return found, seconds


def one_report(tree: Tree[int], block: Block) -> float:
    """Seconds for a revision in the stored totals of its commune, province and country."""
    chance = np.random.default_rng(3)
    old = chance.poisson(40, WIDTH).astype(np.int64)
    new = chance.poisson(40, WIDTH).astype(np.int64)
    line = (tree.ids[-1], *tree.ancestors(tree.ids[-1]))
    stored = [
        block.plus(place, old, accepted=False).to_bytes()[place] for place in map(tree.place, line)
    ]
    since, runs = time.perf_counter(), 200
    for _ in range(runs):
        for row in stored:
            held = Block.from_bytes([row], WIDTH)
            held.minus(0, old, accepted=False).plus(0, new, accepted=True).to_bytes()
    return (time.perf_counter() - since) / runs


def check(tree: Tree[int]) -> None:
    """Both ways give the same sums."""
    rolled, _ = totals(tree, BODIES // LOOP_PART)
    sums, _ = loop(tree, BODIES // LOOP_PART)
    for block, found in zip(rolled, sums, strict=True):
        for (unit, element), value in found.items():
            if block.sums[tree.place(unit), element] != value:
                raise SystemExit(f"unit {unit}, element {element}: not {value}")


def peak_megabytes() -> float:
    """The most memory that the process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Measure, print, write."""
    tree = country()
    check(tree)
    start = peak_megabytes()
    results: dict[str, dict[str, float]] = {}
    for bodies in (BODIES // SMALL_PART, BODIES):
        millions = bodies * PERIODS * WIDTH / 1e6
        rolled, steps = totals(tree, bodies)
        stored = steps.pop("bytes stored a row")
        seconds = sum(steps.values())
        results[f"{millions:g} million values"] = {
            **steps,
            "all, s": seconds,
            "s per million values": seconds / millions,
            "bytes stored a row": stored,
            "memory above start, MB": peak_megabytes() - start,
        }
    loop_millions = BODIES // LOOP_PART * PERIODS * WIDTH / 1e6
    _, loop_seconds = loop(tree, BODIES // LOOP_PART)
    revision = one_report(tree, rolled[0])
    small, large = results.values()
    sys.stdout.write(f"{'':26}" + "".join(f"{name:>26}" for name in results) + f"{'growth':>9}\n")
    for name, value in small.items():
        growth = large[name] / value if value else float("nan")
        sys.stdout.write(f"{name:26}{value:26.4f}{large[name]:26.4f}{growth:8.1f}×\n")
    per_million = loop_seconds / loop_millions
    faster = per_million / large["s per million values"]
    sys.stdout.write(
        f"a dict, {loop_millions:g} million values: {loop_seconds:.2f} s, {per_million:.2f} s per "
        f"million; 48 million: {per_million * 48:.0f} s by proportion, {faster:.0f} times as long\n"
        f"a revision in its commune's, province's and country's total: {revision * 1e6:.0f} µs\n"
    )
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    extra = {"a dict, s per million values": per_million, "a revision, s": revision}
    RESULT.write_text(json.dumps({**results, **extra}, indent=1) + "\n", encoding="utf-8")
    slow = large["s per million values"] >= LIMIT_SECONDS
    if slow:
        sys.stdout.write(f"wanted under {LIMIT_SECONDS} s per million values\n")
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
