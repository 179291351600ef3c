"""Owns the calls of the API and the session they need; knows no payload's meaning."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from egain_cli.client.http import Body, Http
from egain_cli.dialect import DEFAULT_DIALECT, Dialect
from egain_cli.endpoint import same_origin
from egain_cli.errors import EgainError, RefusedError, TemporaryError, UncertainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.client.answers import Answer
    from egain_cli.endpoint import Endpoint
    from egain_cli.model import Payload

_JSON = "application/json"
_FORCED = "--force-login: where five sessions are open, this login ends the oldest of them"
_BEARER = "The gateway does not take the token: put a new one into the file of --token-file."
_LOST_LOGIN = (
    "Try again. If the server opened a session all the same, it counts as one of five until it"
    " times out."
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who logs in; the password is in no repr and so in no traceback or log."""

    username: str
    password: str = field(repr=False)


@dataclass(slots=True)
class Connection:
    """A server, and the session with it, or a token instead of one.

    `on_session` hears of a session opened on the way, `on_change` of another one that the server
    gave in its place, `warn` of what a person should know although it goes on.
    """

    http: Http
    endpoint: Endpoint
    session: str | None = field(default=None, repr=False)
    credentials: Credentials | None = None
    language: str | None = None
    force_login: bool = False
    token: str | None = field(default=None, repr=False)
    dialect: Dialect = DEFAULT_DIALECT
    on_session: Callable[[str], None] = lambda session: None  # noqa: ARG005
    on_change: Callable[[str], None] = lambda session: None  # noqa: ARG005
    warn: Callable[[str], None] = lambda words: None  # noqa: ARG005
    login_failure: EgainError | None = None
    _unproven: bool = field(default=False, init=False)  # opened here, and not yet taken by a call
    _forced: bool = field(default=False, init=False)

    def login(self) -> str:
        """Open a session (POST login, 204 with X-egain-session) and return its id.

        Raises RefusedError for bad credentials, TemporaryError when there was no answer, and
        EgainError for any other answer than a session.
        """
        credentials = self.credentials
        if credentials is None:
            hint = "Run `egain login`, or set EGAIN_USERNAME and EGAIN_PASSWORD."
            raise RefusedError(f"not logged in to {self.endpoint.base}", hint)
        answer = self._ask_login(credentials)
        if answer.status // 100 != 2 or not answer.session:
            from egain_cli.client.refusals import login_error  # noqa: PLC0415 - hardly ever needed

            raise login_error(answer, credentials.username)
        self.session, self._unproven = answer.session, True
        self.on_session(answer.session)
        return answer.session

    def logout(self) -> Answer:
        """End the session (DELETE logout, 204); the answer says whether the server did."""
        session, self.session = self.session, None
        return self._ask("DELETE", self.endpoint.logout, session=session)

    def create(self, payload: Payload, body: Body) -> Answer:
        """Create an activity; `body` counts how often it was tried.

        A 401 says that nothing was created, so that after a new login the call is repeated, once.
        Raises what Http.send raises.
        """

        def call(session: str | None) -> Answer:
            body.attempts += 1
            return self._send("POST", self.endpoint.activities, body, session, payload.media_type)

        return self._with_session(call)

    def get(self, url: str) -> Answer:
        """Read a resource; after a 401, once more with a new session.

        Raises EgainError for a URL of another server: neither session nor token is for it.
        """
        return self._with_session(lambda session: self._ask("GET", url, session=session))

    def _with_session(self, call: Callable[[str | None], Answer]) -> Answer:
        if self.token:
            answer = call(None)
            return replace(answer, hint=_BEARER) if answer.status == 401 else answer
        answer = call(self.session or self.login())
        if answer.status == 401 and self._login_again():
            answer = call(self.session)
        self._learn(answer)
        return answer

    def _learn(self, answer: Answer) -> None:
        """Take the session over that a successful answer names, as the server may change it."""
        if answer.status != 401:
            self._unproven = False
        named = answer.session
        if answer.status // 100 == 2 and self.session and named and named != self.session:
            self.session = named
            self.on_change(named)

    def _login_again(self) -> bool:
        """Whether there is a new session after a 401.

        None is opened for one that was just opened, nor after a login that was refused: either
        would go on until all five are taken, or the user is locked out.
        """
        final = self.login_failure and not isinstance(self.login_failure, TemporaryError)
        if self.credentials is None or self._unproven or final:
            return False
        self.login_failure = None
        try:
            self.login()
        except EgainError as error:
            self.login_failure = error  # the call's own answer stands, and this is told with it
            return False
        return True

    def _ask_login(self, credentials: Credentials) -> Answer:
        url = self.endpoint.login + ("?forceLogin=yes" if self.force_login else "")
        if self.force_login and not self._forced:
            self._forced = True
            self.warn(_FORCED)
        # The page's table says `username`; every client that is known to work sends `userName`.
        name = self.dialect.login_name
        fields = {name: credentials.username, "password": credentials.password}
        content = json.dumps(fields).encode()
        try:
            return self._send("POST", url, Body((content,), len(content)), None, _JSON)
        except UncertainError as error:
            raise TemporaryError(error.message, _LOST_LOGIN) from error

    def _ask(self, method: str, url: str, *, session: str | None) -> Answer:
        try:
            return self._send(method, url, None, session, _JSON)
        except UncertainError as error:
            raise TemporaryError(error.message, "Try again.") from error

    def _send(
        self, method: str, url: str, body: Body | None, session: str | None, media_type: str
    ) -> Answer:
        if not same_origin(url, self.endpoint.base):
            words = f"{url} is on another server than {self.endpoint.base}"
            raise EgainError(f"{words}, and gets no session", "Read it there.")
        headers = {"Accept": _JSON}
        if body is not None:
            headers["Content-Type"] = media_type
        if session:
            headers["X-egain-session"] = session
        elif self.token and url.partition("?")[0] != self.endpoint.login:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.language:
            headers["Accept-Language"] = self.language
        return self.http.send(method, url, headers, body)
