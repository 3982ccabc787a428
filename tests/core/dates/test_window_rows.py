"""A rule of windows becomes a row and is read back as the same rule."""

from __future__ import annotations

import json
from datetime import date

import pytest

from phongtrao.core.dates.window_rules import row_of, rule_of, rule_until, shipped_rules
from phongtrao.core.dates.windows import SendDay, WindowRule

ONCE = WindowRule(
    "once",
    "Rà soát một lần",
    "once",
    date(2026, 10, 15),
    date(2026, 11, 15),
    close_lag=3,
    send={
        "commune": SendDay(at=date(2026, 11, 20), before=True),
        "body": SendDay(days=2, working_days=5, day_off="next"),
    },
    results_end=date(2026, 12, 31),
    supplement_send={"commune": SendDay(days=10)},
    valid_to=date(2027, 1, 1),
)
UNTIL = rule_until(11, 10, before=True, levels=("commune",), rule_id="own", name="Trước 10/11")


@pytest.mark.parametrize(
    "rule", [*shipped_rules().values(), ONCE, UNTIL], ids=lambda rule: rule.rule_id
)
def test_a_rule_is_the_same_after_it_was_kept_as_json(rule: WindowRule) -> None:
    assert rule_of(json.loads(json.dumps(row_of(rule)))) == rule
