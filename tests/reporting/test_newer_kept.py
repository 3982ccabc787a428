"""A workbook says what was changed in it; what it carried along takes back nothing newer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.reporting.actions.filling import save_boxes
from phongtrao.reporting.actions.forms import issue_form, new_version, save_element
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.models import Draft, Intake, Submission
from phongtrao.reporting.queries.reports import typed_of
from phongtrao.reporting.queries.sheets import sheet_of
from tests.factories import make_user
from tests.reporting.report_rows import Asked, reporter_of, send, typed, window
from tests.reporting.sheet_rows import address, text_of
from tests.reporting.total_rows import sums
from tests.reporting.workbook_rows import (
    FIRST,
    SECOND,
    bring,
    bring_own,
    fill,
    opened,
    own,
    row,
    table,
)

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


def said(asked: Asked, unit: Unit) -> list[str]:
    """What stands in the boxes of a unit's report as it was sent last."""
    Draft.objects.all().delete()
    return list(typed_of(sheet_of(asked.period.form), asked.of(unit)).values())


def test_a_correction_made_since_stays_where_the_file_was_not_touched(
    asked: Asked, office: Client
) -> None:
    first = asked.story.communes[0]
    send(asked, first, 10, 20, 7)
    data = table(office, asked)
    send(asked, first, 8, 20, 5, reason="Đếm trùng")
    done = bring(office, asked, fill(data, {f"E{FIRST}": 21}), reason="Đối chiếu sổ")
    assert done.status_code == 302, text_of(done)
    assert said(asked, first) == ["8", "21", "5"]
    assert sums(asked) == [8, 21, 5]


def test_a_box_that_both_changed_keeps_the_file_out_and_says_what_stands_there(
    asked: Asked, office: Client
) -> None:
    first, second, _ = asked.story.communes
    send(asked, first, 10, 20, 7)
    data = table(office, asked)
    send(asked, first, 8, 20, 5, reason="Đếm trùng")
    changed = fill(data, {f"D{FIRST}": 9} | row(SECOND, 1, 1, 1))
    answer = bring(office, asked, changed, reason="Đối chiếu sổ")
    words = text_of(answer)
    assert answer.status_code == 422
    assert "Tệp có 1 chỗ chưa đúng" in words
    assert f">D{FIRST}<" in answer.content.decode()
    assert "Ô A1 (Số tin báo thụ lý) đã được sửa ở nơi khác" in words
    assert "lúc tải tệp là 10, nay là 8 (lần nộp 2 ngày" in words
    assert "Hãy tải tệp mới" in words
    assert said(asked, first) == ["8", "20", "5"]
    assert asked.of(second).current is None
    # A new file shows what stands there; then the officer's word counts.
    again = fill(table(office, asked), {f"D{FIRST}": 9} | row(SECOND, 1, 1, 1))
    assert bring(office, asked, again, reason="Đối chiếu sổ").status_code == 302
    assert said(asked, first) == ["9", "20", "5"]


def test_two_who_wrote_the_same_agree(asked: Asked, office: Client) -> None:
    first = asked.story.communes[0]
    send(asked, first, 10, 20, 7)
    data = table(office, asked)
    send(asked, first, 8, 20, 7, reason="Đếm trùng")
    assert bring(office, asked, fill(data, {f"D{FIRST}": 8})).status_code == 302
    assert Intake.objects.get().same == [first.pk]
    assert asked.of(first).corrected == 1


def test_a_unit_that_reported_since_is_not_written_over_by_a_file_in_which_it_was_empty(
    asked: Asked, office: Client
) -> None:
    first = asked.story.communes[0]
    data = table(office, asked)
    send(asked, first, 10, 20, 7)
    answer = bring(office, asked, fill(data, row(FIRST, 10, 21, None)), reason="Theo sổ")
    assert "lúc tải tệp để trống, nay là 20 (lần nộp 1 ngày" in text_of(answer)
    assert "chưa đúng" in text_of(answer)
    assert Submission.objects.count() == 1


def test_a_rule_that_a_newer_figure_breaks_says_what_is_newer(asked: Asked, office: Client) -> None:
    first = asked.story.communes[0]
    send(asked, first, 10, 20, 7)
    data = table(office, asked)
    send(asked, first, 18, 20, 7, reason="Đếm sót")
    answer = bring(office, asked, fill(data, {f"E{FIRST}": 15}), reason="Theo sổ")
    words = text_of(answer)
    assert answer.status_code == 422
    assert "A1 không được lớn hơn A2" in words
    assert "báo cáo đã đổi: A1 là 18" in words


