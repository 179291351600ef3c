"""Owns what it means that no answer came, and for what reason; sends nothing."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from egain_cli.client.deadline import OutOfBoundsError
from egain_cli.errors import EgainError, TemporaryError, UncertainError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNTRUSTED = "Check the address, or name the server's certificate authority with --ca-file."
_REFUSED = "The server wants to know who asks: name a certificate that it trusts by --client-cert."
_PROXY = "Check the proxy; one that wants a login has it in EGAIN_PROXY=http://user:password@host."
# What a lookup says of a name that is nobody's; that of a name server out of reach is another.
_NO_SUCH_NAME = {
    getattr(socket, name)
    for name in ("EAI_NONAME", "EAI_NODATA", "EAI_FAMILY", "EAI_ADDRFAMILY")
    if hasattr(socket, name)
}
# One loss has one name, whichever way it came; these are the words of httpcore 1.0 for it.
CLOSED_WITHOUT_ANSWER = "it was closed without an answer"
_WORDS = {"Server disconnected without sending a response.": CLOSED_WITHOUT_ANSWER}


class Sent(Protocol):
    """A body that may have begun to leave."""

    begun: bool


def failure_of(httpx: Any, error: Exception, url: str, body: Sent | None) -> EgainError:
    """The error that stands for one of the HTTP library, or of the bounds of a call.

    TemporaryError where nothing reached the server, EgainError where TLS failed, UncertainError
    where the request left or began to, UsageError for a header that cannot be sent.
    """
    host = urlsplit(url).netloc
    words = _WORDS.get(str(error)) or str(error) or type(error).__name__
    if isinstance(error, httpx.LocalProtocolError) and not (body and body.begun):
        return bad_header()
    if tls := _tls_error(error):
        return _tls_failure(tls, host, body)
    if isinstance(error, httpx.ProxyError):
        # An answer of the 4xx kind says that it does not want to, as without a login.
        words_of_proxy = f"no connection to {host}: the proxy said {words}"
        return _temporary(words_of_proxy, _PROXY, retriable=not words.startswith("4"))
    before = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
    if isinstance(error, before) or (body and not body.begun):
        hint = "Check the URL, the network and the proxy, then try again."
        return _temporary(f"no connection to {host}: {words}", hint, retriable=_may_pass(error))
    late = isinstance(error, httpx.TimeoutException | OutOfBoundsError)
    lost = f"no answer from {host} in time" if late else f"the connection to {host} was lost"
    return UncertainError(f"{lost}: {words}")


def bad_header() -> UsageError:
    """The error for a header that cannot be sent; others' words would show it, and a session."""
    hint = "Check the settings that go into headers: session, token and language."
    return UsageError("the request cannot be made: a header is not what HTTP allows", hint)


def _temporary(message: str, hint: str, *, retriable: bool) -> TemporaryError:
    error = TemporaryError(message, hint)
    error.retriable = retriable
    return error


def _may_pass(error: Exception) -> bool:
    """Whether what kept a call from leaving may be over soon; a name that is nobody's will not."""
    unknown = (cause for cause in _causes(error) if isinstance(cause, socket.gaierror))
    return not any(cause.errno in _NO_SUCH_NAME for cause in unknown)


def _tls_failure(tls: ssl.SSLError, host: str, body: Sent | None) -> EgainError:
    words = getattr(tls, "verify_message", "") or str(tls)
    reason = tls.reason or ""
    refused = "ALERT" in reason and ("CERT" in reason or "UNKNOWN_CA" in reason)
    if refused and body:
        # A server that does not take the client's certificate reads nothing that comes after it,
        # although with TLS 1.3 the client may have sent some of it already.
        body.begun = False
    hint = _REFUSED if refused else _UNTRUSTED
    return EgainError(f"no trusted connection to {host}: {words}", hint)


def _tls_error(error: BaseException) -> ssl.SSLError | None:
    return next((cause for cause in _causes(error) if isinstance(cause, ssl.SSLError)), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
