"""What was accepted counts as accepted until its correction is; what was sent last is tạm tính."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.core.sheets.reading import read_cells
from phongtrao.core.targets.standing import DatedFigure
from phongtrao.core.targets.wording import coverage_words
from phongtrao.reporting.actions.bulk import send_many
from phongtrao.reporting.actions.sending import CORRECTING
from phongtrao.reporting.actions.totals import rebuild_missing, rebuild_totals
from phongtrao.reporting.actions.verdicts import accept_many, return_report
from phongtrao.reporting.models import Obligation, Total
from phongtrao.reporting.queries.consolidated import consolidated
from phongtrao.reporting.queries.lists import inherited, list_change
from phongtrao.reporting.queries.reports import move_of
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.sheets import layout_of, sheet_of
from phongtrao.reporting.queries.sums import Reader
from phongtrao.reporting.queries.target_page import targets_measured
from tests.factories import make_user
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.history_rows import make_told
from tests.reporting.public_rows import published
from tests.reporting.report_rows import Asked, accept, make_asked, reporter_of, send, typed
from tests.reporting.total_rows import stored

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
FIRST = date(2020, 4, 1)


def told(asked: Asked, place: Unit | None = None, on: date | None = None) -> tuple[Any, ...]:
    """Sums of what is accepted and of what was sent last, with how many reports, and how many wait
    to be replaced.
    """
    layout = layout_of(asked.form)
    reader = Reader([asked.period], {asked.form.pk: layout}, on)
    sums = reader.at(place)[asked.period.pk]
    return (
        sums.accepted.sums[0, :3].tolist(),
        int(sums.accepted.reported[0]),
        sums.whole.sums[0, :3].tolist(),
        int(sums.whole.reported[0]),
        int(sums.correcting[0, 0]),
    )


def give_back(asked: Asked, unit: Unit) -> None:
    row = asked.of(unit)
    assert row.current
    return_report(obligation=row, revision=row.current.revision, reason="Sai kỳ", by=asked.officer)


def check_rebuilt(asked: Asked) -> None:
    kept = stored(asked)
    rebuild_totals(asked.period)
    assert stored(asked) == kept


@pytest.fixture
def corrected(asked: Asked) -> Unit:
    """The commune whose accepted report is corrected; another one's report is accepted."""
    first, second, _ = asked.story.communes
    for unit, figures in ((first, (10, 12, 9)), (second, (20, 20, 20))):
        send(asked, unit, *figures)
        accept(asked, unit)
    send(asked, first, 11, 12, 8, reason="Đếm sót")
    return first


def test_an_accepted_report_stays_in_the_approved_total_while_its_correction_waits(
    asked: Asked, corrected: Unit
) -> None:
    for place in (None, asked.story.province):
        assert told(asked, place) == ([30, 32, 29], 2, [31, 32, 28], 2, 1)
    assert told(asked, corrected) == ([10, 12, 9], 1, [11, 12, 8], 1, 1)
    check_rebuilt(asked)
    accept(asked, corrected)
    assert told(asked) == ([31, 32, 28], 2, [31, 32, 28], 2, 0)
    check_rebuilt(asked)
    assert asked.of(corrected).frozen is None


def test_a_correction_that_is_given_back_leaves_what_was_accepted(
    asked: Asked, corrected: Unit
) -> None:
    give_back(asked, corrected)
    assert told(asked) == ([30, 32, 29], 2, [30, 32, 29], 2, 0)
    check_rebuilt(asked)
    send(asked, corrected, 13, 13, 13, reason="Đếm lại")
    assert told(asked) == ([30, 32, 29], 2, [33, 33, 33], 2, 1)
    accept(asked, corrected)
    assert told(asked)[0] == [33, 33, 33]
    check_rebuilt(asked)


def test_an_accepted_report_that_is_given_back_is_accepted_no_more(
    asked: Asked, corrected: Unit
) -> None:
    accept(asked, corrected)
    give_back(asked, corrected)
    assert told(asked) == ([20, 20, 20], 1, [20, 20, 20], 1, 0)
    check_rebuilt(asked)


def test_many_that_come_again_and_are_accepted_together_move_the_same(
    asked: Asked, corrected: Unit
) -> None:
    _, second, third = asked.story.communes
    sender = make_user("nhap", asked.story.province, Role.REPORTER)
    sheet = sheet_of(asked.form)
    rows = {
        unit.pk: read_cells(sheet, typed(number, 50, 1))[0]
        for number, unit in enumerate((corrected, second, third), 1)
    }
    send_many(period=asked.period, rows=rows, reason="Rà soát lại", by=sender)
    assert told(asked) == ([30, 32, 29], 2, [6, 150, 3], 3, 2)
    check_rebuilt(asked)
    owed = Obligation.objects.filter(period=asked.period)
    accept_many(
        period=asked.period, obligations=owed.values_list("pk", flat=True), by=asked.officer
    )
    assert told(asked) == ([6, 150, 3], 3, [6, 150, 3], 3, 0)
    assert not owed.filter(frozen__isnull=False).exists()
    check_rebuilt(asked)


