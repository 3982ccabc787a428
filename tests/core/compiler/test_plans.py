"""Whole documents of many styles: what each must become. Each file shows a rule of its own."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pytest

from phongtrao.core.compiler import compile_plan
from tests.core.compiler.rows import rows

PLANS = Path(__file__).parents[2] / "data" / "plans"
RULES = {
    "action-programme.txt": "a Markdown table of an appendix assigns work",
    "closing-pipes.txt": "lines that keep only the closing pipe of a table are no table",
    "decision-with-plan-inside.txt": "a decision that approves a plan holds its parts",
    "decomposed-and-slips.txt": "decomposed letters and slips of the press do not hide records",
    "decree-style-province.txt": "a plan of a province charges bodies under numbered headings",
    "district-plan.txt": "a plan of a district gives dashes under each body to that body",
    "hamlet-excerpt.md": "an excerpt without head and foot still assigns work",
    "indicators.txt": "a plan of figures has one target a number",
    "ministry-plan.txt": "a plan issued with a decision is read behind its articles",
    "official-letter.txt": "a letter that assigns work is a plan",
    "party-directive.txt": "a directive of the Party keeps its hyphens and its own symbol",
    "pdf-wrapped.txt": "hard lines without blank lines and running heads become paragraphs",
    "school-plan.md": "a plan of a school in Markdown names its own bodies",
    "table-only.txt": "a table with one cell a line assigns all the work",
    "urgent-telegram.txt": "an urgent telegram gives a duty to each addressee",
}


@pytest.mark.parametrize("name", [pytest.param(name, id=rule) for name, rule in RULES.items()])
def test_a_document_compiles_into_the_records_beside_it(name: str) -> None:
    plan = compile_plan((PLANS / name).read_text("utf-8"))
    assert plan.not_a_plan is None
    assert rows(plan) == tomllib.loads((PLANS / name).with_suffix(".toml").read_text("utf-8"))


def test_every_document_has_its_rule() -> None:
    assert {file.name for file in PLANS.iterdir() if file.suffix != ".toml"} == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_line_ends_normal_forms_and_odd_spaces_change_no_record(name: str) -> None:
    text = (PLANS / name).read_text("utf-8")
    expected = rows(compile_plan(text))
    assert rows(compile_plan(unicodedata.normalize("NFD", text))) == expected
    assert rows(compile_plan(text.replace("\n", "\r\n"))) == expected
    assert rows(compile_plan(text.replace(" và ", "\u00a0và\u200b "))) == expected
