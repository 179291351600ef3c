"""Owns what header fields say: words (RFC 2047), addresses, dates, names; knows no activity."""

from __future__ import annotations

import binascii
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from itertools import groupby
from typing import TYPE_CHECKING

import pybase64

from egain_cli.inputs.mime import charset
from egain_cli.inputs.mime.address_list import read_addresses

if TYPE_CHECKING:
    from egain_cli.inputs.mime.part import Part

_WORD = re.compile(r"=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_IN_LISTS = re.compile(r'[,;:<>()"]')
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]+\?[bBqQ]\?)")
_FOLDS = re.compile(r"[\t\r\n]+ *")
_COMMENT = re.compile(r"\([^()]*+\)")
_MAX_DATE = 500  # characters; no date has more
_CONTENT_ID = re.compile(r"<([^<>]*)>")


def text(raw: bytes) -> str:
    """The text of an unstructured field: encoded words decoded, 8-bit as UTF-8, then cp1252."""
    plain, _ = charset.decode(raw, None)
    return decode_words(plain.replace("\t", " ").strip())


def decode_words(plain: str) -> str:
    """A text with its encoded words decoded (RFC 2047); what is no such word stays as it is.

    White space between two of them is dropped, and bytes of one character that were split over
    two are joined.
    """
    joined = _BETWEEN_WORDS.sub(r"\1", plain)
    pieces: list[str] = []
    end = 0
    run: list[tuple[str, bytes]] = []
    for match in _WORD.finditer(joined):
        content = _word_bytes(match.group(2), match.group(3))
        if content is None:
            continue
        if match.start() > end:
            pieces += [_decode_run(run), joined[end : match.start()]]
            run = []
        run.append((match.group(1).lower(), content))
        end = match.end()
    return "".join([*pieces, _decode_run(run), joined[end:]])


def addresses(part: Part, name: str) -> list[str]:
    """What every field of this name gives as addresses, without display names."""
    # One field after another: what is wrong in the one must not swallow the next.
    fields = [charset.decode(value, None)[0] for value in part.every(name)]
    return [address for value in fields for address in _addresses(value)]


def _addresses(value: str) -> list[str]:
    found = read_addresses(_WORD.sub(_hide, value))
    if "=?" in value and not any("@" in each for each in found):
        return read_addresses(decode_words(value))  # as some mailers do, all of it is encoded
    return found


def _hide(word: re.Match[str]) -> str:
    """An encoded word without what would end an address; names do not travel, so `x` will do."""
    return "x" if _IN_LISTS.search(word.group(3)) else word.group()


def date(raw: bytes) -> datetime | None:
    """The moment that a Date field names, in UTC, or None where it names none."""
    plain = raw[:_MAX_DATE].decode("ascii", "replace")
    try:
        parsed = parsedate_tz(_without_comments(plain)) or parsedate_tz(plain)
        if parsed is None:
            return None
        zone = timezone(timedelta(seconds=parsed[9] or 0))
        second = min(parsed[5], 59)  # a leap second is legal in a message
        return datetime(*parsed[:5], second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def _without_comments(plain: str) -> str:
    while (shorter := _COMMENT.sub(" ", plain)) != plain:
        plain = shorter
    return plain


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


def file_name(part: Part) -> str | None:
    """The name that a part gives its content: filename (RFC 2183), else name of Content-Type."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = part.parameter(header, parameter)
        if isinstance(value, tuple):
            label, _, encoded = value
            value = charset.decode(encoded.encode("latin-1"), label)[0]
        elif value:
            value = decode_words(charset.decode(value.encode("latin-1"), None)[0])
        # The white space of a folded line is one blank, whatever it was.
        if value and (name := _FOLDS.sub(" ", value).strip()):
            return name
    return None


def _decode_run(run: list[tuple[str, bytes]]) -> str:
    groups = groupby(run, key=lambda word: word[0])
    return "".join(
        charset.decode(b"".join(content for _, content in words), label)[0]
        for label, words in groups
    )


def _word_bytes(encoding: str, content: str) -> bytes | None:
    raw = content.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return binascii.a2b_qp(raw, header=True)
    try:
        return pybase64.b64decode(raw + b"=" * (-len(raw) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None
