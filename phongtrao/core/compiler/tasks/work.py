"""What is a piece of work: an item that orders something, no heading, goal or fragment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phongtrao.core.compiler.bodies import BodyReader
from phongtrao.core.compiler.cue_words import lexicon
from phongtrao.core.compiler.duties import sentences
from phongtrao.core.compiler.tasks.leads import acts

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Passage
    from phongtrao.core.compiler.tasks.leads import Leads

_DUTIES = lexicon("verbs", "duties", "modals")
_NEEDS_BODY = ("funds", "time", "criteria")
_TARGET_ITEM = re.compile(
    r"(?:phấn đấu\s+)?(?:(?:hằng|hàng) năm,?\s+|đến (?:hết |cuối )?năm \d{4},?\s+)?"
    r"(?:phấn đấu\s+)?(?:có|đạt|đạt tỷ lệ)?\s*"
    r"(?:ít nhất|tối thiểu|trên|từ|đạt)?\s*\d+(?:[.,]\d+)?\s*%"
)
_PASSIVE_DUTY = re.compile(r"(?<!\w)(?:được|phải|cần|không được|nghiêm cấm|yêu cầu)\s")
_NUMBERED_THING = re.compile(
    r"(?:tiểu dự án|dự án|đề án|tiêu chí|chỉ tiêu|nhóm|mục tiêu|hợp phần|nội dung thành phần)\s+\d"
)
_FAR = 40  # passages that an introduction can reach
_COLON_WITHIN = 200


class WorkTest:
    """Tells which items of one body are pieces of work."""

    def __init__(self, body: list[Passage], leads: Leads) -> None:
        self.body = body
        self.leads = leads
        self._shares: dict[tuple[int, bool], tuple[int, int]] = {}
        self._without_duties: dict[int, bool] = {}

    def is_work(self, passage: Passage, at: int, zone: str, *, labelled: bool) -> bool:
        """Whether a passage is a piece of work.

        at: its place in the body. zone: what its part is for. labelled: it stands behind
        "Nhiệm vụ:".
        """
        folded = passage.folded
        duty = self.leads.duty(passage)
        if zone in _NEEDS_BODY and not labelled:
            return duty.own and duty.first and not folded.startswith("đối với")
        if _TARGET_ITEM.match(folded) and not duty.own:
            return False
        active = duty.own or acts(folded)
        if introduced := self._introduced(passage, at):
            if any(map(self._is_dutiful, introduced)):
                return active and len(sentences(passage.text)) > 1
            return active
        if (self.leads.is_heading(passage) and not duty.own) or self._is_fragment(passage):
            return False
        if active or labelled or self.leads.inherited(passage):
            return True
        if zone == "none":
            return False
        if passage.kind in ("dash", "item"):
            return self._acts_behind_colon(passage) or self._siblings_act(passage)
        return _PASSIVE_DUTY.search(folded) is not None

    def _introduced(self, passage: Passage, at: int) -> list[Passage]:
        """The items that a passage ending with a colon introduces."""
        if not passage.text.endswith(":"):
            return []
        if children := self.leads.children.get(id(passage)):
            return children[:_FAR]
        found = []
        for behind in self.body[at + 1 : at + _FAR]:
            if behind.parent is not passage.parent or not (behind.mark or behind.bullet):
                break
            found.append(behind)
        return found

    def _is_fragment(self, passage: Passage) -> bool:
        """Whether an item only lists things under an introduction that is the task itself."""
        above = passage.parent
        if above is None or not (passage.bullet or passage.mark):
            return False
        if above.kind == "heading" or not above.text.endswith(":"):
            return False
        if id(above) not in self._without_duties:
            children = self.leads.children.get(id(above), [])
            self._without_duties[id(above)] = not any(map(self._is_dutiful, children))
        return self._without_duties[id(above)]

    def _siblings_act(self, passage: Passage) -> bool:
        """Whether at least half of the other items of the same list begin with a duty."""
        if passage.parent is None:
            return False
        key = (id(passage.parent), passage.mark is not None)
        if key not in self._shares:
            siblings = [
                p
                for p in self.leads.children[key[0]]
                if (p.mark is not None) == key[1] and (p.mark or p.bullet)
            ]
            self._shares[key] = (sum(map(self._is_dutiful, siblings)), len(siblings))
        acting, everyone = self._shares[key]
        return everyone > 1 and acting * 2 >= everyone - 1

    def _acts_behind_colon(self, passage: Passage) -> bool:
        folded = passage.folded
        colon = folded.find(": ", 0, _COLON_WITHIN)
        if colon <= 0 or _NUMBERED_THING.match(folded):
            return False
        if _DUTIES.at(folded, colon + 2):
            return True
        reader = BodyReader(passage.text, folded, self.leads.known)
        return reader.read(colon + 2) is not None

    def _is_dutiful(self, passage: Passage) -> bool:
        """Whether an item orders something, told by how it begins."""
        if passage.kind in ("row", "heading"):
            return passage.kind == "heading"
        folded = passage.folded
        if folded[:1].isdigit() or _TARGET_ITEM.match(folded):
            return False
        return acts(folded) or self._acts_behind_colon(passage) or self.leads.duty(passage).own
