"""Owns unpacking an answer's body within a limit; knows not what it says."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_GZIP = 16 + zlib.MAX_WBITS
_NAMES = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "": "", "identity": ""}


def read_body(pieces: Iterable[bytes], encoding: str, limit: int) -> tuple[bytes, bool]:
    """What there is of a body, at most `limit` bytes, and whether there was more.

    `encoding` is the Content-Encoding. What is damaged or cut short gives what could be unpacked;
    an encoding that nobody asked for gives nothing. Packed bytes count against the limit as well,
    so that neither a body that grows without end nor one that never grows is read for ever.
    """
    names = [name.strip().lower() for name in encoding.split(",")]
    coded = [known for name in names if (known := _NAMES.get(name, name))]
    if len(coded) > 1 or not set(coded) <= {"gzip", "deflate"}:
        return b"", False
    unpack = _Unpacking(coded[0]).take if coded else _as_it_is
    content, taken = bytearray(), 0
    for piece in pieces:
        taken += len(piece)
        content += unpack(piece, limit + 1 - len(content))
        if len(content) > limit or taken > limit:
            return bytes(content[:limit]), True
    return bytes(content), False


def _as_it_is(piece: bytes, limit: int) -> bytes:
    return piece[:limit]


class _Unpacking:
    """A packed stream on its way; what is no such stream gives nothing."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._stream = zlib.decompressobj(_GZIP)
        self._begun = False

    def take(self, piece: bytes, limit: int) -> bytes:
        """What a piece unpacks to, at most `limit` bytes."""
        if piece and not self._begun:
            self._begun = True
            if self._encoding == "deflate":
                self._stream = zlib.decompressobj(_deflate_bits(piece))
        try:
            return self._stream.decompress(piece, limit) if not self._stream.eof else b""
        except zlib.error:
            return b""


def _deflate_bits(piece: bytes) -> int:
    """HTTP's deflate is zlib's format; some servers send it bare."""
    is_zlib = piece[0] & 0x0F == 8 and (len(piece) < 2 or (piece[0] * 256 + piece[1]) % 31 == 0)
    return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS
