"""Keep the totals of communes and provinces true in the transaction that changes a report.

The rows of communes and of their provinces are taken in this order by all who write, so that two
never wait for each other; they are there from the moment in which the period is opened. The country
is added up of its provinces when it is read, so that no row is everybody's (docs/decisions/0005).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from django.db import connection, transaction
from django.db.models import Case, Count, Exists, OuterRef, Q, When

from phongtrao.core.rollup.adding import added
from phongtrao.core.rollup.blocks import Block, merge, nothing
from phongtrao.core.rollup.totals import add_up, roll_up_reach
from phongtrao.reporting.models import (
    STANDING,
    Expected,
    Obligation,
    ObligationState,
    Period,
    ReportForm,
    Total,
)
from phongtrao.reporting.queries.counted import revisions
from phongtrao.reporting.queries.sheets import Layout, layout_of
from phongtrao.units.models import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from phongtrao.core.rollup.adding import Table

    Buffer = bytes | memoryview
    _Lying = tuple[int | None, int | None]
    _Pairs = list[tuple[int, int]]

_KINDS = ("accepted", "newest")
_READ = 20_000
_WRITTEN = 500
_COUNTS = ("level", "many", "strata", "due")
"""What is counted of what is expected at a place."""


@dataclass(frozen=True)
class Counted:
    """A revision of a report as it stands in totals. newest: none that counts was sent after it."""

    row: bytes
    accepted: bool
    newest: bool = True


class _Key(NamedTuple):
    """Which kept total of a period."""

    place: int | None
    accepted: bool
    newest: bool


@dataclass(frozen=True)
class Step:
    """A report that enters totals, leaves them or is replaced: as what it was and will be there."""

    obligation: Obligation
    before: tuple[Counted, ...]
    after: tuple[Counted, ...]


def counted(obligation: Obligation) -> tuple[Counted, ...]:
    """How a report stands in totals now: as it was sent last, while that is sent or accepted, and
    as it was accepted before, until what was sent since is accepted.
    """
    standing = revisions(obligation.state, obligation.current, obligation.frozen)
    return tuple(Counted(bytes(one.row), accepted, newest) for one, accepted, newest in standing)


def places_of(obligation: Obligation) -> tuple[int | None, ...]:
    """Ids of the units whose stored totals hold the report: its commune, and its province, or None
    for what lies below no province.
    """
    return _above(obligation.commune_id, obligation.province_id)


def move_totals(period: Period, layout: Layout, steps: Iterable[Step]) -> None:
    """Move the totals by the reports of one period: one query takes their rows, one writes them.
    Call it last but for the log, whose head everybody waits for. Raises TotalTooLarge.
    """
    keys: dict[_Key, int] = {}
    rows: list[bytes] = []
    strata: list[str] = []
    provinces: set[int | None] = set()
    leaving: _Pairs = []
    entering: _Pairs = []
    for step in steps:
        provinces.add(step.obligation.province_id)
        for some, pairs in ((step.before, leaving), (step.after, entering)):
            for one in some:
                for place in places_of(step.obligation):
                    key = _Key(place, one.accepted, one.newest)
                    pairs.append((len(rows), keys.setdefault(key, len(keys))))
                rows.append(one.row)
                strata.append(step.obligation.stratum)
    held = _held(period, layout, keys, provinces - {None})
    block = Block.from_bytes([bytes(total.row) for total in held], layout.width)
    table = layout.table(rows, strata)
    accepted = np.array([key.accepted for key in keys])
    gone, come = (_sums(table, pairs, accepted) for pairs in (leaving, entering))
    block = merge([_without(block, gone), come])
    for total, row in zip(held, block.to_bytes(), strict=True):
        total.row = row
    Total.objects.bulk_create(
        held,
        batch_size=_WRITTEN,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["row"],
    )


def _held(
    period: Period, layout: Layout, keys: Collection[_Key], provinces: Collection[int | None]
) -> list[Total]:
    """The rows of places in the order of the keys; held until the end of the transaction.
    provinces: those among the places.
    """
    where = Q(unit__in=[key.place for key in keys if key.place])
    if any(key.place is None for key in keys):
        where |= Q(unit=None)
    rows = (
        Total.objects.select_for_update()
        .filter(
            where,
            period=period,
            accepted__in={key.accepted for key in keys},
            newest__in={key.newest for key in keys},
        )
        .order_by("unit_id", *_KINDS)
    )
    if provinces:  # all take communes before provinces, for which the most others wait
        is_province = Case(When(unit__in=provinces, then=1), default=0)
        rows = rows.order_by(is_province, "unit_id", *_KINDS)
    found = {_Key(row.unit_id, row.accepted, row.newest): row for row in rows}
    missing = [key for key in keys if key not in found]
    if missing:  # most are made with the list of the period; or somebody is making them just now
        _make(period, layout, missing)
        return _held(period, layout, keys, provinces)
    return [found[key] for key in keys]


def _make(period: Period, layout: Layout, keys: Iterable[_Key]) -> None:
    """Totals of no report."""
    empty = nothing(1, layout.width).to_bytes()[0]
    Total.objects.bulk_create(
        (
            Total(period=period, unit_id=place, accepted=accepted, newest=newest, row=empty)
            for place, accepted, newest in keys
        ),
        batch_size=_WRITTEN,
        ignore_conflicts=True,
    )


def _sums(table: Table, pairs: _Pairs, accepted: NDArray[np.bool_]) -> Block:
    """Reports added up to groups. pairs: a row of the table and its group; accepted: by group."""
    rows, groups = np.array(pairs, np.intp).reshape(-1, 2).T
    return add_up(table[rows], groups, len(accepted), accepted[groups])


def _without(block: Block, gone: Block) -> Block:
    """The totals without reports that they hold. ValueError when they cannot hold them."""
    left = Block(
        added(block.sums, -gone.sums),
        block.blank - gone.blank,
        block.not_applicable - gone.not_applicable,
        block.unknown - gone.unknown,
        block.reported - gone.reported,
        block.accepted - gone.accepted,
    )
    counts = (left.blank, left.not_applicable, left.unknown, left.answered, left.reported)
    if min(int(one.min(initial=0)) for one in counts) < 0:
        raise ValueError("the totals do not hold a report that leaves them")
    return left


def hold_reports(period: Period) -> None:
    """Hold the reports of a period until the end of the transaction: nobody sends or judges one
    meanwhile, for whoever does holds its line before he reads the columns of the totals.

    Only those wait for each other who would change the same report: sending stays free of any row
    that is everybody's (docs/decisions/0005).
    """
    lines = Obligation.objects.select_for_update(no_key=True).filter(period=period)
    held, params = lines.order_by("pk").values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        # The second time takes in those that a change of the list has brought for which the first
        # waited; with all others held no more can come.
        for _ in range(2):
            cursor.execute(f"SELECT count(*) FROM ({held}) held", params)  # noqa: S608 - our own query


def hold_form(form: ReportForm) -> None:
    """Hold a form until the end of the transaction: no period of it is opened while the columns of
    its totals change, and the other way round.
    """
    ReportForm.objects.select_for_update(no_key=True).get(pk=form.pk)


@transaction.atomic
def rebuild_totals(period: Period) -> int:
    """Add up the totals of a period anew from its reports, and count anew how many it expects; how
    many reports the totals hold.

    Equal totals are equal bytes: what `move_totals` kept and what this finds can be compared.
    """
    hold_reports(period)
    owed, leaves = _count(period)
    layout = layout_of(period.form, targets=False)
    blocks: dict[tuple[bool, bool], Block] = {
        (accepted, True): nothing(len(leaves), layout.width) for accepted in (False, True)
    }
    reports = 0
    for chunk, frozen in _revisions(period):
        rows, states, strata, *lying = zip(*chunk, strict=True)
        table = layout.table(rows, strata)
        groups = np.fromiter(map(leaves.__getitem__, zip(*lying, strict=True)), np.intp)
        taken = (np.array(states) == ObligationState.ACCEPTED) | frozen
        newest = ~np.isin(states, STANDING) if frozen else np.full(len(chunk), True)
        reports += int(newest.sum())
        for kind in ((False, True), (True, True), (True, False)):
            some = (taken == kind[0]) & (newest == kind[1])
            if some.any():
                found = add_up(table[some], groups[some], len(leaves), taken[some])
                blocks[kind] = merge([blocks[kind], found]) if kind in blocks else found
    places = {place: number for number, place in enumerate(owed)}
    pairs = [
        (places[place], leaf)
        for (commune, province), leaf in leaves.items()
        for place in _above(commune, province)
    ]
    above, below = np.array(pairs, np.intp).reshape(-1, 2).T
    Total.objects.filter(period=period).delete()
    Total.objects.bulk_create(
        (
            Total(period=period, unit_id=place, accepted=accepted, newest=newest, row=row)
            for (accepted, newest), block in blocks.items()
            for place, row in zip(
                places, roll_up_reach(block, above, below, len(places)).to_bytes(), strict=True
            )
        ),
        batch_size=_WRITTEN,
    )
    return reports


def rebuild_missing() -> int:
    """Add up the periods whose reports are owed but that have no totals: a migration takes away
    what it cannot add up. Returns how many.
    """
    owed = Obligation.objects.filter(period=OuterRef("pk"))
    kept = Total.objects.filter(period=OuterRef("pk"))
    missing = list(Period.objects.filter(Exists(owed), ~Exists(kept)).order_by("pk"))
    for period in missing:
        rebuild_totals(period)
    return len(missing)


def _above(commune: int | None, province: int | None) -> tuple[int | None, ...]:
    """The units whose stored totals hold what lies in the commune and the province."""
    return (commune, province) if commune else (province,)


def _revisions(
    period: Period,
) -> Iterator[tuple[Sequence[tuple[Buffer, str, str, int | None, int | None]], bool]]:
    """The revisions that count, as `revisions` says, in parts: packed row, state of the report,
    stratum, commune, province; what was sent last, then (True) what was accepted before it.
    """
    rows = Obligation.objects.filter(period=period).order_by()
    where = ("state", "stratum", "commune_id", "province_id")
    current = rows.filter(state__in=STANDING).values_list("current__row", *where)
    frozen = rows.filter(frozen__isnull=False).values_list("frozen__row", *where)
    for found, before in ((current, False), (frozen, True)):
        reading = found.iterator(chunk_size=_READ)
        while part := list(islice(reading, _READ)):
            yield part, before


@transaction.atomic
def count_expected(period: Period) -> None:
    """Count how many reports each commune and province owes, and make their totals. Call it
    whenever the list of a period changes: a unit comes to it, is exempt, is asked again.
    """
    rows = Total.objects.filter(period=period, newest=True)
    known = {_Key(place, taken, True) for place, taken in rows.values_list("unit", "accepted")}
    places, _ = _count(period)
    keys = {_Key(place, taken, True) for place in places for taken in (False, True)} - known
    _make(
        period,
        layout_of(period.form, targets=False),
        sorted(keys, key=lambda key: (key.place or 0, key.accepted)),
    )


def _count(period: Period) -> tuple[list[int | None], dict[_Lying, int]]:
    """Count anew what is expected: the places above who is on the list; and where those lie,
    commune and province, numbered.
    """
    # Two who change the list at once count one after the other.
    Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    counts = (
        Obligation.objects.filter(period=period)
        .order_by()
        .values_list("commune_id", "province_id", "stratum", "due_on")
        .annotate(many=Count("pk", filter=~Q(state=ObligationState.EXEMPT)))
    )
    owed: dict[tuple[int | None, str], tuple[Counter[str], Counter[str]]]
    owed = defaultdict(lambda: (Counter(), Counter()))
    leaves: dict[_Lying, int] = {}
    for commune, province, stratum, due_on, many in counts:
        leaves.setdefault((commune, province), len(leaves))
        places: list[tuple[int | None, str]] = [(province, Level.PROVINCE if province else "")]
        if commune:
            places.append((commune, Level.COMMUNE))
        for place in places:
            strata, due = owed[place]
            strata[stratum] += many
            due[due_on.isoformat()] += many
    _write_expected(
        period,
        {
            place: {"level": level, "many": due.total(), "strata": dict(+strata), "due": dict(+due)}
            for (place, level), (strata, due) in owed.items()
        },
    )
    return [place for place, _ in owed], leaves


def _write_expected(period: Period, counted: Mapping[int | None, Mapping[str, Any]]) -> None:
    """Write what is expected where it is not what stands there. counted: place → the columns."""
    rows = Expected.objects.filter(period=period)
    changed: list[int] = []
    same: set[int | None] = set()
    for pk, place, *cells in rows.values_list("pk", "unit_id", *_COUNTS):
        if counted.get(place) == dict(zip(_COUNTS, cells, strict=True)):
            same.add(place)
        else:
            changed.append(pk)
    rows.filter(pk__in=changed).delete()
    Expected.objects.bulk_create(
        (
            Expected(period=period, unit_id=place, **told)
            for place, told in counted.items()
            if place not in same
        ),
        batch_size=2000,
    )
