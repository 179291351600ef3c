"""Owns the mapping of a saved message to an activity, each change of it a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.findings import Finding, finding
from egain_cli.inputs.inline import all_content_ids
from egain_cli.inputs.mime import bodies, envelope, fates, moment, parts, tree
from egain_cli.inputs.mime.mapping import Mapping, Moments, Wanted
from egain_cli.model import Activity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from egain_cli.inputs.mime.part import Part
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
    mapping = map_message(message, wanted, Moments(file_time, now))
    return mapping.activity, list(mapping.findings)


def map_message(message: bytes, wanted: Wanted, moments: Moments = NOTHING_KNOWN) -> Mapping:
    """The activity that a message says, with where each field came from and all the parts.

    Raises InputError for what is no message at all, ValueError for a `date` that is none.
    """
    found: list[Finding] = []
    part = _parse(message, found)
    chosen = bodies.choose(part)
    html = parts.join_texts(chosen.html, "html", found)
    attachments = _attachments(chosen.attachments, html, found)
    sender, wrote = envelope.sender(part, found)
    receiver, gets = envelope.receiver(part, wanted)
    date, happened = moment.date(part, wanted.date, moments, found)
    activity = Activity(
        sender=sender,
        receiver=receiver,
        date=date,
        subject=envelope.subject(part, found),
        text=parts.join_texts(chosen.text, "text", found),
        html=html,
        to=envelope.several(part, "to", found),
        cc=envelope.several(part, "cc", found),
        reply_to=envelope.reply_to(part, found),
        attachments=attachments,
    )
    chosen_by = {"from": wrote, "receiver": gets, "date": happened}
    sources = tuple(_sources(activity, chosen_by, part, chosen))
    told = tuple(fates.part_fates(part, chosen, attachments))
    return Mapping(activity, tuple(found), sources, told)


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


def _sources(
    activity: Activity, chosen_by: dict[str, str], part: Part, chosen: bodies.Bodies
) -> Iterator[tuple[str, str]]:
    values = {"from": activity.sender, "receiver": activity.receiver, "date": activity.date}
    yield from ((field, chosen_by[field]) for field, value in values.items() if value)
    titles = {"subject": "Subject", "to": "To", "cc": "Cc", "reply_to": "Reply-To"}
    yield from ((field, title) for field, title in titles.items() if getattr(activity, field))
    described = {id(each): fates.describe(path, each) for path, each in fates.walk(part)}
    for field, several in (("text", chosen.text), ("html", chosen.html)):
        if several:
            yield field, ", ".join(described[id(each)] for each in several)
    for number, each in enumerate(chosen.attachments, 1):
        yield f"attachments[{number}]", described[id(each)]
