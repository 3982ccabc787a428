"""Two officers at one draft form: nothing of one is overwritten by the other, nothing typed is
lost, and what goes with a box is said before it goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from phongtrao.access.models import Role
from phongtrao.audit.models import LogEntry
from phongtrao.audit.queries import detail_of
from phongtrao.reporting.actions.form_changes import PartDropped, change_box
from phongtrao.reporting.actions.forms import drop_element, new_version
from phongtrao.reporting.forms import form_heads, report_forms
from phongtrao.reporting.models import Element, Measure, ReportForm, SheetRule
from phongtrao.reporting.queries.form_shown import LABELS
from tests.factories import make_user
from tests.reporting.form_rows import (
    address,
    box,
    build,
    change,
    codes,
    confirmed,
    drop_box,
    opened,
    token_in,
)
from tests.reporting.report_rows import make_form

if TYPE_CHECKING:
    from django.test import Client

    from tests.programme.cascade_rows import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(story: Story, browser_of) -> Client:
    return browser_of(story.officer)


@pytest.fixture
def colleague(story: Story, browser_of) -> Client:
    """Another officer of the same office."""
    return browser_of(make_user("canbo2", story.officer.office, Role.STANDING_OFFICER))


def test_a_box_that_a_colleague_changed_is_not_overwritten(
    client: Client, colleague: Client, story: Story
) -> None:
    form = build(client, story)
    row = form.elements.get(code="A2")
    there = address(form, "o", row.pk)
    facts = box("A2", label=row.label, group=row.group)
    seen = opened(colleague, there)
    assert change(client, there, facts | {"most": "2000"}).status_code == 302

    answer = colleague.post(there, facts | {"label": "Số tin báo nhận", "shown": seen})
    assert answer.status_code == 409
    assert f"Lớn nhất: trống → 2.000 ({story.officer}, 09:00 03/08/2026)" in answer.text
    assert 'value="Số tin báo nhận"' in answer.text
    row.refresh_from_db()
    assert (row.label, row.most) == (facts["label"], 2000)

    # The next save is over what stands now.
    again = colleague.post(
        there, facts | {"label": "Số tin báo nhận", "shown": token_in(answer.text)}
    )
    assert again.status_code == 302
    row.refresh_from_db()
    assert (row.label, row.most) == ("Số tin báo nhận", None)


def test_a_mistake_does_not_make_a_page_newer_than_it_is(
    client: Client, colleague: Client, story: Story
) -> None:
    form = build(client, story)
    row = form.elements.get(code="A2")
    there = address(form, "o", row.pk)
    facts = box("A2", label=row.label, group=row.group)
    seen = opened(colleague, there)
    change(client, there, facts | {"most": "2000"})
    wrong = colleague.post(there, facts | {"label": "", "shown": seen})
    assert wrong.status_code == 422
    answer = colleague.post(there, facts | {"shown": token_in(wrong.text)})
    assert answer.status_code == 409
    # A page without a word of what it showed overwrites nothing either.
    assert colleague.post(there, facts).status_code == 409
    row.refresh_from_db()
    assert row.most == 2000


def test_the_head_of_a_draft_is_not_overwritten(
    client: Client, colleague: Client, story: Story
) -> None:
    form = build(client, story)
    there = address(form, "thong-tin")
    seen = opened(colleague, there)
    facts = {"name": form.name, "window": "keep", "stages": 1}
    assert change(client, there, facts | {"stages": 2}).status_code == 302
    answer = colleague.post(there, facts | {"name": "Tên khác", "shown": seen})
    assert answer.status_code == 409
    assert f"Duyệt báo cáo: 1 lượt → 2 lượt ({story.officer}, 09:00 03/08/2026)" in answer.text
    assert 'value="Tên khác"' in answer.text
    form.refresh_from_db()
    assert (form.name, form.stages) == ("Tin báo, tố giác", 2)
    seen = opened(colleague, there)
    assert change(client, there, facts | {"window": "nd09-year"}).status_code == 302
    answer = colleague.post(there, facts | {"shown": seen})
    assert "Thời gian chốt số liệu: Trọn kỳ theo lịch" in answer.text
    assert "Nghị định 09/2019/NĐ-CP" in answer.text


def test_a_rule_and_a_measure_are_not_overwritten(
    client: Client, colleague: Client, story: Story
) -> None:
    form = build(client, story)
    rule, measure = form.rules.first(), form.measures.first()
    there = address(form, "quy-tac", rule.pk)
    facts = {"expression": rule.expression, "words": rule.words, "severity": "refuse"}
    seen = opened(colleague, there)
    change(client, there, facts | {"severity": "ask"})
    answer = colleague.post(there, facts | {"words": "Khác", "shown": seen})
    assert answer.status_code == 409
    assert "Khi không đúng thì: không cho gửi → hỏi lại người gửi" in answer.text
    there = address(form, "cach-do", measure.pk)
    chosen = {
        "target": measure.target_id,
        "numerator": measure.numerator_id,
        "denominator": measure.denominator_id,
    }
    seen = opened(colleague, there)
    change(client, there, chosen | {"denominator": ""})
    answer = colleague.post(there, chosen | {"adds_up": "on", "shown": seen})
    assert answer.status_code == 409
    assert "Mẫu số: A2 → trống" in answer.text
    measure.refresh_from_db()
    assert (measure.denominator, measure.adds_up) == (None, False)


def test_a_box_that_was_taken_away_is_offered_as_a_new_one(
    client: Client, colleague: Client, story: Story
) -> None:
    form = build(client, story)
    row = form.elements.get(code="A3")
    there = address(form, "o", row.pk)
    seen = opened(colleague, there)
    asked = client.post(address(form, "o", row.pk, "bo"))
    client.post(address(form, "o", row.pk, "bo"), {"seen": asked.context["seen"]})
    facts = box("A3", label="Số tin báo đã giải quyết xong", shown=seen)
    answer = colleague.post(there, facts)
    assert answer.status_code == 409
    assert f"Ô A3 đã được bỏ ({story.officer}, 09:00 03/08/2026)" in answer.text
    assert 'value="Số tin báo đã giải quyết xong"' in answer.text
    assert f'action="{address(form, "o", "them")}"' in answer.text
    assert "Thêm thành ô mới" in answer.text
    assert "Quy tắc bỏ theo: A3 &lt;= A1" in answer.text
    assert colleague.post(address(form, "o", "them"), facts).status_code == 302
    assert form.elements.get(code="A3").label == "Số tin báo đã giải quyết xong"
    assert colleague.get(there).status_code == 404


def test_a_rule_that_was_taken_away_is_offered_as_a_new_one(
    client: Client, colleague: Client, story: Story
) -> None:
    form = build(client, story)
    rule = form.rules.first()
    there = address(form, "quy-tac", rule.pk)
    facts = {"expression": rule.expression, "words": "Khác", "severity": "ask"}
    client.post(address(form, "quy-tac", rule.pk, "bo"))
    answer = colleague.post(there, facts)
    assert answer.status_code == 409
    assert "đã được bỏ" in answer.text
    assert f'action="{address(form, "quy-tac", "them")}"' in answer.text
    assert colleague.post(there + "1/", facts).status_code == 404
    other = address(form, "quy-tac", rule.pk + 1000)
    assert colleague.post(other, facts).status_code == 404


def test_what_went_with_a_box_is_offered_as_new_too(
    client: Client, colleague: Client, story: Story
) -> None:
    form = build(client, story)
    rule = form.rules.get(expression="A1 <= A2")
    measure = form.measures.get(numerator__code="A1")
    pages = [address(form, "quy-tac", rule.pk), address(form, "cach-do", measure.pk)]
    drop_box(client, form, "A1")
    typed = [
        {"expression": "A3 <= A2", "words": "Khác", "severity": "ask"},
        {"target": measure.target_id, "numerator": form.elements.get(code="A3").pk},
    ]
    for there, facts in zip(pages, typed, strict=True):
        answer = colleague.post(there, facts)
        assert answer.status_code == 409
        assert f"đã được bỏ ({story.officer}, 09:00 03/08/2026)" in answer.text
        anew = f"{there.rsplit('/', 2)[0]}/them/"
        assert f'action="{anew}"' in answer.text
        assert colleague.post(anew, facts).status_code == 302
    assert form.rules.filter(words="Khác").exists()
    assert form.measures.filter(target=measure.target).exists()


def test_what_goes_with_a_box_is_said_before_it_goes(client: Client, story: Story) -> None:
    form = build(client, story)
    row = form.elements.get(code="A1")
    there = address(form, "o", row.pk, "bo")
    answer = client.post(there)
    assert answer.status_code == 422
    assert "Quy tắc: A1 &lt;= A2" in answer.text
    assert "Quy tắc: A3 &lt;= A1" in answer.text
    assert "Cách đo: tin báo được thụ lý (A1 / A2, lấy kỳ mới nhất)" in answer.text
    assert f"chỉ số {row.indicator.code}" in answer.text
    assert codes(form) == ["A1", "A2", "A3"]
    # What goes with it now is another thing than what was seen.
    client.post(address(form, "quy-tac", form.rules.first().pk, "bo"))
    assert client.post(there, {"seen": answer.context["seen"]}).status_code == 422
    again = client.post(there).context["seen"]
    assert client.post(there, {"seen": again}).status_code == 302
    assert codes(form) == ["A2", "A3"]
    line = LogEntry.objects.filter(action="report-form.drop-element").latest("pk")
    assert line.detail["was"]["Hỏi điều gì"] == row.label
    assert line.detail["rules"] == [
        "A3 <= A1 (A3 không được lớn hơn A1; không cho gửi)",
    ]
    assert len(line.detail["measures"]) == 2
    assert "nội dung đã bỏ (" in detail_of(line)


def test_a_box_that_goes_while_it_is_being_saved_is_not_made_anew_unasked(story: Story) -> None:
    form = make_form(story, confirmed(story))
    draft = new_version(form=form, by=story.officer)
    row = draft.elements.get(code="A3")
    drop_element(element=draft.elements.get(code="A3"), by=story.officer)
    with pytest.raises(PartDropped):
        change_box(form=draft, element=row, facts={"code": "A3"}, by=story.officer)
    assert codes(draft) == ["A1", "A2"]


def test_a_box_that_stands_alone_goes_at_once(client: Client, story: Story) -> None:
    form = build(client, story)
    client.post(address(form, "o", "them"), box("G1"))
    row = form.elements.get(code="G1")
    assert client.post(address(form, "o", row.pk, "bo")).status_code == 302
    assert codes(form) == ["A1", "A2", "A3"]


def test_the_log_says_what_was_changed_in_a_draft(client: Client, story: Story) -> None:
    form = build(client, story)
    row = form.elements.get(code="A2")
    facts = box("A2", label=row.label, group=row.group, most="2000")
    change(client, address(form, "o", row.pk), facts)
    line = LogEntry.objects.filter(action="report-form.element").latest("pk")
    assert "Lớn nhất: trống → 2.000" in detail_of(line)


def test_what_is_told_has_the_labels_of_the_pages() -> None:
    pages = {
        ReportForm: form_heads.WindowForm,
        Element: report_forms.BoxForm,
        SheetRule: report_forms.RuleForm,
        Measure: report_forms.MeasureForm,
    }
    for model, form in pages.items():
        for column, label in LABELS[model].items():
            name = column.removesuffix("_id").replace("known_strata", "known_groups")
            assert form.base_fields[name].label == label
