"""Workbooks of reports: for whom a person may fill one in, and what stands in it when it leaves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.core.dates.periods import period_before, period_title
from phongtrao.core.dates.windows import span_words
from phongtrao.core.errors import RuleBroken
from phongtrao.core.figures.marks import Mark
from phongtrao.core.questions.facts import Nature
from phongtrao.core.sheets.columns import unpacked
from phongtrao.core.sheets.elements import fits
from phongtrao.core.sheets.reading import CellUnreadable, read_cell
from phongtrao.core.sheets.workbook import Heading, Known, Office, write_workbook
from phongtrao.core.text.folding import bare, name_order
from phongtrao.reporting.models import Draft, Intake, Obligation, ObligationState, Period
from phongtrao.reporting.queries.asking import asked_elements
from phongtrao.reporting.queries.counted import CELLS, COUNTS, cells_standing
from phongtrao.reporting.queries.earlier import versions_of
from phongtrao.reporting.queries.known import known_of
from phongtrao.reporting.queries.reports import obligations
from phongtrao.reporting.queries.sheets import layout_of, sheet_of
from phongtrao.units.models import Unit
from phongtrao.web.asked import number_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.access.queries import ScopedQuerySet
    from phongtrao.core.sheets.elements import Cell, Element, Sheet
    from phongtrao.reporting.models import ReportForm, Submission
    from phongtrao.reporting.queries.sheets import Layout

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_OFFICES = 5_000
"""A workbook has no more lines: a province has some five thousand bodies."""
TYPED: Final = "bản nháp trên trang"
"""The source of what is typed and not sent."""
_INTAKES_SHOWN = 10


class WorkbookOfTooMany(RuleBroken):
    """A workbook that nobody could open is not written."""

    code = "workbook-of-too-many"
    message = (
        "Biểu này có {count} đơn vị, quá {most} đơn vị một tệp. Hãy chọn một địa bàn nhỏ hơn rồi"
        " tải lại."
    )


def to_fill_in(user: User, period: Period) -> ScopedQuerySet[Obligation]:
    """What the units for which a person sends owe for a period."""
    rows = obligations().filter(period=period).exclude(state=ObligationState.EXEMPT)
    return rows.visible_to(user, Permission.SUBMISSION_SEND).order_by("unit")


def period_to_fill_in(user: User, pk: int) -> Period:
    """A period for which the person sends the report of some unit; 404 for anybody else."""
    rows = Period.objects.select_related("form__office", "form__programme", "form__earlier")
    period = get_object_or_404(rows, pk=pk)
    if not to_fill_in(user, period).exists():
        raise Http404
    return period


@dataclass(frozen=True)
class Area:
    """A province or commune of which one workbook can be filled in, and how many units it has."""

    unit: Unit
    many: int


def areas_of(rows: ScopedQuerySet[Obligation]) -> list[Area]:
    """What the units lie below, where that divides them: provinces, else communes."""
    whole = rows.count()
    for level in ("province", "commune"):
        counts = Counter(rows.order_by().values_list(level, flat=True))
        counts.pop(None, None)
        if 1 < len(counts) < whole:
            units = Unit.objects.in_bulk(counts)
            found = (Area(units[pk], many) for pk, many in counts.items())
            return sorted(found, key=lambda area: name_order(area.unit.name, area.unit.pk))
    return []


def below(rows: ScopedQuerySet[Obligation], area: str) -> ScopedQuerySet[Obligation]:
    """Those of an area, by its id as it stands in the address; all for ""."""
    if not area:
        return rows
    number = number_of(area)
    if number is None:
        raise Http404
    found = rows.filter(Q(province=number) | Q(commune=number))
    if not found.exists():
        raise Http404
    return found


def file_name(period: Period, whose: str = "") -> str:
    """What a workbook of a period is called: "bao-cao-tin-bao-2026-Q1-xa-an-phu.xlsx"."""
    words = f"{bare(period.form.name)[:60]} {period.name} {bare(whose)[:60]}"
    return f"bao-cao-{'-'.join(words.split())}.xlsx".replace("/", "-")


def form_key(form: ReportForm) -> str:
    """By what all versions of a form are known in a workbook."""
    return f"bieu-{versions_of(form)[-1]}"


def workbook_of(period: Period, rows: Collection[Obligation], *, own: bool = False) -> bytes:
    """A workbook in which the units fill in what they owe for the period; one for more than
    MOST_OFFICES is refused by WorkbookOfTooMany. own: the unit's own, of one unit.

    What is kept (`kept_now`) stands in the boxes already, and what the program knows otherwise;
    last period's figures stand beside them.
    """
    if len(rows) > MOST_OFFICES:
        raise WorkbookOfTooMany(count=len(rows), most=MOST_OFFICES)
    form, layout = period.form, layout_of(period.form)
    before = _before(period)
    last = _last(before, layout.sheet, rows) if before else {}
    known = _known(layout.sheet, rows, own=own)
    for office, boxes in _filled_in(layout, period, before, last, rows).items():
        if boxes:
            known[office] = boxes | known.get(office, {})
    return write_workbook(
        layout.sheet,
        Heading(form_key(form), form.name, str(form.office), str(form.programme or "")),
        [Office(str(row.unit_id), row.unit.name) for row in _by_name(rows)],
        version=form.number,
        period=period.name,
        period_words=period_title(period.name),
        window_words=span_words(period.start, period.end),
        last=last,
        known=known,
    )


def _by_name(rows: Collection[Obligation]) -> list[Obligation]:
    return sorted(rows, key=lambda row: name_order(row.unit.name, row.unit_id))


def _before(period: Period) -> Period | None:
    """The period before, by whatever version of the form it was asked."""
    rows = Period.objects.filter(form__in=versions_of(period.form), name=period_before(period.name))
    return rows.select_related("form").order_by("-form__number").first()


def _last(before: Period, sheet: Sheet, rows: Collection[Obligation]) -> dict[str, dict[str, Cell]]:
    """What the units reported the period before, by their codes; a box that asked for something
    else then is left out.
    """
    then = sheet_of(before.form)
    kept = {
        box.code
        for box in sheet.elements
        if box.code in then.by_code and _asks(box) == _asks(then.by_code[box.code])
    }
    reports = Obligation.objects.filter(
        COUNTS, period=before, unit__in=[row.unit_id for row in rows]
    ).values_list("unit_id", *CELLS)
    return {
        str(unit): {
            code: cell for code, cell in _said(then, *cells_standing(*said)).items() if code in kept
        }
        for unit, *said in reports
    }


def _asks(box: Element) -> tuple[str, ...]:
    return (box.label, box.kind, box.unit, *box.choices)


def _filled_in(
    layout: Layout,
    period: Period,
    before: Period | None,
    last: Mapping[str, Mapping[str, Cell]],
    rows: Collection[Obligation],
) -> dict[str, dict[str, Known]]:
    """What the program fills in for units that sent nothing yet: what it counts itself or was told
    for another form, else the wholes that are there and do not happen anew ("số hộ") as they were
    reported last.
    """
    elements = asked_elements(layout, {})
    wholes = {one.whole for one in elements}
    standing = {
        one.code for one in elements if one.code in wholes and one.nature is Nature.STANDING
    }
    source = f"báo cáo {period_title(before.name)}" if before else ""
    found = {}
    for unit, boxes in known_of(period, [row.unit_id for row in rows if not row.current]).items():
        stood = last.get(str(unit), {})
        found[str(unit)] = {
            code: Known(cell, source)
            for code, cell in stood.items()
            if code in standing and _still_fits(layout.sheet.by_code[code], cell)
        } | {code: Known(one.cell, one.source) for code, one in boxes.items()}
    return found


def _still_fits(box: Element, cell: Cell) -> bool:
    """Whether what was reported last can stand in the box, which may take fewer decimals now."""
    return not isinstance(cell, Decimal) or fits(cell, box.scale)


def _said(sheet: Sheet, row: bytes | memoryview, words: Mapping[str, str]) -> dict[str, Cell]:
    """The boxes of a report in which something stands."""
    cells = unpacked(sheet, bytes(row), words)
    return {code: cell for code, cell in cells.items() if cell is not Mark.BLANK}


def _known(sheet: Sheet, rows: Collection[Obligation], *, own: bool) -> dict[str, dict[str, Known]]:
    """What is kept of the boxes, without those that were sent blank."""
    return {
        str(unit): {
            code: one
            for code, one in boxes.items()
            if one.cell is not Mark.BLANK or one.source == TYPED
        }
        for unit, boxes in kept_now(sheet, rows, own=own).items()
    }


def kept_now(
    sheet: Sheet, rows: Collection[Obligation], *, own: bool = False
) -> dict[int, dict[str, Known]]:
    """What is kept of each report, by id of its unit: what was sent last, blank boxes too, and over
    it what is typed on the sheet and can be read. What a unit is still typing over what it sent is
    for nobody else to send: it counts in its own workbook (own) only.
    """
    asked = [row.pk for row in rows if own or not row.current_id]
    drafts = {one.obligation_id: one.cells for one in Draft.objects.filter(obligation__in=asked)}
    found: dict[int, dict[str, Known]] = {}
    for row in rows:
        known: dict[str, Known] = {}
        last = row.current
        if last:
            source = revision_words(last)
            cells = unpacked(sheet, bytes(last.row), last.words)
            known = {code: Known(cell, source) for code, cell in cells.items()}
        known |= _typed(sheet, drafts.get(row.pk, {}))
        if known:
            found[row.unit_id] = known
    return found


def revision_words(sent: Submission) -> str:
    """Which revision and since when: "lần nộp 2 ngày 22/11/2026"."""
    return f"lần nộp {sent.revision} ngày {timezone.localtime(sent.sent_at):%d/%m/%Y}"


def _typed(sheet: Sheet, typed: Mapping[str, str]) -> dict[str, Known]:
    found = {}
    for code, words in typed.items():
        try:
            found[code] = Known(read_cell(sheet.by_code[code], words), TYPED)
        except (CellUnreadable, KeyError):
            continue
    return found


def intakes_of(user: User, period: Period) -> Sequence[Intake]:
    """The last workbooks that the person's office sent for a period, newest first."""
    rows = Intake.objects.filter(period=period, by__office=user.office_id).select_related("by")
    return list(rows[:_INTAKES_SHOWN])


