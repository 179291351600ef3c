"""Owns one kept connection to a server as a transport of httpx's; knows nothing of eGain.

Imports httpx, so it is itself imported late. httpx's own transport takes several times the CPU time
of this one for each call (measured in 2026-11), and keeps what goes through a proxy.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, cast

import httpx

from egain_cli.client.failures import CLOSED_WITHOUT_ANSWER
from egain_cli.client.framing import AnswerReader
from egain_cli.client.heads import BadAnswerError, Head
from egain_cli.client.leaving import is_final, write, write_head
from egain_cli.client.wire import Place, Wire, connect

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator

    from egain_cli.client.deadline import Bounds

_MAX_IDLE = 2.0  # seconds; a server that closes a connection silently waits longer than that


class LeanTransport(httpx.BaseTransport):
    """One connection at a time, without a proxy; a second thread waits for the first.

    Raises httpx's errors, and OutOfBoundsError for the bounds of a call. Of a request whose
    extension `body` is named, `begun` says whether any byte of the body left.
    """

    def __init__(self, tls: ssl.SSLContext, bounds: Bounds) -> None:
        self._tls = tls
        self._bounds = bounds
        self._lock = threading.Lock()
        self._wire: Wire | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, once its head has come."""
        self._lock.acquire()
        try:
            return self._ask(request)
        except BaseException:
            self._drop()
            self._lock.release()
            raise

    def close(self) -> None:
        """Close the connection; one that another thread waits for is ended, and closed there."""
        if self._lock.acquire(blocking=False):
            self._drop()
            self._lock.release()
        elif wire := self._wire:
            wire.interrupt()

    def release(self, wire: Wire, *, keep: bool) -> None:
        """An answer was read, or will not be: the connection may serve the next call."""
        if keep:
            wire.idle_since = monotonic()
        else:
            self._drop()
        self._lock.release()

    def _ask(self, request: httpx.Request) -> httpx.Response:
        head, body = _head_of(request), request.extensions.get("body")
        pieces = cast("Iterable[bytes]", request.stream)
        kept = self._kept(request)
        wire = kept or self._connect(request)
        error = write(wire, head, pieces, body)
        if error and kept and not kept.sent:  # it was closed meanwhile, and took nothing
            self._drop()
            wire = self._connect(request)
            error = write(wire, head, pieces, body)
        if error and (wire.sent <= len(head) or is_final(error)):
            kind = httpx.WriteTimeout if isinstance(error, TimeoutError) else httpx.WriteError
            raise kind(str(error)) from error
        return self._answer(wire, error)

    def _kept(self, request: httpx.Request) -> Wire | None:
        """The connection of the call before, if it can be relied on."""
        wire = self._wire
        if wire is None:
            return None
        if monotonic() - wire.idle_since > _MAX_IDLE or not wire.is_silent():
            self._drop()
            return None
        wire.progress = request.extensions["timeout"]["read"]
        return wire

    def _connect(self, request: httpx.Request) -> Wire:
        url, timeout = request.url, request.extensions["timeout"]
        encrypted = url.scheme == "https"
        port = url.port or (443 if encrypted else 80)
        place = Place(url.raw_host.decode("ascii"), port, self._tls if encrypted else None)
        try:
            wire = self._wire = connect(place, timeout["connect"], self._bounds)
        except TimeoutError as error:
            raise httpx.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error
        wire.progress = timeout["read"]
        return wire

    def _answer(self, wire: Wire, unsent: OSError | None) -> httpx.Response:
        """What the server says; it may do so before it has the whole body, and take no more."""
        reader = AnswerReader(wire.receive)
        with _named():
            head = reader.read_head()
        if head is None:
            raise httpx.RemoteProtocolError(CLOSED_WITHOUT_ANSWER) from unsent
        stream = _Stream(self, wire, reader, head)
        if unsent:
            stream.keep = False
        return httpx.Response(head.status, headers=head.headers, stream=stream)

    def _drop(self) -> None:
        if self._wire:
            self._wire.close()
            self._wire = None


class _Stream(httpx.SyncByteStream):
    """The body of an answer; the connection is given back when it is closed.

    Proxies that unpack a body and forward its old length leave bytes behind, which would be taken
    for the beginning of the next answer: after a body with a length no other call is made.
    """

    def __init__(
        self, transport: LeanTransport, wire: Wire, reader: AnswerReader, head: Head
    ) -> None:
        self._transport = transport
        self._wire = wire
        self._reader = reader
        self._head = head
        self.keep = head.keeps and not head.length

    def __iter__(self) -> Iterator[bytes]:
        with _named():
            yield from self._reader.read_body(self._head)

    def close(self) -> None:
        """Give the connection back."""
        self._transport.release(self._wire, keep=self.keep and self._reader.is_clean)


@contextmanager
def _named() -> Iterator[None]:
    """Whatever keeps an answer from being read, by the name that httpx has for it."""
    try:
        yield
    except TimeoutError as error:
        raise httpx.ReadTimeout(str(error)) from error
    except OSError as error:
        raise httpx.ReadError(str(error)) from error
    except BadAnswerError as error:
        raise httpx.RemoteProtocolError(str(error)) from error


def _head_of(request: httpx.Request) -> bytes:
    """The request line and the headers; LocalProtocolError for one that HTTP does not allow."""
    line = b"%s %s HTTP/1.1" % (request.method.encode("ascii"), request.url.raw_path)
    host = () if "Host" in request.headers else ((b"Host", request.url.netloc),)
    head = write_head(line, (*host, *request.headers.raw))
    if head is None:
        raise httpx.LocalProtocolError("a header is not what HTTP allows")
    return head
