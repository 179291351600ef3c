"""How long a call may take, whatever a server does with the time."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import pytest

from egain_cli.client.deadline import Patience
from egain_cli.client.http import Body, Http
from egain_cli.client.way import Trust, Way
from egain_cli.errors import EgainError, TemporaryError, UncertainError
from tests.servers import CREATED, certificate, drip, scripted, talking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from egain_cli.client.answers import Answer

SOON = Patience(5, 5, 0.5)


def post(url: str, patience: Patience, size: int = 3, trust: Trust | None = None) -> Answer:
    """The answer to a POST of some bytes."""
    http = Http(url, Way(trust or Trust(), patience))
    try:
        return http.send("POST", url, {}, Body([b"x" * size], size))
    finally:
        http.close()


def dripping(content: bytes) -> Callable[[socket.socket], None]:
    """What a server does that says some bytes, one at a time."""

    def talk(it: socket.socket) -> None:
        it.recv(65536)
        drip(it, content)

    return talk


def assert_lasts(seconds: float, started: float) -> None:
    """It took about that long, and no second more."""
    assert seconds * 0.8 < time.monotonic() - started < seconds + 1.5


HEADS: list[bytes] = [
    CREATED[:-2] + b"X: " + b"y" * 1000,
    b"HTTP/1.1 100 Continue\r\n\r\n" * 100,
    b"H" * 1000,
]


@pytest.mark.parametrize("head", HEADS)
def test_a_server_that_drips_its_headers_is_given_up(head: bytes) -> None:
    """Each byte is progress, and still it is unknown after the time for all of it."""
    started = time.monotonic()
    with talking(dripping(head)) as url:
        with pytest.raises(UncertainError, match=r"not done within 0\.5 seconds"):
            post(url, SOON)
        assert_lasts(0.5, started)


def test_a_server_that_drips_its_answer_is_cut_short() -> None:
    """Its status had come, and counts."""
    head = b"HTTP/1.1 400 Bad\r\nContent-Length: 100000\r\n\r\n"

    def talk(it: socket.socket) -> None:
        it.recv(65536)
        it.sendall(head)
        drip(it, b"x" * 1000)

    started = time.monotonic()
    with talking(talk) as url:
        answer = post(url, SOON)
        assert_lasts(0.5, started)
    assert answer.status == 400
    assert 1 < len(answer.body) < 100


def test_a_server_that_reads_slowly_is_given_up_too() -> None:
    """The body had begun to leave: whether it arrived is unknown."""

    def talk(it: socket.socket) -> None:
        it.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for _ in range(20):
            it.recv(4096)
            time.sleep(0.05)

    started = time.monotonic()
    with talking(talk) as url:
        with pytest.raises(UncertainError, match=r"not done within 0\.5 seconds"):
            post(url, SOON, 50_000_000)
        assert_lasts(0.5, started)


def test_time_that_ends_before_the_body_leaves_is_temporary() -> None:
    """Nothing reached the server: a handshake that never ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    started = time.monotonic()
    with (
        listener,
        pytest.raises(TemporaryError, match=r"not done within 0\.5 seconds"),
    ):
        post(f"https://127.0.0.1:{listener.getsockname()[1]}", SOON, trust=Trust(insecure=True))
    assert_lasts(0.5, started)


def test_the_time_to_connect_is_its_own() -> None:
    """A handshake counts as connecting, and the rest may take longer."""
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, pytest.raises(TemporaryError, match="no connection"):
        post(
            f"https://127.0.0.1:{listener.getsockname()[1]}",
            Patience(30, 0.2),
            trust=Trust(insecure=True),
        )

    def talk(it: socket.socket) -> None:
        it.recv(65536)
        time.sleep(0.5)
        it.sendall(CREATED)

    with talking(talk) as url:
        assert post(url, Patience(5, 0.2)).status == 201


def test_a_call_within_its_time_is_not_hindered_over_tls(tmp_path: Path) -> None:
    """Several calls on one connection each have the whole time."""
    context, cert = certificate(tmp_path)
    with scripted([CREATED], context) as server:
        http = Http(server.url, Way(Trust(str(cert)), Patience(5, 5, 0.6)))
        for _ in range(3):
            time.sleep(0.3)
            body = Body([b"x" * 100_000] * 3, 300_000)
            assert http.send("POST", server.url, {}, body).status == 201
        http.close()


FLOODS: list[Callable[[], Iterator[bytes]]] = [
    lambda: iter(lambda: b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, b""),
    lambda: iter([b"HTTP/1.1 201 Created\r\n", *[b"X: " + b"y" * 1000 + b"\r\n"] * 2000]),
    lambda: iter(lambda: b"H" * 65536, b""),
]


@pytest.mark.parametrize("flood", FLOODS)
def test_headers_without_end_are_not_read_for_ever(flood: Callable[[], Iterator[bytes]]) -> None:
    """Nor answers before the answer; it is over long before any time is."""

    def talk(it: socket.socket) -> None:
        it.recv(65536)
        for piece in flood():
            it.sendall(piece)

    started = time.monotonic()
    with talking(talk) as url, pytest.raises(UncertainError):
        post(url, Patience(60, 5, 60))
    assert time.monotonic() - started < 10


def test_a_limit_for_the_last_call_is_for_all_of_it() -> None:
    """A logout waits no longer than it is given."""
    started = time.monotonic()
    with talking(dripping(b"H" * 1000)) as url:
        http = Http(url, Way(patience=Patience(30, 30, 0)))
        http.limit(0.4)
        with pytest.raises(EgainError):
            http.send("DELETE", url, {})
        http.close()
        assert_lasts(0.4, started)
