"""The log is added to and never changed; each line is sealed with the one before."""

from __future__ import annotations

import ast
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from phongtrao.audit import actions as audit
from phongtrao.audit.models import LogEntry, LogHead, LogIsAppendOnly
from phongtrao.audit.queries import (
    LogLineAltered,
    LogLinesMissing,
    actions_in,
    detail_of,
    keys_in_words,
    lines_of,
    verify,
    words_of,
)
from phongtrao.config.commands._app import run
from phongtrao.units.models import ChangeKind, Unit
from tests.factories import make_office, make_user

if TYPE_CHECKING:
    from phongtrao.access.models import User

ROOT = Path(__file__).parents[2] / "phongtrao"


def _write(count: int = 3) -> None:
    for number in range(count):
        audit.log("test.write", None, by=None, number=number, share=0.1, words=["ấ", {"b": None}])


def _forge(sql: str) -> None:
    """Change the log as somebody with the database in his hands would."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER audit_no_{verb}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE audit_logentry DISABLE TRIGGER USER")
        cursor.execute(sql)


def test_lines_are_numbered_without_gaps_and_hang_together(officer: User) -> None:
    _write()
    lines = list(LogEntry.objects.order_by("pk"))
    assert [line.pk for line in lines] == list(range(1, len(lines) + 1))
    assert [line.previous for line in lines] == ["", *[line.hash for line in lines[:-1]]]
    proof = verify()
    assert (proof.lines, proof.seal) == (len(lines), lines[-1].hash)
    assert str(LogHead.objects.get()) == f"{proof.lines} {proof.seal}"


def test_a_line_says_who_of_which_office_did_what_to_what(officer: User) -> None:
    audit.log("test.write", officer, by=officer, note="vì sao")
    line = LogEntry.objects.first()
    assert line is not None
    assert (line.author, line.author_name) == (officer, "Cán bộ thuongtruc")
    assert (line.office, line.office_name) == (officer.office, "Công an tỉnh Mẫu")
    assert (line.object_type, line.object_id) == ("access.user", str(officer.pk))
    assert (line.object_name, line.detail) == ("Cán bộ thuongtruc", {"note": "vì sao"})
    assert str(line).endswith("Cán bộ thuongtruc: test.write Cán bộ thuongtruc")


def test_an_empty_log_is_whole(db) -> None:
    assert verify().lines == 0


def test_what_is_sealed_comes_back_the_same_from_every_database(db) -> None:
    audit.log(
        "test.write", None, by=None, share=1e16, part=0.1, count=10**18, text='"\\ ấ ơ', deep=[{}]
    )
    assert verify().lines == 1
    assert LogEntry.objects.get().detail["part"] == "0.1"


CHANGES = {
    "one letter": "UPDATE audit_logentry SET action = 'test.writf' WHERE id = 2",
    "the time": "UPDATE audit_logentry SET at = '2020-01-01 00:00:00+00:00' WHERE id = 2",
    "the detail": "UPDATE audit_logentry SET detail = '{{\"number\": 2}}' WHERE id = 2",
    "the seal": "UPDATE audit_logentry SET hash = '00' WHERE id = 2",
    "the number": "UPDATE audit_logentry SET id = 9 WHERE id = 3",
}


@pytest.mark.parametrize("change", CHANGES)
def test_one_changed_byte_is_found_with_its_line(change: str, db) -> None:
    _write()
    _forge(CHANGES[change].replace("{{", "{").replace("}}", "}"))
    number = 9 if change == "the number" else 2
    with pytest.raises(LogLineAltered, match=f"Dòng nhật ký số {number} "):
        verify()


def test_a_line_that_was_changed_and_sealed_anew_betrays_itself_in_the_next(db) -> None:
    _write()
    line = LogEntry.objects.get(pk=2)
    line.action = "test.forged"
    _forge(f"UPDATE audit_logentry SET action = 'test.forged', hash = '{line.seal()}' WHERE id = 2")  # noqa: S608 - a test
    with pytest.raises(LogLineAltered, match="Dòng nhật ký số 3 "):
        verify()


def test_a_line_taken_out_of_the_middle_is_found(db) -> None:
    _write()
    _forge("DELETE FROM audit_logentry WHERE id = 2")
    with pytest.raises(LogLineAltered, match="Dòng nhật ký số 3 "):
        verify()


@pytest.mark.parametrize(("last", "found"), [(3, 2), (1, 0)])
def test_lines_cut_off_at_the_end_are_missed(last: int, found: int, db) -> None:
    _write()
    _forge(f"DELETE FROM audit_logentry WHERE id >= {last}")  # noqa: S608 - a test
    with pytest.raises(LogLinesMissing, match=f"đến dòng số 3 nhưng chỉ còn đến dòng số {found}"):
        verify()


def test_a_log_without_its_head_is_not_whole(db) -> None:
    _write()
    LogHead.objects.all().delete()
    with pytest.raises(LogLinesMissing):
        verify()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_logentry SET action = 'x' WHERE id = 1",
        "DELETE FROM audit_logentry WHERE id = 1",
        "DELETE FROM audit_logentry",
    ],
)
def test_the_database_itself_refuses(statement: str, db) -> None:
    _write()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert verify().lines == 3


@pytest.mark.postgres
def test_postgresql_refuses_to_empty_the_log(db) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL knows TRUNCATE")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE audit_logentry")


def test_the_model_refuses_in_vietnamese(db) -> None:
    _write()
    line, rows = LogEntry.objects.get(pk=1), LogEntry.objects.all()
    for change in (
        line.save,
        line.delete,
        rows.delete,
        lambda: rows.update(action="x"),
        lambda: rows.bulk_create([LogEntry()]),
        lambda: rows.bulk_update([line], ["action"]),
        lambda: rows.update_or_create(pk=1),
    ):
        with pytest.raises(LogIsAppendOnly, match="chỉ được ghi thêm"):
            change()


def test_a_line_of_a_step_that_failed_is_not_written(db) -> None:
    _write(1)
    with transaction.atomic():
        _write(1)
        transaction.set_rollback(True)
    _write(1)
    assert verify().lines == 2


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_do_not_fork_the_chain() -> None:
    def write() -> None:
        try:
            for _ in range(15):
                with transaction.atomic():
                    _write(1)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert verify().lines == 60


def test_the_command_says_whole_or_which_line(db, capsys: pytest.CaptureFixture[str]) -> None:
    _write()
    assert run(["audit", "verify"]) == 0
    assert "Nhật ký nguyên vẹn: 3 dòng, dấu của dòng cuối " in capsys.readouterr().out
    _forge("UPDATE audit_logentry SET object_name = 'x' WHERE id = 2")
    assert run(["audit", "verify"]) == 1
    assert "Dòng nhật ký số 2 (" in capsys.readouterr().err


def test_lines_are_found_by_day_person_and_action(officer: User, neighbour: User) -> None:
    audit.log("plan.check", None, by=officer)
    audit.log("plan.take-in", None, by=neighbour)
    offices = Unit.objects.values_list("pk", flat=True)
    day = LogEntry.objects.first().at.date()
    assert lines_of(offices, action="plan.").count() == 2
    assert lines_of(offices, person="hangxom", action="plan.").get().author == neighbour
    assert lines_of(offices, person="bộ thuong").get().author == officer
    assert not lines_of(offices, since=day.replace(year=2099)).exists()
    assert not lines_of(offices, until=day.replace(year=2000)).exists()
    assert {"plan.check", "plan.take-in"} <= set(actions_in(offices))


def test_each_action_of_the_program_has_a_name_on_screen() -> None:
    source = "\n".join(path.read_text() for path in ROOT.rglob("*.py"))
    written = set(re.findall(r'audit\.log\(\s*"([^"]+)"', source))
    assert len(written) > 30
    assert [action for action in sorted(written) if words_of(action) == action] == []


def test_each_detail_of_the_program_has_a_name_on_screen() -> None:
    named = keys_in_words()
    missing = {
        f"{path.relative_to(ROOT)}: {word.arg}"
        for path in ROOT.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.log"
        for word in call.keywords
        if word.arg and word.arg not in {"by", "office", *named}
    }
    assert missing == set()


@pytest.mark.parametrize(
    ("detail", "shown"),
    [
        ({}, ""),
        ({"reason": "  đi \n công tác "}, "lý do: đi công tác"),
        ({"last_day": None, "note": "", "records": []}, ""),
        ({"failures": 0, "accepted": False}, "số lần sai liên tiếp: 0; chấp nhận: không"),
        ({"last_day": "2026-11-20", "accepted": True}, "đến hết ngày: 20/11/2026; chấp nhận: có"),
        ({"horizon": "2026-13-45"}, "mốc: 2026-13-45"),
        ({"unit_name": "Xã An Phú", "unit": 12}, "đơn vị: Xã An Phú; mã đơn vị: 12"),
        ({"unit": "Xã An Phú", "records": 7}, "đơn vị: Xã An Phú; số mục: 7"),
        ({"records": [1, 2, 3, 4, 5, 6, 7]}, "mã mục: 1, 2, 3, 4, 5 và 2 mục nữa"),
        ({"state": "stuck"}, "trạng thái: vướng mắc"),
        ({"roles": {"viewer": 3}}, "vai trò và mã đơn vị (Người xem: 3)"),
        (
            {"changed": {"symbol": ["12/KH", "13/KH"], "place": [None, "Mẫu"]}},
            "đã sửa (số, ký hiệu: 12/KH → 13/KH, nơi ban hành: trống → Mẫu)",
        ),
        ({"before": {"measured_by": "count", "numerator": ""}}, "trước đó (cách đo: số lượng)"),
        ({"sha256": "ab" * 32}, "mã SHA-256 của tệp: abababababab…"),
        ({"note": "a " * 100}, f"ghi chú: {'a ' * 39}a…"),
        ({"key_of_tomorrow": "x"}, "key_of_tomorrow: x"),
        ({"deep": [{}, {"a": 1}, None]}, "deep: (a: 1)"),
    ],
)
def test_the_detail_of_a_line_is_shown_short_and_in_words(
    detail: dict[str, object], shown: str
) -> None:
    assert detail_of(LogEntry(detail=detail)) == shown


@pytest.mark.parametrize("key", ["password", "new_password", "secret", "token", "code"])
def test_what_opens_a_door_is_not_shown_should_it_ever_be_written(key: str) -> None:
    assert detail_of(LogEntry(detail={key: "hunter2"})) == f"{key}: (không hiện)"
    assert "hunter2" not in detail_of(LogEntry(detail={"changed": {key: ["hunter2", "x"]}}))


def test_the_detail_reads_the_same_from_every_database(db) -> None:
    """PostgreSQL does not keep the order in which the facts were written."""
    facts = {"last_day": "2026-11-20", "role": "viewer", "zz": 1, "first_day": "2026-11-19"}
    audit.log("test.write", None, by=None, **facts)
    shown = "vai trò: Người xem; từ ngày: 19/11/2026; đến hết ngày: 20/11/2026; zz: 1"
    assert detail_of(LogEntry.objects.get()) == shown


def test_every_change_of_units_has_a_name_on_screen() -> None:
    actions = [f"unit.{kind}" for kind in ChangeKind.values]
    assert [action for action in actions if words_of(action) == action] == []


def test_lines_without_an_office_are_asked_for_by_name(db) -> None:
    audit.log("test.write", None, by=None)
    nowhere = Unit.objects.none().values_list("pk", flat=True)
    assert not lines_of(nowhere).exists()
    assert lines_of(nowhere, without_office=True).get().action == "test.write"
    assert (actions_in(nowhere), actions_in(nowhere, without_office=True)) == ([], ["test.write"])


def test_the_author_of_a_line_cannot_be_deleted(officer: User) -> None:
    audit.log("test.write", None, by=officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        officer.delete()


def test_make_office_writes_its_own_lines(db) -> None:
    make_user("canbo", make_office())
    assert verify().lines == LogEntry.objects.count() > 0


def test_lines_of_an_action_are_written_at_its_end_and_none_of_what_failed(officer: User) -> None:
    before = LogEntry.objects.count()

    def told() -> list[object]:
        return [row.detail["number"] for row in LogEntry.objects.order_by("pk")[before:]]

    @audit.logged_last()
    def fail() -> None:
        _write(1)
        _ = 1 / 0

    with audit.logged_last():
        _write(1)
        assert told() == []
        with audit.logged_last():
            audit.log("test.write", None, by=None, number=7)
        with pytest.raises(ZeroDivisionError):
            fail()
        assert told() == []
    assert told() == [0, 7]
    with pytest.raises(ZeroDivisionError):
        fail()
    with audit.logged_last():
        pass
    assert told() == [0, 7]
    verify()
