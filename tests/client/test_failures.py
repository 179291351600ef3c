"""What it means that no answer came, and whether trying again may help."""

from __future__ import annotations

import socket

import httpx
import pytest

from egain_cli.client.failures import failure_of
from egain_cli.client.http import Body, Http
from egain_cli.client.way import Way
from egain_cli.errors import TemporaryError
from tests.servers import proxy


def lookup(code: int) -> httpx.ConnectError:
    """What the HTTP library raises where a name lookup ends like that."""
    error = httpx.ConnectError("lookup")
    error.__cause__ = socket.gaierror(code, "words")
    return error


FAILURES: list[tuple[Exception, bool]] = [
    (httpx.ConnectError("refused"), True),
    (httpx.ConnectTimeout("slow"), True),
    (lookup(socket.EAI_AGAIN), True),
    (lookup(socket.EAI_FAIL), True),
    (lookup(socket.EAI_NONAME), False),
    (httpx.ProxyError("407 Who"), False),
    (httpx.ProxyError("403 No"), False),
    (httpx.ProxyError("502 Gone"), True),
]


@pytest.mark.parametrize(("error", "retriable"), FAILURES, ids=[str(n) for n in range(8)])
def test_what_may_be_over_soon_is_told_from_what_will_not(
    error: Exception, retriable: bool
) -> None:
    """A name that is nobody's and a proxy that wants a login stay as they are."""
    failure = failure_of(httpx, error, "https://h/x", Body([b"x"], 1))
    assert isinstance(failure, TemporaryError)
    assert failure.retriable is retriable


def test_a_name_that_is_nobodys_is_not_looked_up_again_and_again() -> None:
    """Neither is a proxy asked again that wants to know who one is; a closed port may open."""
    with proxy("jane:secret") as ours:
        for url, through, retriable in (
            ("http://egain.invalid", "", False),
            ("http://127.0.0.1:1", "", True),
            ("https://127.0.0.1:1", ours.url, False),
        ):
            http = Http(url, Way(proxy=through))
            with pytest.raises(TemporaryError) as caught:
                http.send("POST", url, {}, Body([b"x"], 1))
            http.close()
            assert caught.value.retriable is retriable
