"""Reports sent through the page of the sheet by fifty offices at once; pages of figures."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.urls import reverse

from bench.reporting.country import YEAR, make_period, owe
from bench.reporting.serving import Person, at_once, milliseconds, server
from phongtrao.access.models import Role
from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.models import Obligation, Submission, Total
from phongtrao.units.models import Unit
from tests.factories import make_user

if TYPE_CHECKING:
    from bench.reporting.country import Country

CLIENTS = 50
PACE = 110
"""Reports a second: a tenth more than is wanted of the program."""
_FIGURES = {f"A{number}": str(40 + number) for number in range(1, 61)}


def measure_sending(country: Country, reports: int) -> dict[str, float]:
    """`_sending`, by people who never pause, and at the pace that is asked for: so many sheets come
    in a second, ready or not.
    """
    found = _sending(country, reports, 4, 0)
    paced = _sending(country, reports, 3, PACE)
    return found | {f"at {PACE} a second: {name}": value for name, value in paced.items()}


def _sending(country: Country, reports: int, quarter: int, pace: int) -> dict[str, float]:
    """Reports a second and milliseconds a report of sixty values, each sent by its own request;
    bytes of the whole database a value. pace: reports a second of all together, 0 for as fast as
    the answers come; a report that has to wait until its sender is free has been sent when it was
    its time.
    """
    period = make_period(country.form, YEAR + 1, quarter)
    bodies = defaultdict(list)
    for body in country.bodies:
        bodies[body[1]].append(body)
    communes = list(bodies)[:: max(1, len(bodies) // CLIENTS)][:CLIENTS]
    each = max(1, reports // CLIENTS)
    chosen = [body for commune in communes for body in bodies[commune][:each]]
    with transaction.atomic():
        owe(period, chosen)
    _settle()
    owed = dict(Obligation.objects.filter(period=period).values_list("unit", "pk"))
    before = _size()
    with server() as port:
        people = []
        for number, commune in enumerate(communes):
            user = make_user(f"xa{number}-{quarter}", Unit.objects.get(pk=commune), Role.REPORTER)
            work = [owed[unit] for unit, *_ in bodies[commune][:each]]
            people.append((Person(user, port), work))
        for person, work in people:
            person.get(reverse("reporting:report", args=[work[0]]))
        start = time.perf_counter()

        def sender(number: int, person: Person, work: list[int]) -> list[float]:
            taken = []
            for done, pk in enumerate(work):
                began = time.perf_counter()
                if pace:
                    due = start + (done * len(people) + number) / pace
                    time.sleep(max(0.0, due - began))
                    began = due
                status = person.send(reverse("reporting:report", args=[pk]), _FIGURES)
                if status != 302:
                    raise SystemExit(f"a report was answered with {status}")
                taken.append(time.perf_counter() - began)
            return taken

        taken, seconds = at_once(
            [
                lambda n=number, one=person, some=work: sender(n, one, some)
                for number, (person, work) in enumerate(people)
            ]
        )
    if Submission.objects.filter(obligation__period=period).count() != len(chosen):
        raise SystemExit("a report that was answered is not there")
    kept = _totals(period.pk)
    rebuild_totals(period)
    if kept != _totals(period.pk):
        raise SystemExit("the totals are not those that adding up anew finds")
    _settle()
    return {
        "reports/s": len(chosen) / seconds,
        **milliseconds(taken),
        "bytes a value, log and all": (_size() - before) / (len(chosen) * len(_FIGURES)),
    }


def _totals(period: int) -> set[tuple[int | None, bool, bytes]]:
    rows = Total.objects.filter(period=period).values_list("unit", "accepted", "row")
    return {(unit, accepted, bytes(row)) for unit, accepted, row in rows if any(row[1:5])}


def _settle() -> None:
    """What the database does by itself within minutes: reuse rows that were replaced."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _size() -> int:
    """Bytes of the whole database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT sum(pgsize) FROM dbstat")
        return int(cursor.fetchone()[0])


def measure_pages(country: Country, runs: int) -> dict[str, dict[str, float]]:
    """Milliseconds of the pages that show the figures of all provinces, asked for by one person
    after the other.
    """
    target = country.form.measures.order_by("pk")[0].target_id
    addresses = {
        "page of a target": reverse("reporting:target", args=[target]),
        "dashboard": reverse("reporting:dashboard"),
    }
    found = {}
    with server() as port:
        person = Person(country.officer, port)
        for name, address in addresses.items():
            taken = []
            for number in range(runs + 3):
                began = time.perf_counter()
                status, _ = person.get(address)
                if status != 200:
                    raise SystemExit(f"{address} answers {status}")
                if number >= 3:  # the first ones start the workers
                    taken.append(time.perf_counter() - began)
            found[name] = milliseconds(taken)
    return found
