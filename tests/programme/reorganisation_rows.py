"""Two southern provinces and Hà Nội as they were in the spring of 2025, a programme of the Ministry
and one of Tiền Giang that were running, and 1 July 2025 in two ways: decision by decision, or as
the files of the program bring it to an installation that was there before.
"""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import time_machine
from django.test import Client
from django.urls import reverse

from phongtrao.programme.actions import cascade, difficulties, tasks
from phongtrao.programme.actions.duties import mark_duty_done
from phongtrao.programme.models import DeadlineRule, Group, Programme, Task, TaskBody
from phongtrao.programme.queries.cascade import Selection
from phongtrao.units.actions import loading
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_end, preview_merge
from phongtrao.units.actions.proposing import NewUnit
from phongtrao.units.models import Decision, Level, Unit
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import make_programme, make_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from phongtrao.access.models import User

SPRING, EVE, REFORM, AFTER = (
    date(2025, 3, 10),
    date(2025, 6, 30),
    date(2025, 7, 1),
    date(2025, 7, 15),
)
TIEN_GIANG, DONG_THAP, HA_NOI, NEW_DONG_THAP = "p82", "p87", "p01", "n82"
CAI_BE = {"x28360": "Thị trấn Cái Bè", "x28399": "Xã Hòa Khánh", "x28411": "Xã Đông Hòa Hiệp"}
KIM_ANH = {"x00382": "Xã Minh Trí", "x00397": "Xã Minh Phú", "x00415": "Xã Tân Dân"}
"""Three communes of Tiền Giang that became Xã Cái Bè, three of Hà Nội that became Xã Kim Anh."""

Line = dict[str, str]


@cache
def file_lines(name: str) -> tuple[Line, ...]:
    """The lines of a file of units that concern the three old provinces."""
    with (loading.DATA / name).open(encoding="utf-8", newline="") as opened:
        lines = list(csv.DictReader(opened))
    if name == "units.csv":
        known = {"vn", TIEN_GIANG, DONG_THAP, HA_NOI, NEW_DONG_THAP}
        for line in lines:  # parents come before children
            if line["parent_key"] in known - {"vn"}:
                known.add(line["key"])
        return tuple(line for line in lines if line["key"] in known)
    if name == "successions.csv":
        known = {line["key"] for line in file_lines("units.csv")}
        return tuple(line for line in lines if line["predecessor_key"] in known)
    return () if name in ("terms.csv", "term_heirs.csv") else tuple(lines)


def _spring_lines(name: str) -> tuple[Line, ...]:
    """The same as nobody knew yet of the reform."""
    lines = file_lines(name)
    if name == "successions.csv":
        return ()
    if name != "units.csv":
        return lines
    return tuple({**line, "valid_to": ""} for line in lines if not line["valid_from"])


def became() -> dict[str, set[str]]:
    """Old commune → its heirs, as the files tell it."""
    found: dict[str, set[str]] = {}
    for line in file_lines("successions.csv"):
        found.setdefault(line["predecessor_key"], set()).add(line["successor_key"])
    return found


@contextmanager
def day(on: date, hour: int = 9) -> Iterator[None]:
    """Be on a day, in Viet Nam."""
    with time_machine.travel(f"{on}T{hour:02}:00:00+07:00", tick=False):
        yield


@dataclass
class Land:
    """What there is to ask after. told: what was written down on the eve."""

    officers: dict[str, User] = field(default_factory=dict)
    bodies: dict[str, Unit] = field(default_factory=dict)
    national: Programme = field(init=False)
    provincial: Programme = field(init=False)
    tasks: dict[str, Task] = field(default_factory=dict)
    rules: dict[str, DeadlineRule] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def programmes(self) -> tuple[Programme, Programme]:
        """The one of the Ministry and the one of Tiền Giang."""
        return self.national, self.provincial

    def new(self, name: str, **where: Any) -> Unit:
        """A unit that began with the reform, by its name."""
        return Unit.objects.get(name=name, versions__valid_from=REFORM, **where)


def unit(key: str) -> Unit:
    """A unit of the files that was there before the reform."""
    return Unit.objects.get(key=key)


def client_of(user: User) -> Client:
    """A logged-in browser."""
    client = Client()
    client.force_login(user)
    return client


def build_spring() -> Land:
    """March to June 2025: two programmes go down to the communes, and are answered."""
    land = Land()
    with day(date(2025, 3, 1)), patch.object(loading, "_lines", _spring_lines):
        loading.load_national()
        _build_bodies(land)
    with day(SPRING):
        _build_programmes(land)
    _answer(land)
    return land


