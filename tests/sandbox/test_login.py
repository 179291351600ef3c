"""Who gets a session, how many, and for how long."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest

from egain_cli.sandbox.serve import running
from egain_cli.sandbox.sessions import Sessions
from egain_cli.sandbox.world import DEFAULT_WORLD

from .documents import PLAIN
from .wire import LOGIN, LOGOUT, XML, Wire, log_in, opened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from egain_cli.sandbox.serve import Running

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.mark.parametrize("member", ["userName", "username"])
def test_both_spellings_of_the_user_name_log_in(sandbox: Running, member: str) -> None:
    """The page's table and every client at work disagree, so both are taken: 204 and a GUID."""
    answer = Wire(sandbox.url).ask("POST", LOGIN, {member: "demo", "password": "demo"})
    assert (answer.status, answer.body) == (204, b"")
    assert GUID.fullmatch(answer.headers["X-egain-session"])


BAD = [
    ({"userName": "demo", "password": "wrong"}, {}, 401, "Invalid user name or password"),
    ({"userName": "nobody", "password": "demo"}, {}, 401, "Invalid user name or password"),
    ({"userName": "demo"}, {}, 400, "userName and password are required"),
    ({"userName": 5, "password": "demo"}, {}, 400, "as strings"),
    ({"userName": "demo", "password": "demo", "x": 1}, {}, 400, "nothing else"),
    ({"userName": "demo", "username": "demo", "password": "demo"}, {}, 400, "nothing else"),
    (b"{", {}, 400, "not valid JSON"),
    (b"<login/>", {"Content-Type": XML}, 400, "platform, not in none"),
    (b"<login", {"Content-Type": XML}, 400, "not valid XML"),
    (b"{}", {"Content-Type": "multipart/form-data; boundary=b"}, 415, "application/xml"),
    (b"{}", {"Accept-Language": "x"}, 406, "Accept-Language"),
]


@pytest.mark.parametrize(("body", "headers", "status", "text"), BAD)
def test_a_bad_login_is_refused_in_the_legacy_family(
    sandbox: Running, body: object, headers: Mapping[str, str], status: int, text: str
) -> None:
    """Login's errors have a message and no code."""
    answer = Wire(sandbox.url).ask("POST", LOGIN, body, headers)
    assert answer.status == status
    assert list(answer.json) == ["message"]
    assert text in answer.json["message"]


def test_legacy_errors_are_xml_by_default(sandbox: Running) -> None:
    """The element is Error with a capital, in the platform's namespace."""
    body = {"userName": "demo", "password": "<"}
    answer = Wire(sandbox.url).ask("POST", LOGIN, body, {"Accept": None})
    assert answer.text == (
        '<Error xmlns="http://bindings.egain.com/ws/model/v12/gen/platform"><message>User could '
        "not be authenticated. Invalid user name or password.</message></Error>"
    )


def test_queries_of_login_are_judged(sandbox: Running) -> None:
    """forceLogin=yes is the only legal query."""
    assert log_in(sandbox.url, query="?forceLogin=no").status == 400
    assert log_in(sandbox.url, query="?force=yes").status == 400


def test_a_user_may_hold_five_sessions() -> None:
    """The sixth is refused with a way out; forceLogin=yes ends the oldest; users do not share."""
    with running() as started:
        first, second, *_ = [log_in(started.url).headers["X-egain-session"] for _ in range(5)]
        refused = log_in(started.url)
        assert refused.status == 403
        assert "forceLogin=yes" in refused.json["message"]
        assert log_in(started.url, "reader").status == 204
        assert log_in(started.url, query="?forceLogin=yes").status == 204
        assert Wire(started.url, first).create(PLAIN).status == 401
        assert Wire(started.url, second).create(PLAIN).status == 201


def test_force_login_ends_nothing_while_there_is_room() -> None:
    """Below the limit forceLogin only logs in."""
    with running() as started:
        first = opened(started.url)
        opened(started.url)
        assert first.create(PLAIN).status == 201


def test_logout_ends_the_session(sandbox: Running) -> None:
    """204 with the id once more, then 401 for the same id, and the id is good for nothing."""
    wire = opened(sandbox.url)
    answer = wire.ask("DELETE", LOGOUT)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["X-egain-session"] == wire.session
    again = wire.ask("DELETE", LOGOUT)
    assert again.status == 401
    assert again.json == {"message": "User could not be authenticated. Invalid session ID."}
    assert wire.create(PLAIN).json["code"] == "401-101"


def test_a_session_expires() -> None:
    """After the world's idle time the session is unknown and its place is free."""
    world = dataclasses.replace(DEFAULT_WORLD, session_seconds=0, sessions_per_user=1)
    with running(world) as started:
        wire = opened(started.url)
        assert wire.create(PLAIN).json["code"] == "401-101"
        assert log_in(started.url).status == 204


def test_use_keeps_a_session_alive() -> None:
    """Idle time counts from the last request and not from the login."""
    now = [0.0]
    sessions = Sessions(5, 10, clock=lambda: now[0])
    session = sessions.open("demo")
    assert session
    for now[0] in (9.0, 18.0):
        assert sessions.user_of(session) == "demo"
    now[0] = 28.0
    assert sessions.user_of(session) is None
    assert not sessions.close(session)
