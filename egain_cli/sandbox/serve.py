"""Owns sockets and the server's life, in the foreground or beside a caller; knows no answer."""

from __future__ import annotations

import http.client
import signal
import socket
import threading
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.errors import EgainError
from egain_cli.sandbox.server import application, make_server
from egain_cli.sandbox.store import Store
from egain_cli.sandbox.world import DEFAULT_WORLD, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import uvicorn
    from starlette.applications import Starlette

    from egain_cli.sandbox.faults import Script

_START_SECONDS = 15.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Running:
    """A sandbox that answers at `url` (scheme, host and port) and emulates `world`."""

    url: str
    world: World


def bind(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises EgainError when it cannot be had."""
    hint = "Choose another port, or 0 for a free one, or stop what uses it."
    if port not in range(65_536):  # the system would take it modulo that
        raise EgainError(f"cannot listen on {host} port {port}: there is no such port", hint)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        try:
            _listen(listener, address)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise EgainError(f"cannot listen on {host} port {port}: {error}", hint) from error
    return listener


def _listen(listener: socket.socket, address: tuple[object, ...]) -> None:
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # pragma: no cover - Windows shares ports otherwise
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    listener.listen(2048)


def url_of(listener: socket.socket) -> str:
    """Where a client on this machine reaches the socket, such as `http://127.0.0.1:8080`."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - it is only read
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(
    listener: socket.socket, app: Starlette, announce: Callable[[], None] = lambda: None
) -> None:
    """Answer on the socket until SIGINT or SIGTERM, then return; call it in the main thread.

    `announce` is called once a signal would end it in order: whoever hears of it may send one.
    """
    server = make_server(app)

    def stop(_number: int, _frame: object) -> None:
        server.should_exit = True

    # uvicorn raises the signal again once it is done; with these in place that is only heard here.
    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        announce()
        server.run(sockets=[listener])
    finally:
        for number, former in before.items():
            signal.signal(number, former)


@contextmanager
def running(
    world: World = DEFAULT_WORLD, store: Store | None = None, script: Script | None = None
) -> Iterator[Running]:
    """A sandbox on a free loopback port for as long as the block lasts.

    Without a store of the caller's it keeps one of its own, deleted at the end; `script` says which
    faults it has. Raises EgainError
    when the packages are missing or the sandbox does not answer.
    """
    with ExitStack() as stack:
        kept = store or stack.enter_context(closing(Store()))
        server = make_server(application(world, kept, script=script))
        listener = stack.enter_context(bind())
        url = url_of(listener)
        options = {"sockets": [listener]}
        thread = threading.Thread(target=server.run, kwargs=options, daemon=True)
        thread.start()
        stack.callback(_stop, server, thread)
        _await_health(listener, thread)
        yield Running(url, world)


def environment(url: str, world: World) -> dict[str, str]:
    """The settings with which the command line reaches the sandbox at `url`.

    Raises EgainError when nobody may create and read, or no alias is active.
    """
    user = next((user for user in world.users if user.may_create and user.may_read), None)
    alias = next((alias for alias in world.aliases if alias.active), None)
    if not user or not alias:
        hint = "Give it a user with both rights and an active alias."
        raise EgainError("the sandbox's world is of no use to a sender", hint)
    return {
        "EGAIN_URL": url,
        "EGAIN_USERNAME": user.name,
        "EGAIN_PASSWORD": user.password,
        "EGAIN_DEPARTMENT": alias.department,
        "EGAIN_RECEIVER": alias.address,
    }


def _stop(server: uvicorn.Server, thread: threading.Thread) -> None:
    server.should_exit = True
    thread.join(10)


def _await_health(listener: socket.socket, thread: threading.Thread) -> None:
    host, port = listener.getsockname()[:2]
    deadline = time.monotonic() + _START_SECONDS
    while thread.is_alive() and time.monotonic() < deadline:
        connection = http.client.HTTPConnection(host, port, timeout=_START_SECONDS)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/_sandbox/health")
            if connection.getresponse().status == 200:
                connection.close()
                return
        connection.close()
        time.sleep(0.05)
    raise EgainError("the sandbox does not answer", "Run `egain sandbox` to see what it says.")
