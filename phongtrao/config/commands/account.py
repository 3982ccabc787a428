"""`phongtrao account`: the first administrator, and the way back in when nobody can give it."""

# Without "from __future__ import annotations": typer reads the annotations while it runs.

from typing import Annotated

import typer

from phongtrao.config.commands._app import Command, Group
from phongtrao.config.commands._django import start

_HELP = "Tài khoản: mở quản trị đầu tiên, cho vào lại khi không còn quản trị nào."
_OPEN_HELP = """Mở một tài khoản quản trị của một cơ quan và in mật khẩu dùng một lần.

Cơ quan phải có trong danh mục đơn vị; ghi đúng tên. Mã thoát: 0 xong, 1 bị từ chối."""
_RESET_HELP = """Mở lại một tài khoản, gỡ xác thực hai bước và in mật khẩu dùng một lần.

Chỉ dùng khi không quản trị nào làm được trên trang. Mã thoát: 0 xong, 1 bị từ chối."""

_Username = Annotated[str, typer.Argument(metavar="TÊN_ĐĂNG_NHẬP", help="Tên đăng nhập.")]


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    account = typer.Typer(cls=Group, help=_HELP, no_args_is_help=True, rich_markup_mode=None)
    account.command("open", cls=Command, help=_OPEN_HELP)(open_administrator)
    account.command("reset", cls=Command, help=_RESET_HELP)(reset)
    app.add_typer(account, name="account")


def open_administrator(
    username: _Username,
    name: Annotated[str, typer.Option("--name", metavar="HỌ_TÊN", help="Họ và tên.")],
    office: Annotated[str, typer.Option("--office", metavar="CƠ_QUAN", help="Tên cơ quan.")],
) -> int:
    """Run the command; the exit code."""
    start()
    from phongtrao.access.actions import open_account  # noqa: PLC0415 - app ready
    from phongtrao.access.actions.passwords import one_time_password  # noqa: PLC0415 - app ready
    from phongtrao.access.models import Role  # noqa: PLC0415 - app ready
    from phongtrao.core.errors import RuleBroken  # noqa: PLC0415 - app ready
    from phongtrao.units.models import Unit  # noqa: PLC0415 - app ready

    units = list(Unit.objects.filter(name__iexact=office)[:2])
    if len(units) != 1:
        found = "nhiều hơn một" if units else "không có"
        typer.echo(f"Danh mục đơn vị {found} đơn vị tên “{office}”.", err=True)
        return 1
    password = one_time_password()
    try:
        open_account(
            username=username,
            full_name=name,
            password=password,
            office_id=units[0].pk,
            roles={Role.ADMINISTRATOR: units[0].pk},
            must_change=True,
            by=None,
        )
    except RuleBroken as error:
        typer.echo(error.text, err=True)
        return 1
    typer.echo(f"Đã mở tài khoản quản trị {username}. Mật khẩu dùng một lần: {password}")
    return 0


def reset(username: _Username) -> int:
    """Run the command; the exit code."""
    start()
    from phongtrao.access.actions import accounts  # noqa: PLC0415 - app ready
    from phongtrao.access.models import User  # noqa: PLC0415 - app ready

    account = User.objects.filter(username__iexact=username).first()
    if account is None:
        typer.echo(f"Không có tài khoản nào tên “{username}”.", err=True)
        return 1
    accounts.reopen_account(account=account, by=None)
    password = accounts.drop_second_factor(account=account, by=None)
    typer.echo(f"Đã mở lại {username}. Mật khẩu dùng một lần: {password}")
    return 0
