"""Owns a server that takes any POST at once, so that only the clients are measured.

Run as a program of its own: it prints its port. GET gives the last small POST back as it came.
"""

import asyncio
import contextlib
import sys

_CREATED = b"HTTP/1.1 201 Created\r\nLocation: /activity/1\r\nContent-Length: 0\r\n\r\n"
_SMALL = 256 * 1024
_last = b""


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(await _take(head, reader))
            await writer.drain()
    writer.close()


async def _take(head: bytes, reader: asyncio.StreamReader) -> bytes:
    global _last  # noqa: PLW0603 - the whole state of the program
    if head.startswith(b"GET "):
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(_last) + _last
    length = _length(head)
    if length <= _SMALL:
        _last = head + await reader.readexactly(length)
        return _CREATED
    while length:
        length -= len(await reader.readexactly(min(length, _SMALL)))
    return _CREATED


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def _serve() -> None:
    server = await asyncio.start_server(_answer, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
