"""Breakdowns of an indicator: into which parts its figure is divided, each part a count of its own.

Written as a line: "loại hình: trường học | doanh nghiệp | cơ quan", or without a name "nam | nữ". A
line without parts only says in words what the figure could be divided by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from phongtrao.core.errors import RuleBroken
from phongtrao.core.sheets.elements import folded
from phongtrao.core.text.folding import bare

if TYPE_CHECKING:
    from collections.abc import Mapping

_FEWEST, _MOST = 2, 20
_BY = re.compile(r"^theo ", re.IGNORECASE)
_LETTERS_MAX: Final = 60
_REFUSED = re.compile(
    r"\b(dan toc|sac toc|ton giao|tin nguong|phat giao|cong giao|thien chua|tin lanh|hoi giao"
    r"|cao dai|hoa hao|giao dan|chuc sac|chinh kien|tinh trang suc khoe|xu huong tinh duc)\b"
)
"""Features of persons that are never recorded, not even as a count beside others: faith, origin,
political views, health, sexual life (Nghị định 356/2025/NĐ-CP, Điều 4).
"""
_BODIES = re.compile(
    r"\b(so|ban|phong|bo|uy ban) dan toc( va ton giao)?\b|\bdan toc (noi|ban) tru\b"
)
"""Offices and schools that have such a word in their name."""


class BreakdownUnusable(RuleBroken):
    """A breakdown names parts that are different, and no features of persons that are not
    recorded.
    """

    code = "breakdown-unusable"
    message = (
        "Phân tổ “{line}” không dùng được: {why}. Hãy viết như “loại hình: trường học | doanh"
        " nghiệp | cơ quan”."
    )


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One way to divide the figure of an indicator. name: by what, "" when the parts say it;
    members: the parts in order, none where they were never named.
    """

    name: str
    members: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """As one writes it."""
        members = " | ".join(self.members)
        return f"{self.name}: {members}" if self.name and members else self.name or members

    @property
    def title(self) -> str:
        """What it divides by, in words."""
        return self.name or self.line

    def part(self, member: str) -> str:
        """By what the figures of a part are known again, whatever box asks for them."""
        return f"{self.name}: {member}" if self.name else member

    def as_row(self) -> dict[str, Any]:
        """As it is stored; `breakdown_of` reads it."""
        return {"name": self.name, "members": list(self.members)}


def breakdown_of(row: Mapping[str, Any]) -> Breakdown:
    """A breakdown as it is stored."""
    return Breakdown(row["name"], tuple(row["members"]))


def read_breakdown(line: str) -> Breakdown:
    """A breakdown as one writes it. Raises BreakdownUnusable."""
    name, colon, parts = line.partition(":")
    if not colon and "|" in line:
        name, parts = "", line
    members = tuple(" ".join(part.split()) for part in parts.split("|")) if parts.strip() else ()
    found = Breakdown(_BY.sub("", " ".join(name.split())), members)
    check_breakdown(found)
    return found


def check_breakdown(breakdown: Breakdown) -> None:
    """Refuse what could not be asked, and what may not be. Raises BreakdownUnusable."""
    why = _fault(breakdown)
    if why:
        raise BreakdownUnusable(line=breakdown.line, why=why)


def _fault(breakdown: Breakdown) -> str:
    said = [folded(member) for member in breakdown.members]
    if "" in said or len({*said}) < len(said):
        return "các phần phải có chữ và khác nhau"
    if said and not _FEWEST <= len(said) <= _MOST:
        return f"phải có từ {_FEWEST} đến {_MOST} phần"
    if any(len(word) > _LETTERS_MAX for word in (breakdown.name, *breakdown.members)):
        return f"tên phân tổ và tên mỗi phần dài nhất {_LETTERS_MAX} chữ"
    if _REFUSED.search(_BODIES.sub(" ", bare(folded(breakdown.line)))):
        return (
            "phần mềm không ghi dân tộc, tôn giáo, chính kiến, sức khỏe, đời tư của con người, kể"
            " cả dưới dạng số đếm"
        )
    return ""
