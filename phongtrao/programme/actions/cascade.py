"""Hand a programme down to units, and what a unit answers: it acknowledges, files its own plan and
the Party resolution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.files.actions import keep_file
from phongtrao.programme.actions.answering import require_answer
from phongtrao.programme.actions.days import refuse_long_before
from phongtrao.programme.actions.filed import check_filed
from phongtrao.programme.actions.held import hold_programme, hold_receipts
from phongtrao.programme.models import Handing, Programme, Receipt
from phongtrao.programme.queries.cascade import (
    Selection,
    answered_receipts,
    heirs_that_answered,
    preview_of,
    standing_of,
)
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from datetime import date


class NobodyToHandTo(RuleBroken):
    """A handing needs a unit that has not received the programme yet."""

    code = "nobody-to-hand-to"
    message = (
        "Không có đơn vị nào để giao: các đơn vị đã chọn đã được giao từ trước hoặc đã kết thúc."
        " Hãy chọn thêm đơn vị."
    )


class HandingAnswered(RuleBroken):
    """A handing that someone answered stays, also one that only an heir answered."""

    code = "handing-answered"
    message = (
        "Không thu hồi được lần giao này: {unit} đã trả lời. Chỉ thu hồi được khi chưa đơn vị nào"
        " tiếp nhận, gửi văn bản, báo khó khăn, ghi kết quả hay đặt chỉ tiêu riêng."
    )


class NotHandedToUnit(RuleBroken):
    """Only a unit that received a programme, or inherited it, can answer it."""

    code = "not-handed-to-unit"
    message = "{unit} chưa được giao chương trình này. Hãy hỏi cơ quan theo dõi chương trình."


class ProgrammeReplaced(RuleBroken):
    """What goes on goes on under the newest version of a plan."""

    code = "programme-replaced"
    message = (
        "Chương trình này đã được thay bằng bản mới ban hành ngày {day}. Hãy làm ở bản mới: mở từ"
        " dòng báo ở đầu trang."
    )


class PlanDateAfterSending(RuleBroken):
    """A plan is issued before it is sent, and sent before it is recorded."""

    code = "plan-date-after-sending"
    message = (
        "Ngày {earlier} phải trước hoặc trùng ngày {later}: ngày ban hành, rồi ngày gửi, rồi ngày"
        " ghi vào sổ. Hãy sửa lại ngày."
    )


class PlanSentByUnit(RuleBroken):
    """What a unit sent itself, and the day on which it did, the office does not write over."""

    code = "plan-sent-by-unit"
    message = (
        "{unit} đã tự gửi kế hoạch {symbol} ngày {day}, nên không ghi bản giấy đè lên được. Nếu"
        " cần sửa, hãy đề nghị {unit} sửa."
    )


class ResolutionFiledByUnit(RuleBroken):
    """A resolution that a unit filed itself the office does not write over."""

    code = "resolution-filed-by-unit"
    message = (
        "{unit} đã tự ghi nghị quyết, chỉ thị {symbol} ngày {day}, nên không ghi bản giấy đè lên"
        " được. Nếu cần sửa, hãy đề nghị {unit} sửa."
    )


@transaction.atomic
def hand_down(
    *,
    programme: Programme,
    selection: Selection,
    words: str,
    plan_due: date | None,
    plan_due_before: bool,
    asks_resolution: bool,
    by: User,
) -> Handing:
    """Hand a programme to the selected units that have not got it yet, in one step.

    words: who was chosen, for the record. plan_due: by when each unit sends its own plan;
    plan_due_before excludes that day. Raises Denied, ProgrammeReplaced, NobodyToHandTo.
    """
    require(by, Permission.PROGRAMME_PUBLISH, programme.office_id)
    hold_programme(programme)
    refuse_replaced(programme)
    fresh = preview_of(programme, selection, timezone.localdate()).fresh
    if not fresh:
        raise NobodyToHandTo
    handing = Handing.objects.create(
        programme=programme,
        words=words[:500],
        plan_due=plan_due,
        plan_due_before=plan_due_before and plan_due is not None,
        asks_resolution=asks_resolution,
        by=by,
    )
    Receipt.objects.bulk_create(
        (Receipt(handing=handing, programme=programme, unit_id=unit) for unit in fresh),
        batch_size=1000,
    )
    audit.log(
        "programme.hand-down",
        programme,
        by=by,
        handing=handing.pk,
        units=len(fresh),
        words=words[:500],
        plan_due=str(plan_due or ""),
    )
    return handing


@transaction.atomic
def take_back(*, handing: Handing, by: User) -> int:
    """Undo a handing that nobody has answered; the number of units it had reached.

    Raises Denied, ProgrammeReplaced, HandingAnswered.
    """
    require(by, Permission.PROGRAMME_PUBLISH, handing.programme.office_id)
    hold_programme(handing.programme)
    hold_receipts(handing.programme)
    refuse_replaced(handing.programme)
    answered = answered_receipts(handing.programme).filter(handing=handing)
    if first := answered.select_related("unit").first():
        heir = heirs_that_answered(handing.programme).get(first.pk)
        unit = f"{Unit.objects.get(pk=heir)}, kế thừa {first.unit}," if heir else first.unit
        raise HandingAnswered(unit=unit)
    units, _ = handing.receipts.all().delete()
    handing.undone_at = timezone.now()
    handing.save(update_fields=["undone_at"])
    audit.log("programme.take-back", handing.programme, by=by, handing=handing.pk, units=units)
    return units


def refuse_replaced(programme: Programme) -> None:
    """Refuse to go on with a programme whose place another took. Raises ProgrammeReplaced."""
    newer = Programme.objects.filter(replaces=programme).first()
    if newer:
        raise ProgrammeReplaced(day=f"{timezone.localtime(newer.published_at):%d/%m/%Y}")


def receipt_of(programme: Programme, unit: Unit) -> Receipt:
    """The receipt of a unit that answers; made anew for one that inherited the programme from its
    predecessors, in the latest of their handings. Held until the transaction ends. Raises
    ProgrammeReplaced, NotHandedToUnit.
    """
    hold_receipts(programme, unit)
    refuse_replaced(programme)
    found = Receipt.objects.filter(programme=programme, unit=unit).select_related("handing").first()
    if found:
        return found
    standing = standing_of(programme, unit, timezone.localdate())
    if standing is None:
        raise NotHandedToUnit(unit=unit)
    left = Receipt.objects.filter(pk__in=[one.receipt_id for one in standing.inherited])
    handing = left.order_by("-handing__at").select_related("handing")[0].handing
    return Receipt.objects.create(handing=handing, programme=programme, unit=unit, taken_over=True)


@transaction.atomic
def acknowledge(*, programme: Programme, unit: Unit, by: User) -> Receipt:
    """Note that the unit has seen the programme; a second time changes nothing.

    Raises Denied, ProgrammeReplaced, NotHandedToUnit.
    """
    require_answer(by, unit)
    receipt = receipt_of(programme, unit)
    if receipt.acknowledged_at is None:
        receipt.acknowledged_at, receipt.acknowledged_by = timezone.now(), by
        receipt.save(update_fields=["acknowledged_at", "acknowledged_by"])
        audit.log("programme.acknowledge", programme, by=by, unit=str(unit))
    return receipt


def file_plan(
    *,
    programme: Programme,
    unit: Unit,
    symbol: str,
    plan_date: date,
    by: User,
    data: bytes | None = None,
    name: str = "",
    sent_on: date | None = None,
    resolution: tuple[str, date] | None = None,
) -> Receipt:
    """File the unit's own plan; a later filing replaces symbol, date and file and keeps the day of
    the first. It may come late. A unit that files it acknowledges by that; a plan that came on
    paper acknowledges nothing in the unit's name.

    data, name: the file, if there is one; a secret one is refused, and nothing but one line of the
    log stays. sent_on: None for today; another day only the office that looks after the programme
    may set, for a plan that came to it on paper. resolution: symbol and day of the resolution of
    the Party committee that came with it. Raises Denied, ProgrammeReplaced, NotHandedToUnit,
    DayLongBefore, PlanDateAfterSending, PlanSentByUnit, ResolutionFiledByUnit and what reading a
    file raises.
    """
    today = timezone.localdate()
    if sent_on is None:
        require_answer(by, unit)
    else:
        require(by, Permission.PROGRAMME_PUBLISH, programme.office_id)
    refuse_long_before(programme, plan_date)
    _in_order(plan_date, sent_on or today)
    _in_order(sent_on or today, today)
    if resolution:
        _check_resolution(programme, resolution[1])
    search = check_filed(data=data, name=name, by=by)
    with transaction.atomic():
        receipt = _store_plan(programme, unit, symbol, plan_date, data, name, sent_on, search, by)
        if resolution:
            _store_resolution(receipt, *resolution, by, on_paper=sent_on is not None)
    return receipt


def _in_order(earlier: date, later: date) -> None:
    if earlier > later:
        raise PlanDateAfterSending(earlier=f"{earlier:%d/%m/%Y}", later=f"{later:%d/%m/%Y}")


@transaction.atomic
def _store_plan(
    programme: Programme,
    unit: Unit,
    symbol: str,
    plan_date: date,
    data: bytes | None,
    name: str,
    sent_on: date | None,
    search: str,
    by: User,
) -> Receipt:
    receipt, now = receipt_of(programme, unit), timezone.now()
    if sent_on and receipt.plan_sent_on and receipt.plan_noted_by_id is None:
        day = f"{receipt.plan_sent_on:%d/%m/%Y}"
        raise PlanSentByUnit(unit=unit, symbol=receipt.plan_symbol, day=day)
    receipt.plan_sent_on = sent_on or receipt.plan_sent_on or timezone.localdate()
    receipt.plan_filed_at = receipt.plan_filed_at or now
    receipt.plan_noted_by = by if sent_on else None
    receipt.plan_symbol, receipt.plan_date = symbol, plan_date
    if data is not None:
        receipt.plan_file = keep_file(data=data, name=name, by=by)
    if sent_on is None and receipt.acknowledged_at is None:
        receipt.acknowledged_at, receipt.acknowledged_by = now, by
    receipt.save()
    audit.log(
        "programme.file-plan",
        programme,
        by=by,
        unit=str(unit),
        symbol=symbol,
        plan_date=str(plan_date),
        sent_on=str(sent_on or ""),
        sha256=receipt.plan_file.sha256 if receipt.plan_file else "",
        search=search,
    )
    return receipt


@transaction.atomic
def file_resolution(
    *,
    programme: Programme,
    unit: Unit,
    symbol: str,
    resolution_date: date,
    by: User,
    on_paper: bool = False,
) -> Receipt:
    """File the resolution of the Party committee: a fact of its own beside the plan. on_paper: the
    office that looks after the programme notes one that came to it; the plan stays as it is.

    Raises Denied, ProgrammeReplaced, NotHandedToUnit, DayLongBefore, PlanDateAfterSending,
    ResolutionFiledByUnit.
    """
    if on_paper:
        require(by, Permission.PROGRAMME_PUBLISH, programme.office_id)
    else:
        require_answer(by, unit)
    _check_resolution(programme, resolution_date)
    receipt = receipt_of(programme, unit)
    _store_resolution(receipt, symbol, resolution_date, by, on_paper=on_paper)
    return receipt


def _check_resolution(programme: Programme, resolution_date: date) -> None:
    refuse_long_before(programme, resolution_date)
    _in_order(resolution_date, timezone.localdate())


def _store_resolution(
    receipt: Receipt, symbol: str, resolution_date: date, by: User, *, on_paper: bool
) -> None:
    if on_paper and receipt.resolution_symbol and receipt.resolution_noted_by_id is None:
        day = f"{receipt.resolution_date:%d/%m/%Y}"
        raise ResolutionFiledByUnit(unit=receipt.unit, symbol=receipt.resolution_symbol, day=day)
    receipt.resolution_symbol, receipt.resolution_date = symbol, resolution_date
    receipt.resolution_noted_by = by if on_paper else None
    names = ["resolution_symbol", "resolution_date", "resolution_noted_by"]
    receipt.save(update_fields=names)
    audit.log(
        "programme.file-resolution",
        receipt.programme,
        by=by,
        unit=str(receipt.unit),
        symbol=symbol,
        resolution_date=str(resolution_date),
    )
