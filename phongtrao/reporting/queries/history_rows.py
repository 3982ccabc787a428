"""Reports that count, as rows of a column store: one row a figure (docs/decisions/0006).

Imported by the commands of the history only: pyarrow takes long to load.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Count, F
from django.utils import timezone

from phongtrao.core.dates.periods import read_period
from phongtrao.core.figures.marks import BLANK, LEAST, NOT_APPLICABLE, UNKNOWN
from phongtrao.core.sheets.elements import Kind
from phongtrao.reporting.models import Obligation, ObligationState, Period
from phongtrao.reporting.queries.counted import COUNTS, revisions
from phongtrao.reporting.queries.history_columns import (
    BOX,
    FIGURES,
    MARKS,
    NO_PROVINCE,
    OWED,
    WINDOW,
    WORDS,
)
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.units.models import UnitVersion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from phongtrao.reporting.models import Element, Measure
    from phongtrao.reporting.queries.sheets import Layout

_NOTHING: Final = {BLANK: 1, NOT_APPLICABLE: 2, UNKNOWN: 3}
_OUTSIDE: Final = LEAST - 1
"""Stands in the column of a measure for units that it is not of; no mark and no figure."""
_REPORTS: Final = 5_000
"""How many reports are turned at once."""


class _Known(NamedTuple):
    """What a unit was called when a period ended."""

    code: str
    name: str


class _Report(NamedTuple):
    """A revision of a report that counts, as it is read."""

    pk: int
    unit: int
    commune: int | None
    province: int | None
    stratum: str
    sent: _Sent
    accepted: bool
    newest: bool


class _Sent(NamedTuple):
    """What was sent."""

    row: bytes
    revision: int
    at: Any


_FIELDS = (
    "pk", "unit_id", "commune_id", "province_id", "stratum", "state",
    "current__row", "current__revision", "current__sent_at",
    "frozen__row", "frozen__revision", "frozen__sent_at",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """Rows of one period and one province. reports: how many they are of."""

    year: int
    province: str
    table: pa.Table
    reports: int


def year_of(period: Period) -> int:
    """The year to which a period belongs: that of its last calendar day."""
    return read_period(period.name).last.year


def periods_of(years: Collection[int], ended_before: date | None) -> list[Period]:
    """Periods of some years, or of all of them, in order of their ends. ended_before: None for
    those that still run as well.
    """
    found = Period.objects.select_related("form").order_by("end", "pk")
    if ended_before is not None:
        found = found.filter(end__lt=ended_before)
    return [period for period in found if not years or year_of(period) in years]


def owed_of(period: Period) -> Iterator[Part]:
    """How many reports a period expects of each box, province by province; one query beside the
    form and the names.
    """
    layout, heads = _form_of(period)
    counts = (
        Obligation.objects.filter(period=period)
        .exclude(state=ObligationState.EXEMPT)
        .order_by("province_id", "commune_id", "stratum")
        .values_list("province_id", "commune_id", "stratum")
        .annotate(many=Count("pk"))
    )
    for province, group in groupby(counts, key=lambda row: row[0]):
        rows = list(group)
        strata, many = [row[2] for row in rows], [row[3] for row in rows]
        owed = many * layout.own_width
        for measure in layout.measures:
            owed += [
                layout.owed(measure, count, {stratum: count})
                for stratum, count in zip(strata, many, strict=True)
            ]
        columns = _window_columns(period, len(owed))
        columns |= _place_columns(period, province, [row[1] for row in rows], strata, len(heads))
        columns |= _head_columns(heads, len(rows))
        columns["owed"] = pa.array(owed, pa.int64())
        table = pa.table(columns, OWED)
        code = columns["province"][0].as_py()
        yield Part(year_of(period), code, table.filter(pc.greater(table["owed"], 0)), 0)


def figures_of(period: Period) -> Iterator[Part]:
    """The reports of a period that count, a few thousand at a time, province by province. A query
    for all, and two for the names of each part.
    """
    layout, heads = _form_of(period)
    rows = (
        Obligation.objects.filter(COUNTS, period=period)
        .order_by("province_id", "commune_id", "unit_id")
        .values_list(*_FIELDS)
    )
    reading = (one for row in rows.iterator(chunk_size=_REPORTS) for one in _revisions(*row))
    for _, group in groupby(reading, key=lambda one: one.province):
        while reports := list(islice(group, _REPORTS)):
            yield _turned(period, layout, heads, reports)


def _revisions(
    pk: int,
    unit: int,
    commune: int | None,
    province: int | None,
    stratum: str,
    state: str,
    *sent: Any,
) -> Iterator[_Report]:
    """What counts of a report. sent: of what was sent last, then of what was accepted before."""
    current, frozen = _Sent(*sent[:3]), _Sent(*sent[3:])
    standing = revisions(state, current, frozen if frozen.revision else None)
    for one, accepted, newest in standing:
        yield _Report(pk, unit, commune, province, stratum, one, accepted, newest)


def _form_of(period: Period) -> tuple[Layout, list[_Head]]:
    """How a period's form is laid out, and what is said of its columns; boxes before measures."""
    layout = layout_of(period.form)
    elements = {row.code: row for row in period.form.elements.select_related("indicator")}
    heads = [_head_of(at, elements[box.code]) for at, box in enumerate(layout.sheet.columns)]
    heads += [_head_of_measure(len(heads) + at, one) for at, one in enumerate(layout.measures)]
    return layout, heads


