"""Rules as data: what stands in rules/*.toml, and whether it can be used."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import TYPE_CHECKING, Any

from phongtrao.core.errors import RuleBroken
from phongtrao.core.questions.facts import Severity, in_words
from phongtrao.core.questions.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEYS = {"id", "kind", "severity", "words", "on", "limits"}
_NEEDED = ("id", "kind", "severity", "words")


class QuestionRuleUnusable(RuleBroken):
    """A rule must say what it looks for, from when on, and what it asks."""

    code = "question-rule-unusable"
    message = "Quy tắc đặt câu hỏi {rule} không dùng được: {why}. Hãy sửa quy tắc này."


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Raises QuestionRuleUnusable.

    kind: one of KINDS. words: the question, its gaps filled from what the kind finds. limits: from
    when on it is asked, all that the kind names and no other.
    """

    id: str
    kind: str
    severity: Severity
    words: str
    limits: Mapping[str, Decimal]
    on: bool = True

    def __post_init__(self) -> None:
        """Refuse what could not be asked."""
        why = self._fault()
        if why:
            raise QuestionRuleUnusable(rule=f"“{self.id}”", why=why)

    def _fault(self) -> str:
        kind = KINDS.get(self.kind)
        if kind is None:
            return f"không có loại “{self.kind}”; các loại là {', '.join(KINDS)}"
        if set(self.limits) != set(kind.limits):
            return f"loại “{self.kind}” cần đúng các ngưỡng: {', '.join(kind.limits) or 'không'}"
        for name, (least, most) in kind.limits.items():
            limit = self.limits[name]
            if not (limit.is_finite() and least <= limit <= most):
                return f"ngưỡng {name} phải từ {in_words(least)} đến {in_words(most)}"
        return _fault_of_words(self.words, kind.gaps)


def _fault_of_words(words: str, gaps: frozenset[str]) -> str:
    """Why a sentence cannot be a question; "" when it can."""
    try:
        parts = list(Formatter().parse(words))
    except ValueError:
        return "dấu ngoặc nhọn trong câu hỏi không khớp nhau"
    for _, name, form, conversion in parts:
        if name is not None and (name not in gaps or form or conversion):
            return f"câu hỏi có chỗ trống {{{name}}} không có; được dùng: {', '.join(sorted(gaps))}"
    return "" if "?" in words else "câu hỏi phải có dấu hỏi"


def read_rules(text: str) -> list[Rule]:
    """The rules of one table in TOML, in its order. Raises QuestionRuleUnusable.

    Each [[rule]] has id, kind, severity ("answer" or "look"), words, limits, and may have
    `on = false`.
    """
    try:
        rows = tomllib.loads(text, parse_float=Decimal).get("rule", [])
    except tomllib.TOMLDecodeError as error:
        raise QuestionRuleUnusable(rule="của tệp", why=f"tệp TOML sai cú pháp ({error})") from None
    if not isinstance(rows, list):
        raise QuestionRuleUnusable(rule="của tệp", why="mỗi quy tắc là một mục [[rule]]")
    rules = [_rule(row) for row in rows]
    for place, rule in enumerate(rules):
        if any(rule.id == earlier.id for earlier in rules[:place]):
            raise QuestionRuleUnusable(rule=f"“{rule.id}”", why="mã này có hai lần")
    return rules


def _rule(row: object) -> Rule:
    given: dict[str, Any] = row if isinstance(row, dict) else {}
    name = f"“{given.get('id', '')}”"
    for key in _NEEDED:
        if not isinstance(given.get(key), str) or not given[key]:
            raise QuestionRuleUnusable(rule=name, why=f"thiếu {key}")
    if extra := sorted(set(given) - _KEYS):
        raise QuestionRuleUnusable(rule=name, why=f"có mục lạ: {', '.join(extra)}")
    if given["severity"] not in set(Severity):
        raise QuestionRuleUnusable(rule=name, why="severity phải là answer hoặc look")
    if not isinstance(given.get("on", True), bool):
        raise QuestionRuleUnusable(rule=name, why="on phải là true hoặc false")
    return Rule(
        given["id"],
        given["kind"],
        Severity(given["severity"]),
        " ".join(given["words"].split()),
        _limits(given.get("limits", {}), name),
        given.get("on", True),
    )


def _limits(limits: object, name: str) -> dict[str, Decimal]:
    if not isinstance(limits, dict) or any(
        isinstance(limit, bool) or not isinstance(limit, (int, Decimal))
        for limit in limits.values()
    ):
        raise QuestionRuleUnusable(rule=name, why="limits phải là một bảng các số")
    return {key: Decimal(limit) for key, limit in limits.items()}


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The rules that come with the program: those for one report first, then those for a group."""
    tables = files("phongtrao.core.questions") / "rules"
    return tuple(
        rule
        for name in ("one_report", "group")
        for rule in read_rules((tables / f"{name}.toml").read_text("utf-8"))
    )
