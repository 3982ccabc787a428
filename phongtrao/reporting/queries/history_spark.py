"""Spark as the engine of the history: reached, or refused in words that say what to do."""

from __future__ import annotations

import os
import re
import shutil
import socket
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import ibis

from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ibis.backends import BaseBackend

_HOST: Final = r"[\w.-]+:\d{1,5}"
_ADDRESS: Final = re.compile(
    rf"local(\[[\d*,]+\])?|local-cluster\[[\d,]+\]|spark://{_HOST}(,{_HOST})*|yarn|k8s://\S+"
)
_PATIENCE: Final = 5
"""Seconds that the master of a cluster has for an answer."""
_WHY_MAX: Final = 200


class SparkMissing(RuleBroken):
    """Spark is installed by who has a cluster."""

    code = "spark-missing"
    message = (
        "Chưa cài Spark. Hãy cài Java 17 và chạy pip install phongtrao[spark], hoặc bỏ --spark để "
        "tính bằng DuckDB."
    )


class JavaMissing(RuleBroken):
    """Spark runs on Java."""

    code = "java-missing"
    message = (
        "Máy này chưa có Java nên không chạy được Spark. Hãy cài Java 17 (nếu đã cài, đặt JAVA_HOME"
        " trỏ đến thư mục của Java), hoặc bỏ --spark để tính bằng DuckDB."
    )


class SparkAddressWrong(RuleBroken):
    """A cluster is named as Spark names it."""

    code = "spark-address-wrong"
    message = (
        "Địa chỉ cụm Spark “{address}” không đúng dạng. Hãy ghi như spark://may-chu:7077, yarn hoặc"
        " local[2], hoặc bỏ --spark để tính bằng DuckDB."
    )


class SparkUnreachable(RuleBroken):
    """A cluster must answer."""

    code = "spark-unreachable"
    message = (
        "Không nối được cụm Spark {address}: {why}. Hãy kiểm tra địa chỉ, cổng, tường lửa, và cụm"
        " đang chạy Java 17; hoặc bỏ --spark để tính bằng DuckDB."
    )


class SparkStopped(RuleBroken):
    """What a cluster began it must end."""

    code = "spark-stopped"
    message = (
        "Cụm Spark {address} bỏ dở việc tính: {why}. Thư mục lịch sử phải nằm trên ổ mà mọi máy của"
        " cụm đọc được; hãy kiểm tra rồi chạy lại, hoặc bỏ --spark để tính bằng DuckDB."
    )


@contextmanager
def spark_engine(address: str) -> Iterator[BaseBackend]:
    """Spark at the address of its master; all that was started is ended. Raises SparkMissing,
    JavaMissing, SparkAddressWrong, SparkUnreachable, SparkStopped.
    """
    try:
        connect = ibis.pyspark.connect
        protocol = import_module("py4j.protocol")  # comes with Spark
        from pyspark.errors import PySparkException  # noqa: PLC0415 - optional dependency
    except ImportError:
        raise SparkMissing from None
    check_address(address)
    if java_here() is None:
        raise JavaMissing
    broken = (PySparkException, protocol.Py4JError)
    try:
        try:
            session = _session(address)
        except broken as error:
            raise SparkUnreachable(address=address, why=_first_words(error)) from None
        try:
            yield connect(session)
        except broken as error:
            raise SparkStopped(address=address, why=_first_words(error)) from None
        finally:
            session.stop()
    finally:
        _end_java()


def check_address(address: str) -> None:
    """Refuse an address that Spark would not understand, and a cluster of its own that does not
    answer: Spark itself would try for minutes. Raises SparkAddressWrong, SparkUnreachable.
    """
    if not _ADDRESS.fullmatch(address):
        raise SparkAddressWrong(address=address)
    scheme, _, hosts = address.partition("://")
    if scheme != "spark":
        return
    why = ""
    for one in hosts.split(","):
        host, _, port = one.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=_PATIENCE):
                return
        except (OSError, OverflowError) as error:
            why = f"{one} không trả lời ({getattr(error, 'strerror', None) or error})"
    raise SparkUnreachable(address=address, why=why)


def java_here() -> Path | None:
    """The program of Java that Spark would start; None without any."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin") if home else None)
    return Path(found) if found else None


def _session(address: str) -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - optional dependency

    session = (
        SparkSession.builder.master(address)
        .appName("phongtrao history")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session


def _end_java() -> None:
    """End the machine of Java, which would live on until Python ends."""
    from pyspark import SparkContext  # noqa: PLC0415 - optional dependency

    gateway = SparkContext._gateway
    if gateway is None:
        return
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()
    SparkContext._gateway = SparkContext._jvm = None


def _first_words(error: Exception) -> str:
    """What an error of Spark says first; the trace of Java behind it says nothing to a person."""
    lines = [line.strip(" :\t.") for line in str(error).splitlines()]
    told = [line for line in lines if line and not line.startswith("An error occurred while")]
    return (told[0] if told else type(error).__name__)[:_WHY_MAX]
