"""The page of an indicator: its figures over time and over units, down to the report; what it
counts is measured by no target (F26: "Tổng số khu dân cư" has a page as a target has).
"""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from phongtrao.access.models import Role
from phongtrao.reporting.actions.addressees import add_addressee
from phongtrao.reporting.actions.form_changes import change_box
from phongtrao.reporting.actions.forms import build_form, issue_form, new_version
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Indicator, Obligation
from tests.factories import make_unit, make_user
from tests.kept_rows import made_once
from tests.programme.cascade_rows import hand, make_story
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.public_rows import LATER, opened_today
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    accept,
    crime_reports,
    opened_in_time,
    reporter_of,
    send,
    window,
)

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.access.models import User

pytestmark = pytest.mark.django_db
SECOND_QUARTER = 1


@made_once
def make_counted() -> Asked:
    """Three communes report, beside what two targets measure, how many neighbourhoods they have
    (A4), and whether they have a security team (A5): no target asks for either.
    """
    story = make_story(3)
    hand(story)
    story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
    form = build_form(
        programme=story.programme,
        targets=crime_reports(story),
        name="Tin báo",
        window=QUARTERS,
        group="commune",
        by=story.officer,
    ).form
    for code, label, kind in (
        ("A4", "Tổng số khu dân cư", "integer"),
        ("A5", "Có tổ bảo vệ", "yes-no"),
    ):
        facts = {"code": code, "label": label, "kind": kind}
        change_box(form=form, element=None, facts=facts, new_indicator=True, by=story.officer)
    issue_form(form=form, by=story.officer)
    asked = Asked(story, form, opened_in_time(form, story.officer))
    first, second, _ = story.communes
    send(asked, first, 10, 10, 9, 300, "Có")
    accept(asked, first)
    send(asked, second, 10, 10, 9, 251, "Không")
    return asked


@pytest.fixture
def asked() -> Asked:
    return make_counted()


@pytest.fixture
def office(asked: Asked) -> Client:
    return client_of(asked.officer)


def indicator(asked: Asked, label: str = "Tổng số khu dân cư") -> Indicator:
    return Indicator.objects.get(elements__form=asked.form, elements__label=label)


def address(asked: Asked, label: str = "Tổng số khu dân cư", name: str = "indicator") -> str:
    return reverse(f"reporting:{name}", args=[indicator(asked, label).pk])


def shown_units(page) -> dict[str, str]:
    return {row.name: row.words for row in page.context["shown"].units}


def opened_again(asked: Asked, *figures: object) -> Asked:
    """The second quarter, reported by the first commune."""
    again = open_period(
        form=asked.form, window=window(asked.form, 2020, SECOND_QUARTER), by=asked.officer
    )
    other = Asked(asked.story, asked.form, again)
    send(other, asked.story.communes[0], *figures)
    return other


def test_a_total_of_the_consolidated_report_opens_to_the_units_and_their_reports(
    asked: Asked, office: Client
) -> None:
    report = office.get(reverse("reporting:consolidated", args=[asked.period.pk])).text
    opened_again(asked, 10, 10, 9, 999, "Có")  # the newest period is another one
    link = re.search(r'<a href="([^"]+)"><strong>551</strong>', report)
    assert link
    page = office.get(link[1].replace("&amp;", "&").split("#")[0])
    assert page.context["period"].title == "Quý I/2020"
    assert page.context["period"].figure == "551"
    assert shown_units(page) == {"Xã 1": "300", "Xã 2": "251", "Xã 3": ""}
    first = asked.of(asked.story.communes[0])
    assert f'<a href="{reverse("reporting:report", args=[first.pk])}">' in office.get(
        address(asked) + f"?don-vi={asked.story.communes[0].pk}&ky={asked.period.pk}"
    ).text  # fmt: skip


def test_a_silent_unit_is_missing_and_no_zero(asked: Asked, office: Client) -> None:
    page = office.get(address(asked))
    assert page.context["shown"].head.coverage == (
        "1/3 đơn vị đã duyệt, 1 chờ duyệt, 1 chưa có số liệu"
    )
    assert page.context["shown"].head.provisional
    assert "Phải đạt" not in page.text  # no level is set


def test_over_time_with_a_chart_and_its_workbook(asked: Asked, office: Client) -> None:
    assert "data-chart" not in office.get(address(asked)).text
    other = opened_again(asked, 10, 10, 9, 310, "Có")
    page = office.get(address(asked))
    assert [(row.title, row.figure) for row in page.context["shown"].rows] == [
        ("Quý II/2020", "310"),
        ("Quý I/2020", "551"),
    ]
    assert page.context["chart"]["values"] == [551, 310]
    assert "kỳ trước: −241 (" in page.text
    assert page.context["period"].point.period == other.period
    answer = office.get(address(asked, name="indicator_file"))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = {row[0].value: row[2].value for row in book["Theo thời gian"].iter_rows()}
    assert (rows["Quý I/2020"], rows["Quý II/2020"]) == (551, 310)
    assert book["Theo đơn vị"]["A1"].value == "Tổng số khu dân cư"


