"""The figures of the plans, from the box to the page: 90,0 % is not more than 90 % (F07), money has
decimal places, and what the dashboard shows can be opened (F28).
"""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.actions.form_changes import change_box
from phongtrao.reporting.actions.forms import build_form, issue_form
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.queries.target_page import TargetPage, targets_measured
from tests.kept_rows import made_once
from tests.programme.cascade_rows import Story, hand, make_commune, make_story, merge
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    accept,
    make_form,
    make_target,
    send,
    window,
)
from tests.reporting.seen_rows import HOME, make_seen

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@made_once
def make_handed() -> Story:
    """Two communes and the standing office."""
    found = make_story(2)
    hand(found)
    found.officer.assignments.get_or_create(role="standing-officer", unit=found.province)
    return found


@pytest.fixture
def story() -> Story:
    return make_handed()


def asked_for(story: Story, **facts: object) -> Asked:
    """A target of the first quarter of 2020, its form, its period."""
    boxes = (
        ("Số đạt", "Số quản lý") if facts.get("measured_by") == MeasuredBy.RATIO else ("Số đạt",)
    )
    target = make_target(story, "chỉ tiêu", *boxes, horizon="2020-03", **facts)
    form = make_form(story, [target])
    return Asked(story, form, open_period(form=form, window=window(form), by=story.officer))


RATE = {"measured_by": MeasuredBy.RATIO}
COUNT = {"measured_by": MeasuredBy.COUNT}


@pytest.mark.parametrize(
    ("facts", "reports", "figure", "state"),
    [
        ({**RATE, "comparator": "gt", "value": 90}, [(1, 10), (89, 90)], "90,0 %", "✕ Không đạt"),
        ({**RATE, "comparator": "gt", "value": 90}, [(1, 10), (90, 90)], "91,0 %", "● Đạt"),
        ({**RATE, "comparator": "gte", "value": 70}, [(7, 10), (63, 90)], "70,0 %", "● Đạt"),
        ({**RATE, "comparator": "range", "value": 5}, [(10, 50), (2, 50)], "12,0 %", "● Đạt"),
        ({**RATE, "comparator": "range", "value": 5}, [(2, 50), (2, 50)], "4,0 %", "✕ Không đạt"),
        ({**COUNT, "comparator": "eq", "value": 19}, [(10,), (8,)], "18", "✕ Không đạt"),
        ({**COUNT, "comparator": "eq", "value": 19}, [(10,), (9,)], "19", "● Đạt"),
    ],
)
def test_a_level_is_judged_by_the_exact_sum_over_sum(
    story: Story,
    facts: dict[str, object],
    reports: list[tuple[int, ...]],
    figure: str,
    state: str,
) -> None:
    asked = asked_for(story, **facts)
    target = story.programme.targets.get(numerator="Số đạt")
    if facts["comparator"] == "range":
        target.thresholds.update(upper=10)
    if facts["comparator"] == "eq":
        target.thresholds.update(out_of=28)
    first, second = story.communes
    address = reverse("reporting:target", args=[target.pk])
    send(asked, first, *reports[0])
    accept(asked, first)
    page = client_of(asked.officer).get(address).text
    assert "1/2 đơn vị đã duyệt, 1 chưa có số liệu" in page  # silent is missing, and no zero
    send(asked, second, *reports[1])
    accept(asked, second)
    page = client_of(asked.officer).get(address).text
    assert re.search(rf">{figure}[^<]*</dd>", page)
    assert f">{state}</span>" in page


def test_money_with_decimal_places_is_held_against_its_level_exactly(story: Story) -> None:
    target = make_target(
        story, "kinh phí", "Kinh phí", measured_by=MeasuredBy.COUNT, value=100, horizon="2020"
    )
    form = build_form(
        programme=story.programme,
        targets=[target],
        name="Kinh phí",
        window=QUARTERS,
        group="commune",
        by=story.officer,
    ).form
    box = form.elements.get()
    facts = {"code": "A1", "kind": "decimal", "scale": 1, "unit": "triệu đồng"}
    change_box(form=form, element=box, facts=facts, by=story.officer)
    issue_form(form=form, by=story.officer)
    asked = Asked(story, form, open_period(form=form, window=window(form), by=story.officer))
    first, second = story.communes
    send(asked, first, "49,5")
    send(asked, second, "50")
    browser, address = client_of(asked.officer), reverse("reporting:target", args=[target.pk])
    page = browser.get(address).text
    assert ">99,5</dd>" in page
    assert "còn thiếu 0,5" in page
    send(asked, second, "50,5", reason="Đếm sót")
    shown = TargetPage(targets_measured().get(pk=target.pk), None, Seen(TODAY))
    assert [(row.name, row.words, row.bar) for row in shown.units] == [
        ("Xã 1", "49,5", 98),
        ("Xã 2", "50,5", 100),
    ]
    data = browser.get(reverse("reporting:target_file", args=[target.pk])).getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Theo đơn vị"]
    cells = {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}
    assert (cells["Xã 1"], cells["Xã 2"]) == (49.5, 50.5)


def test_everything_on_the_dashboard_opens() -> None:
    asked = make_seen()
    browser = client_of(asked.officer)
    page = browser.get(HOME).text
    main = page[page.index("<main") : page.index("</main>")]
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"#]+)', main)}
    links = {link if link.startswith("/") else HOME + link for link in links}
    assert len(links) > 8
    assert {link: browser.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    # And no number stands in an answer without a link in its row.
    rows = re.findall(r"<tbody>.*?</tbody>", main, re.DOTALL)
    figures = [row for body in rows for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]
    assert figures
    assert all("<a href=" in row for row in figures if re.search(r"\d", row))


def test_the_dashboard_of_a_day_in_the_past_has_the_units_of_that_day() -> None:
    with day(date(2020, 5, 4)):
        asked = make_seen()
        make_commune("Xã Khác", asked.story.province)
    merge("Xã Mới", *asked.story.communes[1:], on="2020-07-01")
    browser = client_of(asked.officer)
    before = browser.get(HOME, {"tai-ngay": "30/06/2020", "xem": "yeu"}).text
    assert "Xã 2" in before
    assert "Xã Mới" not in before
