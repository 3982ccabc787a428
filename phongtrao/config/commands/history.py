"""`phongtrao history`: reports of all years as Parquet, and totals over them."""

# Without "from __future__ import annotations": typer reads the annotations while it runs.

from pathlib import Path
from typing import Annotated, Any

import typer

from phongtrao.config.commands._app import Command, Group, WrongUsage
from phongtrao.config.commands._django import start

_HELP = "Lịch sử số liệu: ghi ra tệp Parquet theo năm và tỉnh, kiểm tra, tổng hợp."
_WRITE_HELP = """Ghi các báo cáo đang được tính (đã gửi, đã duyệt; lần nộp mới nhất) ra tệp Parquet.

Mỗi năm, mỗi tỉnh một thư mục (hien-hanh/nam=2026/tinh=01). Chạy lại thì thay cả năm: bản cũ còn
nguyên cho đến khi bản mới ghi xong. Thư mục chứa số liệu của từng đơn vị, hãy giữ kín như cơ sở dữ
liệu.

Mã thoát: 0 xong, 1 không ghi được, 2 câu lệnh không đúng."""
_CHECK_HELP = """Đối chiếu từng tệp với danh mục ghi kèm: đủ tệp, không thêm, không bị sửa.

Mã thoát: 0 nguyên vẹn, 1 có tệp sai (in từng tệp)."""
_TOTALS_HELP = """Tổng hợp từ thư mục lịch sử, theo từng kỳ hoặc từng năm.

Tỷ lệ là tổng tử số chia tổng mẫu số của các báo cáo có đủ cả hai. Có --spark thì tính trên cụm
Spark (pip install phongtrao[spark], Java 17), kết quả như nhau.

Mã thoát: 0 xong, 1 không tính được, 2 câu lệnh không đúng."""
_PLACES = ("nuoc", "tinh", "xa")
_SUFFIXES = (".csv", ".xlsx")
_TEXTS = ("Kỳ", "Tỉnh, thành phố", "Xã, phường, đặc khu", "Mã", "Chỉ tiêu", "Ghi chú")
_WIDTH = 170
"""Characters of a line that goes into a file or another program."""

Folder = Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Thư mục lịch sử.")]
Years = Annotated[
    list[int] | None,
    typer.Option("--year", metavar="NĂM", help="Chỉ năm này; ghi nhiều lần cho nhiều năm."),
]


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    history = typer.Typer(cls=Group, help=_HELP, no_args_is_help=True, rich_markup_mode=None)
    history.command("write", cls=Command, help=_WRITE_HELP)(write)
    history.command("check", cls=Command, help=_CHECK_HELP)(check)
    history.command("totals", cls=Command, help=_TOTALS_HELP)(totals)
    app.add_typer(history, name="history")


def write(
    folder: Folder,
    year: Years = None,
    all_periods: Annotated[bool, typer.Option("--all", help="Cả kỳ chưa kết thúc.")] = False,
) -> int:
    """Run the command; the exit code."""
    start()
    from django.utils import timezone  # noqa: PLC0415 - app ready

    from phongtrao.core.errors import RuleBroken  # noqa: PLC0415 - app ready
    from phongtrao.reporting.actions.history import write_history  # noqa: PLC0415 - slow import

    try:
        done = write_history(
            folder=folder,
            years=year or (),
            ended_before=None if all_periods else timezone.localdate(),
            at=timezone.localtime(),
        )
    except RuleBroken as refused:
        typer.echo(refused.text, err=True)
        return 1
    size = sum(file.bytes for file in done.files)
    typer.echo(
        f"{folder} có {len(done.files)} tệp của năm {', '.join(map(str, done.years))}: "
        f"{done.reports} báo cáo, {done.rows} dòng, {size} byte."
    )
    return 0


