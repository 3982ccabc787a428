"""Kinds of rule that look at the reports of many units at once: one form, one period."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from phongtrao.core.questions.chance import coincidence, tail
from phongtrao.core.questions.facts import Found, Nature, in_words, number, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from phongtrao.core.questions.facts import AskedElement, Report, Threshold


def equal_everywhere(reports: Sequence[Report], limits: Mapping[str, Decimal]) -> Iterator[Found]:
    """Nearly all units report one and the same count."""
    for element in _counted(reports):
        figures = _figures(reports, element)
        if len(figures) < limits["least_units"]:
            continue
        ((figure, often),) = Counter(figures.values()).most_common(1)
        if (
            figure >= limits["least_figure"]
            and often >= limits["share"] * len(figures)
            and coincidence(float(figure)) ** (often - 1) <= limits["chance"]
        ):
            yield Found(
                (element.code,),
                {
                    "label": element.label,
                    "often": often,
                    "units": len(figures),
                    "figure": in_words(figure),
                },
                tuple(unit for unit, one in figures.items() if one == figure),
            )


def rounded_everywhere(reports: Sequence[Report], limits: Mapping[str, Decimal]) -> Iterator[Found]:
    """Of one count, many units report round numbers (multiples of `step`), and several of them."""
    step = limits["step"]
    for element in _counted(reports):
        large = {
            unit: figure
            for unit, figure in _figures(reports, element).items()
            if figure >= limits["least_figure"]
        }
        round_ones = {unit: figure for unit, figure in large.items() if figure % step == 0}
        if (
            len(large) >= limits["least_units"]
            and len(round_ones) >= limits["share"] * len(large)
            and len(set(round_ones.values())) >= limits["least_distinct"]
            and tail(len(large), len(round_ones), 1 / float(step)) <= limits["chance"]
        ):
            yield Found(
                (element.code,),
                {
                    "label": element.label,
                    "round": len(round_ones),
                    "units": len(large),
                    "step": in_words(step),
                    "least": in_words(limits["least_figure"]),
                },
                tuple(round_ones),
            )


def on_threshold(reports: Sequence[Report], limits: Mapping[str, Decimal]) -> Iterator[Found]:
    """Of the units near the level of a target, most stand exactly on it. Units of which another
    level is asked stand beside that one.

    Near is `window` steps of one to either side. `natural` is the share of these that may stand on
    it by itself, where the level lies at the peak: with one step to either side four in ten for
    small wholes (20), one in three for large ones. A level at 0 or at the whole is left out: there
    many units stand by nature.
    """
    for (_, _, words), held in sorted(_by_level(reports).items(), key=lambda one: one[0]):
        away = {
            report.unit: steps
            for report, element in held
            if element.threshold
            and (steps := _steps_away(report, element, element.threshold, limits)) is not None
        }
        (_, element), *_ = held
        exact = tuple(unit for unit, steps in away.items() if steps == 0)
        if (
            len(away) >= limits["least_units"]
            and len(exact) >= limits["share"] * len(away)
            and tail(len(away), len(exact), float(limits["natural"])) <= limits["chance"]
        ):
            yield Found(
                (element.code,),
                {
                    "label": element.label,
                    "threshold": words,
                    "exact": len(exact),
                    "near": len(away),
                    "window": int(limits["window"]),
                },
                exact,
            )


def _by_level(
    reports: Sequence[Report],
) -> Mapping[tuple[int, str, str], list[tuple[Report, AskedElement]]]:
    """Place and code of an element and the level in words → the reports of the units of which it
    is asked, each with its element.
    """
    found = defaultdict(list)
    for report in reports:
        for place, element in enumerate(report.elements):
            if element.threshold and element.nature is not Nature.SET:
                found[place, element.code, element.threshold.words].append((report, element))
    return found


def _steps_away(
    report: Report, element: AskedElement, threshold: Threshold, limits: Mapping[str, Decimal]
) -> int | None:
    """How many steps of one a figure is away from the unit's own level; None beyond the window."""
    part = whole_number(report.cells, element.code)
    whole = whole_number(report.cells, element.whole)
    if (
        part is None
        or (element.whole and whole is None)
        or (whole or part) < limits["least_figure"]
    ):
        return None
    for steps in range(int(limits["window"]) + 1):
        if any(_is_edge(threshold, part + move, whole) for move in {steps, -steps}):
            return steps
    return None


def _is_edge(threshold: Threshold, part: int, whole: int | None) -> bool:
    """Whether this part just meets the level: one less, or one more, would not."""
    if part <= 0 or (whole is not None and part >= whole):
        return False
    beside = (threshold.met(part - 1, whole), threshold.met(part + 1, whole))
    return threshold.met(part, whole) is True and False in beside


def _figures(reports: Sequence[Report], element: AskedElement) -> dict[str, Decimal]:
    """The figures of an element by unit, of those that give one."""
    return {
        report.unit: figure
        for report in reports
        if (figure := number(report.cells, element.code)) is not None
    }


def _elements(reports: Sequence[Report]) -> tuple[AskedElement, ...]:
    return reports[0].elements if reports else ()


def _counted(reports: Sequence[Report]) -> list[AskedElement]:
    return [element for element in _elements(reports) if element.nature is Nature.COUNTED]