@dataclass
class Played:
    """A report as the rule has it. approved: figures that count as accepted."""

    state: str = "owed"
    newest: tuple[int, ...] = ()
    approved: tuple[int, ...] = ()
    moves: list[str] = field(default_factory=list)

    @property
    def counts(self) -> tuple[int, ...]:
        """What the provisional total holds."""
        return self.newest if self.state in ("sent", "accepted") else self.approved

    def possible(self) -> list[str]:
        return {
            "owed": ["send", "many"],
            "sent": ["accept", "return", "send", "many"],
            "returned": ["send", "many"],
            "accepted": ["send", "return", "many"],
        }[self.state]

    def take(self, move: str, figures: tuple[int, ...]) -> None:
        if move in ("send", "many"):
            self.state, self.newest = "sent", figures
        elif move == "accept":
            self.state, self.approved = "accepted", self.newest
        else:
            self.approved = () if self.state == "accepted" else self.approved
            self.state = "returned"


def _do(asked: Asked, unit: Unit, move: str, figures: tuple[int, ...]) -> None:
    if move == "accept":
        accept(asked, unit)
    elif move == "return":
        give_back(asked, unit)
    elif move == "send":
        corrects = move_of(asked.of(unit)) in CORRECTING
        send(asked, unit, *figures, reason="Đếm lại" if corrects else "")
    else:
        cells, _ = read_cells(sheet_of(asked.form), typed(*figures))
        send_many(
            period=asked.period, rows={unit.pk: cells}, reason="Đếm lại", by=reporter_of(unit)
        )


def _as_told(reports: dict[int, Played]) -> tuple[Any, ...]:
    def added(some: list[tuple[int, ...]]) -> list[int]:
        return [sum(column) for column in zip(*some, strict=True)] if some else [0, 0, 0]

    approved = [one.approved for one in reports.values() if one.approved]
    newest = [one.counts for one in reports.values() if one.counts]
    correcting = sum(one.state == "sent" and bool(one.approved) for one in reports.values())
    return added(approved), len(approved), added(newest), len(newest), correcting


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("stages", [1, 2])
def test_kept_totals_are_those_of_a_rebuild_and_each_day_is_found_again(
    seed: int, stages: int
) -> None:
    """After any sequence of sending, accepting, correcting and giving back."""
    chance = random.Random(seed * 10 + stages)  # noqa: S311 - no secret
    asked = make_asked(communes=2)
    type(asked.form).objects.filter(pk=asked.form.pk).update(stages=stages)
    second = make_user("capcao", asked.officer.office)
    second.assignments.create(role=Role.STANDING_OFFICER, unit=asked.story.province)
    reports = {unit.pk: Played() for unit in asked.story.communes}
    known = []
    for number in range(14):
        unit = chance.choice(asked.story.communes)
        report = reports[unit.pk]
        move = chance.choice(report.possible())
        figures = (number + 1, 100 + number, number)
        with day(FIRST + timedelta(days=number)):
            _do(asked, unit, move, figures)
            if move == "accept" and stages == 2:
                assert told(asked) == _as_told(reports)
                accept_many(period=asked.period, obligations=[asked.of(unit).pk], by=second)
            report.take(move, figures)
            assert told(asked) == _as_told(reports)
            check_rebuilt(asked)
            known.append(told(asked))
    for number, then in enumerate(known):
        assert told(asked, on=FIRST + timedelta(days=number)) == then


def test_the_public_and_the_dashboard_keep_the_figure_while_a_correction_waits(
    asked: Asked, corrected: Unit
) -> None:
    target = targets_measured().filter(measures__form=asked.form).order_by("number")[0]
    shown = published(target, asked.period.pk)
    assert (shown.total.part, shown.total.whole, shown.given) == ("30", "32", 2)
    series = Series([target], None, Seen(asked.period.closes_on))
    (point,) = series.points[target.pk]
    assert point.coverage == "2/3 đơn vị đã duyệt, 1 báo cáo đang đính chính, 1 chưa có số liệu"
    assert point.figure.is_provisional
    page = client_of(asked.officer).get(
        f"{reverse('reporting:target', args=[target.pk])}?ky={asked.period.pk}"
    )
    assert "1 báo cáo đang đính chính" in page.text
    accept(asked, corrected)
    assert published(target, asked.period.pk).total.part == "30"


