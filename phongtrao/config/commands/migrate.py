"""`phongtrao migrate`: bring the database to the shape of this version, and add up the totals that
need it.
"""

import typer

from phongtrao.config.commands._app import Command
from phongtrao.config.commands._django import start


def register(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.command("migrate", cls=Command, help="Tạo hoặc nâng cấp cơ sở dữ liệu.")(migrate)
    app.command("collect-static", cls=Command, help="Gom tệp giao diện để máy chủ phục vụ.")(
        collect_static
    )


def migrate() -> int:
    """Run the command; the exit code."""
    start()
    from django.core.management import call_command  # noqa: PLC0415 - app ready

    from phongtrao.reporting.actions.totals import rebuild_missing  # noqa: PLC0415 - app ready

    call_command("migrate", verbosity=0)
    periods = rebuild_missing()
    if periods:
        typer.echo(f"Đã cộng lại số liệu của {periods} kỳ báo cáo.")
    return 0


def collect_static() -> int:
    """Run the command; the exit code."""
    start()
    from django.core.management import call_command  # noqa: PLC0415 - app ready

    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    return 0
