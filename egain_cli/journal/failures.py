"""Owns the words for a journal that cannot be used; knows not what is kept in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.errors import EgainError

if TYPE_CHECKING:
    from pathlib import Path

ELSEWHERE = "Choose another file with --journal."
STARTING_ANEW = (
    "Move it away to start anew, or choose another with --journal; what was sent before is then "
    "not known, and would be sent again."
)

_FULL = (
    "Nothing more is sent that could not be recorded. Make room, or choose a file elsewhere with "
    "--journal, and run the same command again."
)
_HELD = "Another program holds the journal, and has for a minute: end it, and run again."


class JournalError(EgainError):
    """The journal cannot be opened, or something could not be made durable in it."""


def unusable(path: Path, what: str, hint: str = ELSEWHERE) -> JournalError:
    """The error of a file that cannot serve as the journal."""
    return JournalError(f"{path}: {what}", hint)


def unrecorded(path: Path, error: BaseException) -> JournalError:
    """The error of a record that did not become durable."""
    what = str(error) or type(error).__name__
    hint = _HELD if "locked" in what else _FULL
    return JournalError(f"{path}: the run cannot be recorded: {what}", hint)
