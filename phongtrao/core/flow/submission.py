"""The way of a report: draft → sent → returned or accepted → corrected."""

from __future__ import annotations

from dataclasses import dataclass, field

from phongtrao.core.flow.table import Flow, Move

STATES = {
    "owed": "Chưa báo cáo",
    "draft": "Đang nhập",
    "sent": "Chờ duyệt",
    "returned": "Bị trả lại",
    "accepted": "Đã duyệt",
    "exempt": "Được miễn",
}
"""The states of a report that a unit owes."""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a move of a report depends on.

    faults: boxes that keep it from being sent. by: id of who moves it; approvers: of those who
    accepted it at earlier levels. own: the newest revision that who moves it sent or put forward
    himself, of those that rest on no accepted one, 0 for none; own_program: a program did that
    comes in with a key of his making. stage: how many levels accepted it, of `stages`; elsewhere:
    the level for whose word it waits, "" where it is that of who moves it. unsigned: it is sent
    without the word of an approver of the unit, which the form asks for. reason: what was given for
    it. same: the figures are those of the last revision.
    """

    by: int = 0
    own: int = 0
    own_program: bool = False
    approvers: frozenset[int] = field(default_factory=frozenset)
    stage: int = 0
    stages: int = 1
    elsewhere: str = ""
    unsigned: bool = False
    faults: int = 0
    reason: str = ""
    same: bool = False


def _faulty(facts: ReportFacts) -> str:
    return f"còn {facts.faults} ô chưa hợp lệ, hãy sửa các ô được nêu" if facts.faults else ""


def _unsigned(facts: ReportFacts) -> str:
    if facts.unsigned:
        return (
            "biểu mẫu này cần lãnh đạo đơn vị duyệt trước khi gửi, hãy nhập trên trang báo cáo rồi"
            " bấm Trình lãnh đạo"
        )
    return ""


def _own(facts: ReportFacts) -> str:
    """Four eyes: nobody accepts what he made."""
    if not facts.own:
        return ""
    whose = "khóa kết nối bạn tạo gửi" if facts.own_program else "bạn gửi hoặc trình"
    return (
        f"người gửi không tự duyệt báo cáo của mình: lần nộp {facts.own} do {whose}, hãy nhờ người"
        " duyệt khác"
    )


def _not_here(facts: ReportFacts) -> str:
    return f"báo cáo này do {facts.elsewhere} duyệt hoặc trả lại" if facts.elsewhere else ""


def _twice(facts: ReportFacts) -> str:
    if facts.by in facts.approvers:
        return "bạn đã duyệt ở cấp trước, cấp này cần người khác"
    return ""


def _unexplained(facts: ReportFacts) -> str:
    return "" if facts.reason.strip() else "chưa ghi lý do"


def _unchanged(facts: ReportFacts) -> str:
    return "số liệu không thay đổi so với lần gửi trước" if facts.same else ""


def _after_accepting(facts: ReportFacts) -> str:
    return "accepted" if facts.stage + 1 >= facts.stages else "sent"


SUBMISSION_FLOW: Flow[ReportFacts] = Flow(
    STATES,
    (
        Move("draft", "nhập báo cáo", frozenset({"owed", "draft"}), "draft"),
        Move("send", "gửi báo cáo", frozenset({"owed", "draft"}), "sent", (_unsigned, _faulty)),
        Move("resend", "gửi lại báo cáo", frozenset({"returned"}), "sent", (_unsigned, _faulty)),
        Move(
            "correct-again",
            "gửi lại bản đính chính",
            frozenset({"returned"}),
            "sent",
            (_unsigned, _faulty, _unexplained),
        ),
        Move(
            "correct",
            "đính chính báo cáo",
            frozenset({"sent", "accepted"}),
            "sent",
            (_unsigned, _faulty, _unexplained, _unchanged),
        ),
        Move(
            "accept",
            "duyệt báo cáo",
            frozenset({"sent"}),
            _after_accepting,
            (_not_here, _own, _twice),
        ),
        Move(
            "return",
            "trả lại báo cáo",
            frozenset({"sent", "accepted"}),
            "returned",
            (_not_here, _own, _unexplained),
        ),
        Move(
            "exempt",
            "miễn báo cáo",
            frozenset({"owed", "draft"}),
            "exempt",
            (_unexplained,),
        ),
        Move("ask-again", "yêu cầu báo cáo lại", frozenset({"exempt"}), "owed"),
    ),
)
"""How a report may move; "draft" keeps what was typed, "correct-again" is a resend of what corrects
an accepted report.
"""
