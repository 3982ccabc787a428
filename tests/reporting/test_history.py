"""The history says what the program says, and is whole whatever happens."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from phongtrao.audit.models import LogEntry
from phongtrao.config.commands._app import run
from phongtrao.reporting.actions import history as writing
from phongtrao.reporting.actions.history import (
    HistoryBusy,
    HistoryEmpty,
    HistoryFolderForeign,
    write_history,
)
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Obligation
from phongtrao.reporting.queries import history, history_folder
from phongtrao.reporting.queries.history import COMMUNE, PROVINCE, owed_on
from phongtrao.reporting.queries.history_folder import (
    HistoryMissing,
    HistoryNotThere,
    HistoryOld,
    HistoryUnreadable,
    check_history,
    files_of,
    manifest_of,
    sums_of,
)
from phongtrao.reporting.queries.history_spark import SparkMissing
from tests.reporting.history_rows import COUNTS, Told, make_told, of_history, of_program
from tests.reporting.report_rows import Asked, send, window

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 1, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def told() -> Told:
    return make_told()


def write(folder: Path, **facts: Any) -> Any:
    return write_history(folder=folder, **{"ended_before": NOW.date(), "at": NOW, **facts})


def asked_of(folder: Path, ask: Callable[[Any], Any], **chosen: Any) -> list[dict[str, Any]]:
    """What the embedded engine answers."""
    with history.engine() as connection:
        return history.rows_of(connection, ask(history.history_on(connection, folder, **chosen)))


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file that counts."""
    counting = folder / "hien-hanh"
    return {
        path.relative_to(counting).as_posix(): path.read_bytes()
        for path in counting.rglob("*")
        if path.is_file()
    }


def test_totals_of_the_history_are_those_of_the_program(told: Told, tmp_path: Path) -> None:
    write(tmp_path)
    for by in (PROVINCE, COMMUNE, ()):
        rows = asked_of(tmp_path, lambda rows, by=by: history.totals(rows, *by))
        found = of_history(told, rows, by)
        assert found == of_program(told, by)
    # Accepted, zero, marks, blank part, another province; not the one that was returned.
    first = told.first.period.pk
    assert found[first, None, "element", "A1"] == (5, 3, 2, 1, 1, 1, 0, 11, None)
    assert found[first, None, "measure", "CT3"][-2:] == (11, 14)


def test_the_four_kinds_of_nothing_and_zero_stay_different(told: Told, tmp_path: Path) -> None:
    write(tmp_path)
    rows = asked_of(
        tmp_path, lambda rows: rows.filter(rows.code == "A1").order_by("report_id", "accepted")
    )
    first = [row for row in rows if row["period_id"] == told.first.period.pk]
    assert [(row["mark"], row["value"]) for row in first] == [
        ("figure", 8), ("figure", 9), ("figure", 0), ("not-applicable", None), ("blank", None),
        ("figure", 3),
    ]  # fmt: skip
    revisions = [(row["revision"], row["accepted"], row["newest"]) for row in first]
    assert revisions[:3] == [(2, False, True), (1, True, False), (1, True, True)]
    silent = {told.communes[4].pk, told.communes[5].pk}
    assert not silent & {row["unit_id"] for row in first}
    unsure = {"mark": "unknown", "of": "element", "code": "A4"}
    (unknown,) = asked_of(
        tmp_path, lambda rows: rows.filter(*(rows[name] == value for name, value in unsure.items()))
    )
    assert unknown["value"] is None


def test_a_folder_a_year_and_a_province(told: Told, tmp_path: Path) -> None:
    # Units are called what they were called when the period ended.
    told.communes[0].versions.create(name="Xã Mới", valid_from=date(2021, 1, 1))
    done = write(tmp_path)
    home = f"id{told.places[0].pk}"
    names = {
        f"nam=2020/tinh={code}/{kind}.parquet"
        for code in ("00", "01", home)
        for kind in ("so-lieu", "phai-bao-cao")
    }
    assert set(snapshot(tmp_path)) == names | {"manifest.json"}
    assert (done.reports, done.years, done.rows) == (8, [2020], 9 * 8)
    assert not list(check_history(tmp_path))
    only = asked_of(tmp_path, lambda rows: history.totals(rows, *PROVINCE), provinces=["01"])
    assert {row["province"] for row in only} == {"01"}
    assert {row["province_name"] for row in only} == {"Tỉnh Khác"}
    named = asked_of(tmp_path, lambda rows: rows.select("commune_name").distinct())
    assert {row["commune_name"] for row in named} == {
        None,
        *(f"Xã {one}" for one in (1, 2, 3, 4, 7)),
    }
    with history.engine() as connection:
        owing = history.owed_on(connection, tmp_path, years=[2020])
        owed = history.rows_of(connection, history.owed(owing, "province"))
    assert [(row["province"], row["owed"]) for row in owed] == [
        ("01", 1), (home, 5), ("00", 1), ("01", 1), (home, 5),
    ]  # fmt: skip
    assert LogEntry.objects.filter(action="history.write").count() == 1


