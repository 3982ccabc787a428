"""Closing paragraphs: those that only order the document itself to be carried out, and those that
give a duty of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.compiler.cue_words import words

if TYPE_CHECKING:
    from phongtrao.core.compiler.duties import Duty
    from phongtrao.core.compiler.layout import Passage


def words_closing(key: str) -> tuple[str, ...]:
    """The folded phrases of closing paragraphs."""
    return words("zones", f"closing.{key}")


def closing_counts(passage: Passage, duty: Duty) -> bool:
    """Whether a closing paragraph gives a duty of its own beside "triển khai thực hiện"."""
    folded = passage.folded
    formula = min(
        (at for phrase in words_closing("formula") if (at := folded.find(phrase)) >= 0),
        default=len(folded),
    )
    before = folded[:formula]
    own = duty.own and duty.lead_end <= formula
    if not own and "báo cáo" not in before:
        return False
    return any(phrase in before for phrase in words_closing("own_duty"))


def is_formula(folded: str) -> bool:
    """Whether a paragraph begins with the formula of a closing ("Trong quá trình thực hiện, nếu có
    …").
    """
    return folded.startswith(words_closing("opening"))


def enacts(passage: Passage) -> bool:
    """Whether an article or paragraph only puts the document into force ("Quyết định này có hiệu
    lực …").
    """
    if passage.mark is not None and passage.mark.kind != "article":
        return False
    sentence = passage.folded.partition(". ")[0]
    return any(phrase in sentence for phrase in words("zones", "enacting"))
