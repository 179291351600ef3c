"""Owns what the text of a setting may be, and what it stands for; knows no setting and no file."""

from __future__ import annotations

import math
import re
from dataclasses import field
from urllib.parse import unquote, urlsplit

from egain_cli.errors import UsageError
from egain_cli.frozen import dataclass

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
# The published list of another version of the API; that of v12 could not be read, and is taken
# to be the same. A server answers 406 to any other.
LANGUAGES = (
    "en-US", "es-ES", "fr-FR", "it-IT", "de-DE", "nl-NL", "pt-BR", "pt-PT", "da-DK", "ru-RU",
    "fr-CA", "zh-CN", "ja-JP", "ko-KR", "sv-SE",
)  # fmt: skip
_DAY = 86_400
_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}  # of bytes
_HOST = re.compile(r"[\w.:-]+", re.ASCII)
_PROXY_HINT = "Write it like http://proxy.example.com:3128, or `none` for no proxy at all."


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy's URL without who logs in there, which is in no text and no repr.

    An empty `address` stands for no proxy; `login` is user name and password, empty for neither.
    """

    address: str
    login: tuple[str, str] = field(default=("", ""), repr=False)

    def __str__(self) -> str:
        scheme, _, place = self.address.partition("://")
        login = "(login not shown)@" if any(self.login) else ""
        return f"{scheme}://{login}{place}" if self.address else "none"


def parse_text(text: str) -> str:
    """Any text."""
    return text


def parse_url(text: str) -> str:
    """The URL of a server, as it was written."""
    from egain_cli.endpoint import parse_endpoint  # noqa: PLC0415 - not every command has a URL

    parse_endpoint(text)
    return text.strip()


def parse_root(text: str) -> str:
    """The path between a server's name and /ws, without slashes around it; empty for none."""
    root = text.strip().strip("/")
    segments = root.split("/") if root else []
    if not all(re.fullmatch(r"[\w.~-]+", part, re.ASCII) for part in segments):
        raise ValueError("must be the path before /ws, such as system")
    if any(part in (".", "..", "ws") for part in segments):
        raise ValueError("must be the path before /ws, such as system")
    return root


def parse_header(text: str) -> str:
    """What may stand in a header."""
    if not re.fullmatch(r"[!-~]+", text.strip()):
        raise ValueError("must be printable ASCII characters without blanks")
    return text.strip()


def parse_language(text: str) -> str:
    """One of the documented codes, in its documented case."""
    known = {code.lower(): code for code in LANGUAGES}
    code = known.get(text.strip().lower().replace("_", "-"))
    if code is None:
        raise ValueError(f"must be one of {' '.join(LANGUAGES)}")
    return code


def parse_truth(text: str) -> bool:
    """Yes or no."""
    if text.lower() not in _YES | _NO:
        raise ValueError("must be true or false")
    return text.lower() in _YES


def parse_seconds(text: str) -> float:
    """Seconds, more than none, at most a day."""
    seconds = _number(text)
    if not 0 < seconds <= _DAY:
        raise ValueError("must be a number of seconds above 0, at most 86400")
    return seconds


def parse_limit(text: str) -> float:
    """Seconds, at most a day, or 0 for no limit."""
    seconds = _number(text)
    if not 0 <= seconds <= _DAY:
        raise ValueError("must be a number of seconds, at most 86400, or 0 for no limit")
    return seconds


def parse_size(text: str) -> int:
    """Bytes; k, M or G behind the number stand for 1024 of what is below them."""
    match = re.fullmatch(r"([0-9]{1,15}) ?([kmg]?)b?", text.strip().lower(), re.ASCII)
    if match is None:
        raise ValueError("must be a number of bytes, such as 500k or 25M, or 0 for any size")
    return int(match[1]) * _UNITS[match[2]]


def parse_version(text: str) -> str:
    """The version in the path."""
    if not re.fullmatch(r"v[0-9]{1,3}", text):
        raise ValueError("must look like v12")
    return text


def parse_list(text: str) -> tuple[str, ...]:
    """What stands between commas or blanks."""
    return tuple(part for part in re.split(r"[,\s]+", text) if part)


def parse_choices(text: str) -> tuple[str, ...]:
    """Choices of a dialect, each as `KEY=VALUE`."""
    from egain_cli.dialect import parse_dialect  # noqa: PLC0415 - hardly anybody chooses

    parse_dialect(text)
    entries = (entry.partition("=") for entry in text.split(",") if entry.strip())
    return tuple(f"{key.strip()}={value.strip()}" for key, _, value in entries)


def parse_proxy(text: str) -> Proxy:
    """A proxy, or `none`; UsageError, whose words do not repeat a text that may hold a password."""
    if text.strip().lower() == "none":
        return Proxy("")
    url = text.strip() if "://" in text else f"http://{text.strip()}"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UsageError("the proxy's URL cannot be read", _PROXY_HINT) from None
    more = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or more:
        raise UsageError("the proxy's URL is not that of an HTTP proxy", _PROXY_HINT)
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    login = unquote(parts.username or ""), unquote(parts.password or "")
    return Proxy(f"{parts.scheme}://{place}", login)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
