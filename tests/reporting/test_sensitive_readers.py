"""Whoever stands outside the chain of offices learns no count of sensitive work (F26)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.models import Permission, Role
from phongtrao.core.sheets.rules import Severity
from phongtrao.reporting.actions.addressees import add_addressee
from phongtrao.reporting.actions.forms import issue_form, new_version
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Element, Indicator, Measure, SheetRule
from phongtrao.reporting.queries.sheets import forget_forms
from phongtrao.reporting.queries.target_page import targets_measured
from tests.api.machine_rows import make_program
from tests.factories import make_unit, make_user
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.public_rows import LATER, opened_today
from tests.reporting.report_rows import Asked, accept, make_asked, reporter_of, send, window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    """What is settled (A3) is sensitive; a rule asks to look at what is settled of what came."""
    asked = make_asked()
    Indicator.objects.filter(elements__form=asked.form, elements__code="A3").update(sensitive=True)
    for expression, words in (
        ("A3 >= A1", "Xem lại số giải quyết"),
        ("A1 >= A2", "Xem lại số nhận"),
    ):
        SheetRule.objects.create(
            form=asked.form, expression=expression, words=words, severity=Severity.ASK
        )
    forget_forms()
    return asked


@pytest.fixture
def home(asked: Asked) -> Unit:
    """Receives the reports."""
    home = make_unit("Sở Nội vụ", asked.story.province, kind="sở")
    add_addressee(form=asked.form, office=home, by=asked.officer)
    return home


@pytest.fixture
def theirs(home: Unit) -> Client:
    return client_of(make_user("noivu", home, Role.VIEWER))


def test_the_list_of_reports_says_nothing_of_a_hidden_box(asked: Asked, theirs: Client) -> None:
    first, second, _ = asked.story.communes
    send(asked, first, 7, 8, 2)
    send(asked, second, 8, 8, 3)
    address = reverse("reporting:period", args=[asked.period.pk])
    page, inside = theirs.get(address).text, client_of(asked.officer).get(address).text
    assert "Xem lại số nhận" in page
    assert "Xem lại số giải quyết" not in page
    assert inside.count("Xem lại số giải quyết") == 2
    for client, names in ((theirs, ["Xã 1"]), (client_of(asked.officer), ["Xã 1", "Xã 2"])):
        rows = client.get(address, {"soat": "can-xem"}).context["rows"]
        assert [row.row.unit.name for row in rows] == names
    boxes = {"A1": "Khác sổ", "A3": "Số 2 vụ là sai"}
    return_report(obligation=asked.of(first), revision=1, boxes=boxes, by=asked.officer)
    page, inside = theirs.get(address).text, client_of(asked.officer).get(address).text
    assert "A1: Khác sổ" in page
    assert "Số 2 vụ" not in page
    assert "Số 2 vụ là sai" in inside
    own = client_of(reporter_of(first)).get(address)
    assert own.status_code != 200 or "Số 2 vụ là sai" in own.text


def test_a_program_of_an_addressee_reads_no_reason_of_a_hidden_box(
    asked: Asked, home: Unit
) -> None:
    first = asked.story.communes[0]
    send(asked, first, 7, 8, 2)
    boxes = {"A1": "Khác sổ", "A3": "Số 2 vụ là sai"}
    return_report(obligation=asked.of(first), revision=1, boxes=boxes, by=asked.officer)
    address = f"ky-bao-cao/{asked.period.pk}/bao-cao/"

    def told(office: Unit, permission: Permission) -> tuple[object, object]:
        row = make_program(office, permission).get(address).json()["items"][0]
        return row["returned_boxes"], row["boxes"]

    assert told(home, Permission.SUBMISSION_READ) == (
        {"A1": "Khác sổ"},
        {"A1": 7, "A2": 8, "A3": "ẩn"},
    )
    assert told(asked.form.office, Permission.SUBMISSION_READ)[0] == boxes
    assert told(first, Permission.SUBMISSION_SEND) == (boxes, None)


@pytest.fixture
def measured(asked: Asked) -> Iterator[Asked]:
    """All three boxes are sensitive; two of 200 are left at Xã 1. It is published."""
    Indicator.objects.filter(elements__form=asked.form).update(sensitive=True)
    for unit, figures in zip(
        asked.story.communes, ((200, 200, 198), (100, 100, 50), (300, 310, 100)), strict=True
    ):
        send(asked, unit, *figures)
        accept(asked, unit)
    opened_today()
    with day(LATER):
        yield asked


def pages_of(asked: Asked, code: str) -> tuple[str, str]:
    pk = asked.form.elements.get(code=code).indicator_id
    return tuple(
        reverse(f"reporting:{name}", args=[pk]) for name in ("indicator", "indicator_file")
    )


def test_what_a_rate_hides_is_not_found_on_the_pages_of_its_parts(
    measured: Asked, theirs: Client
) -> None:
    target = targets_measured().get(subject="tin báo được giải quyết")
    public = reverse("reporting:target_public", args=[target.pk])
    assert next(row.part for row in theirs.get(public).context["rows"]) == "ẩn"
    for code in ("A1", "A3"):
        page, file = pages_of(measured, code)
        for tail in ("", f"?ky={measured.period.pk}&o={code}", "?o=A1.1"):
            shown = theirs.get(page + tail)
            assert "không công khai riêng" in shown.text
            assert "public" not in shown.context
            assert f'href="{public}"' in shown.text
            assert "Tải Excel" not in shown.text
        assert theirs.get(file).status_code == 404
        assert client_of(measured.officer).get(page).context["shown"].head.figure


def test_neither_is_a_part_found_by_way_of_its_whole(measured: Asked, theirs: Client) -> None:
    Measure.objects.filter(form=measured.form).delete()
    forget_forms()
    rebuild_totals(measured.period)
    page, file = pages_of(measured, "A1")
    assert theirs.get(page).context["public"].total
    fresh = new_version(form=measured.form, by=measured.officer)
    Element.objects.create(
        form=fresh,
        number=9,
        code="A1.1",
        label="Tố giác",
        kind="integer",
        indicator=fresh.elements.get(code="A1").indicator,
        part="loại: tố giác",
    )
    issue_form(form=fresh, by=measured.officer)
    assert theirs.get(page).context["public"].total  # nobody is asked yet
    again = open_period(form=fresh, window=window(fresh, 2020, 1), by=measured.officer)
    for tail in (f"?ky={again.pk}", f"?ky={again.pk}&o=A1", f"?ky={again.pk}&o=A1.1"):
        shown = theirs.get(page + tail)
        assert "public" not in shown.context
        assert "Cần số liệu thì hỏi Công an tỉnh Mẫu" in shown.text
        assert theirs.get(file + tail).status_code == 404
