"""`phongtrao demo`: fill an installation with the demo."""

import typer

from phongtrao.config.commands._app import Command
from phongtrao.config.commands._django import start

_HELP = """Điền dữ liệu minh họa: đơn vị, tài khoản, kế hoạch, một chương trình đang chạy.

Chạy lại không thay gì đã có. Không dùng cho máy chủ thật: mật khẩu minh họa ai cũng biết."""


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("demo", cls=Command, help=_HELP, short_help="Điền dữ liệu minh họa.")(demo)


def demo() -> int:
    """Run the command; the exit code."""
    start()
    from phongtrao.config.demo.fill import (  # noqa: PLC0415 - app ready
        ACCOUNTS,
        PASSWORD,
        fill_demo,
    )

    for step in fill_demo():
        typer.echo(f"  {step.name}: {step.refused or step.done}")
    typer.echo(f"Tài khoản minh họa (mật khẩu {PASSWORD}):")
    for account in ACCOUNTS:
        typer.echo(f"  {account.username:<12} {account.role.label:<22} {account.office}")
    return 0
