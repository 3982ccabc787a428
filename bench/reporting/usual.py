"""The usual design of systems that collect figures, beside ours: one row a value with the ancestors
of its unit written into it, an index on each column, totals by GROUP BY.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection, transaction

from bench.reporting.country import QUARTERS, WIDTH, figures_of, pour
from phongtrao.core.figures.marks import LEAST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_RAW = """CREATE TABLE usual_value (
    element integer NOT NULL, period integer NOT NULL, unit bigint NOT NULL,
    value varchar(50) NOT NULL, stored_by varchar(50) NOT NULL, stored_at timestamp NOT NULL,
    PRIMARY KEY (element, period, unit))"""
_UNITS = """CREATE TABLE usual_unit (
    unit bigint PRIMARY KEY, commune bigint NOT NULL, province bigint NOT NULL)"""
_ANALYSED = """CREATE TABLE usual_analysed AS
    SELECT v.element, v.period, v.unit, u.commune, u.province, CAST(v.value AS bigint) AS value
    FROM usual_value v JOIN usual_unit u ON u.unit = v.unit"""
_COLUMNS = ("element", "period", "unit", "commune", "province", "value")
_READ = """SELECT {level}, element, period, sum(value), count(*) FROM usual_analysed
    WHERE element < 10 AND period < 4 GROUP BY {level}, element, period"""


def measure_usual(bodies: Sequence[tuple[int, int, int]], runs: int = 3) -> dict[str, float]:
    """Store four quarters of reports, make them ready to be read, read: seconds, milliseconds and
    bytes a value.
    """
    with connection.cursor() as cursor:
        for one in (_RAW, _UNITS):
            cursor.execute(one)
    pour("usual_unit", ("unit", "commune", "province"), bodies, key="")
    values = len(bodies) * len(QUARTERS) * WIDTH
    began = time.perf_counter()
    _store(bodies)
    stored = time.perf_counter() - began
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ANALYSED)
        for column in _COLUMNS:
            cursor.execute(f"CREATE INDEX usual_by_{column} ON usual_analysed ({column})")
    rebuilt = time.perf_counter() - began
    found = {
        "bodies": len(bodies),
        "millions of values": values / 1e6,
        "stored, values/s": values / stored,
        "rebuild, s per million values": rebuilt / values * 1e6,
        "bytes a value": _bytes() / values,
    }
    _analyse()
    for level in ("province", "commune"):
        taken = min(_seconds(_READ.format(level=level)) for _ in range(runs))
        found[f"{level} read, ms"] = taken * 1000
    return found


def _store(bodies: Sequence[tuple[int, int, int]]) -> None:
    """One INSERT a thousand values in transactions of a report's size times a hundred, as an import
    through an API of such a system writes them.
    """
    chance = np.random.default_rng(5)
    rows = _values(chance, bodies)
    marks = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * 1000)
    many = f"INSERT INTO usual_value VALUES {marks}"  # noqa: S608 - our own table
    batch: list[Any] = []
    with connection.cursor() as cursor:
        for row in rows:
            batch.extend(row)
            if len(batch) == 6 * 1000:
                cursor.execute(many, batch)
                batch = []
        if batch:
            few = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * (len(batch) // 6))
            cursor.execute(f"INSERT INTO usual_value VALUES {few}", batch)  # noqa: S608 - our own table


def _values(
    chance: np.random.Generator, bodies: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[Any, ...]]:
    for period in range(len(QUARTERS)):
        for start in range(0, len(bodies), 2000):
            some = bodies[start : start + 2000]
            for (unit, *_), row in zip(some, figures_of(chance, len(some)).tolist(), strict=True):
                for element, value in enumerate(row):
                    if value >= LEAST:
                        yield element, period, unit, str(value), "nhaplieu", "2025-04-01 08:00:00"


def _seconds(sql: str) -> float:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.fetchall()
    return time.perf_counter() - began


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE usual_analysed" if connection.vendor == "postgresql" else "ANALYZE")


def _bytes() -> int:
    """Of both tables with their indexes."""
    tables = ("usual_value", "usual_analysed")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(one::regclass)) FROM unnest(%s::text[]) one",
                [list(tables)],
            )
        else:
            cursor.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE name IN"
                " (SELECT name FROM sqlite_master WHERE tbl_name IN (%s, %s))",
                tables,
            )
        return int(cursor.fetchone()[0])
