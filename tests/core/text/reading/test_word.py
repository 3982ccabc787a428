"""Word documents are read as a person reads them."""

from __future__ import annotations

from phongtrao.core.text.reading import Reading, read_document

from .office_files import (
    cell,
    docx,
    item,
    levels,
    numbering,
    paragraph,
    run,
    table,
)


def read(body: str, **parts: str | list[str]) -> Reading:
    return read_document(docx(body, **parts), "ke-hoach.docx")


def text_of(body: str, **parts: str | list[str]) -> str:
    return read(body, **parts).text


def test_paragraphs_are_set_apart_by_a_blank_line_and_empty_ones_are_left_out():
    assert text_of(paragraph("Một") + paragraph("") + paragraph("Hai")) == "Một\n\nHai"


def test_line_breaks_tabs_and_hyphens_inside_a_paragraph_are_kept():
    broken = (
        "<w:r><w:t>A</w:t><w:tab/><w:t>B</w:t><w:br/><w:t>"
        "C</w:t><w:cr/><w:t>09</w:t><w:noBreakHyphen/>"
        "<w:t>CT</w:t><w:softHyphen/><w:t>/TW</w:t></w:r>"
    )
    assert text_of(paragraph(broken)) == "A\tB\nC\n09-CT/TW"


def test_no_break_spaces_become_spaces_and_invisible_signs_go():
    assert text_of(paragraph("xã\u00a0An\u200b Phú ")) == "xã An Phú"


def test_decomposed_letters_stay_as_they_were_typed():
    assert text_of(paragraph("Hà No\u0323\u0302i")) == "Hà No\u0323\u0302i"


def test_inserted_text_is_kept_and_deleted_text_left_out():
    body = paragraph(
        "Đến năm ",
        f"<w:del>{run('2024').replace('w:t', 'w:delText')}</w:del>",
        f"<w:ins>{run('2025')}</w:ins>",
        f"<w:moveFrom>{run(' cũ')}</w:moveFrom>",
        f"<w:moveTo>{run(' mới')}</w:moveTo>",
    )
    reading = read(body)
    assert reading.text == "Đến năm 2025 mới"
    assert "theo dõi thay đổi" in reading.notes[0]


def test_a_paragraph_whose_mark_is_deleted_runs_on_into_the_next():
    first = paragraph("Công an ", properties="<w:rPr><w:del/></w:rPr>")
    assert text_of(first + paragraph("tỉnh")) == "Công an tỉnh"


def test_hidden_text_is_left_out_also_when_a_style_hides_it():
    styles = (
        '<w:style w:type="character" w:styleId="An"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Hien"><w:basedOn w:val="An"/>'
        '<w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    )
    body = paragraph(
        "hiện",
        run(" ẩn", "<w:vanish/>"),
        run(" ẩn theo kiểu", '<w:rStyle w:val="An"/>'),
        run(" hiện lại", '<w:rStyle w:val="Hien"/>'),
    )
    reading = read(body, styles=styles)
    assert reading.text == "hiện hiện lại"
    assert "chữ ẩn" in reading.notes[0]


def test_text_shown_in_capitals_is_read_in_capitals():
    styles = (
        "<w:docDefaults><w:rPrDefault><w:rPr/></w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:styleId="Ten"><w:rPr><w:caps/></w:rPr></w:style>'
    )
    heading = paragraph("Kế hoạch", properties='<w:pStyle w:val="Ten"/>')
    direct = paragraph(run("mật ", "<w:caps/>"), run("ong", '<w:caps w:val="false"/>'))
    assert text_of(heading + direct, styles=styles) == "KẾ HOẠCH\n\nMẬT ong"


def test_a_style_that_rests_on_itself_does_not_hold_up_the_reader():
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="A"><w:basedOn w:val="A"/></w:style>'
    )
    assert text_of(paragraph("Một"), styles=styles) == "Một"


