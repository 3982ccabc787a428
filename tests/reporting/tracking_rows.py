"""A period of five communes in all states, and what its pages show."""

from __future__ import annotations

from django.urls import reverse

from phongtrao.reporting.actions.verdicts import exempt, return_report
from phongtrao.reporting.models import Obligation, Submission
from tests.programme.cascade_rows import at
from tests.reporting.report_rows import Asked, accept, send


def address(asked: Asked, name: str = "period") -> str:
    """An address of the period."""
    return reverse(f"reporting:{name}", args=[asked.period.pk])


def sent_on(asked: Asked, place: int, day: str, *figures: object) -> Obligation:
    """A commune sends its report on a day."""
    row = send(asked, asked.story.communes[place], *(figures or (10, 10, 9)))
    moment = at(day)
    Submission.objects.filter(obligation=row).update(sent_at=moment)
    Obligation.objects.filter(pk=row.pk).update(first_sent_at=moment)
    row.refresh_from_db()
    return row


def all_kinds(asked: Asked) -> None:
    """Xã 1 accepted, in time; Xã 2 waits, late; Xã 3 returned; Xã 4 silent; Xã 5 exempt."""
    sent_on(asked, 0, "2020-04-05")
    accept(asked, asked.story.communes[0])
    sent_on(asked, 1, "2020-04-06")
    row = sent_on(asked, 2, "2020-04-01")
    return_report(obligation=row, revision=1, boxes={"A3": "Khác sổ"}, by=asked.officer)
    exempt(obligation=asked.of(asked.story.communes[4]), reason="Mới thành lập", by=asked.officer)


def shown(page: str) -> list[str]:
    """The units that can be marked on a page."""
    return [f"Xã {number}" for number in range(1, 6) if f'aria-label="Chọn Xã {number}"' in page]
