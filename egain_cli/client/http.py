"""The only module that imports httpx: one request, one answer; knows nothing of eGain."""

from __future__ import annotations

import ssl
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from egain_cli.client.answers import Answer
from egain_cli.endpoint import same_origin
from egain_cli.errors import EgainError, TemporaryError, UncertainError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MAX_ANSWER = 1024 * 1024  # bytes; what comes after them is not read
_MAX_REDIRECTS = 5


@dataclass(slots=True)
class Body:
    """A request's body, readable again after a redirect; `begun` once a byte was asked for."""

    pieces: Iterable[bytes]
    length: int
    begun: bool = field(default=False, init=False)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.begun = True
            yield piece


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom to believe over TLS: the system's certificates, those in a file, or anybody."""

    ca_file: str | None = None
    insecure: bool = False


class Http:
    """A connection that keeps no cookies, follows no foreign redirect and reads no settings."""

    def __init__(self, url: str, trust: Trust, timeout: float) -> None:
        """Prepare to talk to `url`; `timeout` is seconds without progress. Connects later."""
        httpx = self._httpx = _import_httpx()
        self._timeout = httpx.Timeout(timeout, connect=min(timeout, 10.0)).as_dict()
        try:
            self._transport = httpx.HTTPTransport(
                verify=_tls_context(url, trust),
                trust_env=False,
                proxy=_proxy_for(url),
                limits=httpx.Limits(keepalive_expiry=2.0),
            )
        except (ValueError, ImportError, httpx.InvalidURL) as error:
            hint = "Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY."
            raise UsageError(f"the proxy cannot be used: {error}", hint) from None

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: Body | None = None
    ) -> Answer:
        """The answer to one request; a 307 or 308 to the same origin is followed.

        Raises TemporaryError when nothing reached the server, EgainError when TLS failed, and
        UncertainError when the request left, or began to, and no answer came.
        """
        for _ in range(_MAX_REDIRECTS):
            answer = self._send_once(method, url, headers, body)
            target = urljoin(url, answer.headers.get("location", ""))
            if answer.status not in (307, 308) or not same_origin(url, target):
                break
            url = target
        return answer

    def _send_once(
        self, method: str, url: str, headers: Mapping[str, str], body: Body | None
    ) -> Answer:
        httpx = self._httpx
        if body is not None:
            headers = {**headers, "Content-Length": str(body.length)}
        request = httpx.Request(
            method, url, headers=headers, content=body, extensions={"timeout": self._timeout}
        )
        try:
            response = self._transport.handle_request(request)
        except httpx.TransportError as error:
            raise _failure(httpx, error, url, body) from error
        try:
            content, cut = _read(httpx, response)
        finally:
            response.close()
        return Answer(response.status_code, dict(response.headers), content, url, cut)


def _read(httpx: Any, response: Any) -> tuple[bytes, bool]:
    content = bytearray()
    try:
        for piece in response.iter_bytes():
            content += piece
            if len(content) > MAX_ANSWER:
                return bytes(content[:MAX_ANSWER]), True
    except (httpx.TransportError, httpx.DecodingError):
        return bytes(content), True
    return bytes(content), False


def _failure(httpx: Any, error: Exception, url: str, body: Body | None) -> EgainError:
    host = urlsplit(url).netloc
    words = str(error) or type(error).__name__
    if tls := _tls_error(error):
        hint = "Check the address, or name the server's certificate authority with --ca-file."
        return EgainError(f"no trusted connection to {host}: {tls}", hint)
    before = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
    if isinstance(error, before) or (body and not body.begun):
        hint = "Check the URL, the network and the proxy, then try again."
        return TemporaryError(f"no connection to {host}: {words}", hint)
    if isinstance(error, httpx.TimeoutException):
        return UncertainError(f"no answer from {host} in time: {words}")
    return UncertainError(f"the connection to {host} was lost: {words}")


def _tls_error(error: BaseException | None) -> str | None:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return getattr(error, "verify_message", "") or str(error)
        error = error.__cause__ or error.__context__
    return None


def _tls_context(url: str, trust: Trust) -> ssl.SSLContext:
    if url.startswith("http://"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, should a proxy ask for TLS
    if trust.insecure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    if trust.ca_file:
        try:
            return ssl.create_default_context(cafile=trust.ca_file)
        except OSError as error:
            hint = "Name a file with certificates in PEM form."
            raise UsageError(f"--ca-file {trust.ca_file}: {error}", hint) from None
    import truststore  # noqa: PLC0415 - only https needs it

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _proxy_for(url: str) -> str | None:
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - httpx loads it anyway

    parts = urlsplit(url)
    proxies = getproxies()
    if not proxies or proxy_bypass(parts.netloc):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")


def _import_httpx() -> Any:
    # httpx offers a command line of its own and loads click, rich and pygments for it where click
    # is installed (httpx 0.28.1, seen 2026-11: 60 ms). Nobody here asks for it.
    hide = "httpx" not in sys.modules
    if hide:
        sys.modules["httpx._main"] = None  # type: ignore[assignment]
    try:
        import httpx  # noqa: PLC0415 - most commands never send anything
    finally:
        if hide:
            del sys.modules["httpx._main"]
    return httpx
