"""The sheet of a report as it is filled in: boxes, what stands beside each, what is wrong, what is
asked, whether it can be sent.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.dates.periods import period_before, period_title
from phongtrao.core.figures.marks import Mark
from phongtrao.core.questions.facts import Correction, Nature
from phongtrao.core.sheets.checking import changed
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.sheets.reading import cell_words
from phongtrao.core.sheets.rules import Severity
from phongtrao.core.targets.wording import Unsaid
from phongtrao.reporting.models import ObligationState
from phongtrao.reporting.queries.asking import (
    Asked,
    asked_about,
    asked_elements,
    levels_now,
    report_of,
)
from phongtrao.reporting.queries.earlier import history_of
from phongtrao.reporting.queries.known import known_here, registers_of
from phongtrao.reporting.queries.reports import (
    checked,
    corrected_by,
    kept_of,
    move_of,
    refusal,
)
from phongtrao.reporting.queries.sheet_boxes import BoxRow, Filled, KnownWords, QuestionBox
from phongtrao.reporting.queries.sheet_words import Heading, heading_of, rates_of, verdict_boxes
from phongtrao.reporting.queries.sheets import cells_of

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.core.questions.facts import AskedElement, Past
    from phongtrao.core.sheets.elements import Cell, Element, Sheet
    from phongtrao.reporting.models import Obligation
    from phongtrao.reporting.queries.reports import Checked, Kept

_GIVEN = "ok"


@dataclass(frozen=True)
class SheetPage:
    """The sheet of one report.

    groups: heading → boxes. before: the period before, in words, "" where there is none. empty:
    required boxes without anything. why: why it cannot be sent, "" when it can. correcting: the
    revision that stands and is corrected, so that sending needs a reason, 0 for none. revision:
    what was sent last, 0 for nothing. drafted: something is typed that is not sent. returned: why
    all of it came back.
    """

    obligation: Obligation
    heading: Heading
    groups: tuple[tuple[str, tuple[BoxRow, ...]], ...]
    before: str
    filled: int
    empty: tuple[BoxRow, ...]
    why: str
    questions: tuple[QuestionBox, ...]
    correcting: int
    reason: str
    revision: int
    drafted: bool
    returned: str
    result: Filled

    @property
    def rows(self) -> list[BoxRow]:
        """All boxes, in order."""
        return [row for _, rows in self.groups for row in rows]

    @property
    def wrong(self) -> list[BoxRow]:
        """Boxes that must be put right."""
        return [row for row in self.rows if row.faults or row.clash]

    @property
    def unanswered(self) -> int:
        """Questions that ask for a sentence and have none."""
        return sum(one.asked.wants_answer and not one.text for one in self.questions)

    @property
    def first(self) -> BoxRow | None:
        """The first box that keeps the report from being sent."""
        rows = [*self.wrong, *self.empty]
        return min(rows, key=lambda row: row.number) if rows else None


def fills(user: User, obligation: Obligation) -> bool:
    """Tell whether a person may fill in the report of the unit."""
    return may(user, Permission.SUBMISSION_SEND, obligation.unit_id)


def opens_filled_in(obligation: Obligation) -> bool:
    """Tell whether the page of a report opens to be filled in: it waits for the unit."""
    return obligation.state in (
        ObligationState.OWED,
        ObligationState.DRAFT,
        ObligationState.RETURNED,
    )


def sheet_page(obligation: Obligation, user: User, result: Filled | None = None) -> SheetPage:
    """The sheet of a report for who fills it in. result: what became of what came in."""
    return _Sheet(obligation, user, result or Filled()).page()


def filled_in(obligation: Obligation, user: User, kept: Kept) -> dict[str, str]:
    """What the program fills in on the sheet of a report, where nothing stands yet, by code."""
    return _Sheet(obligation, user, Filled(), kept).filled


def questions_now(obligation: Obligation, user: User, kept: Kept | None = None) -> list[Asked]:
    """What is asked about a report as it is kept; nothing while a box is wrong."""
    return _Sheet(obligation, user, Filled(), kept).asked


class _Sheet:
    """Reads once what all parts of the page need."""

    def __init__(
        self, obligation: Obligation, user: User, result: Filled, kept: Kept | None = None
    ) -> None:
        self.obligation, self.user, self.result = obligation, user, result
        period, kept = obligation.period, kept or kept_of(obligation)
        self.layout = kept.layout
        self.sheet: Sheet = self.layout.sheet
        self.levels = levels_now(self.layout)
        self.elements: tuple[AskedElement, ...] = asked_elements(
            self.layout, self.levels, obligation.stratum
        )
        self.draft, self.last = kept.draft, kept.last
        self.sent = cells_of(self.sheet, self.last) if self.last else {}
        self.returned = obligation.state == ObligationState.RETURNED
        self.came_back = verdict_boxes(self.last) if self.last and self.returned else ("", {})
        self.history = history_of(period, self.sheet, [obligation.unit_id])[obligation.unit_id]
        self.stands = kept.typed()
        self.known = known_here(obligation)
        self.standing = self._standing()
        self.filled = self._filled()
        shown = self.filled | self.stands
        posted, keeps = result.posted.typed, {*result.clashes, *result.refused}
        self.values = {
            box.code: posted[box.code]
            if box.code in keeps and box.code in posted
            else shown.get(box.code, "")
            for box in self.sheet.elements
        }
        self.told: Checked = checked(self.sheet, self.values)
        self.corrected = corrected_by(obligation)
        self.asked: list[Asked] = [] if self.told.faults else self._asked()

    def _filled(self) -> dict[str, str]:
        """What the program fills in where nothing was sent or typed yet, by code."""
        if self.last:
            return {}
        words = {code: words for code, (words, _) in self.standing.items()}
        words |= {
            code: cell_words(self.sheet.by_code[code], one.cell) for code, one in self.known.items()
        }
        return {code: text for code, text in words.items() if code not in self.stands}

    def _standing(self) -> dict[str, tuple[str, str]]:
        """The wholes that are there and do not happen anew ("số hộ") as they were reported last,
        and when; without those that the system knows from elsewhere.
        """
        past: Past | None = next((one for one in reversed(self.history) if one), None)
        if past is None:
            return {}
        wholes = {one.whole for one in self.elements}
        return {
            one.code: (words, past.period)
            for one in self.elements
            if one.code in wholes
            and one.code not in self.known
            and one.nature is Nature.STANDING
            and (words := _words(self.sheet, one.code, past))
        }

    def _asked(self) -> list[Asked]:
        on, period = timezone.localdate(), self.obligation.period
        correction = None
        if self.corrected:
            before = cells_of(self.sheet, self.corrected)
            correction = Correction(before, on, period.closes_on)
        report = report_of(
            self.obligation,
            self.elements,
            self.told.cells,
            self.history,
            correction,
            registers_of(self.known),
        )
        return asked_about(self.obligation, report)

    def page(self) -> SheetPage:
        rows = self._rows()
        groups = tuple(
            (heading, tuple(some)) for heading, some in groupby(rows, lambda row: row.element.group)
        )
        cells = self.told.cells
        empty = tuple(
            row
            for row in rows
            if row.element.required and cells.get(row.element.code) is Mark.BLANK
        )
        before = period_before(self.obligation.period.name)
        posted = self.result.posted
        kept_reason = self.draft.reason if self.draft else ""
        if self.corrected and self.last and self.returned:
            kept_reason = kept_reason or self.last.reason
        return SheetPage(
            obligation=self.obligation,
            heading=heading_of(self.obligation),
            groups=groups,
            before=period_title(before) if before else "",
            filled=sum(1 for row in rows if row.value),
            empty=empty,
            why=self._why(len(empty)),
            questions=self._questions(rows),
            correcting=self.corrected.revision if self.corrected else 0,
            reason=kept_reason if posted.reason is None else posted.reason,
            revision=self.last.revision if self.last else 0,
            drafted=self.draft is not None,
            returned=self.came_back[0],
            result=self.result,
        )

    def _questions(self, rows: list[BoxRow]) -> tuple[QuestionBox, ...]:
        typed = self.result.posted.answers
        return tuple(
            QuestionBox(
                one,
                typed.get(one.key, one.answer),
                tuple(row for row in rows if row.element.code in one.question.codes),
                self.result.refused.get(one.key, ""),
            )
            for one in self.asked
        )

    def _why(self, empty: int) -> str:
        """Why the report cannot be sent as it stands; its reason is asked for when it is sent."""
        faults = len(self.told.faults)
        if self.obligation.state != ObligationState.EXEMPT and faults:
            told = [f"còn {empty} ô chưa nhập"] if empty else []
            told += [f"{faults - empty} chỗ cần sửa"] if faults > empty else []
            return ", ".join(told)
        move = move_of(self.obligation)
        same = move == "correct" and not changed(self.sheet, self.sent, self.told.cells)
        return refusal(self.obligation, move, self.user, faults=faults, same=same, reason=_GIVEN)

    def _rows(self) -> list[BoxRow]:
        faults: dict[str, list[str]] = defaultdict(list)
        asks: dict[str, list[str]] = defaultdict(list)
        for one in self.told.findings:
            blank = self.told.cells.get(one.code) is Mark.BLANK
            if not blank or self.result.tried:
                (faults if one.severity is Severity.REFUSE else asks)[one.code].append(one.text)
        for code, text in self.result.refused.items():
            faults[code].append(text)
        returned, shown = self.came_back[1], self.filled | self.stands
        sound = {code: cell for code, cell in self.told.cells.items() if not faults[code]}
        rates = rates_of(self.layout, self.levels, sound, self.obligation.stratum)
        return [
            BoxRow(
                number=number,
                element=box,
                value=self.values[box.code],
                stands=shown.get(box.code, ""),
                last=_words(self.sheet, box.code, self.history[-1] if self.history else None),
                source=self._source(box.code),
                known=self._known_words(box),
                returned=returned.get(box.code, ""),
                mended=box.code in sound and sound[box.code] != self.sent.get(box.code),
                faults=tuple(faults[box.code]),
                asks=tuple(asks[box.code]),
                reads=(*self._reading(box), *rates.get(box.code, ())),
                author=self._author(box.code),
                clash=self.result.clashes.get(box.code),
                renewed=self.result.renewed.get(box.code),
                refused=self.result.refused.get(box.code, ""),
                under=bool(self.sheet.stands_under(box.code)),
            )
            for number, box in enumerate(self.sheet.elements, start=1)
        ]

    def _source(self, code: str) -> str:
        words, period = self.standing.get(code, ("", ""))
        return period if words and words == self.values[code] and not self.last else ""

    def _known_words(self, box: Element) -> KnownWords | None:
        one = self.known.get(box.code)
        if one is None:
            return None
        words = cell_words(box, one.cell)
        address = (
            reverse("reporting:report", args=[one.report])
            if one.report
            else reverse("reporting:known", args=[self.obligation.pk, box.code])
        )
        return KnownWords(words, one.source, address, self.told.cells.get(box.code) == one.cell)

    def _reading(self, box: Element) -> tuple[str, ...]:
        """How a figure was understood, where that is not how it was typed."""
        cell: Cell | None = self.told.cells.get(box.code)
        if cell is None or box.kind is Kind.TEXT:
            return ()
        words, typed = cell_words(box, cell), self.values[box.code].strip()
        return () if words == typed else (f"đọc là {words}",)

    def _author(self, code: str) -> str:
        name, _ = self.draft.authors.get(code, ("", "")) if self.draft else ("", "")
        return "" if name == str(self.user) else str(name)


def _words(sheet: Sheet, code: str, past: Past | None) -> str:
    """What an earlier report said in a box, also that it was left empty; "" without one."""
    cell = past.cells.get(code) if past else None
    if cell is None:
        return ""
    return cell_words(sheet.by_code[code], cell) or Unsaid.BLANK.value  # type: ignore[arg-type]  # cells hold objects in Past
