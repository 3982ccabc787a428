"""Nobody finds a hidden count by subtracting what he sees on one day, in one period or on one page
from what he sees on another (F26).
"""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from django.urls import reverse

from phongtrao.access.models import Permission
from phongtrao.audit.models import LogEntry
from phongtrao.core.rollup.strata import Strata, UnitFacts
from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.actions.addressees import add_addressee
from phongtrao.reporting.actions.forms import build_form, issue_form
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.publishing import publish_when_due
from phongtrao.reporting.actions.strata import set_strata
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Element, Measure, Obligation, Publication
from phongtrao.reporting.queries.public_figures import PublicPage
from phongtrao.reporting.queries.publishing import publication_day
from phongtrao.reporting.queries.sheets import forget_forms
from tests.api.machine_rows import make_program
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.outside_rows import (
    HALVES,
    HELPED,
    IN_TIME,
    LATE,
    SUMMER,
    TOLD,
    WINTER,
    World,
    build,
    cells,
    everything,
    first_quarter,
    make_world,
    report,
    told,
)
from tests.reporting.public_rows import parts
from tests.reporting.report_rows import QUARTERS, make_target, window

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.reporting.models import Period

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_before_its_day_nothing_is_shown_and_from_then_on_one_thing(world: World) -> None:
    first_quarter(world)
    assert publication_day(world.period) == TOLD
    before = everything(world, TOLD - timedelta(days=1))
    assert before == [[], 404, [], 404]
    with day(TOLD - timedelta(days=1)):
        page = client_of(world.home).get(world.pages()[2]).text
    assert "Công bố từ ngày 20/04/2020" in page
    rows = everything(world, TOLD)
    assert rows[2] == [
        ("Tổng cộng", "60"), ("Xã 1", "ẩn"), ("Xã 2", "ẩn"), ("Xã 3", "50"), ("Xã 4", "chưa có"),
    ]  # fmt: skip
    # The workbook tells what the page does.
    assert rows[1] == rows[0]
    assert rows[3] == rows[2]


def test_whatever_is_accepted_corrected_returned_or_moved_later_changes_nothing(
    world: World,
) -> None:
    first_quarter(world)
    shown = everything(world, TOLD)
    second, fourth = world.communes[1], world.communes[3]
    with day(TOLD + timedelta(days=1)):
        report(world, 3, 1, 1)
        assert everything(world, TOLD + timedelta(days=1)) == shown
        report(world, 1, 4, 3)
        assert everything(world, TOLD + timedelta(days=1)) == shown
        return_report(
            obligation=world.asked.of(second), revision=2, reason="Sai kỳ", by=world.story.officer
        )
        assert everything(world, TOLD + timedelta(days=1)) == shown
    # A list that is moved, a measure that is narrowed, a limit and a mark that are changed.
    Obligation.objects.filter(period=world.period, unit=second).update(
        commune=fourth, stratum=UnitFacts("commune", "rural").key
    )
    measure = world.form.measures.get(target=world.target)
    set_strata(measure=measure, strata=Strata(settlements=("urban",)), by=world.story.officer)
    assert everything(world, SUMMER) == shown


def test_a_limit_that_is_changed_later_shows_nothing_more(world: World, settings) -> None:
    first_quarter(world)
    shown = everything(world, TOLD)
    settings.SMALL_COUNT_LIMIT = 2
    settings.PUBLICATION_DAYS = 1
    assert everything(world, SUMMER) == shown


def test_who_looks_late_sees_what_could_be_seen_on_the_day(world: World) -> None:
    first_quarter(world)
    with day(TOLD):
        report(world, 3, 1, 1)  # on the day itself: too late
        report(world, 0, 900, 900)
    late = everything(world, SUMMER)
    assert late[2][1:] == [
        ("Xã 1", "ẩn"), ("Xã 2", "ẩn"), ("Xã 3", "50"), ("Xã 4", "chưa có"),
    ]  # fmt: skip
    assert late[2][0] == ("Tổng cộng", "60")
    made = LogEntry.objects.get(action="period.publish")
    assert (made.author, made.object_id) == (None, str(world.period.pk))
    assert everything(world, SUMMER) == late
    assert LogEntry.objects.filter(action="period.publish").count() == 1


