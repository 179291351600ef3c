"""Owns what a base URL means and the paths below it; knows no HTTP."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

from egain_cli.errors import UsageError
from egain_cli.frozen import dataclass

_PORTS = {"http": 80, "https": 443}
_MAX_LENGTH = 2000
_EXAMPLE = "Write it like https://tenant.egain.cloud or https://ece.example.com/system."
_FOUR_NUMBERS = re.compile(r"\d+(?:\.\d+){3}")
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
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


def parse_endpoint(url: str, version: str = "v12", context_root: str = "system") -> Endpoint:
    """The endpoint that a user's URL means, with or without the context root at its end.

    An empty `context_root` adds nothing: the API lies below the URL as it is. Equal servers give
    equal endpoints: the host in lower case, the default port left out.
    Raises UsageError for what is no URL of a server, or holds a user name or a password.
    """
    parts = _split(url.strip())
    try:
        host = _to_ascii((parts.hostname or "").lower())
    except ValueError:
        hint = "Check its spelling, or write it as it is registered, such as xn--9ca.example."
        raise UsageError(f"{parts.hostname!r} cannot be the name of a host", hint) from None
    if ":" in host:
        host = f"[{host}]"
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    root = re.split(r"/ws(?:/|$)", parts.path)[0].rstrip("/")
    if context_root and not root.endswith(f"/{context_root}"):
        root += f"/{context_root}"
    return Endpoint(f"{parts.scheme}://{host}{port}{root}", version)


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    return _LOOPBACK.fullmatch(host.lower()) is not None


def same_origin(one: str, other: str) -> bool:
    """Whether two URLs lead to the same scheme, host and port; what is no URL leads nowhere."""
    try:
        return _origin(one) == _origin(other)
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _split(url: str) -> SplitResult:
    """The parts of a server's URL. No message repeats what may hold a secret."""
    if "@" in url:
        hint = "Leave them out of it, and use --username and EGAIN_PASSWORD."
        raise UsageError("the URL holds a user name or a password", hint)
    if not url.isprintable() or " " in url or len(url) > _MAX_LENGTH:
        raise UsageError("the URL cannot be read: it holds blanks or is too long", _EXAMPLE)
    try:
        parts = urlsplit(url)
        port = parts.port
        if parts.netloc.startswith("["):
            IPv6Address(parts.hostname or "")
    except ValueError:
        raise UsageError("the URL cannot be read: check its host and port", _EXAMPLE) from None
    if parts.query or parts.fragment:
        raise UsageError("the URL holds more than a server's address", _EXAMPLE)
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise UsageError(f"{url!r} is not the URL of a server", _EXAMPLE)
    return parts


def _to_ascii(host: str) -> str:
    """A host as it is asked for, `é.com` as `xn--9ca.com`; ValueError for what names none."""
    if ":" in host or _FOUR_NUMBERS.fullmatch(host):
        return str(ip_address(host))
    name = host.encode("idna").decode("ascii").lower()
    shown = name.encode("ascii").decode("idna")
    if not host.isascii() and shown != host:
        raise ValueError("another name is asked for than the one that is shown, as with a sharp s")
    labels = [*name.removesuffix(".").split("."), *shown.removesuffix(".").split(".")]
    if len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("not made of letters, digits and hyphens")
    return name
