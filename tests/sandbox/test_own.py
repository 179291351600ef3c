"""The sandbox's own routes, and everything that is no route."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from egain_cli.sandbox import activities
from egain_cli.sandbox.serve import running

from .documents import FULL, PLAIN, changed
from .wire import ACTIVITY, Wire, opened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from egain_cli.sandbox.serve import Running


def test_health_and_the_page_need_no_session(sandbox: Running) -> None:
    """Health says ok, and the first page names the routes."""
    anyone = Wire(sandbox.url)
    assert anyone.ask("GET", "/_sandbox/health").json == {"status": "ok"}
    assert anyone.ask("HEAD", "/_sandbox/health").status == 200
    page = anyone.ask("GET", "/")
    assert page.headers["Content-Type"].startswith("text/plain")
    assert "/_sandbox/messages" in page.text


def test_messages_are_listed_newest_first_and_searched() -> None:
    """The list pages, and a search looks through addresses, subject, file names and texts."""
    with running() as started:
        wire = opened(started.url)
        subjects = ("Erste", "Zweite STRASSE", "Dritte")
        for subject in subjects:
            assert wire.create(changed("subject", subject)).status == 201
        listed = wire.ask("GET", "/_sandbox/messages")
        assert [item["subject"] for item in listed.json] == [*reversed(subjects)]
        assert listed.headers["X-Total-Count"] == "3"
        assert listed.json[0]["from"] == "jhenry@customer.com"
        assert listed.json[0]["attachments"] == 2
        paged = wire.ask("GET", "/_sandbox/messages?limit=1&offset=1")
        assert [item["subject"] for item in paged.json] == ["Zweite STRASSE"]
        found = {
            word: wire.ask("GET", f"/_sandbox/messages?q={word}").headers["X-Total-Count"]
            for word in ("stra%C3%9Fe", "BOSS@customer", "logo.png", "is%20the%20issue", "nothing")
        }
        assert [*found.values()] == ["1", "3", "3", "3", "0"]


@pytest.mark.parametrize("query", ["limit=x", "offset=-1", "limit=99999999999999999999"])
def test_a_bad_page_is_refused(wire: Wire, query: str) -> None:
    """Limit and offset are whole numbers."""
    answer = wire.ask("GET", f"/_sandbox/messages?{query}")
    assert (answer.status, answer.json["code"]) == (400, "400-90002")


def test_one_message_shows_what_was_received(wire: Wire) -> None:
    """Body and headers stand as received, except for what would let a reader act as the sender."""
    body = json.dumps(FULL, indent=3).encode()
    location = wire.create(body, X_Extra="kept", Cookie="c=1").headers["Location"]
    answer = wire.ask("GET", f"/_sandbox/messages/{location.rpartition('/')[2]}")
    assert answer.json["body"].encode() == body
    assert answer.json["document"] == FULL
    headers = dict(answer.json["headers"])
    assert headers["x-extra"] == "kept"
    assert headers["x-egain-session"] == headers["cookie"] == "(redacted)"
    assert wire.session not in answer.text


def test_a_body_that_is_no_text_is_shown_exactly(wire: Wire) -> None:
    """Files stand in a multipart body as they are: what is no UTF-8 is replaced, and told in base64."""
    data = json.dumps({name: FULL[name] for name in FULL if name != "attachments"})
    parts = [("data", "", data.encode()), ("data-type", "", b"application/json")]
    parts.append(("a", '; filename="a.bin"', bytes(range(256))))
    body = b"".join(
        f'--B\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode()
        + content
        + b"\r\n"
        for name, more, content in parts
    )
    body += b"--B--\r\n"
    answer = wire.create(body, Content_Type="multipart/form-data; boundary=B")
    shown = wire.stored(answer.headers["Location"])
    assert base64.b64decode(shown["body_base64"]) == body
    assert shown["body"] == body.decode("utf-8", "replace")
    plain = wire.stored(wire.create(PLAIN).headers["Location"])
    assert "body_base64" not in plain


@pytest.mark.parametrize("target", ["1", "x", "9" * 18, "9" * 40])
def test_an_unknown_message_is_not_found(wire: Wire, target: str) -> None:
    """Nothing of that id is 404."""
    assert wire.ask("GET", f"/_sandbox/messages/{target}").json["code"] == "404-90001"


def test_clear_forgets_activities_and_keeps_sessions() -> None:
    """After a clear the list is empty, the session still lives, and ids are not given again."""
    with running() as started:
        wire = opened(started.url)
        before = wire.create(PLAIN).headers["Location"]
        assert wire.ask("POST", "/_sandbox/clear").status == 204
        assert wire.ask("GET", "/_sandbox/messages").json == []
        assert wire.ask("GET", before).status == 404
        assert wire.create(PLAIN).headers["Location"] > before


FOREIGN: list[Mapping[str, str]] = [
    {"Host": "evil.example"},
    {"Host": "localhost.evil.example:80"},
    {"Host": "[::1"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_web_pages_are_kept_out(wire: Wire, headers: Mapping[str, str]) -> None:
    """A foreign Host (DNS rebinding) or Origin is 403 on every own route, and CORS is never offered."""
    for method, path in (("GET", "health"), ("GET", "messages"), ("POST", "clear")):
        answer = wire.ask(method, f"/_sandbox/{path}", headers=headers)
        assert (answer.status, answer.json["code"]) == (403, "403-90001")
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8080", "127.0.0.1", "[::1]:80", "10.1.2.3"]
)
def test_names_of_this_machine_are_let_in(wire: Wire, host: str) -> None:
    """Addresses and localhost cannot be another site's, and its own page may post."""
    headers = {"Host": host, "Origin": f"http://{host}"}
    assert wire.ask("GET", "/_sandbox/health", headers=headers).status == 200


NOT_EMULATED = [
    ("GET", "/system/ws/v12/foo"),
    ("GET", "/system/ws/v21/interaction/activity/1"),
    ("GET", "/system/ws/v11/interaction/activity/1"),
    ("GET", "/system/ws/V12/interaction/activity/1"),
    ("GET", "/system/ws/v12/interaction/case"),
    ("PUT", ACTIVITY),
    ("OPTIONS", ACTIVITY),
    ("POST", f"{ACTIVITY}/"),
    ("POST", f"{ACTIVITY}/1/attachment/2"),
    ("GET", f"{ACTIVITY}/1/note"),
    ("GET", "/_sandbox/nothing"),
]


@pytest.mark.parametrize(("method", "path"), NOT_EMULATED)
def test_every_other_route_says_that_it_is_not_emulated(wire: Wire, method: str, path: str) -> None:
    """501 that names the route, so that no client learns something untrue."""
    answer = wire.ask(method, path)
    assert answer.status == 501
    assert answer.json["developerMessage"] == f"{method} {path} is not emulated by the sandbox"


def test_a_mistake_of_the_sandbox_is_the_documented_500(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is 500-100 and nothing of the traceback."""

    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(activities, "judge", fail)
    answer = wire.create(FULL)
    assert (answer.status, answer.json["code"]) == (500, "500-100")
    assert "secret" not in answer.text
