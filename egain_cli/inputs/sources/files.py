"""Owns opening a file of the file system as a stream; knows not what is in it."""

from __future__ import annotations

import os
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from egain_cli.errors import InputError
from egain_cli.inputs.files import require_file
from egain_cli.inputs.sources.entries import shown
from egain_cli.inputs.sources.limits import Limits
from egain_cli.inputs.sources.streams import Stream

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


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


def read_file(path: str) -> bytes:
    """All of a regular file; InputError for anything else, where it is empty or cannot be opened.

    In as few calls of the system as that takes: each of them makes a thread wait for the others.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path takes longer than the call
        if stat.S_ISREG(status.st_mode) and (content := _read_at_once(path, status.st_size)):
            return content
    except (OSError, ValueError):
        pass  # opening it says why
    with closing(open_file(path)) as stream:
        return stream.whole(Limits())


def _read_at_once(path: str, size: int) -> bytes:
    """The bytes of a file of this size; none where it has another one now."""
    descriptor = os.open(path, _FLAGS)
    try:
        content = os.read(descriptor, size + 1)
    finally:
        os.close(descriptor)
    return content if len(content) == size else b""


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
