"""Web pages: the main text, lists and tables, old fonts."""

from __future__ import annotations

import pytest

from phongtrao.core.text.reading import Reading, read_document
from phongtrao.core.text.reading.errors import EncodingUnknown, FileTooComplex, FileWithoutText


def read(markup: str | bytes) -> Reading:
    data = markup.encode() if isinstance(markup, str) else markup
    return read_document(data, "trang.html")


def text_of(inner: str) -> str:
    return read(f"<html><body>{inner}</body></html>").text


def test_menus_scripts_and_hidden_parts_are_dropped():
    page = (
        "<head><title>x</title></head><nav>menu</nav><script>"
        "a()</script><style>p{}</style><!-- ghi chú -->"
        "<p hidden>ẩn</p><p aria-hidden='true'>ẩn</p><p "
        "style='display: none'>ẩn</p><form>tìm</form><p>Thân bài</p>"
    )
    assert text_of(page) == "Thân bài"


def test_the_main_part_is_taken_when_it_holds_the_most():
    words = "Kế hoạch thực hiện phong trào. " * 5
    page = f"<div>Tin khác ở bên cạnh</div><main><p>{words}</p></main>"
    assert text_of(page) == words.strip()
    assert "Tin khác" in text_of("<div>Tin khác ở bên cạnh</div><article><p>ngắn</p></article>")


def test_blocks_lines_and_inline_marks():
    page = (
        "<h1>KẾ  HOẠCH</h1>\n<p>Một <b>đậm</b><i> nghiêng</i><br>"
        "dòng hai</p><div>Ba<div>Bốn</div></div><hr><pre>a\n  b</pre>"
    )
    assert text_of(page) == "KẾ HOẠCH\n\nMột đậm nghiêng\ndòng hai\n\nBa\n\nBốn\n\na\nb"


def test_lists_show_their_labels():
    page = (
        "<ol><li>một<li value='5'><p>năm</p><p>tiếp</p><ul><li>gạch</ul></ol>"
        "<ol type='a' start='2'><li>b</ol><ol type='A'><li>"
        "A</ol><ol type='i'><li>i</ol><ol type='I'><li>I</ol>"
        "<ul style='list-style-type: none'><li>trơn</ul><ul>chữ<li></li></ul>"
    )
    assert text_of(page).split("\n\n") == [
        "1. một",
        "5. năm",
        "tiếp",
        "- gạch",
        "b. b",
        "A. A",
        "i. i",
        "I. I",
        "trơn",
        "chữ",
    ]


def test_tables_become_rows_with_spans_filled_by_empty_cells():
    page = (
        "<table><thead><tr><th>STT<th>Nội dung<th>Chủ trì</tr></thead><tbody>"
        "<tr><td>1<td>Một<td rowspan=2>Công an</tr><tr><td>2<td><p>Hai</p><p>ba</p></tr>"
        "<tr><td colspan=3>Ghi chú</tr></tbody></table>"
    )
    assert text_of(page).split("\n") == [
        "| STT | Nội dung | Chủ trì |",
        "| 1 | Một | Công an |",
        "| 2 | Hai ba |  |",
        "| Ghi chú |  |  |",
    ]


def test_a_letterhead_table_becomes_lines():
    page = (
        "<table><tr><td>UBND XÃ AN PHÚ<td>CỘNG HÒA XÃ HỘI CHỦ "
        "NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</table>"
    )
    assert text_of(page) == (
        "UBND XÃ AN PHÚ\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    )


def test_a_declared_one_byte_page_with_legacy_fonts_is_turned_into_unicode():
    page = (
        "<html><head><meta charset=windows-1252></head><body>"
        "<p style='font-family:.VnTimeH'>ñy ban nh©n d©n</p>"
        "<p><font face='.VnTime'>phong trµo</font></p><p><font>x</font></p>"
        "<p style=\"font-family:'.VnTime'; text-transform: uppercase\">thi ®ua</p></body></html>"
    )
    reading = read(page.encode("cp1252"))
    assert reading.text == "ỦY BAN NHÂN DÂN\n\nphong trào\n\nx\n\nTHI ĐUA"
    assert reading.notes == ("Đã chuyển chữ từ bảng mã TCVN3 (ABC) sang Unicode.",)


def test_legacy_text_without_a_font_is_recognised_by_its_syllables():
    lines = "".join(f"<p>ñy ban nh©n d©n x· sè {number} phèi hîp</p>" for number in range(4))
    page = f"<html><head><meta charset='utf-8'></head><body>{lines}</body></html>"
    assert read(page).text.startswith("ủy ban nhân dân xã số 0 phối hợp")
    assert read(page).notes == ("Đã chuyển từ bảng mã TCVN3 (ABC) sang Unicode.",)
    declared = page.replace("utf-8", "windows-1252").encode("cp1252")
    assert read(declared).notes == ("Đã chuyển chữ từ bảng mã TCVN3 (ABC) sang Unicode.",)
    undeclared = f"<html><body>{lines}</body></html>".encode("cp1252")
    assert read(undeclared).text.startswith("ủy ban nhân dân xã số 0 phối hợp")
    assert read(undeclared).notes == ("Đã chuyển từ bảng mã TCVN3 (ABC) sang Unicode.",)


def test_a_page_that_declares_windows_but_is_utf8_is_utf8():
    assert read("<html><meta charset=iso-8859-1><body>Phường Đống Đa").text == "Phường Đống Đa"


def test_a_unicode_page_that_kept_old_font_names_stays_as_it_is():
    page = "<p><font face='.VnTime'>Ủy ban nhân dân là cơ quan chủ trì</font></p>"
    assert text_of(page) == "Ủy ban nhân dân là cơ quan chủ trì"


def test_a_page_in_utf16_is_read():
    page = "<html><body><p>Kế hoạch</p></body></html>"
    assert read(page.encode("utf-16")).text == "Kế hoạch"


def test_an_unknown_encoding_is_refused():
    with pytest.raises(EncodingUnknown):
        read(b"<html><body>" + bytes(range(0xC0, 0x100)) * 20 + b"</body></html>")


def test_a_page_nested_beyond_reason_is_refused_before_it_is_parsed():
    with pytest.raises(FileTooComplex):
        text_of("<div>" * 3000 + "x")
    with pytest.raises(FileTooComplex):
        text_of("<label>" * 300 + "x")
    assert text_of("<div>a</div>" * 3000).startswith("a\n\na")


def test_a_fragment_without_frame_is_a_page_too():
    assert read("<div>Kế hoạch</div>").text == "Kế hoạch"


def test_a_page_of_frames_has_no_text():
    with pytest.raises(FileWithoutText):
        read("<html><frameset><frame src=x></frameset></html>")


def test_captions_and_stray_parts_of_a_table_do_no_harm():
    page = (
        "<table><caption>Bảng 1</caption><tr>\n<td>"
        "a</td>\n<script>x</script><td>b</td></tr></table>"
    )
    assert text_of(page) == "| a | b |"
