"""The demo is a year that can be walked: what is odd in it was put there."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db.models import F
from django.utils import timezone

from phongtrao.config.demo import fill
from phongtrao.reporting.models import DayCount, Indicator, Obligation, Period
from phongtrao.reporting.queries.group_questions import asked_of
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from pathlib import Path

    from phongtrao.reporting.queries.group_questions import UnitQuestions

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PLANTED = {"as-in-an-earlier-period", "round-numbers", "not-as-in-the-register"}
FALSE_ALARMS = 0.02


def questions_of(period: Period) -> tuple[list[UnitQuestions], int]:
    rows = period.obligations.exclude(current=None).select_related("unit", "current", "period")
    return asked_of(list(rows), layout_of(period.form)), len(rows)


def test_the_demo_has_what_a_year_has(monkeypatch: pytest.MonkeyPatch) -> None:
    example: list[Path] = [next(fill._plans())]
    monkeypatch.setattr(fill, "_plans", lambda: iter(example))
    list(fill.fill_demo())
    *earlier, last = [
        one for one in Period.objects.order_by("start") if one.obligations.exclude(current=None)
    ]

    for period in earlier:
        asked, reports = questions_of(period)
        assert len(asked) <= FALSE_ALARMS * reports
    asked, reports = questions_of(last)
    assert {one.question.rule for unit in asked for one in unit.asked} == PLANTED

    week = DayCount.objects.filter(day__gt=timezone.localdate() - timedelta(days=7))
    sent = sum(week.values_list("sent", flat=True))
    at = timezone.now() - timedelta(days=7)
    assert sent == Obligation.objects.filter(first_sent_at__gte=at).count()

    states = Counter(Obligation.objects.filter(unit__kind="trường").values_list("state", flat=True))
    over = Obligation.objects.filter(unit__kind="trường", period__end__lt=timezone.localdate())
    late = over.filter(first_sent_at__date__gt=F("due_on")).count()
    assert states["accepted"] > states["sent"] > states["returned"] == 1
    assert over.filter(state="owed").exists()
    assert 0 < late < len(over) / 2
    assert "A2 = A2.1 + A2.2 + A2.3 + A2.4" in over[0].period.form.rules.values_list(
        "expression", flat=True
    )

    assert Unit.objects.get(name="Xã Bắc Sóc Sơn").origins.count() == 3
    assert Indicator.objects.filter(sensitive=True, elements__form=last.form).exists()
    assert all(one.strata for one in last.form.measures.exclude(target__stratum=""))
