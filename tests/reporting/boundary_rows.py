"""Figures of several quarters, read as reported and on the boundaries of a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Obligation, Period, Submission, Total, Verdict
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.target_page import targets_measured
from tests.programme.reorganisation_rows import day
from tests.reporting.report_rows import Asked, accept, send, window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.core.targets.standing import DatedFigure
    from phongtrao.programme.models import Target
    from phongtrao.reporting.queries.series import Point
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
) -> Series:
    """The figures at a place on the boundaries of a day."""
    targets = [of] if of else list(targets_measured().filter(measures__form=asked.form))
    return Series(targets, place, Seen(on, carried=True))


def settled(asked: Asked) -> Target:
    """The target whose rate is settled over taken."""
    return targets_measured().get(numerator="Số tin báo đã giải quyết")


def told(figure: DatedFigure) -> tuple[int, int | None] | None:
    return (figure.measured.part, figure.measured.whole) if figure.measured else None


def carried_point(asked: Asked, place: Unit, of: Target, on: date = TODAY) -> Point:
    """The first figure of a target at a place on the boundaries of a day."""
    return carried(asked, place, on, of=of).points[of.pk][0]


def below(series: Series, of: Target) -> dict[tuple[int, bool], tuple[int, int | None] | None]:
    """What lies right below the place, of the first figure of a target: id of the unit and whether
    it reports itself → what it is told of.
    """
    return {
        (unit, part.reports): told(figure)
        for part in series.below(series.points[of.pk][:1])[of.pk]
        for unit, figure in zip(part.units, part.figures, strict=True)
    }


def trend(asked: Asked, place: Unit | None = None) -> list[tuple[int, int | None] | None]:
    """Settled over taken on today's boundaries, period by period."""
    target = settled(asked)
    return [told(one.figure) for one in carried(asked, place, of=target).points[target.pk]]


def reported(asked: Asked, place: Unit | None = None) -> list[tuple[int, int | None] | None]:
    """The same as reported."""
    target = settled(asked)
    return [told(one.figure) for one in Series([target], place, Seen(TODAY)).points[target.pk]]


def stored(period: Period) -> list[list[dict[str, Any]]]:
    """All that is stored of a period."""
    return [
        [*Obligation.objects.filter(period=period).order_by("pk").values()],
        [*Submission.objects.filter(obligation__period=period).order_by("pk").values()],
        [*Verdict.objects.filter(submission__obligation__period=period).order_by("pk").values()],
        [*Total.objects.filter(period=period).order_by("pk").values()],
    ]
