"""Bảng điều hành: four questions, each answer leads to what it rests on; the page of a target."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.reporting.actions.days import count_days
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Obligation, Submission
from phongtrao.reporting.queries.dashboard import Board, programmes_on
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.templatetags.charts import trail
from tests.factories import SMALL_PLAN
from tests.programme.cascade_rows import at, hand, make_programme, make_rule, make_story
from tests.reporting.report_rows import (
    Asked,
    make_asked,
    make_form,
    make_target,
    reporter_of,
    send,
    typed,
    window,
)
from tests.reporting.seen_rows import HOME, TODAY, address, make_seen, settled

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    """Xã 1 meets both targets, Xã 2 neither, Xã 3 is silent."""
    return make_seen()


def board(asked: Asked, **facts) -> Board:
    programmes = list(programmes_on(asked.officer, TODAY))
    return Board(facts.pop("place", None), programmes, Seen(TODAY, **facts))


def test_four_answers_with_where_they_come_from(asked: Asked, office: Client) -> None:
    page = office.get(HOME)
    assert page.status_code == 200
    for question in (
        "Việc gì đang chậm?",
        "Chỉ tiêu nào chưa đạt?",
        "Nơi nào còn yếu?",
        "Có gì thay đổi?",
    ):
        assert question in page.text
    assert "1/3" in page.text  # Xã 3 has not reported
    assert f"/ky-bao-cao/{asked.period.pk}/?gui=chua-gui" in page.text
    assert "76,7 % (115/150)" in page.text
    assert address(settled(asked)) in page.text
    assert f"?don-vi={asked.story.communes[1].pk}" in page.text
    assert "✕ Không đạt" in page.text


def test_a_correction_of_one_commune_changes_the_page(asked: Asked, office: Client) -> None:
    send(asked, asked.story.communes[1], 50, 60, 50, reason="Đếm sót sổ thụ lý")
    page = office.get(HOME)
    assert "96,7 % (145/150)" in page.text
    assert "76,7 %" not in page.text
    assert "Đếm sót sổ thụ lý" in page.text


def test_late_reports_are_counted_by_the_rule_of_their_page(asked: Asked) -> None:
    second = asked.of(asked.story.communes[1])
    return_report(obligation=second, revision=1, reason="Sai kỳ", by=asked.officer)
    assert [row.late for row in board(asked).late] == [1]
    Obligation.objects.filter(pk=second.pk).update(resend_by=TODAY - timedelta(days=2))
    rows = [
        (row.what.split(":")[0].split(",")[0], row.late, row.total) for row in board(asked).late
    ]
    assert ("Báo cáo Tin báo", 1, 3) in rows
    assert ("Gửi lại báo cáo bị trả lại", 1, 1) in rows
    (own,) = board(asked, place=asked.story.communes[2]).late
    third = asked.of(asked.story.communes[2])
    assert (own.url, own.total) == (f"/bao-cao/{third.pk}/", 1)


def test_what_was_late_on_a_day_in_the_past(asked: Asked) -> None:
    first = asked.of(asked.story.communes[0])
    Obligation.objects.filter(pk=first.pk).update(first_sent_at=at("2020-04-08"))
    Obligation.objects.exclude(pk=first.pk).update(first_sent_at=at("2020-04-03"))
    programmes = [asked.story.programme]
    for day, late in (("2020-04-05", []), ("2020-04-07", [1]), ("2020-04-08", [])):
        seen = Seen(timezone.datetime.fromisoformat(day).date(), known=True)
        shown = Board(None, programmes, seen).late
        assert [row.late for row in shown] == late
        assert all(f"tai-ngay={day[8:]}%2F4%2F2020" in row.url for row in shown)


def test_tasks_and_deadlines_past_their_day_are_late_too(asked: Asked) -> None:
    rule = make_rule(asked.story.programme, "--11-10", "year", what="Báo cáo năm")
    rows = {row.what: row for row in board(asked).late}
    deadline = reverse("programme:deadline", args=[asked.story.programme.pk, rule.pk])
    assert rows["Báo cáo năm"].url == deadline
    assert (rows["Báo cáo năm"].late, rows["Báo cáo năm"].total) == (3, 3)
    own = {row.what: row for row in board(asked, place=asked.story.communes[0]).late}
    assert (own["Báo cáo năm"].late, own["Báo cáo năm"].total) == (1, 1)
    assert f"/don-vi/{asked.story.communes[0].pk}/" in own["Báo cáo năm"].url
    task = asked.story.programme.tasks.create(number=1, content="Tập huấn")
    task.bodies.create(words="Xã 1", unit=asked.story.communes[0], confirmed=True, leads=True)
    make_rule(asked.story.programme, "2020-11-10", what="Tập huấn", everyone=False, task=task)
    rows = {row.what: row for row in board(asked).late}
    assert rows["Tập huấn"].url.endswith(f"/nhiem-vu/{task.pk}/?tinh-trang=late")
    other = board(asked, place=asked.story.communes[1]).late
    assert "Tập huấn" not in {row.what for row in other}


def test_targets_in_need_of_a_look_come_first(asked: Asked) -> None:
    made = make_target(asked.story, "hộ dân", "Số hộ", "Tổng số hộ")
    shown = board(asked)
    assert [row.state and row.state.words for row in shown.targets] == [
        "▲ Chậm",
        "▲ Chậm",
        None,
    ]
    assert [(one.words, count) for one, count in shown.states] == [("▲ Chậm", 2)]
    assert (shown.unmeasured, shown.targets[-1].target) == (1, made)
    assert shown.targets[0].needed
    assert made not in [row.target for row in board(asked, place=asked.story.communes[0]).targets]


def test_the_weakest_come_first_and_the_silent_are_grey(asked: Asked) -> None:
    rows = board(asked).weak
    assert [(row.name, len(row.weak), row.silent, row.judged) for row in rows] == [
        ("Xã 2", 2, 0, 2),
        ("Xã 3", 0, 2, 2),
    ]
    assert {one.figure for one in rows[0].weak} == {"83,3 % (50/60)", "40,0 % (20/50)"}
    assert {one.state.words for one in rows[0].weak} == {"✕ Không đạt"}
    assert rows[0].total
    (single,) = board(asked, place=asked.story.communes[1]).weak
    assert not single.total


def test_who_meets_what_must_not_happen_is_not_weak() -> None:
    story = make_story(2)
    hand(story)
    target = make_target(
        story, "vụ việc", "Số vụ phức tạp", measured_by="zero", comparator="lte", value=5
    )
    form = make_form(story, [target])
    period = open_period(form=form, window=window(form), by=story.officer)
    for commune, many in zip(story.communes, (4, 6), strict=True):
        row = Obligation.objects.get(period=period, unit=commune)
        send_report(obligation=row, typed={"A1": str(many)}, by=reporter_of(commune))
    shown = Board(None, [story.programme], Seen(TODAY))
    assert [one.name for one in shown.weak] == ["Xã 2"]


def test_a_figure_that_went_the_wrong_way_is_named_first(asked: Asked) -> None:
    second = open_period(form=asked.form, window=window(asked.form, 2020, 1), by=asked.officer)
    for commune, sent in zip(
        asked.story.communes[:2], ((100, 100, 99), (50, 100, 45)), strict=True
    ):
        row = Obligation.objects.get(period=second, unit=commune)
        send_report(obligation=row, typed=typed(*sent), by=reporter_of(commune))
    rows = board(asked).changed
    assert [(row.change and row.change.words, row.change and row.change.tone) for row in rows] == [
        ("−18,8 điểm %", "bad"),
        ("+19,3 điểm %", "good"),
    ]
    assert len(rows[0].trail) == 2


def test_moves_are_those_of_the_last_days(asked: Asked) -> None:
    send(asked, asked.story.communes[0], 100, 100, 96, reason="Đếm lại")
    moves = board(asked).moves
    assert (moves.sent, moves.corrected, moves.accepted, moves.returned) == (2, 1, 1, 0)
    assert [one.reason for one in board(asked).corrections] == ["Đếm lại"]
    Submission.objects.update(sent_at=timezone.now() - timedelta(days=8))
    count_days(asked.period)
    moves = board(asked).moves
    assert (moves.sent, moves.corrected, moves.accepted) == (0, 0, 1)


def test_a_day_in_the_past_is_shown_as_it_was_known_and_says_so(
    asked: Asked, office: Client
) -> None:
    Submission.objects.update(sent_at=at("2020-04-03"))
    past = office.get(HOME, {"tai-ngay": "02/04/2020"})
    assert "theo số liệu đã có đến hết ngày đó" in past.text
    assert "76,7 %" not in past.text
    assert "biet=nay" in past.text
    later = office.get(HOME, {"tai-ngay": "2020-04-02", "biet": "nay"})
    assert "tính cả báo cáo gửi sau ngày đó" in later.text
    assert "76,7 % (115/150)" in later.text
    assert (
        f"don-vi={asked.story.communes[1].pk}&amp;tai-ngay=02%2F4%2F2020&amp;biet=nay" in later.text
    )
    target = office.get(address(settled(asked), tai_ngay="02/04/2020"))
    assert "chưa có số liệu" in target.text
    assert "Đang xem lại ngày 02/04/2020" in target.text
    early = office.get(address(settled(asked), tai_ngay="01/01/2019"))
    assert "Đến ngày 01/01/2019 chưa có kỳ báo cáo nào" in early.text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31/06/2026", "Lịch không có ngày “31/06/2026”."),
        ("abc", "Lịch không có ngày “abc”."),
        ("01/01/2199", "Ngày 01/01/2199 chưa đến."),
    ],
)
def test_a_day_that_is_none_stays_in_its_box_and_the_page_says_why(
    asked: Asked, office: Client, text: str, why: str
) -> None:
    for at_address in (HOME, address(settled(asked))):
        shown = office.get(at_address, {"tai-ngay": text})
        assert f'name="tai-ngay" value="{text}"' in shown.text
        assert why in shown.text
        # What follows is of today, and says that.
        assert f"tại ngày {TODAY:%d/%m/%Y}" in shown.text
        assert "Dưới đây là số liệu hôm nay" in shown.text
    # A file of that day is none: what is asked for is said instead.
    of_target = reverse("reporting:target_file", args=[settled(asked).pk])
    for file in (reverse("reporting:dashboard_file"), of_target):
        answer = office.get(file, {"tai-ngay": text})
        assert answer.status_code == 302
        assert why in office.get(answer["Location"]).text
    assert "chưa đến" not in office.get(HOME).text


def test_the_heading_of_all_who_report_names_whose_they_are(asked: Asked, office: Client) -> None:
    page = office.get(HOME).text
    assert "<h1>Bảng điều hành: Toàn bộ đơn vị báo cáo của Tỉnh Mẫu</h1>" in page
    one = office.get(HOME, {"don-vi": asked.story.communes[0].pk}).text
    assert "<h1>Bảng điều hành: Xã 1</h1>" in one


def test_one_of_several_programmes_can_be_chosen(asked: Asked, office: Client) -> None:
    text = SMALL_PLAN.replace("12/KH", "13/KH")
    other = make_programme(asked.officer, asked.story.province, name="Chương trình khác", text=text)
    both = office.get(HOME)
    assert "Chương trình khác" in both.text
    one = office.get(HOME, {"chuong-trinh": other.pk})
    assert "76,7 %" not in one.text
    assert f"chuong-trinh={other.pk}" in one.text
    ended = other
    ended.ends_on = TODAY - timedelta(days=1)
    ended.save()
    assert "Chương trình khác" not in office.get(HOME).text


def test_one_answer_can_be_read_whole(asked: Asked, office: Client) -> None:
    whole = office.get(HOME, {"xem": "chi-tieu", "tinh-trang": "cham"})
    assert "Nơi nào còn yếu?" not in whole.text
    assert "76,7 % (115/150)" in whole.text
    assert "1/3 đơn vị đã duyệt, 1 chờ duyệt, 1 chưa có số liệu" in whole.text
    none = office.get(HOME, {"xem": "chi-tieu", "tinh-trang": "dat"})
    assert "Không có chỉ tiêu nào ở tình trạng này" in none.text
    assert "Xã 2" in office.get(HOME, {"xem": "yeu"}).text
    assert "Việc" in office.get(HOME, {"xem": "tre"}).text
    assert "kỳ trước" in office.get(HOME, {"xem": "thay-doi"}).text


def test_a_long_answer_says_how_much_more_there_is(browser_of) -> None:
    asked = make_asked(9)
    for target in asked.story.programme.targets.all():
        target.thresholds.update(horizon_kind="during", horizon="2020")
    for commune in asked.story.communes:
        send(asked, commune, 10, 20, 1)
    page = browser_of(asked.officer).get(HOME)
    assert "Xem thêm 4" in page.text
    assert "?xem=yeu" in page.text


def test_a_line_needs_two_points() -> None:
    assert trail([1.0]) == ""
    assert trail([0.0, 10.0]) == "3.0,21.0 77.0,3.0"
    assert trail([5.0, 5.0]) == "3.0,21.0 77.0,21.0"


@pytest.mark.parametrize("communes", [2, 15])
def test_the_board_costs_the_same_for_few_and_for_many(
    communes: int, browser_of, django_assert_max_num_queries
) -> None:
    asked = make_asked(communes)
    for commune in asked.story.communes:
        send(asked, commune, 10, 20, 1)
    client = browser_of(asked.officer)
    with django_assert_max_num_queries(48):
        assert client.get(HOME).status_code == 200
