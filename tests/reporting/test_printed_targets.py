"""The 28 targets that real plans print, asked for and answered: N01 to N28, by F07 and F12."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.targets.proposal import propose
from phongtrao.core.targets.standing import State
from phongtrao.core.targets.wording import figure_words
from phongtrao.programme.models import Target, Threshold
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.models import Element, Measure, Obligation, ReportForm
from phongtrao.reporting.queries.review_facts import gathered
from phongtrao.reporting.queries.series import Now, Seen, Series
from phongtrao.reporting.queries.target_page import targets_measured
from tests.programme.cascade_rows import Story, hand, make_story, merge
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import QUARTERS, make_form, reporter_of, window
from tests.reporting.review_rows import MEETING, YEARLY, Phased, review_of

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "data/printed_targets.csv"
PRINTED = {row["id"]: row for row in csv.DictReader(DATA.read_text("utf-8").splitlines())}
PHASE_OF = [name for name in PRINTED if name >= "N08"]
YEARS = range(2021, 2026)


def make_printed(story: Story, name: str) -> Target:
    """A printed target, measured as the program proposes."""
    row = PRINTED[name]
    about = {one: row[one] for one in ("subject", "measure", "stratum")}
    proposal = propose(
        **about,
        percent=row["unit"] == "percent",
        comparator=row["comparator"],
        out_of=bool(row["out_of"]),
    )
    target = Target.objects.create(
        programme=story.programme,
        owner=story.province,
        number=int(name[1:]),
        measured_by=proposal.measured_by,
        numerator=f"{name} {proposal.numerator}",
        denominator=proposal.denominator and f"{name} {proposal.denominator}",
        **about,
    )
    kind, horizon = row["horizon"].split(" ")
    Threshold.objects.create(
        target=target,
        horizon_kind=kind,
        horizon=horizon,
        upper=row["upper"] or None,
        out_of=row["out_of"] or None,
        **{one: row[one] for one in ("comparator", "value", "unit")},
    )
    return target


def make_all(names: list[str], communes: int = 3) -> tuple[Story, ReportForm, dict[str, Target]]:
    """A programme since 2020 with these targets and a yearly form of all of them."""
    with day(date(2020, 1, 4)):
        story = make_story(communes)
        story.programme.begins_on = date(2020, 1, 1)
        story.programme.save()
        story.programme.targets.all().delete()
        hand(story, on="2020-01-04")
        story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
        targets = {name: make_printed(story, name) for name in names}
        form = make_form(story, list(targets.values()), YEARLY)
    # Each box is asked of all here: what is of town or country has tests of its own.
    Measure.objects.filter(form=form).update(strata={})
    return story, form, targets


def ask(story: Story, form: ReportForm, year: int) -> None:
    """Open the year when it is over."""
    with day(date(year + 1, 1, 2)):
        open_period(form=form, window=window(form, year), by=story.officer)


def report(form: ReportForm, year: int, unit: Unit, figures: dict[str, str]) -> None:
    """Send a year's report. figures: by the code of a box."""
    row = Obligation.objects.get(period__form=form, period__name=str(year), unit=unit)
    with day(date(year + 1, 1, 4)):
        send_report(obligation=row, typed=figures, by=reporter_of(unit))


def boxes(form: ReportForm) -> dict[int, Measure]:
    """Id of a target → how it is measured."""
    rows = Measure.objects.filter(form=form).select_related("numerator", "denominator")
    return {row.target_id: row for row in rows}


def is_yes(element: Element) -> bool:
    return element.kind == Kind.YES_NO


def test_every_target_of_a_phase_stands_there_with_its_five_yearly_values() -> None:
    story, form, targets = make_all(PHASE_OF)
    one, two, three = story.communes
    measures = boxes(form)
    expected: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for year in YEARS:
        if year == 2023:
            with day(date(2023, 6, 1)):
                new = merge("Xã Mới", two, three, on="2023-07-01")
        units = story.communes if year < 2023 else [one, new]
        ask(story, form, year)
        typed: dict[Unit, dict[str, str]] = {unit: {} for unit in units}
        for number, (name, target) in enumerate(targets.items(), start=1):
            measure = measures[target.pk]
            part, whole = 0, 0
            for place, unit in enumerate(units, start=1):
                if is_yes(measure.numerator):
                    says = (number + year + place) % 3 > 0
                    typed[unit][measure.numerator.code] = "Có" if says else "Không"
                    part, whole = part + says, whole + 1
                    continue
                figure = (number * 7 + year + place) % 40
                typed[unit][measure.numerator.code] = str(figure)
                part += figure
                if measure.denominator:
                    typed[unit][measure.denominator.code] = str(figure + place)
                    whole += figure + place
            divided = is_yes(measure.numerator) or measure.denominator is not None
            expected[name].append((part, whole if divided else None))
        for unit in units:
            report(form, year, unit, typed[unit])
    with day(MEETING):
        review = review_of(Phased(story, form, targets, one, new))
        shown = gathered(review, Seen(MEETING))
    found = {row["target"]: row["cells"] for row in shown["targets"]}
    assert set(found) == {target.pk for target in targets.values()}
    for name, target in targets.items():
        cells = found[target.pk]
        assert len(cells) == len(YEARS)
        for cell, (part, whole) in zip(cells, expected[name], strict=True):
            figure = cell["figure"].rpartition(" ")[2].strip("()")
            assert figure == (str(part) if whole is None else f"{part}/{whole}"), (name, cell)


