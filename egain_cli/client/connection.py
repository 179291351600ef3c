"""Owns the calls of the API and the session they need; knows no payload's meaning."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from egain_cli.client.http import Body, Http
from egain_cli.client.session import Session
from egain_cli.dialect import DEFAULT_DIALECT, Dialect
from egain_cli.endpoint import same_origin
from egain_cli.errors import EgainError, TemporaryError, UncertainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.client.answers import Answer
    from egain_cli.client.session import Credentials
    from egain_cli.endpoint import Endpoint
    from egain_cli.model import Payload

_JSON = "application/json"
_BEARER = "The gateway does not take the token: put a new one into the file of --token-file."
_MOST_RENEWALS = 4
_LOST_LOGIN = (
    "Try again. If the server opened a session all the same, it counts as one of five until it"
    " times out."
)


@dataclass(slots=True, eq=False)
class Connection:
    """A server, and the session with it, or a token instead of one.

    It is for one thread at a time; `session` is shared with those of other threads.
    """

    http: Http
    endpoint: Endpoint
    session: Session = field(default_factory=Session)
    language: str | None = None
    token: str | None = field(default=None, repr=False)
    dialect: Dialect = DEFAULT_DIALECT

    def enter(self) -> None:
        """See to it that there is a session; raises what `login` raises."""
        self.session.enter(self._log_in, self.endpoint.base)

    def login(self) -> str:
        """Open a session (POST login, 204 with X-egain-session) and return its id.

        Raises RefusedError for bad credentials, TemporaryError when there was no answer, and
        EgainError for any other answer than a session.
        """
        return self.session.open(self._log_in, self.endpoint.base)

    def logout(self) -> Answer:
        """End the session (DELETE logout, 204); the answer says whether the server did."""
        return self.end(self.session.leave())

    def end(self, session: str | None) -> Answer:
        """End any session."""
        return self._ask("DELETE", self.endpoint.logout, session=session)

    def create(self, payload: Payload, body: Body) -> Answer:
        """Create an activity; `body` counts how often it was tried.

        A 401 says that nothing was created, so that after a new login the call is repeated.
        Raises what Http.send raises.
        """

        def call(session: str | None) -> Answer:
            body.attempts += 1
            return self._send("POST", self.endpoint.activities, body, session, payload.media_type)

        return self._with_session(call)

    def get(self, url: str) -> Answer:
        """Read a resource; after a 401, again with a new session.

        Raises EgainError for a URL of another server: neither session nor token is for it.
        """
        return self._with_session(lambda session: self._ask("GET", url, session=session))

    def _with_session(self, call: Callable[[str | None], Answer]) -> Answer:
        if self.token:
            answer = call(None)
            return replace(answer, hint=_BEARER) if answer.status == 401 else answer
        used = self.session.enter(self._log_in, self.endpoint.base)
        answer = call(used)
        for _ in range(_MOST_RENEWALS):  # what other threads ask may end the next one, too
            if answer.status != 401:
                break
            try:
                renewed = self.session.renew(used, self._log_in, self.endpoint.base)
            except EgainError as error:
                return replace(answer, login_failure=error)
            if renewed is None:
                break
            used, answer = renewed, call(renewed)
        self.session.learn(used, answer)
        return answer

    def _log_in(self, credentials: Credentials) -> str:
        answer = self._ask_login(credentials)
        if answer.status // 100 != 2 or not answer.session:
            from egain_cli.client.refusals import login_error  # noqa: PLC0415 - hardly ever needed

            raise login_error(answer, credentials.username)
        return answer.session

    def _ask_login(self, credentials: Credentials) -> Answer:
        url = self.endpoint.login + ("?forceLogin=yes" if self.session.force_login else "")
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