@dataclass(frozen=True)
class _Head:
    """What is said of a column of figures. place: from 0, boxes before measures."""

    place: int
    of: str
    code: str
    label: str
    kind: str
    scale: int
    counted_in: str = ""
    indicator: str = ""
    target_id: int | None = None
    adds_up: bool = False
    whole_scale: int | None = None
    choices: tuple[str, ...] = ()


def _counted(row: Element) -> str:
    """The code of the indicator that a box counts, with the part of it: figures of one can be
    added.
    """
    if row.indicator is None:
        return ""
    return f"{row.indicator.code} ({row.part})" if row.part else row.indicator.code


def _head_of(place: int, row: Element) -> _Head:
    return _Head(
        place=place,
        of="element",
        code=row.code,
        label=row.label,
        kind=row.kind,
        scale=row.scale,
        counted_in=row.unit,
        indicator=_counted(row),
        choices=tuple(row.choices) if row.kind == Kind.CHOICE else (),
    )


def _head_of_measure(place: int, measure: Measure) -> _Head:
    upper, lower = measure.numerator, measure.denominator
    return _Head(
        place=place,
        of="measure",
        code=f"CT{measure.target.number}",
        label=str(measure.target),
        kind="rate" if lower else upper.kind,
        scale=upper.scale,
        counted_in=upper.unit,
        target_id=measure.target_id,
        adds_up=measure.adds_up,
        whole_scale=lower.scale if lower else None,
    )


def _turned(
    period: Period, layout: Layout, heads: Sequence[_Head], reports: Sequence[_Report]
) -> Part:
    """Reports of one province as rows, box after box: what is alike lies together."""
    table = layout.table(
        [bytes(one.sent.row) for one in reports], [one.stratum for one in reports], outside=_OUTSIDE
    )
    many, boxes = len(reports), len(heads)
    own = list(range(layout.own_width))
    value = table[:, [*own, *(layout.column(one) for one in layout.measures)]].T.ravel()
    whole = np.full(len(value), BLANK, np.int64)
    for place, measure in enumerate(layout.measures, start=len(own)):
        if measure.denominator_id:
            whole[place * many : (place + 1) * many] = table[:, layout.column(measure) + 1]
    columns = _window_columns(period, len(value))
    columns |= _place_columns(
        period,
        reports[0].province,
        [one.commune for one in reports],
        [one.stratum for one in reports],
        boxes,
    )
    code = columns["province"][0].as_py()
    columns |= _report_columns(period, reports, boxes)
    columns |= _head_columns(heads, many)
    columns |= _value_columns(value, whole, heads, many)
    inside = pa.array(value != _OUTSIDE)
    rows = pa.table(columns, FIGURES).filter(inside)
    return Part(year_of(period), code, rows, sum(one.newest for one in reports))


def _window_columns(period: Period, length: int) -> dict[str, Any]:
    form = period.form
    said: dict[str, Any] = {
        "year": year_of(period),
        "period_id": period.pk,
        "period": period.name,
        "starts": period.start,
        "ends": period.end,
        "form_id": form.pk,
        "form": form.name,
        "form_version": form.number,
    }
    return {name: _same(said[name], kind, length) for name, kind in WINDOW}


