"""The demo's reports: four quarters of a form of the programme's targets, made up by chance with a
fixed seed; some communes are silent, late, returned, or wait for approval.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from django.utils import timezone

from phongtrao.config.demo.figures import Author
from phongtrao.core.rollup.strata import Strata
from phongtrao.core.sheets.elements import Kind
from phongtrao.programme.actions.targets import confirm_indicator
from phongtrao.programme.models import Group, Target
from phongtrao.reporting.actions.addressees import add_addressee
from phongtrao.reporting.actions.days import count_days
from phongtrao.reporting.actions.form_changes import change_box
from phongtrao.reporting.actions.forms import build_form, issue_form
from phongtrao.reporting.actions.indicators import confirm_sensitive
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import accept_many, return_report
from phongtrao.reporting.models import (
    KnownFrom,
    Obligation,
    Period,
    ReportForm,
    Submission,
    Verdict,
)
from phongtrao.reporting.queries.known import known_of
from phongtrao.reporting.queries.owing import windows_of
from phongtrao.reporting.queries.sensitive import proposed_of
from phongtrao.units.models import Level, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from phongtrao.access.models import User
    from phongtrao.programme.models import Programme

_NAME = "Kết quả phong trào bảo vệ an ninh Tổ quốc hằng quý"
_WINDOW = {
    "id": "calendar-quarter",
    "name": "Trọn quý theo lịch",
    "rhythm": "quarter",
    "starts": {"month": 0, "day": 1},
    "ends": {"month": 0, "day": 31},
    "send": {"commune": {"days": 5}},
    "source": "Kế hoạch 901/KH-UBND",
}
_COUNTED = {
    "giải quyết": (
        "Số tin báo, tố giác về tội phạm đã giải quyết",
        "Tổng số tin báo, tố giác về tội phạm phải giải quyết (kỳ trước chuyển sang và tiếp nhận"
        " trong kỳ)",
    ),
    "hòa giải thành ở cơ sở": (
        "Số vụ việc hòa giải thành ở cơ sở",
        "Tổng số vụ việc đã hòa giải xong ở cơ sở (thành và không thành)",
    ),
}
"""Subject of a target → what the officer says is counted, and of what, where the plan does not."""
_RECEIVES_TOO = "Sở Nội vụ thành phố Hà Nội"
_WAITING = 0.2
_JUDGED_AFTER = timedelta(days=3)


class Typist(Protocol):
    """Who types in for the units, as `Author` does."""

    def typed(
        self, row: Obligation, period: int, place: int, known: Mapping[str, str], *, faulty: bool
    ) -> dict[str, str]:
        """What a unit types in."""


@dataclass(frozen=True)
class Units:
    """How the units of a form answer. walked: the name of the one that can be walked, which always
    answers and is returned a box at last; silent, late: shares of the others.
    """

    walked: str
    silent: float
    late: float


COMMUNES = Units("Phường Ba Đình", silent=0.03, late=0.06)


def report_quarters(programme: Programme, sender: User, approver: User) -> str:
    """Confirm how the targets are measured, ask for the quarters of the year, and let the communes
    answer; once. sender: types in for them; approver: another account of the standing office.
    """
    if ReportForm.objects.filter(programme=programme, name=_NAME).exists():
        return "đã có từ trước"
    targets = list(Target.objects.filter(programme=programme, owner=programme.unit))
    for target in targets:
        numerator, denominator = _COUNTED.get(
            target.subject, (target.numerator, target.denominator)
        )
        confirm_indicator(
            target=target,
            measured_by=target.measured_by,
            numerator=numerator,
            denominator=denominator,
            by=approver,
        )
    # Settled when the plan was published, so that earlier days have something to tell.
    programme.targets.update(confirmed_at=programme.published_at)
    form = build_form(
        programme=programme,
        targets=targets,
        name=_NAME,
        window=_WINDOW,
        group=Group.COMMUNES,
        by=approver,
    ).form
    home = Unit.objects.filter(name=_RECEIVES_TOO).first()
    if home:
        add_addressee(form=form, office=home, by=approver)
    _ask_for_neighbourhoods(form, approver)
    _ask_in_confidence(form, approver)
    issue_form(form=form, by=approver)
    return ask_and_answer(form, Author(form), COMMUNES, sender, approver)


def ask_and_answer(
    form: ReportForm, author: Typist, units: Units, sender: User, approver: User
) -> str:
    """Open the periods of the programme's year that have begun, and let the units answer those that
    are over; says how many.
    """
    today, reports = timezone.localdate(), 0
    year = form.programme.begins_on.year if form.programme else today.year
    begun = [one for one in windows_of(form, year) if one.start <= today]
    for number, window in enumerate(begun):
        period = open_period(form=form, window=window, by=approver)
        _date_back_opening(period)
        if window.end < today:
            last = number + 1 == len(begun) or begun[number + 1].end >= today
            reports += _answer(period, number, author, units, sender, approver, last=last)
    return f"{len(begun)} kỳ, {reports} báo cáo"


def _date_back_opening(period: Period) -> None:
    """The form and the period were opened when the period began, not when the demo was made."""
    at = timezone.make_aware(datetime.combine(period.start, time(9)))
    Period.objects.filter(pk=period.pk).update(opened_at=at)
    ReportForm.objects.filter(pk=period.form_id, opened_at__gt=at).update(opened_at=at)


def _ask_for_neighbourhoods(form: ReportForm, by: User) -> None:
    """A box that the system fills in: it counts the list of units."""
    change_box(
        form=form,
        element=None,
        facts={
            "code": f"A{form.elements.count() + 1}",
            "label": "Tổng số khu dân cư (thôn, tổ dân phố)",
            "group": "Địa bàn",
            "kind": Kind.INTEGER,
            "known_from": KnownFrom.UNITS,
            "known_strata": Strata(groups=(Level.NEIGHBOURHOOD,)).as_row(),
        },
        new_indicator=True,
        by=by,
    )


def _ask_in_confidence(form: ReportForm, by: User) -> None:
    """A box of sensitive work: numbers only, small ones hidden from who stands outside. What else
    is proposed as such is, but for mediation, which no crime is behind.
    """
    change_box(
        form=form,
        element=None,
        facts={
            "code": f"A{form.elements.count() + 1}",
            "label": "Số người được cảm hóa, giáo dục tại cộng đồng",
            "group": "Công tác nhạy cảm",
            "kind": Kind.INTEGER,
        },
        new_indicator=True,
        by=by,
    )
    said = {
        one.indicator.pk: all("hòa giải" not in box.label for box in one.boxes)
        for one in proposed_of(form)
    }
    confirm_sensitive(form=form, said=said, by=by)


def _answer(
    period: Period,
    number: int,
    author: Typist,
    units: Units,
    sender: User,
    approver: User,
    *,
    last: bool,
) -> int:
    """Let the units send a period; of the last one some have a fault, some still wait, and one
    is returned.
    """
    owed = list(period.obligations.select_related("unit").order_by("unit"))
    known = known_of(period, [row.unit_id for row in owed])
    waiting, sent = [], []
    for place, row in enumerate(owed):
        chance = random.Random(row.unit_id * 1_000 + number)  # noqa: S311 - made-up figures
        draw = chance.random()
        if draw < units.silent and row.unit.name != units.walked:
            continue
        told = {code: str(one.cell) for code, one in known[row.unit_id].items()}
        typed = author.typed(row, number, place, told, faulty=last)
        one = send_report(obligation=row, typed=typed, by=sender)
        sent.append((one, _moment(row.due_on, late=draw > 1 - units.late)))
        if last and (chance.random() < _WAITING or row.unit.name == units.walked):
            waiting.append(row.pk)
    accept_many(
        period=period,
        obligations=[one.obligation_id for one, _ in sent if one.obligation_id not in waiting],
        by=approver,
    )
    walked = next((row for row in owed if row.unit.name == units.walked), None)
    if last and walked:
        codes = list(period.form.elements.values_list("code", flat=True))
        return_report(
            obligation=walked,
            revision=1,
            boxes={codes[1]: "Khác với sổ theo dõi của đơn vị, đề nghị kiểm tra lại"},
            by=approver,
        )
    _date_back(sent)
    count_days(period)
    return len(sent)


def _moment(due: date, *, late: bool) -> datetime:
    day = due + timedelta(days=3) if late else due - timedelta(days=2)
    return timezone.make_aware(datetime.combine(min(day, timezone.localdate()), time(9)))


def _date_back(sent: list[tuple[Submission, datetime]]) -> None:
    """The reports came in at their time and were judged some days later, not when the demo was
    made.
    """
    for one, moment in sent:
        one.sent_at = moment
    Submission.objects.bulk_update([one for one, _ in sent], ["sent_at"])
    rows = Obligation.objects.in_bulk([one.obligation_id for one, _ in sent])
    for one, moment in sent:
        rows[one.obligation_id].first_sent_at = moment
    Obligation.objects.bulk_update(rows.values(), ["first_sent_at"])
    sent_at = {one.pk: moment for one, moment in sent}
    verdicts = list(Verdict.objects.filter(submission__in=sent_at))
    for verdict in verdicts:
        verdict.at = min(sent_at[verdict.submission_id] + _JUDGED_AFTER, timezone.now())
    Verdict.objects.bulk_update(verdicts, ["at"])
