"""What a plan becomes when it is compiled: records that rest on pieces of its text.

The field names and their meaning are those of the plan schema; values keep the document's own
Vietnamese.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phongtrao.core.dates.horizons import Horizon
    from phongtrao.core.text.spans import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How far a record can be trusted. confidence: 0 … 1. doubt: a Vietnamese sentence that says
    why not wholly, or None.
    """

    confidence: float = 1.0
    doubt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record that rests on a contiguous piece of the document; without evidence there is none."""

    at: Evidence
    trust: Trust = field(default_factory=Trust)

    @property
    def quote(self) -> str:
        """The evidence, exactly as it stands in the document."""
        return self.at.quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs: on whose behalf, in which post, name as printed."""

    authority: str | None
    title: str | None
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The head of a document as printed. date: ISO 8601, as precise as printed."""

    type: str | None
    symbol: str | None
    issuer: str | None
    place: str | None
    date: str | None
    subject: str | None
    signatory: Signatory | None
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Record):
    """A numbered heading or item. path: printed labels joined with dots. title: its first logical
    line.
    """

    path: str
    title: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Record):
    """A document that is cited by its symbol."""

    symbol: str
    type: str | None
    issuer: str | None
    date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Record):
    """A measurable commitment: one number that must be reached.

    comparator: gte, gt, lte, lt, eq, range, zero. unit: percent or count. upper: only for range.
    """

    section: str | None
    subject: str
    measure: str
    comparator: str
    value: float
    upper: float | None
    unit: str
    horizon: Horizon | None
    stratum: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Record):
    """A piece of work given to bodies. due: ISO date when the item itself names one."""

    section: str | None
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    due: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Record):
    """A date or rhythm by which something is sent, done or reviewed.

    what: report, plan, registration, review, event, other. recurs: year, half-year, quarter,
    five-year, month, week or None.
    """

    section: str | None
    what: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    due: str | None
    recurs: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Record):
    """A community model, a title or a form of commendation that the document names."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of the layout, for a page that shows the document beside its records."""

    start: int
    end: int
    kind: str
    label: str | None
    path: str | None
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Misprint:
    """A likely misprint: flagged, never corrected. why: a Vietnamese sentence."""

    start: int
    end: int
    printed: str
    likely: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledPlan:
    """A plan document as records. not_a_plan: a Vietnamese reason when the text assigns no duties,
    else None.
    """

    text: str = field(repr=False)
    document: Document
    sections: tuple[Section, ...] = ()
    references: tuple[Reference, ...] = ()
    targets: tuple[Target, ...] = ()
    tasks: tuple[Task, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    models: tuple[Named, ...] = ()
    awards: tuple[Named, ...] = ()
    blocks: tuple[Block, ...] = ()
    misprints: tuple[Misprint, ...] = ()
    not_a_plan: str | None = None