def _place_columns(
    period: Period,
    province: int | None,
    communes: Sequence[int | None],
    strata: Sequence[str],
    times: int,
) -> dict[str, Any]:
    """Where reports lie; each is repeated, all of them in turn, so many times."""
    known = _known({province, *communes}, period.end)
    above = known.get(province, _Known(NO_PROVINCE, ""))
    length = len(communes) * times
    lying = [known.get(commune) for commune in communes]
    return {
        "province": _same(above.code, WORDS, length),
        "province_name": _same(above.name, WORDS, length),
        "commune_id": _tiled(pa.array(communes, pa.int64()), times),
        "commune": _tiled_words([one and one.code for one in lying], times),
        "commune_name": _tiled_words([one and one.name for one in lying], times),
        "stratum": _tiled_words(strata, times),
    }


def _report_columns(period: Period, reports: Sequence[_Report], times: int) -> dict[str, Any]:
    known = _known({one.unit for one in reports}, period.end)
    sent = [timezone.localdate(one.sent.at) for one in reports]
    return {
        "report_id": _tiled(pa.array([one.pk for one in reports], pa.int64()), times),
        "revision": _tiled(pa.array([one.sent.revision for one in reports], pa.int16()), times),
        "unit_id": _tiled(pa.array([one.unit for one in reports], pa.int64()), times),
        "unit": _tiled_words([known[one.unit].code for one in reports], times),
        "accepted": _tiled(pa.array([one.accepted for one in reports]), times),
        "newest": _tiled(pa.array([one.newest for one in reports]), times),
        "sent_on": _tiled(pa.array(sent, pa.date32()), times),
    }


def _head_columns(heads: Sequence[_Head], many: int) -> dict[str, Any]:
    """What is said of boxes; each is repeated so many times before the next."""
    place = pa.array(np.repeat(np.arange(len(heads), dtype=np.int32), many))

    def column(name: str) -> Any:
        kind = FIGURES.field(name).type
        said = [getattr(head, name) for head in heads]
        if kind != WORDS:
            return pa.array(said, kind).take(place)
        return _spelled(said, np.asarray(place))

    return {name: column(name) for name, _ in BOX}


def _value_columns(
    value: NDArray[np.int64], whole: NDArray[np.int64], heads: Sequence[_Head], many: int
) -> dict[str, Any]:
    marks = np.zeros(len(value), np.int32)
    for nothing, place in _NOTHING.items():
        marks[value == nothing] = place
    empty = value < LEAST
    words = sorted({choice for head in heads for choice in head.choices})
    chosen = np.full(len(value), -1, np.int32)
    for place, head in enumerate(heads):
        if head.choices:
            here = slice(place * many, (place + 1) * many)
            of = np.array([words.index(choice) for choice in head.choices], np.int32)
            chosen[here] = np.where(empty[here], -1, of[np.where(empty[here], 0, value[here])])
    return {
        "mark": pa.DictionaryArray.from_arrays(pa.array(marks), list(MARKS)),
        "value": pa.array(value, mask=empty),
        "whole": pa.array(whole, mask=whole < LEAST),
        "choice": pa.DictionaryArray.from_arrays(
            pa.array(chosen, mask=chosen < 0), pa.array(words, pa.string())
        ),
    }


def _same(said: Any, kind: Any, length: int) -> Any:
    """One value, repeated."""
    if kind == WORDS:
        return pa.DictionaryArray.from_arrays(np.zeros(length, np.int32), [said])
    return pa.repeat(pa.scalar(said, kind), length)


def _tiled(column: Any, times: int) -> Any:
    """A column, all of it in turn so many times."""
    return pa.chunked_array([column] * times, column.type).combine_chunks()


def _tiled_words(said: Sequence[str | None], times: int) -> Any:
    return _spelled(said, np.tile(np.arange(len(said)), times))


def _spelled(said: Sequence[str | None], place: NDArray[Any]) -> Any:
    """Words by place, each kept once; None is null."""
    words = sorted({word for word in said if word is not None})
    at = {word: number for number, word in enumerate(words)}
    number = np.array([-1 if word is None else at[word] for word in said], np.int32)[place]
    return pa.DictionaryArray.from_arrays(
        pa.array(number, mask=number < 0), pa.array(words, pa.string())
    )


def _known(units: Collection[int | None], day: date) -> dict[int | None, _Known]:
    """Code and name of units on a day, of ended ones the last; "id7" for who has no code."""
    rows = UnitVersion.objects.filter(unit__in=[one for one in units if one]).order_by(
        F("valid_from").asc(nulls_first=True)
    )
    found: dict[int | None, _Known] = {}
    for pk, code, name, since in rows.values_list("unit_id", "code", "name", "valid_from"):
        if pk not in found or since is None or since <= day:
            found[pk] = _Known(code or f"id{pk}", name)
    return found