def test_on_todays_boundaries_the_correction_is_told_the_same(
    asked: Asked, corrected: Unit
) -> None:
    target = targets_measured().filter(measures__form=asked.form).order_by("number")[0]
    seen = Seen(asked.period.closes_on, carried=True)
    (point,) = Series([target], None, seen).points[target.pk]
    figure = point.figure
    assert (figure.accepted, figure.correcting, figure.reported) == (2, 1, 2)
    assert figure.measured
    assert figure.measured.part == 31


def test_the_consolidated_report_counts_both_revisions_where_they_belong(
    asked: Asked, corrected: Unit
) -> None:
    found = consolidated(asked.officer, asked.period, asked.period.closes_on)
    assert (found.totals[0].total, found.totals[0].given, found.totals[0].approved) == ("31", 2, 2)
    assert len(found.reports) == 2


def test_the_report_says_which_revision_counts(asked: Asked, corrected: Unit) -> None:
    address = reverse("reporting:report", args=[asked.of(corrected).pk])
    words = "số đã duyệt vẫn tính lần nộp 1 đã duyệt; số tạm tính theo lần nộp 2"
    page = client_of(asked.officer).get(address)
    assert words in page.text
    assert page.text.count("● Được tính là đã duyệt") == 1
    assert "◐ Đính chính chờ duyệt" in page.text
    give_back(asked, corrected)
    page = client_of(asked.officer).get(address + "?lan=2")
    assert "Mọi số tổng hợp vẫn tính lần nộp 1 đã duyệt" in page.text
    page = client_of(reporter_of(corrected)).get(address)
    assert "Bản đã duyệt vẫn được tính là đã duyệt" in page.text
    assert "▲ Đính chính bị trả lại" in page.text
    page = client_of(asked.officer).get(reverse("reporting:period", args=[asked.period.pk]))
    assert "(thêm 1 báo cáo đang đính chính, vẫn tính lần đã duyệt)" in page.text


def test_an_ended_units_correction_that_was_given_back_still_leaves_its_figures(
    asked: Asked, corrected: Unit
) -> None:
    give_back(asked, corrected)
    assert list_change(asked.period, asked.period.closes_on).joins == ()
    assert inherited(asked.of(asked.story.communes[2])) == []


def test_a_figure_that_the_correction_takes_back_is_approved_until_then() -> None:
    asked = make_told().second
    first = asked.story.communes[0]
    send(asked, first, "-", "-", "-", "-", "-", reason="Không phát sinh")
    target = targets_measured().filter(measures__form=asked.form).order_by("number")[0]
    on = asked.period.closes_on
    point = Series([target], first, Seen(on)).points[target.pk][-1]
    figure = point.figure
    assert (figure.accepted, figure.correcting, figure.reported, figure.expected) == (1, 2, 1, 1)
    assert published(target, asked.period.pk).rows[0].part == "10"


def test_words_of_one_report_under_correction() -> None:
    figure = DatedFigure(FIRST, None, 1, 1, 1, correcting=1)
    assert coverage_words(figure) == "đã duyệt, đang đính chính"
    with pytest.raises(ValueError, match="2 accepted of 0 of 3"):
        DatedFigure(FIRST, None, 3, 0, 2, correcting=1)


def test_what_waited_before_the_column_came_is_found(asked: Asked, corrected: Unit) -> None:
    """An installation made before: its totals hold the correction alone."""
    third = asked.story.communes[2]
    send(asked, third, 1, 1, 1)
    send(asked, third, 2, 2, 2, reason="Sửa")
    then = stored(asked)
    Obligation.objects.update(frozen=None)
    Total.objects.filter(newest=False).delete()
    rebuild_totals(asked.period)
    assert told(asked)[1] == 1
    import_module("phongtrao.reporting.migrations.0020_fill_frozen").find(apps, None)
    rebuild_missing()
    assert stored(asked) == then
    assert asked.of(third).frozen is None
    accept(asked, corrected)
    give_back(asked, corrected)
    send(asked, corrected, 1, 1, 1)
    import_module("phongtrao.reporting.migrations.0020_fill_frozen").find(apps, None)
    rebuild_missing()
    assert asked.of(corrected).frozen is None


def test_before_the_column_there_is_one_total_a_unit(asked: Asked, corrected: Unit) -> None:
    """The way back: the constraint of before holds, and what is missing is added up again."""
    then = stored(asked)
    import_module("phongtrao.reporting.migrations.0020_fill_frozen").take_back(apps, None)
    keys = Total.objects.values_list("period", "unit", "accepted")
    assert len(keys) == len(set(keys))
    assert rebuild_missing() == 1
    assert stored(asked) == then
