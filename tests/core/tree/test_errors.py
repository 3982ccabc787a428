"""Every rule of this room has a code of its own and a sentence that names the unit."""

from __future__ import annotations

import string

import pytest

from phongtrao.core.tree import TreeBroken

RULES = TreeBroken.__subclasses__()


def test_every_rule_has_its_own_code():
    codes = [rule.code for rule in [TreeBroken, *RULES]]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("rule", RULES)
def test_every_sentence_names_a_unit_and_says_what_to_do(rule):
    gaps = {gap for _, gap, _, _ in string.Formatter().parse(rule.message) if gap}
    assert gaps & {"unit", "predecessor"}
    assert "Hãy " in rule.message
    assert rule.message.endswith(".")
