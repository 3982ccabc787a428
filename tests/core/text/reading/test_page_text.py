"""Blocks of a page: what is a paragraph, what a table, what only looks like one."""

from __future__ import annotations

from phongtrao.core.text.legacy import Scheme
from phongtrao.core.text.reading.page_text import PageText, joined_pieces, one_line, piece_of


def blocks(rows: list[list[list[str]]]) -> list[str]:
    page = PageText()
    page.table(rows)
    return page.blocks


def test_a_table_of_empty_cells_leaves_nothing():
    assert blocks([[[""], [""], [""], [""]]]) == []


def test_a_small_table_without_the_words_of_a_letterhead_stays_a_table():
    assert blocks([[["Mật độ"], ["12"]], [["Dân số"], ["9"]]]) == [
        ("| Mật độ | 12 |\n| Dân số | 9 |")
    ]


def test_a_long_table_is_a_table_even_when_it_speaks_of_a_letterhead():
    rows = [[["Độc lập - Tự do"], ["x"]]] * 9
    assert blocks(rows)[0].startswith("| Độc lập - Tự do | x |")


def test_pieces_of_one_scheme_are_decoded_together_and_others_stay():
    pieces = [("Ke", Scheme.VNI), ("á", Scheme.VNI), (" là ", None), ("®", Scheme.TCVN3)]
    assert joined_pieces(pieces, frozenset({Scheme.VNI})) == "Kế là ®"
    assert (
        joined_pieces([piece_of("®­êng", Scheme.TCVN3, capitals=True)], frozenset({Scheme.TCVN3}))
        == "ĐƯỜNG"
    )
    assert piece_of("mật", None, capitals=True) == ("MẬT", None)


def test_one_line_folds_all_white_space():
    assert one_line(" a\n\tb\u00a0 c ") == "a b c"
