"""Rules are data, and data that could not be asked is refused by name."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from decimal import Decimal

import pytest

from phongtrao.core.questions.asking import ask
from phongtrao.core.questions.kinds import KINDS
from phongtrao.core.questions.ruling import QuestionRuleUnusable, read_rules, shipped_rules
from tests.core.questions.drawn import drawn

ACCUSING = [
    "sai",
    "gian",
    "khống",
    "bịa",
    "nghi ngờ",
    "vi phạm",
    "bất thường",
    "phải giải trình",
    "lỗi",
]
RULE = """
[[rule]]
id = "a"
kind = "against-register"
severity = "look"
words = "{total} hay {count}?"
[rule.limits]
floor = 2
share = 0.05
"""


def test_every_kind_has_a_rule_and_every_rule_is_on() -> None:
    assert {rule.kind for rule in shipped_rules()} == set(KINDS)
    assert all(rule.on for rule in shipped_rules())
    assert len({rule.id for rule in shipped_rules()}) == len(shipped_rules())


def test_every_question_asks_and_accuses_nobody() -> None:
    for rule in shipped_rules():
        assert rule.words == unicodedata.normalize("NFC", rule.words)
        words = f" {rule.words.lower()} "
        assert [one for one in ACCUSING if f" {one} " in words] == [], rule.id
        assert "?" in rule.words


def test_a_rule_that_is_off_asks_nothing() -> None:
    report = drawn(
        """
        chỉ tiêu  | Quý II/2026
        Tiếp nhận | 10
        Thụ lý    | 12
        """,
        wholes={"Thụ lý": "Tiếp nhận"},
    )
    assert len(ask(report, shipped_rules())) == 1
    assert ask(report, [replace(rule, on=False) for rule in shipped_rules()]) == []


def test_an_office_may_bring_rules_of_its_own() -> None:
    (rule,) = read_rules(RULE)
    assert rule.limits == {"floor": Decimal(2), "share": Decimal("0.05")}
    assert rule.on
    (off,) = read_rules(RULE.replace('id = "a"', 'id = "a"\non = false'))
    assert not off.on
    assert read_rules("") == []


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('kind = "against-register"', 'kind = "rumour"', "không có loại “rumour”; các loại là rep"),
        ("floor = 2\n", "", "cần đúng các ngưỡng: floor, share"),
        ("floor = 2", "floor = 2\nceiling = 3", "cần đúng các ngưỡng: floor, share"),
        ("share = 0.05", "share = 5", "ngưỡng share phải từ 0 đến 1"),
        ("floor = 2", "floor = -1", "ngưỡng floor phải từ 0 đến 1.000.000"),
        ("floor = 2", "floor = nan", "ngưỡng floor phải từ 0 đến 1.000.000"),
        ("floor = 2", "floor = inf", "ngưỡng floor phải từ 0 đến 1.000.000"),
        ("floor = 2", "floor = true", "limits phải là một bảng các số"),
        ("[rule.limits]\nfloor = 2\nshare = 0.05", "limits = 3", "limits phải là một bảng các số"),
        ("{total}", "{tổng}", "chỗ trống {tổng} không có; được dùng: count, labels, source, total"),
        ("{total}", "{total.__class__}", "chỗ trống {total.__class__} không có"),
        ("{total}", "{total:>9}", "chỗ trống {total} không có"),
        ("{total}", "{total!r}", "chỗ trống {total} không có"),
        ("{total}", "{", "dấu ngoặc nhọn trong câu hỏi không khớp nhau"),
        ("{count}?", "{count}!", "câu hỏi phải có dấu hỏi"),
        ('id = "a"', 'id = ""', "thiếu id"),
        ('words = "{total} hay {count}?"', "", "thiếu words"),
        ('id = "a"', 'id = "a"\npenalty = 5', "có mục lạ: penalty"),
        ('"look"', '"punish"', "severity phải là answer hoặc look"),
        ('id = "a"', 'id = "a"\non = "no"', "on phải là true hoặc false"),
        (RULE, RULE + RULE, "mã này có hai lần"),
        (RULE, "rule = 3", "mỗi quy tắc là một mục [[rule]]"),
        (RULE, "rule = [3]", "thiếu id"),
        (RULE, "rule =", "tệp TOML sai cú pháp"),
    ],
)
def test_a_rule_that_could_not_be_asked_is_refused_with_the_reason(
    old: str, new: str, why: str
) -> None:
    assert old in RULE
    with pytest.raises(QuestionRuleUnusable) as refused:
        read_rules(RULE.replace(old, new))
    assert why in refused.value.text
    assert refused.value.text.endswith("Hãy sửa quy tắc này.")


def test_a_kind_without_limits_takes_none() -> None:
    over = next(rule for rule in shipped_rules() if rule.kind == "over-whole")
    with pytest.raises(QuestionRuleUnusable, match="cần đúng các ngưỡng: không"):
        replace(over, limits={"floor": Decimal(1)})
