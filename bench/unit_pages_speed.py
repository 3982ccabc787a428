"""How long the pages of a commune and of the city take with 200,000 units: python
bench/unit_pages_speed.py [--runs N] [--only sqlite|postgres] [--profile PAGE].

The shipped units of Viet Nam of both eras, and made-up offices, schools and neighbourhoods below
the communes of today up to 20,000 and 200,000 units, so that the growth shows. One programme of Hà
Nội with twelve deadlines and six tasks is handed to its 126 communes and 5,000 bodies below them;
part of them answered. The pages run through the whole of Django with logged-in accounts of a
commune and of the city, on SQLite and, where it is installed, on a throw-away PostgreSQL. Prints
tables, writes var/bench/unit_pages.json; exit 1 when the 95th percentile of a page is over 100 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from phongtrao.access.models import User
    from phongtrao.programme.models import Programme
    from phongtrao.units.models import Unit

ROOT = Path(__file__).resolve().parent.parent
SIZES = (20_000, 200_000)
BODIES, COMMUNES_OF_CITY, PROVINCES, COMMUNES = 5_000, 126, 34, 3_321
LIMIT_MILLISECONDS = 100
KINDS = (
    ("Trường Tiểu học", "trường học"),
    ("Trường Trung học cơ sở", "trường học"),
    ("Trạm Y tế", "cơ quan"),
    ("Công an", "công an"),
    ("Công ty cổ phần", "doanh nghiệp"),
)
WORDS = ("An Bình", "Hòa Phú", "Tân Tiến", "Minh Khai", "Thống Nhất", "Đông Sơn", "Phú Thịnh")
sys.path.insert(0, str(ROOT))


def make_country(size: int) -> tuple[Unit, list[int]]:
    """Write the units, their versions and their reach; the city, and ids of its communes and of the
    bodies that will receive the programme.
    """
    from phongtrao.units.actions.loading import load_national
    from phongtrao.units.actions.reach import rebuild_ancestry
    from phongtrao.units.models import Level, Unit, UnitVersion

    load_national()
    now = UnitVersion.objects.filter(valid_to=None).order_by("unit")
    communes = list(now.filter(unit__level=Level.COMMUNE).select_related("unit"))
    city = Unit.objects.get(pk=now.get(name="Thành phố Hà Nội", unit__level=Level.PROVINCE).unit_id)
    ours = [one for one in communes if one.territory_id == city.pk]
    counts = (now.filter(unit__level=Level.PROVINCE).count(), len(communes), len(ours))
    if counts != (PROVINCES, COMMUNES, COMMUNES_OF_CITY):
        raise SystemExit(f"other units than expected: {counts}")
    chance = random.Random(size)
    left = size - Unit.objects.count()
    above = [ours[n % len(ours)] for n in range(BODIES)]
    above += [chance.choice(communes) for _ in range(left - BODIES)]
    units = []
    for number, up in enumerate(above):
        place = up.name.split(" ", 1)[1]
        if number < BODIES or number % 4 == 0:
            head, kind = chance.choice(KINDS)
            name, level = f"{head} {chance.choice(WORDS)} {place} {number % 7 + 1}", Level.BODY
        else:
            kind, level = "tổ dân phố" if number % 2 else "thôn", Level.NEIGHBOURHOOD
            name = f"{kind.capitalize()} {chance.choice(WORDS)} {number % 23 + 1} {place}"
        units.append(Unit(name=name, kind=kind, level=level))
    units = Unit.objects.bulk_create(units, batch_size=5000)
    UnitVersion.objects.bulk_create(
        (
            UnitVersion(unit=unit, name=unit.name, kind=unit.kind, territory_id=up.unit_id)
            for unit, up in zip(units, above, strict=True)
        ),
        batch_size=5000,
    )
    rebuild_ancestry()
    return city, [one.unit_id for one in ours] + [unit.pk for unit in units[:BODIES]]


def make_programme_of(city: Unit, officer: User, units: list[int]) -> Programme:
    """A programme with deadlines and tasks in the hands of the units; some of them answered."""
    from django.utils import timezone

    from phongtrao.programme.actions import cascade
    from phongtrao.programme.models import Group, Task, TaskBody
    from phongtrao.programme.queries.cascade import Selection
    from tests.programme.cascade_rows import make_programme, make_rule

    begins = timezone.localdate() - timedelta(days=40)
    programme = make_programme(officer, city, begins_on=begins, name="Phong trào của thành phố")
    for month in range(1, 13):
        make_rule(programme, f"--{month:02}-15", what=f"Báo cáo tháng {month}")
    for number in range(1, 7):
        task = Task.objects.create(
            programme=programme, number=number, content=f"Tổ chức tuyên truyền đợt {number}"
        )
        group = Group.COMMUNES if number % 2 else Group.EVERYONE
        TaskBody.objects.create(
            task=task, words="các đơn vị", group=group, leads=True, confirmed=True
        )
        TaskBody.objects.create(task=task, words="Công an", unit=officer.office, confirmed=True)
    cascade.hand_down(
        programme=programme,
        selection=Selection(units=tuple(units)),
        words="đo tốc độ",
        plan_due=begins + timedelta(days=30),
        plan_due_before=True,
        asks_resolution=True,
        by=officer,
    )
    if programme.receipts.count() != BODIES + COMMUNES_OF_CITY:
        raise SystemExit("not all units received the programme")
    answer_some(programme)
    return programme


def answer_some(programme: Programme) -> None:
    """Three of four units acknowledged, half of them sent their plan, some late; some difficulties
    and lines of progress.
    """
    from django.db.models import F
    from django.utils import timezone

    from phongtrao.programme.models import Difficulty, DutyDone, Progress

    rows = programme.receipts.annotate(part=F("pk") % 4)
    rows.filter(part__gt=0).update(acknowledged_at=timezone.now())
    for part, days in ((2, 20), (3, 35)):
        day = programme.begins_on + timedelta(days=days)
        rows.filter(part=part).update(
            plan_filed_at=timezone.now(), plan_symbol="01/KH", plan_date=day, plan_sent_on=day
        )
    by, today = programme.published_by, timezone.localdate()
    answered = list(rows.filter(part=2).order_by("pk"))
    Difficulty.objects.bulk_create(
        Difficulty(receipt=row, text="Thiếu kinh phí tuyên truyền", by=by) for row in answered[:40]
    )
    tasks, rule = list(programme.tasks.all()), programme.deadlines.order_by("pk").first()
    Progress.objects.bulk_create(
        Progress(task=tasks[number % 6], unit_id=row.unit_id, state="done", text="Xong", by=by)
        for number, row in enumerate(answered[:600])
    )
    DutyDone.objects.bulk_create(
        DutyDone(rule=rule, unit_id=row.unit_id, due_on=today, done_on=today, by=by)
        for row in answered[:600]
    )


def pages_of(city: Unit, commune: Unit, programme: Programme) -> Iterator[tuple[str, str, str]]:
    """Name of each page, whose account asks for it, its address."""
    from django.urls import reverse

    found = reverse("units:list")
    yield "unit page of the commune", "commune", reverse("units:unit", args=[commune.pk])
    yield "unit page of the city", "commune", reverse("units:unit", args=[city.pk])
    yield "units list", "commune", found
    yield "find by name", "commune", f"{found}?tim=truong tieu hoc an binh"
    yield "work", "commune", reverse("programme:work")
    yield "year", "commune", reverse("programme:year")
    yield "receipt", "commune", reverse("programme:receipt", args=[programme.pk, commune.pk])
    yield "unit page of the commune", "city", reverse("units:unit", args=[commune.pk])
    yield "unit page of the city", "city", reverse("units:unit", args=[city.pk])
    yield "units list", "city", found
    yield "find by name", "city", f"{found}?tim=truong tieu hoc an binh"
    yield "find by name, one word", "city", f"{found}?tim=truong"
    yield "work", "city", reverse("programme:work")
    yield "year", "city", reverse("programme:year")
    yield "programmes", "city", reverse("programme:list")
    yield "programme", "city", reverse("programme:programme", args=[programme.pk])
    task = programme.tasks.get(number=2)
    yield "task of everyone", "city", reverse("programme:task", args=[programme.pk, task.pk])
    yield "difficulties", "city", reverse("programme:difficulties", args=[programme.pk])
    ledger = reverse("programme:ledger", args=[programme.pk])
    yield "ledger", "city", ledger
    yield "ledger, silent", "city", f"{ledger}?trang-thai=chua-gui"
    yield "ledger, searched", "city", f"{ledger}?tim=truong 3"
    day = programme.begins_on + timedelta(days=32)
    yield "ledger as of a day", "city", f"{ledger}?tai-ngay={day}"


def milliseconds(client: Client, address: str, runs: int) -> dict[str, float]:
    """First view, median and 95th percentile of the later ones in ms, processor time of this
    process alone, queries, bytes.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taken, busy = [], []
    for _ in range(runs + 1):
        began, spent = time.perf_counter(), time.process_time()
        answer = client.get(address)
        taken.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - spent) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    first, *later = taken
    return {
        "first_ms": round(first, 1),
        "median_ms": round(statistics.median(later), 1),
        "p95_ms": round(statistics.quantiles(later, n=20)[-1], 1),
        "busy_ms": round(statistics.median(busy[1:]), 1),
        "busy_p95_ms": round(statistics.quantiles(busy[1:], n=20)[-1], 1),
        "queries": len(queries),
        "bytes": len(answer.content),
    }


