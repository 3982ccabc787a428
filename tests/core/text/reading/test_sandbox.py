"""Reading the file of a stranger: bounds, refusals, and no harm to the process that asks."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path

import pytest

from phongtrao.core.text.reading import (
    DEFAULT_LIMITS,
    Reading,
    ReadingLimits,
    child,
    documents,
    read_document,
    read_safely,
    sandbox,
)
from phongtrao.core.text.reading.errors import (
    FileDamaged,
    FileEndingWrong,
    FileNotReadable,
    FileTooComplex,
    FileTooHeavy,
    FileTooLarge,
    FileTooSlow,
    NeedsLibreOffice,
)

from .office_files import PdfMaker, docx, odt, paragraph

WORD = docx(paragraph("Kế hoạch năm 2026"))


def test_every_kind_is_read_as_in_this_process():
    files = {
        "a.docx": WORD,
        "a.odt": odt("<text:p>Kế hoạch</text:p>"),
        "a.pdf": PdfMaker().page().text(80, 700, "Kế hoạch").note("MẬT").bytes(),
        "a.html": "<html><body>Kế hoạch".encode(),
        "a.txt": "Kế hoạch".encode(),
        "a.md": "# Kế hoạch".encode(),
    }
    for name, data in files.items():
        assert read_safely(data, name) == read_document(data, name)


def test_a_path_is_read_and_a_refusal_names_the_file(tmp_path: Path):
    good = tmp_path / "kế hoạch.docx"
    good.write_bytes(WORD)
    assert read_safely(good, good.name).text == "Kế hoạch năm 2026"
    with pytest.raises(FileEndingWrong, match=r"kế hoạch\.pdf"):
        read_safely(good, "kế hoạch.pdf")


def test_a_refusal_inside_the_child_comes_out_as_the_same_rule():
    with pytest.raises(FileDamaged) as refused:
        read_safely(b"%PDF-1.7\nx\n%%EOF", "a.pdf")
    assert refused.value.text == FileDamaged(name="a.pdf").text


def test_what_is_no_readable_file_is_refused_without_waiting(tmp_path: Path):
    pipe = tmp_path / "ong.txt"
    os.mkfifo(pipe)
    for path in (tmp_path, tmp_path / "khong-co.txt", pipe, Path("/dev/zero"), Path("a\0b")):
        with pytest.raises(FileNotReadable):
            read_safely(path, "a.txt")


def test_size_is_judged_before_reading_and_while_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    small = ReadingLimits(file_bytes=10)
    large = tmp_path / "a.txt"
    large.write_bytes(b"x" * 11)
    for source in (large, b"x" * 11):
        with pytest.raises(FileTooLarge):
            read_safely(source, "a.txt", limits=small)
    with pytest.raises(FileTooLarge, match="lớn 2 MB, vượt mức 1 MB"):
        read_document(b"x" * (1024 * 1024 + 1), "a.txt", ReadingLimits(file_bytes=1024 * 1024))
    checked: list[int] = []

    def check_size(size: int, shown: str, limits: ReadingLimits) -> None:
        checked.append(size)
        if len(checked) > 1:
            raise FileTooLarge(name=shown, size=1, limit=1)

    monkeypatch.setattr(sandbox, "check_size", check_size)
    with pytest.raises(FileTooLarge):
        read_safely(large, "a.txt", limits=small)
    assert checked == [11, 11]


def run_instead(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the child run other code."""
    monkeypatch.setattr(sandbox, "_CHILD_CODE", code)


def test_a_child_that_runs_too_long_is_ended(monkeypatch: pytest.MonkeyPatch):
    run_instead(monkeypatch, "import time; time.sleep(60)")
    with pytest.raises(FileTooSlow, match="1 giây"):
        read_safely(WORD, "a.docx", limits=ReadingLimits(wall_seconds=1))


def test_a_child_is_ended_when_the_reader_is_interrupted(monkeypatch: pytest.MonkeyPatch):
    ended: list[bool] = []

    class Process(subprocess.Popen[bytes]):
        def communicate(self, *args: object, **kwargs: object) -> tuple[bytes, bytes]:
            raise KeyboardInterrupt

        def kill(self) -> None:
            ended.append(True)
            super().kill()

    run_instead(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(sandbox.subprocess, "Popen", Process)
    with pytest.raises(KeyboardInterrupt):
        read_safely(WORD, "a.docx")
    assert ended == [True]


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", FileTooSlow),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", FileTooHeavy),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", FileDamaged),
        ("raise SystemExit(3)", FileDamaged),
        ("print('{')", FileDamaged),
    ],
)
def test_the_way_a_child_ends_becomes_a_refusal(
    code: str, refusal: type[Exception], monkeypatch: pytest.MonkeyPatch
):
    run_instead(monkeypatch, code)
    with pytest.raises(refusal):
        read_safely(WORD, "a.docx")


