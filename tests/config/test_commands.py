"""The command line: help and wrong usage in Vietnamese, exit codes, quick start."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from phongtrao.config import commands
from phongtrao.config.commands import _app
from phongtrao.config.commands._app import run, sentence_of


def test_the_help_is_vietnamese(capsys: pytest.CaptureFixture[str]):
    assert run(["--help"]) == 0
    assert run(["compile", "--help"]) == 0
    shown = capsys.readouterr().out
    for word in ("Cách dùng:", "Tùy chọn:", "Lệnh:", "Tham số:", "[mặc định: json]", "Mã thoát"):
        assert word in shown
    for word in ("Usage", "Options", "Commands", "Arguments", "Show this", "default:", "<list"):
        assert word not in shown


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]):
    assert run([]) == 2
    assert "Lệnh:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["lạ"], "Không có lệnh lạ."),
        (["compile"], "Thiếu tham số TỆP_HOẶC_THƯ_MỤC."),
        (["compile", "x", "--nope"], "Không có tùy chọn --nope."),
        (["compile", "x", "--jobs", "hai"], "Giá trị của tùy chọn --jobs không hợp lệ."),
        (["compile", "x", "--jobs"], "Tùy chọn --jobs thiếu giá trị hoặc thừa giá trị."),
        (["compile", "x", "-o", "y", "--jobs", "0"], "--jobs là số từ 1 đến 256."),
        (["compile", "x", "-o", "y", "--jobs", "999"], "--jobs là số từ 1 đến 256."),
        (["compile", "x", "-o", "y", "--format", "pdf"], "Không có dạng “pdf”"),
        (["compile", "x"], "Thiếu --out"),
    ],
)
def test_wrong_usage_ends_with_two_and_says_what_in_vietnamese(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
):
    assert run(arguments) == 2
    shown = capsys.readouterr().err
    assert sentence in shown
    assert "--help” để xem hướng dẫn" in shown


def test_other_wrong_usage_is_told_too():
    assert sentence_of(_app.exceptions.UsageError("Got unexpected extra argument")).startswith(
        "Câu lệnh không đúng"
    )
    assert sentence_of(_app.exceptions.MissingParameter()) == "Thiếu tham số."


def test_an_interrupted_command_ends_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    app = typer.Typer()
    app.command()(lambda: None)
    command = typer.main.get_command(app)
    monkeypatch.setattr(command, "main", interrupted)
    monkeypatch.setattr(_app.typer.main, "get_command", lambda app: command)
    assert run([]) == 130
    assert "Đã dừng" in capsys.readouterr().err


def test_the_entry_point_ends_with_the_exit_code(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["phongtrao", "compile"])
    with pytest.raises(SystemExit) as ended:
        commands.main()
    assert ended.value.code == 2


def test_the_help_imports_nothing_heavy():
    code = (
        "import sys; sys.argv = ['phongtrao', '--help']\n"
        "from phongtrao.config.commands import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    loaded = set(done.stderr.split())
    assert not loaded & {
        "django",
        "rich.console",
        "lxml",
        "openpyxl",
        "docx",
        "pypdfium2",
        "phongtrao.core.compiler",
    }
