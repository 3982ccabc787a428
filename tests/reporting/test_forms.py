"""A form is built of a programme's targets, changed until it is issued, and then stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.programme.models import Programme
from phongtrao.reporting.actions.form_changes import (
    CodeTaken,
    change_box,
    describe_form,
    renew_form,
    set_adding_up,
)
from phongtrao.reporting.actions.forms import FormIssued, build_form
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Element, Indicator, Measure, ReportForm, SheetRule
from phongtrao.reporting.queries.form_building import targets_to_measure
from phongtrao.reporting.queries.forms import whom_words
from phongtrao.reporting.queries.series import Seen, Series
from tests.factories import SMALL_PLAN, make_plan, make_user
from tests.reporting.form_rows import (
    address,
    box,
    build,
    change,
    codes,
    confirmed,
    filled,
    meetings,
)
from tests.reporting.report_rows import Asked, make_form, make_target, send, window

if TYPE_CHECKING:
    from django.test import Client

    from tests.programme.cascade_rows import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(story: Story, browser_of) -> Client:
    return browser_of(story.officer)


def make_asked_of(story: Story) -> Asked:
    form = make_form(story, confirmed(story))
    return Asked(story, form, open_period(form=form, window=window(form), by=story.officer))


def test_a_form_of_two_targets_asks_for_what_they_share_once(client: Client, story: Story) -> None:
    shown = client.get(f"/bieu-mau/lap/{story.programme.pk}/").text
    assert "chưa xác nhận cách đo" in shown
    assert "các xã, phường, đặc khu được giao <span" in shown
    assert "(3 đơn vị đang giữ chương trình)" in shown
    assert "Quý III/2026 (01/7/2026–30/9/2026)" in shown
    form = build(client, story)
    assert [(row.code, row.label) for row in form.elements.all()] == [
        ("A1", "Số tin báo thụ lý"),
        ("A2", "Số tin báo tiếp nhận"),
        ("A3", "Số tin báo đã giải quyết"),
    ]
    page = client.get(address(form)).text
    assert "A3 / A1" in page
    assert "A1 &lt;= A2" in page
    assert "○ Bản soạn" in page


def test_what_is_wrong_comes_back_with_all_that_was_filled_in(client: Client, story: Story) -> None:
    there = f"/bieu-mau/lap/{story.programme.pk}/"
    answer = client.post(there, filled(story, targets=[], name="Tên còn đây", window="own"))
    assert answer.status_code == 422
    assert "Hãy chọn ít nhất một chỉ tiêu." in answer.text
    assert 'value="Tên còn đây"' in answer.text
    assert 'value="own" checked' in answer.text
    assert not ReportForm.objects.exists()


def test_an_unconfirmed_target_cannot_be_asked(client: Client, story: Story) -> None:
    target = story.programme.targets.get(confirmed_at=None)
    answer = client.post(f"/bieu-mau/lap/{story.programme.pk}/", filled(story, target))
    assert answer.status_code == 422


def test_what_another_open_form_asks_is_not_asked_again(client: Client, story: Story) -> None:
    first = build(client, story)
    client.post(address(first, "ban-hanh"))
    assert "▲ đã có ở biểu mẫu" in client.get(f"/bieu-mau/lap/{story.programme.pk}/").text
    second = build(client, story, name="Lần nữa")
    page = client.get(address(second)).text
    assert "không hỏi lại" in page
    assert "Chưa ban hành được: biểu mẫu chưa có ô nào" in page
    answer = client.post(address(second, "ban-hanh"), follow=True)
    assert "chưa có chỉ tiêu nào" in answer.text


def test_a_box_that_another_form_asks_of_the_same_units_is_marked(
    client: Client, story: Story
) -> None:
    first = build(client, story)
    second = build(client, story, name="Lần nữa")
    client.post(address(first, "ban-hanh"))
    page = client.get(address(second)).text
    assert "3 ô cũng được hỏi, cùng đơn vị và cùng kỳ, ở biểu mẫu “Tin báo, tố giác”" in page
    assert page.count("▲ hỏi hai nơi") == 3
    other = build(client, story, name="Hằng năm", window="calendar-year")
    assert "▲ hỏi hai nơi" not in client.get(address(other)).text


def test_an_issued_form_does_not_change(client: Client, story: Story) -> None:
    form = build(client, story)
    client.post(address(form, "ban-hanh"))
    row, rule, measure = form.elements.first(), form.rules.first(), form.measures.first()
    answers = [
        client.post(address(form, "o", row.pk), box("B1")),
        client.post(address(form, "o", row.pk, "bo"), follow=True),
        client.post(address(form, "o", row.pk, "chuyen"), {"huong": "len"}),
        client.post(
            address(form, "quy-tac", "them"),
            {"expression": "A1 >= 0", "words": "Không âm", "severity": "ask"},
        ),
        client.post(address(form, "quy-tac", rule.pk, "bo"), follow=True),
        client.post(address(form, "cach-do", measure.pk, "bo"), follow=True),
        client.post(address(form, "thong-tin"), {"name": "Khác", "window": "keep", "stages": 2}),
        client.post(address(form, "ban-hanh"), follow=True),
        client.post(address(form, "bo"), follow=True),
    ]
    assert all("đã ban hành nên không sửa được" in answer.text for answer in answers)
    assert codes(form) == ["A1", "A2", "A3"]
    assert (SheetRule.objects.count(), Measure.objects.count()) == (2, 2)
    page = client.get(address(form)).text
    assert "Thêm ô" not in page
    assert "● Đã ban hành" in page


def test_a_new_version_is_a_draft_until_it_is_issued(client: Client, story: Story) -> None:
    form = build(client, story)
    assert "còn là bản soạn" in client.post(address(form, "phien-ban-moi"), follow=True).text
    client.post(address(form, "ban-hanh"))
    answer = client.post(address(form, "phien-ban-moi"))
    fresh = ReportForm.objects.get(earlier=form)
    assert answer.url == address(fresh)
    assert "Phiên bản sau đang soạn" in client.get(address(form)).text
    assert client.post(address(form, "phien-ban-moi")).url == address(fresh)
    assert "▲ hỏi hai nơi" not in client.get(address(fresh)).text
    client.post(address(fresh, "ban-hanh"))
    old = client.get(address(form)).text
    assert "– Đã có bản mới" in old
    assert "Chưa mở kỳ được: đã có phiên bản mới" in old
    assert "Lập từ" in client.get(address(fresh)).text
    listed = client.get("/bieu-mau/").text
    assert "phiên bản 2" in listed
    assert "phiên bản 1" not in listed
    assert "phiên bản 1" in client.get("/bieu-mau/?tinh-trang=cu").text


def test_a_draft_is_dropped_whole(client: Client, story: Story) -> None:
    form = build(client, story)
    answer = client.post(address(form, "bo"), follow=True)
    assert "Đã bỏ bản soạn" in answer.text
    assert not ReportForm.objects.exists()
    assert not Element.objects.exists()


def test_the_head_of_a_draft_changes(client: Client, story: Story) -> None:
    form = build(client, story)
    there = address(form, "thong-tin")
    assert "Giữ như đang có" in client.get(there).text
    facts = {"name": "Tên mới", "window": "keep", "stages": 2}
    assert change(client, there, facts).status_code == 302
    form.refresh_from_db()
    assert (form.name, form.stages, form.window["id"]) == ("Tên mới", 2, "calendar-quarter")
    change(client, there, facts | {"window": "nd09-year"})
    form.refresh_from_db()
    assert form.window["id"] == "nd09-year"
    assert "Nghị định 09/2019/NĐ-CP" in client.get(address(form)).text
    assert client.post(there, facts | {"window": "không có"}).status_code == 422


def test_a_form_is_seen_as_a_unit_will_see_it(client: Client, story: Story) -> None:
    form = build(client, story)
    client.post(address(form, "o", "them"), box("Y1", kind="yes-no", may_be_not_applicable="on"))
    there = address(form, "xem-truoc")
    shown = client.get(there).text
    assert shown.count("<input id=") == 3
    assert ">Có</option>" in shown
    wrong = client.post(there, {"o-A1": "3", "o-A2": "2", "o-A3": "x", "o-Y1": "Có"})
    assert wrong.status_code == 422
    assert "A1 không được lớn hơn A2" in wrong.text
    assert "“x” không phải là số" in wrong.text
    assert 'value="x"' in wrong.text
    good = client.post(there, {"o-A1": "2", "o-A2": "3", "o-A3": "1", "o-Y1": "–"})
    assert good.status_code == 200
    assert "● Báo cáo như thế này gửi được" in good.text


def test_the_list_is_searched_without_marks(client: Client, story: Story) -> None:
    assert "Chưa có biểu mẫu nào" in client.get("/bieu-mau/").text
    build(client, story)
    assert "Tin báo, tố giác" in client.get("/bieu-mau/?tim=tin+bao").text
    assert "Tin báo, tố giác" in client.get("/bieu-mau/?tim=bao+ve+an+ninh").text
    assert "Không có biểu mẫu nào khớp" in client.get("/bieu-mau/?tim=rung").text
    assert "Không có biểu mẫu nào khớp" in client.get("/bieu-mau/?tinh-trang=hanh").text
    part = client.get("/bieu-mau/", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="rows">')


def test_the_list_says_how_many_targets_nobody_asks_for(client: Client, story: Story) -> None:
    rows = client.get("/bieu-mau/").context["programmes"]
    assert [(one.targets, one.confirmed, one.open) for one in rows] == [(3, 2, 2)]
    build(client, story, confirmed(story)[0])
    rows = client.get("/bieu-mau/").context["programmes"]
    assert [(one.targets, one.confirmed, one.open) for one in rows] == [(3, 2, 1)]
    story.programme.targets.update(confirmed_at=None)
    assert "hãy xác nhận cách đo ở trang chương trình" in client.get("/bieu-mau/").text


def test_the_list_costs_the_same_for_one_form_and_for_three(client: Client, story: Story) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/bieu-mau/")
        return len(queries)

    build(client, story)
    one = cost()
    build(client, story, name="Hai")
    build(client, story, name="Ba")
    assert cost() == one


def test_a_form_costs_the_same_for_one_box_and_for_three(client: Client, story: Story) -> None:
    small = build(client, story, meetings(story), name="Nhỏ")
    large = build(client, story, name="Lớn")

    def cost(form: ReportForm) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address(form))
        return len(queries)

    assert cost(small) == cost(large)


def test_who_may_only_read_sees_and_does_not_change(
    client: Client, story: Story, browser_of
) -> None:
    form = build(client, story)
    viewer = browser_of(make_user("xem", story.officer.office, Role.VIEWER))
    page = viewer.get(address(form)).text
    assert "Tài khoản của bạn chỉ có quyền xem" in page
    assert "Thêm ô" not in page
    assert viewer.get(address(form, "xem-truoc")).status_code == 200
    assert viewer.get(address(form, "o", "them")).status_code == 404
    commune = browser_of(make_user("xa", story.communes[0], Role.STANDING_OFFICER))
    assert commune.get(address(form)).status_code == 404
    assert "Tin báo, tố giác" not in commune.get("/bieu-mau/").text


def test_the_actions_ask_for_the_permission_themselves(client: Client, story: Story) -> None:
    form = build(client, story)
    other = make_user("hangxom", story.communes[0])
    measure = form.measures.first()
    for act in (
        lambda: describe_form(form=form, name="x", window=form.window, stages=1, by=other),
        lambda: change_box(form=form, element=None, facts={"code": "B1"}, by=other),
        lambda: set_adding_up(measure=measure, adds_up=True, by=other),
        lambda: renew_form(form=form, by=other),
    ):
        with pytest.raises(Denied):
            act()
    with pytest.raises(CodeTaken):
        change_box(form=form, element=None, facts={"code": "A1"}, by=story.officer)
    client.post(address(form, "ban-hanh"))
    form.refresh_from_db()
    with pytest.raises(FormIssued):
        describe_form(form=form, name="x", window=form.window, stages=1, by=story.officer)


def test_a_form_without_a_programme_says_whom_it_asks(client: Client, story: Story) -> None:
    form = build(client, story)
    form.programme = None
    form.save()
    form.measures.all().delete()
    assert whom_words(form) == "các xã, phường, đặc khu thuộc Tỉnh Mẫu"
    form.group = "trường"
    assert whom_words(form) == "trường thuộc Tỉnh Mẫu"
    assert targets_to_measure(form) == []
    assert client.get(address(form)).status_code == 200
    assert client.get("/bieu-mau/").status_code == 200


def test_a_programme_that_a_version_replaced_is_not_offered(client: Client, story: Story) -> None:
    officer = story.officer
    old = Programme.objects.create(
        plan=make_plan(officer, SMALL_PLAN.replace("12/KH", "11/KH")),
        office=officer.office,
        unit=story.province,
        name="Bản cũ",
        begins_on=story.programme.begins_on,
        published_by=officer,
    )
    story.programme.replaces = old
    story.programme.save()
    assert "Bản cũ" not in client.get("/bieu-mau/").text
    assert Indicator.objects.count() == 0


def test_a_target_measured_by_boxes_that_were_reported_already_stands_at_once(
    story: Story,
) -> None:
    asked = make_asked_of(story)
    send(asked, story.communes[0], 200, 250, 181)
    other = make_target(
        story, "tin báo thụ lý ngay", "Số tin báo thụ lý", "Số tin báo tiếp nhận", value=95
    )
    built = build_form(
        programme=story.programme,
        targets=[other],
        name="Lần nữa",
        window=asked.form.window,
        group="commune",
        by=story.officer,
    )
    assert list(built.asked_elsewhere.values()) == [asked.form.name]
    again = build_form(
        programme=story.programme,
        targets=[other],
        name="Lần ba",
        window=asked.form.window,
        group="commune",
        by=story.officer,
    )
    assert again.asked_elsewhere == built.asked_elsewhere
    send(asked, story.communes[1], 10, 10, 9)
    found = Series([other], story.province, Seen(asked.period.end)).now(other)
    assert found
    measured = found.point.figure.measured
    assert measured
    assert (measured.part, measured.whole) == (210, 260)


@pytest.mark.parametrize(
    ("subject", "group", "kind"),
    [
        ("xã, phường, đặc khu", "commune", "yes-no"),
        ("trường", "commune", "integer"),
        ("trường", "trường", "yes-no"),
        ("trường", "everyone", "yes-no"),
    ],
)
def test_a_unit_says_of_itself_what_it_is_counted_by(
    story: Story, subject: str, group: str, kind: str
) -> None:
    target = make_target(story, subject, "Số đơn vị đạt", measured_by="units")
    form = make_form(story, [target], group=group)
    assert [row.kind for row in form.elements.all()] == [kind]


def test_a_count_that_is_asked_already_is_not_asked_again(client: Client, story: Story) -> None:
    first = build(client, story, meetings(story), name="Buổi")
    client.post(address(first, "ban-hanh"))
    again = meetings(story)
    second = build(client, story, again, name="Lần nữa")
    assert codes(second) == []
    assert first.measures.get(target=again).adds_up


def test_what_a_form_asks_with_another_whole_is_asked_anew(client: Client, story: Story) -> None:
    form = build(client, story)
    client.post(address(form, "ban-hanh"))
    other = make_target(story, "tin báo của dân", "Số tin báo thụ lý", "Số hộ dân", value=95)
    built = build_form(
        programme=story.programme,
        targets=[other],
        name="Theo hộ",
        window=form.window | {"close_lag": 1},
        group="commune",
        by=story.officer,
    )
    assert codes(built.form) == ["A1", "A2"]
