"""Owns opening what the user named: every way in which that fails is an error with a way on."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from egain_cli.errors import InputError

if TYPE_CHECKING:
    from egain_cli.content import Content

STDIN = "-"


def read_input(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`; InputError where there are none."""
    if name == STDIN:
        content = sys.stdin.buffer.read()
        if not content:
            raise InputError("-: standard input is empty", "Pipe a message or a file into it.")
        return content
    if not name:
        raise InputError("the name of an input is empty", "Name a file, or - for standard input.")
    path = Path(name)
    require_file(path, name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(name, error) from None
    if not content:
        raise InputError(f"{name}: the file is empty", "Save it again where it came from.")
    return content


def open_content(path: Path, where: str, prefix: int) -> tuple[Content, bytes]:
    """A file's content, unread, and its first `prefix` bytes; `where` names it in errors.

    A pipe (`<(command)`) can be read only once, so what it gives is kept in memory.
    """
    from egain_cli.content import BytesContent, FileContent  # noqa: PLC0415 - as attachments do

    require_file(path, where)
    try:
        if not path.is_file():
            if not path.is_fifo():
                raise InputError(f"{where}: is neither a file nor a pipe", "Name a file.")
            piped = path.read_bytes()
            return BytesContent(piped), piped[:prefix]
        with path.open("rb") as file:
            start = file.read(prefix)
            status = os.fstat(file.fileno())
    except OSError as error:
        raise _unreadable(where, error) from None
    return FileContent(path, status.st_size, status.st_mtime_ns), start


def read_text(path: Path, where: str) -> str:
    """The text of a file in UTF-8, or in UTF-16 with a byte-order mark; its line ends as they are.

    Raises InputError for anything else: a guess would change the text in silence.
    """
    require_file(path, where)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(where, error) from None
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        words = f"{where}: not UTF-8 text (byte {error.start + 1}: {error.reason})"
        raise InputError(words, "Save the file as UTF-8.") from None


def require_file(path: Path, where: str) -> None:
    """Raise InputError unless the path leads to a file; `where` is what the user wrote."""
    try:
        if path.is_dir():
            hint = "Name the files in it; only send-eml walks folders."
            raise InputError(f"{where}: is a directory, not a file", hint)
        if path.exists():
            return
    except (OSError, ValueError) as error:
        raise InputError(f"{where}: cannot be read: {error}", "Check the name.") from None
    raise InputError(f"{where}: no such file", f"Looked for {path.absolute()}.")


def _unreadable(where: str, error: OSError) -> InputError:
    return InputError(f"{where}: cannot be read: {error.strerror or error}", "Check its rights.")
