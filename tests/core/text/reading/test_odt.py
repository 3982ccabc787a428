"""OpenDocument texts are read as a person reads them."""

from __future__ import annotations

import pytest

from phongtrao.core.text.reading import Reading, read_document
from phongtrao.core.text.reading.errors import FileDamaged, FileEncrypted

from .office_files import ODF_SPACES, archive, odt


def read(body: str, automatic: str = "", styles: str = "") -> Reading:
    return read_document(odt(body, automatic, styles), "ke-hoach.odt")


def text_of(body: str, automatic: str = "", styles: str = "") -> str:
    return read(body, automatic, styles).text


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def level(number: int, number_format: str, suffix: str = ".", more: str = "") -> str:
    return (
        f'<text:list-level-style-number text:level="{number}" style:num-format="{number_format}" '
        f'style:num-suffix="{suffix}" {more}/>'
    )


LIST = (
    '<text:list-style style:name="L">'
    + level(1, "I")
    + level(2, "1", ".", 'text:display-levels="2"')
    + level(3, "a", ")")
    + level(4, "i")
    + level(5, "A")
    + '<text:list-level-style-bullet text:level="6" text:bullet-char="\uf0b7"/></text:list-style>'
)


def items(*contents: str, more: str = "") -> str:
    inner = "".join(f"<text:list-item>{found}</text:list-item>" for found in contents)
    return f'<text:list text:style-name="L" {more}>{inner}</text:list>'


def test_paragraphs_breaks_tabs_and_spaces():
    body = p("Một<text:tab/>hai<text:line-break/>ba<text:s text:c='2'/>bốn<text:s/>năm\n  sáu") + p(
        ""
    )
    assert text_of(body) == "Một\thai\nba  bốn năm sáu"


def test_lists_show_their_labels_in_every_format():
    deep = items(p("sáu"))
    for words in ("năm", "bốn", "ba", "hai"):
        deep = items(p(words) + deep)
    assert text_of(items(p("một") + deep, p("bảy")), LIST).split("\n\n") == [
        "I. một",
        "I.1. hai",
        "a) ba",
        "i. bốn",
        "A. năm",
        "• sáu",
        "II. bảy",
    ]


def test_a_list_begins_anew_unless_it_says_that_it_goes_on():
    body = (
        items(p("a"), p("b"), more='xml:id="m1"')
        + items(p("c"))
        + items(p("d"), more='text:continue-numbering="true"')
        + items(p("e"), more='text:continue-list="m1"')
    )
    assert text_of(body, LIST).split("\n\n") == ["I. a", "II. b", "I. c", "II. d", "III. e"]


def test_an_item_may_set_its_number_and_hold_more_than_one_paragraph():
    started = f'<text:list-item text:start-value="5">{p("năm")}{p("tiếp")}</text:list-item>'
    header = f"<text:list-header>{p('đầu')}</text:list-header><text:other/>"
    body = f'<text:list text:style-name="L">{header}{started}<text:list-item/></text:list>'
    assert text_of(body, LIST).split("\n\n") == ["đầu", "V. năm", "tiếp"]


def test_a_level_may_begin_elsewhere_and_an_unknown_style_shows_nothing():
    style = (
        '<text:list-style style:name="L">'
        + level(1, "1", "/", 'text:start-value="3"')
        + "</text:list-style>"
    )
    assert text_of(items(p("a"), p("b")), style) == "3/ a\n\n4/ b"
    assert text_of(items(p("a"))) == "a"


def test_a_list_inside_may_have_its_own_style_and_a_paragraph_style_may_name_one():
    own = (
        '<text:list-style style:name="M">'
        + level(2, "a", ")")
        + level(1, "", "")
        + "</text:list-style>"
    )
    style = '<style:style style:name="P" style:family="paragraph" style:list-style-name="L"/>'
    inner = (
        f'<text:list text:style-name="M"><text:list-item>{p("trong")}</text:list-item></text:list>'
    )
    named = (
        f"<text:list><text:list-item>{p('theo kiểu', 'P')}</text:list-item>"
        f"<text:list-item>{p('không')}</text:list-item></text:list>"
    )
    assert text_of(items(p("ngoài") + inner) + named, LIST + own + style).split("\n\n") == [
        "I. ngoài",
        "a) trong",
        "I. theo kiểu",
        "không",
    ]


