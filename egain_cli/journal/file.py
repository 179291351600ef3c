"""Owns the journal's file: where it lies, how it is opened and closed; knows not what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.journal.failures import JournalError
from egain_cli.places import state_dir

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Journal", "JournalError", "default_path", "open_journal"]


def default_path(environ: Mapping[str, str]) -> Path:
    """The journal that is used when none was chosen, in the user's state folder."""
    return state_dir(environ) / "journal.sqlite3"


class Journal:
    """An open journal; may be used from any thread."""

    path: Path

    def close(self) -> None:
        """Close the file; what is recorded stays."""
        raise NotImplementedError


def open_journal(path: Path, *, create: bool = True, check: bool = True) -> Journal | None:
    """Open the journal, made when there is none; None with `create=False` where there is no file.

    `check` reads the whole file for damage: a run that sends whatever is known may do without.
    Raises JournalError for whatever is not a sound journal of this version.
    """
    raise NotImplementedError
