"""Owns the connections to a server, one a thread, and how each is made; knows no login."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import RLock, get_ident
from typing import TYPE_CHECKING

from egain_cli.client.connection import Connection
from egain_cli.client.http import Http
from egain_cli.client.way import serves_threads, tls_context
from egain_cli.route import find_dialect, find_trust, find_way

if TYPE_CHECKING:
    from ssl import SSLContext

    from egain_cli.client.session import Session
    from egain_cli.config.layers import Settings
    from egain_cli.endpoint import Endpoint


@dataclass(slots=True)
class Connections:
    """The connections of all threads; they share one TLS context, if it can be shared."""

    settings: Settings = field(repr=False)
    endpoint: Endpoint
    _tls: SSLContext | None = field(default=None, init=False)
    _threads: dict[Connection, int] = field(default_factory=dict, init=False, repr=False)
    _lock: RLock = field(default_factory=RLock, init=False, repr=False)

    def make(self, session: Session, token: str | None) -> Connection:
        """A connection with a session, or a token in its place; it connects when it is used."""
        with self._lock:
            if self._tls is None or not serves_threads(self._tls):
                self._tls = tls_context(self.endpoint.base, find_trust(self.settings))
            tls = self._tls
        return Connection(
            http=Http(self.endpoint.base, find_way(self.settings), tls),
            endpoint=self.endpoint,
            session=session,
            language=self.settings.text("language"),
            token=token,
            dialect=find_dialect(self.settings),
        )

    def keep(self, connection: Connection) -> None:
        """It is the calling thread's, until all are given up."""
        with self._lock:
            self._threads[connection] = get_ident()

    def give_up(self) -> tuple[list[Connection], list[Connection]]:
        """The connections that were kept, to be closed: those of this thread, and of others."""
        with self._lock:
            threads = dict(self._threads)
            self._threads.clear()
        own = [each for each, thread in threads.items() if thread == get_ident()]
        return own, [each for each in threads if each not in own]
