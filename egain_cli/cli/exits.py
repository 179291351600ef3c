"""Owns the number that send-eml ends with: where nothing was found, for a mail pipe; no more."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from egain_cli.books import Exits
from egain_cli.errors import SYSEXITS, EgainError, ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.inputs.sources.arguments import Sources


def make_exits(sources: Sources, *, fail_if_empty: bool, sysexits: bool) -> Exits:
    """How a run over the sources ends; to a mail pipe an empty standard input is no input.

    It is an invalid message otherwise, and nothing to send where that was asked for.
    """
    empty = ExitCode.NOTHING_TO_SEND if fail_if_empty else ExitCode.OK
    nothing = ExitCode.NOTHING_TO_SEND if sources.is_empty else ExitCode.INVALID
    if not sysexits:
        return Exits(empty, {ExitCode.INVALID: nothing} if fail_if_empty else {})
    return Exits(empty, SYSEXITS | {ExitCode.INVALID: SYSEXITS[nothing]})


@contextmanager
def for_mail_pipes(*, sysexits: bool) -> Iterator[None]:
    """Let an error that keeps the run from beginning leave with its code for mail pipes, too."""
    try:
        yield
    except KeyboardInterrupt:
        if not sysexits:
            raise
        raise _mapped(EgainError("cancelled", exit_code=ExitCode.CANCELLED)) from None
    except EgainError as error:
        raise (_mapped(error) if sysexits else error) from None


def _mapped(error: EgainError) -> EgainError:
    error.exit_code = SYSEXITS[error.exit_code]  # type: ignore[assignment]  # it leaves as a number
    return error
