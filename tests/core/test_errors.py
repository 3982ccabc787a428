"""A broken rule speaks Vietnamese and crosses processes whole."""

from __future__ import annotations

import pickle

import pytest

from phongtrao.core.errors import RuleBroken


class DayPassed(RuleBroken):
    """For the tests."""

    code = "day-passed"
    message = "Ngày {day} đã qua. Hãy chọn ngày khác."


def test_the_gaps_are_filled() -> None:
    assert str(DayPassed(day="10/11/2026")) == "Ngày 10/11/2026 đã qua. Hãy chọn ngày khác."


def test_a_gap_left_empty_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError, match="DayPassed needs 'day'"):
        DayPassed()


def test_it_crosses_from_one_process_to_another() -> None:
    error = pickle.loads(pickle.dumps(DayPassed(day="01/02/2026")))  # noqa: S301 - our own bytes
    assert isinstance(error, DayPassed)
    assert error.gaps == {"day": "01/02/2026"}
