"""Owns the journal's file: where it lies, how it is opened and closed; knows not what is in it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from egain_cli.journal.commits import Commits
from egain_cli.journal.failures import STARTING_ANEW, JournalError, unreadable, unusable
from egain_cli.journal.making import make_journal
from egain_cli.journal.presence import Presence
from egain_cli.journal.soundness import check_file, check_marks, is_there, keep_private
from egain_cli.journal.turns import PATIENCE
from egain_cli.places import state_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

__all__ = ["Journal", "JournalError", "default_path", "open_journal"]

T = TypeVar("T")

_CHECKPOINT = 2000  # pages of the -wal after which it is written back


def default_path(environ: Mapping[str, str]) -> Path:
    """The journal that is used when none was chosen, in the user's state folder."""
    return state_dir(environ) / "journal.sqlite3"


class Journal:
    """An open journal; may be used from any thread."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._commits = Commits(connection, path, Presence(path).check)
        self._looking = Lock()
        self._reader: sqlite3.Connection | None = None

    def write(self, request: Callable[[sqlite3.Connection], T]) -> T:
        """What a request returns, once what it wrote is durable; see `Commits.run`."""
        return self._commits.run(request)

    def leave(
        self, request: Callable[[sqlite3.Connection], object], lost: Callable[[], None]
    ) -> None:
        """Have a request made durable before any that comes later; see `Commits.leave`."""
        self._commits.leave(request, lost)

    def check_sound(self) -> None:
        """Raise JournalError where something could not be recorded before."""
        if self._commits.failure is not None:
            raise self._commits.failure

    def look(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """The answer to a quick question, as of the last commit. Raises JournalError."""
        with self._looking:
            try:
                if self._reader is None:
                    self._reader = _connect(self.path)
                return question(self._reader)
            except sqlite3.DatabaseError as error:
                raise unreadable(self.path, error) from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection of one's own for a long reading, all of it as of one moment."""
        try:
            connection = _connect(self.path)
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                connection.close()
        except sqlite3.DatabaseError as error:
            raise unreadable(self.path, error) from error

    def close(self) -> None:
        """Close the file; what is recorded stays."""
        try:
            self._commits.close()
        finally:
            for connection in (self._reader, self._connection):
                if connection is not None:
                    connection.close()


def open_journal(path: Path, *, create: bool = True, check: bool = True) -> Journal | None:
    """Open the journal, made when there is none; None with `create=False` where there is no file.

    `check` reads the whole file for damage: a run that sends whatever is known may do without.
    Raises JournalError for whatever is not a sound journal of this version.
    """
    if not is_there(path):
        if not create:
            return None
        make_journal(path)
    check_file(path)
    path = path.resolve()  # of two names for it each would have its own locks
    try:
        connection = _connect(path)
        try:
            check_marks(path, connection)
            keep_private(path)
            if check:
                _check_pages(path, connection)
            connection.execute("PRAGMA busy_timeout = 0")  # see `take_turn`
        except BaseException:
            connection.close()
            raise
    except sqlite3.DatabaseError as error:
        raise unreadable(path, error) from error
    return Journal(path, connection)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
    return connection


def _check_pages(path: Path, connection: sqlite3.Connection) -> None:
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        words = " ".join(found.replace("*** in database main ***", "").split())
        raise unusable(path, f"the journal is damaged: {words}", STARTING_ANEW)
