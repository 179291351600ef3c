"""Owns reading bytes in order, metered, with a look ahead; knows not where they come from."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Protocol

from egain_cli.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.inputs.sources.limits import Limits, Meter

HEAD = 4096  # bytes by which a source is recognised
_CHUNK = 1 << 20
_IN_MEMORY = 8 << 20  # bytes of a copy; a longer one lies in a private temporary file
_EMPTY = "Save it again where it came from."


class Readable(Protocol):
    """What gives bytes in order; it may give fewer than were asked for."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


@dataclass(slots=True)
class Stream:
    """Bytes in order, counted by a meter; `file` is set where one can go back in it.

    `kept`: what is read from stays open, since it is read once more.
    """

    origin: str
    source: Readable
    meter: Meter | None = None
    file: IO[bytes] | None = None
    kept: bool = False
    ahead: bytes = b""

    def head(self) -> bytes:
        """The first HEAD bytes, which `read` gives again."""
        while len(self.ahead) < HEAD and (more := self._more(HEAD - len(self.ahead))):
            self.ahead += more
        return self.ahead

    def read(self, size: int) -> bytes:
        """At most `size` bytes, and a megabyte at most."""
        if self.ahead:
            given, self.ahead = self.ahead[:size], self.ahead[size:]
            return given
        return self._more(min(size, _CHUNK))

    def close(self) -> None:
        """Close what is read from, unless it is kept."""
        if not self.kept:
            self.source.close()

    def whole(self, limits: Limits) -> bytes:
        """All that is left; InputError where that is nothing, or too much for a message."""
        pieces, size = [], 0
        while piece := self.read(_CHUNK):
            size += len(piece)
            if self.meter and size > limits.message:
                words = f"{self.origin}: unpacks to more than {limits.message >> 20} MB"
                raise InputError(words, "No message is that large: look what it is.")
            pieces.append(piece)
        if not size:
            raise InputError(f"{self.origin}: the file is empty", _EMPTY)
        return b"".join(pieces)

    def _more(self, size: int) -> bytes:
        # A full read loses what comes before damage; one without a loop gives it first.
        piece: bytes = getattr(self.source, "read1", self.source.read)(size)
        if self.meter:
            self.meter.count(len(piece))
        return piece


@contextmanager
def sought(stream: Stream) -> Iterator[tuple[IO[bytes], Exception | None]]:
    """The stream as a file in which one can go back, from its start; a copy where it is none.

    With it what kept a copy from being complete, if anything did.
    """
    if stream.file:
        stream.file.seek(0)
        yield stream.file, None
        return
    copy, error = spool(stream)
    with copy:
        copy.seek(0)
        yield copy, error


def spool(stream: Stream) -> tuple[IO[bytes], Exception | None]:
    """A copy in which one can go back, and what kept it from being complete, if anything did."""
    import tempfile  # noqa: PLC0415 - a single .eml needs none

    copy: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
    try:
        while piece := stream.read(_CHUNK):
            copy.write(piece)
    except Exception as error:  # noqa: BLE001 - whatever a damaged archive raises, the rest is read
        return copy, error
    except BaseException:
        copy.close()
        raise
    return copy, None
