"""Owns the messages of an mbox, whatever its dialect; knows no field but Content-Length."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING

from egain_cli.inputs.sources.messages import RawMessage
from egain_cli.inputs.sources.separators import (
    LOOK,
    first_separator,
    is_dated,
    match_separator,
    may_separate,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_CHUNK = 1 << 20  # bytes read at once; the only piece of a mailbox in memory while it is split
_BEFORE = 4  # bytes ahead of a line that tell whether the line before it is blank
_HEADER = 1 << 15  # bytes in which a message's Content-Length is looked for
_HEADER_END = re.compile(rb"\r\n\r\n|\n\r?\n|\r\r")
_LENGTH = re.compile(rb"(?im)^content-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$")
_LINE_ENDS = (b"", b"\n", b"\r")  # the byte before a line; none before the first
_QUOTED = re.compile(rb"(?<![^\r\n])>(>*From [^\r\n]*)")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a message lies in its mailbox, from `start` to `end`, without its separator.

    `counted`: its Content-Length says where it ends. `bare`: a line of it begins with `From ` and
    separates nothing, so whoever wrote it does not quote each such line.
    """

    start: int
    end: int
    time: datetime | None = None
    counted: bool = False
    bare: bool = False


def mbox_messages(file: IO[bytes], origin: str) -> Iterator[RawMessage]:
    """The messages of a mailbox, `#1` first; `file` can be sought in and stays open meanwhile.

    Lines that begin with `>From ` lose a mark, as mboxrd and mboxo write them. Not so in a mailbox
    that ends messages by Content-Length alone (mboxcl2); and in a message with bare `From ` lines
    only a line loses its mark that would have separated.
    """
    verbatim = _is_verbatim(file)
    for number, span in enumerate(spans(file), 1):
        yield RawMessage(f"{origin}#{number}", partial(_read, file, span, verbatim), span.time)


def spans(file: IO[bytes]) -> Iterator[Span]:
    """Where the messages of a mailbox lie, in order.

    A line separates that begins with `From `, names a date, follows a blank line or nothing and
    is followed by a header field. What a Content-Length that ends at a separator spans is not
    looked at. What lies ahead of the first separator is a message too, unless it is blank.
    """
    size = file.seek(0, 2)
    _, first = first_separator(_at(file, 0, LOOK))
    undated = first is not None and not first.dated
    start, end, bare, time = 0, None, False, None  # of the message that began last
    for offset, before, text in _candidates(file):
        if end is None or offset >= end:
            apart = end is not None and offset - end <= _BEFORE
            found = match_separator(text, undated=undated)
            if found and (apart or may_separate(before, offset)):
                until = end if end is not None and apart else offset - _blank_line(before)
                if start or _at(file, 0, min(offset, _CHUNK)).strip(b"\xef\xbb\xbf\r\n"):
                    yield Span(start, until, time, apart, bare)
                start, time, bare = offset + found.length, found.time, False
                end = _counted_end(file, start, size, undated=undated)
                continue
        bare = True
    if size > start:
        apart = end is not None and size - end <= _BEFORE
        until = size - _blank_line(_at(file, max(size - _BEFORE, 0), _BEFORE), twice=True)
        until = end if end is not None and apart else max(start, until)
        yield Span(start, until, time, apart, bare)


def _candidates(file: IO[bytes]) -> Iterator[tuple[int, bytes, bytes]]:
    """Each line that begins with `From `: its place, the few bytes before it, LOOK bytes of it."""
    position, block, begin, last = 0, b"", 0, False
    while not last:
        chunk = _at(file, position + len(block), _CHUNK)
        last = len(chunk) < _CHUNK
        block += chunk
        safe = len(block) if last else len(block) - LOOK
        at = block.find(b"From ", begin, safe + 4 if not last else safe)
        while at >= 0:
            if block[max(at - 1, 0) : at] in _LINE_ENDS or block[:at] == b"\xef\xbb\xbf":
                yield position + at, block[max(at - _BEFORE, 0) : at], block[at : at + LOOK]
            at = block.find(b"From ", at + 1, safe + 4 if not last else safe)
        drop = max(safe - _BEFORE, 0)
        position, block, begin = position + drop, block[drop:], safe - drop


def _at(file: IO[bytes], place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)


def _blank_line(before: bytes, *, twice: bool = False) -> int:
    """The length of the blank line that ends a message; `twice`: only where one is surely there."""
    for line_end in (b"\r\n", b"\n", b"\r"):
        if before.endswith(line_end * 2 if twice else line_end):
            return len(line_end)
    return 0


def _counted_end(file: IO[bytes], start: int, size: int, *, undated: bool) -> int | None:
    """Where the message ends by its Content-Length, if a separator or nothing follows there."""
    header = _at(file, start, _HEADER)
    ended = _HEADER_END.search(header)
    length = _LENGTH.search(header, 0, ended.start() + 1) if ended else None
    if not ended or not length:
        return None
    end = start + ended.end() + int(length.group(1))
    if end > size:
        return None
    after = _at(file, end - 1, LOOK + _BEFORE)  # with the last byte of the body, or of the header
    line = after[1:].lstrip(b"\r\n")
    apart = len(after) - 1 - len(line)
    if not line:
        return end if apart <= _BEFORE else None
    separated = (apart or after[:1] in _LINE_ENDS) and match_separator(line, undated=undated)
    return end if separated and apart <= _BEFORE else None


def _is_verbatim(file: IO[bytes]) -> bool:
    """Whether the mailbox is an mboxcl2: one that counts, and quotes nothing."""
    for number, span in enumerate(spans(file)):
        if number == 0 and not span.counted:
            return False
        if span.counted and span.bare:
            return True
    return False


def _read(file: IO[bytes], span: Span, verbatim: bool) -> bytes:
    message = _at(file, span.start, span.end - span.start)
    if verbatim or b">From " not in message or not (ended := _HEADER_END.search(message)):
        return message

    def unmark(line: re.Match[bytes]) -> bytes:
        return line.group(0 if span.bare and not is_dated(line.group(1)) else 1)

    return message[: ended.end()] + _QUOTED.sub(unmark, message[ended.end() :])
