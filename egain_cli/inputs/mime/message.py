"""Owns the mapping of a saved message to an activity, each change of it a finding."""

from __future__ import annotations

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
from egain_cli.inputs.mime.mapping import Mapping, Moments, Trace, Wanted
from egain_cli.model import Activity

if TYPE_CHECKING:
    from datetime import datetime

    from egain_cli.findings import Finding
    from egain_cli.inputs.mime.bodies import Bodies
    from egain_cli.inputs.mime.part import Part
    from egain_cli.inputs.mime.uuencode import Encoded
    from egain_cli.inputs.tnef.unpacked import Unpacked
    from egain_cli.model import Attachment

__all__ = ["Mapping", "Moments", "Wanted", "map_message", "to_activity", "trace"]
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
    return _read(_parse(message), wanted, Moments(file_time, now))


def map_message(message: bytes, wanted: Wanted, moments: Moments = NOTHING_KNOWN) -> Mapping:
    """The activity that a message says, with where each field came from and all the parts.

    Raises InputError for what is no message at all, ValueError for a `date` that is none.
    """
    part = _parse(message)
    activity, found = _read(part, wanted, moments)
    told = trace(part, activity, wanted, moments)
    return Mapping(activity, tuple(found), told.sources, told.parts)


def trace(
    part: Part, activity: Activity, wanted: Wanted, moments: Moments = NOTHING_KNOWN
) -> Trace:
    """Where the activity's fields came from, and what became of each part of its message.

    The activity is what the same `wanted` and `moments` make of the message; what was added to it
    since then is taken for a file that was unpacked.
    """
    chosen, _, _ = _choose(part, wanted, [])
    chosen_by = {
        "from": envelope.sender(part, [])[1],
        "receiver": envelope.receiver(part, wanted)[1],
        "date": moment.date(part, wanted.date, moments, [])[1],
    }
    sources = fates.sources(activity, chosen_by, part, chosen)
    return Trace(tuple(sources), tuple(fates.part_fates(part, chosen, activity.attachments)))


def _read(part: Part, wanted: Wanted, moments: Moments) -> tuple[Activity, list[Finding]]:
    found: list[Finding] = []
    chosen = _choose(part, wanted, found)
    found[:0] = structure.check_structure(part, chosen[0])
    text, html, attachments = _content(part, chosen, wanted, found)
    activity = Activity(
        sender=envelope.sender(part, found)[0],
        receiver=envelope.receiver(part, wanted)[0],
        date=moment.date(part, wanted.date, moments, found)[0],
        subject=envelope.subject(part, found),
        text=text,
        html=html,
        to=envelope.several(part, "to", found),
        cc=envelope.several(part, "cc", found),
        reply_to=envelope.reply_to(part, found),
        attachments=attachments,
    )
    return activity, found


_Chosen = tuple["Bodies", "list[Unpacked]", "list[Encoded]"]


def _choose(part: Part, wanted: Wanted, found: list[Finding]) -> _Chosen:
    """The bodies and attachments without the parts to be unpacked, and what is in each of these."""
    chosen = choose(part)
    wrapped: list[Unpacked] = []
    encoded: list[Encoded] = []
    if wanted.extract_tnef:
        from egain_cli.inputs.mime import winmail  # noqa: PLC0415 - hardly ever asked for

        chosen, wrapped = winmail.take(chosen, found)
    if wanted.extract_uuencode:
        chosen, encoded = uuencoded.take_parts(chosen)
    return chosen, wrapped, encoded


def _content(
    message: Part, unpacked: _Chosen, wanted: Wanted, found: list[Finding]
) -> tuple[str | None, str | None, tuple[Attachment, ...]]:
    """The text, the HTML, and the attachments: those of the parts, then what was within them."""
    chosen, wrapped, encoded = unpacked
    html = texts.join_texts(chosen.html, "html", found)
    text = texts.join_texts(chosen.text, "text", found)
    files: list[tuple[shown.Called, Attachment]] = []
    before = len(chosen.attachments)
    if wrapped:
        from egain_cli.inputs.mime import winmail  # noqa: PLC0415 - see above

        text, html, files = winmail.contents(wrapped, text, html, before, found)
    if text is None and html is None:
        text = texts.invitation(chosen.attachments, found)
    attachments = [
        parts.attachment(leaf, position, found, message=message, uudecode=wanted.extract_uuencode)
        for position, leaf in enumerate(chosen.attachments, 1)
    ]
    attachments += [attachment for _, attachment in files]
    linked = tuple(attachments)
    if html:
        names = [*map(shown.called, chosen.attachments), *(called for called, _ in files)]
        html, linked = shown.link(html, names, attachments, found)
    text, written = uuencoded.take_files(text, encoded, len(linked), wanted, found)
    return text, html, (*linked, *written)


def _parse(message: bytes) -> Part:
    part = tree.parse(message)
    if not part.fields:
        hint = "Save the message as .eml from the mail program: its header fields come first."
        raise InputError("this does not look like an email message: no header field", hint)
    return part
