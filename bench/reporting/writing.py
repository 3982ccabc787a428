"""How fast reports come in: many at once from JSON and from a workbook, and one by one from fifty
offices at once, each seen in the country's figure when it is accepted.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import statistics
import time
import traceback
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection, transaction

from bench.reporting.country import YEAR, figures_of, make_period, owe
from phongtrao.api.forms.bundles import JSON, read_bundle
from phongtrao.core.sheets.columns import unpacked
from phongtrao.core.sheets.workbook import Heading, Known, Office, write_workbook
from phongtrao.core.sheets.workbook_reading import read_workbook
from phongtrao.reporting.actions.bulk import send_many
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import accept_report
from phongtrao.reporting.models import Obligation, Period, Way
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.queries.sums import summed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.reporting.country import Country
    from phongtrao.core.sheets.elements import Cell, Cells

WRITERS = {"postgresql": 50, "sqlite": 8}
"""How many write at once; on SQLite as many as its server lets work."""
NIGHT = 9
"""Reports a second: 5,000 offices within ten minutes."""
JSON_BODIES, EXCEL_BODIES = 10_000, 2_000
_FORM, _PERIOD = "bench", "2026-Q1"


def cells_by_body(country: Country, count: int) -> dict[int, dict[str, Cell]]:
    """What so many bodies report."""
    sheet = layout_of(country.form).sheet
    rows = figures_of(np.random.default_rng(7), count)
    return {
        unit: unpacked(sheet, row.tobytes())
        for (unit, *_), row in zip(country.bodies, rows, strict=False)
    }


def measure_import(country: Country) -> dict[str, float]:
    """Values a second from the bytes of a JSON bundle as the API takes it, and from those of a
    workbook, to committed, checked, logged and in all totals.
    """
    found = {}
    count = min(JSON_BODIES, len(country.bodies))
    data = as_json(cells_by_body(country, count))
    found["JSON, values/s"] = _import(country, 1, count, lambda: from_json(country, data))
    count = min(EXCEL_BODIES, len(country.bodies))
    book = as_workbook(country, cells_by_body(country, count))
    found["Excel, values/s"] = _import(country, 2, count, lambda: from_workbook(country, book))
    return found


def _plain(cell: Any) -> object:
    """A cell as a program would write it."""
    words = {"BLANK": None, "NOT_APPLICABLE": "–", "UNKNOWN": "?"}
    return words[cell.name] if hasattr(cell, "name") else int(cell)


def _import(
    country: Country,
    quarter: int,
    count: int,
    read: Callable[[], Mapping[int, Cells]],
) -> float:
    period = make_period(country.form, YEAR + 1, quarter)
    with transaction.atomic():
        owe(period, country.bodies[:count])
    began = time.perf_counter()
    done = send_many(period=period, rows=read(), way=Way.API, by=country.sender)
    taken = time.perf_counter() - began
    if len(done.sent) != count:
        raise SystemExit(f"{len(done.sent)} of {count} reports were taken in")
    return count * len(country.form.elements.all()) / taken


def as_json(cells: Mapping[int, Mapping[str, Cell]]) -> bytes:
    """A bundle as a program sends it."""
    reports = [
        {"unit": unit, "boxes": {code: _plain(cell) for code, cell in row.items()}}
        for unit, row in cells.items()
    ]
    return json.dumps({"reports": reports}).encode()


def from_json(country: Country, data: bytes) -> Mapping[int, Cells]:
    """The reports of a bundle."""
    return read_bundle(data, JSON, layout_of(country.form).sheet).rows


def as_workbook(country: Country, cells: Mapping[int, Mapping[str, Cell]]) -> bytes:
    """A workbook in which all offices have filled in their row."""
    return write_workbook(
        layout_of(country.form).sheet,
        Heading(_FORM, "Kết quả hằng quý"),
        [Office(str(unit), f"Trường Tiểu học số {unit}") for unit in cells],
        version=1,
        period=_PERIOD,
        period_words="Quý I/2026",
        window_words="1/1–31/3/2026",
        known={
            str(unit): {code: Known(cell, "sổ") for code, cell in row.items()}
            for unit, row in cells.items()
        },
    )


def from_workbook(country: Country, data: bytes) -> Mapping[int, Cells]:
    """The reports of a workbook."""
    offices = [str(unit) for unit, *_ in country.bodies]
    found = read_workbook(
        data,
        layout_of(country.form).sheet,
        form=_FORM,
        version=1,
        period=_PERIOD,
        offices=offices,
    )
    return {int(unit): row for unit, row in found.reports.items()}


def measure_visible(country: Country, reports: int) -> dict[str, float]:
    """`_visible`, with writers who never pause, and at the pace of a deadline night."""
    found = _visible(country, reports, 3, 0)
    paced = _visible(country, reports // 2, 4, NIGHT)
    return found | {f"at {NIGHT} a second: {name}": value for name, value in paced.items()}


def _visible(country: Country, reports: int, quarter: int, pace: int) -> dict[str, float]:
    """Many processes send and accept reports of different bodies at once. Milliseconds from asking
    for the acceptance until a reading of the country's figure, begun after it, shows it. pace:
    reports a second of all together, 0 for as fast as they can.
    """
    period = make_period(country.form, YEAR + 2, quarter)
    chosen = random.Random(3).sample(country.bodies, min(reports, len(country.bodies)))
    with transaction.atomic():
        owe(period, chosen)
    connection.close()
    begin = multiprocessing.get_context("fork")
    queue, counter = begin.Queue(), begin.Value("i", 0)
    writers = WRITERS[connection.vendor]
    start = begin.Barrier(writers + 1)
    workers = [
        begin.Process(
            target=_write,
            args=(
                country,
                period.pk,
                chosen[n::writers],
                [one / pace if pace else 0.0 for one in range(len(chosen))][n::writers],
                start,
                counter,
                queue,
            ),
        )
        for n in range(writers)
    ]
    for worker in workers:
        worker.start()
    start.wait()
    began = time.perf_counter()
    taken = []
    for _ in workers:
        done = queue.get()
        if isinstance(done, str):
            raise SystemExit(done)
        taken += done
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.join()
    layout = layout_of(country.form)
    approved = int(summed(Period.objects.get(pk=period.pk), layout).accepted.reported[0])
    if approved != len(chosen) or len(taken) != len(chosen):
        raise SystemExit(f"{approved} of {len(chosen)} accepted reports in the country's figure")
    cuts = statistics.quantiles([one * 1000 for one in taken], n=100)
    return {
        "accepted → visible p50, ms": cuts[49],
        "accepted → visible p95, ms": cuts[94],
        "sent and accepted, reports/s": len(chosen) / seconds,
    }


def _write(*what: Any) -> None:
    """Tell what the reports of one writer took, or what went wrong."""
    queue = what[-1]
    try:
        queue.put(_taken(*what[:-1]))
    except BaseException:
        queue.put(traceback.format_exc())


def _taken(
    country: Country,
    period_pk: int,
    bodies: Sequence[tuple[int, int, int]],
    moments: Sequence[float],
    start: Any,
    counter: Any,
) -> list[float]:
    """What one writer does, in a process of its own. moments: when to begin with each, in seconds
    from the start.
    """
    period = Period.objects.get(pk=period_pk)
    layout = layout_of(country.form)
    typed = {f"A{number}": "7" for number in range(1, layout.own_width + 1)}
    reports = Obligation.objects.filter(period=period).select_related("period__form", "unit")
    rows = {row.unit_id: row for row in reports}
    start.wait()
    began, taken = time.perf_counter(), []
    for (unit, *_), moment in zip(bodies, moments, strict=True):
        time.sleep(max(0.0, began + moment - time.perf_counter()))
        row = rows[unit]
        send_report(obligation=row, typed=typed, by=country.sender)
        asked = time.perf_counter()
        accept_report(obligation=row, revision=1, by=country.officer)
        with counter.get_lock():
            counter.value += 1
            accepted = counter.value
        if summed(period, layout).accepted.reported[0] < accepted:
            raise SystemExit("an accepted report is not in the country's figure")
        taken.append(time.perf_counter() - asked)
    connection.close()
    return taken
