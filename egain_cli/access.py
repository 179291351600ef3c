"""Owns a way to a server with a session: when one is opened, shared and ended; asks nobody."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING

from egain_cli.client.session import Session
from egain_cli.config.secret_files import read_token
from egain_cli.connections import Connections
from egain_cli.custody import Custody
from egain_cli.entrusted import find_credentials, find_token_file, require_trust
from egain_cli.errors import EgainError, RefusedError
from egain_cli.route import find_endpoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.client.connection import Connection
    from egain_cli.client.session import Credentials
    from egain_cli.client.sharing import Shared
    from egain_cli.config.layers import Settings
    from egain_cli.custody import Lodging
    from egain_cli.endpoint import Endpoint
    from egain_cli.handover import Handed
    from egain_cli.session import KeptSession, SessionStore

LOCKED = "the session is kept in the keyring, which is not asked where nobody is"


@dataclass(slots=True)
class Access:
    """A way to a server: opens connections when asked, and ends what it opened itself.

    Each thread gets a connection of its own, and all share one session. `handed` is what another
    process gave, `shared` what others have that it was given to.
    """

    settings: Settings = field(repr=False)
    store: SessionStore
    endpoint: Endpoint
    credentials: Credentials | None
    custody: Custody | Lodging
    handed: Handed | None = None
    connection: Connection | None = None
    shared: Shared | None = field(default=None, init=False)
    _session: Session | None = field(default=None, init=False)
    _token: str | None = field(default=None, init=False, repr=False)
    _connections: Connections = field(init=False, repr=False)
    _lock: RLock = field(default_factory=RLock, init=False, repr=False)

    def __post_init__(self) -> None:
        self._connections = Connections(self.settings, self.endpoint)

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
        self._connections.keep(connection)
        return connection

    def prepare(self, *, session_only: bool = False) -> Connection:
        """A connection with the token or the session at hand; nothing is sent yet.

        `session_only` is for what begins or ends a session, whatever token there is.
        """
        with self._lock:
            token = None if session_only else self._find_token()
            if session_only or self._session is None:
                session = self._make_session(with_token=token is not None)
                self._session = self._session if session_only else session
            else:
                session = self._session
        return self._connections.make(session, token)

    def close(self, *, hurry: bool = False) -> None:
        """Log out if a login was made on the way and is kept nowhere; close the connections.

        The server gets five seconds to answer, in a `hurry`, as after an interrupt, two. What other
        threads are still asking is ended.
        """
        own, others = self._connections.give_up()
        if self.connection:
            own.append(self.connection)
        self._take_back()
        if self._session and self._session.id and self.custody.ends(self._session.id):
            with suppress(EgainError):
                self._log_out(own, 2.0 if hurry else 5.0)
        for connection in (*own, *others):
            connection.http.close()

    def _take_back(self) -> None:
        """What other processes opened is ours from now on: they are done."""
        latest = self.shared.latest if self.shared else None
        self.shared = None
        if self._session and latest:
            self._session.id = latest
            self.custody.take(latest)

    def _log_out(self, own: list[Connection], seconds: float) -> None:
        """End the session, on no connection that another thread may be using."""
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
            on_open=self.custody.take,
            on_change=self.custody.exchange,
            warn=self.warn,
            shared=self.handed.shared if self.handed else None,
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

    @property
    def kept(self) -> KeptSession | None:
        """The kept session of this profile and server, whether it is the one in use or not."""
        return self.custody.kept

    @property
    def opened(self) -> bool:
        """Whether a login was made on the way whose session is to be ended."""
        return self.custody.opened

    @opened.setter
    def opened(self, opened: bool) -> None:
        self.custody.opened = opened

    @property
    def warn(self) -> Callable[[str], None]:
        """Who is told what a person should know although it went on."""
        return self.custody.warn

    @warn.setter
    def warn(self, warn: Callable[[str], None]) -> None:
        self.custody.warn = warn


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
    named = bool(settings.text("session"))
    if credentials or named or find_token_file(settings, endpoint):
        require_trust(settings, endpoint, store)
    custody = Custody(store, kept, credentials.username if credentials else None, named)
    return Access(settings, store, endpoint, credentials, custody)
