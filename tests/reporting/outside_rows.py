"""A year of sensitive counts as a reader from outside sees it, day by day and page by page."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.programme.models import MeasuredBy, Target
from phongtrao.reporting.actions.addressees import add_addressee
from phongtrao.reporting.actions.forms import build_form, issue_form
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Element, Indicator
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import hand, make_story
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import QUARTERS, Asked, accept, make_target, send, window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Period, ReportForm
    from phongtrao.units.models import Unit
    from tests.programme.cascade_rows import Story

HALVES = {**QUARTERS, "id": "half", "name": "Nửa năm", "rhythm": "half-year"}
WINTER = date(2020, 1, 2)
IN_TIME, TOLD, SUMMER = date(2020, 4, 6), date(2020, 4, 20), date(2020, 7, 6)
"""Quarter I is due on 05/04 and published 15 days later; quarter II and the half-year on 20/07."""
HELPED, LATE = "Số người được cảm hóa, giáo dục", "Số tin báo quá hạn"


@dataclass
class World:
    """A target counts reports that are late (A1); who was helped (A2) no target counts. Both are
    sensitive. home: reads as an addressee.
    """

    story: Story
    target: Target
    form: ReportForm
    period: Period
    home: User

    @property
    def asked(self) -> Asked:
        return Asked(self.story, self.form, self.period)

    @property
    def communes(self) -> Sequence[Unit]:
        return self.story.communes

    def indicator(self, label: str = HELPED) -> Indicator:
        return Indicator.objects.filter(name=label).get()

    def pages(self, period: Period | None = None) -> list[str]:
        """The addresses at which a reader from outside finds the figures of a period."""
        tail = f"?ky={(period or self.period).pk}"
        found = [
            reverse(f"reporting:{name}", args=[self.indicator(HELPED).pk])
            for name in ("indicator", "indicator_file")
        ]
        found += [
            reverse(f"reporting:{name}", args=[self.target.pk])
            for name in ("target_public", "target_public_file")
        ]
        return [one + tail for one in found]


def build(story: Story, target: Target, rule: dict[str, Any], name: str) -> ReportForm:
    """A form that asks for both; the second one built asks for what the first one does too."""
    form = build_form(
        programme=story.programme, targets=[target], name=name, window=rule, group="commune",
        by=story.officer,
    ).form  # fmt: skip
    known = Indicator.objects.filter(name=HELPED).first()
    known = known or Indicator.objects.create(
        office=form.office, code="CS900", name=HELPED, sensitive=True
    )
    facts = {"kind": "integer", "least": 0, "required": False}
    if not known.versions.exists():
        known.versions.create(numerator=HELPED, valid_from=WINTER)
    Element.objects.create(form=form, number=2, code="A2", label=HELPED, indicator=known, **facts)
    issue_form(form=form, by=story.officer)
    return form


def make_world() -> World:
    """Four communes; quarter I is open and nothing is sent."""
    with day(WINTER):
        story = make_story(4)
        hand(story)
        story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
        target = make_target(
            story, "quá hạn", LATE, measured_by=MeasuredBy.COUNT, comparator="lte", value=900
        )
        form = build(story, target, QUARTERS, "Quý")
        period = open_period(form=form, window=window(form), by=story.officer)
        office = make_unit("Sở Nội vụ", story.province, kind="sở")
        add_addressee(form=form, office=office, by=story.officer)
        home = make_user("noivu", office, Role.VIEWER)
    return World(story, target, form, period, home)


def report(world: World, number: int, *figures: object, period: Period | None = None) -> None:
    asked = Asked(world.story, (period or world.period).form, period or world.period)
    row = asked.of(world.communes[number])
    reason = "Đếm lại" if row.current else ""
    send(asked, world.communes[number], *figures, reason=reason)
    accept(asked, world.communes[number])


def cells(text: str) -> list[tuple[str, ...]]:
    """The rows of the table of a page."""
    rows = re.findall(r'<tr[^>]*><th scope="row">(.*?)</th>(.*?)</tr>', text, re.DOTALL)
    return [
        tuple(re.sub("<.*?>", "", one) for one in (name, *re.findall(r"<td[^>]*>(.*?)</td>", rest)))
        for name, rest in rows
    ]


def told(address: str, on: date, user: User) -> Any:
    """What an address shows on a day: the rows of its table, or how it answers."""
    with day(on):
        answer = client_of(user).get(address)
        if answer.status_code != 200:
            return answer.status_code
        if "xlsx" not in address:
            return cells(answer.text.split('id="dinh-nghia"')[0])
        book = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
        rows = [[str(cell.value) for cell in row[:2]] for row in book.iter_rows(min_row=6)]
        return [tuple(row) for row in rows]


def everything(world: World, on: date) -> list[Any]:
    return [told(one, on, world.home) for one in world.pages()]


def first_quarter(world: World) -> None:
    with day(IN_TIME):
        for number, figures in enumerate(((7, 60), (3, 2), (50, 61))):
            report(world, number, *figures)
