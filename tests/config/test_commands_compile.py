"""`phongtrao compile`: many documents in, results out, whatever the documents are."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from phongtrao.config.commands._app import run
from phongtrao.config.commands.compiling import jobs as jobs_module
from phongtrao.config.commands.compiling import pool
from phongtrao.config.commands.compiling.inputs import Inputs, find_inputs, result_names
from phongtrao.config.commands.compiling.jobs import (
    Job,
    Outcome,
    compile_one,
    part_name,
    write_whole,
)
from phongtrao.config.commands.compiling.summary import print_summary
from phongtrao.config.commands.compiling.text_table import text_table
from phongtrao.core.drafting.tracking_table import TableTitle
from tests.core.text.reading.office_files import docx, paragraph

PLAN = """ỦY BAN NHÂN DÂN
XÃ AN PHÚ

Số: 12/KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

An Phú, ngày 05 tháng 3 năm 2026

KẾ HOẠCH

Xây dựng phong trào toàn dân bảo vệ an ninh Tổ quốc năm 2026

I. CHỈ TIÊU

1. Phấn đấu từ 95% khu dân cư trở lên đạt tiêu chuẩn “An toàn về an ninh, trật tự” trong năm
2026.

II. TỔ CHỨC THỰC HIỆN

1. Công an xã chủ trì, phối hợp với Ủy ban Mặt trận Tổ quốc Việt Nam xã tham mưu thực hiện kế
hoạch; báo cáo kết quả về Ủy ban nhân dân xã trước ngày 15/11/2026.

2. Các trường học trên địa bàn tổ chức tuyên truyền cho học sinh.

