"""Owns the table of settings: names, defaults, where each may be set; knows no file."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


def _text(text: str) -> str:
    return text


def _url(text: str) -> str:
    from egain_cli.endpoint import parse_endpoint  # noqa: PLC0415 - not every command has a URL

    parse_endpoint(text)
    return text.strip()


def _in_header(text: str) -> str:
    if not re.fullmatch(r"[!-~]+", text.strip()):
        raise ValueError("must be printable ASCII characters without blanks")
    return text.strip()


def _truth(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise ValueError("must be true or false")
    return text.lower() in _YES


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 86_400:
        raise ValueError("must be a number of seconds above 0, at most 86400")
    return seconds


def _version(text: str) -> str:
    if not re.fullmatch(r"v\d{1,3}", text):
        raise ValueError("must look like v12")
    return text


def _format(text: str) -> str:
    if text != "json":
        raise ValueError("must be json (xml and multipart are not supported yet)")
    return text


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[,\s]+", text) if part)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; `parse` raises ValueError with what the value must be, or UsageError
    whose words may be shown where the value may not.

    `project` says whether a file found in a folder may set it: nothing that decides where a
    secret goes, or whom to trust, may be set there. `profile` says the same of a profile.
    """

    name: str
    parse: Callable[[str], object]
    help: str
    default: object = None
    project: bool = True
    profile: bool = True
    secret: bool = False

    @property
    def environment(self) -> str:
        """The name of its twin in the environment."""
        return f"EGAIN_{self.name.upper()}"

    def read(self, text: str, where: str) -> object:
        """The value that a text stands for; UsageError naming the place when it is no such one."""
        try:
            return self.parse(text)
        except UsageError as error:
            raise UsageError(f"{where}: {error.message}", error.hint) from None
        except ValueError as error:
            shown = "the value" if self.secret else repr(text)
            hint = f"{self.name}: {self.help}"
            raise UsageError(f"{where}: {shown} {error}", hint) from None


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("url", _url, "the server, with or without /system"),
        Setting("username", _text, "the user who logs in"),
        Setting("password", _text, "only here", project=False, profile=False, secret=True),
        Setting("password_file", _text, "a file that holds the password", project=False),
        Setting("session", _in_header, "a session id", project=False, profile=False, secret=True),
        Setting("profile", _text, "the profile to use", "default", profile=False),
        Setting("department", _text, "the department that gets the email"),
        Setting("receiver", _text, "the alias that gets the email"),
        Setting("aliases", _list, "aliases to look for in the headers of a saved message", ()),
        Setting("format", _format, "the format on the wire", "json"),
        Setting("language", _in_header, "the language of the server's messages, such as en-US"),
        Setting("timeout", _seconds, "seconds without progress before giving up", 30.0),
        Setting("api_version", _version, "the version in the path", "v12"),
        Setting("ca_file", _text, "a file of certificates to trust", project=False),
        Setting("insecure", _truth, "trust any certificate", default=False, project=False),
        Setting("force_login", _truth, "end the oldest of five sessions", False, project=False),
        Setting("json", _truth, "JSON lines", default=False, project=False, profile=False),
        Setting("quiet", _truth, "no results", default=False, project=False, profile=False),
        Setting("verbose", _truth, "say more", default=False, project=False, profile=False),
        Setting("no_input", _truth, "never ask", default=False, project=False, profile=False),
    )
}