def test_a_place_where_nobody_reported_is_missing_and_not_left_out(
    told: Told, tmp_path: Path
) -> None:
    write(tmp_path)
    with history.engine() as connection:
        figures, owing = (read(connection, tmp_path) for read in (history.history_on, owed_on))
        rows = history.rows_of(connection, history.totals(figures, *COMMUNE, owing=owing))
        years = history.rows_of(connection, history.year_totals(figures, *COMMUNE, owing=owing))
        whole = history.rows_of(connection, history.totals(figures, owing=owing))
        only = history.rows_of(connection, history.totals(figures, *COMMUNE))
    silent, blank, none = (told.communes[place].pk for place in (4, 3, 1))
    first = {
        (row["commune_id"], row["code"]): row for row in rows if row["ends"] == first_end(told)
    }
    assert [(first[one, "A1"]["reports"], first[one, "A1"]["owed"]) for one in (silent, none)] == [
        (0, 1), (1, 1),
    ]  # fmt: skip
    # Silent, blank and zero are three things, and a box and a measure are missing alike.
    assert [first[one, "A1"]["total"] for one in (silent, blank, none)] == [None, None, 0]
    assert [first[one, "A1"]["blank"] for one in (silent, blank, none)] == [0, 1, 0]
    assert first[silent, "CT3"]["reports"] == 0
    assert first[silent, "A1"].keys() == first[none, "A1"].keys()
    assert {row["owed"] for row in whole if row["ends"] == first_end(told)} == {6}
    of_year = {(row["commune_id"], row["code"]): row for row in years}
    assert (of_year[silent, "A1"]["reports"], of_year[silent, "A1"]["owed"]) == (0, 1)
    assert (of_year[silent, "CT2"]["reports"], of_year[silent, "CT2"]["owed"]) == (0, 2)
    # What is not silent is what it was.
    named = ("period_id", "commune_id", "of", "code", *COUNTS)
    assert {tuple(row[name] for name in named) for row in rows if row["reports"]} == {
        tuple(row[name] for name in named) for row in only
    }


def first_end(told: Told) -> date:
    return told.first.period.end


def test_a_province_and_a_period_without_any_report_stand_there_too(
    told: Told, tmp_path: Path, capsys
) -> None:
    Obligation.objects.filter(unit=told.communes[6]).update(state="owed")
    write(tmp_path)
    folder, out = str(tmp_path), tmp_path.with_suffix(".csv")
    assert run(["history", "totals", folder, "--province", "01", "--out", str(out)]) == 0
    lines = [line.split(",") for line in out.read_text("utf-8-sig").splitlines()[1:]]
    assert len(lines) == 2 * 8
    assert {line[-1] for line in lines} == {"chưa báo cáo"}
    assert {tuple(line[10:12]) for line in lines} == {("0", "1")}
    assert not list(check_history(tmp_path))
    for wrong in (["--province", "77"], ["--year", "1999"]):
        assert run(["history", "totals", folder, *wrong]) == 1
    assert "không có tỉnh 77. Có: năm 2020; tỉnh 00, 01, id" in capsys.readouterr().err
    with pytest.raises(HistoryNotThere):
        files_of(tmp_path, "so-lieu.parquet", years=[1999])


def test_a_history_of_an_earlier_program_is_written_anew_whole(told: Told, tmp_path: Path) -> None:
    write(tmp_path)
    path = tmp_path / "hien-hanh/manifest.json"
    facts = json.loads(path.read_text())
    facts["format"] = 1
    del facts["seal"]
    path.write_text(json.dumps({**facts, "seal": history_folder._seal(facts)}))
    for read in (lambda: files_of(tmp_path, "x"), lambda: write(tmp_path, years=[2020])):
        with pytest.raises(HistoryOld, match="không kèm --year"):
            read()
    assert write(tmp_path, at=NOW.replace(hour=9)).reports == 8


