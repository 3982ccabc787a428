"""How fast plans compile on one core, how time grows with length, and how much memory a long one
needs.

Speed: pages of 2,000 characters a second over the plans of ../shared/plans (those of
tests/data/plans when there are none), the best of several runs. Growth: the same plans set one
behind another to 10 … 2,000 pages. Memory: the peak of a process of its own that compiles the
longest. Prints a table and writes var/bench/compile.json.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from phongtrao.core.compiler import compile_plan

ROOT = Path(__file__).resolve().parent.parent
PAGE = 2000
LENGTHS = (10, 100, 500, 1000, 2000)
WANTED_PAGES_A_SECOND = 300
WANTED_MEGABYTES = 300


def plans() -> list[str]:
    """The texts to compile."""
    for folder in (ROOT.parent / "shared" / "plans", ROOT / "tests" / "data" / "plans"):
        if files := sorted(folder.rglob("*.txt")):
            return [file.read_text("utf-8") for file in files]
    raise SystemExit("There are no plans to compile.")


def document_of(pages: int, texts: list[str]) -> str:
    """Plans set one behind another until they fill so many pages."""
    made: list[str] = []
    size = 0
    while size < pages * PAGE:
        made.append(texts[len(made) % len(texts)])
        size += len(made[-1]) + 2
    return "\n\n".join(made)[: pages * PAGE]


def seconds(text: str, runs: int) -> float:
    """The processor time of the fastest of several runs."""
    best = float("inf")
    for _ in range(runs):
        began = time.process_time()
        compile_plan(text)
        best = min(best, time.process_time() - began)
    return best


def megabytes_of(pages: int) -> float:
    """The peak memory of a fresh process that compiles a document of so many pages."""
    done = subprocess.run(
        [sys.executable, __file__, "--memory", str(pages)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def main() -> int:
    """Measure and report; 1 when speed or memory miss what is wanted."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--runs", type=int, default=5)
    ask.add_argument("--memory", type=int, help="print the peak memory for so many pages, in MB")
    args = ask.parse_args()
    texts = plans()
    if args.memory:
        compile_plan(document_of(args.memory, texts))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return 0
    each = [seconds(text, args.runs) for text in texts]
    characters = sum(map(len, texts))
    speed = characters / sum(each) / PAGE
    rows = []
    for pages in LENGTHS:
        text = document_of(pages, texts)
        spent = seconds(text, args.runs if pages < LENGTHS[-2] else 2)
        rows.append(
            {"pages": pages, "seconds": round(spent, 3), "pages_a_second": round(pages / spent)}
        )
    memory = megabytes_of(LENGTHS[-1])
    result = {
        "plans": len(texts),
        "characters": characters,
        "pages_a_second": round(speed),
        "characters_a_second": round(speed * PAGE),
        "slowest_seconds": round(max(each), 3),
        "growth": rows,
        "peak_megabytes": round(memory),
    }
    lines = [
        f"{len(texts)} plans, {characters:,} characters: {speed:.0f} pages/s (wanted "
        f"{WANTED_PAGES_A_SECOND})",
        f"{'pages':>8}{'seconds':>10}{'pages/s':>10}",
        *(f"{row['pages']:>8}{row['seconds']:>10}{row['pages_a_second']:>10}" for row in rows),
        f"peak memory at {LENGTHS[-1]} pages: {memory:.0f} MB (wanted < {WANTED_MEGABYTES})",
    ]
    print("\n".join(lines))
    target = ROOT / "var" / "bench" / "compile.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    return int(speed < WANTED_PAGES_A_SECOND or memory > WANTED_MEGABYTES)


if __name__ == "__main__":
    raise SystemExit(main())
