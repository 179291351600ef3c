"""Owns the signs that a mailbox was split wrongly, or not at all; splits none."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from egain_cli.findings import finding, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.findings import Finding
    from egain_cli.inputs.doubts.suspect import Suspect

# What begins a message in a mailbox: a blank line, `From ` with an address and a time, a header.
# Every length has a bound, so that no line makes the search slow.
_BEGINNING = re.compile(
    rb"\r?\n\r?\n(From [^\s]{1,320} {1,5}[^\r\n]{0,60}?[0-9]{1,2}:[0-9]{2}[^\r\n]{0,60})"
    rb"\r?\n>?[!-9;-~]{1,100}:"
)
_MAX = 1000  # of parts, and of such lines, that are looked at
_IN_MAILBOX = re.compile(r"#[0-9]+$")
_EXPECTED = frozenset({"from", "date", "received", "message-id"})


def mailbox_inside(suspect: Suspect) -> Iterator[Finding]:
    """A warning where another message begins inside the message, as in a mailbox."""
    message = suspect.message
    if message is None or message.source.find(b"\nFrom ", message.start, message.end) < 0:
        return
    # An attached mailbox is none that should have been split.
    attached = [
        (leaf.start, leaf.end)
        for leaf in islice(message.leaves(), _MAX)
        if not leaf.content_type.startswith("text/")
    ]
    for found in islice(_BEGINNING.finditer(message.source, message.start, message.end), _MAX):
        if any(start <= found.start(1) < end for start, end in attached):
            continue
        line = found.group(1).decode("ascii", "replace")
        words = f"another message seems to begin inside, at {shorten(line)}"
        hint = "If this is a mailbox, name the file .mbox, so that each message is sent by itself."
        yield finding("mailbox-in-message", "text", words, hint)
        return


def split_suspected(suspect: Suspect) -> Iterator[Finding]:
    """A warning where a message of a mailbox begins as no message does."""
    if suspect.message is None or not _IN_MAILBOX.search(suspect.item.origin):
        return
    if not _EXPECTED & {name for name, _ in suspect.message.fields}:
        words = "has none of From, Date, Received and Message-ID: the rest of the one before it?"
        hint = "Look whether a line of the message before begins with `From `."
        yield finding("split-suspected", "headers", words, hint)
