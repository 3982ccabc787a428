"""Evidence: a record rests on a piece of its text or is not made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.text.spans import Evidence, EvidenceError, evidence, overlap


def test_evidence_quotes_exactly_what_stands_in_the_text() -> None:
    source = "Giao Sở Y tế chủ trì."
    assert Evidence(source, 5, 12).quote == "Sở Y tế"


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 2), (-1, 4), (0, 99), (4, 6), (0, 5)])
def test_no_evidence_without_a_character_of_its_own(start: int, end: int) -> None:
    with pytest.raises(EvidenceError):
        Evidence("Giao Sở Y tế", start, end)


def test_marks_and_white_space_at_the_edges_are_no_part_of_a_quote() -> None:
    source = "| **Sở Y tế**; \u200b|"
    found = evidence(source, 0, len(source))
    assert found is not None
    assert found.quote == "Sở Y tế"


@pytest.mark.parametrize("source", ["", "   ", "| ** _", "\u3000\u3000"])
def test_marks_alone_prove_nothing(source: str) -> None:
    assert evidence(source, 0, len(source)) is None


@given(st.text(), st.integers(0, 40), st.integers(0, 40))
def test_every_evidence_is_a_trimmed_piece_of_its_text(text: str, start: int, end: int) -> None:
    found = evidence(text, min(start, len(text)), min(end, len(text)))
    if found is not None:
        assert found.quote == text[found.start : found.end] == found.quote.strip()


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [((0, 5), (3, 9), 2), ((0, 5), (5, 9), 0), ((2, 4), (0, 9), 2), ((7, 9), (0, 3), 0)],
)
def test_overlap_counts_the_characters_two_spans_share(
    first: tuple[int, int], second: tuple[int, int], common: int
) -> None:
    assert overlap(first, second) == common
