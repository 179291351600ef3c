"""Owns the mapping of a saved message to an activity, each change of it a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.inputs.mime import (
    envelope,
    fates,
    moment,
    parts,
    shown,
    structure,
    texts,
    tree,
    uuencoded,
)  # fmt: skip
from egain_cli.inputs.mime.bodies import choose
from egain_cli.inputs.mime.mapping import Mapping, Moments, Wanted
from egain_cli.model import Activity

if TYPE_CHECKING:
    from datetime import datetime

    from egain_cli.findings import Finding
    from egain_cli.inputs.mime.bodies import Bodies
    from egain_cli.inputs.mime.part import Part
    from egain_cli.inputs.tnef.unpacked import Unpacked
    from egain_cli.model import Attachment

__all__ = ["Mapping", "Moments", "Wanted", "map_message", "to_activity"]
NOTHING_KNOWN = Moments()


def to_activity(
    message: bytes,
    wanted: Wanted,
    *,
    file_time: datetime | None = None,
    now: datetime | None = None,
) -> tuple[Activity, list[Finding]]:
    """The activity that a message says, and what was changed or doubted on the way.

    `file_time` is when the message's file was last written, `now` what the clock says; both are
    aware of their zone. Raises InputError for what is no message at all, ValueError for a `date`
    that is none.
    """
    read = _read(message, wanted, Moments(file_time, now))
    return read.activity, read.findings


def map_message(message: bytes, wanted: Wanted, moments: Moments = NOTHING_KNOWN) -> Mapping:
    """The activity that a message says, with where each field came from and all the parts.

    Raises InputError for what is no message at all, ValueError for a `date` that is none.
    """
    read = _read(message, wanted, moments)
    sources = fates.sources(read.activity, read.chosen_by, read.part, read.bodies)
    told = fates.part_fates(read.part, read.bodies, read.activity.attachments)
    return Mapping(read.activity, tuple(read.findings), tuple(sources), tuple(told))


@dataclass(frozen=True, slots=True)
class _Read:
    """What was made of a message, and of what; `chosen_by` says which header field was taken."""

    activity: Activity
    findings: list[Finding]
    part: Part
    bodies: Bodies
    chosen_by: dict[str, str]


def _read(message: bytes, wanted: Wanted, moments: Moments) -> _Read:
    found: list[Finding] = []
    part = _parse(message)
    chosen = choose(part)
    found += structure.check_structure(part, chosen)
    wrapped: list[Unpacked] = []
    if wanted.extract_tnef:
        from egain_cli.inputs.mime import winmail  # noqa: PLC0415 - hardly ever asked for

        chosen, wrapped = winmail.take(chosen, found)
    text, html, attachments = _content(chosen, wrapped, wanted, found)
    sender, wrote = envelope.sender(part, found)
    receiver, gets = envelope.receiver(part, wanted)
    date, happened = moment.date(part, wanted.date, moments, found)
    activity = Activity(
        sender=sender,
        receiver=receiver,
        date=date,
        subject=envelope.subject(part, found),
        text=text,
        html=html,
        to=envelope.several(part, "to", found),
        cc=envelope.several(part, "cc", found),
        reply_to=envelope.reply_to(part, found),
        attachments=attachments,
    )
    return _Read(activity, found, part, chosen, {"from": wrote, "receiver": gets, "date": happened})


def _content(
    chosen: Bodies, wrapped: list[Unpacked], wanted: Wanted, found: list[Finding]
) -> tuple[str | None, str | None, tuple[Attachment, ...]]:
    """The text, the HTML, and the attachments: those of the parts, then what was within them."""
    html = texts.join_texts(chosen.html, "html", found)
    text = texts.join_texts(chosen.text, "text", found)
    files: tuple[Attachment, ...] = ()
    if wrapped:
        from egain_cli.inputs.mime import winmail  # noqa: PLC0415 - see above

        text, html, files = winmail.contents(wrapped, text, html)
    if text is None and html is None:
        text = texts.invitation(chosen.attachments, found)
    attached = [
        parts.attachment(leaf, position, found, uudecode=wanted.extract_uuencode)
        for position, leaf in enumerate(chosen.attachments, 1)
    ]
    html, attachments = shown.link(html, chosen.attachments, attached, found)
    attachments += files
    text, written = uuencoded.take_files(text, len(attachments), wanted, found)
    return text, html, (*attachments, *written)


def _parse(message: bytes) -> Part:
    part = tree.parse(message)
    if not part.fields:
        hint = "Save the message as .eml from the mail program: its header fields come first."
        raise InputError("this does not look like an email message: no header field", hint)
    return part
