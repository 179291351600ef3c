"""Owns what another process of a run needs to go on with a session; sends and keeps nothing."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from egain_cli.frozen import dataclass

if TYPE_CHECKING:
    from pathlib import Path

    from egain_cli.client.session import Credentials
    from egain_cli.client.sharing import Shared
    from egain_cli.config.layers import Settings
    from egain_cli.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Handed:
    """An access for another process, to be pickled into the pipe that starts it, and nowhere else.

    `opened` says that whoever hands it over ends the session, `kept` that it is a kept one;
    `folder` is where kept sessions are; by `shared` one process has what another one opened.
    """

    settings: Settings = field(repr=False)
    endpoint: Endpoint
    folder: Path
    session: str | None = field(repr=False)
    credentials: Credentials | None
    token: str | None = field(repr=False)
    opened: bool
    kept: bool
    shared: Shared | None


def portable(settings: Settings) -> Settings:
    """The settings, such that they can be pickled: a process's own environment cannot."""
    return replace(settings, environ=dict(settings.environ))
