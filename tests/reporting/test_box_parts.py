"""A breakdown of an indicator is asked in boxes: one a part, tied to the whole by a rule."""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from phongtrao.core.sheets.breakdowns import Breakdown, read_breakdown
from phongtrao.reporting.actions.box_parts import BoxNotDivided, divide_box
from phongtrao.reporting.actions.form_changes import renew_form
from phongtrao.reporting.actions.forms import issue_form
from phongtrao.reporting.actions.indicators import define_indicator
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.models import Element, Indicator, IndicatorVersion, Obligation
from phongtrao.reporting.queries.known import known_here
from phongtrao.reporting.queries.sensitive import hidden_boxes
from phongtrao.reporting.queries.sheets import counts_the_same, sheet_of
from tests.reporting.form_rows import address, box, build, change, codes, drop_box
from tests.reporting.report_rows import reporter_of, window

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.reporting.models import ReportForm
    from tests.programme.cascade_rows import Story

pytestmark = pytest.mark.django_db
KINDS = "loại hình: trường học | doanh nghiệp"
SEXES = "nam | nữ"
IN_ORDER = ["A1", "A1.1", "A1.2", "A2", "A3"]


@pytest.fixture
def client(story: Story, browser_of) -> Client:
    return browser_of(story.officer)


@pytest.fixture
def form(client: Client, story: Story) -> ReportForm:
    """A draft whose box A1 counts what can be divided in two ways."""
    made = build(client, story)
    Indicator.objects.update(sensitive=False)
    divided_by(made, KINDS, SEXES, "Nguồn tin")
    return made


def divided_by(form: ReportForm, *lines: str) -> None:
    """Say how the figure of A1 can be divided."""
    rows = [read_breakdown(line).as_row() for line in lines]
    versions = IndicatorVersion.objects.filter(indicator=form.elements.get(code="A1").indicator)
    versions.update(breakdowns=rows)


def there(form: ReportForm, code: str = "A1") -> str:
    return address(form, "o", form.elements.get(code=code).pk, "tach")


def divide(client: Client, form: ReportForm, exact: str = "bang", which: str = "0") -> None:
    answer = client.post(there(form), {"breakdown": which, "exact": exact})
    assert answer.status_code == 302, answer.context["form"].errors


def report_of(form: ReportForm, story: Story, *, number: int = 0) -> Obligation:
    """What the first commune owes of the form, once it is issued."""
    issue_form(form=form, by=story.officer)
    period = open_period(form=form, window=window(form, 2026, number), by=story.officer)
    return period.obligations.get(unit=story.communes[0])


def test_the_page_of_a_draft_offers_to_ask_for_the_parts(client: Client, form: ReportForm) -> None:
    page = client.get(address(form)).text
    assert page.count(there(form)) == 1
    assert "tách theo loại hình, nam | nữ</a>" in page
    offered = client.get(there(form)).text
    assert "loại hình: trường học | doanh nghiệp" in offered
    assert "Nguồn tin" not in offered  # it names no parts
    assert "Không còn phân tổ nào để tách" in client.get(there(form, "A2")).text


def test_each_part_is_a_box_under_the_whole_and_they_add_up_to_it(
    client: Client, form: ReportForm
) -> None:
    divide(client, form)
    assert codes(form) == IN_ORDER
    part, whole = form.elements.get(code="A1.2"), form.elements.get(code="A1")
    assert (part.label, part.part) == ("Trong đó: doanh nghiệp", "loại hình: doanh nghiệp")
    assert (part.group, part.indicator, part.kind) == (whole.group, whole.indicator, whole.kind)
    rule = form.rules.get(expression="A1 = A1.1 + A1.2")
    assert rule.words == "A1 phải bằng tổng các phần theo loại hình (A1.1 + A1.2)"
    page = client.get(address(form)).text
    assert page.count('class="under"') == 2
    assert "tách theo nam | nữ</a>" in page  # the other way is left
    tried = {"o-A1": "5", "o-A1.1": "2", "o-A1.2": "2", "o-A2": "5", "o-A3": "1"}
    said = client.post(address(form, "xem-truoc"), tried).text
    assert rule.words in said
    assert 'class="under"' in said


