"""Owns the conversion of an Outlook message (.msg) to RFC 5322; knows no eGain."""

from __future__ import annotations

import re
from base64 import encodebytes
from email.utils import format_datetime
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

from egain_cli.errors import InputError
from egain_cli.inputs.codepages import charset_of
from egain_cli.inputs.rtf import decompress
from egain_cli.inputs.rtf_html import html_within
from egain_cli.inputs.sources.mapi import (
    ROOT,
    Id,
    Room,
    Storage,
    open_storage,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEPTH = 20  # messages in messages; a mail program shows one or two
_ROOM = 4  # times the size of the file; what is read twice is its property tables
_KINDS = {1: "To", 2: "Cc"}  # a blind copy is nobody else's to see
_FIELD = re.compile(r"^[!-9;-~]+[ \t]*:.*(?:\n[ \t].*)*", re.MULTILINE)
_RTF = 64 << 20  # bytes; a longer one is left to the text beside it
_OF_THE_BODY = re.compile(r"(?:content-[\w-]+|mime-version)[ \t]*:", re.IGNORECASE)
_INSTALL = "Install what reads it: pip install 'egain-cli[outlook]'; or save it as .eml."


def to_message(content: bytes, origin: str) -> bytes:
    """The message in RFC 5322: its own header where it has one, text, HTML and attachments.

    Raises InputError for what is no message of Outlook, and where olefile is not installed.
    """
    try:
        import olefile  # noqa: PLC0415 - of an extra
    except ImportError:
        raise InputError(
            f"{origin}: an Outlook message is not read as installed", _INSTALL
        ) from None
    try:
        with olefile.OleFileIO(BytesIO(content)) as file:
            message = open_storage(file, (), ROOT, Room(_ROOM * len(content)))
            return b"".join(_message(message, _DEPTH))
    except InputError as error:
        raise InputError(f"{origin}: is no Outlook message: {error.message}", error.hint) from None
    except Exception as error:  # whatever a damaged one makes the library raise
        words = f"{origin}: is no Outlook message, or a damaged one: {error}"
        raise InputError(words, "Save it again from Outlook.") from error


def _message(message: Storage, depth: int) -> Iterator[bytes]:
    """The message in pieces; each part in base64, so that no boundary can stand in it."""
    yield "".join(f"{field}\r\n" for field in _header(message)).encode("utf-8", "replace")
    mixed, alternative = (f"=_{depth}_{kind}".encode() for kind in ("mixed", "alternative"))
    yield b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="%b"\r\n' % mixed
    yield b"\r\n--%b\r\nContent-Type: multipart/alternative; " % mixed
    yield b'boundary="%b"\r\n\r\n' % alternative
    for kind, content in _bodies(message):
        yield b"--%b\r\n" % alternative + _part([f"Content-Type: {kind}"], content)
    yield b"--%b--\r\n" % alternative
    for attachment in message.below("attach"):
        yield b"--%b\r\n" % mixed
        if (inner := attachment.message()) and depth:
            yield b"Content-Type: message/rfc822\r\n\r\n"
            yield from _message(inner, depth - 1)
        else:
            yield _part(_fields(attachment), attachment.binary(Id.CONTENT) or b"")
    yield b"--%b--\r\n" % mixed


def _part(fields: list[str], content: bytes) -> bytes:
    lines = [*fields, "Content-Transfer-Encoding: base64", "", ""]
    return "\r\n".join(lines).encode("utf-8", "replace") + encodebytes(content)


def _bodies(message: Storage) -> Iterator[tuple[str, bytes]]:
    html = message.binary(Id.HTML)
    text = message.text(Id.BODY)
    written = "" if html else message.text(Id.HTML) or _from_rtf(message, whole=bool(text))
    if text or not (html or written):
        yield "text/plain; charset=utf-8", text.encode("utf-8", "replace")
    if html:
        charset = charset_of(message.number(Id.HTML_CODEPAGE))
        yield "text/html" + (f"; charset={charset}" if charset else ""), html
    elif written:
        yield "text/html; charset=utf-8", written.encode("utf-8", "replace")


def _from_rtf(message: Storage, *, whole: bool) -> str:
    """The HTML that Outlook keeps in RTF only; what was written as RTF has its text beside it.

    With `whole` there is a text: then a damaged RTF, of which the end is missing, says nothing.
    """
    damage: list[str] = []
    rtf = decompress(message.binary(Id.RTF) or b"", _RTF, damage)
    return "" if damage and whole else html_within(rtf) or ""


def _header(message: Storage) -> Iterator[str]:
    """The fields that it came with, but those of its body; and those that it lacks."""
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


def _fields(attachment: Storage) -> list[str]:
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
