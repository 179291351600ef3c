"""Owns who logs in where: which session or password may go to which URL; asks nobody itself."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from egain_cli.client.connection import Connection, Credentials
from egain_cli.config.secret_files import read_password, read_token
from egain_cli.config.values import Layer
from egain_cli.dialect import Dialect, parse_dialect
from egain_cli.endpoint import Endpoint, parse_endpoint
from egain_cli.errors import EgainError, RefusedError, UsageError
from egain_cli.route import open_http

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.config.layers import Settings
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


def find_endpoint(settings: Settings) -> Endpoint:
    """The endpoint that the settings name; UsageError without a URL."""
    url = settings.text("url")
    if not url:
        hint = "Use --url, EGAIN_URL, `egain config set url URL`, or try `egain demo`."
        raise UsageError("no server: there is no URL", hint)
    return parse_endpoint(url, str(settings.text("api_version")), _context_root(settings))


def find_dialect(settings: Settings) -> Dialect:
    """What the settings choose where public facts leave a question open."""
    return parse_dialect(",".join(settings.texts("dialect")))


def find_credentials(settings: Settings, endpoint: Endpoint) -> Credentials | None:
    """The user name and password that the settings give for this endpoint, if they give both."""
    username, password = settings.text("username"), settings.text("password")
    file = settings.text("password_file")
    if file and settings.layer("password_file") is Layer.PROFILE:
        # It was written down for the profile's own server, and is for no other.
        file = file if _profile_base(settings) == endpoint.base else None
    if file and (not password or settings.outranks("password_file", "password")):
        password = read_password(file)
    return Credentials(username, password) if username and password else None


def find_token_file(settings: Settings, endpoint: Endpoint) -> str | None:
    """The file of the token for this endpoint, unless a session was given that outranks it."""
    file = settings.text("token_file")
    if settings.layer("token_file") is Layer.PROFILE and _profile_base(settings) != endpoint.base:
        return None  # as a profile's password, it is for the profile's own server
    if settings.text("session") and settings.outranks("session", "token_file"):
        return None
    return file


def no_credentials(_settings: Settings, _endpoint: Endpoint) -> None:
    """For what needs no password: then none is read, and none can go astray."""


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


def require_trust(settings: Settings, endpoint: Endpoint, store: SessionStore) -> None:
    """Raise RefusedError unless a person named this URL: a file in the folder is nobody's word."""
    if settings.layer("url") is not Layer.PROJECT:
        return
    if _profile_base(settings) == endpoint.base or store.knows(endpoint.base):
        return
    where = settings.values["url"].where
    hint = f"If it is right, say so: --url {endpoint.base}, or EGAIN_URL."
    raise RefusedError(f"{where} asks to send your session or password to {endpoint.base}", hint)


def now() -> str:
    """The present moment, as it is kept with a session."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _profile_base(settings: Settings) -> str | None:
    if not settings.profile_url:
        return None
    return parse_endpoint(settings.profile_url, context_root=_context_root(settings)).base


def _context_root(settings: Settings) -> str:
    return str(settings.text("context_root"))
