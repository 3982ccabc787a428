"""The answer to a difficulty moves the horizon of a level; the old one stays with its days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from phongtrao.audit.models import LogEntry
from phongtrao.programme.actions import difficulties
from phongtrao.programme.actions.difficulties import Adjustment
from phongtrao.programme.models import Difficulty, Target, Threshold
from phongtrao.programme.queries.levels import Levels, holds, in_words
from tests.programme.cascade_rows import Story, hand, make_story, user_of
from tests.programme.own_target_rows import make_handed
from tests.programme.plan_rows import next_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from phongtrao.access.models import User
    from phongtrao.programme.models import Programme
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    story = make_story()
    hand(story)
    return story


@pytest.fixture
def target(story: Story) -> Target:
    return story.programme.targets.get()


def report_from(programme: Programme, unit: Unit, target: Target) -> Difficulty:
    return difficulties.report_difficulty(
        programme=programme, unit=unit, target=target, text="Đề nghị lùi mốc.", by=user_of(unit)
    )


def report(story: Story, target: Target) -> Difficulty:
    return report_from(story.programme, story.communes[0], target)


def accept(row: Difficulty, adjustment: Adjustment, by: User) -> Difficulty:
    return difficulties.answer_difficulty(
        difficulty=row, accepted=True, answer="Đồng ý.", adjustment=adjustment, by=by
    )


def answer(story: Story, row: Difficulty, *, adjustment: Adjustment) -> Difficulty:
    return accept(row, adjustment, story.officer)


def test_an_accepted_difficulty_moves_the_horizon_and_the_old_one_stays_with_its_days(
    story: Story, target: Target, browser_of: Callable
) -> None:
    row, office = report(story, target), browser_of(story.officer)
    page = reverse("programme:answer", args=[story.programme.pk, row.pk])
    sent = {"accepted": "co", "answer": "Đồng ý lùi mốc", "threshold": target.thresholds.get().pk}
    sent |= {"since": "01/01/2021", "horizon_kind": "by"}
    for typed, box, error in (
        ({"horizon": "cuối năm"}, "horizon", "Hãy ghi năm, tháng/năm"),
        ({"horizon": "9999"}, "horizon", "Mốc năm 9999 không thuộc thế kỷ"),
        ({"horizon": "2027", "horizon_kind": ""}, "horizon_kind", "Hãy chọn loại mốc mới"),
    ):
        wrong = office.post(page, {**sent, **typed})
        assert wrong.status_code == 422
        assert error in wrong.context["form"].errors[box][0]
        assert f'value="{typed["horizon"]}"' in wrong.text
        assert "Đồng ý lùi mốc" in wrong.text
    sent |= {"horizon": "06/2027"}
    sent |= {"seen": office.post(page, sent).context["change"].words}
    assert office.post(page, sent).status_code == 302
    old, new = target.thresholds.order_by("pk")
    assert (in_words(old), old.until) == ("≥ 90 % đến năm 2025", date(2021, 1, 1))
    assert (in_words(new), new.since) == ("≥ 90 % đến tháng 6/2027", date(2021, 1, 1))
    line = LogEntry.objects.get(action="programme.answer-difficulty")
    assert (line.detail["old_level"], line.detail["new_level"]) == (in_words(old), in_words(new))
    unit = story.communes[0]
    at = reverse("programme:receipt", args=[story.programme.pk, unit.pk])
    shown = browser_of(user_of(unit)).get(at).text
    assert "thôi áp dụng từ 01/01/2021" in shown
    assert "tháng 6/2027" in shown


def test_value_and_horizon_change_together_but_not_onto_another_level(
    story: Story, target: Target
) -> None:
    Threshold.objects.create(
        target=target, comparator="gte", value=95, unit="percent", horizon_kind="by", horizon="2030"
    )
    level, since = target.thresholds.get(horizon="2025"), date(2026, 3, 1)
    row = report(story, target)
    taken = Adjustment(level, Decimal(80), since, horizon=("by", "2030"))
    with pytest.raises(difficulties.HorizonTaken, match="≥ 95 % đến năm 2030"):
        answer(story, row, adjustment=taken)
    late = Adjustment(level, Decimal(80), since, horizon=("by", "2025-12"))
    with pytest.raises(difficulties.LevelOutsideOfTime, match="31/12/2025"):
        answer(story, row, adjustment=late)
    # The new horizon is still ahead where the old one is past.
    moved = Adjustment(level, Decimal(80), since, horizon=("during", "2027"))
    new = answer(story, row, adjustment=moved).adjusts
    assert new
    assert in_words(new) == "≥ 80 % trong năm 2027"


def test_days_before_the_answer_read_the_old_horizon_also_where_two_levels_moved_on_one_day(
    story: Story, target: Target, time_machine: Any
) -> None:
    later = Threshold.objects.create(
        target=target, comparator="gte", value=95, unit="percent", horizon_kind="by", horizon="2026"
    )
    first, since = target.thresholds.get(horizon="2025"), date(2025, 1, 1)
    for day, level, year in (("2025-01-10", later, "2027"), ("2025-01-20", first, "2026")):
        row = report(story, target)
        time_machine.move_to(f"{day}T09:00:00+07:00", tick=False)
        moved = Adjustment(level, level.value, since, horizon=("by", year))
        answer(story, row, adjustment=moved)
    for day, words in (
        (9, ["≥ 90 % đến năm 2025", "≥ 95 % đến năm 2026"]),
        (10, ["≥ 90 % đến năm 2025", "≥ 95 % đến năm 2027"]),
        (20, ["≥ 90 % đến năm 2026", "≥ 95 % đến năm 2027"]),
    ):
        on = date(2025, 1, day)
        known = Levels([story.programme.pk], on).known(target, target.thresholds.all())
        assert sorted(in_words(one) for one in known if holds(one, on)) == words


def levels(target: Target) -> list[tuple[str, str, str]]:
    rows = target.thresholds.order_by("horizon", "pk")
    return [(in_words(row), str(row.since), str(row.until)) for row in rows]


def test_a_horizon_that_was_moved_twice_stays_where_the_new_version_prints_the_same(
    time_machine: Any,
) -> None:
    time_machine.move_to("2026-08-03T09:00:00+07:00", tick=False)
    office, programme = (made := make_handed()).office, made.programme
    target = programme.targets.first()
    level = target.thresholds.get(horizon="2026")
    for unit, year, since in (
        (office.communes[0], "2027", date(2026, 3, 1)),
        (office.communes[1], "2028", date(2026, 12, 15)),
    ):
        moved = Adjustment(level, level.value, since, horizon=("by", year))
        level = accept(report_from(programme, unit, target), moved, office.officer).adjusts
    expected = levels(target)
    assert expected == [
        ("> 90 % đến năm 2026", "None", "2026-03-01"),
        ("> 90 % đến năm 2027", "2026-03-01", "2026-12-15"),
        ("> 90 % đến năm 2028", "2026-12-15", "None"),
        ("≥ 95 % đến năm 2030", "None", "None"),
    ]
    second = next_version(office, programme)
    copied = second.targets.get(earlier=target)
    assert levels(copied) == expected
    third = next_version(office, second, symbol="26/KH-UBND")
    assert levels(third.targets.get(earlier=copied)) == expected
