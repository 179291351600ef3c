"""Owns plain HTTP to a sandbox; knows neither the project's client nor any rule of the API."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

JSON = "application/json"
XML = "application/xml"
ACTIVITY = "/system/ws/v12/interaction/activity"
LOGIN = "/system/ws/v12/authentication/user/login"
LOGOUT = "/system/ws/v12/authentication/user/logout"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body, read as UTF-8."""
        return self.body.decode()


@dataclass(frozen=True)
class Wire:
    """A way to one sandbox; every request has a connection of its own."""

    url: str
    session: str = ""

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """One request; a body that is not bytes goes as JSON, a header of None is left out."""
        defaults = {"Accept": JSON, "X-egain-session": self.session or None}
        if body is not None:
            defaults["Content-Type"] = JSON
        sent = {name: value for name, value in {**defaults, **(headers or {})}.items() if value}
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            connection.request(method, path, content, sent)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def create(self, body: Any, **headers: str | None) -> Answer:
        """A create request; underscores in header names stand for hyphens."""
        renamed = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", ACTIVITY, body, renamed)

    def read(self, location: str, query: str = "?$attribute=all") -> Any:
        """The one activity at a Location."""
        answer = self.ask("GET", location + query)
        assert answer.status == 200, answer.text
        (activity,) = answer.json["activity"]
        return activity

    def stored(self, location: str | None) -> Any:
        """All that the sandbox keeps of the activity at a Location."""
        assert location
        return self.ask("GET", f"/_sandbox/messages/{location.rpartition('/')[2]}").json

    def warnings(self, location: str) -> list[str]:
        """What the sandbox doubted about the activity at a Location."""
        return list(self.stored(location)["warnings"])


def log_in(url: str, name: str = "demo", password: str | None = None, query: str = "") -> Answer:
    """A login's answer; the password of the default world's users is their name."""
    credentials = {"userName": name, "password": name if password is None else password}
    return Wire(url).ask("POST", LOGIN + query, credentials)


def opened(url: str, name: str = "demo") -> Wire:
    """A way to the sandbox with a session of that user."""
    return Wire(url, log_in(url, name, query="?forceLogin=yes").headers["X-egain-session"])