def test_links_fields_tags_and_formulas_are_read_as_they_show():
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = paragraph(
        run("Trang "),
        field,
        f"<w:hyperlink>{run(' liên kết')}</w:hyperlink>",
        f"<w:smartTag>{run(' thẻ')}</w:smartTag>",
        f'<w:fldSimple w:instr="DATE">{run(" ngày 05")}</w:fldSimple>',
        f"<w:sdt><w:sdtContent>{run(' ô nhập')}</w:sdtContent></w:sdt>",
        "<w:sdt/>",
        "<m:oMath><m:r><m:t> x+y</m:t></m:r></m:oMath>",
        '<w:bookmarkStart w:id="0"/>',
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
        '<w:r><w:sym w:char="hỏng"/><w:sym w:char="41"/></w:r>',
    )
    assert text_of(body) == "Trang 7 liên kết thẻ ngày 05 ô nhập x+y☑"


def test_stray_marks_of_fields_do_no_harm():
    stray = (
        '<w:r><w:fldChar w:fldCharType="separate"/><w:fldChar w:fldCharType="end"/>'
        "<w:instrText>X</w:instrText><w:t>Một</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/>'
        "<w:instrText>muộn</w:instrText></w:r>"
    )
    assert text_of(paragraph(stray, run(" hai"))) == "Một hai"


def test_a_table_of_contents_is_left_out_whether_field_or_control():
    field = paragraph(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
        '<w:instrText> TOC \\o "1-3"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        run("I. MỤC ĐÍCH 1"),
    ) + paragraph(run("II. YÊU CẦU 2"), '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    control = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery "
        'w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('Mục lục')}</w:sdtContent></w:sdt>"
    )
    other = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('Thân bài')}</w:sdtContent></w:sdt><w:sdt/>"
    reading = read(field + control + other)
    assert reading.text == "Thân bài"
    assert reading.notes == ("Đã bỏ mục lục tự động.",)


def test_an_embedded_foreign_part_is_named_in_the_notes():
    assert "nhúng" in read(paragraph("Một") + "<w:altChunk/>").notes[0]


def test_tables_become_rows_and_each_merged_cell_is_read_once():
    body = table(
        [
            ["STT", "Nội dung", "Chủ trì", "Thời hạn"],
            [
                "1",
                cell("Tuyên truyền", "pháp luật"),
                cell("Công an", properties='<w:vMerge w:val="restart"/>'),
                "Quý I",
            ],
            ["2", "Ra quân", cell("Công an", properties="<w:vMerge/>"), "Quý II"],
            [cell("Ghi chú", properties='<w:gridSpan w:val="4"/>')],
            ["", "", "", ""],
        ]
    )
    assert text_of(body).split("\n") == [
        "| STT | Nội dung | Chủ trì | Thời hạn |",
        "| 1 | Tuyên truyền pháp luật | Công an | Quý I |",
        "| 2 | Ra quân |  | Quý II |",
        "| Ghi chú |  |  |  |",
    ]


def test_rows_and_cells_inside_controls_are_read_and_deleted_rows_left_out():
    kept = (
        f"<w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>{cell('Một')}</w:sdtContent>"
        f"</w:sdt>{cell('Hai')}</w:tr></w:sdtContent></w:sdt>"
    )
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('xóa')}</w:tr>"
    changed = f"<w:tr><w:trPr/><w:tblPrEx/>{cell('Ba')}{cell('Bốn')}</w:tr>"
    reading = read(f"<w:tbl><w:tblPr/>{kept}{deleted}{changed}</w:tbl>")
    assert reading.text == "| Một | Hai |\n| Ba | Bốn |"
    assert "theo dõi thay đổi" in reading.notes[0]


