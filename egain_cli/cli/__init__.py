"""The human side: flags in, tables out; here errors become words and exit codes."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

import typer
from typer._click.exceptions import ClickException  # vendored since 0.26; pyproject pins typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from egain_cli.cli.verbs import VERBS
from egain_cli.errors import EgainError, ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_HELP = """Inject inbound emails into eGain and Cisco ECE.

First success: `egain demo`. Every verb has --help; exit codes and JSON lines are for scripts.
"""


class _Verbs(TyperGroup):
    """The verbs, each imported when it is called and not when help or completion names it."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        verb = VERBS.get(cmd_name)
        if verb is None:
            return None
        return TyperCommand(cmd_name, help=verb.summary, rich_help_panel=verb.panel)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and _load(str(name)), rest


def _load(name: str) -> Any:
    module = importlib.import_module(f"egain_cli.cli.{VERBS[name].module}")
    if isinstance(module.verb, typer.Typer):
        return typer.main.get_command(module.verb)
    app = typer.Typer(add_completion=False)
    app.command(name)(module.verb)
    return typer.main.get_command(app)


def _show_version(ctx: Any, _parameter: Any, value: bool) -> None:
    from egain_cli import __version__

    if value and not ctx.resilient_parsing:
        typer.echo(f"egain {__version__}")
        raise typer.Exit


def group() -> Any:
    """The whole command line."""
    version = TyperOption(
        param_decls=["--version"], is_flag=True, is_eager=True, expose_value=False,
        callback=_show_version, help="Print the version and leave.",
    )  # fmt: skip
    return _Verbs(name="egain", help=_HELP, params=[version], no_args_is_help=True)


def run(args: Sequence[str] | None = None) -> int:
    """Run a command line (sys.argv without arguments); the one place that knows the exit code."""
    _use_utf8()
    if "_EGAIN_COMPLETE" in os.environ:
        from typer._completion_classes import completion_init

        completion_init()
    try:
        code = group().main(args=args, prog_name="egain", standalone_mode=False)
        if isinstance(code, ExitCode) or code != ExitCode.CANCELLED:
            return _or_lost(int(code or 0))
        error: EgainError = CancelledError("cancelled")  # typer turns Ctrl-C into a bare 130
    except Exception as raised:  # noqa: BLE001 - nobody is shown a bare traceback
        error = _in_words(raised)
    from egain_cli.cli import messages

    messages.show_error(error, sys.argv[1:] if args is None else args)
    return int(error.exit_code)


def _or_lost(code: int) -> int:
    """The exit code; 1 where all went well, but somebody wanted to read it and cannot."""
    messages = sys.modules.get("egain_cli.cli.messages")
    return ExitCode.FAILED if code == 0 and messages and messages.results_lost() else code


def _use_utf8() -> None:
    """Write UTF-8 wherever stdout and stderr lead to (a pipe on Windows), failing on nothing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _in_words(error: Exception) -> EgainError:
    if isinstance(error, EgainError):
        return error
    if isinstance(error, ClickException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "egain"
        return UsageError(error.format_message(), f"See `{command} --help`.")
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EIO):
        return EgainError(f"the output cannot be written: {error.strerror}", "Make room for it.")
    hint = "This is a mistake of the program: run it again with --verbose and report it."
    unexpected = EgainError(f"unexpected {type(error).__name__}: {error}", hint)
    unexpected.__cause__ = error
    return unexpected


class CancelledError(EgainError):
    """Somebody pressed Ctrl-C before there was anything to finish."""

    exit_code = ExitCode.CANCELLED
