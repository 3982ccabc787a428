"""The night before a deadline, played through by a process that `test_deadline_night` starts, with
the address of a PostgreSQL of its own in DATABASE_URL; arguments: offices, kills; the result is
JSON.

Every office sends its report through the page, from fifty browsers at once, while the server is
killed again and again without a word and the database falls over once. A browser that hears nothing
asks again, as a person presses the button again. What is counted afterwards is read from the
database; `test_deadline_night` says what it must be.
"""

from __future__ import annotations

import http.client
import json
import os
import pwd
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.urls import reverse

from bench.reporting.serving import Person, free_port, start_server, wait_for
from phongtrao.access.models import Role
from phongtrao.audit.models import LogEntry
from phongtrao.audit.queries import verify
from phongtrao.core.figures.packing import matrix
from phongtrao.programme.models import Group
from phongtrao.reporting.actions.days import count_days
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.models import (
    DayCount,
    Draft,
    Obligation,
    ObligationState,
    Submission,
    Total,
)
from phongtrao.units.actions.reach import rebuild_ancestry
from phongtrao.units.models import Level, Unit, UnitVersion
from tests.factories import make_user
from tests.programme.cascade_rows import hand, make_story
from tests.reporting.report_rows import crime_reports, make_form, window

if TYPE_CHECKING:
    from phongtrao.reporting.models import Period

BROWSERS, COMMUNES = 50, 100
_DIED = (OSError, http.client.HTTPException)


