"""Rules between the boxes of a form, such as `A2 <= A1` or `A3 = A1 + A2`.

The language is small, so that whoever designs a form can read it: codes of boxes, whole numbers and
decimals with a comma, `+`, `-`, parentheses, and one comparator. Every rule is therefore a sum of
boxes held against zero, exact over one report and over a column of a million.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from phongtrao.core.errors import RuleBroken
from phongtrao.core.sheets.elements import CODE, MOST_PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

COMPARATORS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "=": operator.eq,
    "!=": operator.ne,
}
_TYPED = {"≤": "<=", "≥": ">=", "≠": "!=", "−": "-"}
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>\d+(?:,\d+)?)|(?P<code>{CODE.pattern})"
    r"|(?P<sign><=|>=|!=|[<>=≤≥≠+\-−()]))",
    re.ASCII,
)
_MOST_LETTERS = 2000
_MOST_DEPTH = 20
_MOST_DIGITS = 18
_FEWEST_ADDENDS = 2


class Severity(StrEnum):
    """What a broken rule does: the report is refused, or its sender is asked."""

    REFUSE = "refuse"
    ASK = "ask"


class RuleUnreadable(RuleBroken):
    """A rule of a form must be an expression that can be read and can fail."""

    code = "rule-unreadable"
    message = (
        "Quy tắc “{expression}” không dùng được: {why}. Hãy viết như A2 <= A1 hoặc A3 = A1 + A2."
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule between boxes.

    expression: as the module says. words: the rule as a Vietnamese sentence, without a full stop.
    severity: what happens when it is broken. codes: the boxes it speaks of, in the order of the
    expression. weights, constant, comparator: the expression with everything moved to the left;
    weights[i] belongs to codes[i]. Raises RuleUnreadable.
    """

    expression: str
    words: str
    severity: Severity = Severity.REFUSE
    codes: tuple[str, ...] = field(init=False, compare=False)
    weights: tuple[int, ...] = field(init=False, compare=False, repr=False)
    constant: Decimal = field(init=False, compare=False, repr=False)
    comparator: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Read the expression once."""
        try:
            if not self.words.strip():
                raise _Fault("chưa có lời giải thích quy tắc")
            weights, constant, comparator = _Reading(self.expression).comparison()
        except _Fault as fault:
            raise RuleUnreadable(expression=self.expression, why=str(fault)) from None
        object.__setattr__(self, "codes", tuple(weights))
        object.__setattr__(self, "weights", tuple(weights.values()))
        object.__setattr__(self, "constant", constant)
        object.__setattr__(self, "comparator", comparator)

    def holds(self, figures: Mapping[str, Decimal]) -> bool:
        """Whether the figures keep the rule, exactly. figures: one for each of its codes; a box
        with a mark has none, and the rule says nothing then (see checking).
        """
        total = Fraction(self.constant) + sum(
            weight * Fraction(figures[code])
            for code, weight in zip(self.codes, self.weights, strict=True)
        )
        return bool(COMPARATORS[self.comparator](total, 0))

    @property
    def sum_of(self) -> tuple[str, tuple[str, ...]] | None:
        """The box that is the sum of others, and these ("A3", ("A1", "A2")), when the rule says
        just that; None for another rule.
        """
        if self.comparator != "=" or self.constant:
            return None
        for sign in (1, -1):
            totals, addends = self._of_weight(sign), self._of_weight(-sign)
            if len(totals) == 1 and len(addends) == len(self.codes) - 1 >= _FEWEST_ADDENDS:
                return totals[0], addends
        return None

    @property
    def meaning(self) -> tuple[str, Decimal, frozenset[tuple[str, int]]]:
        """What the rule says, the same for rules that say it otherwise ("A1 ≤ A2", "A2 >= A1")."""
        sides = {">": "<", ">=": "<="}
        first = min(zip(self.codes, self.weights, strict=True))
        turned = self.comparator in sides or (self.comparator in ("=", "!=") and first[1] < 0)
        sign = -1 if turned else 1
        weights = zip(self.codes, (sign * weight for weight in self.weights), strict=True)
        comparator = sides.get(self.comparator, self.comparator)
        return comparator, sign * self.constant, frozenset(weights)

    def _of_weight(self, sought: int) -> tuple[str, ...]:
        pairs = zip(self.codes, self.weights, strict=True)
        return tuple(code for code, weight in pairs if weight == sought)


class _Fault(Exception):  # noqa: N818 - never leaves this file: why the expression is unusable
    pass


class _Reading:
    """One pass over an expression, from left to right."""

    def __init__(self, expression: str) -> None:
        if len(expression) > _MOST_LETTERS:
            raise _Fault("quy tắc quá dài")
        self._tokens = [*_tokens(expression), ("end", "")]
        self._place = 0
        self._depth = 0
        self._weights: dict[str, int] = {}
        self._constant = Decimal(0)

    def comparison(self) -> tuple[dict[str, int], Decimal, str]:
        """Read the whole expression: weights by code, constant, comparator."""
        self._sum(1)
        comparator = self._next()[1]
        if comparator not in COMPARATORS:
            raise _Fault("thiếu dấu so sánh <=, <, >=, >, = hoặc !=")
        self._sum(-1)
        if self._next()[0] != "end":
            raise _Fault("chỉ được một phép so sánh, và giữa hai ô phải có dấu + hoặc -")
        if not self._weights:
            raise _Fault("không nhắc đến ô nào")
        lost = [code for code, weight in self._weights.items() if not weight]
        if lost:
            raise _Fault(f"mã {lost[0]} ở hai vế triệt tiêu nhau")
        return self._weights, self._constant, comparator

    def _sum(self, sign: int) -> None:
        self._term(sign * self._leading_sign())
        while self._tokens[self._place][1] in ("+", "-"):
            self._term(sign if self._next()[1] == "+" else -sign)

    def _leading_sign(self) -> int:
        if self._tokens[self._place][1] != "-":
            return 1
        self._place += 1
        return -1

    def _term(self, sign: int) -> None:
        kind, word = self._next()
        if kind == "number":
            self._constant += sign * _number(word)
        elif kind == "code":
            self._weights[word] = self._weights.get(word, 0) + sign
        elif word == "(":
            self._parenthesis(sign)
        else:
            raise _Fault(f"chỗ của “{word}” phải là một mã ô hoặc một số" if word else "còn dở")

    def _parenthesis(self, sign: int) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise _Fault("quá nhiều dấu ngoặc lồng nhau")
        self._sum(sign)
        if self._next()[1] != ")":
            raise _Fault("thiếu dấu đóng ngoặc, hoặc trong ngoặc có dấu so sánh")
        self._depth -= 1

    def _next(self) -> tuple[str, str]:
        token = self._tokens[self._place]
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return token


def _number(token: str) -> Decimal:
    if len(token) > _MOST_DIGITS or len(token.partition(",")[2]) > MOST_PLACES:
        raise _Fault(f"số {token} quá dài")
    return Decimal(token.replace(",", "."))


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    place, end = 0, len(expression.rstrip())
    while place < end:
        token = _TOKEN.match(expression, place)
        if token is None:
            raise _Fault(
                f"không đọc được từ “{expression[place:end].strip()}” "
                "(mã ô không dấu; số viết liền như 1000, phần thập phân sau dấu phẩy)"
            )
        kind = str(token.lastgroup)
        yield kind, _TYPED.get(token[kind], token[kind])
        place = token.end()
