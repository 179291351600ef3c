"""Whom a connection trusts, who it says it is, and through which proxy it goes."""

from __future__ import annotations

import socket
import ssl
import time
from typing import TYPE_CHECKING

import pytest

from egain_cli.client.http import Body, Http
from egain_cli.client.way import Certificate, Trust, Way
from egain_cli.errors import EgainError, TemporaryError, UncertainError
from tests.servers import (
    CREATED,
    answer,
    certificate,
    client_certificate,
    proxy,
    scripted,
    talking,
)

if TYPE_CHECKING:
    from pathlib import Path

    from egain_cli.client.answers import Answer
    from tests.conftest import Done, Egain

LEAST = ("--from", "jane@customer.com", "--subject", "Hello", "--receiver", "r@s.de",
         "--department", "service")  # fmt: skip
SESSION = "11111111-2222-3333-4444-555555555555"


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session given from outside, so that nothing but the create is asked."""
    monkeypatch.setenv("EGAIN_SESSION", SESSION)


def send(egain: Egain, url: str, *more: str | Path) -> Done:
    """Send the least email to a server."""
    return egain("send-email", *LEAST, "--url", url, "--json", *more)


@pytest.fixture
def wants(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context that wants the client's certificate, and the file to trust it by."""
    context, cert = certificate(tmp_path)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(client_certificate(tmp_path)[0])
    return context, cert


def test_a_server_that_wants_a_certificate_gets_it(
    egain: Egain, wants: tuple[ssl.SSLContext, Path], tmp_path: Path
) -> None:
    """In two files, and in one."""
    context, trusted = wants
    cert, key = tmp_path / "client-cert.pem", tmp_path / "client-key.pem"
    both = tmp_path / "both.pem"
    both.write_text(cert.read_text() + key.read_text())
    with scripted([CREATED], context) as server:
        base = ("--ca-file", trusted, "--client-cert")
        assert send(egain, server.url, *base, cert, "--client-key", key).code == 0
        assert send(egain, server.url, *base, both).code == 0
        assert len(server.requests) == 2


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_without_the_certificate_it_is_said(
    egain: Egain, wants: tuple[ssl.SSLContext, Path], version: ssl.TLSVersion
) -> None:
    """Nothing was read by the server, so nothing is unknown, unless the alert itself was lost."""
    context, trusted = wants
    context.maximum_version = version
    with scripted([CREATED], context) as server:
        done = send(egain, server.url, "--ca-file", trusted)
        assert not server.requests
    if done.code != 7:  # TLS 1.3 may reset the connection before the alert is read
        assert (done.code, done.outcomes[0]["status"]) == (1, "not_attempted")
        assert "no trusted connection" in done.err


def test_an_alert_about_the_certificate_says_that_nothing_was_read(tmp_path: Path) -> None:
    """Although some of the body had left, as TLS 1.3 allows."""
    import httpx

    from egain_cli.client.failures import failure_of

    alert = ssl.SSLError(1, "alert")
    alert.reason = "TLSV13_ALERT_CERTIFICATE_REQUIRED"
    error = httpx.ReadError("x")
    error.__cause__ = alert
    body = Body([b"x"], 1)
    body.begun = True
    failure = failure_of(httpx, error, "https://h/x", body)
    assert "--client-cert" in failure.hint
    assert (type(failure), body.begun) == (EgainError, False)
    assert isinstance(failure_of(httpx, httpx.ReadError("x"), "https://h", None), UncertainError)


