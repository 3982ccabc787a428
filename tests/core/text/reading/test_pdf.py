"""PDF files: paragraphs, pages, columns, tables, and those without text."""

from __future__ import annotations

import pytest

from phongtrao.core.text.reading import Reading, ReadingLimits, pdf_page, read_document
from phongtrao.core.text.reading.errors import (
    FileDamaged,
    FileEncrypted,
    FileTooComplex,
    PdfWithoutText,
    TextTooLong,
)
from phongtrao.core.text.reading.pdf_lines import lines_of
from phongtrao.core.text.reading.pdf_page import Sign, Stroke
from phongtrao.core.text.reading.pdf_tables import grids_of
from tests.hostile import attacks

from .office_files import PdfMaker, pdf_file

LEFT, INDENT, FULL = (
    85,
    121,
    64,
)  # FULL: characters of 6.5 points that fill a line up to the right margin


def read(made: PdfMaker, limits: ReadingLimits | None = None) -> Reading:
    return read_document(made.bytes(), "ke-hoach.pdf", limits or ReadingLimits())


def full(words: str) -> str:
    """A line of words as wide as the page allows."""
    return (
        (words + " và các cơ quan đơn vị địa phương cùng phối hợp thực hiện tốt")[:FULL]
        .rstrip()
        .ljust(FULL, "m")
    )


def test_lines_become_paragraphs_by_indent_gap_and_label():
    made = PdfMaker().page()
    y = 700.0
    for x, words in (
        (INDENT, full("Phần mở đầu")[:58]),
        (LEFT, full("tiếp theo")),
        (LEFT, "hết."),
        (INDENT, full("Đoạn thứ hai")[:58]),
        (LEFT, "cũng hết."),
        (LEFT, "1. Một mục ngay lề"),
    ):
        made.text(x, y, words)
        y -= 18
    made.text(LEFT, y - 30, "Đoạn cách xa")
    paragraphs = [paragraph.split("\n") for paragraph in read(made).text.split("\n\n")]
    assert [len(paragraph) for paragraph in paragraphs] == [3, 2, 1, 1]
    assert paragraphs[3] == ["Đoạn cách xa"]


def test_lines_of_a_centred_title_stay_together():
    made = PdfMaker().page()
    made.text(LEFT + 150, 700, "KẾ HOẠCH NĂM 2026").text(LEFT + 143, 682, "của xã An Phú 2026.")
    made.text(LEFT, 664, full("Thân bài")).text(LEFT, 646, "hết.")
    assert read(made).text.split("\n\n")[0] == "KẾ HOẠCH NĂM 2026\ncủa xã An Phú 2026."


def test_a_sentence_cut_by_a_page_break_is_joined_and_page_numbers_go():
    made = PdfMaker().page()
    made.text(INDENT, 118, full("Trang đầu")[:58]).text(LEFT, 100, full("câu chưa hết"))
    made.page().text(297, 800, "2").text(LEFT, 780, "nốt câu.").text(INDENT, 762, "Đoạn mới")
    text = read(made).text
    assert "\n\nnốt" not in text
    assert text.endswith("nốt câu.\n\nĐoạn mới")
    assert "2" not in text


def test_a_new_item_or_heading_on_the_next_page_is_not_joined():
    made = PdfMaker()
    for first in ("Chương II. Nhiệm vụ", "TỔ CHỨC THỰC HIỆN", "a) Điểm"):
        made.page().text(LEFT, 700, first).text(LEFT, 100, full("câu chưa hết"))
    assert len(read(made).text.split("\n\n")) == 6


def test_running_heads_and_feet_are_left_out_but_kept_as_margins():
    made = PdfMaker()
    for number in range(1, 4):
        made.page().text(LEFT, 810, "TỐI MẬT").text(LEFT, 700, f"Nội dung {'abc'[number - 1]}.")
        made.text(LEFT, 40, f"Trang {number}/3")
    made.page()
    reading = read(made)
    assert reading.text == "Nội dung a.\n\nNội dung b.\n\nNội dung c."
    assert (
        reading.margins == "Trang 3/3\nTrang 2/3\nTrang 1/3\nTỐI MẬT"
        or "TỐI MẬT" in reading.margins
    )


