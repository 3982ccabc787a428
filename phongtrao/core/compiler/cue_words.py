"""What the compiler knows of the language, read from the tables in cues/*.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from phongtrao.core.text.folding import fold
from phongtrao.core.text.words import Lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable


@cache
def cues(name: str) -> dict[str, Any]:
    """One table of cue words as it stands in cues/<name>.toml."""
    return tomllib.loads(
        (files("phongtrao.core.compiler") / "cues" / f"{name}.toml").read_text("utf-8")
    )


@cache
def words(table: str, *keys: str) -> tuple[str, ...]:
    """The folded phrases of the given lists of a table; a dot leads into a sub-table
    ("closing.opening").
    """
    return tuple(fold(phrase) for key in keys for phrase in _list(table, key))


def _list(table: str, key: str) -> list[str]:
    found: Any = cues(table)
    for part in key.split("."):
        found = found[part]
    return list(found)


@cache
def lexicon(table: str, *keys: str) -> Lexicon:
    """The phrases of the given lists of a table, to be looked up at a position; its list "never"
    holds look-alikes.
    """
    return Lexicon(words(table, *keys), but=map(fold, cues(table).get("never", ())))


@cache
def pattern(table: str, *keys: str) -> re.Pattern[str]:
    """One expression that finds any phrase of the given lists as whole words, the longest first."""
    return re.compile(rf"(?<!\w){any_of(words(table, *keys))}(?!\w)")


def any_of(phrases: Iterable[str]) -> str:
    """An expression that matches the longest of the phrases, built as a tree so that shared
    beginnings are read once.
    """
    tree: dict[str, Any] = {}
    for phrase in phrases:
        branch = tree
        for letter in phrase:
            branch = branch.setdefault(letter, {})
        branch[""] = {}
    return _branches(tree)


def _branches(tree: dict[str, Any]) -> str:
    ends = "" in tree
    stems = []
    for letter, below in tree.items():
        if letter:
            stem = letter
            while len(below) == 1 and "" not in below:
                ((letter, below),) = below.items()
                stem += letter
            stems.append(re.escape(stem) + ("" if set(below) == {""} else _branches(below)))
    joined = "|".join(stems)
    return f"(?:{joined})?" if ends else f"(?:{joined})"
