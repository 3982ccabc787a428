"""Remind offices: an officer from the ledger, the program itself of duties that fall due; e-mail
where an office left its address and the installation sends mail; the private address of a calendar.
"""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict
from datetime import date, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.actions.answering import require_answer
from phongtrao.programme.actions.cascade import refuse_replaced
from phongtrao.programme.models import (
    CalendarFeed,
    LastVisit,
    OfficeContact,
    Programme,
    Reminder,
)
from phongtrao.programme.queries.duties import duties_of
from phongtrao.programme.queries.ended import ends_of
from phongtrao.programme.queries.ledger import Ledger
from phongtrao.programme.queries.work import contacts_of, standings_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from phongtrao.programme.models import Task
    from phongtrao.units.models import Unit

AT_ONCE, WAITS_SECONDS = 50, 3
"""So many letters leave while the officer waits, and so long he waits for the mail server; what is
left `phongtrao remind` sends.
"""
_OLD = timedelta(days=7)
"""A letter that could not leave for so long is dropped, and a duty is not reminded of again
before.
"""
OVERDUE = timedelta(days=30)
"""What is overdue for longer is not reminded of by the program."""
_log = logging.getLogger(__name__)
Key = TypeVar("Key")


class NobodyToRemind(RuleBroken):
    """A reminder goes to units of the ledger."""

    code = "nobody-to-remind"
    message = (
        "Chưa chọn đơn vị nào trong sổ theo dõi để nhắc. Hãy đánh dấu ít nhất một đơn vị rồi bấm"
        " Nhắc."
    )


@transaction.atomic
def remind(*, programme: Programme, units: Collection[int], text: str, by: User) -> list[Reminder]:
    """Remind many units of a programme at once; each sees it on its page, and gets a letter where
    it left an address.

    units: ids; those that are not in the ledger of today are left out. Raises Denied,
    ProgrammeReplaced, NobodyToRemind.
    """
    require(by, Permission.PROGRAMME_PUBLISH, programme.office_id)
    refuse_replaced(programme)
    asked = set(units)
    entries = Ledger(programme, timezone.localdate()).entries
    wanted = [unit for unit, *_ in entries if unit in asked]
    if not wanted:
        raise NobodyToRemind
    return note_reminders(programme=programme, units=wanted, text=text, task=None, by=by)


def note_reminders(
    *, programme: Programme, units: Collection[int], text: str, task: Task | None, by: User
) -> list[Reminder]:
    """Note the same reminder for many units, and send letters to those with an address. Part of an
    action that has asked the permission and whose transaction this is.
    """
    addresses = contacts_of(units)
    made = Reminder.objects.bulk_create(
        (
            Reminder(
                programme=programme,
                task=task,
                unit_id=unit,
                text=text,
                by=by,
                address=addresses.get(unit, ""),
            )
            for unit in units
        ),
        batch_size=1000,
    )
    audit.log(
        "programme.remind",
        task or programme,
        by=by,
        units=len(made),
        letters=sum(bool(row.address) for row in made),
        text=text,
    )
    transaction.on_commit(lambda: send_letters(at_most=AT_ONCE))
    return made


@transaction.atomic
def remind_of_duties(*, on: date, days: int) -> int:
    """Note a reminder for each office with an address, of each duty and each plan of its own that
    falls due within `days` days or is overdue by up to thirty; none twice within a week. Returns
    how many.

    Done by the program itself, so nobody's permission is asked.
    """
    addresses = dict(OfficeContact.objects.exclude(email="").values_list("unit_id", "email"))
    units = addresses.keys() - ends_of(addresses, on).keys()
    said = set(
        Reminder.objects.filter(at__gte=timezone.now() - _OLD)
        .exclude(about="")
        .values_list("unit_id", "about")
    )
    made = Reminder.objects.bulk_create(
        Reminder(
            programme_id=owed.programme_id,
            unit_id=owed.unit_id,
            about=owed.about,
            text=_words_of(owed, on)[:1000],
            address=addresses[owed.unit_id],
        )
        for owed in _owed(units, on - OVERDUE, on + timedelta(days=days), on)
        if owed.unit_id in units and (owed.unit_id, owed.about) not in said
    )
    if made:
        audit.log("programme.remind-of-duties", None, by=None, reminders=len(made))
    return len(made)


class _Owed(NamedTuple):
    """What a unit has not done. about: see Reminder."""

    unit_id: int
    programme_id: int
    about: str
    what: str
    last_day: date


def _owed(units: Collection[int], first: date, last: date, on: date) -> Iterator[_Owed]:
    """The duties and the own plans of units that are due between two days and not done."""
    for duty in duties_of(units, first, last, on):
        rule, day = duty.rule, duty.last_day
        if duty.done is None:
            yield _Owed(duty.unit_id, rule.programme_id, f"{rule.pk}:{day}", rule.what, day)
    for row in standings_of(units, on):
        programme, due = row.filings[0].programme_id, row.last_day
        if row.sent_on is None and due is not None and first <= due <= last:
            about = f"plan {programme}:{due}"
            yield _Owed(row.unit_id, programme, about, "Gửi kế hoạch của đơn vị", due)


