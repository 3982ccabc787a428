"""The printed targets (map 4.1) half-way and at the end. What has happened in its window stays;
what there is on a day may still come down.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.targets.asking import Asked
from phongtrao.core.targets.dated import DatedLevel, dated_levels
from phongtrao.core.targets.levels import Level, Measured
from phongtrao.core.targets.standing import DatedFigure, State, standing_beside
from tests.core.targets.standing_rows import (
    END_2025,
    JUNE,
    NEW_YEAR,
    count,
    happened,
    now,
    percent,
    silent,
)

DATA = Path(__file__).parents[2] / "data/printed_targets.csv"
PRINTED = {row["id"]: row for row in csv.DictReader(DATA.read_text("utf-8").splitlines())}
BEGAN = date(2016, 1, 1)
DAY = timedelta(days=1)

LIST, ALONG, THERE, HAPPENED = "danh sách", "đếm dần", "hiện trạng", "đã xảy ra"
"""What a figure is: units of a list, a rate that is counted along, what is there, events."""

TABLE = """
    mã  | số liệu    | còn thiếu | nói gì         | đã tới   | nói gì         | thiếu    | đủ
    N01 | danh sách  | 5/126     | ▲ Chậm         | 0/126    | ◐ Đúng tiến độ | 1/126    | 0/126
    N02 | danh sách  | 98/200    | ▲ Chậm         | 99/200   | ◐ Đúng tiến độ | 199/200  | 200/200
    N03 | danh sách  | 59/126    | ▲ Chậm         | 120/126  | ● Đạt          | 119/126  | 120/126
    N04 | danh sách  | 88/200    | ▲ Chậm         | 180/200  | ● Đạt          | 179/200  | 180/200
    N05 | danh sách  | 40/100    | ▲ Chậm         | 95/100   | ● Đạt          | 94/100   | 95/100
    N06 | đếm dần    | 699/1000  | ▲ Chậm         | 700/1000 | ◐ Đúng tiến độ | 699/1000 | 700/1000
    N07 | đếm dần    | 69/70     | ▲ Chậm         | 70/70    | ◐ Đúng tiến độ | 69/70    | 70/70
    N08 | danh sách  | 5/126     | ▲ Chậm         | 0/126    | ◐ Đúng tiến độ | 1/126    | 0/126
    N09 | đếm dần    | 99/100    | ▲ Chậm         | 100/100  | ◐ Đúng tiến độ | 99/100   | 100/100
    N10 | danh sách  | 62/126    | ▲ Chậm         | 126/126  | ● Đạt          | 125/126  | 126/126
    N11 | đếm dần    | 69/70     | ▲ Chậm         | 70/70    | ◐ Đúng tiến độ | 69/70    | 70/70
    N12 | đếm dần    | 199/200   | ▲ Chậm         | 200/200  | ◐ Đúng tiến độ | 199/200  | 200/200
    N13 | đếm dần    | 180/200   | ▲ Chậm         | 181/200  | ◐ Đúng tiến độ | 180/200  | 181/200
    N14 | đếm dần    | 40/42     | ◐ Đúng tiến độ | 42/42    | ◐ Đúng tiến độ | 40/42    | 42/42
    N15 | đã xảy ra  | 8         | ▲ Chậm         | 20       | ● Đạt          | 19       | 20
    N16 | đã xảy ra  | 38        | ▲ Chậm         | 81       | ● Đạt          | 80       | 81
    N17 | danh sách  | 90/100    | ◐ Đúng tiến độ | 91/100   | ◐ Đúng tiến độ | 90/100   | 91/100
    N18 | danh sách  | 95/100    | ◐ Đúng tiến độ | 96/100   | ◐ Đúng tiến độ | 95/100   | 96/100
    N19 | danh sách  | 90/100    | ◐ Đúng tiến độ | 91/100   | ◐ Đúng tiến độ | 90/100   | 91/100
    N20 | danh sách  | 9/10      | ◐ Đúng tiến độ | 10/10    | ◐ Đúng tiến độ | 9/10     | 10/10
    N21 | danh sách  | 49/100    | ▲ Chậm         | 50/100   | ◐ Đúng tiến độ | 99/100   | 100/100
    N22 | danh sách  | 98/100    | ◐ Đúng tiến độ | 100/100  | ◐ Đúng tiến độ | 98/100   | 100/100
    N23 | đếm dần    | 49/1000   | ◐ Đúng tiến độ | 50/1000  | ◐ Đúng tiến độ | 49/1000  | 120/1000
    N24 | đếm dần    | 29/100    | ◐ Đúng tiến độ | 30/100   | ◐ Đúng tiến độ | 29/100   | 33/100
    N25 | đếm dần    | 19/100    | ◐ Đúng tiến độ | 20/100   | ◐ Đúng tiến độ | 19/100   | 44/100
    N26 | đếm dần    | 50/100    | ◐ Đúng tiến độ | 51/100   | ◐ Đúng tiến độ | 50/100   | 51/100
    N27 | danh sách  | 18/28     | ◐ Đúng tiến độ | 19/28    | ◐ Đúng tiến độ | 18/28    | 19/28
    N28 | hiện trạng | 5         | ▲ Chậm         | 0        | ◐ Đúng tiến độ | 1        | 0
