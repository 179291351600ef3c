"""What leaves over a kept connection, what surely did not, and what is read back."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from egain_cli.client.deadline import Patience
from egain_cli.client.http import Body, Http
from egain_cli.client.way import Trust, Way
from egain_cli.errors import TemporaryError, UncertainError, UsageError
from tests.servers import certificate, talking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from egain_cli.client.answers import Answer

KEPT = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
QUICK = Patience(5, 5, 0)


def reset(connection: socket.socket) -> None:
    """End a connection without a word, as a crash or a firewall does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def post(http: Http, url: str, content: bytes = b"x" * 100, **headers: str) -> Answer:
    """The answer to a POST."""
    return http.send("POST", url, headers, Body((content,), len(content)))


def requests(it: socket.socket) -> Iterator[bytes]:
    """The requests of a connection, which end with their heads or with a small body."""
    while request := it.recv(1 << 20):
        yield request


def test_a_small_request_leaves_in_one_piece() -> None:
    """Each one costs a call of the system, and a packet."""
    seen: list[bytes] = []

    def talk(it: socket.socket) -> None:
        for request in requests(it):
            seen.append(request)
            it.sendall(KEPT)

    with talking(talk) as url:
        http = Http(url, Way())
        body = Body([b"a" * 10, b"b" * 10, b"c" * 10], 30)
        assert http.send("POST", f"{url}/x?y=z", {"X": "1"}, body).status == 201
        assert post(http, f"{url}/x").status == 201
        http.close()
    head, _, body_seen = seen[0].partition(b"\r\n\r\n")
    assert body_seen == b"a" * 10 + b"b" * 10 + b"c" * 10
    assert head.split(b"\r\n") == [
        b"POST /x?y=z HTTP/1.1", b"Host: " + url.removeprefix("http://").encode(), b"X: 1",
        b"Accept-Encoding: gzip", b"Content-Length: 30",
    ]  # fmt: skip
    assert len(seen) == 2


def test_large_pieces_leave_as_they_are() -> None:
    """Among small ones, and all of them arrive."""
    pieces = [b"a" * 10, b"b" * 300_000, b"c" * 10, b"d" * 70_000, b"e" * 60_000, b"f" * 10_000]
    got = bytearray()

    def talk(it: socket.socket) -> None:
        length = sum(map(len, pieces))
        while len(got.partition(b"\r\n\r\n")[2]) < length:
            got.extend(it.recv(1 << 20))
        it.sendall(KEPT)

    with talking(talk) as url:
        http = Http(url, Way())
        body = Body(pieces, sum(map(len, pieces)))
        assert http.send("POST", url, {}, body).status == 201
        http.close()
    assert got.partition(b"\r\n\r\n")[2] == b"".join(pieces)
    assert body.begun


