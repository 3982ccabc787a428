"""Figures of several quarters, read as reported and on the boundaries of a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Obligation, Period, Submission, Total, Verdict
from phongtrao.reporting.queries.boundaries import CarriedFigure, OnBoundaries
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.target_page import targets_measured
from tests.programme.reorganisation_rows import day
from tests.reporting.report_rows import Asked, accept, send, window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.programme.models import Target
    from phongtrao.units.models import Unit

MERGED, TODAY = date(2020, 7, 1), date(2020, 12, 20)
KEPT = (Obligation, Submission, Verdict, Total)


def opened(asked: Asked, year: int, number: int = 0) -> Asked:
    """A further period of the form, opened when its window was over."""
    one = window(asked.form, year, number)
    with day(one.end):
        period = open_period(form=asked.form, window=one, by=asked.officer)
    return Asked(asked.story, asked.form, period)


def quarter(asked: Asked, year: int, number: int, *reports: tuple[Unit, Sequence[object]]) -> Asked:
    """A quarter is asked for, reported by some and accepted of them."""
    one = opened(asked, year, number)
    with day(one.period.end):
        for unit, figures in reports:
            send(one, unit, *figures)
            accept(one, unit)
    return one


def carried(
    asked: Asked, place: Unit | None = None, on: date = TODAY, *, of: Target | None = None
) -> OnBoundaries:
    """The figures at a place on the boundaries of a day."""
    targets = [of] if of else list(targets_measured().filter(measures__form=asked.form))
    return OnBoundaries(Series(targets, place, Seen(on)))


def settled(asked: Asked) -> Target:
    """The target whose rate is settled over taken."""
    return targets_measured().get(numerator="Số tin báo đã giải quyết")


def told(figure: CarriedFigure) -> tuple[int, int | None] | None:
    measured = figure.figure.measured
    return (measured.part, measured.whole) if measured else None


def trend(asked: Asked, place: Unit | None = None) -> list[tuple[int, int | None] | None]:
    """Settled over taken on today's boundaries, period by period."""
    target = settled(asked)
    points = carried(asked, place, of=target).points[target.pk]
    return [told(one.carried) for one in points]


def reported(asked: Asked, place: Unit | None = None) -> list[tuple[int, int | None] | None]:
    """The same as reported."""
    target = settled(asked)
    found = Series([target], place, Seen(TODAY)).points[target.pk]
    return [
        (one.figure.measured.part, one.figure.measured.whole) if one.figure.measured else None
        for one in found
    ]


def stored(period: Period) -> list[list[dict[str, Any]]]:
    """All that is stored of a period."""
    return [
        [*Obligation.objects.filter(period=period).order_by("pk").values()],
        [*Submission.objects.filter(obligation__period=period).order_by("pk").values()],
        [*Verdict.objects.filter(submission__obligation__period=period).order_by("pk").values()],
        [*Total.objects.filter(period=period).order_by("pk").values()],
    ]
