"""Owns asking a server for activities, and its refusals; knows not what stands in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from egain_cli.client.answers import said
from egain_cli.envelope import parse_activities
from egain_cli.errors import EgainError, RefusedError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from egain_cli.client.answers import Answer
    from egain_cli.client.connection import Connection
    from egain_cli.endpoint import Endpoint

    Activities = list[dict[str, Any]]

_MAX_IDS = 75  # documented on the page that reads activities
_ONE_OF_THEM = (400, 403, 404)  # what a single id can bring upon all that are asked for with it
_ASK_ID = "Check the id; ids are those of this server."
_ASK_NAME = "Check that this server has that custom attribute, and that it can be searched."
_ASK_SERVER = "It is the server that failed: ask again later, or have a look at its log."
_NO_RIGHT = "The user needs the right to view the agent console in the activity's department."


def read_activities(
    connection: Connection, ids: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any] | EgainError]]:
    """Each activity with all its attributes, or why it cannot be read, in the order of the ids.

    Raises what `get` raises where nothing is answered at all.
    """
    for start in range(0, len(ids), _MAX_IDS):
        yield from _read_some(connection, ids[start : start + _MAX_IDS])


def read_url(connection: Connection, url: str, what: str) -> Activities:
    """The activities at a URL, with all attributes; EgainError in the server's words where not."""
    return _parse(_ask(connection, url), what)


def find_by_attribute(connection: Connection, name: str, value: str) -> list[str]:
    """The ids of the activities whose custom attribute has this value, the first page of them.

    Documented ("Search activities"): the filter `custom.NAME` compares exactly, and no match is
    204. That an activity is found as soon as it was created is inferred. Raises EgainError in the
    server's words, as for an attribute that it does not know.
    """
    query = f"custom.{quote(name, safe='')}={quote(value, safe='')}"
    answer = connection.get(f"{connection.endpoint.activities}?{query}")
    if answer.status == 204:
        return []
    what = f"the search by the custom attribute {name}"
    if answer.status != 200:
        raise _refusal(answer, f"{what} failed", _ASK_NAME)
    found = _parse(answer, what)
    return [str(each["id"]) for each in found if each.get("id") is not None]


def activities_url(endpoint: Endpoint, ids: Sequence[str]) -> str:
    """Where activities are read; some hosts take commas only escaped."""
    return f"{endpoint.activities}/{quote(','.join(ids), safe='')}"


def _read_some(
    connection: Connection, ids: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any] | EgainError]]:
    what = f"activity {', '.join(ids)}"
    answer = _ask(connection, activities_url(connection.endpoint, ids))
    if (answer.status in _ONE_OF_THEM or answer.cut) and len(ids) > 1:
        half = len(ids) // 2 if answer.cut else 1
        for start in range(0, len(ids), half):
            yield from _read_some(connection, ids[start : start + half])
        return
    try:
        found = {str(each.get("id")): each for each in _parse(answer, what)}
    except EgainError as error:
        yield from ((each, error) for each in ids)
        return
    missing = EgainError(f"{what}: the answer does not hold it", "Ask for it alone.")
    yield from ((each, found.get(each, missing)) for each in ids)


def _ask(connection: Connection, url: str) -> Answer:
    return connection.get(f"{url}?$attribute=all")


def _parse(answer: Answer, what: str) -> Activities:
    if answer.status != 200:
        raise _refusal(answer, f"{what} cannot be read", _ASK_ID)
    if answer.cut:
        hint = "Look at it in eGain, or ask with curl."
        raise EgainError(f"{what} is larger than an answer that is read (1 MB)", hint)
    try:
        return parse_activities(answer.body)
    except ValueError as error:
        words = f"{what}: the answer cannot be read: {error}"
        raise EgainError(words, "Check the URL: eGain answers in JSON or XML.") from None


def _refusal(answer: Answer, failure: str, hint: str) -> EgainError:
    message = f"{failure}: {said(answer)}"
    if answer.status == 403:
        return RefusedError(message, _NO_RIGHT)
    if isinstance(answer.login_failure, TemporaryError):
        login = answer.login_failure
        return TemporaryError(f"{message}; no new session: {login.message}", login.hint)
    if answer.status == 401:
        return RefusedError(message, answer.hint or "Log in with `egain login`.")
    if answer.status in (429, 503):
        return TemporaryError(message, "Try again later.")
    return EgainError(message, _ASK_SERVER if answer.status >= 500 else hint)
