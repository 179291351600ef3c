"""Owns what a base URL means and the paths below it; knows no HTTP."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from egain_cli.errors import UsageError

_PORTS = {"http": 80, "https": 443}
_LOOPBACK = re.compile(r"localhost|127(?:\.\d+){3}|::1")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server: `base` ends in the context root, `https://tenant.egain.cloud/system`."""

    base: str
    version: str = "v12"

    @property
    def login(self) -> str:
        """Where a user logs in (POST)."""
        return f"{self.base}/ws/{self.version}/authentication/user/login"

    @property
    def logout(self) -> str:
        """Where a session ends (DELETE)."""
        return f"{self.base}/ws/{self.version}/authentication/user/logout"

    @property
    def activities(self) -> str:
        """Where an activity is created (POST)."""
        return f"{self.base}/ws/{self.version}/interaction/activity"

    @property
    def custom_attributes(self) -> str:
        """What any session may read; a way to see whether it still lives (GET)."""
        return f"{self.activities}/attributes?$attribute=custom"

    @property
    def in_the_clear(self) -> bool:
        """Whether what is sent there can be read on the way: http, and not to this machine."""
        parts = urlsplit(self.base)
        return parts.scheme == "http" and not is_loopback(parts.hostname or "")

    def absolute(self, location: str) -> str:
        """The URL that a Location means; servers send a path below the host."""
        return urljoin(self.base, location)


def parse_endpoint(url: str, version: str = "v12") -> Endpoint:
    """The endpoint that a user's URL means, with or without the context root `/system`.

    Equal servers give equal endpoints: the host in lower case, the default port left out.
    Raises UsageError for what is no URL of a server, or holds a user name or a password.
    """
    parts = _split(url.strip())
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    root = re.split(r"/ws(?:/|$)", parts.path)[0].rstrip("/")
    if not root.endswith("/system"):
        root += "/system"
    return Endpoint(f"{parts.scheme}://{host}{port}{root}", version)


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    return _LOOPBACK.fullmatch(host.lower()) is not None


def same_origin(one: str, other: str) -> bool:
    """Whether two URLs lead to the same scheme, host and port."""
    return _origin(one) == _origin(other)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _split(url: str) -> SplitResult:
    example = "Write it like https://tenant.egain.cloud or https://ece.example.com/system."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"the URL cannot be read: {error}", example) from None
    if "@" in parts.netloc:
        hint = "Leave them out of it, and use --username and EGAIN_PASSWORD."
        raise UsageError("the URL holds a user name or a password", hint)
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise UsageError(f"{url!r} is not the URL of a server", example)
    if parts.query or parts.fragment:
        raise UsageError(f"{url!r} holds more than a server's address", example)
    return parts