def _build_bodies(land: Land) -> None:
    north, south = unit(TIEN_GIANG), unit(DONG_THAP)
    places = {
        "Bộ Công an": unit("vn"),
        "Công an tỉnh Tiền Giang": north,
        "Công an tỉnh Đồng Tháp": south,
        "Sở Nội vụ tỉnh Tiền Giang": north,
        "Sở Nội vụ tỉnh Đồng Tháp": south,
        "Phòng Nội vụ huyện Cái Bè": Unit.objects.get(name="Huyện Cái Bè"),
        "Công an thành phố Hà Nội": unit(HA_NOI),
    }
    for name, place in places.items():
        land.bodies[name] = make_unit(name, place)
    land.bodies["Công an xã Hòa Khánh"] = make_unit(
        "Công an xã Hòa Khánh", unit("x28399"), line=land.bodies["Công an tỉnh Tiền Giang"]
    )
    accounts = {
        "bo": land.bodies["Bộ Công an"],
        "tiengiang": land.bodies["Công an tỉnh Tiền Giang"],
        "noivu": land.bodies["Sở Nội vụ tỉnh Tiền Giang"],
    }
    for name, office in accounts.items():
        land.officers[name] = make_user(name, office)
    land.officers["danhmuc"] = make_user("danhmuc", unit("vn"))
    for key in (*CAI_BE, *KIM_ANH):
        land.officers[key] = make_user(key, unit(key))


def _build_programmes(land: Land) -> None:
    terms: dict[str, Any] = {
        "plan_due": date(2025, 5, 1), "plan_due_before": True, "asks_resolution": True,
    }  # fmt: skip
    begins: dict[str, Any] = {"begins_on": date(2025, 1, 1)}
    land.national = make_programme(land.officers["bo"], unit("vn"), name="Cả nước", **begins)
    cascade.hand_down(
        programme=land.national,
        selection=Selection(
            communes=True, units=tuple(unit(key).pk for key in (TIEN_GIANG, DONG_THAP, HA_NOI))
        ),
        words="mọi tỉnh, mọi xã",
        by=land.officers["bo"],
        **terms,
    )
    land.provincial = make_programme(
        land.officers["tiengiang"], unit(TIEN_GIANG), name="Tiền Giang", text=_TEXT, **begins
    )
    cascade.hand_down(
        programme=land.provincial,
        selection=Selection(communes=True, units=(land.bodies["Công an xã Hòa Khánh"].pk,)),
        words="mọi xã",
        by=land.officers["tiengiang"],
        **terms,
    )
    land.rules = {
        "june": make_rule(land.provincial, "2025-06-15", what="Báo cáo sáu tháng"),
        "november": make_rule(land.provincial, "--11-10", "year", what="Báo cáo năm"),
        "office": make_rule(land.provincial, "2025-09-30", what="Sơ kết toàn tỉnh", everyone=False),
    }
    leads: dict[str, Unit | None] = {
        "Tập huấn": land.bodies["Sở Nội vụ tỉnh Tiền Giang"],
        "Hướng dẫn cấp huyện": land.bodies["Phòng Nội vụ huyện Cái Bè"],
        "Phát động": None,
    }
    for number, (content, leader) in enumerate(leads.items()):
        task = Task.objects.create(programme=land.provincial, number=number, content=content)
        group = "" if leader else Group.COMMUNES
        words = leader.name if leader else "các xã, phường"
        TaskBody.objects.create(
            task=task, words=words, unit=leader, group=group, leads=True, confirmed=True
        )
        land.tasks[content] = task


_TEXT = "KẾ HOẠCH\n\nTổ chức phong trào thi đua của tỉnh Tiền Giang năm 2025\n"


def file_plan(land: Land, programme: Programme, key: str, on: str, symbol: str) -> None:
    """A commune files its plan on a day."""
    with day(date.fromisoformat(on)):
        cascade.file_plan(
            programme=programme,
            unit=unit(key),
            symbol=symbol,
            plan_date=date.fromisoformat(on),
            by=land.officers[key],
        )


