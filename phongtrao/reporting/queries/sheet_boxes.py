"""What comes in from the sheet of a report, what becomes of it, and the boxes that are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.elements import NUMBERS, Kind
from phongtrao.core.sheets.reading import cell_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.core.sheets.elements import Element
    from phongtrao.reporting.models import Submission
    from phongtrao.reporting.queries.asking import Asked


@dataclass(frozen=True)
class Posted:
    """What came in from a sheet. typed, shown: code → what stands in the box, and what stood there
    when it was shown. answers: key of a question → answer; asked: keys of the questions that were
    shown. seen: the revision that was sent last when the sheet was opened.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    seen: int = 0


@dataclass(frozen=True)
class Clash:
    """A box that somebody else changed in between. mine: what the person typed; stands: what is
    kept; by: whose that is.
    """

    mine: str
    stands: str
    by: str


@dataclass(frozen=True)
class Filled:
    """What became of what came in.

    clashes: boxes typed by two; renewed: boxes that another person changed and this one did not
    touch; refused: code, "reason" or key of a question → why it was not kept. refusal: why the
    report was not sent. asks: it was not sent because of questions that were not shown yet.
    moved_on: somebody sent it in between. tried: sending was tried. sent: the new revision. put: it
    was put forward to be signed.
    """

    posted: Posted = field(default_factory=Posted)
    clashes: Mapping[str, Clash] = field(default_factory=dict)
    renewed: Mapping[str, Clash] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""
    asks: bool = False
    moved_on: bool = False
    tried: bool = False
    sent: Submission | None = None
    put: bool = False

    @property
    def kept(self) -> bool:
        """Whether all of it was kept as typed."""
        return not self.clashes and not self.refused


@dataclass(frozen=True)
class KnownWords:
    """What the system knows of a box, in words, with its source and where what it counts is shown.
    same: the box says so too.
    """

    words: str
    source: str
    url: str
    same: bool


@dataclass(frozen=True)
class BoxRow:
    """A box of the sheet. number: its place, from 1.

    value: what it shows; stands: what is kept, or was filled in by the program. last: what was
    reported for the period before. source: the report from which the program took the value. known:
    what the system knows of it otherwise. returned: why the box came
    back; mended: it was changed since. faults: what must be put right; asks: what is worth another
    look; reads: how the program understands it. author: who else typed it. refused: why it was not
    kept, among the faults too. under: it is a part of the box that its code names.
    """

    number: int
    element: Element
    value: str
    stands: str
    last: str = ""
    source: str = ""
    known: KnownWords | None = None
    returned: str = ""
    mended: bool = False
    faults: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    author: str = ""
    clash: Clash | None = None
    renewed: Clash | None = None
    refused: str = ""
    under: bool = False

    @property
    def held(self) -> bool:
        """Whether what is typed is not kept before its author decides something."""
        return self.clash is not None or bool(self.refused)

    @property
    def widget(self) -> str:
        """How it is typed in: "number", "choice" or "text"."""
        if self.element.kind in NUMBERS:
            return "number"
        return "text" if self.element.kind is Kind.TEXT else "choice"

    @property
    def keyboard(self) -> str:
        """The keys that a telephone shows."""
        return "numeric" if self.element.kind is Kind.INTEGER else "decimal"

    @property
    def options(self) -> list[str]:
        """The answers of a choice, what stands there among them; "" first."""
        one = self.element
        words = list(one.choices) if one.kind is Kind.CHOICE else ["Có", "Không"]
        words.append(cell_words(one, Mark.UNKNOWN))
        if one.may_be_not_applicable:
            words.append(cell_words(one, Mark.NOT_APPLICABLE))
        if self.value and self.value not in words:
            words.append(self.value)
        return ["", *words]


@dataclass(frozen=True)
class QuestionBox:
    """A question with what is typed as its answer. boxes: what it is about."""

    asked: Asked
    text: str
    boxes: tuple[BoxRow, ...]
    refused: str = ""
