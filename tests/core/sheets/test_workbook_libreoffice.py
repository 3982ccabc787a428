"""A workbook that goes through another spreadsheet program comes back with its figures."""

from __future__ import annotations

import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.elements import Sheet
from phongtrao.core.sheets.rules import Rule
from phongtrao.core.sheets.workbook import Known
from phongtrao.core.sheets.workbook.given import Since
from phongtrao.core.text.reading.office import libreoffice_program
from tests.core.sheets.workbook_files import (
    SHEET,
    SUMMED,
    THREE,
    filled,
    given_out,
    sent,
    taken,
)

if TYPE_CHECKING:
    from pathlib import Path

needs_libreoffice = pytest.mark.skipif(libreoffice_program() is None, reason="no LibreOffice here")
FILLED_IN = {
    "A1": Decimal(200),
    "A2": Decimal(181),
    "B1": Decimal("90.5"),
    "B2": Decimal("123456789012345.678"),
    "C1": True,
    "C2": "01",
    "C3": "=Ba  tổ\nở hai thôn",
}
FORM = Sheet((*SUMMED.elements, *SHEET.elements[2:]), (Rule("A3 = A1 + A2", "Cộng hai phần"),))


@needs_libreoffice
def test_libreoffice_opens_saves_and_works_out_the_sums(tmp_path: Path):
    one = filled(
        given_out(sheet=FORM),
        {"E7": 200, "E8": 181, "E11": 0.905, "E12": "KAD", "E13": "Có", "E14": "01"},
    )
    three = filled(given_out(THREE, FORM), {"D9": 1, "E9": 2, "D10": 5, "E10": "?", "D11": 7})
    known = {code: Known(cell, "sổ") for code, cell in FILLED_IN.items()}
    (tmp_path / "given.xlsx").write_bytes(given_out(THREE, FORM, known={"02": known}))
    (tmp_path / "one.xlsx").write_bytes(one)
    (tmp_path / "three.xlsx").write_bytes(three)
    program = [
        str(libreoffice_program()),
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "saved"),
    ]
    files = [str(tmp_path / name) for name in ("one.xlsx", "three.xlsx", "given.xlsx")]
    subprocess.run([*program, *files], check=True, timeout=120, capture_output=True)  # noqa: S603 - LibreOffice
    saved = tmp_path / "saved" / "one.xlsx"
    if not saved.exists():
        pytest.skip("this LibreOffice lacks Calc")
    assert sent(saved.read_bytes(), FORM)["01"] == {
        "A1": Decimal(200),
        "A2": Decimal(181),
        "A3": Decimal(381),
        "B1": Decimal("90.5"),
        "B2": Mark.NOT_APPLICABLE,
        "C1": True,
        "C2": "01",
        "C3": Mark.BLANK,
    }
    cells = sent((tmp_path / "saved" / "three.xlsx").read_bytes(), FORM)
    sums = [cells[office.code]["A3"] for office in THREE]
    assert sums == [Decimal(3), Mark.UNKNOWN, Mark.BLANK]
    # What the program filled in is known again as such, and so are the sums of it.
    given = taken((tmp_path / "saved" / "given.xlsx").read_bytes(), FORM)
    assert [*given.since.values()] == [Since.NOTHING] * 3
    assert given.reports["02"]["A3"] == Decimal(381)
    assert given.reports["02"]["B1"] == Decimal("90.5")
