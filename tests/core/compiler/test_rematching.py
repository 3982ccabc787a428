"""After an upgrade of the compiler, what a person said stays with the record it was said about."""

from __future__ import annotations

from phongtrao.core.compiler import compile_plan
from phongtrao.core.compiler.rematching import Reviewed, records_of, rematch

TEXT = "Công an xã tuần tra đêm. Hội Nông dân xã hòa giải tại chỗ, báo cáo hằng quý."


def at(words: str, kind: str = "task", **fields: str) -> Reviewed:
    start = TEXT.index(words)
    return Reviewed(kind, start, start + len(words), **fields)


def test_a_record_that_now_quotes_less_is_the_same() -> None:
    old = [at("Công an xã tuần tra đêm."), at("Hội Nông dân xã hòa giải tại chỗ")]
    new = [at("hòa giải tại chỗ"), at("tuần tra đêm")]
    assert rematch(TEXT, old, new) == [1, 0]


def test_the_larger_share_wins_and_no_record_is_given_twice() -> None:
    old = [at("Hội Nông dân xã hòa giải tại chỗ, báo cáo hằng quý."), at("báo cáo hằng quý.")]
    new = [at("báo cáo hằng quý."), at("Hội Nông dân xã hòa giải tại chỗ")]
    assert rematch(TEXT, old, new) == [1, 0]


def test_another_kind_is_another_record() -> None:
    assert rematch(TEXT, [at("tuần tra đêm")], [at("tuần tra đêm", "deadline")]) == [None]


def test_spans_that_hardly_meet_are_not_the_same() -> None:
    old, new = [at("Công an xã tuần tra đêm. Hội")], [at("Hội Nông dân xã hòa giải tại chỗ")]
    assert rematch(TEXT, old, new) == [None]


def test_a_record_whose_span_is_lost_is_found_by_its_words() -> None:
    lost = Reviewed("task", 900, 920, quote="Hội Nông dân xã HOÀ GIẢI tại chỗ")
    new = [at("tuần tra đêm"), at("Hội Nông dân xã hòa giải tại chỗ"), at("hằng quý", "deadline")]
    assert rematch(TEXT, [lost], new) == [1]
    assert rematch(TEXT, [lost, lost], new) == [1, None]
    best = [at("Hội Nông dân xã hòa giải tại"), at("Hội Nông dân xã hòa giải tại chỗ")]
    assert rematch(TEXT, [lost], best) == [1]
    assert rematch(TEXT, [Reviewed("task", 900, 920)], new) == [None]


def test_a_plan_compiled_twice_keeps_every_record() -> None:
    text = """KẾ HOẠCH
Năm 2026

I. PHÂN CÔNG
1. Công an xã tuần tra đêm.
2. Hội Nông dân xã hòa giải."""
    records = records_of(compile_plan(text))
    assert [record.kind for record in records] == ["task", "task"]
    assert rematch(text, records, records) == [0, 1]
