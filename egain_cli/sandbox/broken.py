"""Owns answers that break off: a connection reset, cut or slowed down; knows no fault and no rule.

Each is an ASGI application, as a response is one. The server hands them its connection in the
scope's state: see `protocol.py`.
"""

from __future__ import annotations

import socket
import struct
import sys
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from egain_cli.sandbox.pauses import pause

if TYPE_CHECKING:
    import asyncio

    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

TRANSPORT = "transport"
_AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)  # reset, do not linger
_PROMISED = 64  # bytes that an answer without a body promises before it is cut
_BEAT = 0.05  # seconds between two pieces of a slow body


class Dropped:
    """No answer: the connection is reset, whatever of the request came or did not come."""

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Reset the connection."""
        transport = _transport(scope)
        listener = transport.get_extra_info("socket")
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()
        await _gone(receive)


@dataclass(frozen=True, slots=True)
class Cut:
    """The beginning of an answer, up to the middle of its `headers` or its `body`, then the end."""

    answer: Response
    where: str

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Write what is written, and close the connection."""
        transport = _transport(scope)
        transport.write(self._beginning())
        transport.close()
        await _gone(receive)

    def _beginning(self) -> bytes:
        body = bytes(self.answer.body)
        promised = len(body) or _PROMISED
        status = HTTPStatus(self.answer.status_code)
        pairs = [pair for pair in self.answer.raw_headers if pair[0].lower() != b"content-length"]
        lines = [
            f"HTTP/1.1 {status.value} {status.phrase}".encode(),
            *(b"%b: %b" % pair for pair in pairs),
            b"content-length: %d" % promised,
        ]
        head = b"\r\n".join(lines)
        if self.where == "headers":
            return head[: -len(lines[-1]) // 2]
        return head + b"\r\n\r\n" + body[: len(body) // 2]


@dataclass(frozen=True, slots=True)
class Slow:
    """An answer whose body comes at `speed` bytes a second."""

    answer: Response
    speed: int

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the answer in pieces, until it is over or nobody listens."""
        body, headers = bytes(self.answer.body), self.answer.raw_headers
        status = self.answer.status_code
        await send({"type": "http.response.start", "status": status, "headers": headers})
        transport, size = _transport(scope), max(1, int(self.speed * _BEAT))
        for start in range(0, len(body), size):
            await pause(scope, min(size, len(body) - start) / self.speed)
            if transport.is_closing():
                return
            piece = body[start : start + size]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _transport(scope: Scope) -> asyncio.Transport:
    found: asyncio.Transport = scope["state"][TRANSPORT]
    return found


async def _gone(receive: Receive) -> None:
    """Wait for the server to see that the connection is lost: it asks for an answer otherwise."""
    while (await receive())["type"] != "http.disconnect":
        pass
