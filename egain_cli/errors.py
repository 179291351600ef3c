"""Owns the errors that reach a person and the exit codes; knows nothing of what went wrong."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script may branch on: the command-line contract's table of exit codes."""

    OK = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    REFUSED = 4
    TEMPORARY = 5
    INVALID = 6
    UNKNOWN = 7
    WAIT_TIMED_OUT = 8
    NOTHING_TO_SEND = 9
    EXPECTATION_FAILED = 10
    CANCELLED = 130


# What an exit code is to a mail pipe (sysexits.h), for --sysexits. Mail programs try again at 75
# alone: not for an unknown outcome, nor where some arrived, since those would be there twice.
SYSEXITS = {
    ExitCode.OK: 0,
    ExitCode.FAILED: 69,  # unavailable
    ExitCode.USAGE: 64,
    ExitCode.PARTIAL: 69,
    ExitCode.REFUSED: 77,  # no permission
    ExitCode.TEMPORARY: 75,  # try again
    ExitCode.INVALID: 65,  # bad data
    ExitCode.UNKNOWN: 76,  # the other end did not keep to the protocol
    ExitCode.WAIT_TIMED_OUT: 75,
    ExitCode.NOTHING_TO_SEND: 66,  # no input
    ExitCode.EXPECTATION_FAILED: 70,
    ExitCode.CANCELLED: 75,
}

# What an HTTP status means to a script, wherever it is met; any other refusal is FAILED.
HTTP_EXIT_CODES = {
    401: ExitCode.REFUSED,
    403: ExitCode.REFUSED,
    429: ExitCode.TEMPORARY,
    503: ExitCode.TEMPORARY,
}


class EgainError(Exception):
    """An error in two lines: what is wrong and where, then what to do next."""

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, hint: str = "", exit_code: ExitCode | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code if exit_code is not None else type(self).exit_code


class UsageError(EgainError):
    """The command was called in a way that cannot mean anything."""

    exit_code = ExitCode.USAGE


class InputError(EgainError):
    """An input is missing, cannot be read, or is not what it should be."""

    exit_code = ExitCode.INVALID


class RefusedError(EgainError):
    """Not logged in, or the server refused who we are (401, 403)."""

    exit_code = ExitCode.REFUSED


class TemporaryError(EgainError):
    """Nothing reached the server, or it asked to come back later.

    `wait` is the seconds that it asked for; `retriable` says that the same call may go well soon,
    which it will not while a host has no such name, or a proxy wants another login.
    """

    exit_code = ExitCode.TEMPORARY
    wait: float | None = None
    retriable: bool = True


class UncertainError(EgainError):
    """The server may have done what was asked, and its answer is lost."""

    exit_code = ExitCode.UNKNOWN


def unforeseen(error: Exception) -> EgainError:
    """The error that stands for a mistake of the program; its traceback goes to the log."""
    import logging  # noqa: PLC0415 - hardly ever needed

    logging.getLogger("egain_cli").debug("unforeseen", exc_info=error)
    hint = "This is a mistake of the program: run it again with --verbose and report it."
    failure = EgainError(f"unexpected {type(error).__name__}: {error}", hint)
    failure.__cause__ = error
    return failure
