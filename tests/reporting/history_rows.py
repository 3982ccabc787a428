"""Two quarters of a province and what lies beyond it, with every kind of nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from phongtrao.access.models import Role
from phongtrao.programme.models import Group, MeasuredBy
from phongtrao.reporting.actions.forms import build_form, issue_form, save_element
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.totals import count_expected
from phongtrao.reporting.actions.verdicts import exempt, return_report
from phongtrao.reporting.models import Element, Measure, Obligation, Period
from phongtrao.reporting.queries.history import COMMUNE, PROVINCE
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.queries.sums import Sums, summed
from phongtrao.units.models import Level
from tests.factories import make_unit
from tests.kept_rows import made_once
from tests.programme.cascade_rows import hand, make_story
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    accept,
    crime_reports,
    make_target,
    send,
    window,
)

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

COUNTS = (
    "reports", "answered", "approved", "correcting", "blank", "not_applicable", "unknown",
    "total", "whole",
)  # fmt: skip


@dataclass
class Told:
    """A form over seven communes, the last of another province, and its two quarters of 2020."""

    first: Asked
    second: Asked
    places: list[Unit]

    @property
    def periods(self) -> list[Period]:
        """In order of their ends."""
        return [self.first.period, self.second.period]

    @property
    def communes(self) -> list[Unit]:
        """All that report."""
        return self.first.story.communes


@made_once
def make_told() -> Told:
    """Boxes A1–A3 and two rates of them, A4 with one decimal place, which a target adds up over the
    year, A5 to choose from. Of quarter I: accepted and corrected, zero, marks, a blank part of a
    rate, returned, silent, a commune of another province.
    """
    story = make_story(7)
    hand(story)
    story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
    spent = make_target(story, "kinh phí", "Số tiền", measured_by=MeasuredBy.COUNT)
    form = build_form(
        programme=story.programme,
        targets=[*crime_reports(story), spent],
        name="Tin báo",
        window=QUARTERS,
        group=Group.COMMUNES,
        by=story.officer,
    ).form
    Element.objects.filter(form=form).update(required=False, may_be_not_applicable=True)
    Element.objects.filter(form=form, code="A4").update(kind="decimal", scale=1)
    facts = {"required": False, "may_be_not_applicable": True, "label": "Mức độ"}
    save_element(
        form=form, element=None, code="A5", kind="choice", choices=["Tốt", "Khá"],
        by=story.officer, **facts,
    )  # fmt: skip
    Measure.objects.filter(form=form, target=spent).update(adds_up=True)
    issue_form(form=form, by=story.officer)
    other = make_unit("Tỉnh Khác", level=Level.PROVINCE, kind="tỉnh", code="01")
    quarters = []
    for number in (0, 1):
        period = open_period(form=form, window=window(form, number=number), by=story.officer)
        Obligation.objects.filter(period=period, unit=story.communes[6]).update(province=other)
        Obligation.objects.filter(period=period, unit=story.communes[5]).update(
            province=None, commune=None
        )
        count_expected(period)
        quarters.append(Asked(story, form, period))
    told = Told(*quarters, [story.province, other])
    _fill(told)
    return told


def _fill(told: Told) -> None:
    first, (one, two, three, four, five, six, seven) = told.first, told.communes
    send(first, one, 9, 10, 9, "1,5", "Tốt")
    accept(first, one)
    send(first, one, 8, 10, 8, "2,5", "Khá", reason="Đếm trùng")
    send(first, two, 0, 0, 0, 0, "Khá")
    accept(first, two)
    send(first, three, "-", "-", "?", "?", "-")
    send(first, four, "", 10, "", "", "")
    send(first, five, 7, 7, 7, 7, "Tốt")
    return_report(obligation=first.of(five), revision=1, reason="Sai kỳ", by=first.officer)
    exempt(obligation=first.of(six), reason="Mới thành lập", by=first.officer)
    send(first, seven, 3, 4, 2, "0,1", "Tốt")
    second = told.second
    send(second, one, 5, 5, 5, 10, "Tốt")
    accept(second, one)
    send(second, six, 10**18, 10**18, 1, "0,3", "Tốt")
    send(second, seven, 10**18, 10**18, 1, "0,3", "Khá")


def of_program(told: Told, by: tuple[str, ...]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """What the program's own totals say, by window, place, what it is of and code."""
    found = {}
    layout = layout_of(told.first.form)
    for period in told.periods:
        for place in _places(told, by):
            total = summed(period, layout, place)
            if total.whole.reported[0]:
                for key, counts in _boxes(total).items():
                    found[period.pk, place and place.pk, *key] = counts
    return found


def _places(told: Told, by: tuple[str, ...]) -> list[Unit | None]:
    if by == COMMUNE:
        return list(told.communes)
    return list(told.places) if by == PROVINCE else [None]


def _boxes(total: Sums) -> dict[tuple[str, str], tuple[Any, ...]]:
    layout, whole = total.layout, total.whole
    columns = [(("element", box.code), at, None) for at, box in enumerate(layout.sheet.columns)]
    for one in layout.measures:
        at = layout.column(one)
        name = ("measure", f"CT{one.target.number}")
        columns.append((name, at, at + 1 if one.denominator_id else None))
    return {
        name: (
            int(whole.reported[0]),
            int(whole.answered[0, at]),
            int(total.accepted.answered[0, at]),
            int(total.correcting[0, at]),
            *(int(of[0, at]) for of in (whole.blank, whole.not_applicable, whole.unknown)),
            None if name[1] == "A5" or not whole.answered[0, at] else int(whole.sums[0, at]),
            None if below is None or not whole.answered[0, at] else int(whole.sums[0, below]),
        )
        for name, at, below in columns
    }


def of_history(told: Told, rows: list[dict[str, Any]], by: tuple[str, ...]) -> dict[Any, Any]:
    """What an engine says, as `of_program`."""
    codes = {f"id{one.pk}": one.pk for one in told.places} | {"01": told.places[1].pk}

    def place(row: dict[str, Any]) -> int | None:
        if by == COMMUNE:
            return row["commune_id"]
        return codes[row["province"]] if by == PROVINCE else None

    return {
        (row["period_id"], place(row), row["of"], row["code"]): tuple(row[name] for name in COUNTS)
        for row in rows
        if not by or row["province"] != "00"
    }
