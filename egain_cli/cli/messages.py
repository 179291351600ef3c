"""Owns what is said on stderr, and the event of an error; knows no table."""

from __future__ import annotations

import errno
import logging
import os
import sys
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING

from egain_cli.report import error_event, json_line, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from egain_cli.errors import EgainError

_lost: list[str] = []  # why results could not be written, in this process
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


def say_at_once(line: str) -> None:
    """One line on stderr from a signal's handler, which may have interrupted another one."""
    with suppress(OSError, ValueError, AttributeError):
        os.write(sys.stderr.fileno(), f"{line}\n".encode())


def show_error(error: EgainError, args: Sequence[str]) -> None:
    """An error in two lines; with --json its event on stdout too, with --verbose the traceback."""
    if _asked("json", args):
        write(json_line(error_event(error)))
    if _asked("verbose", args):
        for line in "".join(traceback.format_exception(error)).splitlines():
            say(line)
    if error.message:
        say(error.message, "error")
    if error.hint:
        say(error.hint, "hint")


def log_verbosely() -> None:
    """Say what the program logs, for --verbose; this program only, whose log has no secret."""
    logger = logging.getLogger("egain_cli")
    logger.handlers = [_Saying()]
    logger.setLevel(logging.DEBUG)
    logger.propagate = False


class _Saying(logging.Handler):
    """Hands a log record to `say`, line by line."""

    def emit(self, record: logging.LogRecord) -> None:
        for line in self.format(record).splitlines():
            say(line)


def write(text: str, end: str = "\n") -> None:
    """A piece of the result on stdout. Where nobody reads it any more, it is dropped.

    Messages go on being sent: what was asked for is done, and the exit code tells. A stdout that
    cannot be written (a full disk) is said once, and `results_lost` tells it from then on.
    """
    try:
        sys.stdout.write(text + end)
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.EINVAL):  # EINVAL: a closed pipe on Windows
            _lost.append(str(error))
            say(f"the results cannot be written: {error.strerror}", "error")
        _drop_stdout()


def results_lost() -> bool:
    """Whether results could not be written although somebody wanted them."""
    return bool(_lost)


def _drop_stdout() -> None:
    """Lead stdout nowhere, what it still holds too, so that its end raises nothing."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _asked(name: str, args: Sequence[str]) -> bool:
    given = os.environ.get(f"EGAIN_{name.upper()}", "").lower()
    return f"--{name}" in args or given in ("1", "true", "yes", "on")


def _paint(label: str) -> str:
    plain = f"{label}:"
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return plain
    return f"\033[{_COLOURS.get(label, '0')}m{plain}\033[0m"
