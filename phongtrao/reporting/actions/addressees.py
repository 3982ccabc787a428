"""Address the reports of a form to further offices; say for such an office that it has received
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import Denied, require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.reporting.models import (
    STANDING,
    Acknowledgement,
    Addressee,
    Obligation,
    Period,
    ReportForm,
)
from phongtrao.reporting.queries.addressed import offices_for, waiting_for

if TYPE_CHECKING:
    from phongtrao.units.models import Unit


class AlreadyAddressed(RuleBroken):
    """An office receives the reports of a form once."""

    code = "already-addressed"
    message = "{office} đã nhận báo cáo của biểu mẫu này. Hãy chọn cơ quan khác."


class NothingToAcknowledge(RuleBroken):
    """Only a report that was sent and not returned is acknowledged."""

    code = "nothing-to-acknowledge"
    message = (
        "Báo cáo của {unit} chưa gửi hoặc đang bị trả lại nên chưa xác nhận được. Hãy chờ đơn vị"
        " gửi."
    )


class NewerRevision(RuleBroken):
    """What is acknowledged is the revision that was read."""

    code = "newer-revision-to-acknowledge"
    message = (
        "{unit} vừa gửi lần nộp mới ({revision}). Hãy xem lại số liệu rồi xác nhận đã nhận lần đó."
    )


@transaction.atomic
def add_addressee(*, form: ReportForm, office: Unit, by: User) -> Addressee:
    """Let an office receive the reports of a form, also of an issued one: what is asked stays as it
    is. Raises Denied, AlreadyAddressed.
    """
    require(by, Permission.REPORT_FORM_EDIT, form.office_id)
    if office.pk == form.office_id or form.addressees.filter(office=office).exists():
        raise AlreadyAddressed(office=office)
    row = Addressee.objects.create(form=form, office=office, added_by=by)
    audit.log("report-form.address", form, by=by, unit_name=str(office))
    return row


@transaction.atomic
def drop_addressee(*, addressee: Addressee, by: User) -> None:
    """Let an office receive the reports of a form no more; what it has acknowledged stays. Raises
    Denied.
    """
    form = addressee.form
    require(by, Permission.REPORT_FORM_EDIT, form.office_id)
    addressee.delete()
    audit.log("report-form.drop-address", form, by=by, unit_name=str(addressee.office))


@transaction.atomic
def acknowledge(*, obligation: Obligation, revision: int, by: User) -> None:
    """Say that a report was received, for the offices at which a role of the person stands.
    revision: the one that was read. Raises Denied, NothingToAcknowledge, NewerRevision.
    """
    offices = offices_for(by, obligation.period.form)
    if not offices:
        raise Denied(permission=Permission.SUBMISSION_READ.label)
    row = (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("current", "unit")
        .get(pk=obligation.pk)
    )
    if row.state not in STANDING or row.current is None:
        raise NothingToAcknowledge(unit=row.unit)
    if row.current.revision != revision:
        raise NewerRevision(unit=row.unit, revision=row.current.revision)
    for office in offices:
        _, made = Acknowledgement.objects.get_or_create(
            submission=row.current, office=office, defaults={"by": by, "at": timezone.now()}
        )
        if made:
            audit.log("report.acknowledge", row.current, by=by, office=office.pk, revision=revision)


@transaction.atomic
def acknowledge_all(*, period: Period, by: User) -> int:
    """Say that all reports of a period that wait for it were received, for the offices at which a
    role of the person stands; how many reports. Raises Denied.
    """
    offices = offices_for(by, period.form)
    if not offices:
        raise Denied(permission=Permission.SUBMISSION_READ.label)
    received: set[int] = set()
    now = timezone.now()
    for office in offices:
        waiting = waiting_for([office.pk]).filter(period=period).order_by("pk")
        sent = list(waiting.values_list("current_id", flat=True))
        if not sent:
            continue
        Acknowledgement.objects.bulk_create(
            (Acknowledgement(submission_id=pk, office=office, by=by, at=now) for pk in sent),
            batch_size=2000,
            ignore_conflicts=True,
        )
        received.update(sent)
        audit.log("report.acknowledge-many", period, by=by, office=office.pk, units=len(sent))
    return len(received)
