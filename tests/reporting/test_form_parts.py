"""The boxes, rules and measures of a draft, each change leaving a form that can be filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from phongtrao.reporting.actions.form_changes import (
    MeasureUnusable,
    save_measure,
)
from phongtrao.reporting.queries.box_order import moved
from phongtrao.reporting.queries.form_building import targets_to_measure
from tests.reporting.form_rows import (
    address,
    box,
    build,
    change,
    codes,
    confirmed,
    drop_box,
    meetings,
)

if TYPE_CHECKING:
    from django.test import Client

    from tests.programme.cascade_rows import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(story: Story, browser_of) -> Client:
    return browser_of(story.officer)


def test_a_box_is_added_behind_those_of_its_group(client: Client, story: Story) -> None:
    form = build(client, story)
    group = form.elements.get(code="A1").group
    start = client.get(address(form, "o", "them")).text
    assert 'value="A4"' in start
    answer = client.post(
        address(form, "o", "them"), box("T1", group=group, indicator="new", unit="đơn")
    )
    assert answer.status_code == 302
    assert codes(form) == ["A1", "A2", "T1", "A3"]
    made = form.elements.get(code="T1")
    assert (made.unit, made.indicator.name) == ("đơn", "Số đơn tồn")
    assert made.indicator.versions.get().numerator == "Số đơn tồn"


def test_the_next_free_code_is_proposed(client: Client, story: Story) -> None:
    form = build(client, story)
    client.post(address(form, "o", "them"), box("a4"))
    assert 'value="A5"' in client.get(address(form, "o", "them")).text
    drop_box(client, form, "A1")
    assert 'value="A5"' in client.get(address(form, "o", "them")).text
    empty = build(client, story, meetings(story), name="Buổi")
    empty.elements.all().delete()
    assert 'value="A1"' in client.get(address(empty, "o", "them")).text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"code": "a1"}, "Mã A1 đã dùng cho ô"),
        ({"code": "1"}, "mã phải bắt đầu bằng chữ cái"),
        ({"kind": "choice", "choices": "một"}, "ít nhất hai lựa chọn"),
        ({"least": "5", "most": "2"}, "mức nhỏ nhất lớn hơn mức lớn nhất"),
        ({"label": ""}, "” còn trống. Hãy ghi"),
    ],
)
def test_a_box_that_nobody_could_answer_is_refused(
    client: Client, story: Story, facts: dict[str, str], said: str
) -> None:
    form = build(client, story)
    answer = client.post(address(form, "o", "them"), box(**facts))
    assert answer.status_code == 422
    assert said in answer.text
    assert len(codes(form)) == 3


@pytest.mark.parametrize(
    ("facts", "stored", "shown"),
    [
        ({"kind": "decimal", "scale": "", "least": ""}, (1, None, None, []), "không giới hạn"),
        ({"kind": "money", "scale": "2", "most": "9,5"}, (2, 0, 9.5, []), "từ 0,00 đến 9,50"),
        ({"scale": "3", "least": "", "most": "7"}, (0, None, 7, []), "nhiều nhất 7"),
        ({"kind": "yes-no", "unit": "vụ", "most": "3"}, (0, None, None, []), "có hoặc không"),
        ({"kind": "text"}, (0, None, None, []), "chữ"),
        (
            {"kind": "choice", "choices": "Tốt\r\n Khá \r\n"},
            (0, None, None, ["Tốt", "Khá"]),
            "Tốt; Khá",
        ),
    ],
)
def test_a_box_keeps_what_its_kind_has(
    client: Client, story: Story, facts: dict[str, str], stored: tuple[object, ...], shown: str
) -> None:
    form = build(client, story)
    assert client.post(address(form, "o", "them"), box(**facts)).status_code == 302
    row = form.elements.get(code="A4")
    assert (row.scale, row.least, row.most, row.choices) == stored
    assert shown in client.get(address(form)).text
    again = client.get(address(form, "o", row.pk)).text
    assert "9,5" in again if row.most == 9.5 else "Ô A4" in again


def test_a_new_code_is_taken_over_by_the_rules(client: Client, story: Story) -> None:
    form = build(client, story)
    row = form.elements.get(code="A1")
    facts = box("TL", label=row.label, group=row.group)
    assert change(client, address(form, "o", row.pk), facts).status_code == 302
    assert [(one.expression, one.words) for one in form.rules.all()] == [
        ("TL <= A2", "TL không được lớn hơn A2"),
        ("A3 <= TL", "A3 không được lớn hơn TL"),
    ]


def test_a_box_that_a_rule_or_a_target_counts_stays_a_number(client: Client, story: Story) -> None:
    form = build(client, story)
    row = form.elements.get(code="A2")
    answer = change(client, address(form, "o", row.pk), box("A2", kind="text"))
    assert answer.status_code == 422
    assert "ô A2 làm mẫu số nhưng không phải là ô số" in answer.text
    form.measures.all().delete()
    answer = change(client, address(form, "o", row.pk), box("A2", kind="text"))
    assert "nhắc đến ô A2 không phải ô số" in answer.text
    row.refresh_from_db()
    assert row.kind == "integer"


def test_boxes_move_by_one_place_and_groups_stay_together(client: Client, story: Story) -> None:
    form = build(client, story)
    pk = dict(form.elements.values_list("code", "pk"))

    def move(code: str, way: str) -> list[str]:
        answer = client.post(address(form, "o", pk[code], "chuyen"), {"huong": way})
        assert answer.url.endswith(f"#o-{pk[code]}")
        return codes(form)

    assert move("A2", "len") == ["A2", "A1", "A3"]
    assert move("A3", "len") == ["A3", "A2", "A1"]
    assert move("A2", "len") == ["A2", "A1", "A3"]
    assert move("A2", "len") == ["A2", "A1", "A3"]
    assert move("A1", "xuong") == ["A3", "A2", "A1"]
    assert moved(list(form.elements.all()), "khác", up=True) == ["A3", "A2", "A1"]


def test_moving_with_htmx_gives_the_boxes_alone(client: Client, story: Story) -> None:
    form = build(client, story)
    there = address(form, "o", form.elements.get(code="A2").pk, "chuyen")
    answer = client.post(there, {"huong": "len"}, headers={"HX-Request": "true"}, follow=True)
    assert answer.text.lstrip().startswith('<section id="cac-o"')


def test_a_box_goes_with_its_rules_and_what_it_measures(client: Client, story: Story) -> None:
    form = build(client, story)
    drop_box(client, form, "A1")
    assert codes(form) == ["A2", "A3"]
    assert not form.rules.exists()
    assert not form.measures.exists()


def test_rules_are_written_in_codes(client: Client, story: Story) -> None:
    form = build(client, story)
    there = address(form, "quy-tac", "them")
    assert "Số tin báo tiếp nhận" in client.get(there).text
    rule = {"expression": "A3 <= A9", "words": "Đúng sổ", "severity": "ask"}
    refused = client.post(there, rule)
    assert refused.status_code == 422
    assert "mã A9 không có trong biểu" in refused.text
    assert client.post(there, rule | {"expression": "A3 <= A2"}).status_code == 302
    made = form.rules.get(severity="ask")
    assert "hỏi lại người gửi" in client.get(address(form)).text
    assert 'value="A3 &lt;= A2"' in client.get(address(form, "quy-tac", made.pk)).text
    change(client, address(form, "quy-tac", made.pk), rule | {"expression": "A3 < A2"})
    made.refresh_from_db()
    assert made.expression == "A3 < A2"
    client.post(address(form, "quy-tac", made.pk, "bo"))
    assert form.rules.count() == 2


def test_another_target_is_measured_by_a_box_that_is_there(client: Client, story: Story) -> None:
    form = build(client, story, confirmed(story)[0])
    second = confirmed(story)[1]
    assert targets_to_measure(form) == [second]
    pk = dict(form.elements.values_list("code", "pk"))
    there = address(form, "cach-do", "them")
    assert str(second) in client.get(there).text
    facts = {"target": second.pk, "numerator": pk["A1"], "denominator": pk["A1"]}
    refused = client.post(there, facts)
    assert refused.status_code == 422
    assert "vừa là tử số vừa là mẫu số" in refused.text
    assert client.post(there, facts | {"denominator": pk["A2"]}).status_code == 302
    made = form.measures.get(target=second)
    assert not made.adds_up
    edit = address(form, "cach-do", made.pk)
    assert "Sửa cách đo" in client.get(edit).text
    change(client, edit, facts | {"denominator": "", "adds_up": "on"})
    made.refresh_from_db()
    assert (made.denominator, made.adds_up) == (None, True)
    client.post(address(form, "cach-do", made.pk, "bo"))
    assert targets_to_measure(form) == [second]


def test_a_target_is_measured_by_counts_of_one_precision(client: Client, story: Story) -> None:
    form = build(client, story, confirmed(story)[0])
    for code, kind in (("T1", "text"), ("D1", "decimal"), ("Y1", "yes-no")):
        client.post(address(form, "o", "them"), box(code, kind=kind))
    target = confirmed(story)[1]
    pk = dict(form.elements.values_list("code", "pk"))
    there = address(form, "cach-do", "them")
    facts = {"target": target.pk, "numerator": pk["D1"], "denominator": pk["A1"]}
    assert "số chữ số thập phân khác nhau" in client.post(there, facts).text
    facts["numerator"] = pk["Y1"]
    assert "trả lời có hoặc không nên không chia" in client.post(there, facts).text
    facts["numerator"] = pk["T1"]
    assert client.post(there, facts).status_code == 422
    row = form.elements.get(code="A1")
    answer = change(client, address(form, "o", row.pk), box("A1", kind="text"))
    assert "không phải là ô số hay ô có hoặc không" in answer.text


def test_each_target_is_measured_once(client: Client, story: Story) -> None:
    form = build(client, story)
    first, second = form.measures.order_by("pk")
    facts = {"target": second.target_id, "numerator": first.numerator_id, "denominator": ""}
    answer = change(client, address(form, "cach-do", first.pk), facts)
    assert answer.status_code == 422
    with pytest.raises(MeasureUnusable, match="đã đo chỉ tiêu này"):
        save_measure(
            form=form,
            measure=None,
            target=first.target,
            numerator=first.numerator,
            denominator=None,
            adds_up=False,
            by=story.officer,
        )


def test_whether_a_years_figures_are_added_is_said_of_an_issued_form_too(
    client: Client, story: Story
) -> None:
    form = build(client, story)
    client.post(address(form, "ban-hanh"))
    made = form.measures.first()
    answer = client.post(address(form, "cach-do", made.pk, "cong-don"), {"cong-don": "co"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.adds_up
    assert "Đổi: lấy kỳ mới nhất" in client.get(address(form)).text
    client.post(address(form, "cach-do", made.pk, "cong-don"), {"cong-don": "khong"})
    made.refresh_from_db()
    assert not made.adds_up


def test_parts_of_another_form_are_not_found(client: Client, story: Story) -> None:
    form, other = build(client, story), build(client, story, name="Khác")
    for part, row in (
        ("o", other.elements.first()),
        ("quy-tac", other.rules.first()),
        ("cach-do", other.measures.first()),
    ):
        assert client.get(address(form, part, row.pk)).status_code == 404


def test_a_rule_of_other_boxes_stays_when_a_box_goes(client: Client, story: Story) -> None:
    form = build(client, story)
    drop_box(client, form, "A3")
    assert [row.expression for row in form.rules.all()] == ["A1 <= A2"]


def test_the_same_rule_stands_in_a_form_once(client: Client, story: Story) -> None:
    form = build(client, story)
    there = address(form, "quy-tac", "them")
    rule = {"expression": "A3 <= A2", "words": "Đúng sổ", "severity": "ask"}
    assert client.post(there, rule).status_code == 302
    many = form.rules.count()
    for again in ("A3 ≤ A2", "A2 >= A3"):
        refused = client.post(there, rule | {"expression": again, "severity": "refuse"})
        assert refused.status_code == 422
        assert "Biểu mẫu đã có quy tắc “A3 &lt;= A2”" in refused.text
        assert f'value="{again.replace(">", "&gt;")}"' in refused.text
    assert form.rules.count() == many
    made = form.rules.get(severity="ask")
    # Its own words may change, and what it says.
    own = address(form, "quy-tac", made.pk)
    assert change(client, own, rule | {"words": "Theo sổ"}).status_code == 302
    other = form.rules.exclude(pk=made.pk).first()
    taken = change(client, own, rule | {"expression": other.expression})
    assert (taken.status_code, "Biểu mẫu đã có quy tắc" in taken.text) == (422, True)