Nơi nhận:
- Công an tỉnh;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn Thử
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one plan in two kinds, a letter that is no plan, a secret, a broken file and
    other things.
    """
    source = tmp_path / "vao"
    (source / "con").mkdir(parents=True)
    (source / "ke-hoach.txt").write_text(PLAN, encoding="utf-8")
    blocks = "".join(paragraph(block.replace("\n", " ")) for block in PLAN.split("\n\n"))
    (source / "con" / "ke-hoach.docx").write_bytes(docx(blocks))
    (source / "thu.txt").write_text("Thân gửi bạn, hôm nay trời đẹp.", encoding="utf-8")
    (source / "kin.txt").write_text("UBND XÃ\nMẬT\n\nKẾ HOẠCH\nnội dung kín\n", encoding="utf-8")
    (source / "hong.pdf").write_bytes(b"%PDF-1.7 hong")
    (source / "anh.jpg").write_bytes(b"\xff\xd8\xff")
    (source / ".an.txt").write_text("ẩn", encoding="utf-8")
    (source / "~$ke-hoach.docx").write_bytes(b"x")
    return source


def test_a_folder_gives_one_result_a_document_and_a_summary(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "ra" / "sau"
    assert run(["compile", str(folder), "--out", str(out), "--jobs", "2"]) == 1
    assert sorted(path.name for path in out.iterdir()) == [
        "ke-hoach-2.json",
        "ke-hoach.json",
        "thu.json",
    ]
    found = json.loads((out / "ke-hoach.json").read_text(encoding="utf-8"))
    assert found["source"]["kind"] == "docx"
    for name in ("ke-hoach.json", "ke-hoach-2.json"):
        plan = json.loads((out / name).read_text(encoding="utf-8"))
        assert plan["document"]["symbol"] == "12/KH-UBND"
        assert plan["targets"][0]["value"] == 95
        assert plan["tasks"]
    shown = capsys.readouterr().out
    assert "Đã biên dịch 2, không phải kế hoạch 1, từ chối 2, bỏ qua 1." in shown
    assert "Ghi vào ke-hoach-2.json vì trùng tên." in shown
    assert "bỏ qua anh.jpg" in shown


def test_a_secret_is_refused_and_none_of_its_words_are_repeated(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "ra"
    assert run(["compile", str(folder / "kin.txt"), "--out", str(out)]) == 1
    shown = "".join(capsys.readouterr())
    assert "dấu chỉ độ mật" in shown
    assert "nội dung kín" not in shown
    assert list(out.iterdir()) == []


def test_a_run_without_refusals_ends_with_zero(folder: Path, tmp_path: Path):
    assert (
        run(
            [
                "compile",
                str(folder / "ke-hoach.txt"),
                str(folder / "thu.txt"),
                "-o",
                str(tmp_path / "ra"),
            ]
        )
        == 0
    )


def test_internal_documents_are_compiled_and_flagged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    source = tmp_path / "a.txt"
    source.write_text("LƯU HÀNH NỘI BỘ\n\n" + PLAN, encoding="utf-8")
    assert run(["compile", str(source), "-o", str(tmp_path / "ra")]) == 0
    assert "lưu hành nội bộ" in capsys.readouterr().out
    assert (
        json.loads((tmp_path / "ra" / "a.json").read_text(encoding="utf-8"))["source"][
            "internal_only"
        ]
        is True
    )


@pytest.mark.parametrize(
    ("output_format", "ending"), [("xlsx", ".xlsx"), ("docx", ".docx"), ("table", ".txt")]
)
def test_the_tracking_table_is_written_in_every_format(
    folder: Path, tmp_path: Path, output_format: str, ending: str
):
    out = tmp_path / "ra"
    arguments = [str(folder / "ke-hoach.txt"), str(folder / "thu.txt")]
    assert run(["compile", *arguments, "-o", str(out), "-f", output_format]) == 0
    assert [path.name for path in out.iterdir()] == ["ke-hoach" + ending]  # a letter has no table
    for name in ("ke-hoach.txt", "thu.txt"):  # one document alone needs no worker
        assert (
            run(["compile", str(folder / name), "-o", str(out / "mot"), "-f", output_format]) == 0
        )
    assert [path.name for path in (out / "mot").iterdir()] == ["ke-hoach" + ending]


def test_the_table_may_go_to_the_screen(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["compile", str(folder / "ke-hoach.txt"), "--format", "table"]) == 0
    shown = capsys.readouterr()
    assert "BẢNG THEO DÕI THỰC HIỆN" in shown.out
    assert "từ 95%" in shown.out
    assert "Đã biên dịch 1" in shown.err
    assert "Đã biên dịch" not in shown.out


def test_nothing_to_compile_and_a_folder_that_cannot_be_made_are_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "trong").mkdir()
    assert run(["compile", str(tmp_path / "trong"), "-o", str(tmp_path / "ra")]) == 2
    (tmp_path / "tep").write_text("x", encoding="utf-8")
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    assert run(["compile", str(tmp_path / "a.txt"), "-o", str(tmp_path / "tep")]) == 2
    shown = capsys.readouterr().err
    assert "Không tìm thấy văn bản nào" in shown
    assert "Không tạo được thư mục" in shown


def test_a_missing_file_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["compile", str(tmp_path / "khong-co.docx"), "-o", str(tmp_path / "ra")]) == 1
    assert "khong-co.docx" in capsys.readouterr().out


# Inputs


def test_files_are_taken_once_and_results_are_no_inputs(folder: Path):
    out = folder / "ket-qua"
    out.mkdir()
    (out / "ke-hoach.docx").write_bytes(b"x")
    found = find_inputs([folder / "thu.txt", folder, folder], leave_out=out)
    assert [path.name for path in found.files] == [
        "thu.txt",
        "ke-hoach.docx",
        "hong.pdf",
        "ke-hoach.txt",
        "kin.txt",
    ]
    assert [path.name for path in found.skipped] == ["anh.jpg"]
    assert find_inputs([folder / "anh.jpg"], leave_out=None).files == [folder / "anh.jpg"]


def test_results_of_one_name_are_numbered_and_never_meet():
    paths = [Path(name) for name in ("a.docx", "b/a.pdf", "A.txt", "a-2.txt", "c.txt")]
    assert result_names(paths, ".json") == ["a.json", "a-3.json", "A-4.json", "a-2.json", "c.json"]
    assert len({name.casefold() for name in result_names(paths, ".json")}) == 5


# One document


def test_an_unexpected_failure_is_a_refusal_that_names_its_kind(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*arguments: object, **options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs_module, "_compiled", fail)
    outcome = compile_one(Job(str(folder / "thu.txt"), str(tmp_path / "x.json"), "json"))
    assert (outcome.fate, outcome.code) == ("refused", "unexpected")
    assert "ZeroDivisionError" in outcome.reason


def test_a_result_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    target = tmp_path / "a.json"
    target.write_text("cũ", encoding="utf-8")

    def full(descriptor: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_whole(target, b"half")
    assert target.read_text(encoding="utf-8") == "cũ"
    assert list(tmp_path.iterdir()) == [target]


# Workers


def die(job: Job) -> Outcome:
    """What a document may do to a worker."""
    if "giet" in job.source:
        assert job.target is not None
        part_name(Path(job.target)).write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    if "cham" in job.source:
        signal.pause()
    return Outcome("compiled", targets=1)


def work_and_die(pipe: pool.Connection) -> None:
    """A worker that some documents kill."""
    pool.compile_one = die
    pool.work(pipe)


def test_a_killed_or_endless_worker_does_not_stop_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pool, "work", work_and_die)
    monkeypatch.setattr(pool, "COMPILE_SECONDS_MAX", 10)
    names = ["a", "giet", "b", "cham", "c", "d"]
    jobs = [Job(f"{name}.txt", str(tmp_path / f"{name}.json"), "json") for name in names]
    found = dict(pool.outcomes(jobs, 2))
    assert [found[number].code for number in range(6)] == [
        "",
        "worker-died",
        "",
        "too-slow",
        "",
        "",
    ]
    assert list(tmp_path.iterdir()) == []


def test_stopping_early_ends_the_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pool, "work", work_and_die)
    jobs = [
        Job(f"{name}.txt", None if name == "a" else str(tmp_path / "x.json"), "json")
        for name in ("a", "cham", "cham")
    ]
    running = pool.outcomes(jobs, 3)
    assert next(running)[0] == 0
    running.close()
    assert list(tmp_path.iterdir()) == []


def test_a_worker_ends_when_its_pipe_closes():
    near, far = pool.multiprocessing.Pipe()
    near.send(Job("khong-co.txt", None, "table"))
    near.close()
    pool.work(far)  # the answer finds no reader
    near, far = pool.multiprocessing.Pipe()
    near.close()
    pool.work(far)  # no job comes


def test_the_command_works_as_a_program_with_many_files(folder: Path, tmp_path: Path):
    command = [sys.executable, "-c", "from phongtrao.config.commands import main; main()"]
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, "compile", str(folder), "-o", str(tmp_path / "ra")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Đã biên dịch 2" in done.stdout


# Tables and summary


def test_an_empty_table_says_so():
    text = text_table(TableTitle("Kế hoạch"), [], [])
    assert "Văn bản không giao nhiệm vụ cụ thể." in text
    assert all(len(line) <= 150 for line in text.split("\n"))


def test_a_long_summary_lists_only_what_needs_a_look(capsys: pytest.CaptureFixture[str]):
    files = [Path(f"{number}.txt") for number in range(60)]
    skipped = [Path(f"{number}.jpg") for number in range(12)]
    results = [Outcome("compiled", targets=1)] * 59 + [Outcome("refused", "Tệp 59.txt bị hỏng.")]
    print_summary(Console(highlight=False, width=100), Inputs(files, skipped), None, results)
    shown = capsys.readouterr().out
    assert "✕ 59.txt: Tệp 59.txt bị hỏng." in shown
    assert "58.txt" not in shown
    assert "… và 2 tệp khác" in shown
    print_summary(Console(width=100), Inputs(files, []), None, [Outcome("compiled")] * 60)
    assert "Tệp " not in capsys.readouterr().out