def _answer(land: Land) -> None:
    for number, (key, on) in enumerate(
        zip(KIM_ANH, ("2025-04-15", "2025-04-28", "2025-05-05"), strict=True), start=1
    ):
        file_plan(land, land.national, key, on, f"0{number}/KH-HN")
    first, second, third = CAI_BE
    file_plan(land, land.provincial, first, "2025-04-10", "11/KH-UBND")
    file_plan(land, land.provincial, second, "2025-04-20", "12/KH-UBND")
    facts: dict[str, Any] = {"programme": land.provincial}
    with day(date(2025, 4, 21)):
        cascade.file_resolution(
            unit=unit(first),
            symbol="07-NQ/ĐU",
            resolution_date=date(2025, 4, 9),
            by=land.officers[first],
            **facts,
        )
        cascade.acknowledge(unit=unit(third), by=land.officers[third], **facts)
    with day(date(2025, 6, 2)):
        difficulties.report_difficulty(
            unit=unit(third),
            target=land.provincial.targets.get(),
            text="Địa bàn rộng, đề nghị hạ mức.",
            by=land.officers[third],
            **facts,
        )
        tasks.record_progress(
            task=land.tasks["Tập huấn"],
            unit=land.bodies["Sở Nội vụ tỉnh Tiền Giang"],
            state="doing",
            text="Đã mở hai lớp",
            by=land.officers["noivu"],
        )
    with day(date(2025, 6, 12)):
        mark_duty_done(
            rule=land.rules["june"],
            unit=unit(second),
            due_on=date(2025, 6, 15),
            done_on=date(2025, 6, 12),
            note="",
            by=land.officers[second],
        )


def reform_by_decisions(land: Land) -> None:
    """End the districts, merge provinces, communes and bodies, one decision after the other."""
    keeper = land.officers["danhmuc"]
    resolution = Decision(symbol="202/2025/QH15", issuer="Quốc hội", signed_on=date(2025, 6, 12))
    facts = {"name": "Tỉnh Đồng Tháp", "kind": "tỉnh", "code": "82", "territory": unit("vn")}
    new = merge(
        [unit(TIEN_GIANG), unit(DONG_THAP)], NewUnit(Level.PROVINCE, facts), keeper, resolution
    )
    office = land.bodies["Phòng Nội vụ huyện Cái Bè"]
    for top, others in ((new, [office]), (unit(HA_NOI), [])):
        districts = Unit.objects.filter(
            level=Level.DISTRICT, versions__territory=top, versions__valid_to=None
        )
        end = preview_end(
            units=[*districts, *others], children_to=top, on=REFORM, decision=resolution
        )
        carry_out(proposal=end, by=keeper)
    heirs: dict[str, list[str]] = {}
    for old, after in became().items():
        for one in after:
            heirs.setdefault(one, []).append(old)
    names = {line["key"]: line for line in file_lines("units.csv")}
    cai_be = Unit.objects.get(name="Huyện Cái Bè")
    below = set(Unit.objects.filter(versions__territory=cai_be).values_list("key", flat=True))
    for key, old in heirs.items():
        if set(old) <= below:
            line = names[key]
            made = {name: line[name] for name in ("name", "kind", "code")} | {"territory": new}
            merge([unit(one) for one in old], NewUnit(Level.COMMUNE, made), keeper)
    _merge_by_page(keeper)
    merge_bodies(land, new)


def _merge_by_page(keeper: User) -> None:
    """Three communes of Hà Nội become one, as the keeper of the register does it on the screen."""
    first = unit(next(iter(KIM_ANH)))
    filled = {
        "on": "01/07/2025", "symbol": "1656/NQ-UBTVQH15", "issuer": "Ủy ban Thường vụ Quốc hội",
        "signed_on": "16/06/2025", "others": "Xã Minh Phú\nXã Tân Dân, mã 00415",
        "name": "Xã Kim Anh", "kind_of_new": "xã", "code": "00382", "step": "confirm",
    }  # fmt: skip
    answer = client_of(keeper).post(reverse("units:change", args=[first.pk, "sap-nhap"]), filled)
    assert answer.status_code == 302, answer.text


def reform_by_files(land: Land) -> None:
    """The program brings the new map; the bodies, which are nobody's but the user's, are merged by
    hand.
    """
    with patch.object(loading, "_lines", file_lines):
        loading.load_national()
    merge_bodies(land, Unit.objects.get(key=NEW_DONG_THAP))


def merge_bodies(land: Land, province: Unit) -> None:
    """The two polices become a new one; one home affairs office takes in the other."""
    keeper, bodies = land.officers["danhmuc"], land.bodies
    police = NewUnit(Level.BODY, {"name": "Công an tỉnh Đồng Tháp", "territory": province})
    merge([bodies["Công an tỉnh Tiền Giang"], bodies["Công an tỉnh Đồng Tháp"]], police, keeper)
    merge([bodies["Sở Nội vụ tỉnh Tiền Giang"]], bodies["Sở Nội vụ tỉnh Đồng Tháp"], keeper)


def merge(
    old: Sequence[Unit], into: NewUnit | Unit, by: User, decision: Decision | None = None
) -> Unit:
    """Units become one on the day of the reform."""
    carry_out(proposal=preview_merge(units=old, into=into, on=REFORM, decision=decision), by=by)
    return Unit.objects.get(origins__predecessor=old[0], origins__on=REFORM)
