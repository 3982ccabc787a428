"""What this room tells the one below: how targets stand, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from phongtrao.core.dates.windows import day_words
from phongtrao.core.targets.wording import (
    figure_words,
    is_answer,
    why_words,
)
from phongtrao.programme.queries.telling import TargetNow
from phongtrao.reporting.queries.comparing import before
from phongtrao.reporting.queries.series import Now, Seen, Series
from phongtrao.reporting.queries.words import change, held_words, still_words

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from phongtrao.programme.models import Target
    from phongtrao.units.models import Unit


def figures_of_targets(
    targets: Collection[Target], place: Unit | None, on: date
) -> dict[int, TargetNow]:
    """Id of a target → how it stands at a place on a day, as it was known when the day ended;
    targets that nobody there is asked for are left out.
    """
    series = Series(targets, place, Seen(on, known=on < timezone.localdate()))
    standing = {target.pk: series.now(target) for target in targets}
    return {pk: _told(series, now, place) for pk, now in standing.items() if now}


def _told(series: Series, now: Now, place: Unit | None) -> TargetNow:
    figure, held = now.point.figure, now.held
    moved = change(now.point, before(series, now.point), held, own=place is not None)
    own, state = place is not None and is_answer(figure), held_words(now.point, held)
    at: dict[str, object] = {"don-vi": place.pk} if place else {}
    if series.seen.known:
        at["tai-ngay"] = day_words(series.seen.on)
    return TargetNow(
        figure=figure_words(figure, held.level.level if held else None, own=place is not None)
        or why_words(figure),
        coverage=now.point.base,
        state=state.words if state else "",
        needed="" if own else still_words(now.target, held),
        url=reverse("reporting:target", args=[now.target.pk]) + (f"?{urlencode(at)}" if at else ""),
        tone=state.tone if state else "none",
        trend=moved.words if moved else "",
    )
