"""Owns a way to a server with a session: what is opened, changed, kept and ended; asks nobody."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from egain_cli.client.connection import Connection
from egain_cli.config.secret_files import read_token
from egain_cli.entrusted import find_credentials, find_token_file, require_trust
from egain_cli.errors import EgainError, RefusedError
from egain_cli.route import find_dialect, find_endpoint, open_http

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.client.connection import Credentials
    from egain_cli.config.layers import Settings
    from egain_cli.endpoint import Endpoint
    from egain_cli.session import KeptSession, SessionStore

LOCKED = "the session is kept in the keyring, which is not asked where nobody is"


@dataclass(slots=True)
class Access:
    """A way to a server: opens a connection when asked, and ends what it opened itself.

    `warn` is told what a person should know although it went on.
    """

    settings: Settings
    store: SessionStore
    endpoint: Endpoint
    kept: KeptSession | None
    credentials: Credentials | None
    warn: Callable[[str], None] = lambda words: None  # noqa: ARG005
    connection: Connection | None = None
    opened: bool = False

    def connect(self) -> Connection:
        """The connection, logged in; RefusedError where there is no session and no password."""
        connection = self.connection = self.prepare()
        if connection.session is None and connection.token is None:
            if not self.credentials and self.is_locked:
                hint = "Run it at a terminal, or set EGAIN_USERNAME and EGAIN_PASSWORD."
                raise RefusedError(f"{LOCKED} ({self.endpoint.base})", hint)
            connection.login()
        return connection

    def prepare(self, *, session_only: bool = False) -> Connection:
        """The connection with the token or the session at hand; nothing is sent yet.

        `session_only` is for what begins or ends a session, whatever token there is.
        """
        settings = self.settings
        file = None if session_only else find_token_file(settings, self.endpoint)
        given = settings.text("session")
        return Connection(
            http=open_http(settings, self.endpoint),
            endpoint=self.endpoint,
            session=None if file else given or (self.kept.session if self.kept else None),
            credentials=None if file else self.credentials,
            language=settings.text("language"),
            force_login=settings.truth("force_login"),
            token=read_token(file) if file else None,
            dialect=find_dialect(settings),
            on_session=self._take,
            on_change=self._exchange,
            warn=self.warn,
        )

    def close(self, *, hurry: bool = False) -> None:
        """Log out if a login was made on the way and is kept nowhere; close the connection.

        The server gets five seconds to answer, in a `hurry`, as after an interrupt, two.
        """
        connection = self.connection
        if connection is None:
            return
        if self.opened and connection.session:
            connection.http.limit(2.0 if hurry else 5.0)
            with suppress(EgainError):
                connection.logout()
        connection.http.close()

    @property
    def is_locked(self) -> bool:
        """Whether there is a kept session that cannot be had here."""
        return self.store.is_locked(str(self.settings.text("profile")), self.endpoint.base)

    def _exchange(self, session: str) -> None:
        """Keep the session that the server gave in place of the kept one, and of no other."""
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


def now() -> str:
    """The present moment, as it is kept with a session."""
    return datetime.now(UTC).isoformat(timespec="seconds")
