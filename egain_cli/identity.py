"""Owns the key of an item: the same content and options, the same key; knows no file format."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.model import Activity

_CHUNK = 1024 * 1024  # bytes; making the line ends of a whole message equal would be a copy of it
_HEAD = 1024 * 1024  # bytes in which the end of a header block is looked for
_ENDS = (b"\r\n\r\n", b"\n\n", b"\r\r")
# What a mailbox writes into a message, and changes, while the message stays the same one.
_MAILBOX = re.compile(
    rb"\AFrom [^\n]*\n|^(?:X-)?Status:.*\n(?:[ \t].*\n)*|^X-Mozilla-[!-9;-~]*:.*\n(?:[ \t].*\n)*",
    re.MULTILINE | re.IGNORECASE,
)


# Nearly every message has none of it, and to see that takes a tenth of what the pattern does.
_MARKS = (b"\nstatus:", b"\nx-status:", b"\nx-mozilla-", b"\nfrom ")


def message_key(message: bytes, options: str) -> str:
    """The key of a message with the options as written.

    Its bytes count, but for line ends, empty lines behind it, and what a mailbox writes into its
    header block: a `From ` line, Status, X-Status and X-Mozilla-*. So it stays the same message
    when a folder is moved, a mailbox is packed anew or a mail program marks it as read.
    """
    digest = hashlib.sha256()
    for piece in _canonical(message):
        digest.update(piece)
    digest.update(b"\0" + options.encode("utf-8", "replace"))
    return digest.hexdigest()[:32]


def _canonical(message: bytes) -> Iterator[bytes]:
    end = len(message)
    while end and message[end - 1] in b"\r\n":
        end -= 1
    ends = [at for each in _ENDS if (at := message.find(each, 0, min(end, _HEAD))) >= 0]
    head = min(ends) + 1 if ends else end if end <= _HEAD else 0
    yield _without_marks(_unified(message[:head]).removesuffix(b"\n") + b"\n")
    for start in range(head, end, _CHUNK):
        piece = message[start : min(start + _CHUNK, end)]
        if piece.startswith(b"\n") and message[start - 1 : start] == b"\r":
            piece = piece[1:]  # the second half of a line end, the first was in the piece before
        yield _unified(piece)


def _without_marks(head: bytes) -> bytes:
    compared = b"\n" + head.lower()
    return _MAILBOX.sub(b"", head) if any(mark in compared for mark in _MARKS) else head


def _unified(text: bytes) -> bytes:
    # To look for a byte takes a tenth of what replacing one does that is not there.
    if b"\r" not in text:
        return text
    text = text.replace(b"\r\n", b"\n")
    return text.replace(b"\r", b"\n") if b"\r" in text else text


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


def addressed(key: str, target: str) -> str:
    """The key of an email that goes to this target: to another server it is another sending."""
    return hashlib.sha256(f"{key}\0{target}".encode()).hexdigest()[:32] if target else key