def test_words_are_compared_as_figures_are(asked: Asked, office: Client) -> None:
    form = new_version(form=asked.form, by=asked.officer)
    save_element(form=form, element=None, code="G", label="Ghi chú", kind="text", least=None,
                 required=False, by=asked.officer)  # fmt: skip
    issue_form(form=form, by=asked.officer)
    period = open_period(form=form, window=window(form, number=1), by=asked.officer)
    asked, first = Asked(asked.story, form, period), asked.story.communes[0]
    send(asked, first, 10, 20, 7)
    by = reporter_of(first)
    save_boxes(obligation=asked.of(first), boxes={"G": ("", "Một")}, by=by)
    told = fill(table(office, asked), {f"G{FIRST}": "Một\nhai"})
    assert bring(office, asked, told, reason="Ghi thêm").status_code == 302
    data = table(office, asked)
    boxes = {**typed(10, 20, 7), "G": "Ba"}
    save_boxes(obligation=asked.of(first), boxes={"G": ("Một", "Một\nhai")}, by=by)
    send_report(obligation=asked.of(first), typed=boxes, reason="Ghi lại", by=by)
    answer = bring(office, asked, fill(data, {f"G{FIRST}": "Bốn"}), reason="Ghi thêm")
    assert "lúc tải tệp là nội dung khác, nay là “Ba”" in text_of(answer)
    assert bring(office, asked, fill(data, {f"D{FIRST}": 9}), reason="Sửa").status_code == 302
    assert said(asked, first) == ["9", "20", "7", "Ba"]


# ── of one unit ──────────────────────────────────────────────────────────────────────────────────


def test_an_own_workbook_brings_only_what_was_changed_in_it(asked: Asked, browser_of: Any) -> None:
    commune = asked.story.communes[0]
    send(asked, commune, 10, 20, 7)
    client = browser_of(reporter_of(commune))
    data = fill(own(client, asked, commune), {"E9": 21})
    send(asked, commune, 8, 20, 5, reason="Đếm trùng")
    done = bring_own(client, asked, commune, data, step="draft")
    assert done.status_code == 302
    assert Draft.objects.get().cells == {"A2": "21"}
    Draft.objects.all().delete()
    done = bring_own(client, asked, commune, data, reason="Đối chiếu sổ")
    words = text_of(client.get(done.url))
    assert "Đã gửi báo cáo, lần nộp 3" in words
    assert "giữ số mới hơn trong hệ thống: A1 là 8, A3 là 5" in words
    assert said(asked, commune) == ["8", "21", "5"]


@pytest.mark.parametrize("step", ["send", "draft"])
def test_a_box_that_a_colleague_sent_since_keeps_the_own_file_out(
    asked: Asked, browser_of: Any, step: str
) -> None:
    commune = asked.story.communes[0]
    send(asked, commune, 10, 20, 7)
    client = browser_of(reporter_of(commune))
    data = fill(own(client, asked, commune), {"E8": 9, "E9": 21})
    send(asked, commune, 8, 20, 7, reason="Đếm trùng")
    answer = bring_own(client, asked, commune, data, step=step, reason="Đối chiếu sổ")
    assert answer.status_code == 422
    assert ">E8<" in answer.content.decode()
    assert "lúc tải tệp là 10, nay là 8 (lần nộp 2 ngày" in text_of(answer)
    assert not Draft.objects.exists()
    assert Submission.objects.count() == 2


def test_a_box_that_a_colleague_typed_since_keeps_the_own_file_out(
    asked: Asked, browser_of: Any
) -> None:
    commune = asked.story.communes[0]
    client = browser_of(reporter_of(commune))
    data = fill(own(client, asked, commune), {"E8": 5, "E9": 9, "E11": 1})
    other = make_user("b", commune, "reporter")
    save_boxes(obligation=asked.of(commune), boxes={"A1": ("", "6")}, by=other)
    answer = bring_own(client, asked, commune, data)
    assert "lúc tải tệp để trống, nay là 6 (bản nháp trên trang)" in text_of(answer)
    assert Draft.objects.get().cells == {"A1": "6"}


def test_what_a_colleague_typed_since_is_looked_at_before_it_is_sent(
    asked: Asked, browser_of: Any
) -> None:
    commune = asked.story.communes[0]
    send(asked, commune, 10, 20, 7)
    client = browser_of(reporter_of(commune))
    data = fill(own(client, asked, commune), {"E9": 21})
    other = make_user("b", commune, "reporter")
    save_boxes(obligation=asked.of(commune), boxes={"A3": ("7", "9")}, by=other)
    done = bring_own(client, asked, commune, data, reason="Đối chiếu sổ")
    assert done.url == f"{address(asked.of(commune))}?sua=1"
    words = text_of(client.get(done.url))
    assert "Chưa gửi: từ lúc tải tệp, trên bảng đã nhập thêm A3 là 9" in words
    assert Draft.objects.get().cells == {"A2": "21", "A3": "9"}
    assert Submission.objects.count() == 1
    # In a file that shows it, it is sent with the rest.
    data = own(client, asked, commune)
    assert opened(data)["Số liệu"]["E11"].value == 9
    done = bring_own(client, asked, commune, fill(data, {"E8": 11}), reason="Đối chiếu sổ")
    assert "lần nộp 2" in text_of(client.get(done.url))
    assert said(asked, commune) == ["11", "21", "9"]
