"""How long handing a programme to 5,000 units takes, and the pages that follow, with 200,000 units:
python bench/hand_down_speed.py.

Made-up units in the shape of the country (34 provinces, 3,321 communes, the rest below communes);
one of the provinces has 126 communes and 4,874 bodies, which receive a programme with twelve
deadlines; part of them answered. The actions and pages run through the whole of Django on SQLite,
in one process. Beside the times of 5,000 units stand those of 500 in the same run, so that the
growth shows on any machine. Prints tables, writes var/bench/hand_down.json; exit 1 when handing
down takes 10 s or a page's 95th percentile is over 100 ms.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
UNITS, PROVINCES, COMMUNES, OF_CITY = 200_000, 34, 3_321, 126
FEW, MANY = 500, 5_000
RUNS = 30
LIMIT_SECONDS, LIMIT_MILLISECONDS = 10, 100
sys.path.insert(0, str(ROOT))
os.environ["PHONGTRAO_VAR"] = tempfile.mkdtemp(prefix="phongtrao-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def make_country() -> Any:
    """Write all units, their versions and their reach; returns the city."""
    from phongtrao.units.actions.reach import rebuild_ancestry
    from phongtrao.units.models import Level, Unit, UnitVersion

    chance = random.Random(1)
    country = Unit(name="Việt Nam", level=Level.COUNTRY)
    provinces = [
        Unit(name=f"Tỉnh {n}", level=Level.PROVINCE, kind="tỉnh") for n in range(PROVINCES)
    ]
    communes = [Unit(name=f"Xã {n}", level=Level.COMMUNE, kind="xã") for n in range(COMMUNES)]
    below = [
        Unit(name=f"Trường {n}", level=Level.BODY, kind="trường học" if n % 10 else "bệnh viện")
        for n in range(MANY - OF_CITY)
    ]
    left = UNITS - 1 - PROVINCES - COMMUNES - len(below)
    below += [Unit(name=f"Thôn {n}", level=Level.NEIGHBOURHOOD, kind="thôn") for n in range(left)]
    for rows in ([country], provinces, communes, below):
        Unit.objects.bulk_create(rows, batch_size=5000)
    parents: list[Any] = [None, *([country] * PROVINCES)]
    parents += [provinces[0] if n < OF_CITY else provinces[1 + n % 33] for n in range(COMMUNES)]
    parents += [communes[n % OF_CITY] for n in range(MANY - OF_CITY)]
    parents += [chance.choice(communes) for _ in range(left)]
    UnitVersion.objects.bulk_create(
        (
            UnitVersion(unit=unit, name=unit.name, kind=unit.kind, territory=parent)
            for unit, parent in zip([country, *provinces, *communes, *below], parents, strict=True)
        ),
        batch_size=5000,
    )
    rebuild_ancestry()
    return provinces[0]


def milliseconds(client: Client, address: str) -> dict[str, float]:
    """Median and 95th percentile of a page after its first view, in ms; its size in bytes."""
    taken = []
    for _ in range(RUNS + 1):
        began = time.perf_counter()
        answer = client.get(address)
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
    first, *later = taken
    return {
        "first_ms": round(first, 1),
        "median_ms": round(statistics.median(later), 1),
        "p95_ms": round(statistics.quantiles(later, n=20)[-1], 1),
        "bytes": len(answer.content),
    }


def handed(programme: Any, officer: Any, units: list[int]) -> float:
    """Seconds that handing down to units takes."""
    from phongtrao.programme.actions import cascade
    from phongtrao.programme.queries.cascade import Selection

    began = time.perf_counter()
    handing = cascade.hand_down(
        programme=programme,
        selection=Selection(units=tuple(units)),
        words="đo tốc độ",
        plan_due=programme.begins_on + timedelta(days=30),
        plan_due_before=True,
        asks_resolution=True,
        by=officer,
    )
    taken = time.perf_counter() - began
    if handing.receipts.count() != len(units):
        raise SystemExit("not all units received the programme")
    return round(taken, 3)


def answer_some(programme: Any) -> None:
    """Three of four units acknowledged, half of them sent their plan."""
    from django.db.models import F
    from django.utils import timezone

    rows = programme.receipts.annotate(part=F("pk") % 4)
    rows.filter(part__gt=0).update(acknowledged_at=timezone.now())
    rows.filter(part__gt=1).update(
        plan_filed_at=timezone.now(),
        plan_symbol="01/KH",
        plan_date=programme.begins_on,
        plan_sent_on=programme.begins_on,
    )


def main() -> int:
    """Measure and print."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from phongtrao.units.models import Level, Unit
    from tests.factories import SMALL_PLAN, make_unit, make_user
    from tests.programme.cascade_rows import make_programme, make_rule

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    city = make_country()
    made = round(time.perf_counter() - began, 1)
    office = make_unit("Công an thành phố", city)
    officer = make_user("thuongtruc", office)
    ours = list(
        Unit.objects.filter(
            reached_by__ancestor=city, level__in=(Level.COMMUNE, Level.BODY)
        ).exclude(pk=office.pk).order_by("level", "pk").values_list("pk", flat=True)
    )[:MANY]  # fmt: skip
    today = timezone.localdate()
    result: dict[str, Any] = {"units": UNITS, "made_s": made, "hand_down_s": {}, "pages": {}}
    for size in (FEW, MANY):
        text = SMALL_PLAN.replace("12/KH", f"{size}/KH")
        begins = today - timedelta(days=40)
        programme = make_programme(officer, city, begins_on=begins, text=text, name=f"Của {size}")
        for month in range(1, 13):
            make_rule(programme, f"--{month:02}-15", what=f"Báo cáo tháng {month}")
        result["hand_down_s"][str(size)] = handed(programme, officer, ours[-size:])
        answer_some(programme)
        own = Unit.objects.get(pk=ours[-1])
        people = {"city": Client(), "unit": Client()}
        people["city"].force_login(officer)
        people["unit"].force_login(make_user(f"donvi{size}", own))
        ledger = reverse("programme:ledger", args=[programme.pk])
        for name, who, address in (
            ("ledger", "city", ledger),
            ("ledger, silent", "city", f"{ledger}?trang-thai=chua-gui"),
            ("ledger, searched", "city", f"{ledger}?tim=truong 12"),
            ("hand down", "city", reverse("programme:hand", args=[programme.pk])),
            ("work of the city", "city", reverse("programme:work")),
            ("receipt", "unit", reverse("programme:receipt", args=[programme.pk, own.pk])),
            ("work of the unit", "unit", reverse("programme:work")),
            ("year of the unit", "unit", reverse("programme:year")),
        ):
            result["pages"].setdefault(name, {})[str(size)] = milliseconds(people[who], address)
    return report(result)


