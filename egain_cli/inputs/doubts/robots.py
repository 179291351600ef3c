"""Owns the signs that a program wrote a message, or goes round; reads header fields only."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from egain_cli.findings import finding, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.findings import Finding
    from egain_cli.inputs.doubts.suspect import Suspect

MAX_HOPS = 50  # Received fields; mail servers take more of them for a loop (RFC 5321, 6.3)
# A header field, and the values of it that only programs write: RFC 3834, RFC 2919, RFC 3464, and
# the older fields that answering machines look at.
_SIGNS = (
    ("auto-submitted", re.compile(r"(?!no\b).")),
    ("precedence", re.compile(r"bulk|junk|list|auto_reply")),
    ("x-auto-response-suppress", re.compile(r".*\b(?:all|oof|autoreply)\b")),
    ("x-autoreply", re.compile(r"(?!no\b)")),
    ("x-autorespond", re.compile(r"(?!no\b)")),
    ("list-id", re.compile(r"")),
    ("return-path", re.compile(r"<\s*>")),
    ("content-type", re.compile(r"multipart/report\b")),
)
_HINT = "See that eGain's rules do not answer it by themselves."


def automatic(suspect: Suspect) -> Iterator[Finding]:
    """A warning where header fields say that no person wrote this."""
    said = [
        f"{name.title()}: {shorten(value, 60)}"
        for name, pattern in _SIGNS
        for value in suspect.every(name)[:1]
        if pattern.match(value)
    ]
    if said:
        words = f"a program wrote this, not a person: {', '.join(said)}"
        yield finding("automatic-message", "headers", words, _HINT)


def loop(suspect: Suspect) -> Iterator[Finding]:
    """Warnings where an answer may come back as a question."""
    activity = suspect.activity
    sender, receiver = (activity.sender or "").lower(), (activity.receiver or "").lower()
    own = {receiver, *(alias.lower() for alias in suspect.aliases)} - {""}
    if sender in own:
        words = f"{shorten(sender)} is an address that eGain itself answers for"
        yield finding("mail-loop", "from", words, _HINT)
    delivered = Counter(suspect.every("delivered-to"))
    been = [address for address, count in delivered.items() if count > 1][:1]
    been += [each for each in suspect.every("x-loop")[:1] if any(one in each for one in own)]
    for address in been:
        words = f"has been delivered to {shorten(address)} before"
        yield finding("mail-loop", "headers", words, _HINT)
    if (hops := len(suspect.every("received"))) > MAX_HOPS:
        words = f"has {hops} Received fields, as what goes round in circles has"
        yield finding("mail-loop", "headers", words, _HINT)
