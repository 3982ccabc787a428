"""The command line `phongtrao`: one module a command, found by its name in this folder.

A command is a module with a function `register(app)`, which adds it to the typer app. Such modules
stay light: what a command needs is imported inside its function (slow import; for commands that use
Django: app ready), so that `phongtrao --help` answers at once. Modules that begin with an
underscore are no commands.
"""

from __future__ import annotations


def main() -> None:
    """Run the command line with the arguments of the process; ends it with the exit code."""
    from phongtrao.config.commands._app import run  # noqa: PLC0415 - slow import

    raise SystemExit(run())
