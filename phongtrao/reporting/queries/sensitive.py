"""What counts sensitive work, who sees it as it is, and who only what is public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.access.models import Permission
from phongtrao.access.queries import may, reach
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.sheets.sensitive import sensitive_work
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Element, Indicator, ReportForm, Verdict

UNTOLD = "(chỉ cơ quan trong hệ thống báo cáo đọc được)"
"""What stands in place of a text that a reader is not told."""


@dataclass(frozen=True)
class Proposed:
    """An indicator that counts sensitive work by the words of a form's boxes, of which no officer
    has said yet whether it does. what: the kind of work, in words.
    """

    indicator: Indicator
    boxes: tuple[Element, ...]
    what: str


def proposed_of(form: ReportForm) -> list[Proposed]:
    """The indicators of a form that an officer is asked about, in the order of its boxes."""
    rows = form.elements.filter(indicator__sensitive_said=False, kind=Kind.INTEGER)
    found: dict[int, Proposed] = {}
    for box in rows.select_related("indicator"):
        assert box.indicator is not None  # noqa: S101 - it was asked for
        known = found.get(box.indicator.pk)
        what = known.what if known else sensitive_work(box.label)
        if what:
            boxes = (*known.boxes, box) if known else (box,)
            found[box.indicator.pk] = Proposed(box.indicator, boxes, what)
    return list(found.values())


def is_proposed(kind: str, label: str) -> bool:
    """Whether a new indicator of a box is taken for sensitive until an officer says otherwise."""
    return kind == Kind.INTEGER and bool(sensitive_work(label))


def hidden_boxes(user: User, form: ReportForm, unit: int | None = None) -> frozenset[str]:
    """Codes of the boxes of a form whose figures a person does not see in reports and totals: those
    of sensitive indicators, for who stands outside the chain of offices.

    In the chain is who may read at the office that looks after the form, or at the unit (None: all
    who report); an addressee of the form is not. What such a reader sees is the public form of the
    figures (`public_figures`).
    """
    boxes = form.elements.filter(indicator__sensitive=True)
    codes = frozenset(boxes.values_list("code", flat=True))
    at = [form.office_id, *([] if unit is None else [unit])]
    if not codes or any(may(user, Permission.SUBMISSION_READ, one) for one in at):
        return frozenset()
    return codes


def hidden_by_unit(
    user: User, form: ReportForm, units: Collection[int]
) -> Mapping[int, frozenset[str]]:
    """Id of a unit → the boxes of its report whose figures a person does not see; a unit of which
    he sees all is left out. units: their ids. One query where no box is sensitive.
    """
    everywhere = hidden_boxes(user, form)
    if not everywhere:
        return {}
    own = Unit.objects.filter(pk__in=reach(user, Permission.SUBMISSION_READ))
    seen = set(own.order_by().values_list("pk", flat=True))
    return {unit: everywhere for unit in units if unit not in seen}


def is_told(hidden: Collection[str], about: Collection[str] = ()) -> bool:
    """Tell whether a reader may read what people or rules say of a report. hidden: codes of the
    boxes of the report that he does not see; about: of those of which it is known to speak, empty
    where it may speak of any, as a reason for all of the report.
    """
    return not hidden or (bool(about) and not set(hidden).intersection(about))


def told(text: str, hidden: Collection[str], about: Collection[str] = ()) -> str:
    """A text of a report as a reader reads it; "" stays "". hidden, about: as of `is_told`."""
    return text if not text or is_told(hidden, about) else UNTOLD


def verdict_told(row: Verdict, hidden: Collection[str]) -> tuple[str, dict[str, str]]:
    """Why a report came back as a reader reads it: the reason for all of it, and box → reason.
    hidden: as of `is_told`.
    """
    boxes = {code: why for code, why in row.boxes.items() if is_told(hidden, [code])}
    whole = told(row.reason, hidden)
    return whole or (UNTOLD if len(boxes) < len(row.boxes) else ""), boxes
