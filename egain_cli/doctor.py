"""Owns what a server is asked to see whether it can be worked with; creates and prints nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from egain_cli.client.answers import read_words, said
from egain_cli.client.reading import activities_url
from egain_cli.errors import HTTP_EXIT_CODES, EgainError, ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.access import Access
    from egain_cli.client.answers import Answer
    from egain_cli.client.connection import Connection

    Look = Callable[[Access, Connection], "Check"]

_MOST_WORDS = 300  # characters of what a server tells of itself
_MOST_SKEW = 120  # seconds; a clock further off is worth a word where dates decide about work
_NO_SESSION = "401-101"
_ABOUT = "/ws/v19/about"  # what is installed; documented for this version of the path alone


class Result(StrEnum):
    """How a check went."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it went and what was seen; `exit_code` is that of a failed one."""

    name: str
    result: Result
    words: str
    hint: str = ""
    exit_code: ExitCode = ExitCode.OK
    ms: int = 0


def examine(access: Access) -> Iterator[Check]:
    """Each check in turn, until one fails that those after it need: they are skipped.

    Nothing is created but a session, where none is at hand. `leave` ends it.
    """
    connection = access.connection = access.prepare()
    broken = ""
    for name, look, needed in _CHECKS:
        if broken:
            yield Check(name, Result.SKIPPED, f"cannot be told without: {broken}")
            continue
        check = _look(name, partial(look, access, connection))
        yield check
        if check.result is Result.FAILED and needed:
            broken = name


def leave(access: Access) -> Check:
    """The last check: whether the session that was opened can be ended."""
    if access.connection is None or not access.opened:
        return Check("logout", Result.OK, "not needed: no session was opened")
    return _look("logout", partial(_logout, access, access.connection))


def _look(name: str, look: Callable[[], Check]) -> Check:
    started = perf_counter()
    try:
        check = look()
    except EgainError as error:
        check = Check("", Result.FAILED, error.message, error.hint, error.exit_code)
    return replace(check, name=name, ms=round((perf_counter() - started) * 1000))


def _settings(access: Access, _connection: Connection) -> Check:
    missing = [name for name in ("department", "receiver") if not access.settings.text(name)]
    words = f"{access.endpoint.base}, {access.endpoint.version}"
    if missing:
        hint = f"`egain config set {missing[0]} NAME` keeps it for every send."
        return Check("", Result.WARNING, f"{words}; no {' and no '.join(missing)} is set", hint)
    return Check("", Result.OK, words)


def _reach(access: Access, connection: Connection) -> Check:
    """Whether eGain answers there: without a session it says so, with a code of its own."""
    url = access.endpoint.custom_attributes
    answer = connection.http.send("GET", url, {"Accept": "application/json"})
    told = said(answer)
    if answer.status == 401:
        who = "eGain answers" if read_words(answer).code == _NO_SESSION else "it answers"
        return _compare_clocks(answer, f"{who}: {told}")
    hint = "Check the URL, --context-root and --api-version: eGain asks for a login here."
    if answer.status not in HTTP_EXIT_CODES:
        return Check("", Result.FAILED, f"not as eGain answers: {told}", hint, ExitCode.FAILED)
    code = HTTP_EXIT_CODES[answer.status]
    return Check("", Result.FAILED, told, "Ask whoever runs the server or its gateway.", code)


def _compare_clocks(answer: Answer, words: str) -> Check:
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return Check("", Result.OK, words)
    apart = abs((datetime.now(UTC) - theirs).total_seconds())
    if apart <= _MOST_SKEW:
        return Check("", Result.OK, words)
    hint = "Set the clock of this machine, or of the server: an email's date is compared with it."
    return Check("", Result.WARNING, f"{words}; its clock is {apart:.0f} s off ours", hint)


def _login(_access: Access, connection: Connection) -> Check:
    if connection.token:
        return Check("", Result.OK, "not needed: there is a bearer token")
    if connection.session.id:
        return Check("", Result.OK, "not needed: there is a session")
    connection.login()
    credentials = connection.session.credentials
    name = credentials.username if credentials else ""
    return Check("", Result.OK, f"logged in as {name}")


def _session(access: Access, connection: Connection) -> Check:
    answer = connection.get(access.endpoint.custom_attributes)
    if answer.status not in (200, 204):
        code = HTTP_EXIT_CODES.get(answer.status, ExitCode.FAILED)
        hint = answer.hint or "Log in again: `egain login`."
        return Check("", Result.FAILED, said(answer), hint, code)
    names = _attribute_names(answer)
    words = f"lives; custom attributes: {', '.join(names)}" if names else "lives"
    return Check("", Result.OK, words)


def _attribute_names(answer: Answer) -> list[str]:
    """The names in the list of custom attributes; none where it is not of the guessed shape."""
    try:
        entries = json.loads(answer.text)["customAttribute"]
        return [str(each.get("name") or each["attribName"]) for each in entries]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []


def _reading(access: Access, connection: Connection) -> Check:
    """Whether the user may read: an activity that hardly exists is asked for."""
    answer = connection.get(activities_url(access.endpoint, ["1"]))
    if answer.status in (200, 204, 404):
        return Check("", Result.OK, "may read activities")
    hint = "`egain show` and --verify need the right to view the agent console."
    return Check("", Result.WARNING, f"may not read activities: {said(answer)}", hint)


def _version(access: Access, connection: Connection) -> Check:
    answer = connection.get(f"{access.endpoint.base}{_ABOUT}")
    if answer.status != 200:
        return Check("", Result.SKIPPED, f"the server does not tell: {said(answer)}")
    return Check("", Result.OK, " ".join(answer.text.split())[:_MOST_WORDS])


def _logout(access: Access, connection: Connection) -> Check:
    answer = connection.logout()
    access.opened = False
    if answer.status // 100 == 2:
        return Check("", Result.OK, "the session has ended")
    hint = "It ends by itself after a while; a user may hold five."
    return Check("", Result.WARNING, f"the session may still live: {said(answer)}", hint)


# Name, how to look, and whether those after it need it.
_CHECKS: tuple[tuple[str, Look, bool], ...] = (
    ("settings", _settings, False),
    ("reach", _reach, True),
    ("login", _login, True),
    ("session", _session, True),
    ("reading", _reading, False),
    ("version", _version, False),
)
