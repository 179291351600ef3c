"""Owns a call over HTTP, one request and one answer; knows nothing of eGain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from egain_cli.client.answers import Answer
from egain_cli.client.deadline import Bounds, OutOfBoundsError, Patience
from egain_cli.client.decoding import read_body
from egain_cli.client.failures import bad_header, failure_of
from egain_cli.client.redirects import find_target
from egain_cli.client.transports import import_httpx, open_transport
from egain_cli.client.way import Way, tls_context
from egain_cli.errors import UsageError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator, Mapping

MAX_ANSWER = 1024 * 1024  # bytes; what comes after them is not read
_MAX_REDIRECTS = 5


@dataclass(slots=True)
class Body:
    """A request's body, readable again after a redirect.

    `begun` once a byte may have left, since it was last sent; `attempts` is how often it was tried.
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

    def __init__(self, url: str, way: Way, tls: ssl.SSLContext | None = None) -> None:
        """Prepare to talk to `url`; UsageError where the way cannot be gone. Connects later.

        `tls` is what tls_context gives for both; whoever makes several of these shares one.
        """
        self._httpx = import_httpx()
        self._patience = way.patience
        self._bounds = Bounds()
        self._known: tuple[str, Any] = ("", None)  # a URL, and how httpx reads it
        self._transport, self._is_lean = open_transport(
            url, way, tls or tls_context(url, way.trust), self._bounds
        )

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
        request = self._request(method, url, headers, body)
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

    def _request(self, method: str, url: str, headers: Mapping[str, str], body: Body | None) -> Any:
        headers = {**headers, "Accept-Encoding": "gzip"}
        if body is not None:
            body.begun = False
            headers["Content-Length"] = str(body.length)
        progress, connect = self._patience.progress, self._patience.connect
        timeout = {"connect": connect, "read": progress, "write": progress, "pool": progress}
        if self._known[0] != url:  # to read it again costs as much as the rest of a request
            self._known = (url, self._httpx.URL(url))
        pieces: Any = body.pieces if body else ()
        content = {"stream": pieces} if self._is_lean else {"content": body}
        more = {"timeout": timeout, "body": body}
        try:
            return self._httpx.Request(
                method, self._known[1], headers=headers, extensions=more, **content
            )
        except UnicodeEncodeError:
            raise bad_header() from None

    def _read(self, response: Any, url: str) -> Answer:
        """The answer: a status that arrived counts, whatever becomes of the rest."""
        headers = dict(response.headers)
        pieces = self._pieces(response)
        content, cut = read_body(pieces, headers.get("content-encoding", ""), MAX_ANSWER)
        left = response.extensions.get("network_stream")
        if left and headers.get("content-length", "0") != "0":
            # Proxies that unpack a body and forward its old length leave bytes behind, which
            # would be taken for the beginning of the next answer.
            left.close()
        return Answer(response.status_code, headers, content, url, cut)

    def _pieces(self, response: Any) -> Iterator[bytes]:
        try:
            yield from response.stream
        except (self._httpx.TransportError, OutOfBoundsError):
            return
