"""Owns the header fields of an Outlook message and of what is attached; knows no body."""

from __future__ import annotations

import re
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from egain_cli.inputs.sources.mapi import Id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.inputs.sources.mapi import Storage

_KINDS = {1: "To", 2: "Cc"}  # a blind copy is nobody else's to see
_FIELD = re.compile(r"^[!-9;-~]+[ \t]*:.*(?:\n[ \t].*)*", re.MULTILINE)
_OF_THE_BODY = re.compile(r"(?:content-[\w-]+|mime-version)[ \t]*:", re.IGNORECASE)


def header(message: Storage) -> Iterator[str]:
    """The fields that a message came with, but those of its body; and those that it lacks."""
    there = set()
    headers = message.text(Id.HEADERS).replace("\r\n", "\n").replace("\r", "\n")
    for field in _FIELD.findall(headers.partition("\n\n")[0]):
        if not _OF_THE_BODY.match(field):
            there.add(field.partition(":")[0].strip().lower())
            yield field.replace("\n", "\r\n")
    for name, value in _made(message):
        if value and name.lower() not in there:
            yield f"{name}: {_line(value)}"


def _made(message: Storage) -> Iterator[tuple[str, str]]:
    name = message.text(Id.REPRESENTED_NAME, Id.SENDER_NAME)
    known = (Id.REPRESENTED_SMTP, Id.SENDER_SMTP, Id.REPRESENTED_ADDRESS, Id.SENDER_ADDRESS)
    yield (
        "From",
        next((_mailbox(name, at) for each in known if "@" in (at := message.text(each))), ""),
    )
    recipients = list(message.below("recip"))
    for number, field in _KINDS.items():
        named = [each for each in recipients if each.number(Id.RECIPIENT_KIND) == number]
        addresses = [(each.text(Id.NAME), _address(each)) for each in named]
        yield field, ", ".join(_mailbox(name, address) for name, address in addresses if address)
    yield "Subject", message.text(Id.SUBJECT)
    time = message.time(Id.SUBMITTED, Id.DELIVERED)
    yield "Date", format_datetime(time) if time else ""
    yield "Message-ID", message.text(Id.MESSAGE_ID)


def _address(recipient: Storage) -> str:
    """The address in SMTP's form; inside Exchange there is another, which nobody else knows."""
    both = (recipient.text(Id.SMTP_ADDRESS), recipient.text(Id.ADDRESS))
    return next((each for each in both if "@" in each), "")


def _mailbox(name: str, address: str) -> str:
    if not name or name == address:
        return f"<{address}>"
    escaped = re.sub(r'(["\\])', r"\\\1", _line(name))
    return f'"{escaped}" <{address}>'


def fields_of(attachment: Storage) -> list[str]:
    """The header fields of an attachment: its type, name, Content-ID and location."""
    name = attachment.text(Id.FILE_NAME, Id.SHORT_FILE_NAME, Id.NAME)
    media_type = _line(attachment.text(Id.MEDIA_TYPE)) or "application/octet-stream"
    named = f"; filename*=utf-8''{quote(name, safe='', errors='replace')}" if name else ""
    fields = [f"Content-Type: {media_type}", f"Content-Disposition: attachment{named}"]
    if content_id := _line(attachment.text(Id.CONTENT_ID)).strip("<> "):
        fields.append(f"Content-ID: <{content_id}>")
    if location := _line(attachment.text(Id.LOCATION)):
        fields.append(f"Content-Location: {location}")
    return fields


def _line(text: str) -> str:
    return " ".join(text.split())
