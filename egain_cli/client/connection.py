"""Owns the calls of the API and the session they need; knows no payload's meaning."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.client.answers import Answer, read_words
from egain_cli.client.http import Body, Http
from egain_cli.errors import EgainError, RefusedError, TemporaryError, UncertainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.endpoint import Endpoint
    from egain_cli.model import Payload


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who logs in; the password is in no repr and so in no traceback or log."""

    username: str
    password: str = field(repr=False)


@dataclass(slots=True)
class Connection:
    """A server, and the session with it; `on_session` hears of a session opened on the way."""

    http: Http
    endpoint: Endpoint
    session: str | None = field(default=None, repr=False)
    credentials: Credentials | None = None
    language: str | None = None
    force_login: bool = False
    on_session: Callable[[str], None] = lambda session: None  # noqa: ARG005
    login_failure: EgainError | None = None

    def login(self) -> str:
        """Open a session (POST login, 204 with X-egain-session) and return its id.

        Raises RefusedError for bad credentials, TemporaryError when there was no answer, and
        EgainError for any other answer than a session.
        """
        credentials = self.credentials
        if credentials is None:
            hint = "Run `egain login`, or set EGAIN_USERNAME and EGAIN_PASSWORD."
            raise RefusedError(f"not logged in to {self.endpoint.base}", hint)
        url = self.endpoint.login + ("?forceLogin=yes" if self.force_login else "")
        # The page's table says `username`; every client that is known to work sends `userName`.
        fields = {"userName": credentials.username, "password": credentials.password}
        content = json.dumps(fields).encode()
        answer = self._ask("POST", url, Body((content,), len(content)), session=None)
        if answer.status // 100 == 2 and answer.session:
            self.session = answer.session
            self.on_session(answer.session)
            return answer.session
        raise _login_error(answer, credentials.username)

    def logout(self) -> Answer:
        """End the session (DELETE logout, 204); the answer says whether the server did."""
        session, self.session = self.session, None
        return self._ask("DELETE", self.endpoint.logout, session=session)

    def create(self, payload: Payload, body: Body) -> Answer:
        """Create an activity; `body` counts how often it was tried.

        A 401 says that nothing was created, so that after a new login the call is repeated, once.
        Raises what Http.send raises.
        """
        url, session = self.endpoint.activities, self.session or self.login()
        body.attempts += 1
        answer = self._send("POST", url, body, session, payload.media_type)
        if answer.status != 401 or not self._login_again():
            return answer
        body.attempts += 1
        return self._send("POST", url, body, self.session, payload.media_type)

    def get(self, url: str) -> Answer:
        """Read a resource; after a 401, once more with a new session."""
        answer = self._ask("GET", url, session=self.session or self.login())
        if answer.status == 401 and self._login_again():
            answer = self._ask("GET", url, session=self.session)
        return answer

    def _login_again(self) -> bool:
        self.login_failure = None
        if self.credentials is None:
            return False
        try:
            self.login()
        except EgainError as error:
            self.login_failure = error  # the call's own answer stands, and this is told with it
            return False
        return True

    def _ask(
        self, method: str, url: str, body: Body | None = None, *, session: str | None
    ) -> Answer:
        try:
            return self._send(method, url, body, session, "application/json")
        except UncertainError as error:
            raise TemporaryError(error.message, "Try again.") from error

    def _send(
        self, method: str, url: str, body: Body | None, session: str | None, media_type: str
    ) -> Answer:
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = media_type
        if session:
            headers["X-egain-session"] = session
        if self.language:
            headers["Accept-Language"] = self.language
        return self.http.send(method, url, headers, body)


def _login_error(answer: Answer, username: str) -> EgainError:
    words = read_words(answer)
    said = " ".join(filter(None, (str(answer.status), words.code, words.message)))
    if answer.status == 401:
        hint = "Check the user name and the password; nothing was kept."
        return RefusedError(f"login refused for {username}: {said}", hint)
    if answer.status in (429, 503):
        return TemporaryError(f"the server asks to come back later: {said}", "Try again later.")
    if 400 <= answer.status < 500:
        hint = "Check the URL. With five sessions open, --force-login ends the oldest of them."
        kind = RefusedError if answer.status == 403 else EgainError
        return kind(f"login failed for {username}: {said}", hint)
    if 300 <= answer.status < 400:
        said += f" (redirected to {answer.headers.get('location', 'nowhere')}, not followed)"
    hint = "Check that the URL is the server's own, as in https://tenant.egain.cloud/system."
    return EgainError(f"{answer.url} did not answer like eGain: {said}", hint)
