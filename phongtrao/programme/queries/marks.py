"""How pages show a state: a sign, words and a tone of colour, so that none stands alone."""

from __future__ import annotations

from typing import NamedTuple

from phongtrao.core.dates.filing import Sent, Standing


class Mark(NamedTuple):
    """tone: class of the style sheet."""

    tone: str
    sign: str
    words: str

    def __str__(self) -> str:
        return f"{self.sign} {self.words}"


SENT = {
    Sent.ON_TIME: Mark("good", "●", "Đúng hạn"),
    Sent.LATE: Mark("warn", "▲", "Chậm"),
    Sent.SILENT: Mark("bad", "✕", "Chưa gửi"),
    Sent.NOT_DUE: Mark("none", "○", "Chưa đến hạn"),
}
"""What became of a unit's plan."""

UNATTENDED = Mark("warn", "▲", "Chưa gửi được")
"""A plan that is past its day, of a unit for which no account can send it."""

FAR = {
    "late": Mark("bad", "✕", "Quá hạn"),
    "stuck": Mark("warn", "▲", "Vướng mắc"),
    "none": Mark("none", "○", "Chưa ghi"),
    "doing": Mark("none", "◐", "Đang thực hiện"),
    "done": Mark("good", "●", "Đã hoàn thành"),
}
"""How far a unit is with a task, what asks for attention first."""

_SOON = 7  # days


def due_mark(standing: Standing) -> Mark:
    """How a dated duty stands."""
    if standing.state == "done":
        return Mark("good", "●", "Đã làm")
    if standing.state == "done-late":
        return Mark("warn", "▲", "Làm chậm")
    if standing.state == "overdue":
        return Mark("bad", "✕", f"Quá hạn {standing.past} ngày")
    if standing.days == 0:
        return Mark("warn", "▲", "Đến hạn hôm nay")
    tone, sign = ("warn", "▲") if standing.days <= _SOON else ("none", "○")
    return Mark(tone, sign, f"Đến hạn trong {standing.days} ngày")
