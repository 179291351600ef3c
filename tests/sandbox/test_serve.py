"""Sockets, the life of the server, and what happens without its packages."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

import egain_cli
from egain_cli.errors import EgainError, ExitCode
from egain_cli.sandbox import serve
from egain_cli.sandbox.fault_file import parse_script
from egain_cli.sandbox.server import application, make_server
from egain_cli.sandbox.store import Store
from egain_cli.sandbox.world import DEFAULT_WORLD

from .documents import PLAIN
from .wire import ACTIVITY, LOGIN, Wire, log_in, opened

if TYPE_CHECKING:
    from collections.abc import Callable

FOREGROUND = """
from contextlib import closing
from egain_cli.sandbox import serve, server, store, world
with closing(store.Store()) as kept:
    listener = serve.bind()
    print(serve.url_of(listener), flush=True)
    serve.serve(listener, server.application(world.DEFAULT_WORLD, kept))
print("returned", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_returns_at_a_signal(number: signal.Signals) -> None:
    """It answers until SIGINT or SIGTERM, and then the code after it runs."""
    root = str(Path(egain_cli.__file__).parents[1])
    command = [sys.executable, "-c", FOREGROUND]
    environment = {**os.environ, "PYTHONPATH": root}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().strip()
            assert opened(url).create(PLAIN).status == 201
            process.send_signal(number)
            assert process.stdout.read() == "returned\n"
            assert process.wait(10) == 0
        finally:
            process.kill()


def test_running_ends_with_its_block_also_after_an_exception() -> None:
    """Nothing listens and no thread is left, however the block ended."""
    before = set(threading.enumerate())
    with pytest.raises(ZeroDivisionError), serve.running() as started:
        raise ZeroDivisionError
    with pytest.raises(ConnectionRefusedError):
        Wire(started.url).ask("GET", "/_sandbox/health")
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()


def test_running_tells_url_and_world() -> None:
    """The value it yields is what a caller needs to log in."""
    with serve.running() as started:
        settings = serve.environment(started.url, started.world)
        assert settings == {
            "EGAIN_URL": started.url,
            "EGAIN_USERNAME": "demo",
            "EGAIN_PASSWORD": "demo",
            "EGAIN_DEPARTMENT": "service",
            "EGAIN_RECEIVER": "support@business.com",
        }
        assert log_in(settings["EGAIN_URL"], settings["EGAIN_USERNAME"]).status == 204


def test_a_world_without_a_sender_has_no_settings() -> None:
    """Without a user of both rights there is nothing to tell a client."""
    world = dataclasses.replace(DEFAULT_WORLD, users=DEFAULT_WORLD.users[1:])
    with pytest.raises(EgainError, match="of no use to a sender"):
        serve.environment("http://x", world)


def test_a_used_port_is_an_error_with_a_hint() -> None:
    """So is a port that cannot be, and a host that is not this machine's."""
    with serve.bind() as used:
        port = used.getsockname()[1]
        for host, number in (("127.0.0.1", port), ("127.0.0.1", 70_000), ("192.0.2.1", 0)):
            with pytest.raises(EgainError, match="cannot listen on") as caught:
                serve.bind(host, number)
            assert "free one" in caught.value.hint


ADDRESSES = [
    (("127.0.0.1", 80), "http://127.0.0.1:80"),
    (("0.0.0.0", 80), "http://127.0.0.1:80"),
    (("::", 80, 0, 0), "http://[::1]:80"),
]


@pytest.mark.parametrize(("address", "url"), ADDRESSES)
def test_a_url_is_one_that_a_client_can_use(
    address: tuple[object, ...], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wildcard address is reached by loopback, and IPv6 stands in brackets."""

    class Bound(socket.socket):
        def getsockname(self) -> tuple[object, ...]:
            return address

    with Bound() as listener:
        assert serve.url_of(listener) == url


def test_the_bound_name_is_let_in() -> None:
    """A sandbox bound to a host name answers to it, and to no other."""
    with closing(Store()) as store:
        named = application(DEFAULT_WORLD, store, "box.example")
        with serve.bind() as listener:
            server = make_server(named)
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()
            wire = Wire(serve.url_of(listener))
            hosts = {"box.example:9": 200, "Box.Example": 200, "other.example": 403}
            try:
                for host, status in hosts.items():
                    answer = wire.ask("GET", "/_sandbox/health", headers={"Host": host})
                    assert answer.status == status
            finally:
                server.should_exit = True
                thread.join()


CALLS: list[Callable[[Store], object]] = [
    lambda store: application(DEFAULT_WORLD, store),
    lambda store: make_server(None),  # type: ignore[arg-type]
    lambda store: serve.running(store=store).__enter__(),
]


@pytest.mark.parametrize("call", CALLS)
def test_missing_packages_are_named(
    call: Callable[[Store], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without starlette and uvicorn the error says what to install."""
    monkeypatch.setitem(sys.modules, "egain_cli.sandbox.app", None)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with closing(Store()) as store, pytest.raises(EgainError) as caught:
        call(store)
    assert caught.value.message == "the sandbox needs starlette and uvicorn"
    assert caught.value.hint == "Install them: pip install 'egain-cli[sandbox]'"
    assert caught.value.exit_code is ExitCode.FAILED


def test_a_server_that_never_answers_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting for health has an end."""
    monkeypatch.setattr(serve, "_START_SECONDS", 0.2)
    monkeypatch.setattr("uvicorn.Server.run", lambda self, sockets: threading.Event().wait(0.5))
    with pytest.raises(EgainError, match="does not answer"), serve.running():
        pytest.fail("nothing answers")


def test_a_client_that_goes_away_is_no_noise(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A request cut off in its body leaves no traceback, and the sandbox answers on."""
    with serve.running() as started:
        address = urlsplit(started.url)
        with socket.create_connection((address.hostname, address.port)) as connection:
            request = f"POST {ACTIVITY} HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{{"
            connection.sendall(request.encode())
        assert log_in(started.url).status == 204
    assert caplog.records == []
    assert capfd.readouterr().err == ""


WAITING = [
    ("GET", "/_sandbox/wait?count=9&timeout=60", "", 408),
    ("POST", LOGIN, "- {route: login, delay: 60, status: 500}", 500),
    ("POST", LOGIN, "- {route: login, slow: 1, status: 500}", 500),
    ("POST", LOGIN, "- {route: login, delay: 60, drop: before-reading}", 0),
]


@pytest.mark.parametrize(("method", "path", "faults", "status"), WAITING)
def test_what_waits_on_purpose_does_not_hold_up_the_end(
    method: str, path: str, faults: str, status: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """It is answered at once when the server ends, without a word in the log."""
    answers: list[int] = []

    def ask(wire: Wire) -> None:
        with suppress(OSError):
            answers.append(wire.ask(method, path).status)

    begun = time.monotonic()
    with serve.running(script=parse_script(f"faults:\n{faults}".encode(), "f")) as started:
        thread = threading.Thread(target=ask, args=(Wire(started.url),))
        thread.start()
        time.sleep(0.3)
    thread.join()
    assert time.monotonic() - begun < 2.5
    assert answers == ([status] if status else [])
    assert capfd.readouterr().err == ""