def test_a_letterhead_in_two_columns_is_read_column_by_column():
    made = PdfMaker().page()
    made.text(90, 780, "UBND TỈNH AN BÌNH").text(330, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA")
    made.text(90, 762, "SỞ NỘI VỤ").text(330, 762, "Độc lập - Tự do")
    made.text(90, 744, "Số: 12/KH-SNV").text(330, 726, "An Bình, ngày 05")
    made.text(LEFT, 640, full("Thân bài")).text(LEFT, 622, "hết.")
    assert read(made).text.replace("\n\n", "\n").split("\n")[:6] == [
        "UBND TỈNH AN BÌNH",
        "SỞ NỘI VỤ",
        "Số: 12/KH-SNV",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
        "Độc lập - Tự do",
        "An Bình, ngày 05",
    ]


def test_a_row_of_three_columns_without_ruled_lines_is_a_row():
    made = PdfMaker().page()
    made.text(80, 700, "STT").text(200, 700, "Nội dung").text(400, 700, "Chủ trì")
    made.text(80, 660, full("Thân bài"))
    assert read(made).text.startswith("| STT | Nội dung | Chủ trì |")
    alone = PdfMaker().page()
    alone.text(80, 700, "STT").text(200, 700, "Nội dung").text(400, 700, "Chủ trì")
    assert read(alone).text == "| STT | Nội dung | Chủ trì |"


COLUMNS = (80, 120, 320, 500)


def ruled(made: PdfMaker, top: float, heights: list[float]) -> None:
    y = top
    made.rule(COLUMNS[0], y, COLUMNS[-1], y)
    for height in heights:
        y -= height
        made.rule(COLUMNS[0], y, COLUMNS[-1], y)
    for x in COLUMNS:
        made.rule(x, top, x, y)


def test_a_ruled_table_becomes_rows_and_a_wrapped_cell_one_text():
    made = PdfMaker().page().text(INDENT, 760, "PHỤ LỤC")
    ruled(made, 740, [20, 40])
    made.text(84, 725, "STT").text(124, 725, "Nội dung").text(324, 725, "Chủ trì")
    made.text(84, 705, "1").text(124, 705, "Ra quân").text(124, 688, "tuần tra").text(
        324, 705, "Công an"
    )
    made.text(INDENT, 640, "Ghi chú cuối")
    assert read(made).text.split("\n\n") == [
        "PHỤ LỤC",
        "| STT | Nội dung | Chủ trì |\n| 1 | Ra quân tuần tra | Công an |",
        "Ghi chú cuối",
    ]


def test_a_table_over_two_pages_is_one_and_its_cut_row_is_whole():
    made = PdfMaker().page()
    ruled(made, 140, [20, 20])
    made.text(84, 125, "STT").text(124, 125, "Nội dung").text(324, 125, "Chủ trì")
    made.text(84, 105, "1").text(124, 105, "Ra quân").text(324, 105, "Công an")
    made.page()
    ruled(made, 800, [20, 20, 20])
    made.text(84, 785, "STT").text(124, 785, "Nội dung").text(324, 785, "Chủ trì")
    made.text(124, 765, "tuần tra").text(84, 745, "2").text(124, 745, "Họp").text(324, 745, "Xã")
    made.page()
    ruled(made, 800, [20])
    made.text(84, 785, "3").text(124, 785, "Tổng kết").text(324, 785, "Xã")
    assert read(made).text.split("\n") == [
        "| STT | Nội dung | Chủ trì |",
        "| 1 | Ra quân tuần tra | Công an |",
        "| 2 | Họp | Xã |",
        "| 3 | Tổng kết | Xã |",
    ]


def test_a_row_that_follows_a_one_row_table_over_the_page_is_joined():
    made = PdfMaker().page()
    ruled(made, 140, [20])
    made.text(84, 125, "1").text(124, 125, "Ra quân").text(324, 125, "Công an")
    made.page()
    ruled(made, 800, [20])
    made.text(124, 785, "tuần tra")
    assert read(made).text == "| 1 | Ra quân tuần tra | Công an |"


def test_tables_of_different_shape_stay_apart():
    made = PdfMaker().page()
    ruled(made, 140, [20])
    made.text(84, 125, "1").text(124, 125, "Ra quân").text(324, 125, "Công an")
    made.page().rule(80, 800, 500, 800).rule(80, 780, 500, 780)
    for x in (80, 300, 500):
        made.rule(x, 800, x, 780)
    made.text(84, 785, "a").text(304, 785, "b")
    assert read(made).text.count("\n\n") == 1


def test_merged_cells_of_a_ruled_table_are_read_once():
    made = PdfMaker().page().rule(80, 700, 400, 700).rule(80, 640, 400, 640).rule(80, 670, 240, 670)
    made.rule(80, 700, 80, 640).rule(240, 700, 240, 640).rule(400, 700, 400, 640).rule(
        320, 670, 320, 640
    )
    made.text(84, 680, "Một").text(84, 650, "Hai").text(244, 680, "Chung")
    made.text(84, 600, full("Thân bài"))
    table = read(made).text.split("\n\n")[0]
    assert table == "| Một | Chung |  |\n| Hai |  |  |" or table.count("Chung") == 1


def test_a_table_drawn_with_boxes_is_read_and_one_box_is_no_table():
    made = PdfMaker().page().box(80, 700, 400, 0.5).box(80, 670, 400, 0.5)
    for x in (80, 280, 480):
        made.box(x, 670, 0.5, 30)
    made.text(84, 680, "Một").text(284, 680, "Hai")
    assert read(made).text == "| Một | Hai |"
    framed = (
        PdfMaker()
        .page()
        .raw("60 60 480 700 re S")
        .text(LEFT, 700, "Trong khung")
        .text(LEFT, 640, "cách xa")
    )
    assert read(framed).text == "Trong khung\n\ncách xa"


def test_lines_inside_a_form_are_seen_and_curves_are_not():
    made = PdfMaker().page()
    ruled(made, 740, [20])
    made.raw("100 100 m 200 200 300 300 400 100 c S 10 10 m 12 10 l S 10 10 m 60 70 l S h S")
    made.text(84, 725, "1").text(124, 725, "Một").text(324, 725, "Xã")
    assert read(made).text == "| 1 | Một | Xã |"


def test_a_scan_is_sent_to_ocr_even_when_a_signature_has_put_text_on_it():
    scan = PdfMaker().page().picture()
    with pytest.raises(PdfWithoutText) as refused:
        read(scan)
    assert "OCR" in refused.value.text
    signed = PdfMaker().page().picture().text(80, 800, "Ký bởi: UBND xã An Phú")
    with pytest.raises(PdfWithoutText):
        read(signed)
    half = PdfMaker().page().text(80, 700, full("Chỉ trang đầu có chữ")).page().picture()
    with pytest.raises(PdfWithoutText):
        read(half)
    with pytest.raises(PdfWithoutText):
        read(PdfMaker().page())


def test_single_scanned_pages_are_named():
    made = (
        PdfMaker()
        .page()
        .text(80, 700, full("Một"))
        .page()
        .text(80, 700, full("Hai"))
        .page()
        .picture()
    )
    assert read(made).notes == ("Trang 3 là ảnh, không có chữ để đọc; hãy kiểm tra phần đó.",)


def test_a_page_with_picture_and_text_is_text():
    made = PdfMaker().page().picture().text(80, 700, full("Có ảnh mà cũng có chữ"))
    assert read(made).notes == ()


def test_what_annotations_say_goes_to_the_margins():
    reading = read(PdfMaker().page().text(80, 700, "Thân bài").note("MẬT"))
    assert (reading.text, reading.margins) == ("Thân bài", "MẬT")


def test_legacy_fonts_in_a_pdf_are_decoded_run_by_run():
    made = PdfMaker().page()
    made.text(80, 700, "ñy ban nh©n d©n", font="ABCDEF+.VnTimeH").text(
        80, 640, "phong trµo thi ®ua", font=".VnTime"
    )
    made.text(80, 580, "Ủy ban nhân dân", font=".VnArial")
    made.text(80, 520, "Xã Đống Đa")
    assert read(made).text.split("\n\n") == [
        "ỦY BAN NHÂN DÂN",
        "phong trào thi đua",
        "Ủy ban nhân dân",
        "Xã Đống Đa",
    ]


def test_legacy_text_under_a_strange_font_name_is_repaired_by_its_syllables():
    made = PdfMaker().page()
    for number in range(4):
        made.text(80, 700 - 60 * number, "ñy ban nh©n d©n tØnh x©y dùng kÕ ho¹ch")
    reading = read(made)
    assert reading.text.startswith("ủy ban nhân dân tỉnh xây dựng kế hoạch")
    assert "TCVN3" in reading.notes[0]


def test_raised_figures_stay_in_their_line_and_bullets_are_shown():
    made = PdfMaker().page().text(80, 700, "\uf0b7 Diện tích 12 km").text(188, 704, "2", size=7)
    assert read(made).text == "• Diện tích 12 km2"


def test_signs_without_a_unicode_value_and_beyond_unicode_are_left_out():
    made = PdfMaker().page().text(80, 700, "Một\ufffe hai")
    assert read(made).text == "Một hai"


def test_cut_off_broken_and_oversized_files_are_refused():
    data = PdfMaker().page().text(80, 700, "Một").bytes()
    with pytest.raises(FileDamaged):
        read_document(data[:-20], "a.pdf")
    with pytest.raises(FileDamaged):
        read_document(b"%PDF-1.7\nnothing\n%%EOF\n", "a.pdf")
    with pytest.raises(FileTooComplex):
        read(PdfMaker().page().text(80, 700, "Một").page(), ReadingLimits(pdf_pages=1))
    with pytest.raises(TextTooLong):
        read(PdfMaker().page().text(80, 700, "Một hai ba"), ReadingLimits(text_characters=5))


def test_a_page_that_cannot_be_loaded_is_damage():
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [9 0 R] /Count 1 >>"]
    with pytest.raises(FileDamaged):
        read_document(pdf_file(objects), "a.pdf")


def test_a_drawing_of_too_many_strokes_gives_no_table():
    strokes = [Stroke(float(number * 10), 0.0, 100.0) for number in range(1001)]
    assert grids_of(strokes, strokes) == []
    level = [Stroke(float(number * 10), 0.0, 5000.0) for number in range(400)]
    assert grids_of(level, [Stroke(0.0, 0.0, 4000.0), Stroke(4000.0, 0.0, 4000.0)]) == []


def test_a_sign_outside_of_every_table_has_no_cell():
    level, upright = (
        [Stroke(0.0, 0.0, 100.0), Stroke(50.0, 0.0, 100.0)],
        [Stroke(float(x), 0.0, 50.0) for x in (0, 50, 100)],
    )
    grid = grids_of(level, upright)[0]
    assert grid.cell_at(75, 25) == (0, 1)
    assert grid.cell_at(200, 25) is None
    assert Sign("a", 0, 1, 0, 1, False).scheme is None


def test_a_file_with_a_password_is_refused():
    with pytest.raises(FileEncrypted):
        read_document(attacks.locked_pdf(), "a.pdf")


def test_a_base_line_that_moves_begins_a_line():
    signs = [
        Sign(sign, 10 * at, 10 * at + 5, base, 10, False)
        for at, (sign, base) in enumerate([("a", 50), ("b", 50), ("c", 20)])
    ]
    assert [line.text for row in lines_of(signs) for line in row] == ["ab", "c"]


def test_a_space_before_the_first_word_of_a_line_is_left_out():
    signs = [Sign(sign, 10 * at, 10 * at + 5, 50, 10, sign == " ") for at, sign in enumerate(" ab")]
    assert [line.text for row in lines_of(signs) for line in row] == ["ab"]


def test_strokes_in_pieces_along_one_line_are_one_line_of_the_grid():
    level = [Stroke(0.0, 0.0, 45.0), Stroke(1.0, 55.0, 100.0), Stroke(50.0, 0.0, 100.0)]
    upright = [Stroke(float(x), 0.0, 50.0) for x in (0, 40, 60, 100)]
    assert grids_of(level, upright)[0].rows == [50.0, 0.0]


def test_lines_inside_a_form_make_a_table_and_objects_beyond_the_bound_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
):
    lines = b"80 740 m 300 740 l S 80 700 m 300 700 l S " + b"".join(
        b"%d 740 m %d 700 l S " % (x, x) for x in (80, 190, 300)
    )
    form = (
        f"<< /Type /XObject /Subtype /Form /BBox [0 0 600 900] /Length {len(lines)} >>\nstream\n"
    ).encode()
    words = b"/X0 Do BT /F0 9 Tf 84 720 Td (Mot) Tj 110 0 Td (Hai) Tj ET"
    data = attacks.pdf_of("3 0 R", content=words, extra=[form + lines + b"\nendstream"])
    assert read_document(data, "a.pdf").text == "| Mot | Hai |"
    monkeypatch.setattr(pdf_page, "_PATH_OBJECTS_MAX", 2)
    assert read_document(data, "a.pdf").text != "| Mot | Hai |"


def test_a_symbol_divided_at_its_hyphen_is_whole_again():
    made = PdfMaker().page()
    made.text(LEFT, 700, full("Chỉ thị số")[:60] + " 09-").text(LEFT, 682, "CT/TW của Ban Bí thư")
    ruled(made, 600, [40])
    made.text(84, 580, "1").text(124, 585, "12/KH-").text(124, 565, "UBND").text(324, 580, "Xã")
    text = read(made).text
    assert " 09-CT/TW của Ban Bí thư" in text
    assert "| 1 | 12/KH-UBND | Xã |" in text


def test_words_drawn_apart_to_fill_a_line_are_one_line():
    made = PdfMaker().page()
    for at, word in enumerate(("Công", "an", "xã", "chủ")):
        made.text(85 + at * 90 - (13 if at == 1 else 0), 700, word)
    apart = PdfMaker().page()
    x = 85.0
    for word in ("Công", "an", "xã", "chủ"):
        apart.text(x, 700, word)
        x += len(word) * 6.5 + 60
    assert read(apart).text == "Công an xã chủ"
    assert read(made).text.startswith("| Công")
