"""The same duty printed twice in a plan: once in the part of each body that has it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from phongtrao.core.text.folding import fold_for_comparing
from phongtrao.core.text.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORDS_LEAST = 12  # shorter sentences are formulae that many parts share
_SHARED = 0.9
_SHARED_WITH_SYMBOL = 0.6
_SYMBOL = re.compile(r"\d+/[\w/-]*\w")
_TOO_COMMON = 12  # a pair of words in more tasks than this tells nothing


def twins(contents: Sequence[str]) -> dict[int, int]:
    """Tasks that repeat an earlier one: place → place of the first that says the same.

    Two tasks are the same duty when nine of ten word pairs of the shorter stand in the longer too;
    six of ten when both carry out the same instrument. contents: the sentences of the tasks, in the
    order of the plan.
    """
    pairs = [_pairs(content) for content in contents]
    symbols = [frozenset(_SYMBOL.findall(content)) for content in contents]
    places: dict[tuple[str, str], list[int]] = {}
    found: dict[int, int] = {}
    for at, own in enumerate(pairs):
        shared: Counter[int] = Counter()
        for pair in own:
            before = places.setdefault(pair, [])
            if len(before) <= _TOO_COMMON:
                shared.update(before)
            before.append(at)
        same = (
            other
            for other, _ in shared.most_common(4)
            if len(own & pairs[other])
            >= (_SHARED_WITH_SYMBOL if symbols[at] & symbols[other] else _SHARED)
            * min(len(own), len(pairs[other]))
        )
        first = next(same, None)
        if first is not None:
            found[at] = found.get(first, first)
    return found


def _pairs(content: str) -> frozenset[tuple[str, str]]:
    words = WORDS.findall(fold_for_comparing(content))
    return frozenset(pairwise(words)) if len(words) >= _WORDS_LEAST else frozenset()
