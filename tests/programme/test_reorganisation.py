"""1 July 2025 in the middle of a running programme: Tiền Giang and Đồng Tháp become one, three
communes of Hà Nội become one, all districts end on one day. Nothing is lost, old days read as they
read then, and who takes over finds what was left to do.

Told twice: the keeper of the register enters each decision, or the program brings the new map to an
installation that was there before.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.queries import UnitEnded
from phongtrao.audit.models import LogEntry
from phongtrao.core.dates.filing import Sent
from phongtrao.programme.actions import difficulties, tasks
from phongtrao.programme.actions.duties import NoSuchDuty, mark_duty_done
from phongtrao.programme.models import Difficulty, DutyDone, Progress, Receipt, TaskBody
from phongtrao.programme.queries import ledger, work
from phongtrao.programme.queries.standings import Roll
from phongtrao.units.models import Level, Succession, Unit, UnitVersion
from phongtrao.units.queries.as_of import units_below
from phongtrao.units.queries.finding import find_units, forget_names
from phongtrao.units.queries.history import history_of, known_successions
from tests.factories import make_user
from tests.programme.cascade_rows import ledger_rows
from tests.programme.reorganisation_rows import (
    AFTER,
    CAI_BE,
    DONG_THAP,
    EVE,
    HA_NOI,
    KIM_ANH,
    REFORM,
    TIEN_GIANG,
    Land,
    build_spring,
    client_of,
    day,
    reform_by_decisions,
    reform_by_files,
    unit,
)
from tests.units.days import reaches
from tests.units.versions import version_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from phongtrao.access.models import User
    from phongtrao.programme.models import Programme

KEPT = (Receipt, Difficulty, DutyDone, Progress, TaskBody, LogEntry)
WAYS = {  # how the reform came, and the rows of the two ledgers afterwards
    # Of 831 old communes three of Hà Nội became one and the 25 of huyện Cái Bè eight; 2 provinces.
    "decisions": (reform_by_decisions, 831 - 2 - 17 + 2, 164 - 17 + 1),
    # 126 communes of Hà Nội, 102 of the new Đồng Tháp, 57 of them from Tiền Giang; 2 provinces.
    "files": (reform_by_files, 126 + 102 + 2, 57 + 1),
}


@pytest.fixture(scope="module", params=list(WAYS))
def story(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Land]:
    """Everything up to the morning of the reform; each test goes on from there by itself."""
    reform, *rows_after = WAYS[request.param]
    with django_db_blocker.unblock(), transaction.atomic():
        forget_names()
        land = build_spring()
        with day(EVE, hour=17):
            land.told = _on_the_eve(land) | {"rows after": rows_after}
        with day(REFORM):
            reform(land)
        yield land
        transaction.set_rollback(True)


def _on_the_eve(land: Land) -> dict[str, Any]:
    """What is known before the reform, to be compared with afterwards."""
    return {
        "rows": {one.pk: read_rows(one, EVE) for one in land.programmes},
        "kept": {model: frozenset(model.objects.values_list("pk", flat=True)) for model in KEPT},
        "receipts": list(Receipt.objects.order_by("pk").values()),
        "districts": [
            row.unit for row in UnitVersion.objects.in_force(EVE).filter(unit__level=Level.DISTRICT)
        ],
    }


@pytest.fixture
def land(story: Land, db: None) -> Iterator[Land]:
    """Two weeks after the reform."""
    with day(AFTER):
        yield story


def read_rows(programme: Programme, on: date) -> list[tuple[object, ...]]:
    return [
        (row.name, row.kind, row.state, row.sent_on, row.acknowledged_on, row.has_both)
        for row in ledger_rows(programme, on)
    ]


def row_of(programme: Programme, name: str, on: date = AFTER) -> ledger.Row:
    (row,) = [row for row in ledger_rows(programme, on) if row.name == name]
    return row


def owed(user: User) -> set[tuple[str, str, str, str]]:
    return {(one.kind, one.what, one.programme, one.unit) for one in work.owed_by(user, AFTER)}


def text_of(user: User, name: str, *args: int, query: str = "") -> str:
    answer = client_of(user).get(f"{reverse(name, args=args)}{query}")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def police_of_new(land: Land) -> User:
    return make_user("congan", land.new("Công an tỉnh Đồng Tháp", level=Level.BODY))


def people_of(land: Land, name: str) -> User:
    return make_user("moi", land.new(name))


# The register


def test_no_district_is_left_and_what_they_left_is_in_reach_of_the_province(land: Land) -> None:
    districts = land.told["districts"]
    assert len(districts) == 11 + 12 + 30
    assert all(version_on(one, EVE) for one in districts)
    assert not any(version_on(one, REFORM) for one in districts)
    new = land.new("Tỉnh Đồng Tháp")
    for one in districts:
        above = version_on(one, EVE).territory
        assert reaches(above if above.key == HA_NOI else new, one, REFORM)


def test_the_page_of_a_unit_leads_from_old_to_new_and_back(land: Land) -> None:
    reader = police_of_new(land)
    old, new = unit(TIEN_GIANG), land.new("Tỉnh Đồng Tháp")
    page = text_of(reader, "units:unit", old.pk)
    assert "✕ Hết hiệu lực từ 01/07/2025; nay là" in page
    assert reverse("units:unit", args=[new.pk]) in page
    then = text_of(reader, "units:unit", old.pk, query="?ngay=30/06/2025")
    assert "Hết hiệu lực" not in then
    assert "Huyện Cái Bè" in then
    whole = text_of(reader, "units:unit", new.pk)
    for key in (TIEN_GIANG, DONG_THAP):
        assert f"{unit(key).name}</a>: toàn bộ, từ 01/07/2025" in whole
    kim_anh = land.new("Xã Kim Anh")
    assert {one.predecessor.name for one in history_of(kim_anh).predecessors} == {*KIM_ANH.values()}


def test_a_commune_that_only_followed_its_district_is_not_said_to_have_ended(land: Land) -> None:
    for one in Unit.objects.filter(key__in=(*CAI_BE, *KIM_ANH)):
        assert history_of(one).ends == []


@pytest.mark.parametrize("words", ["tien giang", "Tỉnh Tiền Giang", "Xã Minh Trí", "huyện cái bè"])
def test_old_names_are_found_with_the_day_on_which_they_ended(land: Land, words: str) -> None:
    page = text_of(police_of_new(land), "units:list", query=f"?tim={words}")
    assert "✕ Hết từ 01/07/2025" in page


def test_both_places_of_the_name_dong_thap_are_found_the_one_in_force_first(land: Land) -> None:
    found = [one.unit for one in find_units("tỉnh đồng tháp", police_of_new(land))]
    assert found[:2] == [land.new("Tỉnh Đồng Tháp"), unit(DONG_THAP)]


# The ledger


def test_the_eve_reads_after_the_reform_as_it_read_on_the_eve(land: Land) -> None:
    for programme in land.programmes:
        assert read_rows(programme, EVE) == land.told["rows"][programme.pk]
    officer = police_of_new(land)
    page = text_of(
        officer, "programme:ledger", land.provincial.pk, query="?tai-ngay=30/06/2025&tim=cái bè"
    )
    assert "Đang xem tại ngày 30/06/2025" in page
    assert "Thị trấn Cái Bè</a>" in page
    assert "Xã Cái Bè" not in page


def test_from_the_day_on_the_heirs_stand_in_the_ledger_each_once(land: Land) -> None:
    for programme, many in zip(land.programmes, land.told["rows after"], strict=True):
        for on in (REFORM, AFTER):
            rows = ledger_rows(programme, on)
            assert len(rows) == len({row.unit_id for row in rows}) == many
            assert not any(row.gone for row in rows)
            assert sum(ledger.Ledger(programme, on).counts.states.values()) == many
    page = text_of(police_of_new(land), "programme:ledger", land.provincial.pk, query="?tim=cái bè")
    assert "Xã Cái Bè</a>" in page
    assert "kế thừa Thị trấn Cái Bè (đã gửi 11/KH-UBND)" in page
    assert "Thị trấn Cái Bè</a>" not in page


def test_every_receipt_stands_in_a_row_before_and_after(land: Land) -> None:
    for programme in land.programmes:
        all_of_them = set(programme.receipts.values_list("pk", flat=True))
        for on in (EVE, REFORM, AFTER):
            rows = ledger_rows(programme, on)
            assert {one.receipt_id for row in rows for one in row.filings} == all_of_them


def test_three_communes_of_hanoi_that_all_sent_count_as_one_that_sent(land: Land) -> None:
    states = {row.unit_id: row.state for row in ledger_rows(land.national, EVE)}
    before = [states[unit(key).pk] for key in KIM_ANH]
    assert before == [Sent.ON_TIME, Sent.ON_TIME, Sent.LATE]
    row = row_of(land.national, "Xã Kim Anh")
    assert (row.state, row.sent_on, row.own) == (Sent.LATE, date(2025, 5, 5), None)
    assert {one.symbol for one in row.inherited} == {"01/KH-HN", "02/KH-HN", "03/KH-HN"}


def test_one_silent_predecessor_leaves_the_heir_silent_with_what_the_others_sent(
    land: Land,
) -> None:
    row = row_of(land.provincial, "Xã Cái Bè")
    assert row.state == Sent.SILENT
    assert not row.has_both
    assert row.acknowledged_on == date(2025, 4, 21)
    assert {one.symbol for one in row.inherited} == {"11/KH-UBND", "12/KH-UBND", ""}
    province = row_of(land.national, "Tỉnh Đồng Tháp")
    assert {one.unit_id for one in province.inherited} == {unit(TIEN_GIANG).pk, unit(DONG_THAP).pk}


# Who takes over


def test_nothing_that_was_written_down_is_lost_or_changed(land: Land) -> None:
    for model, before in land.told["kept"].items():
        now = frozenset(model.objects.values_list("pk", flat=True))
        assert now >= before, model
        assert now == before or model is LogEntry
    assert list(Receipt.objects.order_by("pk").values()) == land.told["receipts"]


def test_the_heir_sees_what_its_predecessors_left(land: Land) -> None:
    heir = people_of(land, "Xã Cái Bè")
    page = text_of(heir, "programme:receipt", land.provincial.pk, heir.office_id)
    for words in (
        "Đơn vị kế thừa Thị trấn Cái Bè, Xã Đông Hòa Hiệp, Xã Hòa Khánh",
        "11/KH-UBND ngày 10/04/2025, gửi 10/04/2025 (Thị trấn Cái Bè)",
        "07-NQ/ĐU ngày 09/04/2025 (Thị trấn Cái Bè)",
        "Địa bàn rộng, đề nghị hạ mức.",
    ):
        assert words in page


ASKED = "nghị quyết, chỉ thị của cấp ủy mà cơ quan giao yêu cầu"


def test_the_work_of_the_heir_is_what_is_still_open(land: Land) -> None:
    heir = people_of(land, "Xã Cái Bè")
    assert owed(heir) == {
        ("Tiếp nhận chương trình", "Cả nước", "giao ngày 10/03/2025", "Xã Cái Bè"),
        ("Gửi kế hoạch của đơn vị", "Cả nước", "", "Xã Cái Bè"),
        ("Gửi kế hoạch của đơn vị", "Tiền Giang", "", "Xã Cái Bè"),
        ("Ghi nghị quyết", "Cả nước", ASKED, "Xã Cái Bè"),
        ("Ghi nghị quyết", "Tiền Giang", ASKED, "Xã Cái Bè"),
        ("Việc theo thời hạn", "Báo cáo sáu tháng", "Tiền Giang", "Thị trấn Cái Bè"),
        ("Việc theo thời hạn", "Báo cáo sáu tháng", "Tiền Giang", "Xã Đông Hòa Hiệp"),
        ("Chủ trì nhiệm vụ", "Phát động", "Tiền Giang", "Xã Cái Bè"),
    }
    page = text_of(heir, "programme:work")
    assert "Báo cáo sáu tháng" in page
    with day(date(2025, 10, 1)):
        later = [one for one in work.owed_by(heir, date(2025, 10, 1)) if one.what == "Báo cáo năm"]
    assert [(one.unit, one.due) for one in later] == [("Xã Cái Bè", date(2025, 11, 10))]


def test_what_falls_due_after_the_day_is_owed_by_the_heir_and_not_by_the_old(land: Land) -> None:
    heir, old = people_of(land, "Xã Cái Bè"), land.officers["x28411"]
    october = date(2025, 10, 1)
    assert not [one for one in work.owed_by(old, october) if one.what == "Báo cáo năm"]
    last = date(2025, 11, 10)
    facts: dict[str, Any] = {"rule": land.rules["november"], "due_on": last, "note": ""}
    with day(october):
        with pytest.raises(NoSuchDuty):
            mark_duty_done(unit=old.office, done_on=october, by=heir, **facts)
        with pytest.raises(UnitEnded):
            mark_duty_done(unit=old.office, done_on=october, by=old, **facts)
        mark_duty_done(unit=heir.office, done_on=october, by=heir, **facts)
        june = {**facts, "rule": land.rules["june"], "due_on": date(2025, 6, 15)}
        mark_duty_done(unit=old.office, done_on=october, by=heir, **june)


def test_the_heir_answers_and_the_eve_does_not_move(land: Land) -> None:
    heir, receipts = people_of(land, "Xã Cái Bè"), Receipt.objects.count()
    browser = client_of(heir)
    where = [land.provincial.pk, heir.office_id]
    own = SimpleUploadedFile("ke-hoach.txt", "KẾ HOẠCH của xã mới\n".encode())
    filled = {"symbol": "01/KH", "plan_date": "14/07/2025", "document": own, "no_secret": "on"}
    assert browser.post(reverse("programme:file_plan", args=where), filled).status_code == 302
    assert row_of(land.provincial, "Xã Cái Bè").sent_on == AFTER
    assert Receipt.objects.count() == receipts + 1
    assert list(Receipt.objects.order_by("pk").values())[:-1] == land.told["receipts"]
    assert read_rows(land.provincial, EVE) == land.told["rows"][land.provincial.pk]


# The office of the programme and the bodies of its tasks


def test_the_new_office_keeps_the_programme_of_the_old_one(land: Land) -> None:
    officer = police_of_new(land)
    assert {(kind, what) for kind, what, _, _ in owed(officer)} == {
        ("Trả lời khó khăn", "Địa bàn rộng, đề nghị hạ mức."),
        ("Việc theo thời hạn", "Sơ kết toàn tỉnh"),
    }
    assert "Tiền Giang" in text_of(officer, "programme:list")
    roll = Roll(land.provincial, AFTER)
    assert roll.bound(land.rules["office"], None, roll.on) == {officer.office_id}


def test_a_difficulty_of_an_ended_unit_is_answered_and_its_heir_is_told(land: Land) -> None:
    heir, target = people_of(land, "Xã Cái Bè"), land.provincial.targets.get()
    difficulties.answer_difficulty(
        difficulty=Difficulty.objects.get(),
        accepted=True,
        answer="Đồng ý.",
        adjustment=difficulties.Adjustment(target.thresholds.get(), Decimal(80), AFTER),
        by=police_of_new(land),
    )
    old, new = target.thresholds.order_by("pk")
    assert (old.value, old.until, new.value, new.since) == (90, AFTER, 80, AFTER)
    told = work.changes_since(heir, timezone.now() - timedelta(hours=1))
    assert "Khó khăn đã báo được chấp nhận: Địa bàn rộng, đề nghị hạ mức." in told


def test_a_task_passes_to_the_heir_of_the_body_that_led_it(land: Land) -> None:
    office = land.bodies["Sở Nội vụ tỉnh Đồng Tháp"]
    heir, task = make_user("moi", office), land.tasks["Tập huấn"]
    assert ("Chủ trì nhiệm vụ", "Tập huấn", "Tiền Giang", office.name) in owed(heir)
    assert "Đã mở hai lớp" in text_of(heir, "programme:task", land.provincial.pk, task.pk)
    roll = Roll(land.provincial, AFTER)
    (row,) = roll.standings(task, list(task.progress.all()))
    assert (row.unit, row.state) == (office, "doing")
    tasks.record_progress(task=task, unit=office, state="done", text="Xong", by=heir)
    assert [line.unit.name for line in task.progress.order_by("pk")] == [
        "Sở Nội vụ tỉnh Tiền Giang",
        "Sở Nội vụ tỉnh Đồng Tháp",
    ]


def test_a_task_whose_body_ended_without_heir_stays_to_be_seen(land: Land) -> None:
    task = land.tasks["Hướng dẫn cấp huyện"]
    (row,) = Roll(land.provincial, AFTER).standings(task, [])
    assert row.unit == land.bodies["Phòng Nội vụ huyện Cái Bè"]
    page = text_of(police_of_new(land), "programme:programme", land.provincial.pk)
    assert "Hướng dẫn cấp huyện" in page


# A year of figures (F01)


def test_a_year_of_figures_prints_old_sums_and_rolls_up_on_the_new_map(land: Land) -> None:
    old = {
        key: [row.unit_id for row in communes_below(unit(key), EVE)]
        for key in (TIEN_GIANG, DONG_THAP, HA_NOI)
    }
    assert [len(ids) for ids in old.values()] == [164, 141, 526]
    figures = {pk: number for ids in old.values() for number, pk in enumerate(ids, start=1)}
    sums = {key: sum(figures[pk] for pk in ids) for key, ids in old.items()}
    assert sums == {TIEN_GIANG: 13_530, DONG_THAP: 10_011, HA_NOI: 138_601}
    carried = known_successions().carried(figures, REFORM)
    new = [row.unit_id for row in communes_below(land.new("Tỉnh Đồng Tháp"), REFORM)]
    assert carried.total(new) == 13_530 + 10_011
    assert carried.grand_total == sum(figures.values())
    for name, keys in (("Xã Cái Bè", CAI_BE), ("Xã Kim Anh", KIM_ANH)):
        expected = sum(figures[unit(key).pk] for key in keys)
        assert carried.of(land.new(name).pk) == expected


def communes_below(top: Unit, on: date) -> list[UnitVersion]:
    return [row for row in units_below(top, on) if row.unit.level == Level.COMMUNE]


def test_a_unit_with_two_parents_is_counted_once_in_the_grand_total(land: Land) -> None:
    post, country = land.bodies["Công an xã Hòa Khánh"], unit("vn")
    for on in (EVE, REFORM):
        rows = [row.unit_id for row in units_below(country, on)]
        assert rows.count(post.pk) == 1
        assert len(rows) == len(set(rows))
    line = land.new("Công an tỉnh Đồng Tháp", level=Level.BODY)
    assert all(reaches(one, post, REFORM) for one in (line, land.new("Xã Cái Bè")))
    rows_of_it = [r for r in ledger_rows(land.provincial, AFTER) if r.unit_id == post.pk]
    assert len(rows_of_it) == 1
    assert not Succession.objects.filter(predecessor=post).exists()
