"""Owns making an empty journal, whole or not at all; knows not what will be in it."""

from __future__ import annotations

import os
import sqlite3
from threading import get_ident
from typing import TYPE_CHECKING

from egain_cli.journal.failures import unreadable, unusable
from egain_cli.journal.schema import SCHEMA
from egain_cli.journal.soundness import cannot

if TYPE_CHECKING:
    from pathlib import Path


def make_journal(path: Path) -> None:
    """Make an empty journal that only its owner may read, and its folder where there is none.

    It gets its name when it is whole; where another process was quicker, that one's stands.
    Raises JournalError.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}.new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            _touch(draft)
            _fill(path, draft)
            _name(draft, path)
        finally:
            for beside in ("", "-journal", "-wal", "-shm"):
                draft.with_name(draft.name + beside).unlink(missing_ok=True)
    except OSError as error:
        raise cannot(path, "made", error) from None


def _touch(draft: Path) -> None:
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, 0o600)  # whatever the umask is; SQLite's own files follow it
    finally:
        os.close(descriptor)


def _fill(path: Path, draft: Path) -> None:
    try:
        connection = sqlite3.connect(draft, isolation_level=None)
        try:
            connection.executescript(SCHEMA)
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise unreadable(path, error, "made") from error
    if mode != "wal":
        raise unusable(path, "a journal cannot be kept safely on this file system")


def _name(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:  # no second names on this file system
        if not path.exists():
            draft.rename(path)
