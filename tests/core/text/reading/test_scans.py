"""PDF files of pictures, where they are asked for."""

from __future__ import annotations

import pytest

from phongtrao.core.text.reading import ReadingLimits, read_document
from phongtrao.core.text.reading.errors import PdfWithoutText

from .office_files import PdfMaker


def test_a_scan_is_taken_where_it_is_asked_for_with_the_words_that_stand_on_it():
    scans = ReadingLimits(scans=True)
    made = PdfMaker().page().picture().text(80, 800, "TỐI MẬT").page().picture().note("Số: 05")
    found = read_document(made.bytes(), "ban-quet.pdf", scans)
    assert (found.text, found.pictures) == ("", 2)
    assert found.margins.split("\n") == ["TỐI MẬT", "Số: 05"]
    with pytest.raises(PdfWithoutText):
        read_document(PdfMaker().page().bytes(), "trang-trang.pdf", scans)
