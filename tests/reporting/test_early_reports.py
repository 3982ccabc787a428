"""A report that is sent before its window is over: the unit is asked, the officer reads why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from phongtrao.core.dates.window_rules import row_of, shipped_rules
from phongtrao.reporting.models import ObligationState
from phongtrao.reporting.queries.group_questions import asked_of
from phongtrao.reporting.queries.sheets import layout_of
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import Asked, make_asked, reporter_of, send
from tests.reporting.test_signing import fill
from tests.reporting.tracking_rows import address, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db

EARLY, LAST_DAY = date(2020, 3, 20), date(2020, 3, 31)
ASKED = "Số liệu Quý I/2020 tính đến hết ngày 31/3/2020, báo cáo này gửi khi kỳ chưa hết."


@pytest.fixture
def asked() -> Iterator[Asked]:
    with day(date(2020, 1, 2)):
        found = make_asked(3)
    with day(EARLY):
        yield found


def test_who_sends_early_is_asked_up_to_which_day_the_figures_go(asked: Asked) -> None:
    unit = asked.story.communes[0]
    page = fill(asked, unit, reporter_of(unit), 7, 7, 6)
    assert "Báo cáo chưa gửi: có 1 câu hỏi về số liệu" in page
    assert ASKED in page
    assert asked.of(unit).state == ObligationState.DRAFT


def test_the_answer_stands_beside_the_question_until_the_window_is_over(asked: Asked) -> None:
    unit, other = asked.story.communes[:2]
    row = send(asked, unit, 7, 7, 6)
    with day(date(2020, 4, 2)):
        send(asked, other, 7, 8, 6)
        (found,) = asked_of([asked.of(one) for one in (unit, other)], layout_of(asked.form))
        assert found.row == row
        assert found.asked[0].question.words.startswith(ASKED)
        page = client_of(asked.officer).get(address(asked), {"soat": "sach"}).text
        assert shown(page) == [other.name]
        send(asked, unit, 9, 9, 6, reason="Có thêm vụ việc cuối kỳ")
        assert not asked_of([asked.of(unit)], layout_of(asked.form))


def test_on_the_last_day_nobody_is_asked(asked: Asked) -> None:
    unit = asked.story.communes[0]
    with day(LAST_DAY):
        send(asked, unit, 7, 7, 6)
        assert not asked_of([asked.of(unit)], layout_of(asked.form))


def test_what_is_due_within_its_window_is_sent_within_it() -> None:
    with day(date(2020, 1, 2)):
        asked = make_asked(3, rule=row_of(shipped_rules()["before-10-11"]))
    unit = asked.story.communes[0]
    with day(date(2020, 11, 5)):
        send(asked, unit, 7, 7, 6)
        assert not asked_of([asked.of(unit)], layout_of(asked.form))
