"""How long finding a unit by name takes: python bench/find_speed.py [--runs N].

The names of the shipped units of both eras, then made-up neighbourhoods, schools and bodies up to
200,000 names. Prints the time to make the index and the worst and median time of each question,
writes var/bench/find.json. Each question must stay under 50 ms: exit 1 when not.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import statistics
import sys
import time
from pathlib import Path

from phongtrao.core.text.folding import bare
from phongtrao.core.tree import NameIndex

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "var" / "bench" / "find.json"
DATA = ROOT / "phongtrao" / "units" / "data" / "units.csv"
SIZE = 200_000
LIMIT_MILLISECONDS = 50
KINDS = (
    "Khu dân cư số",
    "Tổ dân phố",
    "Thôn",
    "Trường Trung học cơ sở",
    "Trường Tiểu học",
    "Công ty cổ phần",
    "Công an xã",
)
QUESTIONS = (
    "UBND TP HN",
    "HN",
    "Thành phố Hà Nội",
    "thanh pho ho chi minh",
    "tphcm",
    "P. Hoàn Kiếm",
    "xã hòa bình",
    "hoa binh",
    "x",
    "trường",
    "trung học cơ sở an",
    "so co hoc trung truong",
    "to dan pho 7",
    "công an xã hòa bình",
    "CATP Hà Nội",
    "hanoi",
    "Sở Nội vụ HN",
    "to dan pho so 7 phuong 12 quan 1 tp hcm",
    "không có tên này",
)


def all_names() -> list[tuple[int, str]]:
    """Shipped names, then made-up ones."""
    with DATA.open(encoding="utf-8", newline="") as lines:
        shipped = [row["name"] for row in csv.DictReader(lines)]
    chance = random.Random(1)
    names = list(dict.fromkeys(shipped))
    while len(names) < SIZE:
        kind, name = chance.choice(KINDS), chance.choice(shipped).split(" ", 1)[-1]
        names.append(f"{kind} {chance.randrange(1, 40)} {name}")
    return list(enumerate(names))


def place_behind(index: NameIndex[int], question: str) -> None:
    """What `units.queries.finding` looks for besides: a name and its place, without the database's
    question whether one lies below the other.
    """
    words = question.split()
    for cut in range(len(words) - 1, 0, -1):
        if index.places(" ".join(words[cut:]), 50):
            index.find(" ".join(words[:cut]), 400)


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="See the head of this file.")
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    names = all_names()
    began = time.perf_counter()
    index = NameIndex(names, bare)
    made = time.perf_counter() - began
    sys.stdout.write(f"index of {len(names):,} names: {made:.2f} s\n")
    sys.stdout.write(f"{'question':28}{'median ms':>11}{'worst ms':>10}  first found\n")
    rows = {}
    for question in QUESTIONS:
        taken = []
        for _ in range(runs):
            began = time.perf_counter()
            found = index.find(question)
            if not found:
                place_behind(index, question)
            taken.append((time.perf_counter() - began) * 1000)
        first = found[0].name if found else "–"
        rows[question] = {"median_ms": statistics.median(taken), "worst_ms": max(taken)}
        sys.stdout.write(
            f"{question:28}{rows[question]['median_ms']:11.2f}{max(taken):10.2f}  {first}\n"
        )
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    result = {"names": len(names), "index_s": made, "questions": rows}
    RESULT.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    slow = [name for name, row in rows.items() if row["worst_ms"] >= LIMIT_MILLISECONDS]
    if slow:
        sys.stdout.write(f"slower than {LIMIT_MILLISECONDS} ms: {', '.join(slow)}\n")
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
