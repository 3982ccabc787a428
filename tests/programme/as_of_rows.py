"""A programme of half a year in which something happens again and again: what its pages told on the
evening of each of these days.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.programme.actions import bodies, cascade, difficulties, duties, reminding, tasks
from phongtrao.programme.actions.own_tasks import NamedBody, add_task
from phongtrao.programme.queries.cascade import Selection
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_rename
from tests.factories import make_user
from tests.programme.cascade_rows import merge, user_of
from tests.programme.own_target_rows import add_own, percent, take_up
from tests.programme.plan_rows import Office, make_published, next_version, task_with
from tests.programme.reorganisation_rows import client_of, day

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from phongtrao.access.models import User
    from phongtrao.programme.models import Programme, Target, Task
    from phongtrao.units.models import Unit

    Step = Callable[["Year"], None]

PAGES = (
    *("programme", "ledger", "difficulties", "deadline"),
    *("target", "task", "receipt", "own_targets"),
)
"""The pages of a programme that read a day."""
PUBLISHED = date(2026, 1, 5)
TODAY = date(2026, 8, 3)


def addresses(programme: Programme) -> dict[str, str]:
    """One page of each kind."""
    unit, pk = programme.receipts.order_by("unit_id")[0].unit_id, programme.pk
    rule = programme.deadlines.order_by("pk")[0]
    target = programme.targets.order_by("number")[0]
    where = {
        "programme": [pk],
        "ledger": [pk],
        "difficulties": [pk],
        "deadline": [pk, rule.pk],
        "target": [pk, target.pk],
        "task": [pk, task_with(programme, "phát động").pk],
        "receipt": [pk, unit],
        "own_targets": [pk, unit],
    }
    return {name: reverse(f"programme:{name}", args=args) for name, args in where.items()}


def office_of(programme: Programme) -> Office:
    """The office that looks after a programme of a province, and who holds it."""
    held = programme.receipts.select_related("unit").order_by("unit_id")
    return Office(programme.unit, programme.published_by, {}, [row.unit for row in held])


@dataclass
class Year:
    """told: day → address → what stood on the page in the evening. pages: the addresses read."""

    office: Office
    programme: Programme
    reader: User
    commune: User
    units: dict[str, Unit] = field(default_factory=dict)
    told: dict[date, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def training(self) -> Task:
        """The task of the police, due before 30 June."""
        return task_with(self.programme, "tập huấn")

    @property
    def target(self) -> Target:
        """The first target: more than 90 % in 2026, 95 % in 2030."""
        return self.programme.targets.order_by("number")[0]

    def unit(self, name: str) -> Unit:
        """A commune."""
        return self.units[name]

    def pages(self) -> dict[str, Client]:
        """Addresses of the programme as the office reads them, and the tasks as a commune does."""
        pk = self.programme.pk
        one = [reverse(f"programme:{name}", args=[pk]) for name in _OF_PROGRAMME]
        one += [reverse("programme:target", args=[pk, self.target.pk])]
        for name in self.units:
            where = [pk, self.units[name].pk]
            one += [reverse(f"programme:{name}", args=where) for name in _OF_UNIT]
        found = self.programme.tasks.values_list("pk", flat=True)
        several = [reverse("programme:task", args=[pk, task]) for task in found]
        one += [reverse("programme:deadline", args=[pk, rule.pk]) for rule in self._rules()]
        office, commune = client_of(self.reader), client_of(self.commune)
        return dict.fromkeys([*one, *several], office) | {
            f"{address}?ai=xa": commune for address in several
        }

    def _rules(self) -> list[Any]:
        return list(self.programme.deadlines.filter(what__contains="hoàn thành trước"))


_OF_PROGRAMME = ("programme", "ledger", "difficulties")
_OF_UNIT = ("receipt", "own_targets")


def facts_of(text: str) -> list[str]:
    """What tables, headings and the lines below them say of the programme, without what can be done
    there, what is said of the day, and which units have accounts, which is told of today only.
    """
    shown = re.sub(r"<(form|nav|thead|button|script)\b.*?</\1>", " ", _tables_out(text), flags=_ALL)
    shown = re.sub(r'<div class="notice warn"><p>▲ Đang xem.*?</div>', " ", shown, flags=_ALL)
    parts = re.findall(rf"<{_PART}.*?(?=<{_PART}|$)", shown, _ALL)
    words = (" ".join(html.unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in parts)
    found = [_NOT_YET.sub("Chưa", _NOT_SAID.sub("", one)) for one in words]
    found = [one.replace("kỳ lúc đó hết", "đang ghi kỳ hết") for one in found]
    return [one for one in found if one and "không có tài khoản nào" not in one]


_ALL = re.DOTALL
_PART = r"(?:tr|h1|h2|h3|li|p|blockquote)\b"
_NOT_YET = re.compile(r"Đến hết ngày \S+ chưa")
_NOT_SAID = re.compile(r" tính đến ngày [\d/]+|; chưa gửi: .*")


def _tables_out(text: str) -> str:
    """The page itself; a table within a form stands without it."""
    main = text.partition("<main")[2].partition("</main>")[0]
    for form in re.findall(r"<form\b.*?</form>", main, _ALL):
        table = re.search(r"<table.*</table>", form, _ALL)
        main = main.replace(form, table[0] if table else " ")
    return main


def read(client: Client, address: str, on: date | None = None) -> str:
    """A page, as of a day."""
    mark = "&" if "?" in address else "?"
    answer = client.get(f"{address}{mark}tai-ngay={on:%d/%m/%Y}" if on else address)
    assert answer.status_code == 200, (address, on)
    return answer.text


def live(steps: dict[date, Step]) -> Year:
    """The days of a programme from its publishing to today."""
    with day(PUBLISHED):
        made = make_published()
        made.programme.published_at = made.programme.__class__.objects.get().published_at
        bodies.confirm_proposals(programme=made.programme, by=made.office.officer)
        year = Year(
            made.office,
            made.programme,
            make_user("xem", made.office.officer.office, Role.VIEWER),
            make_user("xemxa", made.office.communes[2], Role.VIEWER),
            {one.name: one for one in made.office.communes},
        )
        for one in made.office.communes:
            user_of(one)
    for on, step in steps.items():
        with day(on):
            step(year)
        with day(on, hour=20):
            year.told[on] = {
                address: facts_of(answer.text)
                for address, client in year.pages().items()
                if (answer := client.get(address)).status_code == 200
            }
    return year


def _hand(year: Year, *names: str, due: date) -> None:
    cascade.hand_down(
        programme=year.programme,
        selection=Selection(units=tuple(year.unit(name).pk for name in names)),
        words=", ".join(names),
        plan_due=due,
        plan_due_before=False,
        asks_resolution=True,
        by=year.office.officer,
    )


def _first_two(year: Year) -> None:
    _hand(year, "Xã 1", "Xã 2", due=date(2026, 2, 28))


def _first_answers(year: Year) -> None:
    unit = year.unit("Xã 1")
    by = user_of(unit)
    cascade.acknowledge(programme=year.programme, unit=unit, by=by)
    take_up(year.programme, unit, percent("gt", 92), by)
    add_own(year.programme, unit, by)
    police = year.office.officer
    tasks.record_progress(
        task=year.training, unit=police.office, state="doing", text="Mở hai lớp", by=police
    )
    partner = year.office.bodies["Sở Nội vụ tỉnh Mẫu"]
    tasks.record_progress(
        task=year.training, unit=partner, state="doing", text="Cử giảng viên", by=user_of(partner)
    )


def _first_plan(year: Year) -> None:
    unit, on = year.unit("Xã 1"), date(2026, 2, 20)
    facts: dict[str, Any] = {"programme": year.programme, "unit": unit, "by": user_of(unit)}
    cascade.file_plan(symbol="07/KH-UBND", plan_date=on, **facts)
    cascade.file_resolution(symbol="03-NQ/ĐU", resolution_date=on, **facts)
    reminding.remind(
        programme=year.programme,
        units=[year.unit("Xã 2").pk],
        text="Gửi kế hoạch",
        by=year.office.officer,
    )


def _third(year: Year) -> None:
    _hand(year, "Xã 3", due=date(2026, 4, 30))


def _report(year: Year) -> None:
    first, second = year.programme.targets.order_by("number")[:2]
    for name, target in (("Xã 3", first), ("Xã 2", second)):
        unit = year.unit(name)
        difficulties.report_difficulty(
            programme=year.programme,
            unit=unit,
            target=target,
            text=f"{name} đề nghị hạ mức.",
            by=user_of(unit),
        )


def adjust(year: Year, of: str, value: int, since: date) -> None:
    """The office accepts what a commune reported, and sets another level from a day on."""
    row = year.programme.receipts.get(unit=year.unit(of)).difficulties.get()
    assert row.target
    level = row.target.thresholds.order_by("horizon")[0]
    difficulties.answer_difficulty(
        difficulty=row,
        accepted=True,
        answer=f"Đồng ý với {of}.",
        adjustment=difficulties.Adjustment(level, Decimal(value), since),
        by=year.office.officer,
    )


def _back_to_february(year: Year) -> None:
    adjust(year, "Xã 3", 85, date(2026, 2, 1))


def _from_june_on(year: Year) -> None:
    adjust(year, "Xã 2", 17, date(2026, 6, 10))


def _add_task(year: Year) -> None:
    police = year.office.officer.office
    add_task(
        programme=year.programme,
        content="Khắc phục hạn chế đã nêu khi sơ kết",
        bodies=[NamedBody(police.name, police.pk, "", leads=True)],
        due_on=date(2026, 6, 20),
        source="Sơ kết quý I",
        by=year.office.officer,
    )
    second = year.unit("Xã 2")
    tasks.urge(
        task=task_with(year.programme, "phát động"),
        units=[second.pk],
        text="Làm ngay",
        by=year.office.officer,
    )


def _merge(year: Year) -> None:
    first, second = year.unit("Xã 1"), year.unit("Xã 2")
    heir = year.units["Xã Mới"] = merge("Xã Mới", first, second, on="2026-06-01")
    user_of(heir)
    renamed = {
        "Ban Tổ chức tỉnh Mẫu": year.office.bodies["Sở Nội vụ tỉnh Mẫu"],
        "Xã Ba": year.unit("Xã 3"),
    }
    for name, unit in renamed.items():
        change = preview_rename(unit=unit, name=name, on=date(2026, 6, 1), decision=None)
        carry_out(proposal=change, by=None)


def _heir_answers(year: Year) -> None:
    heir = year.unit("Xã Mới")
    cascade.acknowledge(programme=year.programme, unit=heir, by=user_of(heir))
    tasks.record_progress(
        task=task_with(year.programme, "phát động"),
        unit=heir,
        state="done",
        text="Đã phát động",
        by=user_of(heir),
    )


def _training_done(year: Year) -> None:
    police = year.office.officer
    tasks.record_progress(
        task=year.training, unit=police.office, state="done", text="Xong", by=police
    )
    third = year.unit("Xã 3")
    duties.mark_duty_done(
        rule=task_with(year.programme, "Báo cáo kết quả").deadlines.get(),
        unit=third,
        due_on=date(2026, 11, 9),
        done_on=date(2026, 7, 2),
        note="Gửi sớm",
        by=user_of(third),
    )
    difficulties.report_difficulty(
        programme=year.programme,
        unit=third,
        target=year.target,
        text="Mức vẫn còn cao.",
        by=user_of(third),
    )


def _nothing(year: Year) -> None:
    """A day on which only time passes."""


def _new_version(year: Year) -> None:
    next_version(year.office, year.programme)


STEPS: dict[date, Step] = {
    PUBLISHED: _nothing,
    date(2026, 1, 12): _first_two,
    date(2026, 2, 2): _first_answers,
    date(2026, 2, 20): _first_plan,
    date(2026, 3, 10): _third,
    date(2026, 3, 20): _report,
    date(2026, 4, 15): _back_to_february,
    date(2026, 4, 20): _from_june_on,
    date(2026, 5, 4): _add_task,
    date(2026, 6, 1): _merge,
    date(2026, 6, 3): _heir_answers,
    date(2026, 7, 1): _nothing,
    date(2026, 7, 3): _training_done,
    date(2026, 7, 20): _new_version,
}
