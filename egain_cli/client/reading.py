"""Owns asking a server for activities; knows not what stands in one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from egain_cli.client.answers import read_words
from egain_cli.endpoint import same_origin
from egain_cli.errors import EgainError, RefusedError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from egain_cli.client.answers import Answer
    from egain_cli.client.connection import Connection
    from egain_cli.endpoint import Endpoint

MAX_IDS = 75  # documented on the page that reads activities
_NO_RIGHT = "The user needs the right to view the agent console in the activity's department."


def activities_url(endpoint: Endpoint, ids: Sequence[str]) -> str:
    """Where activities are read, at most MAX_IDS; some hosts take commas only escaped."""
    return f"{endpoint.activities}/{quote(','.join(ids), safe='')}"


def read_all(connection: Connection, url: str) -> Answer:
    """The answer with every attribute of the activities at `url`; raises what `get` raises.

    A URL of another server, as a Location may be, is not asked: the session is not for it.
    """
    if not same_origin(url, connection.endpoint.base):
        raise EgainError(f"{url} is on another server, and is not asked", "Read it there.")
    return connection.get(f"{url}?$attribute=all")


def refusal(answer: Answer, what: str) -> EgainError:
    """The error for an answer that is not what was asked for, in the server's own words."""
    words = read_words(answer)
    said = " ".join(filter(None, (str(answer.status), words.code, words.message)))
    message = f"{what} cannot be read: {said}"
    if answer.status == 403:
        return RefusedError(message, _NO_RIGHT)
    if answer.status == 401:
        return RefusedError(message, "Log in with `egain login`.")
    if answer.status in (429, 503):
        return TemporaryError(message, "Try again later.")
    return EgainError(message, "Check the id; ids are those of this server.")