@dataclass(frozen=True)
class Outcome:
    """What became of some lines of a workbook. key: in the address; units: their ids."""

    key: str
    words: str
    units: tuple[int, ...]


def intake_for(user: User, period: Period, pk: int) -> Intake:
    """A workbook that the person's office sent for the period, or 404."""
    rows = Intake.objects.filter(period=period, by__office=user.office_id).select_related("by")
    return get_object_or_404(rows, pk=pk)


def outcomes_of(intake: Intake) -> list[Outcome]:
    """What became of the lines of a workbook, each line in one of them; the last one names those
    whose unit goes on typing.
    """
    corrected = set(intake.corrected)
    new = tuple(unit for unit in intake.sent if unit not in corrected)
    return [
        Outcome("gui", "Gửi mới", new),
        Outcome("dinh-chinh", "Đính chính", tuple(intake.corrected)),
        Outcome("khong-doi", "Không đổi, không gửi lại", tuple(intake.same)),
        Outcome("de-trong", "Để trống hoặc để nguyên, không gửi", tuple(intake.silent)),
        Outcome("ban-nhap", "Giữ bản nháp của đơn vị", tuple(intake.drafts)),
    ]


def obligations_in(period: Period, units: Collection[int]) -> QuerySet[Obligation]:
    """What some units owe for a period."""
    return obligations().filter(period=period, unit__in=units)
