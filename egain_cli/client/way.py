"""Owns the way to a server: whom to trust, who one is, and through which proxy; sends nothing."""

from __future__ import annotations

import ssl
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from egain_cli.client.deadline import Patience
from egain_cli.endpoint import is_loopback
from egain_cli.errors import UsageError


@dataclass(frozen=True, slots=True)
class Certificate:
    """The client's own certificate and its key, in PEM, in one file or in two."""

    file: str
    key_file: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom to believe over TLS: the system's certificates, those in a file, or anybody."""

    ca_file: str | None = None
    insecure: bool = False
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How a server is reached.

    `proxy` is a URL, empty for none, None for the one that the environment or the system names;
    `proxy_login` is the user name and the password there.
    """

    trust: Trust = field(default_factory=Trust)
    patience: Patience = field(default_factory=Patience)
    proxy: str | None = None
    proxy_login: tuple[str, str] = field(default=("", ""), repr=False)


def tls_context(url: str, trust: Trust) -> ssl.SSLContext:
    """What a connection to `url` is checked with; UsageError for files that are no certificates."""
    if url.startswith("http://"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, should a proxy ask for TLS
    context = _verifying(trust)
    if trust.certificate:
        _show_certificate(context, trust.certificate)
    return context


def _verifying(trust: Trust) -> ssl.SSLContext:
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
    return _system_context()


def serves_threads(context: ssl.SSLContext) -> bool:
    """Whether several threads may connect by it at once, and none has to wait for another."""
    return type(context) is ssl.SSLContext


def _system_context() -> ssl.SSLContext:
    """One that believes whom the system believes.

    On macOS and Windows truststore asks the system itself. Elsewhere it would read all certificates
    anew for each connection, which takes 60 ms, and let one handshake wait for another (0.10, seen
    2026-11); OpenSSL reads them once, where it knows their place.
    """
    if sys.platform not in ("darwin", "win32") and _knows_certificates():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.set_default_verify_paths()
        return context
    import truststore  # noqa: PLC0415 - few need it

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _knows_certificates() -> bool:
    paths = ssl.get_default_verify_paths()
    # Names as OpenSSL looks them up: of each hash the first.
    return bool(paths.cafile or (paths.capath and any(Path(paths.capath).glob("*.0"))))


def _show_certificate(context: ssl.SSLContext, own: Certificate) -> None:
    """Let a context show the client's certificate; OpenSSL never asks for the key's password."""
    names = f"--client-cert {own.file}" + (f", --client-key {own.key_file}" if own.key_file else "")

    def give_password() -> str:
        if own.password is None:
            hint = "Give its password in EGAIN_CLIENT_KEY_PASSWORD."
            raise UsageError(f"{names}: the key is encrypted", hint)
        return own.password

    try:
        context.load_cert_chain(own.file, own.key_file, give_password)
    except (OSError, ValueError) as error:  # a missing file, no PEM, a wrong password, another key
        words = (
            getattr(error, "strerror", None) or getattr(error, "reason", None) or "cannot be read"
        )
        hint = "Name a certificate and the key that belongs to it, in PEM form"
        more = ", and check EGAIN_CLIENT_KEY_PASSWORD." if own.password is not None else "."
        raise UsageError(f"{names}: {words}", hint + more) from None


def find_proxy(url: str) -> str | None:
    """The proxy that the environment or the system names for `url`; this machine needs none."""
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - httpx loads it anyway

    parts = urlsplit(url)
    proxies = getproxies()
    if not proxies or is_loopback(parts.hostname or "") or proxy_bypass(parts.netloc):
        return None
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"
