"""How fast totals are added up anew and read for all provinces and communes; what they take."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.models import Total
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.queries.sums import Columns, Reader, columns_of, summed

if TYPE_CHECKING:
    from bench.reporting.country import Country

_STORED = (
    "reporting_submission",
    "reporting_obligation",
    "reporting_verdict",
    "reporting_total",
    "reporting_expected",
)


def measure_rebuild(country: Country) -> dict[str, float]:
    """Seconds to add up all totals from the submissions, with none there before."""
    Total.objects.all().delete()
    began = time.perf_counter()
    reports = sum(rebuild_totals(period) for period in country.periods)
    seconds = time.perf_counter() - began
    if reports != len(country.bodies) * len(country.periods):
        raise SystemExit(f"{reports} reports in the totals")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE reporting_total")
    return {"s": seconds, "s per million values": seconds / country.values * 1e6}


def figures(country: Country, level: str) -> list[Columns]:
    """Of each quarter and indicator, for all units of a level at once: what is counted, out of how
    many, and how many reports give it, are accepted, are owed.
    """
    layout = layout_of(country.form)
    units, sums = Reader(country.periods, {country.form.pk: layout}).by_place(level, None)
    found = [
        columns_of(measure, [sums[period.pk]])
        for period in country.periods
        for measure in layout.measures
    ]
    if not units or {len(one.part) for one in found} != {len(units)}:
        raise SystemExit("figures of other units")
    return found


def measure_reading(country: Country, runs: int) -> dict[str, float]:
    """Milliseconds of ten indicators in four quarters: the database's part, and all of it."""
    found = {}
    for level, name in (("province", "34 provinces"), ("commune", "3,321 communes")):
        with CaptureQueriesContext(connection) as queries:
            figures(country, level)
        asked = [one["sql"] for one in queries]
        found[f"{name}, in the database, ms"] = _milliseconds(lambda: _run(asked), runs)  # noqa: B023 - called at once
        found[f"{name}, all, ms"] = _milliseconds(lambda: figures(country, level), runs)  # noqa: B023 - called at once
    layout, period = layout_of(country.form), country.periods[0]
    found["the country, one quarter, ms"] = _milliseconds(lambda: summed(period, layout), runs)
    return found


def _run(queries: list[str]) -> None:
    with connection.cursor() as cursor:
        for sql in queries:
            cursor.execute(sql)
            cursor.fetchall()


def _milliseconds(do: Any, runs: int) -> float:
    """Median."""
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        do()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def bytes_a_value(country: Country) -> float:
    """Of reports, their state, their verdicts and all totals, with the indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(one::regclass)) FROM unnest(%s::text[]) one",
                [list(_STORED)],
            )
        else:
            marks = ", ".join(["%s"] * len(_STORED))
            cursor.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE name IN"  # noqa: S608 - our own tables
                f" (SELECT name FROM sqlite_master WHERE tbl_name IN ({marks}))",
                _STORED,
            )
        return float(cursor.fetchone()[0]) / country.values
