"""Three communes, two have reported and one is silent; what is seen of their figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from phongtrao.reporting.models import Obligation, Submission, Verdict
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.queries.target_page import TargetPage, targets_measured
from tests.kept_rows import made_once
from tests.programme.cascade_rows import at
from tests.reporting.report_rows import Asked, accept, make_asked, send

if TYPE_CHECKING:
    from phongtrao.programme.models import Target
    from phongtrao.units.models import Unit

TODAY = timezone.localdate()
HOME = "/bang-dieu-hanh/"


@made_once
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


@made_once
def make_waiting() -> Asked:
    """Xã 1 and Xã 2 have reported, Xã 2 waits to be judged, Xã 3 is silent."""
    asked = make_asked()
    first, second, _ = asked.story.communes
    send(asked, first, 100, 100, 95)
    accept(asked, first)
    send(asked, second, 50, 60, 40)
    return asked


def settled(asked: Asked) -> Target:
    """N13: nine of ten reports taken on are settled."""
    return targets_measured().get(programme=asked.story.programme, subject__contains="giải quyết")


def taken(asked: Asked) -> Target:
    """N12: all reports received are taken on."""
    return targets_measured().get(programme=asked.story.programme, subject__contains="thụ lý")


def page(asked: Asked, place: Unit | None = None, seen: Seen | None = None, **facts) -> TargetPage:
    return TargetPage(settled(asked), place, seen or Seen(TODAY), **facts)


def sent_on(row: Obligation, day: str) -> None:
    """Let the newest report have come on a day."""
    Submission.objects.filter(pk=row.current_id).update(sent_at=at(day))
    Obligation.objects.filter(pk=row.pk, submissions__revision=1).update(first_sent_at=at(day))
    Verdict.objects.filter(submission=row.current_id).update(at=at(day, 15))


def address(target: Target, **asked_for: object) -> str:
    """Of the page of a target's figures."""
    query = "&".join(f"{name.replace('_', '-')}={value}" for name, value in asked_for.items())
    return reverse("reporting:target", args=[target.pk]) + (f"?{query}" if query else "")
