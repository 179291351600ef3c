"""Owns what becomes of a session beyond its use: kept anew, or ended by whoever opened it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from egain_cli.errors import EgainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.client.sharing import Shared
    from egain_cli.session import KeptSession, SessionStore

    Warn = Callable[[str], None]

_CHANGED = (
    "the server changed the kept session, which several processes cannot keep: log in again with"
    " `egain login` when they are done"
)


def _ignore(words: str) -> None:
    """Whom nobody told where to say it."""


@dataclass(slots=True)
class Custody:
    """For the process that began: it keeps what takes the place of a kept session.

    `username` is who would log in; `named` says that the session in use was given by name, and is
    not the kept one; `opened` that one was opened on the way, which is to be ended.
    """

    store: SessionStore
    kept: KeptSession | None = None
    username: str | None = None
    named: bool = False
    opened: bool = False
    warn: Warn = _ignore

    def take(self, session: str) -> None:
        """Keep a session that replaces the kept one of the same user; end any other ourselves."""
        self.opened = True
        if self.kept and self.kept.username == self.username and not self.named:
            self.opened = not self._keep(replace(self.kept, session=session, since=now()))

    def exchange(self, session: str) -> None:
        """Keep the session that the server gave in place of the kept one, and of no other."""
        if self.kept and not self.opened and not self.named:
            self._keep(replace(self.kept, session=session))

    def ends(self, _session: str) -> bool:
        """Whether this process is to end a session."""
        return self.opened

    def _keep(self, kept: KeptSession) -> bool:
        try:
            self.kept = self.store.keep(kept)
        except EgainError as error:
            self.warn(f"the new session cannot be kept: {error.message}")
            return False
        return True


@dataclass(slots=True)
class Lodging:
    """For a process to which a session was handed: it keeps none, and may not ask the keyring.

    `was_opened` says that whoever handed it over ends it, `was_kept` that it is a kept one.
    """

    was_opened: bool
    was_kept: bool
    shared: Shared | None
    kept: None = None
    opened: bool = False
    warn: Warn = _ignore

    def take(self, _session: str) -> None:
        """End a session that was opened here, unless it is that of all."""
        self.opened = True

    def exchange(self, _session: str) -> None:
        """End a session that takes the place of one to be ended; leave the kept one alone.

        Others may be about to do the same.
        """
        renewed = self.shared is not None and self.shared.latest is not None
        self.opened = self.opened or self.was_opened or renewed
        if self.was_kept and not self.opened:
            self.warn(_CHANGED)

    def ends(self, session: str) -> bool:
        """Whether this process is to end a session: that of all is for whoever handed it over."""
        return self.opened and not (self.shared and self.shared.latest == session)


def now() -> str:
    """The present moment, as it is kept with a session."""
    return datetime.now(UTC).isoformat(timespec="seconds")
