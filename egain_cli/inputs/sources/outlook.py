"""Owns the conversion of an Outlook message (.msg) to RFC 5322; knows no eGain."""

from __future__ import annotations

from base64 import encodebytes
from io import BytesIO
from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.inputs.codepages import charset_of
from egain_cli.inputs.rtf import decompress
from egain_cli.inputs.rtf_html import LONGEST, html_within
from egain_cli.inputs.sources.mapi import (
    ROOT,
    Id,
    Room,
    Storage,
    open_storage,
)
from egain_cli.inputs.sources.outlook_header import fields_of, header

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEPTH = 20  # messages in messages; a mail program shows one or two
_ROOM = 4  # times the size of the file; what is read twice is its property tables
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
    yield "".join(f"{field}\r\n" for field in header(message)).encode("utf-8", "replace")
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
            yield _part(fields_of(attachment), attachment.binary(Id.CONTENT) or b"")
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
    rtf = decompress(message.binary(Id.RTF) or b"", LONGEST, damage)
    return "" if damage and whole else html_within(rtf) or ""
