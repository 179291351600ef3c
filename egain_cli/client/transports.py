"""Owns which transport of httpx's a call takes: the lean one, or, through a proxy, its own."""

from __future__ import annotations

import sys
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from egain_cli.client.deadline import BoundedNetwork, Bounds
from egain_cli.client.way import Way, find_proxy, tls_context
from egain_cli.errors import UsageError

if TYPE_CHECKING:
    import ssl

_importing = Lock()  # threads that begin at once would find what another has hidden


def open_transport(url: str, way: Way, tls: ssl.SSLContext, bounds: Bounds) -> tuple[Any, bool]:
    """What carries requests to `url`, and whether it is the lean one; sends nothing yet.

    UsageError for a proxy that cannot be used.
    """
    proxy = _proxy(import_httpx(), url, way)
    if proxy is None:
        return _lean_transport(tls, bounds), True
    return _proxied_transport(tls, bounds, proxy=proxy), False


def _lean_transport(tls: ssl.SSLContext, bounds: Bounds) -> Any:
    from egain_cli.client.lean import LeanTransport  # noqa: PLC0415 - it imports httpx itself

    return LeanTransport(tls, bounds)


def _proxied_transport(tls: ssl.SSLContext, bounds: Bounds, *, proxy: Any) -> Any:
    httpx = import_httpx()
    try:
        limits = httpx.Limits(keepalive_expiry=2.0)
        transport = httpx.HTTPTransport(verify=tls, trust_env=False, proxy=proxy, limits=limits)
    except (ValueError, ImportError) as error:
        raise _bad_proxy(error) from None
    # httpx (0.28) has no argument for it, and times out each read by itself: a server that
    # sends one byte now and then would never be given up.
    pool = transport._pool
    pool._network_backend = BoundedNetwork(pool._network_backend, bounds)
    return transport


def _proxy(httpx: Any, url: str, way: Way) -> Any:
    """The proxy that was named; without a word about it, the one of the environment."""
    proxy = find_proxy(url) if way.proxy is None else way.proxy
    if not proxy:
        return None
    ours = replace(way.trust, certificate=None)  # the client's certificate is for the server
    context = tls_context(proxy, ours) if proxy.startswith("https://") else None
    login = way.proxy_login if any(way.proxy_login) else None
    try:
        return httpx.Proxy(proxy, auth=login, ssl_context=context)
    except (ValueError, httpx.InvalidURL) as error:
        raise _bad_proxy(error) from None


def _bad_proxy(error: Exception) -> UsageError:
    # Its words would show the proxy's URL, and the password that may be in it.
    hint = "Check --proxy, EGAIN_PROXY, HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY."
    return UsageError(f"the proxy cannot be used ({type(error).__name__})", hint)


def import_httpx() -> Any:
    """The HTTP library, without what it would load for a command line of its own."""
    # httpx offers a command line of its own and loads click, rich and pygments for it where click
    # is installed (httpx 0.28.1, seen 2026-11: 60 ms). Nobody here asks for it.
    with _importing:
        hide = "httpx" not in sys.modules
        if hide:
            sys.modules["httpx._main"] = None  # type: ignore[assignment]
        try:
            import httpx  # noqa: PLC0415 - most commands never send anything
        finally:
            if hide:
                del sys.modules["httpx._main"]
        return httpx