def test_a_letterhead_and_a_signature_set_as_tables_become_lines():
    letterhead = table(
        [
            [
                cell("ỦY BAN NHÂN DÂN", "XÃ AN PHÚ"),
                cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
            ],
            ["Số: 12/KH-UBND", "An Phú, ngày 05 tháng 3 năm 2026"],
        ]
    )
    signature = table([[cell("Nơi nhận:", "- Như trên;"), cell("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")]])
    assert text_of(letterhead + signature).split("\n\n") == [
        "ỦY BAN NHÂN DÂN\nXÃ AN PHÚ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        "Số: 12/KH-UBND",
        "An Phú, ngày 05 tháng 3 năm 2026",
        "Nơi nhận:\n- Như trên;",
        "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    ]


def test_a_box_of_one_cell_is_a_paragraph_and_a_table_inside_a_cell_stays_in_it():
    inner = table([["a", "b"], ["c", "d"]])
    assert text_of(table([["KHẨN"]])) == "KHẨN"
    assert (
        text_of(table([["1", cell(inner)], ["2", "e"]])) == "| 1 | | a | b | | c | d | |\n| 2 | e |"
    )


def test_footnotes_and_endnotes_follow_at_the_end_in_order_of_their_marks():
    body = paragraph(
        run("Kế hoạch"),
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        run(" này"),
        '<w:r><w:endnoteReference w:id="2"/><w:footnoteReference w:id="9"/></w:r>',
    )
    footnotes = (
        f'<w:footnote w:id="2">{paragraph("Số 12.")}{paragraph("Ban hành 2026.")}</w:footnote>'
    )
    endnotes = f'<w:endnote w:id="2">{paragraph("Theo Đề án.")}</w:endnote>'
    text = text_of(body, footnotes=footnotes, endnotes=endnotes)
    assert text == "Kế hoạch này\n\n[1] Số 12.\nBan hành 2026.\n\n[2] Theo Đề án."


def box(words: str) -> str:
    return f"<w:txbxContent>{paragraph(words)}</w:txbxContent>"


def test_a_text_box_is_read_once_though_the_file_holds_it_twice():
    drawing = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box('DỰ THẢO')}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"{box('DỰ THẢO')}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    nested = (
        "<w:r><w:pict><mc:AlternateContent><mc:Choice/><mc:Fallback>"
        f"<v:textbox>{box('KHẨN')}</v:textbox></mc:Fallback></mc:AlternateContent></w:pict></w:r>"
    )
    assert text_of(paragraph(run("Kế hoạch"), drawing, nested)) == "Kế hoạch\n\nDỰ THẢO\n\nKHẨN"


def test_an_alternative_of_runs_is_read_once():
    both = (
        f"<mc:AlternateContent><mc:Choice>{run('mới')}</mc:Choice>"
        f"<mc:Fallback>{run('cũ')}</mc:Fallback></mc:AlternateContent><mc:AlternateContent/>"
    )
    assert text_of(paragraph(both)) == "mới"


def test_headers_footers_and_watermarks_are_kept_apart_from_the_text():
    header = (
        paragraph("TỐI MẬT") + '<w:p><w:r><w:pict><v:textpath string="MẬT"/></w:pict></w:r></w:p>'
    )
    reading = read(
        paragraph("Thân bài"), header=[header, paragraph("")], footer=paragraph("Trang 1")
    )
    assert reading.text == "Thân bài"
    assert reading.margins == "TỐI MẬT\nTrang 1\nMẬT"


LISTS = numbering(
    levels(("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "\uf0b7"))
)


def test_automatic_labels_are_read_as_word_shows_them():
    body = (
        item("MỤC ĐÍCH")
        + item("Một", level=1)
        + item("Hai", level=1)
        + item("nhỏ", level=2)
        + item("gạch", level=3)
        + item("YÊU CẦU")
        + item("Một lại", level=1)
    )
    assert text_of(body, numbering=LISTS).split("\n\n") == [
        "I. MỤC ĐÍCH",
        "1. Một",
        "2. Hai",
        "a) nhỏ",
        "• gạch",
        "II. YÊU CẦU",
        "1. Một lại",
    ]


def test_an_empty_item_counts_and_a_deleted_or_hidden_one_does_not():
    deleted = (
        f"<w:p><w:pPr>{{0}}</w:pPr><w:del>{run('xóa').replace('w:t', 'w:delText')}</w:del></w:p>"
    )
    place = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = (
        item("Một")
        + item("")
        + deleted.format(place)
        + paragraph(run("ẩn", "<w:vanish/>"), properties=place)
    )
    text = text_of(body + item("Ba"), numbering=numbering(levels(("decimal", "%1."))))
    assert text == "1. Một\n\n3. Ba"
