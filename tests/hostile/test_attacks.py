"""Each hostile file meets its own refusal, within the bounds of time and memory."""

from __future__ import annotations

import os
import resource
import socket
import time
from typing import TYPE_CHECKING

import pytest

from phongtrao.core.text.reading import (
    FileRefused,
    Reading,
    ReadingLimits,
    read_document,
    read_safely,
)
from phongtrao.core.text.reading.office import libreoffice_program
from tests.core.text.reading.compound_files import compound_file
from tests.core.text.reading.office_files import PdfMaker, archive, docx, odt, paragraph

from . import attacks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Tighter than the real bounds, so that the tests are short; the mechanism is the same.
LIMITS = ReadingLimits(cpu_seconds=4, wall_seconds=8)
SECONDS_MAX = 10
MEMORY_KILOBYTES_MAX = 1_200_000

GOOD = {
    "a.docx": docx(
        paragraph("Kế hoạch") + paragraph("phong trào toàn dân bảo vệ an ninh Tổ quốc " * 40)
    ),
    "a.odt": odt("<text:p>Kế hoạch phong trào</text:p>" * 40),
    "a.pdf": PdfMaker().page().text(80, 700, "Kế hoạch phong trào").bytes(),
    "a.doc": compound_file({"WordDocument": b"x" * 5000, "1Table": b"y" * 3000}),
    "a.rtf": b"{\\rtf1 Ke hoach}",
    "a.html": "<html><body>Kế hoạch</body></html>".encode(),
    "a.txt": "Kế hoạch".encode(),
}


def outcome(data: bytes | Path, name: str, limits: ReadingLimits = LIMITS) -> str | Reading:
    """The reading, or the code of the refusal; fails when time or memory ran over."""
    start = time.monotonic()
    try:
        found: str | Reading = read_safely(data, name, limits=limits)
    except FileRefused as refused:
        found = refused.code
    assert time.monotonic() - start < SECONDS_MAX
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MEMORY_KILOBYTES_MAX
    return found


