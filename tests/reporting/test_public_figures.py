"""Counts of sensitive work (F26): judged exactly inside, small ones hidden outside."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.urls import reverse

from phongtrao.access.models import Permission, Role
from phongtrao.api.models import Token
from phongtrao.api.queries.reading import figure_facts, report_facts
from phongtrao.audit.models import LogEntry
from phongtrao.core.flow.table import MoveRefused
from phongtrao.programme.models import MeasuredBy, Target
from phongtrao.reporting.actions.addressees import add_addressee
from phongtrao.reporting.actions.form_changes import change_box
from phongtrao.reporting.actions.forms import new_version
from phongtrao.reporting.actions.indicators import SensitiveCountsOnly, define_indicator
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.publishing import publish_when_due
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Element, Indicator, Obligation, Period, Publication
from phongtrao.reporting.queries.publishing import is_published
from tests.factories import make_unit, make_user
from tests.kept_rows import made_once
from tests.programme.cascade_rows import hand, make_story
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.public_rows import LATER, opened_today, published
from tests.reporting.report_rows import (
    Asked,
    accept,
    crime_reports,
    make_form,
    make_target,
    reporter_of,
    send,
    window,
)

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.access.models import User

pytestmark = pytest.mark.django_db


@made_once
def make_measured() -> Asked:
    """Three communes; of each: A1 taken on, A2 received, A3 settled, A4 past the limit."""
    story = make_story(3)
    hand(story)
    story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
    targets = crime_reports(story)
    for one in targets:
        one.thresholds.update(horizon_kind="during", horizon="2020")
    targets[1].thresholds.update(comparator="gt")
    late = make_target(
        story, "tin báo quá hạn", "Số tin báo quá hạn", measured_by=MeasuredBy.COUNT,
        comparator="lte", value=100,
    )  # fmt: skip
    form = make_form(story, [*targets, late])
    return Asked(story, form, open_period(form=form, window=window(form), by=story.officer))


@pytest.fixture
def asked() -> Asked:
    return make_measured()


@pytest.fixture
def home_affairs(asked: Asked) -> User:
    """Reads the reports as an addressee of the form, outside of the chain of offices."""
    office = make_unit("Sở Nội vụ", asked.story.province, kind="sở")
    add_addressee(form=asked.form, office=office, by=asked.officer)
    return make_user("noivu", office, Role.VIEWER)


def target(asked: Asked, words: str) -> Target:
    return Target.objects.get(programme=asked.story.programme, subject__contains=words)


def text(browser: Client, name: str, pk: int) -> str:
    page = browser.get(reverse(name, args=[pk]))
    assert page.status_code == 200
    return page.text


def all_sent(asked: Asked, *rows: tuple[int, ...]) -> None:
    for commune, row in zip(asked.story.communes, rows, strict=False):
        send(asked, commune, *row)
        accept(asked, commune)


def mark_sensitive(asked: Asked, label: str) -> Indicator:
    found = Element.objects.get(form=asked.form, label=label).indicator
    assert found
    now = found.versions.get()
    names = ("numerator", "denominator", "unit", "direction", "source", "breakdowns", "limits")
    facts = {name: getattr(now, name) for name in names}
    day = date(2020, 1, 1)
    define_indicator(indicator=found, valid_from=day, sensitive=True, by=asked.officer, **facts)
    return found


def cells_of(page: str) -> dict[str, list[str]]:
    """Unit → its cells in the table of the page."""
    rows = re.findall(r'<tr[^>]*><th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    rows = [(re.sub("<.*?>", "", name), rest) for name, rest in rows]
    return {name: re.findall(r"<td[^>]*>(.*?)</td>", rest) for name, rest in rows}


def test_181_of_200_are_more_than_ninety_percent_and_180_are_not(asked: Asked) -> None:
    first, browser = asked.story.communes[0], client_of(asked.officer)
    with pytest.raises(MoveRefused):
        send(asked, first, 201, 200, 181, 4)  # more taken on than received
    all_sent(asked, (200, 200, 181, 4))
    of_first = f"?don-vi={first.pk}"
    taken, settled = (target(asked, words).pk for words in ("thụ lý", "giải quyết"))

    def shown(pk: int) -> str:
        return browser.get(reverse("reporting:target", args=[pk]) + of_first).text

    assert "100,0 % (200/200)" in shown(taken)
    assert "90,5 % (181/200)" in shown(settled)
    assert "● Đạt" in shown(taken)
    assert "● Đạt" in shown(settled)
    send(asked, first, 200, 200, 180, 4, reason="Đếm sót")
    accept(asked, first)
    assert "90,0 % (180/200)" in shown(settled)
    assert "✕ Không đạt" in shown(settled)
    assert "● Đạt" not in shown(settled)


def test_small_counts_are_hidden_with_another_so_that_the_total_tells_nothing(
    asked: Asked,
) -> None:
    late, browser = target(asked, "quá hạn"), client_of(asked.officer)
    never = published(make_target(asked.story, "chưa hỏi", "Chưa hỏi", measured_by="count"))
    assert (never.rows, never.total, never.title, never.window) == ([], None, "", "")
    assert "Chưa có kỳ báo cáo nào" in text(browser, "reporting:target_public", never.target.pk)
    all_sent(asked, (200, 200, 181, 4), (300, 300, 290, 20), (400, 400, 390, 30))
    inside = text(browser, "reporting:target", late.pk)
    assert reverse("reporting:target_public", args=[late.pk]) in inside
    opened_today()
    with day(LATER):
        browser = client_of(asked.officer)
        page = text(browser, "reporting:target_public", late.pk)
        data = browser.get(reverse("reporting:target_public_file", args=[late.pk])).getvalue()
    assert cells_of(page) == {
        "Tổng cộng": ["54"],
        "Xã 1": ["ẩn"],
        "Xã 2": ["ẩn"],
        "Xã 3": ["30"],
    }
    assert "Số đếm dưới 5" in page
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    told = [tuple(cell.value for cell in row[:2]) for row in sheet.iter_rows(min_row=6)]
    assert told == [("Tổng cộng", 54), ("Xã 1", "ẩn"), ("Xã 2", "ẩn"), ("Xã 3", 30)]


def test_only_accepted_reports_are_public_and_a_silent_unit_is_missing(asked: Asked) -> None:
    all_sent(asked, (200, 200, 181, 4), (300, 300, 300, 0))
    send(asked, asked.story.communes[2], 50, 50, 50, 9)
    shown = published(target(asked, "giải quyết"))
    assert [(row.name, row.part, row.whole, row.rate) for row in shown.rows] == [
        ("Xã 1", "181", "200", "90,5 %"),
        ("Xã 2", "300", "300", "100,0 %"),
        ("Xã 3", "chưa có", "", ""),
    ]
    assert shown.total
    assert (shown.total.part, shown.total.whole, shown.total.rate) == ("481", "500", "96,2 %")
    assert (shown.hidden, shown.given) == (0, 2)
    assert "Không có số đếm nào" in shown.note


def test_of_sensitive_work_what_is_left_of_the_whole_is_hidden_too(asked: Asked) -> None:
    all_sent(asked, (200, 200, 198, 4), (300, 300, 250, 0), (400, 400, 300, 0))
    settled = target(asked, "giải quyết")
    mark_sensitive(asked, "Số tin báo đã giải quyết")
    shown = published(settled)
    # Two are not settled in Xã 1; with the other parts shown they could be counted.
    assert [(row.name, row.part, row.rate) for row in shown.rows] == [
        ("Xã 1", "ẩn", "ẩn"),
        ("Xã 2", "ẩn", "ẩn"),
        ("Xã 3", "300", "75,0 %"),
    ]
    assert [row.whole for row in shown.rows] == ["ẩn", "ẩn", "400"]


def test_units_that_are_counted_and_numbers_below_zero(asked: Asked) -> None:
    story = asked.story
    camera = make_target(
        story, "xã, phường, đặc khu", "Có camera", measured_by=MeasuredBy.UNITS, value=90
    )
    form = make_form(story, [camera], name="Camera")
    other = Asked(story, form, open_period(form=form, window=window(form), by=story.officer))
    for commune, said in zip(story.communes, ("Có", "Không", "Có"), strict=True):
        row = send(other, commune, said)
        assert row.pk
        accept(other, commune)
    # Who is silent, or not accepted, stays in the base.
    give_back = other.of(story.communes[0])
    return_report(obligation=give_back, revision=1, reason="Sai kỳ", by=asked.officer)
    shown = published(camera)
    assert shown.total
    assert (shown.total.part, shown.hidden) == ("1", 0)
    with day(LATER):
        browser = client_of(asked.officer)
        page = text(browser, "reporting:target_public", camera.pk)
        data = browser.get(reverse("reporting:target_public_file", args=[camera.pk])).getvalue()
    assert cells_of(page) == {
        "Tổng cộng": ["33,3 % (1/3)"],
        "Xã 1": ["chưa có"],
        "Xã 2": ["Không"],
        "Xã 3": ["Có"],
    }
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    told = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    assert told[0][:3] == ["Tổng cộng", 1, 3]
    assert [row[4] for row in told] == [None, None, "Không", "Có"]
    assert all(row[1:4] == [None] * 3 for row in told[2:])
    assert "Chỉ tiêu này đếm đơn vị" in shown.note
    Element.objects.filter(form=asked.form, code="A4").update(least=None)
    all_sent(asked, (200, 200, 181, -4), (300, 300, 300, 20), (400, 400, 400, 30))
    assert published(target(asked, "quá hạn"), asked.period.pk).hidden == 4


def test_an_addressee_sees_sensitive_figures_in_their_public_form_only(
    asked: Asked, home_affairs: User
) -> None:
    all_sent(asked, (200, 200, 181, 4), (300, 300, 290, 20), (400, 400, 390, 30))
    first = asked.of(asked.story.communes[0])
    browser, late = client_of(home_affairs), target(asked, "quá hạn")
    assert cells_of_report(browser, first) == ["200", "200", "181", "4"]
    mark_sensitive(asked, "Số tin báo quá hạn")
    assert cells_of_report(browser, first) == ["200", "200", "181", "ẩn"]
    assert cells_of_report(client_of(asked.officer), first) == ["200", "200", "181", "4"]
    unit = client_of(reporter_of(asked.story.communes[0]))
    assert cells_of_report(unit, first) == ["200", "200", "181", "4"]
    assert browser.get(reverse("reporting:target", args=[late.pk])).status_code == 404
    opened_today()
    with day(LATER):
        assert ">ẩn<" in text(client_of(home_affairs), "reporting:target_public", late.pk)
    assert text(browser, "reporting:period_questions", asked.period.pk)
    stranger = make_user("nguoila", make_unit("Sở Y tế", asked.story.province, kind="sở"))
    page = client_of(stranger).get(reverse("reporting:target_public", args=[late.pk]))
    assert page.status_code == 404


def cells_of_report(browser: Client, row: Obligation) -> list[str]:
    page = text(browser, "reporting:report", row.pk)
    label = r'data-label="Quý I/2020">(.*?)(?:<br>|</td>)'
    return [re.sub("<.*?>", "", one).strip() for one in re.findall(label, page, re.DOTALL)]


def test_a_program_of_an_addressee_is_told_no_more(asked: Asked, home_affairs: User) -> None:
    all_sent(asked, (200, 200, 181, 4))
    mark_sensitive(asked, "Số tin báo quá hạn")
    rows = list(Obligation.objects.filter(period=asked.period).select_related("unit", "current"))
    outside = Token(permission=Permission.SUBMISSION_READ, account=home_affairs)
    inside = Token(permission=Permission.SUBMISSION_READ, account=asked.officer)
    for token, figure in ((outside, "ẩn"), (inside, 4)):
        told = report_facts(token, asked.period, rows)[0]["boxes"]
        assert told == {"A1": 200, "A2": 200, "A3": 181, "A4": figure}
        facts = figure_facts(token, asked.period, None)["boxes"]
        assert [one["sum"] for one in facts] == [200, 200, 181, figure]


def test_sensitive_work_is_counted_in_whole_numbers_only(asked: Asked) -> None:
    indicator = mark_sensitive(asked, "Số tin báo quá hạn")
    assert "công tác nhạy cảm" in text(
        client_of(asked.officer), "reporting:indicator", indicator.pk
    )
    draft = new_version(form=asked.form, by=asked.officer)
    box = draft.elements.get(code="A4")
    facts = {"code": "A4", "kind": "decimal", "scale": 1}
    with pytest.raises(SensitiveCountsOnly, match="chỉ nhận số nguyên"):
        change_box(form=draft, element=box, facts=facts, by=asked.officer)
    Element.objects.filter(form=draft, code="A3").update(kind="decimal", scale=1)
    other = Element.objects.get(form=draft, code="A3").indicator
    assert other
    page = client_of(asked.officer).post(
        reverse("reporting:define", args=[other.pk]),
        {"numerator": "Đã giải quyết", "direction": "up", "source": "reported",
         "valid_from": "01/02/2021", "sensitive": "on"},
    )  # fmt: skip
    assert page.status_code == 422
    assert "chỉ nhận số nguyên; ô A3" in page.text
    other.refresh_from_db()
    assert not other.sensitive


def test_two_who_look_first_at_once_publish_once(asked: Asked) -> None:
    opened_today()
    first, second = (Period.objects.get(pk=asked.period.pk) for _ in range(2))
    assert not is_published(second)
    for looked_at in (first, second):
        publish_when_due(looked_at, LATER)
    assert Publication.objects.count() == 1
    assert LogEntry.objects.filter(action="period.publish").count() == 1
