"""Whether a box counts sensitive work, by its words: proposed, for an officer to confirm (F26).

What is counted stands in front: "số vụ phạm tội về ma túy" counts cases, "số buổi tuyên truyền về
phòng, chống ma túy" counts meetings, of whatever they were.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from phongtrao.core.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_IN_FRONT = re.compile(
    r"^(?:trong đó\s*:?|tổng|số lượng|số|tỷ lệ|tỉ lệ|phần trăm|các|những|lượt(?= người| vụ))\s+"
)
_SPACES = re.compile(r"[\s\"“”„‟'‘’«»]+")
"""Between words; what stands in quotation marks counts as what stands there."""


class _Rule(NamedTuple):
    what: str
    counted: re.Pattern[str]
    of: re.Pattern[str]
    not_of: re.Pattern[str] | None


def sensitive_work(label: str) -> str:
    """Which kind of sensitive work the label of a box counts, in words; "" for none."""
    words = _SPACES.sub(" ", fold(label)).strip()
    while found := _IN_FRONT.match(words):
        words = words[found.end() :]
    for rule in _rules():
        head = rule.counted.match(words)
        if head and rule.of.search(words) and not (rule.not_of and rule.not_of.search(words)):
            return rule.what
    return ""


@cache
def _rules() -> tuple[_Rule, ...]:
    text = (files("phongtrao.core.sheets") / "sensitive.toml").read_text(encoding="utf-8")
    return tuple(
        _Rule(
            row["what"],
            _one_of(row["counted"]),
            _one_of(row.get("of", [""])),
            _one_of(row["not_of"]) if "not_of" in row else None,
        )
        for row in tomllib.loads(text)["rule"]
    )


def _one_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of some words, whole ones."""
    return re.compile("|".join(rf"\b{re.escape(one)}\b" if one else "" for one in words))