@pytest.mark.parametrize("end", [socket.socket.close, reset])
@pytest.mark.parametrize("polls", [True, False])
def test_a_connection_that_was_closed_meanwhile_is_opened_anew(
    end: Callable[[socket.socket], None], polls: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was kept open and is gone makes no email unknown; Windows has no poll."""
    if not polls:
        monkeypatch.delattr("select.poll", raising=False)
    count = []

    def talk(it: socket.socket) -> None:
        count.append(1)
        it.recv(65536)
        it.sendall(KEPT)
        end(it)

    with talking(talk) as url:
        http = Http(url, Way())
        for _ in range(3):
            assert post(http, url).status == 201
            time.sleep(0.05)
        http.close()
    assert len(count) == 3


def test_a_word_that_nobody_asked_for_ends_a_kept_connection() -> None:
    """As a 408 of a server that is tired of waiting: it is no answer to the next call."""

    def talk(it: socket.socket) -> None:
        it.recv(65536)
        it.sendall(KEPT)
        it.sendall(b"HTTP/1.1 408 Too Late\r\nContent-Length: 0\r\n\r\n")

    with talking(talk) as url:
        http = Http(url, Way())
        assert post(http, url).status == 201
        time.sleep(0.05)
        assert post(http, url).status == 201
        http.close()


def test_what_comes_with_an_answer_and_is_no_part_of_it_ends_the_connection() -> None:
    """In the same packet, where nothing is seen to come later."""
    count = []

    def talk(it: socket.socket) -> None:
        count.append(1)
        for _ in requests(it):
            it.sendall(KEPT + b"HTTP")

    with talking(talk) as url:
        http = Http(url, Way())
        assert [post(http, url).status for _ in range(2)] == [201, 201]
        http.close()
    assert len(count) == 2


def test_after_a_body_with_a_length_nothing_else_is_asked() -> None:
    """What broken proxies leave behind it may come later, and would be the next answer."""

    def talk(it: socket.socket) -> None:
        for _ in requests(it):
            it.sendall(b"HTTP/1.1 400 Bad\r\nContent-Length: 5\r\n\r\nshort")
            time.sleep(0.1)
            it.sendall(KEPT)

    with talking(talk) as url:
        http = Http(url, Way())
        assert [post(http, url).status for _ in range(2)] == [400, 400]
        http.close()


def test_a_connection_that_was_idle_too_long_is_not_used_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its end may be on the way."""
    count = []

    def talk(it: socket.socket) -> None:
        count.append(1)
        for _ in requests(it):
            it.sendall(KEPT)

    monkeypatch.setattr("egain_cli.client.lean._MAX_IDLE", 0.1)
    with talking(talk) as url:
        http = Http(url, Way())
        for pause in (0, 0.3, 0):
            post(http, url)
            time.sleep(pause)
        http.close()
    assert len(count) == 2


def test_what_is_reset_before_a_byte_of_the_body_left_did_not_arrive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a fresh connection it is temporary; on a kept one it is sent on a new one, unseen."""
    from egain_cli.client.wire import Wire

    def fail(wire: Wire, content: bytes) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    def talk(it: socket.socket) -> None:
        for _ in requests(it):
            it.sendall(KEPT)

    with talking(talk) as url:
        http = Http(url, Way())
        sends = Wire.send
        body = Body((b"x",), 1)
        monkeypatch.setattr(Wire, "send", fail)
        with pytest.raises(TemporaryError, match="Broken pipe") as caught:
            http.send("POST", url, {}, body)
        assert (body.begun, caught.value.retriable) == (False, True)
        monkeypatch.setattr(Wire, "send", sends)
        assert post(http, url).status == 201
        calls = iter([fail, sends])

        def fail_once(wire: Wire, content: bytes) -> None:
            next(calls)(wire, content)

        monkeypatch.setattr(Wire, "send", fail_once)
        assert post(http, url).status == 201
        http.close()


def test_what_is_reset_after_it_left_is_unknown() -> None:
    """The server may have read it."""

    def talk(it: socket.socket) -> None:
        it.recv(65536)
        reset(it)

    body = Body((b"x" * 100,), 100)
    with talking(talk) as url:
        http = Http(url, Way())
        with pytest.raises(UncertainError, match="was lost"):
            http.send("POST", url, {}, body)
        http.close()
    assert body.begun


def test_a_file_that_fails_before_anything_left_has_not_begun() -> None:
    """As it is when it vanishes; once a part of it left, nobody knows what the server makes of it."""

    def failing(first: bytes) -> Iterator[bytes]:
        yield first
        raise FileNotFoundError("gone")

    def talk(it: socket.socket) -> None:
        while it.recv(1 << 20):
            pass

    with talking(talk) as url:
        for size, begun in ((10, False), (200_000, True)):
            http = Http(url, Way(patience=QUICK))
            body = Body(failing(b"x" * size), 1_000_000)
            with pytest.raises(FileNotFoundError):
                http.send("POST", url, {}, body)
            assert body.begun is begun
            http.close()


def test_an_answer_before_the_end_of_the_body_is_read() -> None:
    """A 413 of a proxy that takes no more, and closes."""

    def talk(it: socket.socket) -> None:
        it.recv(1000)
        it.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\nConnection: close\r\n\r\nlarge")
        time.sleep(0.1)
        it.shutdown(socket.SHUT_WR)

    with talking(talk) as url:
        http = Http(url, Way(patience=QUICK))
        answer = post(http, url, b"x" * 30_000_000)
        http.close()
    assert (answer.status, answer.body) == (413, b"large")


def test_one_who_does_not_answer_is_given_up() -> None:
    """After the time without progress; whether it arrived is unknown."""

    def talk(it: socket.socket) -> None:
        it.recv(65536)
        it.recv(1)

    with talking(talk) as url:
        http = Http(url, Way(patience=Patience(0.2, 5, 0)))
        with pytest.raises(UncertainError, match=r"no answer from .* in time"):
            post(http, url)
        http.close()


def test_one_who_reads_nothing_is_given_up_without_progress() -> None:
    """In time, although no total was set; what had begun to leave is unknown."""
    started = time.monotonic()
    over = threading.Event()

    def read_nothing(_: socket.socket) -> None:
        over.wait(20)

    with talking(read_nothing) as url:
        http = Http(url, Way(patience=Patience(0.3, 5, 0)))
        with pytest.raises(UncertainError, match="in time"):
            post(http, url, b"x" * 50_000_000)
        http.close()
        assert time.monotonic() - started < 1.4
        over.set()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_connection_over_tls_is_kept(tmp_path: Path, version: ssl.TLSVersion) -> None:
    """Whatever the server says of tickets after the handshake."""
    context, trusted = certificate(tmp_path)
    context.maximum_version = version
    count = []

    def talk(it: socket.socket) -> None:
        count.append(1)
        with context.wrap_socket(it, server_side=True) as stream:
            while stream.recv(65536):
                stream.sendall(KEPT)

    with talking(talk) as plain:
        url = plain.replace("http:", "https:")
        http = Http(url, Way(Trust(str(trusted))))
        assert [post(http, url).status for _ in range(5)] == [201] * 5
        http.close()
    assert len(count) == 1


def test_the_name_of_a_server_is_checked(tmp_path: Path) -> None:
    """A certificate for 127.0.0.1 is none for localhost."""
    context, trusted = certificate(tmp_path)

    def talk(it: socket.socket) -> None:
        context.wrap_socket(it, server_side=True).close()

    with talking(talk) as plain:
        url = plain.replace("http://127.0.0.1", "https://localhost")
        http = Http(url, Way(Trust(str(trusted))))
        with pytest.raises(Exception, match=r"no trusted connection.*[Hh]ostname"):
            post(http, url)
        http.close()


def test_a_server_is_reached_by_its_version_6_address() -> None:
    """Written in brackets, in the Host header too."""
    seen: list[bytes] = []
    listener = socket.create_server(("::1", 0), family=socket.AF_INET6)

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            seen.append(connection.recv(65536))
            connection.sendall(KEPT)

    thread = threading.Thread(target=serve)
    thread.start()
    with listener:
        place = f"[::1]:{listener.getsockname()[1]}"
        http = Http(f"http://{place}", Way())
        assert post(http, f"http://{place}/x").status == 201
        http.close()
        thread.join()
    assert f"Host: {place}\r\n".encode() in seen[0]


@pytest.mark.parametrize("value", ["hun\x01ter2", "hun\nter2", "hünter2"])
def test_a_header_that_cannot_be_sent_is_refused_before_anything_leaves(value: str) -> None:
    """Without showing it."""
    http = Http("http://127.0.0.1:1", Way())
    with pytest.raises(UsageError, match="a header") as caught:
        post(http, "http://127.0.0.1:1", X=value)
    http.close()
    assert "ter2" not in repr(caught.value)


def test_a_connection_that_is_closed_under_a_call_ends_it() -> None:
    """As after a second interrupt; the call is unknown, and nothing waits."""
    asked = threading.Event()

    def talk(it: socket.socket) -> None:
        it.recv(65536)
        asked.set()
        it.recv(1)

    with talking(talk) as url:
        http = Http(url, Way())

        def end() -> None:
            asked.wait(10)
            http.close()

        threading.Thread(target=end).start()
        started = time.monotonic()
        with pytest.raises(UncertainError):
            post(http, url)
        assert time.monotonic() - started < 5
        http.close()


def test_two_threads_on_one_connection_take_turns() -> None:
    """Nobody reads another's answer."""

    def talk(it: socket.socket) -> None:
        for request in requests(it):
            number = request.split()[1].strip(b"/")
            it.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                       b"%x\r\n%s\r\n0\r\n\r\n" % (len(number), number))  # fmt: skip

    with talking(talk) as url:
        http = Http(url, Way())
        wrong: list[str] = []

        def ask(first: int) -> None:
            asked = [str(number) for number in range(first, first + 50)]
            wrong.extend(each for each in asked if post(http, f"{url}/{each}").text != each)

        threads = [threading.Thread(target=ask, args=(first,)) for first in (0, 100, 200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        http.close()
    assert not wrong


def test_where_no_proxy_is_needed_less_is_loaded() -> None:
    """The parts of the HTTP library that speak on the wire are for proxies."""
    program = """
import json, sys
from egain_cli.client.http import Http
from egain_cli.client.way import Way
Http("http://127.0.0.1:1", Way(proxy="")).close()
print(json.dumps(["httpx" in sys.modules, "httpcore" in sys.modules, "h11" in sys.modules]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert json.loads(done.stdout) == [True, False, False]


def test_threads_that_begin_at_once_load_the_library_once() -> None:
    """What is hidden while it is loaded is hidden by one of them."""
    program = """
import sys, threading
from egain_cli.client.transports import import_httpx
sys.setswitchinterval(1e-6)
found, barrier = [], threading.Barrier(32)
def load():
    barrier.wait()
    found.append(import_httpx().URL)
threads = [threading.Thread(target=load) for _ in range(32)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(found), "httpx._main" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.split() == [b"32", b"False"], done.stderr
