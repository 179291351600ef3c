"""Owns how an answer of HTTP/1.1 is told from bytes: its head and its body; touches no network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MAX_LINE = 64 * 1024  # bytes of a line between chunks, or of all lines after the last one
_STATUS = re.compile(rb"HTTP/([0-9]\.[0-9]) ([1-9][0-9]{2})(?: [^\x00\r\n\v\f]*)?")
_FIELD = re.compile(rb"([-!#$%&'*+.^_`|~0-9a-zA-Z]+):[ \t]*([^\x00\r\n\v\f]*)")
_END = re.compile(rb"\r?\n\r?\n")
_DIGITS = re.compile(rb"[0-9]{1,20}")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,20})[ \t]*(?:;.*)?", re.DOTALL)


class BadAnswerError(Exception):
    """What came is no answer, or one whose end cannot be told."""


@dataclass(frozen=True, slots=True)
class Head:
    """The status and the headers of an answer, and how its body ends.

    `length` counts bytes; without it the body comes in chunks, or lasts until the connection ends.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    length: int | None
    chunked: bool
    keeps: bool  # whether the connection may be used again


class AnswerReader:
    """Reads one answer from what `receive` gives, b"" at its end; `complete` once all was read."""

    __slots__ = ("_bytes", "_receive", "complete")

    def __init__(self, receive: Callable[[], bytes]) -> None:
        self._receive = receive
        self._bytes = bytearray()  # what is taken off its front costs no copy of the rest
        self.complete = False

    @property
    def is_clean(self) -> bool:
        """Whether all was read, and nothing came behind it."""
        return self.complete and not self._bytes

    def read_head(self) -> Head | None:
        """The head of the answer, after those that only say that it is on its way.

        None where nothing came at all. Raises BadAnswerError.
        """
        while True:
            raw = self._take_head()
            if raw is None:
                return None
            head = parse_head(raw)
            if head.status >= 200 or head.status == 101:
                return head

    def read_body(self, head: Head) -> Iterator[bytes]:
        """The body in pieces; BadAnswerError where it ends too early or is framed wrongly."""
        if head.chunked:
            yield from self._chunks()
        elif head.length is not None:
            yield from self._count(head.length)
        else:
            yield from self._rest()
        self.complete = True

    def _take_head(self) -> bytes | None:
        found, start = None, 0
        while not (found := _END.search(self._bytes, start)):
            start = max(0, len(self._bytes) - 3)
            piece = self._receive()
            if not piece and not self._bytes:
                return None
            self._append(piece)
        raw = self._take(found.start())
        del self._bytes[: found.end() - found.start()]
        return raw

    def _take(self, count: int) -> bytes:
        taken = bytes(self._bytes[:count])
        del self._bytes[:count]
        return taken

    def _append(self, piece: bytes) -> None:
        if not piece:
            raise BadAnswerError("it was closed in the middle of the answer")
        self._bytes += piece

    def _count(self, length: int) -> Iterator[bytes]:
        while length:
            if not self._bytes:
                self._append(self._receive())
            piece = self._take(length)
            length -= len(piece)
            yield piece

    def _rest(self) -> Iterator[bytes]:
        piece = self._take(len(self._bytes))
        while piece or (piece := self._receive()):
            yield piece
            piece = b""

    def _chunks(self) -> Iterator[bytes]:
        while length := self._chunk_length():
            yield from self._count(length)
            if self._line():
                raise BadAnswerError("a chunk is longer than it says")
        left = _MAX_LINE
        while trailer := self._line():
            left -= len(trailer)
            if left < 0:
                raise BadAnswerError("too many headers after the body")

    def _chunk_length(self) -> int:
        found = _CHUNK.fullmatch(self._line())
        if not found:
            raise BadAnswerError("a chunk has no length")
        return int(found.group(1), 16)

    def _line(self) -> bytes:
        while (end := self._bytes.find(b"\n")) < 0:
            if len(self._bytes) > _MAX_LINE:
                raise BadAnswerError("a line without end")
            self._append(self._receive())
        return self._take(end + 1)[:-1].removesuffix(b"\r")


def parse_head(raw: bytes) -> Head:
    """The head that these lines are, without the empty one; BadAnswerError for what is none."""
    first, *lines = raw.split(b"\n")
    status_line = _STATUS.fullmatch(first.removesuffix(b"\r"))
    if not status_line:
        raise BadAnswerError("it does not begin like HTTP")
    status = int(status_line.group(2))
    headers = [_parse_field(line) for line in _unfold(lines)]
    named = _Named(headers)
    chunked = named.is_chunked()
    length = None if chunked else named.length()
    if status in (204, 304) or status < 200:
        length, chunked = 0, False
    ends = chunked or length is not None
    return Head(status, headers, length, chunked, ends and named.keeps(status_line.group(1)))


def _unfold(lines: list[bytes]) -> list[bytes]:
    """The lines, each with those that go on with it, which begin with a blank."""
    found: list[bytes] = []
    for line in lines:
        text = line.removesuffix(b"\r")
        if text[:1] in (b" ", b"\t") and found:
            found[-1] += b" " + text.strip(b" \t")
        else:
            found.append(text)
    return found


def _parse_field(line: bytes) -> tuple[bytes, bytes]:
    found = _FIELD.fullmatch(line)
    if not found:
        raise BadAnswerError("a header is not what HTTP allows")
    return found.group(1), found.group(2).rstrip(b" \t")


class _Named:
    """The few headers that say how an answer ends."""

    def __init__(self, headers: list[tuple[bytes, bytes]]) -> None:
        self._lengths: set[bytes] = set()
        self._codings: list[bytes] = []
        self._options: set[bytes] = set()
        for name, value in headers:
            lower = name.lower()
            if lower == b"content-length":
                self._lengths |= {each.strip() for each in value.split(b",")}
            elif lower == b"transfer-encoding":
                self._codings.append(value.lower())
            elif lower == b"connection":
                self._options |= {each.strip().lower() for each in value.split(b",")}

    def is_chunked(self) -> bool:
        if self._codings in ([], [b"chunked"]):
            return bool(self._codings)
        raise BadAnswerError("a transfer encoding that nobody asked for")

    def length(self) -> int | None:
        if not self._lengths:
            return None
        (length, *more) = self._lengths
        if more or not _DIGITS.fullmatch(length):
            raise BadAnswerError("its length cannot be told")
        return int(length)

    def keeps(self, version: bytes) -> bool:
        return version == b"1.1" and b"close" not in self._options
