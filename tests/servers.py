"""Servers that misbehave on purpose: each connection gets the next scripted answer, raw."""

from __future__ import annotations

import base64
import select
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

DROP = b""  # read the request, then close without an answer
RESET = None  # close before reading anything
CREATED = (
    b"HTTP/1.1 201 Created\r\nLocation: /system/ws/v12/interaction/activity/7\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)


def answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    """A raw HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Scripted:
    """A server and what it was asked: the raw requests, in order."""

    url: str
    requests: list[bytes] = field(default_factory=list)


@contextmanager
def scripted(
    answers: Sequence[bytes | None],
    context: ssl.SSLContext | None = None,
    *,
    closes: bool = False,
    hangs: bool = False,
) -> Iterator[Scripted]:
    """A server that gives one connection after another the next answer, the last one for ever.

    One that `closes` stops listening after its last answer, one that `hangs` never ends it.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    scheme = "https" if context else "http"
    server = Scripted(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}")
    thread = threading.Thread(
        target=_serve, args=(listener, answers, server, context, closes, hangs), daemon=True
    )
    thread.start()
    try:
        yield server
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@contextmanager
def talking(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """The URL of a server that says to each connection, in turn, what `talk` makes it say."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.settimeout(10)
                with connection, suppress(OSError):
                    talk(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def drip(connection: socket.socket, content: bytes, seconds: float = 0.02) -> None:
    """Say some bytes, one at a time, until nobody listens any more."""
    for number in range(len(content)):
        connection.sendall(content[number : number + 1])
        time.sleep(seconds)


@contextmanager
def proxy(login: str = "") -> Iterator[Scripted]:
    """A real proxy, for requests as they are and for CONNECT; `login` is `user:password`.

    Whatever name it is asked for, it goes to this machine. `requests` holds the heads it read.
    """
    wanted = b"basic " + base64.b64encode(login.encode()).lower()
    heads: list[bytes] = []

    def talk(connection: socket.socket) -> None:
        request = _read_request(connection)
        heads.append(request.partition(b"\r\n\r\n")[0])
        if login and b"proxy-authorization: " + wanted not in heads[-1].lower():
            connection.sendall(answer("407 Proxy Authentication Required", b"who are you?"))
            return
        method, target, _ = heads[-1].split(b"\r\n")[0].split()
        place = target if method == b"CONNECT" else urlsplit(target).netloc
        port = int(place.rpartition(b":")[2])
        with socket.create_connection(("127.0.0.1", port), 10) as onward:
            if method == b"CONNECT":
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                onward.sendall(request)
            _pump(connection, onward)

    with talking(talk) as url:
        yield Scripted(url, heads)


def _pump(one: socket.socket, other: socket.socket) -> None:
    while True:
        ready, _, _ = select.select([one, other], [], [], 10)
        for source in ready:
            piece = source.recv(65536)
            if not piece:
                return
            (other if source is one else one).sendall(piece)


def _serve(
    listener: socket.socket,
    answers: Sequence[bytes | None],
    server: Scripted,
    context: ssl.SSLContext | None,
    closes: bool,
    hangs: bool,
) -> None:
    number = 0
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        if closes and number == len(answers) - 1:
            listener.close()
        reply = answers[min(number, len(answers) - 1)]
        with connection:
            connection.settimeout(10)
            try:
                stream = (
                    context.wrap_socket(connection, server_side=True) if context else connection
                )
                if reply is not None:
                    server.requests.append(_read_request(stream))
                    stream.sendall(reply)
                    if hangs and number == len(answers) - 1:
                        stream.recv(1)
                    number += 1
                if context:
                    stream.close()
            except OSError:
                continue


def _read_request(stream: socket.socket) -> bytes:
    request = b""
    while b"\r\n\r\n" not in request:
        piece = stream.recv(65536)
        if not piece:
            return request
        request += piece
    head, _, body = request.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    while len(body) < length:
        piece = stream.recv(1 << 20)
        if not piece:
            break
        body += piece
    return head + b"\r\n\r\n" + body


def client_certificate(folder: Path, password: str = "") -> tuple[Path, Path]:
    """A client's certificate and its key, which is encrypted where there is a password."""
    import subprocess

    key, cert = folder / "client-key.pem", folder / "client-cert.pem"
    secret = ["-passout", f"pass:{password}"] if password else ["-nodes"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", *secret, "-days", "2", "-subj",
         "/CN=client", "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A TLS context with a certificate of its own for 127.0.0.1, and the file to trust it by."""
    import subprocess

    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key),
         "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, cert