def report(result: dict[str, Any]) -> int:
    """Print and keep the result; the exit code."""
    print(f"{UNITS} units made in {result['made_s']} s")
    for size, seconds in result["hand_down_s"].items():
        print(f"handed down to {size:>5} units in {seconds} s")
    print(f"{'page':>18} {'units':>6} {'first ms':>9} {'median':>8} {'p95':>8} {'KB':>5}")
    for name, sizes in result["pages"].items():
        for size, row in sizes.items():
            print(
                f"{name:>18} {size:>6} {row['first_ms']:>9} {row['median_ms']:>8}"
                f" {row['p95_ms']:>8} {row['bytes'] // 1000:>5}"
            )
        result["pages"][name]["ratio"] = round(
            sizes[str(MANY)]["median_ms"] / sizes[str(FEW)]["median_ms"], 2
        )
    out = ROOT / "var" / "bench"
    out.mkdir(parents=True, exist_ok=True)
    (out / "hand_down.json").write_text(json.dumps(result, indent=1) + "\n")
    slow = [n for n, s in result["pages"].items() if s[str(MANY)]["p95_ms"] > LIMIT_MILLISECONDS]
    late = result["hand_down_s"][str(MANY)] >= LIMIT_SECONDS
    if slow or late:
        print(f"slower than wanted: {', '.join([*slow, *(['handing down'] if late else [])])}")
    return 1 if slow or late else 0


if __name__ == "__main__":
    raise SystemExit(main())
