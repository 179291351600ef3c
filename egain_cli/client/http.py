"""The only module that imports httpx: one request, one answer; knows nothing of eGain."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from egain_cli.client.answers import Answer
from egain_cli.client.deadline import BoundedNetwork, Bounds, OutOfBoundsError, Patience
from egain_cli.client.decoding import read_body
from egain_cli.client.failures import failure_of
from egain_cli.client.redirects import find_target
from egain_cli.client.way import Way, find_proxy, tls_context
from egain_cli.errors import UsageError

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

    def __init__(self, url: str, way: Way) -> None:
        """Prepare to talk to `url`; UsageError where the way cannot be gone. Connects later."""
        httpx = self._httpx = _import_httpx()
        self._patience = way.patience
        self._bounds = Bounds()
        tls = tls_context(url, way.trust)
        try:
            self._transport = httpx.HTTPTransport(
                verify=tls,
                trust_env=False,
                proxy=_proxy(httpx, url, way),
                limits=httpx.Limits(keepalive_expiry=2.0),
            )
        except (ValueError, ImportError, httpx.InvalidURL) as error:
            # Its words would show the proxy's URL, and the password that may be in it.
            hint = "Check --proxy, EGAIN_PROXY, HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY."
            words = f"the proxy cannot be used ({type(error).__name__})"
            raise UsageError(words, hint) from None
        # httpx (0.28) has no argument for it, and times out each read by itself: a server that
        # sends one byte now and then would never be given up.
        pool = self._transport._pool
        pool._network_backend = BoundedNetwork(pool._network_backend, self._bounds)

    def limit(self, timeout: float) -> None:
        """Wait no longer than `timeout` seconds for any call from now on."""
        self._patience = Patience(timeout, timeout, timeout)

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
        self._bounds.begin(self._patience.total)
        for _ in range(_MAX_REDIRECTS):
            answer = self._send_once(method, url, headers, body)
            target = find_target(self._httpx, url, answer)
            if target is None:
                break
            url = target
        return answer

    def _send_once(
        self, method: str, url: str, headers: Mapping[str, str], body: Body | None
    ) -> Answer:
        httpx = self._httpx
        headers = {**headers, "Accept-Encoding": "gzip"}
        if body is not None:
            body.begun = False
            headers["Content-Length"] = str(body.length)
        patience = httpx.Timeout(self._patience.progress, connect=self._patience.connect)
        request = httpx.Request(
            method, url, headers=headers, content=body, extensions={"timeout": patience.as_dict()}
        )
        self._bounds.expect_head()
        try:
            response = self._transport.handle_request(request)
        except (httpx.TransportError, OutOfBoundsError) as error:
            failure = failure_of(httpx, error, url, body)
            # A traceback shows the cause, and one that speaks of a header holds the session.
            raise failure from (None if isinstance(failure, UsageError) else error)
        self._bounds.expect_body()
        try:
            return self._read(response, url)
        finally:
            response.close()

    def _read(self, response: Any, url: str) -> Answer:
        """The answer: a status that arrived counts, whatever becomes of the rest."""
        headers = dict(response.headers)
        pieces = self._pieces(response)
        content, cut = read_body(pieces, headers.get("content-encoding", ""), MAX_ANSWER)
        if headers.get("content-length", "0") != "0":
            # Proxies that unpack a body and forward its old length leave bytes behind, which
            # would be taken for the beginning of the next answer.
            response.extensions["network_stream"].close()
        return Answer(response.status_code, headers, content, url, cut)

    def _pieces(self, response: Any) -> Iterator[bytes]:
        try:
            yield from response.iter_raw()
        except (self._httpx.TransportError, OutOfBoundsError):
            return


def _proxy(httpx: Any, url: str, way: Way) -> Any:
    """The proxy that was named; without a word about it, the one of the environment."""
    proxy = find_proxy(url) if way.proxy is None else way.proxy
    if not proxy:
        return None
    ours = replace(way.trust, certificate=None)  # the client's certificate is for the server
    context = tls_context(proxy, ours) if proxy.startswith("https://") else None
    login = way.proxy_login if any(way.proxy_login) else None
    return httpx.Proxy(proxy, auth=login, ssl_context=context)


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
