"""Read the log and prove that it is whole."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from phongtrao.audit.models import LogEntry, LogHead
from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


class LogLineAltered(RuleBroken):
    """A line no longer fits its seal, or the seal of the line before it."""

    code = "log-line-altered"
    message = (
        "Dòng nhật ký số {number} ({line}) không khớp dấu: dòng này đã bị sửa, "
        "hoặc dòng ngay trước đã bị sửa hay xóa. Hãy giữ nguyên cơ sở dữ liệu và đối chiếu bản "
        "sao lưu."
    )


class LogLinesMissing(RuleBroken):
    """The last lines were taken away."""

    code = "log-lines-missing"
    message = (
        "Nhật ký phải có đến dòng số {wanted} nhưng chỉ còn đến dòng số {found}: các dòng cuối đã "
        "bị xóa. Hãy giữ nguyên cơ sở dữ liệu và đối chiếu bản sao lưu."
    )


@dataclass(frozen=True)
class Proof:
    """The log is whole. lines: how many; seal: that of the last line, to be noted elsewhere."""

    lines: int
    seal: str


def verify() -> Proof:
    """Walk all lines from the first. Raises LogLineAltered for the first one that does not fit,
    LogLinesMissing when the end is gone.
    """
    lines, number, seal = 0, 0, ""
    for line in LogEntry.objects.order_by("pk").iterator(chunk_size=2_000):
        if line.previous != seal or line.seal() != line.hash:
            raise LogLineAltered(number=line.pk, line=line)
        lines, number, seal = lines + 1, line.pk, line.hash
    head = LogHead.objects.filter(pk=1).first() or LogHead()
    if (head.number, head.hash) != (number, seal):
        raise LogLinesMissing(wanted=head.number, found=number)
    return Proof(lines, seal)


def lines_of(
    offices: QuerySet[Any, int],
    *,
    since: date | None = None,
    until: date | None = None,
    person: str = "",
    action: str = "",
) -> QuerySet[LogEntry]:
    """Lines of the offices, newest first.

    since, until: first and last day. person: words of the author's name or the account's. action:
    the beginning, such as "plan." or "plan.correct".
    """
    rows = LogEntry.objects.filter(office__in=offices)
    if since is not None:
        rows = rows.filter(at__date__gte=since)
    if until is not None:
        rows = rows.filter(at__date__lte=until)
    if person:
        rows = rows.filter(Q(author_name__icontains=person) | Q(author__username=person))
    if action:
        rows = rows.filter(action__startswith=action)
    return rows.order_by("-pk")


def actions_in(offices: QuerySet[Any, int]) -> list[str]:
    """Every action that the log of the offices holds, to choose from."""
    rows = LogEntry.objects.filter(office__in=offices).order_by("action")
    return list(rows.values_list("action", flat=True).distinct())


def words_of(action: str) -> str:
    """What an action is called on screen; itself when nobody has named it."""
    return _words().get(action, action)


@cache
def _words() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