def test_a_day_that_is_asked_for_shows_no_other_figures(world: World) -> None:
    first_quarter(world)
    shown = everything(world, TOLD)
    with day(TOLD):
        report(world, 3, 1, 1)
    with day(SUMMER):
        theirs = client_of(world.home)
        for number in range(100):
            asked = f"{date(2020, 4, 1) + timedelta(days=number):%d/%m/%Y}"
            if number % 9 == 0:
                page = theirs.get(f"{world.pages()[0]}&tai-ngay={asked}").text
                assert cells(page.split('id="dinh-nghia"')[0]) == shown[0]


def test_live_pages_of_an_outsider_hold_no_sensitive_figure(world: World) -> None:
    """A count of 77 and its correction of 88 are nowhere, not even as they are now."""
    with day(IN_TIME):
        report(world, 0, 77, 77)
        report(world, 1, 88, 88)
        report(world, 0, 88, 88)
    row = world.asked.of(world.communes[0])
    period = world.period.pk
    names = (
        ("report", row.pk), ("period", period), ("consolidated", period),
        ("period_questions", period), ("indicator", world.indicator(LATE).pk),
        ("indicator", world.indicator(HELPED).pk), ("target_public", world.target.pk),
        ("periods",), ("dashboard",), ("reviews",), ("received", period),
    )  # fmt: skip
    with day(IN_TIME):
        theirs = client_of(world.home)
        for name, *pk in names:
            for tail in ("", "?lan=1", "?o=A2"):
                page = theirs.get(reverse(f"reporting:{name}", args=pk) + tail)
                assert page.status_code == 200, name
                text = re.sub("<.*?>", " ", page.text)
                assert not re.search(r"\b(77|88|165|176)\b", text), name
        file = theirs.get(reverse("reporting:consolidated_file", args=[period])).getvalue()
        with ZipFile(io.BytesIO(file)) as word:
            text = re.sub("<.*?>", " ", word.read("word/document.xml").decode())
            assert "ẩn" in text
            assert not re.search(r"\b(77|88|165|176)\b", text)
        assert theirs.get(reverse("reporting:target", args=[world.target.pk])).status_code == 404
        program = make_program(world.home.office, Permission.SUBMISSION_READ)
        for tail in ("bao-cao/", "so-lieu/"):
            answer = program.get(f"ky-bao-cao/{period}/{tail}")
            assert answer.status_code == 200
            assert not re.search(r"\b(77|88|165|176)\b", answer.content.decode()), tail


def test_a_quarter_and_the_half_year_that_holds_it(world: World) -> None:
    half, second = _two_forms(world)
    shown = {
        (label, one.pk): told(address, SUMMER + timedelta(days=40), world.home)
        for one in (world.period, second, half)
        for label, address in zip(("A2", "A2x", "A1", "A1x"), world.pages(one), strict=True)
    }
    # Quarter I hides two of A1, quarter II nothing; the half-year would give them back.
    assert "ẩn" in {cell for row in shown["A1", world.period.pk] for cell in row}
    assert shown["A1", second.pk][0] == ("Tổng cộng", "181")
    for label in ("A1", "A2"):
        assert shown[label, half.pk] == []
        assert shown[f"{label}x", half.pk] == 404
    with day(SUMMER + timedelta(days=40)):
        theirs = client_of(world.home)
        for address in (world.pages(half)[0], world.pages(half)[2]):
            page = theirs.get(address).text
            assert "đã công khai ở kỳ khác" in page
            assert "Quý I/2020" in page
        # Nor is it what is shown of itself.
        page = theirs.get(world.pages()[2].split("?")[0])
        assert page.context["shown"].period == second


def _two_forms(world: World) -> tuple[Period, Period]:
    """The half-year asks for the same in a form of its own; quarter II hides nothing."""
    first_quarter(world)
    with day(date(2020, 4, 2)):
        second = open_period(
            form=world.form, window=window(world.form, number=1), by=world.story.officer
        )
        other = build(world.story, world.target, HALVES, "Nửa năm")
        add_addressee(form=other, office=world.home.office, by=world.story.officer)
        half = open_period(form=other, window=window(other), by=world.story.officer)
    with day(SUMMER):
        for number, (of_second, of_half) in enumerate(
            (((60, 60), (67, 120)), ((70, 70), (73, 72)), ((51, 61), (101, 122)))
        ):
            report(world, number, *of_second, period=second)
            report(world, number, *of_half, period=half)
    return half, second


