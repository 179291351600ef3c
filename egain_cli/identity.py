"""Owns the key of an item: the same content and options, the same key; knows no file format."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from egain_cli.model import Activity

_CHUNK = 1024 * 1024  # bytes; making the line ends of a whole message equal would be a copy of it


def message_key(message: bytes, options: str) -> str:
    """The key of a message with the options as written: its bytes, line ends made equal."""
    digest = hashlib.sha256()
    for start in range(0, len(message), _CHUNK):
        piece = message[start : start + _CHUNK]
        if piece.startswith(b"\n") and message[start - 1 : start] == b"\r":
            piece = piece[1:]  # the second half of a line end, the first was in the piece before
        digest.update(piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    digest.update(b"\0" + options.encode("utf-8", "replace"))
    return digest.hexdigest()[:32]


def activity_key(activity: Activity, date: str) -> str:
    """The key of an email made from fields; `date` as written, since no date is another each time.

    Raises InputError when an attached file can no longer be read.
    """
    digest = hashlib.sha256()
    for value in (
        activity.department, activity.sender, activity.receiver, date, activity.subject,
        activity.text, activity.html, activity.to, activity.cc, activity.reply_to,
        activity.case_id, activity.secure, activity.attributes,
        sorted((activity.customer or {}).items()),
    ):  # fmt: skip
        digest.update(repr(value).encode("utf-8", "replace") + b"\0")
    for each in activity.attachments:
        named = (each.name, each.content_type, each.inline, each.content_id)
        digest.update(repr(named).encode("utf-8", "replace") + b"\0")
        for chunk in each.content.chunks():
            digest.update(chunk)
    return digest.hexdigest()[:32]
