"""A report is read, accepted, given back whole or box by box; a unit is exempt and asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.core.flow.table import MoveRefused
from phongtrao.core.sheets.reading import ElementUnknown
from phongtrao.programme.queries.work import owed_by
from phongtrao.reporting.actions.reminding import remind_of_reports
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import (
    ReportMovedOn,
    ask_again,
    exempt,
    return_report,
)
from phongtrao.reporting.models import Answer, Obligation, ObligationState, Verdict
from phongtrao.reporting.queries.group_questions import asked_of, group_questions
from phongtrao.reporting.queries.reports import obligations_of
from phongtrao.reporting.queries.sheets import layout_of
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import at, hand
from tests.reporting.report_rows import (
    Asked,
    accept,
    make_asked,
    make_form,
    open_period,
    reporter_of,
    send,
    typed,
    window,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.django_db


def to(name: str, row: Obligation) -> str:
    return reverse(f"reporting:{name}", args=[row.pk])


def text(answer) -> str:
    return answer.content.decode()


# reading and accepting


def test_the_approver_reads_last_period_the_change_and_why_it_came_back(
    asked: Asked, office: Client
) -> None:
    first = asked.story.communes[0]
    before = make_next(asked)
    send(before, first, 150, 160, 140)
    row = before.of(first)
    return_report(
        obligation=row, revision=1, reason="Xem lại", boxes={"A3": "Khác sổ"}, by=asked.officer
    )
    send(before, first, 150, 160, 141)
    send(asked, first, 90, 95, 80)
    page = text(office.get(to("accept", row)))
    for words in (
        "Đã trả lại vì: Khác sổ",
        "Lần nộp trước: 140",
        "<strong>141</strong>",
        "Lần gần nhất trả lại vì: Xem lại",
        "Quý I/2020",
        ">90</td>",
    ):
        assert words in page, words


def make_next(asked: Asked) -> Asked:
    """The quarter after."""
    period = open_period(form=asked.form, window=window(asked.form, number=1), by=asked.officer)
    return Asked(asked.story, asked.form, period)


def test_accepting_leads_to_the_next_that_waits_and_round_to_the_first(
    asked: Asked, office: Client
) -> None:
    rows = [send(asked, one, 1, 1, 1) for one in asked.story.communes]
    first = office.get(to("accept", rows[1]))
    assert "Duyệt, mở báo cáo tiếp theo" in text(first)
    go_on = {"revision": 1, "seen": "sent:0", "step": "next"}
    assert office.post(to("accept", rows[1]), go_on).url == to("accept", rows[2])
    assert office.post(to("accept", rows[2]), go_on).url == to("accept", rows[0])
    assert "mở báo cáo tiếp theo" not in text(office.get(to("accept", rows[0])))
    last = office.post(to("accept", rows[0]), go_on, follow=True)
    assert "Không còn báo cáo nào chờ bạn duyệt" in text(last)
    assert Verdict.objects.count() == 3


def test_accepting_leads_back_to_the_period(asked: Asked, office: Client) -> None:
    row = send(asked, asked.story.communes[0], 1, 1, 1)
    answer = office.post(to("accept", row), {"revision": 1, "seen": "sent:0"})
    assert answer.url == reverse("reporting:period", args=[asked.period.pk])


def test_a_report_that_was_sent_anew_is_shown_anew_and_not_accepted(
    asked: Asked, office: Client
) -> None:
    commune = asked.story.communes[0]
    row = send(asked, commune, 7, 8, 6)
    send(asked, commune, 9, 10, 6, reason="Đếm sót hai vụ")
    answer = office.post(to("accept", row), {"revision": 1, "seen": "sent:0"})
    assert answer.status_code == 422
    assert "vừa gửi lần nộp mới (2)" in text(answer)
    assert "Đơn vị đính chính vì: Đếm sót hai vụ" in text(answer)
    assert 'name="revision" value="2"' in text(answer)
    nothing = office.post(to("accept", row), {"revision": "x"})
    assert "Không rõ bạn đã đọc lần nộp nào" in text(nothing)
    row.refresh_from_db()
    assert row.state == ObligationState.SENT


def test_who_sent_it_finds_the_button_grey_with_the_reason(asked: Asked, office: Client) -> None:
    row = asked.of(asked.story.communes[0])
    send_report(obligation=row, typed=typed(1, 1, 1), by=asked.officer)
    page = text(office.get(to("accept", row)))
    assert "<button disabled>Duyệt</button>" in page
    assert "Chưa duyệt được vì người gửi không tự duyệt báo cáo của mình" in page


def test_an_accepted_report_can_still_be_given_back(asked: Asked, office: Client) -> None:
    row = send(asked, asked.story.communes[0], 1, 1, 1)
    accept(asked, asked.story.communes[0])
    page = text(office.get(to("accept", row)))
    assert "Chưa duyệt được vì hồ sơ đang ở tình trạng “Đã duyệt”" in page
    assert to("return", row) in page


def test_of_two_stages_the_second_needs_somebody_else(browser_of: Callable[..., Client]) -> None:
    asked = make_asked(2, stages=2)
    row = send(asked, asked.story.communes[0], 1, 1, 1)
    accept(asked, asked.story.communes[0])
    assert not [
        one for one in owed_by(asked.officer, timezone.localdate()) if one.kind == "Duyệt báo cáo"
    ]
    page = text(browser_of(asked.officer).get(to("accept", row)))
    assert "bạn đã duyệt ở cấp trước" in page
    assert "Đã qua 1/2 cấp duyệt." in page
    other = make_user("capthai", asked.story.province, Role.APPROVER)
    assert [one for one in owed_by(other, timezone.localdate()) if one.kind == "Duyệt báo cáo"]
    browser_of(other).post(to("accept", row), {"revision": 1, "seen": "sent:1"})
    row.refresh_from_db()
    assert row.state == ObligationState.ACCEPTED


@pytest.mark.parametrize("name", ["accept", "return"])
def test_there_is_nothing_to_judge_before_it_is_sent(
    asked: Asked, office: Client, name: str
) -> None:
    assert office.get(to(name, asked.of(asked.story.communes[0]))).status_code == 404


@pytest.mark.parametrize("name", ["accept", "return", "exempt"])
def test_nobody_but_the_approver_above_judges(
    asked: Asked, browser_of: Callable[..., Client], neighbour, name: str
) -> None:
    commune = asked.story.communes[0]
    row = send(asked, commune, 1, 1, 1)
    own = make_user("duyetxa", commune, Role.APPROVER)
    for user in (own, reporter_of(commune), neighbour):
        assert browser_of(user).get(to(name, row)).status_code == 404


# giving back


def test_one_box_goes_back_with_its_reason(asked: Asked, office: Client) -> None:
    row = send(asked, asked.story.communes[0], 5, 5, 4)
    assert "Lý do trả lại ô" in text(office.get(to("return", row)))
    answer = office.post(
        to("return", row),
        {"revision": 1, "seen": "sent:0", "o-A3": "Khác sổ thụ lý", "reason": ""},
        follow=True,
    )
    assert "Đã trả lại báo cáo của Xã 1" in text(answer)
    given = Verdict.objects.get()
    assert (given.boxes, given.reason) == ({"A3": "Khác sổ thụ lý"}, "")
    row.refresh_from_db()
    assert (row.state, row.returned) == (ObligationState.RETURNED, 1)


def test_a_whole_report_goes_back(asked: Asked, office: Client) -> None:
    row = send(asked, asked.story.communes[0], 5, 5, 4)
    office.post(to("return", row), {"revision": 1, "seen": "sent:0", "reason": "Nhầm kỳ"})
    assert Verdict.objects.get().reason == "Nhầm kỳ"
    page = text(office.get(to("return", row)))
    assert "Chưa trả lại được vì hồ sơ đang ở tình trạng “Bị trả lại”" in page


def test_without_any_reason_nothing_goes_back(asked: Asked, office: Client) -> None:
    row = send(asked, asked.story.communes[0], 5, 5, 4)
    answer = office.post(to("return", row), {"revision": 1, "seen": "sent:0", "reason": " "})
    assert answer.status_code == 422
    assert "Hãy ghi lý do trả lại cả báo cáo, hoặc lý do ở ít nhất một ô." in text(answer)
    long = office.post(to("return", row), {"revision": 1, "seen": "sent:0", "o-A1": "x" * 301})
    assert long.status_code == 422
    assert "x" * 301 in text(long)
    assert not Verdict.objects.exists()


def test_reasons_that_were_typed_stay_when_the_report_moved_on(
    asked: Asked, office: Client
) -> None:
    commune = asked.story.communes[0]
    row = send(asked, commune, 5, 5, 4)
    send(asked, commune, 5, 6, 4, reason="Sót")
    words = {"revision": 1, "seen": "sent:0", "reason": "", "o-A3": "Khác sổ thụ lý"}
    answer = office.post(to("return", row), words)
    assert answer.status_code == 422
    assert "vừa gửi lần nộp mới (2)" in text(answer)
    assert 'value="Khác sổ thụ lý"' in text(answer)
    assert 'name="revision" value="2"' in text(answer)


def test_a_box_that_the_form_has_not_cannot_go_back(asked: Asked) -> None:
    row = send(asked, asked.story.communes[0], 5, 5, 4)
    with pytest.raises(ElementUnknown):
        return_report(obligation=row, revision=1, boxes={"Z9": "Sai"}, by=asked.officer)


def test_the_unit_reads_in_its_work_why_it_came_back_and_that_it_was_reminded(
    asked: Asked, browser_of: Callable[..., Client]
) -> None:
    commune = asked.story.communes[0]
    row = send(asked, commune, 5, 5, 4)
    return_report(obligation=row, revision=1, boxes={"A3": "Khác sổ"}, by=asked.officer)
    remind_of_reports(period=asked.period, obligations=[row.pk], text="Gửi lại", by=asked.officer)
    work = text(browser_of(reporter_of(commune)).get("/viec/"))
    assert "bị trả lại, cần gửi lại: A3: Khác sổ; được nhắc ngày" in work
    other = text(browser_of(reporter_of(asked.story.communes[1])).get("/viec/"))
    assert "Gửi báo cáo" in other
    assert "được nhắc" not in other


# exempt, ask again


def test_a_unit_is_exempt_with_a_reason_and_asked_again(asked: Asked, office: Client) -> None:
    row = asked.of(asked.story.communes[0])
    assert office.post(to("exempt", row), {"reason": ""}).status_code == 422
    done = office.post(to("exempt", row), {"reason": "Mới thành lập"}, follow=True)
    assert "Đã miễn báo cáo kỳ này cho Xã 1" in text(done)
    assert "Miễn vì: Mới thành lập" in text(done)
    again = office.post(to("ask_again", row), follow=True)
    assert "Xã 1 lại phải báo cáo kỳ này." in text(again)
    row.refresh_from_db()
    assert (row.state, row.exempt_reason) == (ObligationState.OWED, "")


def test_what_was_sent_is_not_exempt_any_more(asked: Asked, office: Client) -> None:
    row = send(asked, asked.story.communes[0], 5, 5, 4)
    assert "Chưa miễn được vì" in text(office.get(to("exempt", row)))
    answer = office.post(to("exempt", row), {"reason": "Lý do"})
    assert answer.status_code == 422
    assert "Không thể miễn báo cáo" in text(answer)


def test_only_the_approver_above_asks_again(asked: Asked) -> None:
    row = asked.of(asked.story.communes[0])
    exempt(obligation=row, reason="Mới", by=asked.officer)
    with pytest.raises(Denied):
        ask_again(obligation=row, by=reporter_of(row.unit))


def test_who_is_exempt_already_stays_so(asked: Asked, office: Client) -> None:
    row = asked.of(asked.story.communes[0])
    exempt(obligation=row, reason="Mới", by=asked.officer)
    assert office.post(to("ask_again", asked.of(asked.story.communes[1]))).status_code == 422


def test_a_unit_that_was_asked_again_and_sent_meanwhile_stays_sent(asked: Asked) -> None:
    row = asked.of(asked.story.communes[0])
    exempt(obligation=row, reason="Mới", by=asked.officer)
    shown = asked.of(row.unit)
    ask_again(obligation=row, by=asked.officer)
    with pytest.raises(MoveRefused):
        ask_again(obligation=shown, by=asked.officer)
    send(asked, row.unit, 5, 5, 4)
    with pytest.raises(ReportMovedOn):
        ask_again(obligation=shown, by=asked.officer)
    assert asked.of(row.unit).state == ObligationState.SENT


# questions


def questions_page(asked: Asked, client: Client) -> str:
    return text(client.get(reverse("reporting:period_questions", args=[asked.period.pk])))


def test_the_same_figure_everywhere_is_asked_about(browser_of: Callable[..., Client]) -> None:
    asked = make_asked(8)
    for commune in asked.story.communes:
        send(asked, commune, 47, 47, 41)
    send(asked, asked.story.communes[0], 47, 47, "?", reason="Chưa rõ")
    page = questions_page(asked, browser_of(asked.officer))
    assert "8/8 đơn vị cùng báo cáo 47" in page
    assert "Cấp xã, 8 đơn vị." in page


def test_units_of_another_kind_are_not_compared_with_communes(asked: Asked) -> None:
    story = asked.story
    for number in range(3):
        unit = make_unit(f"Trường {number}", story.communes[0], kind="trường")
        hand(story, unit)
    form = make_form(
        story, list(story.programme.targets.order_by("pk")[1:3]), name="Biểu khác", group="everyone"
    )
    period = open_period(form=form, window=window(form), by=asked.officer)
    every = Asked(story, form, period)
    for row in Obligation.objects.filter(period=period):
        send_report(obligation=row, typed=typed(47, 47, 41), by=reporter_of(row.unit))
    found = group_questions(obligations_of(every.officer, period), layout_of(form))
    assert {one.group for one in found} <= {"Cấp xã", "trường"}


def test_what_a_unit_answered_stands_beside_the_question(asked: Asked, office: Client) -> None:
    assert "Chưa có báo cáo nào được gửi." in questions_page(asked, office)
    first, second = asked.story.communes[:2]
    send(asked, first, 200, 205, 190)
    send(asked, second, 30, 33, 28)
    assert "Không có câu hỏi nào về 2 báo cáo đã gửi" in questions_page(asked, office)
    after = make_next(asked)
    row = send(after, first, 200, 205, 190)
    send(after, second, 35, 39, 31)
    page = questions_page(after, office)
    assert "giống hệt" in page
    assert "○ Chưa trả lời" in page
    ((unit),) = asked_of(
        list(obligations_of(asked.officer, after.period).filter(state="sent")),
        layout_of(asked.form),
    )
    question = unit.asked[0].question
    Answer.objects.create(
        obligation=row,
        rule=question.rule,
        codes=list(question.codes),
        words=question.words,
        answer="Không phát sinh vụ mới",
        by=reporter_of(first),
        at=at("2020-07-02"),
    )
    assert "Không phát sinh vụ mới" in questions_page(after, office)
    assert "Không phát sinh vụ mới" in text(office.get(to("accept", row)))
