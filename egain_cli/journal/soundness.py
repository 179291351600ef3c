"""Owns which file is a journal, by what can be seen before it is opened; knows no table.

A page overwritten with content that looks valid, an older copy of the file put back, or its -wal
taken away while it held something cannot be seen by SQLite, nor here. After any of these the
journal knows less than was sent: what it forgot would be sent again.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from egain_cli.journal.failures import ELSEWHERE, ROOM, STARTING_ANEW, JournalError, unusable
from egain_cli.journal.schema import APPLICATION_ID, VERSION

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_CHECK_RIGHTS = f"Check its rights and those of its folder. {ELSEWHERE}"
_HINTS = {
    errno.EACCES: _CHECK_RIGHTS, errno.EPERM: _CHECK_RIGHTS, errno.EROFS: _CHECK_RIGHTS,
    errno.ENOSPC: ROOM, errno.EDQUOT: ROOM,
}  # fmt: skip


def wal_path(path: Path) -> Path:
    """The file beside the journal that holds what was committed last."""
    return path.with_name(f"{path.name}-wal")


def is_there(path: Path) -> bool:
    """Whether there is a journal to open. Raises JournalError where only its -wal is left."""
    left = wal_path(path).exists()  # asked first: one that is being made has its file before
    try:
        path.lstat()
    except FileNotFoundError:
        if left:
            what = f"the journal is missing, while {wal_path(path).name} is still there"
            hint = f"Put the journal back beside it. {STARTING_ANEW}"
            raise unusable(path, what, hint) from None
        return False
    except OSError as error:
        raise cannot(path, "opened", error) from None
    return True


def check_file(path: Path) -> None:
    """Raise JournalError for what cannot hold a journal, or may not be written.

    The file is not opened for that: closing it would end the locks that this process has on it.
    """
    if path.is_dir():
        raise cannot(path, "opened", OSError(errno.EISDIR, os.strerror(errno.EISDIR)))
    try:
        size = path.stat().st_size
    except OSError as error:  # a link that leads nowhere
        raise cannot(path, "opened", error) from None
    if not size:
        what = "the file is empty, while a journal never is: it may have been cut off"
        hint = f"If nothing was in it, remove it and run again. {STARTING_ANEW}"
        raise unusable(path, what, hint)
    if not os.access(path, os.R_OK | os.W_OK) or not os.access(path.parent, os.W_OK):
        raise cannot(path, "written", OSError(errno.EACCES, os.strerror(errno.EACCES)))


def check_marks(path: Path, connection: sqlite3.Connection) -> None:
    """Raise JournalError where the file is another program's, or another version's."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise unusable(path, "this is no journal: the SQLite file belongs to another program")
    if version != VERSION:
        what = f"the journal is of version {version}, this egain writes version {VERSION}"
        hint = f"Use the egain that wrote it, or its successor. {STARTING_ANEW}"
        raise unusable(path, what, hint)


def keep_private(path: Path) -> None:
    """Take away the rights that others have on a journal of ours, and on the files beside it.

    It knows whose mail was sent; whoever copied or restored it did not think of that.
    """
    for file in (path, wal_path(path), path.with_name(f"{path.name}-shm")):
        with suppress(OSError):  # it may be another user's, who lets us write
            mode = stat.S_IMODE(file.stat().st_mode)
            if mode & 0o077:
                file.chmod(mode & 0o700)


def cannot(path: Path, what: str, error: OSError) -> JournalError:
    """The error of a file that the system does not let us use."""
    hint = _HINTS.get(error.errno or 0, ELSEWHERE)
    return unusable(path, f"the journal cannot be {what}: {error.strerror}", hint)
