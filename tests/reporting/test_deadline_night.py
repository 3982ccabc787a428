"""The night before a deadline: every office sends at once while the server is killed again and
again and the database falls over. What was acknowledged is there, once and whole.

NIGHT_OFFICES and NIGHT_KILLS make it smaller or larger.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools.with_postgres import postgres

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

START = "import phongtrao.config.wsgi; from tests.reporting.deadline_night import main; main()"
ROOT = Path(__file__).parents[2]
OFFICES = int(os.environ.get("NIGHT_OFFICES", "5000"))
KILLS = int(os.environ.get("NIGHT_KILLS", "50"))


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the night left behind, played in processes and a database of its own."""
    with postgres(fsync="on", full_page_writes="on", max_connections="100") as url:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", START, str(OFFICES), str(KILLS)],
            env={
                **os.environ,
                "DATABASE_URL": url,
                "PHONGTRAO_VAR": str(tmp_path_factory.mktemp("night")),
                "DJANGO_SETTINGS_MODULE": "tests.settings",
            },
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.write(f"{told}\n")
    return told


def test_the_server_was_killed_and_the_database_fell_over(night: dict[str, Any]) -> None:
    assert (night["server killed"], night["database crashed"]) == (KILLS, 1)
    assert night["requests without an answer"] > 0


def test_every_office_is_told_that_its_report_is_in(night: dict[str, Any]) -> None:
    assert night["acknowledged"] == night["offices"] == OFFICES
    assert night["acknowledged twice"] == 0


def test_every_acknowledged_report_is_there_once(night: dict[str, Any]) -> None:
    assert night["acknowledged without one"] == 0
    assert night["submissions"] == night["reports with one"] == OFFICES


def test_no_report_is_half(night: dict[str, Any]) -> None:
    assert night["other figures than sent"] == 0
    assert night["sent in every respect"] == OFFICES
    assert night["drafts with figures"] == 0


def test_each_report_has_its_line_in_a_log_that_is_whole(night: dict[str, Any]) -> None:
    assert night["submissions with one log line"] == OFFICES
    assert night["log lines of reports"] == OFFICES
    assert night["log lines that fit"] == night["log lines"]


def test_the_totals_are_those_that_adding_up_anew_finds(night: dict[str, Any]) -> None:
    assert night["totals as rebuilt"]
    assert night["days as counted anew"]
    assert night["sent by day"] == OFFICES
    assert night["reports in totals"] == OFFICES
