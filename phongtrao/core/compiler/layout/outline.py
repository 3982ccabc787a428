"""The outline of the body: the path of each passage, its level and the passage that it stands
under.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.compiler.layout.marks import POINTS, RANKS, Mark, roman_value
from phongtrao.core.compiler.layout.passage import Passage, is_capitals, is_open
from phongtrao.core.compiler.layout.titles import appendix_label

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout.head import Layout

_CELL_LABEL = re.compile(
    r"(?P<roman>[IVX]{1,6})|(?P<decimal>\d{1,3}(?:\.\d{1,3}){1,3})|(?P<arabic>\d{1,3})|(?P<point>[a-zđ])|(?P<upper>[A-HĐKLM])"
)
_HEADING_LENGTH = 260
_TITLE_ON_NEXT_LINE = ("part", "chapter", "division")
_OPEN_HEADING_LENGTH = 600


@dataclass(slots=True)
class _Rung:
    """One open level: the labelled passage and the printed path that leads to it."""

    mark: Mark
    passage: Passage
    path: str
    last_child: int = 0


def cell_mark(text: str) -> Mark | None:
    """The label in the first cell of a table row ("I", "5.1", "a"), None when it holds words."""
    found = _CELL_LABEL.fullmatch(text.strip(" .)*"))
    if found is None:
        return None
    kind = found.lastgroup or ""
    label = found[0]
    if kind == "roman":
        value = roman_value(label)
    elif kind in ("arabic", "decimal"):
        value = int(label.rpartition(".")[2])
    else:
        value = POINTS.find(label.lower()) + 1
    return Mark(kind, label.lstrip("0") or label, value, 0) if value else None


class Outliner:
    """Gives every passage of the body its path, level and parent, in one walk."""

    def __init__(self) -> None:
        self.rungs: list[_Rung] = []
        self.base: Passage | None = None  # appendix or unnumbered heading above all labels
        self.base_path: str | None = None
        self.bullets: list[tuple[str, Passage]] = []
        self.last: Passage | None = None
        self.loose = False  # an unlabelled paragraph stands behind the last label

    def walk(self, body: list[Passage]) -> None:
        """Set path, level, parent and kind of the passages of the body, in their order."""
        for at, passage in enumerate(body):
            if passage.kind != "row":
                self._leave_table()
            if passage.kind == "appendix":
                self._open_part(passage, appendix_label(passage)[0])
            elif passage.kind == "title":
                self._open_part(passage, None)
            elif passage.kind == "row":
                self._row(passage)
            elif passage.mark is not None:
                self._labelled(passage, passage.mark)
            elif passage.bullet:
                self._dash(passage)
            else:
                self._plain(passage, body[at + 1] if at + 1 < len(body) else None)
            self.last = passage

    def _leave_table(self) -> None:
        """What stands behind a table belongs to the part that the table stands in, not to its last
        row.
        """
        for at, rung in enumerate(self.rungs):
            if rung.passage.kind == "row":
                del self.rungs[at:]
                self.bullets.clear()
                return

    def _open_part(self, passage: Passage, path: str | None) -> None:
        self.rungs.clear()
        self.bullets.clear()
        self.base, self.base_path = passage, path
        passage.path = path

    def _parent(self, passage: Passage, parent: Passage | None) -> None:
        passage.parent = parent
        if parent is not None:
            parent.children += 1

    def _labelled(self, passage: Passage, mark: Mark) -> None:
        mark = self._place(mark)
        self.bullets.clear()
        rung = self.rungs[-1] if self.rungs else None
        path = rung.path if rung else self.base_path
        label = (
            mark.label.rpartition(".")[2] if mark.numbers and self._repeats(mark) else mark.label
        )
        passage.path = f"{path}.{label}" if path else label
        passage.level = len(self.rungs) + 1
        self._parent(passage, rung.passage if rung else self.base)
        self.rungs.append(_Rung(mark, passage, passage.path))
        passage.kind = "item"
        self.loose = False

    def _repeats(self, mark: Mark) -> bool:
        """Whether a decimal label repeats the label that it stands under ("1.1" under "1")."""
        above = mark.numbers[:-1]
        if mark.kind == "mixed" and not above:
            return True
        if not above or not self.rungs:
            return False
        last = self.rungs[-1].mark
        return last.numbers == above or (
            last.kind in ("division", "chapter", "part", "article") and (last.value,) == above
        )

    def _place(self, mark: Mark) -> Mark:
        """Close the open levels that a new label does not stand under."""
        if mark.kind in ("decimal", "mixed"):
            return self._place_decimal(mark)
        rank = RANKS.get(mark.kind)
        for at, rung in enumerate(self.rungs):
            if rung.mark.kind == mark.kind and not self._nests(mark, at):
                if (
                    mark.value == 1
                    and rung.mark.value > 1
                    and at + 1 == len(self.rungs)
                    and self.loose
                    and at < 2
                ):
                    self.rungs.clear()  # a new list behind loose text belongs to no part above
                else:
                    del self.rungs[at:]
                return mark
        if (
            mark.kind == "roman"
            and mark.value == 1
            and self.rungs
            and self.rungs[-1].mark.kind == "article"
        ):
            return mark  # a plan that stands inside an article: "Điều 1. Phê duyệt … như sau: I. …"
        if rank is not None:
            while self.rungs and RANKS.get(self.rungs[-1].mark.kind, 9) >= rank:
                self.rungs.pop()
        return mark

    def _nests(self, mark: Mark, at: int) -> bool:
        """Whether a label of a kind that is open is a new list inside a deeper level: it begins at
        1 again.
        """
        deeper = at + 1 < len(self.rungs)
        return (
            mark.value == 1
            and self.rungs[at].mark.value > 0
            and deeper
            and mark.kind != "roman"
            and self._introduces()
        )

    def _introduces(self) -> bool:
        return self.last is not None and self.last.text.endswith(":")

    def _place_decimal(self, mark: Mark) -> Mark:
        above = mark.numbers[:-1]
        for at in range(len(self.rungs) - 1, -1, -1):
            numbers = self.rungs[at].mark.numbers
            if above and numbers == above:
                del self.rungs[at + 1 :]
                return mark
        for at, rung in enumerate(self.rungs):
            if rung.mark.kind in ("decimal", "mixed") or (
                mark.kind == "mixed" and rung.mark.kind == "arabic"
            ):
                del self.rungs[at:]
                return mark
        if mark.kind == "mixed":
            numeral = mark.label.partition(".")[0]
            del self.rungs[
                next(
                    (i + 1 for i, rung in enumerate(self.rungs) if rung.mark.label == numeral),
                    len(self.rungs),
                ) :
            ]
        else:
            while self.rungs and self.rungs[-1].mark.kind not in RANKS:
                self.rungs.pop()
        return mark

    def _dash(self, passage: Passage) -> None:
        sign = passage.bullet[-1]
        for at, (known, _) in enumerate(self.bullets):
            if known == sign:
                del self.bullets[at:]
                break
        under = self.bullets[-1][1] if self.bullets else self._under()
        self._parent(passage, under)
        self.bullets.append((sign, passage))
        self._inherit(passage)
        passage.kind = "dash"

    def _under(self) -> Passage | None:
        """What an unlabelled passage stands under: the paragraph that introduces it, or the open
        label.
        """
        if (
            self.last is not None
            and self.last.kind == "paragraph"
            and self.last.text.endswith(":")
            and not self.last.bullet
        ):
            return self.last
        return self.rungs[-1].passage if self.rungs else self.base

    def _inherit(self, passage: Passage) -> None:
        rung = self.rungs[-1] if self.rungs else None
        passage.path = rung.path if rung else self.base_path
        passage.level = len(self.rungs)

    def _plain(self, passage: Passage, behind: Passage | None) -> None:
        text = passage.text
        if self._is_heading(passage, behind):
            if is_capitals(text) and len(text) > 8:
                self.rungs.clear()
                self.base, self.base_path = (
                    passage,
                    self.base_path if self.base and self.base.kind == "appendix" else None,
                )
            passage.kind = "heading"
            self._inherit(passage)
            self._parent(
                passage,
                None
                if passage is self.base
                else (self.rungs[-1].passage if self.rungs else self.base),
            )
            self.bullets.clear()
            self.loose = True
            return
        under_dash = self.last is not None and self.last.bullet and is_open(self.last.text)
        if under_dash or (
            self.bullets
            and self.last is not None
            and self.last.parent is self.bullets[-1][1]
            and not self.last.bullet
        ):
            self._parent(passage, self.bullets[-1][1])
        else:
            self.bullets.clear()
            self._parent(passage, self.rungs[-1].passage if self.rungs else self.base)
            self.loose = self.loose or is_open(text)
        self._inherit(passage)

    def _is_heading(self, passage: Passage, behind: Passage | None) -> bool:
        text = passage.text
        if len(text) > 160 or behind is None or not is_open(text) or text[0] in '(“"':
            return False
        return is_capitals(text) or (passage.is_strong and len(text) < 120)

    def _row(self, passage: Passage) -> None:
        mark = cell_mark(passage.cells[0].text) if passage.cells and passage.cells[0].text else None
        if mark is not None and len(passage.cells) > 1:
            passage.mark = mark
            self._labelled(passage, mark)
            passage.kind = "row"
        else:
            self._parent(passage, self.rungs[-1].passage if self.rungs else self.base)
            self._inherit(passage)


def title_labels(layout: Layout) -> None:
    """Give a label that stands alone on its line ("Chương I", "Phần thứ nhất") the title on the
    next line.
    """
    merged: set[int] = set()
    body: list[Passage] = []
    for passage in layout.body:
        above = body[-1] if body else None
        if (
            above is not None
            and above.mark is not None
            and above.mark.kind in _TITLE_ON_NEXT_LINE
            and not above.text.strip()
            and passage.mark is None
            and not passage.bullet
            and passage.kind == "paragraph"
            and len(passage.text) < _HEADING_LENGTH
        ):
            above.lines.extend(passage.lines)
            above.content = passage.content
            above.strong = above.strong or passage.strong
            merged.add(id(passage))
        else:
            body.append(passage)
    if merged:
        layout.body = body
        layout.passages = [passage for passage in layout.passages if id(passage) not in merged]


def mark_headings(body: list[Passage]) -> None:
    """Tell headings from items: a heading is short, has something under it and does not end as a
    sentence does.

    An item that ends with a full stop is a heading all the same when it is printed in bold, or when
    most of its siblings are.
    """
    families: dict[tuple[int, str], list[Passage]] = {}
    for passage in body:
        if passage.mark is None or passage.kind == "row":
            continue
        if passage.children:
            families.setdefault((id(passage.parent), passage.mark.kind), []).append(passage)
            text = passage.text
            longest = _OPEN_HEADING_LENGTH if passage.is_strong else _HEADING_LENGTH
            if len(text) <= longest and (
                is_open(text) or is_capitals(text) or (passage.is_strong and text[-1] == ".")
            ):
                passage.kind = "heading"
    for family in families.values():
        headings = sum(passage.kind == "heading" for passage in family)
        for passage in family:
            one_sentence = ". " not in passage.text and passage.text[-1:] == "."
            if (
                passage.kind != "heading"
                and one_sentence
                and len(passage.text) <= _HEADING_LENGTH
                and headings * 3 >= len(family) * 2
            ):
                passage.kind = "heading"
