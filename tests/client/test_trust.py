"""Whose certificates are believed where nobody named any: those of the system, read once."""

from __future__ import annotations

import ssl
import subprocess
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from egain_cli.client.deadline import Bounds
from egain_cli.client.way import Trust, serves_threads, tls_context
from egain_cli.client.wire import Place, connect
from tests.client.test_sharing import access_to
from tests.servers import CREATED, certificate, scripted, talking

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from tests.conftest import Egain

SEND = ("send-email", "--from", "jane@customer.com", "--subject", "Hello", "--receiver", "r@s.de",
        "--department", "service", "--json")  # fmt: skip
NOWHERE = ssl.DefaultVerifyPaths("", "", "", "", "", "")


@pytest.fixture
def believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> ssl.SSLContext:
    """A server's context; the system believes its certificate by a file, or by a folder."""
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("EGAIN_SESSION", "hunter2")
    (tmp_path / "certificates").mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "certificates"))
    if request.param == "file":
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    if request.param == "folder":
        call = ["openssl", "x509", "-hash", "-noout", "-in", str(trusted)]
        name = subprocess.run(call, check=True, capture_output=True, text=True).stdout.strip()
        trusted.rename(tmp_path / "certificates" / f"{name}.0")
    return context


@pytest.mark.parametrize("believed", ["file", "folder"], indirect=True)
def test_whom_the_system_believes_is_believed(egain: Egain, believed: ssl.SSLContext) -> None:
    """Its certificates are in one file, or in a folder by their hashes; both are found."""
    assert serves_threads(tls_context("https://h", Trust()))
    with scripted([CREATED], believed) as server:
        assert egain(*SEND, "--url", server.url).code == 0


@pytest.mark.parametrize("believed", ["nowhere"], indirect=True)
def test_whom_the_system_does_not_believe_is_refused(
    egain: Egain, believed: ssl.SSLContext
) -> None:
    """Where OpenSSL knows no place of certificates they are looked for elsewhere."""
    assert not serves_threads(tls_context("https://h", Trust()))
    with scripted([CREATED], believed) as server:
        done = egain(*SEND, "--url", server.url)
    assert (done.code, "no trusted connection" in done.err) == (1, True)


def test_a_context_that_threads_would_wait_for_is_for_one_connection(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any other is for all of them: to make it takes long."""
    found = []
    for paths in (ssl.get_default_verify_paths(), NOWHERE):
        monkeypatch.setattr(ssl, "get_default_verify_paths", lambda paths=paths: paths)
        access = access_to("https://127.0.0.1", place)
        access.prepare().http.close()
        first = access._connections._tls
        access.prepare().http.close()
        found.append(access._connections._tls is first)
    assert found == [True, False]


@pytest.mark.parametrize("believed", ["file"], indirect=True)
def test_one_handshake_waits_for_no_other(believed: ssl.SSLContext) -> None:
    """A server that says nothing holds up whoever asked it, and nobody else."""
    context = tls_context("https://h", Trust())
    silent, over = threading.Event(), threading.Event()

    def say_nothing(_: socket.socket) -> None:
        silent.set()
        over.wait(20)

    def ask(url: str) -> None:
        port = int(url.rpartition(":")[2])
        wire = connect(Place("127.0.0.1", port, context), 10, Bounds())
        wire.send(b"GET / HTTP/1.1\r\n\r\n")
        assert wire.receive().startswith(b"HTTP/1.1 201")
        wire.close()

    def fail(url: str) -> None:
        with suppress(OSError):
            ask(url)

    with talking(say_nothing) as url, scripted([CREATED], believed) as server:
        thread = threading.Thread(target=fail, args=(url,))
        thread.start()
        silent.wait(10)
        started = time.monotonic()
        ask(server.url)
        assert time.monotonic() - started < 1
        over.set()
        thread.join()
