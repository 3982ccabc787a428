"""`phongtrao audit`: prove that the log is whole."""

# Without "from __future__ import annotations": typer reads the annotations while it runs.

import typer

from phongtrao.config.commands._app import Command, Group
from phongtrao.config.commands._django import start

_HELP = "Nhật ký: kiểm tra không dòng nào bị sửa hay xóa."
_VERIFY_HELP = """Đi lại toàn bộ nhật ký từ dòng đầu, tính lại dấu của từng dòng.

In số dòng và dấu của dòng cuối; nên ghi dấu đó ra ngoài máy chủ. Mã thoát: 0 nguyên vẹn, 1 có dòng
bị sửa hay xóa (in số dòng)."""


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    audit = typer.Typer(cls=Group, help=_HELP, no_args_is_help=True, rich_markup_mode=None)
    audit.callback()(_no_common_options)
    audit.command("verify", cls=Command, help=_VERIFY_HELP)(verify)
    app.add_typer(audit, name="audit")


def _no_common_options() -> None:
    """Make `audit` a group even while it has one command only."""


def verify() -> int:
    """Run the command; the exit code."""
    start()
    from phongtrao.audit import queries  # noqa: PLC0415 - app ready
    from phongtrao.core.errors import RuleBroken  # noqa: PLC0415 - app ready

    try:
        proof = queries.verify()
    except RuleBroken as broken:
        typer.echo(broken.text, err=True)
        return 1
    typer.echo(f"Nhật ký nguyên vẹn: {proof.lines} dòng, dấu của dòng cuối {proof.seal or '–'}.")
    return 0
