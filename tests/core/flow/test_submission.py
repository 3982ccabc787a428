"""The way of a report, as its table says."""

from __future__ import annotations

import pytest

from phongtrao.core.flow.submission import SUBMISSION_FLOW, ReportFacts
from phongtrao.core.flow.table import Flow, Move, MoveRefused

REPORTER, COMMUNE, CITY = 1, 2, 3


def moved(state: str, *moves: tuple[str, ReportFacts]) -> str:
    for name, facts in moves:
        state = SUBMISSION_FLOW.move(state, name, facts)
    return state


def test_a_report_is_sent_returned_sent_again_and_accepted() -> None:
    sent = ReportFacts(by=REPORTER)
    assert moved("owed", ("draft", sent), ("send", sent)) == "sent"
    back = ReportFacts(by=CITY, reason="Ô A1 khác sổ")
    assert moved("sent", ("return", back), ("resend", sent), ("accept", back)) == "accepted"


def test_two_levels_accept_one_after_the_other() -> None:
    first = ReportFacts(by=COMMUNE, stages=2)
    assert moved("sent", ("accept", first)) == "sent"
    second = ReportFacts(by=CITY, stage=1, stages=2, approvers=frozenset({COMMUNE}))
    assert moved("sent", ("accept", second)) == "accepted"


@pytest.mark.parametrize(
    ("state", "name", "facts", "why"),
    [
        ("sent", "accept", ReportFacts(by=REPORTER, own=2), "lần nộp 2 do bạn gửi hoặc trình"),
        (
            "sent",
            "return",
            ReportFacts(by=CITY, own=1, own_program=True, reason="Sai"),
            "lần nộp 1 do khóa kết nối bạn tạo gửi",
        ),
        (
            "sent",
            "accept",
            ReportFacts(by=COMMUNE, stage=1, stages=2, approvers=frozenset({COMMUNE})),
            "cần người khác",
        ),
        ("sent", "return", ReportFacts(by=CITY, reason=" "), "lý do"),
        ("draft", "send", ReportFacts(by=REPORTER, faults=2), "còn 2 ô"),
        ("accepted", "correct", ReportFacts(by=REPORTER), "lý do"),
        ("accepted", "correct", ReportFacts(by=REPORTER, reason="Nhầm", same=True), "không thay"),
        ("returned", "correct-again", ReportFacts(by=REPORTER), "lý do"),
        ("accepted", "accept", ReportFacts(by=CITY), "“Đã duyệt”"),
        ("exempt", "send", ReportFacts(by=REPORTER), "“Được miễn”"),
    ],
)
def test_a_refusal_says_why(state: str, name: str, facts: ReportFacts, why: str) -> None:
    assert why in SUBMISSION_FLOW.refusal(state, name, facts)
    with pytest.raises(MoveRefused, match=why):
        SUBMISSION_FLOW.move(state, name, facts)


def test_a_table_names_only_its_states() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Flow({"here": "Đây"}, [Move("go", "đi", frozenset({"here"}), "nowhere")])