def test_sums_of_a_year_answers_and_medians_across_communes(told: Told, tmp_path: Path) -> None:
    write(tmp_path)
    rows = asked_of(tmp_path, history.year_totals)
    found = {(row["of"], row["code"]): row for row in rows}
    assert found["element", "A1"]["total"] == 5 + 2 * 10**18
    assert found["element", "A1"]["windows"] == 1
    spent = found["measure", "CT2"]
    assert (spent["windows"], spent["total"], spent["reports"]) == (2, 25 + 1 + 100 + 3 + 3, 8)
    chosen = asked_of(tmp_path, history.answers)
    assert [(row["choice"], row["reports"]) for row in chosen] == [
        ("Khá", 2), ("Tốt", 1), ("Khá", 1), ("Tốt", 2),
    ]  # fmt: skip
    rows = asked_of(tmp_path, history.medians)
    home = f"id{told.places[0].pk}"
    found = {(row["period_id"], row["province"], row["code"]): row for row in rows}
    taken = found[told.first.period.pk, home, "CT3"]
    assert (taken["communes"], taken["median"], taken["median_rate"]) == (2, 4.0, 80.0)


def test_another_year_stays_and_the_year_that_is_written_is_replaced_whole(
    told: Told, tmp_path: Path
) -> None:
    later = window(told.first.form, 2021)
    asked = Asked(
        told.first.story,
        told.first.form,
        open_period(form=told.first.form, window=later, by=told.first.officer),
    )
    send(asked, told.communes[0], 1, 2, 1, 1, "Tốt")
    fresh = tmp_path.with_name(f"{tmp_path.name}-fresh")
    assert write(fresh, years=[2020]).years == [2020]
    write(tmp_path)
    before = snapshot(tmp_path)
    send(told.first, told.communes[4], 6, 7, 6, 7, "Tốt", reason="Đã sửa")
    send(asked, told.communes[1], 1, 2, 1, 1, "Tốt")
    again = write(tmp_path, years=[2020], at=NOW.replace(hour=9))
    after = snapshot(tmp_path)
    assert again.years == [2020, 2021]
    kept = {name for name in before if before[name] == after.get(name)}
    assert {name for name in kept if "so-lieu" in name and "nam=2021" in name}
    home = f"nam=2020/tinh=id{told.places[0].pk}/so-lieu.parquet"
    assert home not in kept
    assert again.reports == 8 + 1 + 1
    assert not list(check_history(tmp_path))
    write(tmp_path, at=NOW.replace(hour=10))
    assert len(list(tmp_path.glob("ban-*"))) == 2  # the one that counts and the one before


