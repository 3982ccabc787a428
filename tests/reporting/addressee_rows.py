"""A yearly report due before 10/11 that goes to the police and to Home Affairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from phongtrao.access.models import Role, User
from phongtrao.core.dates.filing import VIETNAM
from phongtrao.core.dates.window_rules import row_of, shipped_rules
from phongtrao.reporting.actions.addressees import add_addressee
from phongtrao.reporting.models import Obligation, Submission
from tests.factories import make_unit, make_user
from tests.kept_rows import made_once
from tests.reporting.report_rows import Asked, make_asked, send

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

BEFORE_10_11 = row_of(shipped_rules()["before-10-11"])


@dataclass
class Two:
    """A report with two addressees. home: who reads at Home Affairs; other: the standing officer of
    a third office.
    """

    asked: Asked
    home: User
    other: User

    @property
    def office(self) -> Unit:
        """Home Affairs."""
        return self.home.office

    def address(self, name: str, commune: int | None = None) -> str:
        """An address of the period, or of what a commune owes for it."""
        pk = self.asked.period.pk
        if commune is not None:
            pk = self.asked.of(self.asked.story.communes[commune]).pk
        return reverse(f"reporting:{name}", args=[pk])

    def send(self, commune: int, *figures: object, at: str, reason: str = "") -> Obligation:
        """A commune sends, at a moment in Vietnam."""
        row = send(self.asked, self.asked.story.communes[commune], *figures, reason=reason)
        row.refresh_from_db()
        moment = datetime.fromisoformat(at).replace(tzinfo=VIETNAM)
        Submission.objects.filter(pk=row.current_id).update(sent_at=moment)
        if row.current and row.current.revision == 1:
            Obligation.objects.filter(pk=row.pk).update(first_sent_at=moment)
        row.refresh_from_db()
        return row


@made_once
def make_two(communes: int = 3) -> Two:
    """The police asks, Home Affairs receives too, Finance does not."""
    asked = make_asked(communes, BEFORE_10_11)
    province = asked.story.province
    home = make_user("noivu", make_unit("Sở Nội vụ", province), Role.VIEWER)
    other = make_user("taichinh", make_unit("Sở Tài chính", province))
    add_addressee(form=asked.form, office=home.office, by=asked.officer)
    return Two(asked, home, other)
