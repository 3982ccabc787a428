"""The pages on which a list is brought up to date and on which a measure is narrowed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.core.rollup.strata import Strata
from phongtrao.programme.queries.work import owed_by
from phongtrao.reporting.actions.lists import refresh_list
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Measure, ObligationState
from phongtrao.reporting.queries.strata import strata_of_measure
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_merge
from phongtrao.units.models import UnitVersion
from tests.programme.cascade_rows import hand, make_commune, merge
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.list_rows import AUTUMN, MERGED, asked_in_spring, lines
from tests.reporting.report_rows import Asked, reporter_of, send

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Iterator[Asked]:
    """Of four communes two became one in July; it is September."""
    found = asked_in_spring()
    merge("Xã Mới", *found.story.communes[:2], on="2020-07-01")
    with day(AUTUMN):
        yield found


def address(asked: Asked) -> str:
    return reverse("reporting:refresh_list", args=[asked.period.pk])


def kinds_owed(asked: Asked) -> list[str]:
    return [one.kind for one in owed_by(asked.officer, AUTUMN)]


def test_the_page_of_the_period_says_that_its_list_is_out_of_date(asked: Asked) -> None:
    page = reverse("reporting:period", args=[asked.period.pk])
    office, unit = client_of(asked.officer), client_of(reporter_of(asked.story.communes[2]))
    said = "Danh sách của kỳ này chốt khi mở kỳ"
    text = office.get(page).text
    assert said in text
    assert f'<a href="{address(asked)}">Cập nhật danh sách</a>' in text
    # Who may not bring it up to date reads who does.
    theirs = unit.get(page).text
    assert said in theirs
    assert address(asked) not in theirs
    assert f"{asked.form.office} cập nhật danh sách này" in theirs
    assert said not in office.get(page, {"tai-ngay": "01/06/2020"}).text
    refresh_list(period=asked.period, by=asked.officer)
    assert said not in office.get(page).text


def test_the_page_says_what_will_happen_and_the_button_does_it(asked: Asked) -> None:
    client = client_of(asked.officer)
    text = client.get(address(asked)).text
    for words in (
        "Thêm vào danh sách (1)",
        "Xã 1, Xã 2",
        "Miễn báo cáo (2)",
        "Sáp nhập vào Xã Mới từ 01/07/2020",
    ):
        assert words in text
    seen = text.partition('name="seen" value="')[2].partition('"')[0]
    answer = client.post(address(asked), {"seen": seen})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("reporting:period", args=[asked.period.pk])
    assert lines(asked)["Xã Mới"] == ObligationState.OWED
    again = client.get(address(asked)).text
    assert "Danh sách đã đúng với các đơn vị hiện có." in again
    assert client.post(address(asked), {"seen": seen}).status_code == 422


def test_what_changed_meanwhile_is_shown_before_it_is_done(asked: Asked) -> None:
    answer = client_of(asked.officer).post(address(asked), {"seen": "cũ"})
    assert answer.status_code == 422
    assert "vừa thay đổi" in answer.text
    assert "Xã Mới" not in lines(asked)


def test_the_page_names_who_stays_who_moves_and_who_is_not_counted(asked: Asked) -> None:
    third, fourth = asked.story.communes[2:]
    with day(date(2020, 6, 1)):
        row = send(asked, third, 5, 7, 1)
        send(asked, fourth, 5, 7, 1)
    carry_out(proposal=preview_merge(units=[third], into=fourth, on=MERGED, decision=None), by=None)
    fresh = make_commune("Xã Lập Sau", asked.story.province)
    hand(asked.story, fresh)
    text = client_of(asked.officer).get(address(asked)).text
    for words in (
        "báo cáo gửi ngày 01/06/2020 vẫn tính",
        "Đổi địa bàn hoặc phân tổ (1)",
        "Xã 3, Tỉnh Mẫu, xã",
        "Đơn vị mới, không tính vào kỳ này (1)",
        "Xã Lập Sau",
    ):
        assert words in text
    return_report(obligation=row, revision=1, reason="Khác sổ", by=asked.officer)
    text = client_of(asked.officer).get(address(asked)).text
    assert "báo cáo bị trả lại, đơn vị kế thừa gửi lại" in text


def test_the_officer_finds_it_among_his_work_until_it_is_done(asked: Asked) -> None:
    assert "Cập nhật danh sách" in kinds_owed(asked)
    client = client_of(asked.officer)
    assert address(asked) in client.get(reverse("programme:work")).text
    seen = client.get(address(asked)).text.partition('name="seen" value="')[2].partition('"')[0]
    client.post(address(asked), {"seen": seen})
    assert "Cập nhật danh sách" not in kinds_owed(asked)


def test_who_has_no_forms_has_no_such_work(asked: Asked) -> None:
    reporter = reporter_of(asked.story.communes[2])
    assert "Cập nhật danh sách" not in [one.kind for one in owed_by(reporter, AUTUMN)]
    assert client_of(reporter).get(address(asked)).status_code == 404


# Of which units a measure is


def test_a_measure_is_narrowed_on_its_page(asked: Asked) -> None:
    measure = asked.form.measures.first()
    assert measure
    there = reverse("reporting:measure_strata", args=[asked.form.pk, measure.pk])
    client = client_of(asked.officer)
    text = client.get(there).text
    assert "Đang tính trên mọi đơn vị báo cáo." in text
    assert "Biểu mẫu đã mở 1 kỳ" in text
    filled = {"groups": ["commune"], "settlements": ["urban"], "civil_only": "on"}
    assert client.post(there, filled).status_code == 302
    assert strata_of_measure(Measure.objects.get(pk=measure.pk)) == Strata(
        groups=("commune",), settlements=("urban",), civil_only=True
    )
    shown = client.get(there).text
    unknown = "không tính đơn vị có khu vực chưa xác định"
    said = f"Đang tính trên cấp xã; ở đô thị; {unknown}; không thuộc lực lượng vũ trang."
    assert said in shown
    assert shown.count("checked") == 3
    assert client.post(there, {"settlements": ["sea"]}).status_code == 422


def test_communes_that_are_neither_town_nor_country_are_named(asked: Asked) -> None:
    measure = asked.form.measures.first()
    there = reverse("reporting:measure_strata", args=[asked.form.pk, measure.pk])
    client = client_of(asked.officer)
    rows = UnitVersion.objects.filter(valid_to=None, unit__in=asked.story.communes[2:])
    assert "2 đơn vị chưa xác định đô thị hay nông thôn" in client.get(there).text
    rows.filter(unit=asked.story.communes[2]).update(settlement="rural")
    page = client.get(there).text
    assert "1 đơn vị chưa xác định đô thị hay nông thôn" in page
    assert f"không tính: {asked.story.communes[3]}." in page
    rows.update(settlement="urban")
    assert "chưa xác định đô thị hay nông thôn" not in client.get(there).text
