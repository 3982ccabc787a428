"""`phongtrao units`: load the units of the country, import own units."""

# Without "from __future__ import annotations": typer reads the annotations while it runs.

from pathlib import Path
from typing import Annotated

import typer

from phongtrao.config.commands._app import Command, Group
from phongtrao.config.commands._django import start

_HELP = "Danh mục đơn vị: nạp đơn vị hành chính cả nước, nhập đơn vị của mình."
_LOAD_HELP = """Nạp đơn vị hành chính cả nước trước và sau ngày 01/7/2025 cùng từ điển tên gọi.

Chạy lại chỉ bổ sung phần còn thiếu; đơn vị đã có người sửa được giữ nguyên."""
_IMPORT_HELP = """Nhập đơn vị của mình (khu dân cư, cơ quan, trường …) từ bảng .xlsx hoặc .csv.

Nhập hết hoặc không nhập gì: có một ô sai thì chương trình nêu từng lỗi theo dòng và cột. Mẫu bảng
tải ở trang Đơn vị, mục Nhập từ tệp.

Mã thoát: 0 xong, 1 bị từ chối, 2 câu lệnh không đúng."""

Table = Annotated[Path, typer.Argument(metavar="TỆP", help="Bảng .xlsx hoặc .csv.")]


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    units = typer.Typer(cls=Group, help=_HELP, no_args_is_help=True, rich_markup_mode=None)
    units.command("load", cls=Command, help=_LOAD_HELP)(load)
    units.command("import", cls=Command, help=_IMPORT_HELP)(import_table)
    app.add_typer(units, name="units")


def load() -> int:
    """Run the command; the exit code."""
    start()
    from phongtrao.units.actions.loading import load_national  # noqa: PLC0415 - app ready

    done = load_national()
    typer.echo(
        f"Đã nạp {done.units} đơn vị mới, {done.versions} giai đoạn, {done.successions} lần kế "
        f"thừa, {done.terms} tên trong từ điển."
    )
    return 0


def import_table(file: Table) -> int:
    """Run the command; the exit code."""
    start()
    from phongtrao.core.errors import RuleBroken  # noqa: PLC0415 - app ready
    from phongtrao.core.text.reading import read_sheet_safely  # noqa: PLC0415 - slow import
    from phongtrao.units.actions.importing import (  # noqa: PLC0415 - app ready
        ImportRefused,
        import_units,
    )

    try:
        change = import_units(rows=read_sheet_safely(file, file.name), by=None)
    except RuleBroken as refused:
        for error in refused.errors if isinstance(refused, ImportRefused) else ():
            typer.echo(str(error), err=True)
        typer.echo(refused.text, err=True)
        return 1
    typer.echo(f"Đã nhập {change.units.count()} đơn vị.")
    return 0
