"""The only module that imports httpx: one request, one answer; knows nothing of eGain."""

from __future__ import annotations

import ssl
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from egain_cli.client.answers import Answer
from egain_cli.client.way import Trust, find_proxy, tls_context
from egain_cli.endpoint import same_origin
from egain_cli.errors import EgainError, TemporaryError, UncertainError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MAX_ANSWER = 1024 * 1024  # bytes; what comes after them is not read
_MAX_REDIRECTS = 5


@dataclass(slots=True)
class Body:
    """A request's body, readable again after a redirect.

    `begun` once a byte was asked for, since it was last sent; `attempts` is how often it was tried.
    """

    pieces: Iterable[bytes]
    length: int
    begun: bool = field(default=False, init=False)
    attempts: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.begun = True
            yield piece


class Http:
    """A connection that keeps no cookies, follows no foreign redirect and reads no settings."""

    def __init__(self, url: str, trust: Trust, timeout: float) -> None:
        """Prepare to talk to `url`; `timeout` is seconds without progress. Connects later."""
        httpx = self._httpx = _import_httpx()
        self._timeout = httpx.Timeout(timeout, connect=min(timeout, 10.0)).as_dict()
        try:
            self._transport = httpx.HTTPTransport(
                verify=tls_context(url, trust),
                trust_env=False,
                proxy=find_proxy(url),
                limits=httpx.Limits(keepalive_expiry=2.0),
            )
        except (ValueError, ImportError, httpx.InvalidURL) as error:
            # Its words would show the proxy's URL, and the password that may be in it.
            hint = "Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY."
            words = f"the proxy that the environment names cannot be used ({type(error).__name__})"
            raise UsageError(words, hint) from None

    def limit(self, timeout: float) -> None:
        """Wait no longer than `timeout` seconds for anything from now on."""
        self._timeout = self._httpx.Timeout(timeout).as_dict()

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
            target = _target(url, answer)
            if target is None:
                break
            url = target
        return answer

    def _send_once(
        self, method: str, url: str, headers: Mapping[str, str], body: Body | None
    ) -> Answer:
        httpx = self._httpx
        if body is not None:
            body.begun = False
            headers = {**headers, "Content-Length": str(body.length)}
        request = httpx.Request(
            method, url, headers=headers, content=body, extensions={"timeout": self._timeout}
        )
        try:
            response = self._transport.handle_request(request)
        except httpx.TransportError as error:
            failure = _failure(httpx, error, url, body)
            # A traceback shows the cause, and one that speaks of a header holds the session.
            raise failure from (None if isinstance(failure, UsageError) else error)
        try:
            content = _read(httpx, response)
        finally:
            response.close()
        return Answer(response.status_code, dict(response.headers), content, url)


def _target(url: str, answer: Answer) -> str | None:
    """Where a 307 or 308 leads on the same server; None where there is nothing to follow."""
    if answer.status not in (307, 308):
        return None
    try:
        target = urljoin(url, answer.headers.get("location", ""))
        return target if same_origin(url, target) else None
    except ValueError:  # a Location that is no URL
        return None


def _read(httpx: Any, response: Any) -> bytes:
    """What there is of the body: a status that arrived counts, whatever becomes of the rest."""
    content = bytearray()
    try:
        for piece in response.iter_bytes():
            content += piece
            if len(content) > MAX_ANSWER:
                break
    except (httpx.TransportError, httpx.DecodingError):
        pass
    return bytes(content[:MAX_ANSWER])


def _failure(httpx: Any, error: Exception, url: str, body: Body | None) -> EgainError:
    host = urlsplit(url).netloc
    words = str(error) or type(error).__name__
    if isinstance(error, httpx.LocalProtocolError) and not (body and body.begun):
        # Its words would show the header, and the session in it.
        hint = "Check the settings that go into headers: session and language."
        return UsageError("the request cannot be made: a header is not what HTTP allows", hint)
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
