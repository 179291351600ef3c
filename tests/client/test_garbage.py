"""What becomes of an email when a server says anything at all."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egain_cli.client.connection import Connection
from egain_cli.client.deadline import Patience
from egain_cli.client.http import Body, Http
from egain_cli.client.session import Session
from egain_cli.client.settle import Settled, settle_answer, settle_failure
from egain_cli.client.way import Way
from egain_cli.endpoint import parse_endpoint
from egain_cli.errors import EgainError
from egain_cli.model import Payload, Status
from tests.servers import talking

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator


def create(url: str) -> Settled:
    """What becomes of a create; any error that is not for a person fails the test."""
    http = Http(url, Way(patience=Patience(3, 3, 3)))
    connection = Connection(http, parse_endpoint(url), Session("s"))
    body = Body([b"{}"], 2)
    try:
        answer = connection.create(Payload("application/json", 2, lambda: iter([b"{}"])), body)
        return settle_answer(answer, connection.endpoint.absolute)
    except EgainError as error:
        return settle_failure(error)
    finally:
        http.close()


def answered(raw: bytes) -> Settled:
    """What becomes of a create that is answered with these bytes, and then nothing."""

    def talk(it: socket.socket) -> None:
        it.recv(65536)
        it.sendall(raw)

    with talking(talk) as url:
        return create(url)


LOCATED = b"HTTP/1.1 201 Created\r\nLocation: /a/7\r\n"
CHUNKED = LOCATED + b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = gzip.compress(b'{"message":"packed"}' * 100, mtime=0)
ANSWERS: list[tuple[bytes, Status]] = [
    (b"", Status.UNKNOWN),
    (b"\0" * 1000, Status.UNKNOWN),
    (b"220 mail.example ESMTP\r\n", Status.UNKNOWN),
    (b"SSH-2.0-x\r\n", Status.UNKNOWN),
    (b"HTTP/2 201 Created\r\n\r\n", Status.UNKNOWN),
    (b"HTTP/1.1 2O1 Created\r\n\r\n", Status.UNKNOWN),
    (b"HTTP/1.1 99999 Created\r\n\r\n", Status.UNKNOWN),
    (b"HTTP/1.1 000 Created\r\n\r\n", Status.UNKNOWN),
    (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", Status.UNKNOWN),
    (b"HTTP/1.1 100 Continue\r\n\r\n", Status.UNKNOWN),
    (b"HTTP/1.1 100 Continue\r\n\r\n" + LOCATED + b"\r\n", Status.ACCEPTED),
    (b"HTTP/1.1 201\r\n\r\n", Status.ACCEPTED),
    (b"HTTP/1.0 201 Created\r\n\r\n", Status.ACCEPTED),
    (LOCATED, Status.UNKNOWN),
    (LOCATED + b"no header\r\n\r\n", Status.UNKNOWN),
    (LOCATED + b"Content-Length: many\r\n\r\n", Status.UNKNOWN),
    (LOCATED + b"Content-Length: -1\r\n\r\n", Status.UNKNOWN),
    (LOCATED + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", Status.UNKNOWN),
    (LOCATED + b"Content-Length: 99999999999999999999\r\n\r\nxx", Status.ACCEPTED),
    (LOCATED + b"Transfer-Encoding: nonsense\r\n\r\n", Status.UNKNOWN),
    (LOCATED + b"X-egain-session: a b\xff\r\n\r\n", Status.ACCEPTED),
    (CHUNKED, Status.ACCEPTED),
    (CHUNKED + b"zz\r\nno chunk", Status.ACCEPTED),
    (CHUNKED + b"ffffffffffffffffffffff\r\nx", Status.ACCEPTED),
    (CHUNKED + b"5;" + b"x" * 200_000, Status.ACCEPTED),
    (CHUNKED + b"1\r\nx\r\n0\r\nX: " + b"y" * 200_000, Status.ACCEPTED),
    (LOCATED + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:30], Status.ACCEPTED),
    (LOCATED + b"Content-Encoding: x, y, gzip\r\n\r\n" + PACKED, Status.ACCEPTED),
    (b"HTTP/1.1 307 T\r\nLocation: \xff\xfe\r\nConnection: close\r\n\r\n", Status.REJECTED),
]


@pytest.mark.parametrize(("raw", "status"), ANSWERS, ids=[str(n) for n in range(len(ANSWERS))])
def test_any_answer_is_an_outcome(raw: bytes, status: Status) -> None:
    """A status line that could be read counts, with all of its headers; else it is unknown."""
    assert answered(raw).status is status


def test_a_wrong_length_of_a_packed_body_is_survived() -> None:
    """As broken proxies forward it: too long, too short; the status and what came are read."""
    for length in (len(PACKED) + 500, len(PACKED) - 12):
        head = b"HTTP/1.1 400 Bad\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % length
        found = answered(head + PACKED)
        assert (found.status, found.http_status) == (Status.REJECTED, 400)
        assert "packed" in str(found.message)


def test_a_bomb_is_an_answer_like_another() -> None:
    """Its status counts, and that it was cut off is said."""
    head = b"HTTP/1.1 400 Bad\r\nContent-Encoding: gzip\r\n\r\n"
    found = answered(head + gzip.compress(bytes(100_000_000)))
    assert (found.status, "1 MB" in found.hint) == (Status.REJECTED, True)


pieces = st.sampled_from(
    [b"HTTP/1.1 ", b"201 Created", b"400 ", b"100 C", b"\r\n", b"\r\n\r\n", b"Location: /a/7\r\n",
     b"Content-Length: ", b"5", b"Transfer-Encoding: chunked\r\n", b"0\r\n\r\n", b"X: y\r\n",
     b"Content-Encoding: gzip\r\n", b"\0", b"\xff", b" ", PACKED, b"307 T\r\nLocation: /b\r\n",
     b"Content-Type: text/html; charset=utf-16\r\n", b"Retry-After: 9e9\r\n", b"{"]
)  # fmt: skip


@pytest.fixture(scope="module")
def repeating() -> Iterator[tuple[str, list[bytes]]]:
    """A server that answers every connection with the one element of a list."""
    words = [b""]

    def talk(it: socket.socket) -> None:
        it.recv(65536)
        it.sendall(words[0])

    with talking(talk) as url:
        yield url, words


@settings(deadline=None, max_examples=150)
@given(raw=st.binary() | st.lists(pieces).map(b"".join) | st.lists(pieces).map(
    lambda found: b"HTTP/1.1 " + b"".join(found)))  # fmt: skip
def test_no_bytes_on_the_wire_are_too_odd(repeating: tuple[str, list[bytes]], raw: bytes) -> None:
    """There is always an outcome, and never another error."""
    url, words = repeating
    words[0] = raw
    assert create(url).status in (Status.ACCEPTED, Status.REJECTED, Status.UNKNOWN)
