"""What a program reads: periods and forms, how reports stand, figures with what they rest on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phongtrao.api.queries.reading import cell_out, number_out
from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.elements import Element, Kind
from phongtrao.core.sheets.reading import read_value
from phongtrao.programme.models import Target
from phongtrao.reporting.actions.forms import issue_form, new_version, save_element
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Measure
from tests.api.machine_rows import READ, SEND, make_program
from tests.factories import make_unit
from tests.programme.cascade_rows import make_commune
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import (
    Asked,
    accept,
    make_asked,
    reporter_of,
    send,
    typed,
    window,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    return make_asked()


def of(asked: Asked, what: str) -> str:
    return f"ky-bao-cao/{asked.period.pk}/{what}/"


def test_a_program_sees_the_periods_and_forms_that_concern_it(asked: Asked) -> None:
    first = asked.story.communes[0]
    for permission in (SEND, READ):
        program = make_program(first, permission, by=None if permission == SEND else manager())
        found = program.get("ky-bao-cao/").json()
        assert (found["count"], found["pages"]) == (1, 1)
        assert found["items"][0] | {"id": 0, "closes_on": ""} == {
            "id": 0,
            "name": "2020-Q1",
            "title": "Quý I/2020",
            "form": "Tin báo, tố giác tội phạm",
            "version": 1,
            "office": "Công an tỉnh Mẫu",
            "start": "2020-01-01",
            "end": "2020-03-31",
            "closes_on": "",
        }
        form = program.get(of(asked, "bieu-mau")).json()
        assert [box["code"] for box in form["boxes"]] == ["A1", "A2", "A3"]
        assert form["boxes"][0]["least"] == 0
        assert form["rules"][0]["severity"] == "refuse"
    stranger = make_program(make_commune("Xã Lạ", make_unit("Tỉnh Lạ", level="province")), SEND)
    assert stranger.get("ky-bao-cao/").json()["count"] == 0
    for what in ("bieu-mau", "bao-cao"):
        answer = stranger.get(of(asked, what))
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def manager() -> Any:
    from phongtrao.access.models import User  # noqa: PLC0415 - of the test above only

    return User.objects.get(username__startswith="quantri")


def test_how_reports_stand_with_figures_for_who_may_read_them(asked: Asked) -> None:
    first, second, third = asked.story.communes
    send(asked, first, 5, 7, 1)
    row = send(asked, second, "?", 3, 0)
    return_report(obligation=row, revision=1, boxes={"A3": "Khác sổ"}, by=asked.officer)
    reader = make_program(asked.story.province, READ)
    found = reader.get(of(asked, "bao-cao")).json()["items"]
    assert [(one["unit"], one["state"], one["revision"]) for one in found] == [
        (first.pk, "sent", 1),
        (second.pk, "returned", 1),
        (third.pk, "owed", 0),
    ]
    assert found[0]["boxes"] == {"A1": 5, "A2": 7, "A3": 1}
    assert found[1]["boxes"] == {"A1": "?", "A2": 3, "A3": 0}
    assert found[1]["returned_boxes"] == {"A3": "Khác sổ"}
    assert found[2]["boxes"] == {}
    sender = make_program(second, SEND)
    (own,) = sender.get(of(asked, "bao-cao")).json()["items"]
    assert (own["boxes"], own["returned_boxes"]) == (None, {"A3": "Khác sổ"})


def test_the_list_of_reports_costs_the_same_queries_for_three_and_for_one(asked: Asked) -> None:
    for commune in asked.story.communes:
        send(asked, commune, 1, 2, 1)
    many, one = (
        make_program(unit, READ) for unit in (asked.story.province, asked.story.communes[0])
    )

    def cost(program: Any) -> int:
        program.get(of(asked, "bao-cao"))
        with CaptureQueriesContext(connection) as queries:
            program.get(of(asked, "bao-cao"))
        return len(queries)

    assert cost(many) == cost(one)


def test_totals_say_how_many_of_how_many_they_rest_on(asked: Asked) -> None:
    first, second, _ = asked.story.communes
    send(asked, first, 5, 7, 1)
    accept(asked, first)
    send(asked, second, "?", 3, 0)
    program = make_program(asked.story.province, READ)
    found = program.get(of(asked, "so-lieu")).json()
    assert (found["expected"], found["reported"], found["accepted"]) == (3, 2, 1)
    assert [box["sum"] for box in found["boxes"]] == [5, 10, 1]
    # Nobody has given a figure: there is no sum, and none that is 0.
    silent = program.get(of(asked, "so-lieu"), unit=asked.story.communes[2].pk).json()
    assert [(box["sum"], box["answered"]) for box in silent["boxes"]] == [(None, 0)] * 3
    assert (found["boxes"][0]["answered"], found["boxes"][0]["unknown"]) == (1, 1)
    assert found["place_name"] == ""
    found = program.get(of(asked, "so-lieu"), unit=first.pk).json()
    assert (found["place_name"], found["expected"], found["boxes"][1]["sum"]) == ("Xã 1", 1, 7)
    own = make_program(first, READ)
    assert own.get(of(asked, "so-lieu")).json()["boxes"][1]["sum"] == 7
    for unit in (second.pk, asked.story.province.pk, 999_999):
        assert own.get(of(asked, "so-lieu"), unit=unit).status_code == 404
    office = make_program(asked.form.office, READ)
    whole = office.get(of(asked, "so-lieu")).json()
    assert (whole["place"], whole["boxes"][1]["sum"]) == (None, 10)
    stranger = make_commune("Xã Lạ", asked.story.province)
    assert office.get(of(asked, "so-lieu"), unit=stranger.pk).status_code == 404
    sender = make_program(second, SEND)
    assert sender.get(of(asked, "so-lieu")).status_code == 403


def test_a_choice_has_no_sum_and_money_keeps_its_places(asked: Asked) -> None:
    form = new_version(form=asked.form, by=asked.officer)
    save_element(form=form, element=None, code="B", label="Kinh phí", kind="money", scale=3,
                 least=Decimal(0), by=asked.officer)  # fmt: skip
    save_element(form=form, element=None, code="C", label="Loại", kind="choice", least=None,
                 choices=["Tốt", "Khá"], by=asked.officer)  # fmt: skip
    issue_form(form=form, by=asked.officer)
    period = open_period(form=form, window=window(form, number=1), by=asked.officer)
    first = asked.story.communes[0]
    asked.period = period
    boxes = {**typed(5, 7, 1), "B": "12,375", "C": "Khá"}
    send_report(obligation=asked.of(first), typed=boxes, by=reporter_of(first))
    program = make_program(asked.story.province, READ)
    total = {box["code"]: box["sum"] for box in program.get(of(asked, "so-lieu")).json()["boxes"]}
    assert (total["B"], total["C"]) == (12.375, None)
    report = program.get(of(asked, "bao-cao")).json()["items"][0]
    assert (report["boxes"]["B"], report["boxes"]["C"]) == (12.375, "Khá")


def test_a_sum_says_over_which_windows_it_runs(asked: Asked) -> None:
    settled = Target.objects.get(subject="tin báo được giải quyết")
    Measure.objects.filter(target=settled).update(adds_up=True)
    first, address = asked.story.communes[0], f"chi-tieu/{settled.pk}/"
    program = make_program(asked.story.province, READ)
    send(asked, first, 200, 200, 181)
    with day(date(2020, 12, 31)):
        found = program.get(address).json()
    assert (found["start"], found["end"]) == ("2020-01-01", "2020-03-31")
    assert found["windows"] == ["2020-Q1"]
    asked.period = open_period(
        form=asked.form, window=window(asked.form, number=1), by=asked.officer
    )
    send(asked, first, 100, 100, 90)
    with day(date(2020, 12, 31)):
        found = program.get(address).json()
    assert (found["part"], found["expected"], found["windows"]) == (271, 6, ["2020-Q1", "2020-Q2"])
    assert (found["start"], found["end"]) == ("2020-01-01", "2020-06-30")


def test_a_target_is_told_with_its_parts_and_its_state(asked: Asked) -> None:
    settled = Target.objects.get(subject="tin báo được giải quyết")
    program = make_program(asked.story.province, READ)
    found = program.get(f"chi-tieu/{settled.pk}/").json()
    assert (found["figure"], found["part"], found["whole"]) == ("", None, None)
    for number, commune in enumerate(asked.story.communes):
        send(asked, commune, 200, 200, 181)
        found = program.get(f"chi-tieu/{settled.pk}/").json()
        # As on the pages: while one waits; what is missing, the numbers beside it say.
        assert (found["provisional"], found["reported"]) == (True, number + 1)
        accept(asked, commune)
        assert not program.get(f"chi-tieu/{settled.pk}/").json()["provisional"]
    found = program.get(f"chi-tieu/{settled.pk}/").json()
    assert (found["part"], found["whole"], found["figure"]) == (543, 600, "90,5 % (543/600)")
    assert (found["expected"], found["accepted"], found["provisional"]) == (3, 3, False)
    assert found["state"]
    one = program.get(f"chi-tieu/{settled.pk}/", unit=asked.story.communes[0].pk)
    assert one.json()["part"] == 181
    early = program.get(f"chi-tieu/{settled.pk}/", on="2019-12-31")
    assert early.status_code == 404
    assert program.get(f"chi-tieu/{settled.pk}/", on="hôm qua").json()["code"] == "request-wrong"
    assert program.get("chi-tieu/999999/").status_code == 404


def test_a_day_is_answered_as_it_was_known_when_it_ended(asked: Asked) -> None:
    """As the pages do: by the reports and verdicts of that evening, whatever came later."""
    settled = Target.objects.get(subject="tin báo được giải quyết")
    first, second, third = asked.story.communes
    program = make_program(asked.story.province, READ)
    with day(date(2020, 4, 2)):
        send(asked, first, 100, 100, 80)
        accept(asked, first)
        send(asked, second, 100, 100, 70)
    with day(date(2020, 4, 20)):
        send(asked, first, 100, 100, 99, reason="Đếm sót")
        accept(asked, first)
        accept(asked, second)
        send(asked, third, 100, 100, 60)

    def told(**on: str) -> tuple[object, ...]:
        found = program.get(f"chi-tieu/{settled.pk}/", **on).json()
        names = ("period", "part", "whole", "reported", "accepted", "provisional")
        return tuple(found[name] for name in names)

    with day(date(2020, 5, 4)):
        assert told(on="2020-04-02") == ("2020-Q1", 150, 200, 2, 1, True)
        assert told(on="2020-04-01") == ("2020-Q1", None, None, 0, 0, False)
        assert told(on="2020-04-20") == told() == ("2020-Q1", 229, 300, 3, 2, True)
        page = client_of(asked.officer).get(
            reverse("reporting:target", args=[settled.pk]), {"tai-ngay": "02/04/2020"}
        )
        assert "150/200" in page.text


def test_a_day_that_has_not_come_is_refused_in_vietnamese(asked: Asked) -> None:
    settled = Target.objects.get(subject="tin báo được giải quyết")
    program = make_program(asked.story.province, READ)
    with day(date(2020, 4, 2)):
        address = f"chi-tieu/{settled.pk}/"
        assert program.get(address, on="2020-04-02").status_code == 200
        answer = program.get(address, on="2020-04-03")
    assert (answer.status_code, answer.json()["code"]) == (422, "day-ahead")
    assert answer.json()["message"] == (
        "Ngày 03/04/2020 chưa đến nên chưa có số liệu. Hãy hỏi một ngày đã qua, hoặc bỏ tham số on"
        " để lấy số liệu hôm nay."
    )


@pytest.mark.parametrize(
    ("number", "scale", "shown"),
    [("12", 0, 12), ("12.50", 2, 12.5), ("1234567890123456.789", 3, "1234567890123456.789")],
)
def test_numbers_go_out_as_numbers_where_no_digit_is_lost(
    number: str, scale: int, shown: object
) -> None:
    assert number_out(Decimal(number), scale) == shown


@pytest.mark.parametrize("cell", [Decimal("0.125"), Mark.BLANK, Mark.UNKNOWN, Mark.NOT_APPLICABLE])
def test_what_goes_out_comes_in_as_the_same(cell: Any) -> None:
    box = Element("A1", "Kinh phí", Kind.MONEY, scale=3, may_be_not_applicable=True)
    assert read_value(box, cell_out(box, cell)) == cell


@pytest.mark.parametrize("on", ["9999-12-31", "0001-01-01"])
def test_a_day_of_another_century_is_refused(asked: Asked, on: str) -> None:
    settled = Target.objects.get(subject="tin báo được giải quyết")
    settled.thresholds.update(horizon_kind="every", horizon="quarter")
    program = make_program(asked.story.province, READ)
    answer = program.get(f"chi-tieu/{settled.pk}/", on=on)
    assert (answer.status_code, answer.json()["code"]) == (422, "request-wrong")
    assert "on" in answer.json()["message"]
    far = program.get(f"chi-tieu/{settled.pk}/", on="2199-12-31")
    assert (far.status_code, far.json()["code"]) == (422, "day-ahead")
