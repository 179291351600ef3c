"""Owns a way to a server with a session: what is opened, changed, kept and ended; asks nobody."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import RLock, get_ident
from typing import TYPE_CHECKING

from egain_cli.client.connection import Connection
from egain_cli.client.http import Http
from egain_cli.client.session import Session
from egain_cli.client.way import tls_context
from egain_cli.config.secret_files import read_token
from egain_cli.entrusted import find_credentials, find_token_file, require_trust
from egain_cli.errors import EgainError, RefusedError
from egain_cli.handover import Handed, portable
from egain_cli.route import find_dialect, find_endpoint, find_trust, find_way
from egain_cli.session import SessionStore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from ssl import SSLContext

    from egain_cli.client.session import Credentials
    from egain_cli.config.layers import Settings
    from egain_cli.endpoint import Endpoint
    from egain_cli.session import KeptSession

_CHANGED = (
    "the server changed the kept session, which several processes cannot keep: log in again with"
    " `egain login` when they are done"
)
LOCKED = "the session is kept in the keyring, which is not asked where nobody is"


@dataclass(slots=True)
class Access:
    """A way to a server: opens connections when asked, and ends what it opened itself.

    Each thread gets a connection of its own, and all share one session and one TLS context. `warn`
    is told what a person should know although it went on. `handed` is what another process gave.
    """

    settings: Settings = field(repr=False)
    store: SessionStore
    endpoint: Endpoint
    kept: KeptSession | None
    credentials: Credentials | None
    warn: Callable[[str], None] = lambda words: None  # noqa: ARG005
    connection: Connection | None = None
    opened: bool = False
    handed: Handed | None = None
    _shared: Session | None = field(default=None, init=False)
    _token: str | None = field(default=None, init=False, repr=False)
    _tls: SSLContext | None = field(default=None, init=False)
    _own: dict[Connection, int] = field(default_factory=dict, init=False, repr=False)
    _lock: RLock = field(default_factory=RLock, init=False, repr=False)

    def connect(self) -> Connection:
        """A connection for the calling thread, logged in, with the session that all share.

        The first call logs in, and those of other threads wait for it. RefusedError where there is
        no session and no password.
        """
        connection = self.prepare()
        try:
            if connection.token is None and connection.session.id is None:
                self._refuse_locked()
                connection.enter()
        except BaseException:
            connection.http.close()
            raise
        with self._lock:
            self._own[connection] = get_ident()
        return connection

    def prepare(self, *, session_only: bool = False) -> Connection:
        """A connection with the token or the session at hand; nothing is sent yet.

        `session_only` is for what begins or ends a session, whatever token there is.
        """
        with self._lock:
            if self._tls is None:
                self._tls = tls_context(self.endpoint.base, find_trust(self.settings))
            token = None if session_only else self._find_token()
            if session_only or self._shared is None:
                session = self._make_session(with_token=token is not None)
                self._shared = self._shared if session_only else session
            else:
                session = self._shared
            return Connection(
                http=Http(self.endpoint.base, find_way(self.settings), self._tls),
                endpoint=self.endpoint,
                session=session,
                language=self.settings.text("language"),
                token=token,
                dialect=find_dialect(self.settings),
            )

    def close(self, *, hurry: bool = False) -> None:
        """Log out if a login was made on the way and is kept nowhere; close the connections.

        The server gets five seconds to answer, in a `hurry`, as after an interrupt, two. What other
        threads are still asking is ended.
        """
        with self._lock:
            connections = dict(self._own)
            self._own.clear()
        if self.connection:
            connections.setdefault(self.connection, get_ident())
        if self.opened and self._shared and self._shared.id:
            with suppress(EgainError):
                self._log_out(connections, 2.0 if hurry else 5.0)
        for connection in connections:
            connection.http.close()

    def hand_over(self) -> Handed:
        """What another process needs to share the session, which is opened now if there is none.

        Raises what `connect` raises.
        """
        connection = self.connect()
        return Handed(
            settings=portable(self.settings),
            endpoint=self.endpoint,
            folder=self.store.folder,
            session=connection.session.id,
            credentials=connection.session.credentials,
            token=connection.token,
            opened=self.opened,
            kept=not self.opened and self.kept is not None and not self.settings.text("session"),
        )

    def _log_out(self, connections: Mapping[Connection, int], seconds: float) -> None:
        """End the session, on no connection that another thread may be using."""
        own = [each for each, thread in connections.items() if thread == get_ident()]
        connection = own[-1] if own else self.prepare()
        try:
            connection.http.limit(seconds)
            connection.logout()
        finally:
            connection.http.close()

    def _make_session(self, *, with_token: bool) -> Session:
        given = self.handed.session if self.handed else self.settings.text("session")
        kept = self.kept.session if self.kept else None
        return Session(
            None if with_token else given or kept,
            None if with_token else self.credentials,
            force_login=self.settings.truth("force_login"),
            on_open=self._take,
            on_change=self._exchange,
            warn=self.warn,
        )

    def _find_token(self) -> str | None:
        """The token, read once: its file may be a pipe."""
        if self.handed:
            return self.handed.token
        file = find_token_file(self.settings, self.endpoint)
        if file and self._token is None:
            self._token = read_token(file)
        return self._token

    def _refuse_locked(self) -> None:
        if not self.credentials and self.is_locked:
            hint = "Run it at a terminal, or set EGAIN_USERNAME and EGAIN_PASSWORD."
            raise RefusedError(f"{LOCKED} ({self.endpoint.base})", hint)

    @property
    def is_locked(self) -> bool:
        """Whether there is a kept session that cannot be had here."""
        return self.store.is_locked(str(self.settings.text("profile")), self.endpoint.base)

    def _exchange(self, session: str) -> None:
        """Keep the session that the server gave in place of the kept one, and of no other.

        Another process leaves the kept one alone: it may not ask the keyring, and others may be
        about to do the same. It ends a session that takes the place of one to be ended.
        """
        if self.handed:
            self.opened = self.opened or self.handed.opened
            if self.handed.kept and not self.opened:
                self.warn(_CHANGED)
            return
        if self.opened or not self.kept or self.settings.text("session"):
            return
        self._keep(replace(self.kept, session=session))

    def _take(self, session: str) -> None:
        """Keep a session that replaces the kept one of the same user; end any other ourselves."""
        self.opened = True
        same = self.kept and self.credentials and self.kept.username == self.credentials.username
        if self.kept and same and not self.settings.text("session"):
            self.opened = not self._keep(replace(self.kept, session=session, since=now()))

    def _keep(self, kept: KeptSession) -> bool:
        try:
            self.kept = self.store.keep(kept)
        except EgainError as error:
            self.warn(f"the new session cannot be kept: {error.message}")
            return False
        return True


def find_access(
    settings: Settings,
    store: SessionStore,
    find: Callable[[Settings, Endpoint], Credentials | None] = find_credentials,
) -> Access:
    """What is at hand to reach the server with, nothing sent yet.

    `find` gives the credentials. A session or password goes only where a person said: to a URL from
    a flag, the environment or the profile. Where a file found in the folder names another one,
    RefusedError says so.
    """
    endpoint = find_endpoint(settings)
    kept = store.load(str(settings.text("profile")), endpoint.base)
    credentials = find(settings, endpoint)
    if credentials or settings.text("session") or find_token_file(settings, endpoint):
        require_trust(settings, endpoint, store)
    return Access(settings, store, endpoint, kept, credentials)


def take_over(handed: Handed) -> Access:
    """The access that another process handed over: it shares the session, and keeps none.

    It asks no keyring and writes no file; a session that it opens, when that one has expired, it
    ends itself.
    """
    store = SessionStore(handed.folder, person=False)
    return Access(handed.settings, store, handed.endpoint, None, handed.credentials, handed=handed)


def now() -> str:
    """The present moment, as it is kept with a session."""
    return datetime.now(UTC).isoformat(timespec="seconds")
