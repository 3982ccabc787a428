"""Answers of yes and no on today's boundaries: what agrees goes on, the rest takes nothing away."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from phongtrao.access.models import Role
from phongtrao.core.rollup.boundaries import Comparability
from phongtrao.core.targets.standing import State
from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.queries.boundaries import WORDS
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.target_page import targets_measured
from tests.kept_rows import made_once
from tests.programme.cascade_rows import hand, make_story, merge
from tests.programme.reorganisation_rows import day
from tests.reporting.boundary_rows import (
    MERGED,
    TODAY,
    below,
    carried,
    carried_point,
    quarter,
    told,
)
from tests.reporting.list_rows import YEARS, split
from tests.reporting.report_rows import Asked, make_form, make_target

if TYPE_CHECKING:
    from phongtrao.reporting.queries.series import Point
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@made_once
def make_answered() -> Asked:
    """Four communes that are asked whether they are safe."""
    with day(date(2019, 1, 2)):
        story = make_story(4)
        hand(story)
        story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
        target = make_target(
            story, "xã, phường", "Xã đạt chuẩn an toàn", measured_by=MeasuredBy.UNITS
        )
        return Asked(story, make_form(story, [target], YEARS), None)  # opened by each test


def merged_after(asked: Asked, *answers: str) -> tuple[Unit, Point, Point]:
    """The four answer, "" not at all, then the first three become one: the new unit, how it stands
    and how the province does.
    """
    communes = asked.story.communes
    said = zip(communes, answers, strict=True)
    quarter(asked, 2019, 0, *((unit, (word,)) for unit, word in said if word))
    new = merge("Xã Mới", *communes[:3], on="2020-07-01")
    target = targets_measured().get(measures__form=asked.form)
    places = (new, asked.story.province)
    at_new, whole = (carried_point(asked, place, target) for place in places)
    return new, at_new, whole


@pytest.mark.parametrize(("answer", "part"), [("Có", 1), ("Không", 0)])
def test_a_merged_unit_has_the_answer_on_which_all_agree_that_it_is_made_of(
    answer: str, part: int
) -> None:
    _, at_new, whole = merged_after(make_answered(), answer, answer, answer, "Có")
    assert told(at_new.figure) == (part, 1)
    assert told(whole.figure) == (part + 1, 2)
    assert (whole.figure.accepted, whole.figure.reported, whole.figure.expected) == (2, 2, 2)
    assert (at_new.mark, whole.mark) == (WORDS[Comparability.AGREED], "")


def test_a_merged_unit_whose_parts_differ_is_left_out_and_the_total_says_so() -> None:
    asked = make_answered()
    new, at_new, whole = merged_after(asked, "Có", "Không", "Có", "Có")
    assert at_new.cannot_be_said
    assert at_new.mark.startswith("không quy đổi được")
    assert at_new.mark.endswith(": các đơn vị gộp lại trả lời khác nhau")
    assert told(whole.figure) == (1, 1)
    assert whole.figure.left_out == 1
    assert whole.mark.startswith("1 đơn vị không quy đổi được")
    assert not whole.cannot_be_said
    target, four = whole.measure.target, asked.story.communes[3]
    series = carried(asked, asked.story.province, of=target)
    assert below(series, target) == {(new.pk, False): None, (four.pk, False): (1, 1)}
    # What it might have answered is not known: nothing of it is said for good.
    now = series.now(target)
    assert now
    assert now.held
    assert now.held.state == State.ON_TRACK
    assert reported_answers(asked) == [(3, 4)]


def test_a_merged_unit_of_which_one_part_is_silent_has_not_answered() -> None:
    _, at_new, whole = merged_after(make_answered(), "Có", "", "Có", "Có")
    assert at_new.figure.is_silent
    assert at_new.mark == ""
    assert told(whole.figure) == (1, 2)
    assert (whole.figure.reported, whole.figure.expected) == (1, 2)


def test_a_silent_part_is_missing_also_where_the_others_differ() -> None:
    _, at_new, whole = merged_after(make_answered(), "Có", "", "Không", "Có")
    assert (at_new.figure.reported, at_new.figure.expected) == (0, 1)
    assert (whole.figure.reported, whole.figure.expected, whole.figure.left_out) == (1, 2, 1)


def test_a_unit_stands_by_its_newest_period_also_where_that_cannot_be_said() -> None:
    asked = make_answered()
    quarter(asked, 2018, 0, *((unit, ("Có",)) for unit in asked.story.communes))
    new, at_new, _ = merged_after(asked, "Có", "Không", "Có", "Có")
    target = at_new.measure.target
    now = carried(asked, new, of=target).now(target)
    assert now
    assert (now.point.period.name, now.point.cannot_be_said) == ("2019", True)


def test_an_answer_of_what_was_split_belongs_to_none_of_its_parts() -> None:
    asked = make_answered()
    quarter(asked, 2019, 0, *((unit, ("Có",)) for unit in asked.story.communes))
    split(asked.story.communes[3], MERGED, ("Xã Đông", "0.6"), ("Xã Tây", "0.4"))
    target = targets_measured().get(measures__form=asked.form)
    whole = carried_point(asked, asked.story.province, target)
    assert (told(whole.figure), whole.figure.left_out) == ((3, 3), 2)
    assert whole.mark.endswith(": có đơn vị đã tách nên câu trả lời không chia được")


def reported_answers(asked: Asked) -> list[tuple[int, int | None] | None]:
    target = targets_measured().get(measures__form=asked.form)
    series = Series([target], asked.story.province, Seen(TODAY))
    return [told(one.figure) for one in series.points[target.pk]]
