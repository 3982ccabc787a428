"""Whether a text is a plan that assigns duties, told by its type and by the duties that it gives to
bodies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from phongtrao.core.compiler.cue_words import cues, pattern
from phongtrao.core.compiler.layout.head import is_motto
from phongtrao.core.compiler.zones import heading_zone
from phongtrao.core.text.folding import fold

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Layout, Passage
    from phongtrao.core.compiler.plan import Document
    from phongtrao.core.compiler.tasks import Assignment

EMPTY = "Văn bản trống hoặc không có chữ nào đọc được; hãy kiểm tra lại tệp."
UNTITLED = (
    "Không thấy dòng tên loại văn bản (Kế hoạch, Chỉ thị, Đề án, …) hay phần mở đầu giao nhiệm vụ; "
    "văn bản có thể là bài báo, trang tin hoặc trích đoạn."
)
OTHER_TYPE = "Văn bản là {type}, loại văn bản không giao nhiệm vụ theo kế hoạch."
NO_DUTIES = "Văn bản không giao nhiệm vụ cho cơ quan, đơn vị nào."
LESSON = (
    "Văn bản là kế hoạch dạy học hoặc kế hoạch cá nhân, không giao nhiệm vụ cho cơ quan, đơn vị."
)
FEW_DUTIES = "{type} này chỉ giao trách nhiệm thi hành chính nó, không giao nhiệm vụ theo kế hoạch."
_CARRYING_OUT = re.compile(
    r"chịu trách nhiệm thi hành|thi hành (?:quyết định|nghị quyết|chỉ thị) này"
    r"|tổ chức thực hiện nghị quyết này|căn cứ quyết định (?:này )?thi hành"
)
_ORDERS = re.compile(
    r"ban hành|xây dựng|yêu cầu|đề ra|triển khai|phát động|hướng dẫn|như sau|đề nghị|giao|chỉ đạo"
)
_PLAN = "Kế hoạch"
_COLON_OR_FOLLOWS = (":", "sau", "sau.")


@dataclass(frozen=True)
class _Evidence:
    """What a text shows of being a plan."""

    layout: Layout
    document: Document
    assignments: list[Assignment]
    preamble: list[Passage]
    promises: bool

    @cached_property
    def duties(self) -> int:
        """How many duties it gives, those left out that only order it to be carried out."""
        return sum(not _CARRYING_OUT.search(a.passage.folded) for a in self.assignments)

    @cached_property
    def given(self) -> list[Assignment]:
        """The duties with a body that must do them."""
        return [
            a for a in self.assignments if a.lead and not _CARRYING_OUT.search(a.passage.folded)
        ]

    @cached_property
    def bodies(self) -> int:
        """How many bodies are given duties."""
        return len({fold(name) for a in self.given for name in a.lead})

    @property
    def official(self) -> bool:
        """Whether it has the head or foot of an official document."""
        return bool(
            self.document.symbol
            or self.document.recipients
            or self.layout.signature
            or any(is_motto(passage.folded) for passage in self.layout.letterhead)
        )

    @property
    def announced(self) -> bool:
        """Whether the preamble lets a body order what follows ("… ban hành Kế hoạch như sau:")."""
        return any(
            passage.text.rstrip().endswith(_COLON_OR_FOLLOWS) and _ORDERS.search(passage.folded)
            for passage in self.preamble[-2:]
        )

    @property
    def organised(self) -> bool:
        """Whether a heading announces a part that assigns work to bodies."""
        heads = pattern("documents", "nature.organising")
        return any(
            p.kind == "heading" and p.mark is not None and heads.match(p.folded)
            for p in self.layout.body
        )

    @property
    def promulgates(self) -> bool:
        """Whether a decision promulgates a plan; one that founds a body or appoints a person does
        not.
        """
        about = fold(self.document.subject or "")
        first = next((p.folded for p in self.layout.body if p.mark is not None), "")
        if pattern("documents", "nature.founding").search(about):
            return False
        return (
            pattern("documents", "nature.promulgated").search(f"{about} {first[:300]}") is not None
        )


def why_not_a_plan(
    layout: Layout,
    document: Document,
    assignments: list[Assignment],
    preamble: list[Passage],
    *,
    promises: bool,
) -> str | None:
    """A Vietnamese sentence that says why the text is no plan; None when it is one.

    promises: the text holds targets.
    """
    if not layout.passages:
        return EMPTY
    evidence = _Evidence(layout, document, assignments, preamble, promises)
    nature = cues("documents")["nature"]
    attached = layout.attached
    kind = attached if attached in nature["assigning"] else document.type
    if kind is None:
        return None if _is_excerpt(evidence) else UNTITLED
    if attached and attached not in nature["assigning"] and attached not in nature["may_assign"]:
        return OTHER_TYPE.format(type=f"{document.type} kèm theo {attached}")
    if kind in nature["assigning"]:
        return _why_not_assigning(evidence, kind)
    if kind in nature["may_assign"]:
        return None if _assigns(evidence, kind) else FEW_DUTIES.format(type=kind)
    return OTHER_TYPE.format(type=kind)


def _is_excerpt(evidence: _Evidence) -> bool:
    """Whether a text without type is a piece of a plan: it begins with a number and gives bodies
    numbered duties.
    """
    first = next((p for p in evidence.layout.passages if p.kind != "noise"), None)
    return (
        first is not None
        and first.mark is not None
        and heading_zone(first.folded) == "work"
        and len(evidence.given) >= 2
        and evidence.bodies >= 2
        and all(
            a.passage.mark or a.passage.bullet or a.passage.kind == "row" for a in evidence.given
        )
    )


def _why_not_assigning(evidence: _Evidence, kind: str) -> str | None:
    """Why a text of a type that assigns duties is no plan all the same."""
    if pattern("documents", "nature.lessons").search(fold(evidence.document.subject or "")[:80]):
        return LESSON
    if not (evidence.official or evidence.announced or evidence.organised):
        return UNTITLED
    if evidence.promises and kind == _PLAN:
        return None
    strict = kind not in cues("documents")["nature"]["always"]
    enough = len(evidence.given) >= (2 if strict else 1)
    if enough or (
        evidence.duties >= 3 and (evidence.official or evidence.announced) and not strict
    ):
        return None
    return NO_DUTIES


def _assigns(evidence: _Evidence, kind: str) -> bool:
    """Whether a document that mostly assigns nothing gives duties to several bodies."""
    given, bodies = len(evidence.given), evidence.bodies
    if not evidence.official:
        return False
    if kind == "Quyết định":
        return evidence.promulgates and given >= 2 and bodies >= 2
    if kind == "Công văn":
        return (given >= 2 and bodies >= 2) or (given >= 3 and evidence.announced)
    if kind in ("Thông báo", "Kết luận"):
        return given >= 3 and bodies >= 3
    return given >= 3 and bodies >= 2