def test_what_was_asked_before_stands_beside_what_a_later_version_asks(
    asked: Asked, office: Client
) -> None:
    draft = new_version(form=asked.form, by=asked.officer)
    change_box(
        form=draft, element=draft.elements.get(code="A4"), facts={"code": "B1"}, by=asked.officer
    )
    issue_form(form=draft, by=asked.officer)
    later = open_period(form=draft, window=window(draft, 2020, SECOND_QUARTER), by=asked.officer)
    assert Obligation.objects.filter(period=later).exists()
    page = office.get(address(asked))
    assert [one.title for one in page.context["shown"].rows] == ["Quý II/2020", "Quý I/2020"]
    assert page.context["box"].code == "B1"


def test_of_two_forms_that_ask_one_is_shown_at_a_time(asked: Asked, office: Client) -> None:
    story, shared = asked.story, indicator(asked)
    other = build_form(
        programme=story.programme,
        targets=[],
        name="Khu dân cư",
        window=QUARTERS,
        group="commune",
        by=story.officer,
    ).form
    facts = {"code": "K1", "label": "Số khu", "kind": "integer", "indicator": shared}
    change_box(form=other, element=None, facts=facts, by=story.officer)
    issue_form(form=other, by=story.officer)
    period = open_period(form=other, window=window(other, 2020, SECOND_QUARTER), by=story.officer)
    assert Obligation.objects.filter(period=period).exists()
    newest = office.get(address(asked))
    assert [one.title for one in newest.context["shown"].rows] == ["Quý II/2020"]
    first = f"?ky={asked.period.pk}&amp;o=A4"
    assert first in newest.text
    chosen = office.get(address(asked) + first.replace("&amp;", "&"))
    assert [one.figure for one in chosen.context["shown"].rows] == ["551"]


def test_a_newer_form_of_others_takes_nobody_his_page(asked: Asked) -> None:
    story, (first, second, _) = asked.story, asked.story.communes
    school = make_unit("Trường X", second, kind="trường học")
    hand(story, school)
    other = build_form(
        programme=story.programme,
        targets=[],
        name="Trường",
        window=QUARTERS,
        group="trường học",
        by=story.officer,
    ).form
    facts = {"code": "K1", "label": "Số khu", "kind": "integer", "indicator": indicator(asked)}
    change_box(form=other, element=None, facts=facts, by=story.officer)
    issue_form(form=other, by=story.officer)
    later = open_period(form=other, window=window(other, 2020, SECOND_QUARTER), by=story.officer)
    theirs = client_of(reporter_of(first))
    for tail in ("", f"?ky={later.pk}&o=K1", f"?don-vi={first.pk}"):
        page = theirs.get(address(asked) + tail)
        assert page.context["shown"].head.figure == "300"
    assert theirs.get(address(asked) + f"?don-vi={second.pk}").status_code == 404
    own = client_of(reporter_of(school)).get(address(asked))
    assert own.context["box"].code == "K1"
    # Who is asked for it by no form any more reads what it means.
    asked.form.elements.filter(code="A4").update(kind="text")
    page = theirs.get(address(asked))
    assert "Chưa có số liệu." in page.text
    assert "Định nghĩa, phiên bản 1" in page.text


def test_a_box_of_yes_and_no_counts_who_says_yes_and_draws_one_units_answers(
    asked: Asked, office: Client
) -> None:
    label = "Có tổ bảo vệ"
    page = office.get(address(asked, label))
    assert page.context["shown"].head.figure == "33,3 % (1/3)"
    assert shown_units(page) == {"Xã 1": "Có", "Xã 2": "Không", "Xã 3": ""}
    opened_again(asked, 10, 10, 9, 310, "Không")
    own = office.get(address(asked, label) + f"?don-vi={asked.story.communes[0].pk}")
    assert own.context["chart"] == {
        "labels": ["Quý I/2020", "Quý II/2020"],
        "provisional": [False, True],
        "values": [1, 0],
        "levels": [None, None],
        "asked": [None, None],
        "answers": True,
    }
    assert "100,0 %" not in own.text