def test_an_encrypted_key_needs_its_password_and_nobody_is_asked(
    egain: Egain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenSSL's own prompt would hang a script; the password is in no output."""
    cert, key = client_certificate(tmp_path, "hunter2")
    context, trusted = certificate(tmp_path)
    base = ("--ca-file", trusted, "--client-cert", cert, "--client-key", key)
    with scripted([CREATED], context) as server:
        done = send(egain, server.url, *base)
        assert (done.code, "EGAIN_CLIENT_KEY_PASSWORD" in done.err) == (2, True)
        assert "the key is encrypted" in done.err
        for wrong in ("hunter3", "x" * 2000):
            monkeypatch.setenv("EGAIN_CLIENT_KEY_PASSWORD", wrong)
            done = send(egain, server.url, *base, "--verbose")
            assert (done.code, "check EGAIN_CLIENT_KEY_PASSWORD" in done.err) == (2, True)
            assert wrong not in done.err + done.out
        assert not server.requests
        monkeypatch.setenv("EGAIN_CLIENT_KEY_PASSWORD", "hunter2")
        assert send(egain, server.url, *base).code == 0
    assert "hunter2" not in repr(Way(Trust(certificate=Certificate("a", "b", "hunter2"))))


def test_files_that_are_no_certificate_are_named(egain: Egain, place: Path) -> None:
    """Missing, no PEM, a key alone; before anything is sent."""
    (place / "x.pem").write_text("no certificate")
    url = "https://127.0.0.1:1"
    for name in ("x.pem", "nope.pem"):
        done = send(egain, url, "--client-cert", name)
        assert (done.code, f"--client-cert {name}: " in done.err) == (2, True), done.err
        assert "hint: Name a certificate" in done.err
    done = send(egain, url, "--client-key", "x.pem")
    assert (done.code, "--client-key without --client-cert" in done.err) == (2, True)


def test_of_a_ca_file_and_insecure_the_stronger_layer_counts(
    egain: Egain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both in one layer contradict each other; a file by flag is not undone by the environment."""
    context, trusted = certificate(tmp_path)
    (tmp_path / "other").mkdir()
    _, other = certificate(tmp_path / "other")
    with scripted([CREATED], context) as server:
        done = send(egain, server.url, "--ca-file", trusted, "--insecure")
        assert (done.code, "contradict" in done.err, server.requests) == (2, True, [])
        monkeypatch.setenv("EGAIN_INSECURE", "true")
        done = send(egain, server.url, "--ca-file", other)
        assert (done.code, "warning: --insecure" in done.err) == (1, False)
        monkeypatch.delenv("EGAIN_INSECURE")
        monkeypatch.setenv("EGAIN_CA_FILE", str(other))
        done = send(egain, server.url, "--insecure")
        assert (done.code, "warning: --insecure" in done.err) == (0, True)


def test_a_proxy_that_was_named_is_used_for_this_machine_too(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over the environment's, and `none` is none at all."""
    with scripted([CREATED]) as server, proxy() as ours, proxy() as theirs:
        monkeypatch.setenv("http_proxy", theirs.url)
        assert send(egain, server.url, "--proxy", ours.url).code == 0
        assert (len(ours.requests), len(theirs.requests)) == (1, 0)
        assert ours.requests[0].startswith(f"POST {server.url}/system/ws/".encode())
        monkeypatch.setenv("EGAIN_PROXY", ours.url)
        assert send(egain, server.url, "--proxy", "none").code == 0
        assert (len(ours.requests), len(theirs.requests)) == (1, 0)


def test_through_a_proxy_tls_ends_at_the_server(egain: Egain, tmp_path: Path) -> None:
    """The proxy is asked for a tunnel and sees neither session nor email."""
    context, trusted = certificate(tmp_path)
    with scripted([CREATED], context) as server, proxy() as ours:
        done = send(egain, server.url, "--proxy", ours.url, "--ca-file", trusted)
    assert done.code == 0
    (head,) = ours.requests
    assert head.startswith(f"CONNECT {server.url.removeprefix('https://')} HTTP/1.1".encode())
    assert b"x-egain-session" not in head.lower()
    assert SESSION.encode() in server.requests[0]


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_proxys_login_goes_to_the_proxy_alone(
    egain: Egain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, encrypted: bool
) -> None:
    """And a wrong one is told without being shown."""
    context, trusted = certificate(tmp_path) if encrypted else (None, tmp_path)
    more = ("--verbose", "--ca-file", trusted) if encrypted else ("--verbose",)
    with scripted([CREATED], context) as server, proxy("jane:hunter2%") as ours:
        place = ours.url.removeprefix("http://")
        monkeypatch.setenv("EGAIN_PROXY", f"http://jane:hunter2%25@{place}")
        done = send(egain, server.url, *more)
        assert (done.code, "hunter2" in done.out + done.err) == (0, False)
        if encrypted:
            assert b"proxy-authorization" not in server.requests[0].lower()
        monkeypatch.setenv("EGAIN_PROXY", f"http://jane:hunter3@{place}")
        done = send(egain, server.url, *more)
    assert (done.code, "407" in done.err) == (5 if encrypted else 1, True)
    assert "EGAIN_PROXY=" in done.err
    assert "hunter3" not in done.out + done.err
    assert len(server.requests) == 1


def test_a_proxy_that_is_gone_is_not_attempted(egain: Egain) -> None:
    """Nothing reached the server."""
    done = send(egain, "http://egain.invalid", "--proxy", "http://127.0.0.1:1")
    assert (done.code, done.outcomes[0]["status"]) == (5, "not_attempted")


def test_a_proxy_over_tls_is_checked_as_the_server_is(tmp_path: Path) -> None:
    """By the same file, and without the client's certificate, which is not for it."""
    context, trusted = certificate(tmp_path)
    context.verify_mode = ssl.CERT_OPTIONAL  # it would refuse the client's, which it does not know
    own = Certificate(*map(str, client_certificate(tmp_path)))
    with scripted([CREATED], context) as server:
        for ca_file, error in ((str(trusted), None), (None, EgainError)):
            trust = Trust(ca_file, certificate=own)
            http = Http("http://egain.invalid", Way(trust, proxy=server.url))
            if error is None:
                assert http.send("GET", "http://egain.invalid/x", {}).status == 201
            else:
                with pytest.raises(error, match="no trusted connection"):
                    http.send("GET", "http://egain.invalid/x", {})
            http.close()


def get(url: str, count: int) -> list[Answer]:
    """The answers to some requests on one connection."""
    http = Http(url, Way())
    try:
        return [http.send("GET", url, {}) for _ in range(count)]
    finally:
        http.close()


def test_what_is_left_of_an_answer_is_not_taken_for_the_next_one() -> None:
    """As where a proxy unpacks a body and forwards the length it had before."""
    left = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
    head = b"HTTP/1.1 400 Bad\r\nContent-Length: 5\r\n\r\n"

    def talk(it: socket.socket) -> None:
        while it.recv(65536):
            it.sendall(head + b"short" + left)

    with talking(talk) as url:
        assert [(each.status, each.body) for each in get(url, 3)] == [(400, b"short")] * 3


def test_a_connection_is_kept_where_nothing_can_be_left_on_it() -> None:
    """An answer without a body, as to an email that is accepted, or one in chunks."""
    connections = []
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"

    def talk(it: socket.socket) -> None:
        connections.append(it)
        for reply in (CREATED.replace(b"Connection: close\r\n", b""), chunked, chunked):
            it.recv(65536)
            it.sendall(reply)

    with talking(talk) as url:
        assert [each.status for each in get(url, 3)] == [201, 200, 200]
    assert len(connections) == 1


@pytest.mark.parametrize("location", ["", "http://[", "//other/x", "http://u:p@127.0.0.1:{port}/",
                                      "\\\\other\\x", "https://127.0.0.1:{port}/"])  # fmt: skip
def test_only_the_same_server_is_followed(location: str) -> None:
    """Not without a place, to another scheme or host, or with somebody else's login."""
    head = "HTTP/1.1 307 T\r\nContent-Length: 0\r\nConnection: close\r\nLocation: "
    with scripted([answer("200 OK")]) as reserve:
        port = reserve.url.rpartition(":")[2]
        with scripted([f"{head}{location.format(port=port)}\r\n\r\n".encode()]) as server:
            (found,) = get(server.url, 1)
    assert found.status == 307
    assert not reserve.requests
    assert len(server.requests) <= 5


def test_no_answer_before_the_body_left_is_temporary(egain: Egain) -> None:
    """Trying again may help."""
    http = Http("http://127.0.0.1:1", Way())
    with pytest.raises(TemporaryError):
        http.send("POST", "http://127.0.0.1:1", {}, Body([b"x"], 1))
    http.close()


@pytest.mark.parametrize("flags", [("--timeout", "0.3"), ("--connect-timeout", "0.3"),
                                   ("--timeout", "0.1", "--connect-timeout", "0.3")])  # fmt: skip
def test_to_connect_takes_no_longer_than_was_said(
    egain: Egain, flags: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its own limit, which without a word is no longer than that for progress."""
    monkeypatch.setenv("EGAIN_RETRIES", "0")  # each try has the time anew
    listener = socket.create_server(("127.0.0.1", 0))
    started = time.monotonic()
    with listener:
        done = send(egain, f"https://127.0.0.1:{listener.getsockname()[1]}", "--insecure", *flags)
    assert (done.code, done.outcomes[0]["status"]) == (5, "not_attempted")
    assert 0.25 < time.monotonic() - started < 3