def measure(size: int, runs: int, only: str = "") -> dict[str, Any]:
    """Make the rows in the database of the environment and ask for the pages; only: profile one."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    import phongtrao.config.wsgi  # noqa: F401 - starts Django as the web server does
    from phongtrao.access.models import Role
    from phongtrao.units.models import Ancestry, Unit
    from tests.factories import make_unit, make_user

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    city, units = make_country(size)
    officer = make_user("thuongtruc", make_unit("Công an thành phố Hà Nội", city))
    officer.assignments.create(role=Role.STANDING_OFFICER, unit=city)
    programme = make_programme_of(city, officer, units)
    commune = Unit.objects.get(pk=units[60])
    people = {"city": Client(), "commune": Client()}
    people["city"].force_login(officer)
    people["commune"].force_login(make_user("canbo", commune))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does within a minute
    made = round(time.perf_counter() - began, 1)
    rows = {}
    for name, who, address in pages_of(city, commune, programme):
        if only in f"{who}: {name}":
            rows[f"{who}: {name}"] = milliseconds(people[who], address, runs)
            if only:
                profile(people[who], address)
    return {"units": Unit.objects.count(), "reach_rows": Ancestry.objects.count(),
            "made_s": made, "pages": rows}  # fmt: skip


def profile(client: Client, address: str) -> None:
    """Print where a page spends its time and its slowest queries."""
    import cProfile
    import pstats

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    for query in sorted(queries, key=lambda one: -float(one["time"]))[:4]:
        print(query["time"], query["sql"][:1500])
    profiler = cProfile.Profile()
    profiler.runcall(client.get, address)
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(45)


def in_process(url: str, size: int, arguments: list[str]) -> dict[str, Any]:
    """Measure in a process and a folder of its own, which are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="phongtrao-bench-") as folder:
        out = Path(folder) / "result.json"
        environment = {
            **os.environ,
            "PHONGTRAO_VAR": folder,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        subprocess.run(
            [sys.executable, __file__, "--into", out, "--size", str(size), *arguments],
            env=environment,
            check=True,
        )
        return dict(json.loads(out.read_text("utf-8")))


def databases(only: str) -> Iterator[tuple[str, Any]]:
    """Name of each database, and what yields its address."""
    from tools.with_postgres import postgres

    if only != "postgres":
        yield "sqlite", lambda: nullcontext("")
    if only == "postgres" or (not only and any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))):
        yield "postgres", postgres