def test_cpu_time_and_memory_of_the_child_are_bounded(monkeypatch: pytest.MonkeyPatch):
    bounded = (
        "import sys; sys.path[:0] = sys.argv[1:]; from "
        "phongtrao.core.text.reading import child, documents; "
    )
    run_instead(monkeypatch, bounded + "\nchild.bound_process(1, 2**30)\nwhile True: pass")
    with pytest.raises(FileTooSlow):
        read_safely(WORD, "a.docx")
    grow = "\ndef grow(*a):\n  x = bytearray(2**31)\ndocuments._read = grow\nchild.main()"
    run_instead(monkeypatch, bounded + grow)
    with pytest.raises(FileTooHeavy):
        read_safely(WORD, "a.docx")
    write = "\nchild.bound_process(5, 2**30)\nopen('/tmp/khong-duoc-ghi', 'w').write('x')"
    run_instead(monkeypatch, bounded + write)
    with pytest.raises(FileDamaged):
        read_safely(WORD, "a.docx")


def test_the_child_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "khóa")
    show = (
        "import os, json; print(json.dumps({'text': str(sorted(os.environ)),"
        " 'kind': 'docx', 'notes': [], 'margins': '', 'pictures': 0}))"
    )
    run_instead(monkeypatch, show)
    assert "SECRET_KEY" not in read_safely(WORD, "a.docx").text


def test_many_threads_may_read_at_once():
    texts: list[str] = []
    threads = [
        threading.Thread(target=lambda: texts.append(read_safely(WORD, "a.docx").text))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == ["Kế hoạch năm 2026"] * 4


# The child's own functions, in this process


def test_the_child_answers_in_json():
    target = io.BytesIO()
    child.answer("a.docx", DEFAULT_LIMITS, io.BytesIO(WORD), target)
    assert json.loads(target.getvalue())["text"] == "Kế hoạch năm 2026"
    target = io.BytesIO()
    child.answer("a.docx", DEFAULT_LIMITS, io.BytesIO(b"x"), target)
    answer = json.loads(target.getvalue())
    assert (answer["error"], answer["gaps"]["name"]) == ("file-ending-wrong", "a.docx")


def test_the_child_bounds_itself_and_reads_its_request(monkeypatch: pytest.MonkeyPatch):
    bounds: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(child.resource, "setrlimit", lambda kind, pair: bounds.update({kind: pair}))
    request = (
        json.dumps({"name": "a.docx", "limits": asdict(DEFAULT_LIMITS)}).encode() + b"\n" + WORD
    )
    source, target = io.TextIOWrapper(io.BytesIO(request)), io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdin", source)
    monkeypatch.setattr(sys, "stdout", target)
    child.main()
    assert json.loads(target.buffer.getvalue())["kind"] == "docx"
    assert bounds[resource.RLIMIT_FSIZE] == (0, 0)
    assert bounds[resource.RLIMIT_CPU][0] == DEFAULT_LIMITS.cpu_seconds


def test_the_way_a_signal_ends_a_child_is_known_without_running_one():
    with pytest.raises(FileTooSlow):
        sandbox._reading_from(b"", -signal.SIGXCPU, "a", DEFAULT_LIMITS)
    answer = json.dumps(asdict(Reading("x", "docx"))).encode()
    assert sandbox._reading_from(answer, 0, "a", DEFAULT_LIMITS) == Reading("x", "docx")


# Reading in this process


def test_old_word_files_are_not_read_directly():
    with pytest.raises(NeedsLibreOffice):
        read_document(b"{\\rtf1 x}", "a.rtf")


@pytest.mark.parametrize(
    ("error", "refusal"), [(RecursionError(), FileTooComplex), (MemoryError(), FileTooHeavy)]
)
def test_running_out_of_stack_or_memory_is_a_refusal(
    error: Exception, refusal: type[Exception], monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object) -> Reading:
        raise error

    monkeypatch.setattr(documents, "_read", fail)
    with pytest.raises(refusal):
        read_document(b"x", "a.txt")
