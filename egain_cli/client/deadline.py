"""Owns how long a call may take, and how much may come before its answer; knows no HTTP."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_HEAD = 512 * 1024  # bytes before an answer's body: headers, and those of answers before it
_PIECE = 16 * 1024  # bytes written at once, so that a slow reader cannot hold one write for long


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: without progress, to connect, and for all of a call.

    A `total` of 0 sets no limit.
    """

    progress: float = 30.0
    connect: float = 10.0
    total: float = 0.0


class OutOfBoundsError(Exception):
    """A call took too long as a whole, or its answer did not begin within its first bytes."""


class Bounds(threading.local):
    """What is left of a call, one in each thread."""

    def __init__(self) -> None:
        self._total = 0.0
        self._end = math.inf
        self._head = math.inf

    def begin(self, total: float) -> None:
        """A call begins, and may take `total` seconds; 0 is no limit."""
        self._total = total
        self._end = monotonic() + total if total else math.inf

    def expect_head(self) -> None:
        """A request goes out; its answer must begin within the first bytes that come."""
        self._head = _MAX_HEAD

    def expect_body(self) -> None:
        """The answer has begun, and whoever reads it counts its bytes."""
        self._head = math.inf

    def clip(self, timeout: float | None) -> float | None:
        """A timeout, or what is left where that is less; OutOfBoundsError where nothing is."""
        left = self._end - monotonic()
        if left <= 0:
            raise OutOfBoundsError(f"not done within {self._total:g} seconds")
        return timeout if math.isinf(left) else min(left, timeout or left)

    def take(self, count: int) -> None:
        """Some bytes came; OutOfBoundsError where there are too many before an answer."""
        self._head -= count
        if self._head < 0:
            raise OutOfBoundsError(f"no answer within its first {_MAX_HEAD} bytes")

    def within(self, step: Callable[..., Any], *args: Any, timeout: float | None) -> Any:
        """What a step of the network gives; one that ends for want of time says so."""
        left = self.clip(timeout)
        try:
            return step(*args, timeout=left)
        except Exception:
            self.clip(timeout)
            raise


@dataclass(frozen=True, slots=True)
class BoundedNetwork:
    """A network whose every step keeps within the bounds of the call."""

    network: Any
    bounds: Bounds

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, **more: Any
    ) -> BoundedStream:
        """A connection to a host."""
        stream = self.bounds.within(
            lambda timeout: self.network.connect_tcp(host, port, timeout=timeout, **more),
            timeout=timeout,
        )
        return BoundedStream(stream, self.bounds)


@dataclass(frozen=True, slots=True)
class BoundedStream:
    """A connection that keeps within the bounds of the call."""

    stream: Any
    bounds: Bounds

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes."""
        content: bytes = self.bounds.within(self.stream.read, max_bytes, timeout=timeout)
        self.bounds.take(len(content))
        return content

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes, some at a time."""
        for start in range(0, len(buffer), _PIECE):
            piece = buffer[start : start + _PIECE]
            self.bounds.within(self.stream.write, piece, timeout=timeout)

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> BoundedStream:
        """The same connection, encrypted."""
        stream = self.bounds.within(
            self.stream.start_tls, ssl_context, server_hostname, timeout=timeout
        )
        return BoundedStream(stream, self.bounds)

    def close(self) -> None:
        """Close the connection."""
        self.stream.close()

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self.stream.get_extra_info(info)
