"""Owns the sessions of a run: one a user, opened when needed, always ended; knows no case."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from typing import TYPE_CHECKING

from tests.conformance.reading import JSON
from tests.conformance.wire import NOWHERE, SESSION, Request, filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conformance.settings import Settings
    from tests.conformance.wire import Answer, Server

LOGIN = "/{version}/authentication/user/login"
LOGOUT = "/{version}/authentication/user/logout"
_USERS = {
    "user": ("username", "password"),
    "reader": ("reader_username", "reader_password"),
    "injector": ("injector_username", "injector_password"),
}


class NoSessionError(Exception):
    """The server opened no session for a user of the settings."""


def credentials(settings: Settings, who: str) -> tuple[str, str]:
    """Name and password of "user", "reader" or "injector"; "" where the settings have none."""
    name, password = _USERS[who]
    return getattr(settings, name), getattr(settings, password)


def login_request(name: str, password: str, query: str = "") -> Request:
    """The login in JSON with the member names that work."""
    body = json.dumps({"userName": name, "password": password}).encode()
    headers = (("Content-Type", JSON), ("Accept", JSON))
    return Request("POST", LOGIN, query, headers, body, who="")


def logout_request(accept: str = JSON) -> Request:
    """The logout of whatever session goes along."""
    return Request("DELETE", LOGOUT, headers=(("Accept", accept),), who="")


@dataclass
class Sessions:
    """The sessions that the run holds, by user, and all that logins opened besides."""

    server: Server
    settings: Settings
    held: dict[str, str] = field(default_factory=dict, repr=False)
    opened: set[str] = field(default_factory=set, repr=False)

    def of(self, who: str) -> str:
        """The user's session, opened on first need. Raises NoSessionError."""
        if who not in self.held:
            answer = self.send(login_request(*credentials(self.settings, who)))
            session = answer.header(SESSION)
            if not session:
                told = answer.content.decode("utf-8", "replace")
                raise NoSessionError(f"no session for the {who}: {answer.status} {told[:500]}")
            self.held[who] = session
        return self.held[who]

    def end(self, who: str) -> None:
        """End the user's session, so that the next need opens another."""
        session = self.held.pop(who, None)
        if session:
            self.close(session)

    def close(self, session: str) -> None:
        """Log out; that the server is gone meanwhile is no failure of the run's."""
        self.opened.discard(session)
        with suppress(OSError, HTTPException):
            self.send(logout_request(), session)

    def end_others(self) -> None:
        """End what cases about logging in have opened."""
        for session in self.opened.difference(self.held.values()):
            self.close(session)

    def end_all(self) -> None:
        """End every session that the run still holds."""
        for who in tuple(self.held):
            self.end(who)
        self.end_others()

    def send(
        self, request: Request, session: str = "", places: Mapping[str, str] = NOWHERE
    ) -> Answer:
        """Send a request with `places` and the version filled in."""
        places = {"version": self.settings.api_version, **places}
        path, query = filled(request.path, places), filled(request.query, places)
        answer = self.server.send(replace(request, path=path, query=query), session)
        if request.path == LOGIN and answer.header(SESSION):
            self.opened.add(answer.header(SESSION))
        return replace(answer, places=places)
