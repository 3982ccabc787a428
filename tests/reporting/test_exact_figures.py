"""The figures of the plans, from the box to the page: 90,0 % is not more than 90 % (F07), money has
decimal places, and what the dashboard shows can be opened (F28).
"""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from html.parser import HTMLParser

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from phongtrao.core.dates.windows import day_words
from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.actions.form_changes import change_box
from phongtrao.reporting.actions.forms import build_form, issue_form
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.queries.moves import CORRECTIONS_SHOWN, DAYS_BACK
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.queries.target_page import TargetPage, targets_measured
from tests.kept_rows import made_once
from tests.programme.cascade_rows import (
    Story,
    hand,
    make_commune,
    make_rule,
    make_story,
    merge,
)
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    accept,
    make_form,
    make_target,
    reporter_of,
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


class Figures(HTMLParser):
    """The numbers of the answers, each with the links that it can be opened by: the one that it
    stands in, else those of its row.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self.link, self.row, self.waiting = "", None, []
        self.feed(page[page.index('<div class="answers') : page.rindex("</section>")])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("tr", "li"):
            self.row, self.waiting = [], []
        if tag == "a":
            self.link = dict(attrs)["href"] or ""
            if self.row is not None:
                self.row.append(self.link)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.link = ""
        if tag in ("tr", "li"):
            self.found += [(text, self.row or []) for text in self.waiting]
            self.row = None

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not re.search(r"\d", text):
            return
        if self.link:
            self.found.append((text, [self.link]))
        elif self.row is not None:
            self.waiting.append(text)
        else:
            self.found.append((text, []))


def seen_text(page: str) -> str:
    """What one reads of a page, without what stands in its head and in its menus."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def make_busy() -> Asked:
    """As `make_seen`, with something behind each kind of figure."""
    asked = make_seen()
    first, second, _ = asked.story.communes
    make_rule(asked.story.programme, "--11-10", "year", what="Báo cáo năm")
    make_target(asked.story, "hộ dân", "Số hộ", "Tổng số hộ")
    send(asked, first, 100, 100, 96, reason="Đếm lại")
    later = open_period(form=asked.form, window=window(asked.form, 2020, 1), by=asked.officer)
    send(Asked(asked.story, asked.form, later), second, 60, 60, 59)
    row = asked.of(first)
    return_report(obligation=row, revision=2, reason="Sai sổ", by=asked.officer)
    return asked


def test_every_figure_on_the_dashboard_opens_to_a_page_that_shows_it() -> None:
    asked = make_busy()
    browser = client_of(asked.officer)
    figures = [
        one for one in Figures(browser.get(HOME).text).found if one[0] != f"{DAYS_BACK} ngày qua:"
    ]
    assert len(figures) > 30
    assert [text for text, links in figures if not links] == []
    behind: dict[str, str] = {}
    for text, links in figures:
        for link in links:
            there = (link if link.startswith("/") else HOME + link).split("#")[0]
            if link not in behind:
                answer = browser.get(there)
                assert answer.status_code == 200, link
                behind[link] = seen_text(answer.text)
        days = re.fullmatch(r"✕ (\d+) ngày", text)
        if days:  # the page behind says the last day, from which it is counted
            due = TODAY - timedelta(days=int(days[1]))
            words = (day_words(due), f"{due:%d/%m/%Y}")
            assert any(word in behind[link] for link in links for word in words), text
        elif not re.match(r"Xem thêm|và \d+ chỉ tiêu khác", text):
            for number in re.findall(r"\d+(?:[.,]\d+)*", text):
                whole = rf"(?<![\d.,]){re.escape(number)}(?![\d.,]*\d)"
                assert any(re.search(whole, behind[link]) for link in links), (text, links)


