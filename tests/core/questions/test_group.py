"""What only the reports of many units together give reason to ask."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from phongtrao.core.questions.asking import ask, ask_group
from phongtrao.core.questions.chance import coincidence, tail
from phongtrao.core.questions.facts import AskedElement, Nature, Question, Report, Threshold
from phongtrao.core.questions.ruling import shipped_rules
from tests.core.questions.synthetic import at_least

LEVEL = at_least(90)


def reports_of(
    *figures: int,
    nature: Nature = Nature.COUNTED,
    whole: int | None = None,
    level: Threshold | None = None,
) -> list[Report]:
    """One report a figure, of one element and perhaps its whole."""
    elements = (
        AskedElement("N", "Tổng số", Nature.SET),
        AskedElement("A", "Đã giải quyết", nature, "N" if whole else "", level),
    )
    cells = {"N": Decimal(whole)} if whole else {}
    return [
        Report(f"xa-{place}", f"Xã {place}", "Quý II/2026", elements, {**cells, "A": figure})
        for place, figure in enumerate(figures)
    ]


def asked(reports: list[Report]) -> list[Question]:
    return ask_group(reports, shipped_rules())


def test_one_and_the_same_count_in_nearly_all_units_is_asked_about() -> None:
    (question,) = asked(reports_of(12, 12, 12, 9, 12, 12))
    assert question.rule == "the-same-everywhere"
    assert question.units == ("xa-0", "xa-1", "xa-2", "xa-4", "xa-5")
    assert question.words == (
        "5/6 đơn vị cùng báo cáo 12 ở “Đã giải quyết”. Đây là số được giao, số chia đều hay số "
        "từng đơn vị tự đếm?"
    )


@pytest.mark.parametrize(
    ("case", "reports"),
    [
        ("everywhere one festival", reports_of(*[1] * 126)),
        ("nothing happened anywhere", reports_of(*[0] * 126)),
        ("two committees in each commune", reports_of(*[12] * 9, nature=Nature.STANDING)),
        ("too few units", reports_of(12, 12, 12, 12)),
        ("small counts in few units", reports_of(3, 3, 3, 4, 3)),
        ("different counts", reports_of(12, 14, 11, 9, 12, 10, 8, 13)),
        ("no unit", []),
    ],
)
def test_what_is_natural_in_many_units_is_not_asked_about(case: str, reports: list[Report]) -> None:
    assert asked(reports) == [], case


def test_a_count_that_many_units_round_is_asked_about() -> None:
    (question,) = asked(reports_of(120, 90, 40, 57, 300, 60, 150, 33, 210, 7))
    assert question.rule == "round-numbers-in-many-units"
    assert question.units == ("xa-0", "xa-1", "xa-2", "xa-4", "xa-5", "xa-6", "xa-8")
    assert question.words.startswith(
        "Ở “Đã giải quyết”, 7/9 đơn vị có số liệu từ 15 trở lên báo cáo số chia hết cho 10."
    )


def test_units_that_stand_just_on_the_level_are_asked_about() -> None:
    reports = reports_of(*[90] * 30, *[91] * 8, *[89] * 3, *[97, 84] * 9, whole=100, level=LEVEL)
    (question,) = [one for one in asked(reports) if one.rule == "exactly-on-the-level"]
    assert len(question.units) == 30
    assert question.words == (
        "Ở “Đã giải quyết”, 30/41 đơn vị có số liệu gần mức ít nhất 90 % (cách không quá 1) "
        "báo cáo vừa đúng mức đó. Số liệu được đếm thế nào, ở thời điểm nào?"
    )


@pytest.mark.parametrize(
    ("case", "reports"),
    [
        (
            "the level lies at the peak",
            reports_of(*[90] * 20, *[91] * 18, *[89] * 18, whole=100, level=LEVEL),
        ),
        ("the whole itself is asked for", reports_of(*[100] * 60, whole=100, level=at_least(100))),
        ("small wholes", reports_of(*[9] * 60, whole=10, level=LEVEL)),
        ("a figure laid down", reports_of(*[90] * 60, nature=Nature.SET, whole=100, level=LEVEL)),
    ],
)
def test_where_many_stand_on_the_level_by_nature_nothing_is_asked(
    case: str, reports: list[Report]
) -> None:
    asked_about = [question.rule for question in asked(reports)]
    assert "exactly-on-the-level" not in asked_about, case


def test_no_event_at_all_is_where_units_stand_by_nature() -> None:
    none = Threshold("không để xảy ra", lambda part, whole: part == 0)
    assert asked(reports_of(*[0] * 60, level=none)) == []


def test_a_level_that_is_met_from_above_heaps_too() -> None:
    most = Threshold("không quá 40 vụ", lambda part, whole: part <= 40)
    reports = reports_of(*[40] * 20, 41, 39, 39, 57, 23, level=most)
    (question,) = [one for one in asked(reports) if one.rule == "exactly-on-the-level"]
    assert len(question.units) == 20


def test_each_unit_is_held_against_its_own_level() -> None:
    """Twenty units stand on 90 %, but half of them have promised 95 % or nothing."""
    of_90 = reports_of(*[90] * 5, whole=100, level=LEVEL)
    of_95 = reports_of(*[90] * 10, whole=100, level=at_least(95))
    of_none = reports_of(*[90] * 10, whole=100)
    other_form = [
        Report("xa-cũ", "Xã cũ", "Quý II/2026", (), {"A": 90}),
        Report("xa-im", "Xã im", "Quý II/2026", of_90[0].elements, {"A": 90}),
    ]
    rules = [one.rule for one in asked([*of_90, *of_95, *of_none, *other_form])]
    assert "exactly-on-the-level" not in rules


def test_units_of_which_another_level_is_asked_are_asked_about_beside_their_own() -> None:
    """Wards heap on their own level, whatever is asked of the first report."""
    country = reports_of(*[30, 34, 38, 42, 47, 51] * 5, whole=100, level=at_least(20))
    town = reports_of(*[90] * 30, *[91] * 8, *[89] * 3, whole=100, level=LEVEL)
    wards = [replace(one, unit=f"phuong-{place}") for place, one in enumerate(town)]
    nobody = reports_of(90, whole=100)
    (question,) = [
        one for one in asked([*nobody, *country, *wards]) if one.rule == "exactly-on-the-level"
    ]
    assert len(question.units) == 30
    assert all(unit.startswith("phuong-") for unit in question.units)
    assert "30/41 đơn vị có số liệu gần mức ít nhất 90 %" in question.words


def test_questions_about_one_report_and_about_a_group_are_kept_apart() -> None:
    reports = reports_of(12, 12, 12, 12, 12, 12)
    assert ask(reports[0], shipped_rules()) == []
    over = reports_of(120, 90, whole=80)
    assert [len(ask(report, shipped_rules())) for report in over] == [1, 1]
    assert asked(over) == []


def test_chances_are_those_of_the_textbook() -> None:
    assert tail(5, 0, 0.1) == pytest.approx(1)
    assert tail(5, 5, 0.1) == pytest.approx(1e-5)
    assert tail(4, 3, 0.5) == pytest.approx(5 / 16)
    assert tail(3321, 3321, 0.1) == 0
    assert coincidence(0) == 1
    assert coincidence(100) == pytest.approx(0.0282, abs=1e-4)
