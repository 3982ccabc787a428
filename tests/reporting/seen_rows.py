"""Three communes of which one meets both targets, one neither, and one is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from phongtrao.reporting.queries.target_page import targets_measured
from tests.reporting.report_rows import Asked, accept, make_asked, send

if TYPE_CHECKING:
    from phongtrao.programme.models import Target

TODAY = timezone.localdate()
HOME = "/bang-dieu-hanh/"


def make_seen() -> Asked:
    """Xã 1 meets both targets, Xã 2 neither, Xã 3 is silent; the levels' day has passed."""
    asked = make_asked()
    asked.story.programme.targets.filter(numerator="").delete()
    for target in asked.story.programme.targets.all():
        target.thresholds.update(horizon_kind="during", horizon="2020")
    first, second, _ = asked.story.communes
    send(asked, first, 100, 100, 95)
    accept(asked, first)
    send(asked, second, 50, 60, 20)
    return asked


def settled(asked: Asked) -> Target:
    """N13: nine of ten reports taken on are settled."""
    return targets_measured().get(programme=asked.story.programme, subject__contains="giải quyết")


def address(target: Target, **asked_for: object) -> str:
    """Of the page of a target's figures."""
    query = "&".join(f"{name.replace('_', '-')}={value}" for name, value in asked_for.items())
    return reverse("reporting:target", args=[target.pk]) + (f"?{query}" if query else "")
