"""Old Word files and RTF go through LibreOffice, or are refused with the way out."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from phongtrao.core.text.reading import ReadingLimits, office, read_document, read_safely
from phongtrao.core.text.reading.errors import FileDamaged, FileTooSlow, NeedsLibreOffice
from phongtrao.core.text.reading.limits import DEFAULT_LIMITS

from .office_files import docx, item, levels, numbering, odt, paragraph, table

RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times New Roman;}{\f1 .VnTime;}}"
    rb"{\f0 K\u7871?ho\u7841?ch\par}{\f1 phong tr\'b5o thi \'aeua\par}}"
)
needs_libreoffice = pytest.mark.skipif(
    office.libreoffice_program() is None, reason="no LibreOffice here"
)


def test_without_libreoffice_the_refusal_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(NeedsLibreOffice, match="LibreOffice"):
        read_safely(RTF, "a.rtf")


@needs_libreoffice
def test_rtf_is_read_with_its_legacy_fonts_decoded():
    reading = read_safely(RTF, "a.rtf")
    assert reading.kind == "rtf"
    assert reading.text == "Kếhoạch\n\nphong trào thi đua"
    assert "TCVN3" in reading.notes[0]


@needs_libreoffice
def test_an_old_word_file_is_read_with_its_lists_and_tables(tmp_path: Path):
    lists = numbering(levels(("upperRoman", "%1."), ("lowerLetter", "%2)")))
    body = (
        item("MỤC ĐÍCH")
        + item("một", level=1)
        + table([["STT", "Việc"], ["1", "Họp"]])
        + paragraph("Hết")
    )
    (tmp_path / "a.docx").write_bytes(docx(body, numbering=lists))
    assert convert(tmp_path / "a.docx", "doc")
    text = read_safely(tmp_path / "a.doc", "a.doc").text
    assert text.split("\n\n") == ["I. MỤC ĐÍCH", "a) một", "| STT | Việc |\n| 1 | Họp |", "Hết"]


def convert(path: Path, kind: str) -> bool:
    """Let LibreOffice save a file as another kind, beside it."""
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command = [
        "soffice",
        "--headless",
        profile,
        "--convert-to",
        kind,
        "--outdir",
        str(path.parent),
        str(path),
    ]
    # A fixed command line of our own.
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - LibreOffice of this machine
    return path.with_suffix("." + kind.partition(":")[0]).is_file()


@needs_libreoffice
def test_list_labels_agree_with_those_that_libreoffice_prints(tmp_path: Path):
    lists = numbering(
        levels(
            ("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("decimal", "%2.%4")
        ),
        levels(("decimal", "Điều %1."), ("decimal", "%1.%2"), ("upperLetter", "(%3)")),
        extra='<w:num w:numId="9"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>',
    )
    places = [
        (1, 0),
        (1, 1),
        (1, 1),
        (1, 2),
        (1, 2),
        (1, 3),
        (1, 0),
        (1, 1),
        (1, 2),
        (2, 0),
        (2, 1),
        (2, 1),
        (2, 2),
    ]
    places += [(2, 0), (2, 1), (9, 0), (9, 1), (9, 0), (1, 1), (1, 0)]
    body = "".join(item(f"mục {at}", number, level) for at, (number, level) in enumerate(places))
    (tmp_path / "a.docx").write_bytes(docx(body, numbering=lists))
    assert convert(tmp_path / "a.docx", "txt:Text (encoded):UTF8")
    assert convert(tmp_path / "a.docx", "odt")
    printed = [line.strip() for line in (tmp_path / "a.txt").read_text("utf-8-sig").splitlines()]
    for name in ("a.docx", "a.odt"):
        assert read_document((tmp_path / name).read_bytes(), name).text.split("\n\n") == printed


def as_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put a script in the place of LibreOffice."""
    script = tmp_path / "soffice"
    script.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
    script.chmod(0o700)
    monkeypatch.setattr(office, "libreoffice_program", lambda: str(script))


def test_a_conversion_that_gives_nothing_is_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    as_program(tmp_path, monkeypatch, "")
    with pytest.raises(FileDamaged):
        read_safely(RTF, "a.rtf")


def test_a_conversion_that_hangs_is_ended_with_all_its_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    mark = tmp_path / "pid"
    code = (
        "import subprocess, sys\np = subprocess.Popen(['sleep', "
        f"'60'])\nopen('{mark}', 'w').write(str(p.pid))\np.wait()"
    )
    as_program(tmp_path, monkeypatch, code)
    with pytest.raises(FileTooSlow):
        read_safely(RTF, "a.rtf", limits=ReadingLimits(office_seconds=2))
    stat = Path(f"/proc/{mark.read_text()}/stat")
    deadline = time.monotonic() + 5
    while stat.exists() and stat.read_text().split()[2] != "Z" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert time.monotonic() < deadline


def test_the_converted_file_keeps_its_own_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    made = tmp_path / "made.docx"
    made.write_bytes(docx(paragraph("Kế hoạch")))
    code = (
        "import shutil, sys, os\nout = sys.argv[sys.argv.index('--outdir') + 1]\nos.makedirs(out)\n"
        f"shutil.copy('{made}', out + '/source.docx')"
    )
    as_program(tmp_path, monkeypatch, code)
    reading = read_safely(RTF, "a.rtf")
    assert (reading.text, reading.kind) == ("Kế hoạch", "rtf")


def test_the_working_folder_is_memory_only_when_there_is_room(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(office, "_MEMORY_FOLDER", tmp_path)
    monkeypatch.setattr(office, "_MEMORY_FOLDER_FREE_MIN", 0)
    assert office._working_folder() == str(tmp_path)
    monkeypatch.setattr(office, "_MEMORY_FOLDER_FREE_MIN", 1 << 62)
    assert office._working_folder() is None
    monkeypatch.setattr(office, "_MEMORY_FOLDER", tmp_path / "khong-co")
    assert office._working_folder() is None


@needs_libreoffice
@pytest.mark.slow
def test_a_broken_old_file_is_damage():
    with pytest.raises(FileDamaged):
        office.converted_to_docx(b"{\\rtf1", "doc", "a.doc", DEFAULT_LIMITS)


def test_an_odt_and_a_docx_of_one_text_read_the_same():
    assert (
        read_document(odt("<text:p>Một</text:p>"), "a.odt").text
        == read_document(docx(paragraph("Một")), "a.docx").text
    )
