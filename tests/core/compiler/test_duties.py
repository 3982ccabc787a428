"""Who leads and who helps, told by one sentence."""

from __future__ import annotations

import pytest

from phongtrao.core.compiler.duties import DutyReader, defined_abbreviations, sentences
from phongtrao.core.text.folding import fold
from tests.core.compiler.rows import bodies
from tests.core.compiler.tables import table


def read(words: str, *, alone: bool = True) -> tuple[str, str]:
    duty = DutyReader(words, fold(words)).read(alone=alone)
    return bodies(tuple(duty.lead)), bodies(tuple(duty.coordinating))


@pytest.mark.parametrize(("words", "lead", "partners"), table("duties.toml"))
def test_a_sentence_says_who_leads_and_who_helps(words: str, lead: str, partners: str) -> None:
    assert read(words) == (lead, partners)


def test_sentences_part_behind_a_stop_but_not_behind_an_abbreviation() -> None:
    words = "TP. Hà Nội chỉ đạo. Sở Y tế, Th.S A v.v. Công an tổ chức."
    assert [words[start:end] for start, end in sentences(words)] == [
        "TP. Hà Nội chỉ đạo.",
        "Sở Y tế, Th.S A v.v. Công an tổ chức.",
    ]


def test_abbreviations_that_the_text_defines_for_bodies_are_known() -> None:
    text = (
        "các cơ quan, doanh nghiệp, nhà trường (viết tắt là CQDNNT); thành phố (TP); "
        "hệ thống quản lý chất lượng theo tiêu chuẩn mới nhất hiện nay (HTQL)"
    )
    assert defined_abbreviations(text) == {"CQDNNT"}