def check(folder: Folder) -> int:
    """Run the command; the exit code."""
    start()
    from phongtrao.core.errors import RuleBroken  # noqa: PLC0415 - app ready
    from phongtrao.reporting.queries.history_folder import (  # noqa: PLC0415 - slow import
        check_history,
        manifest_of,
    )

    try:
        faults = list(check_history(folder))
        manifest = manifest_of(folder)
    except RuleBroken as broken:
        faults = [broken.text]
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        return 1
    typer.echo(
        f"Nguyên vẹn: {len(manifest.files)} tệp, {manifest.reports} báo cáo, {manifest.rows} dòng, "
        f"ghi lúc {manifest.written_at}."
    )
    return 0


def totals(
    folder: Folder,
    by: Annotated[
        str, typer.Option("--by", metavar="|".join(_PLACES), help="Cả nước, từng tỉnh, từng xã.")
    ] = "tinh",
    year: Years = None,
    province: Annotated[
        list[str] | None, typer.Option("--province", metavar="MÃ", help="Chỉ tỉnh có mã này.")
    ] = None,
    yearly: Annotated[bool, typer.Option("--yearly", help="Gộp theo năm.")] = False,
    medians: Annotated[
        bool, typer.Option("--medians", help="Trung vị của các xã trong mỗi tỉnh.")
    ] = False,
    spark: Annotated[str, typer.Option("--spark", metavar="ĐỊA_CHỈ", help="Cụm Spark.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="TỆP", help="Ghi ra .csv hoặc .xlsx.")
    ] = None,
) -> int:
    """Run the command; the exit code."""
    if by not in _PLACES:
        raise WrongUsage(f"--by là một trong: {', '.join(_PLACES)}.")
    if yearly and medians:
        raise WrongUsage("Không dùng --medians cùng --yearly: trung vị tính theo từng kỳ.")
    if out and out.suffix not in _SUFFIXES:
        raise WrongUsage(f"Tệp {out} phải có đuôi .csv hoặc .xlsx.")
    start()
    from phongtrao.core.errors import RuleBroken  # noqa: PLC0415 - app ready
    from phongtrao.reporting.queries import history_tables as tables  # noqa: PLC0415 - slow import

    try:
        table = _table(folder, by, year or (), province or (), yearly, medians, spark)
    except RuleBroken as refused:
        typer.echo(refused.text, err=True)
        return 1
    if out is None:
        _print(*tables.shown(table))
        return 0
    as_bytes = tables.as_csv if out.suffix == ".csv" else tables.as_workbook
    out.write_bytes(as_bytes(table))
    typer.echo(f"Đã ghi {len(table.rows)} dòng vào {out}.")
    return 0


def _table(
    folder: Path,
    by: str,
    years: Any,
    provinces: Any,
    yearly: bool,
    medians: bool,
    spark: str,
) -> Any:
    from phongtrao.reporting.queries import history  # noqa: PLC0415 - slow import
    from phongtrao.reporting.queries import history_tables as tables  # noqa: PLC0415 - slow import

    places: dict[str, tuple[str, ...]] = {
        "nuoc": (),
        "tinh": history.PROVINCE,
        "xa": history.COMMUNE,
    }
    chosen = (folder, years, provinces)
    with history.engine(spark) as connection:
        figures = history.history_on(connection, *chosen)
        if medians:
            return tables.medians_table(history.rows_of(connection, history.medians(figures)))
        added = history.year_totals if yearly else history.totals
        owing = history.owed_on(connection, *chosen)
        rows = history.rows_of(connection, added(figures, *places[by], owing=owing))
        return tables.totals_table(rows)


def _print(headings: list[str], rows: list[list[str]]) -> None:
    from rich import box  # noqa: PLC0415 - slow import
    from rich.console import Console  # noqa: PLC0415 - slow import
    from rich.table import Table  # noqa: PLC0415 - slow import
    from rich.text import Text  # noqa: PLC0415 - slow import

    table = Table(box=box.SIMPLE_HEAD)
    for heading in headings:
        is_text = heading in _TEXTS
        table.add_column(heading, overflow="fold", justify="left" if is_text else "right")
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _WIDTH
    console.print(table)
