"""`phongtrao units`: load the country, import a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from phongtrao.config.commands._app import run
from phongtrao.units.actions import loading
from phongtrao.units.actions.loading import Loaded
from phongtrao.units.models import Unit
from tests.factories import make_unit

if TYPE_CHECKING:
    from pathlib import Path


def test_loading_says_what_came_in(db, monkeypatch, capsys):
    monkeypatch.setattr(loading, "load_national", lambda: Loaded(3, 4, 5, 6))
    assert run(["units", "load"]) == 0
    said = "Đã nạp 3 đơn vị mới, 4 giai đoạn, 5 lần kế thừa, 6 tên trong từ điển."
    assert said in capsys.readouterr().out


def test_a_table_is_imported(db, tmp_path: Path, capsys):
    make_unit("Xã An Phú")
    table = tmp_path / "truong.csv"
    table.write_text("Tên đơn vị,Thuộc địa bàn\nTrường A,Xã An Phú\n")
    assert run(["units", "import", str(table)]) == 0
    assert "Đã nhập 1 đơn vị." in capsys.readouterr().out
    assert Unit.objects.filter(name="Trường A").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tên đơn vị,Thuộc địa bàn\nTrường A,Xã Lạ\n", "Dòng 2, cột “Thuộc địa bàn”: không thấy"),
        ("", "không có nội dung"),
    ],
)
def test_a_refused_table_ends_with_one_and_says_why(db, tmp_path: Path, capsys, text, said):
    table = tmp_path / "truong.csv"
    table.write_text(text)
    assert run(["units", "import", str(table)]) == 1
    assert said in capsys.readouterr().err