def test_the_parts_may_leave_something_out(client: Client, form: ReportForm) -> None:
    divide(client, form, exact="khong-qua")
    assert form.rules.filter(expression="A1 >= A1.1 + A1.2").exists()
    holds = sheet_of(form).rules[-1].holds
    assert holds({"A1": Decimal(5), "A1.1": Decimal(2), "A1.2": Decimal(2)})
    assert not holds({"A1": Decimal(3), "A1.1": Decimal(2), "A1.2": Decimal(2)})


def test_a_second_breakdown_goes_on_with_the_next_codes(client: Client, form: ReportForm) -> None:
    client.post(address(form, "o", "them"), box("A1.2", label="Số đơn"))
    divide(client, form)
    divide(client, form)
    assert codes(form) == ["A1", "A1.1", "A1.3", "A1.4", "A1.5", "A2", "A3", "A1.2"]
    assert form.elements.get(code="A1.5").part == "nữ"
    assert "tách theo" not in client.get(address(form)).text


def test_a_box_is_divided_once_by_what_its_indicator_says(
    client: Client, story: Story, form: ReportForm
) -> None:
    divide(client, form)
    again = client.post(there(form), {"breakdown": "5", "exact": "bang"})
    assert again.status_code == 422
    whole = form.elements.get(code="A1")
    for breakdown in (read_breakdown(KINDS), Breakdown("tuổi", ("trẻ", "già"))):
        with pytest.raises(BoxNotDivided, match="không còn phân tổ này"):
            divide_box(element=whole, breakdown=breakdown, exact=True, by=story.officer)
    part = form.elements.get(code="A1.1")
    with pytest.raises(BoxNotDivided):
        divide_box(element=part, breakdown=read_breakdown(SEXES), exact=True, by=story.officer)


def test_a_code_that_leaves_no_room_is_refused(client: Client, form: ReportForm) -> None:
    form.elements.filter(code="A1").update(code="A" * 20)
    form.rules.all().delete()
    answer = client.post(there(form, "A" * 20), {"breakdown": "0", "exact": "bang"})
    assert answer.status_code == 422
    assert "mã của ô quá dài" in answer.text
    assert form.elements.count() == 3


def test_parts_go_where_their_box_goes(client: Client, form: ReportForm) -> None:
    divide(client, form)
    pk = dict(form.elements.values_list("code", "pk"))

    def move(code: str, way: str) -> list[str]:
        client.post(address(form, "o", pk[code], "chuyen"), {"huong": way})
        return codes(form)

    assert move("A1.1", "xuong") == ["A1", "A1.2", "A1.1", "A2", "A3"]
    assert move("A1.1", "xuong") == ["A1", "A1.2", "A1.1", "A2", "A3"]
    assert move("A1", "xuong") == ["A2", "A1", "A1.2", "A1.1", "A3"]
    page = client.get(address(form)).text
    assert 'aria-label="Ô A1.2 đã ở đầu"' in page
    assert 'aria-label="Đưa ô A1.1 lên"' in page
    facts = box("T", group="Nhóm khác", indicator=str(form.elements.get(pk=pk["A1"]).indicator_id))
    assert change(client, address(form, "o", pk["A1"]), facts).status_code == 302
    assert codes(form) == ["A2", "T", "T.2", "T.1", "A3"]
    change(client, address(form, "o", pk["A1"]), {**facts, "label": "Số tin"})
    assert codes(form) == ["A2", "T", "T.2", "T.1", "A3"]
    assert {row.group for row in form.elements.filter(code__startswith="T")} == {"Nhóm khác"}
    assert form.rules.filter(expression="T = T.1 + T.2").exists()
    drop_box(client, form, "T")
    assert codes(form) == ["A2", "A3"]
    assert not form.rules.exists()


def test_a_code_whose_parts_are_taken_is_refused(client: Client, form: ReportForm) -> None:
    divide(client, form)
    client.post(address(form, "o", "them"), box("T.1", label="Số đơn"))
    whole = form.elements.get(code="A1")
    facts = box("T", group=whole.group, indicator=str(whole.indicator_id))
    answer = change(client, address(form, "o", whole.pk), facts)
    assert answer.status_code == 422
    assert "Mã T.1 đã dùng cho ô “Số đơn”" in answer.text
    assert form.elements.filter(code__in=["A1", "A1.1", "A1.2"]).count() == 3


