"""Owns what header fields say: texts, dates, ids and names; knows no activity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from egain_cli.inputs.mime import charset, recipients
from egain_cli.inputs.mime.date_field import read_date
from egain_cli.inputs.mime.words import decode_words, read_raw

if TYPE_CHECKING:
    from datetime import datetime

    from egain_cli.inputs.mime.parameters import Value
    from egain_cli.inputs.mime.part import Part

_BREAKS = re.compile(r"[\r\n]+[ \t]*")
_FOLDS = re.compile(r"[\t\r\n]+ *")
_CONTENT_ID = re.compile(r"<([^<>]*)>")


def text(raw: bytes, declared: str | None = None, doubts: list[str] | None = None) -> str:
    """The text of an unstructured field: encoded words decoded, 8-bit read as it is meant.

    `declared` is the charset of the message's text; what did not fit is added to `doubts`.
    """
    plain, doubt = read_raw(raw, declared)
    if doubt and doubts is not None:
        doubts.append(doubt)
    said = decode_words(plain.replace("\t", " ").strip(), doubts)
    # A line end within a word is that of a folded line, which mailers encoded with it.
    return _BREAKS.sub(" ", said).rstrip() if "\n" in said or "\r" in said else said


def addresses(part: Part, name: str) -> list[str]:
    """What every field of this name gives as addresses, without display names."""
    return list(recipients.read(part, name).addresses)


def date(raw: bytes) -> datetime | None:
    """The moment that a Date field names, in UTC, or None where it names none."""
    return read_date(raw)[0]


def first_date(part: Part) -> tuple[int, datetime, tuple[str, ...]] | None:
    """The first Date that can be read: which it is, its moment in UTC, and what was assumed.

    None where no Date can be read.
    """
    for position, raw in enumerate(part.every("date")):
        said, doubts = read_date(raw)
        if said:
            return position, said, doubts
    return None


def received(part: Part) -> datetime | None:
    """The moment that the newest Received field names."""
    for raw in part.every("received"):
        if found := date(raw.rpartition(b";")[2]):
            return found
    return None


def content_id(part: Part) -> str | None:
    """The Content-ID without its angle brackets."""
    raw = part.first("content-id")
    if raw is None:
        return None
    plain, _ = charset.decode(raw, None)
    bracketed = _CONTENT_ID.search(plain)
    return (bracketed.group(1) if bracketed else plain).strip() or None


def attachment_id(part: Part) -> str | None:
    """The X-Attachment-Id, by which Gmail's HTML may refer to a part."""
    raw = part.first("x-attachment-id")
    return charset.decode(raw, None)[0].strip(" \t<>") or None if raw else None


def location(part: Part) -> str | None:
    """The Content-Location (RFC 2557): the address that the HTML has for a part."""
    raw = part.first("content-location")
    # A long address is folded, and has no blank in it.
    return "".join(decode_words(charset.decode(raw, None)[0]).split()) or None if raw else None


def file_name(
    part: Part, message: Part | None = None, doubts: list[str] | None = None
) -> str | None:
    """The name that a part gives its content: filename (RFC 2183), else name of Content-Type.

    8-bit letters are UTF-8, else in the charset of the part or of the `message` it is in; what did
    not fit is added to `doubts`.
    """
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = part.parameter(header, parameter)
        said: list[str] = []
        if value and (name := _name(value, part, message or part, said).strip(" ")):
            if doubts is not None:
                doubts += said
            return name
    return None


def _name(value: Value, part: Part, message: Part, doubts: list[str]) -> str:
    label, _, written = value if isinstance(value, tuple) else (None, None, value)
    if written.startswith('"') and written.count('"') == 1:
        written = written[1:]  # nothing closes it, and it is no part of the name
    raw = written.encode("latin-1")
    # Whoever asks every part for a charset asks only where there is something to read by it.
    declared = () if raw.isascii() else (part.declared_charset, message.declared_charset)
    plain, doubt = charset.decode(raw, label) if label else read_raw(raw, *declared)
    if doubt:
        doubts.append(doubt)
    if isinstance(value, tuple):
        return plain  # what RFC 2231 encodes is part of the name
    # The white space of a folded line is one blank, in an encoded word too: mailers encode lines
    # that they folded.
    return _FOLDS.sub(" ", decode_words(plain, doubts))