def report(result: dict[str, dict[str, Any]]) -> int:
    """Print and keep the result; the exit code."""
    slow = []
    for database, sizes in result.items():
        few, many = (sizes[str(size)] for size in SIZES)
        print(f"{database}: {many['units']:,} units, {many['reach_rows']:,} rows of reach, made in"
              f" {many['made_s']} s")  # fmt: skip
        print(f"{'page':>34} {'first':>7} {'p50':>6} {'p95':>6} {'busy':>6} {'busy95':>6}"
              f" {'queries':>7} {'KB':>4} {'p50 of 20,000':>14} {'growth':>7}")  # fmt: skip
        for name, row in many["pages"].items():
            before = few["pages"][name]
            row["growth"] = round(row["median_ms"] / before["median_ms"], 2)
            print(
                f"{name:>34} {row['first_ms']:7.0f} {row['median_ms']:6.1f} {row['p95_ms']:6.1f}"
                f" {row['busy_ms']:6.1f} {row['busy_p95_ms']:6.1f} {row['queries']:7}"
                f" {row['bytes'] // 1000:4}"
                f" {before['median_ms']:14.1f} {row['growth']:6.2f}×"
            )
            if row["p95_ms"] > LIMIT_MILLISECONDS:
                slow.append(f"{database}, {name}")
    out = ROOT / "var" / "bench"
    out.mkdir(parents=True, exist_ok=True)
    (out / "unit_pages.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if slow:
        print(f"p95 over {LIMIT_MILLISECONDS} ms: {'; '.join(slow)}")
    return 1 if slow else 0


def main() -> int:
    """Measure each database and size in a process of its own."""
    parser = argparse.ArgumentParser(description="See the head of this file.")
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--only", choices=("sqlite", "postgres"), default="")
    parser.add_argument("--profile", default="", help="only the pages of which the name has this")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.into:
        found = measure(asked.size, asked.runs, asked.profile)
        asked.into.write_text(json.dumps(found), encoding="utf-8")
        return 0
    arguments = ["--runs", str(asked.runs), "--profile", asked.profile]
    result: dict[str, dict[str, Any]] = {}
    for database, served in databases(asked.only):
        for size in SIZES[-1:] if asked.profile else SIZES:
            with served() as url:
                found = in_process(url, size, arguments)
            result.setdefault(database, {})[str(size)] = found
    return 0 if asked.profile else report(result)


if __name__ == "__main__":
    raise SystemExit(main())
