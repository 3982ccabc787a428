"""A program that corrects says which revision it corrects; it takes back nothing newer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.reporting.actions.filling import save_boxes
from phongtrao.reporting.models import Draft, Submission
from phongtrao.reporting.queries.sheets import cells_of, sheet_of
from tests.api.machine_rows import SEND, Program, make_program
from tests.api.test_sending import bundle, path
from tests.reporting.report_rows import Asked, make_asked, reporter_of, send

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    return make_asked()


@pytest.fixture
def program(asked: Asked) -> Program:
    return make_program(asked.story.province, SEND)


def based(unit: Unit, revision: object, *row: object, **more: Any) -> dict[str, Any]:
    """A report that corrects a revision."""
    found = bundle({unit: row}, **more)
    found["reports"][0]["revision"] = revision
    return found


def figures(asked: Asked, unit: Unit) -> list[int]:
    current = asked.of(unit).current
    assert current
    return [int(str(one)) for one in cells_of(sheet_of(asked.period.form), current).values()]


def test_what_a_program_left_as_it_was_takes_back_no_correction(
    asked: Asked, program: Program
) -> None:
    first = asked.story.communes[0]
    send(asked, first, 10, 20, 7)
    send(asked, first, 8, 20, 5, reason="Đếm trùng")
    answer = program.post(path(asked), based(first, 1, 10, 21, 7, reason="Theo sổ"))
    assert answer.json()["corrected"] == [first.pk]
    assert figures(asked, first) == [8, 21, 5]
    answer = program.post(path(asked), based(first, 3, 8, 21, 6, reason="Theo sổ"), "khoa-0002")
    assert answer.json()["corrected"] == [first.pk]
    assert figures(asked, first) == [8, 21, 6]
    # Nothing said since the first revision: what stands there stays.
    answer = program.post(path(asked), based(first, 1, 10, 20, 7), "khoa-0003")
    assert answer.json()["same"] == [first.pk]


def test_a_box_that_was_corrected_since_is_refused_where_it_is_changed(
    asked: Asked, program: Program
) -> None:
    first, second, _ = asked.story.communes
    send(asked, first, 10, 20, 7)
    send(asked, first, 8, 20, 7, reason="Đếm trùng")
    body = bundle({second: (1, 1, 1)}, reason="Theo sổ")
    body["reports"] += based(first, 1, 9, 21, 7)["reports"]
    answer = program.post(path(asked), body)
    assert answer.status_code == 422
    (problem,) = answer.json()["problems"]
    assert (problem["place"], problem["unit"], problem["box"]) == (2, first.pk, "A1")
    assert "ở lần nộp 1 là 10, nay là 8 (lần nộp 2 ngày" in problem["message"]
    assert "revision 2" in problem["message"]
    assert Submission.objects.count() == 2


def test_what_somebody_else_sent_is_corrected_only_by_its_number(
    asked: Asked, program: Program
) -> None:
    first, second, _ = asked.story.communes
    sent = program.post(path(asked), bundle({first: (10, 20, 7), second: (1, 1, 1)}))
    assert sent.status_code == 200
    # Its own revision a program corrects without more.
    answer = program.post(path(asked), bundle({first: (10, 21, 7)}, reason="Sổ"), "khoa-0002")
    assert answer.json()["corrected"] == [first.pk]
    send(asked, first, 8, 21, 7, reason="Đếm trùng")
    body = bundle({first: (10, 22, 7), second: (1, 1, 1)}, reason="Theo sổ")
    answer = program.post(path(asked), body, "khoa-0003")
    (problem,) = answer.json()["problems"]
    assert (problem["unit"], problem["box"]) == (first.pk, "")
    assert "lần nộp 3" in problem["message"]
    assert "không do chương trình này gửi" in problem["message"]
    table = f"unit,revision,A1,A2,A3\n{first.pk},3,10,22,7\n{second.pk},,1,1,1\n"
    answer = program.post(path(asked), table, "khoa-0004", kind="text/csv", reason="Theo sổ")
    assert (answer.json()["corrected"], answer.json()["same"]) == ([first.pk], [second.pk])
    assert figures(asked, first) == [10, 22, 7]
    # The same figures again are no correction.
    send(asked, first, 9, 22, 7, reason="Đếm trùng")
    again = program.post(path(asked), bundle({first: (9, 22, 7)}), "khoa-0005")
    assert again.json()["same"] == [first.pk]


@pytest.mark.parametrize("revision", [True, -1, "hai", 1.5, [1], "²"])
def test_a_revision_is_a_number(asked: Asked, program: Program, revision: object) -> None:
    first = asked.story.communes[0]
    answer = program.post(path(asked), based(first, revision, 1, 1, 1))
    (problem,) = answer.json()["problems"]
    assert (problem["box"], problem["code"]) == ("", "revision-wrong")


def test_a_revision_that_is_not_there_is_refused(asked: Asked, program: Program) -> None:
    first = asked.story.communes[0]
    for revision in (1, 10**12):
        answer = program.post(path(asked), based(first, revision, 1, 1, 1))
        (problem,) = answer.json()["problems"]
        assert f"không có lần nộp {revision}" in problem["message"]
    assert program.post(path(asked), based(first, 0, 1, 1, 1)).json()["sent"] == [first.pk]
    answer = program.post(path(asked), based(first, 0, 2, 2, 1, reason="Sổ"), "khoa-0002")
    assert [one["box"] for one in answer.json()["problems"]] == ["A1", "A2"]


def test_a_unit_keeps_what_it_is_typing_and_the_program_is_told(
    asked: Asked, program: Program
) -> None:
    first, second, _ = asked.story.communes
    save_boxes(obligation=asked.of(first), boxes={"A1": ("", "3")}, by=reporter_of(first))
    answer = program.post(path(asked), bundle({first: (5, 7, 1), second: (1, 1, 1)}))
    assert answer.json()["drafts"] == [first.pk]
    assert Draft.objects.get().cells == {"A1": "3"}
