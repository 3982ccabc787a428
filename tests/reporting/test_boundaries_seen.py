"""The page of a target and the dashboard as reported and on today's boundaries: an heir has a page
from its first day, sums are kept, what cannot be added is marked.
"""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from phongtrao.access.models import Role
from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.models import Indicator, Obligation
from phongtrao.reporting.queries.dashboard import Board
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.queries.target_page import TargetPage, targets_measured
from tests.factories import make_user
from tests.kept_rows import made_once
from tests.programme.cascade_rows import hand, make_commune, make_story, merge
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.boundary_rows import MERGED, TODAY, carried_point, quarter, settled, told
from tests.reporting.list_rows import YEARS, split
from tests.reporting.report_rows import Asked, make_asked, make_form, make_target
from tests.reporting.seen_rows import HOME, address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
TODAYS = "nay"


@made_once
def make_quarters() -> Asked:
    """Four communes; two quarters before the merger are reported."""
    with day(date(2019, 1, 2)):
        first = make_asked(communes=4)
    Obligation.objects.all().delete()
    first.period.delete()
    one, two, three, four = first.story.communes
    for part in (0, 1):
        quarter(
            first,
            2020,
            part,
            (one, (10 + part, 12, 9)),
            (two, (20, 20, 18)),
            (three, (30, 30, 30)),
            (four, (40, 40, 35)),
        )
    return first


@pytest.fixture
def asked() -> Iterator[Asked]:
    with day(TODAY):
        yield make_quarters()


@pytest.fixture
def office(asked: Asked) -> Client:
    return client_of(asked.officer)


def merged(asked: Asked) -> Unit:
    return merge("Xã Mới", *asked.story.communes[:3], on="2020-07-01")


def carried_page(asked: Asked, place: Unit | None) -> TargetPage:
    return TargetPage(settled(asked), place, Seen(TODAY, carried=True))


def trend(page: TargetPage) -> list[tuple[str, str]]:
    return [(row.title, row.figure) for row in page.rows]


def test_an_heir_that_never_reported_has_a_page_with_its_past(asked: Asked, office: Client) -> None:
    assert "Theo địa giới" not in office.get(address(settled(asked))).text
    new = merged(asked)
    page = office.get(address(settled(asked), don_vi=new.pk))
    assert page.status_code == 200
    assert "Xã Mới chưa có kỳ báo cáo nào mang tên mình" in page.text
    assert trend(page.context["shown"]) == [
        ("Quý II/2020", "93,4 % (57/61)"),
        ("Quý I/2020", "95,0 % (57/60)"),
    ]
    # Each figure opens to the reports that it is the sum of, as they were sent.
    rows = page.context["shown"].units
    assert [(row.name, row.words) for row in rows] == [
        ("Xã 1", "81,8 % (9/11)"),
        ("Xã 2", "90,0 % (18/20)"),
        ("Xã 3", "100,0 % (30/30)"),
    ]
    sent = Obligation.objects.get(unit=asked.story.communes[0], period__name="2020-Q2")
    assert f'href="{reverse("reporting:report", args=[sent.pk])}"' in page.text
    file = reverse("reporting:target_file", args=[settled(asked).pk]) + f"?don-vi={new.pk}"
    assert office.get(file).status_code == 200
    # The old communes keep their own pages, as reported; also where today is asked for.
    old = asked.story.communes[0]
    link = f"?don-vi={old.pk}"
    assert f'href="{address(settled(asked))}{link}"' in page.text
    for tail in (link, f"{link}&dia-gioi=nay"):
        own = office.get(address(settled(asked)) + tail)
        assert trend(own.context["shown"])[0] == ("Quý II/2020", "81,8 % (9/11)")
        assert "Theo địa giới" not in own.text
    # And an heir of nobody still has none.
    lonely = make_commune("Xã Lập Sau", asked.story.province)
    assert office.get(address(settled(asked), don_vi=lonely.pk)).status_code == 404
    assert office.get(HOME, {"don-vi": lonely.pk}).status_code == 404