REFUSED: dict[str, tuple[str, Callable[[], bytes], set[str]]] = {
    "bomb that says its size": (
        "a.docx",
        lambda: attacks.bomb(declared=True),
        {"file-expands-too-much"},
    ),
    "bomb that hides its size": ("a.docx", lambda: attacks.bomb(declared=False), {"file-damaged"}),
    "bomb of one stream named often": (
        "a.docx",
        attacks.overlapping_bomb,
        {"file-expands-too-much"},
    ),
    "entity of a file": (
        "a.docx",
        lambda: attacks.entity("file:///etc/passwd"),
        {"file-has-entities"},
    ),
    "outside document type": (
        "a.docx",
        lambda: attacks.parameter_entity("http://127.0.0.1:9/x.dtd"),
        {"file-has-entities"},
    ),
    "billion laughs": ("a.docx", attacks.laughs, {"file-has-entities"}),
    "laughs in an odt": ("a.odt", attacks.odt_laughs, {"file-has-entities"}),
    "macros": (
        "a.docm",
        lambda: docx(paragraph("x"), other={"word/vbaProject.bin": b"x"}),
        {"file-has-macros"},
    ),
    "macros under another name": (
        "a.docx",
        lambda: docx(paragraph("x"), other={"word/vbaProject.bin": b"x"}),
        {"file-has-macros"},
    ),
    "locked docx": (
        "a.docx",
        lambda: compound_file({"EncryptedPackage": b"x" * 9000}),
        {"file-encrypted"},
    ),
    "locked pdf": ("a.pdf", attacks.locked_pdf, {"file-encrypted"}),
    "tables in tables": ("a.docx", lambda: attacks.nested_tables(100_000), {"file-too-complex"}),
    "tables in tables below the depth of the parser": (
        "a.docx",
        lambda: attacks.nested_tables(80),
        {"file-without-text"},
    ),
    "boxes in boxes": ("a.html", lambda: attacks.nested_divs(1_000_000), {"file-too-complex"}),
    "text of one line": ("a.txt", lambda: attacks.one_line(20 * 1024 * 1024), {"text-too-long"}),
    "text of many paragraphs": (
        "a.docx",
        lambda: attacks.many_paragraphs(1_100_000),
        {"file-expands-too-much"},
    ),
    "gzip bomb": ("a.txt", attacks.gzip_bomb, {"file-kind-unknown"}),
    "gzip bomb as word": ("a.docx", attacks.gzip_bomb, {"file-kind-unknown"}),
    "program as text": (
        "a.txt",
        lambda: b"\x7fELF\x02\x01\x01" + os.urandom(5000),
        {"file-kind-unknown"},
    ),
    "noise as text": ("a.txt", lambda: bytes(range(256)) * 50, {"file-kind-unknown"}),
    "page tree in a circle": ("a.pdf", attacks.cyclic_pages, {"pdf-without-text", "file-damaged"}),
    "giant page count": (
        "a.pdf",
        attacks.giant_page_count,
        {"file-too-complex", "file-damaged", "pdf-without-text"},
    ),
    "too many pages": ("a.pdf", lambda: attacks.many_pages(5000), {"file-too-complex"}),
    "objects without end": (
        "a.pdf",
        lambda: attacks.many_objects(400_000),
        {"pdf-without-text", "file-too-slow"},
    ),
    "arrays in arrays": (
        "a.pdf",
        lambda: attacks.deep_arrays(500_000),
        {"pdf-without-text", "file-damaged"},
    ),
    "packed stream of zeros": (
        "a.pdf",
        lambda: attacks.stream_bomb(250),
        {"pdf-without-text", "file-damaged", "file-too-heavy", "file-too-slow"},
    ),
    "form in itself": (
        "a.pdf",
        attacks.form_in_itself,
        {"file-too-slow", "file-damaged", "file-too-heavy"},
    ),
    "text without end": (
        "a.pdf",
        lambda: attacks.much_text(400_000),
        {"text-too-long", "file-too-slow", "file-too-heavy", "file-damaged"},
    ),
    "archive with a path upwards": (
        "a.docx",
        lambda: docx(paragraph("x"), other={"../../etc/cron.d/x": "x"}),
        {"file-archive-unsafe"},
    ),
    "archive with an absolute path": (
        "a.odt",
        lambda: odt("<text:p>x</text:p>", other={"/etc/x": "x"}),
        {"file-archive-unsafe"},
    ),
    "archive of archives": (
        "a.docx",
        lambda: archive({"a.zip": archive({"b": "x"})}),
        {"file-kind-unknown"},
    ),
    "too many members": (
        "a.docx",
        lambda: docx("", other={f"word/{at}": "" for at in range(4100)}),
        {"file-expands-too-much"},
    ),
    "empty": ("a.docx", lambda: b"", {"file-empty"}),
}


# These need seconds each, to be made or to be given up.
HEAVY = {
    "packed stream of zeros",
    "form in itself",
    "text without end",
    "objects without end",
    "text of many paragraphs",
}
CASES = [pytest.param(name, marks=pytest.mark.slow if name in HEAVY else ()) for name in REFUSED]


@pytest.mark.parametrize("attack", CASES, ids=str)
def test_a_hostile_file_meets_its_refusal(attack: str):
    name, build, codes = REFUSED[attack]
    assert outcome(build(), name) in codes


