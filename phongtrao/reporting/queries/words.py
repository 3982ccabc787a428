"""How targets stand, in the words and colours of pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from phongtrao.core.compiler.tracking import target_level
from phongtrao.core.dates.windows import day_words
from phongtrao.core.targets.levels import FROM_ABOVE
from phongtrao.core.targets.standing import State
from phongtrao.core.targets.wording import (
    Unsaid,
    answer_words,
    change_words,
    is_answer,
    needed_words,
    number_words,
    tone_of,
    unsaid_of,
    value_of,
)
from phongtrao.programme.models import MeasuredBy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.core.targets.dated import DatedLevel
    from phongtrao.core.targets.levels import Level
    from phongtrao.core.targets.standing import DatedFigure, Standing
    from phongtrao.core.targets.wording import Change
    from phongtrao.programme.models import Target
    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.series import Point

SLUGS = {
    State.MISSED: "khong-dat",
    State.BEHIND: "cham",
    State.NOT_REPORTED: "chua-bao-cao",
    State.ON_TRACK: "dung-tien-do",
    State.REACHED: "dat",
    State.NOT_APPLICABLE: "khong-ap-dung",
}
"""States as they stand in addresses, what needs a look first."""
PLACE_OF = {state: place for place, state in enumerate(SLUGS)}
"""The order of states, what needs a look first."""


@dataclass(frozen=True)
class StateWords:
    """A state as it is shown. tone: its colour; slug: as it stands in addresses."""

    words: str
    tone: str
    slug: str


CANNOT_BE_SAID = StateWords("– Không quy đổi được", "none", "khong-quy-doi")
"""Of a figure that has no number on today's boundaries; its mark says why."""


_WHY_UNSAID = {
    Unsaid.UNKNOWN: StateWords("○ Chưa rõ", "none", "chua-ro"),
    Unsaid.BLANK: StateWords("○ Để trống", "none", "de-trong"),
    Unsaid.EXEMPT: StateWords("– Được miễn", "none", "mien"),
}
_OF_NOTHING = StateWords("– Chưa có gì để tính", "none", "chua-co-gi-de-tinh")
"""Of a rate of nothing (0/0), which is none of an exempt unit."""


def is_unsaid(figure: DatedFigure, mark: str) -> bool:
    """Whether what was reported has no number on today's boundaries. mark: as of `Point`."""
    return bool(mark) and figure.measured is None


def held_words(point: Point, held: Standing | None) -> StateWords | None:
    """How a figure stands beside a level, in words; None without a level."""
    if held is None:
        return None
    if point.cannot_be_said:
        return CANNOT_BE_SAID
    return state_by(held.state, held.figure, unsaid_of(held.figure) if held.figure else None)


def state_by(
    state: State, figure: DatedFigure | None, unsaid: Unsaid | None, is_met: bool | None = None
) -> StateWords:
    """A state in words that tell why there is no figure. figure: of which it is; unsaid: why it is
    none; is_met: as of `state_of`.
    """
    if unsaid in _WHY_UNSAID:
        return _WHY_UNSAID[unsaid]
    measured = figure.measured if figure else None
    if state is State.NOT_APPLICABLE and measured and value_of(measured) is None:
        return _OF_NOTHING
    return state_of(state, is_met)


def state_of(state: State, is_met: bool | None = None) -> StateWords:
    """A state in words. is_met: of what is on track, whether its level is met today; None where
    that is not to be said.
    """
    words, slug = state.value, SLUGS[state]
    if state is State.ON_TRACK and is_met is not None:
        words += ", đang đạt mức" if is_met else ", chưa đạt mức"
        slug = "dang-dat-muc" if is_met else "chua-dat-muc"
    return StateWords(words, tone_of(state), slug)


def level_words(level: Level) -> str:
    """What must be reached: "≥ 90 %", "19/28", "Không để xảy ra"."""
    fields = {
        "comparator": level.comparator,
        "value": float(level.value),
        "upper": None if level.upper is None else float(level.upper),
        "unit": "percent" if level.percent else "count",
    }
    whole = "" if level.out_of is None else f"/{level.out_of.normalize():f}"
    return f"{target_level(fields)}{whole}"


def dated_words(level: DatedLevel) -> str:
    """A level and until when: "≥ 90 % đến hết ngày 31/12/2026"."""
    until = f" đến hết ngày {day_words(level.last_day)}" if level.last_day else ""
    return f"{level_words(level.level)}{until}"


def still_words(target: Target, held: Standing | None) -> str:
    """What is still missing ("còn thiếu 3 đơn vị"), or until when what is met is to be kept; ""
    where neither is to be said.
    """
    if held is None:
        return ""
    last, events = held.level.last_day, held.level.level.comparator == "zero"
    if held.is_met and held.by_reported is State.ON_TRACK and last and not events:
        return f"đang đạt mức, giữ đến {day_words(last)}"
    return needed_words(held.needed, noun_of(target))


def path_words(held: Standing) -> str:
    """What the path to a level asks of the figure on its day: "≥ 45,0 %"; "" without a path, or
    when the path has arrived.
    """
    level, way = held.level.level, held.way
    if way is None or way.value == level.value:
        return ""
    loose, strict = ("≤", "<") if level.comparator in FROM_ABOVE else ("≥", ">")
    sign = strict if way.strict else loose
    places = 1 if level.percent else 0
    return f"{sign} {number_words(way.value, places)}{' %' if level.percent else ''}"


def noun_of(target: Target) -> str:
    """What is counted up to the level, where that is units."""
    return "đơn vị" if target.measured_by == MeasuredBy.UNITS else ""


def added_words(windows: Sequence[Period]) -> str:
    """Over what time several windows are added: "cộng dồn từ 01/01/2026"; "" for one alone."""
    return f"cộng dồn từ {day_words(windows[0].start)}" if len(windows) > 1 else ""


def change(
    now: Point, before: Point | None, held: Standing | None, *, own: bool = False
) -> Change | None:
    """How a figure moved since an earlier one; None where one of them says nothing. own: as
    `figure_words`; an answer that is another now stands beside the earlier one.
    """
    new, old = now.figure, before.figure if before else None
    if old is None or new.measured is None or old.measured is None:
        return None
    found = change_words(new.measured, old.measured, held.level.level if held else None)
    answers = own and is_answer(new) and is_answer(old) and new.measured.part != old.measured.part
    if found and answers:
        words = f"{answer_words(old.measured)} → {answer_words(new.measured)}"
        return replace(found, words=words)
    alone = before is not None and len(now.windows) == len(before.windows) == 1
    if found and alone and _is_of_fewer(new, old):
        # A sum of fewer is less by itself: it says nothing of better or worse.
        words = f"{found.words} ({new.reported} so với {old.reported} đơn vị)"
        return replace(found, words=words, tone="none")
    return found


def _is_of_fewer(new: DatedFigure, old: DatedFigure) -> bool:
    """Whether one of two figures holds the numbers of fewer units: sums of another number of them,
    or rates of a list in which others are silent.
    """
    if new.whole_known:
        return new.expected - new.reported != old.expected - old.reported
    whole = new.measured and new.measured.whole
    return whole is None and new.reported != old.reported