def test_a_continued_list_may_change_its_style():
    own = '<text:list-style style:name="M">' + level(1, "1") + "</text:list-style>"
    body = items(p("a"), more='xml:id="m"') + (
        '<text:list text:style-name="M" text:continue-list="m">'
        f"<text:list-item>{p('b')}</text:list-item></text:list>"
    )
    assert text_of(body, LIST + own) == "I. a\n\n2. b"


def test_headings_are_numbered_by_the_outline():
    outline = f"<text:outline-style>{level(1, 'I')}{level(2, '1')}</text:outline-style>"
    body = "".join(
        f'<text:h text:outline-level="{number}" {more}>{words}</text:h>'
        for number, words, more in (
            (1, "MỤC ĐÍCH", ""),
            (2, "Một", ""),
            (1, "YÊU CẦU", ""),
            (2, "Một lại", ""),
            (1, "Không số", 'text:is-list-header="true"'),
            (3, "Sâu", ""),
        )
    )
    assert text_of(body, styles=outline).split("\n\n") == [
        "I. MỤC ĐÍCH",
        "1. Một",
        "II. YÊU CẦU",
        "1. Một lại",
        "Không số",
        "Sâu",
    ]


def test_a_newer_label_pattern_is_followed():
    style = (
        '<text:list-style style:name="L"><text:list-level-style-number '
        'text:level="1" style:num-format="1" '
        'loext:num-list-format="Điều %1%."/></text:list-style>'
    )
    assert (
        text_of(items(p("Phạm vi"), p("Đối tượng")), style)
        == "Điều 1. Phạm vi\n\nĐiều 2. Đối tượng"
    )


def cells(*contents: str) -> str:
    made = "".join(
        found if found.startswith("<") else f"<table:table-cell>{p(found)}</table:table-cell>"
        for found in contents
    )
    return f"<table:table-row>{made}</table:table-row>"


def test_tables_become_rows_and_covered_cells_are_empty():
    body = (
        "<table:table><table:table-column/><table:table-header-rows>"
        + cells("STT", "Nội dung", "Thời hạn")
        + "</table:table-header-rows>"
        + cells("1", "<table:table-cell>" + p("Ra") + p("quân") + "</table:table-cell>", "Quý I")
        + cells(
            "<table:table-cell>" + p("Ghi chú") + "</table:table-cell>",
            '<table:covered-table-cell table:number-columns-repeated="2"/>',
        )
        + "</table:table>"
    )
    assert (
        text_of(body) == "| STT | Nội dung | Thời hạn |\n| 1 | Ra quân | Quý I |\n| Ghi chú |  |  |"
    )


def test_a_row_or_cell_repeated_beyond_reason_is_cut():
    many = 'table:number-columns-repeated="2147483648"'
    body = (
        "<table:table>"
        + cells("a", f"<table:table-cell {many}/>", "<text:soft-page-break/>")
        + (
            '<table:table-row table:number-rows-repeated="2147483648">'
            "<table:table-cell/></table:table-row>"
        )
        + (
            '<table:table-row table:number-rows-repeated="2147483648">'
            f"<table:table-cell>{p('b')}</table:table-cell></table:table-row>"
        )
        + "</table:table>"
    )
    rows = text_of(body).split("\n")
    assert rows[0].count("|") == 64
    assert rows[1:] == ["| b |"] * 50


def test_hidden_deleted_and_listed_text_is_left_out_and_named():
    styles = (
        '<style:style style:name="An" style:family="text">'
        '<style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="Con" style:family="text" style:parent-style-name="An"/>'
    )
    body = (
        f"<text:tracked-changes>{p('xóa')}</text:tracked-changes>"
        "<text:table-of-content><text:index-body>"
        f"{p('Mục lục')}</text:index-body></text:table-of-content>"
        f"<text:section text:display='none'>{p('ẩn')}</text:section>"
        f"<text:section>{p('mục')}</text:section>"
        + p(
            "hiện<text:span text:style-name='Con'> ẩn</text:span>"
            "<office:annotation>ghi chú</office:annotation>"
        )
    )
    reading = read(body, styles)
    assert reading.text == "mục\n\nhiện"
    assert len(reading.notes) == 3


