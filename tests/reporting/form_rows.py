"""A programme whose targets are confirmed, and what an officer fills in to make a form of them."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.programme.models import MeasuredBy, Target
from phongtrao.reporting.models import ReportForm
from tests.kept_rows import made_once
from tests.programme.cascade_rows import Story, hand, make_story
from tests.reporting.report_rows import crime_reports, make_target

if TYPE_CHECKING:
    from django.test import Client

QUARTER = "calendar-quarter"


@made_once
def make_ready(communes: int = 3) -> Story:
    """Communes that hold a programme; of its targets "xã, phường" is not confirmed, two count
    reports of crime.
    """
    story = make_story(communes)
    hand(story)
    story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
    made = crime_reports(story)
    Target.objects.filter(pk__in=[row.pk for row in made]).update(confirmed_at=timezone.now())
    return story


def confirmed(story: Story) -> list[Target]:
    """The targets that can be asked."""
    return list(story.programme.targets.filter(confirmed_at__isnull=False).order_by("pk"))


def meetings(story: Story) -> Target:
    """A confirmed target that counts events."""
    row = make_target(story, "buổi tuyên truyền", "Số buổi", measured_by=MeasuredBy.COUNT, value=4)
    row.confirmed_at = timezone.now()
    row.save()
    return row


def filled(story: Story, *targets: Target, **facts: Any) -> dict[str, Any]:
    """The page that builds a form, filled in."""
    return {
        "targets": [row.pk for row in targets or confirmed(story)],
        "name": "Tin báo, tố giác",
        "group": "commune",
        "window": QUARTER,
        "stages": 1,
        "send_kind": "days",
        "day_off": "stay",
        **facts,
    }


def build(client: Client, story: Story, *targets: Target, **facts: Any) -> ReportForm:
    """Build a form on its page."""
    answer = client.post(f"/bieu-mau/lap/{story.programme.pk}/", filled(story, *targets, **facts))
    assert answer.status_code == 302, answer.context["form"].errors
    return ReportForm.objects.latest("pk")


def address(form: ReportForm, *parts: object) -> str:
    return "/".join(["/bieu-mau", str(form.pk), *map(str, parts), ""])


def box(code: str = "A4", **facts: Any) -> dict[str, Any]:
    """The page of a box, filled in."""
    start = {"code": code, "label": "Số đơn tồn", "group": "", "kind": "integer"}
    return {**start, "least": "0", "required": "on", "indicator": "", **facts}


def codes(form: ReportForm) -> list[str]:
    """The codes of a form in order."""
    return list(form.elements.values_list("code", flat=True))


def token_in(html: str) -> str:
    """What a page says of what it showed."""
    found = re.search(r'name="shown" value="([^"]*)"', html)
    return unescape(found[1]) if found else ""


def opened(client: Client, there: str) -> str:
    """Open the page of a part; what it says of what it showed."""
    return token_in(client.get(there).text)


def change(client: Client, there: str, facts: dict[str, Any]) -> Any:
    """Open the page of a part and send it, filled in."""
    return client.post(there, facts | {"shown": opened(client, there)})


def drop_box(client: Client, form: ReportForm, code: str) -> Any:
    """Take a box away, having seen what goes with it."""
    there = address(form, "o", form.elements.get(code=code).pk, "bo")
    asked = client.post(there)
    return client.post(there, {"seen": asked.context["seen"]}) if asked.context else asked
