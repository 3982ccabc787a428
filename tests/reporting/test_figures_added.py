"""What happened is added up over the time that its level asks for; silence adds nothing."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import docx
import pytest
from django.urls import reverse

from phongtrao.programme.models import MeasuredBy, Target
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import accept_report
from phongtrao.reporting.models import Measure, Obligation, Period
from phongtrao.reporting.queries.consolidated import consolidated
from phongtrao.reporting.queries.dashboard import Board
from phongtrao.reporting.queries.review_figures import ReviewFigures
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.queries.target_page import TargetPage, targets_measured
from tests.kept_rows import made_once
from tests.programme.cascade_rows import Story, hand, make_commune, make_story
from tests.programme.reorganisation_rows import day
from tests.reporting.report_rows import make_form, make_target, reporter_of, window
from tests.reporting.review_rows import MEETING, Phased, make_phase, review_of
from tests.reporting.seen_rows import address
from tests.reporting.test_comparing import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.test import Client

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
QUARTERS = ((100, 36), (110, 42), (70, 33), ())
"""Articles of two communes in each quarter of 2020: 136, 152, 103; the last one is silent."""
OCTOBER = date(2020, 10, 20)


@made_once
def make_articles() -> Story:
    """Articles are counted each quarter of 2020."""
    with day(date(2020, 1, 2)):
        story = make_story(2)
        story.programme.begins_on = date(2020, 1, 1)
        story.programme.save()
        story.programme.targets.all().delete()
        hand(story, on="2020-01-02")
        story.officer.assignments.get_or_create(role="standing-officer", unit=story.province)
        articles = make_target(
            story, "tin, bài", "Số tin, bài", measured_by=MeasuredBy.COUNT, value=120
        )
        form = make_form(story, [articles])
    for number, reports in enumerate(QUARTERS):
        one = window(form, 2020, number)
        with day(one.end):
            period = open_period(form=form, window=one, by=story.officer)
            for unit, many in zip(story.communes, reports, strict=False):
                row = Obligation.objects.get(period=period, unit=unit)
                send_report(obligation=row, typed={"A1": str(many)}, by=reporter_of(unit))
                row.refresh_from_db()
                accept_report(obligation=row, revision=1, by=story.officer)
    return story


@pytest.fixture
def story() -> Story:
    return make_articles()


def articles(*levels: tuple[str, str, int]) -> Target:
    """The target with other levels: kind, horizon, number."""
    target = Target.objects.get(subject="tin, bài")
    target.thresholds.all().delete()
    for kind, horizon, value in levels:
        target.thresholds.create(
            comparator="gte", value=value, unit="count", horizon_kind=kind, horizon=horizon
        )
    return targets_measured().get(pk=target.pk)


def shown(target: Target, on: date, place: Unit | None = None) -> TargetPage:
    return TargetPage(target, place, Seen(on))


def over_time(page: TargetPage) -> list[tuple[str, str, str]]:
    return [
        (row.figure, row.asked, row.state.words if row.state else "") for row in reversed(page.rows)
    ]


def changes(page: TargetPage) -> list[str]:
    return [row.since_last.words if row.since_last else "" for row in reversed(page.rows)]


def test_what_is_asked_each_quarter_is_counted_in_that_quarter(story: Story) -> None:
    page = shown(articles(("every", "quarter", 120)), OCTOBER)
    assert over_time(page)[:3] == [
        ("136", "≥ 120", "● Đạt"),
        ("152", "≥ 120", "● Đạt"),
        ("103", "≥ 120", "✕ Không đạt"),
    ]
    assert page.head
    assert page.state
    assert (page.head.title, page.head.figure) == ("Quý III/2020", "103")
    assert (page.state.words, page.needed) == ("✕ Không đạt", "còn thiếu 17")
    assert page.level_words == "≥ 120 đến hết ngày 30/9/2020"
    # Quarter beside quarter.
    assert changes(page)[:3] == ["", "+16", "−49"]
    assert [row.words for row in page.units] == ["70", "33"]


def test_what_is_asked_of_a_year_is_counted_in_that_year(story: Story) -> None:
    page = shown(articles(("during", "2020", 400)), OCTOBER)
    assert [row[0] for row in over_time(page)] == ["136", "288", "391", ""]
    assert page.head
    assert (page.head.figure, page.head.point.added) == ("391", "cộng dồn từ 01/01/2020")
    assert changes(page) == ["", "+152", "+103", ""]


def test_what_a_few_say_in_another_form_is_not_the_sum_of_the_year(story: Story) -> None:
    target = articles(("every", "quarter", 120), ("during", "2020", 400))
    form = make_form(story, [target], MONTHS, name="Báo cáo tháng")
    with day(date(2020, 9, 2)):
        hand(story, *(make_commune(f"Xã thêm {number}", story.province) for number in range(3)))
    with day(OCTOBER):
        period = open_period(form=form, window=window(form, 2020, 8), by=story.officer)
        row = Obligation.objects.get(period=period, unit=story.communes[0])
        send_report(obligation=row, typed={"A1": "1"}, by=reporter_of(row.unit))
    assert [one.figure for one in shown(target, OCTOBER).also] == ["391"]


def test_a_year_beside_its_quarters_has_its_own_sum(story: Story, client: Client) -> None:
    target = articles(("every", "quarter", 120), ("during", "2020", 400))
    page = shown(target, OCTOBER)
    assert page.head
    assert page.head.figure == "103"
    assert [(one.level, one.figure, one.added, one.state.words) for one in page.also] == [
        ("≥ 400 đến hết ngày 31/12/2020", "391", "cộng dồn từ 01/01/2020", "◐ Đúng tiến độ")
    ]
    client.force_login(story.officer)
    with day(OCTOBER):
        text = client.get(address(target)).content.decode()
    assert "391, cộng dồn từ 01/01/2020" in text
    # Once the year is over, it is what the target stands beside.
    later = shown(target, date(2021, 1, 10))
    assert later.level_words == "≥ 400 đến hết ngày 31/12/2020"


def test_the_page_says_over_what_time_a_sum_runs(story: Story, client: Client) -> None:
    target = articles(("during", "2020", 400))
    client.force_login(story.officer)
    with day(OCTOBER):
        text = client.get(address(target)).content.decode()
        board = Board(None, [story.programme], Seen(OCTOBER))
    assert "Hiện nay, Quý III/2020, cộng dồn từ 01/01/2020" in text
    assert board.targets[0].period == "Quý III/2020, cộng dồn từ 01/01/2020"


def test_a_period_that_nobody_reported_has_no_figure_no_change_and_no_state(story: Story) -> None:
    target = articles(("during", "2020", 400))
    page = shown(target, date(2021, 1, 10))
    last = page.rows[0]
    assert (last.title, last.figure, last.coverage) == (
        "Quý IV/2020",
        "",
        "0/2 đơn vị đã duyệt, 2 chưa có số liệu",
    )
    assert last.since_last is None
    assert last.state
    assert last.state.words == "○ Chưa báo cáo"
    assert not last.provisional
    # While it runs, the target stands where it stood.
    row = Board(None, [story.programme], Seen(date(2020, 12, 31))).targets[0]
    assert (row.period, row.figure) == ("Quý III/2020, cộng dồn từ 01/01/2020", "391")
    assert row.change
    assert row.change.words == "+103"


def test_what_was_reached_before_stays_reached_when_the_rest_is_silent(story: Story) -> None:
    later = date(2021, 1, 10)
    page = shown(articles(("during", "2020", 390)), later)
    assert page.state
    assert page.head
    assert (page.state.words, page.head.figure) == ("● Đạt", "391")
    page = shown(articles(("during", "2020", 400)), later)
    assert page.state
    assert page.state.words == "○ Chưa báo cáo"


def test_the_consolidated_report_tells_the_sum_of_the_year_and_the_period_alone(
    story: Story, client: Client
) -> None:
    articles(("during", "2020", 400))
    period = Period.objects.get(name="2020-Q3")
    (row,) = consolidated(story.officer, period, OCTOBER).rates
    assert (row.figure, row.added, row.own) == ("391", "cộng dồn từ 01/01/2020", "103")
    assert row.level == "≥ 400 đến hết ngày 31/12/2020"
    assert row.base == "6/6 báo cáo đã duyệt; trong kỳ: 2/2 đơn vị đã duyệt"
    client.force_login(story.officer)
    with day(OCTOBER):
        text = client.get(reverse("reporting:consolidated", args=[period.pk])).text
        answer = client.get(reverse("reporting:consolidated_file", args=[period.pk]))
    assert "<strong>391</strong>" in text
    assert "cộng dồn từ 01/01/2020" in text
    assert "trong kỳ: 103" in text
    _, _, rates, *_ = docx.Document(io.BytesIO(b"".join(answer.streaming_content))).tables
    assert rates.rows[1].cells[3].text == "391\ncộng dồn từ 01/01/2020;\ntrong kỳ: 103"
    # Who sees a part of it reads the sums of that part.
    (own,) = consolidated(reporter_of(story.communes[0]), period, OCTOBER).rates
    assert (own.figure, own.own) == ("280", "70")


def test_the_consolidated_report_of_a_silent_period_has_no_sum(story: Story) -> None:
    articles(("during", "2020", 400))
    period = Period.objects.get(name="2020-Q4")
    (row,) = consolidated(story.officer, period, date(2021, 1, 10)).rates
    assert (row.figure, row.added) == ("", "")


CAMERAS = ("20", "20", "45", "1", "3")


def phase(kind: str, horizon: str, value: int, comparator: str = "gte") -> tuple[Phased, Target]:
    phased = make_phase()
    target = phased.targets["number"]
    target.thresholds.update(horizon_kind=kind, horizon=horizon, value=value, comparator=comparator)
    return phased, targets_measured().get(pk=target.pk)


def told(page: TargetPage) -> tuple[str, str]:
    assert page.head
    assert page.state
    return page.head.figure, page.state.words


def test_a_number_by_a_year_is_counted_since_the_programme_began() -> None:
    phased, target = phase("by", "2025", 80)
    with day(MEETING):
        page = shown(target, MEETING)
        assert told(page) == ("89", "● Đạt")
        assert page.head
        assert page.head.point.added == "cộng dồn từ 01/01/2021"
        assert [row.figure for row in reversed(page.rows)] == ["20", "40", "85", "86", "89"]
        # The review says the same, with over what time, also on today's boundaries.
        review = ReviewFigures(review_of(phased), Seen(MEETING))
        row = next(one for one in review.rows() if one["target"] == target.pk)
        assert [cell["figure"] for cell in row["cells"]] == ["20", "40", "85", "86", "89"]
        assert "cộng dồn từ 01/01/2021" in row["cells"][-1]["coverage"]
        assert [cell["today"] for cell in row["cells"]] == [""] * 5


@pytest.mark.parametrize(
    ("kind", "horizon", "value", "comparator", "expected"),
    [
        ("during", "2025", 80, "gte", ("3", "✕ Không đạt")),
        # "Đến năm 2025 còn không quá 5 vụ" is said of the year, not of five years together.
        ("by", "2025", 5, "lte", ("3", "● Đạt")),
    ],
)
def test_a_number_of_a_year_is_counted_within_it(
    kind: str, horizon: str, value: int, comparator: str, expected: Sequence[str]
) -> None:
    _, target = phase(kind, horizon, value, comparator)
    with day(MEETING):
        page = shown(target, MEETING)
        assert told(page) == tuple(expected)
        assert tuple(row.figure for row in reversed(page.rows)) == CAMERAS


def test_what_is_there_is_never_added() -> None:
    _, target = phase("by", "2025", 80)
    Measure.objects.filter(target=target).update(adds_up=False)
    with day(MEETING):
        page = shown(target, MEETING)
        assert told(page) == ("3", "✕ Không đạt")
        assert tuple(row.figure for row in reversed(page.rows)) == CAMERAS