READ: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "archives inside are not opened": ("a.docx", attacks.nested_bomb, "Văn bản có tệp nhúng"),
    "a file that holds itself": ("a.docx", attacks.quine, "Tệp chứa chính nó"),
    "links outside are not followed": (
        "a.docx",
        lambda: attacks.inclusion("file:///etc/passwd"),
        "Kế hoạch",
    ),
    "cells repeated without end are cut": ("a.odt", attacks.repeated_cells, "| ô"),
    "styles that rest on one another": ("a.docx", lambda: attacks.many_runs(20_000), "xxx"),
    "marks that are never closed": ("a.html", lambda: attacks.unclosed_fonts(500), "x"),
    "attributes without end": ("a.html", attacks.huge_attribute, "x"),
    "utf-16 without a mark": (
        "a.txt",
        lambda: "Kế hoạch phong trào".encode("utf-16-le"),
        "Kế hoạch",
    ),
    "ruled lines without end": ("a.pdf", lambda: attacks.many_strokes(30_000), "Ke hoach"),
}


@pytest.mark.parametrize("attack", READ, ids=str)
def test_an_odd_file_is_read_within_the_bounds(attack: str):
    name, build, start = READ[attack]
    found = outcome(build(), name)
    assert isinstance(found, Reading), found
    assert found.text.startswith(start)
    assert "root:" not in found.text


def test_nothing_is_fetched_from_the_network(socket_enabled: None):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        assert outcome(attacks.entity(address), "a.docx") == "file-has-entities"
        assert outcome(attacks.parameter_entity(address), "a.docx") == "file-has-entities"
        assert isinstance(outcome(attacks.inclusion(address), "a.docx"), Reading)
        page = (
            f"<html><body><img src='{address}'><iframe "
            f"src='{address}'></iframe><p>x</p></body></html>"
        )
        assert isinstance(outcome(page.encode(), "a.html"), Reading)
        if libreoffice_program():
            field = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{address}"}}{{\\fldrslt x}}}}'
            template = f"{{\\*\\template {address}}}"
            rtf = f"{{\\rtf1 {template} Ke hoach {field}}}".encode()
            assert isinstance(outcome(rtf, "a.rtf", ReadingLimits()), Reading)
        with pytest.raises(TimeoutError):
            server.accept()


def test_half_a_gigabyte_is_refused_without_being_read(tmp_path: Path):
    path = tmp_path / "lon.pdf"
    with path.open("wb") as sparse:
        sparse.truncate(500 * 1024 * 1024)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.monotonic()
    assert outcome(path, "lon.pdf") == "file-too-large"
    assert time.monotonic() - start < 0.1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000


@pytest.mark.parametrize(
    "name", [name for name in GOOD if name not in {"a.html", "a.txt", "a.rtf"}]
)
def test_a_file_cut_off_anywhere_is_refused(name: str):
    data = GOOD[name]
    last = (
        len(data) - 600 if name == "a.doc" else len(data) - 30
    )  # the last sector of a .doc may be padding
    for end in sorted({*range(1, 40), *range(40, last, max(1, len(data) // 60)), last}):
        with pytest.raises(FileRefused) as refused:
            read_document(data[:end], name)
        assert refused.value.code in {
            "file-damaged",
            "file-ending-wrong",
            "file-kind-unknown",
            "file-empty",
        }


@pytest.mark.parametrize("name", GOOD)
def test_a_wrong_ending_is_refused_both_ways(name: str):
    for other in (*GOOD, "a.md"):
        if other == name or {name, other} == {"a.txt", "a.md"}:
            continue
        with pytest.raises(FileRefused) as refused:
            read_safely(GOOD[name], other)
        assert refused.value.code == "file-ending-wrong"
        assert other[1:] in refused.value.text


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.txt",
        "..\\a.txt",
        "a\x00.txt",
        "x" * 5000 + ".txt",
        "kehoach\u202etxt.docx",
        "a\r\nSet-Cookie: x.txt",
        "..",
    ],
)
def test_a_hostile_name_is_refused_and_shown_tame(name: str):
    with pytest.raises(FileRefused) as refused:
        read_safely(b"x", name)
    assert refused.value.code == "file-name-unsafe"
    shown = refused.value.text
    assert not {"\x00", "\u202e", "\n", "/"} & set(shown.partition(" có thư mục")[0])
    assert len(shown) < 300
