"""Owns the bytes of one connection, plain or over TLS, within a call's bounds; knows no HTTP."""

from __future__ import annotations

import select
import socket
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

    from egain_cli.client.deadline import Bounds

_READ = 64 * 1024
_PIECE = 256 * 1024  # bytes written at once; a plain socket takes as many of them as it can
_TLS_PIECE = 16 * 1024  # one record, so that a slow reader cannot hold one write for long


@dataclass(frozen=True, slots=True)
class Place:
    """Where a connection leads; `tls` is how it is encrypted, None for not at all."""

    host: str
    port: int
    tls: ssl.SSLContext | None


class Wire:
    """A connection; `sent` counts the bytes of a call that the system took."""

    __slots__ = (
        "_armed",
        "_bounds",
        "_piece",
        "_poll",
        "_socket",
        "idle_since",
        "progress",
        "sent",
    )

    def __init__(self, connected: socket.socket, bounds: Bounds, *, encrypted: bool) -> None:
        self._socket = connected
        self._bounds = bounds
        self._piece = _TLS_PIECE if encrypted else _PIECE
        self._armed: float | None = -1.0  # the timeout that the socket has; none yet
        self._poll: select.poll | None = None
        self.progress: float | None = None  # seconds that a step may take
        self.idle_since = monotonic()
        self.sent = 0

    def send(self, content: bytes | bytearray) -> None:
        """Send bytes; OSError where that fails, OutOfBoundsError when time is over."""
        left = memoryview(content)
        while left:
            self._arm()
            try:
                taken = self._socket.send(left[: self._piece])
            except OSError:
                self._bounds.clip(None)
                raise
            self.sent += taken
            left = left[taken:]

    def receive(self) -> bytes:
        """The next bytes, b"" at the end; OSError, or OutOfBoundsError for too many or too late."""
        self._arm()
        try:
            content = self._socket.recv(_READ)
        except OSError:
            self._bounds.clip(None)
            raise
        self._bounds.take(len(content))
        return content

    def is_silent(self) -> bool:
        """Whether nothing came while nobody asked: neither its end nor what is no answer."""
        if not hasattr(select, "poll"):  # Windows, where a set has room for any socket
            return not select.select([self._socket], [], [], 0)[0]
        if self._poll is None:
            self._poll = select.poll()
            self._poll.register(self._socket, select.POLLIN)
        return not self._poll.poll(0)

    def interrupt(self) -> None:
        """End the connection under a thread that waits for it, which is to close it."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection."""
        with suppress(OSError):
            self._socket.close()

    def _arm(self) -> None:
        """Let the next step take no longer than is left; to say so costs a call of the system."""
        left = self._bounds.clip(self.progress)
        if left != self._armed:
            self._socket.settimeout(left)
            self._armed = left


def connect(place: Place, timeout: float | None, bounds: Bounds) -> Wire:
    """A new connection; `timeout` in seconds is for the connection, and again for its encryption.

    Of several addresses of a host the first that answers is taken. Raises OSError, ssl.SSLError
    among them, and OutOfBoundsError.
    """
    address = (place.host, place.port)
    plain: socket.socket = bounds.within(socket.create_connection, address, timeout=timeout)
    try:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if place.tls is None:
            return Wire(plain, bounds, encrypted=False)
        plain.settimeout(bounds.clip(timeout))
        return Wire(_encrypt(plain, place.tls, place.host, bounds), bounds, encrypted=True)
    except BaseException:
        plain.close()
        raise


def _encrypt(plain: socket.socket, tls: ssl.SSLContext, host: str, bounds: Bounds) -> socket.socket:
    try:
        return tls.wrap_socket(plain, server_hostname=host)
    except OSError:
        bounds.clip(None)  # one that ended for want of time says so
        raise