def test_units_are_searched_and_swapped_in_place(asked: Asked, office: Client) -> None:
    part = office.get(address(asked) + "?tim=xa+2", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="rows">')
    assert [row.name for row in part.context["rows"]] == ["Xã 2"]
    assert f'hx-get="{address(asked)}"' in part.text


def test_a_commune_reads_its_own_figures_and_nobody_elses(asked: Asked) -> None:
    first, second, _ = asked.story.communes
    theirs = client_of(reporter_of(first))
    page = theirs.get(address(asked))
    assert page.context["place"] == first
    assert page.context["shown"].head.figure == "300"
    assert "Tỉnh Mẫu</a>" not in page.text
    for name in ("indicator", "indicator_file"):
        foreign = theirs.get(address(asked, name=name) + f"?don-vi={second.pk}")
        assert foreign.status_code == 404
    above = client_of(asked.officer).get(address(asked) + f"?don-vi={first.pk}").text
    assert "Tỉnh Mẫu</a>" in above


def test_as_of_a_day_in_the_past_and_of_a_day_that_is_none(asked: Asked, office: Client) -> None:
    past = office.get(address(asked), {"tai-ngay": "01/04/2020"})
    assert past.context["shown"].head.figure == ""  # nothing was sent by then
    later = office.get(address(asked), {"tai-ngay": "01/04/2020", "biet": "nay"})
    assert later.context["shown"].head.figure == "551"
    early = office.get(address(asked), {"tai-ngay": "01/01/2019"}).text
    assert "Đến ngày 01/01/2019 chưa có kỳ báo cáo nào hỏi chỉ số này" in early
    wrong = office.get(address(asked), {"tai-ngay": "31/06/2020"}).text
    assert 'value="31/06/2020"' in wrong
    assert "Lịch không có ngày “31/06/2020”" in wrong
    file = office.get(address(asked, name="indicator_file"), {"tai-ngay": "31/06/2020"})
    assert file.status_code == 302
    assert "Lịch không có ngày" in office.get(file["Location"]).text


def test_what_nobody_is_asked_for_has_no_figures_and_says_so(asked: Asked, office: Client) -> None:
    there = address(asked)
    asked.form.elements.filter(code="A4").update(indicator=None)
    assert "Chưa có số liệu." in office.get(there).text
    assert office.get(f"{there}bang.xlsx").status_code == 404


@pytest.fixture
def home_affairs(asked: Asked) -> User:
    """Receives the reports, outside of the chain of offices."""
    home = make_unit("Sở Nội vụ", asked.story.province, kind="sở")
    add_addressee(form=asked.form, office=home, by=asked.officer)
    return make_user("noivu", home, Role.VIEWER)


def test_an_addressee_opens_the_totals_and_of_sensitive_work_the_public_form(
    asked: Asked, home_affairs: User
) -> None:
    theirs, there = client_of(home_affairs), address(asked)
    assert theirs.get(there).context["shown"].head.figure == "551"
    assert "Xã 1" in theirs.get(f"{there}?don-vi={asked.story.communes[0].pk}").text
    third = asked.story.communes[2]
    send(asked, third, 10, 10, 9, 2, "Có")
    for unit in asked.story.communes[1:]:
        accept(asked, unit)
    Indicator.objects.filter(pk=indicator(asked).pk).update(sensitive=True)
    opened_today()
    with day(LATER):
        theirs = client_of(home_affairs)
        page = theirs.get(there)
        book = theirs.get(address(asked, name="indicator_file"))
        # Nor by way of a single unit, or of a day.
        for tail in (f"?don-vi={third.pk}", "?tai-ngay=01/04/2020", f"?ky={asked.period.pk}&o=A4"):
            assert ">2<" not in theirs.get(there + tail).text
    assert [(row.name, row.part) for row in page.context["public"].rows] == [
        ("Xã 1", "300"),
        ("Xã 2", "ẩn"),
        ("Xã 3", "ẩn"),
    ]
    assert ">2<" not in page.text
    sheet = load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    told = [tuple(cell.value for cell in row[:2]) for row in sheet.iter_rows(min_row=6)]
    assert told == [("Tổng cộng", 553), ("Xã 1", 300), ("Xã 2", "ẩn"), ("Xã 3", "ẩn")]
    inside = client_of(asked.officer).get(there)
    assert shown_units(inside)["Xã 3"] == "2"
    unit = client_of(reporter_of(third)).get(there)
    assert unit.context["shown"].head.figure == "2"


def test_the_page_costs_the_same_for_few_and_for_many_periods(
    asked: Asked, office: Client, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(45) as few:
        office.get(address(asked))
    with day(date(2021, 1, 4)):
        for number in (1, 2, 3):
            open_period(form=asked.form, window=window(asked.form, 2020, number), by=asked.officer)
    with django_assert_max_num_queries(len(few)):
        office.get(address(asked))