def _words_of(owed: _Owed, on: date) -> str:
    day, left = f"{owed.last_day:%d/%m/%Y}", (owed.last_day - on).days
    when = f"hạn {day}, còn {left} ngày" if left >= 0 else f"hạn {day}, đã quá {-left} ngày"
    return f"{owed.what} ({when})"


def send_letters(*, at_most: int | None = None) -> int:
    """Send what waits, one letter an address and programme, and return how many left.

    Nothing leaves while EMAIL_URL is empty. A letter that the mail server refuses waits for the
    next time; the reason goes to the server's log.
    """
    if not settings.EMAIL_ON:
        return 0
    waiting: dict[tuple[str, Programme], list[Reminder]] = defaultdict(list)
    rows = Reminder.objects.filter(mailed_at=None, at__gte=timezone.now() - _OLD)
    for row in rows.exclude(address="").select_related("programme", "unit").order_by("pk"):
        waiting[row.address, row.programme].append(row)
    letters = {
        key: EmailMessage(
            subject=f"Nhắc việc: {key[1].name}"[:200],
            body=_letter(key[1], reminders),
            to=[key[0]],
        )
        for key, reminders in [*waiting.items()][:at_most]
    }
    sent = 0
    for key in posted(letters, WAITS_SECONDS if at_most else None):
        Reminder.objects.filter(pk__in=[row.pk for row in waiting[key]]).update(
            mailed_at=timezone.now()
        )
        sent += 1
    return sent


def posted(letters: Mapping[Key, EmailMessage], seconds: int | None = None) -> Iterator[Key]:
    """Send letters over one connection; gives the key of each as soon as it left. One that the mail
    server refuses is left out, and all that follow once it cannot be reached; the reason goes to
    the server's log. seconds: how long to wait for each of its answers, None for the installation's
    time.
    """
    connection = get_connection(timeout=seconds)
    for key, letter in letters.items():
        letter.connection = connection
        try:
            letter.send()
        except (SMTPResponseException, SMTPRecipientsRefused):
            _log.exception("the mail server refused a letter")
        except (SMTPException, OSError):
            _log.exception("the mail server cannot be reached")
            return
        else:
            yield key


def letters_told(made: Sequence[Any]) -> str:
    """What became of the letters of reminders of one kind that were just noted, in words."""
    addressed = [row.pk for row in made if row.address]
    if not addressed:
        return ""
    if not settings.EMAIL_ON:
        return "; chưa gửi thư vì máy chủ chưa cài đặt gửi thư"
    rows = type(made[0]).objects.filter(pk__in=addressed)
    waiting = rows.filter(mailed_at=None).count()
    left = len(addressed) - waiting
    return "".join(
        [
            f"; {left} đơn vị đã được gửi thư" if left else "",
            f"; thư tới {waiting} đơn vị chưa gửi được, sẽ gửi lại sau" if waiting else "",
        ]
    )


def _letter(programme: Programme, reminders: list[Reminder]) -> str:
    lines = "\n".join(f"- {row.text}" for row in reminders)
    return (
        f"Kính gửi {reminders[0].unit},\n\n"
        f"Về chương trình: {programme.name}\n\n{lines}\n\n"
        "Mở Phong Trào, trang Việc của tôi, để xem chi tiết và ghi kết quả.\n"
        "Thư này do chương trình gửi tự động; xin không trả lời vào địa chỉ gửi.\n"
    )


@transaction.atomic
def set_contact(*, unit: Unit, email: str, by: User) -> None:
    """Keep the e-mail address of an office; "" for no letters. Raises Denied."""
    require_answer(by, unit)
    OfficeContact.objects.update_or_create(unit=unit, defaults={"email": email})
    audit.log("office.set-contact", unit, by=by, email=email)


@transaction.atomic
def make_feed(*, by: User) -> CalendarFeed:
    """Make the private address of the person's calendar, or a new one in the place of the old,
    which then leads nowhere.
    """
    feed, _ = CalendarFeed.objects.update_or_create(
        user=by, defaults={"token": secrets.token_urlsafe(32), "made_at": timezone.now()}
    )
    audit.log("calendar.make-feed", by, by=by)
    return feed


@transaction.atomic
def revoke_feed(*, by: User) -> None:
    """Make the private address of the person's calendar lead nowhere."""
    CalendarFeed.objects.filter(user=by).delete()
    audit.log("calendar.revoke-feed", by, by=by)


def note_visit(*, by: User) -> None:
    """Keep the moment at which the person began to work here; no line in the log, which has the
    log-in already.
    """
    LastVisit.objects.update_or_create(user=by, defaults={"at": timezone.now()})
