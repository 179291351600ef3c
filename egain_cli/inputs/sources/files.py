"""Owns opening a file of the file system as a stream; knows not what is in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from egain_cli.errors import InputError
from egain_cli.inputs.files import require_file
from egain_cli.inputs.sources.entries import shown
from egain_cli.inputs.sources.streams import Stream

if TYPE_CHECKING:
    import os


def open_file(path: str) -> Stream:
    """A regular file as a stream; InputError for anything else, and where it cannot be opened."""
    origin = shown(path)
    place = Path(path)
    require_file(place, origin)
    if not place.is_file():
        not_a_file(path)
    try:
        file = place.open("rb")
    except OSError as error:
        unreadable(path, error)
    return Stream(origin, file, file=file)


def not_a_file(path: str) -> NoReturn:
    """Raise the InputError of a pipe, a socket or a device, which may never end or never begin."""
    words = f"{shown(path)}: is neither a file nor a folder"
    raise InputError(words, "Pipe what it gives into standard input, and name -.")


def unreadable(path: str, error: OSError) -> NoReturn:
    """Raise the InputError of what the system does not let us read."""
    words = f"{shown(path)}: cannot be read: {error.strerror or error}"
    raise InputError(words, "Check that it is there, and its rights.")


def time_of(status: os.stat_result) -> datetime | None:
    """When a file was changed last; None for a time that no calendar has."""
    try:
        return datetime.fromtimestamp(status.st_mtime, UTC)
    except (ValueError, OverflowError, OSError):
        return None
