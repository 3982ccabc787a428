"""Who reads all reports of a form: the office that asks for it, and its addressees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q

from phongtrao.access.models import Permission
from phongtrao.access.queries import held_at
from phongtrao.reporting.models import (
    STANDING,
    Acknowledgement,
    Addressee,
    Obligation,
    Period,
    ReportForm,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.units.models import Unit


def reads_all(user: User, form: ReportForm) -> bool:
    """Tell whether a person reads every report of a form: at the office that looks after it, or at
    an addressee; one query.
    """
    return forms_read(user).filter(pk=form.pk).exists()


def forms_read(user: User) -> QuerySet[ReportForm]:
    """The forms of which a person reads every report."""
    own = ReportForm.objects.visible_to(user, Permission.SUBMISSION_READ)
    return ReportForm.objects.filter(
        Q(pk__in=own.order_by().values("pk")) | Q(pk__in=_addressed(user).values("form"))
    )


def _addressed(user: User) -> QuerySet[Addressee]:
    rows: QuerySet[Addressee] = Addressee.objects.visible_to(user, Permission.SUBMISSION_READ)
    return rows.order_by()


def offices_for(user: User, form: ReportForm) -> list[Unit]:
    """The addressees of a form for which a person acknowledges its reports."""
    rows = _speaks_for(user).filter(form=form).select_related("office").order_by("pk")
    return [row.office for row in rows]


def _speaks_for(user: User) -> QuerySet[Addressee]:
    """Addressees for which a person acknowledges: where he reads, if it is his own office or the
    place at which his role stands. Who stands above only reads.
    """
    held = held_at(user, Permission.SUBMISSION_READ)
    return _addressed(user).filter(Q(office__in=held) | Q(office=user.office_id))


def waiting_for(offices: Collection[int]) -> QuerySet[Obligation]:
    """Reports that stand and whose newest revision some of the offices, addressees of their form,
    have not acknowledged.
    """
    missing = Addressee.objects.filter(form=OuterRef("period__form"), office__in=offices).exclude(
        Exists(
            Acknowledgement.objects.filter(
                submission=OuterRef(OuterRef("current")), office=OuterRef("office")
            )
        )
    )
    rows: QuerySet[Obligation] = Obligation.objects.filter(Exists(missing), state__in=STANDING)
    return rows


def waiting_by_period(user: User) -> dict[Period, int]:
    """The periods of which reports wait to be acknowledged by a person, newest first, with how
    many.
    """
    addressed = list(_speaks_for(user).values_list("form_id", "office_id"))
    if not addressed:
        return {}
    forms, offices = {form for form, _ in addressed}, {office for _, office in addressed}
    waiting = waiting_for(offices).filter(period__form__in=forms).order_by()
    many = dict(waiting.values("period").annotate(many=Count("pk")).values_list("period", "many"))
    rows = Period.objects.filter(pk__in=many).select_related("form__programme", "form__office")
    return {row: many[row.pk] for row in rows.order_by("-end", "-pk")}
