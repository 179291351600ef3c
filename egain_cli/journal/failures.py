"""Owns the words for a journal that cannot be used; knows not what is kept in it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from egain_cli.errors import EgainError

if TYPE_CHECKING:
    from pathlib import Path

ELSEWHERE = "Choose another file with --journal."
STARTING_ANEW = (
    "Move it away to start anew, or choose another with --journal; what was sent before is then "
    "not known, and would be sent again."
)
ROOM = (
    "Make room on its disk, and look whether that works; or choose a file elsewhere with --journal."
)
_FULL = (
    "Nothing more is sent that could not be recorded. Make room, or choose a file elsewhere with "
    "--journal, and run the same command again."
)
_HELD = "Another program holds the journal, and has for a minute: end it, and run again."
_NEEDED = 1 << 16  # bytes; the file beside a journal that its readers share takes half of it
# What SQLite says of a disk that fails; of a full one too, where it meets that on a small file.
_OF_THE_DISK = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}


class JournalError(EgainError):
    """The journal cannot be opened, or something could not be made durable in it."""


def unusable(path: Path, what: str, hint: str = ELSEWHERE) -> JournalError:
    """The error of a file that cannot serve as the journal."""
    return JournalError(f"{path}: {what}", hint)


def no_item(run: int, number: int) -> JournalError:
    """The error of an item that was never entered."""
    return JournalError(f"run {run} has no item {number} in the journal")


def unrecorded(path: Path, error: BaseException) -> JournalError:
    """The error of a record that did not become durable."""
    if isinstance(error, JournalError):
        return JournalError(error.message, error.hint)
    what = _words(path, error)
    hint = _HELD if "locked" in what else _FULL
    return JournalError(f"{path}: the run cannot be recorded: {what}", hint)


def unreadable(path: Path, error: sqlite3.DatabaseError, what: str = "read") -> JournalError:
    """The error of a file that SQLite cannot read, or make: damaged, or on a disk that fails."""
    code = _code(error)
    if code == sqlite3.SQLITE_NOTADB:
        return unusable(path, "this is no journal: it is no SQLite file")
    hint = ROOM if code in _OF_THE_DISK else _HELD if code == sqlite3.SQLITE_BUSY else STARTING_ANEW
    return unusable(path, f"the journal cannot be {what}: {_words(path, error)}", hint)


def _words(path: Path, error: BaseException) -> str:
    """What SQLite says, and of a full disk that it is full: it calls some of them I/O errors."""
    if _code(error) in _OF_THE_DISK and _is_full(path):
        return "the disk is full"
    return str(error) or type(error).__name__


def _code(error: BaseException) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _is_full(path: Path) -> bool:
    import shutil  # noqa: PLC0415 - hardly ever needed

    try:
        return shutil.disk_usage(path.parent).free < _NEEDED
    except OSError:
        return False
