"""Owns what is said on stderr, and the event of an error; knows no table."""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING

from egain_cli.report import error_event, json_line, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from egain_cli.errors import EgainError

_COLOURS = {"error": "31", "warning": "33", "note": "36", "hint": "2"}


def say(text: str, label: str = "") -> None:
    """One line on stderr, its control characters made visible; `label` begins it, in colour."""
    line = printable(text)
    if label:
        line = f"{_paint(label)} {line}"
    try:
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - this is where words come out
    except OSError:
        return  # nobody reads it any more, which must not end a run


def show_error(error: EgainError, args: Sequence[str]) -> None:
    """An error in two lines; with --json its event on stdout too, with --verbose the traceback."""
    if "--json" in args or os.environ.get("EGAIN_JSON", "").lower() in ("1", "true", "yes", "on"):
        write(json_line(error_event(error)))
    if "--verbose" in args:
        print(_traceback(error), file=sys.stderr)  # noqa: T201
    if error.message:
        say(error.message, "error")
    if error.hint:
        say(error.hint, "hint")


def write(text: str, end: str = "\n") -> None:
    """A piece of the result on stdout. Where nobody reads it any more, it is dropped."""
    try:
        sys.stdout.write(text + end)
        sys.stdout.flush()
    except BrokenPipeError:
        # Messages go on being sent: what was asked for is done, and the exit code tells.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


def _paint(label: str) -> str:
    plain = f"{label}:"
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return plain
    return f"\033[{_COLOURS.get(label, '0')}m{plain}\033[0m"


def _traceback(error: EgainError) -> str:
    return "".join(traceback.format_exception(error)).rstrip()
