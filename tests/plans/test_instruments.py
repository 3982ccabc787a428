"""The library of instruments: each once, who cites it, what ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.plans.actions import checking, citing
from phongtrao.plans.models import Citation, Instrument, PlanDocument
from tests.factories import SMALL_PLAN, make_plan

if TYPE_CHECKING:
    from phongtrao.access.models import User


def describe(row: Instrument, by: User, **facts: object) -> None:
    citing.describe_instrument(
        **{
            "instrument": row,
            "subject": "",
            "based_on": (),
            "ended_on": None,
            "ended_by": None,
            "by": by,
            **facts,
        }
    )


def test_two_plans_that_cite_one_instrument_share_its_row(
    officer: User, plan: PlanDocument
) -> None:
    other = make_plan(
        officer,
        SMALL_PLAN.replace("12/KH-UBND", "14/KH-UBND").replace(
            "Quyết định số 2447", "Kế hoạch số 2447"
        ),
    )
    (row,) = Instrument.objects.all()
    assert (row.symbol, row.kind, row.issuer, row.issued_on) == (
        "2447/QĐ-TTg",
        "Quyết định",
        "Thủ tướng Chính phủ",
        "2025-11-06",
    )
    assert {citation.plan for citation in row.citations.all()} == {plan, other}
    assert all(citation.is_basis for citation in row.citations.all())


def test_a_local_number_means_another_instrument_in_another_province(
    officer: User, neighbour: User
) -> None:
    text = SMALL_PLAN.replace("2447/QĐ-TTg", "33/KH-UBND").replace("Quyết định số", "Kế hoạch số")
    make_plan(officer, text)
    make_plan(neighbour, text)
    assert {row.owner for row in Instrument.objects.all()} == {officer.office, neighbour.office}


def test_a_number_of_another_year_is_another_instrument_and_an_undated_one_is_the_known(
    plan: PlanDocument,
) -> None:
    facts = {"symbol": "05/KH-UBND", "type": "Kế hoạch", "issuer": None, "date": "2024-01-05"}
    first = citing.instrument_of(plan, facts)
    assert citing.instrument_of(plan, {**facts, "date": "2025-01-09"}) != first
    undated = citing.instrument_of(plan, {**facts, "date": None})
    assert undated.issued_on == "2025-01-09"


def test_facts_that_were_unknown_are_filled_in(plan: PlanDocument) -> None:
    facts = {"symbol": "09-CT/TW", "type": None, "issuer": None, "date": None}
    row = citing.instrument_of(plan, facts)
    again = citing.instrument_of(
        plan, {**facts, "type": "Chỉ thị", "issuer": "Ban Bí thư", "date": "2011-12-01"}
    )
    assert again == row
    assert (again.kind, again.issuer, again.issued_on) == ("Chỉ thị", "Ban Bí thư", "2011-12-01")


LOCAL = ("33/KH-UBND", "26-CTr/TU", "04/NQ-HĐND", "1254/QĐ-BCĐ", "15/HD-SNV")
CENTRAL = ("2447/QĐ-TTg", "09-CT/TW", "133/2015/NĐ-CP", "06/CT-BCA", "16/2026/QH16")


@pytest.mark.parametrize(
    ("symbol", "local"), [(s, True) for s in LOCAL] + [(s, False) for s in CENTRAL]
)
def test_which_symbols_are_local(symbol: str, local: bool) -> None:
    assert citing.is_local(symbol) is local


def test_a_discarded_reference_cites_nothing_and_undo_brings_it_back(
    plan: PlanDocument, officer: User
) -> None:
    record = plan.records.get(kind="reference")
    checking.discard_records(plan=plan, opened={record.pk: 0}, by=officer)
    assert not Citation.objects.exists()
    checking.undo_last(plan=plan, by=officer)
    assert Citation.objects.get().record == record


def test_a_reference_that_becomes_a_task_cites_nothing(plan: PlanDocument, officer: User) -> None:
    record = plan.records.get(kind="reference")
    checking.correct_record(
        plan=plan,
        opened={record.pk: 0},
        kind="task",
        section="",
        fields={"lead": []},
        start=record.start,
        end=record.end,
        by=officer,
    )
    assert not Citation.objects.exists()


def test_plans_that_rest_on_an_ended_instrument_say_so(
    plan: PlanDocument, officer: User, browser_of
) -> None:
    row, client = Instrument.objects.get(), browser_of(officer)
    new = citing.instrument_of(plan, {"symbol": "99/QĐ-TTg", "type": "Quyết định"})
    make_plan(
        officer,
        SMALL_PLAN.replace("12/KH", "15/KH").replace("2447/QĐ-TTg ngày 06/11/2025", "99/QĐ-TTg"),
    )
    form = {"ended_on": "01/07/2026", "ended_by": new.pk, "subject": "Phát động phong trào"}
    assert client.post(reverse("plans:instrument", args=[row.pk]), form).status_code == 302
    room = client.get(reverse("plans:reading_room", args=[plan.pk])).text
    assert "viện dẫn văn bản đã hết hiệu lực" in room
    assert "từ 01/07/2026" in room
    page = client.get(reverse("plans:instrument", args=[row.pk])).text
    assert "thay bằng" in page
    assert "Tổ chức phong trào thi đua năm 2026" in page
    assert "2447/QĐ-TTg" in client.get(reverse("plans:instruments") + "?xem=het-hieu-luc").text
    assert "99/QĐ-TTg" not in client.get(reverse("plans:instruments") + "?xem=het-hieu-luc").text


def test_an_end_can_be_taken_back(plan: PlanDocument, officer: User) -> None:
    row = Instrument.objects.get()
    describe(row, officer, ended_on="2026-07-01")
    describe(row, officer, ended_on=None)
    row.refresh_from_db()
    assert (row.ended_on, row.ended_by) == (None, None)


def test_an_instrument_can_rest_on_another_but_not_on_itself(
    plan: PlanDocument, officer: User, browser_of
) -> None:
    row = Instrument.objects.get()
    other = citing.instrument_of(plan, {"symbol": "44-KL/TW", "type": "Kết luận"})
    describe(row, officer, based_on=[other])
    assert list(row.based_on.all()) == [other]
    assert "44-KL/TW" in browser_of(officer).get(reverse("plans:instrument", args=[row.pk])).text
    with pytest.raises(citing.InstrumentEndsItself):
        describe(row, officer, ended_on="2026-07-01", ended_by=row)


def test_the_library_finds_by_words(plan: PlanDocument, officer: User, browser_of) -> None:
    client = browser_of(officer)
    assert "2447/QĐ-TTg" in client.get(reverse("plans:instruments") + "?tim=thủ tướng").text
    assert (
        "Không có văn bản nào khớp"
        in client.get(reverse("plans:instruments") + "?tim=bộ y tế").text
    )


def test_a_plan_that_is_cited_opens_from_the_library(
    officer: User, plan: PlanDocument, browser_of
) -> None:
    make_plan(
        officer,
        SMALL_PLAN.replace("12/KH-UBND", "16/KH-UBND").replace(
            "2447/QĐ-TTg ngày 06/11/2025 của Thủ tướng Chính phủ", "12/KH-UBND"
        ),
    )
    row = Instrument.objects.get(symbol="12/KH-UBND")
    assert (
        "Toàn văn có trong kho kế hoạch"
        in browser_of(officer).get(reverse("plans:instrument", args=[row.pk])).text
    )
