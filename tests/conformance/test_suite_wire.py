"""How the suite reads answers, reaches a server, and starts one."""

from __future__ import annotations

import gzip
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.conformance.reading import root, spaces, told, values
from tests.conformance.scripted import answering
from tests.conformance.settings import Settings
from tests.conformance.starter import sandbox
from tests.conformance.wire import Answer, Request, server

if TYPE_CHECKING:
    from pathlib import Path


def test_one_path_reads_json_and_xml() -> None:
    """Arrays and roots are no steps, and the last step may be an attribute."""
    json = Answer(200, (("content-type", "application/json; charset=utf-8"),),
                  b'{"a": [{"id": 7, "b": {"c": ["x", true]}}]}')  # fmt: skip
    packed = gzip.compress(b'<r xmlns="u"><a id="7"><b><c>x</c><c/></b></a></r>')
    xml = Answer(200, (("content-type", "application/xml"), ("content-encoding", "gzip")), packed)
    assert values(json, "a.id") == values(xml, "a.id") == ("7",)
    assert (values(json, "a.b.c"), values(xml, "a.b.c")) == (("x", "true"), ("x", ""))
    assert (spaces(xml, "a.b"), spaces(xml, "a.id")) == (("u",), ())
    assert (root(xml), root(json)) == ("{u}r", "")
    assert told(Answer(502, (("content-type", "text/html"),), b"<html>")) is None


def test_a_sandbox_is_stopped_whatever_happens() -> None:
    """Also by an error in the block; where it cannot start, what it said is told."""
    seen = []

    def fails_while_it_runs() -> None:
        with sandbox() as url:
            seen.append(server(Settings(url=url)))
            assert seen[0].send(Request("GET", "/v12/nonsense")).status == 501
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_while_it_runs()
    with pytest.raises(OSError):  # noqa: PT011 - its number differs from system to system
        seen[0].send(Request("GET", "/v12/nonsense"))
    with pytest.raises(RuntimeError, match="nonsense"), sandbox("nonsense: yes\n"):
        pass


def test_certificates_are_checked_unless_told_otherwise(tmp_path: Path) -> None:
    """By the system's authorities, or by the file that the settings name."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key),
         "-out", str(certificate)], check=True, capture_output=True)  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with answering() as serving:
        serving.socket = context.wrap_socket(
            serving.socket, server_side=True, do_handshake_on_connect=False
        )
        url, asked = f"https://localhost:{serving.server_port}", Request("GET", "/")
        with pytest.raises(ssl.SSLCertVerificationError):
            server(Settings(url=url)).send(asked)
        for told_so in ({"ca_file": str(certificate)}, {"insecure": "1"}):
            assert server(Settings(url=url, **told_so)).send(asked).status == 200
