"""Owns a server that answers any POST after a while, as one far away does; knows no client.

Run as a program of its own, `python -m bench.delayed MILLISECONDS`: it prints its port. A GET gives
the number of POSTs answered since the last GET. One connection, one request at a time.
"""

from __future__ import annotations

import asyncio
import sys
from itertools import count

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_ANSWER = b"HTTP/1.1 201 Created\r\nLocation: /activity/%d\r\nContent-Length: 0\r\n\r\n"
_COUNT = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"


class _Books:
    """What all connections share: the number of the next activity, and how many were answered."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.answered = 0


class _Conversation(asyncio.Protocol):
    """One connection: what came of a request so far, and how many bytes of it are to come."""

    def __init__(self, delay: float, books: _Books) -> None:
        self._delay, self._books = delay, books
        self._head = b""
        self._missing = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if not self._missing:
            self._head += data
            head, end, body = self._head.partition(_HEAD_END)
            if not end:
                return
            self._head = b""
            if head.startswith(b"GET "):
                self._tell_count()
                return
            self._missing, data = _length(head), body
        self._missing -= len(data)
        if self._missing <= 0:
            self._missing = 0
            asyncio.get_running_loop().call_later(self._delay, self._answer)

    def _answer(self) -> None:
        self._books.answered += 1
        self._transport.write(_ANSWER % next(self._books.numbers))

    def _tell_count(self) -> None:
        told, self._books.answered = b"%d" % self._books.answered, 0
        self._transport.write(_COUNT % (len(told), told))


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(line[len(_LENGTH) :]) for line in lines if line.startswith(_LENGTH)), 0)


async def _serve(delay: float) -> None:
    books = _Books()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Conversation(delay, books), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]) / 1000))
