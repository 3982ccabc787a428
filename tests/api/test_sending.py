"""A program sends reports: all of them or none, once however often it asks."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection

from phongtrao.api.actions import sending
from phongtrao.api.actions.sending import KeyUsedOtherwise, Once, send_reports
from phongtrao.api.models import KeptReply
from phongtrao.audit.models import LogEntry
from phongtrao.core.figures.marks import Mark
from phongtrao.reporting.actions.forms import issue_form, new_version, save_element
from phongtrao.reporting.actions.merging import Basis
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.verdicts import accept_report
from phongtrao.reporting.models import ObligationState, Submission, Way
from phongtrao.reporting.queries.sheets import cells_of, layout_of
from phongtrao.reporting.queries.sums import summed
from tests.api.machine_rows import READ, SEND, Program, make_program
from tests.reporting.report_rows import Asked, make_asked, send, window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    return make_asked()


@pytest.fixture
def program(asked: Asked) -> Program:
    """Of the whole province."""
    return make_program(asked.story.province, SEND)


def path(asked: Asked) -> str:
    return f"ky-bao-cao/{asked.period.pk}/bao-cao/"


def bundle(rows: Mapping[Unit, tuple[Any, ...]], **more: Any) -> dict[str, Any]:
    """Taken, received and settled of each commune."""
    return {
        "reports": [
            {"unit": unit.pk, "boxes": {f"A{place}": one for place, one in enumerate(row, 1)}}
            for unit, row in rows.items()
        ],
        **more,
    }


def with_words(asked: Asked, **facts: Any) -> None:
    """Another version of the form with a box for words, G, open for the next quarter."""
    form = new_version(form=asked.form, by=asked.officer)
    save_element(
        form=form, element=None, code="G", label="Ghi chú", kind="text", least=None,
        required=False, by=asked.officer, **facts,
    )  # fmt: skip
    issue_form(form=form, by=asked.officer)
    asked.period = open_period(form=form, window=window(form, number=1), by=asked.officer)


def sums(asked: Asked) -> list[int]:
    whole = summed(asked.period, layout_of(asked.form), asked.story.province).whole
    return [int(one) for one in whole.sums[0, :3]]


def test_reports_come_in_as_json_and_are_in_the_totals_at_once(
    asked: Asked, program: Program
) -> None:
    first, second, third = asked.story.communes
    answer = program.post(
        path(asked), bundle({first: (5, 7, "1"), second: ("?", 3, 0), third: (None,)})
    )
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json() == {
        "sent": [first.pk, second.pk],
        "corrected": [],
        "same": [],
        "silent": [third.pk],
        "drafts": [],
    }
    assert sums(asked) == [5, 10, 1]
    sent = Submission.objects.get(obligation__unit=first)
    assert (sent.way, sent.by) == (Way.API, program.token.account)
    line = LogEntry.objects.order_by("-pk")[0]
    assert (line.action, line.author_name) == (
        "report.send-many",
        "Phần mềm một cửa (kết nối máy)",
    )
    # What a program sent a person may accept: they are two.
    accept_report(obligation=asked.of(first), revision=1, by=asked.officer)
    assert asked.of(first).state == ObligationState.ACCEPTED


def test_reports_come_in_as_a_table(asked: Asked, program: Program) -> None:
    first, second, _ = asked.story.communes
    table = f"\ufeffunit;A1;A2;A3\r\n{first.pk};5;1.007;1\r\n\r\n{second.pk};2;2;KAD\r\n"
    answer = program.post(path(asked), table, kind="text/csv; charset=utf-8")
    assert answer.status_code == 422
    assert answer.json()["problems"] == [
        {
            "place": 4,
            "unit": second.pk,
            "box": "A3",
            "code": "cell-not-applicable-refused",
            "message": answer.json()["problems"][0]["message"],
        }
    ]
    answer = program.post(path(asked), table.replace("KAD", "2"), kind="text/csv; charset=utf-8")
    assert answer.json()["sent"] == [first.pk, second.pk]
    assert sums(asked) == [7, 1009, 3]
    changed = table.replace("KAD", "1")
    answer = program.post(path(asked), changed, "khoa-0002", kind="text/csv")
    assert "chưa ghi lý do" in answer.json()["problems"][0]["message"]
    answer = program.post(path(asked), changed, "khoa-0002", kind="text/csv", reason="Đếm lại")
    assert answer.json()["corrected"] == [second.pk]
    assert answer.json()["same"] == [first.pk]


def test_the_same_request_again_is_answered_and_not_carried_out(
    asked: Asked, program: Program
) -> None:
    first, second, _ = asked.story.communes
    body = bundle({first: (5, 7, 1)})
    once = program.post(path(asked), body)
    lines = LogEntry.objects.count()
    twice = program.post(path(asked), body)
    assert twice.json() == once.json()
    assert twice["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in once
    assert (Submission.objects.count(), LogEntry.objects.count()) == (1, lines)
    other = program.post(path(asked), bundle({second: (1, 1, 1)}))
    assert (other.status_code, other.json()["code"]) == (409, "idempotency-key-used")
    assert program.post(path(asked), bundle({second: (1, 1, 1)}), "khoa-0002").status_code == 200


def test_what_was_refused_is_asked_anew_with_the_same_key(asked: Asked, program: Program) -> None:
    first = asked.story.communes[0]
    assert program.post(path(asked), bundle({first: (201, 200, 181)})).status_code == 422
    assert not KeptReply.objects.exists()
    assert program.post(path(asked), bundle({first: (200, 200, 181)})).status_code == 200


def test_two_who_ask_at_once_get_one_answer(
    asked: Asked, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked.story.communes[0]
    facts: dict[str, Any] = {
        "token": program.token,
        "period": asked.period,
        "rows": {first.pk: {"A1": Decimal(1), "A2": Decimal(1), "A3": Decimal(1)}},
        "basis": Basis(revisions={}),
        "reason": "",
    }
    kept = send_reports(**facts, once=Once("khoa-0001", "a"))
    assert send_reports(**facts, once=Once("khoa-0001", "a")) == kept
    with pytest.raises(KeyUsedOtherwise):
        send_reports(**facts, once=Once("khoa-0001", "b"))
    assert Submission.objects.count() == 1

    def broken(**_: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(sending, "send_many", broken)
    with pytest.raises(IntegrityError):
        send_reports(**facts, once=Once("khoa-0002", "a"))
    assert not KeptReply.objects.filter(key="khoa-0002").exists()


def test_one_wrong_box_keeps_all_out_and_every_problem_is_told(
    asked: Asked, program: Program
) -> None:
    first, second, third = asked.story.communes
    wrong = bundle({first: (1.5, 7, 1), second: ([1], True, 1)})
    wrong["reports"][1]["boxes"]["Z9"] = 1
    wrong["reports"] += [
        wrong["reports"][0],
        {"unit": True, "boxes": {}},
        {"unit": "x", "boxes": {}},
        {"unit": -1, "boxes": {}},
    ]
    answer = program.post(path(asked), wrong)
    assert answer.status_code == 422
    told = answer.json()
    assert told["code"] == "cells-refused"
    assert [(one["place"], one["box"], one["code"]) for one in told["problems"]] == [
        (1, "A1", "cell-too-many-places"),
        (2, "A1", "cell-value-of-no-kind"),
        (2, "A2", "cell-not-a-number"),
        (2, "Z9", "element-unknown"),
        (3, "", "unit-wrong"),
        (4, "", "unit-wrong"),
        (5, "", "unit-wrong"),
        (6, "", "unit-wrong"),
    ]
    answer = program.post(path(asked), bundle({third: (1, 1, 1), first: (8, 7, 1)}))
    told = answer.json()
    assert [(one["place"], one["unit"], one["box"]) for one in told["problems"]] == [
        (2, first.pk, "A1")
    ]
    assert "A1 không được lớn hơn A2" in told["problems"][0]["message"]
    assert not Submission.objects.exists()


def test_values_that_cannot_be_read_and_those_that_break_a_rule_are_told_in_one_round(
    asked: Asked, program: Program
) -> None:
    first, second, third = asked.story.communes
    send(asked, third, 5, 7, 1)
    wrong = bundle({first: ("năm", -3, 1), second: (201, 200, 1), third: ("x", 8, 1)})
    wrong["reports"][2]["revision"] = 1
    wrong["reports"] += [{"unit": 999_999, "boxes": {"A1": 1, "Z9": 1}}, {"unit": 0, "boxes": {}}]
    told = program.post(path(asked), wrong).json()
    assert [(one["place"], one["box"], one["code"]) for one in told["problems"]] == [
        (1, "A1", "cell-not-a-number"),
        (1, "A2", ""),
        (2, "A1", ""),
        (3, "A1", "cell-not-a-number"),
        (3, "", ""),
        (4, "Z9", "element-unknown"),
        (4, "", ""),
        (5, "", "unit-wrong"),
    ]
    assert "Có 8 chỗ chưa đúng" in told["message"]
    assert "chưa ghi lý do" in told["problems"][4]["message"]
    # What is blank only because it cannot be read is told once; the other boxes are missing.
    told = program.post(path(asked), bundle({second: ("x", None, None)})).json()
    assert [one["box"] for one in told["problems"]] == ["A1", "A2", "A3"]
    assert Submission.objects.count() == 1


def test_a_secret_beside_a_value_that_cannot_be_read_is_logged_and_nothing_else(
    asked: Asked,
) -> None:
    with_words(asked)
    program = make_program(asked.story.province, SEND)
    body = bundle({asked.story.communes[0]: ("x", 1, 1)})
    body["reports"][0]["boxes"]["G"] = "TUYỆT MẬT"
    answer = program.post(path(asked), body)
    assert (answer.status_code, answer.json()["code"]) == (422, "state-secret")
    assert LogEntry.objects.order_by("-pk")[0].action == "file.refuse-secret"


@pytest.mark.parametrize("kind", ["application/json", "text/csv"])
@pytest.mark.parametrize("word", ["?", "KAD"])
def test_a_box_for_words_takes_a_mark(asked: Asked, kind: str, word: str) -> None:
    with_words(asked, may_be_not_applicable=True)
    first = asked.story.communes[0]
    body: Any = bundle({first: (1, 1, 1)})
    body["reports"][0]["boxes"]["G"] = word
    if kind == "text/csv":
        body = f"unit,A1,A2,A3,G\n{first.pk},1,1,1,{word}\n"
    program = make_program(asked.story.province, SEND)
    assert program.post(path(asked), body, kind=kind).json()["sent"] == [first.pk]
    mark = {"?": Mark.UNKNOWN, "KAD": Mark.NOT_APPLICABLE}[word]
    assert cells_of(layout_of(asked.period.form).sheet, Submission.objects.get())["G"] is mark
    # It stands there already.
    assert program.post(path(asked), body, "khoa-0002", kind=kind).json()["same"] == [first.pk]
    (row,) = make_program(first, READ).get(path(asked)).json()["items"]
    assert row["boxes"]["G"] == word


def test_a_correction_needs_its_reason(asked: Asked, program: Program) -> None:
    first = asked.story.communes[0]
    send(asked, first, 5, 7, 1)
    changed = bundle({first: (6, 7, 1)})
    changed["reports"][0]["revision"] = 1
    assert "chưa ghi lý do" in program.post(path(asked), changed).json()["problems"][0]["message"]
    answer = program.post(path(asked), {**changed, "reason": "Đếm sót"})
    assert answer.json()["corrected"] == [first.pk]
    current = asked.of(first).current
    assert current
    assert current.reason == "Đếm sót"


def test_a_program_sends_for_its_office_and_what_lies_below_and_for_nobody_else(
    asked: Asked,
) -> None:
    first, second, _ = asked.story.communes
    own = make_program(first, SEND)
    answer = own.post(path(asked), bundle({second: (1, 1, 1)}))
    assert answer.status_code == 422
    assert "không gửi báo cáo thay" in answer.json()["problems"][0]["message"]
    assert own.post(path(asked), bundle({first: (1, 1, 1)})).status_code == 200
    reader = make_program(second, READ)
    answer = reader.post(path(asked), bundle({second: (1, 1, 1)}))
    assert (answer.status_code, answer.json()["code"]) == (403, "denied")
    assert own.post("ky-bao-cao/999999/bao-cao/", bundle({first: (1, 1, 1)})).status_code == 404


def test_a_state_secret_is_refused_and_only_the_fact_is_logged(asked: Asked) -> None:
    with_words(asked)
    first = asked.story.communes[0]
    program = make_program(asked.story.province, SEND)
    body = bundle({first: (1, 1, 1)})
    body["reports"][0]["boxes"]["G"] = "TUYỆT MẬT"
    answer = program.post(path(asked), body)
    assert (answer.status_code, answer.json()["code"]) == (422, "state-secret")
    assert answer.json()["source"]
    line = LogEntry.objects.order_by("-pk")[0]
    assert (line.action, line.author_name) == ("file.refuse-secret", str(program.token.account))
    assert not Submission.objects.exists()


@pytest.mark.parametrize("key", ["", "ngắn", "ngan", "có dấu cách", "x" * 101])
def test_a_request_needs_a_key_against_sending_twice(
    asked: Asked, program: Program, key: str
) -> None:
    answer = program.post(path(asked), bundle({asked.story.communes[0]: (1, 1, 1)}), key)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["message"]


def test_another_kind_of_data_and_too_much_of_it_are_refused(
    asked: Asked, program: Program, settings: Any
) -> None:
    for kind in ("text/plain", "application/json; charset=latin-1", ""):
        answer = program.post(path(asked), "unit,A1", kind=kind)
        assert (answer.status_code, answer.json()["code"]) == (415, "bundle-kind-unknown")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = program.post(path(asked), bundle({asked.story.communes[0]: tuple(range(50))}))
    assert (answer.status_code, answer.json()["code"]) == (413, "bundle-too-big")


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_four_who_send_the_same_at_the_same_time_send_it_once(
    asked: Asked, program: Program
) -> None:
    body = bundle(dict.fromkeys(asked.story.communes, (5, 7, 1)))
    together, answers = threading.Barrier(4), list[tuple[int, Any]]()

    def ask() -> None:
        try:
            together.wait()
            answer = program.post(path(asked), body)
            answers.append((answer.status_code, answer.json()))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status, _ in answers] == [200] * 4
    assert all(answer == answers[0][1] for _, answer in answers)
    assert Submission.objects.count() == 3
    assert sums(asked) == [15, 21, 3]
