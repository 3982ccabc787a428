"""A phase review: which figure stands for a year, over all who report and for each of them."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.reviews import make_review
from phongtrao.reporting.queries.review_facts import gathered
from phongtrao.reporting.queries.review_steps import Phase
from phongtrao.reporting.queries.review_units import unit_table
from phongtrao.reporting.queries.series import Seen
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import Asked, send, window
from tests.reporting.review_rows import make_judged

if TYPE_CHECKING:
    from phongtrao.reporting.models import Review

pytestmark = pytest.mark.django_db
NOVEMBER = date(2020, 11, 22)


@pytest.fixture
def asked() -> Asked:
    """Of quarter I/2020 communes one (9/10) and two (16/20) have sent their report."""
    return make_judged()


def phase_of(asked: Asked) -> Review:
    return make_review(
        programme=asked.story.programme,
        phase=Phase("phase", "", 2019, 2020),
        name="",
        held_on=None,
        minutes="",
        by=asked.officer,
    )


def opened(asked: Asked, number: int, on: date) -> Asked:
    """A later quarter of the form."""
    with day(on):
        row = open_period(
            form=asked.form, window=window(asked.form, 2020, number), by=asked.officer
        )
    return Asked(asked.story, asked.form, row)


def settled_of(asked: Asked) -> int:
    return asked.form.measures.get(numerator__code="A3").target_id


def whole(asked: Asked, review: Review, on: date) -> tuple[str, str, str]:
    """Of the year 2020: the figure, the period that it is of, by how many it was given."""
    rows = {one["target"]: one for one in gathered(review, Seen(on))["targets"]}
    cell = rows[settled_of(asked)]["cells"][1]
    return cell["figure"], cell["title"], cell["coverage"].split()[0]


def by_unit(asked: Asked, review: Review, on: date) -> dict[str, tuple[str, str]]:
    """The same of each commune."""
    table = unit_table(review, settled_of(asked), Seen(on))
    assert table
    cells = {row.name: row.cells[1][1] for row in table.rows}
    return {name: (cell.figure, cell.title) for name, cell in cells.items() if cell}


def test_a_quarter_that_a_few_report_early_does_not_stand_for_the_year(asked: Asked) -> None:
    one, two, three = (unit.name for unit in asked.story.communes)
    second = opened(asked, 1, date(2020, 7, 2))
    fourth = opened(asked, 3, date(2020, 10, 2))
    with day(date(2020, 7, 3)):
        send(second, asked.story.communes[0], 10, 10, 10)
        send(second, asked.story.communes[2], 10, 10, 5)
    with day(NOVEMBER):
        send(fourth, asked.story.communes[0], 10, 10, 1)
        review = phase_of(asked)
        assert whole(asked, review, NOVEMBER) == ("75,0 % (15/20)", "Quý II/2020", "0/3")
        # Who was silent in it stands with what it said last; nobody with the quarter that runs.
        assert by_unit(asked, review, NOVEMBER) == {
            one: ("100,0 % (10/10)", "Quý II/2020"),
            two: ("80,0 % (16/20)", "Quý I/2020"),
            three: ("50,0 % (5/10)", "Quý II/2020"),
        }
        parts = [review.pk, settled_of(asked)]
        client = client_of(asked.officer)
        shown = client.get(reverse("reporting:review_target", args=parts)).text
        file = client.get(reverse("reporting:review_target_file", args=parts))
    assert shown.count("Quý II/2020") == 2
    details = load_workbook(io.BytesIO(b"".join(file)))["Chi tiết"]
    periods = {row[0].value: row[1].value for row in details.iter_rows()}
    assert periods[two] == "Quý I/2020"
    assert periods[three] == "Quý II/2020"


def test_a_quarter_that_runs_stands_for_the_year_once_all_have_reported_it(asked: Asked) -> None:
    fourth = opened(asked, 3, date(2020, 10, 2))
    with day(NOVEMBER):
        for unit in asked.story.communes:
            send(fourth, unit, 10, 10, 9)
        found = whole(asked, phase_of(asked), NOVEMBER)
    assert found == ("90,0 % (27/30)", "Quý IV/2020", "0/3")


def test_a_quarter_that_is_over_and_hardly_reported_does_not_stand_for_the_year(
    asked: Asked,
) -> None:
    second = opened(asked, 1, date(2020, 7, 2))
    third = opened(asked, 2, date(2020, 10, 2))
    with day(date(2020, 10, 3)):
        for unit in asked.story.communes:
            send(second, unit, 10, 10, 9)
        send(third, asked.story.communes[0], 10, 10, 1)
    with day(NOVEMBER):
        review = phase_of(asked)
        assert whole(asked, review, NOVEMBER)[:2] == ("90,0 % (27/30)", "Quý II/2020")
        assert set(by_unit(asked, review, NOVEMBER).values()) == {("90,0 % (9/10)", "Quý II/2020")}
