"""Owns how a request leaves, and what is known of it when that fails; reads no answer."""

from __future__ import annotations

import re
import ssl
from typing import TYPE_CHECKING

from egain_cli.client.deadline import OutOfBoundsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from egain_cli.client.failures import Sent
    from egain_cli.client.wire import Wire

_NAME = re.compile(rb"[-!#$%&'*+.^_`|~0-9a-zA-Z]+")
_VALUE = re.compile(rb"[^\x00-\x08\x0a-\x1f\x7f]*")
_SMALL = 64 * 1024  # bytes of a body that leave in one piece with the headers


def write_head(line: bytes, fields: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    """The request line and the headers as they leave; None for a header that HTTP forbids."""
    lines = [line]
    for name, value in fields:
        if not (_NAME.fullmatch(name) and _VALUE.fullmatch(value)):
            return None
        lines.append(b"%s: %s" % (name, value))
    return b"\r\n".join((*lines, b"", b""))


def write(wire: Wire, head: bytes, pieces: Iterable[bytes], body: Sent | None) -> OSError | None:
    """Send a request; what kept the rest of it from leaving, as servers answer before its end.

    `begun` of the body is said before its first byte is given to the system, and taken back where
    the system took none: whoever is interrupted in between must not take it for unsent.
    """
    wire.sent = 0
    for piece in _joined(head, pieces):
        if body and wire.sent + len(piece) > len(head):
            body.begun = True
        try:
            wire.send(piece)
        except (OSError, OutOfBoundsError) as error:
            if body and wire.sent <= len(head):
                body.begun = False
            if isinstance(error, OSError):
                return error
            raise
    return None


def _joined(head: bytes, pieces: Iterable[bytes]) -> Iterator[bytes | bytearray]:
    """The head and the pieces of a body, small ones put together: each costs a call of the system.

    The head alone where a large piece comes first.
    """
    held = bytearray(head)
    for piece in pieces:
        if len(held) + len(piece) > _SMALL:
            if held:
                yield held
            held = bytearray()
        if len(piece) > _SMALL:
            yield piece
        else:
            held += piece
    if held:
        yield held


def is_final(error: OSError) -> bool:
    """Whether no answer can be read any more after this failure to write."""
    broken = isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError)
    return broken or isinstance(error, TimeoutError)
