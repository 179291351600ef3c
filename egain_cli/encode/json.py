"""Owns the JSON shape of an activity, streamed; knows no HTTP and checks nothing."""

from __future__ import annotations

import json
import re
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING

import pybase64

from egain_cli.encode.customer import to_customer
from egain_cli.model import Payload

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from egain_cli.content import Content
    from egain_cli.model import Activity, Attachment

    Piece = bytes | Content

# What a terminal obeys, or shows as nothing or in another order: control characters that JSON
# lets stand, and marks of direction. Payloads are shown (--dry-run, --curl), and what is shown is
# what is sent.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_SMALL = 256 * 1024  # bytes; below it one write is quicker than several


def encode(activity: Activity) -> Payload:
    """The activity as the canonical JSON body; what is absent is left out, and every value is text.

    Attachments are read and turned into base64 while the body is being read, chunk by chunk.
    """
    pieces = list(_pieces(activity))
    length = sum(_length(piece) for piece in pieces)
    return Payload("application/json", length, partial(_chunks, pieces, length))


def _pieces(activity: Activity) -> Iterator[Piece]:
    text = b""
    for name, value in _members(activity).items():
        text += (b"," if text else b"{") + _dumps(name) + b":"
        if name != "attachments":
            text += _dumps(value)
            continue
        text += b'{"attachment":['
        for position, attachment in enumerate(activity.attachments):
            yield text + (b"," if position else b"") + _head(attachment)
            yield attachment.content
            text = _tail(attachment)
        text += b"]}"
    yield text + b"}"


def _members(activity: Activity) -> dict[str, object]:
    members: dict[str, object] = {
        "department": {"name": activity.department} if activity.department else None,
        "type": {"value": "email", "subtype": {"value": "general"}},
        "case": {"id": activity.case_id} if activity.case_id else None,
        "isSecure": None if activity.secure is None else str(activity.secure).lower(),
        "subject": activity.subject,
        "attachments": activity.attachments or None,
        "customAttributes": _attributes(activity),
        "payload": {"email": _email(activity)},
        "customer": to_customer(activity.customer) if activity.customer else None,
    }
    return _present(members)


def _email(activity: Activity) -> dict[str, object]:
    contents = [
        {"type": kind, "value": value}
        for kind, value in (("text", activity.text), ("html", activity.html))
        if value
    ]
    addresses = {
        "from": activity.sender,
        "receiver": activity.receiver,
        "to": {"address": list(activity.to)} if activity.to else None,
        "cc": {"address": list(activity.cc)} if activity.cc else None,
        "replyTo": activity.reply_to,
    }
    members = {
        "date": {"date": wire_date(activity.date)} if activity.date else None,
        "contents": {"content": contents} if contents else None,
        "emailAddresses": _present(addresses) or None,
    }
    return _present(members)


def _attributes(activity: Activity) -> dict[str, object] | None:
    if not activity.attributes:
        return None
    return {
        "customAttribute": [
            {
                "attribName": name,
                "attribValues": {"attribValue": [{"value": value} for value in values]},
            }
            for name, values in activity.attributes
        ]
    }


def wire_date(date: datetime) -> str:
    """A date as the API's examples write it: UTC, milliseconds, Z."""
    return date.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _head(attachment: Attachment) -> bytes:
    members = _present({"fileName": attachment.name, "contentType": attachment.content_type})
    return _dumps(members)[:-1] + b',"content":"'


def _tail(attachment: Attachment) -> bytes:
    if not attachment.inline:
        return b'"}'
    members = _present({"isInline": "true", "contentId": attachment.content_id})
    return b'",' + _dumps(members)[1:]


def _present(members: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in members.items() if value not in (None, "")}


def _dumps(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = _UNSAFE.sub(_escape, text)
    return text.encode("utf-8", "replace")  # what is not Unicode was refused before


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _length(piece: Piece) -> int:
    return len(piece) if isinstance(piece, bytes) else (piece.size + 2) // 3 * 4


def _chunks(pieces: list[Piece], length: int) -> Iterator[bytes]:
    if length <= _SMALL:
        yield b"".join(_flow(pieces))
    else:
        yield from _flow(pieces)


def _flow(pieces: list[Piece]) -> Iterator[bytes]:
    for piece in pieces:
        if isinstance(piece, bytes):
            yield piece
        else:
            for chunk in piece.chunks():
                yield pybase64.b64encode(chunk)
