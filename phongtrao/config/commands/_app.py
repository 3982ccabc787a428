"""The typer app in Vietnamese: help, wrong usage, exit codes (0 done, 1 refused something, 2 wrong
usage).
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import typer
from typer._click import exceptions
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

WRONG_USAGE = 2
INTERRUPTED = 130
_TYPE = re.compile(r" <[\w\[\]]+>$")
_HELP_OF_HELP = "Hiện hướng dẫn này rồi thoát."
# What typer puts into a line of help by itself.
_WORDS = (
    ("[default: ", "[mặc định: "),
    ("; required]", "; bắt buộc]"),
    ("[required]", "[bắt buộc]"),
)


class WrongUsage(typer.BadParameter):
    """Wrong usage that a command finds itself; its message is a Vietnamese sentence, shown as it
    is.
    """


class Command(TyperCommand):
    """A command whose help is Vietnamese. The help is plain text: rich would double the start-up
    time.
    """

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The first line of the help."""
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments and options, each with what it does."""
        _write_parameters(self, ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:
        """The option --help with a Vietnamese explanation."""
        return _in_vietnamese(super().get_help_option(ctx))


class Group(TyperGroup):
    """The group of all commands, whose help is Vietnamese."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The first line of the help."""
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Options, then commands, each with what it does."""
        _write_parameters(self, ctx, formatter)
        width = formatter.width - 6 - max(map(len, self.commands), default=0)
        with formatter.section("Lệnh"):
            names = self.list_commands(ctx)
            formatter.write_dl(
                [(name, self.commands[name].get_short_help_str(width)) for name in names]
            )

    def get_help_option(self, ctx: Any) -> Any:
        """The option --help with a Vietnamese explanation."""
        return _in_vietnamese(super().get_help_option(ctx))


def _write_usage(command: Any, ctx: Any, formatter: Any) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    pieces = pieces.replace("[OPTIONS]", "[TÙY CHỌN]").replace("COMMAND [ARGS]...", "LỆNH …")
    formatter.write_usage(ctx.command_path, pieces, prefix="Cách dùng: ")


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    for kind, heading in (("argument", "Tham số"), ("option", "Tùy chọn")):
        parameters = [found for found in command.get_params(ctx) if found.param_type_name == kind]
        records = [record for found in parameters if (record := found.get_help_record(ctx))]
        if records:
            with formatter.section(heading):
                formatter.write_dl([tuple(map(_with_our_words, record)) for record in records])


def _with_our_words(words: str) -> str:
    for theirs, ours in _WORDS:
        words = words.replace(theirs, ours)
    return _TYPE.sub("", words)


def _in_vietnamese(option: Any) -> Any:
    option.help = _HELP_OF_HELP
    option.metavar = ""
    return option


def make_app() -> typer.Typer:
    """The app with every command of this folder."""
    app = typer.Typer(
        name="phongtrao",
        cls=Group,
        help="Phong Trào: từ văn bản kế hoạch đến chỉ tiêu, báo cáo, công nhận và khen thưởng.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_no_common_options)
    folder = Path(__file__).parent
    for module in sorted(iter_modules([str(folder)]), key=lambda found: found.name):
        if not module.name.startswith("_") and not module.ispkg:
            import_module(f"{__package__}.{module.name}").register(app)
    return app


def _no_common_options() -> None:
    """Make the app a group even while it has one command only."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the app and return the exit code. arguments: without the program's name; None for those
    of the process.
    """
    command = typer.main.get_command(make_app())
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = command.main(given, prog_name="phongtrao", standalone_mode=False)
    except exceptions.NoArgsIsHelpError as asked:
        asked.show()
        return WRONG_USAGE
    except exceptions.ClickException as wrong:
        context = getattr(wrong, "ctx", None)
        path = context.command_path if context else "phongtrao"
        typer.echo(f"{sentence_of(wrong)}\nGõ “{path} --help” để xem hướng dẫn.", err=True)
        return WRONG_USAGE
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("Đã dừng theo yêu cầu.", err=True)
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def sentence_of(wrong: exceptions.ClickException) -> str:
    """What was wrong with the usage, in Vietnamese."""
    name = _parameter_name(wrong)
    match wrong:
        case exceptions.NoSuchOption():
            return f"Không có tùy chọn {wrong.option_name}."
        case exceptions.MissingParameter():
            return f"Thiếu {name}."
        case WrongUsage():
            return wrong.message
        case exceptions.BadParameter():
            return f"Giá trị của {name} không hợp lệ."
        case exceptions.BadOptionUsage():
            return f"Tùy chọn {wrong.option_name} thiếu giá trị hoặc thừa giá trị."
        case _ if "No such command" in wrong.message:
            return f"Không có lệnh {wrong.message.partition(chr(39))[2].rpartition(chr(39))[0]}."
        case _:
            return f"Câu lệnh không đúng: {wrong.message}"


def _parameter_name(wrong: exceptions.ClickException) -> str:
    parameter = getattr(wrong, "param", None)
    if parameter is None:
        return "tham số"
    options = [found for found in getattr(parameter, "opts", []) if found.startswith("-")]
    metavar = getattr(parameter, "metavar", None)
    return f"tùy chọn {options[0]}" if options else f"tham số {metavar or parameter.name}"
