"""Read the log and prove that it is whole."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from phongtrao.audit.models import LogEntry, LogHead
from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model, QuerySet


_LISTED, _SHOWN, _PRINT_SHOWN = 5, 80, 12
"""Of one fact: entries of a list, letters of a text, letters of a file's print."""


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
    without_office: bool = False,
    since: date | None = None,
    until: date | None = None,
    person: str = "",
    action: str = "",
) -> QuerySet[LogEntry]:
    """Lines of the offices, newest first.

    without_office: those of no office too, such as a log in with a name that nobody has. since,
    until: first and last day. person: words of the author's name or the account's. action: the
    beginning, such as "plan." or "plan.correct".
    """
    rows = _lines(offices, without_office=without_office)
    if since is not None:
        rows = rows.filter(at__date__gte=since)
    if until is not None:
        rows = rows.filter(at__date__lte=until)
    if person:
        rows = rows.filter(Q(author_name__icontains=person) | Q(author__username=person))
    if action:
        rows = rows.filter(action__startswith=action)
    return rows.order_by("-pk")


def lines_about(obj: Model, action: str) -> QuerySet[LogEntry]:
    """The lines of an action on one object, newest first."""
    rows = LogEntry.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
    return rows.filter(action=action).order_by("-pk")


def actions_in(offices: QuerySet[Any, int], *, without_office: bool = False) -> list[str]:
    """Every action that those lines hold, to choose from; arguments as of `lines_of`."""
    rows = _lines(offices, without_office=without_office).order_by("action")
    return list(rows.values_list("action", flat=True).distinct())


def _lines(offices: QuerySet[Any, int], *, without_office: bool) -> QuerySet[LogEntry]:
    nowhere = Q(office=None) if without_office else Q()
    return LogEntry.objects.filter(Q(office__in=offices) | nowhere)


def words_of(action: str) -> str:
    """What an action is called on screen; itself when nobody has named it."""
    return _words().get(action, action)


def detail_of(line: LogEntry) -> str:
    """The facts that a line holds beside who, when, what and to which object: short, in words where
    there are any, in the same order on every database. "" when there are none.

    What opens a door is never written; should it be, it is not shown.
    """
    return "; ".join(_facts(line.detail))


def keys_in_words() -> frozenset[str]:
    """Names of the facts that are called something on screen."""
    return frozenset(_detail_words()["facts"])


def _facts(detail: Mapping[str, Any], of: str = "") -> list[str]:
    """Each fact with its name; those without content are left out. of: the fact that holds them."""
    order = list(_detail_words()["facts"])
    names = sorted(detail, key=lambda one: (order.index(one) if one in order else len(order), one))
    facts = []
    for name in names:
        value = detail[name]
        text = _text(name, value, of)
        sign = " " if isinstance(value, dict) else ": "
        facts += [f"{_name(name, value, of)}{sign}{text}"] if text else []
    return facts


def _name(name: str, value: Any, of: str) -> str:
    names: dict[str, str] = _detail_words()["facts"]
    if isinstance(value, int) and (of_number := names.get(f"{name}:number")):
        return of_number
    return _value(of, name) or names.get(name, name)


def _value(name: str, value: str) -> str:
    """What a value of a closed list is called; "" when it is none. Several have the list of one."""
    lists: dict[str, dict[str, str]] = _detail_words()["values"]
    return lists.get(name, lists.get(name.removesuffix("s"), {})).get(value, "")


def _text(name: str, value: Any, of: str = "") -> str:
    if not set(name.split("_")).isdisjoint(_detail_words()["secret"]):
        return "(không hiện)"
    match value:
        case None:
            return ""
        case bool():
            return "có" if value else "không"
        case dict():
            inner = ", ".join(_facts(value, name))
            return f"({inner})" if inner else ""
        case [before, after] if of == "changed":
            return " → ".join(_text(name, one) or "trống" for one in (before, after))
        case list():
            texts = [text for one in value if (text := _text(name, one))]
            rest = len(texts) - _LISTED
            shown = ", ".join(texts[:_LISTED])
            return f"{shown} và {rest} mục nữa" if rest > 0 else shown
        case str():
            return _value(name, value) or _shortened(name, value)
        case _:
            return str(value)


def _shortened(name: str, value: str) -> str:
    text = " ".join(value.split())
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        with suppress(ValueError):
            return f"{date.fromisoformat(text):%d/%m/%Y}"
    most = _PRINT_SHOWN if name == "sha256" else _SHOWN
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


@cache
def _words() -> dict[str, str]:
    return _read("words.toml")


@cache
def _detail_words() -> dict[str, Any]:
    return _read("detail_words.toml")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
