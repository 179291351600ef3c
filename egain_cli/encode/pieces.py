"""Owns how text and contents of attachments become one payload, streamed; knows no format."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from egain_cli.frozen import dataclass
from egain_cli.model import Payload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from egain_cli.content import Content

    Piece = bytes | Content

_SMALL = 256 * 1024  # bytes; below it one write is quicker than several


@dataclass(frozen=True, slots=True)
class Base64:
    """Content as base64, which is itself content: made while it is read, never held whole."""

    content: Content

    @property
    def size(self) -> int:
        """The number of letters that `chunks` gives in all."""
        return (self.content.size + 2) // 3 * 4

    def chunks(self) -> Iterator[bytes]:
        """The letters; each chunk of content but the last is a multiple of three bytes."""
        import pybase64  # noqa: PLC0415 - most emails have no attachment

        from egain_cli.content import Base64Content  # noqa: PLC0415

        if isinstance(self.content, Base64Content):
            yield from self.content.base64()
        else:
            yield from map(pybase64.b64encode, self.content.chunks())


def gather(
    written: Iterable[str | Content], charset: str = "utf-8", errors: str = "replace"
) -> list[Piece]:
    """What a writer wrote, with the text between two contents as one piece of bytes.

    `errors` says what becomes of what the charset lacks, in the words of str.encode.
    """
    pieces: list[Piece] = []
    text: list[str] = []
    for part in written:
        if isinstance(part, str):
            text.append(part)
        else:
            pieces += ["".join(text).encode(charset, errors), part]
            text = []
    return [*pieces, "".join(text).encode(charset, errors)]


def to_payload(media_type: str, pieces: Sequence[Piece]) -> Payload:
    """The payload of the pieces, in order."""
    length = sum(len(piece) if isinstance(piece, bytes) else piece.size for piece in pieces)
    return Payload(media_type, length, partial(_chunks, pieces, length))


def _chunks(pieces: Sequence[Piece], length: int) -> Iterator[bytes]:
    if length <= _SMALL:
        yield b"".join(_flow(pieces))
    else:
        yield from _flow(pieces)


def _flow(pieces: Sequence[Piece]) -> Iterator[bytes]:
    for piece in pieces:
        if isinstance(piece, bytes):
            yield piece
        else:
            yield from piece.chunks()
