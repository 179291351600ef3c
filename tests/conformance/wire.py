"""Owns one HTTP exchange, with nothing but the standard library; knows no case and no session."""

from __future__ import annotations

import gzip
import http.client
import ssl
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conformance.settings import Settings

SESSION = "X-egain-session"
NOWHERE: Mapping[str, str] = MappingProxyType({})
LARGEST = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What to send. `path` begins with "/" and is below `…/ws`; "{name}" in it is filled in.

    `who` names the user whose session goes along, and "" sends none.
    """

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = field(default=None, repr=False)
    who: str = "user"
    session_header: str = SESSION


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; names of headers in lower case. `places` are those of the request."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    places: Mapping[str, str] = field(default_factory=lambda: NOWHERE)

    def header(self, name: str) -> str:
        """The header of that name, "" when there is none."""
        return next((text for known, text in self.headers if known == name.lower()), "")

    @property
    def content(self) -> bytes:
        """The body, unpacked."""
        packed = self.header("Content-Encoding") == "gzip"
        return gzip.decompress(self.body) if packed else self.body


def filled(text: str, places: Mapping[str, str]) -> str:
    """The text with each "{name}" of the places replaced."""
    for name, value in places.items():
        text = text.replace(f"{{{name}}}", value)
    return text


@dataclass(frozen=True, slots=True)
class Server:
    """Where requests go: an origin, the path that all share, and how to trust it."""

    scheme: str
    host: str
    port: int | None
    base: str
    timeout: float
    tls: ssl.SSLContext | None = None

    def send(self, request: Request, session: str = "") -> Answer:
        """One request on a connection of its own. Raises OSError and HTTPException."""
        target = self.base + quote(request.path, safe="/%,")
        return self.fetch(request, target, session)

    def fetch(self, request: Request, target: str, session: str = "") -> Answer:
        """The same for a host-relative target that an answer named."""
        query = "?" + quote(request.query, safe="$=&,:%") if request.query else ""
        connection = self._connect()
        try:
            connection.putrequest(request.method, target + query, skip_accept_encoding=True)
            for name, text in _headers(request, session):
                connection.putheader(name, text)
            connection.endheaders(request.body)
            response = connection.getresponse()
            headers = tuple((name.lower(), text) for name, text in response.getheaders())
            return Answer(response.status, headers, response.read(LARGEST))
        finally:
            connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        if self.scheme == "http":
            return http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
        return http.client.HTTPSConnection(
            self.host, self.port, timeout=self.timeout, context=self.tls
        )


def server(settings: Settings) -> Server:
    """The server that the settings name. Raises ValueError when the URL is none."""
    parts = urlsplit(settings.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"EGAIN_TEST_URL is not the address of a server: {settings.url!r}")
    root = parts.path.rstrip("/") or "/" + settings.context.strip("/")
    tls = _trust(settings) if parts.scheme == "https" else None
    timeout = float(settings.timeout)
    return Server(parts.scheme, parts.hostname, parts.port, f"{root}/ws", timeout, tls)


def _trust(settings: Settings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=settings.ca_file or None)
    if settings.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _headers(request: Request, session: str) -> list[tuple[str, str]]:
    """The request's own, the session's, and the length of the body where there may be one."""
    own = [("Connection", "close"), *request.headers]
    if session:
        own.append((request.session_header, session))
    if request.body is not None or request.method == "POST":
        own.append(("Content-Length", str(len(request.body or b""))))
    return own