def test_a_count_on_the_dashboard_is_the_length_of_the_list_behind_it() -> None:
    asked = make_busy()
    browser = client_of(asked.officer)
    page = browser.get(HOME)
    board = page.context["board"]
    links = {text: links[0] for text, links in Figures(page.text).found if len(links) == 1}

    def rows(link: str, name: str = "rows") -> int:
        shown = browser.get(link if link.startswith("/") else HOME + link).context[name]
        return len(shown.paginator.object_list) if hasattr(shown, "paginator") else len(shown)

    moves = board.moves
    assert (moves.sent, moves.accepted, moves.returned, moves.corrected) == (3, 1, 1, 1)
    for many, words in (
        (3, "báo cáo gửi"), (1, "lượt duyệt"), (1, "trả lại"), (1, "đính chính"),
    ):  # fmt: skip
        assert rows(links[f"{many} {words}"]) == many
    for row in board.late:
        if "/ky-bao-cao/" in row.url:
            assert rows(row.url) == row.late
    for state, many in board.states:
        answer = browser.get(HOME + links[f"{state.words}: {many}"])
        assert len(answer.context["shown"]["chi-tieu"]) == many
    answer = browser.get(HOME + links["○ Chưa có biểu mẫu đo: 1"])
    assert [row.now for row in answer.context["shown"]["chi-tieu"]] == [None]
    whole = browser.get(HOME, {"xem": "yeu"})
    text = whole.text
    for row in board.weak:
        part = text[text.index(f'id="dv-{row.unit}"') :].split("</tr>")[0]
        opened = set(re.findall(r"/so-lieu/chi-tieu/(\d+)/", part))
        assert len(opened) == len(row.weak) + row.silent
    # Of one commune they are those of its own reports.
    second = asked.story.communes[1]
    own = browser.get(HOME, {"don-vi": second.pk})
    many = own.context["board"].moves.sent
    found = re.search(rf'href="([^"]+)">{many} báo cáo gửi</a>', own.text)
    assert found
    listed = browser.get(found[1].replace("&amp;", "&"))
    assert [one.unit for one in listed.context["rows"]] == ["Xã 2"] * many
    assert many == 2


def test_a_move_names_the_report_the_moment_and_the_reason() -> None:
    asked = make_busy()
    browser = client_of(asked.officer)
    there = reverse("reporting:dashboard_moves")
    back = browser.get(there, {"loai": "tra-lai"}).text
    assert (
        f'href="{reverse("reporting:report", args=[asked.of(asked.story.communes[0]).pk])}"' in back
    )
    assert "Sai sổ" in back
    assert "Đếm lại" in browser.get(there, {"loai": "dinh-chinh"}).text
    with CaptureQueriesContext(connection) as asked_for:
        browser.get(there, {"loai": "duyet"})
    # The corrections that the board shows beside its counts are not read for a list of others.
    assert not [one["sql"] for one in asked_for if f"LIMIT {CORRECTIONS_SHOWN}" in one["sql"]]
    assert "Đã có" not in back
    early = browser.get(there, {"loai": "duyet", "tai-ngay": "01/01/2019"}).text
    assert "Trong 7 ngày không có lượt duyệt nào" in early
    wrong = browser.get(there, {"tai-ngay": "31/06/2020", "loai": "la"}).text
    assert "Lịch không có ngày" in wrong
    theirs = client_of(reporter_of(asked.story.communes[1])).get(there)
    assert {one.unit for one in theirs.context["rows"]} == {"Xã 2"}
    foreign = client_of(reporter_of(asked.story.communes[1])).get(
        there, {"don-vi": asked.story.communes[0].pk}
    )
    assert foreign.status_code == 404


def test_the_dashboard_of_a_day_in_the_past_has_the_units_of_that_day() -> None:
    with day(date(2020, 5, 4)):
        asked = make_seen()
        make_commune("Xã Khác", asked.story.province)
    merge("Xã Mới", *asked.story.communes[1:], on="2020-07-01")
    browser = client_of(asked.officer)
    before = browser.get(HOME, {"tai-ngay": "30/06/2020", "xem": "yeu"}).text
    assert "Xã 2" in before
    assert "Xã Mới" not in before