def test_a_part_that_counts_something_else_now_is_no_part(client: Client, form: ReportForm) -> None:
    divide(client, form)
    part = form.elements.get(code="A1.1")
    change(client, address(form, "o", part.pk), box("A1.1", indicator="new"))
    part.refresh_from_db()
    assert part.part == ""
    assert part.indicator != form.elements.get(code="A1").indicator


def test_a_report_is_held_to_it_and_read_with_the_parts_further_in(
    client: Client, story: Story, form: ReportForm, browser_of
) -> None:
    divide(client, form)
    row = report_of(form, story)
    sheet = browser_of(reporter_of(row.unit))
    page = sheet.get(f"/bao-cao/{row.pk}/").text
    assert page.count('<th scope="row" class="under">') == 2
    typed = {"A1": "5", "A1.1": "2", "A1.2": "3", "A2": "5", "A3": "1"}
    send_report(obligation=row, typed=typed, by=reporter_of(row.unit))
    assert client.get(f"/bao-cao/{row.pk}/").text.count('class="under"') == 2


def test_parts_are_hidden_and_filled_in_as_parts(
    client: Client, story: Story, form: ReportForm, browser_of
) -> None:
    divide(client, form)
    row = report_of(form, story)
    send_report(
        obligation=row,
        typed={"A1": "5", "A1.1": "2", "A1.2": "3", "A2": "5", "A3": "1"},
        by=reporter_of(row.unit),
    )
    other = build(client, story, name="Biểu khác", window="calendar-quarter")
    whole = other.elements.first()
    assert whole is None or whole.part == ""  # what is asked already is not asked as a part
    other.elements.all().delete()
    for number, part in enumerate(("", "loại hình: doanh nghiệp"), start=1):
        Element.objects.create(
            form=other, number=number, code=f"B{number}", label="Số tin báo", kind="integer",
            indicator=form.elements.get(code="A1").indicator, part=part,
        )  # fmt: skip
    known = known_here(report_of(other, story))
    assert {code: one.cell for code, one in known.items()} == {"B1": 5, "B2": 3}
    indicator = form.elements.get(code="A1").indicator
    assert indicator is not None
    day = indicator.versions.get().valid_from
    define_indicator(
        indicator=indicator, valid_from=day, sensitive=True, by=story.officer,
        breakdowns=[read_breakdown(KINDS), read_breakdown(SEXES), read_breakdown("Nguồn tin")],
        **{
            name: getattr(indicator.versions.get(), name)
            for name in ("numerator", "denominator", "unit", "direction", "source")
        },
    )  # fmt: skip
    assert hidden_boxes(reporter_of(row.unit), form) == {"A1", "A1.1", "A1.2"}


def test_a_new_version_keeps_the_parts_and_a_part_is_never_the_whole(
    client: Client, story: Story, form: ReportForm
) -> None:
    divide(client, form)
    issue_form(form=form, by=story.officer)
    fresh = renew_form(form=form, by=story.officer)
    assert codes(fresh) == IN_ORDER
    old, new = (one.elements.get(code="A1.1") for one in (form, fresh))
    assert counts_the_same(old, new)
    assert not counts_the_same(form.elements.get(code="A1"), new)
    assert "▲ hỏi hai nơi" not in client.get(address(fresh)).text


def test_breakdowns_written_before_keep_their_words(form: ReportForm) -> None:
    moved = import_module("phongtrao.reporting.migrations.0019_breakdown_rows")
    versions = IndicatorVersion.objects.filter(indicator=form.elements.get(code="A1").indicator)
    lines = ["Loại: tố giác | tin  báo", "nam | nữ", "Giới tính", "Nguồn tin: do dân, do báo"]
    versions.update(breakdowns=lines)
    moved.divide(apps, None)
    moved.divide(apps, None)
    assert versions.get().breakdowns == [
        {"name": "Loại", "members": ["tố giác", "tin báo"]},
        {"name": "", "members": ["nam", "nữ"]},
        {"name": "Giới tính", "members": []},
        {"name": "Nguồn tin: do dân, do báo", "members": []},
    ]
    moved.join(apps, None)
    moved.join(apps, None)
    assert versions.get().breakdowns == ["Loại: tố giác | tin báo", *lines[1:]]
