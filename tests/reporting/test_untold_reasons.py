"""What people wrote about a report is not told to who does not see all of its boxes (F26), unless
it is known to be about boxes that he sees.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Permission, Role
from phongtrao.core.sheets.reading import read_cells
from phongtrao.programme.models import Programme
from phongtrao.reporting.actions.addressees import add_addressee
from phongtrao.reporting.actions.bulk import send_many
from phongtrao.reporting.actions.filling import save_boxes
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.reminding import remind_of_reports
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import exempt, return_report
from phongtrao.reporting.actions.withdrawing import withdraw_period
from phongtrao.reporting.models import Answer, Indicator, WithdrawnReport
from phongtrao.reporting.queries.asking import stored
from phongtrao.reporting.queries.group_questions import asked_of
from phongtrao.reporting.queries.sensitive import UNTOLD, is_told, told
from phongtrao.reporting.queries.sheets import forget_forms, layout_of, sheet_of
from tests.api.machine_rows import make_program
from tests.factories import make_unit, make_user
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import Asked, accept, make_asked, reporter_of, send, typed, window

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db

WHY_CORRECTED, WHY_RETURNED, REMINDER = "Nhầm số cảm hóa", "Sổ ghi có một người", "Hai người thôi"
OF_BOX, SEEN, ANSWERED = "Khác sổ đỏ", "Khác sổ xanh", "Chỉ còn hai vụ chưa rõ"
UNTOLD_WORDS = (WHY_CORRECTED, WHY_RETURNED, OF_BOX, ANSWERED, REMINDER)


@pytest.fixture
def asked() -> Asked:
    """What is settled (A3) is sensitive. Xã 1 was accepted, corrected A3 and got it back; Xã 2 got
    one box back that anybody sees and one that is hidden, Xã 3 need not report.
    """
    asked = make_asked()
    Indicator.objects.filter(elements__form=asked.form, elements__code="A3").update(sensitive=True)
    forget_forms()
    first, second, third = asked.story.communes
    send(asked, first, 7, 8, 2)
    accept(asked, first)
    row = send(asked, first, 7, 8, 1, reason=WHY_CORRECTED)
    return_report(obligation=row, revision=2, reason=WHY_RETURNED, by=asked.officer)
    row = send(asked, second, 7, 8, 2)
    boxes = {"A1": SEEN, "A3": OF_BOX}
    return_report(obligation=row, revision=1, boxes=boxes, by=asked.officer)
    exempt(obligation=asked.of(third), reason="Mới thành lập", by=asked.officer)
    ids = [asked.of(one).pk for one in (first, second)]
    remind_of_reports(period=asked.period, obligations=ids, text=REMINDER, by=asked.officer)
    return asked


@pytest.fixture
def home(asked: Asked) -> Unit:
    """Receives the reports, and reads the board of their programme."""
    home = make_unit("Sở Nội vụ", asked.story.province, kind="sở")
    add_addressee(form=asked.form, office=home, by=asked.officer)
    Programme.objects.filter(pk=asked.story.programme.pk).update(office=home)
    return home


@pytest.fixture
def theirs(home: Unit) -> Client:
    viewer = make_user("noivu", home, Role.VIEWER)
    viewer.assignments.create(role=Role.AUDITOR, unit=home)
    return client_of(viewer)


def doors(asked: Asked) -> list[str]:
    """Every address at which something of the reports is read."""
    found = ["/", reverse("programme:work"), reverse("reporting:periods"), "/nhat-ky/"]
    found += [reverse(f"reporting:{name}") for name in ("dashboard", "dashboard_file")]
    found += ["/nhat-ky.xlsx", f"{reverse('reporting:dashboard')}?xem=thay-doi"]
    for name in ("dashboard_moves", "moves_file"):
        kinds = ("gui", "duyet", "tra-lai", "dinh-chinh")
        found += [f"{reverse(f'reporting:{name}')}?loai={kind}" for kind in kinds]
    for name in (
        "period", "period_file", "period_print", "period_questions", "questions_file",
        "consolidated", "consolidated_file", "received", "received_file",
    ):  # fmt: skip
        found.append(reverse(f"reporting:{name}", args=[asked.period.pk]))
    for unit in asked.story.communes:
        for name in ("report", "report_file"):
            address = reverse(f"reporting:{name}", args=[asked.of(unit).pk])
            found += [address, f"{address}?lan=1", f"{address}?lan=2"]
    return found


def read(client: Client, address: str) -> str:
    """All texts behind a door."""
    answer = client.get(address, follow=True)
    data = answer.getvalue()
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return " ".join(book.read(one).decode() for one in book.namelist() if "xml" in one)


def test_a_text_about_any_box_is_for_who_sees_all_of_them() -> None:
    assert told("Sai", ()) == "Sai"
    assert told("Sai", {"A3"}) == UNTOLD
    assert told("Sai", {"A3"}, ["A1"]) == "Sai"
    assert told("Sai", {"A3"}, ["A1", "A3"]) == UNTOLD
    assert told("", {"A3"}) == ""
    assert not is_told({"A3"})


def test_behind_no_door_does_an_outsider_read_them(asked: Asked, theirs: Client) -> None:
    opened = 0
    for address in doors(asked):
        text = read(theirs, address)
        opened += "Xã 1" in text
        for words in UNTOLD_WORDS:
            assert words not in text, address
    assert opened >= 12
    report = reverse("reporting:report", args=[asked.of(asked.story.communes[0]).pk])
    page = theirs.get(report).text
    assert f"Lý do đính chính: {UNTOLD}" in page
    listed = theirs.get(reverse("reporting:period", args=[asked.period.pk])).text
    assert f"Trả lại vì: {UNTOLD}; A1: {SEEN}" in listed
    assert "Miễn vì: Mới thành lập" in listed
    assert UNTOLD in theirs.get(reverse("reporting:dashboard")).text
    moves = theirs.get(reverse("reporting:dashboard_moves"), {"loai": "tra-lai"}).text
    assert f"{UNTOLD}; ô A1: {SEEN}" in moves


def test_those_inside_read_them(asked: Asked) -> None:
    client = client_of(asked.officer)
    report = reverse("reporting:report", args=[asked.of(asked.story.communes[0]).pk])
    assert f"Lý do đính chính: {WHY_CORRECTED}" in client.get(report, {"lan": 2}).text
    listed = client.get(reverse("reporting:period", args=[asked.period.pk])).text
    assert f"Trả lại vì: {WHY_RETURNED}" in listed
    assert f"A3: {OF_BOX}" in listed
    back = read(client, f"{reverse('reporting:moves_file')}?loai=tra-lai")
    assert WHY_RETURNED in back
    assert WHY_CORRECTED in client.get(reverse("reporting:dashboard")).text
    own = client_of(reporter_of(asked.story.communes[0])).get(reverse("programme:work")).text
    assert WHY_RETURNED in own
    assert REMINDER in own


def test_what_was_sent_for_a_unit_from_elsewhere_says_no_reason_in_the_log_there(
    asked: Asked, home: Unit, theirs: Client
) -> None:
    unit = asked.story.communes[1]
    sender = make_user("biet-phai", home)
    sender.assignments.create(role=Role.REPORTER, unit=unit)
    send_report(obligation=asked.of(unit), typed=typed(7, 8, 2), by=sender)
    accept(asked, unit)
    cells, _ = read_cells(sheet_of(asked.form), typed(7, 8, 1))
    sent = send_many(period=asked.period, rows={unit.pk: cells}, reason=WHY_CORRECTED, by=sender)
    assert sent.corrected == (unit.pk,)
    log = theirs.get("/nhat-ky/").text
    assert "Cán bộ biet-phai" in log
    assert WHY_CORRECTED not in log


def test_a_program_reads_as_its_office_does(asked: Asked, home: Unit) -> None:
    def why(office: Unit, permission: Permission) -> list[str]:
        address = f"ky-bao-cao/{asked.period.pk}/bao-cao/"
        rows = make_program(office, permission).get(address).json()["items"]
        return [row["returned_why"] for row in rows]

    assert why(home, Permission.SUBMISSION_READ) == [UNTOLD, UNTOLD, ""]
    assert why(asked.form.office, Permission.SUBMISSION_READ) == [WHY_RETURNED, "", ""]
    assert why(asked.story.communes[0], Permission.SUBMISSION_SEND) == [WHY_RETURNED]


def test_an_answer_is_told_only_where_it_is_about_boxes_that_are_seen() -> None:
    """Sent while days of the window were to come (about no box), more taken than received (A1, A2)
    and more settled than taken (A3).
    """
    with day(date(2020, 1, 2)):
        asked = make_asked()
        unit = asked.story.communes[0]
        Indicator.objects.filter(elements__form=asked.form, elements__code="A3").update(
            sensitive=True
        )
        asked.form.rules.all().delete()
        forget_forms()
        home = make_unit("Sở Nội vụ", asked.story.province, kind="sở")
        add_addressee(form=asked.form, office=home, by=asked.officer)
    with day(date(2020, 3, 20)):
        row = send(asked, unit, 9, 8, 10)
        (found,) = asked_of([asked.of(unit)], layout_of(asked.form))
        for one in found.asked:
            rule, codes, words = stored(one.question)
            answer = f"Về {','.join(codes)}."
            Answer.objects.create(
                obligation=row, rule=rule, codes=list(codes), words=words, answer=answer,
                by=reporter_of(unit), at=timezone.now(),
            )  # fmt: skip
        viewer, inside = client_of(make_user("noivu", home, Role.VIEWER)), client_of(asked.officer)
        for name, pk in (
            ("report", row.pk),
            ("period", asked.period.pk),
            ("period_questions", asked.period.pk),
            ("questions_file", asked.period.pk),
        ):
            address = reverse(f"reporting:{name}", args=[pk])
            text, all_of_it = read(viewer, address), read(inside, address)
            assert "Về A1,A2." in text
            assert UNTOLD in text
            for words in ("Về A3,A1.", "Về ."):
                assert words not in text
                assert words in all_of_it


def test_of_a_withdrawn_period_nothing_hidden_is_left_standing(
    asked: Asked, home: Unit, theirs: Client
) -> None:
    period = open_period(form=asked.form, window=window(asked.form, 2020, 1), by=asked.officer)
    unit = asked.story.communes[0]
    row = period.obligations.get(unit=unit)
    boxes = {"A1": ("", "7771"), "A3": ("", "7773")}
    save_boxes(obligation=row, boxes=boxes, by=reporter_of(unit))
    withdraw_period(period=period, reason="Mở nhầm", by=asked.officer)
    WithdrawnReport.objects.filter(report=row.pk).update(answers=[["Vì sao?", ANSWERED]])
    address = reverse("reporting:report", args=[row.pk])
    inside, text = client_of(asked.officer).get(address).text, theirs.get(address).text
    for words, seen in (("7771", True), ("7773", False), (ANSWERED, False)):
        assert words in inside
        assert (words in text) is seen
