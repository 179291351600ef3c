"""Owns the way to a server: whom to trust over TLS, and through which proxy; sends nothing."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from egain_cli.endpoint import is_loopback
from egain_cli.errors import UsageError


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom to believe over TLS: the system's certificates, those in a file, or anybody."""

    ca_file: str | None = None
    insecure: bool = False


def tls_context(url: str, trust: Trust) -> ssl.SSLContext:
    """What a connection to `url` is checked with; UsageError for a file without certificates."""
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


def find_proxy(url: str) -> str | None:
    """The proxy that the environment or the system names for `url`; this machine needs none."""
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - httpx loads it anyway

    parts = urlsplit(url)
    proxies = getproxies()
    if not proxies or is_loopback(parts.hostname or "") or proxy_bypass(parts.netloc):
        return None
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"
