"""How fast the history is written and read back: python bench/history_speed.py [--bodies N].

A country whose bodies fill in a form of 60 boxes for four quarters, made up with a seed (see
bench/reporting), on SQLite; and a tenth of it, so that growth shows. One row a figure and a measure
comes to lie in Parquet by province; then totals of provinces and communes and medians are asked of
DuckDB, and the files are checked. Making the country is not counted. Prints a table, writes
var/bench/history.json; exit 1 when the history says something else than the kept totals, or a
figure is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "var" / "bench" / "history.json"
BODIES, SMALL_PART = 20_000, 10
LIMITS = {"bytes a figure": 8.0, "write: memory above start, MB": 1_000.0}
sys.path.insert(0, str(ROOT))


def measure(bodies: int, folder: Path) -> dict[str, float]:
    """Make the rows in the database of the environment, write them, read them back."""
    from django.core.management import call_command

    import phongtrao.config.wsgi  # noqa: F401 - starts Django as the web server does

    call_command("migrate", verbosity=0)

    from django.utils import timezone

    from bench.reporting.country import make_country
    from phongtrao.reporting.actions.history import write_history
    from phongtrao.reporting.actions.totals import rebuild_totals
    from phongtrao.reporting.queries import history
    from phongtrao.reporting.queries.history_folder import check_history

    country = make_country(bodies)
    for period in country.periods:
        rebuild_totals(period)
    start = peak_megabytes()
    began = time.perf_counter()
    done = write_history(folder=folder, ended_before=None, at=timezone.localtime())
    seconds = time.perf_counter() - began
    size = sum(file.bytes for file in done.files)
    found = {
        "millions of rows": done.rows / 1e6,
        "write: s": seconds,
        "write: thousand rows/s": done.rows / seconds / 1e3,
        "write: memory above start, MB": peak_megabytes() - start,
        "bytes a figure": size / country.values,
        "files": float(len(done.files)),
    }
    questions = {
        "provinces × boxes × quarters": lambda rows: history.totals(rows, *history.PROVINCE),
        "communes × boxes × quarters": lambda rows: history.totals(rows, *history.COMMUNE),
        "medians across communes": history.medians,
    }
    with history.engine() as connection:
        figures = history.history_on(connection, folder)
        for name, ask in questions.items():
            began = time.perf_counter()
            answer = connection.to_pyarrow(ask(figures))
            found[f"read: {name}, s"] = time.perf_counter() - began
            found[f"read: {name}, answers"] = float(len(answer))
        agree(country, history.rows_of(connection, history.totals(figures)))
    began = time.perf_counter()
    if list(check_history(folder)):
        raise SystemExit("the files are not as they were written")
    found["check: s"] = time.perf_counter() - began
    return found


def agree(country: object, rows: list[dict[str, object]]) -> None:
    """Ends the run when the history says something else than the totals that are kept."""
    from phongtrao.reporting.queries.sheets import layout_of
    from phongtrao.reporting.queries.sums import summed

    layout = layout_of(country.form)
    found = {
        (row["period_id"], row["code"]): row["total"] for row in rows if row["of"] == "element"
    }
    for period in country.periods:
        whole = summed(period, layout).whole
        for code, column in layout.column_of.items():
            if found[period.pk, code] != int(whole.sums[0, column]):
                raise SystemExit(f"{period}, {code}: the history disagrees")


def peak_megabytes() -> float:
    """The most memory that the process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_process(bodies: int) -> dict[str, float]:
    """Measure in a process and a folder of its own, which are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="phongtrao-bench-") as folder:
        out = Path(folder) / "result.json"
        environment = {
            **os.environ,
            "PHONGTRAO_VAR": folder,
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        command = [sys.executable, __file__, "--into", out, "--bodies", str(bodies)]
        subprocess.run(command, env=environment, check=True)
        return dict(json.loads(out.read_text("utf-8")))


def main() -> int:
    """Measure each size in a process of its own."""
    parser = argparse.ArgumentParser(description="See the head of this file.")
    parser.add_argument("--bodies", type=int, default=BODIES, help="that report four times")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.into:
        found = measure(asked.bodies, asked.into.parent / "history")
        asked.into.write_text(json.dumps(found), encoding="utf-8")
        return 0
    few, many = (in_process(bodies) for bodies in (asked.bodies // SMALL_PART, asked.bodies))
    print(f"{'':44}{'a tenth':>14}{'all':>14}{'growth':>10}   wanted")
    missed = []
    for name, value in many.items():
        growth = value / few[name] if few[name] else float("nan")
        wanted = f"≤ {LIMITS[name]:,}" if name in LIMITS else ""
        print(f"{name:44}{few[name]:14,.3f}{value:14,.3f}{growth:9.2f}×   {wanted}")
        if value > LIMITS.get(name, value):
            missed.append(f"{name}: {value:,.3f}, wanted {wanted}")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    result = {"a tenth": few, "all": many, "missed": missed}
    RESULT.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print("\n".join(["missed:", *missed]) if missed else "nothing missed")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
