"""What a file is, what it claims to be, and names that are refused."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from phongtrao.core.text.reading.archives import CheckedArchive, member_names
from phongtrao.core.text.reading.compound import streams_of
from phongtrao.core.text.reading.errors import (
    REFUSALS,
    FileArchiveUnsafe,
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileEndingWrong,
    FileExpandsTooMuch,
    FileHasEntities,
    FileHasMacros,
    FileKindUnknown,
    FileNameUnsafe,
    FileRefused,
    FileTooComplex,
)
from phongtrao.core.text.reading.kinds import kind_of
from phongtrao.core.text.reading.limits import DEFAULT_LIMITS, ReadingLimits
from phongtrao.core.text.reading.names import check_name, shown_name
from phongtrao.core.text.reading.xml import parse_xml

from .compound_files import compound_file
from .office_files import PdfMaker, archive, docx, odt, paragraph

WORD = docx(paragraph("Một"))
PDF = PdfMaker().page().text(80, 700, "Một").bytes()
HTML = b"<!DOCTYPE html><html><body>x</body></html>"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (WORD, "a.docx", "docx"),
        (odt("<text:p>x</text:p>"), "a.ODT", "odt"),
        (PDF, "a.pdf", "pdf"),
        (b"\n" + PDF, "a.pdf", "pdf"),
        (b"{\\rtf1 x}\r\n", "a.rtf", "rtf"),
        (HTML, "a.html", "html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><HTML>", "a.xhtml", "html"),
        ("<html>".encode("utf-16"), "a.htm", "html"),
        (b"<p>x</p>", "a.html", "html"),
        (b"x", "a.txt", "txt"),
        (b"BM la viet tat", "a.txt", "txt"),
        (b"# x", "a.markdown", "md"),
        (compound_file({"WordDocument": b"\xec\xa5" + bytes(10)}), "a.doc", "doc"),
    ],
)
def test_the_kind_is_told_by_the_content(data: bytes, name: str, kind: str):
    assert kind_of(data, name) == kind


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (WORD, "a.pdf", ("đuôi .pdf", "Word (.docx)")),
        (WORD, "ke-hoach", ("không có đuôi", "Word (.docx)")),
        (PDF, "a.docx", ("đuôi .docx", "PDF")),
        (b"{\\rtf1 x}", "a.doc", ("đuôi .doc", "RTF")),
        (HTML, "a.txt", ("đuôi .txt", "HTML")),
        (b"chu", "a.html", ("đuôi .html", "văn bản thuần")),
        (b"chu", "a.docx", ("đuôi .docx", "văn bản thuần")),
        (WORD, "a.docm", ("đuôi .docm", "Word (.docx)")),
    ],
)
def test_a_wrong_ending_is_refused_with_both_kinds_named(
    data: bytes, name: str, words: tuple[str, str]
):
    with pytest.raises(FileEndingWrong) as refused:
        kind_of(data, name)
    assert all(word in refused.value.text for word in (*words, name))


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"MZ\x90\x00", "chương trình"),
        (b"MIME-Version: 1.0", "MHT"),
        (archive({"a.txt": "x"}), "ZIP"),
        (archive({"xl/workbook.xml": "x", "[Content_Types].xml": "x"}), "Excel"),
        (archive({"ppt/presentation.xml": "x"}), "PowerPoint"),
        (
            archive(
                {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, first_stored=True
            ),
            "OpenDocument",
        ),
        (compound_file({"Workbook": b"x"}), "Office cũ"),
    ],
)
def test_other_kinds_are_named_in_the_refusal(data: bytes, word: str):
    with pytest.raises(FileKindUnknown) as refused:
        kind_of(data, "a.docx")
    assert word in refused.value.text


def test_a_file_of_white_space_is_empty():
    for data in (b"", b" \r\n\t", b"\xef\xbb\xbf\n", b"\xff\xfe\x00\x00"):
        with pytest.raises(FileEmpty):
            kind_of(data, "a.txt")


@pytest.mark.parametrize(
    "data",
    [
        docx(paragraph("x"), other={"word/vbaProject.bin": "x"}),
        odt("", other={"Basic/Standard/Module1.xml": "x"}),
        odt("", other={"Scripts/python/a.py": "x"}),
        compound_file({"WordDocument": b"x", "_VBA_PROJECT": b"x"}),
    ],
)
def test_program_code_in_a_document_is_refused(data: bytes):
    with pytest.raises(FileHasMacros):
        kind_of(data, "a.doc")


def test_empty_script_folders_are_no_program():
    lists = {"Basic/script-lc.xml": "x", "Scripts/": "", "Basic/Standard/script-lb.xml": "x"}
    assert kind_of(odt("", other=lists), "a.odt") == "odt"


def test_locked_files_are_refused():
    locked_doc = compound_file({"WordDocument": b"\xec\xa5" + bytes(8) + b"\x00\x01"})
    for data in (compound_file({"EncryptedPackage": b"x"}), locked_doc):
        with pytest.raises(FileEncrypted):
            kind_of(data, "a.docx")
    flagged = bytearray(archive({"word/document.xml": "x", "[Content_Types].xml": "x"}))
    flagged[flagged.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FileEncrypted):
        CheckedArchive(bytes(flagged), "a.docx", DEFAULT_LIMITS)


def test_an_rtf_that_was_cut_off_is_damaged():
    with pytest.raises(FileDamaged):
        kind_of(b"{\\rtf1 {x}\\par", "a.rtf")


# Names


def test_names_with_folders_controls_or_turning_marks_are_refused():
    bad = [
        "../a.txt",
        "a/b.txt",
        "a\\b.txt",
        "a\x00.txt",
        "kehoach\u202etxt.exe",
        "",
        "..",
        "x" * 300 + ".txt",
        "a\n.txt",
    ]
    for name in bad:
        with pytest.raises(FileNameUnsafe):
            check_name(name)
    check_name("Kế hoạch số 12 (bản cuối).docx")


def test_a_name_is_shown_short_and_without_tricks():
    assert shown_name("../../etc/kehoach\u202etxt.exe") == "kehoachtxt.exe"
    assert shown_name("C:\\tai lieu\\a.docx") == "a.docx"
    assert shown_name("\x00") == "(không tên)"
    long = shown_name("x" * 300 + ".docx")
    assert len(long) == 80
    assert long.endswith("….docx")


# Archives


def test_a_directory_is_read_without_opening_the_archive():
    data = archive({"a": "1", "b/c": "2"})
    assert member_names(data, "a") == ["a", "b/c"]
    assert member_names(b"PK\x03\x04 in front" + data, "a") == ["a", "b/c"]
    for broken in (b"PK\x03\x04", data[:-10], archive({})):
        with pytest.raises(FileDamaged):
            member_names(broken, "a")
    with pytest.raises(FileExpandsTooMuch):
        member_names(archive({str(number): "" for number in range(4001)}), "a")


def checked(
    members: dict[str, str | bytes], limits: ReadingLimits = DEFAULT_LIMITS
) -> CheckedArchive:
    return CheckedArchive(archive(members), "a.docx", limits)


def test_members_that_leave_the_archive_are_refused():
    for name in ("../a", "/a", "a\\..\\b", "C:/a", "x\x00y"):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as made:
            info = zipfile.ZipInfo("n" * len(name))
            made.writestr(info, "x")
        data = target.getvalue().replace(b"n" * len(name), name.encode())
        with pytest.raises(FileArchiveUnsafe):
            CheckedArchive(data, "a.docx", DEFAULT_LIMITS)


def test_links_and_twins_in_an_archive_are_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        info = zipfile.ZipInfo("link")
        info.external_attr = 0o120777 << 16
        made.writestr(info, "/etc/passwd")
    with pytest.raises(FileArchiveUnsafe):
        CheckedArchive(target.getvalue(), "a.docx", DEFAULT_LIMITS)
    twins = archive({"aa": "1", "ab": "2"}).replace(b"ab", b"aa")
    with pytest.raises(FileArchiveUnsafe, match="trùng tên"):
        CheckedArchive(twins, "a.docx", DEFAULT_LIMITS)


def test_sizes_counts_and_unusual_packing_are_bounded():
    with pytest.raises(FileExpandsTooMuch):
        checked({"a": "x" * 2000, "b": "x" * 2000}, ReadingLimits(inflated_bytes=3000))
    with pytest.raises(FileExpandsTooMuch):
        checked({"a": "1", "b": "2"}, ReadingLimits(archive_members=1))
    with pytest.raises(FileExpandsTooMuch):
        checked({"a": bytes(17 * 1024 * 1024)})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("a", "x")
    with pytest.raises(FileDamaged):
        CheckedArchive(target.getvalue(), "a.docx", DEFAULT_LIMITS)


def test_a_member_whose_content_lies_about_itself_is_damaged():
    data = archive({"a": "x" * 1000})
    packed = struct.pack("<L", 1000)
    with pytest.raises(FileDamaged):
        CheckedArchive(data.replace(packed, struct.pack("<L", 10)), "a.docx", DEFAULT_LIMITS)


def test_a_checked_archive_gives_its_parts():
    opened = checked({"a": "một", "b": "x" * 100}, ReadingLimits(part_bytes=50))
    assert (opened.has("a"), opened.has("c"), opened.read("a").decode()) == (True, False, "một")
    with pytest.raises(FileTooComplex):
        opened.read("b")


# XML


def test_entities_and_document_types_are_refused_in_every_encoding():
    attack = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    for data in (
        attack.encode(),
        attack.encode("utf-16"),
        attack.encode("utf-16-le"),
        attack.encode("utf-16-be"),
    ):
        with pytest.raises(FileHasEntities):
            parse_xml(data, "a")


def test_encodings_that_could_hide_an_entity_are_refused():
    for data in (b'<?xml version="1.0" encoding="UTF-7"?><x/>', "<x/>".encode("cp037"), b"", b"x"):
        with pytest.raises(FileDamaged):
            parse_xml(data, "a")


def test_parts_nested_too_deep_or_broken_are_refused():
    with pytest.raises(FileTooComplex):
        parse_xml(b"<x>" * 300 + b"</x>" * 300, "a")
    with pytest.raises(FileDamaged):
        parse_xml(b"<x><y></x>", "a")


def test_parts_in_utf16_and_with_a_mark_are_read():
    document = '<?xml version="1.0" encoding="UTF-16"?><x>Kế</x>'
    assert parse_xml(document.encode("utf-16"), "a").text == "Kế"
    assert parse_xml(b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?><x>K</x>", "a").text == "K"


# Compound files


def test_a_compound_file_names_its_streams_and_one_cut_off_is_damaged():
    data = compound_file({"WordDocument": b"x" * 600, "1Table": b"y"})
    assert [stream.name for stream in streams_of(data, "a")] == [
        "Root Entry",
        "WordDocument",
        "1Table",
    ]
    for end in (20, 300, 600, 1100, len(data) - 512):
        with pytest.raises(FileDamaged):
            streams_of(data[:end], "a")


def test_a_compound_file_with_a_wrong_shape_is_damaged():
    data = bytearray(compound_file({"WordDocument": b"x"}))
    data[30] = 3
    with pytest.raises(FileDamaged):
        streams_of(bytes(data), "a")
    far = bytearray(compound_file({"WordDocument": b"x"}))
    struct.pack_into("<I", far, 48, 5000)
    with pytest.raises(FileDamaged):
        streams_of(bytes(far), "a")


# Sentences


def test_every_refusal_has_its_own_code_and_a_sentence_that_names_the_file():
    assert len(REFUSALS) == len(FileRefused.__subclasses__()) + 1
    gaps = dict.fromkeys(("size", "limit", "found", "ending", "member", "seconds"), "…")
    for code, refusal in REFUSALS.items():
        refused = refusal(name="ke-hoach.docx", **gaps)
        assert refused.code == code
        assert "ke-hoach.docx" in refused.text
        assert refused.text.endswith(".")
