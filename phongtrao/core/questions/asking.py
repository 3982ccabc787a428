"""Questions about reports: to the unit before it sends, to the officer afterwards. None of them
holds a report up, and none says that a figure is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.questions.facts import Question
from phongtrao.core.questions.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from phongtrao.core.questions.facts import Found, Report
    from phongtrao.core.questions.ruling import Rule


def ask(report: Report, rules: Iterable[Rule]) -> list[Question]:
    """What one report gives reason to ask, in the order of the rules, then of the form.

    Rules that are off, and those that need a group, ask nothing.
    """
    return [
        _question(rule, found, (report.unit,))
        for rule in rules
        if rule.on and (look := KINDS[rule.kind].of_one)
        for found in look(report, rule.limits)
    ]


def ask_group(reports: Sequence[Report], rules: Iterable[Rule]) -> list[Question]:
    """What only the reports of several units together give reason to ask.

    reports: of one form, one period and units of one kind (the communes of a city, the
    neighbourhoods of a commune), silent units left out. Questions of `ask` are not among them.
    """
    return [
        _question(rule, found, found.units)
        for rule in rules
        if rule.on and (look := KINDS[rule.kind].of_group)
        for found in look(reports, rule.limits)
    ]


def _question(rule: Rule, found: Found, units: tuple[str, ...]) -> Question:
    return Question(rule.id, found.codes, rule.words.format(**found.gaps), rule.severity, units)
