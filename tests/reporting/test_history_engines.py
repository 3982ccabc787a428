"""A cluster that cannot be used is refused in words: what, where, what to do."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.config.commands._app import run
from phongtrao.core.errors import RuleBroken
from phongtrao.reporting.queries import history_spark
from phongtrao.reporting.queries.history import engine
from phongtrao.reporting.queries.history_spark import (
    JavaMissing,
    SparkAddressWrong,
    SparkMissing,
    SparkStopped,
    SparkUnreachable,
    check_address,
)

if TYPE_CHECKING:
    from pathlib import Path


class Py4JError(Exception):
    """As the bridge to Java throws."""


class PySparkError(Exception):
    """As Spark throws."""


@pytest.fixture
def spark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Spark and Java as far as they are asked, with what was ended."""
    ended: list[str] = []
    process = SimpleNamespace(
        stdin=SimpleNamespace(close=lambda: ended.append("stdin")),
        wait=lambda: ended.append("java"),
    )
    gateway = SimpleNamespace(shutdown=lambda: ended.append("gateway"), proc=process)
    context = SimpleNamespace(_gateway=gateway, _jvm=gateway)
    session = SimpleNamespace(stop=lambda: ended.append("session"))
    modules: dict[str, dict[str, Any]] = {
        "pyspark": {"SparkContext": context},
        "pyspark.errors": {"PySparkException": PySparkError},
        "py4j": {},
        "py4j.protocol": {"Py4JError": Py4JError},
    }
    for name, facts in modules.items():
        module = ModuleType(name)
        vars(module).update(facts)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(history_spark, "_session", lambda address: session)
    backend = SimpleNamespace(connect=lambda session: session)
    monkeypatch.setattr(history_spark, "ibis", SimpleNamespace(pyspark=backend))
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    return SimpleNamespace(ended=ended, context=context, java=java)


def refused(address: str) -> RuleBroken:
    with pytest.raises(RuleBroken) as found, engine(address):
        pass
    return found.value


def test_what_was_started_is_ended(spark: Any) -> None:
    with engine("local[2]"):
        assert spark.ended == []
    assert spark.ended == ["session", "gateway", "stdin", "java"]
    assert spark.context._gateway is None


def test_spark_or_java_that_is_not_there(
    spark: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spark.java.unlink()
    assert isinstance(refused("local"), JavaMissing)
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert isinstance(refused("local"), JavaMissing)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    assert isinstance(refused("local"), SparkMissing)


@pytest.mark.parametrize(
    "address", ["may-chu", "may-chu:7077", "http://may-chu:7077", "spark://may-chu", "local[x]"]
)
def test_an_address_that_is_none(spark: Any, address: str) -> None:
    said = refused(address)
    assert isinstance(said, SparkAddressWrong)
    assert f"“{address}”" in said.text


@pytest.mark.parametrize("address", ["local", "local[*]", "local-cluster[2,1,1024]", "yarn"])
def test_an_address_that_spark_understands(address: str) -> None:
    check_address(address)


def test_a_master_that_does_not_answer_is_named_at_once(spark: Any) -> None:
    for address, named in (
        ("spark://127.0.0.1:1", "127.0.0.1:1 không trả lời"),
        ("spark://127.0.0.1:1,127.0.0.1:99999", "127.0.0.1:99999 không trả lời"),
    ):
        said = refused(address)
        assert isinstance(said, SparkUnreachable)
        assert named in said.text
    assert spark.ended == []


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (
            PySparkError("[JAVA_GATEWAY_EXITED] Java gateway process exited.\n at x"),
            "process exited:",
        ),
        (
            Py4JError("An error occurred while calling None.\n: Masters are silent\n\tat y"),
            " silent",
        ),
        (Py4JError(""), "Py4JError"),
    ],
)
def test_a_cluster_that_refuses_and_one_that_stops(
    spark: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    with pytest.raises(SparkStopped) as stopped, engine("yarn"):
        raise error
    assert why.strip(":") in stopped.value.text
    assert "mọi máy của cụm đọc được" in stopped.value.text
    assert "session" in spark.ended

    def fail(address: str) -> None:
        raise error

    monkeypatch.setattr(history_spark, "_session", fail)
    said = refused("yarn")
    assert isinstance(said, SparkUnreachable)
    assert why.strip(":") in said.text
    assert "at x" not in said.text
    assert "at y" not in said.text


@pytest.mark.django_db
def test_the_command_says_it_and_ends_with_one(spark: Any, tmp_path: Path, capsys) -> None:
    assert run(["history", "totals", str(tmp_path), "--spark", "spark://127.0.0.1:1"]) == 1
    said = capsys.readouterr().err
    assert "Không nối được cụm Spark spark://127.0.0.1:1" in said
    assert "Traceback" not in said
