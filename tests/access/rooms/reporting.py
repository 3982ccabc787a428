"""Forms, their parts, periods, indicators."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.core.figures.packing import pack
from phongtrao.programme.models import Programme, Target
from phongtrao.reporting.models import (
    Addressee,
    Conclusion,
    Element,
    Indicator,
    IndicatorVersion,
    Intake,
    Measure,
    Obligation,
    Period,
    Publication,
    ReportForm,
    Review,
    SheetRule,
    Submission,
)
from phongtrao.units.models import Unit
from tests.access.rooms import EVERYBODY, GONE, MOVED, OFFICER, OK, Row
from tests.access.rooms.programme import ANSWERS, _programme
from tests.factories import make_unit

if TYPE_CHECKING:
    from tests.access.rooms import World

JUDGES = frozenset({Role.STANDING_OFFICER, Role.APPROVER})
_MONTHS = {
    "id": "calendar-month",
    "name": "Trọn kỳ theo lịch",
    "rhythm": "month",
    "starts": {"month": 0, "day": 1},
    "ends": {"month": 0, "day": 31},
}


def _target_of(programme: Programme) -> Target:
    target, _ = Target.objects.get_or_create(
        programme=programme,
        owner=programme.unit,
        subject="tin báo",
        measure="được giải quyết",
        defaults={
            "number": 2,
            "measured_by": "count",
            "numerator": "Số tin báo",
            "confirmed_at": timezone.now(),
        },
    )
    return target


def draft_form(world: World, name: str = "Tin báo tội phạm") -> ReportForm:
    """A draft of the office with a box, a rule and a measure."""
    programme = _programme(world)
    form, made = ReportForm.objects.get_or_create(
        office=programme.office,
        unit=programme.unit,
        programme=programme,
        name=name,
        defaults={"window": _MONTHS, "group": "everyone"},
    )
    if made:
        box = Element.objects.create(
            form=form, number=1, code="A1", label="Số tin báo", kind="integer", group="Tin báo"
        )
        SheetRule.objects.create(
            form=form, expression="A1 >= 0", words="A1 không âm", severity="refuse"
        )
        Measure.objects.create(form=form, target=_target_of(programme), numerator=box)
    return form


def _form(world: World) -> list[Any]:
    return [draft_form(world).pk]


def _issued(world: World) -> list[Any]:
    form = draft_form(world, "Tin báo đã ban hành")
    form.opened_at, form.opened_by = timezone.now(), world.people[Role.STANDING_OFFICER]
    form.save()
    return [form.pk]


def _to_build(world: World) -> list[Any]:
    programme = _programme(world)
    _target_of(programme)
    return [programme.pk]


def _box(world: World) -> list[Any]:
    form = draft_form(world)
    return [form.pk, form.elements.get().pk]


def _lone_box(world: World) -> list[Any]:
    """A box with which nothing goes."""
    form = draft_form(world, "Tin báo một ô")
    form.rules.all().delete()
    form.measures.all().delete()
    form.elements.update(indicator=None)
    return [form.pk, form.elements.get().pk]


def _rule(world: World) -> list[Any]:
    form = draft_form(world)
    return [form.pk, form.rules.get().pk]


def _measure(world: World) -> list[Any]:
    form = draft_form(world)
    return [form.pk, form.measures.get().pk]


def _unmeasured(world: World) -> list[Any]:
    form = draft_form(world, "Tin báo chưa đo")
    form.measures.all().delete()
    return [form.pk]


def _indicator(world: World) -> list[Any]:
    office = world.people[Role.STANDING_OFFICER].office
    row, made = Indicator.objects.get_or_create(office=office, code="CS001", name="Số tin báo")
    if made:
        IndicatorVersion.objects.create(
            indicator=row, numerator="Số tin báo", valid_from=date(2020, 1, 1)
        )
    return [row.pk]


def _asked_indicator(world: World) -> list[Any]:
    (pk,) = _indicator(world)
    owed_report(world).period.form.elements.update(indicator=pk)
    return [pk]


def owed_report(world: World) -> Obligation:
    """A report that the office itself owes."""
    form = ReportForm.objects.get(pk=_issued(world)[0])
    period, _ = Period.objects.get_or_create(
        form=form,
        name="2020-01",
        start=date(2020, 1, 1),
        end=date(2020, 1, 31),
        closes_on=date(2020, 1, 31),
        send_by={},
    )
    row, _ = Obligation.objects.get_or_create(
        period=period, unit=form.office, defaults={"due_on": date(2020, 2, 5)}
    )
    return row


def _report(world: World) -> list[Any]:
    return [owed_report(world).pk]


def _counted(world: World) -> list[Any]:
    row = owed_report(world)
    row.period.form.elements.update(known_from="units", known_strata={"groups": ["neighbourhood"]})
    return [row.pk, "A1"]


def _period(world: World) -> list[Any]:
    return [owed_report(world).period_id]


def _below(world: World, state: str = "sent") -> Obligation:
    """A report that a unit below the office sent, or owes, or from which it is exempt."""
    period = owed_report(world).period
    office = period.form.office
    team = Unit.objects.filter(name="Công an xã Mẫu").first() or make_unit("Công an xã Mẫu", office)
    row, made = Obligation.objects.get_or_create(
        period=period, unit=team, defaults={"due_on": date(2020, 2, 5), "state": state}
    )
    if made and state == "sent":
        row.current = Submission.objects.create(
            obligation=row,
            row=pack([1], [0]),
            by=world.people[Role.REPORTER],
            sent_at=timezone.now(),
        )
        row.save()
    return row


def _to_judge(world: World) -> list[Any]:
    return [_below(world).pk]


def _owing(world: World) -> list[Any]:
    return [_below(world, "owed").pk]


def _exempt(world: World) -> list[Any]:
    return [_below(world, "exempt").pk]


def _judged_period(world: World) -> list[Any]:
    return [_below(world).period_id]


def _target(world: World) -> list[Any]:
    return [_target_of(_programme(world)).pk]


def _told_target(world: World) -> list[Any]:
    """A target of which the public was told that five were counted."""
    (pk,) = _target(world)
    table = {"limit": 5, "scales": [0, 0], "units": False, "rate": False, "rows": []}
    Publication.objects.get_or_create(
        period=owed_report(world).period,
        defaults={
            "until": date(2020, 2, 20),
            "tables": {f"t{pk}": {**table, "total": [5, None]}},
        },
    )
    return [pk]


def _intake(world: World) -> list[Any]:
    row = owed_report(world)
    intake = Intake.objects.create(
        period=row.period,
        name="a.xlsx",
        sha256="0" * 64,
        sent=[row.unit_id],
        by=world.people[Role.REPORTER],
        at=timezone.now(),
    )
    return [row.period_id, intake.pk]


def _addressee(world: World) -> list[Any]:
    form = draft_form(world)
    office = Unit.objects.filter(name="Sở Mẫu").first() or make_unit("Sở Mẫu")
    row, _ = Addressee.objects.get_or_create(
        form=form, office=office, defaults={"added_by": world.people[Role.STANDING_OFFICER]}
    )
    return [form.pk, row.pk]


def _received(world: World) -> list[Any]:
    row = _below(world)
    Addressee.objects.get_or_create(
        form=row.period.form,
        office=row.period.form.office,
        defaults={"added_by": world.people[Role.STANDING_OFFICER]},
    )
    return [row.pk]


def _received_period(world: World) -> list[Any]:
    _received(world)
    return [_below(world).period_id]


def _to_review(world: World) -> list[Any]:
    _programme(world)
    return []


def _review(world: World) -> list[Any]:
    programme = _programme(world)
    row = Review.objects.create(
        programme=programme,
        kind="year",
        name="Tổng kết năm 2020",
        first="2020",
        last="2020",
        made_by=world.people[Role.STANDING_OFFICER],
    )
    return [row.pk]


def _reviewed_target(world: World) -> list[Any]:
    return [*_review(world), *_target(world)]


def _conclusion(world: World) -> list[Any]:
    (review,) = _review(world)
    return [review, Conclusion.objects.create(review_id=review, text="Tập huấn").pk]


TABLE = {
    # forms
    "reporting:forms": Row("get", EVERYBODY, OK),
    "reporting:forms_file": Row("get", EVERYBODY, OK),
    "reporting:build_form": Row("get", OFFICER, GONE, parts=_to_build),
    "reporting:form": Row("get", EVERYBODY, GONE, parts=_form),
    "reporting:form_head": Row("get", OFFICER, GONE, parts=_form),
    "reporting:preview": Row("get", EVERYBODY, GONE, parts=_form),
    "reporting:issue_form": Row("post", OFFICER, GONE, MOVED, parts=_form),
    "reporting:renew_form": Row("post", OFFICER, GONE, MOVED, parts=_issued),
    "reporting:drop_form": Row("post", OFFICER, GONE, MOVED, parts=_form),
    "reporting:sensitive": Row("post", OFFICER, GONE, MOVED, parts=_form),
    "reporting:addressees": Row("get", OFFICER, GONE, parts=_form),
    "reporting:drop_addressee": Row("post", OFFICER, GONE, MOVED, parts=_addressee),
    "reporting:open_period": Row("get", OFFICER, GONE, parts=_issued),
    "reporting:add_box": Row("get", OFFICER, GONE, parts=_form),
    "reporting:box": Row("get", OFFICER, GONE, parts=_box),
    "reporting:divide_box": Row("get", OFFICER, GONE, parts=_box),
    "reporting:drop_box": Row("post", OFFICER, GONE, MOVED, parts=_lone_box),
    "reporting:move_box": Row("post", OFFICER, GONE, MOVED, parts=_box),
    "reporting:add_rule": Row("get", OFFICER, GONE, parts=_form),
    "reporting:rule": Row("get", OFFICER, GONE, parts=_rule),
    "reporting:drop_rule": Row("post", OFFICER, GONE, MOVED, parts=_rule),
    "reporting:add_measure": Row("get", OFFICER, GONE, parts=_unmeasured),
    "reporting:measure": Row("get", OFFICER, GONE, parts=_measure),
    "reporting:drop_measure": Row("post", OFFICER, GONE, MOVED, parts=_measure),
    "reporting:adding_up": Row("post", OFFICER, GONE, MOVED, parts=_measure),
    "reporting:measure_strata": Row("get", OFFICER, GONE, parts=_measure),
    # indicators
    "reporting:indicators": Row("get", EVERYBODY, OK),
    "reporting:indicators_file": Row("get", EVERYBODY, OK),
    "reporting:indicator": Row("get", EVERYBODY, GONE, parts=_indicator),
    "reporting:indicator_file": Row("get", EVERYBODY, GONE, parts=_asked_indicator),
    "reporting:define": Row("get", OFFICER, GONE, parts=_indicator),
    # the sheet
    "reporting:report": Row("get", EVERYBODY, GONE, parts=_report),
    "reporting:report_file": Row("get", EVERYBODY, GONE, parts=_report),
    "reporting:known": Row("get", EVERYBODY, GONE, parts=_counted),
    "reporting:known_file": Row("get", EVERYBODY, GONE, parts=_counted),
    # lists
    "reporting:withdraw_period": Row("get", OFFICER, GONE, parts=_period),
    "reporting:refresh_list": Row("get", OFFICER, GONE, parts=_period),
    # tracking
    "reporting:periods": Row("get", EVERYBODY, OK),
    "reporting:periods_file": Row("get", EVERYBODY, OK),
    "reporting:period": Row("get", EVERYBODY, GONE, parts=_period),
    "reporting:period_file": Row("get", EVERYBODY, GONE, parts=_period),
    "reporting:period_print": Row("get", EVERYBODY, GONE, parts=_period),
    "reporting:period_questions": Row("get", EVERYBODY, GONE, parts=_period),
    "reporting:questions_file": Row("get", EVERYBODY, GONE, parts=_period),
    "reporting:consolidated": Row("get", EVERYBODY, GONE, parts=_period),
    "reporting:consolidated_file": Row("get", EVERYBODY, GONE, parts=_period),
    "reporting:consolidated_table_file": Row("get", EVERYBODY, GONE, parts=_period),
    # who received it: any role at an addressee says so
    "reporting:received": Row("get", EVERYBODY, GONE, parts=_period),
    "reporting:received_file": Row("get", EVERYBODY, GONE, parts=_period),
    "reporting:acknowledge_all": Row("post", EVERYBODY, GONE, MOVED, parts=_received_period),
    "reporting:acknowledge": Row("post", EVERYBODY, GONE, MOVED, parts=_received),
    "reporting:accept_many": Row("post", JUDGES, GONE, MOVED, parts=_judged_period),
    "reporting:remind": Row("post", JUDGES, GONE, MOVED, parts=_judged_period),
    "reporting:accept": Row("get", JUDGES, GONE, parts=_to_judge),
    "reporting:return": Row("get", JUDGES, GONE, parts=_to_judge),
    "reporting:exempt": Row("get", JUDGES, GONE, parts=_owing),
    "reporting:ask_again": Row("post", JUDGES, GONE, MOVED, parts=_exempt),
    # seeing it
    "reporting:dashboard": Row("get", EVERYBODY, OK),
    "reporting:dashboard_file": Row("get", EVERYBODY, OK),
    "reporting:dashboard_moves": Row("get", EVERYBODY, OK),
    "reporting:moves_file": Row("get", EVERYBODY, OK),
    "reporting:target": Row("get", EVERYBODY, GONE, parts=_target),
    "reporting:target_file": Row("get", EVERYBODY, GONE, parts=_target),
    "reporting:target_public": Row("get", EVERYBODY, GONE, parts=_target),
    "reporting:target_public_file": Row("get", EVERYBODY, GONE, parts=_told_target),
    # reviews
    "reporting:reviews": Row("get", EVERYBODY, OK),
    "reporting:reviews_file": Row("get", EVERYBODY, OK),
    "reporting:make_review": Row("get", OFFICER, GONE, parts=_to_review),
    "reporting:review": Row("get", EVERYBODY, GONE, parts=_review),
    "reporting:review_print": Row("get", EVERYBODY, GONE, parts=_review),
    "reporting:review_file": Row("get", EVERYBODY, GONE, parts=_review),
    "reporting:review_target": Row("get", EVERYBODY, GONE, parts=_reviewed_target),
    "reporting:review_target_file": Row("get", EVERYBODY, GONE, parts=_reviewed_target),
    "reporting:review_head": Row("get", OFFICER, GONE, parts=_review),
    "reporting:hold_review": Row("get", OFFICER, GONE, parts=_review),
    "reporting:drop_review": Row("post", OFFICER, GONE, MOVED, parts=_review),
    "reporting:add_conclusion": Row("get", OFFICER, GONE, parts=_review),
    "reporting:conclusion": Row("get", OFFICER, GONE, parts=_conclusion),
    "reporting:drop_conclusion": Row("post", OFFICER, GONE, MOVED, parts=_conclusion),
    "reporting:conclusion_task": Row("post", OFFICER, GONE, MOVED, parts=_conclusion),
    # workbooks
    "reporting:report_template": Row("get", ANSWERS, GONE, parts=_report),
    "reporting:send_workbook": Row("get", ANSWERS, GONE, parts=_report),
    "reporting:period_template": Row("get", ANSWERS, GONE, parts=_period),
    "reporting:send_period_workbook": Row("get", ANSWERS, GONE, parts=_period),
    "reporting:intake": Row("get", ANSWERS, GONE, parts=_intake),
}
