"""Owns the mapping of a saved message to an activity, each change of it a finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from egain_cli import address
from egain_cli.errors import InputError
from egain_cli.findings import Finding, finding, shorten
from egain_cli.inputs.dates import parse_date, parse_shift
from egain_cli.inputs.inline import all_content_ids
from egain_cli.inputs.mime import bodies, headers, parts, tree
from egain_cli.model import Activity

if TYPE_CHECKING:
    from egain_cli.inputs.mime.tree import Part
    from egain_cli.model import Attachment

MAX_SUBJECT = 255
_SENDERS = ("from", "sender", "reply-to", "return-path")
_RECEIVED_BY = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the settings say about every message: where it goes, and which date it gets.

    `date` is `keep`, `now`, a date in ISO 8601 or a shift such as `+30d`.
    """

    receiver: str | None = None
    aliases: tuple[str, ...] = ()
    date: str = "keep"


def to_activity(message: bytes, wanted: Wanted) -> tuple[Activity, list[Finding]]:
    """The activity that a message says, and what was changed or doubted on the way.

    Raises InputError for what is no message at all, ValueError for a `date` that is none.
    """
    found: list[Finding] = []
    part = _parse(message, found)
    chosen = bodies.choose(part)
    html = parts.join_texts(chosen.html, "html", found)
    attachments = _attachments(chosen.attachments, html, found)
    activity = Activity(
        sender=_sender(part, found),
        receiver=_receiver(part, wanted),
        date=_date(part, wanted.date, found),
        subject=_subject(part, found),
        text=parts.join_texts(chosen.text, "text", found),
        html=html,
        to=_several(part, "to", found),
        cc=_several(part, "cc", found),
        reply_to=_reply_to(part, found),
        attachments=attachments,
    )
    return activity, found


def _parse(message: bytes, found: list[Finding]) -> Part:
    part = tree.parse(message)
    if not part.fields:
        hint = "Save the message as .eml from the mail program: its header fields come first."
        raise InputError("this does not look like an email message: no header field", hint)
    if part.damaged:
        words = f"{part.damaged} lines of the header block are no header field, left out"
        found.append(finding("header-damaged", "headers", words))
    return part


def _attachments(
    leaves: list[Part], html: str | None, found: list[Finding]
) -> tuple[Attachment, ...]:
    inline = set(all_content_ids(html))
    attachments = tuple(
        parts.attachment(leaf, position, inline, found) for position, leaf in enumerate(leaves, 1)
    )
    for missing in sorted(inline):
        words = f"refers to cid:{missing}, and no part has that Content-ID"
        found.append(finding("cid-without-attachment", "html", words))
    return attachments


def _sender(part: Part, found: list[Finding]) -> str | None:
    for name in _SENDERS:
        usable = [each for each in headers.addresses(part, name) if not address.fault(each)]
        if not usable:
            continue
        if name != "from":
            words = f"From names no usable address, taken from {name}: {usable[0]}"
            found.append(finding("sender-chosen", "from", words))
        elif len(usable) > 1:
            words = f"From names {len(usable)} addresses, the first was taken: {usable[0]}"
            found.append(finding("sender-chosen", "from", words))
        return usable[0]
    return None


def _receiver(part: Part, wanted: Wanted) -> str | None:
    aliases = {alias.lower(): alias for alias in wanted.aliases}
    for name in _RECEIVED_BY:
        for each in headers.addresses(part, name):
            if each.lower() in aliases:
                return aliases[each.lower()]
    return wanted.receiver


def _several(part: Part, name: str, found: list[Finding]) -> tuple[str, ...]:
    usable = []
    for each in headers.addresses(part, name):
        if broken := address.fault(each):
            words = f"{shorten(each)} {broken}; it was left out"
            found.append(finding("address-left-out", name, words))
        else:
            usable.append(each)
    return tuple(usable)


def _reply_to(part: Part, found: list[Finding]) -> str | None:
    usable = _several(part, "reply-to", found)
    if len(usable) > 1:
        left = ", ".join(usable[1:])
        words = f"the first of {len(usable)} was taken; left out: {left}"
        found.append(finding("address-left-out", "reply_to", words))
    return usable[0] if usable else None


def _subject(part: Part, found: list[Finding]) -> str | None:
    raw = part.first("subject")
    subject = headers.text(raw) if raw is not None else ""
    if len(subject) > MAX_SUBJECT:
        words = f"had {len(subject)} characters, shortened to {MAX_SUBJECT}"
        found.append(finding("subject-shortened", "subject", words))
        subject = subject[:MAX_SUBJECT]
    return subject or None


def _date(part: Part, wanted: str, found: list[Finding]) -> datetime | None:
    shift = parse_shift(wanted)
    if wanted != "keep" and shift is None:
        return parse_date(wanted)
    raw = part.first("date")
    kept = headers.date(raw) if raw else None
    if kept is None:
        kept = headers.received(part)
        source = "the newest Received" if kept else "the present moment"
        words = f"{'is not readable' if raw else 'is missing'}; taken from {source}"
        found.append(finding("date-replaced", "date", words))
    kept = kept or datetime.now(UTC)
    try:
        return kept + (shift or timedelta())
    except OverflowError:
        words = f"{kept:%Y-%m-%d} shifted by {wanted} is no date of the calendar"
        found.append(finding("bad-date", "date", words))
        return None
