"""Word documents: old fonts, strict ones, parts that are missing, too large or hostile."""

from __future__ import annotations

import pytest

from phongtrao.core.text.reading import Reading, read_document
from phongtrao.core.text.reading.errors import (
    FileDamaged,
    FileHasMacros,
    FileTooComplex,
    FileWithoutText,
)
from phongtrao.core.text.reading.limits import ReadingLimits

from .office_files import CONTENT_TYPES, archive, docx, item, paragraph, run, word_root


def read(body: str, **parts: str | list[str]) -> Reading:
    return read_document(docx(body, **parts), "ke-hoach.docx")


def test_text_in_legacy_fonts_is_turned_into_unicode_run_by_run():
    tcvn3 = '<w:rFonts w:ascii=".VnTime"/>'
    capitals = '<w:rFonts w:ascii=".VnTimeH"/>'
    vni = '<w:rFonts w:ascii="VNI-Times"/>'
    body = (
        paragraph(run("ñy ban nh©n d©n", capitals), run(" tØnh ", tcvn3), run("An Bình"))
        + paragraph(run("phong trµo thi ®ua", tcvn3 + "<w:caps/>"))
        + paragraph(run("Ke", vni), run("á hoa", vni + "<w:b/>"), run("ïch", vni))
        + paragraph(
            run("b\u00a6", tcvn3), f"<w:r><w:rPr>{tcvn3}</w:rPr><w:t>t</w:t><w:softHyphen/></w:r>"
        )
    )
    reading = read(body)
    assert reading.text.split("\n\n") == [
        "ỦY BAN NHÂN DÂN tỉnh An Bình",
        "PHONG TRÀO THI ĐUA",
        "Kế hoạch",
        "bƯtư",
    ]
    assert reading.notes == ("Đã chuyển chữ từ bảng mã TCVN3 (ABC) và VNI sang Unicode.",)


def test_unicode_text_that_kept_an_old_font_name_stays_as_it_is():
    body = paragraph(run("Ủy ban nhân dân là cơ quan chủ trì", '<w:rFonts w:hAnsi=".VnTime"/>'))
    reading = read(body)
    assert reading.text == "Ủy ban nhân dân là cơ quan chủ trì"
    assert reading.notes == ()


def test_a_strict_document_is_read_like_a_usual_one():
    usual = docx(paragraph("Kế hoạch"))
    strict = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": "<Relationships "
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        "<Relationship "
        'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" '
        'Target="/word/document.xml"/></Relationships>',
        "word/document.xml": "<w:document "
        'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>'
        f"{paragraph('Kế hoạch')}</w:body></w:document>",
    }
    assert (
        read_document(archive(strict), "a.docx").text
        == read_document(usual, "a.docx").text
        == "Kế hoạch"
    )


def test_links_to_parts_outside_are_never_followed():
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Type="x/numbering" TargetMode="External" '
        'Target="http://127.0.0.1/numbering.xml"/>'
        '<Relationship Type="x/styles" Target="../../../../etc/passwd"/></Relationships>'
    )
    data = docx(item("Một"), other={"word/_rels/document.xml.rels": relations})
    assert read_document(data, "a.docx").text == "Một"


def test_a_document_without_any_letter_is_refused():
    with pytest.raises(FileWithoutText):
        read(paragraph("…"))


def test_an_archive_without_main_part_is_damaged():
    members = {"[Content_Types].xml": CONTENT_TYPES, "word/x.xml": "<x/>"}
    with pytest.raises(FileDamaged):
        read_document(archive(members), "a.docx")
    with pytest.raises(FileDamaged):
        read_document(archive({"_rels/.rels": "<x/>", **members}), "a.docx")


def test_a_macro_type_is_refused_even_without_its_project():
    types = CONTENT_TYPES.replace(
        "wordprocessingml.document.main", "ms-word.document.macroEnabled.main"
    )
    data = docx(paragraph("Một"), other={"[Content_Types].xml": types})
    with pytest.raises(FileHasMacros):
        read_document(data, "a.docx")


def test_a_part_larger_than_allowed_is_too_complex():
    with pytest.raises(FileTooComplex):
        read_document(docx(paragraph("x" * 2000)), "a.docx", ReadingLimits(part_bytes=1000))


def test_notes_and_margins_survive_without_their_parts():
    body = paragraph(run("Một"), '<w:r><w:footnoteReference w:id="1"/></w:r>')
    assert read(body, header=word_root("p", "")).text == "Một"
