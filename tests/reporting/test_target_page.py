"""The page of a target's figures: down to a report, its meaning, its chart, its workbook."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from phongtrao.access.models import Role, User
from phongtrao.programme.models import MeasuredBy, Target
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.models import IndicatorVersion, Obligation
from phongtrao.reporting.queries.dashboard import place_and_programmes
from phongtrao.reporting.queries.telling import figures_of_targets
from phongtrao.units.models import Level
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import hand, make_story
from tests.reporting.report_rows import (
    Asked,
    accept,
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


def test_each_place_of_a_figure_opens_down_to_the_report(asked: Asked, office: Client) -> None:
    second = asked.story.communes[1]
    whole = office.get(address(settled(asked)))
    assert "76,7 % (115/150)" in whole.text
    assert f"?don-vi={second.pk}" in whole.text
    commune = office.get(address(settled(asked), don_vi=second.pk))
    assert "40,0 % (20/50)" in commune.text
    assert f"/bao-cao/{asked.of(second).pk}/" in commune.text
    assert "Tỉnh Mẫu</a>" in commune.text  # and back up
    assert "Số tin báo đã giải quyết" in commune.text
    assert "ô A3" in commune.text


def test_a_single_unit_says_yes_or_no_and_all_together_have_a_rate(
    asked: Asked, office: Client
) -> None:
    story = asked.story
    camera = make_target(
        story, "xã, phường", "Có camera", measured_by=MeasuredBy.UNITS, value=90, horizon="2020"
    )
    form = make_form(story, [camera], name="Camera")
    other = Asked(story, form, open_period(form=form, window=window(form), by=story.officer))
    for commune, said in zip(story.communes, ("Có", "Không"), strict=False):
        send(other, commune, said)
        accept(other, commune)
    page = office.get(address(camera, ky=other.period.pk))
    assert "33,3 % (1/3)" in page.text
    rows = {row.name: (row.words, row.needed) for row in page.context["shown"].units}
    assert rows == {"Xã 1": ("Có", ""), "Xã 2": ("Không", ""), "Xã 3": ("", "")}
    assert "(0/1)" not in page.text
    assert "(1/1)" not in page.text
    second = story.communes[1]
    own = office.get(address(camera, don_vi=second.pk)).text
    assert ">Không<" in own
    assert "(0/1)" not in own
    assert "còn thiếu 1 " not in own
    now = figures_of_targets([camera], second, TODAY)[camera.pk]
    assert (now.figure, now.needed) == ("Không", "")
    assert figures_of_targets([camera], None, TODAY)[camera.pk].figure == "33,3 % (1/3)"


def test_the_past_has_the_names_of_the_past(asked: Asked, office: Client) -> None:
    commune = asked.story.communes[1]
    version = commune.versions.get()
    version.valid_to = TODAY - timedelta(days=3)
    version.save()
    commune.versions.create(valid_from=version.valid_to, name="Xã Mới", kind="xã")
    commune.name = "Xã Mới"
    commune.save()
    assert "Xã 2" in office.get(address(settled(asked))).text  # the period ended before
    assert "Xã Mới" in office.get(HOME).text


def test_a_commune_sees_its_own_figures_and_nobody_elses(asked: Asked, browser_of) -> None:
    first, second, _ = asked.story.communes
    theirs: Client = browser_of(make_user("xa1", first, Role.VIEWER))
    page = theirs.get(HOME)
    assert "Bảng điều hành: Xã 1" in page.text
    assert "95,0 % (95/100)" in page.text
    assert "Xã 2" not in page.text
    assert theirs.get(address(settled(asked))).context["place"] == first
    assert "Tỉnh Mẫu</a>" not in theirs.get(address(settled(asked))).text
    for foreign in (
        address(settled(asked), don_vi=second.pk),
        address(settled(asked), don_vi=asked.story.province.pk),
        f"{HOME}?don-vi={second.pk}",
        f"{HOME}bang.xlsx?don-vi={second.pk}",
        reverse("reporting:target_file", args=[settled(asked).pk]) + f"?don-vi={second.pk}",
        f"{HOME}?don-vi=abc",
        address(settled(asked), don_vi="999999"),
        address(Target(pk=999999)),
    ):
        assert theirs.get(foreign).status_code == 404, foreign


def test_an_office_sees_only_its_programmes_at_a_unit(asked: Asked, browser_of) -> None:
    neighbour: Client = browser_of(make_user("hangxom", make_unit("Công an tỉnh Bên Cạnh")))
    page = neighbour.get(HOME)
    assert "Chưa có chương trình nào đang thực hiện" in page.text
    assert neighbour.get(address(settled(asked))).status_code == 404
    assert neighbour.get(f"{HOME}?don-vi={asked.story.communes[0].pk}").status_code == 404
    nobody = User.objects.get(username="hangxom")
    assert place_and_programmes(nobody, "", TODAY) == (None, [])


def test_a_target_that_nobody_is_asked_for_says_how_to_get_there(
    asked: Asked, office: Client
) -> None:
    made = make_target(asked.story, "hộ dân", "Số hộ", "Tổng số hộ")
    page = office.get(address(made))
    assert "Chưa có kỳ báo cáo nào đo chỉ tiêu này" in page.text
    assert reverse("reporting:build_form", args=[asked.story.programme.pk]) in page.text


def test_the_meaning_of_the_boxes_stands_below(asked: Asked, office: Client) -> None:
    IndicatorVersion.objects.update(verified="Đối chiếu sổ thụ lý", limits="Không gồm tin ẩn danh")
    page = office.get(address(settled(asked)))
    assert "Đối chiếu sổ thụ lý" in page.text
    assert "Không gồm tin ẩn danh" in page.text
    target = settled(asked)
    target.measures.get().numerator.indicator.versions.all().delete()
    assert "Số tin báo đã giải quyết" in office.get(address(target)).text


def test_units_are_found_sorted_and_swapped_in_place(asked: Asked, office: Client) -> None:
    found = office.get(address(settled(asked), tim="xa+2"))
    assert [row.name for row in found.context["rows"]] == ["Xã 2"]
    by_state = office.get(address(settled(asked), tinh_trang="chua-bao-cao", sap="ten"))
    assert [row.name for row in by_state.context["rows"]] == ["Xã 3"]
    assert "Không đơn vị nào khớp" in office.get(address(settled(asked), tim="khongco")).text
    part = office.get(address(settled(asked), sap="ten"), headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="rows">')
    assert "HX-Request" in part["Vary"]


def test_a_chart_has_its_table(asked: Asked, office: Client) -> None:
    target = settled(asked)
    assert "data-chart" not in office.get(address(target)).text  # one period is no line
    second = open_period(form=asked.form, window=window(asked.form, 2020, 1), by=asked.officer)
    commune = asked.story.communes[0]
    row = Obligation.objects.get(period=second, unit=commune)
    send_report(obligation=row, typed=typed(100, 100, 99), by=reporter_of(commune))
    page = office.get(address(target))
    assert page.context["chart"] == {
        "labels": ["Quý I/2020", "Quý II/2020"],
        "values": [76.6667, 99.0],
        "levels": [90.0, 90.0],
        "asked": ["≥ 90 %", "≥ 90 %"],
        "provisional": [True, True],
        "percent": True,
    }
    assert "+22,3 điểm %" in page.text
    looked = office.get(address(target, ky=asked.period.pk))
    assert "Theo đơn vị, Quý I/2020" in looked.text


def test_workbooks_hold_real_numbers(asked: Asked, office: Client) -> None:
    target = settled(asked)
    answer = office.get(reverse("reporting:target_file", args=[target.pk]))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    time, units = book["Theo thời gian"], book["Theo đơn vị"]
    rows = {row[0].value: row for row in time.iter_rows() if row[0].value}
    assert [cell.value for cell in rows["Quý I/2020"][2:4]] == [115, 150]
    assert rows["Quý I/2020"][4].value == pytest.approx(115 / 150)
    rows = {row[0].value: row for row in units.iter_rows() if row[0].value}
    assert [cell.value for cell in rows["Xã 3"][1:4]] == ["chưa báo cáo", None, None]
    assert [cell.value for cell in rows["Xã 1"][1:3]] == [95, 100]
    board_file = office.get(reverse("reporting:dashboard_file"))
    sheets = load_workbook(io.BytesIO(b"".join(board_file.streaming_content)))
    assert sheets.sheetnames == ["Đang chậm", "Chỉ tiêu", "Nơi còn yếu", "Thay đổi"]
    values = [cell.value for row in sheets["Nơi còn yếu"].iter_rows() for cell in row]
    assert "Xã 2" in values


def test_texts_of_a_workbook_are_never_formulas(asked: Asked, office: Client) -> None:
    target = settled(asked)
    Target.objects.filter(pk=target.pk).update(subject="=HYPERLINK(1)", measure="")
    answer = office.get(reverse("reporting:dashboard_file"))
    sheets = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [cell for row in sheets["Chỉ tiêu"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(str(cell.value).startswith("=") for cell in cells)


def test_the_programme_shows_how_its_targets_stand(asked: Asked, office: Client) -> None:
    target = settled(asked)
    of = asked.story.programme.pk
    page = office.get(reverse("programme:programme", args=[of]))
    assert "76,7 % (115/150)" in page.text
    assert "1/3 đơn vị đã duyệt" in page.text
    assert address(target) in page.text
    own = office.get(reverse("programme:target", args=[of, target.pk]))
    assert "76,7 % (115/150)" in own.text
    assert "▲ Chậm" in own.text


def test_a_province_of_a_country_leads_back_up(asked: Asked, office: Client, browser_of) -> None:
    programme = asked.story.programme
    programme.unit = make_unit("Việt Nam", level=Level.COUNTRY)
    programme.save()
    programme.targets.update(owner=programme.unit)
    commune = office.get(address(settled(asked), don_vi=asked.story.communes[0].pk))
    assert "Việt Nam</a>" in commune.text
    assert "Tỉnh Mẫu</a>" in commune.text
    assert "Tỉnh Mẫu" in office.get(HOME, {"xem": "yeu"}).text
    theirs = browser_of(make_user("xa1", asked.story.communes[0], Role.VIEWER))
    assert "Tỉnh Mẫu</a>" not in theirs.get(address(settled(asked))).text


def test_a_count_has_one_box(browser_of) -> None:
    story = make_story(1)
    hand(story)
    target = make_target(story, "tin, bài", "Số tin bài", measured_by="count", value=20)
    form = make_form(story, [target])
    open_period(form=form, window=window(form), by=story.officer)
    page = browser_of(story.officer).get(address(target))
    assert "Số đếm:" in page.text
    assert "Mẫu số:" not in page.text


def test_what_is_met_before_its_day_and_may_fall_back_is_to_be_kept_until_it(
    asked: Asked, office: Client
) -> None:
    """ "Đến năm 2099 đạt trên 60 %": 76,7 % today is no last word."""
    target = settled(asked)
    target.thresholds.update(value="60", horizon_kind="by", horizon="2099")
    send(asked, asked.story.communes[2], 1, 1, 1)  # nobody is missing
    for there in (address(target), HOME, f"{HOME}?xem=chi-tieu"):
        page = office.get(there).text
        assert "◐ Đúng tiến độ" in page
        assert "đang đạt mức, giữ đến 31/12/2099" in page
    (told,) = figures_of_targets([target], None, TODAY).values()
    assert (told.state, told.needed) == ("◐ Đúng tiến độ", "đang đạt mức, giữ đến 31/12/2099")
