"""Totals of the history, as expressions that DuckDB and Spark compute alike.

Figures of different windows are never added: every total names its window, but for `year_totals`,
which adds what counts what happened and takes of the rest the newest window. Sums stay whole
numbers as they are stored (value / 10^scale), so that two engines give equal ones.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import ibis

from phongtrao.core.sheets.elements import Kind
from phongtrao.reporting.queries.history_columns import MARKS
from phongtrao.reporting.queries.history_folder import FIGURES_FILE, OWED_FILE, files_of
from phongtrao.reporting.queries.history_spark import spark_engine

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from ibis.backends import BaseBackend
    from ibis.expr.types import Table

PROVINCE: Final = ("province", "province_name")
COMMUNE: Final = (*PROVINCE, "commune_id", "commune", "commune_name")
"""The columns that name a place."""
_WINDOW = ("year", "ends", "starts", "period_id", "period")
_FORM = ("form_id", "form", "form_version")
_BOX = (
    "place", "of", "target_id", "code", "label", "kind", "counted_in", "indicator", "adds_up",
    "scale", "whole_scale",
)  # fmt: skip
_FIGURE, _BLANK, _NOT_APPLICABLE, _UNKNOWN = MARKS
_SUM = "decimal(38, 0)"
"""Wide enough for any number of figures up to 10^18."""
_COUNTS = (
    "reports", "answered", "approved", "correcting", "blank", "not_applicable", "unknown",
)  # fmt: skip
_SUMS = ("total", "whole")
_NONE = ibis.literal(0, "int64")


@contextmanager
def engine(spark: str = "") -> Iterator[BaseBackend]:
    """What computes: DuckDB in this process or, with the address of its master, Spark; all that was
    started is ended. Raises as `spark_engine`.
    """
    if spark:
        with spark_engine(spark) as connection:
            yield connection
        return
    # No extension is fetched from the network, and what does not fit into memory goes to /tmp.
    connection = ibis.duckdb.connect(
        autoinstall_known_extensions="false", temp_directory=tempfile.gettempdir()
    )
    try:
        yield connection
    finally:
        connection.disconnect()


def history_on(
    connection: BaseBackend,
    folder: Path,
    years: Collection[int] = (),
    provinces: Collection[str] = (),
) -> Table:
    """The figures of a history, of some years and provinces or of all; only their files are read.
    provinces: by code. Raises as `files_of`.
    """
    return _read(connection, "figures", files_of(folder, FIGURES_FILE, years, provinces))


def owed_on(
    connection: BaseBackend,
    folder: Path,
    years: Collection[int] = (),
    provinces: Collection[str] = (),
) -> Table:
    """How many reports were owed of each box, as `history_on`."""
    return _read(connection, "owed", files_of(folder, OWED_FILE, years, provinces))


def _read(connection: Any, name: str, paths: list[str]) -> Table:
    if connection.name == "pyspark":
        session = connection._session  # ibis reads one path only
        session.read.parquet(*paths).createOrReplaceTempView(name)
        return connection.table(name)
    # Folders are not read as columns: "01" would become a number.
    return connection.read_parquet(paths, table_name=name, hive_partitioning=False)


def totals(figures: Table, *by: str, owing: Table | None = None) -> Table:
    """The total of each box and each measure in each window: over all, by PROVINCE or by COMMUNE.

    reports: that count; answered: that give the figure; blank, not_applicable, unknown: the others;
    all of what was sent last, as are the sums. approved: accepted ones that give the figure, those
    too whose correction waits; correcting: how many of these. total, whole: sum over sum of a rate,
    whole is null where there is none; a choice has no total. With owing (`owed_on`) places where
    nobody reported stand there too, of no report; owed: how many reports there should be of what
    the row is of.
    """
    return _by_window(figures, by, owing).order_by(*_WINDOW[:2], *by, "form_id", "place")


def _by_window(figures: Table, by: tuple[str, ...], owing: Table | None) -> Table:
    keys = (*_WINDOW, *by, *_FORM, *_BOX)
    given = _totals(figures, keys)
    if owing is None:
        return given
    expected = owing.group_by(*keys).agg(owed=owing.owed.sum())
    nothing = dict.fromkeys(_COUNTS, _NONE) | dict.fromkeys(_SUMS, ibis.null(_SUM))
    columns = (*keys, *_COUNTS, *_SUMS, "owed")
    both = given.mutate(owed=_NONE).select(*columns)
    return _added(both.union(expected.mutate(**nothing).select(*columns)), keys)


def _added(parts: Table, keys: tuple[str, ...], **more: Any) -> Table:
    """Totals added up."""
    counts = [name for name in (*_COUNTS, "owed") if name in parts.columns]
    return parts.group_by(*keys).agg(
        **{name: parts[name].sum() for name in counts},
        **{name: _exact(parts[name]) for name in _SUMS},
        **more,
    )


def _totals(figures: Table, keys: tuple[str, ...]) -> Table:
    given, newest = figures.mark == _FIGURE, figures.newest
    adds = newest & (figures.kind != Kind.CHOICE)
    return figures.group_by(*keys).agg(
        reports=newest.sum(),
        answered=(given & newest).sum(),
        approved=(given & figures.accepted).sum(),
        correcting=(given & figures.accepted & ~newest).sum(),
        blank=((figures.mark == _BLANK) & newest).sum(),
        not_applicable=((figures.mark == _NOT_APPLICABLE) & newest).sum(),
        unknown=((figures.mark == _UNKNOWN) & newest).sum(),
        total=_exact(ibis.ifelse(adds, figures.value, ibis.null("int64"))),
        whole=_exact(ibis.ifelse(newest, figures.whole, ibis.null("int64"))),
    )


def _exact(column: Any) -> Any:
    return column.cast(_SUM).sum().cast(_SUM)


def year_totals(figures: Table, *by: str, owing: Table | None = None) -> Table:
    """As `totals`, one row a year: measures that add up over all windows of the year, all else in
    the newest window of its form that has a report, or without any in the newest. windows: how many
    were added; starts, ends: from the first to the last.
    """
    parts = _by_window(figures, by, owing)
    windows = _windows(figures, given=1)
    if owing is not None:
        windows = windows.union(_windows(owing, given=0))
    latest = [ibis.desc("given"), ibis.desc("ends"), ibis.desc("period_id")]
    newest = (
        windows.mutate(rank=ibis.row_number().over(group_by=["form_id", "year"], order_by=latest))
        .filter(ibis._.rank == 0)
        .select(newest_id="period_id")
    )
    counted = parts.left_join(newest, parts.period_id == newest.newest_id)
    counted = counted.filter(counted.adds_up | counted.newest_id.notnull())
    return _added(
        counted,
        ("year", *by, *_FORM, *_BOX),
        windows=counted.period_id.nunique(),
        starts=counted.starts.min(),
        ends=counted.ends.max(),
    ).order_by("year", *by, "form_id", "place")


def _windows(rows: Table, given: int) -> Table:
    found = rows.select("form_id", "year", "period_id", "ends").distinct()
    return found.mutate(given=ibis.literal(given, "int64"))


def answers(figures: Table, *by: str) -> Table:
    """How many reports chose each answer of a choice, in each window."""
    chosen = figures.filter(figures.choice.notnull() & figures.newest)
    keys = (*_WINDOW, *by, *_FORM, "code", "label", "choice")
    return chosen.group_by(*keys).agg(reports=chosen.count()).order_by(*keys)


def owed(owing: Table, *by: str) -> Table:
    """How many reports were owed in each window."""
    keys = ("form_id", "year", "ends", "period_id", *by)
    # Each box of a form is owed by all of them; what only some units owe comes behind.
    first = owing.filter(owing.place == 0)
    return first.group_by(*keys).agg(owed=first.owed.sum()).order_by(*keys)


def medians(figures: Table) -> Table:
    """Of the communes of each province, in each window: how many give the figure, the median of
    their totals and of their rates in percent (numbers with some 15 exact digits).
    """
    keys = (*_WINDOW, *PROVINCE, *_FORM, *_BOX)
    lying = figures.filter(figures.commune_id.notnull())
    sums = _totals(lying, (*keys, "commune_id"))
    sums = sums.filter((sums.answered > 0) & sums.total.notnull())
    part = sums.total.cast("float64") / ibis.literal(10.0).pow(sums.scale)
    whole = sums.whole.cast("float64") / ibis.literal(10.0).pow(sums.whole_scale)
    rate = ibis.ifelse(sums.whole == 0, ibis.null("float64"), part * 100 / whole)
    parts = sums.mutate(part=part, rate=rate)
    return (
        parts.group_by(*keys)
        .agg(communes=parts.count(), median=parts.part.median(), median_rate=parts.rate.median())
        .order_by(*_WINDOW[:2], *PROVINCE, "form_id", "place")
    )


def rows_of(connection: Any, expression: Table) -> list[dict[str, Any]]:
    """The rows of an expression, in its order; sums as whole numbers."""
    if connection.name == "pyspark":
        # Not by way of pandas, which makes a column of whole numbers with gaps one of fractions.
        table = connection.raw_sql(connection.compile(expression)).toArrow()
    else:
        table = connection.to_pyarrow(expression)
    rows: list[dict[str, Any]] = table.to_pylist()
    for row in rows:
        for name in _SUMS:
            if row.get(name) is not None:
                row[name] = int(row[name])
    return rows