def test_a_write_that_is_killed_leaves_the_old_history_whole(
    told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    before = snapshot(tmp_path)
    send(told.first, told.communes[4], 6, 7, 6, 7, "Tốt", reason="Đã sửa")

    def killed(*arguments: Any) -> Any:
        raise KeyboardInterrupt

    for stop in ("figures_of", "_keep_safe", "_let_count"):
        with monkeypatch.context() as patched:
            patched.setattr(writing, stop, killed)
            with pytest.raises(KeyboardInterrupt):
                write(tmp_path, at=NOW.replace(hour=9))
        assert snapshot(tmp_path) == before
        assert not list(check_history(tmp_path))
    assert LogEntry.objects.filter(action="history.write").count() == 1
    assert write(tmp_path, at=NOW.replace(hour=10)).reports == 9
    assert not (tmp_path / ".dang-ghi").exists()


def test_many_rows_are_written_group_by_group(
    told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a")
    monkeypatch.setattr(writing, "_GROUP_ROWS", 30)
    write(tmp_path / "b")
    monkeypatch.setattr(writing, "_HELD_ROWS", 1)
    write(tmp_path / "c")
    path = f"hien-hanh/nam=2020/tinh=id{told.places[0].pk}/so-lieu.parquet"
    tables = [pq.read_table(tmp_path / name / path, partitioning=None) for name in "abc"]
    assert [pq.ParquetFile(tmp_path / name / path).num_row_groups for name in "abc"] == [1, 2, 2]
    assert tables[0].to_pylist() == tables[1].to_pylist() == tables[2].to_pylist()


def test_what_was_changed_after_writing_is_found(told: Told, tmp_path: Path) -> None:
    write(tmp_path)
    file, gone, *_ = (tmp_path / "hien-hanh").glob("*/*/so-lieu.parquet")
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)
    gone.unlink()
    (file.parent / "la.parquet").write_bytes(b"")
    said = "\n".join(check_history(tmp_path))
    assert f"{file.parent.name}/so-lieu.parquet: nội dung đã thay đổi." in said
    assert f"{gone.parent.name}/so-lieu.parquet: thiếu tệp." in said
    assert "la.parquet: tệp lạ" in said


def test_a_list_of_files_that_was_changed_is_found(told: Told, tmp_path: Path) -> None:
    write(tmp_path)
    path = tmp_path / "hien-hanh/manifest.json"
    text = path.read_text()
    path.write_text(text.replace('"reports": 8,', '"reports": 9,'))
    with pytest.raises(HistoryUnreadable):
        manifest_of(tmp_path)
    for broken in (b"{", b"[]", b"\xff"):
        path.write_bytes(broken)
        with pytest.raises(HistoryUnreadable):
            manifest_of(tmp_path)
    path.write_text(text)
    file = manifest_of(tmp_path).files[-1]
    wrong = json.loads(text)
    wrong["files"][-1]["rows"] = file.rows + 1
    assert sums_of(tmp_path / "hien-hanh" / file.path) == (file.rows, file.sums)
    del wrong["seal"]
    path.write_text(json.dumps({**wrong, "seal": history_folder._seal(wrong)}))
    assert "không khớp danh mục" in next(iter(check_history(tmp_path)))


def test_what_cannot_be_written_or_read_is_refused(told: Told, tmp_path: Path) -> None:
    with pytest.raises(HistoryEmpty, match="năm 1999"):
        write(tmp_path, years=[1999])
    with pytest.raises(HistoryEmpty, match="--all"):
        write(tmp_path, ended_before=told.first.period.end)
    with pytest.raises(HistoryMissing):
        files_of(tmp_path, "so-lieu.parquet")
    taken = tmp_path / "khac"
    taken.mkdir()
    (taken / "thu.txt").write_text("")
    with pytest.raises(HistoryFolderForeign):
        write(taken)
    write(tmp_path / "moi", ended_before=None)
    with (tmp_path / "moi/.khoa").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(HistoryBusy):
            write(tmp_path / "moi")


def test_the_commands(told: Told, tmp_path: Path, capsys, monkeypatch) -> None:
    folder, csv, xlsx = str(tmp_path / "a"), tmp_path / "a.csv", tmp_path / "a.xlsx"
    assert run(["history", "check", folder]) == 1
    assert run(["history", "totals", folder]) == 1
    assert run(["history", "write", folder, "--year", "1999"]) == 1
    assert run(["history", "write", folder, "--all"]) == 0
    assert run(["history", "check", folder]) == 0
    assert run(["history", "totals", folder, "--by", "nuoc"]) == 0
    shown = capsys.readouterr().out
    for words in ("8 báo cáo, 72 dòng", "Nguyên vẹn: 6 tệp", "Quý I/2020", "78,6"):
        assert words in shown
    assert run(["history", "totals", folder, "--by", "xa", "--out", str(csv)]) == 0
    text = csv.read_text("utf-8-sig")
    assert "Tỉnh Mẫu" in text
    assert "2.5" in text
    assert run(["history", "totals", folder, "--yearly", "--out", str(xlsx)]) == 0
    sheet = load_workbook(xlsx).active
    values = {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert values == {"Năm 2020"}
    rows = [row[3:12] for row in sheet.iter_rows(min_row=2, values_only=True)]
    bases = {(row[0], row[4]): row[7:] for row in rows}
    home = f"id{told.places[0].pk}"
    assert (bases[home, "A1"], bases[home, "CT2"]) == ((1, 5), (5, 10))  # newest quarter, both
    assert run(["history", "totals", folder, "--medians"]) == 0
    for wrong in (["--by", "x"], ["--medians", "--yearly"], ["--out", "a.pdf"]):
        assert run(["history", "totals", folder, *wrong]) == 2
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert run(["history", "totals", folder, "--spark", "local"]) == 1
    assert SparkMissing().text in capsys.readouterr().err


def test_the_server_and_the_help_load_no_engine() -> None:
    code = (
        "import sys, phongtrao.config.wsgi\n"
        "from django.urls import get_resolver; get_resolver().reverse_dict\n"
        "from phongtrao.config.commands._app import run; run(['history', '--help'])\n"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    loaded = set(done.stderr.split())
    assert "phongtrao.reporting.views.tracking" in loaded
    assert not loaded & {"pyarrow", "ibis", "duckdb", "pandas", "pyspark"}
