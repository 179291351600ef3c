"""Owns the mapping of a saved message to an activity, each change of it a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.inputs.mime import (
    bodies,
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
from egain_cli.inputs.mime.mapping import Mapping, Moments, Wanted
from egain_cli.model import Activity

if TYPE_CHECKING:
    from datetime import datetime

    from egain_cli.findings import Finding
    from egain_cli.inputs.mime.part import Part

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
    mapping = map_message(message, wanted, Moments(file_time, now))
    return mapping.activity, list(mapping.findings)


def map_message(message: bytes, wanted: Wanted, moments: Moments = NOTHING_KNOWN) -> Mapping:
    """The activity that a message says, with where each field came from and all the parts.

    Raises InputError for what is no message at all, ValueError for a `date` that is none.
    """
    found: list[Finding] = []
    part = _parse(message)
    chosen = bodies.choose(part)
    found += structure.check_structure(part, chosen)
    html = texts.join_texts(chosen.html, "html", found)
    text = _text(chosen, html, found)
    attached = [
        parts.attachment(leaf, position, found, uudecode=wanted.extract_uuencode)
        for position, leaf in enumerate(chosen.attachments, 1)
    ]
    html, attachments = shown.link(html, chosen.attachments, attached, found)
    text, written = uuencoded.take_files(text, len(attachments), wanted, found)
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
        attachments=(*attachments, *written),
    )
    chosen_by = {"from": wrote, "receiver": gets, "date": happened}
    sources = tuple(fates.sources(activity, chosen_by, part, chosen))
    told = tuple(fates.part_fates(part, chosen, attachments))
    return Mapping(activity, tuple(found), sources, told)


def _parse(message: bytes) -> Part:
    part = tree.parse(message)
    if not part.fields:
        hint = "Save the message as .eml from the mail program: its header fields come first."
        raise InputError("this does not look like an email message: no header field", hint)
    return part


def _text(chosen: bodies.Bodies, html: str | None, found: list[Finding]) -> str | None:
    text = texts.join_texts(chosen.text, "text", found)
    if text is None and html is None:
        return texts.invitation(chosen.attachments, found)
    return text
