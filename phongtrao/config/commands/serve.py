"""`phongtrao serve`: the pages, by gunicorn."""

import os
import sys
from typing import Annotated

import typer

from phongtrao.config.commands._app import Command

PORT_MAX = 65_535
Port = Annotated[
    int, typer.Option("--port", "-p", metavar="CỔNG", min=1, max=PORT_MAX, help="Cổng.")
]
Host = Annotated[str, typer.Option("--host", metavar="ĐỊA_CHỈ", help="Địa chỉ để nghe.")]


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("serve", cls=Command, help="Mở các trang tại http://ĐỊA_CHỈ:CỔNG.")(serve)


def serve(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Run the command; does not return, this process becomes the server."""
    typer.echo(f"Mở http://{host}:{port}  (Ctrl+C để dừng)")
    program = ["gunicorn", "--bind", f"{host}:{port}", "--workers", "2", "--threads", "4"]
    program += [
        "--no-control-socket",
        "--log-level",
        "warning",
        "phongtrao.config.wsgi:application",
    ]
    os.execv(sys.executable, [sys.executable, "-m", *program])  # noqa: S606 - our own server