def test_text_shown_in_capitals_and_text_in_legacy_fonts():
    styles = (
        '<style:font-face style:name="F1" svg:font-family="\'.VnTime\'"/>'
        '<style:style style:name="Hoa" style:family="paragraph">'
        '<style:text-properties fo:text-transform="uppercase"/></style:style>'
        '<style:style style:name="Cu" style:family="text">'
        '<style:text-properties style:font-name="F1"/></style:style>'
        '<style:style style:name="Vni" style:family="text" style:parent-style-name="Goc">'
        '<style:text-properties fo:font-family="VNI-Times" '
        'text:display="true" fo:text-transform="none"/></style:style>'
        '<style:style style:name="Goc" style:family="text">'
        '<style:text-properties text:display="none" '
        'fo:text-transform="uppercase" style:font-name="Arial"/></style:style>'
    )
    body = (
        p("kế hoạch", "Hoa")
        + p("<text:span text:style-name='Cu'>ñy ban nh©n d©n</text:span>")
        + p("<text:span text:style-name='Vni'>thi ñua</text:span>")
        + p("trống", "Khong")
    )
    reading = read(body, styles)
    assert reading.text == "KẾ HOẠCH\n\nủy ban nhân dân\n\nthi đua\n\ntrống"
    assert reading.notes == ("Đã chuyển chữ từ bảng mã TCVN3 (ABC) và VNI sang Unicode.",)


def test_notes_follow_at_the_end_and_frames_after_their_paragraph():
    body = (
        p(
            "Kế hoạch<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            + p("Số 12.")
            + "</text:note-body></text:note><text:note/> này<draw:frame><draw:text-box>"
            + p("DỰ THẢO")
            + "</draw:text-box></draw:frame>"
        )
        + "<draw:frame><draw:text-box>"
        + p("KHẨN")
        + "</draw:text-box><svg:title>x</svg:title></draw:frame>"
    )
    assert text_of(body) == "Kế hoạch này\n\nDỰ THẢO\n\nKHẨN\n\n[1] Số 12."


def test_the_margins_are_kept_apart():
    styles = (
        f"<style:master-page><style:header>{p('TỐI MẬT')}{p('')}</style:header></style:master-page>"
    )
    reading = read(p("Thân bài"), styles=styles)
    assert (reading.text, reading.margins) == ("Thân bài", "TỐI MẬT")


def test_a_locked_file_is_refused_and_a_broken_one_is_damaged():
    manifest = {"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"}
    with pytest.raises(FileEncrypted):
        read_document(odt(p("x"), other=manifest), "a.odt")
    mimetype = {"mimetype": "application/vnd.oasis.opendocument.text"}
    with pytest.raises(FileDamaged):
        read_document(archive(mimetype, first_stored=True), "a.odt")
    content = {"content.xml": f"<office:document-content {ODF_SPACES}/>"}
    with pytest.raises(FileDamaged):
        read_document(archive({**mimetype, **content}, first_stored=True), "a.odt")


def test_a_text_without_styles_part_is_read():
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": "<m/>",
        "content.xml": f"<office:document-content {ODF_SPACES}><office:body><office:text>{p('Một')}"
        "</office:text></office:body></office:document-content>",
    }
    assert read_document(archive(members, first_stored=True), "a.odt").text == "Một"


def test_styles_that_rest_on_one_another_in_a_circle_do_no_harm():
    styles = (
        '<style:style style:name="A" style:family="paragraph" style:parent-style-name="B"/>'
        '<style:style style:name="B" style:family="paragraph" style:parent-style-name="A"/>'
    )
    assert text_of(p("Một", "A") + items(p("hai", "A")), styles) == "Một\n\nhai"


def test_links_are_read_and_page_breaks_inside_an_item_skipped():
    body = items(
        "<text:soft-page-break/>" + p("một <text:a>liên kết</text:a>"), p("hai") + "<text:x/>"
    )
    assert text_of(body, LIST) == "một liên kết\n\nI. hai"


def test_a_level_without_a_format_shows_its_signs_only():
    style = (
        '<text:list-style style:name="L">'
        + level(1, "", ")", 'style:num-prefix="("')
        + level(2, "1", ".", 'text:display-levels="2"')
        + "</text:list-style>"
    )
    assert text_of(items(p("một") + items(p("hai"))), style) == "() một\n\n1. hai"


def test_a_list_style_may_come_from_the_parent_of_a_paragraph_style():
    styles = (
        '<style:style style:name="P" style:family="paragraph" style:parent-style-name="Q"/>'
        '<style:style style:name="Q" style:family="paragraph" style:list-style-name="L"/>'
    )
    body = f"<text:list><text:list-item>{p('một', 'P')}</text:list-item></text:list>"
    assert text_of(body, LIST + styles) == "I. một"


def test_an_empty_table_leaves_nothing():
    body = f"<table:table>{cells('', '', '', '')}{cells('', '', '', '')}</table:table>{p('x')}"
    assert text_of(body) == "x"
