"""`phongtrao remind`: remind offices of duties and reports that fall due, and send the letters that
wait.
"""

from typing import Annotated

import typer

from phongtrao.config.commands._app import Command
from phongtrao.config.commands._django import start

_HELP = """Nhắc các cơ quan về việc và báo cáo sắp đến hạn, quá hạn; gửi các thư nhắc còn chờ.

Chạy mỗi sáng bằng cron. Mỗi việc, mỗi báo cáo nhắc nhiều nhất một lần trong bảy ngày. Chưa đặt
EMAIL_URL thì không gửi thư nào."""


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command(
        "remind", cls=Command, help=_HELP, short_help="Nhắc việc sắp đến hạn, gửi thư nhắc."
    )(remind)


def remind(
    days: Annotated[int, typer.Option(help="Nhắc trước bao nhiêu ngày.", min=0, max=60)] = 7,
) -> int:
    """Run the command; the exit code."""
    start()
    from django.conf import settings  # noqa: PLC0415 - app ready
    from django.utils import timezone  # noqa: PLC0415 - app ready

    from phongtrao.programme.actions.reminding import (  # noqa: PLC0415 - app ready
        remind_of_duties,
        send_letters,
    )
    from phongtrao.reporting.actions.reminding import (  # noqa: PLC0415 - app ready
        remind_of_due_reports,
        send_report_letters,
    )
    from phongtrao.units.actions.naming import (  # noqa: PLC0415 - app ready
        put_names_into_force,
    )

    if not settings.EMAIL_ON:
        typer.echo("Chưa đặt EMAIL_URL nên không gửi thư; việc đến hạn vẫn hiện ở Việc của tôi.")
        return 0
    today = timezone.localdate()
    put_names_into_force(on=today)
    made = remind_of_duties(on=today, days=days) + remind_of_due_reports(on=today, days=days)
    letters = send_letters() + send_report_letters()
    typer.echo(f"Đã ghi {made} lời nhắc, gửi {letters} thư.")
    return 0
