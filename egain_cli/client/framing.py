"""Owns how an answer of HTTP/1.1 is taken from bytes as they come; touches no network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from egain_cli.client.heads import BadAnswerError, Head, parse_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MAX_LINE = 64 * 1024  # bytes of a line between chunks, or of all lines after the last one
_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,20})[ \t]*(?:;.*)?", re.DOTALL)


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
