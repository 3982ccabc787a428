"""Kinds of rule that look at one report: each yields what it found, in the order of the form."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from phongtrao.core.dates.windows import day_words
from phongtrao.core.questions.chance import coincidence, tail
from phongtrao.core.questions.facts import Found, Nature, in_words, listed, number, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from phongtrao.core.questions.facts import AskedElement, Cell, Past, Report

_STATE = {True: "đạt", False: "chưa đạt"}


def repeated(report: Report, limits: Mapping[str, Decimal]) -> Iterator[Found]:
    """Many counts are those of the last period, or of the same period a year ago, to the digit."""
    found = [
        one for past in _earlier(report) if (one := _repeats(report, past, limits)) is not None
    ]
    yield from sorted(found, key=lambda one: -len(one.codes))[:1]


def _earlier(report: Report) -> list[Past]:
    """The last period and the same period a year ago, each once."""
    backs = sorted({1, report.periods_a_year})
    return [past for back in backs if (past := _past(report, back)) is not None]


def _past(report: Report, back: int) -> Past | None:
    return report.history[-back] if len(report.history) >= back else None


def _repeats(report: Report, past: Past, limits: Mapping[str, Decimal]) -> Found | None:
    compared, same, chance = 0, [], 1.0
    for element in _counted(report):
        now, then = number(report.cells, element.code), number(past.cells, element.code)
        if now is None or then is None or not (now or then):
            continue
        compared += 1
        if now == then:
            same.append(element)
            chance *= _again(report, past, element, float(now))
    if len(same) < max(limits["least"], limits["share"] * compared) or chance > limits["chance"]:
        return None
    return Found(
        _codes(same),
        {
            "same": len(same),
            "compared": compared,
            "period": report.period,
            "past": past.period,
            "labels": listed([element.label for element in same]),
        },
    )


def _again(report: Report, past: Past, element: AskedElement, figure: float) -> float:
    """The chance that a count comes out the same again. Of a whole that repeats itself a part that
    is nearly all of it, or nearly nothing, has little room to differ.
    """
    whole = number(report.cells, element.whole)
    if not whole or whole != number(past.cells, element.whole) or not 0 <= figure <= whole:
        return coincidence(figure)
    return coincidence(figure * (1 - figure / float(whole)))


def rounded(report: Report, limits: Mapping[str, Decimal]) -> Iterator[Found]:
    """Many counts are round numbers (multiples of `step`)."""
    step = limits["step"]
    large = [
        (element, figure)
        for element in _counted(report)
        if (figure := number(report.cells, element.code)) is not None
        and figure >= limits["least_figure"]
    ]
    round_ones = [element for element, figure in large if figure % step == 0]
    if not round_ones or len(round_ones) < limits["share"] * len(large):
        return
    if tail(len(large), len(round_ones), 1 / float(step)) <= limits["chance"]:
        yield Found(
            _codes(round_ones),
            {
                "round": len(round_ones),
                "large": len(large),
                "step": in_words(step),
                "least": in_words(limits["least_figure"]),
                "labels": listed([element.label for element in round_ones]),
            },
        )


def over_whole(report: Report, _: Mapping[str, Decimal]) -> Iterator[Found]:
    """A part is greater than its whole: more than 100 %."""
    labels = {element.code: element.label for element in report.elements}
    for element in report.elements:
        part, whole = number(report.cells, element.code), number(report.cells, element.whole)
        if part is not None and whole is not None and part > whole:
            yield Found(
                (element.code, element.whole),
                {
                    "label": element.label,
                    "part": in_words(part),
                    "whole_label": labels.get(element.whole, element.whole),
                    "whole": in_words(whole),
                },
            )


def jumped(report: Report, limits: Mapping[str, Decimal]) -> Iterator[Found]:
    """A figure is far from what the unit itself used to report, seasons allowed for.

    Far is both: `ratio` times as much or as little, and `floor` more or less. With the same period
    a year ago known, the figure must be far from that one, and `margin` times beyond all others of
    the last year, so that one wrong figure in the past raises no question. In the first year it
    must be `first_year_ratio` times beyond all earlier ones, and those must reach `least_usual`.
    """
    for element in report.elements:
        now = number(report.cells, element.code)
        if element.nature is Nature.SET or now is None:
            continue
        earlier = _last_figures(report, element.code, int(limits["least_periods"]))
        mate = _past(report, report.periods_a_year)
        usual = number(mate.cells, element.code) if mate else None
        if _is_jump(now, usual, earlier, limits):
            yield Found(
                (element.code,),
                {
                    "label": element.label,
                    "now": in_words(now),
                    "period": report.period,
                    "earlier": _series(report, element.code),
                },
            )


def _last_figures(report: Report, code: str, least: int) -> list[Decimal]:
    """The figures of the last year (at least `least` periods) but that of a year ago itself; []
    where fewer than `least` stand.
    """
    window = max(least, report.periods_a_year)
    known = {
        back: figure
        for back in range(1, window + 1)
        if (past := _past(report, back)) is not None
        and (figure := number(past.cells, code)) is not None
    }
    if len(known) < least:
        return []
    return [figure for back, figure in known.items() if back != report.periods_a_year]


def _is_jump(
    now: Decimal, usual: Decimal | None, earlier: list[Decimal], limits: Mapping[str, Decimal]
) -> bool:
    if not earlier:
        return False
    low, high = min(earlier), max(earlier)
    if usual is not None:
        margin = limits["margin"]
        falls, rises = now < low and now * margin <= low, now > high and now >= high * margin
        return (falls if now < usual else rises) and _far(
            now, usual, limits["ratio"], limits["floor"]
        )
    return (
        low >= limits["least_usual"]
        and not low <= now <= high
        and _far(now, low if now < low else high, limits["first_year_ratio"], limits["floor"])
    )


def _far(one: Decimal, other: Decimal, ratio: Decimal, floor: Decimal) -> bool:
    low, high = min(one, other), max(one, other)
    return high - low >= floor and high >= low * ratio


def _series(report: Report, code: str) -> str:
    """The figures of the last year and their periods, newest first."""
    shown = max(report.periods_a_year, 3)
    return "; ".join(
        f"{past.period}: {in_words(figure)}"
        for past in reversed(report.history[-shown:])
        if past is not None and (figure := number(past.cells, code)) is not None
    )


def sent_early(report: Report, limits: Mapping[str, Decimal]) -> Iterator[Found]:
    """Days of the window were still to come. The day of sending is not said: an answer is to the
    same question on the next day too.
    """
    early = report.early
    if early and (early.ends - early.made_on).days > limits["days"]:
        yield Found((), {"period": report.period, "ends": day_words(early.ends)})


def corrected_late(report: Report, limits: Mapping[str, Decimal]) -> Iterator[Found]:
    """A correction after the close moves a figure across the level of its target."""
    correction = report.correction
    if correction is None:
        return
    days = (correction.corrected_on - correction.closed_on).days
    if days <= limits["days"]:
        return
    for element in report.elements:
        before = _reaches(element, correction.before)
        now = _reaches(element, report.cells)
        if element.threshold and before is not None and now is not None and before != now:
            yield Found(
                (element.code, element.whole) if element.whole else (element.code,),
                {
                    "label": element.label,
                    "days": days,
                    "threshold": element.threshold.words,
                    "before": _shown(element, correction.before),
                    "before_state": _STATE[before],
                    "now": _shown(element, report.cells),
                    "now_state": _STATE[now],
                },
            )


def _reaches(element: AskedElement, cells: Mapping[str, Cell]) -> bool | None:
    part = whole_number(cells, element.code)
    whole = whole_number(cells, element.whole)
    if element.threshold is None or part is None or (element.whole and whole is None):
        return None
    return element.threshold.met(part, whole)


def _shown(element: AskedElement, cells: Mapping[str, Cell]) -> str:
    """A figure with its whole, "181/200"."""
    figures = (number(cells, code) for code in (element.code, element.whole))
    return "/".join(in_words(figure) for figure in figures if figure is not None)


def against_register(report: Report, limits: Mapping[str, Decimal]) -> Iterator[Found]:
    """A figure, or a sum of figures, is not what a register of the program holds."""
    labels = {element.code: element.label for element in report.elements}
    for register in report.registers:
        figures = [number(report.cells, code) for code in register.codes]
        given = [figure for figure in figures if figure is not None]
        if len(given) < len(figures):
            continue
        total = sum(given, Decimal(0))
        if abs(total - register.count) > max(limits["floor"], limits["share"] * register.count):
            yield Found(
                register.codes,
                {
                    "labels": listed([labels.get(code, code) for code in register.codes]),
                    "total": in_words(total),
                    "count": in_words(register.count),
                    "source": register.source,
                },
            )


def _counted(report: Report) -> list[AskedElement]:
    return [element for element in report.elements if element.nature is Nature.COUNTED]


def _codes(elements: Sequence[AskedElement]) -> tuple[str, ...]:
    return tuple(element.code for element in elements)
