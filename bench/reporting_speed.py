"""How fast reports are stored, added up, read and sent: python bench/reporting_speed.py
[--scale PART] [--only sqlite|postgres] [--reports N].

National size: 34 provinces, 3,321 communes, 200,000 bodies below them, a form of 60 boxes, four
quarters: 48 million values, made up with a seed; and a tenth of it, so that growth shows. On SQLite
and, where it is installed, on a throw-away PostgreSQL that writes to disk as in earnest. Beside it
in the same run the usual design, one row a value, at a twentieth of the size. Fifty writers and
fifty browsers work at once; they and the server share the two cores. Prints tables, writes
var/bench/reporting.json; exit 1 when a figure is missed.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "var" / "bench" / "reporting.json"
NATIONAL, SMALL_PART, USUAL_PART = 200_000, 10, 20
LIMITS = {
    "rebuild: s per million values": (0.3, "most"),
    "read: 34 provinces, in the database, ms": (20, "most"),
    "read: 3,321 communes, in the database, ms": (150, "most"),
    "page of a target: p95, ms": (100, "most"),
    "dashboard: p95, ms": (100, "most"),
    "visible: accepted → visible p95, ms": (1000, "most"),
    "import: JSON, values/s": (100_000, "least"),
    "import: Excel, values/s": (100_000, "least"),
    "web: reports/s": (100, "least"),
    "web: p99, ms": (500, "most"),
    "web: at 110 a second: reports/s": (100, "least"),
    "web: at 110 a second: p99, ms": (500, "most"),
    "web: bytes a value, log and all": (25, "most"),
    "stored: bytes a value": (25, "most"),
}
sys.path.insert(0, str(ROOT))


def measure(bodies: int, reports: int) -> dict[str, float]:
    """Make the rows in the database of the environment and measure all of it."""
    from django.core.management import call_command

    import phongtrao.config.wsgi  # noqa: F401 - starts Django as the web server does

    call_command("migrate", verbosity=0)

    from bench.reporting.country import make_country
    from bench.reporting.reading import bytes_a_value, measure_reading, measure_rebuild
    from bench.reporting.usual import measure_usual
    from bench.reporting.web import measure_pages, measure_sending
    from bench.reporting.writing import measure_import, measure_visible

    began = time.perf_counter()
    country = make_country(bodies)
    # No server holds the generator's lists: collecting garbage is not to walk over them.
    gc.collect()
    gc.freeze()
    found: dict[str, float] = {
        "made: s": time.perf_counter() - began,
        "made: millions of values": country.values / 1e6,
    }

    def add(what: str, told: dict[str, float]) -> None:
        for name, value in told.items():
            found[f"{what}: {name}"] = value
            print(f"  {what}: {name}: {value:,.3f}", file=sys.stderr, flush=True)

    add("rebuild", measure_rebuild(country))
    add("stored", {"bytes a value": bytes_a_value(country)})
    add("read", measure_reading(country, 15))
    for name, told in measure_pages(country, 40).items():
        add(name, told)
    add("import", measure_import(country))
    add("visible", measure_visible(country, reports))
    add("web", measure_sending(country, reports))
    add("usual design", measure_usual(country.bodies[: max(100, bodies // USUAL_PART)]))
    return found


def in_process(url: str, bodies: int, reports: int) -> dict[str, float]:
    """Measure in a process and a folder of its own, which are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="phongtrao-bench-") as folder:
        out = Path(folder) / "result.json"
        environment = {
            **os.environ,
            "PHONGTRAO_VAR": folder,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        subprocess.run(
            [sys.executable, __file__, "--into", out, "--bodies", str(bodies),
             "--reports", str(reports)],
            env=environment,
            check=True,
        )  # fmt: skip
        return dict(json.loads(out.read_text("utf-8")))


def databases(only: str) -> Iterator[tuple[str, Any]]:
    """Name of each database, and what yields its address."""
    from tools.with_postgres import postgres

    if only != "postgres":
        yield "sqlite", lambda: nullcontext("")
    if only == "postgres" or (not only and any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))):
        yield (
            "postgres",
            lambda: postgres(
                fsync="on", full_page_writes="on", shared_buffers="1GB", max_wal_size="4GB"
            ),
        )


def report(result: dict[str, list[dict[str, float]]]) -> int:
    """Print and keep the result; the exit code."""
    missed = []
    for database, (few, many) in result.items():
        print(f"\n{database:50}{'a tenth':>14}{'all':>14}{'growth':>25}   wanted")
        for name, value in many.items():
            limit, side = LIMITS.get(name, (0.0, ""))
            bad = value > limit if side == "most" else value < limit
            wanted = f"{'≤' if side == 'most' else '≥'} {limit:,}" if side else ""
            growth = value / few[name] if few[name] else float("nan")
            print(f"{name:50}{few[name]:14,.3f}{value:14,.3f}{growth:24.2f}×   {wanted}"
                  f"{'  MISSED' if side and bad else ''}")  # fmt: skip
            if side and bad:
                missed.append(f"{database}, {name}: {value:,.3f}, wanted {wanted}")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({**result, "missed": missed}, indent=1, ensure_ascii=False) + "\n")
    print("\n".join(["missed:", *missed]) if missed else "nothing missed")
    return 1 if missed else 0


def main() -> int:
    """Measure each database and size in a process of its own."""
    parser = argparse.ArgumentParser(description="See the head of this file.")
    parser.add_argument("--scale", type=float, default=1.0, help="part of the national size")
    parser.add_argument("--only", choices=("sqlite", "postgres"), default="")
    parser.add_argument("--reports", type=int, default=1_500, help="sent by writers, by browsers")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--bodies", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.into:
        found = measure(asked.bodies, asked.reports)
        asked.into.write_text(json.dumps(found), encoding="utf-8")
        return 0
    national = int(NATIONAL * asked.scale)
    result: dict[str, list[dict[str, float]]] = {}
    for database, served in databases(asked.only):
        for bodies in (national // SMALL_PART, national):
            print(f"{database}, {bodies:,} bodies", file=sys.stderr, flush=True)
            with served() as url:
                found = in_process(url, bodies, asked.reports)
            result.setdefault(database, []).append(found)
    return report(result)


if __name__ == "__main__":
    raise SystemExit(main())
