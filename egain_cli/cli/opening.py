"""Owns how a verb begins: its settings, whether a person is there, the place of sessions."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egain_cli import places
from egain_cli.cli import messages
from egain_cli.cli.options import values
from egain_cli.config.layers import Settings, load_settings
from egain_cli.session import SessionStore

if TYPE_CHECKING:
    from egain_cli.endpoint import Endpoint


def open_settings(*groups: Any, **more: str | None) -> Settings:
    """The settings, with the options of these groups, and `more`, as flags."""
    options = values(*groups) | more
    given = {name: value for name, value in options.items() if value is not None}
    settings = load_settings(given, os.environ, Path.cwd())
    if settings.truth("verbose"):
        messages.log_verbosely()
    return settings


def person_is_there(settings: Settings) -> bool:
    """Whether somebody could answer: a terminal on both ends, and asking was not forbidden."""
    return sys.stdin.isatty() and sys.stderr.isatty() and not settings.truth("no_input")


def keyring_may_be_asked(settings: Settings) -> bool:
    """Whether somebody would see a keyring's question: a terminal, and asking not forbidden."""
    return sys.stderr.isatty() and not settings.truth("no_input")


def session_store(settings: Settings) -> SessionStore:
    """The place of kept sessions; the keyring is tried only where a person is.

    One who pipes a message in is there too: standard input does not count for that.
    """
    folder = places.state_dir(settings.environ) / "sessions"
    return SessionStore(folder, keyring_may_be_asked(settings))


def warn_of_danger(settings: Settings, endpoint: Endpoint) -> None:
    """Say loudly that a connection can be read or forged on the way."""
    from egain_cli.route import find_trust

    if find_trust(settings).insecure:
        words = f"--insecure: anybody between here and {endpoint.base} can read the session"
        messages.say(f"{words}, the password and the emails, and change them", "warning")
    if endpoint.in_the_clear:
        words = "the session, the password and the emails can be read on the way"
        messages.say(f"{endpoint.base} is not encrypted: {words}", "warning")