HELD = {
    # What 28 communes count together and the figure in words; how the target stands at the end.
    "N01": (0, "0,0 % (0/28)", State.REACHED),  # a commune says of itself whether it is weak
    "N08": (0, "0,0 % (0/28)", State.REACHED),  # the same, asked in the same box
    "N06": (1960, "70,0 % (1.960/2.800)", State.REACHED),  # "ít nhất 70 %"
    "N13": (2520, "90,0 % (2.520/2.800)", State.MISSED),  # "trên 90 %"
    "N23": (336, "12,0 % (336/2.800)", State.REACHED),  # "5–10 %"
    "N27": (18, "64,3 % (18/28)", State.MISSED),  # "19/28"
}


def typed_by(place: int, total: int) -> tuple[int, int]:
    """What one of 28 communes counts, out of how many: the last is larger than all the others
    together and has another rate, so that the mean of rates is not the rate of the sums.
    """
    each = total // 54 + 1 if total else 0
    return (each, 50) if place < 27 else (total - 27 * each, 1450)


def test_all_28_are_held_exactly_by_sums_over_sums() -> None:
    story, form, targets = make_all(list(PRINTED), communes=28)
    measures = boxes(form)
    assert len(targets) == len(measures) == 28
    # What each asks is held in the year that is asked for.
    Threshold.objects.update(horizon_kind="during", horizon="2022")
    ask(story, form, 2022)
    for place, unit in enumerate(story.communes):
        typed = {}
        for name, target in targets.items():
            measure, (total, *_) = measures[target.pk], HELD.get(name, (28,))
            if is_yes(measure.numerator):
                typed[measure.numerator.code] = "Có" if place < total else "Không"
                continue
            part, whole = typed_by(place, total)
            typed[measure.numerator.code] = str(part)
            if measure.denominator:
                typed[measure.denominator.code] = str(whole)
        if place == 27:
            silent = now_of(targets["N06"])
            assert (silent.point.figure.reported, silent.point.figure.expected) == (27, 28)
            assert words_of(silent) == "74,0 % (999/1.350)"
        report(form, 2022, unit, typed)
    held = {name: now_of(targets[name]) for name in HELD}
    assert {name: words_of(one) for name, one in held.items()} == {
        name: words for name, (_, words, _) in HELD.items()
    }
    assert {name: one.held and one.held.state for name, one in held.items()} == {
        name: state for name, (_, _, state) in HELD.items()
    }


@pytest.mark.parametrize(
    ("numerator", "kind", "horizon", "adds_up"),
    [
        ("Số địa bàn trọng điểm phức tạp", "by", "2025", False),
        ("Số địa bàn trọng điểm phức tạp", "every", "year", True),
        ("Số điểm nóng", "by", "2025", True),
        ("Số vụ lộ, lọt thông tin", "during", "2025", True),
    ],
)
def test_what_is_there_until_a_year_is_not_added_up_and_what_happens_is(
    numerator: str, kind: str, horizon: str, adds_up: bool
) -> None:
    story, _, targets = make_all(["N28"])
    target = targets["N28"]
    Target.objects.filter(pk=target.pk).update(numerator=numerator)
    target.thresholds.update(horizon_kind=kind, horizon=horizon)
    form = make_form(story, [Target.objects.get(pk=target.pk)], QUARTERS, name="Hằng quý")
    assert form.measures.get().adds_up is adds_up


def test_what_must_be_none_by_a_year_is_not_missed_before_it() -> None:
    """N08 and N28: weak movements and areas of emphasis, none left by 2025."""
    story, form, targets = make_all(["N08", "N28"])
    weak, areas = (boxes(form)[targets[name].pk].numerator.code for name in targets)
    for year, left in ((2022, 5), (2025, 0)):
        ask(story, form, year)
        for place, unit in enumerate(story.communes):
            some = left if place == 0 else 0
            report(form, year, unit, {weak: "Có" if some else "Không", areas: str(some)})
    for target, figure in ((targets["N08"], "1/3"), (targets["N28"], "5")):
        march = now_of(target, date(2023, 3, 1))
        assert figure in words_of(march)
        assert (march.held and march.held.state) is State.BEHIND
        last = now_of(target, date(2026, 1, 10))
        assert (last.held and last.held.state) is State.REACHED
        with day(date(2023, 3, 1)):
            page = client_of(story.officer).get(reverse("reporting:target", args=[target.pk]))
        assert "▲ Chậm" in page.text
        assert "✕ Không đạt" not in page.text


def now_of(target: Target, on: date = date(2023, 1, 10)) -> Now:
    """How a target of all who report stands on a day; else when the year 2022 is over."""
    found = Series([targets_measured().get(pk=target.pk)], None, Seen(on))
    now = found.now(found.targets[target.pk])
    assert now
    return now


def words_of(now: Now) -> str:
    assert now.held
    return figure_words(now.point.figure, now.held.level.level)
