"""Owns what a person is asked at login, and where a password may come from; keeps nothing."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from egain_cli.cli.opening import person_is_there
from egain_cli.client.session import Credentials
from egain_cli.config.values import Layer, Value
from egain_cli.entrusted import find_credentials
from egain_cli.errors import UsageError
from egain_cli.report import printable
from egain_cli.route import find_endpoint

if TYPE_CHECKING:
    from egain_cli.config.layers import Settings


def ask_for_login(settings: Settings, *, password_stdin: bool) -> tuple[Settings, Credentials]:
    """The settings with URL and user name filled in, and the credentials.

    Asks for what is missing where a person is there; UsageError naming what is missing otherwise.
    """
    for name, label in (("url", "Server URL"), ("username", "User name")):
        if not settings.text(name):
            settings = _with(settings, name, _ask(settings, name, label))
    endpoint = find_endpoint(settings)
    username = str(settings.text("username"))
    if password_stdin:
        return settings, Credentials(username, _password_from_stdin())
    if credentials := find_credentials(settings, endpoint):
        return settings, credentials
    words = f"Password for {username} at {endpoint.base}"
    return settings, Credentials(username, _ask(settings, "password", words, secret=True))


def _ask(settings: Settings, name: str, label: str, *, secret: bool = False) -> str:
    if not person_is_there(settings):
        how = "EGAIN_PASSWORD, --password-stdin or --password-file"
        hint = f"Give it by {how}." if secret else f"Give it by --{name} or EGAIN_{name.upper()}."
        raise UsageError(f"no {name}, and nobody to ask", hint)
    if secret:
        from getpass import getpass

        answer = getpass(f"{printable(label)}: ", sys.stderr)
    else:
        print(f"{label}: ", end="", file=sys.stderr, flush=True)  # noqa: T201 - a question
        answer = sys.stdin.readline().strip()
    if not answer:
        raise UsageError(f"no {name} was given", "Run `egain login` again.")
    return answer


def _password_from_stdin() -> str:
    try:
        password = sys.stdin.buffer.readline().decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        hint = "Pipe it in as UTF-8."
        raise UsageError("--password-stdin: the password is not UTF-8", hint) from None
    if not password:
        hint = "Pipe it in: `pass show egain | egain login --password-stdin`."
        raise UsageError("--password-stdin: standard input is empty", hint)
    return password


def _with(settings: Settings, name: str, value: str) -> Settings:
    return replace(settings, values={**settings.values, name: Value(value, Layer.FLAG, "asked")})
