"""Owns where the messages of an mbox lie, whatever its dialect; reads none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from egain_cli.findings import Finding, finding, shorten
from egain_cli.inputs.sources.separators import (
    LOOK,
    NEAR,
    Body,
    begins_message,
    find_body,
    first_separator,
    match_separator,
    may_separate,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_CHUNK = 1 << 20  # bytes read at once; the only piece of a mailbox in memory while it is split
_BEFORE = 4  # bytes ahead of a line that tell whether the line before it is blank
_LINE_ENDS = (b"", b"\n", b"\r")  # the byte before a line; none before the first


@dataclass(frozen=True, slots=True)
class Span:
    """Where a message lies in its mailbox, from `start` to `end`, without its separator.

    `counted`: its Content-Length says where it ends. `bare`: a line of it begins with `From ` and
    separates nothing, so whoever wrote it does not quote each such line. `doubts`: findings where
    it may have been split too often, or too seldom.
    """

    start: int
    end: int
    time: datetime | None = None
    counted: bool = False
    bare: bool = False
    doubts: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Begun:
    """The message that began last, while its end is looked for; the fields are those of Span."""

    start: int = 0
    time: datetime | None = None
    body: Body | None = None
    bare: bool = False
    doubts: tuple[Finding, ...] = ()

    @property
    def end(self) -> int | None:
        """Where its Content-Length says that it ends."""
        return self.body.end if self.body else None

    def ended(self, until: int, place: int) -> Span:
        """Its span, where `place` is the next separator's, and `until` the end by that."""
        counted = self.end is not None and place - self.end <= NEAR
        until = self.end if self.end is not None and counted else max(self.start, until)
        return Span(self.start, until, self.time, counted, self.bare, self.doubts)


def spans(file: IO[bytes]) -> Iterator[Span]:
    """Where the messages of a mailbox lie, in order.

    A line separates that begins with `From `, names a date, follows a blank line or nothing and
    is followed by a header field; without the blank line, one that is followed by two of the
    fields that every message has, with a doubt. What a Content-Length that ends at a separator
    spans is not looked at. What lies ahead of the first separator is a message too, unless it is
    blank.
    """
    size = file.seek(0, 2)
    _, first = first_separator(read_at(file, 0, LOOK))
    undated = first is not None and not first.dated
    begun = _Begun()
    for offset, before, text in _candidates(file):
        if begun.end is not None and offset < begun.end:
            begun.bare = True
            continue
        found = match_separator(text, undated=undated)
        counted = begun.end is not None and offset - begun.end <= NEAR
        blank = counted or may_separate(before, offset)
        if not found or not (blank or (found.dated and _begins_abruptly(begun, offset, text))):
            begun.bare = True
            if found and found.dated:
                begun.doubts = begun.doubts or (_inside(text[: found.length]),)
            continue
        if begun.start or read_at(file, 0, min(offset, _CHUNK)).strip(b"\xef\xbb\xbf\r\n"):
            yield begun.ended(offset - (_blank_line(before) if blank else 0), offset)
        start = offset + found.length
        body = find_body(file, start, size, undated=undated)
        begun = _Begun(start, found.time, body, doubts=() if blank else (_abrupt(),))
    if size > begun.start:
        tail = read_at(file, max(size - _BEFORE, 0), _BEFORE)
        yield begun.ended(size - _blank_line(tail, twice=True), size)


def _begins_abruptly(begun: _Begun, offset: int, text: bytes) -> bool:
    """Whether a dated line without a blank one before it begins a message, and not in a header."""
    return begun.body is not None and offset >= begun.body.start and begins_message(text)


def _abrupt() -> Finding:
    words = "begins without a blank line before its `From ` line: a part of the one before it?"
    return finding("split-suspected", "headers", words, "Look at the message before it.")


def _inside(line: bytes) -> Finding:
    quoted = shorten(line.decode("ascii", "replace").rstrip("\r\n"))
    words = f"another message may begin inside, at {quoted}, which follows no blank line"
    hint = "If one begins there, put a blank line before it."
    return finding("mailbox-in-message", "text", words, hint)


def _candidates(file: IO[bytes]) -> Iterator[tuple[int, bytes, bytes]]:
    """Each line that begins with `From `: its place, the few bytes before it, LOOK bytes of it."""
    position, block, begin, last = 0, b"", 0, False
    while not last:
        chunk = read_at(file, position + len(block), _CHUNK)
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


def read_at(file: IO[bytes], place: int, size: int) -> bytes:
    """Some bytes of a file from a place on."""
    file.seek(place)
    return file.read(size)


def _blank_line(before: bytes, *, twice: bool = False) -> int:
    """The length of the blank line that ends a message; `twice`: only where one is surely there."""
    for line_end in (b"\r\n", b"\n", b"\r"):
        if before.endswith(line_end * 2 if twice else line_end):
            return len(line_end)
    return 0