def test_two_forms_measure_one_target_in_the_same_window(world: World) -> None:
    """The second one counts one commune less: their difference is what that one reported."""
    first_quarter(world)
    with day(WINTER):
        other = build_form(
            programme=world.story.programme, targets=[], name="Khác", window=QUARTERS,
            group="commune", by=world.story.officer,
        ).form  # fmt: skip
        box = Element.objects.create(
            form=other, number=1, code="A1", label="Tin quá hạn", kind="integer", least=0
        )
        Measure.objects.create(form=other, target=world.target, numerator=box)
        issue_form(form=other, by=world.story.officer)
        period = open_period(form=other, window=window(other), by=world.story.officer)
    with day(IN_TIME):
        for number, figure in enumerate((7, None, 50)):
            if figure:
                report(world, number, figure, period=period)
    assert told(world.pages()[2], TOLD, world.home)[0] == ("Tổng cộng", "60")
    assert told(world.pages(period)[2], TOLD, world.home) == []
    with day(TOLD):
        page = client_of(world.home).get(world.pages(period)[2]).text
        assert "biểu mẫu “Quý”" in page
        # The choices of one name are told apart.
        assert "biểu mẫu “Khác”" in page


def test_the_one_published_first_is_shown_also_where_the_other_is_looked_at_first(
    world: World,
) -> None:
    half, second = _two_forms(world)
    on = SUMMER + timedelta(days=40)
    publish_when_due(half, on)
    assert Publication.objects.count() == 3
    shown = PublicPage(world.target, half.pk, on)
    assert shown.stands_in == world.period
    assert parts(PublicPage(world.target, second.pk, on))["Tổng cộng"] == "181"


def test_a_period_of_which_nothing_was_accepted_in_time_keeps_nothing_back(world: World) -> None:
    half, second = _two_forms(world)
    Obligation.objects.filter(period__in=[world.period, second]).update(current=None, frozen=None)
    for one in (world.period, second):
        for row in one.obligations.all():
            for sent in row.submissions.all():
                sent.verdicts.all().delete()
    assert told(world.pages(half)[2], SUMMER + timedelta(days=40), world.home)[0] == (
        "Tổng cộng", "241",
    )  # fmt: skip


def test_a_table_that_comes_after_the_others_is_not_made(world: World) -> None:
    """Another target that counts the same of some of the communes would tell what is hidden."""
    first_quarter(world)
    everything(world, TOLD)
    with day(TOLD):
        other = make_target(
            world.story, "ở phường", LATE, measured_by=MeasuredBy.COUNT, comparator="lte", value=9
        )
        Measure.objects.create(
            form=world.form, target=other, numerator=world.form.elements.get(code="A1")
        )
        forget_forms()
        address = reverse("reporting:target_public", args=[other.pk])
        page = client_of(world.home).get(address)
        assert cells(page.text) == []
        assert "Kỳ này không có bản công khai" in page.text
        file = reverse("reporting:target_public_file", args=[other.pk])
        assert client_of(world.home).get(file).status_code == 404


def test_the_last_figure_of_a_hidden_box_is_hidden_too_and_not_missing(world: World) -> None:
    first_quarter(world)
    with day(date(2020, 4, 2)):
        second = open_period(
            form=world.form, window=window(world.form, number=1), by=world.story.officer
        )
    row = Obligation.objects.get(period=second, unit=world.communes[0])
    silent = Obligation.objects.get(period=second, unit=world.communes[3])
    with day(SUMMER):
        assert last_column(client_of(world.home), row) == ["ẩn", "ẩn"]
        assert last_column(client_of(world.home), silent) == ["chưa có", "chưa có"]
        assert last_column(client_of(world.story.officer), row) == ["7", "60"]


def last_column(browser: Client, row: Obligation) -> list[str]:
    page = browser.get(reverse("reporting:report", args=[row.pk])).text
    found = re.findall(r'<td class="figure last"[^>]*>(.*?)</td>', page, re.DOTALL)
    return [re.sub("<.*?>", "", one).strip() for one in found]
