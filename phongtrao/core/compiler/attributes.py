"""Labelled lines and columns that say who leads, with whom and when: "Đơn vị chủ trì: …", "| Cơ
quan phối hợp |".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from phongtrao.core.compiler.cue_words import cues, words
from phongtrao.core.text.folding import fold

_LONGEST_HEAD = 60
_TELLING = 8  # letters of a phrase that tells a column by its beginning
KINDS = ("lead", "partner", "time", "other", "task")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One labelled value in an item. kind: lead, partner, time, other or task. value: span of the
    words behind the colon.
    """

    kind: str
    start: int
    value: tuple[int, int]


@cache
def _labels() -> tuple[re.Pattern[str], dict[str, str]]:
    named = {fold(phrase): kind for kind in KINDS for phrase in cues("zones")["attributes"][kind]}
    phrases = sorted(named, key=len, reverse=True)
    expression = (
        r"(?:^|(?<=[.;,(–-] )|(?<=[(])|(?<=[.;] ))[-–+(]?\s*(?P<label>"
        + "|".join(map(re.escape, phrases))
        + r")(?:\s*\([^()]{0,40}\))?\s*:"
    )
    return re.compile(expression), named


def read_attributes(folded: str) -> list[Attribute]:
    """The labelled values of an item, in order; empty when it holds none of weight.

    A list counts only when it begins the item or holds a lead or a partner: "Thời gian: …" inside a
    sentence is no label.
    """
    if ":" not in folded:
        return []
    expression, named = _labels()
    found = list(expression.finditer(folded))
    if not found:
        return []
    kinds = [named[match["label"]] for match in found]
    if found[0].start("label") > 3 and not {"lead", "partner"} & set(kinds):
        return []
    edges = [match.start() for match in found[1:]] + [len(folded)]
    return [
        Attribute(kind, match.start("label"), (match.end(), edge))
        for kind, match, edge in zip(kinds, found, edges, strict=True)
    ]


@cache
def _columns() -> dict[str, str]:
    return {
        fold(phrase): kind
        for kind in ("number", "task", "lead", "partner", "time")
        for phrase in cues("zones")["columns"][kind]
    }


def read_columns(heads: list[str]) -> dict[str, int]:
    """Which column of a table holds what, told by its folded head cells; empty when it is no table
    of tasks.
    """
    columns: dict[str, int] = {}
    for at, head in enumerate(heads):
        kind = _column(re.sub(r"[()\[\]*]", "", head).strip(" .:"))
        if kind and kind not in columns:
            columns[kind] = at
    return columns


def _column(head: str) -> str | None:
    """What a column holds: its head is one of the known phrases, or begins with a long one."""
    if not head or len(head) > _LONGEST_HEAD or head.startswith(words("zones", "columns.other")):
        return None
    if kind := _columns().get(head):
        return kind
    begins = [
        phrase for phrase in _columns() if len(phrase) >= _TELLING and head.startswith(phrase)
    ]
    return _columns()[max(begins, key=len)] if begins else None
