"""One request, one answer: what is not seen through a verb."""

from __future__ import annotations

import traceback

import pytest

from egain_cli.client.http import Body, Http
from egain_cli.client.way import Way
from egain_cli.errors import UsageError
from tests.servers import CREATED, answer, scripted


def test_a_header_that_http_does_not_allow_is_refused_without_being_shown() -> None:
    """It may hold a session."""
    with scripted([CREATED]) as server:
        http = Http(server.url, Way())
        with pytest.raises(UsageError) as caught:
            http.send("GET", server.url, {"X-egain-session": "".join(("hun", "ter2", "\r\nX: y"))})
        http.close()
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))
    assert server.requests in ([], [b""])  # at most a connection, and nothing on it


def test_a_circle_of_redirects_ends() -> None:
    """With its last answer, after five requests."""
    circle = answer("307 Round", b"", "Location: /again")
    with scripted([circle]) as server:
        http = Http(server.url, Way())
        last = http.send("POST", server.url, {}, Body((b"x",), 1))
        http.close()
    assert (last.status, len(server.requests)) == (307, 5)