def test_both_ways_are_one_click_apart_and_each_link_keeps_the_way(
    asked: Asked, office: Client
) -> None:
    new = merged(asked)
    quarter(asked, 2020, 2, (new, (63, 65, 60)), (asked.story.communes[3], (41, 41, 36)))
    target = settled(asked)
    as_reported = office.get(address(target, don_vi=new.pk))
    assert trend(as_reported.context["shown"]) == [("Quý III/2020", "95,2 % (60/63)")]
    link = re.search(r'href="([^"]+)">Theo địa giới hiện nay</a>', as_reported.text)
    assert link
    today = office.get(
        reverse("reporting:target", args=[target.pk]) + link[1].replace("&amp;", "&")
    )
    assert trend(today.context["shown"]) == [
        ("Quý III/2020", "95,2 % (60/63)"),
        ("Quý II/2020", "93,4 % (57/61)"),
        ("Quý I/2020", "95,0 % (57/60)"),
    ]
    assert len(today.context["chart"]["values"]) == 3
    assert 'aria-current="true">Theo địa giới hiện nay' in today.text
    assert "theo địa giới hiện nay" in today.text
    down = re.findall(r'<a href="(\?ky=[^"]+)"', today.text)
    assert down
    assert all("dia-gioi=nay" in one for one in down)
    assert 'name="dia-gioi" value="nay"' in today.text
    # The province: the units of today, and together what was reported.
    whole = office.get(
        address(target, dia_gioi=TODAYS, ky=asked.form.periods.get(name="2020-Q1").pk)
    )
    assert [(row.name, row.words) for row in whole.context["shown"].units] == [
        ("Xã 4", "87,5 % (35/40)"),
        ("Xã Mới", "95,0 % (57/60)"),
    ]
    assert whole.context["period"].figure == "92,0 % (92/100)"
    heir = next(row for row in whole.context["shown"].units if row.name == "Xã Mới")
    assert heir.total
    alone = next(row for row in whole.context["shown"].units if row.name == "Xã 4")
    assert alone.obligation


def test_what_cannot_be_added_is_marked_in_both_tables(asked: Asked, office: Client) -> None:
    four = asked.story.communes[3]
    east, _ = split(four, MERGED, ("Xã Đông", None), ("Xã Tây", None))
    page = office.get(address(settled(asked), don_vi=east.pk))
    assert {row.figure for row in page.context["shown"].rows} == {""}
    assert page.text.count("▲ không quy đổi được về địa giới đang xem") == 2
    # It was reported: that nobody has said it would be wrong.
    assert "– Không quy đổi được" in page.text
    assert "Chưa báo cáo" not in page.text
    whole = office.get(address(settled(asked), dia_gioi=TODAYS))
    marks = {row.name: row.mark[:13] for row in whole.context["shown"].units}
    assert marks["Xã Đông"] == "không quy đổi"
    assert marks["Xã 1"] == ""
    assert "▲ không quy đổi được" in whole.text
    file = reverse("reporting:target_file", args=[settled(asked).pk])
    book = load_workbook(
        io.BytesIO(b"".join(office.get(file, {"dia-gioi": TODAYS}).streaming_content))
    )
    assert book["Theo đơn vị"]["A3"].value.endswith("theo địa giới ngày đó")
    rows = {row[0].value: row for row in book["Theo đơn vị"].iter_rows() if row[0].value}
    assert [cell.value for cell in rows["Xã Đông"][1:4]] == ["không quy đổi được", None, None]
    assert rows["Xã Đông"][4].value.startswith("không quy đổi được")
    board = office.get(HOME, {"don-vi": east.pk})
    assert "▲ không quy đổi được" in board.text
    assert "– Không quy đổi được" in board.text
    assert "Chưa báo cáo" not in board.text
    today = Board(None, [asked.story.programme], Seen(TODAY, carried=True))
    assert "Xã Đông" not in {row.name for row in today.weak}


