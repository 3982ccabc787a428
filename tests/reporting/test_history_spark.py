"""The same expressions on Spark, with real executors: `make test-spark`."""

from __future__ import annotations

import math
import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from phongtrao.reporting.actions.history import write_history
from phongtrao.reporting.queries import history
from phongtrao.reporting.queries.history import COMMUNE, PROVINCE
from tests.reporting.history_rows import make_told, of_history, of_program

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.spark,
    # Spark leaves the closing of its sockets to the collector of garbage.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
CLUSTER = "local-cluster[2,1,1024]"
AT = datetime(2026, 11, 1, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
QUESTIONS: Mapping[str, Callable[[Any], Any]] = {
    "cả nước": history.totals,
    "tỉnh": lambda figures: history.totals(figures, *PROVINCE),
    "xã": lambda figures: history.totals(figures, *COMMUNE),
    "năm": lambda figures: history.year_totals(figures, *PROVINCE),
    "lựa chọn": lambda figures: history.answers(figures, *PROVINCE),
    "trung vị": history.medians,
}


def answered(spark: str, folder: Path) -> tuple[dict[str, Any], dict[str, int]]:
    """What an engine says, and how many tasks each of its executors did."""
    with history.engine(spark) as connection:
        figures = history.history_on(connection, folder)
        found = {name: history.rows_of(connection, ask(figures)) for name, ask in QUESTIONS.items()}
        owed = history.owed_on(connection, folder)
        for name, asked in (
            ("phải báo cáo", history.owed(owed, *PROVINCE)),
            ("cả nơi chưa báo cáo", history.totals(figures, *COMMUNE, owing=owed)),
            ("cả nơi chưa báo cáo, năm", history.year_totals(figures, *COMMUNE, owing=owed)),
        ):
            found[name] = history.rows_of(connection, asked)
        return found, tasks_done(connection) if spark else {}


def tasks_done(connection: Any) -> dict[str, int]:
    """Id of each executor → tasks that it did, by Spark's own books; the driver left out."""
    context = connection._session.sparkContext._jsc.sc()
    known = len(context.statusTracker().getExecutorInfos()) - 1
    listed = context.statusStore().executorList(True)
    done = {
        listed.apply(place).id(): listed.apply(place).totalTasks() for place in range(listed.size())
    }
    done.pop("driver")
    assert len(done) == known
    return done


def same(one: Any, other: Any) -> bool:
    """Equal; numbers that were divided but for their last digits."""
    if isinstance(one, float):
        return isinstance(other, float) and math.isclose(one, other, rel_tol=1e-12)
    return bool(one == other)


def machines_of_java() -> list[str]:
    """Command lines of those that this process started, and of those that they started."""
    parents, commands = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
            command = (folder / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
        number = int(folder.name)
        parents[number], commands[number] = int(stat.rpartition(")")[2].split()[1]), command

    def is_ours(number: int) -> bool:
        while number > 1:
            number = parents.get(number, 0)
            if number == os.getpid():
                return True
        return False

    return [commands[one] for one in parents if is_ours(one) and "java" in commands[one]]


def test_spark_says_what_duckdb_and_the_program_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("SPARK_LOCAL_IP", "127.0.0.1"), ("SPARK_WORKER_DIR", str(tmp_path / "w"))):
        monkeypatch.setenv(name, value)
    told = make_told()
    folder = tmp_path / "lich-su"
    write_history(folder=folder, ended_before=date(2026, 11, 1), at=AT)
    embedded, _ = answered("", folder)
    cluster, done = answered(CLUSTER, folder)

    assert len(done) == 2
    assert all(done.values()), "an executor did nothing"
    for name, rows in embedded.items():
        assert rows, name
        assert [row.keys() for row in cluster[name]] == [row.keys() for row in rows]
        for one, other in zip(cluster[name], rows, strict=True):
            assert all(same(one[key], other[key]) for key in other), (name, one, other)
    for name, by in (("cả nước", ()), ("tỉnh", PROVINCE), ("xã", COMMUNE)):
        assert of_history(told, cluster[name], by) == of_program(told, by)
    assert machines_of_java() == []