class Server:
    """The server, and who starts it again when it is gone."""

    def __init__(self) -> None:
        self.port, self.kills = free_port(), 0
        self._process = start_server(self.port)
        wait_for(self.port)

    def kill(self) -> None:
        """Take it away in the middle of what it does, and start it again."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.kills += 1
        self._process = start_server(self.port)

    def stop(self) -> None:
        """Let it end."""
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait()


def crash_database() -> None:
    """Let the database fall over without writing anything down, and start it again."""
    folder = Path(unquote(os.environ["DATABASE_URL"].split("@")[1].split("/")[0]))
    owner = pwd.getpwnam("postgres").pw_name if os.getuid() == 0 else None
    program = max(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: int(p.parts[4]))
    subprocess.run(  # noqa: S603 - the program that started it
        [program, "-D", folder / "data", "-m", "immediate", "-w", "-l",
         folder / "log", "restart"],
        check=True, stdout=subprocess.DEVNULL, user=owner, cwd=folder,
    )  # fmt: skip


def make_offices(offices: int) -> Period:
    """A province whose communes have so many offices, each of which owes a report."""
    story = make_story(COMMUNES)
    first = Unit.objects.latest("pk").pk + 1
    schools = [
        Unit(pk=first + number, name=f"Trường số {number}", kind="trường học", level=Level.BODY)
        for number in range(offices)
    ]
    Unit.objects.bulk_create(schools, batch_size=2000)
    UnitVersion.objects.bulk_create(
        (
            UnitVersion(unit=unit, name=unit.name, kind=unit.kind,
                        territory=story.communes[number % COMMUNES])
            for number, unit in enumerate(schools)
        ),
        batch_size=2000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('units_unit', 'id'), max(id)) FROM units_unit"
        )
    rebuild_ancestry()
    hand(story, *schools)
    form = make_form(story, crime_reports(story), group=Group.EVERYONE)
    return open_period(form=form, window=window(form), by=story.officer)


def figures(owed: int) -> dict[str, str]:
    """What an office reports: taken, received, settled; no two offices the same."""
    return {"A1": str(owed), "A2": str(owed + 7), "A3": str(owed % 1000)}


class Night:
    """Fifty browsers work through a list of reports."""

    def __init__(self, period: Period, server: Server, kills: int) -> None:
        self._server, self._kills = server, kills
        rows = list(
            Obligation.objects.filter(period=period).values_list("pk", "commune").order_by("pk")
        )
        random.Random(11).shuffle(rows)  # noqa: S311 - no secret
        self.many = len(rows)
        self._work: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
        for row in rows:
            self._work.put(row)
        self._people = {
            commune.pk: Person(make_user(f"xa{commune.pk}", commune, Role.REPORTER), server.port)
            for commune in Unit.objects.filter(level=Level.COMMUNE)
        }
        self._lock = threading.Lock()
        self.acknowledged: Counter[int] = Counter()
        self.unheard = 0
        self.answers: Counter[int] = Counter()
        self.crashed = 0

    def play(self) -> float:
        """Let all work until every report is acknowledged; how many seconds it took."""
        threads = [threading.Thread(target=self._browse) for _ in range(BROWSERS)]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        self._haunt()
        for thread in threads:
            thread.join()
        return time.monotonic() - began

    def _browse(self) -> None:
        chance = random.Random()  # noqa: S311 - no secret
        while True:
            try:
                owed, commune = self._work.get_nowait()
            except queue.Empty:
                return
            while not self._sent(owed, self._people[commune]):
                time.sleep(chance.uniform(0.1, 0.6))

    def _sent(self, owed: int, person: Person) -> bool:
        """Press the button; whether the report is acknowledged."""
        try:
            status = person.send(reverse("reporting:report", args=[owed]), figures(owed))
        except _DIED:
            with self._lock:
                self.unheard += 1
            return False
        with self._lock:
            self.answers[status] += 1
            self.acknowledged[owed] += status == 302
        return status == 302

    def _haunt(self) -> None:
        """Kill the server at moments spread by chance, and once the database."""
        chance = random.Random(13)  # noqa: S311 - no secret
        moments = sorted(chance.uniform(0.01, 0.97) for _ in range(self._kills))
        for number, moment in enumerate(moments):
            while sum(self.acknowledged.values()) < moment * self.many:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.1))
            self._server.kill()
            if number == self._kills // 2:
                crash_database()
                self.crashed += 1


def stored(period: Period) -> set[tuple[int | None, bool, bytes]]:
    """The kept totals that hold a report."""
    rows = Total.objects.filter(period=period).values_list("unit", "accepted", "row")
    return {(unit, accepted, bytes(row)) for unit, accepted, row in rows if any(row[1:5])}


def counted(period: Period) -> set[tuple[Any, ...]]:
    """What is counted by day."""
    rows = DayCount.objects.filter(period=period)
    return set(rows.values_list("unit", "day", "sent", "corrected", "accepted", "returned"))


def count(period: Period, night: Night) -> dict[str, Any]:
    """What is there in the morning."""
    sent = Submission.objects.filter(obligation__period=period)
    rows = {one.obligation_id: bytes(one.row) for one in sent}
    wrong = [
        pk for pk, row in rows.items()
        if matrix([row], 3).tolist() != [[int(words) for words in figures(pk).values()]]
    ]  # fmt: skip
    lines = Counter(
        LogEntry.objects.filter(action__in=("report.send", "report.correct")).values_list(
            "object_id", flat=True
        )
    )
    kept, days = stored(period), counted(period)
    rebuilt = rebuild_totals(period)
    count_days(period)
    settled = Obligation.objects.filter(
        period=period, state=ObligationState.SENT, current__obligation=F("pk"), first_sent_at=F(
            "current__sent_at")
    )  # fmt: skip
    return {
        "submissions": sent.count(),
        "reports with one": len(rows),
        "acknowledged without one": len(set(night.acknowledged) - set(rows)),
        "other figures than sent": len(wrong),
        "sent in every respect": settled.count(),
        "drafts with figures": Draft.objects.exclude(cells={}).count(),
        "submissions with one log line": sum(lines[str(one.pk)] == 1 for one in sent),
        "log lines of reports": sum(lines.values()),
        "log lines that fit": verify().lines,
        "log lines": LogEntry.objects.count(),
        "reports in totals": rebuilt,
        "sent by day": sum(one[2] for one in days),
        "days as counted anew": days == counted(period),
        "totals as rebuilt": kept == stored(period) and len(kept) == COMMUNES + 1,
    }


def main() -> None:
    """Play the night and print what is there in the morning."""
    offices, kills = int(sys.argv[1]), int(sys.argv[2])
    call_command("migrate", verbosity=0)
    period = make_offices(offices)
    server = Server()
    try:
        night = Night(period, server, kills)
        connection.close()
        seconds = night.play()
    finally:
        server.stop()
    connection.close()
    told = {
        "offices": night.many,
        "acknowledged": len(night.acknowledged),
        "acknowledged twice": sum(many > 1 for many in night.acknowledged.values()),
        "requests without an answer": night.unheard,
        "answers": night.answers,
        "server killed": server.kills,
        "database crashed": night.crashed,
        "seconds": round(seconds, 1),
        **count(period, night),
    }
    print(json.dumps(told))  # noqa: T201 - the result