def test_the_dashboard_of_an_heir_and_on_boundaries(asked: Asked, office: Client) -> None:
    assert "Theo địa giới" not in office.get(HOME).text
    new = merged(asked)
    own = office.get(HOME, {"don-vi": new.pk})
    assert own.status_code == 200
    assert "93,4 % (57/61)" in own.text
    assert "Xã Mới chưa có kỳ báo cáo nào mang tên mình" in own.text
    of_unit = client_of(make_user("xamoi", new, Role.VIEWER)).get(HOME)
    assert "Bảng điều hành: Xã Mới" in of_unit.text
    assert "93,4 % (57/61)" in of_unit.text
    for target in asked.story.programme.targets.all():
        target.thresholds.update(horizon_kind="during", horizon="2020-06")
    before = Board(None, [asked.story.programme], Seen(TODAY))
    today = Board(None, [asked.story.programme], Seen(TODAY, carried=True))
    assert [row.figure for row in before.targets] == [row.figure for row in today.targets]
    assert "Xã Mới" not in {row.name for row in before.weak}
    assert "Xã Mới" in {row.name for row in today.weak}
    page = office.get(HOME, {"dia-gioi": TODAYS})
    assert f"?don-vi={new.pk}&amp;dia-gioi=nay" in page.text
    assert 'aria-current="true">Theo địa giới hiện nay' in page.text


def test_the_past_is_seen_on_the_boundaries_of_its_day(asked: Asked, office: Client) -> None:
    merged(asked)
    first = asked.story.communes[0]
    past = {"dia-gioi": TODAYS, "tai-ngay": "30/06/2020", "don-vi": first.pk}
    page = office.get(address(settled(asked)), past)
    assert trend(page.context["shown"]) == [
        ("Quý II/2020", "81,8 % (9/11)"),
        ("Quý I/2020", "90,0 % (9/10)"),
    ]
    assert "Theo địa giới ngày 30/06/2020" in page.text


def test_an_indicator_goes_over_the_merger_too(asked: Asked, office: Client) -> None:
    new = merged(asked)
    taken = Indicator.objects.get(elements__form=asked.form, elements__code="A1")
    page = office.get(reverse("reporting:indicator", args=[taken.pk]), {"don-vi": new.pk})
    assert trend(page.context["shown"]) == [("Quý II/2020", "61"), ("Quý I/2020", "60")]
    assert "mang tên mình" in page.text


def test_an_answer_of_yes_is_not_handed_on_and_the_page_says_so() -> None:
    with day(date(2019, 1, 2)):
        story = make_story(3)
        hand(story)
        story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
        target = make_target(story, "xã, phường", "Xã an toàn", measured_by=MeasuredBy.UNITS)
        form = make_form(story, [target], YEARS)
    asked = Asked(story, form, None)  # opened right now
    one, two, three = story.communes
    quarter(asked, 2019, 0, (one, ("Có",)), (two, ("Không",)), (three, ("Có",)))
    new = merge("Xã Mới", one, two, on="2020-07-01")
    target = targets_measured().get(pk=target.pk)
    with day(TODAY):
        page = client_of(asked.officer).get(address(target, dia_gioi=TODAYS))
    words = {row.name: (row.words, bool(row.mark)) for row in page.context["shown"].units}
    assert words == {"Xã 3": ("Có", False), "Xã Mới": ("", True)}
    assert told(carried_point(asked, new, target).figure) is None


def test_the_page_costs_a_few_queries_more_and_no_more_for_many_units(
    asked: Asked, office: Client, django_assert_max_num_queries
) -> None:
    merged(asked)
    there = address(settled(asked), dia_gioi=TODAYS)
    with django_assert_max_num_queries(45) as few:
        office.get(there)
    for number in range(6):
        make_commune(f"Xã Khác {number}", asked.story.province)
    with django_assert_max_num_queries(len(few)):
        office.get(there)
