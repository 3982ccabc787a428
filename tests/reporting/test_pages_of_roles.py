"""What each role finds on the pages of reports: no link that leads nowhere, nothing that is not of
the unit, and each number opens.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.core.rollup.strata import Strata, UnitFacts
from phongtrao.reporting.actions.addressees import add_addressee
from phongtrao.reporting.actions.strata import set_strata
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Obligation
from tests.factories import make_unit, make_user
from tests.programme.reorganisation_rows import client_of
from tests.reporting.report_rows import Asked, accept, make_asked, reporter_of, send
from tests.reporting.sheet_rows import text_of
from tests.reporting.tracking_rows import address, all_kinds

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.access.models import User

pytestmark = pytest.mark.django_db


def links(page: str) -> list[str]:
    """The addresses that the page itself leads to."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return [unescape(one) for one in re.findall(r'<a [^>]*href="([^"#][^"]*)"', main)]


def followed(browser: Client, start: str) -> dict[str, int]:
    """Link of a page → what it answers."""
    found = links(browser.get(start).text)
    assert found
    whole = (start.partition("?")[0] + one if one.startswith("?") else one for one in found)
    return {one: browser.get(one).status_code for one in whole}


def viewer(asked: Asked) -> User:
    return make_user("xem", asked.officer.office, Role.VIEWER)


def addressee(asked: Asked) -> User:
    office = make_unit("Sở Nội vụ", asked.story.province, kind="sở")
    add_addressee(form=asked.form, office=office, by=asked.officer)
    return make_user("noivu", office, Role.VIEWER)


@pytest.mark.parametrize("who", ["officer", "commune", "viewer", "addressee"])
@pytest.mark.parametrize("name", ["period", "consolidated", "period_questions", "period_print"])
def test_no_link_leads_nowhere(who: str, name: str) -> None:
    asked = make_asked(5)
    all_kinds(asked)
    readers = {"viewer": viewer, "addressee": addressee}
    if who in readers:
        user = readers[who](asked)
    else:
        user = asked.officer if who == "officer" else reporter_of(asked.story.communes[1])
    answers = followed(client_of(user), address(asked, name))
    assert {link: code for link, code in answers.items() if code != 200} == {}


def test_who_sends_nothing_is_offered_no_workbook_to_send(asked: Asked, office: Client) -> None:
    there = reverse("reporting:send_period_workbook", args=[asked.period.pk])
    assert there in office.get(address(asked)).text
    assert there not in client_of(viewer(asked)).get(address(asked)).text
    own = client_of(reporter_of(asked.story.communes[0]))
    assert there in own.get(address(asked)).text


def test_each_number_of_the_list_of_periods_opens_its_rows(asked: Asked, office: Client) -> None:
    send(asked, asked.story.communes[0], 5, 5, 5)
    send(asked, asked.story.communes[1], 5, 5, 5)
    accept(asked, asked.story.communes[1])
    page = office.get(reverse("reporting:periods")).text
    start = address(asked)
    shown = dict(re.findall(rf'<a href="{start}(\?[^"]+)">([\d/]+)', page))
    assert set(shown) == {f"?tinh-trang={one}" for one in ("da-gui", "da-duyet", "cho-duyet")}
    assert f'href="{start}?tinh-trang=con-no">▲ Quá hạn, còn thiếu 1</a>' in page
    for link, words in shown.items():
        many = int(words.partition("/")[0])
        assert len(office.get(start + link).context["rows"]) == many, link


def test_a_ward_is_not_told_the_rate_that_is_asked_of_the_country(asked: Asked) -> None:
    first, second, _ = asked.story.communes
    for unit, settlement in ((first, "urban"), (second, "rural")):
        key = UnitFacts(level="commune", settlement=settlement, kind="xã").key
        Obligation.objects.filter(unit=unit).update(stratum=key)
    measure = asked.form.measures.get(target__subject__contains="giải quyết")
    set_strata(measure=measure, strata=Strata(settlements=("rural",)), by=asked.officer)
    for unit, told in ((first, False), (second, True)):
        send(asked, unit, 10, 10, 9)
        there = reverse("reporting:report", args=[asked.of(unit).pk])
        read = text_of(client_of(asked.officer).get(there))
        filled_in = text_of(client_of(reporter_of(unit)).get(f"{there}?sua=1"))
        assert ("90,0 % (9/10)" in read) is told
        assert ("90,0 % (9/10)" in filled_in) is told
        assert "100,0 % (10/10)" in read


def test_the_form_says_of_which_units_a_target_is_measured(asked: Asked, office: Client) -> None:
    measure = asked.form.measures.get(target__subject__contains="giải quyết")
    there = reverse("reporting:measure_strata", args=[asked.form.pk, measure.pk])
    of_form = reverse("reporting:form", args=[asked.form.pk])
    page = office.get(of_form)
    assert f'href="{there}"' in page.text
    assert "phạm vi: mọi đơn vị báo cáo" in text_of(page)
    set_strata(measure=measure, strata=Strata(settlements=("rural",)), by=asked.officer)
    assert "phạm vi: ở nông thôn" in text_of(office.get(of_form))
    assert there not in client_of(viewer(asked)).get(of_form).text


def test_a_correction_that_came_back_is_told_once(asked: Asked) -> None:
    first = asked.story.communes[0]
    send(asked, first, 10, 10, 9)
    accept(asked, first)
    send(asked, first, 10, 10, 8, reason="Đếm sót")
    return_report(obligation=asked.of(first), revision=2, boxes={"A3": "Sai"}, by=asked.officer)
    own, there = (
        client_of(reporter_of(first)),
        reverse("reporting:report", args=[asked.of(first).pk]),
    )
    page = text_of(own.get(there))
    assert "Bản đính chính bị trả lại. Hãy sửa các ô có dấu ▲ rồi gửi lại." in page
    assert "Báo cáo bị trả lại" not in page
    assert page.count("Bản đính chính bị trả lại") == 1
    assert page.count("vẫn tính lần nộp 1 đã duyệt") + page.count("vẫn được tính là đã duyệt") == 1
    assert "Sửa và gửi lại" in text_of(own.get(f"{there}?lan=2"))
    add_addressee(
        form=asked.form, office=make_unit("Sở Nội vụ", asked.story.province, kind="sở"),
        by=asked.officer,
    )  # fmt: skip
    assert "– Bị trả lại, chờ gửi lại" in text_of(own.get(f"{there}?lan=2"))


def test_one_unit_needs_no_filters(asked: Asked, office: Client) -> None:
    assert 'class="filters' in office.get(address(asked)).text
    own = client_of(reporter_of(asked.story.communes[0]))
    assert 'class="filters' not in own.get(address(asked)).text


def test_a_first_report_is_asked_for_no_reason_of_a_correction(asked: Asked) -> None:
    first = asked.story.communes[0]
    own, row = client_of(reporter_of(first)), asked.of(first)
    there = reverse("reporting:send_workbook", args=[row.pk])
    assert "Lý do đính chính" not in own.get(there).text
    send(asked, first, 10, 10, 9)
    assert "Lý do đính chính" in own.get(there).text
