"""Owns what the names in a Maildir say; opens nothing. Source: https://cr.yp.to/proto/maildir.html."""

from __future__ import annotations

import re

from egain_cli.inputs.sources.names import is_named_as_mail

FOLDERS = ("cur", "new")
_FLAGS = re.compile(r"[:;!]2,([A-Za-z]*)\Z")  # a colon cannot be in a name on Windows
_UNIQUE = re.compile(r"\d+\..+", re.DOTALL)  # it begins with the time, in seconds
# Nobody received a draft, and what is in the trash was thrown away: neither is sent.
_LEFT_OUT = {"T": "in the trash of a Maildir", "D": "a draft in a Maildir"}


def reason_to_leave_out(name: str) -> str | None:
    """Why the flags of a name keep its message from being sent, if they do."""
    found = _FLAGS.search(name)
    flags = found.group(1) if found else ""
    return next((reason for flag, reason in _LEFT_OUT.items() if flag in flags), None)


def place_of(path: str) -> str | None:
    """The folder of a Maildir in which an archive's member lies by its path: cur, new or tmp."""
    folder, _, name = path.rpartition("/")
    last = folder.rpartition("/")[2]
    unique = _UNIQUE.fullmatch(name) and not is_named_as_mail(name)
    named = _FLAGS.search(name) or unique
    return last if named and last in (*FOLDERS, "tmp") else None
