"""Owns reading a secret from the first line of a file; keeps and shows none."""

from __future__ import annotations

import re
from pathlib import Path

from egain_cli.errors import UsageError

_MAX_LINE = 64 * 1024  # bytes; a device never ends its line


def read_password(file: str) -> str:
    """The password in a file; UsageError where it cannot be read or is empty."""
    return _first_line(file, "password")


def read_token(file: str) -> str:
    """The bearer token in a file; UsageError where it cannot be read, or cannot be sent."""
    token = _first_line(file, "token").strip()
    if not re.fullmatch(r"[!-~]+", token):
        hint = (
            "Let its first line be the token alone, without `Bearer`: printable ASCII, no blanks."
        )
        raise UsageError(f"the token file {file} holds no token", hint)
    return token


def _first_line(file: str, what: str) -> str:
    hint = f"Name a file whose first line is the {what}."
    try:
        with Path(file).open("rb") as opened:
            text = opened.readline(_MAX_LINE).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        words = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise UsageError(f"the {what} file {file} cannot be read: {words}", hint) from None
    line = text.partition("\n")[0].rstrip("\r")
    if not line:
        raise UsageError(f"the {what} file {file} is empty", hint)
    return line