"""
"""Half-way a figure that does not meet the level and one that does (of a path, that does not keep
up and one that does); then, when the last day is over, the same: "✕ Không đạt" and "● Đạt".
"""

ROWS = [[part.strip() for part in line.split("|")] for line in TABLE.strip().splitlines()[1:]]


def printed(name: str) -> tuple[DatedLevel, list[DatedLevel], date]:
    """A printed level with its days, and the day half-way to its last one."""
    row = PRINTED[name]
    upper, out_of = (Decimal(row[one]) if row[one] else None for one in ("upper", "out_of"))
    value = Decimal(row["value"])
    level = Level(row["comparator"], value, row["unit"] == "percent", upper, out_of)
    kind, horizon = row["horizon"].split(" ")
    since = BEGAN if kind == "by" else date(2021, 1, 1)
    levels = dated_levels([Asked(level, kind, horizon)], since, since)
    last = levels[0].last_day
    assert last
    half = date(last.year - 2, 12, 31) if kind == "by" else date(last.year, 6, 30)
    return levels[0], levels, half


def of(words: str, day: date, what: str) -> DatedFigure:
    part, _, whole = words.partition("/")
    measured = Measured(int(part), int(whole) if whole else None)
    return DatedFigure(day, measured, whole_known=what == LIST, adds_up=what == HAPPENED)


def test_every_printed_target_stands_in_the_table() -> None:
    assert [row[0] for row in ROWS] == list(PRINTED)
    assert {row[1] for row in ROWS} == {LIST, ALONG, THERE, HAPPENED}


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_half_way_none_is_missed_that_can_still_be_met(row: list[str]) -> None:
    name, what, short, short_says, there, there_says, *_ = row
    level, levels, half = printed(name)
    for words, says in ((short, short_says), (there, there_says)):
        state = standing_beside(level, levels, [of(words, half, what)], half + DAY).state
        assert state.value == says, words


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_when_its_last_day_is_over_each_is_reached_or_missed(row: list[str]) -> None:
    name, what, *_, short, there = row
    level, levels, half = printed(name)
    last = level.last_day
    assert last
    for words, says in ((short, State.MISSED), (there, State.REACHED)):
        for before in (row[2], row[4]):
            figures = [of(before, half, what), of(words, last, what)]
            assert standing_beside(level, levels, figures, last + DAY).state is says, words


# Events

YEAR = DatedLevel(count("zero", 0), END_2025, date(2025, 1, 1))
AUTUMN = date(2025, 9, 30)


def test_one_event_is_final_for_its_window() -> None:
    """ "Hằng năm không để xảy ra điểm nóng": what happened is not undone by a quiet autumn."""
    for later in ((), (silent(AUTUMN),), (happened(AUTUMN, 1),)):
        assert now(YEAR, happened(JUNE, 1), *later, on=AUTUMN).state is State.MISSED
    assert now(YEAR, happened(JUNE, 0), on=AUTUMN).state is State.ON_TRACK


@pytest.mark.parametrize("level", [count("zero", 0), count("lt", 5), count("lte", 4)])
def test_events_of_an_earlier_year_decide_nothing_about_the_year_of_the_level(
    level: Level,
) -> None:
    """ "Đến năm 2025 còn dưới 5 vụ" is asked of the year 2025."""
    by = DatedLevel(level, END_2025)
    earlier, march = happened(date(2022, 12, 31), 5), date(2023, 3, 1)
    assert now(by, earlier, on=march).state is State.BEHIND
    for number, says in ((0, State.REACHED), (5, State.MISSED)):
        assert now(by, earlier, happened(END_2025, number), on=NEW_YEAR).state is says
    assert now(by, earlier, silent(END_2025), on=NEW_YEAR).state is State.NOT_REPORTED
    assert now(by, happened(JUNE, 5), on=JUNE).state is State.MISSED


@pytest.mark.parametrize("level", [percent("lt", "5"), percent("lte", "5"), count("lte", 4)])
@pytest.mark.parametrize("begins", [None, date(2025, 1, 1)])
def test_what_there_is_on_a_day_may_come_down_until_the_last(
    level: Level, begins: date | None
) -> None:
    dated = DatedLevel(level, END_2025, begins)
    summer, winter = (
        DatedFigure(JUNE, Measured(7, 126), whole_known=True),
        DatedFigure(END_2025, Measured(4, 126), whole_known=True),
    )
    assert now(dated, summer, on=JUNE).state is State.BEHIND
    assert now(dated, summer, winter, on=NEW_YEAR).state is State.REACHED


@given(
    st.sampled_from(("zero", "lt", "lte")),
    st.booleans(),
    st.sampled_from((None, date(2025, 1, 1))),
    st.booleans(),
    st.lists(st.integers(0, 6), min_size=4, max_size=4),
    st.integers(2021, 2025),
)
def test_no_later_figure_takes_back_what_was_said_of_a_level_from_above(
    comparator: str,
    rate: bool,
    begins: date | None,
    happens: bool,
    quarters: list[int],
    first_year: int,
) -> None:
    """Quarter after quarter of two years: once reached or missed, it stays so to the end."""
    value = Decimal(0 if comparator == "zero" else 3)
    level = DatedLevel(Level(comparator, value, rate and comparator != "zero"), END_2025, begins)
    known: list[DatedFigure] = []
    said: list[State] = []
    for year in sorted({first_year, 2025}):
        total = 0
        for month, number in zip((3, 6, 9, 12), quarters, strict=True):
            total = total + number if happens else number
            day = date(year, month, 30)
            known.append(DatedFigure(day, Measured(total, 100), adds_up=happens))
            said.append(now(level, *known, on=day).state)
    end = now(level, *known, on=NEW_YEAR).state
    assert end in (State.REACHED, State.MISSED)
    assert {one for one in said if one in (State.REACHED, State.MISSED)} <= {end}
