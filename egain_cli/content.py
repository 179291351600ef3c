"""Owns bytes that can be read again and again without being held twice; knows no format."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from egain_cli.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

BLANKS = b"\r\n \t"  # what may stand between the letters of base64
CHUNK = 768 * 1024  # a multiple of three, so that chunks of base64 join without padding


class Content(Protocol):
    """What an attachment holds."""

    @property
    def size(self) -> int:
        """The number of bytes that `chunks` gives in all."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """The bytes from the beginning, CHUNK at a time, the last piece shorter."""
        ...


@dataclass(frozen=True, slots=True)
class BytesContent:
    """Content that is in memory already, such as a part of a parsed message."""

    data: bytes

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.data)

    def chunks(self) -> Iterator[bytes]:
        """The bytes, CHUNK at a time."""
        for start in range(0, len(self.data), CHUNK):
            yield self.data[start : start + CHUNK]


@dataclass(frozen=True, slots=True)
class Base64Content:
    """Content that lies as base64 within bytes that are in memory anyway, such as a message.

    From `start` to `end` stands base64 that is known to be good, with line ends in it or without;
    `size` is the number of bytes that it stands for. Whoever wants base64 gets what stands there.
    """

    source: bytes
    start: int
    end: int
    size: int

    def chunks(self) -> Iterator[bytes]:
        """The bytes, decoded while they are read."""
        import pybase64  # noqa: PLC0415 - most emails have no attachment

        for letters in self.base64():
            yield pybase64.b64decode(letters)

    def base64(self) -> Iterator[bytes]:
        """The letters without line ends, in pieces of whole groups of four."""
        return groups(self.source, self.start, self.end)


def groups(source: bytes, start: int, end: int) -> Iterator[bytes]:
    """Base64 without its line ends, in pieces of whole groups of four; last, what is left over.

    In pieces, since the whole of it would be one more copy of a large attachment.
    """
    rest = b""
    for at in range(start, end, CHUNK):
        letters = rest + without_blanks(source[at : min(at + CHUNK, end)])
        whole = len(letters) // 4 * 4
        rest = letters[whole:]
        if whole:
            yield letters[:whole]
    if rest:
        yield rest


def without_blanks(letters: bytes) -> bytes:
    """Base64 without the line ends and blanks in it."""
    # A third of the time of one `translate`: where a line ends is found by many bytes at a time.
    for blank in (b"\n", b"\r", b" ", b"\t"):
        if blank in letters:
            letters = letters.replace(blank, b"")
    return letters


@dataclass(frozen=True, slots=True)
class FileContent:
    """Content that stays in its file until it is sent; `size` is what the file had when read.

    `modified` is its st_mtime_ns from then; None asks for the size alone.
    """

    path: Path
    size: int
    modified: int | None = None

    def chunks(self) -> Iterator[bytes]:
        """The bytes, CHUNK at a time; InputError when it is gone, changed or cannot be read."""
        try:
            with self.path.open("rb") as file:
                yield from self._unchanged(file)
        except OSError as error:
            words = f"{self.path}: can no longer be read: {error.strerror or error}"
            raise InputError(words, "Put the file back, and send it again.") from None

    def _unchanged(self, file: BinaryIO) -> Iterator[bytes]:
        # The time is asked before, so that nothing of another file is sent, and again after, since
        # whoever wrote to it meanwhile has changed what was sent.
        self._compare(os.fstat(file.fileno()).st_size, file)
        count = 0
        while chunk := file.read(CHUNK):
            count += len(chunk)
            if count > self.size:
                break
            yield chunk
        self._compare(count, file)

    def _compare(self, size: int, file: BinaryIO) -> None:
        modified = os.fstat(file.fileno()).st_mtime_ns
        if size != self.size or self.modified not in (None, modified):
            hint = "Send it again once nothing writes to the file any more."
            raise InputError(f"{self.path}: the file changed after it was read", hint)
